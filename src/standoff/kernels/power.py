"""A-priori power: how often a member decides, if nothing is known of the question.

Letters
-------
``i`` member, ``d`` measure (votes, population), ``c`` clause, ``s`` size of a
coalition; ``w[i, d]`` what a member counts by a measure, ``q[c, d]`` what a
clause asks for. A coalition wins if all veto holders are in it and it meets
*all* quotas of *some* clause. Member ``i`` *swings* a coalition without it that
loses, if it wins with it; there are ``swings[i][s]`` such coalitions of size
``s``. ``n`` members make ``2**n`` coalitions, of which ``winning`` win.

Everything is counted in whole numbers of any size, so indices are exact
fractions. Coalitions are counted by size and weight, never listed one by one:

- by a generating function, the product over the members of ``1 + y * x**w``,
  kept as one large integer for each power of ``y`` in which each coefficient has
  room of its own: to take a member in is a shift and an addition a power, to
  take it out again a shift and a subtraction;
- where the weights are large (populations in persons) and the members few, by
  the sorted sums of two halves of the members, after Horowitz and Sahni (1974);
- where all members count alike, by binomial coefficients.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import comb, factorial, prod
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Power", "TooLarge", "count_swings", "indices"]

MOST_BYTES = 512_000_000
"""Room for one generating function; halves of the members are used beyond it."""
MOST_HALVED = 34
"""Members whose halves are listed: two lists of 2^17 sums."""
MOST_LISTED = 20
"""Members whose coalitions are listed where two measures have large weights."""

Table = Sequence[Sequence[int]]
Counts = list[int]


class TooLarge(Exception):
    """The weights are too large, for so many members, to be counted exactly."""


class Swings(NamedTuple):
    """Coalitions won, and coalitions that each member turns, by their size without it."""

    winning: int
    swings: list[Counts]


class Power(NamedTuple):
    """Indices of power, exact.

    ``shapley`` sums to one over the members: the share of the orders in which
    everybody may come to say yes in which the member turns defeat into victory.
    ``banzhaf`` is the share of all ways in which the *others* may vote in which
    the member decides; ``share`` is the same, made to sum to one.
    ``prevent``: the share of winning coalitions that lose without it;
    ``initiate``: the share of losing coalitions that win with it;
    ``act``: the share of all coalitions that win.
    """

    shapley: list[Fraction]
    banzhaf: list[Fraction]
    share: list[Fraction]
    prevent: list[Fraction]
    initiate: list[Fraction]
    act: Fraction
    winning: int
    swings: list[int]


def indices(counted: Swings) -> Power:
    """Return the indices of power that follow from the swings.

    Examples
    --------
    Quota 3 of the weights 2, 1, 1: the orders of three members number six, and
    the first decides in four of them.

    >>> power = indices(count_swings([[2], [1], [1]], [[3]], [False] * 3))
    >>> [str(p) for p in power.shapley], [str(p) for p in power.banzhaf], str(power.act)
    (['2/3', '1/6', '1/6'], ['3/4', '1/4', '1/4'], '3/8')

    References
    ----------
    Shapley and Shubik (1954), American Political Science Review 48:787-792;
    Penrose (1946), Journal of the Royal Statistical Society 109:53-57;
    Banzhaf (1965), Rutgers Law Review 19:317-343; Coleman (1971), in Lieberman
    (ed.), Social Choice, 269-300. All as in Felsenthal and Machover (1998), The
    Measurement of Voting Power, chapters 3 and 6.
    """
    n, winning = len(counted.swings), counted.winning
    orders = [Fraction(factorial(s) * factorial(n - 1 - s), factorial(n)) for s in range(n)]
    total = [sum(by_size) for by_size in counted.swings]
    whole, losing = sum(total), 2**n - winning
    return Power(
        shapley=[
            sum((k * f for k, f in zip(by_size, orders, strict=True)), Fraction(0))
            for by_size in counted.swings
        ],
        banzhaf=[Fraction(k, 2 ** (n - 1)) for k in total],
        share=[Fraction(k, whole or 1) for k in total],
        prevent=[Fraction(k, winning or 1) for k in total],
        initiate=[Fraction(k, losing or 1) for k in total],
        act=Fraction(winning, 2**n),
        winning=winning,
        swings=total,
    )


def count_swings(weights: Table, quotas: Table, veto: Sequence[bool]) -> Swings:
    """Count the coalitions that win, and those that each member turns.

    Parameters
    ----------
    weights
        Whole numbers from 0, axes (i, d).
    quotas
        What each clause asks for, axes (c, d); 0 asks for nothing.
    veto
        Who must be in every winning coalition; shape (i,).

    Raises
    ------
    TooLarge
        If neither way of counting would end in good time.
    """
    rows = [tuple(row) for row in weights]
    free = [row for row, bound in zip(rows, veto, strict=True) if not bound]
    held = [row for row, bound in zip(rows, veto, strict=True) if bound]
    base = tuple(sum(column) for column in zip((0,) * len(rows[0]), *held, strict=True))
    counter = _counter(free, [tuple(clause) for clause in quotas])
    n, v = len(rows), len(held)
    (all_won,) = counter(None, base)
    by_kind: dict[tuple[tuple[int, ...], bool], Counts] = {}
    for row, bound in zip(rows, veto, strict=True):
        if (row, bound) in by_kind:
            continue
        if bound:
            turned, smallest = all_won, v - 1
        else:
            joined = tuple(b + w for b, w in zip(base, row, strict=True))
            with_it, without = counter(row, joined, base)
            turned, smallest = [a - b for a, b in zip(with_it, without, strict=True)], v
        by_kind[row, bound] = [
            turned[s - smallest] if 0 <= s - smallest < len(turned) else 0 for s in range(n)
        ]
    return Swings(sum(all_won), [by_kind[kind] for kind in zip(rows, map(bool, veto), strict=True)])


Counter = Callable[..., list[Counts]]
"""Takes a member to leave out, or None, and any number of weights that are there already;
counts for each of these what passes, by size."""


def _counter(free: list[tuple[int, ...]], quotas: list[tuple[int, ...]]) -> Counter:
    """Choose how to count the coalitions of the members without a veto."""
    columns = list(zip(*free, strict=True)) or [()] * len(quotas[0])
    uneven = [d for d, column in enumerate(columns) if len(set(column)) > 1]
    alike = [d for d in range(len(columns)) if d not in uneven]
    each = {d: (columns[d][0] if columns[d] else 0) for d in alike}

    def asked(s: int, there: tuple[int, ...]) -> list[tuple[int, ...]]:
        """Return what each clause that size ``s`` can meet still asks for, uneven measures only."""
        return [
            tuple(clause[d] - there[d] for d in uneven)
            for clause in quotas
            if all(there[d] + s * each[d] >= clause[d] for d in alike)
        ]

    rows = [tuple(row[d] for d in uneven) for row in free]
    if not uneven:
        return _by_binomials(len(free), asked)
    cells = (len(free) + 1) * prod(sum(columns[d]) + 1 for d in uneven)
    if cells * _limbs(len(free)) * 4 <= MOST_BYTES:
        return _by_polynomial(rows, uneven, asked)
    if len(uneven) == 1 and len(free) <= MOST_HALVED:
        return _by_halves([row[0] for row in rows], uneven[0], asked)
    if len(free) <= MOST_LISTED:
        return _by_list(rows, uneven, asked)
    raise TooLarge


Asked = Callable[[int, tuple[int, ...]], list[tuple[int, ...]]]


def _by_binomials(count: int, asked: Asked) -> Counter:
    def counter(left_out: tuple[int, ...] | None, *there: tuple[int, ...]) -> list[Counts]:
        m = count - (left_out is not None)
        return [[comb(m, s) if asked(s, offset) else 0 for s in range(m + 1)] for offset in there]

    return counter


def _limbs(count: int) -> int:
    """Return how many 32-bit words hold a number of coalitions of ``count`` members."""
    return (count + 1 + 31) // 32


def _by_polynomial(rows: list[tuple[int, ...]], uneven: list[int], asked: Asked) -> Counter:
    """Count by a generating function: an integer for each size, in which each weight has room."""
    shape = [sum(column) + 1 for column in zip(*rows, strict=True)]
    limbs, cells = _limbs(len(rows)), int(prod(shape))
    strides = [int(prod(shape[d + 1 :])) for d in range(len(shape))]
    axes = [
        np.arange(n).reshape([-1 if e == d else 1 for e in range(len(shape))])
        for d, n in enumerate(shape)
    ]

    def shift(row: tuple[int, ...]) -> int:
        return 32 * limbs * sum(w * k for w, k in zip(row, strides, strict=True))

    whole = [1] + [0] * len(rows)
    for row in rows:
        for s in range(len(rows), 0, -1):
            whole[s] += whole[s - 1] << shift(row)

    def counter(left_out: tuple[int, ...] | None, *there: tuple[int, ...]) -> list[Counts]:
        m = len(rows) - (left_out is not None)
        out = None if left_out is None else shift(tuple(left_out[d] for d in uneven))
        packed = 0
        counts: list[Counts] = [[] for _ in there]
        for s in range(m + 1):
            packed = whole[s] if out is None else whole[s] - (packed << out)
            raw = packed.to_bytes(4 * limbs * cells, "little")
            words = np.frombuffer(raw, dtype="<u4").reshape(*shape, limbs)
            for found, offset in zip(counts, there, strict=True):
                sums = _passing(words, axes, asked(s, offset)).sum(axis=0, dtype=np.uint64)
                found.append(sum(int(word) << (32 * k) for k, word in enumerate(sums)))
        return counts

    return counter


def _passing(
    words: npt.NDArray[np.uint32], axes: list[npt.NDArray[np.int64]], clauses: list[tuple[int, ...]]
) -> npt.NDArray[np.uint32]:
    """Return the cells that meet one of the clauses, one below the other; axes (cell, limb)."""
    if len(clauses) == 1:  # a corner of the table: no cell is looked at one by one
        corner = words[tuple(slice(max(quota, 0), None) for quota in clauses[0])]
        return corner.reshape(-1, words.shape[-1])
    passing = np.zeros(words.shape[:-1], dtype=bool)
    for clause in clauses:
        passing |= _reached(axes, clause)
    return words[passing]


def _reached(axes: list[npt.NDArray[np.int64]], clause: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Say in which cells every weight reaches its quota."""
    reached = np.ones((1,) * len(axes), dtype=bool)
    for axis, quota in zip(axes, clause, strict=True):
        reached = reached & (axis >= quota)
    return reached


