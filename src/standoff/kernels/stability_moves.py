"""The moves of a graph model, read forwards, and which of them form cliques.

Letters
-------
``s`` state now, ``t`` state after a move (both positions, 0..S-1); ``i`` and
``k`` actors; ``a`` action, ``o`` outcome; ``w`` row of `Graph.digit`.

An actor's graph falls into **blocks**, the states that differ in nothing but
what this actor's actions touch. Where it can go from every state of a block to
every other one (the option form without one-way options), the block is a
clique, and a search need not look at its edges one by one.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Bytes, Ints, Moves

Small = npt.NDArray[np.int32]

Whole = int | np.int64
"""A whole number; one that is read from an array of 32 bits is widened, for numba compiles
a function anew for every size."""

NOWHERE = -1

_SPARSE = 64
"""So many states of the game to one of a distance, and it is not worth putting them in order."""


class Graph(NamedTuple):
    """Who can move where, and who prefers what; made by `graph`."""

    moves: Moves
    passes: Bytes
    """1 where the vote on the action would pass; shape (A, S)."""
    rank: Small
    """Preference, higher is better; shape (N, S)."""
    digit: Bytes
    """Level of each variable that some step touches; shape (W, S)."""
    step_row: Ints
    """Row of ``digit`` that a step reads; shape (T,)."""


def graph(moves: Moves, rank: npt.NDArray[np.integer], passes: Bytes) -> Graph:
    """Make moves, votes and preferences ready to be read many times."""
    places = list(zip(moves.step_stride.tolist(), moves.step_size.tolist(), strict=True))
    rows = {place: w for w, place in enumerate(sorted(set(places)))}
    digit = np.empty((len(rows), moves.code.size), np.uint8)
    for (stride, size), w in rows.items():
        digit[w] = moves.code // stride % size
    ranks = np.ascontiguousarray(rank, np.int32)
    step_row = np.array([rows[place] for place in places], np.int64)
    return Graph(moves, passes, ranks, digit, step_row)


@nb.njit(cache=True, nogil=True)
def lands(g: Graph, a: int, o: int, s: Whole) -> int:
    """Return where outcome ``o`` of action ``a`` leads from ``s``, or `NOWHERE`.

    The other outcome of a vote leads nowhere, and so does an outcome that
    changes nothing: staying is no move.
    """
    m = g.moves
    if m.available[a, s] == 0:
        return NOWHERE
    if m.vote[a] >= 0 and (o == m.outcome_first[a]) != (g.passes[a, s] == 1):
        return NOWHERE
    number = m.code[s]
    for step in range(m.step_first[o], m.step_first[o + 1]):
        number += m.delta[m.step_delta[step] + g.digit[g.step_row[step], s]]
    t = m.position[number]
    return NOWHERE if t == s else t


@nb.njit(cache=True, nogil=True)
def action_of(g: Graph, k: Whole, s: Whole, t: Whole) -> int:
    """Return the first action by which ``k`` can go from ``s`` to ``t``, or `NOWHERE`."""
    m = g.moves
    for a in range(m.actor_first[k], m.actor_first[k + 1]):
        for o in range(m.outcome_first[a], m.outcome_first[a + 1]):
            if lands(g, a, o, s) == t:
                return a
    return NOWHERE


def steps(g: Graph, start: int, improving: bool) -> Small:
    """Return the least number of moves, by anybody, from ``start`` to each state.

    With ``improving``, only moves after which the mover is strictly better off.
    A state out of reach has `NOWHERE`.
    """
    distance = np.full(g.moves.code.size, NOWHERE, np.int32)
    _spread(g, start, improving, np.empty_like(distance), distance)
    return distance


@nb.njit(cache=True, nogil=True)
def _spread(g: Graph, start: int, improving: bool, queue: Small, distance: Small) -> None:
    """Fill in the distances, breadth first.

    All states at one distance are taken action by action, in ascending order: who may do
    an action lies side by side state by state, and is read in order.
    """
    m = g.moves
    distance[start], queue[0], head, tail = 0, start, 0, 1
    while head < tail < queue.size:
        last = tail
        if (last - head) * _SPARSE > queue.size:
            place = head
            for x in range(queue.size):
                if distance[x] == distance[queue[last - 1]]:
                    queue[place] = x
                    place += 1
        for i in range(m.actor_first.size - 1):
            for a in range(m.actor_first[i], m.actor_first[i + 1]):
                for o in range(m.outcome_first[a], m.outcome_first[a + 1]):
                    for place in range(head, last):
                        s = np.int64(queue[place])
                        t = lands(g, a, o, s)
                        if t < 0 or distance[t] >= 0:
                            continue
                        if improving and g.rank[i, t] <= g.rank[i, s]:
                            continue
                        distance[t] = distance[s] + 1
                        queue[tail] = t
                        tail += 1
        head = last


def blocks(g: Graph, k: int) -> tuple[Small, int] | None:
    """Return the block of each state of actor ``k``, and the number of blocks.

    None unless every block is a clique.
    """
    block, count, are_cliques = partition(g, k)
    return (block, count) if are_cliques else None


def partition(g: Graph, k: int) -> tuple[Small, int, bool]:
    """Return the block of each state of actor ``k``, their number, and if all are cliques.

    No action of ``k`` leads out of a block. Cliques are told by counting:
    different actions set the touched variables to different levels, so where as
    many moves start as the block has other states, they lead to all of them.
    """
    own = np.zeros(g.moves.code.size, np.int64)
    for w, stride in _touched(g, k):
        own += g.digit[w].astype(np.int64) * stride
    block, count = _number_blocks(g.moves.code - own, g.moves.position.size)
    settings = _settings(g.moves, k)
    if settings is None:
        return block, count, False
    actions = slice(g.moves.actor_first[k], g.moves.actor_first[k + 1])
    available = g.moves.available[actions]
    missing = np.bincount(block, minlength=count)
    work = missing, np.ones_like(block)
    return block, count, bool(_are_cliques(available, settings, own, block, *work))


def _touched(g: Graph, k: int) -> list[tuple[int, int]]:
    """List the row of ``digit`` and the stride of every variable that ``k`` touches."""
    m = g.moves
    first, last = m.outcome_first[m.actor_first[k : k + 2]]
    steps_of = slice(m.step_first[first], m.step_first[last])
    pairs = zip(g.step_row[steps_of].tolist(), m.step_stride[steps_of].tolist(), strict=True)
    return sorted(set(pairs))


def _settings(m: Moves, k: int) -> Ints | None:
    """Return the number that each action of ``k`` sets its variables to.

    None unless all are certain, all set the same variables whatever the levels
    were, and no two set them alike.
    """
    numbers: list[int] = []
    touched: set[tuple[int, ...]] = set()
    for a in range(m.actor_first[k], m.actor_first[k + 1]):
        o = m.outcome_first[a]
        if m.outcome_first[a + 1] != o + 1:
            return None
        rows = range(m.step_first[o], m.step_first[o + 1])
        touched.add(tuple(sorted(m.step_stride[t] for t in rows)))
        number = 0
        for t in rows:
            levels = np.arange(m.step_size[t])
            row = m.delta[m.step_delta[t] : m.step_delta[t] + m.step_size[t]]
            results = row + levels * m.step_stride[t]
            if (results != results[0]).any():
                return None
            number += int(results[0])
        numbers.append(number)
    if len(touched) > 1 or len(set(numbers)) < len(numbers):
        return None
    return np.array(numbers, np.int64)


@nb.njit(cache=True, nogil=True)
def _number_blocks(rest: Ints, numbers: int) -> tuple[Small, int]:
    """Give blocks numbers in the order of their first state; ``rest`` tells them apart."""
    seen = np.full(numbers, NOWHERE, np.int32)
    block = np.empty(rest.size, np.int32)
    count = 0
    for s in range(rest.size):
        if seen[rest[s]] < 0:
            seen[rest[s]] = count
            count += 1
        block[s] = seen[rest[s]]
    return block, count


@nb.njit(cache=True, nogil=True)
def _are_cliques(
    available: Bytes, settings: Ints, own: Ints, block: Small, sizes: Ints, moves: Small
) -> bool:
    """Tell whether from every state as many moves start as its block has other states.

    ``moves`` is 1 for every state, and then one more for each move from it.
    """
    for a in range(settings.size):
        for s in range(block.size):
            moves[s] += (available[a, s] == 1) & (settings[a] != own[s])
    lacking = 0
    for s in range(block.size):
        lacking += moves[s] != sizes[block[s]]
    return lacking == 0
