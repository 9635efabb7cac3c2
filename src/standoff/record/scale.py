"""How friendly or hostile an event was: a number from -10 to 10.

The number is taken from where it is known best: the event's own row, else the
table that the user names, else our default for the verb. The idea of such a
scale is Goldstein's; the default numbers are ours, one for each type of PLOVER
and no finer, and stand in `tables/plover.csv`.

References
----------
J. S. Goldstein (1992), A Conflict-Cooperation Scale for WEIS Events Data,
Journal of Conflict Resolution 36(2), 369-385.
"""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from standoff.errors import Problem, RecordError
from standoff.record.event import Event
from standoff.record.tables import rows
from standoff.record.verbs import Verb, find, known_cameo

MOST: Final = 10.0
"""The intensity of the friendliest event; the most hostile has its negative."""
UNTYPED: Final = 2.0
"""The default size for a verb that has a sign and no PLOVER type, as an appeal."""

LARGEST_TABLE: Final = 1_000_000
"""Bytes that a table of intensities may have; CAMEO has some 300 codes."""
MOST_CODES: Final = 10_000
"""Rows that a table of intensities may have."""
MOST_PROBLEMS: Final = 50
"""Problems after which reading stops: a file that has more is of another kind."""

_CODE: Final = "code"
_VALUES: Final = ("intensity", "goldstein")


@dataclass(frozen=True)
class Scale:
    """The intensity of verbs: a user's table where there is one, else our default.

    ``table`` gives a number to a verb of the record, to a CAMEO code (which
    holds for the codes below it that have none) or to a PLOVER type.
    ``source`` says where the table is from, and is empty for the default.
    """

    table: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""

    def intensity(self, event: Event) -> float | None:
        """Return how friendly (to 10) or hostile (to -10) an event was.

        Returns
        -------
        float or None
            None if nothing is known of its verb.

        Examples
        --------
        >>> import datetime as dt
        >>> test = Event("E1", dt.date(2009, 5, 25), ("PRK",), "nuclear_test")
        >>> DEFAULT.intensity(test), Scale({"15": -7.2}, "mine").intensity(test)
        (-7.0, -7.2)
        """
        if event.intensity is not None:
            return event.intensity
        return self.of_verb(event.verb, event.extra.get("cameo", ""))

    def of_verb(self, verb: str, cameo: str = "") -> float | None:
        """Return the intensity of a verb, or of the CAMEO code beside it.

        In the table the verb itself comes first, then the code that its row
        gives, then the code and the type that the verb stands for; a code is
        looked up with the codes above it.
        """
        known = find(verb, cameo)
        if verb in self.table:
            return self.table[verb]
        codes = (verb, cameo, known.cameo if known else "")
        for code in (name for written in codes for name in _upwards(written)):
            if code in self.table:
                return self.table[code]
        if known is None:
            return None
        return self.table.get(known.plover, default_intensity(known))


DEFAULT: Final = Scale()
"""Our own scale, with no table of a user."""


def default_intensity(verb: Verb) -> float:
    """Return our own number for a verb: by its sign, and by its PLOVER type.

    A verb that is neither friendly nor hostile has 0. One whose sign differs
    from that of its type, or that has no type, has 2 in its own direction.
    """
    row = next((row for row in rows("plover.csv") if row["type"] == verb.plover), None)
    size = float(row["intensity"]) if row else 0.0
    return size if size * verb.sign > 0 else verb.sign * UNTYPED


def _upwards(code: str) -> Iterator[str]:
    """Yield a CAMEO code and the codes above it; nothing if it is none."""
    if code.isascii() and code.isdigit() and known_cameo(code):
        yield from (code[:end] for end in range(len(code), 1, -1))


def read_scale(path: str | Path) -> Scale:
    """Read a table of intensities: a CSV file with the columns code and intensity.

    ``goldstein`` is accepted as the name of the second column; other columns
    are not read.

    Raises
    ------
    RecordError
        If the file cannot be read or any row is wrong; carries every problem.
    """
    source = str(path)
    return parse_scale(_text_of(Path(path), source), source=source)


def parse_scale(text: str, *, source: str = "<text>") -> Scale:
    r"""Read a table of intensities from the text of a CSV file.

    Examples
    --------
    >>> parse_scale("code,intensity\n190,-10\nnuclear_test,-8.5").of_verb("1901")
    -10.0
    """
    reader = _Reader(source)
    table = reader.table(text)
    if reader.problems:
        raise RecordError(source, reader.problems)
    return Scale(MappingProxyType(table), source)


