"""The record as a timeline of letters: one line an actor, one column a stretch of time."""

from __future__ import annotations

import datetime
import string
from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.show.labels import Labels
from standoff.show.record.lanes import Event, Lane, lanes_of
from standoff.show.terminal import cut, paragraph, width_of

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["column_of", "timeline", "years_row"]

_SIGNS = string.ascii_lowercase + string.ascii_uppercase + string.digits
_MANY, _BACKGROUND, _NOTHING = "*", "·", " "


def timeline(situation: xr.Dataset, labels: Labels, width: int) -> str:
    """Draw the record; nothing where there are no dated moves."""
    lanes = [lane for lane in lanes_of(situation, labels) if lane.moves]
    if not lanes:
        return ""
    words = labels.words
    days = [event.day for lane in lanes for event in lane.events]
    first, last = min(days), max(days)
    names = [cut(labels.actor(lane.actor), 16) for lane in lanes]
    side = max(map(width_of, names)) + 2
    room = min(width - side - 2, max(24, (last.year - first.year) * 12 + last.month))
    used = dict.fromkeys(event.option for lane in lanes for event in lane.moves)
    signs = dict(zip(used, _SIGNS, strict=False))
    rows = [" " * (side + 1) + years_row(first, last, room)]
    for name, lane in zip(names, lanes, strict=True):
        pad = " " * (side - width_of(name))
        rows.append(f"{name}{pad}|{_line(lane, signs, first, last, room)}|")
    key = ", ".join(f"{signs.get(option, _MANY)} {labels.option(option)}" for option in used)
    explained = words.say(
        "The record, one letter a move: {key}; {many} several at once, {dot} background.",
        key=key,
        many=_MANY,
        dot=_BACKGROUND,
    )
    return "\n".join([*rows, paragraph(explained, width)])


def column_of(day: datetime.date, first: datetime.date, last: datetime.date, room: int) -> int:
    """Give the column of a day, where all days from first to last fill the room."""
    span = max(1, (last - first).days + 1)
    return (day - first).days * room // span


def _line(
    lane: Lane, signs: dict[str, str], first: datetime.date, last: datetime.date, room: int
) -> str:
    cells: list[list[Event]] = [[] for _ in range(room)]
    for event in lane.events:
        cells[column_of(event.day, first, last, room)].append(event)
    return "".join(_sign(cell, signs) for cell in cells)


def _sign(events: Sequence[Event], signs: dict[str, str]) -> str:
    options = {event.option for event in events if event.option}
    if not options:
        return _BACKGROUND if events else _NOTHING
    return signs.get(options.pop(), _MANY) if len(options) == 1 else _MANY


def years_row(first: datetime.date, last: datetime.date, room: int) -> str:
    """Write the years, or the first and the last day, above the columns where they begin."""
    row = [" "] * room
    marks = [
        (datetime.date(year, 1, 1), str(year)) for year in range(first.year + 1, last.year + 1)
    ]
    marks = [(first, str(first.year)), *marks]
    if first.year == last.year:
        marks = [(first, first.isoformat())]
    end = 0
    for day, text in marks:
        column = column_of(max(day, first), first, last, room)
        if column >= end and column + len(text) <= room:
            row[column : column + len(text)] = text
            end = column + len(text) + 1
    return "".join(row).rstrip()
