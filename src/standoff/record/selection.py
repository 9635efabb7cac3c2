"""A filter on events as a condition in SQL, on the columns of a store's table `event`.

It lets through what `Wanted.takes` lets through. Names and dates are
parameters, so that nothing a user writes is ever part of a statement.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from standoff.record.wanted import Wanted

_CODE: Final = re.compile(r"\d{2,4}", re.ASCII)

LAST_DAY: Final = (
    "greatest(coalesce(end_date, date), CASE precision WHEN 'day' THEN date "
    "WHEN 'month' THEN last_day(date) ELSE make_date(year(date), 12, 31) END)"
)
"""The last day on which an event may have been going on."""


@dataclass(frozen=True)
class Condition:
    """A condition, and the values of its parameters by name."""

    sql: str
    values: Mapping[str, object]


class _Values:
    """Gives every value a parameter of its own."""

    def __init__(self) -> None:
        self.by_name: dict[str, object] = {}

    def add(self, value: object) -> str:
        """Return how a value stands in the condition."""
        name = f"wanted_{len(self.by_name)}"
        self.by_name[name] = value
        return f"${name}"


def condition(wanted: Wanted) -> Condition:
    """Return what an event has to fulfil to be let through.

    Examples
    --------
    >>> from standoff.record.wanted import read_dyad
    >>> condition(Wanted(verbs=("19",))).values
    {'wanted_0': '19'}
    >>> condition(Wanted()).sql
    'true'
    """
    values = _Values()
    parts = []
    if wanted.actors:
        named = [
            _is_among(side, values.add(one)) for one in sorted(wanted.actors) for side in _SIDES
        ]
        parts.append(" OR ".join(named))
    if wanted.dyads:
        ways = dict.fromkeys(way for dyad in wanted.dyads for way in dyad.ways)
        parts.append(" OR ".join(_goes(*map(values.add, way)) for way in ways))
    if wanted.verbs:
        parts.append(" OR ".join(_is_verb(verb, values.add(verb)) for verb in wanted.verbs))
    if wanted.since:
        parts.append(f"{LAST_DAY} >= {values.add(wanted.since)}")
    if wanted.until:
        parts.append(f"date <= {values.add(wanted.until)}")
    return Condition(" AND ".join(f"({part})" for part in parts) or "true", values.by_name)


_SIDES: Final = ("actor", "target")


def _is_among(side: str, value: str) -> str:
    """Write that a name is one of those on a side; most rows have only one."""
    return f"({side} = {value} OR (several AND list_contains(string_split({side}, ';'), {value})))"


def _goes(actor: str, target: str) -> str:
    return f"({_is_among('actor', actor)} AND {_is_among('target', target)})"


def _is_verb(verb: str, value: str) -> str:
    columns = ("verb", "cameo", "plover")
    if _CODE.fullmatch(verb):
        return " OR ".join(f"starts_with({column}, {value})" for column in columns)
    return " OR ".join(f"{column} = {value}" for column in columns)
