"""Opening the DuckDB file of a store: made whole or not at all, one writer at a time.

A store is a file of event data. DuckDB lets one process write to a file, or
several read it; whoever comes second waits here for a while and is then told
who holds it. Nothing that a file says is ever run: statements are ours, values
are parameters, and the database may read no file but those in its own folder
of temporary files.
"""

from __future__ import annotations

import contextlib
import glob
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from standoff.errors import CommandError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Progress = Callable[[str], None]
"""Is told in a sentence what is being done; perhaps from another thread."""

VERSION: Final = 1
"""The version of the tables below; a store that has a later one is refused."""
MEMORY: Final = "400MB"
"""What DuckDB may keep in memory; the rest goes to temporary files beside the store."""
MOST_THREADS: Final = 4
"""Threads that DuckDB may use: each takes memory, and one thread of ours feeds them all."""

_FOR_WRITING: Final = {
    # rows know their line, and need not be kept in order while they are stored
    "preserve_insertion_order": "false",
    # how many lines a pipe has is not known: a plan made by guesses keeps them all
    "disabled_optimizers": "join_order,build_side_probe_side",
}
_BEING_MADE: Final = ".standoff-new-"
_KIND: Final = "standoff store of events"
_TABLES: Final = """
CREATE TABLE about (kind VARCHAR, version INTEGER);
CREATE TABLE import (
    number INTEGER, source VARCHAR, format VARCHAR, how VARCHAR, digest VARCHAR, bytes BIGINT,
    made_on TIMESTAMP, rows BIGINT, taken BIGINT, known BIGINT, changed BIGINT, filtered BIGINT,
    malformed BIGINT
);
CREATE TABLE event (
    origin ENUM ('', 'row', 'gdelt', 'icews', 'polecat'), number BIGINT, name VARCHAR,
    id VARCHAR GENERATED ALWAYS AS (coalesce(name, CAST(number AS VARCHAR))) VIRTUAL,
    date DATE, precision ENUM ('day', 'month', 'year'), end_date DATE,
    actor VARCHAR, target VARCHAR, several BOOLEAN, verb VARCHAR, intensity DOUBLE,
    text VARCHAR, place VARCHAR, outcome VARCHAR, source VARCHAR, url VARCHAR,
    confidence ENUM ('', 'high', 'medium', 'low', 'assumed'), cameo VARCHAR, plover VARCHAR,
    import INTEGER, line BIGINT, newest BOOLEAN
);
CREATE VIEW malformed AS
    SELECT -import AS import, line, id AS reason, text AS written
    FROM event WHERE import < 0 AND id NOT IN ('-', '.');
"""
"""What a store holds.

A row of `event` is what one line of a file said; `import` and `line` say which.
`actor` and `target` hold several names with `;` between them where `several` is
true. An `id` that is a number is stored as one, in a tenth of the room and time.
Rows with the same `origin` and `id` are versions of one event, and
`newest` marks the one that counts. No text of theirs is null.

What a malformed line said stands in the same table, with the number of its
import made negative, the reason as its id, and no mark: a transaction that
takes rows out again is slow to end. So do empty lines (``-``) and the end of
the file (``.``).
"""

_HOLDER: Final = re.compile(r"held in (?P<program>.*?) \(PID (?P<number>\d+)\)")
_PAUSE_S: Final = 0.1


@dataclass(frozen=True)
class Opening:
    """How a store is to be opened: for writing or not, and how long to wait for it."""

    writing: bool = False
    wait_s: float = 10.0
    progress: Progress | None = None


def threads() -> int:
    """Return how many threads DuckDB uses."""
    return min(MOST_THREADS, os.cpu_count() or 1)


def temporary_folder(path: Path) -> Path:
    """Return the folder of a store's temporary files."""
    return path.absolute().with_name(f"{path.name}.standoff-tmp")


@contextlib.contextmanager
def opened(path: Path, opening: Opening) -> Iterator[DuckDBPyConnection]:
    """Open a store, and close it in the end; a new one is made where there is none to write to.

    Raises
    ------
    CommandError
        If there is no store, the file is none or of a later version, or another
        process keeps it for too long.
    """
    if opening.writing and not path.exists():
        _create(path)
    _look_at(path)
    connection = _connect_when_free(path, opening)
    try:
        if opening.writing:
            _sweep(path)
            temporary_folder(path).mkdir()
        _restrict(connection, path)
        _recognize(connection, path)
        yield connection
    finally:
        if opening.writing:
            # before others are let in, who have a folder of the same name
            _sweep(path)
        connection.close()


def _sweep(path: Path) -> None:
    """Remove what a process that was killed has left, as long as nobody else writes."""
    left = path.absolute().parent.glob(f"{glob.escape(path.name)}{_BEING_MADE}*")
    for folder in (temporary_folder(path), *left):
        shutil.rmtree(folder, ignore_errors=True)


def _look_at(path: Path) -> None:
    """Refuse what cannot be a store before DuckDB meets it."""
    if not path.exists():
        raise CommandError(
            f"There is no store {path}. Make it by importing a file into it: "
            f"standoff record import {path} FILE"
        )
    if not path.is_file():
        raise CommandError(f"{path} is not a file, so it cannot be a store.")


