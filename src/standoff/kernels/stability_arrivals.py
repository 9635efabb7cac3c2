r"""The moves of a graph model, read backwards: who can have come from where.

Letters
-------
``k`` actor; ``x`` state after a move of ``k`` and ``y`` state before it
(positions, 0..S-1); ``r`` row of states, ``w`` word of 64 bits.

The states of a *block* (`stability_moves`) stand in a **row**, in ascending
order of rank for the actor whose block it is. Three ways of keeping moves, the
smallest that will do, actor by actor:

- a **clique** needs the row and nothing more: ``k`` comes to ``x`` from all others;
- a **mask** has a bit for each state of the row, set where ``k`` can come from it;
- a **list** gives every ``x`` a row of its own, the states from which ``k`` can come.

A mask answers "from where that has not been met yet" by one *and* of two words,
however many moves there are, which is what makes games with conditions and
one-way options nearly as cheap as those without.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.stability_moves import NOWHERE, Graph, Small, partition
from standoff.kernels.tables import Bytes, Ints, Moves

Words = npt.NDArray[np.uint64]

CLIQUE, MASK, LIST = range(3)
"""How the moves of an actor are kept."""

WORD = 64
"""Bits in a word."""


class Arrivals(NamedTuple):
    """From where each actor's moves arrive; made by `arrivals`."""

    kind: Bytes
    """`CLIQUE`, `MASK` or `LIST`; shape (N,)."""
    row: Small
    """Row of each state for each actor; shape (S, N)."""
    first: Ints
    """First place of each row in ``before``, and one past the last; shape (R + 1,)."""
    before: Small
    """States, row by row."""
    word_first: Ints
    """First word of each actor in a line of ``mask``, and one past the last; shape (N + 1,)."""
    unmet_first: Ints
    """Where an actor's rows would begin if row 0 were its first, in a list that has its words
    for each row; at the end the length of that list; shape (N + 1,)."""
    mask: Words
    """From which places of its row the actor can come to a state; shape (S, W)."""
    gains: Words
    """From which of them the actor gains by coming; shape (S, W)."""


def ascending(values: Small) -> Small:
    """Return the positions of ``values`` (0 or more) in ascending order, ties by position."""
    order = np.empty(values.size, np.int32)
    _sort(values, np.zeros(int(values.max()) + 2, np.int32), order)
    return order


@nb.njit(cache=True, nogil=True)
def _sort(values: Small, first: Small, order: Small) -> None:
    """Fill ``order``; ``first`` is 0 for every value and for one more."""
    for value in values:
        first[value + 1] += 1
    for value in range(1, first.size):
        first[value] += first[value - 1]
    for s in range(values.size):
        order[first[values[s]]] = s
        first[values[s]] += 1


def arrivals(g: Graph) -> Arrivals:
    """Turn the moves of every actor round."""
    actors, states = g.rank.shape
    kind = np.empty(actors, np.uint8)
    row = np.empty((states, actors), np.int32)
    word_first, unmet_first = np.zeros(actors + 1, np.int64), np.zeros(actors + 1, np.int64)
    lengths: list[npt.NDArray[np.int64]] = []
    rows = 0
    for k in range(actors):
        block, count, are_cliques = partition(g, k)
        sizes = np.bincount(block, minlength=count)
        words = -(-int(sizes.max()) // WORD)
        kind[k] = CLIQUE if are_cliques else kept_as(words, states, most_moves(g.moves, k))
        if kind[k] == LIST:
            block, sizes = np.arange(states, dtype=np.int32), _count_arrivals(g, k)
        row[:, k] = block + np.int32(rows)
        words = words if kind[k] == MASK else 0
        word_first[k + 1] = word_first[k] + words
        unmet_first[k + 1] = unmet_first[k] + words * sizes.size
        unmet_first[k] -= words * rows
        lengths.append(sizes)
        rows += sizes.size
    first = np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64)
    to = Arrivals(
        kind, row, first, np.empty(first[-1], np.int32), word_first, unmet_first,
        *(np.zeros((states, word_first[-1]), np.uint64) for _ in range(2)),
    )  # fmt: skip
    place = first[:-1].copy()
    for k in range(actors):
        if kind[k] == LIST:
            for lead in _each_lead(g, k):
                _fill_lists(lead, place[row[0, k] : row[0, k] + states], to.before)
            continue
        order = ascending(g.rank[k])
        _fill_rows(order, row[:, k], place, to.before)
        if kind[k] == MASK:
            _fill_masks(g, k, to, order)
    return to


def kept_as(words: int, states: int, moves: int) -> int:
    """Choose between masks of so many words and lists: one word, or what needs less memory."""
    return MASK if words == 1 or 4 * words * states <= moves else LIST


def most_moves(m: Moves, k: int) -> int:
    """Count the moves of an actor; those that change nothing or lose a vote are counted too."""
    outcomes = np.diff(m.outcome_first)
    return sum(
        int(np.count_nonzero(m.available[a]) * outcomes[a])
        for a in range(m.actor_first[k], m.actor_first[k + 1])
    )


