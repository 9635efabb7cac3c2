"""A store: event data by the million in a DuckDB file, asked where it lies.

A store is filled by importing files (`standoff.record.imports`). Rows with the
same id from the same data set are versions of one event; all of them are kept,
and the one imported last is the one that counts.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from standoff.record.database import Opening, Progress, opened
from standoff.record.event import SAID, Claim, Event, event_of
from standoff.record.scale import DEFAULT, Scale
from standoff.record.selection import condition
from standoff.record.series import Dyad, DyadMonths
from standoff.record.store_months import Months, dyad_months
from standoff.record.wanted import EVERYTHING, Wanted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Summary:
    """What is in a store, in numbers.

    ``events`` are different events and ``versions`` all rows of theirs, one or
    more each. ``origins`` counts the events of each data set, and all
    that are of none as ``other``.
    """

    events: int
    versions: int
    malformed: int
    first: dt.date | None
    last: dt.date | None
    origins: tuple[tuple[str, int], ...]
    imports: tuple[Import, ...]


@dataclass(frozen=True)
class Import:
    """One import that took place, and what became of the rows of its file."""

    number: int
    source: str
    format: str
    made_on: dt.datetime
    rows: int
    taken: int
    known: int
    changed: int
    filtered: int
    malformed: int


@dataclass(frozen=True)
class Malformed:
    """A line that could not be read: of which import, why not, and how it begins."""

    number: int
    line: int
    reason: str
    written: str


@contextlib.contextmanager
def open_store(
    path: str | Path,
    *,
    writing: bool = False,
    wait_s: float = 10.0,
    progress: Progress | None = None,
) -> Iterator[Store]:
    """Open a store, for as long as a `with` block lasts.

    Parameters
    ----------
    path
        The file. It is made if it is to be written to and does not exist.
    writing
        Whether events are to be added. One process may write, or several read.
    wait_s
        How long to wait for another process that is in the way.
    progress
        Is told if there is something to wait for.

    Raises
    ------
    CommandError
        If there is no store, the file is none, or another process keeps it.
    """
    path = Path(path)
    with opened(path, Opening(writing, wait_s, progress)) as connection:
        yield Store(path, connection)


class Store:
    """An open store; made by `open_store`."""

    def __init__(self, path: Path, connection: DuckDBPyConnection) -> None:
        self.path = path
        self.connection = connection

    def summary(self) -> Summary:
        """Count what is in the store."""
        ask = self.connection.execute
        events, versions, first, last = ask(
            "SELECT count(*) FILTER (newest), count(*), min(date), max(date) FROM event "
            "WHERE import > 0"
        ).fetchall()[0]
        malformed = ask("SELECT count(*) FROM malformed").fetchall()[0][0]
        origins = ask(
            "SELECT CASE WHEN origin IN ('', 'row') THEN 'other' ELSE origin END AS data_set, "
            "count(*) FROM event WHERE newest GROUP BY data_set ORDER BY data_set"
        ).fetchall()
        imports = ask(
            "SELECT number, source, format, made_on, rows, taken, known, changed, filtered, "
            "malformed FROM import ORDER BY number"
        ).fetchall()
        return Summary(
            events,
            versions,
            malformed,
            first,
            last,
            tuple((origin, count) for origin, count in origins),
            tuple(Import(*row) for row in imports),
        )

    def events(self, wanted: Wanted = EVERYTHING, limit: int | None = None) -> tuple[Event, ...]:
        """Return events, the earliest first, each with the content of its newest version.

        Parameters
        ----------
        wanted
            Which.
        limit
            How many at most; None for all, which may be more than memory holds.
        """
        chosen = condition(wanted)
        values = {**chosen.values, "limit": _MOST if limit is None else limit}
        rows = self.connection.execute(
            f"SELECT {', '.join(_EVENT)} FROM event WHERE newest AND {chosen.sql} "
            "ORDER BY date, import, line LIMIT $limit",
            values,
        ).fetchall()
        return tuple(_event(dict(zip(_EVENT, row, strict=True))) for row in rows)

    def count(self, wanted: Wanted = EVERYTHING) -> int:
        """Count the events that are wanted."""
        chosen = condition(wanted)
        rows = self.connection.execute(
            f"SELECT count(*) FROM event WHERE newest AND {chosen.sql}", dict(chosen.values)
        ).fetchall()
        return int(rows[0][0])

    def find(self, name: str) -> Event | None:
        """Return the event with an id, None if there is none."""
        rows = self.connection.execute(
            f"SELECT {', '.join(_EVENT)} FROM event WHERE newest "
            "AND (CASE origin WHEN '' THEN id ELSE origin || ':' || id END) = ?",
            [name],
        ).fetchall()
        return _event(dict(zip(_EVENT, rows[0], strict=True))) if rows else None

    def revised(self, wanted: Wanted = EVERYTHING) -> Iterator[Event]:
        """Yield the events of which there are several versions, the earliest first.

        Each has its versions for claims, in the order in which they were imported, and
        follows the newest.
        """
        chosen = condition(wanted)
        rows = self.connection.execute(
            f"SELECT {', '.join(_EVENT)}, newest, import, line FROM event WHERE import > 0 "
            "AND (origin, id) IN "
            "(SELECT (origin, id) FROM event WHERE import > 0 AND NOT newest) "
            f"AND (origin, id) IN (SELECT (origin, id) FROM event WHERE newest AND {chosen.sql}) "
            "ORDER BY max(CASE WHEN newest THEN date END) OVER (PARTITION BY origin, id), "
            "origin, id, import, line",
            dict(chosen.values),
        )
        names = (*_EVENT, "newest", "import", "line")
        versions = (
            dict(zip(names, row, strict=True))
            for block in iter(lambda: rows.fetchmany(_BLOCK), [])
            for row in block
        )
        for _, group in itertools.groupby(versions, key=lambda row: (row["origin"], row["id"])):
            yield _versioned(list(group))

    def parties(self) -> tuple[str, ...]:
        """Name all who act or are acted upon, those of most events first."""
        rows = self.connection.execute(
            "SELECT name FROM ("
            " SELECT unnest(string_split(actor, ';')) AS name FROM event WHERE newest UNION ALL"
            " SELECT unnest(string_split(target, ';')) FROM event WHERE newest"
            ") WHERE name <> '' GROUP BY name ORDER BY count(*) DESC, name"
        ).fetchall()
        return tuple(name for (name,) in rows)

    def imported(self) -> str:
        """Return a fingerprint of the files that were imported, in their order, and how.

        It is had at once, where `digest` reads every row.
        """
        rows = self.connection.execute(
            "SELECT format, how, digest, rows, taken, known, changed, filtered, malformed "
            "FROM import ORDER BY number"
        ).fetchall()
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    def versions(self) -> Iterator[Event]:
        """Yield all versions of all events in the order in which they came."""
        rows = self.connection.execute(
            f"SELECT {', '.join(_EVENT)} FROM event WHERE import > 0 ORDER BY import, line"
        )
        while block := rows.fetchmany(_BLOCK):
            yield from (_event(dict(zip(_EVENT, row, strict=True))) for row in block)

    def malformed(self, limit: int | None = None) -> Iterator[Malformed]:
        """Yield the lines that could not be read, in the order in which they came."""
        rows = self.connection.execute(
            "SELECT import, line, reason, written FROM malformed ORDER BY import, line LIMIT ?",
            [_MOST if limit is None else limit],
        )
        while block := rows.fetchmany(_BLOCK):
            yield from (Malformed(*row) for row in block)

    def digest(self) -> str:
        """Return a fingerprint of what the store says: of all versions and malformed lines.

        Imports that added nothing leave it as it is.
        """
        found = hashlib.sha256()
        for source, columns in (
            ("event WHERE import > 0", (*_EVENT, "newest")),
            ("malformed", _MALFORMED),
        ):
            cells = ", ".join(f"coalesce(CAST({name} AS VARCHAR), chr(0))" for name in columns)
            rows = self.connection.execute(
                f"SELECT concat_ws(chr(1), {cells}) FROM {source} ORDER BY import, line"
            )
            while block := rows.fetchmany(_BLOCK):
                found.update("\n".join(text for (text,) in block).encode() + b"\n")
        return found.hexdigest()

    def dyad_months(
        self,
        since: dt.date,
        until: dt.date,
        dyads: Collection[Dyad] | None = None,
        scale: Scale = DEFAULT,
    ) -> DyadMonths:
        """Return monthly conflict and cooperation by directed dyad.

        It is what `series.dyad_months` makes of the same events, added up by
        the database.

        Parameters
        ----------
        since, until
            Any day of the first and of the last month: whole months are counted.
        dyads
            The directed dyads to count, each of which is then there even if it
            has no event; None for all.
        scale
            How friendly or hostile an event is whose row does not say.
        """
        return dyad_months(self.connection, Months(since, until, dyads), scale)


_EVENT: Final = (
    "origin", "id", "date", "precision", "end_date", "actor", "target", "verb", "intensity",
    "text", "place", "outcome", "source", "url", "confidence", "cameo", "plover",
)  # fmt: skip
_BLOCK: Final = 10_000
_MOST: Final = 2**62
_MALFORMED: Final = ("line", "reason", "written")


def _event(row: Mapping[str, Any]) -> Event:
    """Make an event of a row of the table."""
    return Event(
        id=f"{row['origin']}:{row['id']}" if row["origin"] else row["id"],
        date=row["date"],
        actors=_names(row["actor"]),
        verb=row["verb"],
        targets=_names(row["target"]),
        text=row["text"],
        end_date=row["end_date"],
        precision=row["precision"],
        place=row["place"],
        outcome=row["outcome"],
        source=row["source"],
        url=row["url"],
        confidence=row["confidence"] or None,
        extra={name: row[name] for name in ("cameo", "plover") if row[name]},
        intensity=row["intensity"],
    )


def _versioned(rows: list[dict[str, Any]]) -> Event:
    """Make one event of its versions."""
    claims = []
    for row in rows:
        version = _event(row)
        said = {name: getattr(version, name) for name in SAID}
        claims.append(Claim(name=f"import-{row['import']}-line-{row['line']}", **said))
    followed = next(n for n, row in enumerate(rows) if row["newest"])
    return event_of(_event(rows[0]).id, tuple(claims), claims[followed])


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name for name in cell.split(";") if name)
