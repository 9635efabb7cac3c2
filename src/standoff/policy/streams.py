"""What each actor expects, interest by interest.

Under a policy everything expected is a sum of streams, one for each interest,
less what options cost. The streams ride along in the sweeps as columns of
actors that choose nothing, so all of them cost little more than the values do.
A column holds an interest before anybody's weight, so actors of one patience
share it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.errors import DidNotConverge
from standoff.game.preferences import weights_in_force
from standoff.kernels.eights import LANES, room
from standoff.kernels.tables import Floats
from standoff.policy.cover import Covered, cover, perpetual
from standoff.policy.going_back import go_back
from standoff.policy.values import Values, values_over

if TYPE_CHECKING:
    from standoff.game import Game
    from standoff.policy.policy import Policy

__all__ = ["Prospects", "Streams", "prospects", "streams"]

_ROUNDS = 20_000
"""Sweeps after which streams without an end are given up."""

_CLOSE = 1e-12


@dataclass(frozen=True, eq=False)
class Streams:
    """Values, and what they are made of.

    ``share[i, j]`` is what actor ``i`` expects through interest ``j`` when the
    first round begins, its weight included, NaN where it has none; ``cost[i]``
    what it expects to pay for its options, so that the shares less the cost are
    the value.
    """

    values: Values
    value: Floats
    share: Floats
    cost: Floats


def streams(
    game: Game, start: int | None = None, *, rounds: int | None = None, interests: Sequence[str]
) -> Streams:
    """Find what everybody expects in a state, and through which interest.

    Parameters
    ----------
    game
        A compiled crisis in which every actor's preference is in numbers.
    start
        Position of the state; default: the crisis's.
    rounds
        How many rounds are left; default: the crisis's horizon, 0 for none.
    interests
        Names of the interests, in the order wanted.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("libya-2003")))
    >>> names = [interest.name for interest in game.crisis.interests]
    >>> found = streams(game, interests=names)
    >>> bool(np.allclose(np.nansum(found.share, axis=1) - found.cost, found.value))
    True
    """
    covered = cover(game, start)
    pairs = list(_pairs(game, interests))
    columns = _columns(game, pairs)
    wide = _widened(game, covered, interests, columns)
    actors = len(game.actor_names)
    played = game.horizon if rounds is None else (rounds or None)
    if played is None:
        found = values_over(game, covered, 0)
        end = _settled(found, wide)
    else:
        broad = values_over(game, wide, played)
        end, narrow = broad.first, slice(0, _first(actors))
        found = replace(
            broad,
            covered=covered,
            first=np.ascontiguousarray(broad.first[:, narrow]),
            second=np.ascontiguousarray(broad.second[:, narrow]),
        )
    row = end[covered.row]
    share = np.full((actors, len(interests)), np.nan)
    for i, j, weight in pairs:
        share[i, j] = weight * row[columns[float(game.patience[i]), j]]
    value = row[:actors].copy()
    return Streams(found, value, share, np.nansum(share, axis=1) - value)


@dataclass(frozen=True, eq=False)
class Prospects:
    """What is expected under a policy from one round on, and through which interest.

    ``following`` is what is expected when the next round begins, the streams beside
    the values; axes (r, c).
    """

    wide: Covered
    precision: Floats
    following: Floats
    pairs: tuple[tuple[int, int, float], ...]
    column: Mapping[tuple[int, int], int]
    shape: tuple[int, int]

    def after_turn(self, turn: int) -> Floats:
        """Return what is expected once a turn of this round is over; axes (r, c)."""
        value = room(*self.following.shape)
        spare = room(*value.shape)
        go_back(self.wide, self.following, value, spare, self.precision, since=turn + 1)
        return value

    def between(self, after: Floats, better: int, worse: int) -> tuple[Floats, Floats]:
        """Return what one state is worth more than another, by interest and by cost.

        Parameters
        ----------
        after
            What `after_turn` returned.
        better, worse
            Rows of the two states.

        Returns
        -------
        ndarray, shape (N, J)
            Through each interest, the actor's weight included; NaN where it has none.
        ndarray, shape (N,)
            By what the actor pays less for its options. The sum of all is the
            difference of the values.
        """
        apart = after[better] - after[worse]
        share = np.full(self.shape, np.nan)
        for i, j, weight in self.pairs:
            share[i, j] = weight * apart[self.column[i, j]]
        return share, apart[: self.shape[0]] - np.nansum(share, axis=1)


def prospects(game: Game, policy: Policy, number: int, interests: Sequence[str]) -> Prospects:
    """Split what is expected from a round on by interest, play staying as a policy has it.

    Parameters
    ----------
    game, policy
        The game and its logit equilibrium.
    number
        The round.
    interests
        Names of the interests, in the order wanted.

    Examples
    --------
    >>> import standoff
    >>> from standoff.policy import solve
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("libya-2003")))
    >>> names = [interest.name for interest in game.crisis.interests]
    >>> ahead = prospects(game, solve(game), 1, names)
    >>> after = ahead.after_turn(0)
    >>> share, cost = ahead.between(after, 1, 0)
    >>> bool(np.allclose(np.nansum(share, axis=1) + cost, (after[1] - after[0])[: len(cost)]))
    True
    """
    covered, precision = policy.covered, policy.precision
    pairs = tuple(_pairs(game, interests))
    columns = _columns(game, pairs)
    wide = _widened(game, covered, interests, columns)
    if policy.horizon is None:
        value = room(*covered.round.utility.shape)
        value[:, : precision.size] = policy.value.T
        following = _settled(Values(covered, precision, None, first=value, second=value), wide)
    else:
        following, value = perpetual(wide), room(*wide.round.utility.shape)
        for _ in range(policy.horizon - number):
            go_back(wide, following, value, room(*value.shape), precision)
            following, value = value, following
    column = {(i, j): columns[float(game.patience[i]), j] for i, j, _ in pairs}
    shape = (len(game.actor_names), len(interests))
    return Prospects(wide, precision, following, pairs, column, shape)


def _pairs(game: Game, interests: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Go through actors and interests with the weight that the one gives to the other."""
    weights = weights_in_force(game.crisis, game.motives)
    for i, actor in enumerate(game.actor_names):
        for j, interest in enumerate(interests):
            number = weights.get(actor, {}).get(interest)
            if number is not None:
                yield i, j, number.value


