"""An event: what somebody did to whom on which day, and who says so."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from standoff.spec.crisis import Confidence

Precision = Literal["day", "month", "year"]


@dataclass(frozen=True)
class Claim:
    """What one source says of an event: one row of a record.

    What the row leaves blank is filled in from the first row of the event, so
    that every claim can be read alone; ``stated`` names the fields in which it
    says something of its own that differs. ``name`` tells the claims of an
    event apart, and is empty where the first row has none. ``url`` says where
    in the source it stands. The other fields are those of `Event`.
    """

    name: str
    date: dt.date
    actors: tuple[str, ...]
    verb: str
    targets: tuple[str, ...] = ()
    text: str = ""
    end_date: dt.date | None = None
    precision: Precision = "day"
    place: str = ""
    outcome: str = ""
    source: str = ""
    url: str = ""
    confidence: Confidence | None = None
    intensity: float | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    stated: frozenset[str] = frozenset()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Event:
    """Something that happened, as the claim says that the crisis follows.

    ``date`` is the first day on which the event may have begun; ``precision``
    says whether that is the day itself or only its month or year. ``end_date``
    is the last day of an event that took more than one. ``text`` says what
    happened, and ``texts`` says it by language. ``intensity`` says how friendly
    (to 10) or hostile (to -10) it was, where its row says so. ``extra`` holds the
    columns that no part of the program reads, such as codes of event data
    sets. ``claims`` are all that is claimed of it, the first row first; empty
    means that there is nothing beside the event itself. ``follows`` names the
    claim that the content is taken from. ``line`` is where the row begins in
    its file, 0 if it came from none.
    """

    id: str
    date: dt.date
    actors: tuple[str, ...]
    verb: str
    targets: tuple[str, ...] = ()
    text: str = ""
    end_date: dt.date | None = None
    precision: Precision = "day"
    place: str = ""
    outcome: str = ""
    source: str = ""
    url: str = ""
    confidence: Confidence | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    intensity: float | None = None
    claims: tuple[Claim, ...] = ()
    follows: str = ""
    line: int = field(default=0, compare=False)

    @property
    def latest_date(self) -> dt.date:
        """The last day on which the event may have begun."""
        if self.precision == "day":
            return self.date
        year, month = self.date.year, 12 if self.precision == "year" else self.date.month
        return dt.date(year, month, monthrange(year, month)[1])


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Sort events by date; those of one day keep the order of the file."""
    return tuple(sorted(events, key=lambda event: event.date))


def digest(events: Iterable[Event]) -> str:
    """Return a fingerprint of the events: equal if and only if all they say is equal.

    Examples
    --------
    >>> call = Event("E1", dt.date(2009, 4, 5), ("JPN",), "call_meeting")
    >>> digest([call]) == digest([call]), digest([call]) == digest([])
    (True, False)
    """
    rows = [
        [
            event.id,
            event.date.isoformat(),
            event.precision,
            event.end_date.isoformat() if event.end_date else None,
            list(event.actors),
            event.verb,
            list(event.targets),
            event.text,
            event.place,
            event.outcome,
            event.source,
            event.url,
            event.confidence,
            sorted(event.extra.items()),
            sorted(event.texts.items()),
        ]
        for event in events
    ]
    written = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8")).hexdigest()
