r"""One round of a game in which others do not know one actor's motive.

Letters
-------
``r`` row, a covered state; ``g`` point of the belief grid; ``k`` motive, ``K``
motives; ``i`` the actor whose motive is private, ``j`` any other; ``c`` column
of a value: first the actors, then the motives; ``f`` choice; ``v`` vertex.

A public belief ``b`` over motives goes with the state. Others act on what they
expect under ``b``. When ``i`` chooses, each motive does so for itself,

.. math::

   \pi_k(f \mid s, b) \propto \exp(\lambda_i\, Q_k(f, b_f)), \qquad
   b_f(k) = \frac{b(k)\, \pi_k(f)}{\sum_l b(l)\, \pi_l(f)},

and everybody goes on with :math:`b_f` after seeing ``f``. So choices depend on
what they tell, and what they tell on the choices: a fixed point in every state
and belief, reached from the guess that a choice tells nothing. Beliefs follow
choices alone: a ballot that ``i`` casts tells nothing.

Values are kept on the grid of `standoff.kernels.beliefs`.

References
----------
McKelvey and Palfrey (1998), Experimental Economics 1:9-41: logit choice with
beliefs by Bayes' rule in extensive games.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numba as nb
import numpy as np

from standoff.kernels.beliefs import Grid
from standoff.kernels.markov import Round
from standoff.kernels.private_branch import settle
from standoff.kernels.private_choice import (
    ALIVE,
    ANSWER,
    AT,
    COUNT,
    MARKS,
    ODDS,
    SHARE,
    WEIGHT,
    Desk,
    sit_down,
)
from standoff.kernels.private_curve import Settling, settling_for
from standoff.kernels.tables import Ballots, Floats, Ints
from standoff.kernels.votes import Tally, pass_probability

__all__ = ["Private", "chance_and_end", "open_turn", "private_choices", "private_turn"]


class Private(NamedTuple):
    """What the kernels read beside the round."""

    actor: int
    """The actor whose motive others do not know."""
    actors: int
    """Number of actors, N; the value of motive ``k`` is column ``N + k``."""
    precision: Floats
    """(N,)."""
    ballots: Ballots
    tally: Tally
    tolerance: float
    """Largest change of a probability at which the fixed point of a choice is reached."""


class _Room(NamedTuple):
    """Room for one state."""

    live: Ints
    """Action of each open choice, -1 for hold; (f,)."""
    worth: Floats
    """What everybody expects after a choice, the mover's cost aside; (f, g, c)."""
    cost: Floats
    """What the choice costs its mover; (f,)."""
    share: Floats
    """Probability of each choice by motive; (k, f)."""
    odds: Floats
    """Probability that a proposal passes by motive; (k,)."""
    gain: Floats
    """What each actor gains if it passes; (N,)."""
    scratch: Floats
    """For counting votes."""


@nb.njit(cache=True, nogil=True)
def _rooms(m: int, game: Round, p: Private, grid: Grid) -> _Room:
    mover = game.turns[m]
    points, motives = grid.belief.shape
    slots = game.actor_first[mover + 1] - game.actor_first[mover] + 1
    return _Room(
        np.empty(slots, np.int64),
        np.empty((slots, points, p.actors + motives)),
        np.empty(slots),
        np.empty((motives, slots)),
        np.empty(motives),
        np.zeros(game.utility.shape[1]),
        np.empty(2 * p.tally.mass.size + 2),
    )


@nb.njit(cache=True, nogil=True)
def _look_ahead(
    r: int, m: int, game: Round, p: Private, grid: Grid, after: Floats, room: _Room
) -> int:
    """List what the mover can do in a state and what follows; return how much that is."""
    mover = game.turns[m]
    room.live[0], room.cost[0] = -1, 0.0
    for g in range(after.shape[1]):
        for c in range(after.shape[2]):
            room.worth[0, g, c] = after[r, g, c]
    n = int(1)  # noqa: UP018  # not a literal, or numba compiles its callers twice
    for a in range(game.actor_first[mover], game.actor_first[mover + 1]):
        first, last = game.outcome_first[a], game.outcome_first[a + 1]
        if game.target[first, r] < 0:
            continue
        row = game.cost_row[a]
        room.live[n] = a
        room.cost[n] = game.cost[a] if row < 0 else game.cost_by_state[row, r]
        if game.vote[a] >= 0:
            _ask(a, r, n, game, p, grid, after, room)
        else:
            for g in range(after.shape[1]):
                for c in range(after.shape[2]):
                    room.worth[n, g, c] = 0.0
            for o in range(first, last):
                share, x = game.probability[o], game.target[o, r]
                for g in range(after.shape[1]):
                    for c in range(after.shape[2]):
                        room.worth[n, g, c] += share * after[x, g, c]
        n += 1
    return n


