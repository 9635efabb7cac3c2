"""A stability answer, state by state, as its texts and its drawings read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from standoff.show.answer_view import AnswerView
from standoff.show.concepts import CONCEPT_NAMES

__all__ = ["Stability"]


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

    def verdict(self, concept: int, position: int) -> str:
        """Say in a cell whether everybody would stay, or how many would leave."""
        if self.rests[concept, position]:
            return self.words.say("rest")
        stable = self.table_of("stable")[concept, :, position]
        return self.words.many("{count} leaves", "{count} leave", int(stable.size - stable.sum()))
