r"""Stability where preferences are relations of any kind, not an order.

Letters
-------
``i`` the actor judged; ``j`` and ``k`` others, ``k`` the one who moved last;
``s`` state now, ``t`` after a move that tempts ``i``, ``u`` after the others'
answer, ``v`` after ``i`` moves on from there; ``c`` kind of a state, for one
actor: states of one kind compare alike with all states. ``w`` word of 64 bits.

For Nash, no move of ``i`` from ``s`` may tempt. For the others every tempting
move needs an answer: a legal sequence of the others, nobody moving twice in a
row, that ends in a ``u`` which deters (GMR), and from which no move of ``i``
undoes that (SMR); for SEQ and SSEQ the same with sequences of credible moves.
What tempts, deters, undoes and is credible is the caller's to say, so that all
preference structures share this one engine.

Where the others can lead is worked out for all states at once: the nodes
``(state, last mover)`` are condensed to strongly connected components, and the
states that each can reach are a row of bits, joined along the components.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.edges import Edges
from standoff.kernels.stability_moves import NOWHERE, Small
from standoff.kernels.tables import Bytes, Ints

__all__ = ["CONCEPT_COUNT", "Judged", "Reach", "Wants", "judge", "reachable", "words_needed"]

CONCEPT_COUNT = 5
"""Nash, GMR, SMR, SEQ, SSEQ."""

Words = npt.NDArray[np.uint64]

_NASH = 0
_NOTHING, _DETERS, _LASTS, _UNASKED = 0, 1, 2, 255
_NONE = np.uint64(0)
_ONE = np.uint64(1)


class Wants(NamedTuple):
    """What one actor makes of any two states.

    How two states compare is one byte, the same for all ways to read it; what
    a byte means is in the tables, of 256 entries each.
    """

    kind: Small
    """Kind of each state; shape (S,)."""
    code: Bytes
    """How the kind of the column compares with the kind of the row; shape (C, C)."""
    tempts: Bytes
    """1 for codes of ``t`` against ``s`` with which the actor would go from ``s`` to ``t``."""
    deters: Bytes
    """1 for codes of ``u`` against ``s`` with which ending in ``u`` keeps it in ``s``."""
    undoes: Bytes
    """1 for codes of ``v`` against ``s`` with which going on to ``v`` makes up for the answer."""


class Reach(NamedTuple):
    """Where the others can lead from each state, as bits."""

    row: Ints
    """Row of ``bits`` of each state; shape (S,)."""
    bits: Words
    """Bit ``place[u]`` is set where ``u`` can be reached; shape (rows, words)."""
    place: Ints
    """Which bit stands for each state; shape (S,)."""


class Judged(NamedTuple):
    """Whether one actor would stay in each state, and why; shape (5, S) each.

    Positions are -1 where there is nothing to point to.
    """

    stable: npt.NDArray[np.bool_]
    move_to: Small
    """A tempting move that nothing deters, or else any; the best of them by ``prefer``."""
    answer_to: Small
    """Where the answer to it ends that is worst by ``prefer``, if the verdict is stable."""


def words_needed(states: int, actors: int) -> int:
    """Return how many words of 8 bytes `reachable` may need, at most.

    Examples
    --------
    >>> words_needed(1000, 3)
    48000
    """
    return states * actors * -(-states // 64)


def reachable(e: Edges, i: int, keep: Bytes, place: Ints) -> Reach:
    """Find where the actors other than ``i`` can lead by legal sequences.

    Parameters
    ----------
    e
        The moves, listed.
    i
        The actor that does not move.
    keep
        1 for each move that may be part of a sequence; shape (E,).
    place
        Which bit is to stand for each state; a permutation of 0..S-1.

    Returns
    -------
    Reach
        A state reaches itself only if a sequence comes back to it.

    Examples
    --------
    Actor 1 goes from 0 to 1 and on to 2, but not twice in a row:

    >>> e = Edges(np.array([[0, 0, 0, 0], [0, 1, 2, 2]]), np.array([1, 2], np.int32))
    >>> reach = reachable(e, 0, np.ones(2, np.uint8), np.arange(3))
    >>> reach.bits[reach.row, 0].tolist()
    [2, 4, 0]
    """
    actors, states = e.first.shape[0], e.first.shape[1] - 1
    component, count = _components(e.first, e.to, keep, i)
    node = np.argsort(component, kind="stable")
    first = np.searchsorted(component[node], np.arange(count + 1))
    bits = np.zeros((count, max(1, -(-states // 64))), np.uint64)
    _join(e.first, e.to, keep, i, component, node, first, place, bits)
    return Reach(component[i::actors], bits, place)


def judge(
    e: Edges, i: int, wants: Wants, anyhow: Reach, credible: Reach, prefer: npt.NDArray[np.integer]
) -> Judged:
    """Judge every state for actor ``i`` under the five concepts.

    Parameters
    ----------
    e
        The moves, listed.
    i
        The actor.
    wants
        What it makes of the states.
    anyhow, credible
        Where the others can lead by all their moves, and by credible ones.
    prefer
        An order that decides which reason is given among several, shape (S,);
        it decides no verdict. Both reaches must place states by it: the first
        bit is the worst state.

    Examples
    --------
    Actor 0 is tempted from 0 to 1; actor 1 can lead on to 2, which is no better than 0:

    >>> e = Edges(np.array([[0, 1, 1, 1], [1, 1, 2, 2]]), np.array([1, 2], np.int32))
    >>> reach = reachable(e, 0, np.ones(2, np.uint8), np.array([1, 2, 0]))
    >>> better = np.array([[0, 1, 0], [0, 0, 0], [1, 1, 0]], np.uint8)
    >>> if_better = np.array([0, 1] + [0] * 254, np.uint8)
    >>> wants = Wants(
    ...     np.arange(3, dtype=np.int32), better, if_better, 1 - if_better, if_better
    ... )
    >>> found = judge(e, 0, wants, reach, reach, np.array([1, 2, 0]))
    >>> found.stable[:, 0].tolist(), found.answer_to[1, 0].item()
    ([False, True, True, True, True], 2)
    """
    states = wants.kind.size
    judged = Judged(
        np.ones((CONCEPT_COUNT, states), np.bool_),
        np.full((CONCEPT_COUNT, states), NOWHERE, np.int32),
        np.full((CONCEPT_COUNT, states), NOWHERE, np.int32),
    )
    order = np.argsort(wants.kind, kind="stable")
    at = np.empty(states, np.int64)
    at[anyhow.place] = np.arange(states)
    best = np.ascontiguousarray(prefer, np.int64)
    kind, code, tempts, deters, undoes = wants
    stable, move_to, answer_to = judged
    _judge(
        e.first[i], e.to, kind, code, tempts, deters, undoes, order, at, best,
        anyhow.row, anyhow.bits, credible.row, credible.bits, stable, move_to, answer_to,
    )  # fmt: skip
    return judged


@nb.njit(cache=True)
def _components(first: Ints, to: Small, keep: Bytes, i: int) -> tuple[Ints, int]:
    """Return the strongly connected component of each node, successors first (Tarjan).

    Node ``s * N + k`` is state ``s`` after a move of ``k``; with ``k = i`` nobody
    has moved yet.
    """
    width, states = first.shape[0], first.shape[1] - 1
    nodes = states * width
    component = np.full(nodes, -1, np.int64)
    index = np.full(nodes, -1, np.int64)
    low = np.zeros(nodes, np.int64)
    mover = np.zeros(nodes, np.int64)
    edge = np.zeros(nodes, np.int64)
    stack, path = np.empty(nodes, np.int64), np.empty(nodes, np.int64)
    count, met, top = 0, 0, 0
    for root in range(nodes):
        if index[root] >= 0:
            continue
        depth = 0
        path[0], index[root], low[root] = root, met, met
        edge[root] = first[0, root // width]
        stack[top] = root
        met, top = met + 1, top + 1
        while depth >= 0:
            node = path[depth]
            child = _next(first, to, keep, i, node, mover, edge)
            if child < 0:
                if low[node] == index[node]:
                    while True:
                        top -= 1
                        component[stack[top]] = count
                        if stack[top] == node:
                            break
                    count += 1
                depth -= 1
                if depth >= 0:
                    low[path[depth]] = min(low[path[depth]], low[node])
            elif index[child] < 0:
                depth += 1
                path[depth], index[child], low[child] = child, met, met
                edge[child] = first[0, child // width]
                stack[top] = child
                met, top = met + 1, top + 1
            elif component[child] < 0:
                low[node] = min(low[node], index[child])
    return component, count


@nb.njit(cache=True)
def _next(
    first: Ints, to: Small, keep: Bytes, i: int, node: int, mover: Ints, edge: Ints
) -> int:  # fmt: skip
    """Return the next node that a kept move leads to, or -1; ``mover`` and ``edge`` move on."""
    actors = first.shape[0]
    s, k = node // actors, node % actors
    while mover[node] < actors:
        j = mover[node]
        if j not in (i, k):
            while edge[node] < first[j, s + 1]:
                x = edge[node]
                edge[node] = x + 1
                if keep[x]:
                    return int(to[x] * actors + j)
        mover[node] = j + 1
        if j + 1 < actors:
            edge[node] = first[j + 1, s]
    return -1


@nb.njit(cache=True)
def _join(
    first: Ints, to: Small, keep: Bytes, i: int, component: Ints, node: Ints, start: Ints,
    place: Ints, bits: Words,
) -> None:  # fmt: skip
    """Fill the rows of bits, successors first."""
    actors = first.shape[0]
    joined = np.full(bits.shape[0], -1, np.int64)
    for c in range(bits.shape[0]):
        joined[c] = c
        for n in range(start[c], start[c + 1]):
            s, k = node[n] // actors, node[n] % actors
            for j in range(actors):
                if j in (i, k):
                    continue
                for x in range(first[j, s], first[j, s + 1]):
                    if not keep[x]:
                        continue
                    t = int(to[x])
                    bits[c, place[t] >> 6] |= _ONE << np.uint64(place[t] & 63)
                    other = component[t * actors + j]
                    if joined[other] != c:
                        joined[other] = c
                        for w in range(bits.shape[1]):
                            bits[c, w] |= bits[other, w]


@nb.njit(cache=True)
def _judge(
    first: Ints, to: Small, kind: Small, code: Bytes, tempts: Bytes, deters: Bytes, undoes: Bytes,
    order: Ints, at: Ints, prefer: Ints, row: Ints, bits: Words, sure_row: Ints, sure_bits: Words,
    stable: npt.NDArray[np.bool_], move_to: Small, answer_to: Small,
) -> None:  # fmt: skip
    """Judge states kind by kind, so that what an answer does is worked out once a kind.

    ``does[u]`` is that for the kind of the moment, or `_UNASKED`.
    """
    does = np.full(kind.size, _UNASKED, np.uint8)
    known = -1
    for n in range(order.size):
        s = order[n]
        c = kind[s]
        for x in range(first[s], first[s + 1]):
            t = to[x]
            if not tempts[code[c, kind[t]]]:
                continue
            if known != c:
                known = c
                does[:] = _UNASKED
            for concept in range(stable.shape[0]):
                # Nash knows no answer; the third and fifth concept are the symmetric ones
                end = -1
                if concept > _NASH:
                    wanted = _LASTS if concept in (2, 4) else _DETERS
                    words = bits[row[t]] if concept < 3 else sure_bits[sure_row[t]]
                    end = _first(words, wanted, first, to, kind, code[c], deters, undoes, at, does)
                old = move_to[concept, s]
                better = old < 0 or prefer[t] > prefer[old]
                if end < 0:
                    if stable[concept, s] or better:
                        move_to[concept, s], answer_to[concept, s] = t, -1
                    stable[concept, s] = False
                elif stable[concept, s] and better:
                    move_to[concept, s], answer_to[concept, s] = t, end


@nb.njit(cache=True)
def _first(
    words: Words, wanted: int, first: Ints, to: Small, kind: Small, code: Bytes, deters: Bytes,
    undoes: Bytes, at: Ints, does: Bytes,
) -> int:  # fmt: skip
    """Return the first state in a row of bits that does at least what is wanted, or -1."""
    for w in range(words.size):
        word = words[w]
        place = 64 * w
        while word != _NONE:
            if word & _ONE:
                u = at[place]
                if does[u] == _UNASKED:
                    does[u] = _what_it_does(u, first, to, kind, code, deters, undoes)
                if does[u] >= wanted:
                    return int(u)
            word >>= _ONE
            place += 1
    return -1


@nb.njit(cache=True)
def _what_it_does(
    u: int, first: Ints, to: Small, kind: Small, code: Bytes, deters: Bytes, undoes: Bytes
) -> int:  # fmt: skip
    """Say whether ending in ``u`` deters, and lasts whatever the actor does then."""
    if not deters[code[kind[u]]]:
        return _NOTHING
    for x in range(first[u], first[u + 1]):
        if undoes[code[kind[to[x]]]]:
            return _DETERS
    return _LASTS
