"""States of yes and no, numbered as the literature of the graph model does.

Option ``k``, in the order given, weighs ``2**k``; feasible states are counted
from 1 in ascending order of their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from standoff.exchange.carry import Data

__all__ = [
    "MOST_OPTIONS",
    "MOST_WORK",
    "Conjunction",
    "NamedStates",
    "feasible_numbers",
    "may_rank",
    "name_states",
    "worded",
]

MOST_OPTIONS: Final = 24
"""A crisis has at most 20,000,000 states."""
MOST_PARTS: Final = 30_000
"""Parts of the conditions of the named states together."""
MOST_NAMED: Final = 1_000
"""A crisis file names no more states than this."""
MOST_WORK: Final = 1 << 30
"""Combinations of options times infeasible combinations; some seconds."""

Conjunction = dict[int, bool]
"""By option, whether it is taken; options that are not named may be either."""


def feasible_numbers(
    infeasible: Sequence[Conjunction], order: Sequence[int]
) -> tuple[int, list[int]]:
    """Count the feasible states, and return the first numbers of them, ascending.

    Parameters
    ----------
    infeasible
        Combinations that cannot be.
    order
        The options in the order in which they weigh.

    Examples
    --------
    >>> feasible_numbers([{0: True, 1: True}], [1, 0])
    (3, [0, 1, 2])
    """
    import numpy as np

    number = np.arange(1 << len(order), dtype=np.int64)
    weight = {k: position for position, k in enumerate(order)}
    may = np.ones(number.size, np.bool_)
    for one in infeasible:
        ones = sum(1 << weight[k] for k, yes in one.items() if yes)
        mask = sum(1 << weight[k] for k in one)
        may &= (number & mask) != ones
    first: list[int] = number[may][: MOST_NAMED + 1].tolist()
    return int(may.sum()), first


def worded(alternatives: Sequence[Conjunction], names: Sequence[str]) -> str:
    """Write combinations as a condition of the crisis file.

    Examples
    --------
    >>> worded([{0: True, 1: False}], ["a", "b"]), worded([{0: True}, {1: True}], ["a", "b"])
    ('a == yes and b == no', 'a == yes or b == yes')
    """
    parts = [
        " and ".join(f"{names[k]} == {'yes' if yes else 'no'}" for k, yes in one.items())
        for one in alternatives
    ]
    return " or ".join(parts)


@dataclass(frozen=True)
class NamedStates:
    """States under the names ``s1``, ``s2``, ..., or by condition where they are many."""

    words: list[str]
    """How each state is referred to, in order of number."""
    data: Data
    notes: tuple[str, ...]
    first: dict[str, str]
    """The levels of state 1."""


def may_rank(states: int, options: int, rankings: int) -> bool:
    """Say whether a crisis file can hold so many rankings of so many named states.

    Examples
    --------
    >>> may_rank(12, 5, 3), may_rank(0, 5, 3), may_rank(900, 10, 20)
    (True, False, False)
    """
    return states > 0 and states * 4 * options * (1 + rankings) <= 180_000


def name_states(count: int, numbers: Sequence[int], names: Sequence[str]) -> NamedStates:
    """Name the feasible states ``s1``, ``s2``, ... in ascending order of number.

    Parameters
    ----------
    count
        How many there are.
    numbers
        Their numbers, or the first of them where they are too many to be named.
    names
        The variables, in the order in which they weigh.

    Examples
    --------
    >>> named = name_states(2, [0, 2], ["a", "b"])
    >>> named.words, named.data["states"]["s2"]
    (['s1', 's2'], 'a == no and b == yes')
    """
    size = count * 4 * len(names)
    first = {name: _level(numbers[0], k) for k, name in enumerate(names)}
    if size > MOST_PARTS or count > MOST_NAMED:
        note = f"The {count:,} states were not named s1, s2, ..., for they are too many."
        return NamedStates([], {}, (note,), first)
    conditions = [
        " and ".join(f"{name} == {_level(number, k)}" for k, name in enumerate(names))
        for number in numbers
    ]
    words = [f"s{n}" for n in range(1, len(numbers) + 1)]
    return NamedStates(words, {"states": dict(zip(words, conditions, strict=True))}, (), first)


def _level(number: int, k: int) -> str:
    return "yes" if number >> k & 1 else "no"
