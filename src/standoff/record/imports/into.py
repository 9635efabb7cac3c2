"""Where imported events go: into a store, or through one into a plain record."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from standoff.errors import CommandError
from standoff.record.adding import add
from standoff.record.database import Opening, Progress, opened, temporary_folder
from standoff.record.imports.engine import Work, fill
from standoff.record.imports.guess import layout_of
from standoff.record.imports.imported import Imported
from standoff.record.imports.stream import Source
from standoff.record.store import Store, open_store
from standoff.record.wanted import Wanted

MOST_ROWS: Final = 100_000
"""Events that a plain record may be given at a time."""
PLAIN: Final = (".csv", ".yaml", ".yml")
STORE: Final = ".duckdb"


@dataclass(frozen=True)
class Request:
    """What is to be imported: the arguments of `import_file`."""

    source: Path
    format: str | None
    wanted: Wanted
    columns: Mapping[str, str] | None
    progress: Progress | None


def into_store(into: Path, request: Request, wait_s: float) -> Imported:
    """Import a file into a store."""
    if request.source.suffix == STORE:
        raise CommandError(
            f"{request.source} is a store already. Import the files it was made of into {into}, "
            "or copy wanted events of it into a plain record, one ending in .csv or .yaml."
        )
    source = Source(request.source)
    layout = layout_of(source, request.format, request.columns)
    work = Work(source, layout, request.wanted, request.progress)
    with opened(into, Opening(True, wait_s, request.progress)) as connection:
        return fill(connection, temporary_folder(into), work)


def into_plain_record(into: Path, request: Request, wait_s: float) -> Imported:
    """Import a file, or what is wanted of a store, into a plain record."""
    if into.suffix not in PLAIN:
        raise CommandError(
            f"{into} is neither a store nor a record. Name a file ending in {STORE}, "
            f"{', '.join(PLAIN)}."
        )
    if request.source.suffix == STORE:
        with open_store(request.source, wait_s=wait_s, progress=request.progress) as store:
            return _copied(into, store, request)
    with tempfile.TemporaryDirectory(prefix="standoff-") as folder:
        between = Path(folder) / f"between{STORE}"
        found = into_store(between, request, wait_s)
        with open_store(between) as store:
            _refuse_many(into, found.taken + found.changed)
            added = add(into, store.versions())
            aside = _put_aside(into, store) if found.malformed else None
    return replace(
        found,
        taken=added.new,
        known=found.known + added.known,
        changed=added.changed,
        aside=aside,
    )


def _copied(into: Path, store: Store, request: Request) -> Imported:
    """Copy wanted events of a store."""
    events = store.events(request.wanted, MOST_ROWS + 1)
    _refuse_many(into, len(events))
    total = store.summary().events
    added = add(into, events)
    return Imported(
        str(request.source),
        "store",
        total,
        taken=added.new,
        known=added.known,
        changed=added.changed,
        filtered=total - len(events),
    )


def _refuse_many(into: Path, count: int) -> None:
    if count > MOST_ROWS:
        raise CommandError(
            f"More than {MOST_ROWS:,} events are too many for {into}. Filter them, by dyad or by "
            f"date for example, or import them into a store, a file ending in {STORE}."
        )


def _put_aside(into: Path, store: Store) -> Path:
    """Write malformed lines to a table beside a record, all at once."""
    path = into.with_name(f"{into.name}.malformed.csv")
    beside = path.with_name(f"{path.name}.new")
    with beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("line", "reason", "written"))
        writer.writerows((one.line, one.reason, one.written) for one in store.malformed())
    beside.replace(path)
    return path
