"""Read a user's table of intensities, or say everything that is wrong with it.

Columns in messages are the columns of the table, 1 for the first.
"""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from standoff.errors import Problem, RecordError
from standoff.record.findings import Findings, quoted, text_of
from standoff.record.verbs import known_cameo

MOST: Final = 10.0
"""The intensity of the friendliest event; the most hostile has its negative."""
LARGEST_TABLE: Final = 1_000_000
"""Bytes that a table may have; CAMEO has some 300 codes."""
MOST_CODES: Final = 10_000
"""Rows that a table may have."""

_CODE: Final = "code"
_VALUES: Final = ("intensity", "goldstein")
_ROW = tuple[int, list[str]]


def read_table(path: Path, source: str) -> dict[str, float]:
    """Read the intensity of each code from a CSV file of bounded size.

    Raises
    ------
    RecordError
        If the file cannot be read or any row is wrong; carries every problem.
    """
    return parse_table(text_of(_content(path, source), source, "CSV"), source)


def parse_table(text: str, source: str) -> dict[str, float]:
    """Read the intensity of each code from the text of a CSV file."""
    reader = _Reader(source)
    table = reader.table(text)
    reader.findings.refuse()
    return table


def _content(path: Path, source: str) -> bytes:
    """Read the bytes of a file."""
    try:
        # a pipe would be waited for, and a device might never end
        if path.exists() and not path.is_file():
            raise OSError(0, "It is not a file")
        with path.open("rb") as stream:
            content = stream.read(LARGEST_TABLE + 1)
    except (OSError, ValueError) as error:
        # a name with a zero byte is a ValueError
        why = getattr(error, "strerror", None) or os.strerror(2)
        wrong = f"The table of intensities cannot be opened: {why}."
        raise _refusal(source, wrong, "Put the file where it is looked for.") from None
    if len(content) > LARGEST_TABLE:
        wrong = f"The table of intensities has more than {LARGEST_TABLE:,} bytes."
        raise _refusal(source, wrong, "Keep one row for each code.")
    return content


def _refusal(source: str, wrong: str, fix: str) -> RecordError:
    return RecordError(source, [Problem(1, 1, "", wrong, fix)])


class _Reader:
    """Reads a table, gathering what is wrong with it."""

    def __init__(self, source: str) -> None:
        self.findings = Findings(source)
        self.lines: dict[str, int] = {}

    def table(self, text: str) -> dict[str, float]:
        """Read all rows."""
        found: dict[str, float] = {}
        rows = self._rows(text)
        columns = self._columns(next(rows, None))
        if columns is None:
            return found
        for number, (line, cells) in enumerate(rows, 1):
            if self.findings.are_too_many(line) or self._is_too_long(line, number):
                break
            row = self._row(line, cells, columns)
            if row is not None:
                found[row[0]] = row[1]
        return found

    def _is_too_long(self, line: int, number: int) -> bool:
        if number <= MOST_CODES:
            return False
        wrong = f"The table has more than {MOST_CODES:,} rows."
        self.findings.add(line, 1, "", wrong, "Keep one row for each code.")
        return True

    def _rows(self, text: str) -> Iterator[_ROW]:
        """Yield each row with the line on which it begins; blank lines are none."""
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error:
                wrong = "The row that begins here is not CSV."
                fix = 'Close every quotation mark, and double one within a cell ("").'
                self.findings.add(line, 1, "", wrong, fix)
                return
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]

    def _columns(self, header: _ROW | None) -> tuple[int, int] | None:
        """Find the two columns that are read."""
        if header is None:
            if not self.findings.problems:
                wrong = "The table of intensities is empty."
                fix = "Its first line names the columns: code,intensity."
                self.findings.add(1, 1, "", wrong, fix)
            return None
        line, names = header
        values = [name for name in names if name in _VALUES]
        if names.count(_CODE) == len(values) == 1:
            return names.index(_CODE), names.index(values[0])
        shown = ", ".join(quoted(name) for name in names[:8])
        self.findings.add(
            line,
            1,
            "",
            f"The columns are {shown}{', ...' if len(names) > 8 else ''}.",
            "A table of intensities has one column 'code' and one column 'intensity' "
            "(or 'goldstein' in its place).",
        )
        return None

    def _row(
        self, line: int, cells: Sequence[str], columns: tuple[int, int]
    ) -> tuple[str, float] | None:
        """Read one row; None if it is wrong."""
        if len(cells) <= max(columns):
            wrong = f"The row has {len(cells)} of the {max(columns) + 1} cells that are read."
            self.findings.add(line, 1, "", wrong, "Give the row a cell for every column.")
            return None
        code = cells[columns[0]]
        is_right = self._check(line, columns[0] + 1, code)
        value = self._value(line, columns[1] + 1, code, cells[columns[1]])
        return (code, value) if is_right and value is not None else None

    def _check(self, line: int, column: int, code: str) -> bool:
        """Check a code: there, of CAMEO if it is a number, and not given before."""
        if not code:
            wrong, fix = "The row has no code.", "Give it a code, or take it out."
        elif code.isdigit() and known_cameo(code) is None:
            wrong = f"{quoted(code)} is not a CAMEO code."
            fix = (
                "Write a code of CAMEO with its leading zero, such as 010 or 0862; "
                "a spreadsheet takes the zero off unless the column is text."
            )
        elif code in self.lines:
            wrong = f"{quoted(code)} is there twice, first on line {self.lines[code]}."
            fix = "Keep one of them."
        else:
            self.lines[code] = line
            return True
        self.findings.add(line, column, _place(code), wrong, fix)
        return False

    def _value(self, line: int, column: int, code: str, written: str) -> float | None:
        """Read an intensity; None if it is not a number from -10 to 10."""
        try:
            # float() would also read 1_0 and digits of other scripts
            value = float(written) if written.isascii() and "_" not in written else math.nan
        except ValueError:
            value = math.nan
        if -MOST <= value <= MOST:
            return value + 0.0
        wrong = (
            f"{quoted(written)} is not a number from -10 to 10."
            if written
            else "The row has no number."
        )
        fix = "Write how friendly (to 10) or hostile (to -10) it is, for example -7.5."
        self.findings.add(line, column, _place(code), wrong, fix)
        return None


def _place(code: str) -> str:
    """Return a code as it stands in a place: shortened, in characters that print."""
    return quoted(code)[1:-1]
