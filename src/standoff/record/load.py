"""Find the record of a crisis beside its file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from standoff.errors import RecordError
from standoff.record.place import Complaint, crisis_error
from standoff.record.reading import read_events
from standoff.record.scale import DEFAULT, read_scale
from standoff.record.walk import Walk, walk
from standoff.spec.crisis import Crisis


def load(crisis: Crisis) -> Walk | None:
    """Read the record that a crisis names, and lead the crisis through it.

    The scale and the store that the crisis names come with it.

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
    path, table, store = events_path(crisis), intensity_path(crisis), store_path(crisis)
    if store is not None and not store.is_file():
        raise _no_store(crisis, store)
    walked = walk(crisis, read_events(path), source=str(path))
    return replace(walked, scale=read_scale(table) if table else DEFAULT, store=store)


def _no_store(crisis: Crisis, store: Path) -> RecordError:
    """Word that the event data is missing; without it, series would silently be others."""
    wrong = f"There is no store '{store.name}' beside the crisis file."
    fix = "Make it with `standoff record import`, or take `store` out."
    return crisis_error(crisis, [Complaint(("record", "store"), wrong, fix)])


def events_path(crisis: Crisis) -> Path:
    """Return where the events of a crisis are: beside its file, and nowhere else.

    Raises
    ------
    RecordError
        If the crisis was not read from a file, or its record lies elsewhere.
    """
    return _beside(crisis, "events", crisis.record.events if crisis.record else "")


def intensity_path(crisis: Crisis) -> Path | None:
    """Return where the intensities of verbs are, None where the crisis uses the default.

    Raises
    ------
    RecordError
        If the crisis was not read from a file, or the table lies elsewhere.
    """
    if crisis.record is None or crisis.record.intensity is None:
        return None
    return _beside(crisis, "intensity", crisis.record.intensity)


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