@nb.njit(cache=True, nogil=True)
def _ask(
    a: int, r: int, n: int, game: Round, p: Private, grid: Grid, after: Floats, room: _Room
) -> None:
    """Fill what everybody expects once a proposal has been tabled."""
    first = game.outcome_first[a]
    won, lost = game.target[first, r], game.target[first + 1, r]
    for g in range(after.shape[1]):
        for j in range(p.actors):
            room.gain[j] = after[won, g, j] - after[lost, g, j]
        mean = 0.0
        for k in range(grid.belief.shape[1]):
            c = p.actors + k
            room.gain[p.actor] = after[won, g, c] - after[lost, g, c]
            odds = pass_probability(
                game.vote[a], room.gain, p.precision, p.ballots, p.tally, room.scratch
            )
            mean += grid.belief[g, k] * odds
            room.worth[n, g, c] = odds * after[won, g, c] + (1.0 - odds) * after[lost, g, c]
        for c in range(p.actors):
            room.worth[n, g, c] = mean * after[won, g, c] + (1.0 - mean) * after[lost, g, c]


@nb.njit(cache=True, nogil=True, inline="always")
def _logit(sureness: float, n: int, share: Floats) -> None:
    """Turn Q into probabilities, in place."""
    best = share[0]
    for f in range(1, n):
        best = max(best, share[f])
    total = 0.0
    for f in range(n):
        share[f] = math.exp(sureness * (share[f] - best))
        total += share[f]
    for f in range(n):
        share[f] /= total


@nb.njit(cache=True, nogil=True)
def open_turn(
    low: int, high: int, m: int, game: Round, p: Private, grid: Grid, after: Floats, before: Floats
) -> None:
    """Go back over the turn of an actor without secrets, for rows ``low`` to ``high``.

    ``after`` and ``before`` have the axes (r, g, c).
    """
    mover = game.turns[m]
    room = _rooms(m, game, p, grid)
    share = room.share[0]
    for r in range(low, high):
        n = _look_ahead(r, m, game, p, grid, after, room)
        for g in range(after.shape[1]):
            for f in range(n):
                share[f] = room.worth[f, g, mover] - room.cost[f]
            _logit(p.precision[mover], n, share)
            for c in range(after.shape[2]):
                total = 0.0
                for f in range(n):
                    total += share[f] * room.worth[f, g, c]
                before[r, g, c] = total
            for f in range(n):
                before[r, g, mover] -= share[f] * room.cost[f]


@nb.njit(cache=True, nogil=True)
def _stakes(n: int, p: Private, room: _Room, stake: Floats) -> None:
    """Fill what each motive has at stake in a state, in units of its precision."""
    sureness, own = p.precision[p.actor], p.actors
    for f in range(n):
        for g in range(stake.shape[1]):
            for k in range(stake.shape[2]):
                stake[f, g, k] = sureness * (room.worth[f, g, own + k] - room.cost[f])


@nb.njit(cache=True, nogil=True)
def _settle_at(
    r: int, g: int, n: int, p: Private, grid: Grid, known: Floats, s: Settling, room: _Room
) -> float:
    """Fill what every motive chooses; return how far, in probability, it is from settled.

    ``known`` has the log odds from which to begin, NaN for none, and gets those found;
    axes (r, g, k, f), doing nothing left out.
    """
    desk = s.desk
    sheet, note = desk.sheet, desk.note
    live = sit_down(g, grid, desk)
    is_known = n > 1 and not math.isnan(known[r, g, note[MARKS, 0, ALIVE], 0])
    for a in range(live):
        for f in range(1, n):
            sheet[ODDS, a, f] = known[r, g, note[MARKS, a, ALIVE], f - 1]
    far = settle(g, n, live, is_known, grid, s, p.tolerance)
    for k in range(grid.belief.shape[1]):
        if grid.belief[g, k] > 0.0:
            continue
        for f in range(n):
            room.share[k, f] = 0.0
            for v in range(note[COUNT, 0, f]):
                room.share[k, f] += sheet[WEIGHT, v, f] * desk.stake[f, note[AT, v, f], k]
        _logit(1.0, n, room.share[k])
    for a in range(live):
        k = note[MARKS, a, ALIVE]
        for f in range(n):
            room.share[k, f] = sheet[SHARE, a, f]
            if f > 0:
                known[r, g, k, f - 1] = sheet[ODDS, a, f]
    return 0.5 * far if far <= p.tolerance else _far_off(n, live, desk)


