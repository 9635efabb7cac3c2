"""The stability answer in words: where it can end, and why who would leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.show.answer_view import AnswerView
from standoff.show.labels import Labels
from standoff.show.stability.bounds_text import left_out_lines, reach_line
from standoff.show.stability.change_text import change_parts
from standoff.show.stability.robust_text import came_parts, share_lines, share_row
from standoff.show.terminal import bullets, paragraph, table
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["CONCEPT_NAMES", "CONCEPT_TEXTS", "Stability", "stability_body", "stability_question"]

CONCEPT_NAMES = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sseq": "SSEQ"}

CONCEPT_TEXTS = {
    "nash": mark("Nash: nobody has a move that gains."),
    "gmr": mark("GMR: every tempting move has an answer by others after which it does not pay."),
    "smr": mark("SMR: as GMR, and the mover cannot repair the loss afterwards."),
    "seq": mark("SEQ: as GMR, but only answers that pay those who give them count."),
    "sseq": mark("SSEQ: as SEQ, and the mover cannot repair the loss afterwards."),
}

_ROWS = 8
_EXPLAINED = 3


def stability_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("Where can this end? Who would move away from there?")


@dataclass(frozen=True)
class Stability(AnswerView):
    """A stability answer with its names, read state by state."""

    @cached_property
    def _tables(self) -> dict[str, npt.NDArray[np.int64]]:
        names = ("stable", "move_to", "move_option", "answer_to", "answer_actor", "answer_option")
        axes = ("concept", "actor", "state")
        return {name: np.asarray(self.answer[name].transpose(*axes).values) for name in names}

    def table_of(self, name: str) -> npt.NDArray[np.int64]:
        """Give a variable over (concept, actor, state)."""
        return self._tables[name]

    @cached_property
    def rests(self) -> npt.NDArray[np.bool_]:
        """Where everybody would stay, over (concept, state)."""
        return np.asarray(self.answer["equilibrium"].transpose("concept", "state").values)

    @cached_property
    def improving(self) -> npt.NDArray[np.bool_]:
        """Which states can be reached by moves that each pay their mover."""
        if "steps_by_improvement" not in self.answer:
            return np.zeros(self.steps.shape, dtype=np.bool_)
        return np.asarray(self.answer["steps_by_improvement"].values) >= 0

    @cached_property
    def _tempted(self) -> npt.NDArray[np.bool_]:
        counts = self.answer["improvement_count"].transpose("actor", "state").values
        return np.asarray(counts > 0)

    def nearest_rests(self, limit: int) -> list[int]:
        """List resting states within reach, best first.

        Those that improvements alone lead to come first, then the nearest, then those that
        most concepts name.
        """
        held = self.rests.sum(axis=0)
        found = np.flatnonzero((held > 0) & (self.steps >= 0))
        keys = (found, -held[found], self.steps[found], ~self.improving[found])
        return [int(state) for state in found[np.lexsort(keys)][:limit]]

    def shown_concepts(self, positions: Sequence[int]) -> str:
        """Write the names of concepts as a list."""
        names = [CONCEPT_NAMES.get(self.concepts[k], self.concepts[k]) for k in positions]
        return ", ".join(names)

    def reasons(self, position: int) -> Iterator[str]:
        """Say of each actor whether it would stay in a state, and why."""
        tempted = self._tempted[:, position]
        for row in np.flatnonzero(tempted):
            yield from self._temptation(int(row), position)
        content = [self.labels.actor(self.actors[row]) for row in np.flatnonzero(~tempted)]
        if content:
            yield self.words.many(
                "{actors} has nothing to gain by moving.",
                "{actors} have nothing to gain by moving.",
                len(content),
                actors=self.words.listed(content),
            )

    def _temptation(self, actor: int, position: int) -> Iterator[str]:
        """Say which improvement tempts and which answer deters, alike concepts together."""
        keys = ("stable", "move_to", "move_option", "answer_to", "answer_option")
        verdicts: dict[tuple[int, ...], list[int]] = {}
        for concept in range(len(self.concepts)):
            verdict = tuple(int(self.table_of(key)[concept, actor, position]) for key in keys)
            verdicts.setdefault(verdict, []).append(concept)
        for (stays, target, option, answered, reply), concepts in verdicts.items():
            name = self.labels.actor(self.actors[actor])
            move = self._move(option, target, position)
            shown = self.shown_concepts(concepts)
            if not stays:
                yield self.words.say(
                    "{actor} would leave by {move}: under {concepts} nothing stops it.",
                    actor=name,
                    move=move,
                    concepts=shown,
                )
            elif reply < 0:
                yield self.words.say(
                    "{actor} is tempted by {move} but is deterred under {concepts}.",
                    actor=name,
                    move=move,
                    concepts=shown,
                )
            else:
                yield self.words.say(
                    "{actor} is tempted by {move}, but others could answer, at last {answerer} by "
                    "{reply}, and leave it no better off: it stays under {concepts}.",
                    actor=name,
                    move=move,
                    answerer=self.labels.owner(self._label(reply)),
                    reply=self._move(reply, answered, position),
                    concepts=shown,
                )

    def _label(self, option: int) -> str:
        return str(self.answer["option"].values[option])

    def _move(self, option: int, target: int, source: int) -> str:
        """Name a move and what is then different from the state under discussion."""
        name = self.labels.option(self._label(option)) if option >= 0 else self.words.say("a move")
        if target == source:
            return self.words.say("“{option}” (back to where it was)", option=name)
        change = self.labels.state(self.answer, target, against=source, limit=4)
        if change == name or target < 0:
            return self.words.say("“{option}”", option=name)
        return self.words.say("“{option}” (to {state})", option=name, state=change)

    def counted(self, counts: npt.NDArray[np.int64]) -> str:
        """Write a number for each concept."""
        return ", ".join(
            f"{self.words.whole(int(count))} ({CONCEPT_NAMES.get(concept, concept)})"
            for count, concept in zip(counts, self.concepts, strict=True)
        )

    def counts(self) -> str:
        """Say how many states are within reach, and in how many everybody would stay."""
        reach = self.steps >= 0
        counted = self.counted((self.rests & reach).sum(axis=1))
        within = reach_line(self)
        said = self.words.say(
            "Among them, everybody would stay in this many (rest): {counted}.", counted=counted
        )
        led = int((self.improving & self.rests.any(axis=0)).sum())
        if "steps_by_improvement" not in self.answer:
            return f"{within} {said}"
        return f"{within} {said} " + self.words.many(
            "Moves that each pay their mover lead to {count} resting state.",
            "Moves that each pay their mover lead to {count} resting states.",
            led,
        )

    def verdict(self, concept: int, position: int) -> str:
        """Say in a cell whether everybody would stay, or how many would leave."""
        if self.rests[concept, position]:
            return self.words.say("rest")
        stable = self.table_of("stable")[concept, :, position]
        return self.words.many("{count} leaves", "{count} leave", int(stable.size - stable.sum()))


def _rows(view: Stability, shown: Sequence[int]) -> list[list[str]]:
    rows = []
    for state in shown:
        verdicts = [view.verdict(row, state) for row in range(len(view.concepts))]
        rows.append([view.named(state), view.words.whole(int(view.steps[state])), *verdicts])
        rows += share_row(view, state)
    return rows


def stability_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    view = Stability(answer, Labels.of(answer, words))
    resting = view.nearest_rests(_ROWS)
    shown = [view.origin, *[state for state in resting if state != view.origin]]
    full = view.against is None
    state = words.say("state") if full else words.say("what differs from the state looked from")
    header = [state, words.say("moves away")]
    header += [CONCEPT_NAMES.get(concept, concept) for concept in view.concepts]
    parts = [
        paragraph(
            words.say("Looked from: {state}.", state=view.labels.state(answer, view.origin)), width
        ),
        paragraph(view.counts(), width),
        *(paragraph(line, width) for line in left_out_lines(view, CONCEPT_NAMES)),
        table(header, _rows(view, shown), width, align="lr"),
    ]
    parts += _left_out(view, len(resting), width)
    parts += [paragraph(line, width) for line in share_lines(view)]
    parts += came_parts(view, width)
    for position in shown[:_EXPLAINED]:
        place = paragraph(words.say("In {state}:", state=view.named(position)), width)
        parts.append(f"{place}\n{bullets(list(view.reasons(position)), width)}")
    parts += change_parts(view, width)
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