def _columns(
    game: Game, pairs: Sequence[tuple[int, int, float]]
) -> Mapping[tuple[float, int], int]:
    """Give a column to each patience and interest that some actor has together."""
    kinds = dict.fromkeys((float(game.patience[i]), j) for i, j, _ in pairs)
    return {kind: _first(len(game.actor_names)) + k for k, kind in enumerate(kinds)}


def _first(actors: int) -> int:
    """Return the first column after the actors and their padding."""
    return -(-actors // LANES) * LANES


def _widened(
    game: Game,
    covered: Covered,
    interests: Sequence[str],
    columns: Mapping[tuple[float, int], int],
) -> Covered:
    """Add the columns of the streams."""
    first = _first(len(game.actor_names))
    width = -(-(first + len(columns)) // LANES) * LANES
    utility, patience = room(covered.rows, width), np.zeros(width)
    utility[:, :first] = covered.round.utility[:, :first]
    patience[:first] = covered.round.patience[:first]
    scores = {interest.name: interest.score for interest in game.crisis.interests}
    for (factor, j), k in columns.items():
        utility[:, k] = game.space.over_states(scores[interests[j]])[covered.states]
        patience[k] = factor
    return replace(covered, round=covered.round._replace(utility=utility, patience=patience))


def _settled(found: Values, wide: Covered) -> Floats:
    """Sum streams without an end under a stationary policy, whose values stay as they are."""
    actors = found.actors
    here = perpetual(wide)
    after = room(*here.shape)
    for _ in range(_ROUNDS):
        # held fast: repeated sweeps alone need not stay at an equilibrium
        here[:, :actors] = found.first[:, :actors]
        go_back(wide, here, after, room(*here.shape), found.precision)
        change = np.abs(after - here)[:, actors:].max(initial=0.0)
        here, after = after, here
        if change <= _CLOSE * max(1.0, float(np.abs(here).max())):
            here[:, :actors] = found.first[:, :actors]
            return here
    raise DidNotConverge(
        "What actors expect through each interest did not settle.\n"
        "Lower the patience of the actors, or give the crisis a horizon."
    )
