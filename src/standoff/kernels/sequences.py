"""Legal sequences forwards: where some actors can go together, how soon, by whom last.

Letters
-------
``s`` state where a sequence begins, ``x`` and ``y`` states on the way (positions,
0..S-1); ``k`` and ``j`` actors; ``H`` those who may move.

A **legal sequence** of ``H`` is one move or more, each by a member, in which
nobody moves twice in a row. One member alone can therefore make one move. The
search runs over pairs *(state, last mover)*; from every state the moves of each
actor are followed once: those of all but ``k`` when the state is first reached,
by ``k``, and those of ``k`` when somebody else turns out to reach it as well.
So the cost is linear in the number of moves.

Read against the arrows (`turned`), the same search answers from where a
sequence can *end* in given states.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.edges import Edges
from standoff.kernels.stability_moves import Small
from standoff.kernels.tables import Bytes, Ints

__all__ = [
    "Sequences",
    "fewest",
    "last_mover",
    "gains",
    "route",
    "sequences",
    "turned",
]

_UNREACHED, _UNOPENED, _BEGIN = -1, -1, -1


class Sequences(NamedTuple):
    """The shortest legal sequences from the states where they begin."""

    steps: Small
    """Least number of moves to the state with this actor moving last, or -1; shape (N, S)."""
    from_state: Small
    """From where that last move starts, or -1; shape (N, S)."""
    from_mover: Small
    """Who has moved before it, -1 where it is the first move; shape (N, S)."""


def sequences(e: Edges, members: Bytes, begin: Bytes) -> Sequences:
    """Follow all legal sequences of some actors, shortest first.

    Parameters
    ----------
    e
        The moves, listed.
    members
        1 for those who may move; shape (N,).
    begin
        1 for the states where a sequence may begin; shape (S,).

    Returns
    -------
    Sequences
        Of equally short ones, that whose states and movers come first.

    References
    ----------
    Fang, Hipel and Kilgour (1993), *Interactive Decision Making*: coalition
    reachability. Li, Kilgour and Hipel (2005), JORS 56: 699-707: with last mover
    and number of steps.

    Examples
    --------
    In the prisoner's dilemma the second state is one move of the second prisoner away:

    >>> import standoff
    >>> from standoff.kernels.edges import edges
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> listed = edges(game.moves, game.sincere_passes())
    >>> both, first = np.ones(2, np.uint8), np.array([1, 0, 0, 0], np.uint8)
    >>> sequences(listed, both, first).steps.tolist()
    [[4, 3, 1, 2], [4, 1, 3, 2]]
    """
    actors, states = e.first.shape[0], e.first.shape[1] - 1
    found = Sequences(*(np.full((actors, states), _UNREACHED, np.int32) for _ in range(3)))
    flags = np.ascontiguousarray(members, np.uint8), np.ascontiguousarray(begin, np.uint8)
    _search(e.first, e.to, *flags, *found)
    return found


def fewest(found: Sequences) -> Small:
    """Return the least number of moves to each state whoever moves last, or -1; shape (S,).

    Examples
    --------
    >>> steps = np.array([[-1, 2, 3], [-1, -1, 1]], np.int32)
    >>> fewest(Sequences(steps, steps, steps)).tolist()
    [-1, 2, 1]
    """
    never = np.iinfo(np.int32).max
    least = np.where(found.steps < 0, never, found.steps).min(axis=0)
    shortest: Small = np.where(least == never, _UNREACHED, least).astype(np.int32)
    return shortest


def route(found: Sequences, state: int, mover: int) -> list[tuple[int, int]]:
    """Return a shortest sequence to a state with this last mover: (mover, state after) each.

    Examples
    --------
    >>> one = [np.array(rows, np.int32) for rows in ([[1, -1], [-1, 2]], [[0, -1], [-1, 0]],
    ...        [[-1, -1], [-1, 0]])]
    >>> route(Sequences(*one), 1, 1)
    [(0, 0), (1, 1)]
    """
    steps: list[tuple[int, int]] = []
    while mover != _BEGIN:
        steps.append((mover, state))
        earlier = int(found.from_mover[mover, state])
        state, mover = int(found.from_state[mover, state]), earlier
    return steps[::-1]


def last_mover(found: Sequences, state: int) -> int:
    """Return the first actor that makes the last move of a shortest sequence to a state.

    Raises
    ------
    ValueError
        If no sequence leads there.

    Examples
    --------
    >>> steps = np.array([[-1, 2, 3], [-1, -1, 1]], np.int32)
    >>> last_mover(Sequences(steps, steps, steps), 2)
    1
    """
    _, mover = min((step, k) for k, step in enumerate(found.steps[:, state]) if step >= 0)
    return mover


def gains(e: Edges, rank: npt.NDArray[np.integer]) -> Edges:
    """Keep the moves that make their mover strictly better off; ``rank`` has shape (N, S).

    Examples
    --------
    >>> listed = Edges(np.array([[0, 1, 2]]), np.array([1, 0], np.int32))
    >>> gains(listed, np.array([[0, 1]])).to.tolist()
    [1]
    """
    actor, start = _owners(e)
    return _listed(actor, start, e.to, rank[actor, e.to] > rank[actor, start], e)


def turned(e: Edges) -> Edges:
    """Turn every move round: who can come to a state, and from where.

    Examples
    --------
    >>> listed = Edges(np.array([[0, 2, 2]]), np.array([0, 1], np.int32))
    >>> back = turned(listed)
    >>> back.first.tolist(), back.to.tolist()
    ([[0, 1, 2]], [0, 0])
    """
    actor, start = _owners(e)
    order = np.lexsort((start, e.to, actor))
    keep = np.ones(order.size, np.bool_)
    return _listed(
        actor[order], e.to[order].astype(np.int64), start[order].astype(np.int32), keep, e
    )


def _owners(e: Edges) -> tuple[Ints, Ints]:
    """Return the actor and the first state of every move listed; shape (E,) each."""
    actors, states = e.first.shape[0], e.first.shape[1] - 1
    place = np.repeat(np.arange(actors * states), np.diff(e.first, axis=1).reshape(-1))
    return place // states, place % states


def _listed(actor: Ints, start: Ints, to: Small, keep: npt.NDArray[np.bool_], e: Edges) -> Edges:
    """List the moves that are kept; they are sorted by actor and first state."""
    actors, states = e.first.shape[0], e.first.shape[1] - 1
    count = np.bincount(actor[keep] * states + start[keep], minlength=actors * states)
    ends = np.concatenate([[0], np.cumsum(count)])
    rows = np.arange(actors)[:, None] * states + np.arange(states + 1)
    return Edges(ends[rows], to[keep].astype(np.int32))


@nb.njit(cache=True)
def _search(
    first: Ints, to: Small, members: Bytes, begin: Bytes,
    steps: Small, from_state: Small, from_mover: Small,
) -> None:  # fmt: skip
    """Fill the three arrays of `Sequences`, breadth first.

    ``opened[x]`` is `_UNOPENED`, the one actor whose moves from ``x`` have not
    been followed, or the number of actors once all have.
    """
    actors, states = steps.shape
    opened = np.full(states, _UNOPENED, np.int64)
    queue = np.empty((actors * states, 2), np.int32)
    tail = 0
    for x in range(states):
        if begin[x] == 1:
            opened[x] = actors
            tail = _follow(first, to, members, x, _BEGIN, _BEGIN, False, queue, tail,
                           steps, from_state, from_mover)  # fmt: skip
    head = 0
    while head < tail:
        x, k = int(queue[head, 0]), int(queue[head, 1])
        head += 1
        if opened[x] == actors or opened[x] == k:
            continue
        which, only = (k, False) if opened[x] == _UNOPENED else (int(opened[x]), True)
        opened[x] = actors if only else k
        tail = _follow(first, to, members, x, k, which, only, queue, tail,
                       steps, from_state, from_mover)  # fmt: skip


@nb.njit(cache=True)
def _follow(
    first: Ints, to: Small, members: Bytes, x: int, k: int, which: int, only: bool,
    queue: Small, tail: int, steps: Small, from_state: Small, from_mover: Small,
) -> int:  # fmt: skip
    """Follow the moves from ``x``, reached by ``k``: of all but ``which``, or ``only`` of it.

    Returns the new tail of the queue.
    """
    before = 0 if k == _BEGIN else steps[k, x]
    for j in range(steps.shape[0]):
        if members[j] == 0 or (j == which) != only:
            continue
        for place in range(first[j, x], first[j, x + 1]):
            y = to[place]
            if steps[j, y] == _UNREACHED:
                steps[j, y] = before + 1
                from_state[j, y], from_mover[j, y] = x, k
                queue[tail, 0], queue[tail, 1] = y, j
                tail += 1
    return tail
