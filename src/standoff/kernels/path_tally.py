"""What was counted on drawn paths, added up block by block.

Letters are those of `standoff.kernels.paths`. Counts are whole numbers, whose
sum does not depend on the order in which blocks are done.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numba as nb
import numpy as np

from standoff.kernels.path_steps import Block, Counts, Rows, Words
from standoff.kernels.tables import Floats, Ints


class Tally(NamedTuple):
    """What was counted over all paths."""

    levels: Ints
    """Paths in each cell after each round, row 0 at the beginning; shape (rounds + 1, cells)."""
    first_use: Ints
    """Paths that first use an action in each round; shape (A, rounds + 1), column 0 empty."""
    first_level: Ints
    """Paths first in a cell after each round, column 0 at the beginning; (cells, rounds + 1)."""
    opening: Ints
    """Code of each opening that occurred, ascending; decoded by `opening_moves`."""
    opening_count: Ints
    """Paths with that opening."""
    spread: Spread | None = None
    """How counts differ between batches, where draws depend on each other."""
    difference: Difference | None = None
    """What other legs change, path by path, where there are any."""


class Spread(NamedTuple):
    """Sums over batches of the squares of what was counted in each."""

    levels: Floats
    by_use: Floats
    """Of the paths that have used an action by each round."""
    by_level: Floats
    """Of the paths that have been in a cell by each round."""
    batches: int
    size: int
    """Paths in a batch; the last may have fewer."""


class Difference(NamedTuple):
    """Paths that other legs take elsewhere, with the same numbers at the same places."""

    tally: Tally
    """What was counted along those legs."""
    gained: Ints
    """Paths in a cell after each round that are not there without; (rounds + 1, cells)."""
    lost: Ints
    """Paths that are not in a cell, and without are."""
    use_gained: Ints
    """Paths that ever use an action, and without never; (A,)."""
    use_lost: Ints


class Counted(NamedTuple):
    """What one block has found."""

    counts: Counts
    on: Block
    at: Rows
    """Cells of each path after each round; (rounds + 1, p, V), or no rounds."""


class Sum:
    """Counts of all blocks so far."""

    def __init__(
        self, rounds: int, cells: int, actions: int, batches: tuple[int, int] | None
    ) -> None:
        self.levels = np.zeros((rounds, cells), dtype=np.int64)
        self.first_use = np.zeros((actions, rounds), dtype=np.int64)
        self.first_level = np.zeros((cells, rounds), dtype=np.int64)
        self.openings = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        self.spread = None
        if batches is not None:
            self.spread = Spread(
                np.zeros((rounds, cells)),
                np.zeros((actions, rounds)),
                np.zeros((cells, rounds)),
                *batches,
            )

    def add(self, counted: Sequence[Counts], codes: Sequence[Ints]) -> None:
        """Add a wave of blocks, whose order does not matter."""
        for one in counted:
            self.levels += one.levels
            self.first_use += one.first_use
            self.first_level += one.first_level
            if self.spread is not None:
                self.spread.levels[...] += one.levels.astype(np.float64) ** 2
                self.spread.by_use[...] += one.first_use.cumsum(axis=1).astype(np.float64) ** 2
                self.spread.by_level[...] += one.first_level.cumsum(axis=1).astype(np.float64) ** 2
        self.openings = _merged(self.openings, codes)

    def tally(self, difference: Difference | None = None) -> Tally:
        """Return what was counted."""
        return Tally(
            self.levels, self.first_use, self.first_level, *self.openings, self.spread, difference
        )


def _merged(old: tuple[Ints, Ints], codes: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Add the openings of a wave of blocks to those counted before."""
    new, count = np.unique(np.concatenate(codes), return_counts=True)
    merged, place = np.unique(np.concatenate([old[0], new]), return_inverse=True)
    total = np.zeros(len(merged), dtype=np.int64)
    np.add.at(total, place, np.concatenate([old[1], count]))
    return merged, total


@nb.njit(cache=True, nogil=True)
def _count_changes(at: Rows, other: Rows, gained: Ints, lost: Ints) -> None:
    """Count the paths of a block that are in another cell along other legs."""
    for t in range(at.shape[0]):
        for p in range(at.shape[1]):
            for v in range(at.shape[2]):
                if at[t, p, v] != other[t, p, v]:
                    lost[t, at[t, p, v]] += 1
                    gained[t, other[t, p, v]] += 1


@nb.njit(cache=True, nogil=True)
def _count_bits(words: Words, count: Ints) -> None:
    """Count how many paths have each bit set."""
    for p in range(words.shape[0]):
        for a in range(count.size):
            count[a] += (words[p, a // 64] >> np.uint64(a % 64)) & np.uint64(1)


class Changes:
    """What other legs change, over all blocks so far."""

    def __init__(self, rounds: int, cells: int, actions: int) -> None:
        self.gained = np.zeros((rounds, cells), dtype=np.int64)
        self.lost = np.zeros((rounds, cells), dtype=np.int64)
        self.use_gained = np.zeros(actions, dtype=np.int64)
        self.use_lost = np.zeros(actions, dtype=np.int64)

    def add(self, pairs: Sequence[Sequence[Counted]]) -> None:
        """Add a wave of blocks, each as drawn along both courses."""
        for one, other in pairs:
            _count_changes(one.at, other.at, self.gained, self.lost)
            _count_bits(other.on.used & ~one.on.used, self.use_gained)
            _count_bits(one.on.used & ~other.on.used, self.use_lost)

    def difference(self, tally: Tally) -> Difference:
        """Return what was counted."""
        return Difference(tally, self.gained, self.lost, self.use_gained, self.use_lost)


def longest_opening(actions: int) -> int:
    """Return how many moves fit into the code of an opening.

    Examples
    --------
    >>> longest_opening(1), longest_opening(9), longest_opening(99)
    (62, 18, 9)
    """
    length = 0
    while (actions + 1) ** (length + 1) <= 2**63 and length < 62:
        length += 1
    return length


def opening_moves(code: int, actions: int) -> tuple[int, ...]:
    """Return the actions of an opening, first move first.

    Examples
    --------
    With nine actions the code reads like a decimal number, actions from 1:

    >>> opening_moves(305 + 40, 9), opening_moves(0, 9)
    ((2, 3, 4), ())
    """
    moves: list[int] = []
    while code:
        code, digit = divmod(code, actions + 1)
        moves.insert(0, digit - 1)
    return tuple(moves)
