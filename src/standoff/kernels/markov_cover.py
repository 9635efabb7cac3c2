"""Which states can be reached from a state, and where each outcome leads there.

Letters are those of `standoff.kernels.tables`; ``r`` is a row, a reached state.
"""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Bytes, Ints, Moves

Rows = npt.NDArray[np.int32]


@nb.njit(cache=True)
def _after(moves: Moves, o: int, c: int) -> int:
    """Return the number of the state that outcome ``o`` makes of number ``c``."""
    change = 0
    for t in range(moves.step_first[o], moves.step_first[o + 1]):
        digit = (c // moves.step_stride[t]) % moves.step_size[t]
        change += moves.delta[moves.step_delta[t] + digit]
    return c + change


@nb.njit(cache=True)
def _spread(moves: Moves, plays: Bytes, k: int, seen: Bytes, stack: Rows, top: int) -> int:
    """Append what position ``k`` leads to in one move; return the new end of the stack."""
    for i in range(plays.size):
        if plays[i] == 0:
            continue
        for a in range(moves.actor_first[i], moves.actor_first[i + 1]):
            if moves.available[a, k] == 0:
                continue
            for o in range(moves.outcome_first[a], moves.outcome_first[a + 1]):
                x = moves.position[_after(moves, o, moves.code[k])]
                if seen[x] == 0:
                    seen[x] = 1
                    stack[top] = x
                    top += 1
    return top


@nb.njit(cache=True)
def reach(moves: Moves, chance: Moves, plays: Bytes, start: int, most: int) -> Ints:
    """Find the states that moves and chance can lead to from ``start``.

    Parameters
    ----------
    moves, chance
        The moves of actors, and chance events as moves of one pseudo-actor.
    plays
        1 for each actor that has a turn, shape (N,).
    start
        Position of the first state.
    most
        How many there may be; the search ends as soon as there are more.

    Returns
    -------
    ndarray of int64
        Positions, ascending: the smallest set that holds ``start`` and that no
        move of positive probability leaves, whoever's turn it is; more than
        ``most`` of them, though not all, where there are more.
    """
    seen = np.zeros(moves.code.size, dtype=np.uint8)
    stack = np.empty(moves.code.size, dtype=np.int32)
    nature = np.ones(1, dtype=np.uint8)
    seen[start] = 1
    stack[0] = start
    first, top = 0, 1
    while first < top <= most:
        k = stack[first]
        first += 1
        top = _spread(moves, plays, k, seen, stack, top)
        top = _spread(chance, nature, k, seen, stack, top)
    states = np.empty(top, dtype=np.int64)
    r = 0
    for k in range(seen.size):
        if seen[k]:
            states[r] = k
            r += 1
    return states


@nb.njit(cache=True)
def targets(moves: Moves, plays: Bytes, states: Ints) -> Rows:
    """Tabulate where each outcome leads from each of a closed set of states.

    Parameters
    ----------
    moves
        Moves; outcomes of actors without a turn are left at -1.
    plays
        1 for each actor that has a turn, shape (N,).
    states
        Positions, ascending, closed under the moves (see `reach`).

    Returns
    -------
    ndarray of int32, axes ``(o, r)``
        Row of the state that follows; -1 where the action is not available.
    """
    row = np.full(moves.code.size, -1, dtype=np.int32)
    for r in range(states.size):
        row[states[r]] = r
    table = np.full((moves.probability.size, states.size), -1, dtype=np.int32)
    for i in range(plays.size):
        if plays[i] == 0:
            continue
        for a in range(moves.actor_first[i], moves.actor_first[i + 1]):
            for o in range(moves.outcome_first[a], moves.outcome_first[a + 1]):
                for r in range(states.size):
                    k = states[r]
                    if moves.available[a, k]:
                        table[o, r] = row[moves.position[_after(moves, o, moves.code[k])]]
    return table
