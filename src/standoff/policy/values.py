"""What everybody expects, without a table of what they do.

Comparing many games, each with something taken out, needs values only. Sweeping
backwards without writing choices down costs less, and no memory for the rounds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.errors import DidNotConverge
from standoff.kernels.eights import room
from standoff.kernels.tables import Floats
from standoff.policy.cover import Covered, cover, perpetual
from standoff.policy.going_back import go_back
from standoff.policy.stationary import follow_branch

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["Values", "values"]

_TOLERANCE = 1e-10


@dataclass(frozen=True, eq=False)
class Values:
    """Expected payoffs at the beginning of the first round and of the one after it.

    ``first`` and ``second`` have axes (r, i), the actors padded as the kernels
    want them; for a stationary equilibrium they are the same.
    """

    covered: Covered
    precision: Floats
    rounds: int | None
    first: Floats
    second: Floats

    @property
    def actors(self) -> int:
        """Number of actors."""
        return self.precision.size

    def row(self, position: int) -> int:
        """Return the row of a state by its position in the game, or -1."""
        states = self.covered.states
        at = int(np.searchsorted(states, position))
        return at if at < states.size and states[at] == position else -1

    def at(self, position: int) -> Floats:
        """Return what each actor expects when the first round begins in a state; (N,).

        Raises
        ------
        KeyError
            If the state is not covered.
        """
        row = self.row(position)
        if row < 0:
            raise KeyError(position)
        return self.first[row, : self.actors]

    def after_turn(self, turn: int) -> Floats:
        """Return what each expects in the first round once a turn is over; (R, N).

        Turn -1 is the beginning of the round.
        """
        value = room(*self.second.shape)
        go_back(
            self.covered, self.second, value, room(*value.shape), self.precision, since=turn + 1
        )
        return value[:, : self.actors]

    def first_round(self, since: int = 0) -> tuple[Floats, Floats]:
        """Return what movers and bodies do in the first round; (R, F) and (R, L).

        Of turns before ``since`` nothing is said.
        """
        choice = np.zeros((self.covered.rows, self.covered.slots))
        passes = np.full((self.covered.rows, self.covered.proposals), np.nan)
        value = room(*self.second.shape)
        go_back(
            self.covered, self.second, value, room(*value.shape), self.precision, (choice, passes),
            since=since,
        )  # fmt: skip
        return choice, passes


def values(
    game: Game,
    start: int | None = None,
    *,
    also: Iterable[int] = (),
    rounds: int | None = None,
) -> Values:
    """Find what everybody expects in the logit equilibrium of a game.

    Parameters
    ----------
    game
        A compiled crisis in which every actor's preference is in numbers.
    start
        Position of the state from which play begins; default: the crisis's.
    also
        Positions of other states for which values are wanted.
    rounds
        How many rounds are left; default: the crisis's horizon. 0 asks for the
        stationary equilibrium.

    Returns
    -------
    Values
        The same numbers as `standoff.policy.solve` finds, to the last bit where
        rounds are counted.

    Raises
    ------
    NotApplicable
        If an actor's preference is an order only.
    DidNotConverge
        If no stationary equilibrium was reached.

    Examples
    --------
    >>> import standoff
    >>> from standoff.policy import solve
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("cuba-1962")))
    >>> found = values(game)
    >>> bool((found.at(game.start) == solve(game).value[:, found.covered.row]).all())
    True
    """
    return values_over(game, cover(game, start, also), rounds)


def values_over(game: Game, covered: Covered, rounds: int | None = None) -> Values:
    """Do what `values` does over states already laid out."""
    played = game.horizon if rounds is None else (rounds or None)
    if played is None:
        return _stationary(game, covered)
    later = perpetual(covered)
    value = room(*later.shape)
    for _ in range(played):
        go_back(covered, later, value, room(*later.shape), game.precision)
        later, value = value, later
    return Values(covered, game.precision, played, first=later, second=value)


def _stationary(game: Game, covered: Covered) -> Values:
    """Follow the branch of stationary equilibria from precision 0."""
    tables = (
        np.empty((covered.rows, covered.slots)),
        np.empty((covered.rows, covered.proposals)),
    )
    walk = follow_branch(covered, game.precision, _TOLERANCE, tables)
    if walk.status != "found":
        raise DidNotConverge(f"{walk.cause}\n{walk.remedy}")
    return Values(covered, game.precision, None, first=walk.value, second=walk.value)
