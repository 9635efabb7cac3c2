r"""What combinations of commitments would be worth: a screening of very many.

Letters
-------
``c`` combination, ``j`` variable on the table, ``e`` entry of the menu (one
level of one of them), ``m`` turn, ``r`` row of a state that the game without a
deal covers, ``f`` slot (a choice of the mover of a turn), ``a`` action, ``o``
outcome, ``i`` actor.

A combination is a number in mixed radix: digit ``j`` is 0 where variable ``j``
is left free, else one more than the place of its level on the menu. Its state
is that of today with these levels. An action is barred there if any of its
outcomes takes a committed variable back; which way is back, ``way`` says.

Where several choose at once, a slot is a way in which their turn can go: what each
member ``k`` does, and which outcome that has. It is barred if what any of them does is
barred; else it is carried out option after option, each where it is still available.

Let :math:`D_i` be what one round gives if movers may not take what is barred,
choose among the rest as without a deal, and the deal ends with the round, less
what it gives without a deal. If the state stays as it is,

.. math:: V_i(d) = V_i(\emptyset, s_d) + D_i / (1 - \delta_i),

and that is what `screen` returns: exact where nothing else moves, and a first
approximation where something does.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Floats, Ints, Moves

__all__ = ["Menu", "Untied", "combinations", "land", "screen"]

Rows = npt.NDArray[np.int32]


class Menu(NamedTuple):
    """What may be promised."""

    number: int
    """Mixed-radix number of the state of today."""
    stride: Ints
    """Of each variable on the table; shape (J,)."""
    size: Ints
    """Levels of each; shape (J,)."""
    first: Ints
    """First entry of each, and one past the last; shape (J + 1,)."""
    level: Ints
    """Level promised by each entry; shape (E,)."""
    way: Ints
    """1 if the level or a higher one keeps the promise, -1 a lower one, 0 that one only."""


class Untied(NamedTuple):
    """The game without a deal, in its first round."""

    row: Rows
    """Row of each position, -1 where it is not covered; shape (S,)."""
    value: Floats
    """Value when turn ``m`` is about to be taken, the end of turns last; (M + 1, R, N)."""
    choice: Floats
    """Probability of each slot; (R, F)."""
    passes: Floats
    """Probability that each proposal passes; (R, L)."""
    turns: Ints
    """Actor of each turn; (M,)."""
    slot_first: Ints
    slot_action: Ints
    slot_vote: Ints
    patience: Floats
    """By actor; (N,)."""
    profile: Rows
    """What members do in each action past those of the game, -1 for hold; (a, K)."""
    outcome: Rows
    """Which of its outcomes that has; (a, K)."""


def combinations(menu: Menu) -> int:
    """Count the combinations, that of no commitment among them.

    Examples
    --------
    >>> one = np.ones(2, dtype=np.int64)
    >>> combinations(Menu(0, one, 3 * one, np.array([0, 1, 3]), np.arange(3), np.arange(3)))
    6
    """
    return int(np.prod(np.diff(menu.first) + 1, dtype=np.float64))


@nb.njit(cache=True, nogil=True)
def _write(menu: Menu, c: int, entry: Ints) -> int:
    """Write the entries of a combination, -1 where free; return the number of its state."""
    number = menu.number
    for j in range(menu.stride.size):
        count = menu.first[j + 1] - menu.first[j] + 1
        digit = c % count
        c //= count
        entry[j] = -1
        if digit > 0:
            e = menu.first[j] + digit - 1
            entry[j] = e
            here = (menu.number // menu.stride[j]) % menu.size[j]
            number += (menu.level[e] - here) * menu.stride[j]
    return number


@nb.njit(cache=True, nogil=True)
def land(menu: Menu, moves: Moves, low: int, high: int) -> Rows:
    """Return the positions that combinations ``low`` to ``high`` lead to; -1 if infeasible."""
    entry = np.empty(menu.stride.size, dtype=np.int64)
    found = np.empty(high - low, dtype=np.int32)
    for c in range(low, high):
        found[c - low] = moves.position[_write(menu, c, entry)]
    return found


@nb.njit(cache=True, nogil=True)
def _after(moves: Moves, o: int, number: int) -> int:
    """Return the number of the state that outcome ``o`` makes of a number."""
    change = 0
    for t in range(moves.step_first[o], moves.step_first[o + 1]):
        digit = (number // moves.step_stride[t]) % moves.step_size[t]
        change += moves.delta[moves.step_delta[t] + digit]
    return number + change


@nb.njit(cache=True, nogil=True)
def _is_barred(menu: Menu, moves: Moves, a: int, number: int, entry: Ints) -> bool:
    """Say whether an action may take a committed variable back."""
    for o in range(moves.outcome_first[a], moves.outcome_first[a + 1]):
        after = _after(moves, o, number)
        for j in range(entry.size):
            e = entry[j]
            if e < 0:
                continue
            level = (after // menu.stride[j]) % menu.size[j]
            if level != menu.level[e] and (level - menu.level[e]) * menu.way[e] <= 0:
                return True
    return False


@nb.njit(cache=True, nogil=True)
def _pay(moves: Moves, a: int, mover: int, position: int, share: float, mean: Floats) -> None:
    """Take what an action costs off its actor's mean."""
    cost = moves.cost[a]
    if moves.cost_row[a] >= 0:
        cost = moves.cost_by_state[moves.cost_row[a], position]
    mean[mover] -= share * cost


