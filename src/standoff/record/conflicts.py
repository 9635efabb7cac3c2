"""Events on which sources disagree, and which of them the crisis follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from standoff.record.event import Claim, Event, in_order, last_day
from standoff.spec.crisis import Follow, Why


@dataclass(frozen=True)
class Conflict:
    """An event whose claims differ in what they state.

    ``aspects`` says in what, in the order of `ASPECTS`. The claim that is
    followed is ``followed``, one of ``event.claims``: because ``record.follow``
    of the crisis says so (``is_chosen``, with the analyst's reason in ``why``),
    or because its row comes first.
    """

    event: Event
    aspects: tuple[str, ...]
    followed: Claim
    is_chosen: bool
    why: Why | None = None

    @property
    def others(self) -> tuple[Claim, ...]:
        """The claims that are not followed, in the order of the record."""
        return tuple(claim for claim in self.event.claims if claim is not self.followed)

    def aspects_of(self, claim: Claim) -> tuple[str, ...]:
        """Say in what a claim differs from the one that is followed."""
        return tuple(
            name for name, aspect in ASPECTS.items() if aspect(claim) != aspect(self.followed)
        )


def _dates(claim: Claim) -> object:
    """Return first and last day; an event that ends on its first day takes one day."""
    latest = last_day(claim.date, claim.precision)
    return claim.date, latest, claim.end_date if claim.end_date != claim.date else None


ASPECTS: Final[Mapping[str, Callable[[Claim], object]]] = {
    "date": _dates,
    "actors": lambda claim: frozenset(claim.actors),
    "verb": lambda claim: claim.verb,
    "targets": lambda claim: frozenset(claim.targets),
    "place": lambda claim: claim.place,
    "outcome": lambda claim: claim.outcome,
    "text": lambda claim: claim.text,
}
"""In what claims can disagree; who says it, and how surely, is no disagreement."""


def conflicts(events: Iterable[Event], follow: Iterable[Follow] = ()) -> tuple[Conflict, ...]:
    """List the events on which sources disagree, in order of date.

    Parameters
    ----------
    events
        With the content that is followed, as `load` gives them.
    follow
        What the crisis says about it (`crisis.record.follow`), for the reasons.

    Examples
    --------
    >>> from standoff.record import parse_events
    >>> events = parse_events('''id,date,actor,action,target,description,claim,source
    ... E1,2006-07-05,PRK,launch,,A salvo,korea-time,Yonhap
    ... E1,2006-07-04,,,,,us-time,CSIS
    ... E1,,,,,,agency,AP
    ... ''')
    >>> conflict, = conflicts(events)
    >>> conflict.aspects, conflict.followed.name, conflict.is_chosen
    (('date',), 'korea-time', False)
    >>> [(claim.name, conflict.aspects_of(claim)) for claim in conflict.others]
    [('us-time', ('date',)), ('agency', ())]
    """
    chosen = {entry.event: entry for entry in follow}
    found = (_conflict(event, chosen.get(event.id)) for event in in_order(events))
    return tuple(conflict for conflict in found if conflict is not None)


def _conflict(event: Event, entry: Follow | None) -> Conflict | None:
    """Compare the claims on one event; None where they agree."""
    first, *rest = event.claims or (None,)
    if first is None:
        return None
    aspects = tuple(
        name
        for name, aspect in ASPECTS.items()
        if any(aspect(claim) != aspect(first) for claim in rest)
    )
    if not aspects:
        return None
    followed = next(claim for claim in event.claims if claim.name == event.follows)
    is_chosen = entry is not None and entry.claim == followed.name
    why = entry.why if entry is not None and is_chosen else None
    return Conflict(event, aspects, followed, is_chosen, why)
