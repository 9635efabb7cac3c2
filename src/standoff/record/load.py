"""Find the record of a crisis beside its file."""

from __future__ import annotations

from pathlib import Path

from standoff.record.place import Complaint, crisis_error
from standoff.record.reading import read_events
from standoff.record.walk import Walk, walk
from standoff.spec.crisis import Crisis


def load(crisis: Crisis) -> Walk | None:
    """Read the record that a crisis names, and lead the crisis through it.

    Returns
    -------
    Walk or None
        None if the crisis has no record.

    Raises
    ------
    RecordError
        If the record cannot be read or does not fit the crisis.
    """
    if crisis.record is None:
        return None
    path = events_path(crisis)
    return walk(crisis, read_events(path), source=str(path))


def events_path(crisis: Crisis) -> Path:
    """Return where the events of a crisis are: beside its file, and nowhere else.

    Raises
    ------
    RecordError
        If the crisis was not read from a file, or its record lies elsewhere.
    """
    return _beside(crisis, "events", crisis.record.events if crisis.record else "")


def store_path(crisis: Crisis) -> Path | None:
    """Return where the event data of a crisis is, None if it names none.

    Raises
    ------
    RecordError
        If the crisis was not read from a file, or its store lies elsewhere.
    """
    if crisis.record is None or crisis.record.store is None:
        return None
    return _beside(crisis, "store", crisis.record.store)


def _beside(crisis: Crisis, key: str, name: str) -> Path:
    """Return the path of a file that the section `record` names."""
    source = Path(crisis.source)
    if not source.is_file():
        wrong = f"The crisis was not read from a file, so there is no folder that holds {name}."
        fix = "Save the crisis as a file beside its record, or take `record` out."
        raise crisis_error(crisis, [Complaint(("record",), wrong, fix)])
    folder = source.resolve().parent
    # a link could lead out of the folder even where the name does not
    if not (folder / name).resolve().is_relative_to(folder):
        what = "record" if key == "events" else "file"
        wrong = f"The {what} '{name}' lies outside the folder of the crisis."
        fix = "Put the file beside the crisis file, and give its name only."
        raise crisis_error(crisis, [Complaint(("record", key), wrong, fix)])
    return source.parent / name
