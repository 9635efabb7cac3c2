"""The preferences answer in words: what rests, in which reading of what is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.show.answer_view import AnswerView
from standoff.show.labels import Labels
from standoff.show.preferences.phrases import (
    CONCEPT_NAMES,
    CONCEPT_NOTES,
    reading_name,
    reading_notes,
    told_share,
    told_structure,
)
from standoff.show.terminal import bullets, paragraph, table
from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["View", "preferences_body", "preferences_question"]

_EXPLAINED = 3
_LIMIT = 4


def preferences_question(words: Words) -> str:
    """Ask what the lens asks."""
    return words.say("Where can this end, with what is known of preferences beside an order?")


@dataclass(frozen=True)
class View(AnswerView):
    """A preferences answer with its names."""

    @cached_property
    def readings(self) -> list[str]:
        """Names of the readings, in the order of the answer."""
        return self.names("reading")

    @cached_property
    def rests(self) -> npt.NDArray[np.bool_]:
        """Where everybody would stay, over (reading, concept, state)."""
        return np.asarray(self.answer["equilibrium"].values)

    @cached_property
    def told(self) -> list[int]:
        """Positions of the states that reasons are given for, the one looked from first."""
        return [int(state) for state in self.answer["told_state"].values]

    def nearest_rests(self, limit: int) -> list[int]:
        """List states within reach to rest in under some reading, nearest first."""
        held = self.rests.sum(axis=(0, 1))
        found = np.flatnonzero((held > 0) & (self.steps >= 0))
        order = np.lexsort((found, -held[found], self.steps[found]))
        return [int(state) for state in found[order][:limit]]

    def reading(self, name: str) -> str:
        """Name a reading."""
        return reading_name(name, str(self.answer.attrs["structure"]), self.words)

    def which(self, flags: Sequence[bool] | npt.NDArray[np.bool_]) -> str:
        """Name readings in a cell: all, none, those, or all but those."""
        chosen = [self.reading(n) for n, flag in zip(self.readings, flags, strict=True) if flag]
        others = [self.reading(n) for n, flag in zip(self.readings, flags, strict=True) if not flag]
        if not others:
            return self.words.say("all")
        if not chosen:
            return self.words.say("none")
        if len(others) == 1 and len(chosen) > 2:
            return self.words.say("all but {reading}", reading=others[0])
        return self._joined([n for n, flag in zip(self.readings, flags, strict=True) if flag])

    def _joined(self, readings: Sequence[str]) -> str:
        """List readings, the strong types by their letters after one word."""
        strong = [name for name in readings if name.startswith("strong_")]
        named = [self.reading(name) for name in readings if name not in strong]
        if strong:
            letters = ", ".join(name.removeprefix("strong_") for name in strong)
            named.append(self.words.say("strong {letters}", letters=letters))
        return ", ".join(named)

    def reasons(self, place: int) -> Iterator[str]:
        """Say of each actor what tempts it in a state, and what keeps it there."""
        content = []
        for row, actor in enumerate(self.actors):
            groups = self._groups(row, place)
            if len(groups) == 1 and next(iter(groups))[1] < 0:
                content.append(self.labels.actor(actor))
                continue
            for verdict, where in groups.items():
                yield self._reason(actor, verdict, where, place, alone=len(groups) == 1)
        if content:
            yield self.words.many(
                "{actors} has no move that tempts it, in any reading.",
                "{actors} have no move that tempts them, in any reading.",
                len(content),
                actors=self.words.listed(content),
            )

    def _groups(self, actor: int, place: int) -> dict[tuple[int, ...], list[tuple[int, int]]]:
        """Put (reading, concept) pairs with the same verdict and reason together."""
        keys = ("move_to", "move_option", "move_sense", "answer_to", "answer_sense")
        parts = [self.answer[key].values[:, :, actor, place] for key in keys]
        stays = self.answer["stable"].values[:, :, actor, self.told[place]]
        groups: dict[tuple[int, ...], list[tuple[int, int]]] = {}
        for r, c in np.ndindex(*stays.shape):
            verdict = (int(stays[r, c]), *(int(part[r, c]) for part in parts))
            groups.setdefault(verdict, []).append((r, c))
        return groups

    def _reason(
        self,
        actor: str,
        verdict: tuple[int, ...],
        where: list[tuple[int, int]],
        place: int,
        *,
        alone: bool,
    ) -> str:
        say, name = self.words.say, self.labels.actor(actor)
        stays, target, option, sense, answered, harm = verdict
        readings = say("in every reading") if alone else self._where(where)
        if target < 0:
            return say("{actor} has no move that tempts it: {where}.", actor=name, where=readings)
        move = self._move(option, target, place, sense)
        if not stays:
            return say(
                "{actor} would leave by {move}, and nothing stops it: {where}.",
                actor=name,
                move=move,
                where=readings,
            )
        return say(
            "{actor} is tempted by {move}, but others could bring about {state}{harm}; it stays: "
            "{where}.",
            actor=name,
            move=move,
            state=self._change(answered, place),
            harm=self._harm(harm),
            where=readings,
        )

    def _where(self, where: list[tuple[int, int]]) -> str:
        """Write (reading, concept) pairs, readings with the same concepts together."""
        concepts: dict[int, list[int]] = {}
        for r, c in where:
            concepts.setdefault(r, []).append(c)
        alike: dict[tuple[int, ...], list[str]] = {}
        for r, under in concepts.items():
            alike.setdefault(tuple(under), []).append(self.readings[r])
        parts = []
        for chosen, readings in alike.items():
            named = self._joined(readings)
            if len(readings) == len(self.readings):
                named = self.words.say("every reading")
            if len(chosen) < len(self.concepts):
                short = ", ".join(CONCEPT_NAMES[self.concepts[c]] for c in chosen)
                named = f"{named} ({short})"
            parts.append(named)
        return "; ".join(parts)

    def _move(self, option: int, target: int, place: int, sense: int) -> str:
        """Name a move and where it leads."""
        label = str(self.answer["option"].values[option]) if option >= 0 else ""
        name = self.labels.option(label) if label else self.words.say("a move")
        change = self._change(target, place)
        if sense == 1:
            return self.words.say(
                "“{option}” (to {state}; not known to be better)", option=name, state=change
            )
        if change == name:
            return self.words.say("“{option}”", option=name)
        return self.words.say("“{option}” (to {state})", option=name, state=change)

    def _change(self, target: int, place: int) -> str:
        """Say how a state differs from the one under discussion."""
        if target == self.told[place]:
            return self.words.say("what was before")
        return self.labels.state(self.answer, target, against=self.told[place], limit=_LIMIT)

    def _harm(self, harm: int) -> str:
        if harm == 1:
            return self.words.say(" (not known to be better)")
        return self.words.say(" (greatly worse)") if harm == 2 else ""


def preferences_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the paragraphs of the answer, below its question."""
    view = View(answer, Labels.of(answer, words))
    state = view.labels.state(answer, view.origin)
    parts = [
        paragraph(words.say("Looked from: {state}.", state=state), width),
        paragraph(told_structure(answer, words), width),
        paragraph(told_share(answer, view.labels), width),
        _counts(view, width),
        _states(view, width),
    ]
    parts += _left_out(view, width)
    for place in range(min(_EXPLAINED, len(view.told))):
        where = paragraph(words.say("In {state}:", state=view.named(view.told[place])), width)
        parts.append(f"{where}\n{bullets(list(view.reasons(place)), width)}")
    notes = reading_notes(str(answer.attrs["structure"]), words)
    notes += [words.say(CONCEPT_NOTES[name]) for name in view.concepts]
    parts.append("\n".join(paragraph(note, width) for note in notes))
    return parts


