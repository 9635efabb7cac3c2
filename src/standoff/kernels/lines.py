"""Lines of text cut into the cells that are wanted, so that a database need not look at every one.

Of dozens of cells in a line a few are wanted. The others are gathered behind
them, tabs and all, so that nothing of the line is lost: reading ten cells takes
a fraction of the time of reading sixty.

Letters
-------
``byte`` a byte of a line; ``at`` where it stands in what is read, ``n`` in what
is written.
"""

from __future__ import annotations

from typing import Final

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Bytes

Bools = npt.NDArray[np.bool_]
Place = np.uintp

TAB: Final = 9
END_OF_LINE: Final = 10
ZERO, ONE = Place(0), Place(1)
"""Places are unsigned: for each signed one it would be asked whether it counts from the end."""
APART: Final = 1
"""The byte that is written between the parts of a line."""
MARK: Final = 2
"""The first byte of a line that is handed on uncut."""
ROOM: Final = 23
"""Bytes at most that a line grows by, beside one for each wanted cell."""

EMPTY, MARKED, LONG, OTHER_WIDTH, DOUBTFUL = b"emlwd"
"""What is odd about a line; only a doubtful one is cut, for it may be as it should be."""


@nb.njit(cache=True, nogil=True)
def split(
    block: Bytes, wanted: Bools, first: int, longest: int, doubtful: int, rest: Bytes, out: Bytes
) -> Place:
    r"""Write lines with their numbers, cut into cells; return how many bytes that makes.

    A line becomes its number, its wanted cells, all other cells with tabs
    between, and a letter if something is odd about it, with `APART` between
    these. A line that is odd, but for a doubtful one, is all where the other
    cells would be.

    Parameters
    ----------
    block
        Bytes of whole lines, each with its end; no byte of theirs is `APART`.
    wanted
        Which of the cells that a line should have are wanted.
    first
        The number of the first line.
    longest
        Bytes that a line may have.
    doubtful
        Bytes above which a line is doubtful.
    rest
        Room for the longest line.
    out
        Where the bytes are written to, with room for `ROOM` more for each line,
        and one more for each wanted cell of it.

    Examples
    --------
    >>> import numpy as np
    >>> block = np.frombuffer(b"a\tb\tc\n\nd\n", np.uint8)
    >>> rest, out = np.empty((2, 100), np.uint8)
    >>> size = split(block, np.array([False, True, False]), 1, 100, 50, rest, out)
    >>> bytes(out[:size])
    b'1\x01b\x01a\tc\x01\n2\x01\x01\x01e\n3\x01\x01d\x01w\n'
    """
    start, number, n = ZERO, first, ZERO
    while start < block.size:
        n = _write_number(number, out, n)
        begin, others, cell, at = n, ZERO, 0, start
        is_wanted = wanted[0]
        byte = block[at]
        while byte != END_OF_LINE:
            if is_wanted:
                out[n] = APART if byte == TAB else byte
                n += ONE
            else:
                rest[others] = byte
                others += ONE
            if byte == TAB:
                cell += 1
                is_wanted = cell < wanted.size and wanted[cell]
            at += ONE
            byte = block[at]
        odd = _oddity(block[start], at - start, cell + 1 - wanted.size, longest, doubtful)
        if odd == 0 or odd == DOUBTFUL:
            if is_wanted:
                out[n] = APART
                n += ONE
            n = _write(rest, ZERO, others, out, n)
        else:
            n = begin
            for is_wanted in wanted:
                if is_wanted:
                    out[n] = APART
                    n += ONE
            n = _write(block, start, at, out, n)
        out[n] = APART
        n += ONE
        if odd != 0:
            out[n] = odd
            n += ONE
        out[n] = END_OF_LINE
        n += ONE
        number += 1
        start = at + ONE
    return n


@nb.njit(cache=True, nogil=True)
def _oddity(begins: int, size: Place, more_cells: int, longest: int, doubtful: int) -> int:
    """Return what is odd about a line of so many bytes, 0 if nothing is."""
    if size == 0:
        return EMPTY
    if begins == MARK:
        return MARKED
    if size > longest:
        return LONG
    if more_cells != 0:
        return OTHER_WIDTH
    return DOUBTFUL if size > doubtful else 0


@nb.njit(cache=True, nogil=True)
def _write_number(number: int, out: Bytes, n: Place) -> Place:
    """Write a positive number in decimal digits and `APART`; return where it ends."""
    end, rest = n + ONE, number // 10
    while rest > 0:
        end += ONE
        rest //= 10
    out[end] = APART
    place, rest = end, number
    while place > n:
        place -= ONE
        out[place] = ord("0") + rest % 10
        rest //= 10
    return end + ONE


@nb.njit(cache=True, nogil=True)
def _write(some: Bytes, start: Place, end: Place, out: Bytes, n: Place) -> Place:
    """Write some bytes; return where they end."""
    at = start
    while at < end:
        out[n] = some[at]
        n += ONE
        at += ONE
    return n
