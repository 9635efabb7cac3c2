"""The foresight answer read state by state: verdicts by horizon, and lines of play in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from standoff.show.answer_view import AnswerView
from standoff.show.words import mark

__all__ = ["CODES", "CONCEPT_NAMES", "Foresight", "ranges"]

CONCEPT_NAMES = {
    "limited_move": mark("limited move"),
    "metarational": mark("metarational"),
    "credible_metarational": mark("credible metarational"),
    "maximin": mark("maximin"),
    "non_myopic": mark("non-myopic"),
    "policy_stable": mark("policy stable"),
    "simultaneous": mark("simultaneous"),
    "stackelberg": mark("Stackelberg"),
}

CODES = {
    "limited_move": "L",
    "metarational": "MR",
    "credible_metarational": "CMR",
    "maximin": "MM",
    "non_myopic": "NM",
    "policy_stable": "PSS",
    "simultaneous": "SIM",
}
"""Short names, alike in all languages."""

_PARTS = (
    "stable",
    "move_to",
    "move_option",
    "answer_to",
    "answer_actor",
    "answer_option",
    "end_to",
)
_REASONED = ("limited_move", "credible_metarational", "metarational")
_TOLD = 2
_PHASES = 4

Told = tuple[int, ...]


def ranges(numbers: Sequence[int]) -> str:
    """Write ascending numbers with runs of them drawn together.

    Examples
    --------
    >>> ranges([1, 3, 4, 5]), ranges([2]), ranges([])
    ('1, 3–5', '2', '')
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