def _counts(view: View, width: int) -> str:
    """Count the states within reach in which everybody would stay, by reading."""
    words = view.words
    reached = view.rests[:, :, view.steps >= 0]
    rows = [(view.reading(name), reached[k].sum(axis=1)) for k, name in enumerate(view.readings)]
    rows.append((words.say("every reading"), reached.all(axis=0).sum(axis=1)))
    rows.append((words.say("some reading"), reached.any(axis=0).sum(axis=1)))
    header = [words.say("everybody would stay in"), *(CONCEPT_NAMES[c] for c in view.concepts)]
    cells = [[name, *(words.whole(int(count)) for count in counts)] for name, counts in rows]
    shown = table(header, cells, width, align="l" + "r" * len(view.concepts))
    within = words.many(
        "{count} of the {all} states can be reached from the state looked from.",
        "{count} of the {all} states can be reached from the state looked from.",
        int((view.steps >= 0).sum()),
        all=words.whole(int(view.answer.attrs["state_count"])),
    )
    return f"{paragraph(within, width)}\n\n{shown}"


def _states(view: View, width: int) -> str:
    """List the states told of, and in which readings everybody would stay there."""
    words = view.words
    full = view.against is None
    state = words.say("state") if full else words.say("what differs from the state looked from")
    header = [state, words.say("moves away"), *(CONCEPT_NAMES[c] for c in view.concepts)]
    rows = [
        [
            view.named(position),
            words.whole(int(view.steps[position])),
            *(view.which(view.rests[:, c, position]) for c in range(len(view.concepts))),
        ]
        for position in view.told
    ]
    return table(header, rows, width, align="lr")


def _left_out(view: View, width: int) -> list[str]:
    """Say how many resting states the table leaves out."""
    near = int((view.rests.any(axis=(0, 1)) & (view.steps >= 0)).sum())
    shown = sum(bool(view.rests[:, :, state].any()) for state in view.told)
    if near <= shown:
        return []
    said = view.words.many(
        "{count} more state within reach rests in some reading.",
        "{count} more states within reach rest in some reading.",
        near - shown,
    )
    return [paragraph(said, width)]
