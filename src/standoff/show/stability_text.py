"""The stability answer in words: where it can end, and why who would leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.show.labels import Labels, position_of
from standoff.show.terminal import bullets, paragraph, table
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["CONCEPT_NAMES", "CONCEPT_TEXTS", "Stability", "stability_body", "stability_question"]

CONCEPT_NAMES = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ"}

CONCEPT_TEXTS = {
    "nash": mark("Nash: nobody has a move that gains."),
    "gmr": mark("GMR: every tempting move has an answer by others after which it does not pay."),
    "smr": mark("SMR: as GMR, and the mover cannot repair the loss afterwards."),
    "seq": mark("SEQ: as GMR, but only answers that pay those who give them count."),
}

_ROWS = 8
_EXPLAINED = 3


def stability_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("Where can this end? Who would move away from there?")


@dataclass(frozen=True)
class Stability:
    """A stability answer with its names, read state by state."""

    answer: xr.Dataset
    labels: Labels

    @property
    def words(self) -> Words:
        """The words of the reader's language."""
        return self.labels.words

    @property
    def origin(self) -> int:
        """Position of the state looked from."""
        return position_of(self.answer, int(self.answer.attrs["looked_from"]))

    @property
    def concepts(self) -> list[str]:
        """Names of the concepts, in the order of the answer."""
        return [str(concept) for concept in self.answer["concept"].values]

    @property
    def actors(self) -> list[str]:
        """Names of the actors, in the order of the answer."""
        return [str(actor) for actor in self.answer["actor"].values]

    def table_of(self, name: str) -> npt.NDArray[np.int64]:
        """Give a variable over (concept, actor, state)."""
        return np.asarray(self.answer[name].transpose("concept", "actor", "state").values)

    @property
    def rests(self) -> npt.NDArray[np.bool_]:
        """Where everybody would stay, over (concept, state)."""
        return np.asarray(self.answer["equilibrium"].transpose("concept", "state").values)

    @property
    def steps(self) -> npt.NDArray[np.int64]:
        """Least number of moves from the state looked from; -1 if out of reach."""
        return np.asarray(self.answer["steps_from_start"].values)

    def nearest_rests(self, limit: int) -> list[int]:
        """List resting states within reach, nearest first, then those that most concepts name."""
        held = self.rests.sum(axis=0)
        found = np.flatnonzero((held > 0) & (self.steps >= 0))
        order = np.lexsort((found, -held[found], self.steps[found]))
        return [int(state) for state in found[order][:limit]]

    def named(self, position: int) -> str:
        """Describe a state, against the one looked from where it would be long."""
        against = self.labels.compared(self.answer, self.origin)
        if against is not None and position == against:
            return self.words.say("the state looked from")
        return self.labels.state(self.answer, position, against=against, limit=4)

    def shown_concepts(self, positions: Sequence[int]) -> str:
        """Write the names of concepts as a list."""
        names = [CONCEPT_NAMES.get(self.concepts[k], self.concepts[k]) for k in positions]
        return ", ".join(names)

    def reasons(self, position: int) -> Iterator[str]:
        """Say of each actor whether it would stay in a state, and why."""
        content = [
            self.labels.actor(actor)
            for row, actor in enumerate(self.actors)
            if not self._tempted(row, position)
        ]
        for row in range(len(self.actors)):
            if self._tempted(row, position):
                yield from self._temptation(row, position)
        if content:
            yield self.words.many(
                "{actors} has nothing to gain by moving.",
                "{actors} have nothing to gain by moving.",
                len(content),
                actors=self.words.listed(content),
            )

    def _tempted(self, actor: int, position: int) -> bool:
        counts = self.answer["improvement_count"].transpose("actor", "state").values
        return bool(counts[actor, position] > 0)

    def _temptation(self, actor: int, position: int) -> Iterator[str]:
        """Say which improvement tempts and which answer deters, alike concepts together."""

        def verdict(concept: int) -> tuple[int, ...]:
            keys = ("stable", "move_to", "move_option", "answer_to", "answer_option")
            return tuple(int(self.table_of(key)[concept, actor, position]) for key in keys)

        grouped = groupby(sorted(range(len(self.concepts)), key=verdict), key=verdict)
        verdicts = sorted(((key, list(group)) for key, group in grouped), key=lambda pair: pair[1])
        for (stays, target, option, answered, reply), concepts in verdicts:
            shown = self.shown_concepts(concepts)
            if stays:
                yield self._deterred(actor, option, target, reply, answered, shown)
            else:
                yield self.words.say(
                    "{actor} would leave by “{option}” (to {state}): under {concepts} nothing "
                    "stops it.",
                    actor=self.labels.actor(self.actors[actor]),
                    option=self._option(option),
                    state=self.named(target),
                    concepts=shown,
                )

    def _deterred(
        self, actor: int, option: int, target: int, reply: int, answered: int, concepts: str
    ) -> str:
        values = {
            "actor": self.labels.actor(self.actors[actor]),
            "option": self._option(option),
            "state": self.named(target) if target >= 0 else "",
            "concepts": concepts,
        }
        if answered < 0 or reply < 0:
            return self.words.say(
                "{actor} is tempted by “{option}” (to {state}) but is deterred under {concepts}.",
                **values,
            )
        return self.words.say(
            "{actor} is tempted by “{option}” (to {state}), but could be answered, at last with "
            "“{reply}” by {answerer} (to {end}), and is then no better off: it stays under "
            "{concepts}.",
            reply=self._option(reply),
            answerer=self.labels.owner(str(self.answer["option"].values[reply])),
            end=self.named(answered),
            **values,
        )

    def _option(self, position: int) -> str:
        if position < 0:
            return self.words.say("a move")
        return self.labels.option(str(self.answer["option"].values[position]))

    def counts(self) -> str:
        """Say how many states are within reach, and in how many everybody would stay."""
        reach = self.steps >= 0
        counted = ", ".join(
            f"{self.words.whole(int((self.rests[row] & reach).sum()))} "
            f"({CONCEPT_NAMES.get(concept, concept)})"
            for row, concept in enumerate(self.concepts)
        )
        within = self.words.many(
            "{count} state is within reach of the state looked from.",
            "{count} states are within reach of the state looked from.",
            int(reach.sum()),
        )
        return f"{within} " + self.words.say(
            "States among them in which everybody would stay: {counted}.", counted=counted
        )

    def verdict(self, concept: int, position: int) -> str:
        """Say in a cell whether everybody would stay, or how many would leave."""
        if self.rests[concept, position]:
            return self.words.say("rest")
        stable = self.table_of("stable")[concept, :, position]
        return self.words.many("{count} leaves", "{count} leave", int(stable.size - stable.sum()))


