"""`standoff record check`: read a record, map and walk it, and say what it holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from standoff.cli.options import AsJson, Language, RecordTarget
from standoff.cli.output import refused_as_json
from standoff.cli.record_store import summary_of
from standoff.cli.record_subject import Subject, find_subject, known_names
from standoff.cli.texts import checked_language, emit, width
from standoff.errors import RecordError

if TYPE_CHECKING:
    from standoff.record import Event

__all__ = ["check"]

Report = dict[str, object]


def check(
    target: RecordTarget,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Say what is wrong, or what it holds.

    The record of a crisis is also mapped onto its options and walked: a move
    that the crisis forbids in the state that the record has led to is an error.
    """
    checked_language(language)
    try:
        subject = find_subject(target)
        report = _report(subject)
    except RecordError as error:
        if not as_json:
            raise
        raise refused_as_json(error) from error
    if as_json:
        emit(json.dumps(report, ensure_ascii=False, indent=1))
        return
    from standoff.show.record.check_text import check_text

    emit(check_text(report, lang=language, width=width()))


def _report(subject: Subject) -> Report:
    """Count what a record holds, as plain data."""
    if subject.events is None:
        held = asdict(summary_of(subject.path))
        return {"source": subject.target, "problems": [], "store": _written(held)}
    events = subject.events
    return {
        "source": subject.target,
        "problems": [],
        **_counts(events),
        **_codes(subject, events),
        **_kinds(subject),
    }


def _written(held: Report) -> Report:
    """Write what is in a store as plain data, its dates as text."""
    plain: Report = json.loads(json.dumps(held, default=str))
    return plain


def _counts(events: Sequence[Event]) -> Report:
    """Count events by when they are, who takes part, and who says so."""
    from standoff.record.conflicts import conflicts
    from standoff.record.event import claims_of

    sources = {
        source.strip()
        for event in events
        for told in claims_of(event)
        for source in told.source.split(";")
        if source.strip()
    }
    return {
        "events": len(events),
        "claims": sum(len(claims_of(event)) for event in events),
        "conflicts": len(conflicts(events)),
        "first": min((event.date.isoformat() for event in events), default=""),
        "last": max((event.date.isoformat() for event in events), default=""),
        "precision": dict(Counter(event.precision for event in events)),
        "parties": known_names(events),
        "sources": len(sources),
        "without_source": [event.id for event in events if not (event.source or event.url)],
        "confidence": dict(Counter(event.confidence or "" for event in events)),
    }


def _codes(subject: Subject, events: Sequence[Event]) -> Report:
    """Count the verbs that the vocabulary knows, and the intensities that are known."""
    from standoff.record.verbs import find, suggestion

    verbs = Counter(event.verb for event in events)
    codes = {event.verb: str(event.extra.get("cameo", "")) for event in events}
    unknown = [verb for verb in verbs if find(verb, codes[verb]) is None]
    return {
        "verbs": dict(verbs.most_common()),
        "unknown_verbs": {
            verb: {"events": verbs[verb], "nearest": _quoted(suggestion(verb))}
            for verb in sorted(unknown)
        },
        "intensity_known": sum(subject.scale.intensity(event) is not None for event in events),
        "intensity_own": sum(event.intensity is not None for event in events),
        "scale": subject.scale.source,
    }


def _quoted(guess: str) -> str:
    """Take the name out of the sentence that guesses it."""
    return guess.split("'")[1] if "'" in guess else ""


def _kinds(subject: Subject) -> Report:
    """Count what a crisis takes the events for."""
    if subject.walk is None:
        return {}
    placements = subject.walk.map.placements
    return {
        "rounds": len(subject.walk.rounds),
        "kinds": dict(Counter(placed.kind for placed in placements)),
        "moves": sum(turn.option != "hold" for one in subject.walk.rounds for turn in one.turns),
    }
