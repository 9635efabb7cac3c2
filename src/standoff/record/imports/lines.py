"""The lines of a file of event data, made safe to be split by a database.

Every line of the file comes out as one line, so that the number of a line
stays what it is in the file. A line that cannot be read comes out as a
stand-in: `MARK`, why it cannot, a tab, and what can be shown of it. An empty
line is no row and comes out empty. After the last one comes a stand-in with the
reason `END`, by which whoever reads them knows that it was the last.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from standoff.record.row import CONTROL

MARK: Final = "\x02"
APART: Final = "\x01"
"""Stands between the parts of a line that the database is handed, and in no line."""
END: Final = "."
SHOWN: Final = 1000
"""Characters of a malformed line that are kept."""
LONGEST: Final = 1 << 20
"""Bytes after which a line is cut; rows are far shorter."""
LONGEST_ROW: Final = 100
"""Lines that a row may take up where quotes hold it together."""

_GATHERED: Final = 1 << 20
"""Bytes that are gathered before they are handed on."""
_BOM: Final = b"\xef\xbb\xbf"
_CONTROL_BYTES: Final = [bytes([n]) for n in (*range(32), 127) if n not in b"\t\n"]
_CONTROL_PAIR: Final = re.compile(rb"\xc2[\x80-\x9f]")
"""Control characters in UTF-8 that have two bytes."""
_OPEN: Final = "a quotation mark before or on it is not closed"


def cleaned(blocks: Iterable[bytes]) -> Iterator[bytes]:
    r"""Yield blocks of whole lines that are safe.

    Examples
    --------
    >>> for block in cleaned([b"a\tb\r\nc", b"\td\n\n\0"]):
    ...     print(block)
    b'a\tb\n'
    b'c\td\n\n'
    b'\x02holds the control character U+0000\t\xef\xbf\xbd\n'
    """
    return map(_safe, _whole_lines(blocks))


def stand_in(reason: str, shown: str = "") -> bytes:
    """Write a line that stands for one that is not handed on."""
    plain = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in shown[:SHOWN])
    return f"{MARK}{reason}\t{plain}\n".encode()


def _whole_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Cut blocks at the ends of lines; a line that is far too long loses its end."""
    rest, is_first = b"", True
    for block in blocks:
        joined = rest + (block.removeprefix(_BOM) if is_first else block)
        is_first = False
        cut = joined.rfind(b"\n") + 1
        if cut:
            yield joined[:cut]
        rest = joined[cut : cut + LONGEST]
    if rest:
        yield rest + b"\n"


def _safe(block: bytes) -> bytes:
    """Return the lines of a block as they are, if nothing is wrong with any."""
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n").replace(b"\r", b" ")
    # looking for each is faster than looking once for any of them
    is_plain = not any(byte in block for byte in _CONTROL_BYTES) and (
        block.isascii() or _is_text(block)
    )
    if is_plain:
        return block
    return b"".join(_safe_line(line) for line in block.split(b"\n")[:-1])


def _is_text(block: bytes) -> bool:
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return _CONTROL_PAIR.search(block) is None


def _safe_line(line: bytes) -> bytes:
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        shown = line[: 4 * SHOWN].decode(errors="replace")
        byte = line[error.start]
        return stand_in(f"is not UTF-8: byte {byte:#04x} at position {error.start + 1}", shown)
    control = CONTROL.search(text)
    if control is not None:
        return stand_in(f"holds the control character U+{ord(control[0]):04X}", text)
    return line + b"\n"


@dataclass(frozen=True)
class Cells:
    """How the cells of a row stand in its line: what is between them, and how many they are."""

    delimiter: str
    width: int


def tabulated(blocks: Iterable[bytes], cells: Cells) -> Iterator[bytes]:
    r"""Rewrite lines of comma-separated values, perhaps quoted, as cells with tabs between.

    ``blocks`` come from `cleaned`. A row that takes up several lines stands on
    its first, and the others are no rows. Tabs and line ends within a cell
    become spaces.

    Examples
    --------
    >>> safe = cleaned([b'a,"b\nc"\n"d\n'])
    >>> for block in tabulated(safe, Cells(",", 2)):
    ...     print(block)
    b'a\tb c\n\n\x02a quotation mark before or on it is not closed\t"d\n'
    """
    yield from _gathered(_rewritten(blocks, cells))


def _gathered(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Join small blocks; each one that is handed on costs time of its own."""
    some: list[bytes] = []
    size = 0
    for block in blocks:
        some.append(block)
        size += len(block)
        if size >= _GATHERED:
            yield b"".join(some)
            some.clear()
            size = 0
    if some:
        yield b"".join(some)


def _rewritten(blocks: Iterable[bytes], cells: Cells) -> Iterator[bytes]:
    pending: list[str] = []
    for line in _lines_of(blocks):
        if line.startswith(MARK) or not (line or pending):
            yield from _given_up(pending)
            yield f"{line}\n".encode()
            continue
        pending.append(line)
        if not _is_closed(pending):
            if len(pending) >= LONGEST_ROW:
                yield from _given_up(pending)
            continue
        row = _row(pending, cells.delimiter)
        if len(pending) > 1 and row.count(b"\t") + 1 != cells.width:
            # lines that belong together give as many cells as there are columns
            yield from _given_up(pending)
            continue
        yield row + b"\n" * (len(pending) - 1)
        pending.clear()
    yield from _given_up(pending)


def _lines_of(blocks: Iterable[bytes]) -> Iterator[str]:
    for block in blocks:
        yield from block.decode().split("\n")[:-1]


def _is_closed(lines: list[str]) -> bool:
    """Say whether every quotation mark has its pair."""
    return sum(line.count('"') for line in lines) % 2 == 0


def _given_up(pending: list[str]) -> Iterator[bytes]:
    """Stand in for every line of a row that has no end."""
    for line in pending:
        yield stand_in(_OPEN, line)
    pending.clear()


def _row(lines: list[str], delimiter: str) -> bytes:
    try:
        cells = next(csv.reader([" ".join(lines)], delimiter=delimiter), [])
    except csv.Error as error:
        return stand_in(str(error), lines[0])
    return ("\t".join(" ".join(cell.split()) for cell in cells) + "\n").encode()
