"""The events and claims of a record as rows to be told, in one language."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.show.labels import Labels, clean
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "CONFIDENCE",
    "FIELDS",
    "KINDS",
    "Claimed",
    "Told",
    "claims_of",
    "events_of",
    "listed_kinds",
    "taken_for",
    "when",
    "who",
    "why_unmapped",
    "with_result",
]

KINDS = {
    "move": mark("moves"),
    "background": mark("background"),
    "unmapped": mark("not mapped"),
    "outside": mark("outside the calendar"),
}

FIELDS = {
    "date": mark("date"),
    "actor": mark("who"),
    "verb": mark("what"),
    "target": mark("to whom"),
    "text": mark("told as"),
    "place": mark("place"),
    "outcome": mark("outcome"),
    "source": mark("source"),
    "url": mark("found at"),
    "confidence": mark("confidence"),
}

CONFIDENCE = {
    "high": mark("high"),
    "medium": mark("medium"),
    "low": mark("low"),
    "assumed": mark("assumed"),
}

_UNMAPPED = re.compile(r"no rule fits (?P<verb>.+?) by (?P<by>.+?)(?:: (?P<rules>.+))?")
_RULE = re.compile(r"(?P<rule>record\.map\[\d+\]) wants (?P<key>\w+) (?P<value>.+)")


@dataclass(frozen=True)
class Told:
    """One event, as a record says and the crisis takes it; names are codes still."""

    position: int
    id: str
    day: datetime.date
    end: str
    precision: str
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    verb: str
    text: str
    place: str
    outcome: str
    source: str
    url: str
    confidence: str
    kind: str
    option: str
    result: str
    reason: str
    round_: int
    rule: int
    turn: int
    intensity: float


@dataclass(frozen=True)
class Claimed:
    """What one source says of an event: its name, whether it is followed, its cells by field."""

    event: int
    name: str
    is_followed: bool
    cells: dict[str, str]
    stated: frozenset[str]


def events_of(answer: xr.Dataset, labels: Labels) -> list[Told]:
    """Read the events of a record."""
    count = answer.sizes.get("event", 0)
    blank = [""] * count

    def column(name: str) -> list[str]:
        return [str(cell) for cell in answer[name].values] if name in answer else blank

    def numbers(name: str) -> list[int]:
        return [int(cell) for cell in answer[name].values] if name in answer else [-1] * count

    texts = _in_language(answer, "event_text", labels.words.language)
    intensities = [float(cell) for cell in answer["event_intensity"].values]
    rows = zip(
        column("event_id"),
        [datetime.date.fromisoformat(day) for day in column("event_date")],
        column("event_end"),
        column("event_precision"),
        [_names(cell) for cell in column("event_actor")],
        [_names(cell) for cell in column("event_target")],
        column("event_verb"),
        map(clean, texts),
        *(
            map(clean, column(f"event_{name}"))
            for name in ("place", "outcome", "source", "url", "confidence")
        ),
        *(column(f"event_{name}") for name in ("kind", "option", "result", "background")),
        *(numbers(f"event_{name}") for name in ("round", "rule", "turn")),
        intensities,
        strict=True,
    )
    return [Told(position, *row) for position, row in enumerate(rows)]


def _in_language(answer: xr.Dataset, name: str, language: str) -> list[str]:
    """Give a column in this language where the record has it, else in the first one."""
    told = [str(text) for text in answer[name].values]
    own = answer.get(f"{name}_{language}")
    if own is None:
        return told
    return [str(text) or fallback for text, fallback in zip(own.values, told, strict=True)]


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name for name in cell.split(";") if name)


def claims_of(answer: xr.Dataset, language: str) -> list[Claimed]:
    """Read the claims of the events on which more than one source speaks."""
    if "claim_event" not in answer:
        return []
    columns = {field: [str(cell) for cell in answer[f"claim_{field}"].values] for field in FIELDS}
    columns["text"] = _in_language(answer, "claim_text", language)
    rest = zip(
        answer["claim_event"].values,
        answer["claim_name"].values,
        answer["claim_followed"].values,
        answer["claim_stated"].values,
        answer["claim_precision"].values,
        answer["claim_end"].values,
        strict=True,
    )
    claims = []
    for row, (event, name, followed, stated, precision, end) in enumerate(rest):
        cells = {field: column[row] for field, column in columns.items()}
        cells |= {"precision": str(precision), "end": str(end)}
        known = frozenset(str(stated).split(";"))
        claims.append(Claimed(int(event), clean(name), bool(followed), cells, known))
    return claims


def when(day: str, precision: str, end: str, words: Words) -> str:
    """Write a date as precisely as it is known, with its end.

    Examples
    --------
    >>> when("2006-07-01", "month", "", Words("en")), when("2006-07-04", "day", "", Words("en"))
    ('Jul 2006', '4 July 2006')
    """
    written = {"year": day[:4], "month": words.month(day)}.get(precision) or words.date(day)
    if not end or end == day:
        return written
    return words.say("{first} to {last}", first=written, last=words.date(end))


def who(actors: Sequence[str], targets: Sequence[str], labels: Labels) -> str:
    """Write who acted, and on whom."""
    by = labels.words.listed([labels.party(name) for name in actors]) or labels.words.say("nobody")
    to = ", ".join(labels.party(name) for name in targets)
    return f"{by} → {to}" if to else by


def taken_for(event: Told, labels: Labels) -> str:
    """Say what the crisis takes an event for; nothing where there is no crisis."""
    words = labels.words
    if event.kind == "move":
        return words.say(
            "a move in round {number}: {move}",
            number=words.whole(event.round_),
            move=with_result(labels.move(event.option), event.result, words),
        )
    if event.kind == "background":
        return words.say("background: {reason}", reason=clean(event.reason))
    if event.kind == "unmapped":
        return words.say("not mapped: {reason}", reason=why_unmapped(event.reason, labels))
    return words.say("outside the calendar") if event.kind else ""


def with_result(move: str, result: str, words: Words) -> str:
    """Add how a move came out, where that does not go without saying."""
    said = {"": "", "done": "", "pass": words.say("passed"), "fail": words.say("failed")}
    outcome = said.get(result, clean(result))
    return f"{move} ({outcome})" if outcome else move


def why_unmapped(reason: str, labels: Labels) -> str:
    """Say in the reader's language why no rule fits an event."""
    match = _UNMAPPED.fullmatch(reason)
    if match is None:
        return clean(reason)
    words = labels.words
    by = words.listed([labels.party(name) for name in match["by"].split(" and ")])
    said = words.say("no rule fits {verb} by {by}", verb=clean(match["verb"]), by=by)
    rules = [_rule(rule, words) for rule in (match["rules"] or "").split(", ") if rule]
    return f"{said} ({'; '.join(rules)})" if rules else said


def _rule(written: str, words: Words) -> str:
    match = _RULE.fullmatch(written)
    if match is None:
        return clean(written)
    return words.say(
        "{rule} wants {key}: {value}",
        rule=match["rule"],
        key=match["key"],
        value=clean(match["value"]),
    )


def listed_kinds(events: Iterable[Told], words: Words) -> str:
    """Count events by what they are taken for."""
    counts = {kind: sum(event.kind == kind for event in events) for kind in KINDS}
    return ", ".join(
        f"{words.whole(count)} {words.say(KINDS[kind])}" for kind, count in counts.items() if count
    )
