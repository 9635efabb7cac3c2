"""Monthly series as the lenses read them: from the store of a crisis, else from its events.

Two kinds of event of a record written by hand name nobody whom they are done
to: what several do together, such as talks, and what one does before the eyes
of all, such as a nuclear test. `addressed` says whom they count for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

from standoff.record.event import Event
from standoff.record.series import Dyad, DyadMonths, dyad_months
from standoff.record.walk import Walk

EVERYBODY: Final = "*"
"""The target of what is done to nobody in particular."""


def series_of(
    walk: Walk, since: dt.date, until: dt.date, dyads: Collection[Dyad] | None = None
) -> DyadMonths:
    """Return monthly conflict and cooperation by directed dyad.

    Parameters
    ----------
    walk
        A walked record.
    since, until
        Any day of the first and of the last month.
    dyads
        Those wanted; None for all that the events beside the crisis have. A
        store holds too many, so that None then stands for the dyads among the
        actors of those events.

    Raises
    ------
    RecordError
        If the crisis names a store that cannot be read.

    Examples
    --------
    >>> import standoff
    >>> from standoff.record import load
    >>> walk = load(standoff.read(standoff.catalog.path("dprk-2009")))
    >>> found = series_of(walk, dt.date(2009, 5, 1), dt.date(2009, 5, 31))
    >>> ("PRK", EVERYBODY) in found.dyads, ("PRK", "USA") in found.dyads
    (True, True)
    """
    if walk.store is None:
        return dyad_months(
            addressed(walk.events), walk.scale, since=since, until=until, dyads=dyads
        )
    from standoff.record.store import open_store

    with open_store(walk.store) as store:
        return store.dyad_months(since, until, dyads or _among(walk.events), walk.scale)


def addressed(events: Iterable[Event]) -> Iterator[Event]:
    """Give every event somebody whom it is done to.

    What several do together, each does to the others; what one does to nobody
    in particular is done to `EVERYBODY`.

    Examples
    --------
    >>> talks = Event("E1", dt.date(2003, 8, 27), ("PRK", "USA"), "hold_talks")
    >>> [(event.actors, event.targets) for event in addressed([talks])]
    [(('PRK',), ('USA',)), (('USA',), ('PRK',))]
    """
    for event in events:
        if event.targets:
            yield event
        elif len(event.actors) == 1:
            yield replace(event, targets=(EVERYBODY,))
        else:
            for actor in event.actors:
                others = tuple(other for other in event.actors if other != actor)
                yield replace(event, actors=(actor,), targets=others)


def _among(events: Iterable[Event]) -> frozenset[Dyad]:
    """Name every pair of those who act in the events."""
    actors = {actor for event in events for actor in event.actors}
    return frozenset((one, other) for one in actors for other in actors if one != other)
