"""Titles of everything in a crisis, in all languages, as plain data.

An answer carries them, so it can be shown without the crisis.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

from standoff.spec.crisis import Crisis, Text
from standoff.vocab import HOLD

_HOLD_TITLE: Final = {"en": "hold", "id": "menunggu"}

Labels = dict[str, object]


class _Titled(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> Text: ...


def make_labels(crisis: Crisis, implicit: Iterable[str] = ()) -> Labels:
    """Gather the titles of ``crisis``; ``implicit`` are labels of implicit options."""
    options = {f"{o.actor}.{o.name}": dict(o.title.by_language) for o in crisis.options}
    return {
        "crisis": dict(crisis.title.by_language),
        "actors": _titles(crisis.actors),
        "variables": {
            variable.name: {
                "title": dict(variable.title.by_language),
                "levels": list(variable.levels),
                "level_titles": [dict(text.by_language) for text in variable.level_titles],
            }
            for variable in crisis.variables
        },
        "options": {HOLD: _HOLD_TITLE, **options, **{label: {} for label in implicit}},
        "bodies": _titles(crisis.bodies),
        "members": _members(crisis),
        "interests": _titles(crisis.interests),
        "instruments": _titles(crisis.instruments),
        "chance": _titles(crisis.chance),
        "states": {name: condition.text for name, condition in crisis.states.items()},
        "calendar": _calendar(crisis),
    }


def _titles(things: Iterable[_Titled]) -> dict[str, dict[str, str]]:
    """Map names to titles by language."""
    return {thing.name: dict(thing.title.by_language) for thing in things}


def _members(crisis: Crisis) -> dict[str, dict[str, str]]:
    """Map the members of all bodies to titles; a member without its own has its actor's."""
    titles = _titles(crisis.actors)
    members = [member for body in crisis.bodies for member in body.members]
    for member in members:
        titles[member.name] = {**titles.get(member.name, {}), **member.title.by_language}
    return {member.name: titles[member.name] for member in members}


def _calendar(crisis: Crisis) -> dict[str, object] | None:
    """Write the calendar as plain data."""
    if crisis.calendar is None:
        return None
    calendar = crisis.calendar
    return {
        "start": calendar.start.isoformat(),
        "every": calendar.every,
        "rounds": calendar.rounds,
        "focus": calendar.focus.isoformat(),
    }
