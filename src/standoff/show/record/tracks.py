"""The events of a record sorted by actor, and the levels below, for a timeline."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.show.labels import Labels
from standoff.show.record.rows import Told, events_of

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["FULL", "Course", "Stretch", "Track", "course_of", "rounds_of", "span_of", "tracks_of"]

FULL = 10.0
"""The intensity that fills a lane up or down."""
_MOST = 8
"""Lanes of their own where no crisis says who matters."""


@dataclass(frozen=True)
class Track:
    """What one party did; ``party`` is empty for those who have no lane of their own."""

    party: str
    events: tuple[Told, ...]

    @property
    def moves(self) -> list[Told]:
        """The events that are moves, repetitions within a turn left out."""
        seen: set[tuple[str, int, int]] = set()
        kept = []
        for event in self.events:
            key = (event.option, event.round_, event.turn)
            if event.option and key not in seen:
                seen.add(key)
                kept.append(event)
        return kept


def tracks_of(answer: xr.Dataset, labels: Labels) -> list[Track]:
    """Sort events into lanes: actors as the crisis lists them, then all others.

    A move stands in the lane of whoever makes it, anything else in the lanes of
    all who acted. Without a crisis the busiest have lanes of their own.
    """
    events = events_of(answer, labels)
    lanes: dict[str, list[Told]] = {name: [] for name in _owners(events, labels)}
    others: list[Told] = []
    for event in events:
        mover = event.option.partition(".")[0]
        owners = [name for name in ((mover,) if mover else event.actors) if name in lanes]
        for name in dict.fromkeys(owners):
            lanes[name].append(event)
        if not owners:
            others.append(event)
    tracks = [Track(name, tuple(held)) for name, held in lanes.items() if held]
    return [*tracks, *([Track("", tuple(others))] if others else [])]


def _owners(events: Sequence[Told], labels: Labels) -> list[str]:
    """Choose who has a lane."""
    actors = list(labels.tree.get("actors", {}))
    if actors:
        return actors
    counts = Counter(name for event in events for name in set(event.actors))
    busiest = sorted(counts, key=lambda name: (-counts[name], name))
    return busiest if len(busiest) <= _MOST + 1 else busiest[:_MOST]


def span_of(answer: xr.Dataset, tracks: Sequence[Track]) -> tuple[datetime.date, datetime.date]:
    """Give the first and the last day shown: those asked for, else those of the events."""
    days = [event.day for track in tracks for event in track.events]
    asked = json.loads(str(answer.attrs.get("settings", "{}")))
    first, last = (
        datetime.date.fromisoformat(str(asked[name])) if asked.get(name) else day
        for name, day in (("since", min(days)), ("until", max(days)))
    )
    return min(first, *days), max(last, *days)


@dataclass(frozen=True)
class Stretch:
    """A time in which a variable kept its level, the last day included."""

    first: datetime.date
    last: datetime.date
    level: int


@dataclass(frozen=True)
class Course:
    """The levels of a variable over time."""

    variable: str
    stretches: tuple[Stretch, ...]

    def on(self, day: datetime.date) -> int | None:
        """Give the level on a day, None outside the calendar."""
        return next((s.level for s in self.stretches if s.first <= day <= s.last), None)


def course_of(answer: xr.Dataset, first: datetime.date, last: datetime.date) -> list[Course]:
    """Give the levels of every variable between two days; nothing without a crisis.

    A level that a round has led to counts from the day after that round, so that
    a change is never drawn before the move that made it.
    """
    if "record_level" not in answer:
        return []
    levels = answer["record_level"].transpose("variable", "round").values
    ends = [datetime.date.fromisoformat(str(day)) for day in answer["round_end"].values]
    starts = [ends[0], *(day + datetime.timedelta(1) for day in ends[1:])]
    lasts = [*ends[1:], ends[-1]]
    held = [
        (max(begin, first), min(end, last), column)
        for column, (begin, end) in enumerate(zip(starts, lasts, strict=True))
        if begin <= min(end, last) and end >= first
    ]
    return [
        Course(str(name), _joined([Stretch(a, b, int(row[k])) for a, b, k in held]))
        for name, row in zip(answer["variable"].values, levels, strict=True)
        if held
    ]


def _joined(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Join neighbours of one level."""
    joined: list[Stretch] = []
    for stretch in stretches:
        if joined and joined[-1].level == stretch.level:
            stretch = Stretch(joined.pop().first, stretch.last, stretch.level)
        joined.append(stretch)
    return tuple(joined)


def rounds_of(
    answer: xr.Dataset, first: datetime.date, last: datetime.date
) -> list[tuple[int, datetime.date]]:
    """List the rounds that begin between two days, each with its first day."""
    if "record_level" not in answer:
        return []
    days = [datetime.date.fromisoformat(str(day)) for day in answer["round_date"].values]
    pairs = zip(answer["round"].values, days, strict=True)
    return [(int(number), day) for number, day in pairs if number > 0 and first <= day <= last]