@dataclass(frozen=True)
class Foresight(AnswerView):
    """A foresight answer with its names, read state by state."""

    @cached_property
    def stepped(self) -> list[str]:
        """Concepts with a horizon."""
        return self.names("concept")

    @cached_property
    def timeless(self) -> list[str]:
        """Concepts without one."""
        return self.names("timeless")

    @cached_property
    def leaders(self) -> list[str]:
        """Actors that may lead; none if that was not asked."""
        return self.names("leader")

    @cached_property
    def horizons(self) -> list[int]:
        """The horizons looked at."""
        return [int(h) for h in self.answer["horizon"].values] if self.stepped else []

    @cached_property
    def left_out(self) -> dict[str, str]:
        """Concepts that were asked for and do not apply, with the reason."""
        found = json.loads(str(self.answer.attrs.get("left_out", "{}")))
        return {str(name): str(why) for name, why in found.items()}

    @cached_property
    def rests(self) -> npt.NDArray[np.bool_]:
        """Where everybody would stay; (concept, horizon, state)."""
        if not self.stepped:
            return np.zeros((0, 0, self.answer.sizes["state"]), np.bool_)
        axes = ("concept", "horizon", "state")
        return np.asarray(self.answer["equilibrium"].transpose(*axes).values)

    @cached_property
    def rests_timeless(self) -> npt.NDArray[np.int8]:
        """The same without a horizon: 1 yes, 0 no, -1 open; (timeless, state)."""
        if not self.timeless:
            return np.zeros((0, self.answer.sizes["state"]), np.int8)
        return np.asarray(self.answer["timeless_equilibrium"].transpose("timeless", "state").values)

    @cached_property
    def leads(self) -> npt.NDArray[np.bool_]:
        """Where each leader and its followers stay; (leader, state)."""
        if not self.leaders:
            return np.zeros((0, self.answer.sizes["state"]), np.bool_)
        return np.asarray(self.answer["leads"].transpose("leader", "state").values)

    @cached_property
    def _tables(self) -> dict[str, dict[int, dict[str, npt.NDArray[np.int64]]]]:
        """The parts of every line of play: by concept and horizon (0 without), (actor, state)."""
        stepped = {
            concept: {h: self._parts("", {"concept": concept, "horizon": h}) for h in self.horizons}
            for concept in self.stepped
        }
        timeless = {
            concept: {0: self._parts("timeless_", {"timeless": concept})}
            for concept in self.timeless
        }
        return stepped | timeless

    @property
    def columns(self) -> list[str]:
        """Concepts with a horizon that differ in their verdicts: maximin has those of MR."""
        twice = "metarational" in self.stepped
        return [name for name in self.stepped if name != "maximin" or not twice]

    def _parts(self, before: str, place: dict[str, object]) -> dict[str, npt.NDArray[np.int64]]:
        axes = ("actor", "state")
        return {
            part: np.asarray(self.answer[before + part].sel(place).transpose(*axes).values)
            for part in _PARTS
        }

    def nearest_rests(self, limit: int) -> list[int]:
        """List states within reach in which everybody would stay, the nearest first."""
        held = self.rests.sum(axis=(0, 1)) + (self.rests_timeless == 1).sum(axis=0)
        held = held + self.leads.sum(axis=0)
        found = np.flatnonzero((held > 0) & (self.steps >= 0))
        order = np.lexsort((found, -held[found], self.steps[found]))
        return [int(state) for state in found[order][:limit]]

    def concept(self, name: str) -> str:
        """Name a concept in the reader's language, with its short name if it has one."""
        code = CODES.get(name, "")
        said = self.words.say(CONCEPT_NAMES.get(name, name))
        return f"{code}, {said}" if code else said

    def cell(self, concept: str, state: int) -> str:
        """Write at which horizons everybody stays under a concept with horizons."""
        row = self.stepped.index(concept)
        held = [h for k, h in enumerate(self.horizons) if self.rests[row, k, state]]
        return ranges(held) if held else "–"

    def cell_timeless(self, row: int, state: int) -> str:
        """Write whether everybody stays under a concept without horizons."""
        verdict = int(self.rests_timeless[row, state])
        return {1: self.words.say("rest"), 0: "–"}.get(verdict, self.words.say("open"))

    def reasons(self, position: int) -> Iterator[str]:
        """Say of each actor what it would do in a state, looking farthest, and why."""
        content = []
        for row, name in enumerate(self.actors):
            told = self._lines_of(row, position)
            if not told:
                content.append(self.labels.actor(name))
            for line, under in list(told.items())[:_TOLD]:
                said = self._line(self.labels.actor(name), line, position)
                yield f"{', '.join(under)}: {said}"
        if content:
            yield self.words.many(
                "{actors} has nothing to gain by moving.",
                "{actors} have nothing to gain by moving.",
                len(content),
                actors=self.words.listed(content),
            )

    def _lines_of(self, row: int, position: int) -> dict[Told, list[str]]:
        """Gather an actor's lines of play at the longest horizon, alike concepts together."""
        told: dict[Told, list[str]] = {}
        for concept in [name for name in _REASONED if name in self.stepped] or self._tables:
            for h, parts in self._tables.get(concept, {}).items():
                line = tuple(int(parts[part][row, position]) for part in _PARTS)
                if line[1] >= 0 and h in (0, max(self.horizons, default=0)):
                    told.setdefault(line, []).append(f"{CODES[concept]}{h or ''}")
        return told

    def _line(self, actor: str, line: Told, source: int) -> str:
        """Word one line of play: the move, the answer, the end, and what follows from it."""
        stable, target, option, answered, by, reply, end = line
        words = self.words
        move = self._move(option, target, source)
        answer = self._answer(by, reply, answered, source)
        ended = self._state(end, source)
        if stable == 1 and not answer and end < 0:
            return words.say(
                "{actor} would stay: others have plans that keep it from gaining by {move}.",
                actor=actor, move=move,
            )  # fmt: skip
        if stable == 1 and end < 0:
            return words.say(
                "{actor} would stay: its move {move} would be answered by {answer}.",
                actor=actor, move=move, answer=answer,
            )  # fmt: skip
        if stable == 1 and not answer:
            return words.say(
                "{actor} would stay: its move {move} could end in {end}, no better.",
                actor=actor, move=move, end=ended,
            )  # fmt: skip
        if stable == 1:
            return words.say(
                "{actor} would stay: its move {move} would be answered by {answer} and end in "
                "{end}, no better.",
                actor=actor, move=move, answer=answer, end=ended,
            )  # fmt: skip
        if end in (target, -1):
            return words.say("{actor} would leave by {move}.", actor=actor, move=move)
        if not answer:
            return words.say(
                "{actor} would leave by {move}, which would end no worse for it than {end}.",
                actor=actor, move=move, end=ended,
            )  # fmt: skip
        return words.say(
            "{actor} would leave by {move}: after {answer} it would end in {end}, better for it.",
            actor=actor, move=move, answer=answer, end=ended,
        )  # fmt: skip

    def _state(self, target: int, source: int) -> str:
        """Name a state by what is different from the one under discussion."""
        if target == source:
            return self.words.say("the same state")
        return self.labels.state(self.answer, target, against=source, limit=4)

    def _move(self, option: int, target: int, source: int) -> str:
        """Name a move and what is then different from the state under discussion."""
        name = self._option(option)
        change = self._state(target, source)
        if not name:
            return self.words.say("a move to {state}", state=change)
        if change == name:
            return self.words.say("“{option}”", option=name)
        return self.words.say("“{option}” (to {state})", option=name, state=change)

    def _answer(self, by: int, reply: int, answered: int, source: int) -> str:
        """Name who answers, with what; nothing if nobody does."""
        if answered < 0:
            return ""
        if by < 0:
            return self.words.say("the others together")
        name = self.labels.actor(self.actors[by])
        if reply < 0:
            return self.words.say("others, at last {actor}", actor=name)
        return self.words.say(
            "{actor} with {move}", actor=name, move=self._move(reply, answered, source)
        )

    def _option(self, option: int) -> str:
        return self.labels.option(str(self.answer["option"].values[option])) if option >= 0 else ""

    def circles(self, position: int) -> Iterator[str]:
        """Say of each actor whose anticipations never settle what it expects in turn."""
        if "period" not in self.answer:
            return
        for row, name in enumerate(self.actors):
            length = int(self.answer["period"].transpose("actor", "state").values[row, position])
            if length <= 1:
                continue
            cycle = self.answer["cycle_to"].transpose("actor", "state", "phase").values
            ends = [int(end) for end in cycle[row, position, : min(length, _PHASES)]]
            told = ["…" if end < 0 else self._state(end, position) for end in ends]
            yield self.words.say(
                "No limit for {actor}: looking one move further each time, it expects in turn "
                "{ends}, and so on.",
                actor=self.labels.actor(name),
                ends="; ".join(told),
            )
