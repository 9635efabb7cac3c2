r"""Stability of the states of a graph model, and the reasons for each verdict.

Letters
-------
``c`` concept, in the order Nash, GMR, SMR, SEQ, SSEQ; ``i`` actor; ``s`` state now,
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
SSEQ legal sequence of gains     the better of ``u`` and what ``i`` can still reach from it
==== =========================== ========================================

The moves are turned round once (`stability_arrivals`); after that each actor and
concept costs time linear in the number of states, however many moves there are
within a block, and in the number of moves where blocks are large and sparse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.stability_arrivals import CLIQUE, LIST, WORD, Arrivals, arrivals, lowest
from standoff.kernels.stability_moves import (
    NOWHERE,
    Graph,
    Small,
    action_of,
    graph,
    lands,
    steps,
)
from standoff.kernels.stability_search import (
    END,
    HARM,
    MOVER,
    NO_ANSWER,
    START,
    worst_answers,
)
from standoff.kernels.tables import Bytes, Ints, Moves

__all__ = ["NASH", "GMR", "SMR", "SEQ", "SSEQ", "Verdicts", "distances", "verdicts"]

NASH, GMR, SMR, SEQ, SSEQ = ALL = tuple(range(5))

Flags = npt.NDArray[np.bool_]


class Verdicts(NamedTuple):
    """Who would stay where, and why; ``C`` is the concepts, ``K`` the states asked about.

    Positions are -1 where there is nothing to point to.
    """

    concepts: tuple[int, ...]
    """Which concepts were judged for every actor: the axis C."""
    stable: Flags
    """Shape (C, N, S)."""
    improvements: Small
    """Number of states that improve on it for the actor; shape (N, K)."""
    move_to: Small
    """Best improvement that nothing deters, or else the best; shape (C, N, K)."""
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
    concepts: Sequence[int] = ALL,
    *,
    goes_on: Callable[[int, int], bool] | None = None,
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
    concepts
        Which to judge, in this order.
    goes_on
        Asked before each actor under each concept, with how many of these have
        been judged and how many there are. Once it says no, the concept that is
        not judged for every actor is dropped, and all after it.

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
    Fraser and Hipel (1979), IEEE Trans. SMC 9(12): SEQ. Rêgo and Vieira (2017),
    Group Decision and Negotiation 26: 775-792: SSEQ.

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
        tuple(concepts),
        np.ones((len(concepts), actors, count), np.bool_),
        np.zeros((actors, asked.size), np.int32),
        *(np.full((len(concepts), actors, asked.size), NOWHERE, np.int32) for _ in range(4)),
    )
    answers = np.empty((count, 4), np.int32)
    for piece in range(len(concepts) * actors):
        if goes_on is not None and not goes_on(piece, len(concepts) * actors):
            return _first(found, piece // actors)
        place, i = divmod(piece, actors)
        _answer(g.rank, to, i, concepts[place], answers)
        judged = found.stable[place, i]
        judge = _judge_cliques if to.kind[i] == CLIQUE else _judge
        judge(to, i, g.rank[i], answers, judged)
        counted = np.full(count, NOWHERE, np.int64)
        reasons = np.full((4, asked.size), NOWHERE, np.int32)
        found.improvements[i] = 0
        _explain(g, i, asked, judged, answers, counted, found.improvements[i], reasons)
        for whole, part in zip(found[3:], reasons, strict=True):
            whole[place, i] = part
    return found


def _first(found: Verdicts, count: int) -> Verdicts:
    """Keep the first concepts."""
    concepts, stable, improvements, *reasons = found
    kept = (part[:count] for part in reasons)
    return Verdicts(concepts[:count], stable[:count], improvements, *kept)


def _answer(rank: Small, to: Arrivals, i: int, concept: int, answers: Small) -> None:
    """Fill in the worst answers to ``i`` that a concept allows."""
    if concept == NASH:
        answers[:] = NOWHERE
        answers[:, HARM] = NO_ANSWER
        return
    harm = rank[i]
    if concept in (SMR, SSEQ):
        harm = harm.copy()
        _add_what_is_left(to, i, rank[i], harm)
    worst_answers(rank, to, i, harm, credible=concept in (SEQ, SSEQ), found=answers)


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
    return steps(graph(moves, rank, passes), start, improving)


@nb.njit(cache=True, nogil=True)
def _add_what_is_left(to: Arrivals, i: int, rank: Small, left: Small) -> None:
    """Raise ``left``, the ranks for ``i``, to the best that it can have by one move or none."""
    for t in range(rank.size):
        lo, hi = to.first[to.row[t, i]], to.first[to.row[t, i] + 1]
        if to.kind[i] == CLIQUE:
            left[t] = rank[to.before[hi - 1]]
        elif to.kind[i] == LIST:
            for place in range(lo, hi):
                s = to.before[place]
                left[s] = max(left[s], rank[t])
        else:
            for w in range(to.word_first[i], to.word_first[i + 1]):
                gained = to.gains[t, w]
                while gained != 0:
                    bit, gained = lowest(gained)
                    s = to.before[lo + bit]
                    left[s] = max(left[s], rank[t])
                lo += WORD


@nb.njit(cache=True, nogil=True)
def _judge(to: Arrivals, i: int, rank: Small, answers: Small, stable: Flags) -> None:
    """Strike out the states in which ``i`` would not stay, if moves are answered so; (S,)."""
    for t in range(rank.size):
        lo, hi, harm = to.first[to.row[t, i]], to.first[to.row[t, i] + 1], answers[t, HARM]
        if to.kind[i] == LIST:
            for place in range(lo, hi):
                s = to.before[place]
                stable[s] &= rank[t] <= rank[s] or harm <= rank[s]
            continue
        for w in range(to.word_first[i], to.word_first[i + 1]):
            gained = to.gains[t, w]
            while gained != 0:
                bit, gained = lowest(gained)
                s = to.before[lo + bit]
                stable[s] &= harm <= rank[s]
            lo += WORD


@nb.njit(cache=True, nogil=True)
def _judge_cliques(to: Arrivals, i: int, rank: Small, answers: Small, stable: Flags) -> None:
    """Judge block by block, best state first: all that came before are improvements."""
    for s in range(rank.size):
        start, place = to.first[to.row[s, i]], to.first[to.row[s, i] + 1] - 1
        if to.before[start] != s:
            continue
        most = -1
        while place >= start:
            level, above = rank[to.before[place]], place
            while place >= start and rank[to.before[place]] == level:
                stable[to.before[place]] = most <= level
                place -= 1
            for better in range(place + 1, above + 1):
                most = max(most, answers[to.before[better], HARM])


@nb.njit(cache=True, nogil=True)
def _explain(
    g: Graph, i: int, asked: Ints, stable: Flags, answers: Small, counted: Ints, count: Small,
    reasons: Small,
) -> None:  # fmt: skip
    """Add the improvements in the states asked about to ``count``, and fill in the reasons.

    The reasons have shape (4 fields of `Verdicts`, K); ``counted`` is `NOWHERE` for every state.
    """
    m = g.moves
    for place in range(asked.size):
        s = asked[place]
        for a in range(m.actor_first[i], m.actor_first[i + 1]):
            for o in range(m.outcome_first[a], m.outcome_first[a + 1]):
                t = lands(g, a, o, s)
                if t < 0 or g.rank[i, t] <= g.rank[i, s] or counted[t] == place:
                    continue
                counted[t] = place
                count[place] += 1
                kept = reasons[0, place]
                if (stable[s] or answers[t, HARM] > g.rank[i, s]) and (
                    kept < 0 or g.rank[i, t] > g.rank[i, kept]
                ):
                    reasons[0, place], reasons[1, place] = t, a
        t = reasons[0, place]
        if t >= 0 and stable[s]:
            k, b = np.int64(answers[t, MOVER]), np.int64(answers[t, START])
            e = np.int64(answers[t, END])
            reasons[2, place], reasons[3, place] = e, action_of(g, k, b, e)
