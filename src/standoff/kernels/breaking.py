r"""How far one weight can move before a state stops being stable.

Letters
-------
``k`` the actor whose weight moves, by :math:`\tau \ge 0` in a direction that
``slope`` holds; ``i`` the actor whose stability is asked; ``s`` the state, ``t``
after an improvement of ``i``, ``u`` where an answer ends, ``v`` where ``i`` can go
from there; ``q`` a vote in a state (a *case*).

The utility of ``k`` is :math:`U(x) + \tau D(x)`, so each comparison of two states
turns at one :math:`\tau` at most, and so does each vote of ``k``. A verdict
*stable* rests on finitely many comparisons: no other move is an improvement, and
each improvement has an answer by one path. It holds until the first of them
turns. `first_break` goes from one such point to the next, looking again just
after it, until the verdict is *unstable*: no verdict in between is passed over,
for on each stretch it is certain.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np

from standoff.kernels.stability import NASH, SEQ, SMR, SSEQ
from standoff.kernels.stability_moves import NOWHERE, Graph, Small, graph, lands
from standoff.kernels.tables import Bytes, Floats, Ints, Moves

__all__ = ["CUT", "Cases", "Shift", "Ways", "first_break", "ways"]

CUT = -1.0
"""What `first_break` returns where it gave up."""

_STEP = 1e-9
"""How far beyond a turning point to look again, relative to it."""

_ALWAYS = -1


class Ways(NamedTuple):
    """Every move of every actor, those behind a vote with what must come of it."""

    first: Ints
    """The moves of ``i`` from ``s`` are those from ``first[i, s]`` to ``first[i, s + 1]``."""
    to: Small
    """Where they lead; shape (E,)."""
    case: Small
    """The vote that decides, or -1; shape (E,)."""
    needs: Bytes
    """1 if it must pass, 0 if it must fail; shape (E,)."""


class Cases(NamedTuple):
    """What votes depend on, as far as ``k`` decides; Q cases."""

    gap: Floats
    """How much more ``k`` likes passing than failing; shape (Q,)."""
    slope: Floats
    """By how much that grows with :math:`\\tau`; shape (Q,)."""
    result: Bytes
    """1 where it passes if ``k`` is against, abstains, is for; shape (Q, 3)."""


class Shift(NamedTuple):
    """Preferences, one weight of one actor moving."""

    k: int
    rank: Small
    """Orders of the others, which stay; shape (N, S)."""
    utility: Floats
    """Of ``k``, before; shape (S,)."""
    slope: Floats
    """By how much it grows with :math:`\\tau`; shape (S,)."""
    slack: float
    """Differences of utility up to this are a tie."""
    cases: Cases


def ways(moves: Moves, case: Ints) -> Ways:
    """List all moves, whatever votes decide.

    Parameters
    ----------
    moves
        Who can do what.
    case
        Number of the vote on an action in a state, -1 where there is none; shape (A, S).
    """
    actors, states = moves.actor_first.size - 1, moves.code.size
    rank = np.zeros((actors, states), np.int32)
    passed, failed = (
        graph(moves, rank, np.full((moves.vote.size, states), verdict, np.uint8))
        for verdict in (1, 0)
    )
    place = np.zeros((actors, states), np.int64)
    _list_ways(passed, failed, case, place, Ways(place, *_room(0)))
    ends = np.cumsum(place.reshape(-1))
    first = np.zeros((actors, states + 1), np.int64)
    first[:, 1:] = ends.reshape(actors, states)
    first[1:, 0] = first[:-1, -1]
    found = Ways(first, *_room(int(ends[-1])))
    _list_ways(passed, failed, case, first[:, :-1].copy(), found)
    return found


def _room(moves: int) -> tuple[Small, Small, Bytes]:
    return np.empty(moves, np.int32), np.empty(moves, np.int32), np.empty(moves, np.uint8)


@nb.njit(cache=True)
def _list_ways(passed: Graph, failed: Graph, case: Ints, place: Ints, w: Ways) -> None:
    """Count moves by actor and state in ``place``, and write them there if there is room."""
    m = passed.moves
    for i in range(place.shape[0]):
        for a in range(m.actor_first[i], m.actor_first[i + 1]):
            for o in range(m.outcome_first[a], m.outcome_first[a + 1]):
                for s in range(place.shape[1]):
                    t, need = lands(passed, a, o, s), 1
                    if t == NOWHERE and m.vote[a] >= 0:
                        t, need = lands(failed, a, o, s), 0
                    if t == NOWHERE:
                        continue
                    if w.to.size > 0:
                        e = place[i, s]
                        w.to[e], w.needs[e] = t, need
                        w.case[e] = case[a, s] if m.vote[a] >= 0 else _ALWAYS
                    place[i, s] += 1


@nb.njit(cache=True, nogil=True)
def first_break(w: Ways, p: Shift, i: int, s: int, concept: int, limit: float, most: int) -> float:
    """Return the least move of the weight after which ``i`` would leave ``s``.

    Parameters
    ----------
    concept
        As `standoff.kernels.stability` numbers them; ``i`` must stay at 0.
    limit
        Look no further than this.
    most
        How many stretches to look at, at most.

    Returns
    -------
    float
        Infinity if ``i`` stays up to ``limit``, `CUT` if it was not settled.
    """
    scratch = _Scratch(
        np.zeros((p.rank.shape[1], p.rank.shape[0]), np.int32),
        np.empty((p.rank.size, 3), np.int64),
    )
    tau, turn = 0.0, 0.0
    for stamp in range(most):
        stays, until = _stays(w, p, i, s, concept, tau, scratch, stamp)
        if not stays:
            return turn
        if until >= limit:
            return np.inf
        turn = until
        tau = until + _STEP * (1.0 + until)
    return CUT


class _Scratch(NamedTuple):
    """Room for a search: by whom a state was met in which search, and the queue."""

    met: Small
    queue: Ints
    """State, place of the entry before it in the queue, and the move that led to it."""


@nb.njit(cache=True, nogil=True)
def _stays(
    w: Ways, p: Shift, i: int, s: int, concept: int, tau: float, scratch: _Scratch, stamp: int
) -> tuple[bool, float]:
    """Say whether ``i`` stays in ``s`` at ``tau``, and until when that is certain."""
    until = np.inf
    moves = w.first[i, s + 1] - w.first[i, s]
    for n in range(moves):
        e = w.first[i, s] + n
        t = w.to[e]
        if not _open(w, p, e, tau):
            until = min(until, _until_vote_turns(w, p, e, tau))
        elif not _gains(p, i, s, t, tau):
            until = min(until, _until_gain_turns(p, i, s, t, tau))
        elif concept == NASH:
            return False, tau
        else:
            deterred, holds = _deterred(w, p, i, s, t, concept, tau, scratch, stamp * moves + n + 1)
            if not deterred:
                return False, tau
            until = min(until, holds)
    return True, until


@nb.njit(cache=True, nogil=True)
def _deterred(
    w: Ways,
    p: Shift,
    i: int,
    s: int,
    t: int,
    concept: int,
    tau: float,
    scratch: _Scratch,
    stamp: int,
) -> tuple[bool, float]:
    """Search legal sequences of the others from ``t`` for one that deters ``i``."""
    met, queue = scratch
    actors = p.rank.shape[0]
    credible = concept in (SEQ, SSEQ)
    head, tail, x, last = 0, 0, t, i
    entry = -1
    while True:
        for j in range(actors):
            if j in (i, last):
                continue
            for e in range(w.first[j, x], w.first[j, x + 1]):
                u = w.to[e]
                if met[u, j] == stamp or not _open(w, p, e, tau):
                    continue
                if credible and not _gains(p, j, x, u, tau):
                    continue
                met[u, j] = stamp
                queue[tail, 0], queue[tail, 1], queue[tail, 2] = u * actors + j, entry, e
                tail += 1
                harms, until = _harms(w, p, i, s, u, concept in (SMR, SSEQ), tau)
                if harms:
                    return True, min(until, _until_path(w, p, queue, tail - 1, t, credible, tau))
        if head == tail:
            return False, tau
        entry = head
        x, last = queue[head, 0] // actors, queue[head, 0] % actors
        head += 1


@nb.njit(cache=True, nogil=True)
def _harms(
    w: Ways, p: Shift, i: int, s: int, u: int, repaired: bool, tau: float
) -> tuple[bool, float]:
    """Say whether ``i`` is no better off in ``u`` than in ``s``, and until when.

    With ``repaired``, ``i`` may make one move more.
    """
    if _gains(p, i, s, u, tau):
        return False, tau
    until = _until_gain_turns(p, i, s, u, tau)
    if not repaired:
        return True, until
    for e in range(w.first[i, u], w.first[i, u + 1]):
        v = w.to[e]
        if _gains(p, i, s, v, tau):
            if _open(w, p, e, tau):
                return False, tau
            until = min(until, _until_vote_turns(w, p, e, tau))
        else:
            until = min(until, _until_gain_turns(p, i, s, v, tau))
    return True, until


@nb.njit(cache=True, nogil=True)
def _until_path(
    w: Ways, p: Shift, queue: Ints, entry: int, t: int, credible: bool, tau: float
) -> float:
    """Say until when every move of a path that was found stays open, and pays if it must."""
    actors, until = p.rank.shape[0], np.inf
    while entry >= 0:
        u, j = queue[entry, 0] // actors, queue[entry, 0] % actors
        before, e = queue[entry, 1], queue[entry, 2]
        x = queue[before, 0] // actors if before >= 0 else t
        until = min(until, _until_vote_turns(w, p, e, tau))
        if credible:
            until = min(until, _until_gain_turns(p, j, x, u, tau))
        entry = before
    return until


@nb.njit(cache=True, nogil=True)
def _gains(p: Shift, j: int, x: int, y: int, tau: float) -> bool:
    """Say whether ``j`` likes ``y`` more than ``x``."""
    if j != p.k:
        return bool(p.rank[j, y] > p.rank[j, x])
    more = p.utility[y] - p.utility[x] + tau * (p.slope[y] - p.slope[x])
    return bool(more > p.slack)


@nb.njit(cache=True, nogil=True)
def _until_gain_turns(p: Shift, j: int, x: int, y: int, tau: float) -> float:
    """Return where after ``tau`` the answer to `_gains` turns."""
    if j != p.k:
        return np.inf
    return _next(p.slack, p.utility[y] - p.utility[x], p.slope[y] - p.slope[x], tau)


@nb.njit(cache=True, nogil=True)
def _next(level: float, gap: float, slope: float, tau: float) -> float:
    """Return where after ``tau`` a line crosses a level."""
    if slope == 0.0:
        return np.inf
    turn = (level - gap) / slope
    return turn if turn > tau else np.inf


@nb.njit(cache=True, nogil=True)
def _open(w: Ways, p: Shift, e: int, tau: float) -> bool:
    """Say whether a move can be made, as the vote on it goes."""
    q = w.case[e]
    if q == _ALWAYS:
        return True
    lead = p.cases.gap[q] + tau * p.cases.slope[q]
    stand = 2 if lead > p.slack else 0 if lead < -p.slack else 1
    return bool(p.cases.result[q, stand] == w.needs[e])


@nb.njit(cache=True, nogil=True)
def _until_vote_turns(w: Ways, p: Shift, e: int, tau: float) -> float:
    """Return where after ``tau`` the vote of ``k`` turns, if that can matter."""
    q = w.case[e]
    if q == _ALWAYS:
        return np.inf
    result = p.cases.result[q]
    if result[0] == result[1] and result[1] == result[2]:
        return np.inf
    gap, slope = p.cases.gap[q], p.cases.slope[q]
    return min(_next(p.slack, gap, slope, tau), _next(-p.slack, gap, slope, tau))