def _text_of(path: Path, source: str) -> str:
    """Read the characters of a file of bounded size."""

    def refuse(line: int, wrong: str, fix: str) -> RecordError:
        return RecordError(source, [Problem(line, 1, "", wrong, fix)])

    try:
        # a pipe would be waited for, and a device might never end
        if path.exists() and not path.is_file():
            raise OSError(0, "It is not a file")
        with path.open("rb") as stream:
            content = stream.read(LARGEST_TABLE + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or os.strerror(2)
        raise refuse(
            1, f"The table of intensities cannot be opened: {why}.", "Check its name and place."
        ) from None
    if len(content) > LARGEST_TABLE:
        raise refuse(
            1,
            f"The table of intensities has more than {LARGEST_TABLE:,} bytes.",
            "Keep one row for each code.",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refuse(
            line,
            f"The byte {content[error.start]:#04x} is not UTF-8 text.",
            "Save the file as CSV with the encoding UTF-8.",
        ) from None


class _Reader:
    """Reads a table, gathering what is wrong with it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}

    def add(self, line: int, column: int, path: str, wrong: str, fix: str) -> None:
        self.problems.append(Problem(line, column, path, wrong, fix))

    def table(self, text: str) -> dict[str, float]:
        """Read all rows."""
        found: dict[str, float] = {}
        rows_read = self._rows(text)
        columns = self._columns(next(rows_read, None))
        if columns is None:
            return found
        for number, (line, cells) in enumerate(rows_read, 1):
            if number > MOST_CODES or len(self.problems) >= MOST_PROBLEMS:
                self._stop(line, number)
                break
            row = self._row(line, cells, columns)
            if row is not None:
                found[row[0]] = row[1]
        return found

    def _stop(self, line: int, number: int) -> None:
        if number > MOST_CODES:
            self.add(
                line,
                1,
                "",
                f"The table has more than {MOST_CODES:,} rows.",
                "Keep one row for each code.",
            )

    def _rows(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Yield each row with the line on which it begins; blank lines are none."""
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error:
                self.add(
                    line,
                    1,
                    "",
                    "The row that begins here is not CSV.",
                    'Close every quotation mark, and double one within a cell ("").',
                )
                return
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]

    def _columns(self, header: tuple[int, list[str]] | None) -> tuple[int, int] | None:
        """Find the two columns that are read."""
        if header is None:
            if not self.problems:
                self.add(
                    1,
                    1,
                    "",
                    "The table of intensities is empty.",
                    "Its first line names the columns: code,intensity.",
                )
            return None
        line, names = header
        values = [name for name in _VALUES if name in names]
        if (
            _CODE in names
            and len(values) == 1
            and all(names.count(name) == 1 for name in (_CODE, *values))
        ):
            return names.index(_CODE), names.index(values[0])
        self.add(
            line,
            1,
            "",
            f"The columns are {', '.join(_quoted(name) for name in names[:8])}.",
            "A table of intensities has one column 'code' and one column 'intensity' "
            "(or 'goldstein' in its place).",
        )
        return None

    def _row(
        self, line: int, cells: Sequence[str], columns: tuple[int, int]
    ) -> tuple[str, float] | None:
        """Read one row; None if it is wrong."""
        code_at, value_at = columns
        if len(cells) <= max(columns):
            self.add(
                line,
                len(cells),
                "",
                f"The row has {len(cells)} cells, and the columns need {max(columns) + 1}.",
                "Give the row a cell for every column.",
            )
            return None
        code = cells[code_at]
        right = self._code(line, code_at + 1, code)
        value = self._value(line, value_at + 1, code, cells[value_at])
        return (code, value) if right and value is not None else None

    def _code(self, line: int, column: int, code: str) -> bool:
        """Check a code: there, of CAMEO if it is a number, and not given before."""
        if not code:
            self.add(line, column, "", "The row has no code.", "Give it a code, or take it out.")
            return False
        if code.isdigit() and known_cameo(code) is None:
            self.add(
                line,
                column,
                code,
                f"{_quoted(code)} is not a CAMEO code.",
                "Write a code of CAMEO with its leading zero, such as 010 or 0862; "
                "a spreadsheet takes the zero off unless the column is text.",
            )
            return False
        if code in self.lines:
            self.add(
                line,
                column,
                _shown(code),
                f"{_quoted(code)} is there twice, first on line {self.lines[code]}.",
                "Keep one of them.",
            )
            return False
        self.lines[code] = line
        return True

    def _value(self, line: int, column: int, code: str, written: str) -> float | None:
        """Read an intensity; None if it is not a number from -10 to 10."""
        try:
            value = float(written)
        except ValueError:
            value = math.nan
        # float() also reads 1_0, inf and digits of other scripts
        plain = written.isascii() and "_" not in written
        if plain and -MOST <= value <= MOST:
            return value + 0.0
        wrong = f"{_quoted(written)} is not a number from -10 to 10."
        fix = "Write how friendly (to 10) or hostile (to -10) it is, for example -7.5."
        self.add(line, column, _shown(code), wrong if written else "The row has no number.", fix)
        return None


def _shown(code: str) -> str:
    """Return a code as it may stand in a place, shortened and printable."""
    return _quoted(code)[1:-1]


def _quoted(text: str) -> str:
    """Quote what was written, shortened if it is long, in characters that print."""
    short = text if len(text) <= 40 else f"{text[:37]}..."
    return "'" + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in short) + "'"
