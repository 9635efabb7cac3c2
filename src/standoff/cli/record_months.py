"""Monthly conflict and cooperation of what a command is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.cli.record_filters import Filters
from standoff.cli.record_subject import Subject, choose
from standoff.errors import CommandError

if TYPE_CHECKING:
    from standoff.record.series import DyadMonths

__all__ = ["sums_by_month"]


def sums_by_month(subject: Subject, filters: Filters) -> DyadMonths:
    """Add up what the filters leave, by who acted on whom and by month."""
    pairs = {way for dyad in filters.wanted().dyads for way in dyad.ways} or None
    if subject.events is None:
        return _from_store(subject, filters, pairs)
    from standoff.record.evidence import addressed
    from standoff.record.series import dyad_months

    chosen = choose(subject, filters)[: filters.limit]
    return dyad_months(
        addressed(chosen),
        subject.scale,
        since=filters.since or min(event.date for event in chosen),
        until=filters.until or max(event.date for event in chosen),
        dyads=pairs,
    )


def _from_store(
    subject: Subject, filters: Filters, pairs: set[tuple[str, str]] | None
) -> DyadMonths:
    """Add up in the store itself, however many rows it has."""
    raise CommandError(f"{subject.target}: stores cannot be read yet.")
