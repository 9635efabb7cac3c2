"""Add events to a plain record without touching what is there.

New events are written below the old ones. What is known already is not
written again, and what another source says differently is written as a claim
beside the old one. The file is replaced in one step, so that it is the old
one or the new one whenever the program stops.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from glob import escape
from pathlib import Path

from standoff.errors import Problem, RecordError
from standoff.record.event import Claim, Event, claims_of
from standoff.record.findings import Findings, bytes_of, refuse_large, text_of
from standoff.record.reading import is_list, parse_record
from standoff.record.row import first_claim, is_clean, later_claim
from standoff.record.table import TableRow, full_row, raw_rows
from standoff.record.writing import (
    Cells,
    cells_of,
    columns_for,
    differing,
    list_item,
    table_line,
)
from standoff.spec.document import read_document


@dataclass(frozen=True)
class Added:
    """What became of the rows that were to be added, a row being one claim on an event.

    ``new`` events were written, ``known`` rows say nothing that the record does
    not have, and ``changed`` ones were written as claims beside the old.
    """

    new: int
    known: int
    changed: int


def add(path: str | Path, events: Iterable[Event]) -> Added:
    """Add events to a record: a table (CSV), or a list (YAML) by the name of its file.

    Adding the same events again changes nothing. What stands in the file stays
    as it is; only where a table lacks a column that is needed, its rows are
    continued by empty cells. An empty cell says nothing: a row that agrees with
    a known claim in every cell it fills is known.

    Parameters
    ----------
    path
        The record; it is made if there is none.
    events
        In the order in which they are to be written.

    Raises
    ------
    RecordError
        If the record cannot be read or written, or would not be readable with
        what was to be added; then nothing is written.

    Examples
    --------
    >>> import datetime as dt, tempfile
    >>> launch = Event("E1", dt.date(2006, 7, 5), ("PRK",), "launch")
    >>> moved = Event("E1", dt.date(2006, 7, 4), ("PRK",), "launch")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     record = Path(folder) / "record.csv"
    ...     add(record, [launch]), add(record, [launch, moved])
    ...     print(record.read_text(encoding="utf-8"))
    (Added(new=1, known=0, changed=0), Added(new=0, known=1, changed=1))
    id,date,actor,action,target,description,claim
    E1,2006-07-05,PRK,launch,,,
    E1,2006-07-04,,,,,import-2
    <BLANKLINE>
    """
    real = Path(path).resolve()
    try:
        with _alone_in(real.parent):
            _sweep(real)
            return _add(real, str(path), events)
    except OSError as error:
        wrong = f"The record cannot be written: {error.strerror or error}."
        fix = "Check its folder, and whether you may write there; the record is as it was."
        raise RecordError(str(path), [Problem(1, 1, "", wrong, fix)]) from None


def _add(path: Path, source: str, events: Iterable[Event]) -> Added:
    """Add events to a file that nobody else is adding to."""
    before = bytes_of(path, source) if path.exists() else b""
    text = text_of(before, source, "YAML" if is_list(path) else "CSV")
    is_bare = _is_bare(text, is_list(path))
    merge = _Merge(source)
    for event in () if is_bare else parse_record(before, source):
        merge.claims[event.id] = list(claims_of(event))
    for event in events:
        merge.take(event)
    merge.findings.refuse()
    if merge.rows:
        write = _listed if is_list(path) else _tabled
        after = write(text, merge.rows, is_bare, source).encode("utf-8")
        after = b"\xef\xbb\xbf" * before.startswith(b"\xef\xbb\xbf") + after
        _check(after, source, merge)
        _replace(path, after)
    return Added(merge.new, merge.known, len(merge.rows) - merge.new)


@dataclass
class _Merge:
    """The claims on every event, and the rows that are to be written."""

    source: str
    claims: dict[str, list[Claim]] = field(default_factory=dict)
    rows: list[Cells] = field(default_factory=list)
    new: int = 0
    known: int = 0

    def __post_init__(self) -> None:
        self.findings = Findings(self.source)

    def take(self, event: Event) -> None:
        """Take in an event, with all claims on it."""
        for claim in claims_of(event):
            there = self.claims.get(event.id.strip())
            cells = cells_of(event.id, _ending(claim, there[0]) if there else claim)
            row = full_row(cells)
            if is_clean(row, self.findings):
                self._take(cells, row)

    def _take(self, cells: Cells, row: TableRow) -> None:
        """Take in one row; it is compared as it will be read again."""
        there = self.claims.get(row.cells["id"])
        if there is None:
            first = first_claim(row, self.findings)
            if first is not None:
                self.claims[row.cells["id"]] = [first]
                self.rows.append(cells)
                self.new += 1
            return
        claim = later_claim(row, there[0], self.findings)
        if any(_agree(claim, other) for other in there):
            self.known += 1
            return
        name = _free_name(claim.name, there)
        own = differing(cells, cells_of(cells["id"], there[0]))
        self.rows.append(own | {"claim": name})
        there.append(later_claim(full_row(own | {"claim": name}), there[0], self.findings))


def _ending(claim: Claim, first: Claim) -> Claim:
    """Give a claim an end where the one of the first row would be before it begins."""
    ends_early = first.end_date is not None and first.end_date < claim.date
    return replace(claim, end_date=claim.date) if ends_early and not claim.end_date else claim


def _agree(one: Claim, other: Claim) -> bool:
    """Say whether two claims say the same, whatever their names.

    They are compared as they would be written: a file may hold line ends that
    what is written never has.
    """
    return cells_of("", replace(one, name="")) == cells_of("", replace(other, name=""))


def _free_name(name: str, claims: list[Claim]) -> str:
    """Name a claim as its row does if that is free, else after the import."""
    taken = {claim.name for claim in claims}
    if name and name not in taken:
        return name
    number = len(claims) + 1
    while f"import-{number}" in taken:
        number += 1
    return f"import-{number}"


def _tabled(text: str, rows: list[Cells], is_bare: bool, source: str) -> str:
    """Write rows below a table, with more columns if they need them."""
    end = _line_end(text)
    wanted = columns_for(rows)
    if is_bare:
        columns = wanted
        text = _ended(text, end) + table_line(
            dict(zip(columns, columns, strict=True)), columns, end
        )
    else:
        _, header = next(raw_rows(text, Findings(source)))
        used = {column for row in rows for column in row}
        missing = [column for column in wanted if column in used and column not in header]
        columns = (*header, *missing)
        text = _widened(text, missing) if missing else text
    return _ended(text, end) + "".join(table_line(row, columns, end) for row in rows)


def _widened(text: str, missing: list[str]) -> str:
    """Continue the header by more columns, and every row by as many empty cells."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    more = "," + ",".join(missing)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            last = lines[reader.line_num - 1]
            body = last.rstrip("\r\n")
            lines[reader.line_num - 1] = body + more + last[len(body) :]
            more = "," * len(missing)
    return "".join(lines)


