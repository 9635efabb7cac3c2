r"""What actors expect where everybody does what a given policy says.

Letters are those of `standoff.kernels.markov`, whose equations these are with
:math:`\pi` given instead of found:

.. math::

   V_i(m, s) = \sum_f \pi(f \mid m, s)\,\bigl(E[V_i(m+1, s') \mid f] - c_f(s)\,[i = m]\bigr),
   \qquad V_i(M+1, s) = u_i(s) + \delta_i\, E_\text{chance}[V_i(1, s')]
"""

from __future__ import annotations

import numba as nb
import numpy as np

from standoff.kernels.markov_turn import Round, Shares
from standoff.kernels.tables import Floats

__all__ = ["back", "before_chance", "before_turn"]


@nb.njit(cache=True)
def before_chance(game: Round, e: int, after: Floats, before: Floats) -> None:
    """Go back through one chance event."""
    first, last = game.chance_first[e], game.chance_first[e + 1]
    for r in range(after.shape[0]):
        rest = 1.0
        if game.chance_target[first, r] >= 0:
            for o in range(first, last):
                rest -= game.chance_probability[o]
        rest = 0.0 if abs(rest) < 1e-9 else rest
        for i in range(after.shape[1]):
            before[r, i] = rest * after[r, i]
        if game.chance_target[first, r] >= 0:
            for o in range(first, last):
                for i in range(after.shape[1]):
                    x = game.chance_target[o, r]
                    before[r, i] += game.chance_probability[o] * after[x, i]


@nb.njit(cache=True)
def before_turn(
    game: Round, m: int, choice: Shares, passes: Shares, after: Floats, before: Floats
) -> None:
    """Go back through one turn."""
    mover, slot = game.turns[m], game.slot_first[m]
    own = game.actor_first[mover]
    for r in range(after.shape[0]):
        for i in range(after.shape[1]):
            before[r, i] = np.float64(choice[r, slot]) * after[r, i]
        for f in range(slot + 1, game.slot_first[m + 1]):
            share = np.float64(choice[r, f])
            if share == 0.0:
                continue
            a = own + f - slot - 1
            first = game.outcome_first[a]
            for o in range(first, game.outcome_first[a + 1]):
                p = game.probability[o]
                if game.vote[a] >= 0:
                    passing = np.float64(passes[r, game.slot_vote[f]])
                    p = passing if o == first else 1.0 - passing
                for i in range(after.shape[1]):
                    before[r, i] += share * p * after[game.target[o, r], i]
            cost = game.cost[a]
            if game.cost_row[a] >= 0:
                cost = game.cost_by_state[game.cost_row[a], r]
            before[r, mover] -= share * cost


@nb.njit(cache=True)
def back(game: Round, choice: Shares, passes: Shares, value: Floats, spare: Floats) -> None:
    """Go back through a round, in place.

    Parameters
    ----------
    game
        The round.
    choice, passes
        What movers and bodies do in it, axes ``(r, f)`` and ``(r, l)``.
    value
        Value at the beginning of the next round, axes ``(r, i)``; overwritten with
        that at the beginning of this one.
    spare
        Room of the same shape.
    """
    for e in range(game.chance_first.size - 2, -1, -1):
        before_chance(game, e, value, spare)
        _copy(spare, value)
    for r in range(value.shape[0]):
        for i in range(value.shape[1]):
            value[r, i] = game.utility[r, i] + game.patience[i] * value[r, i]
    for m in range(game.turns.size - 1, -1, -1):
        before_turn(game, m, choice, passes, value, spare)
        _copy(spare, value)


@nb.njit(cache=True)
def _copy(source: Floats, target: Floats) -> None:
    for r in range(source.shape[0]):
        for i in range(source.shape[1]):
            target[r, i] = source[r, i]