def _by_halves(row: list[int], d: int, asked: Asked) -> Counter:
    """Count by the sorted sums of two halves of the members, size by size."""
    if sum(row) >= 2**62:
        raise TooLarge

    def counter(left_out: tuple[int, ...] | None, *there: tuple[int, ...]) -> list[Counts]:
        rest = list(row)
        if left_out is not None:
            rest.remove(left_out[d])
        half = len(rest) // 2
        low, high = _sums(rest[:half]), _sums(rest[half:])
        return [
            [_pairs(low, high, s, asked(s, offset)) for s in range(len(rest) + 1)]
            for offset in there
        ]

    return counter


def _pairs(
    low: list[npt.NDArray[np.int64]],
    high: list[npt.NDArray[np.int64]],
    s: int,
    clauses: list[tuple[int, ...]],
) -> int:
    """Count the pairs of subsets of two halves, ``s`` members in all, that weigh enough."""
    if not clauses:
        return 0
    least = min(clause[0] for clause in clauses)
    count = 0
    for k in range(max(0, s - len(high) + 1), min(s, len(low) - 1) + 1):
        other = high[s - k]
        below = np.searchsorted(other, least - low[k], side="left")
        count += other.size * low[k].size - int(below.sum())
    return count


def _sums(weights: list[int]) -> list[npt.NDArray[np.int64]]:
    """List what the subsets of some members weigh, sorted, by their size."""
    none = np.zeros(0, dtype=np.int64)
    sums = [np.zeros(1, dtype=np.int64)]
    for w in weights:
        sums = [
            np.concatenate((a, b + w)) for a, b in zip([*sums, none], [none, *sums], strict=True)
        ]
    return [np.sort(part) for part in sums]


def _by_list(rows: list[tuple[int, ...]], uneven: list[int], asked: Asked) -> Counter:
    """Count by listing every coalition."""

    def counter(left_out: tuple[int, ...] | None, *there: tuple[int, ...]) -> list[Counts]:
        rest = list(rows)
        if left_out is not None:
            rest.remove(tuple(left_out[d] for d in uneven))
        size = np.zeros(1, dtype=np.int64)
        weight = np.zeros((1, len(uneven)), dtype=object)
        for row in rest:
            size = np.concatenate((size, size + 1))
            weight = np.concatenate((weight, weight + np.array(row, dtype=object)))
        return [
            [_reaching(weight[size == s], asked(s, offset)) for s in range(len(rest) + 1)]
            for offset in there
        ]

    return counter


def _reaching(weight: npt.NDArray[np.object_], clauses: list[tuple[int, ...]]) -> int:
    """Count the coalitions that meet one of the clauses."""
    passing = np.zeros(len(weight), dtype=bool)
    for clause in clauses:
        passing |= (weight >= np.array(clause, dtype=object)).all(axis=1)
    return int(passing.sum())
