"""Lines of text cut at some of their tabs, so that a database need not look at every cell.

Of dozens of cells in a line a few are wanted. The rest stay as they are, tabs and
all, in long parts between the wanted cells: reading twenty parts takes half
the time of reading sixty cells.

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

TAB: Final = 9
END_OF_LINE: Final = 10
APART: Final = 1
"""The byte that is written between parts."""
MARK: Final = 2
"""The first byte of a line that is handed on uncut."""
ROOM: Final = 23
"""Bytes at most that a line grows by, beside one for each part."""

EMPTY, MARKED, LONG, OTHER_WIDTH, DOUBTFUL = b"emlwd"
"""What is odd about a line; only a doubtful one is cut, for it may be as it should."""


@nb.njit(cache=True, nogil=True)
def split(block: Bytes, cuts: Bools, first: int, longest: int, doubtful: int, out: Bytes) -> int:
    r"""Write lines with their numbers, cut into parts; return how many bytes that makes.

    A line becomes its number, its parts, and a letter if something is odd about
    it, with `APART` between them. A line that is odd, but for a doubtful one,
    is all in the first part.

    Parameters
    ----------
    block
        Bytes of whole lines, each with its end; no byte of theirs is `APART`.
    cuts
        Whether parts meet at a tab, by the number of the tab within a line; there
        is one entry for each tab that a line should have.
    first
        The number of the first line.
    longest
        Bytes that a line may have.
    doubtful
        Bytes above which a line is doubtful.
    out
        Where the bytes are written to, with room for `ROOM` more for each line,
        and one more for each part.

    Examples
    --------
    >>> import numpy as np
    >>> block = np.frombuffer(b"a\tb\tc\n\nd\n", np.uint8)
    >>> out = np.empty(100, np.uint8)
    >>> size = split(block, np.array([False, True]), 1, 100, 50, out)
    >>> bytes(out[:size])
    b'1\x01a\tb\x01c\x01\n2\x01\x01\x01e\n3\x01d\x01\x01w\n'
    """
    start, number, n = 0, first, 0
    while start < block.size:
        n = _write_number(number, out, n)
        begin, tabs, at = n, 0, start
        byte = block[at]
        while byte != END_OF_LINE:
            if byte == TAB:
                out[n] = APART if tabs < cuts.size and cuts[tabs] else TAB
                tabs += 1
            else:
                out[n] = byte
            n += 1
            at += 1
            byte = block[at]
        odd = _oddity(block[start], at - start, tabs - cuts.size, longest, doubtful)
        if odd != 0 and odd != DOUBTFUL:
            n = _write_whole(block, start, at, cuts, out, begin)
        out[n] = APART
        n += 1
        if odd != 0:
            out[n] = odd
            n += 1
        out[n] = END_OF_LINE
        n += 1
        number += 1
        start = at + 1
    return n


@nb.njit(cache=True, nogil=True)
def _oddity(begins: int, size: int, more_tabs: int, longest: int, doubtful: int) -> int:
    """Return what is odd about a line of so many bytes, 0 if nothing is."""
    if size == 0:
        return EMPTY
    if begins == MARK:
        return MARKED
    if size > longest:
        return LONG
    if more_tabs != 0:
        return OTHER_WIDTH
    return DOUBTFUL if size > doubtful else 0


@nb.njit(cache=True, nogil=True)
def _write_number(number: int, out: Bytes, n: int) -> int:
    """Write a positive number in decimal digits and `APART`; return where it ends."""
    digits, rest = 1, number // 10
    while rest > 0:
        digits += 1
        rest //= 10
    rest = number
    for place in range(n + digits - 1, n - 1, -1):
        out[place] = ord("0") + rest % 10
        rest //= 10
    out[n + digits] = APART
    return n + digits + 1


@nb.njit(cache=True, nogil=True)
def _write_whole(block: Bytes, start: int, end: int, cuts: Bools, out: Bytes, n: int) -> int:
    """Write a line into the first part, the others empty; return where it ends."""
    for at in range(start, end):
        out[n] = block[at]
        n += 1
    for cut in cuts:
        if cut:
            out[n] = APART
            n += 1
    return n
