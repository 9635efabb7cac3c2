r"""What an actor anticipates who looks ``h`` moves ahead, and whether that settles.

Letters
-------
``h`` moves that are left; ``i`` the actor whose turn it is; ``s`` state now,
``t`` state after a move of ``i``, ``u`` state after the answer; ``k`` others.

:math:`G_h(i, s)` is where play ends that begins with a turn of ``i``, and
:math:`A_h(i, t)` where it ends after ``i`` has moved to ``t`` and others have
``h`` moves left:

- :math:`G_0(i, s) = s` and :math:`A_0(i, t) = t`;
- :math:`G_h(i, s) = A_{h-1}(i, m)` for the move ``m`` for which that is best
  for ``i``, if it is better for ``i`` than ``s``, and ``s`` otherwise;
- with one other actor, :math:`A_h(i, t) = G_h(k, t)`.

With more others the published forms differ, and two readings are ours.
*Individualistic*: any of the others may be the next to move, each for itself;
of those who would, ``i`` expects the one that leaves it worst off; nobody moves
twice in a row. *Cooperative*: the others answer as one, by a legal sequence, and
only in order to reach an end that each of them prefers to ``t``; of these ends
they take none that another one betters for one of them and worsens for nobody.
With one other both are the two-actor form.

Where several ends are equally good for those who choose, `Taste` decides.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.edges import Edges
from standoff.kernels.stability_moves import NOWHERE, Small
from standoff.kernels.tables import Bytes, Ints

__all__ = ["Layer", "Limits", "Taste", "answers_of_all", "layers", "limits", "taste"]


class Taste(NamedTuple):
    """What everybody prefers, and how ties are broken; made by `taste`."""

    rank: Small
    """Preference, higher is better; shape (N, S)."""
    tie: Small
    """Among ends of one rank for ``i``, that with the highest entry is taken; (N, S)."""
    movers: npt.NDArray[np.bool_]
    """Who has any move at all; shape (N,)."""
    harsh: bool
    """Whether the others, where they do not mind, choose what is worst for an actor."""


class Layer(NamedTuple):
    """What everybody anticipates with a number of moves left; all of shape (N, S)."""

    end: Small
    r""":math:`G_h(i, s)`."""
    move: Small
    """The first move that ``i`` makes from ``s``, or -1 if it stays."""
    after_end: Small
    r""":math:`A_h(i, t)`."""
    after_to: Small
    """Where the answer to ``i`` at ``t`` leads, or -1 if nobody answers."""
    after_by: Small
    """Who answers, or -1: nobody, or all others together."""


class Limits(NamedTuple):
    """What becomes of the anticipations as the horizon grows."""

    period: Small
    """1 where they settle, more where they go round, 0 where neither was seen; (N, S)."""
    cycle: Small
    """The ends in turn, -1 beyond the period; shape (N, S, longest period)."""
    since: int
    """The horizon from which that holds, or the last one looked at."""


def taste(
    e: Edges,
    rank: npt.NDArray[np.integer],
    *,
    harsh: bool = True,
) -> Taste:
    """Fix what everybody prefers, and how ties are broken.

    Parameters
    ----------
    e
        Everybody's moves: what becomes of actors without any breaks no tie.
    rank
        Preferences, shape (N, S).
    harsh
        Among ends that are equally good for it, an actor takes the one that is worst
        for the others, by the sum of their ranks; or else the one that is best. Where
        that is equal too, the first state is taken.

    Examples
    --------
    >>> both = Edges(np.array([[0, 1, 1], [1, 2, 2]]), np.array([1, 1], np.int32))
    >>> taste(both, np.array([[1, 1], [0, 2]])).tie.tolist()
    [[0, -2], [-1, -1]]
    """
    movers = np.diff(e.first[:, [0, -1]], axis=1)[:, 0] > 0
    counted = rank * movers[:, None]
    others = counted.sum(axis=0, keepdims=True) - counted
    return Taste(
        np.ascontiguousarray(rank, np.int32),
        np.ascontiguousarray(-others if harsh else others, np.int32),
        movers,
        harsh,
    )


def layers(e: Edges, prefers: Taste, reach: Bytes | None = None) -> Iterator[Layer]:
    """Look 0, 1, 2, ... moves ahead, without end.

    Parameters
    ----------
    e
        Everybody's moves.
    prefers
        Everybody's preferences.
    reach
        What `answers_of_all` gives, for the cooperative reading; without it the
        individualistic one. With two actors that move they are the same.

    Examples
    --------
    In the prisoner's dilemma cooperation, state 3, rests for who looks two moves ahead:

    >>> import standoff
    >>> from standoff.kernels.edges import edges
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> listed = edges(game.moves, game.sincere_passes())
    >>> three = itertools.islice(layers(listed, taste(listed, game.rank)), 3)
    >>> [layer.end[:, 3].tolist() for layer in three]
    [[3, 3], [1, 2], [3, 3]]
    """
    stay = np.broadcast_to(np.arange(e.first.shape[1] - 1, dtype=np.int32), prefers.rank.shape)
    nobody = np.full(prefers.rank.shape, NOWHERE, np.int32)
    layer = Layer(stay.copy(), nobody, stay.copy(), nobody, nobody)
    while True:
        yield layer
        end, move = _turn(e.first, e.to, prefers, layer.after_end)
        if reach is None:
            after = _next_of_any(end, move, prefers)
        else:
            after = _next_of_all(reach, layer.end, prefers)
        layer = Layer(end, move, *after)


def limits(e: Edges, prefers: Taste, reach: Bytes | None = None, *, most: int = 1_000) -> Limits:
    """Look further and further ahead, until the anticipations settle or repeat.

    What follows a layer is settled by its ends alone, so once they have been seen
    before, everything after repeats what came in between.

    Parameters
    ----------
    e, prefers, reach
        As for `layers`.
    most
        The longest horizon looked at, and the longest cycle.
    """
    seen: dict[bytes, int] = {}
    ahead = layers(e, prefers, reach)
    for h, layer in enumerate(itertools.islice(ahead, most + 1)):
        mark = hashlib.blake2b(layer.end.tobytes() + layer.after_end.tobytes()).digest()
        if mark in seen:
            since = seen[mark]
            rest = itertools.islice(ahead, h - since - 1)
            whole = np.stack([layer.end, *(later.end for later in rest)])
            return Limits(*_periods(whole), since)
        seen[mark] = h
    unknown = np.zeros(prefers.rank.shape, np.int32)
    return Limits(unknown, np.full((*unknown.shape, 1), NOWHERE, np.int32), most)


def _periods(whole: Small) -> tuple[Small, Small]:
    """Find for each actor and state the shortest period of ``whole``, (round, N, S)."""
    length = whole.shape[0]
    period = np.full(whole.shape[1:], length, np.int32)
    for p in range(length - 1, 0, -1):
        if length % p == 0:
            period[(whole == np.roll(whole, p, axis=0)).all(axis=0)] = p
    longest = int(period.max())
    cycle = np.moveaxis(whole[:longest], 0, -1).copy()
    cycle[np.arange(longest) >= period[:, :, None]] = NOWHERE
    return period, cycle


@nb.njit(cache=True)
def _takes(p: Taste, i: int, x: int, y: int) -> bool:
    """Tell whether ``i`` takes ``x`` rather than ``y``."""
    if p.rank[i, x] != p.rank[i, y]:
        return bool(p.rank[i, x] > p.rank[i, y])
    if p.tie[i, x] != p.tie[i, y]:
        return bool(p.tie[i, x] > p.tie[i, y])
    return x < y


@nb.njit(cache=True)
def _turn(first: Ints, to: Small, p: Taste, after_end: Small) -> tuple[Small, Small]:
    """Let every actor choose in every state, knowing how its moves would end."""
    end, move = np.empty_like(p.rank), np.full_like(p.rank, NOWHERE)
    for i in range(p.rank.shape[0]):
        for s in range(p.rank.shape[1]):
            best, chosen = NOWHERE, NOWHERE
            for place in range(first[i, s], first[i, s + 1]):
                t = int(to[place])
                x = int(after_end[i, t])
                if best < 0 or _takes(p, i, x, best):
                    best, chosen = x, t
            end[i, s] = s
            if best >= 0 and p.rank[i, best] > p.rank[i, s]:
                end[i, s], move[i, s] = best, chosen
    return end, move


@nb.njit(cache=True)
def _next_of_any(end: Small, move: Small, p: Taste) -> tuple[Small, Small, Small]:
    """Find who would answer each actor in each state: of several, the worst for it."""
    actors, states = p.rank.shape
    after_end = np.empty_like(p.rank)
    after_to, after_by = np.full_like(p.rank, NOWHERE), np.full_like(p.rank, NOWHERE)
    for i in range(actors):
        for t in range(states):
            worst = NOWHERE
            for k in range(actors):
                if k == i or move[k, t] < 0:
                    continue
                x = int(end[k, t])
                if worst < 0 or _fears(p, i, x, worst):
                    worst = x
                    after_to[i, t], after_by[i, t] = move[k, t], k
            after_end[i, t] = t if worst < 0 else worst
    return after_end, after_to, after_by


@nb.njit(cache=True)
def _fears(p: Taste, i: int, x: int, y: int) -> bool:
    """Tell whether ``i`` reckons with ``x`` rather than ``y``: the worse, or as ties are broken."""
    if p.rank[i, x] != p.rank[i, y]:
        return bool(p.rank[i, x] < p.rank[i, y])
    return _takes(p, i, x, y)


@nb.njit(cache=True)
def _next_of_all(reach: Bytes, end: Small, p: Taste) -> tuple[Small, Small, Small]:
    """Let the others answer each actor as one, knowing how it would go on."""
    actors, states = p.rank.shape
    after_end = np.empty_like(p.rank)
    after_to, after_by = np.full_like(p.rank, NOWHERE), np.full_like(p.rank, NOWHERE)
    front = np.empty(states, np.int32)
    for i in range(actors):
        for t in range(states):
            size = 0
            for u in range(states):
                if reach[i, t, u] and _all_gain(p, i, t, int(end[i, u])):
                    size = _keep(p, i, front, size, u, end)
            after_end[i, t] = t
            for place in range(size):
                u = int(front[place])
                x = int(end[i, u])
                if after_to[i, t] < 0 or _lead_to(p, i, x, int(after_end[i, t])):
                    after_end[i, t], after_to[i, t] = x, u
    return after_end, after_to, after_by


@nb.njit(cache=True)
def _lead_to(p: Taste, i: int, x: int, y: int) -> bool:
    """Tell whether the others, where they do not mind, lead ``i`` to ``x`` rather than ``y``."""
    if p.rank[i, x] != p.rank[i, y]:
        return bool((p.rank[i, x] < p.rank[i, y]) == p.harsh)
    return x < y


@nb.njit(cache=True)
def _all_gain(p: Taste, i: int, t: int, x: int) -> bool:
    """Tell whether all that move, other than ``i``, prefer ``x`` to ``t``."""
    for k in range(p.rank.shape[0]):
        if k != i and p.movers[k] and p.rank[k, x] <= p.rank[k, t]:
            return False
    return True


@nb.njit(cache=True)
def _keep(p: Taste, i: int, front: Small, size: int, u: int, end: Small) -> int:
    """Add ``u`` to the answers that no other one betters, and drop those that it betters."""
    kept = 0
    for place in range(size):
        other = front[place]
        x, y = int(end[i, u]), int(end[i, other])
        if _betters(p, i, y, x):
            return size
        if not _betters(p, i, x, y):
            front[kept] = other
            kept += 1
    front[kept] = u
    return kept + 1


@nb.njit(cache=True)
def _betters(p: Taste, i: int, x: int, y: int) -> bool:
    """Tell whether ``x`` is better than ``y`` for one of the others and worse for none."""
    gains = False
    for k in range(p.rank.shape[0]):
        if k != i and p.movers[k]:
            if p.rank[k, x] < p.rank[k, y]:
                return False
            gains |= p.rank[k, x] > p.rank[k, y]
    return gains


@nb.njit(cache=True)
def answers_of_all(first: Ints, to: Small) -> Bytes:
    """Return where legal sequences of all but one actor lead; shape (N, S, S).

    ``found[i, t, u]`` is 1 if the others of ``i`` can go from ``t`` to ``u``, nobody
    moving twice in a row.
    """
    actors, states = first.shape[0], first.shape[1] - 1
    found = np.zeros((actors, states, states), np.uint8)
    queue = np.empty((states * actors, 2), np.int32)
    met = np.empty((states, actors), np.bool_)
    for i in range(actors):
        for start in range(states):
            met[:] = False
            head, tail, x, last = 0, 0, start, i
            while True:
                for k in range(actors):
                    if k in (i, last):
                        continue
                    for place in range(first[k, x], first[k, x + 1]):
                        u = int(to[place])
                        if not met[u, k]:
                            met[u, k] = True
                            found[i, start, u] = 1
                            queue[tail, 0], queue[tail, 1] = u, k
                            tail += 1
                if head == tail:
                    break
                x, last = int(queue[head, 0]), int(queue[head, 1])
                head += 1
    return found