def _rows(view: Stability, shown: Sequence[int]) -> list[list[str]]:
    return [
        [
            view.named(state),
            view.words.whole(int(view.steps[state])),
            *[view.verdict(row, state) for row in range(len(view.concepts))],
        ]
        for state in shown
    ]


def stability_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    view = Stability(answer, Labels.of(answer, words))
    resting = view.nearest_rests(_ROWS)
    shown = [view.origin, *[state for state in resting if state != view.origin]]
    header = [words.say("state"), words.say("moves away")]
    header += [CONCEPT_NAMES.get(concept, concept) for concept in view.concepts]
    parts = [
        paragraph(
            words.say("Looked from: {state}.", state=view.labels.state(answer, view.origin)), width
        ),
        paragraph(view.counts(), width),
        table(header, _rows(view, shown), width, align="lr"),
    ]
    parts += _left_out(view, len(resting), width)
    for state in shown[:_EXPLAINED]:
        parts.append(
            words.say("In {state}:", state=view.named(state))
            + "\n"
            + bullets(list(view.reasons(state)), width)
        )
    read = [words.say(CONCEPT_TEXTS[name]) for name in view.concepts if name in CONCEPT_TEXTS]
    parts.append("\n".join(paragraph(line, width) for line in read))
    return parts


def _left_out(view: Stability, shown: int, width: int) -> list[str]:
    """Say how many resting states the table leaves out, near and out of reach."""
    resting = view.rests.any(axis=0)
    near = int((resting & (view.steps >= 0)).sum()) - shown
    far = int((resting & (view.steps < 0)).sum())
    said = []
    if near:
        said.append(
            view.words.many(
                "{count} more resting state lies further away.",
                "{count} more resting states lie further away.",
                near,
            )
        )
    if far:
        said.append(
            view.words.many(
                "{count} resting state cannot be reached from here.",
                "{count} resting states cannot be reached from here.",
                far,
            )
        )
    return [paragraph(" ".join(said), width)] if said else []
