r"""The worst answer to a move, for all moves at once, in one search backwards.

Letters
-------
``i`` the actor whose stability is asked; ``k`` one of the others; ``t`` state
after a move of ``i``; ``u`` state in which an answer ends; ``y`` state from
which the last move of the answer starts.

An answer is a **legal sequence**: one move or more of the others, nobody twice
in a row. ``harm[u]`` is what ``i`` is left with if the answer ends in ``u``,
as a rank: the lower, the worse. Then :math:`m(t)`, the least harm of any state
that the others can reach from ``t``, decides whether they can deter ``i`` from
every move to ``t``.

States ``u`` are taken in ascending order of harm. From each, a breadth-first
search goes back over *(state, next mover)*: that ``k`` can move from ``y`` to
``x`` makes *(y, k)* good, provided that the sequence goes on from ``x`` with
somebody else. The first search that meets a state sets its :math:`m`, so no
state is expanded twice: once for all movers but one, and once more for that one.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.stability_moves import NOWHERE, Graph, Small, blocks, lands
from standoff.kernels.tables import Bytes, Ints

NO_ANSWER = 2**31 - 1
"""The harm of a move that cannot be answered: no rank is as high."""

HARM, END, START, MOVER = range(4)
"""What is known of the worst answer: the least harm that it does (or `NO_ANSWER`),
where it ends, from where its last move starts, and who makes that move."""

_UNOPENED = -1
_UNTOUCHED, _FINISHED = -1, -2


class Arrivals(NamedTuple):
    """From where each actor's moves arrive: rows of states.

    Actor ``k`` can move to ``s`` from the states in row ``row[s, k]``. The row
    of a clique is the whole block, in ascending order of rank; its states share it.
    """

    is_clique: Bytes
    """1 for actors whose blocks are cliques; shape (N,)."""
    row: Small
    """Shape (S, N)."""
    first: Ints
    """First place of each row in ``before``, and one past the last; shape (R + 1,)."""
    before: Small
    """States, row by row."""


@nb.njit(cache=True)
def ascending(values: Small) -> Small:
    """Return the positions of ``values`` (0 or more) in ascending order, ties by position."""
    first = np.zeros(values.max() + 2, np.int32)
    for value in values:
        first[value + 1] += 1
    for value in range(1, first.size):
        first[value] += first[value - 1]
    order = np.empty(values.size, np.int32)
    for s in range(values.size):
        order[first[values[s]]] = s
        first[values[s]] += 1
    return order


def arrivals(g: Graph) -> Arrivals:
    """Turn the moves of every actor round."""
    actors, states = g.rank.shape
    found = [blocks(g, k) for k in range(actors)]
    is_clique = np.array([cliques is not None for cliques in found], np.uint8)
    row = np.empty((states, actors), np.int32)
    lengths: list[npt.NDArray[np.int64]] = []
    rows = 0
    for k, cliques in enumerate(found):
        if cliques is None:
            row[:, k] = np.arange(rows, rows + states)
            lengths.append(_count_arrivals(g, k))
        else:
            block, count = cliques
            row[:, k] = block + rows
            lengths.append(np.bincount(block, minlength=count))
        rows += lengths[-1].size
    first = np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64)
    before = np.empty(first[-1], np.int32)
    for k in range(actors):
        place = first[:-1].copy()
        if is_clique[k]:
            _fill_cliques(ascending(g.rank[k]), row[:, k], place, before)
        else:
            _fill_arrivals(g, k, row[:, k], place, before)
    return Arrivals(is_clique, row, first, before)


@nb.njit(cache=True)
def _count_arrivals(g: Graph, k: int) -> Ints:
    m = g.moves
    count = np.zeros(m.code.size, np.int64)
    for a in range(m.actor_first[k], m.actor_first[k + 1]):
        for o in range(m.outcome_first[a], m.outcome_first[a + 1]):
            for s in range(m.code.size):
                t = lands(g, a, o, s)
                if t >= 0:
                    count[t] += 1
    return count


@nb.njit(cache=True)
def _fill_arrivals(g: Graph, k: int, row: Small, place: Ints, before: Small) -> None:
    m = g.moves
    for a in range(m.actor_first[k], m.actor_first[k + 1]):
        for o in range(m.outcome_first[a], m.outcome_first[a + 1]):
            for s in range(m.code.size):
                t = lands(g, a, o, s)
                if t >= 0:
                    before[place[row[t]]] = s
                    place[row[t]] += 1


@nb.njit(cache=True)
def _fill_cliques(order: Small, row: Small, place: Ints, before: Small) -> None:
    for s in order:
        before[place[row[s]]] = s
        place[row[s]] += 1


def worst_answers(g: Graph, to: Arrivals, i: int, left: Small) -> Small:
    """Find, for each state, the worst that the others can do to ``i`` from there.

    Three kinds of answer: any legal sequence that leaves ``i`` with the state in
    which it ends; one that leaves ``i`` with ``left`` there; and a credible one,
    in which every move makes its mover strictly better off than in the state
    where it starts. Among equally bad answers it is a shortest one.

    Returns
    -------
    ndarray of int32, shape (3, S, 4)
        Kind of answer, state, and `HARM`, `END`, `START`, `MOVER`.
    """
    found = np.full((3, g.rank.shape[1], 4), NOWHERE, np.int32)
    found[:, :, HARM] = NO_ANSWER
    kinds = ((g.rank[i], False), (left, False), (g.rank[i], True))
    for c, (harm, credible) in enumerate(kinds):
        _search(g.rank, *to, i, harm, ascending(harm), credible, found[c])
    return found


@nb.njit(cache=True)
def _search(
    rank: Small, is_clique: Bytes, row: Small, first: Ints, before: Small,
    i: int, harm: Small, order: Small, credible: bool, found: Small,
) -> None:  # fmt: skip
    """Fill one kind of answer, ``found``.

    ``opened[x]`` is `_UNOPENED`, the one actor whose arrivals at ``x`` have not
    been queued, or the number of actors once all have. A queued state comes
    with the arrivals to look at: of all but ``which``, or only of
    ``-1 - which`` if that is negative.
    """
    actors, states = rank.shape
    opened = np.full(states, _UNOPENED, np.int8)
    progress = np.full(first.size, _UNTOUCHED, np.int64)
    queue = np.empty((2 * states, 5), np.int32)
    place, unmet, nobody = 0, states, -1
    while place < states and unmet > 0:
        level = harm[order[place]]
        tail = 0
        while place < states and harm[order[place]] == level:
            # whole numbers of one size, here and below, or `_open` is compiled thrice
            x = int(order[place])
            tail = _open(opened, queue, x, actors, actors, tail, nobody, nobody, nobody)
            place += 1
        head = 0
        while head < tail:
            x, which = int(queue[head, 0]), queue[head, 1]
            end, start, mover = int(queue[head, 2]), int(queue[head, 3]), queue[head, 4]
            head += 1
            for k in range(actors):
                if k == i or (k == which if which >= 0 else k != -1 - which):
                    continue
                lo, hi = _fresh(rank, is_clique, first, before, progress, row[x, k], k, x, credible)
                for arrival in range(lo, hi):
                    y = int(before[arrival])
                    if y == x or (credible and rank[k, y] >= rank[k, x]):
                        continue
                    e, b, w = (x, y, k) if mover < 0 else (end, start, int(mover))
                    if found[y, HARM] == NO_ANSWER:
                        unmet -= 1
                        found[y, HARM], found[y, END] = level, e
                        found[y, START], found[y, MOVER] = b, w
                    tail = _open(opened, queue, y, k, actors, tail, e, b, w)


@nb.njit(cache=True)
def _open(
    opened: npt.NDArray[np.int8], queue: Small, x: int, k: int, actors: int, tail: int,
    end: int, start: int, mover: int,
) -> int:  # fmt: skip
    """Queue what is left to look at before ``x`` once it is good for mover ``k``.

    Returns the new tail of the queue.
    """
    if opened[x] in (actors, k):
        return tail
    if opened[x] == _UNOPENED:
        opened[x] = k
        which = k
    else:
        which = -1 - opened[x]
        opened[x] = actors
    queue[tail, 0], queue[tail, 1] = x, which
    queue[tail, 2], queue[tail, 3], queue[tail, 4] = end, start, mover
    return tail + 1


@nb.njit(cache=True)
def _fresh(
    rank: Small, is_clique: Bytes, first: Ints, before: Small, progress: Ints,
    r: int, k: int, x: int, credible: bool,
) -> tuple[int, int]:  # fmt: skip
    """Return the part of row ``r`` that has not been met, of the moves of ``k`` to ``x``.

    The states of a clique share their row, and ``progress`` keeps how much of
    it is done. With ``credible`` that is the place up to which its states, in
    ascending order of rank, have been met. Else it is the place of the one
    state that has not: the first to be arrived at, for it cannot move to itself.
    """
    lo, hi = first[r], first[r + 1]
    if is_clique[k] == 0:
        return lo, hi
    done = progress[r]
    if credible:
        lo += max(done, 0)
        place = lo
        while place < hi and rank[k, before[place]] < rank[k, x]:
            place += 1
        progress[r] = place - first[r]
        return lo, place
    if done == _FINISHED:
        return lo, lo
    if done == _UNTOUCHED:
        progress[r] = lo
        while before[progress[r]] != x:
            progress[r] += 1
        return lo, hi
    if before[done] == x:
        return lo, lo
    progress[r] = _FINISHED
    return done, done + 1
