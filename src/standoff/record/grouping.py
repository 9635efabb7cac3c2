"""Rows to events: the first row of an id is the event, later ones are claims beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from standoff.record.event import Claim, Event, event_of
from standoff.record.findings import Findings, quoted
from standoff.record.row import Row, first_claim, is_clean, later_claim


@dataclass
class _Group:
    """What the rows of one id have said so far; `first` is None if that row is wrong."""

    line: int
    first: Claim | None
    claims: list[Claim]
    lines: dict[str, int] = field(default_factory=dict)


def events_of(rows: Iterable[Row], findings: Findings) -> tuple[Event, ...]:
    """Read every row, adding what is wrong with it; events keep the order of their first rows."""
    groups: dict[str, _Group] = {}
    for row in rows:
        if findings.are_too_many(row.line):
            break
        name = row.cells["id"]
        group = groups.get(name) if name else None
        if row.is_misread or not is_clean(row, findings):
            # remembered all the same, so that a claim after it is not taken for the event
            groups.setdefault(name, _Group(row.line, None, []))
        elif group is None:
            first = first_claim(row, findings)
            names = {row.cells["claim"]: row.line}
            groups[name] = _Group(row.line, first, [first] if first else [], names)
        else:
            _add_claim(group, row, findings)
    return tuple(
        event_of(name, tuple(group.claims)) for name, group in groups.items() if group.claims
    )


def _add_claim(group: _Group, row: Row, findings: Findings) -> None:
    """Read a later row of an event, which must say which claim it is."""
    name, claim = row.cells["id"], row.cells["claim"]
    if not claim:
        findings.add(
            *row.place("id"),
            f"The id {quoted(name)} is already used on line {group.line}.",
            "Give every event an id of its own; where this is another claim on that event, "
            "give the claim a name under 'claim'.",
        )
        first_claim(row, findings)
        return
    if claim in group.lines:
        findings.add(
            *row.place("claim"),
            f"The event {quoted(name)} has a claim {quoted(claim)} on line {group.lines[claim]} "
            "already.",
            "Give every claim on one event a name of its own.",
        )
    group.lines.setdefault(claim, row.line)
    group.claims.append(later_claim(row, group.first, findings))
