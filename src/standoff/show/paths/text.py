"""The answer of the lens paths in words: how far it goes from here, and by whose moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.show.answer_view import AnswerView
from standoff.show.concepts import CONCEPT_NAMES
from standoff.show.labels import Labels
from standoff.show.terminal import lines_of, paragraph, table
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["KIND_TEXTS", "Node", "Paths", "paths_body", "paths_question"]

KIND_TEXTS = {
    "improvement": mark("By moves that each pay their mover"),
    "move": mark("By any moves"),
}


def paths_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("Where can it go from here, and by whose moves?")


@dataclass(frozen=True)
class Node:
    """A state in a tree of paths, and the move by which it is reached."""

    place: int
    state: int
    parent: int
    actor: int
    option: int
    step: int
    pays: bool


@dataclass(frozen=True)
class Paths(AnswerView):
    """An answer of the lens paths with its names."""

    @cached_property
    def kinds(self) -> list[str]:
        """Names of the kinds of paths, in the order of the answer."""
        return self.names("kind")

    @cached_property
    def rests(self) -> npt.NDArray[np.bool_]:
        """Where everybody would stay, over (concept, state)."""
        return np.asarray(self.answer["equilibrium"].transpose("concept", "state").values)

    def count(self, name: str, kind: str) -> int:
        """Give a number that is kept by kind."""
        return int(self.answer[name].sel(kind=kind))

    def tree(self, kind: str) -> list[Node]:
        """List the nodes of a tree, each after the one that it is reached from."""
        names = ("state", "parent", "actor", "option", "step", "pays")
        columns = [self.answer[f"node_{name}"].values.tolist() for name in names]
        kinds = self.answer["node_kind"].values.tolist()
        return [
            Node(place, *row)
            for place, row in enumerate(zip(*columns, strict=True))
            if kinds[place] == kind
        ]

    def walked(self, kind: str) -> Iterator[tuple[Node, tuple[bool, ...]]]:
        """Walk a tree from its root down, and say at each depth whether a branch goes on below."""
        nodes = self.tree(kind)
        below: dict[int, list[Node]] = {}
        for node in nodes[1:]:
            below.setdefault(node.parent, []).append(node)
        stack: list[tuple[Node, tuple[bool, ...]]] = [(nodes[0], ())]
        while stack:
            node, goes_on = stack.pop()
            if node.step:
                yield node, goes_on
            children = below.get(node.place, [])
            for k in range(len(children) - 1, -1, -1):
                stack.append((children[k], (*goes_on, k < len(children) - 1)))

    def move(self, node: Node) -> str:
        """Name a move: who makes it, by which option, and what it changes if that says more."""
        actors = self.answer["actor"].values
        name = self.labels.actor(str(actors[node.actor]))
        option = self.labels.option(str(self.answer["option"].values[node.option]))
        return self.words.say("{actor}: {option}", actor=name, option=option)

    def changed(self, node: Node) -> str:
        """Say what a move changes, or nothing if its option says it already."""
        option = self.labels.option(str(self.answer["option"].values[node.option]))
        before = int(self.answer["node_state"].values[node.parent])
        changed = self.labels.state(self.answer, node.state, against=before, limit=3)
        said = all(
            f"{pair[0]}: {pair[1]}" in option
            for pair in self.labels.state_pairs(self.answer, node.state, against=before)
        )
        return "" if said else changed

    def rest(self, state: int) -> str:
        """Say under which concepts everybody would stay in a state, or nothing."""
        held = [name for row, name in enumerate(self.concepts) if self.rests[row, state]]
        if not held:
            return ""
        names = ", ".join(CONCEPT_NAMES.get(name, name) for name in held)
        if len(held) == len(self.concepts) > 1:
            names = self.words.say("all concepts")
        return self.words.say("rest: {concepts}", concepts=names)

    def left_out(self, kind: str) -> str:
        """Say how many states that can be reached the tree does not lead to, or nothing."""
        drawn = {node.state for node in self.tree(kind)} - {self.origin}
        reached = int((self.answer["legal_steps"].sel(kind=kind).values > 0).sum())
        missing = reached - len(drawn)
        if missing <= 0:
            return ""
        return self.words.many(
            "{count} more state that can be reached so is left out; resting states and near ones "
            "are shown first.",
            "{count} more states that can be reached so are left out; resting states and near ones "
            "are shown first.",
            missing,
        )

    def adds(self, kind: str) -> bool:
        """Say whether a kind of path leads to a state that improvements do not."""
        drawn = [{node.state for node in self.tree(one)} for one in ("improvement", kind)]
        return kind == "improvement" or not drawn[1] <= drawn[0]

    def reach(self) -> list[str]:
        """Say how far each kind of moves leads, with and without moving twice in a row."""
        words, all_states = self.words, int(self.answer.attrs["state_count"])
        said = [
            words.many(
                "Moves that each pay their mover lead to {count} other state; any moves lead to "
                "{moves} of the {all}.",
                "Moves that each pay their mover lead to {count} other states; any moves lead to "
                "{moves} of the {all}.",
                self.count("any_count", "improvement"),
                moves=words.whole(self.count("any_count", "move")),
                all=words.whole(all_states - 1),
            )
        ]
        if any(self.count("legal_count", k) < self.count("any_count", k) for k in self.kinds):
            said.append(
                words.say(
                    "If nobody may move twice in a row, they lead to {improvements} and {moves}.",
                    improvements=words.whole(self.count("legal_count", "improvement")),
                    moves=words.whole(self.count("legal_count", "move")),
                )
            )
        alike = int(self.answer.sizes["state"]) - int(self.answer.attrs.get("told_apart", -1))
        if 0 < alike < int(self.answer.sizes["state"]):
            said.append(
                words.many(
                    "{count} of the states within reach differs from another on paper only: nobody "
                    "prefers one to the other, and the same moves lead on.",
                    "{count} of the states within reach differ from others on paper only: nobody "
                    "prefers one to the other, and the same moves lead on.",
                    alike,
                )
            )
        here = self.rest(self.origin)
        if here:
            held = here.partition(": ")[2]
            said.append(
                words.say("Everybody would stay where it stands ({concepts}).", concepts=held)
            )
        return said


def _counts(view: Paths, width: int) -> str:
    """Tabulate how many resting states there are, and how many each kind of path reaches."""
    words = view.words
    header = [
        words.say("where everybody would stay"),
        words.say("in all"),
        words.say("by improvements"),
        words.say("by any legal moves"),
    ]
    reached = view.answer["equilibrium_reached"].transpose("concept", "kind")
    rows = []
    for row, concept in enumerate(view.concepts):
        counts = [int(reached.sel(kind=kind)[row]) for kind in ("improvement", "move")]
        total = int(view.answer["equilibrium_count"].values[row])
        cells = [words.whole(count) for count in (total, *counts)]
        rows.append([CONCEPT_NAMES.get(concept, concept), *cells])
    return table(header, rows, width, align="lrrr")


def _tree(view: Paths, kind: str, width: int) -> str:
    """Draw a tree with one line for each move, in order of the paths."""
    lines = [view.words.say(KIND_TEXTS[kind]) + ":"]
    for node, goes_on in view.walked(kind):
        lead = "".join("│  " if more else "   " for more in goes_on[:-1])
        said = view.move(node)
        changed = view.changed(node)
        if changed:
            said += f" ({changed})"
        rest = view.rest(node.state)
        if rest:
            said += f" [{rest}]"
        first, later = ("├─ ", "│  ") if goes_on[-1] else ("└─ ", "   ")
        room = max(24, width - len(lead) - 3)
        for k, line in enumerate(lines_of(said, room)):
            lines.append(lead + (later if k else first) + line)
    if len(lines) == 1:
        lines.append("└─ " + view.words.say("nowhere"))
    return "\n".join(lines)


def paths_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    view = Paths(answer, Labels.of(answer, words))
    parts = [
        paragraph(
            words.say("Looked from: {state}.", state=view.labels.state(answer, view.origin)), width
        ),
        paragraph(" ".join(view.reach()), width),
        _counts(view, width),
    ]
    for kind in view.kinds:
        if not view.adds(kind):
            continue
        parts.append(_tree(view, kind, width))
        left_out = view.left_out(kind)
        if left_out:
            parts.append(paragraph(left_out, width))
    parts.append(
        paragraph(
            words.say(
                "Each branch is a shortest path in which nobody moves twice in a row. It says what "
                "can happen and not what will; costs, dates and chance play no part."
            ),
            width,
        )
    )
    return parts
