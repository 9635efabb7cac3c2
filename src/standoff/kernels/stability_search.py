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

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.stability_arrivals import (
    CLIQUE,
    MASK,
    WORD,
    Arrivals,
    Words,
    ascending,
    lowest,
)
from standoff.kernels.stability_moves import NOWHERE, Small, Whole
from standoff.kernels.tables import Bytes, Ints

NO_ANSWER = 2**31 - 1
"""The harm of a move that cannot be answered: no rank is as high."""

HARM, END, START, MOVER = range(4)
"""What is known of the worst answer: the least harm that it does (or `NO_ANSWER`),
where it ends, from where its last move starts, and who makes that move."""

_UNOPENED = -1
_UNTOUCHED, _FINISHED = -1, -2


def worst_answers(
    rank: Small, to: Arrivals, i: int, harm: Small, *, credible: bool, found: Small
) -> None:
    """Find, for each state, the worst that the others can do to ``i`` from there.

    Among equally bad answers it is a shortest one.

    Parameters
    ----------
    rank
        Preferences, shape (N, S).
    to
        From where moves arrive.
    i
        Whom the others answer.
    harm
        What ``i`` is left with if the answer ends in a state: 0 or more; shape (S,).
    credible
        Whether every move must make its mover strictly better off than in the
        state where it starts.
    found
        Filled with `HARM`, `END`, `START`, `MOVER`; shape (S, 4).
    """
    found[:] = NOWHERE
    found[:, HARM] = NO_ANSWER
    sources = to.gains if credible else to.mask
    actors, states = rank.shape
    # made here, for compiling the making of an array takes as long as a loop
    opened = np.full(states, _UNOPENED, np.int8)
    progress = np.full(to.first.size, _UNTOUCHED, np.int64)
    unmet = np.full(to.unmet_first[actors], ~np.uint64(0), np.uint64)
    queue = np.empty((2 * states, 5), np.int32)
    work = opened, progress, unmet, queue
    _search(rank, *to[:-2], sources, i, harm, ascending(harm), credible, *work, found)


@nb.njit(cache=True, nogil=True)
def _search(
    rank: Small, kind: Bytes, row: Small, first: Ints, before: Small, word_first: Ints,
    unmet_first: Ints, sources: Words, i: int, harm: Small, order: Small, credible: bool,
    opened: npt.NDArray[np.int8], progress: Ints, unmet: Words, queue: Small, found: Small,
) -> None:  # fmt: skip
    """Fill ``found``.

    ``opened[x]`` is `_UNOPENED`, the one actor whose arrivals at ``x`` have not
    been queued, or the number of actors once all have. A queued state comes
    with the arrivals to look at: of all but ``which``, or only of
    ``-1 - which`` if that is negative.
    """
    actors, states = rank.shape
    # whole numbers of one size, here and below, or `_open` is compiled thrice: numba keeps
    # a constant apart from what it counts, and `int` of 32 bits has 32 bits
    place, lacking, nobody = 0, states, np.int64(-1)
    while place < states and lacking > 0:
        level = harm[order[place]]
        tail: Whole = np.int64(0)
        while place < states and harm[order[place]] == level:
            x = np.int64(order[place])
            tail = _open(opened, queue, x, actors, actors, tail, nobody, nobody, nobody)
            place += 1
        head = 0
        while head < tail:
            x, which = np.int64(queue[head, 0]), np.int64(queue[head, 1])
            end, start = np.int64(queue[head, 2]), np.int64(queue[head, 3])
            mover = np.int64(queue[head, 4])
            head += 1
            for k in range(actors):
                if k == i or (k == which if which >= 0 else k != -1 - which):
                    continue
                r = int(row[x, k])
                lo = int(first[r])
                if kind[k] == MASK:
                    words = word_first[k + 1] - word_first[k]
                    for w in range(words):
                        spot = unmet_first[k] + r * words + w
                        hits = sources[x, word_first[k] + w] & unmet[spot]
                        unmet[spot] ^= hits
                        base = lo + WORD * w
                        while hits != 0:
                            bit, hits = lowest(hits)
                            y = np.int64(before[base + bit])
                            e, b, m = (x, y, k) if mover < 0 else (end, start, mover)
                            lacking -= _meet(found, y, level, e, b, m)
                            tail = _open(opened, queue, y, k, actors, tail, e, b, m)
                    continue
                hi = int(first[r + 1])
                if kind[k] == CLIQUE:
                    lo, hi = _fresh(rank, first, before, progress, r, k, x, credible)
                gains_only = credible and kind[k] != CLIQUE
                for arrival in range(lo, hi):
                    y = np.int64(before[arrival])
                    if y == x or (gains_only and rank[k, y] >= rank[k, x]):
                        continue
                    e, b, m = (x, y, k) if mover < 0 else (end, start, mover)
                    lacking -= _meet(found, y, level, e, b, m)
                    tail = _open(opened, queue, y, k, actors, tail, e, b, m)


@nb.njit(cache=True, nogil=True)
def _meet(found: Small, y: Whole, level: int, end: Whole, start: Whole, mover: Whole) -> int:
    """Note the first answer from ``y``; return how many states have been met for the first time."""
    if found[y, HARM] != NO_ANSWER:
        return 0
    found[y, HARM], found[y, END], found[y, START], found[y, MOVER] = level, end, start, mover
    return 1


@nb.njit(cache=True, nogil=True)
def _open(
    opened: npt.NDArray[np.int8], queue: Small, x: Whole, k: int, actors: int, tail: Whole,
    end: Whole, start: Whole, mover: Whole,
) -> Whole:  # fmt: skip
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


@nb.njit(cache=True, nogil=True)
def _fresh(
    rank: Small, first: Ints, before: Small, progress: Ints, r: int, k: int, x: Whole,
    credible: bool,
) -> tuple[int, int]:  # fmt: skip
    """Return the part of clique ``r`` that has not been met, of the moves of ``k`` to ``x``.

    The states of a clique share their row, and ``progress`` keeps how much of
    it is done. With ``credible`` that is the place up to which its states, in
    ascending order of rank, have been met. Else it is the place of the one
    state that has not: the first to be arrived at, for it cannot move to itself.
    """
    lo, hi = int(first[r]), int(first[r + 1])
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
