"""The moves of a game that is small enough, listed: who can go from where to where.

Letters
-------
``i`` actor; ``s`` state now and ``t`` state after one move of ``i`` (positions,
0..S-1); ``a`` action, ``o`` outcome. What counts as a move is settled in
`stability_moves.lands`: every outcome of chance, the outcome of a vote that
``passes`` says, and never staying.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.stability_moves import NOWHERE, Graph, Small, graph, lands
from standoff.kernels.tables import Bytes, Ints, Moves

__all__ = ["Edges", "TooManyMoves", "best_moves", "edges", "relabelled", "which_actions"]


class TooManyMoves(OverflowError):
    """A list of moves would be longer than the caller allows.

    Parameters
    ----------
    moves
        How many there are, those that differ in the action only counted apart.
    most
        How many are allowed.
    """

    def __init__(self, moves: int, most: int) -> None:
        super().__init__(f"{moves} moves would have to be listed; at most {most} are.")
        self.moves = moves
        self.most = most


class Edges(NamedTuple):
    """Where each actor can go from each state by one move."""

    first: Ints
    """The moves of ``i`` from ``s`` are ``to[first[i, s] : first[i, s + 1]]``; shape (N, S + 1)."""
    to: Small
    """States, ascending within (i, s), without doubles and without ``s``; shape (E,)."""


def edges(moves: Moves, passes: Bytes, *, most: int = 20_000_000) -> Edges:
    """List the moves of every actor from every state.

    Parameters
    ----------
    moves
        Who can do what.
    passes
        1 where the vote on the action would pass; shape (A, S).
    most
        How many moves may be listed: four bytes each, and eight for a moment.

    Returns
    -------
    Edges
        Sorted by actor, by state it starts from, and by state it leads to.

    Raises
    ------
    TooManyMoves
        If there are more; nothing has been allocated then.

    Examples
    --------
    In the prisoner's dilemma each can turn its own option round in every state:

    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> listed = edges(game.moves, game.sincere_passes())
    >>> listed.to[listed.first[0, 0] : listed.first[0, 1]].tolist()
    [2]
    >>> listed.to[listed.first[1, 0] : listed.first[1, 1]].tolist()
    [1]
    """
    actors, states = moves.actor_first.size - 1, moves.code.size
    g = graph(moves, np.zeros((actors, states), np.int32), passes)
    count = _count(g)
    total = int(count.sum())
    if total > most:
        raise TooManyMoves(total, most)
    ends = np.cumsum(count.reshape(-1))
    place = (ends - count.reshape(-1)).reshape(actors, states)
    to = np.empty(total, np.int32)
    _fill(g, place.copy(), to)
    first, kept = _tidy(place, count, to)
    return Edges(first, to[:kept].copy())


def relabelled(e: Edges, actors: npt.NDArray[np.integer], states: npt.NDArray[np.integer]) -> Edges:
    """List the same moves with actors and states in another order.

    Parameters
    ----------
    e
        What `edges` listed.
    actors, states
        The old positions in the new order; shapes (N,) and (S,).

    Examples
    --------
    >>> e = Edges(np.array([[0, 1, 1], [1, 1, 2]]), np.array([1, 0], np.int32))
    >>> turned = relabelled(e, np.array([1, 0]), np.array([1, 0]))
    >>> turned.first.tolist(), turned.to.tolist()
    ([[0, 1, 1], [1, 1, 2]], [1, 0])
    """
    count, size = e.first.shape[0], e.first.shape[1] - 1
    lengths = np.diff(e.first, axis=1)
    place = np.empty(size, np.int64)
    place[states] = np.arange(size)
    seat = np.empty(count, np.int64)
    seat[actors] = np.arange(count)
    start = np.repeat(np.arange(count * size), lengths.reshape(-1))
    target = place[e.to]
    row = seat[start // size] * size + place[start % size]
    order = np.lexsort((target, row))
    ends = np.concatenate([[0], np.cumsum(lengths[actors][:, states].reshape(-1))])
    first = ends[np.arange(count)[:, None] * size + np.arange(size + 1)]
    return Edges(first.astype(np.int64), target[order].astype(np.int32))


@nb.njit(cache=True)
def best_moves(first: Ints, to: Small, i: int, key: Small) -> Small:
    """Return where ``i`` would go from each state to have the highest ``key``, or -1.

    Of several, the first state; staying is not considered.
    """
    best = np.full(first.shape[1] - 1, NOWHERE, np.int32)
    for s in range(best.size):
        for place in range(first[i, s], first[i, s + 1]):
            if best[s] < 0 or key[to[place]] > key[best[s]]:
                best[s] = to[place]
    return best


def which_actions(moves: Moves, passes: Bytes, who: Small, start: Small, end: Small) -> Small:
    """Find by which action an actor gets from one state to another.

    Parameters
    ----------
    moves, passes
        As for `edges`.
    who, start, end
        Actor and positions of each move, of any one shape; -1 where there is none.

    Returns
    -------
    ndarray of int32
        The first action that does it, -1 where none does; of the same shape.
    """
    actors, states = moves.actor_first.size - 1, moves.code.size
    g = graph(moves, np.zeros((actors, states), np.int32), passes)
    found: Small = _find(g, who.reshape(-1), start.reshape(-1), end.reshape(-1))
    return found.reshape(who.shape)


@nb.njit(cache=True)
def _find(g: Graph, who: Small, start: Small, end: Small) -> Small:
    m = g.moves
    found = np.full(who.size, NOWHERE, np.int32)
    for q in range(who.size):
        if who[q] < 0 or start[q] < 0 or end[q] < 0:
            continue
        for a in range(m.actor_first[who[q]], m.actor_first[who[q] + 1]):
            for o in range(m.outcome_first[a], m.outcome_first[a + 1]):
                if found[q] < 0 and lands(g, a, o, int(start[q])) == end[q]:
                    found[q] = a
    return found


@nb.njit(cache=True)
def _count(g: Graph) -> Ints:
    """Count the outcomes that lead away from each state, by actor; shape (N, S)."""
    m = g.moves
    count = np.zeros((m.actor_first.size - 1, m.code.size), np.int64)
    for i in range(count.shape[0]):
        for a in range(m.actor_first[i], m.actor_first[i + 1]):
            for o in range(m.outcome_first[a], m.outcome_first[a + 1]):
                for s in range(m.code.size):
                    count[i, s] += lands(g, a, o, s) >= 0
    return count


@nb.njit(cache=True)
def _fill(g: Graph, place: Ints, to: Small) -> None:
    """Write every move behind the others of its actor and state; ``place`` is used up."""
    m = g.moves
    for i in range(place.shape[0]):
        for a in range(m.actor_first[i], m.actor_first[i + 1]):
            for o in range(m.outcome_first[a], m.outcome_first[a + 1]):
                for s in range(m.code.size):
                    t = lands(g, a, o, s)
                    if t >= 0:
                        to[place[i, s]] = t
                        place[i, s] += 1


@nb.njit(cache=True)
def _tidy(place: Ints, count: Ints, to: Small) -> tuple[Ints, int]:
    """Sort the moves of each actor and state, and close the gaps that doubles leave."""
    first = np.empty((count.shape[0], count.shape[1] + 1), np.int64)
    kept = 0
    for i in range(count.shape[0]):
        for s in range(count.shape[1]):
            first[i, s] = kept
            start = place[i, s]
            row = np.sort(to[start : start + count[i, s]])
            for k in range(row.size):
                if k == 0 or row[k] != row[k - 1]:
                    to[kept] = row[k]
                    kept += 1
        first[i, count.shape[1]] = kept
    return first, kept
