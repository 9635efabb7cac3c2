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

from standoff.kernels.beliefs import Grid, Hull, learn, spread_in
from standoff.kernels.markov import Round
from standoff.kernels.tables import Ballots, Floats, Ints
from standoff.kernels.votes import Tally, pass_probability

__all__ = ["Private", "chance_and_end", "open_turn", "private_choices", "private_turn"]

_STEPS = (30, 60, 150, 400, 1000)
"""Steps after which a step goes less far towards the new answer."""
_FAR = (1.0, 0.5, 0.2, 0.05, 0.01)
"""How far it goes then."""


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
    posterior: Floats
    """Belief after each choice; (f, k)."""
    odds: Floats
    """Probability that a proposal passes by motive; (k,)."""
    gain: Floats
    """What each actor gains if it passes; (N,)."""
    scratch: Floats
    """For counting votes."""


@nb.njit(cache=True, nogil=True)
def _rooms(m: int, game: Round, p: Private, grid: Grid) -> tuple[_Room, Hull]:
    mover = game.turns[m]
    points, motives = grid.belief.shape
    slots = game.actor_first[mover + 1] - game.actor_first[mover] + 1
    room = _Room(
        np.empty(slots, np.int64),
        np.empty((slots, points, p.actors + motives)),
        np.empty(slots),
        np.empty((motives, slots)),
        np.empty((slots, motives)),
        np.empty(motives),
        np.zeros(game.utility.shape[1]),
        np.empty(2 * p.tally.mass.size + 2),
    )
    hull = Hull(
        np.empty(motives, np.int64),
        np.empty(motives),
        np.zeros(motives + 1, np.int64),
        np.zeros(motives),
    )
    return room, hull


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
    room, _ = _rooms(m, game, p, grid)
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
def _settle(
    belief: Floats, n: int, p: Private, grid: Grid, room: _Room, hull: Hull, steps: Floats
) -> float:
    """Find what every motive chooses; return how far it is from a fixed point.

    Anderson steps of depth one come first; where they do not arrive, steps that
    go less and less far towards the new answer do, if anything does. ``steps`` is
    room for two guesses and two answers, axes (4, k, f).
    """
    motives, share, worth = belief.size, room.share, room.worth
    sureness = p.precision[p.actor]
    for k in range(motives):
        for f in range(n):
            share[k, f] = 1.0 / n
    stage, change = 0, 1.0
    for step in range(_STEPS[-1]):
        now, old = step % 2, (step + 1) % 2
        learn(belief, n, share, room.posterior)
        for k in range(motives):
            for f in range(n):
                steps[now, k, f] = share[k, f]
                share[k, f] = -room.cost[f]
        for f in range(n):
            count = spread_in(room.posterior[f], grid.n, grid.place, hull)
            for v in range(count):
                for k in range(motives):
                    share[k, f] += hull.weight[v] * worth[f, hull.at[v], p.actors + k]
        change, above, below = 0.0, 0.0, 0.0
        for k in range(motives):
            _logit(sureness, n, share[k])
            for f in range(n):
                here = share[k, f] - steps[now, k, f]
                bent = here - (steps[2 + old, k, f] - steps[old, k, f])
                above += here * bent
                below += bent * bent
                change = max(change, abs(here))
                steps[2 + now, k, f] = share[k, f]
        if change <= p.tolerance:
            break
        stage += step == _STEPS[stage]
        back = 0.0
        if stage == 0 and step > 0 and below > 0.0:
            back = min(10.0, max(-10.0, above / below))
        _move(steps, now, _FAR[stage], back, n, share)
    return change


@nb.njit(cache=True, nogil=True, inline="always")
def _move(steps: Floats, now: int, far: float, back: float, n: int, share: Floats) -> None:
    """Go from the guess towards the answer, and take back part of how answers changed."""
    for k in range(share.shape[0]):
        total = 0.0
        for f in range(n):
            guess, answer = steps[now, k, f], steps[2 + now, k, f]
            moved = guess + far * (answer - guess)
            if back != 0.0:
                moved -= back * (answer - steps[3 - now, k, f])
            share[k, f] = max(moved, 1e-300)
            total += share[k, f]
        for f in range(n):
            share[k, f] /= total


@nb.njit(cache=True, nogil=True)
def private_turn(
    low: int, high: int, m: int, game: Round, p: Private, grid: Grid, after: Floats, before: Floats
) -> float:
    """Go back over a turn of the actor whose motive is private, for some rows.

    Returns
    -------
    float
        The largest distance from a fixed point, in probability.
    """
    room, hull = _rooms(m, game, p, grid)
    motives = grid.belief.shape[1]
    steps = np.zeros((4, motives, room.live.size))
    worst = 0.0
    for r in range(low, high):
        n = _look_ahead(r, m, game, p, grid, after, room)
        for g in range(after.shape[1]):
            belief = grid.belief[g]
            worst = max(worst, _settle(belief, n, p, grid, room, hull, steps))
            learn(belief, n, room.share, room.posterior)
            for c in range(after.shape[2]):
                before[r, g, c] = 0.0
            for f in range(n):
                chance = 0.0
                for k in range(motives):
                    chance += belief[k] * room.share[k, f]
                    before[r, g, p.actors + k] -= room.share[k, f] * room.cost[f]
                count = spread_in(room.posterior[f], grid.n, grid.place, hull)
                for v in range(count):
                    x, weight = hull.at[v], hull.weight[v]
                    for c in range(p.actors):
                        before[r, g, c] += chance * weight * room.worth[f, x, c]
                    for k in range(motives):
                        c = p.actors + k
                        before[r, g, c] += room.share[k, f] * weight * room.worth[f, x, c]
    return worst


@nb.njit(cache=True, nogil=True)
def private_choices(r: int, m: int, game: Round, p: Private, grid: Grid, after: Floats) -> Floats:
    """Return what every motive chooses in one row; axes (g, k, f), hold first."""
    room, hull = _rooms(m, game, p, grid)
    points, motives = grid.belief.shape
    steps = np.zeros((4, motives, room.live.size))
    kept = np.zeros((points, motives, room.live.size))
    n = _look_ahead(r, m, game, p, grid, after, room)
    for g in range(points):
        _settle(grid.belief[g], n, p, grid, room, hull, steps)
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
