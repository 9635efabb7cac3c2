r"""How far the others can hold an actor down in ``h`` moves, theirs and its own.

Letters
-------
``i`` the actor whose stability is asked; ``k`` and ``l`` others; ``s`` state in
which ``i`` has its turn, ``t`` state in which the others have theirs, ``u`` state
in which their answer ends; ``h`` moves that are left.

Play goes to and fro: a move of ``i``, an answer of the others (a legal sequence:
one move or more, nobody twice in a row, counted as one), a move of ``i``, ... Who
does not move ends it. ``i`` wants the highest rank, and the others want nothing
but to hold it down:

.. math::

    V_0(s) &= \mathrm{rank}(s), &
    V_h(s) &= \max(\mathrm{rank}(s), \max_{t \in R_i(s)} W_{h-1}(t)),

    W_0(t) &= \mathrm{rank}(t), &
    W_h(t) &= \min(\mathrm{rank}(t), \min_{u \in R_M(t)} V_{h-1}(u)).

That :math:`V_h(s)` is no more than the rank of ``s`` is the generalised
metarationality MR_h: whatever ``i`` does, the others can keep it from ending
better than ``s``. It is also what maximin_h asks: no plan secures more than
staying does. Given only the moves that gain for their maker, the same is the
credible form, CMR.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.edges import Edges
from standoff.kernels.stability_moves import NOWHERE, Small
from standoff.kernels.tables import Ints

__all__ = ["Duel", "duel", "gains"]


class Duel(NamedTuple):
    """One actor against all others; all of shape (H + 1, S), by number of moves left."""

    value: Small
    """:math:`V_h(s)`, a rank of the actor."""
    end: Small
    """Where play ends that begins with its turn in ``s``."""
    after: Small
    """:math:`W_h(t)`, once it has moved to ``t``."""
    after_end: Small
    """Where play ends then."""
    after_to: Small
    """Where the answer to ``t`` ends, or -1 if the others would leave it at that."""
    after_by: Small
    """Who makes the last move of that answer, or -1."""


def gains(e: Edges, rank: npt.NDArray[np.integer]) -> Edges:
    """Keep the moves after which the mover is strictly better off.

    Examples
    --------
    >>> e = Edges(np.array([[0, 1, 2]]), np.array([1, 0], np.int32))
    >>> gains(e, np.array([[0, 1]]))
    Edges(first=array([[0, 1, 1]]), to=array([1], dtype=int32))
    """
    lengths = np.diff(e.first, axis=1).reshape(-1)
    start = np.repeat(np.arange(lengths.size), lengths)
    who, s = start // rank.shape[1], start % rank.shape[1]
    kept = np.concatenate([[0], np.cumsum(rank[who, e.to] > rank[who, s], dtype=np.int64)])
    return Edges(kept[e.first], e.to[np.diff(kept) > 0])


def duel(
    e: Edges,
    rank: npt.NDArray[np.integer],
    i: int,
    horizons: int,
) -> Duel:
    """Play one actor against all others, for every state and number of moves.

    Parameters
    ----------
    e
        The moves that are allowed: all, or `gains` of them.
    rank
        Preferences, shape (N, S).
    i
        The actor.
    horizons
        The largest number of moves, H.

    Notes
    -----
    Of several equally good moves or bad answers the one to the first state is named.

    Examples
    --------
    In the prisoner's dilemma, who leaves cooperation (state 3, of rank 2) is best off
    for one move; from the second on the other one can hold it to rank 1:

    >>> import standoff
    >>> from standoff.kernels.edges import edges
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> played = duel(edges(game.moves, game.sincere_passes()), game.rank, 0, 3)
    >>> played.value[:, 3].tolist(), played.after[:, 1].tolist()
    ([2, 3, 2, 2], [3, 1, 1, 1])
    """
    states = e.first.shape[1] - 1
    mine = np.ascontiguousarray(rank[i], np.int32)
    back = _turned(e.first, e.to)
    made = Duel(*(np.empty((horizons + 1, states), np.int32) for _ in range(6)))
    made.value[0] = made.after[0] = mine
    made.end[0] = made.after_end[0] = np.arange(states)
    made.after_to[0] = made.after_by[0] = NOWHERE
    for h in range(1, horizons + 1):
        _own_turn(e.first, e.to, i, mine, h, made)
        worst_first = np.argsort(made.value[h - 1], kind="stable").astype(np.int32)
        _their_turn(*back, i, mine, worst_first, h, made)
    return made


@nb.njit(cache=True)
def _turned(first: Ints, to: Small) -> tuple[Ints, Small]:
    """Turn the moves round: from where each actor can come to each state."""
    actors, states = first.shape[0], first.shape[1] - 1
    back = np.zeros((actors, states + 1), np.int64)
    before = np.empty(to.size, np.int32)
    for k in range(actors):
        for place in range(first[k, 0], first[k, states]):
            back[k, to[place] + 1] += 1
        back[k, 0] = first[k, 0]
        for s in range(states):
            back[k, s + 1] += back[k, s]
        cursor = back[k, :-1].copy()
        for s in range(states):
            for place in range(first[k, s], first[k, s + 1]):
                t = to[place]
                before[cursor[t]] = s
                cursor[t] += 1
    return back, before


@nb.njit(cache=True)
def _own_turn(first: Ints, to: Small, i: int, rank: Small, h: int, made: Duel) -> None:
    """Let the actor stay or make the move that secures most."""
    for s in range(rank.size):
        made.value[h, s], made.end[h, s] = rank[s], s
        for place in range(first[i, s], first[i, s + 1]):
            t = int(to[place])
            secured = made.after[h - 1, t]
            if secured > made.value[h, s]:
                made.value[h, s], made.end[h, s] = secured, made.after_end[h - 1, t]


@nb.njit(cache=True)
def _their_turn(
    back: Ints, before: Small, i: int, rank: Small, worst_first: Small, h: int, made: Duel
) -> None:
    """Let the others stay or give the answer after which the actor can secure least.

    Ends ``u`` are taken from the worst for ``i`` upwards, and from each a search goes
    back over *(state, who moves next)*; the first that meets a pair is the worst for it.
    """
    actors = back.shape[0]
    met = np.zeros((rank.size, actors), np.bool_)
    queue = np.empty((rank.size * actors, 4), np.int32)
    made.after[h], made.after_to[h], made.after_by[h] = rank, NOWHERE, NOWHERE
    for t in range(rank.size):
        made.after_end[h, t] = t
    for u in worst_first:
        head, tail, x, mover, last = 0, 0, int(u), i, NOWHERE
        while True:
            for k in range(actors):
                if k in (i, mover):
                    continue
                by = k if last < 0 else last
                for place in range(back[k, x], back[k, x + 1]):
                    y = int(before[place])
                    if met[y, k]:
                        continue
                    met[y, k] = True
                    queue[tail, 0], queue[tail, 1], queue[tail, 2] = y, k, by
                    tail += 1
                    if made.value[h - 1, u] < made.after[h, y]:
                        made.after[h, y] = made.value[h - 1, u]
                        made.after_end[h, y] = made.end[h - 1, u]
                        made.after_to[h, y], made.after_by[h, y] = u, by
            if head == tail:
                break
            x, mover, last = int(queue[head, 0]), int(queue[head, 1]), int(queue[head, 2])
            head += 1
