"""Conflict and cooperation by month between two actors: what a record adds up to.

One event is often reported many times. Rows with the same day, actor, verb and
target are one event, and its intensity is the mean of theirs. An event of
several actors or targets counts once for each pair of them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from standoff.errors import CommandError
from standoff.record.event import Event, Precision
from standoff.record.scale import Scale

if TYPE_CHECKING:
    from numpy import float64, int64
    from numpy.typing import NDArray

Dyad = tuple[str, str]
"""Who acted, and on whom."""

Reason = Literal["year", "outside", "no_actor", "no_target", "other_dyad", "no_intensity"]
REASONS: Final[tuple[Reason, ...]] = (
    "year", "outside", "no_actor", "no_target", "other_dyad", "no_intensity",
)  # fmt: skip
"""Why a row is left out, in the order in which it is asked: it is dated to a
year only; it lies outside the months; it names nobody who acted, or nobody who
was acted on; none of its pairs is asked for; nothing is known of its verb."""


@dataclass(frozen=True, eq=False)
class DyadMonths:
    """Conflict and cooperation by directed dyad and month.

    ``months`` are the first days of all months from first to last, without a
    gap; ``dyads`` are pairs of who acted and on whom, sorted. The arrays have
    axes (dyad, month): ``conflict`` is the sum of the intensities of hostile
    events without their sign, ``cooperation`` that of friendly ones, ``count``
    the number of events, those of intensity 0 among them. ``reports`` are the
    rows that the events come from, and ``left_out`` the rows that count
    nowhere, by reason; together they are all rows.
    """

    months: tuple[dt.date, ...]
    dyads: tuple[Dyad, ...]
    conflict: NDArray[float64]
    cooperation: NDArray[float64]
    count: NDArray[int64]
    reports: int
    left_out: Mapping[str, int]

    def select(self, dyads: Collection[Dyad]) -> DyadMonths:
        """Keep some dyads; one that is not there becomes a row of zeros.

        ``reports`` and ``left_out`` stay those of the whole, as rows are no
        longer known by dyad.
        """
        import numpy as np

        wanted = tuple(sorted(set(dyads)))
        at = {dyad: row for row, dyad in enumerate(self.dyads)}
        # the row past the last is one of zeros
        taken = [at.get(dyad, len(self.dyads)) for dyad in wanted]
        nothing = np.zeros((1, len(self.months)))
        return DyadMonths(
            self.months,
            wanted,
            np.vstack([self.conflict, nothing])[taken],
            np.vstack([self.cooperation, nothing])[taken],
            np.vstack([self.count, nothing.astype(np.int64)])[taken],
            self.reports,
            self.left_out,
        )

    def yearly(self) -> DyadYears:
        """Add up the months of each calendar year."""
        import numpy as np

        years = tuple(sorted({month.year for month in self.months}))
        first = [
            next(place for place, month in enumerate(self.months) if month.year == year)
            for year in years
        ]
        return DyadYears(
            years,
            self.dyads,
            np.add.reduceat(self.conflict, first, axis=1),
            np.add.reduceat(self.cooperation, first, axis=1),
            np.add.reduceat(self.count, first, axis=1),
        )


@dataclass(frozen=True, eq=False)
class DyadYears:
    """Conflict and cooperation by directed dyad and year, axes (dyad, year)."""

    years: tuple[int, ...]
    dyads: tuple[Dyad, ...]
    conflict: NDArray[float64]
    cooperation: NDArray[float64]
    count: NDArray[int64]


def dyad_months(
    events: Iterable[Event],
    scale: Scale,
    *,
    since: dt.date,
    until: dt.date,
    dyads: Collection[Dyad] | None = None,
) -> DyadMonths:
    """Add up the events of a record by dyad and month.

    An event counts in the month of its first day; one dated to a month counts
    in that month, and one dated to a year nowhere. Rows dated to a month are
    merged with each other, and not with those of its first day.

    Parameters
    ----------
    events
        Rows of a record, in any order, which does not matter.
    scale
        How friendly or hostile each is.
    since, until
        Any day of the first and of the last month: whole months are counted.
    dyads
        The directed dyads to count, each of which is then there even if it has
        no event; None for all that the events have.

    Raises
    ------
    CommandError
        If the last month lies before the first.

    Examples
    --------
    >>> from standoff.record.scale import DEFAULT
    >>> day = dt.date(2009, 4, 5)
    >>> rocket = Event("E1", day, ("PRK",), "rocket_launch", ("JPN", "USA"))
    >>> again = Event("E2", day, ("PRK",), "rocket_launch", ("JPN",))
    >>> found = dyad_months([rocket, again], DEFAULT, since=day, until=day)
    >>> found.dyads, found.conflict.tolist(), found.reports
    ((('PRK', 'JPN'), ('PRK', 'USA')), [[7.0], [7.0]], 2)
    """
    months = months_between(since, until)
    counter = _Counter(scale, months, None if dyads is None else frozenset(dyads))
    for event in events:
        counter.take(event)
    return counter.result()


def months_between(since: dt.date, until: dt.date) -> tuple[dt.date, ...]:
    """Return the first days of the months from that of one day to that of another.

    Raises
    ------
    CommandError
        If the last month lies before the first.

    Examples
    --------
    >>> [month.isoformat() for month in months_between(dt.date(2009, 12, 31), dt.date(2010, 1, 1))]
    ['2009-12-01', '2010-01-01']
    """
    first, last = (day.year * 12 + day.month - 1 for day in (since, until))
    if last < first:
        raise CommandError(
            f"The last month, that of {until}, lies before the first, that of {since}. "
            "Give the earlier day first."
        )
    return tuple(dt.date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1))


class _Same(NamedTuple):
    """What makes rows one event."""

    dyad: Dyad
    date: dt.date
    precision: Precision
    verb: str


class _Counter:
    """Gathers rows by what makes them one event, and adds the events up."""

    def __init__(
        self, scale: Scale, months: tuple[dt.date, ...], dyads: frozenset[Dyad] | None
    ) -> None:
        self.scale = scale
        self.dyads = dyads
        self.months = months
        self.month_at = {month: place for place, month in enumerate(months)}
        self.rows: dict[_Same, list[float]] = defaultdict(list)
        self.reports = 0
        self.left_out: dict[str, int] = {}

    def take(self, event: Event) -> None:
        """Count a row, or say why it is left out."""
        pairs = self._pairs(event)
        intensity = self.scale.intensity(event)
        reason = self._reason(event, pairs, intensity)
        if reason is not None:
            self.left_out[reason] = self.left_out.get(reason, 0) + 1
            return
        assert intensity is not None
        self.reports += 1
        for pair in pairs:
            same = _Same(pair, event.date, event.precision, event.verb)
            self.rows[same].append(intensity)

    def _pairs(self, event: Event) -> set[Dyad]:
        pairs = set(product(event.actors, event.targets))
        return pairs if self.dyads is None else pairs & self.dyads

    def _reason(self, event: Event, pairs: set[Dyad], intensity: float | None) -> Reason | None:
        asked: dict[Reason, bool] = {
            "year": event.precision == "year",
            "outside": event.date.replace(day=1) not in self.month_at,
            "no_actor": not event.actors,
            "no_target": not event.targets,
            "other_dyad": not pairs,
            "no_intensity": intensity is None,
        }
        return next((reason for reason in REASONS if asked[reason]), None)

    def result(self) -> DyadMonths:
        """Merge the rows into events, and add these up by dyad and month."""
        import numpy as np

        events: dict[tuple[Dyad, dt.date], list[float]] = defaultdict(list)
        for same, found in self.rows.items():
            # fsum is exact, so that the order of rows cannot matter
            mean = math.fsum(found) / len(found)
            events[same.dyad, same.date.replace(day=1)].append(mean)
        dyads = tuple(sorted(self.dyads if self.dyads is not None else {d for d, _ in events}))
        row_at = {dyad: row for row, dyad in enumerate(dyads)}
        conflict, cooperation = np.zeros((2, len(dyads), len(self.months)))
        count = np.zeros((len(dyads), len(self.months)), dtype=np.int64)
        for (dyad, month), found in events.items():
            place = row_at[dyad], self.month_at[month]
            conflict[place] = math.fsum(-value for value in found if value < 0)
            cooperation[place] = math.fsum(value for value in found if value > 0)
            count[place] = len(found)
        left_out: dict[str, int] = {
            reason: self.left_out[reason] for reason in REASONS if reason in self.left_out
        }
        return DyadMonths(self.months, dyads, conflict, cooperation, count, self.reports, left_out)
