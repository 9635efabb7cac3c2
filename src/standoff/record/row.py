"""One row of a record: what its cells say, or everything that is wrong with them.

A row is the same thing in a table (CSV) and in a list (YAML): texts by the
name of a column, and a place for each of them.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Protocol, TypeGuard, get_args

from standoff.errors import nearest
from standoff.record.event import SAID, Claim, Precision, last_day
from standoff.record.findings import LONGEST_CELL, Findings, quoted
from standoff.spec.crisis import Confidence

REQUIRED: Final = ("id", "date", "actor", "action", "target", "description")
OPTIONAL: Final = (
    "end_date", "outcome", "source", "url", "confidence", "place_institution",
    "plover", "cameo", "seed", "claim", "intensity",
)  # fmt: skip
EXTRA: Final = ("plover", "cameo", "seed")
TEXT: Final = re.compile(r"description_([a-z]{2})")
"""A column with the descriptions in a language."""
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What could make a terminal do something; tabs and line ends are let through."""
STRONGEST: Final = 10.0
"""Intensities go from minus this to this."""

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_NUMBER: Final = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_PRECISION: Final[tuple[Precision, ...]] = ("year", "month", "day")
_WRITE_DATE: Final = (
    "Write a date as year-month-day, for example 2009-04-05; "
    "2009-04 or 2009 where the day is not known."
)
_NOTHING: Final = Claim("", dt.date.min, (), "")
"""Stands in for a first row that is wrong, so that the rows after it can be checked."""


class Row(Protocol):
    """A row of a record; `cells` has every column, empty where the row says nothing."""

    @property
    def line(self) -> int:
        """Where the row begins."""

    @property
    def cells(self) -> Mapping[str, str]:
        """The texts by the name of their column."""

    @property
    def is_misread(self) -> bool:
        """Whether a part of it has been found wrong already, so that no cell is to be trusted."""

    def place(self, column: str) -> tuple[int, int, str]:
        """Return line, column and path of a cell, for a message."""


def known_columns() -> str:
    """List the columns that a record may have, as messages do."""
    return (
        f"{', '.join((*REQUIRED, *OPTIONAL))}, and description_xx "
        "for the description in the language xx"
    )


def is_clean(row: Row, findings: Findings) -> bool:
    """Check that the cells are texts that may be shown, adding what is wrong with them."""
    before = len(findings.problems)
    for column, cell in row.cells.items():
        if len(cell) > LONGEST_CELL:
            findings.add(
                *row.place(column),
                f"The cell has {len(cell):,} characters.",
                f"Keep it under {LONGEST_CELL:,}.",
            )
        control = CONTROL.search(cell)
        if control:
            findings.add(
                *row.place(column),
                f"The cell holds the control character U+{ord(control[0]):04X}.",
                "Take it out.",
            )
    return len(findings.problems) == before


def first_claim(row: Row, findings: Findings) -> Claim | None:
    """Read the first row of an event; None if anything is wrong with it."""
    before = len(findings.problems)
    for column, what in (("id", "an id of its own"), ("action", "a verb")):
        if not row.cells[column]:
            findings.add(*row.place(column), f"The {column} is empty.", f"Give the event {what}.")
    if not row.cells["date"]:
        findings.add(*row.place("date"), "The date is empty.", _WRITE_DATE)
    claim = _claim(row, _NOTHING, findings)
    return claim if len(findings.problems) == before else None


def later_claim(row: Row, first: Claim | None, findings: Findings) -> Claim:
    """Read another row of an event; what it leaves blank is as in the first.

    A row with a source of its own takes neither locator nor confidence from it.
    """
    claim = _claim(row, first or _NOTHING, findings)
    return stating(claim, first) if first else claim


def stating(claim: Claim, first: Claim) -> Claim:
    """Note in which fields a claim differs from the first of its event."""
    differing = (name for name in SAID if getattr(claim, name) != getattr(first, name))
    return replace(claim, stated=frozenset(differing))


