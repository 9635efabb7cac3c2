r"""Whether plans exist, one for every actor, under which nobody would leave a state.

Letters
-------
``s`` the state asked about; ``i`` an actor who thinks of leaving it; ``k``, ``l``
others; ``x`` a state on the way; ``t`` a state to which ``i`` moves.

A **plan** says of every state whether its owner stays there or where it goes, once
and for all. Given the plans of the others, ``i`` moves as it likes. After its move
one of the others whose plan is to leave moves, whichever; after a move of another,
either ``i`` moves or one whose plan is to leave; nobody moves twice in a row. Play
ends where none of those who may move does. Plans **keep** ``s`` if by them all stay
in ``s``, no ``i`` can make play end in a state that it prefers to ``s``, and play
ends whenever ``i`` stops moving: plans that chase each other in a circle do not count.
A state that some plans keep is policy stable.

For one ``i`` to be held to ``s`` it is necessary that the others can hold it down in
any number of moves (`metarational.duel`, a move of theirs the last). With two actors
that move it is also sufficient, for what the other one has to do in a state does not
depend on how it was come by. With more, one set of plans has to hold everybody, by
whatever road a state is met. All are tried in turn, state by state as they are met,
those first in which fewest leave; it is enough that three do, for then one is left
to move whoever moved last and whoever is to be held. The search is bounded, and what
it does not decide is *open*.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.edges import Edges
from standoff.kernels.metarational import duel
from standoff.kernels.stability_moves import NOWHERE, Small
from standoff.kernels.tables import Ints

__all__ = ["OPEN", "Plans", "policy_stable"]

OPEN, NO, YES = -1, 0, 1

_BROKEN, _COMPLETE = -2, -1


class Plans(NamedTuple):
    """Which states plans can keep, and by what; ``K`` is the states asked about."""

    held: npt.NDArray[np.bool_]
    """Whether the others together can hold the actor down for ever; shape (N, K)."""
    rests: npt.NDArray[np.int8]
    """Whether plans keep the state: 1 yes, 0 no, `OPEN` not decided; shape (K,)."""
    move_to: Small
    """Of an actor that is held, its best improvement; else the move that secures
    most. Position, -1 if none; shape (N, K)."""
    answer_to: Small
    """Where the plans lead from there, if plans were found; or -1."""
    answer_by: Small
    """Whose plan that is; or -1."""
    end: Small
    """Where an actor that is not held can make play end, all others against it; or -1."""


class _Model(NamedTuple):
    """What a search reads."""

    first: Ints
    to: Small
    rank: Small
    after: Small
    """What each actor can secure once it has moved there, for ever; shape (N, S)."""


class _Notes(NamedTuple):
    """What a search writes; entries count only if they bear the current ``epoch``."""

    plan: Small
    """Where each actor's plan leads, or -1; shape (S, N)."""
    chosen: Small
    """Whether plans have been made there; shape (S,)."""
    met: Small
    """Whether somebody meets the state with the last mover so; shape (N, S, N)."""
    arriving: Small
    """Moves of others that lead there, while circles are looked for; (S, N)."""
    queue: Small
    """States met, with their last movers; shape (S * N, 2)."""


def policy_stable(
    e: Edges,
    rank: npt.NDArray[np.integer],
    states: npt.NDArray[np.integer] | None = None,
    *,
    tries: int = 1_000,
) -> Plans:
    """Judge states, and find plans that keep them.

    Parameters
    ----------
    e
        Everybody's moves.
    rank
        Preferences, shape (N, S).
    states
        Positions asked about; all by default.
    tries
        Choices that the search tries for one state before it leaves it open.

    References
    ----------
    Zeng, Fang, Hipel and Kilgour (2004), Theory and Decision 57: 345-365; for more
    than two actors (2007), IEEE Trans. SMC A 37: 456-463.

    Examples
    --------
    In the prisoner's dilemma the plan to defect where the other one does keeps
    cooperation:

    >>> import standoff
    >>> from standoff.kernels.edges import edges
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> policy_stable(edges(game.moves, game.sincere_passes()), game.rank).rests.tolist()
    [1, 0, 0, 1]
    """
    actors, count = rank.shape
    asked = np.arange(count) if states is None else np.asarray(states, np.int64)
    limits = [_for_ever(e, rank, i) for i in range(actors)]
    model = _Model(
        e.first,
        e.to,
        np.ascontiguousarray(rank, np.int32),
        np.stack([after for after, _ in limits]),
    )
    notes = _Notes(
        np.full((count, actors), NOWHERE, np.int32),
        np.zeros(count, np.int32),
        np.zeros((actors, count, actors), np.int32),
        np.empty((count, actors), np.int32),
        np.empty((count * actors, 2), np.int32),
    )
    found = Plans(
        np.ones((actors, asked.size), np.bool_),
        np.zeros(asked.size, np.int8),
        *(np.full((actors, asked.size), NOWHERE, np.int32) for _ in range(4)),
    )
    _decide(model, notes, np.stack([end for _, end in limits]), asked, tries, *found)
    return found


