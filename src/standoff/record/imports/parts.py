"""The lines of a file of event data as parts: the cells that are wanted, and what is between.

The database is handed the wanted cells as columns of their own. What stands
between them comes along uncut, so that a malformed line can be shown whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from standoff.record.imports.lines import APART, END, stand_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST_LINE: Final = 100_000
"""Bytes that a line may have."""
LONGEST_CELL: Final = 10_000
"""Characters that a text may have, as in a plain record."""


@dataclass(frozen=True)
class Parts:
    """How a line of so many cells is cut: each wanted cell, by its position, is a part.

    Examples
    --------
    >>> parts = Parts(7, frozenset({2, 3, 6}))
    >>> parts.names
    ('between_1', 'cell_2', 'cell_3', 'between_4', 'cell_6', 'between_7')
    >>> parts.cuts.tolist()
    [True, True, True, False, True, True]
    """

    width: int
    wanted: frozenset[int]

    @property
    def names(self) -> tuple[str, ...]:
        """The parts as columns: a wanted cell, or all from a position to the next wanted one."""
        return tuple(
            f"cell_{position}" if position in self.wanted else f"between_{position}"
            for position in range(1, self.width + 1)
            if position == 1 or self._is_cut_before(position)
        )

    @property
    def cuts(self) -> NDArray[np.bool_]:
        """Whether parts meet at a tab, for each tab of a line."""
        import numpy as np

        return np.array([self._is_cut_before(nth) for nth in range(2, self.width + 1)], np.bool_)

    def _is_cut_before(self, position: int) -> bool:
        return position in self.wanted or position - 1 in self.wanted


@dataclass
class Count:
    """How many lines have come out so far."""

    lines: int = 0


def split_up(blocks: Iterable[bytes], parts: Parts, count: Count) -> Iterator[memoryview]:
    r"""Cut the lines of a file into parts behind their numbers, as `kernels.lines.split` does.

    The database reads lines on several threads, and could not count them.

    Examples
    --------
    >>> count = Count()
    >>> parts = Parts(3, frozenset({3}))
    >>> [bytes(block) for block in split_up([b"a\tb\tc\n\n", b"d\n"], parts, count)]
    [b'1\x01a\tb\x01c\x01\n2\x01\x01\x01e\n', b'3\x01d\x01\x01w\n']
    >>> count
    Count(lines=3)
    """
    import numpy as np

    from standoff.kernels.lines import ROOM, split

    cuts = parts.cuts
    room = ROOM + len(parts.names)
    for block in blocks:
        lines = block.count(b"\n")
        out = np.empty(len(block) + lines * room, np.uint8)
        size = split(
            np.frombuffer(block, np.uint8), cuts, count.lines + 1, LONGEST_LINE, LONGEST_CELL, out
        )
        count.lines += lines
        yield out[:size].data


def last_line(parts: Parts, number: int) -> bytes:
    r"""Write the stand-in that says that no line comes after it.

    Examples
    --------
    >>> last_line(Parts(3, frozenset({3})), 4)
    b'4\x01\x02.\t\x01\x01m\n'
    """
    shown = stand_in(END).decode().removesuffix("\n")
    return f"{number}{APART}{shown}{APART * len(parts.names)}m\n".encode()
