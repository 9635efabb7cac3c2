"""The record in words: events with who says so, the moves they are, where sources disagree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from standoff.show.labels import Labels
from standoff.show.record.map_text import map_body
from standoff.show.record.months_text import months_body
from standoff.show.record.rows import (
    CONFIDENCE,
    FIELDS,
    Claimed,
    Told,
    claims_of,
    events_of,
    listed_kinds,
    taken_for,
    when,
    who,
)
from standoff.show.record.timeline_text import timeline_body
from standoff.show.terminal import heading, lines_of, paragraph, table
from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["record_body", "record_question"]

_INDENT = "  "


def record_question(words: Words) -> str:
    """Ask what a record answers."""
    return words.say("What happened, and who says so?")


def record_body(answer: xr.Dataset, words: Words, width: int) -> list[str]:
    """Write the view that was asked for."""
    labels = Labels.of(answer, words)
    writers: dict[str, Callable[[xr.Dataset, Labels, int], list[str]]] = {
        "show": _list,
        "event": _whole,
        "conflicts": _conflicts,
        "map": map_body,
        "months": months_body,
        "timeline": timeline_body,
    }
    return writers.get(str(answer.attrs.get("view", "")), _list)(answer, labels, width)


def _list(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    """List events, oldest first."""
    events = events_of(answer, labels)
    claims = claims_of(answer, labels.words.language)
    entries = [
        _entry(event, [c for c in claims if c.event == event.position], labels, width)
        for event in events
    ]
    return [_counted(answer, events, labels, width), *entries]


def _counted(answer: xr.Dataset, events: Sequence[Told], labels: Labels, width: int) -> str:
    """Say how many events are shown, of how many."""
    words = labels.words
    found, total = int(answer.attrs.get("found", 0)), int(answer.attrs.get("total", 0))
    lines = [
        words.say(
            "{found} of the {total} events of the record are meant.",
            found=words.whole(found),
            total=words.whole(total),
        )
        if found < total
        else words.many("The record has {count} event.", "The record has {count} events.", total)
    ]
    if len(events) < found:
        lines.append(
            words.say(
                "The first {count} are shown; --limit {found} shows all.",
                count=words.whole(len(events)),
                found=found,
            )
        )
    kinds = listed_kinds(events, words)
    if kinds:
        lines.append(words.say("Shown: {kinds}.", kinds=kinds))
    return paragraph(" ".join(lines), width)


def _entry(event: Told, claims: Sequence[Claimed], labels: Labels, width: int) -> str:
    """Write one event in a few lines."""
    words = labels.words
    head = _headed(event, labels)
    taken = taken_for(event, labels)
    source = event.source or event.url or words.say("no source is given")
    sure = (
        words.say("confidence {level}", level=words.say(CONFIDENCE[event.confidence]))
        if event.confidence in CONFIDENCE
        else ""
    )
    lines = [
        event.text,
        words.say("In the crisis: {what}.", what=taken.rstrip(".")) if taken else "",
        words.say("Source: {source}", source="; ".join(p for p in (source, sure) if p)),
        words.many(
            "{count} claim; --event {id} shows it.",
            "{count} claims; --event {id} shows them side by side.",
            len(claims),
            id=event.id,
        )
        if claims
        else "",
    ]
    filled = [f"{_INDENT}{piece}" for line in lines if line for piece in lines_of(line, width - 2)]
    return "\n".join([*_hanging(head, width), *filled])


def _headed(event: Told, labels: Labels) -> str:
    """Write which event it is: when, who to whom, what."""
    date = when(event.day.isoformat(), event.precision, event.end, labels.words)
    parties = who(event.actors, event.targets, labels)
    return f"{event.id} · {date} · {parties}: {labels.verb(event.verb)}"


def _hanging(text: str, width: int) -> list[str]:
    """Fill a text whose later lines stand in."""
    first, *rest = lines_of(text, width)
    return [first, *(f"{_INDENT}{line}" for line in lines_of(" ".join(rest), width - 2) if rest)]


def _whole(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    """Write one event with everything that is known of it."""
    (event,) = events_of(answer, labels)
    words = labels.words
    cells = {
        "date": when(event.day.isoformat(), event.precision, event.end, words),
        "actor": words.listed([labels.party(name) for name in event.actors]),
        "verb": f"{labels.verb(event.verb)} ({event.verb})",
        "target": words.listed([labels.party(name) for name in event.targets]),
        "text": event.text,
        "place": "; ".join(part.strip() for part in event.place.split(";")),
        "outcome": event.outcome,
        "source": event.source,
        "url": event.url,
        "confidence": words.say(CONFIDENCE.get(event.confidence, event.confidence)),
    }
    rows = [[words.say(FIELDS[field]), cell] for field, cell in cells.items() if cell]
    if event.intensity == event.intensity:
        rows.append([words.say("intensity"), words.number(event.intensity, 1)])
    taken = taken_for(event, labels)
    if taken:
        rows.append([words.say("taken for"), taken])
    parts = [f"{heading(event.id)}\n{table(['', ''], rows, width, align='fl')}"]
    return [*parts, *_side_by_side(answer, event, labels, width)]


def _side_by_side(
    answer: xr.Dataset, event: Told, labels: Labels, width: int, *, left_out: str = ""
) -> list[str]:
    """Put the claims on an event beside one another, and say which is followed and why."""
    claims = [
        claim for claim in claims_of(answer, labels.words.language) if claim.event == event.position
    ]
    if not claims:
        return [labels.words.say("Nothing else is claimed of it.")]
    names = [_named(claim, number, labels.words) for number, claim in enumerate(claims, 1)]
    rows = [
        [labels.words.say(title), *(_cell(claim, field, labels) for claim in claims)]
        for field, title in FIELDS.items()
        if field != left_out and _differ(claims, field)
    ]
    return [table(["", *names], rows, width), _followed(answer, event, claims, labels, width)]


def _differ(claims: Sequence[Claimed], field: str) -> bool:
    """Say whether claims state different things in a field."""
    keys = ("date", "end", "precision") if field == "date" else (field,)
    return len({tuple(claim.cells[key] for key in keys) for claim in claims}) > 1


def _named(claim: Claimed, number: int, words: Words) -> str:
    """Name a claim, and say if it is the one followed."""
    name = claim.name or words.say("claim {number}", number=number)
    return words.say("{name} (followed)", name=name) if claim.is_followed else name


def _cell(claim: Claimed, field: str, labels: Labels) -> str:
    """Write what a claim says in one field."""
    words, written = labels.words, claim.cells[field]
    if field == "date":
        return when(written, claim.cells["precision"], claim.cells["end"], words)
    if field in ("actor", "target"):
        return words.listed([labels.party(name) for name in written.split(";") if name]) or "–"
    if field == "verb":
        return labels.verb(written)
    if field == "confidence":
        return words.say(CONFIDENCE.get(written, written)) or "–"
    return " ".join(written.split()) or "–"


def _followed(
    answer: xr.Dataset,
    event: Told,
    claims: Sequence[Claimed],
    labels: Labels,
    width: int,
) -> str:
    """Say which claim is followed, and why."""
    words = labels.words
    reason = _reason(answer, event, words)
    if reason:
        return paragraph(words.say("Followed because: {reason}", reason=reason), width)
    chosen = next((k for k, claim in enumerate(claims) if claim.is_followed), 0)
    if chosen == 0:
        said = words.say("The first claim is followed, as the crisis names no other.")
    elif not answer.attrs.get("crisis_digest"):
        said = words.say("The version imported last is followed.")
    else:
        said = words.say("The crisis names the claim that is followed, and no reason.")
    return paragraph(said, width)


def _reason(answer: xr.Dataset, event: Told, words: Words) -> str:
    """Give the reason that the crisis names for what it follows."""
    for name in (f"follow_why_{words.language}", "follow_why"):
        if name in answer and str(answer[name].values[event.position]):
            return " ".join(str(answer[name].values[event.position]).split())
    return ""


def _conflicts(answer: xr.Dataset, labels: Labels, width: int) -> list[str]:
    """Write the events on which sources disagree."""
    words = labels.words
    events = events_of(answer, labels)
    if not events:
        return [
            paragraph(words.say("Where several sources speak of one event, they agree."), width)
        ]
    found = int(answer.attrs.get("found", len(events)))
    said = words.many(
        "Sources disagree on {count} event.", "Sources disagree on {count} events.", found
    )
    parts = [paragraph(said, width)]
    for event in events:
        title = _hanging(_headed(event, labels), width)
        parts.append("\n".join([*title, *lines_of(event.text, width)]))
        # where each is found would fill the page; --event tells it
        parts += _side_by_side(answer, event, labels, width, left_out="url")
    return parts