def _listed(text: str, rows: list[Cells], is_bare: bool, source: str) -> str:
    """Write mappings below a list, indented as it is."""
    end = _line_end(text)
    indent = ""
    if not is_bare:
        root = read_document(text, source).root
        line = text.splitlines()[root.line - 1]
        indent = line[: root.column - 1]
        if line[root.column - 1] != "-":
            wrong = "Nothing can be added below a list in brackets."
            fix = "Write each event on lines of its own that begin with '- '; no events, no lines."
            raise RecordError(source, [Problem(root.line, root.column, "", wrong, fix)])
    return _ended(text, end) + "".join(list_item(row, indent, end) for row in rows)


def _is_bare(text: str, is_a_list: bool) -> bool:
    """Say whether nothing has been recorded in a file yet, not even columns."""
    return all(
        not line.strip(" \t,") or (is_a_list and line.lstrip().startswith("#"))
        for line in text.splitlines()
    )


def _line_end(text: str) -> str:
    """Return what ends the first line of a text."""
    first = next(io.StringIO(text, newline=""), "")
    return first[len(first.rstrip("\r\n")) :] or "\n"


def _ended(text: str, end: str) -> str:
    """End the last line of a text."""
    return text if not text or text.endswith(("\n", "\r")) else text + end


def _check(content: bytes, source: str, merge: _Merge) -> None:
    """Refuse to write what would not be read again as it is meant."""
    refuse_large(content, source)
    again = {event.id: list(claims_of(event)) for event in parse_record(content, source)}
    if again != merge.claims:
        wrong = "What was to be added would not be read again as it is."
        fix = "Add it to a file of its own, and compare the two."
        raise RecordError(source, [Problem(1, 1, "", wrong, fix)])


def _replace(path: Path, content: bytes) -> None:
    """Put a file in the place of another in one step, so that no half of it is ever seen."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Remove what processes that were stopped half way have left; nobody else writes now."""
    for part in path.parent.glob(f".{escape(path.name)}.[0-9]*.part"):
        part.unlink(missing_ok=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process adds to a record of this folder, and keep others waiting.

    The lock goes with the process, however it ends. Where a system has no such
    locks, two processes that add to one record at once must be kept apart by
    whoever starts them.
    """
    try:
        import fcntl
    except ImportError:  # not a POSIX system
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        # the new name of the file is on the disk only with its folder
        os.fsync(handle)
    finally:
        os.close(handle)
