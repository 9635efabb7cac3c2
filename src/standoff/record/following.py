"""Which of the claims on an event a crisis follows, as its file says."""

from __future__ import annotations

from collections.abc import Iterable

from standoff.errors import nearest
from standoff.record.event import Event, claims_of, event_of
from standoff.record.place import Complaint, crisis_error
from standoff.spec.crisis import Crisis, Follow


def follow(crisis: Crisis, events: Iterable[Event]) -> tuple[Event, ...]:
    """Give each event the content of the claim that the crisis follows.

    An event that `record.follow` does not name has the content of its first
    claim, whatever it was given before.

    Raises
    ------
    RecordError
        If an entry names an event or a claim that the record does not have;
        carries every problem, with its place in the crisis file.

    Examples
    --------
    >>> from standoff.record import parse_events
    >>> from standoff.spec import read_text
    >>> events = parse_events('''id,date,actor,action,target,description,claim
    ... E1,2006-07-05,PRK,launch,,A salvo,korea-time
    ... E1,2006-07-04,,,,,us-time
    ... ''')
    >>> crisis = read_text('''
    ... {name: strait, actors: [PRK], variables: {v: [l, h]},
    ...  calendar: {start: 2006-07-01, every: month, rounds: 1},
    ...  record: {events: record.csv, follow: [{event: E1, claim: us-time}]}}
    ... ''')
    >>> [event.date.isoformat() for event in follow(crisis, events)]
    ['2006-07-04']
    """
    read = tuple(events)
    known = {event.id: event for event in read}
    entries = crisis.record.follow if crisis.record else ()
    complaints = [
        complaint
        for position, entry in enumerate(entries)
        if (complaint := _complaint(position, entry, known)) is not None
    ]
    if complaints:
        raise crisis_error(crisis, complaints)
    wanted = {entry.event: entry.claim for entry in entries}
    return tuple(_following(event, wanted.get(event.id)) for event in read)


def _following(event: Event, name: str | None) -> Event:
    """Give an event the content of one of its claims, the first by default."""
    if not event.claims:
        return event
    first = event.claims[0]
    chosen = next((claim for claim in event.claims if claim.name == name), first)
    return event_of(event.id, event.claims, chosen)


def _complaint(position: int, entry: Follow, known: dict[str, Event]) -> Complaint | None:
    """Say what is wrong with an entry of `record.follow`, None if nothing is."""
    here = ("record", "follow", position)
    event = known.get(entry.event)
    if event is None:
        return Complaint(
            (*here, "event"),
            f"The record has no event with the id '{entry.event}'.",
            f"{nearest(entry.event, known)}"
            "Name an event that the record has, or take the entry out.",
        )
    names = [claim.name for claim in claims_of(event) if claim.name]
    if entry.claim in names:
        return None
    return Complaint(
        (*here, "claim"),
        f"The event '{entry.event}' has no claim called '{entry.claim}'.",
        f"{nearest(entry.claim, names)}Its claims: {', '.join(names)}."
        if names
        else "No claim on it has a name; name them in the column 'claim', or take the entry out.",
    )
