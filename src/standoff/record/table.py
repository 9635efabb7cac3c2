"""Read the events of a record from a CSV file, or say everything that is wrong with it.

Columns in messages are the columns of the table, 1 for the first.
"""

from __future__ import annotations

import csv
import datetime as dt
import errno
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeGuard, get_args

from standoff.errors import Problem, RecordError, nearest
from standoff.record.event import Event, Precision
from standoff.spec.crisis import Confidence

REQUIRED: Final = ("id", "date", "actor", "action", "target", "description")
OPTIONAL: Final = (
    "end_date", "outcome", "source", "url", "confidence", "place_institution",
    "plover", "cameo", "seed",
)  # fmt: skip
EXTRA: Final = ("plover", "cameo", "seed")
_TEXT: Final = re.compile(r"description_([a-z]{2})")
"""A column with the descriptions in a language."""

LARGEST_FILE: Final = 20_000_000
"""Bytes that a record may have; larger ones belong in a database."""
LONGEST_CELL: Final = 10_000
"""Characters that a cell may have, as a text in a crisis file."""
MOST_PROBLEMS: Final = 50
"""Problems after which reading stops: a file that has more is of another kind."""

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_PRECISION: Final[tuple[Precision, ...]] = ("year", "month", "day")
_WRITE_DATE: Final = (
    "Write a date as year-month-day, for example 2009-04-05; "
    "2009-04 or 2009 where the day is not known."
)


@dataclass(frozen=True)
class _Findings:
    """The problems found so far."""

    source: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, column: int, path: str, wrong: str, fix: str) -> None:
        self.problems.append(Problem(line, column, path, wrong, fix))

    def refuse(self) -> None:
        """Raise what was found, if anything was."""
        if self.problems:
            raise RecordError(self.source, self.problems)


@dataclass(frozen=True)
class _Row:
    """A row of the table, its cells by column."""

    line: int
    cells: dict[str, str]
    columns: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.cells["id"]

    def place(self, column: str) -> tuple[int, int, str]:
        """Return line, column and path of a cell, for a message."""
        path = f"{self.id}.{column}" if self.id and column != "id" else column
        number = self.columns.index(column) + 1 if column in self.columns else 1
        return self.line, number, path

    @property
    def texts(self) -> dict[str, str]:
        """The descriptions by language, where they are given."""
        found = ((_TEXT.fullmatch(name), cell) for name, cell in self.cells.items() if cell)
        return {match[1]: cell for match, cell in found if match}

    def names(self, column: str) -> tuple[str, ...]:
        """Split a cell that holds several names."""
        return tuple(name.strip() for name in self.cells[column].split(";") if name.strip())


def read_events(path: str | Path) -> tuple[Event, ...]:
    """Read the events of a CSV file, in the order of the file.

    Raises
    ------
    RecordError
        If the file cannot be read or any row is wrong; carries every problem.
    """
    source = str(path)
    return parse_events(_text_of(Path(path), source), source=source)


def parse_events(text: str, *, source: str = "<text>") -> tuple[Event, ...]:
    r"""Read events from the text of a CSV file.

    Examples
    --------
    >>> rows = "id,date,actor,action,target,description\nE1,2009-04-05,PRK,launch,JPN;USA,A rocket"
    >>> event, = parse_events(rows)
    >>> event.date.isoformat(), event.actors, event.targets
    ('2009-04-05', ('PRK',), ('JPN', 'USA'))
    """
    findings = _Findings(source)
    rows = _rows(text, findings)
    header = next(rows, None)
    if header is None:
        findings.add(
            1,
            1,
            "",
            "The record is empty.",
            f"Its first line names the columns: {','.join(REQUIRED)}.",
        )
        findings.refuse()
    assert header is not None
    columns = _columns(*header, findings)
    findings.refuse()
    events = _events(rows, columns, findings)
    findings.refuse()
    return events


def _text_of(path: Path, source: str) -> str:
    """Read the characters of a file of bounded size."""
    findings = _Findings(source)
    try:
        # a pipe would be waited for, and a device might never end
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "It is not a file")
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        findings.add(
            1,
            1,
            "",
            f"The record cannot be opened: {error.strerror}.",
            "Put the file beside the crisis file, under the name that record.events gives.",
        )
        raise RecordError(source, findings.problems) from None
    if len(content) > LARGEST_FILE:
        findings.add(
            1,
            1,
            "",
            f"The record has more than {LARGEST_FILE:,} bytes.",
            "Keep the events that the crisis is about, and leave the rest out.",
        )
        findings.refuse()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        findings.add(
            line,
            1,
            "",
            f"The byte {content[error.start]:#04x} is not UTF-8 text.",
            "Save the file as CSV with the encoding UTF-8.",
        )
        raise RecordError(source, findings.problems) from None


def _rows(text: str, findings: _Findings) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it begins; blank lines are none."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            findings.add(
                line,
                1,
                "",
                "The row that begins here is not CSV.",
                'Close every quotation mark, double one within a cell ("") '
                f"and keep cells under {LONGEST_CELL:,} characters.",
            )
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, [cell.strip() for cell in cells]


