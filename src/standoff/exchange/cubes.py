"""Sets of combinations of yes and no as few conjunctions: the smallest words for a condition.

A *cube* gives some options a value and leaves the others open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

__all__ = ["Cube", "MOST_SUPPORT", "cover"]

Cube = tuple[bool | None, ...]
"""For each option yes, no, or None where it may be either."""

MOST_SUPPORT: Final = 9
"""Options up to which all prime cubes are sought; 3**9 cubes at most."""


def cover(wanted: Sequence[bool], cares: Sequence[bool]) -> list[Cube]:
    """Cover all wanted combinations, and nothing that is cared about and not wanted.

    Parameters
    ----------
    wanted, cares
        By combination; combination ``c`` has option ``k`` where ``c >> k & 1``.

    Returns
    -------
    list of Cube
        Prime cubes, largest first where there is a choice.

    Examples
    --------
    At most one of three options, seen from what is forbidden:

    >>> two_or_more = [bin(c).count("1") > 1 for c in range(8)]
    >>> ["".join({True: "Y", False: "N", None: "-"}[x] for x in cube)
    ...  for cube in cover(two_or_more, [True] * 8)]
    ['YY-', 'Y-Y', '-YY']

    References
    ----------
    Quine (1952), American Mathematical Monthly 59(8):521-531: prime implicants.
    """
    width = max(1, (len(wanted) - 1).bit_length())
    if len(wanted) == 1:
        return [()] if wanted[0] and cares[0] else []
    may = frozenset(c for c in range(len(wanted)) if wanted[c] or not cares[c])
    left = {c for c in range(len(wanted)) if wanted[c] and cares[c]}
    if width > MOST_SUPPORT:
        return _split(may, left, (None,) * width, 0)
    primes = _primes(may, width)
    found = []
    while left:
        best = max(primes, key=lambda cube: (len(left & cube[1]), len(cube[1]), _order(cube[0])))
        found.append(best[0])
        left -= best[1]
    return sorted(found, key=_order, reverse=True)


def _order(cube: Cube) -> tuple[int, ...]:
    """Sort options that are taken before those that are not, and these before open ones."""
    return tuple({True: 2, False: 1, None: 0}[value] for value in cube)


def _primes(may: frozenset[int], width: int) -> list[tuple[Cube, frozenset[int]]]:
    """Return the cubes inside ``may`` that no larger one holds, with their combinations."""
    level = {(c, 0) for c in may}
    primes: list[tuple[Cube, frozenset[int]]] = []
    while level:
        merged = set()
        grown = set()
        for value, open_ in level:
            for k in range(width):
                bit = 1 << k
                if open_ & bit or value & bit:
                    continue
                if (value | bit, open_) in level:
                    grown.add((value, open_ | bit))
                    merged |= {(value, open_), (value | bit, open_)}
        primes += [_cube(value, open_, width) for value, open_ in sorted(level - merged)]
        level = grown
    return primes


def _cube(value: int, open_: int, width: int) -> tuple[Cube, frozenset[int]]:
    cube = tuple(None if open_ >> k & 1 else bool(value >> k & 1) for k in range(width))
    held = [value]
    for k in range(width):
        if open_ >> k & 1:
            held += [c | 1 << k for c in held]
    return cube, frozenset(held)


def _split(may: frozenset[int], left: set[int], cube: Cube, k: int) -> list[Cube]:
    """Cover by halving, option by option: not the fewest cubes, but quickly."""
    if not left:
        return []
    size = 1 << sum(value is None for value in cube)
    if len(may) == size:
        return [cube]
    found = []
    for value in (True, False):
        half = (*cube[:k], value, *cube[k + 1 :])
        inside = frozenset(c for c in may if bool(c >> k & 1) == value)
        found += _split(inside, {c for c in left if c in inside}, half, k + 1)
    return found
