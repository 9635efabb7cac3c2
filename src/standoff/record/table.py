"""Read the events of a record from a table (CSV), or say everything that is wrong with it.

Columns in messages are the columns of the table, 1 for the first.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from standoff.errors import nearest
from standoff.record.event import Event
from standoff.record.findings import LONGEST_CELL, Findings, quoted
from standoff.record.grouping import events_of
from standoff.record.row import OPTIONAL, REQUIRED, TEXT, known_columns


@dataclass(frozen=True)
class TableRow:
    """A row of a table, its cells by column."""

    line: int
    cells: dict[str, str]
    columns: tuple[str, ...]
    is_misread: bool = False

    def place(self, column: str) -> tuple[int, int, str]:
        """Return line, column and path of a cell, for a message."""
        name = self.cells["id"]
        path = f"{name}.{column}" if name and column != "id" else column
        number = self.columns.index(column) + 1 if column in self.columns else 1
        return self.line, number, path


def full_row(cells: Mapping[str, str]) -> TableRow:
    """Return a row that does not come from a file, with a cell in every column."""
    return TableRow(1, dict.fromkeys((*REQUIRED, *OPTIONAL), "") | dict(cells), ())


def parse_events(text: str, *, source: str = "<text>") -> tuple[Event, ...]:
    r"""Read events from the text of a table.

    Rows with the same id are claims on one event. The first is its content; the
    others name themselves in the column `claim`, and what they leave blank is as
    in the first.

    Raises
    ------
    RecordError
        If any row is wrong; carries every problem.

    Examples
    --------
    >>> rows = "id,date,actor,action,target,description\nE1,2009-04-05,PRK,launch,JPN;USA,A rocket"
    >>> event, = parse_events(rows)
    >>> event.date.isoformat(), event.actors, event.targets
    ('2009-04-05', ('PRK',), ('JPN', 'USA'))
    """
    findings = Findings(source)
    rows = raw_rows(text, findings)
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
    events = events_of(_matched(rows, columns, findings), findings)
    findings.refuse()
    return events


def raw_rows(text: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
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


def _columns(line: int, names: Sequence[str], findings: Findings) -> tuple[str, ...]:
    """Check the names of the columns."""
    known = (*REQUIRED, *OPTIONAL)
    for number, name in enumerate(names, 1):
        if name not in known and not TEXT.fullmatch(name):
            findings.add(
                line,
                number,
                "",
                f"No column is called {quoted(name)}.",
                f"{nearest(name, known)}Columns: {known_columns()}.",
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


def _matched(
    rows: Iterator[tuple[int, list[str]]], columns: tuple[str, ...], findings: Findings
) -> Iterator[TableRow]:
    """Match cells to columns; a row with too many or too few is a problem."""
    blank = dict.fromkeys(OPTIONAL, "")
    for line, cells in rows:
        if len(cells) == len(columns):
            yield TableRow(line, blank | dict(zip(columns, cells, strict=True)), columns)
        elif findings.are_too_many(line):
            return
        else:
            findings.add(
                line,
                1,
                "",
                f"The row has {len(cells)} cells, and there are {len(columns)} columns.",
                "Put a text that holds a comma in quotation marks.",
            )
