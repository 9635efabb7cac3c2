"""The lines of a file of event data, numbered and cut: the cells that are wanted, then the rest.

The database is handed the wanted cells as columns of their own. The others come
along in one column, so that a malformed line can be shown whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from standoff.record.imports.lines import APART, END, stand_in

LONGEST_LINE: Final = 100_000
"""Bytes that a line may have."""
LONGEST_CELL: Final = 10_000
"""Characters that a text may have, as in a plain record."""


@dataclass(frozen=True)
class Parts:
    """How a line is cut: how many cells it should have, and the positions of those wanted.

    Examples
    --------
    >>> parts = Parts(4, frozenset({2, 4}))
    >>> parts.names
    ('cell_2', 'cell_4', 'rest')
    >>> print(Parts(2, frozenset({1})).written)
    concat_ws(chr(9), cell_1, array_to_string(string_split(rest, chr(9))[1:1], chr(9)))
    """

    width: int
    wanted: frozenset[int]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns: each wanted cell, and the rest."""
        return (*(f"cell_{position}" for position in sorted(self.wanted)), "rest")

    @property
    def written(self) -> str:
        """The SQL of the line as it stands in the file, if it has as many cells as it should."""
        cells, others = [], 0
        for is_wanted, run in itertools.groupby(
            range(1, self.width + 1), lambda position: position in self.wanted
        ):
            positions = list(run)
            if is_wanted:
                cells += [f"cell_{position}" for position in positions]
                continue
            some = f"string_split(rest, chr(9))[{others + 1}:{others + len(positions)}]"
            cells.append(f"array_to_string({some}, chr(9))")
            others += len(positions)
        return f"concat_ws(chr(9), {', '.join(cells)})"


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
    >>> parts = Parts(3, frozenset({2}))
    >>> [bytes(block) for block in split_up([b"a\tb\tc\n\n", b"d\n"], parts, count)]
    [b'1\x01b\x01a\tc\x01\n2\x01\x01\x01e\n', b'3\x01\x01d\x01w\n']
    >>> count
    Count(lines=3)
    """
    import numpy as np

    from standoff.kernels.lines import ROOM, split

    wanted = np.array([position in parts.wanted for position in range(1, parts.width + 1)])
    room = ROOM + len(parts.names)
    for block in blocks:
        lines = block.count(b"\n")
        old = np.frombuffer(block, np.uint8)
        new = np.empty(old.size + lines * room, np.uint8)
        rest = np.empty_like(old)
        size = split(old, wanted, count.lines + 1, LONGEST_LINE, LONGEST_CELL, rest, new)
        count.lines += lines
        yield new[:size].data


def last_line(parts: Parts, number: int) -> bytes:
    r"""Write the stand-in that says that no line comes after it.

    Examples
    --------
    >>> last_line(Parts(3, frozenset({3})), 4)
    b'4\x01\x01\x02.\t\x01m\n'
    """
    shown = stand_in(END).decode().removesuffix("\n")
    return f"{number}{APART * len(parts.names)}{shown}{APART}m\n".encode()
