"""What lies on the table: promises, the game that they bind, and the game without them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.game.without import restricted
from standoff.kernels.deals import Untied
from standoff.policy.values import Values, values

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["Pact", "Promise", "Table", "untie"]

Flags = npt.NDArray[np.bool_]


class Promise(NamedTuple):
    """That a variable will be at a level; by whom, as indices of actors."""

    variable: int
    level: int
    actors: tuple[int, ...] = ()


@dataclass(frozen=True)
class Pact:
    """Promises made together."""

    name: str
    promises: tuple[Promise, ...]

    @property
    def parties(self) -> tuple[int, ...]:
        """Actors that promise something, ascending."""
        return tuple(sorted({i for promise in self.promises for i in promise.actors}))


@dataclass(frozen=True, eq=False)
class Table:
    """The game, the state of today and the rounds that are left.

    ``rounds`` is None for play without an end.
    """

    game: Game
    today: int
    rounds: int | None
    _undoing: dict[tuple[int, int], Flags] = field(default_factory=dict, repr=False)

    def level(self, variable: int) -> int:
        """Return the level that a variable has today."""
        return int(self.game.level_indices[variable, self.today])

    def way(self, variable: int, level: int) -> int:
        """Say on which side of a promised level the promise is kept as well.

        The side away from today's level; where the level holds today, away from
        the level at the beginning of the crisis; and neither where that is it too.
        """
        start = self.game.crisis.variables[variable].start
        return int(np.sign(level - self.level(variable)) or np.sign(level - start))

    def landing(self, promises: Iterable[Promise]) -> int:
        """Return the position of today's state with promises carried out, or -1."""
        space = self.game.space
        number = int(space.code[self.today])
        for promise in promises:
            number += (promise.level - self.level(promise.variable)) * space.strides[
                promise.variable
            ]
        return int(space.position[number])

    def undoing(self, variable: int, level: int) -> Flags:
        """Say which action may undo a promise, in which state; shape (A, S)."""
        key = (variable, level)
        if key not in self._undoing:
            self._undoing[key] = self._find_undoing(variable, level)
        return self._undoing[key]

    def _find_undoing(self, variable: int, level: int) -> Flags:
        moves, space = self.game.moves, self.game.space
        here, stride = self.game.level_indices[variable], space.strides[variable]
        before = np.arange(space.sizes[variable])
        side = self.way(variable, level)
        kept = (before == level) | ((before - level) * side > 0)
        found = np.zeros(moves.available.shape, dtype=np.bool_)
        # a level changes only by a step that touches its own digit of the number
        for a in range(moves.available.shape[0]):
            first, last = (int(moves.step_first[moves.outcome_first[k]]) for k in (a, a + 1))
            for t in range(first, last):
                if moves.step_stride[t] != stride:
                    continue
                row = int(moves.step_delta[t])
                after = before + moves.delta[row : row + before.size] // stride
                undone = kept & ~kept[after]
                if undone.any():
                    found[a] |= undone[here] & (moves.available[a] == 1)
        return found

    def barred(self, promises: Iterable[Promise]) -> Flags:
        """Say what promises bar, in which state; shape (A, S)."""
        found = np.zeros(self.game.moves.available.shape, dtype=np.bool_)
        for promise in promises:
            found |= self.undoing(promise.variable, promise.level)
        return found

    def bound(self, promises: Sequence[Promise]) -> Values:
        """Solve the game in which promises have been carried out and stay.

        Raises
        ------
        ValueError
            If they cannot be carried out from today's state.
        """
        landing = self.landing(promises)
        if landing < 0:
            raise ValueError("The promises lead to a state that cannot be.")
        game = restricted(self.game, ~self.barred(promises))
        return values(game, landing, rounds=self.rounds or 0)

    def free(self, also: Iterable[int] = ()) -> Values:
        """Solve the game without a deal, over other states as well."""
        return values(self.game, self.today, also=also, rounds=self.rounds or 0)


def untie(found: Values, states: int) -> Untied:
    """Lay out the first round of the game without a deal for the kernels.

    Parameters
    ----------
    found
        Its values.
    states
        Number of states of the game.
    """
    covered = found.covered
    row = np.full(states, -1, dtype=np.int32)
    row[covered.states] = np.arange(covered.rows, dtype=np.int32)
    turns = covered.round.turns
    stages = [found.after_turn(m) for m in range(-1, turns.size)]
    choice, passes = found.first_round()
    return Untied(
        row=row,
        value=np.ascontiguousarray(np.stack(stages)),
        choice=choice,
        passes=passes,
        turns=turns,
        slot_first=covered.round.slot_first,
        slot_action=covered.slot_action,
        slot_vote=covered.round.slot_vote,
        patience=covered.round.patience[: found.actors].copy(),
        profile=covered.profiles,
        outcome=covered.outcomes,
    )