@nb.njit(cache=True, nogil=True)
def _option(
    menu: Menu, moves: Moves, untied: Untied, m: int, f: int, number: int, entry: Ints,
    share: float, mean: Floats,
) -> bool:  # fmt: skip
    """Add what one option of a turn gives to a mean; say whether it may be taken."""
    a, position = untied.slot_action[f], moves.position[number]
    if _is_barred(menu, moves, a, number, entry):
        return False
    _pay(moves, a, untied.turns[m], position, share, mean)
    start = moves.outcome_first[a]
    for o in range(start, moves.outcome_first[a + 1]):
        p = moves.probability[o]
        if untied.slot_vote[f] >= 0:
            passing = untied.passes[untied.row[position], untied.slot_vote[f]]
            p = passing if o == start else 1.0 - passing
        x = untied.row[moves.position[_after(moves, o, number)]]
        for i in range(mean.size):
            mean[i] += share * p * untied.value[m + 1, x, i]
    return True


@nb.njit(cache=True, nogil=True)
def _profile(
    menu: Menu, moves: Moves, untied: Untied, m: int, f: int, number: int, entry: Ints,
    share: float, mean: Floats,
) -> bool:  # fmt: skip
    """Do what `_option` does for a way in which a turn of several can go."""
    n, position = untied.slot_action[f] - moves.vote.size, moves.position[number]
    for k in range(untied.profile.shape[1]):
        a = untied.profile[n, k]
        if a >= 0 and _is_barred(menu, moves, a, number, entry):
            return False
    reached = number
    for k in range(untied.profile.shape[1]):
        a = untied.profile[n, k]
        if a < 0:
            continue
        mover = np.searchsorted(moves.actor_first, a, side="right") - 1
        _pay(moves, a, mover, position, share, mean)
        if moves.available[a, moves.position[reached]] == 1:
            o = moves.outcome_first[a] + untied.outcome[n, k]
            reached = _after(moves, o, reached)
    x = untied.row[moves.position[reached]]
    for i in range(mean.size):
        mean[i] += share * untied.value[m + 1, x, i]
    return True


@nb.njit(cache=True, nogil=True)
def _round(
    menu: Menu, moves: Moves, untied: Untied, number: int, entry: Ints, now: Floats, mean: Floats
) -> None:
    """Fill ``now`` with what one round under the deal gives, counted back from its end."""
    position = moves.position[number]
    r = untied.row[position]
    actors = now.size
    last = untied.turns.size
    for i in range(actors):
        now[i] = untied.value[last, r, i]
    for m in range(last - 1, -1, -1):
        first = untied.slot_first[m]
        total = untied.choice[r, first]
        for i in range(actors):
            mean[i] = total * now[i]
        for f in range(first + 1, untied.slot_first[m + 1]):
            share = untied.choice[r, f]
            if share == 0.0:
                continue
            if untied.slot_action[f] >= moves.vote.size:
                is_open = _profile(menu, moves, untied, m, f, number, entry, share, mean)
            else:
                is_open = _option(menu, moves, untied, m, f, number, entry, share, mean)
            if is_open:
                total += share
        # where waiting is as good as impossible and all else is barred, they wait
        if total > 0.0:
            for i in range(actors):
                now[i] = mean[i] / total


@nb.njit(cache=True, nogil=True)
def screen(menu: Menu, moves: Moves, untied: Untied, low: int, high: int) -> Floats:
    """Guess what combinations ``low`` to ``high`` are worth to everybody.

    Parameters
    ----------
    menu, moves, untied
        What may be promised, the moves of the game, and the game without a deal.
    low, high
        The combinations.

    Returns
    -------
    ndarray
        Shape (high - low, N); NaN where the state is infeasible or not covered.

    References
    ----------
    See the top of this module.
    """
    actors = untied.patience.size
    entry = np.empty(menu.stride.size, dtype=np.int64)
    now, mean = np.empty(actors), np.empty(actors)
    worth = np.full((high - low, actors), np.nan)
    for c in range(low, high):
        number = _write(menu, c, entry)
        position = moves.position[number]
        if position < 0 or untied.row[position] < 0:
            continue
        r = untied.row[position]
        _round(menu, moves, untied, number, entry, now, mean)
        for i in range(actors):
            value = untied.value[0, r, i]
            worth[c - low, i] = value + (now[i] - value) / (1.0 - untied.patience[i])
    return worth
