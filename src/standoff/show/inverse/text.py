"""The answer of the lens inverse in words: which preferences would keep everybody in a state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.show.answer_view import AnswerView
from standoff.show.concepts import CONCEPT_NAMES
from standoff.show.labels import Labels
from standoff.show.terminal import bullets, paragraph, table
from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Inverse", "inverse_body", "inverse_question"]

_NAMED, _MOVES, _LISTED = 2, 4, 4

Row = dict[str, int]


def inverse_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("Which preferences would make everybody stay here?")


@dataclass(frozen=True)
class Inverse(AnswerView):
    """An answer of the lens inverse with its names."""

    def table_of(self, name: str) -> npt.NDArray[np.float64]:
        """Give a variable over (concept, actor)."""
        return np.asarray(self.answer[name].transpose("concept", "actor").values)

    def rows(self, axis: str, names: tuple[str, ...]) -> list[Row]:
        """List the entries of a list axis, or nothing where the answer has none."""
        if axis not in self.answer.sizes:
            return []
        columns = [self.answer[f"{axis}_{name}"].values.tolist() for name in names]
        return [
            {"row": k, **{name: int(value) for name, value in zip(names, entry, strict=True)}}
            for k, entry in enumerate(zip(*columns, strict=True))
        ]

    def concept(self, row: int) -> str:
        """Give the short name of a concept."""
        return CONCEPT_NAMES.get(self.concepts[row], self.concepts[row])

    def named(self, state: int) -> str:
        """Describe a state, against the one to stay in where it would be long."""
        if state < 0:
            return self.words.say("a state out of reach")
        if state == self.origin:
            return self.words.say("this state")
        against = self.against
        return f"“{self.labels.state(self.answer, state, against=against, limit=3)}”"

    def several(self, states: list[int], total: int) -> str:
        """Name a few states, and say how many more there are."""
        shown = [self.named(state) for state in states[:_NAMED]]
        if total > len(shown):
            more = total - len(shown)
            shown.append(self.words.many("{count} more", "{count} more", more))
        return self.words.listed(shown)

    def now(self) -> str:
        """Say under which concepts everybody asked about would stay as things are."""
        stays = self.table_of("stays").astype(bool)
        held = [self.concept(k) for k in range(len(self.concepts)) if stays[k].all()]
        if len(held) == len(self.concepts):
            return self.words.say("As things are, everybody asked about stays under each concept.")
        if not held:
            return self.words.say("As things are, somebody asked about leaves under each concept.")
        return self.words.say(
            "As things are, everybody asked about stays under {concepts}; under the others "
            "somebody leaves.",
            concepts=", ".join(held),
        )

    def cell(self, concept: int, actor: int) -> str:
        """Say under which share of orders an actor stays, and how far its own is from that."""
        words = self.words
        share = float(self.table_of("share")[concept, actor])
        said = words.percent(share) if share == share else words.say("not counted")
        distance = float(self.table_of("distance")[concept, actor])
        if self.table_of("stays")[concept, actor]:
            return words.say("{share}, stays", share=said)
        if distance != distance:
            return words.say("{share}, leaves", share=said)
        return words.say("{share}, leaves by {pairs}", share=said, pairs=words.number(distance, 1))

    def conditions(self, actor: int) -> list[str]:
        """Say what must be so for an actor to stay, move by move."""
        names = ("concept", "actor", "to", "holds", "always", "answers")
        rows = [row for row in self.rows("clause", names) if row["actor"] == actor]
        targets = list(dict.fromkeys(row["to"] for row in rows))
        said = [
            self._move(target, [row for row in rows if row["to"] == target])
            for target in targets[:_MOVES]
        ]
        if len(targets) > _MOVES:
            left = len(targets) - _MOVES
            said.append(
                self.words.many("{count} more move likewise.", "{count} more moves likewise.", left)
            )
        return said

    def _move(self, target: int, rows: list[Row]) -> str:
        """Say what must be so for one move not to be worth while."""
        words = self.words
        said = words.say("{state} must be no better than this state", state=self.named(target))
        ways = []
        kinds: dict[tuple[int, ...], list[int]] = {}
        for row in rows:
            if self.concepts[row["concept"]] != "nash":
                ends = self._answers(row["row"])
                key = (row["always"], row["answers"], *ends)
                kinds.setdefault(key, []).append(row["concept"])
        for (always, count, *states), concepts in kinds.items():
            shown = ", ".join(self.concept(k) for k in concepts)
            if always:
                ways.append(words.say("under {concepts} nothing is asked", concepts=shown))
            elif count:
                ways.append(
                    words.many(
                        "under {concepts} it is enough that an answer that ends in {states} hurts",
                        "under {concepts} it is enough that one of {count} answers hurts: {states}",
                        count,
                        concepts=shown,
                        states=self.several(states, count),
                    )
                )
        return "; ".join([said, *ways]) + "."

    def _answers(self, row: int) -> list[int]:
        ends = self.answer["clause_answer_to"].transpose("clause", "answer").values[row]
        return [int(state) for state in ends if state >= 0]

    def changes(self) -> list[str]:
        """Say which least change would keep each actor, alike concepts together."""
        words = self.words
        names = ("concept", "actor", "down_to", "jointly", "needed")
        rows = [row for row in self.rows("pair", names) if not row["jointly"]]
        said = []
        for k, actor in enumerate(self.actors):
            kinds: dict[tuple[float, int, tuple[int, ...]], list[int]] = {}
            for c in range(len(self.concepts)):
                mine = [row for row in rows if (row["concept"], row["actor"]) == (c, k)]
                needed = tuple(row["down_to"] for row in mine if row["needed"])
                distance = float(self.table_of("distance")[c, k])
                if mine:
                    kinds.setdefault((distance, len(mine) > len(needed), needed), []).append(c)
            for (distance, more, needed), concepts in kinds.items():
                text = words.say(
                    "{actor}, under {concepts}: this state must come to be liked better than "
                    "{states}.",
                    actor=self.labels.actor(actor),
                    concepts=", ".join(self.concept(c) for c in concepts),
                    states=self.several(list(needed), len(needed)),
                )
                if more:
                    text += " " + words.say("It passes what stands between as well.")
                said.append(f"{text} {self._turned(distance)}")
        return said

    def _turned(self, distance: float) -> str:
        """Say how many pairs an order turns round; a tie that breaks is half of one."""
        return self.words.many(
            "{pairs} pair of states turns round.",
            "{pairs} pairs of states turn round.",
            1 if distance == 1 else 2,
            pairs=self.words.number(distance, 1),
        )

    def together(self) -> list[str]:
        """Say how little all orders together must change, concept by concept."""
        if "distance_all" not in self.answer:
            return []
        words = self.words
        kinds: dict[tuple[str, str], list[str]] = {}
        for c, total in enumerate(self.answer["distance_all"].values.tolist()):
            shown = words.number(total, 1) if total == total else ""
            kinds.setdefault((shown, self._pairs(c)), []).append(self.concept(c))
        said = []
        for (shown, pairs), names in kinds.items():
            concepts = ", ".join(names)
            if shown == "0":
                continue
            if not shown:
                text = words.say("{concepts}: not sought, for there are too many states.",
                                 concepts=concepts)  # fmt: skip
            else:
                text = words.say("{concepts}: {pairs} in all.", concepts=concepts, pairs=shown)
            said.append(f"{text} {pairs}".rstrip())
        return said

    def _pairs(self, concept: int) -> str:
        """Name the pairs that all orders turn round together."""
        names = ("concept", "actor", "up_to", "down_to", "jointly")
        rows = [r for r in self.rows("pair", names) if r["jointly"] and r["concept"] == concept]
        said = [
            self.words.say(
                "{actor} must prefer {better} to {worse}.",
                actor=self.labels.actor(self.actors[row["actor"]]),
                better=self.named(row["up_to"]),
                worse=self.named(row["down_to"]),
            )
            for row in rows[:_LISTED]
        ]
        if len(rows) > _LISTED:
            said.append(
                self.words.many("{count} more pair.", "{count} more pairs.", len(rows) - _LISTED)
            )
        return " ".join(said)


def inverse_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    view = Inverse(answer, Labels.of(answer, words))
    header = [words.say("actor"), *map(view.concept, range(len(view.concepts)))]
    rows = [
        [view.labels.actor(name), *[view.cell(c, k) for c in range(len(view.concepts))]]
        for k, name in enumerate(view.actors)
    ]
    state = view.labels.state(answer, view.origin)
    parts = [
        paragraph(words.say("The state to stay in: {state}.", state=state), width),
        paragraph(view.now(), width),
        paragraph(
            words.say(
                "Share of all orders under which each would stay, and how many pairs of states its "
                "own order is away from one of them:"
            ),
            width,
        )
        + "\n"
        + table(header, rows, width),
    ]
    for k, name in enumerate(view.actors):
        said = view.conditions(k)
        if said:
            lead = words.say("For {actor} to stay:", actor=view.labels.actor(name))
            parts.append(f"{paragraph(lead, width)}\n{bullets(said, width)}")
    for lead, said in (
        (words.say("The least change of one order alone:"), view.changes()),
        (words.say("The least change of all orders after which everybody stays:"), view.together()),
    ):
        if said:
            parts.append(f"{paragraph(lead, width)}\n{bullets(said, width)}")
    return [*parts, paragraph(_how_to_read(words), width)]


def _how_to_read(words: Words) -> str:
    return words.say(
        "A share counts every strict order of all states alike; it is no probability. No change "
        "makes a tie: a state that must be no better becomes worse; a tie that breaks counts as "
        "half a pair. Under SMR and SSEQ an answer hurts only if the actor cannot step out of it "
        "again. Each change was judged again by the search that the lens stability uses."
    )