def bytes_held(m: Moves, concepts: int) -> int:
    """Guess how many bytes a judgement holds at most, beside the game; cliques need less."""
    actors, states = m.actor_first.size - 1, m.code.size
    touched = len(set(zip(m.step_stride.tolist(), m.step_size.tolist(), strict=True)))
    # by state: what a search needs, then ranks, rows and verdicts of each actor
    held = states * (90 + touched + actors * (16 + concepts))
    for k in range(actors):
        first, last = m.outcome_first[m.actor_first[k : k + 2]]
        steps = range(m.step_first[first], m.step_first[last])
        sizes = dict((int(m.step_stride[t]), int(m.step_size[t])) for t in steps)
        words = -(-min(states, math.prod(sizes.values())) // WORD)
        moves = most_moves(m, k)
        is_mask = kept_as(words, states, moves) == MASK
        held += 16 * words * states if is_mask else 4 * moves + 16 * states
    return held


def _each_lead(g: Graph, k: int) -> Iterator[Small]:
    """Give, for every outcome of every action of ``k``, where it leads from each state."""
    m, lead, number = g.moves, np.empty(g.moves.code.size, np.int32), np.empty_like(g.moves.code)
    for a in range(m.actor_first[k], m.actor_first[k + 1]):
        outcomes = range(m.outcome_first[a], m.outcome_first[a + 1])
        for o in outcomes:
            number[:] = m.code
            for step in range(m.step_first[o], m.step_first[o + 1]):
                row = m.delta[m.step_delta[step] : m.step_delta[step] + m.step_size[step]]
                _add(row, g.digit[g.step_row[step]], number)
            when = -1 if m.vote[a] < 0 else int(o == outcomes[0])
            _land(number, m.position, m.available[a], g.passes[a], when, lead)
            yield lead


@nb.njit(cache=True, nogil=True)
def _add(row: Ints, digit: Bytes, number: Ints) -> None:
    for s in range(number.size):
        number[s] += row[digit[s]]


@nb.njit(cache=True, nogil=True)
def _land(
    number: Ints, position: Small, available: Bytes, passes: Bytes, when: int, lead: Small
) -> None:
    """Do for all states what `stability_moves.lands` does for one.

    ``when`` is what ``passes`` must say, or -1 where nobody votes.
    """
    for s in range(lead.size):
        t = position[number[s]]
        is_open = available[s] == 1 and t != s and (when < 0 or passes[s] == when)
        lead[s] = t if is_open else NOWHERE


def _count_arrivals(g: Graph, k: int) -> Ints:
    count = np.zeros(g.moves.code.size, np.int64)
    for lead in _each_lead(g, k):
        _count(lead, count)
    return count


@nb.njit(cache=True, nogil=True)
def _count(lead: Small, count: Ints) -> None:
    for t in lead:
        if t >= 0:
            count[t] += 1


@nb.njit(cache=True, nogil=True)
def _fill_lists(lead: Small, place: Ints, before: Small) -> None:
    """Append every state to the row of the state it leads to; the rows are those of one actor."""
    for s in range(lead.size):
        if lead[s] >= 0:
            before[place[lead[s]]] = s
            place[lead[s]] += 1


@nb.njit(cache=True, nogil=True)
def _fill_rows(order: Small, row: Small, place: Ints, before: Small) -> None:
    for s in order:
        before[place[row[s]]] = s
        place[row[s]] += 1


def _fill_masks(g: Graph, k: int, to: Arrivals, order: Small) -> None:
    """Set a bit for every move, at the place of the state where it starts."""
    spot, lower = _spots(g.rank[k], order, to.row[:, k], to.first.size)
    columns = slice(to.word_first[k], to.word_first[k + 1])
    for lead in _each_lead(g, k):
        _set_bits(lead, spot, to.mask[:, columns])
    _keep_gains(lower, to.mask[:, columns], to.gains[:, columns])


@nb.njit(cache=True, nogil=True)
def _spots(rank: Small, order: Small, row: Small, rows: int) -> tuple[Small, Small]:
    """Return each state's place in its row, and how many states of the row have a lower rank."""
    met, worse = np.zeros(rows, np.int32), np.zeros(rows, np.int32)
    last = np.full(rows, NOWHERE, np.int32)
    spot, lower = np.empty(order.size, np.int32), np.empty(order.size, np.int32)
    for s in order:
        r = row[s]
        if rank[s] != last[r]:
            worse[r], last[r] = met[r], rank[s]
        spot[s], lower[s] = met[r], worse[r]
        met[r] += 1
    return spot, lower


@nb.njit(cache=True, nogil=True)
def _set_bits(lead: Small, spot: Small, mask: Words) -> None:
    for s in range(lead.size):
        if lead[s] >= 0:
            mask[lead[s], spot[s] // WORD] |= np.uint64(1) << np.uint64(spot[s] % WORD)


@nb.njit(cache=True, nogil=True)
def _keep_gains(lower: Small, mask: Words, gains: Words) -> None:
    """Keep the bits of states of lower rank: a row is in ascending order of rank."""
    for s in range(lower.size):
        for w in range(mask.shape[1]):
            kept = lower[s] - WORD * w
            if kept >= WORD:
                gains[s, w] = mask[s, w]
            elif kept > 0:
                gains[s, w] = mask[s, w] & ((np.uint64(1) << np.uint64(kept)) - np.uint64(1))


_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)


def _places() -> Ints:
    """Tabulate which bit each of the 64 products of a lone bit and the sequence stands for."""
    table = np.empty(64, np.int64)
    for place in range(64):
        product = (int(_DE_BRUIJN) << place) & (2**64 - 1)
        table[product >> 58] = place
    return table


_PLACE = _places()


@nb.njit(cache=True, nogil=True)
def lowest(word: np.uint64) -> tuple[int, np.uint64]:
    """Return the place of the lowest bit that is set, and the word without it.

    By a de Bruijn sequence: every six bits in a row of it are different.

    Examples
    --------
    >>> place, rest = lowest(np.uint64(0b1100))
    >>> int(place), int(rest)
    (2, 8)
    """
    rest = word & (word - np.uint64(1))
    alone = word ^ rest
    return _PLACE[(alone * _DE_BRUIJN) >> np.uint64(58)], rest