def _create(path: Path) -> None:
    """Make an empty store, all at once: under its name there is never half of one."""
    if not path.absolute().parent.is_dir():
        raise CommandError(f"There is no folder {path.parent} to make the store {path.name} in.")
    try:
        with tempfile.TemporaryDirectory(
            prefix=f"{path.name}{_BEING_MADE}", dir=path.absolute().parent
        ) as folder:
            made = Path(folder) / "new.duckdb"
            connection = _connect(made, writing=True)
            connection.execute(_TABLES)
            connection.execute("INSERT INTO about VALUES (?, ?)", [_KIND, VERSION])
            connection.close()
            # another process may have made one meanwhile, with events in it
            with contextlib.suppress(FileExistsError):
                _put(made, path)
    except OSError as error:
        if not path.exists():
            raise CommandError(f"The store {path} cannot be made: {error.strerror}.") from None


def _put(made: Path, path: Path) -> None:
    """Give a file its name, unless there is one of that name."""
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:
        # a file system without links
        if not path.exists():
            made.rename(path)


def _connect(path: Path, *, writing: bool) -> DuckDBPyConnection:
    """Connect to a file, with nothing of the network and little memory."""
    import duckdb

    return duckdb.connect(
        str(path),
        read_only=not writing,
        config={
            "memory_limit": MEMORY,
            "threads": threads(),
            "temp_directory": str(temporary_folder(path)),
            "autoload_known_extensions": "false",
            "autoinstall_known_extensions": "false",
            "allow_community_extensions": "false",
            "python_enable_replacements": "false",
            **(_FOR_WRITING if writing else {}),
        },
    )


def _connect_when_free(path: Path, opening: Opening) -> DuckDBPyConnection:
    """Connect as soon as no other process is in the way."""
    import duckdb

    until = time.monotonic() + opening.wait_s
    is_told = False
    while True:
        try:
            return _connect(path, writing=opening.writing)
        except duckdb.ConnectionException:
            holder = "This process"
        except duckdb.IOException as error:
            holder = _holder(str(error))
            if not holder:
                raise _unreadable(path, str(error)) from None
        except duckdb.Error as error:
            raise _unreadable(path, str(error)) from None
        if time.monotonic() >= until:
            raise _busy(path, holder, opening)
        if opening.progress is not None and not is_told:
            opening.progress(f"{holder} is using {path}; waiting up to {opening.wait_s:g} seconds.")
            is_told = True
        time.sleep(_PAUSE_S)


def _holder(message: str) -> str:
    """Read who holds a file from what DuckDB says; nothing if nobody does."""
    if "lock on file" not in message and "being used by another process" not in message:
        return ""
    match = _HOLDER.search(message)
    if match is None:
        return "Another process"
    return f"Process {match['number']} ({Path(match['program']).name})"


def _busy(path: Path, holder: str, opening: Opening) -> CommandError:
    work = "written to" if opening.writing else "read"
    return CommandError(
        f"{path} cannot be {work}: {holder[0].lower()}{holder[1:]} is using it, and did not let go "
        f"within {opening.wait_s:g} seconds. Wait until it has finished, or end it, and try again."
    )


def _unreadable(path: Path, message: str) -> CommandError:
    """Word why a file is not opened; what DuckDB says is for programmers."""
    if "not a valid DuckDB database" in message:
        return CommandError(
            f"{path} is not a DuckDB file, so it cannot be a store. Name another file."
        )
    if "version number" in message or "newer version" in message:
        return CommandError(
            f"{path} was written by another version of DuckDB than the one installed here. "
            "Install the current one: pip install --upgrade duckdb"
        )
    first = message.strip().splitlines()[0] if message.strip() else "DuckDB gives no reason"
    return CommandError(f"{path} cannot be opened as a store. DuckDB says: {first}")


def _restrict(connection: DuckDBPyConnection, path: Path) -> None:
    """Let the database reach no file but those in its own folder, for good."""
    folder = quoted(str(temporary_folder(path)))
    connection.execute(f"SET allowed_directories = [{folder}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _recognize(connection: DuckDBPyConnection, path: Path) -> None:
    """Refuse a database that is no store, or one of a later version."""
    import duckdb

    try:
        found = connection.execute("SELECT kind, version FROM about").fetchall()
    except duckdb.Error:
        found = []
    kind, version = found[0] if found else ("", 0)
    if kind != _KIND:
        raise CommandError(
            f"{path} is a DuckDB file, but not a store of events. Name another file."
        )
    if version > VERSION:
        raise CommandError(
            f"{path} is a store of version {version}; this standoff reads up to {VERSION}. "
            "Install a newer standoff."
        )


def quoted(text: str) -> str:
    """Write a text as SQL, for the few places that take no parameter.

    Examples
    --------
    >>> print(quoted("d'or"))
    'd''or'
    """
    return "'" + text.replace("'", "''") + "'"