def _for_ever(e: Edges, rank: npt.NDArray[np.integer], i: int) -> tuple[Small, Small]:
    """Return what ``i`` can secure after each move, and where play ends, without a horizon.

    With a move of the others the last, more moves never help ``i``; so it settles.
    """
    horizons = 5
    while True:
        played = duel(e, rank, i, horizons)
        if (played.after[-1] == played.after[-3]).all():
            return played.after[-1], played.after_end[-1]
        horizons = 2 * horizons + 1


@nb.njit(cache=True)
def _decide(
    g: _Model,
    notes: _Notes,
    ends: Small,
    asked: Ints,
    tries: int,
    held: npt.NDArray[np.bool_],
    rests: npt.NDArray[np.int8],
    move_to: Small,
    answer_to: Small,
    answer_by: Small,
    end: Small,
) -> None:
    epoch = 0
    for place in range(asked.size):
        s = asked[place]
        for i in range(g.rank.shape[0]):
            for step in range(g.first[i, s], g.first[i, s + 1]):
                if g.after[i, g.to[step]] > g.rank[i, s]:
                    held[i, place] = False
        if held[:, place].all():
            rests[place], epoch = _search(g, notes, s, tries, epoch)
        for i in range(g.rank.shape[0]):
            t = _tempting(g, s, i, held[i, place])
            move_to[i, place] = t
            if t < 0:
                continue
            if not held[i, place]:
                end[i, place] = ends[i, t]
            for k in range(g.rank.shape[0]):
                answers = rests[place] == YES and k != i and notes.plan[t, k] >= 0
                if answers and answer_by[i, place] < 0:
                    answer_by[i, place], answer_to[i, place] = k, notes.plan[t, k]


@nb.njit(cache=True)
def _tempting(g: _Model, s: int, i: int, held: bool) -> int:
    """Return the best improvement of an actor that is held, or the best move of another."""
    best = NOWHERE
    wanted = g.rank[i] if held else g.after[i]
    for step in range(g.first[i, s], g.first[i, s + 1]):
        t = int(g.to[step])
        if wanted[t] > g.rank[i, s] and (best < 0 or wanted[t] > wanted[best]):
            best = t
    return best


@nb.njit(cache=True)
def _search(g: _Model, notes: _Notes, s: int, tries: int, epoch: int) -> tuple[int, int]:
    """Try plans that may keep ``s`` until some do, none is left, or it is enough."""
    states, actors = notes.plan.shape
    path = np.empty((min(states, tries) + 1, 2), np.int64)
    notes.chosen[:] = 0
    notes.plan[:] = NOWHERE
    depth = 0
    path[0, 0], path[0, 1] = s, 0
    for _ in range(tries):
        x = path[depth, 0]
        made = _choose(g, notes.plan[x], x, path[depth, 1])
        if made and (x != s or path[depth, 1] == 0):
            notes.chosen[x] = 1
            epoch += 1
            then = _follow(g, notes, s, epoch)
            if then == _COMPLETE:
                return YES, epoch
            if then >= 0:
                depth += 1
                path[depth, 0], path[depth, 1] = then, 0
            else:
                path[depth, 1] += 1
            continue
        notes.plan[x] = NOWHERE
        notes.chosen[x] = 0
        depth -= 1
        if depth < 0:
            return NO, epoch
        path[depth, 1] += 1
    return OPEN, epoch


