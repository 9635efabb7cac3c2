"""Which events are wanted: by who takes part, by pair, by verb, by date."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from standoff.errors import CommandError
from standoff.record.event import Event

_DYAD: Final = re.compile(r"\s*([^\s>-][^>-]*?)\s*([->])\s*([^\s>-][^>-]*?)\s*")
_CODE: Final = re.compile(r"\d{2,4}", re.ASCII)


@dataclass(frozen=True)
class Dyad:
    """Two who deal with each other: one way if ``directed``, else either way.

    Examples
    --------
    >>> str(Dyad("PRK", "USA")), str(Dyad("PRK", "USA", directed=True))
    ('PRK-USA', 'PRK>USA')
    """

    actor: str
    target: str
    directed: bool = False

    def __str__(self) -> str:
        return f"{self.actor}{'>' if self.directed else '-'}{self.target}"

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """The pairs of actor and target that it covers."""
        there = (self.actor, self.target)
        return (there,) if self.directed else (there, (self.target, self.actor))


def read_dyad(written: str) -> Dyad:
    """Read ``PRK-USA`` (either way) or ``PRK>USA`` (what the first does to the second).

    Raises
    ------
    CommandError
        If it is written in another way.

    Examples
    --------
    >>> read_dyad("PRK>USA")
    Dyad(actor='PRK', target='USA', directed=True)
    """
    match = _DYAD.fullmatch(written)
    if match is None:
        raise CommandError(
            f"'{written}' is not a pair. Write two names with a hyphen between them for both ways, "
            "PRK-USA, or with > for one, PRK>USA."
        )
    return Dyad(match[1], match[3], match[2] == ">")


@dataclass(frozen=True)
class Wanted:
    """A filter on events; what is left empty lets everything through.

    ``actors`` are the parties of whom one must act or be acted upon. ``dyads``
    are pairs of whom one must act on the other. ``verbs`` are verbs of the
    record, CAMEO codes with all their subordinate codes (``19`` covers
    ``190``), or PLOVER types. ``since`` and ``until`` are the first and the
    last day: an event is let through if it may have happened between them.
    """

    actors: frozenset[str] = frozenset()
    dyads: tuple[Dyad, ...] = ()
    verbs: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.until < self.since:
            raise CommandError(
                f"There is no day from {self.since} until {self.until}. Name the earlier day first."
            )

    @property
    def is_everything(self) -> bool:
        """Whether nothing is filtered."""
        return self == Wanted()

    def takes(self, event: Event) -> bool:
        """Say whether an event is wanted.

        Examples
        --------
        >>> salvo = Event("E1", dt.date(2006, 7, 5), ("PRK",), "190", ("JPN", "USA"))
        >>> Wanted(dyads=(read_dyad("USA-PRK"),), verbs=("19",)).takes(salvo)
        True
        >>> Wanted(dyads=(read_dyad("USA>PRK"),)).takes(salvo)
        False
        """
        parties = {*event.actors, *event.targets}
        pairs = {(actor, target) for actor in event.actors for target in event.targets}
        last = max(event.latest_date, event.end_date or event.latest_date)
        return (
            (not self.actors or not self.actors.isdisjoint(parties))
            and (not self.dyads or any(way in pairs for dyad in self.dyads for way in dyad.ways))
            and (not self.verbs or self._takes_verb(event))
            and (self.since is None or last >= self.since)
            and (self.until is None or event.date <= self.until)
        )

    def _takes_verb(self, event: Event) -> bool:
        named = {event.verb, event.extra.get("cameo", ""), event.extra.get("plover", "")} - {""}
        return any(
            verb in named
            or (
                _CODE.fullmatch(verb)
                and any(name.startswith(verb) for name in named if name[:1].isdigit())
            )
            for verb in self.verbs
        )


EVERYTHING: Final = Wanted()
"""The filter that lets every event through."""
