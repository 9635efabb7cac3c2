r"""Stability of the states of a graph model, and the reasons for each verdict.

Letters
-------
``c`` concept, in the order Nash, GMR, SMR, SEQ; ``i`` actor; ``s`` state now,
``t`` state after an improvement of ``i``, ``u`` state after the others' answer.

State ``s`` is stable for ``i`` if every improvement ``t`` has
:math:`m_i(t) \le \mathrm{rank}_i(s)`, where :math:`m_i(t)` is the least harm
of any answer to ``t`` (`stability_search`). The concepts differ in what an
answer is and what harm it does:

==== =========================== ========================================
Nash no answer                   none
GMR  any legal sequence          the rank of ``u``
SMR  any legal sequence          the better of ``u`` and what ``i`` can still reach from it
SEQ  legal sequence of gains     the rank of ``u``
==== =========================== ========================================

Cost is linear in the number of moves, and memory in the number of states where
each actor's blocks are cliques (`stability_moves`).
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.stability_moves import NOWHERE, Graph, Small, graph, lands, steps
from standoff.kernels.stability_search import (
    END,
    HARM,
    MOVER,
    NO_ANSWER,
    START,
    Arrivals,
    arrivals,
    worst_answers,
)
from standoff.kernels.tables import Bytes, Ints, Moves

__all__ = ["NASH", "GMR", "SMR", "SEQ", "Verdicts", "distances", "verdicts"]

NASH, GMR, SMR, SEQ = range(4)

Flags = npt.NDArray[np.bool_]


class Verdicts(NamedTuple):
    """Who would stay where, and why; ``K`` is the states asked about.

    Positions are -1 where there is nothing to point to.
    """

    stable: Flags
    """Shape (4, N, S)."""
    improvements: Small
    """Number of states that improve on it for the actor; shape (N, K)."""
    move_to: Small
    """Best improvement that nothing deters, or else the best; shape (4, N, K)."""
    move_action: Small
    """The action that makes it."""
    answer_to: Small
    """Where the worst answer to that improvement ends, if the verdict is stable."""
    answer_action: Small
    """The action that is the last move of that answer."""


def verdicts(
    moves: Moves,
    rank: npt.NDArray[np.integer],
    passes: Bytes,
    states: npt.NDArray[np.integer] | None = None,
) -> Verdicts:
    """Judge every state for every actor, and give reasons for some.

    Parameters
    ----------
    moves
        Who can do what. An action behind a vote leads to its first outcome
        where ``passes`` says so and to its second elsewhere; an action by
        chance may lead to any of its outcomes.
    rank
        Preferences, shape (N, S); higher is better, equal is a tie. At least 0.
    passes
        1 where the vote on the action would pass; shape (A, S).
    states
        Positions for which reasons are wanted; all of them by default.

    Returns
    -------
    Verdicts
        Verdicts for all states, reasons for ``states``.

    Notes
    -----
    A tie is no improvement, and an answer that ends in a tie deters, also one
    that brings the crisis back to where it was.

    References
    ----------
    Fang, Hipel and Kilgour (1993), *Interactive Decision Making*: the concepts
    and legal sequences. Howard (1971), *Paradoxes of Rationality*: GMR and SMR.
    Fraser and Hipel (1979), IEEE Trans. SMC 9(12): SEQ.

    Examples
    --------
    In the prisoner's dilemma mutual cooperation, state 3, rests by foresight:

    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> found = verdicts(game.moves, game.rank, game.sincere_passes())
    >>> found.stable.all(axis=1)[[NASH, SEQ]].tolist()
    [[True, False, False, False], [True, False, False, True]]
    """
    g = graph(moves, rank, passes)
    to = arrivals(g)
    actors, count = g.rank.shape
    asked = np.arange(count) if states is None else np.asarray(states, np.int64)
    found = Verdicts(
        np.empty((4, actors, count), np.bool_),
        np.empty((actors, asked.size), np.int32),
        *(np.full((4, actors, asked.size), NOWHERE, np.int32) for _ in range(4)),
    )
    for i in range(actors):
        answers = worst_answers(g, to, i, _what_is_left(g, to, i))
        judged = _judge(g, to, i, answers)
        found.stable[:, i] = judged
        found.improvements[i], reasons = _explain(g, i, asked, judged, answers)
        for whole, part in zip(found[2:], reasons, strict=True):
            whole[:, i] = part
    return found


def distances(
    moves: Moves,
    rank: npt.NDArray[np.integer],
    passes: Bytes,
    start: int,
    *,
    improving: bool = False,
) -> Small:
    """Return the least number of moves, by anybody, from ``start`` to each state.

    With ``improving``, only moves that make their mover strictly better off
    count. States out of reach have -1. A mover may move again.
    """
    found: Small = steps(graph(moves, rank, passes), start, improving)
    return found


@nb.njit(cache=True)
def _what_is_left(g: Graph, to: Arrivals, i: int) -> Small:
    """Return the best rank that ``i`` can have from each state by one move or none."""
    m = g.moves
    left: Small = g.rank[i].copy()
    if to.is_clique[i]:
        for s in range(left.size):
            left[s] = g.rank[i, to.before[to.first[to.row[s, i] + 1] - 1]]
        return left
    for a in range(m.actor_first[i], m.actor_first[i + 1]):
        for o in range(m.outcome_first[a], m.outcome_first[a + 1]):
            for s in range(left.size):
                t = lands(g, a, o, s)
                if t >= 0:
                    left[s] = max(left[s], g.rank[i, t])
    return left


@nb.njit(cache=True)
def _judge(g: Graph, to: Arrivals, i: int, answers: Small) -> Flags:
    """Tell under which concepts ``i`` would stay in each state; shape (4, S)."""
    stable = np.ones((4, answers.shape[1]), np.bool_)
    if to.is_clique[i]:
        _judge_cliques(g.rank[i], to.first, to.before, to.row[:, i], answers, stable)
        return stable
    m = g.moves
    for a in range(m.actor_first[i], m.actor_first[i + 1]):
        for o in range(m.outcome_first[a], m.outcome_first[a + 1]):
            for s in range(answers.shape[1]):
                t = lands(g, a, o, s)
                if t >= 0 and g.rank[i, t] > g.rank[i, s]:
                    stable[NASH, s] = False
                    for c in range(GMR, SEQ + 1):
                        stable[c, s] &= answers[c - 1, t, HARM] <= g.rank[i, s]
    return stable


@nb.njit(cache=True)
def _judge_cliques(
    rank: Small, first: Ints, before: Small, row: Small, answers: Small, stable: Flags
) -> None:
    """Judge block by block, best state first: all that came before are improvements."""
    most = np.empty(4, np.int64)
    for s in range(rank.size):
        start, place = first[row[s]], first[row[s] + 1] - 1
        if before[start] != s:
            continue
        most[:] = -1
        while place >= start:
            level, above = rank[before[place]], place
            while place >= start and rank[before[place]] == level:
                for c in range(4):
                    stable[c, before[place]] = most[c] <= level
                place -= 1
            most[NASH] = NO_ANSWER
            for better in range(place + 1, above + 1):
                for c in range(GMR, SEQ + 1):
                    most[c] = max(most[c], answers[c - 1, before[better], HARM])


@nb.njit(cache=True)
def _explain(g: Graph, i: int, asked: Ints, stable: Flags, answers: Small) -> tuple[Small, Small]:
    """Count the improvements in the states asked about, and give the reasons.

    The reasons have shape (4 fields of `Verdicts`, 4 concepts, K).
    """
    m = g.moves
    count = np.zeros(asked.size, np.int32)
    reasons = np.full((4, 4, asked.size), NOWHERE, np.int32)
    counted = np.full(stable.shape[1], NOWHERE, np.int64)
    for place in range(asked.size):
        s = asked[place]
        for a in range(m.actor_first[i], m.actor_first[i + 1]):
            for o in range(m.outcome_first[a], m.outcome_first[a + 1]):
                t = lands(g, a, o, s)
                if t < 0 or g.rank[i, t] <= g.rank[i, s] or counted[t] == place:
                    continue
                counted[t] = place
                count[place] += 1
                for c in range(4):
                    speaks = stable[c, s] or c == NASH or answers[c - 1, t, HARM] > g.rank[i, s]
                    kept = reasons[0, c, place]
                    if speaks and (kept < 0 or g.rank[i, t] > g.rank[i, kept]):
                        reasons[0, c, place], reasons[1, c, place] = t, a
        for c in range(GMR, SEQ + 1):
            t = reasons[0, c, place]
            if t >= 0 and stable[c, s]:
                worst = answers[c - 1, t]
                reasons[2, c, place] = worst[END]
                k, b, e = int(worst[MOVER]), int(worst[START]), int(worst[END])
                reasons[3, c, place] = _action(g, k, b, e)
    return count, reasons


@nb.njit(cache=True)
def _action(g: Graph, k: int, s: int, t: int) -> int:
    """Return the first action by which ``k`` can go from ``s`` to ``t``."""
    m = g.moves
    for a in range(m.actor_first[k], m.actor_first[k + 1]):
        for o in range(m.outcome_first[a], m.outcome_first[a + 1]):
            if lands(g, a, o, s) == t:
                return a
    return NOWHERE