def _columns(line: int, names: Sequence[str], findings: _Findings) -> tuple[str, ...]:
    """Check the names of the columns."""
    known = (*REQUIRED, *OPTIONAL)
    for number, name in enumerate(names, 1):
        if name not in known and not _TEXT.fullmatch(name):
            findings.add(
                line,
                number,
                "",
                f"No column is called {_quoted(name)}.",
                f"{nearest(name, known)}Columns: {', '.join(known)}, and description_xx "
                "for the description in the language xx.",
            )
        elif name in names[: number - 1]:
            findings.add(
                line, number, "", f"The column '{name}' is there twice.", "Keep one of them."
            )
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        findings.add(
            line,
            1,
            "",
            f"Missing columns: {', '.join(missing)}.",
            f"A record has at least the columns {', '.join(REQUIRED)}.",
        )
    return tuple(names)


def _events(
    rows: Iterator[tuple[int, list[str]]], columns: tuple[str, ...], findings: _Findings
) -> tuple[Event, ...]:
    """Read every row, adding what is wrong with it."""
    events = []
    first_line: dict[str, int] = {}
    for line, cells in rows:
        if len(findings.problems) >= MOST_PROBLEMS:
            findings.add(
                line,
                1,
                "",
                f"Reading stopped here, after {MOST_PROBLEMS} problems.",
                "Correct those above first.",
            )
            break
        row = _row(line, cells, columns, findings)
        if row is None:
            continue
        if row.id in first_line:
            findings.add(
                *row.place("id"),
                f"The id '{row.id}' is already used on line {first_line[row.id]}.",
                "Give every event an id of its own.",
            )
        first_line.setdefault(row.id, line)
        event = _event(row, findings)
        if event is not None:
            events.append(event)
    return tuple(events)


def _row(line: int, cells: list[str], columns: tuple[str, ...], findings: _Findings) -> _Row | None:
    """Match cells to columns, and check that they are clean text."""
    if len(cells) != len(columns):
        findings.add(
            line,
            1,
            "",
            f"The row has {len(cells)} cells, and there are {len(columns)} columns.",
            "Put a text that holds a comma in quotation marks.",
        )
        return None
    row = _Row(line, dict.fromkeys(OPTIONAL, "") | dict(zip(columns, cells, strict=True)), columns)
    before = len(findings.problems)
    for column in columns:
        cell = row.cells[column]
        if len(cell) > LONGEST_CELL:
            findings.add(
                *row.place(column),
                f"The cell has {len(cell):,} characters.",
                f"Keep it under {LONGEST_CELL:,}.",
            )
        control = next((c for c in cell if _is_control(c)), None)
        if control is not None:
            findings.add(
                *row.place(column),
                f"The cell holds the control character U+{ord(control):04X}.",
                "Take it out.",
            )
    return row if len(findings.problems) == before else None


def _is_control(character: str) -> bool:
    """Say whether a character could make a terminal do something."""
    return unicodedata.category(character) == "Cc" and character not in "\t\n\r"


def _event(row: _Row, findings: _Findings) -> Event | None:
    """Read one row, adding what is wrong with it; without a date there is no event."""
    for column, what in (("id", "an id of its own"), ("action", "a verb")):
        if not row.cells[column]:
            findings.add(*row.place(column), f"The {column} is empty.", f"Give the event {what}.")
    date, precision = _date(row, "date", findings)
    if not row.cells["date"]:
        findings.add(*row.place("date"), "The date is empty.", _WRITE_DATE)
    end, end_precision = _date(row, "end_date", findings)
    confidence = row.cells["confidence"]
    if not _is_confidence(confidence) and confidence:
        known = get_args(Confidence)
        findings.add(
            *row.place("confidence"),
            f"The confidence is {_quoted(confidence)}.",
            f"{nearest(confidence, known)}It may be {', '.join(known)} or empty.",
        )
    if date and end:
        end = _last_day(end, end_precision)
        if end < date:
            findings.add(
                *row.place("end_date"),
                f"The end {row.cells['end_date']} is before the date {row.cells['date']}.",
                "An event ends on its first day or later; leave end_date empty for a single day.",
            )
    if date is None:
        return None
    return Event(
        id=row.id,
        date=date,
        precision=precision,
        end_date=end,
        actors=row.names("actor"),
        verb=row.cells["action"],
        targets=row.names("target"),
        text=row.cells["description"],
        place=row.cells["place_institution"],
        outcome=row.cells["outcome"],
        source=row.cells["source"],
        url=row.cells["url"],
        confidence=confidence if _is_confidence(confidence) else None,
        extra={name: row.cells[name] for name in EXTRA if row.cells[name]},
        texts=row.texts,
        line=row.line,
    )


def _is_confidence(word: str) -> TypeGuard[Confidence]:
    return word in get_args(Confidence)


def _date(row: _Row, column: str, findings: _Findings) -> tuple[dt.date | None, Precision]:
    """Read a date, or the first day of a month or year; None if the cell is empty."""
    written = row.cells[column]
    if not written:
        return None, "day"
    match = _DATE.fullmatch(written)
    if match is None:
        findings.add(*row.place(column), f"{_quoted(written)} is not a date.", _WRITE_DATE)
        return None, "day"
    parts = [int(part) for part in match.groups() if part is not None]
    try:
        first = dt.date(*(parts + [1, 1])[:3])
    except ValueError:
        findings.add(*row.place(column), f"{written} is not a day of the calendar.", _WRITE_DATE)
        return None, "day"
    return first, _PRECISION[len(parts) - 1]


def _last_day(date: dt.date, precision: Precision) -> dt.date:
    """Return the last day of the day, month or year that begins on a date."""
    return Event("", date, (), "", precision=precision).latest_date


def _quoted(text: str) -> str:
    """Quote what was written, shortened if it is long, in characters that print."""
    short = text if len(text) <= 40 else f"{text[:37]}..."
    return "'" + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in short) + "'"
