"""The answer of the lens coalitions in words: who would leave together, and what nobody leaves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.show.answer_view import AnswerView
from standoff.show.concepts import CONCEPT_NAMES
from standoff.show.labels import Labels
from standoff.show.terminal import bullets, paragraph, table
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Coalitions", "Joint", "coalitions_body", "coalitions_question"]

_ROWS, _EXPLAINED, _JOINTS, _MOVES = 8, 3, 6, 5

NOBODY, TOGETHER, ALONE = range(3)
"""Who would leave a state: nobody, a coalition of several only, or somebody alone."""

_SCOPES = {
    "every": mark("every coalition"),
    "partition": mark("those who move together, and everybody else alone"),
    "up to a size": mark("coalitions up to a size"),
}


def coalitions_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("Who would leave together, and what would nobody leave?")


@dataclass(frozen=True)
class Joint:
    """How a coalition leaves a state, or jumps from one resting state to another."""

    row: int
    coalition: str
    is_jump: bool
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class Coalitions(AnswerView):
    """An answer of the lens coalitions with its names."""

    @cached_property
    def sizes(self) -> npt.NDArray[np.int64]:
        """How many members each coalition has."""
        return np.asarray(self.answer["member"].sum("actor").values)

    @cached_property
    def kinds(self) -> npt.NDArray[np.int64]:
        """Who would leave, over (concept, state): `NOBODY`, `TOGETHER` or `ALONE`."""
        stable = self.answer["stable"].transpose("concept", "coalition", "state").values
        kinds = np.where(stable.all(axis=1), NOBODY, TOGETHER)
        alone = ~stable[:, self.sizes == 1].all(axis=1)
        return np.where(alone, ALONE, kinds)

    def leavers(self, concept: int, state: int) -> int:
        """Count the coalitions that would leave a state."""
        stable = self.answer["stable"].transpose("concept", "coalition", "state").values
        return int((~stable[concept, :, state]).sum())

    def shown(self, limit: int) -> list[int]:
        """List the state looked from, and the nearest in which each alone would stay."""
        steps = self.answer["steps_from_start"].values
        held = (self.kinds != ALONE).sum(axis=0)
        rests = np.flatnonzero((held > 0) & (steps >= 0))
        order = np.lexsort((rests, -held[rests], steps[rests]))
        found = [int(state) for state in rests[order] if state != self.origin]
        return [self.origin, *found[:limit]]

    def members(self, coalition: str) -> str:
        """Name the members of a coalition as a list."""
        return self.words.listed([self.labels.actor(name) for name in coalition.split("+")])

    @cached_property
    def joints(self) -> dict[int, list[Joint]]:
        """How coalitions leave each state, the smallest first; a jump instead of its leaving."""
        found: dict[int, list[Joint]] = {}
        if "joint" not in self.answer.sizes:
            return found
        names = self.answer["coalition"].values
        under = self.answer["joint_under"].transpose("concept", "joint").values
        for row, state in enumerate(self.answer["joint_state"].values.tolist()):
            held = tuple(c for k, c in enumerate(self.concepts) if under[k, row])
            coalition = str(names[int(self.answer["joint_coalition"].values[row])])
            is_jump = bool(self.answer["joint_is_jump"].values[row])
            found.setdefault(state, []).append(Joint(row, coalition, is_jump, held))
        for state, rows in found.items():
            kept = [one for one in rows if not self._is_told(one, rows)]
            found[state] = sorted(kept, key=lambda one: (one.coalition.count("+"), one.is_jump))
        return found

    def _is_told(self, joint: Joint, rows: list[Joint]) -> bool:
        """Say whether a jump is told already where its coalition leaves."""
        return joint.is_jump and any(
            self._is_twin(one, joint) and set(joint.concepts) <= set(one.concepts)
            for one in rows
            if not one.is_jump
        )

    def _is_twin(self, one: Joint, other: Joint) -> bool:
        """Say whether the same coalition goes to the same state."""
        levels = self.answer["joint_level"].transpose("variable", "joint").values
        same = bool((levels[:, one.row] == levels[:, other.row]).all())
        return same and one.coalition == other.coalition

    def target(self, joint: Joint, state: int) -> str:
        """Say how the state to which a coalition goes differs from the one that it leaves."""
        levels = self.answer["joint_level"].transpose("variable", "joint").values[:, joint.row]
        index = self.answer["level_index"].transpose("variable", "state").values[:, state]
        names = [str(name) for name in self.answer["variable"].values]
        pairs = [
            f"{self.labels.variable(name)}: {self.labels.level(name, int(there))}"
            for name, there, here in zip(names, levels, index, strict=True)
            if there != here
        ]
        if len(pairs) > 4:
            more = self.words.many("{count} more", "{count} more", len(pairs) - 4)
            pairs = [*pairs[:4], f"+{more}"]
        return ", ".join(pairs)

    def moves(self, joint: Joint) -> str:
        """Name the moves of a coalition one after the other."""
        options = self.answer["joint_option"].transpose("joint", "step").values[joint.row]
        labels = [str(self.answer["option"].values[k]) for k in options if k >= 0]
        named = self.labels.move if "+" in joint.coalition else self.labels.option
        said = [f"“{named(label)}”" for label in labels[:_MOVES]]
        if len(labels) > _MOVES:
            more = self.words.many("{count} more move", "{count} more moves", len(labels) - _MOVES)
            said.append(more)
        return ", ".join(said)

    def told(self, joint: Joint, state: int) -> str:
        """Say how a coalition leaves, or jumps to another resting state."""
        places = {
            "actors": self.members(joint.coalition),
            "moves": self.moves(joint),
            "state": self.target(joint, state),
            "concepts": ", ".join(CONCEPT_NAMES.get(name, name) for name in joint.concepts),
        }
        if joint.is_jump:
            return self.words.say(
                "{actors} can jump from here to another state in which each would stay "
                "({concepts}), and all of them prefer it: {moves} (to {state}).",
                **places,
            )
        if "+" in joint.coalition:
            said = self.words.say(
                "{actors} would leave together by {moves} (to {state}): under {concepts} nothing "
                "stops them.",
                **places,
            )
            return f"{said} {self._rests_again(joint, state)}".rstrip()
        return self.words.say(
            "{actors} would leave alone by {moves} (to {state}): under {concepts} nothing stops "
            "it.",
            **places,
        )

    def _rests_again(self, joint: Joint, state: int) -> str:
        """Say that a coalition jumps from rest to rest, if it does."""
        names = self.answer["joint_is_jump"].values
        under = self.answer["joint_under"].transpose("concept", "joint").values
        for row in np.flatnonzero(names):
            held = [name for k, name in enumerate(self.concepts) if under[k, row]]
            place = int(self.answer["joint_coalition"].values[row])
            coalition = str(self.answer["coalition"].values[place])
            twin = Joint(int(row), coalition, True, tuple(held))
            is_here = int(self.answer["joint_state"].values[row]) == state
            if is_here and self._is_twin(joint, twin):
                shown = ", ".join(CONCEPT_NAMES.get(name, name) for name in held)
                return self.words.say(
                    "It is a jump from rest to rest: here and there each alone would stay "
                    "({concepts}).",
                    concepts=shown,
                )
        return ""

    def scope(self) -> str:
        """Say which coalitions were asked, and in which states."""
        words, answer = self.words, self.answer
        scope = str(answer.attrs.get("scope", "every"))
        return words.many(
            "Asked in {count} of {all} states: {scope}, {coalitions} in all.",
            "Asked in {count} of {all} states: {scope}, {coalitions} in all.",
            int(answer.sizes["state"]),
            all=words.whole(int(answer.attrs["state_count"])),
            scope=words.say(_SCOPES.get(scope, scope)),
            coalitions=words.whole(int(answer.sizes["coalition"])),
        )

    def counts(self) -> str:
        """Say how many of the states that nobody leaves alone are not left together either.

        Under a partition, where not everybody is asked alone, it is of all states asked.
        """
        alone = self.answer.attrs.get("scope") != "partition"
        said = ", ".join(
            self.words.say(
                "{concept}: {kept} of {rests}",
                concept=CONCEPT_NAMES.get(name, name),
                kept=self.words.whole(int((self.kinds[k] == NOBODY).sum())),
                rests=self.words.whole(
                    int((self.kinds[k] != ALONE).sum()) if alone else self.kinds.shape[1]
                ),
            )
            for k, name in enumerate(self.concepts)
        )
        if not alone:
            return self.words.say(
                "So many of the states asked are left by none of them: {counts}.", counts=said
            )
        return self.words.say(
            "Of the states asked that nobody would leave alone, so many are not left together "
            "either: {counts}.",
            counts=said,
        )

    def verdict(self, concept: int, state: int) -> str:
        """Say in a cell who would leave."""
        kind = self.kinds[concept, state]
        if kind == NOBODY:
            return self.words.say("nobody leaves")
        if kind == ALONE:
            return self.words.say("someone alone")
        return self.words.many("{count} together", "{count} together", self.leavers(concept, state))


def coalitions_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    view = Coalitions(answer, Labels.of(answer, words))
    shown = view.shown(_ROWS)
    full = view.against is None
    state = words.say("state") if full else words.say("what differs from the state looked from")
    header = [state, *[CONCEPT_NAMES.get(name, name) for name in view.concepts]]
    rows = [
        [view.named(k), *[view.verdict(c, k) for c in range(len(view.concepts))]] for k in shown
    ]
    parts = [
        paragraph(
            words.say("Looked from: {state}.", state=view.labels.state(answer, view.origin)), width
        ),
        paragraph(f"{view.scope()} {view.counts()}", width),
        paragraph(words.say("Who would leave:"), width) + "\n" + table(header, rows, width),
    ]
    for position in [k for k in shown if view.joints.get(k)][:_EXPLAINED]:
        joints = view.joints[position]
        said = [view.told(one, position) for one in joints[:_JOINTS]]
        if len(joints) > _JOINTS:
            left = len(joints) - _JOINTS
            said.append(
                words.many("{count} more way to leave.", "{count} more ways to leave.", left)
            )
        place = paragraph(words.say("In {state}:", state=view.named(position)), width)
        parts.append(f"{place}\n{bullets(said, width)}")
    parts.append(
        paragraph(
            words.say(
                "A coalition leaves only for a state that each of its members strictly prefers. A "
                "member that makes no move helps by not answering. Whether members would keep "
                "their word is not asked."
            ),
            width,
        )
    )
    return parts