@nb.njit(cache=True, nogil=True)
def _far_off(n: int, live: int, desk: Desk) -> float:
    """Return how far the guess is from its answer, in probability."""
    far, sheet = 0.0, desk.sheet
    for a in range(live):
        _logit(1.0, n, sheet[ANSWER, a])
        for f in range(n):
            far = max(far, abs(sheet[ANSWER, a, f] - sheet[SHARE, a, f]))
    return far


@nb.njit(cache=True, nogil=True)
def private_turn(
    low: int,
    high: int,
    m: int,
    game: Round,
    p: Private,
    grid: Grid,
    known: Floats,
    after: Floats,
    before: Floats,
) -> tuple[float, int]:
    """Go back over a turn of the actor whose motive is private, for some rows.

    ``known`` has what is chosen in this turn one round later, axes (r, g, k, f) without
    hold, NaN where nothing is known; it gets what is chosen now.

    Returns
    -------
    tuple
        The largest distance from a fixed point, in probability, and at how many states
        and beliefs there is more of it than the tolerance.
    """
    room = _rooms(m, game, p, grid)
    s = settling_for(room.live.size, *grid.belief.shape)
    stake, sheet, note = s.desk.stake, s.desk.sheet, s.desk.note
    motives = grid.belief.shape[1]
    worst, unsettled = 0.0, 0
    for r in range(low, high):
        n = _look_ahead(r, m, game, p, grid, after, room)
        _stakes(n, p, room, stake)
        for g in range(after.shape[1]):
            off = _settle_at(r, g, n, p, grid, known, s, room)
            worst = max(worst, off)
            unsettled += off > p.tolerance
            for c in range(after.shape[2]):
                before[r, g, c] = 0.0
            for f in range(n):
                chance = 0.0
                for k in range(motives):
                    chance += grid.belief[g, k] * room.share[k, f]
                    before[r, g, p.actors + k] -= room.share[k, f] * room.cost[f]
                for v in range(note[COUNT, 0, f]):
                    x, weight = note[AT, v, f], sheet[WEIGHT, v, f]
                    for c in range(p.actors):
                        before[r, g, c] += chance * weight * room.worth[f, x, c]
                    for k in range(motives):
                        c = p.actors + k
                        before[r, g, c] += room.share[k, f] * weight * room.worth[f, x, c]
    return worst, unsettled


@nb.njit(cache=True, nogil=True)
def private_choices(
    r: int, m: int, game: Round, p: Private, grid: Grid, known: Floats, after: Floats
) -> Floats:
    """Return what every motive chooses in one row; axes (g, k, f), hold first.

    ``known`` is that of `private_turn`, for this row alone, and is written as there.
    """
    room = _rooms(m, game, p, grid)
    points, motives = grid.belief.shape
    s = settling_for(room.live.size, points, motives)
    kept = np.zeros((points, motives, room.live.size))
    n = _look_ahead(r, m, game, p, grid, after, room)
    _stakes(n, p, room, s.desk.stake)
    for g in range(points):
        _settle_at(0, g, n, p, grid, known, s, room)
        for k in range(motives):
            for f in range(n):
                slot = 0 if room.live[f] < 0 else room.live[f] - game.actor_first[p.actor] + 1
                kept[g, k, slot] = room.share[k, f]
    return kept


@nb.njit(cache=True, nogil=True)
def chance_and_end(
    low: int,
    high: int,
    e: int,
    game: Round,
    utility: Floats,
    patience: Floats,
    later: Floats,
    end: Floats,
) -> None:
    """Go back over chance event ``e``, or, if it is -1, over the end of the round.

    ``utility`` has the axes (r, c), ``patience`` (c,).
    """
    for r in range(low, high):
        first = game.chance_first[max(e, 0)]
        for g in range(later.shape[1]):
            for c in range(later.shape[2]):
                if e < 0:
                    end[r, g, c] = utility[r, c] + patience[c] * later[r, g, c]
                    continue
                total, rest = 0.0, 1.0
                if game.chance_target[first, r] >= 0:
                    for o in range(first, game.chance_first[e + 1]):
                        share = game.chance_probability[o]
                        rest -= share
                        total += share * later[game.chance_target[o, r], g, c]
                end[r, g, c] = total + (rest if abs(rest) > 1e-9 else 0.0) * later[r, g, c]
