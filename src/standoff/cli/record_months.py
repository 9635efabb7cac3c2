"""Monthly conflict and cooperation of what a command is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.cli.record_filters import Filters
from standoff.cli.record_store import months_of_store
from standoff.cli.record_subject import Subject, choose
from standoff.errors import CommandError

if TYPE_CHECKING:
    from standoff.record.series import Dyad, DyadMonths

__all__ = ["sums_by_month"]


def sums_by_month(subject: Subject, filters: Filters) -> DyadMonths:
    """Add up what the filters leave, by who acted on whom and by month.

    A crisis that names a store is added up from there, as its lenses do.
    """
    named = subject.walk.store if subject.walk is not None else None
    store = subject.path if subject.events is None else named
    if store is not None:
        _check_filters(subject, filters)
        return months_of_store(
            subject.target, store, filters, _pairs(subject, filters), subject.scale
        )
    from standoff.record.evidence import addressed
    from standoff.record.series import dyad_months

    chosen = choose(subject, filters)[: filters.limit]
    return dyad_months(
        addressed(chosen),
        subject.scale,
        since=filters.since or min(event.date for event in chosen),
        until=filters.until or max(event.date for event in chosen),
        dyads=_typed(filters) or None,
    )


def _typed(filters: Filters) -> set[Dyad]:
    return {way for dyad in filters.wanted().dyads for way in dyad.ways}


def _pairs(subject: Subject, filters: Filters) -> set[Dyad]:
    """Return the pairs to add up: those typed, else those among the actors of a crisis."""
    if _typed(filters):
        return _typed(filters)
    if subject.crisis is None:
        raise CommandError(
            f"{subject.target}: A store holds many pairs.\nName those to add up: --dyad PRK-USA."
        )
    names = [actor.name for actor in subject.crisis.actors]
    return {(one, other) for one in names for other in names if one != other}


def _check_filters(subject: Subject, filters: Filters) -> None:
    """Refuse filters that sums in a store do not know."""
    others = filters.given.keys() - {"dyad", "since", "until"}
    if others:
        raise CommandError(
            f"{subject.target}: Months of a store are chosen by --dyad, --since and --until, "
            f"not by --{sorted(others)[0]}."
        )