@nb.njit(cache=True)
def _choose(g: _Model, plan: Small, x: int, number: int) -> bool:
    """Write choice ``number`` at ``x``: nobody leaves, then one, two, three; False beyond."""
    actors = plan.size
    plan[:] = NOWHERE
    if number == 0:
        return True
    left = number - 1
    for size in (1, 2, 3):
        if size > actors:
            return False
        who = np.arange(size)
        while True:
            ways = 1
            for k in who:
                ways *= g.first[k, x + 1] - g.first[k, x]
            if left < ways:
                for k in who:
                    own = g.first[k, x + 1] - g.first[k, x]
                    plan[k] = g.to[g.first[k, x] + left % own]
                    left //= own
                return True
            left -= ways
            place = size - 1
            while place >= 0 and who[place] == actors - size + place:
                place -= 1
            if place < 0:
                break
            who[place] += 1
            for later in range(place + 1, size):
                who[later] = who[later - 1] + 1
    return False


@nb.njit(cache=True)
def _follow(g: _Model, notes: _Notes, s: int, epoch: int) -> int:
    """Follow everybody who leaves ``s`` against the plans made so far.

    Returns `_BROKEN` if they do not keep ``s``, the first state met for which none
    have been made, or `_COMPLETE`.
    """
    unmade = _COMPLETE
    for i in range(g.rank.shape[0]):
        then = _follow_one(g, notes, s, i, epoch)
        if then == _BROKEN:
            return _BROKEN
        if unmade < 0:
            unmade = then
    return unmade


@nb.njit(cache=True)
def _follow_one(g: _Model, notes: _Notes, s: int, i: int, epoch: int) -> int:
    """Follow ``i``; a state is met with the last mover, who may not move next."""
    met, queue = notes.met[i], notes.queue
    unmade, head, tail = _COMPLETE, 0, 0
    for step in range(g.first[i, s], g.first[i, s + 1]):
        tail = _meet(met, queue, int(g.to[step]), i, epoch, tail)
    while head < tail:
        x, last = int(queue[head, 0]), int(queue[head, 1])
        head += 1
        if last == i and g.after[i, x] > g.rank[i, s]:
            return _BROKEN
        goes_on, may_go_on = False, False
        for k in range(g.rank.shape[0]):
            if k != i and k != last and g.first[k, x] < g.first[k, x + 1]:
                may_go_on = True
                if notes.plan[x, k] >= 0:
                    goes_on = True
                    tail = _meet(met, queue, int(notes.plan[x, k]), k, epoch, tail)
        is_made = notes.chosen[x] == 1 or not may_go_on
        if is_made and not goes_on and g.rank[i, x] > g.rank[i, s]:
            return _BROKEN
        if not is_made and unmade < 0:
            unmade = x
        if last != i:
            for step in range(g.first[i, x], g.first[i, x + 1]):
                tail = _meet(met, queue, int(g.to[step]), i, epoch, tail)
    return _BROKEN if _circles(notes, i, tail) else unmade


@nb.njit(cache=True)
def _meet(met: Small, queue: Small, x: int, last: int, epoch: int, tail: int) -> int:
    """Queue a state with its last mover, once; return the new tail."""
    if met[x, last] == epoch:
        return tail
    met[x, last] = epoch
    queue[tail, 0], queue[tail, 1] = x, last
    return tail + 1


@nb.njit(cache=True)
def _circles(notes: _Notes, i: int, tail: int) -> bool:
    """Tell whether the plans of the others lead round in a circle among the states met.

    States at which no plan arrives any more are taken out; what is left over is a circle.
    """
    plan, arriving, queue = notes.plan, notes.arriving, notes.queue
    actors = plan.shape[1]
    for place in range(tail):
        arriving[queue[place, 0], queue[place, 1]] = 0
    for place in range(tail):
        x, last = queue[place, 0], queue[place, 1]
        for k in range(actors):
            if k != i and k != last and plan[x, k] >= 0:
                arriving[plan[x, k], k] += 1
    out, changed = 0, True
    while changed:
        changed = False
        for place in range(tail):
            x, last = queue[place, 0], queue[place, 1]
            if arriving[x, last] != 0:
                continue
            arriving[x, last] = -1
            out += 1
            changed = True
            for k in range(actors):
                if k != i and k != last and plan[x, k] >= 0:
                    arriving[plan[x, k], k] -= 1
    return out < tail
