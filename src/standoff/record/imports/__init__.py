"""Event data of others, brought into a record row by row, none of them lost unseen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from standoff.record.imports.imported import Imported
from standoff.record.wanted import EVERYTHING, Wanted

__all__ = ["Imported", "import_file"]


def import_file(
    into: Path,
    source: Path,
    *,
    format: str | None = None,
    wanted: Wanted = EVERYTHING,
    columns: Mapping[str, str] | None = None,
    progress: Callable[[str], None] | None = None,
    wait_s: float = 10.0,
) -> Imported:
    """Import the events of a file into a store or a plain record.

    Parameters
    ----------
    into
        The store, if it ends in ``.duckdb``; a plain record, if in ``.csv`` or ``.yaml``.
    source
        The file: plain, ``.gz`` or ``.zip``; or a store.
    format
        ``gdelt``, ``icews``, ``polecat`` or ``columns``; None guesses.
    wanted
        Which rows to take.
    columns
        For the format ``columns``: from what we call a column (``date``, ``actor``,
        ``target``, ``verb``, ``id``, ...) to its name in the file.
    progress
        Is told what is being done, in sentences, perhaps from another thread.
    wait_s
        How long to wait for another process that uses the store.

    Returns
    -------
    Imported
        What became of every row.

    Raises
    ------
    CommandError
        If the file or the place cannot be used as what it was named; then
        nothing is imported.
    RecordError
        If the plain record cannot be read or written.
    """
    from standoff.record.imports.into import STORE, Request, into_plain_record, into_store

    request = Request(source, format, wanted, columns, progress)
    work = into_store if into.suffix == STORE else into_plain_record
    return work(into, request, wait_s)
