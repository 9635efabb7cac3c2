r"""The least change of one actor's order after which it stays in a state.

Letters
-------
``s`` the state to stay in; ``x`` and ``y`` states better than ``s`` in the order as
it is; ``g`` and ``h`` groups of such states; ``w`` how many a group holds.

The distance between two orders counts the pairs of states that they rank
differently: 1 for a pair turned round, 1/2 for a tie broken (Kemeny and Snell
1962). No new tie is made: a state that must be no better than ``s`` becomes worse.

Whether the actor stays depends on the states above ``s`` only (`inverse`), so a
least change takes some of them from above ``s`` to right below it and leaves the
order among the others as it is. With :math:`y_g = 1` for a group taken down it costs

.. math:: \sum_g w_g y_g + \sum_{g \succ h} w_g w_h y_g (1 - y_h)

and half of :math:`w_g w_h` for a tied pair that is torn apart. States in no
clause that lie between the same others move together, and of the states that
help the same clauses only the lowest is needed. What is left is a small integer
program.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.kernels.inverse import Clause

__all__ = ["Change", "distance", "least_change"]

Ints = npt.NDArray[np.int64]

_MOST_GROUPS = 150


class Change(NamedTuple):
    """A changed order, and how far it is from the one as it was."""

    distance: float
    """Pairs turned round, and half of the ties broken."""
    rank: Ints
    """The new order; shape (S,), dense, higher is better."""


@dataclass(frozen=True)
class _Group:
    """States better than ``s`` that are taken down together or not at all."""

    states: tuple[int, ...]
    level: float
    """Their rank, or one between two ranks for states in no clause."""

    @property
    def weight(self) -> int:
        return len(self.states)


def distance(
    one: npt.NDArray[np.integer],
    other: npt.NDArray[np.integer],
    moved: Collection[int] | None = None,
) -> float:
    """Count the pairs that two orders rank differently, a tie in one of them as one half.

    Parameters
    ----------
    one, other
        The orders; shape (S,), higher is better.
    moved
        States of which one is in every such pair, where that is known.

    References
    ----------
    Kemeny and Snell (1962), *Mathematical Models in the Social Sciences*, chapter 2.

    Examples
    --------
    >>> distance(np.array([2, 1, 0]), np.array([0, 1, 2]))
    3.0
    >>> distance(np.array([1, 1, 0]), np.array([2, 1, 0]))
    0.5
    """
    left = np.ones(one.size, np.bool_)
    total = 0
    for x in range(one.size) if moved is None else sorted(moved):
        left[x] = False
        signs = [np.sign(rank[left].astype(np.int64) - int(rank[x])) for rank in (one, other)]
        total += int(np.abs(signs[0] - signs[1]).sum())
    return total / 2


def least_change(
    found: Sequence[Clause], rank: npt.NDArray[np.integer], state: int
) -> Change | None:
    """Change an order as little as possible so that every clause holds.

    Parameters
    ----------
    found
        What must hold, as `inverse.clauses` lists it.
    rank
        The order as it is; shape (S,), higher is better.
    state
        The state to stay in.

    Returns
    -------
    Change or None
        None if the program would be too large.

    Examples
    --------
    The best of three must come after the worst, and passes the one between as well:

    >>> clause = Clause(2, frozenset(), frozenset((frozenset((2,)),)))
    >>> changed = least_change([clause], np.array([0, 1, 2]), 0)
    >>> changed.distance, changed.rank.tolist()
    (2.0, [1, 2, 0])
    """
    above = rank > rank[state]
    needs = [
        {frozenset(x for x in one if above[x]) for one in clause.alternatives} for clause in found
    ]
    needs = [need for need in needs if frozenset() not in need]
    if not needs:
        return Change(0.0, _dense(np.asarray(rank, np.int64)))
    needs = _without_needless(needs, rank)
    groups = _groups(needs, rank, above)
    if len(groups) > _MOST_GROUPS:
        return None
    down = _solved(groups, needs)
    moved = np.zeros(rank.size, np.bool_)
    moved[[x for group in down for x in group.states]] = True
    changed = _taken_down(rank, state, moved)
    return Change(distance(rank, changed, [state, *np.flatnonzero(moved).tolist()]), changed)


def _without_needless(
    needs: list[set[frozenset[int]]], rank: npt.NDArray[np.integer]
) -> list[set[frozenset[int]]]:
    """Keep the lowest of the single states that help the same clauses.

    A state that occurs in a larger set may be needed for that and is kept.
    """
    wide = {x for need in needs for one in need if len(one) > 1 for x in one}
    helps: dict[int, list[int]] = {}
    for k, need in enumerate(needs):
        for one in need:
            if len(one) == 1:
                helps.setdefault(next(iter(one)), []).append(k)
    lowest: dict[tuple[int, ...], int] = {}
    for x in sorted(helps, key=lambda x: (int(rank[x]), x)):
        lowest.setdefault(tuple(helps[x]), x)
    kept = set(lowest.values()) | wide
    return [{one for one in need if len(one) > 1 or one <= kept} for need in needs]


def _groups(
    needs: Sequence[set[frozenset[int]]],
    rank: npt.NDArray[np.integer],
    above: npt.NDArray[np.bool_],
) -> list[_Group]:
    """Gather the states above: those in a clause singly, the others with their neighbours."""
    named = sorted({x for need in needs for one in need for x in one})
    levels = sorted({int(rank[x]) for x in named})
    groups = [_Group((x,), float(rank[x])) for x in named]
    rest: dict[float, list[int]] = {}
    for x in np.flatnonzero(above).tolist():
        if x in named:
            continue
        level = int(rank[x])
        place = int(np.searchsorted(levels, level))
        same = place < len(levels) and levels[place] == level
        between = (levels[place - 1] + 0.5) if place else -1.0
        rest.setdefault(float(level) if same else between, []).append(x)
    groups += [_Group(tuple(states), level) for level, states in rest.items()]
    return sorted(groups, key=lambda group: (-group.level, group.states))


def _solved(groups: Sequence[_Group], needs: Sequence[set[frozenset[int]]]) -> list[_Group]:
    """Solve the integer program; costs are counted twice, so that they are whole numbers."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    place = {x: k for k, group in enumerate(groups) for x in group.states}
    pairs = [
        (g, h, one.weight * other.weight * (1 if one.level == other.level else 2))
        for g, one in enumerate(groups)
        for h, other in enumerate(groups)
        if g != h and one.level >= other.level
    ]
    sets = sorted({one for need in needs for one in need if len(one) > 1}, key=sorted)
    first_set = len(groups) + len(pairs)
    where = {one: first_set + k for k, one in enumerate(sets)}
    rows: list[list[tuple[int, float]]] = []
    least: list[float] = []
    for k, (g, h, _) in enumerate(pairs, len(groups)):
        rows.append([(k, 1.0), (g, -1.0), (h, 1.0)])
        least.append(0.0)
    for one in sets:
        for x in sorted(one):
            rows.append([(place[x], 1.0), (where[one], -1.0)])
            least.append(0.0)
    for need in needs:
        ways = sorted(need, key=sorted)
        rows.append([(place[min(w)] if len(w) == 1 else where[w], 1.0) for w in ways])
        least.append(1.0)
    count = first_set + len(sets)
    cost = np.zeros(count)
    cost[: len(groups)] = [2 * group.weight for group in groups]
    cost[len(groups) : first_set] = [weight for _, _, weight in pairs]
    entries = [(r, c, v) for r, row in enumerate(rows) for c, v in row]
    r, c, v = (np.array(column) for column in zip(*entries, strict=True))
    matrix = csr_array((v, (r, c)), shape=(len(rows), count))
    whole = np.zeros(count, np.int64)
    whole[: len(groups)] = 1
    done = milp(
        cost,
        constraints=LinearConstraint(matrix, np.array(least), np.inf),
        integrality=whole,
        bounds=Bounds(0, 1),
    )
    if done.x is None:
        raise ArithmeticError(f"The integer program was not solved: {done.message}")
    return [group for k, group in enumerate(groups) if done.x[k] > 0.5]


def _taken_down(rank: npt.NDArray[np.integer], state: int, moved: npt.NDArray[np.bool_]) -> Ints:
    """Put the states moved right below ``state``, and what was tied with it below them."""
    place = np.where(rank > rank[state], 4, 0)
    place[rank == rank[state]] = 1
    place[moved], place[state] = 2, 3
    keys = place.astype(np.int64) * (int(rank.max()) + 1) + rank
    return _dense(keys)


def _dense(keys: Ints) -> Ints:
    ranks: Ints = np.unique(keys, return_inverse=True)[1].astype(np.int64).reshape(-1)
    return ranks
