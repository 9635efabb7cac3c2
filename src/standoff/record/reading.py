"""Read the plain form of a record: a table (CSV) or a list (YAML), by the name of its file."""

from __future__ import annotations

from pathlib import Path

from standoff.record.event import Event
from standoff.record.findings import bytes_of, text_of
from standoff.record.listing import parse_listing
from standoff.record.table import parse_events

LISTS = (".yaml", ".yml")
"""Endings of the name of a record that is a list; any other is a table."""


def read_events(path: str | Path) -> tuple[Event, ...]:
    """Read the events of a file, in its order.

    Raises
    ------
    RecordError
        If the file cannot be read or anything in it is wrong; carries every problem.
    """
    return parse_record(bytes_of(Path(path), str(path)), path)


def parse_record(content: bytes, path: str | Path) -> tuple[Event, ...]:
    """Read the events of a file that has been opened; its name says which form it has."""
    source = str(path)
    if is_list(path):
        return parse_listing(text_of(content, source, "YAML"), source=source)
    return parse_events(text_of(content, source, "CSV"), source=source)


def is_list(path: str | Path) -> bool:
    """Say whether a record is a list rather than a table.

    Examples
    --------
    >>> is_list("record.yaml"), is_list("record.csv")
    (True, False)
    """
    return Path(path).suffix.lower() in LISTS