def _claim(row: Row, first: Claim, findings: Findings) -> Claim:
    """Read what a row claims, adding what is wrong with it."""
    cells = row.cells
    if cells["source"] not in ("", first.source) and (first.url or first.confidence):
        # where it stands and how sure it is are matters of the source
        first = replace(first, url="", confidence=None)
    (date, precision), end = _days(row, first, findings)
    return Claim(
        name=cells["claim"],
        date=date,
        precision=precision,
        end_date=end,
        actors=_names(cells["actor"]) or first.actors,
        verb=cells["action"] or first.verb,
        targets=_names(cells["target"]) or first.targets,
        text=cells["description"] or first.text,
        place=cells["place_institution"] or first.place,
        outcome=cells["outcome"] or first.outcome,
        source=cells["source"] or first.source,
        url=cells["url"] or first.url,
        confidence=_confidence(row, findings) or first.confidence,
        intensity=first.intensity if not cells["intensity"] else _intensity(row, findings),
        extra={**first.extra, **{name: cells[name] for name in EXTRA if cells[name]}},
        texts={**first.texts, **_texts(cells)},
        line=row.line,
    )


def _days(
    row: Row, first: Claim, findings: Findings
) -> tuple[tuple[dt.date, Precision], dt.date | None]:
    """Read when it began, to which precision, and its last day."""
    began, ended = _date(row, "date", findings), _date(row, "end_date", findings)
    date, end = began or (first.date, first.precision), first.end_date
    if ended:
        end = last_day(*ended)
    misread = any(
        row.cells[column] and not read for column, read in (("date", began), ("end_date", ended))
    )
    if end and end < date[0] and not misread:
        findings.add(*_end_before_date(row, date[0], end))
    return date, end


def _names(cell: str) -> tuple[str, ...]:
    """Split a cell that holds several names."""
    return tuple(name.strip() for name in cell.split(";") if name.strip())


def _texts(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the descriptions by language, where they are given."""
    found = ((TEXT.fullmatch(name), cell) for name, cell in cells.items() if cell)
    return {match[1]: cell for match, cell in found if match}


def _confidence(row: Row, findings: Findings) -> Confidence | None:
    """Read how sure the source is, None if the cell is empty."""
    written = row.cells["confidence"]
    if _is_confidence(written):
        return written
    if written:
        known = get_args(Confidence)
        findings.add(
            *row.place("confidence"),
            f"The confidence is {quoted(written)}.",
            f"{nearest(written, known)}It may be {', '.join(known)} or empty.",
        )
    return None


def _is_confidence(word: str) -> TypeGuard[Confidence]:
    return word in get_args(Confidence)


def _intensity(row: Row, findings: Findings) -> float | None:
    """Read how friendly or hostile the event was."""
    written = row.cells["intensity"]
    value = float(written) if _NUMBER.fullmatch(written) else math.nan
    if abs(value) <= STRONGEST:
        return value
    findings.add(
        *row.place("intensity"),
        f"The intensity is {quoted(written)}.",
        f"Write a number from {-STRONGEST:g} (hostile) to {STRONGEST:g} (friendly), or nothing.",
    )
    return None


def _date(row: Row, column: str, findings: Findings) -> tuple[dt.date, Precision] | None:
    """Read a date, or the first day of a month or year; None if there is none to read."""
    written = row.cells[column]
    if not written:
        return None
    match = _DATE.fullmatch(written)
    if match is None:
        findings.add(*row.place(column), f"{quoted(written)} is not a date.", _WRITE_DATE)
        return None
    parts = [int(part) for part in match.groups() if part is not None]
    try:
        first = dt.date(*(parts + [1, 1])[:3])
    except ValueError:
        findings.add(*row.place(column), f"{written} is not a day of the calendar.", _WRITE_DATE)
        return None
    return first, _PRECISION[len(parts) - 1]


def _end_before_date(row: Row, date: dt.date, end: dt.date) -> tuple[int, int, str, str, str]:
    """Word that an event ends before it begins; one of the two may come from the first row."""
    shown_end = row.cells["end_date"] or f"{end} of the first row"
    shown_date = row.cells["date"] or f"{date} of the first row"
    return (
        *row.place("end_date" if row.cells["end_date"] else "date"),
        f"The end {shown_end} is before the date {shown_date}.",
        "An event ends on its first day or later; leave end_date empty for a single day."
        if row.cells["end_date"]
        else "Give this claim an end_date of its own: its date, for a single day.",
    )
