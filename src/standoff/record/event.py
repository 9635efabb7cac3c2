"""An event: what somebody did to whom on which day, and who says so."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from standoff.spec.crisis import Confidence

Precision = Literal["day", "month", "year"]

SAID: Final = (
    "date", "precision", "end_date", "actors", "verb", "targets", "text", "place", "outcome",
    "source", "url", "confidence", "intensity", "extra", "texts",
)  # fmt: skip
"""The fields in which claims on one event may differ, and which an event takes from one."""


def last_day(date: dt.date, precision: Precision) -> dt.date:
    """Return the last day of the day, month or year that begins on a date.

    Examples
    --------
    >>> last_day(dt.date(2009, 2, 1), "month").isoformat()
    '2009-02-28'
    """
    if precision == "day":
        return date
    year, month = date.year, 12 if precision == "year" else date.month
    return dt.date(year, month, monthrange(year, month)[1])


@dataclass(frozen=True)
class Claim:
    """What one source says of an event: one row of a record.

    What the row leaves blank is filled in from the first row of the event, so
    that every claim can be read alone (``url`` and ``confidence`` only if it has
    no source of its own); ``stated`` names the fields in which it
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
        return last_day(self.date, self.precision)


def event_of(name: str, claims: tuple[Claim, ...], followed: Claim | None = None) -> Event:
    """Make an event of the claims on it, with the content of the one that is followed.

    Parameters
    ----------
    name
        The id of the event.
    claims
        The first row first; each complete in itself.
    followed
        One of them; default: the first.

    Examples
    --------
    >>> first = Claim("korea-time", dt.date(2006, 7, 5), ("PRK",), "launch")
    >>> other = Claim("us-time", dt.date(2006, 7, 4), ("PRK",), "launch")
    >>> event_of("E1", (first, other)).date.isoformat()
    '2006-07-05'
    >>> event = event_of("E1", (first, other), other)
    >>> event.date.isoformat(), event.follows
    ('2006-07-04', 'us-time')
    """
    chosen = claims[0] if followed is None else followed
    said = {name: getattr(chosen, name) for name in SAID}
    shown = claims if len(claims) > 1 or chosen.name else ()
    return Event(name, **said, claims=shown, follows=chosen.name, line=chosen.line)


def claims_of(event: Event) -> tuple[Claim, ...]:
    """Return all claims on an event; one without any other is a claim itself.

    Examples
    --------
    >>> call = Event("E1", dt.date(2009, 4, 5), ("JPN",), "call_meeting")
    >>> claims_of(call)[0].verb
    'call_meeting'
    """
    if event.claims:
        return event.claims
    return (Claim(event.follows, **{name: getattr(event, name) for name in SAID}, line=event.line),)


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Sort events by date; those of one day keep the order of the file."""
    return tuple(sorted(events, key=lambda event: event.date))


def digest(events: Iterable[Event], intensities: Mapping[str, float] | None = None) -> str:
    """Return a fingerprint of the events: equal if and only if all they say is equal.

    ``intensities`` is the table of a crisis that has its own; it tells apart as well.

    Examples
    --------
    >>> call = Event("E1", dt.date(2009, 4, 5), ("JPN",), "call_meeting")
    >>> digest([call]) == digest([call]), digest([call]) == digest([])
    (True, False)
    >>> digest([call]) == digest([call], {"call_meeting": -1.0})
    False
    """
    rows: list[list[object]] = [
        [event.id, *_said(event), *([_beside(event)] if _has_more(event) else [])]
        for event in events
    ]
    if intensities:
        rows.append([[code, float(size)] for code, size in sorted(intensities.items())])
    written = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8")).hexdigest()


def _said(one: Event | Claim) -> list[object]:
    """List what an event or a claim says."""
    return [
        one.date.isoformat(),
        one.precision,
        one.end_date.isoformat() if one.end_date else None,
        list(one.actors),
        one.verb,
        list(one.targets),
        one.text,
        one.place,
        one.outcome,
        one.source,
        one.url,
        one.confidence,
        sorted(one.extra.items()),
        sorted(one.texts.items()),
    ]


def _has_more(event: Event) -> bool:
    """Say whether an event has what records without claims and intensities lack.

    Those keep the digest that they had before there were any.
    """
    return bool(event.claims or event.follows) or event.intensity is not None


def _beside(event: Event) -> list[object]:
    """List what an event says beside its own content."""
    claims = [[claim.name, *_said(claim), claim.intensity] for claim in event.claims]
    return [event.intensity, event.follows, claims]
