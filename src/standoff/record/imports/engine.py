"""Fills a store from the lines of a file: read, checked, filtered and compared in SQL.

The lines flow through one statement into the table of events, so that neither
Python nor the database ever holds more than a part of them. Rows that turn out
malformed, or known, are taken out again; all of it is one transaction.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from standoff.errors import CommandError
from standoff.record.countries import iso3, table
from standoff.record.database import Progress, threads
from standoff.record.imports import statement
from standoff.record.imports.ahead import Block
from standoff.record.imports.imported import Imported
from standoff.record.imports.layout import Layout
from standoff.record.imports.lines import END, Cells, cleaned, tabulated
from standoff.record.imports.parts import Count, last_line, split_up
from standoff.record.imports.pipe import Content, piped
from standoff.record.imports.stream import Source
from standoff.record.selection import condition
from standoff.record.wanted import Wanted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EXAMPLES: Final = 5
"""Malformed lines that are named in the result."""
_TELL_S: Final = 1.0


@dataclass(frozen=True)
class Work:
    """An import: from where, how it is read, and what is wanted of it."""

    source: Source
    layout: Layout
    wanted: Wanted
    progress: Progress | None = None

    @property
    def how(self) -> str:
        """What the result depends on beside the file, as text."""
        wanted, layout = self.wanted, self.layout
        return json.dumps(
            {
                "width": layout.width,
                "cells": [layout.date, layout.actor.country, layout.actor.scheme, layout.actor.name,
                          layout.target.country, layout.target.name, layout.intensity,
                          sorted(layout.cells.items())],
                "wanted": [sorted(wanted.actors), [str(dyad) for dyad in wanted.dyads],
                           list(wanted.verbs), str(wanted.since), str(wanted.until)],
            }
        )  # fmt: skip


def fill(connection: DuckDBPyConnection, folder: Path, work: Work) -> Imported:
    """Import a file, all of it or nothing.

    Parameters
    ----------
    connection
        A store opened for writing.
    folder
        Where the store may have temporary files.
    work
        The import.

    Raises
    ------
    CommandError
        If the file cannot be read to its end, or no line of it is a row.
    """
    import duckdb

    again = _same_file(connection, work)
    if again is not None:
        return again
    connection.execute("BEGIN")
    try:
        found = _filled(connection, folder, work)
        connection.execute("COMMIT")
    except BaseException as error:
        # what failed may have ended the transaction already
        with contextlib.suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        if isinstance(error, duckdb.Error):
            raise _not_done(work, error) from error
        raise
    return found


def _not_done(work: Work, error: Exception) -> CommandError:
    """Word why the database could not go on, such as a full disk."""
    first = str(error).strip().partition("\n")[0]
    return CommandError(
        f"{work.source.path} was not imported, and the store is as it was. DuckDB says: {first} "
        "Look whether there is room on the disk beside the store, and try again."
    )


def _same_file(connection: DuckDBPyConnection, work: Work) -> Imported | None:
    """Say that all is known, if this very file has been imported in the same way."""
    candidates = connection.execute(
        "SELECT number, digest, rows, taken + known + changed, filtered, malformed FROM import "
        "WHERE bytes = ? AND how = ? ORDER BY number",
        [work.source.size, work.how],
    ).fetchall()
    if not candidates:
        return None
    digest = work.source.digest()
    for number, known_digest, rows, known, filtered, malformed in candidates:
        if known_digest == digest:
            return Imported(
                str(work.source.path),
                work.layout.format,
                rows,
                known=known,
                filtered=filtered,
                malformed=malformed,
                examples=_examples(connection, number),
            )
    return None


def _filled(connection: DuckDBPyConnection, folder: Path, work: Work) -> Imported:
    number = _one(connection, "SELECT coalesce(max(number), 0) + 1 FROM import")
    count = Count()
    _make_country_tables(connection, work.layout)
    wanted = condition(work.wanted)
    content = Content(
        _lines(work, count), lambda nth: last_line(work.layout.parts, count.lines + 1 + nth)
    )
    with piped(content, folder, threads()) as paths:
        values = {"number": number, "origin": work.layout.origin, **wanted.values}
        values |= {f"path_{nth}": str(path) for nth, path in enumerate(paths)}
        connection.execute(statement.insertion(work.layout, wanted, len(paths)), values)
    _translate_several(connection, number, work.layout)
    _tell(work, f"Read {count.lines:,} lines of {work.source.path.name}; comparing.")
    malformed, empty = _without_events(connection, number, count.lines, len(paths))
    rows = count.lines - work.layout.header - empty
    inserted = _one(connection, "SELECT count(*) FROM event WHERE import = ?", number)
    if rows and rows == malformed:
        line, reason = _examples(connection, number)[0]
        raise CommandError(
            f"{work.source.path} has no line that is a row of the format {work.layout.format}. "
            f"Line {line}, for example, {reason}."
        )
    known, changed = _compare(connection, number, work.layout.origin)
    assert not work.wanted.is_everything or rows == inserted + malformed, "a line got lost"
    found = Imported(
        str(work.source.path),
        work.layout.format,
        rows,
        taken=inserted - known - changed,
        known=known,
        changed=changed,
        filtered=rows - inserted - malformed,
        malformed=malformed,
        examples=_examples(connection, number),
    )
    _note(connection, number, work, found)
    return found


def _lines(work: Work, count: Count) -> Iterator[Block]:
    """Yield the lines of the file, and tell how far they are."""
    source, layout = work.source, work.layout
    lines = cleaned(source.blocks())
    if layout.is_rewritten:
        lines = tabulated(lines, Cells(layout.delimiter, layout.width))
    told = time.monotonic()
    for block in split_up(lines, layout.parts, count):
        yield block
        # of a file that is read to its end the next step tells
        if source.passed < source.total and time.monotonic() - told > _TELL_S:
            told = time.monotonic()
            share = source.passed / source.total
            _tell(work, f"Read {share:.0%} of {source.path.name}: {count.lines:,} lines.")


def _tell(work: Work, what: str) -> None:
    if work.progress is not None:
        work.progress(what)


def _make_country_tables(connection: DuckDBPyConnection, layout: Layout) -> None:
    """Make the codes of countries a table that rows can be joined with."""
    for side, party in (("actor", layout.actor), ("target", layout.target)):
        codes = {
            way: country
            for code, country in table(party.scheme).items()
            for way in _ways_of_writing(code)
        }
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE country_{side} AS SELECT "
            "unnest($codes::VARCHAR[]) AS code, unnest($countries::VARCHAR[]) AS country",
            {"codes": list(codes), "countries": list(codes.values())},
        )


def _ways_of_writing(code: str) -> Iterator[str]:
    """Yield a code or name as sources write it; joining is faster than folding every row."""
    for one in (code, code.upper(), code.lower()):
        yield one
        yield one.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def _translate_several(connection: DuckDBPyConnection, number: int, layout: Layout) -> None:
    """Translate the countries in cells that hold several names."""
    if not layout.has_several:
        return
    for side, party in (("actor", layout.actor), ("target", layout.target)):
        found = connection.execute(
            f"SELECT DISTINCT {side} FROM event WHERE import = ? AND several", [number]
        ).fetchall()
        for (written,) in found:
            names = [iso3(name, party.scheme) or name for name in written.split(";")]
            if ";".join(names) != written:
                connection.execute(
                    f"UPDATE event SET {side} = ? WHERE import = ? AND several AND {side} = ?",
                    [";".join(names), number, written],
                )


def _without_events(
    connection: DuckDBPyConnection, number: int, lines: int, files: int
) -> tuple[int, int]:
    """Count the malformed lines and the empty ones, sure that each file was read to its end."""
    found = connection.execute(
        "SELECT count(*) FILTER (id = $empty), count(*) FILTER (id = $end AND line > $lines), "
        "count(*) FROM event WHERE import = -$number",
        {"empty": statement.NO_ROW, "end": END, "lines": lines, "number": number},
    ).fetchone()
    assert found is not None
    empty, ends, every = found
    assert ends == files, f"{lines} lines went in, and {ends} of {files} ends came out"
    return every - empty - ends, empty


def _compare(connection: DuckDBPyConnection, number: int, origin: str) -> tuple[int, int]:
    """Take out new rows that say what is known; count them, and those that differ.

    Of the versions of an event the one imported last is marked as newest.
    """
    if _are_all_different(connection, origin):
        return 0, 0
    connection.execute(statement.REPEATED, {"number": number, "origin": origin})
    if not _one(connection, "SELECT count(*) FROM repeated"):
        return 0, 0
    connection.execute(statement.VERSIONS, {"origin": origin})
    connection.execute(statement.KNOWN, {"number": number})
    connection.execute(statement.TAKE_OUT, {"number": number})
    connection.execute(statement.OVERTAKEN, {"number": number})
    known = _one(connection, "SELECT count(*) FROM known")
    changed = _one(connection, "SELECT count(*) FROM ranked WHERE import = ? AND nth > 1", number)
    connection.execute(statement.MARK_NEWEST)
    return known, changed


def _are_all_different(connection: DuckDBPyConnection, origin: str) -> bool:
    """Say whether no two rows of a data set have the same id, where that is found fast."""
    values: dict[str, object] = {"origin": origin}
    found = connection.execute(statement.SPREAD, values).fetchone()
    assert found is not None
    rows, numbers, least, most = found
    if not rows or numbers < rows or most - least >= statement.MOST_BITS:
        return False
    values |= {"least": least, "most": most}
    different = connection.execute(statement.DIFFERENT, values).fetchone()
    return different == (rows,)


def _note(connection: DuckDBPyConnection, number: int, work: Work, found: Imported) -> None:
    """Write down that the import took place."""
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    connection.execute(
        "INSERT INTO import VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            number, work.source.path.name, work.layout.format, work.how, work.source.digest(),
            work.source.size, now, found.rows, found.taken, found.known, found.changed,
            found.filtered, found.malformed,
        ],
    )  # fmt: skip


def _examples(connection: DuckDBPyConnection, number: int) -> tuple[tuple[int, str], ...]:
    found = connection.execute(
        "SELECT line, reason FROM malformed WHERE import = ? ORDER BY line LIMIT ?",
        [number, EXAMPLES],
    ).fetchall()
    return tuple((line, reason) for line, reason in found)


def _one(connection: DuckDBPyConnection, sql: str, *values: object) -> int:
    """Return the one number that a question has for an answer."""
    found = connection.execute(sql, list(values)).fetchone()
    assert found is not None
    return int(found[0])
