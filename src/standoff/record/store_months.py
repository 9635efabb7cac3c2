"""Conflict and cooperation by dyad and month, added up where the events lie.

The rule is that of `standoff.record.series`: rows with the same day, actor,
verb and target are one event, its intensity the mean of theirs; an event of
several actors or targets counts once for each pair.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from standoff.record.scale import Scale
from standoff.record.series import REASONS, Dyad, DyadMonths, months_between

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Months:
    """What is asked: from and until the month of which days, and between whom."""

    since: dt.date
    until: dt.date
    dyads: Collection[Dyad] | None = None


_ROWS: Final = """
    SELECT actor, target, several, date, precision, event.verb,
           coalesce(intensity, scale.number) AS intensity, import, line
    FROM event LEFT JOIN scale
         ON event.intensity IS NULL AND scale.verb = event.verb AND scale.cameo = event.cameo
    WHERE newest
"""
_IN_TIME: Final = "precision <> 'year' AND date >= $first AND date < $after"
# a row of several actors or targets is a row for each pair of them; few rows are such
_PAIRS: Final = f"""
    SELECT actor, target, date, precision, verb, intensity
    FROM ({_ROWS}) WHERE NOT several AND {_IN_TIME} AND actor <> '' AND target <> ''
    UNION ALL
    SELECT * EXCLUDE (import, line) FROM (
        SELECT DISTINCT actor, unnest(string_split(target, ';')) AS target, date, precision, verb,
               intensity, import, line
        FROM (
            SELECT unnest(string_split(actor, ';')) AS actor, target, date, precision, verb,
                   intensity, import, line
            FROM ({_ROWS}) WHERE several AND {_IN_TIME} AND actor <> '' AND target <> ''
        )
    )
"""
_IS_ASKED: Final = "(actor, target) IN (SELECT actor, target FROM asked)"
_IS_ASKED_OF_SEVERAL: Final = """EXISTS (
    SELECT 1 FROM asked WHERE list_contains(string_split(rows.actor, ';'), asked.actor)
                          AND list_contains(string_split(rows.target, ';'), asked.target))
"""


def dyad_months(connection: DuckDBPyConnection, asked: Months, scale: Scale) -> DyadMonths:
    """Add up the events of a store by dyad and month; see `Store.dyad_months`."""
    months = months_between(asked.since, asked.until)
    after = (months[-1].replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    values = {"first": months[0], "after": after}
    _make_scale(connection, scale)
    _make_asked(connection, asked.dyads)
    chosen = "true" if asked.dyads is None else _IS_ASKED
    sums = connection.execute(_sums(chosen), values).fetchnumpy()
    rows = connection.execute(_reasons(asked.dyads is not None), values).fetchall()
    reasons: dict[str, int] = dict(rows)
    counted = reasons.pop("counted", 0)
    left_out: dict[str, int] = {reason: reasons[reason] for reason in REASONS if reason in reasons}
    dyads = None if asked.dyads is None else tuple(sorted(set(asked.dyads)))
    return _laid_out(sums, months, dyads, counted, left_out)


def _make_scale(connection: DuckDBPyConnection, scale: Scale) -> None:
    """Make a table of the intensity of every verb of which a row does not say it."""
    verbs = connection.execute(
        "SELECT DISTINCT verb, cameo FROM event WHERE newest AND intensity IS NULL"
    ).fetchall()
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE scale AS SELECT unnest($verbs::VARCHAR[]) AS verb, "
        "unnest($cameos::VARCHAR[]) AS cameo, unnest($numbers::DOUBLE[]) AS number",
        {
            "verbs": [verb for verb, _ in verbs],
            "cameos": [cameo for _, cameo in verbs],
            "numbers": [scale.of_verb(verb, cameo) for verb, cameo in verbs],
        },
    )


def _make_asked(connection: DuckDBPyConnection, dyads: Collection[Dyad] | None) -> None:
    """Make a table of the dyads that are asked for."""
    pairs = sorted(set(dyads or ()))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE asked AS SELECT unnest($actors::VARCHAR[]) AS actor, "
        "unnest($targets::VARCHAR[]) AS target",
        {"actors": [actor for actor, _ in pairs], "targets": [target for _, target in pairs]},
    )


def _sums(chosen: str) -> str:
    """Return the statement that merges rows into events, and adds these up."""
    return f"""
    SELECT actor, target, CAST(date_trunc('month', date) AS DATE) AS month,
           fsum(greatest(-mean, 0)) AS conflict, fsum(greatest(mean, 0)) AS cooperation,
           count(*) AS events
    FROM (
        SELECT actor, target, date, fsum(intensity) / count(*) AS mean
        FROM ({_PAIRS}) WHERE intensity IS NOT NULL AND {chosen}
        GROUP BY actor, target, date, precision, verb
    )
    GROUP BY actor, target, month
    """


def _reasons(is_asked: bool) -> str:
    """Return the statement that counts rows by why they count nowhere, or that they count."""
    asked = f"NOT if(several, {_IS_ASKED_OF_SEVERAL}, {_IS_ASKED})" if is_asked else "false"
    return f"""
    SELECT CASE WHEN precision = 'year' THEN 'year'
                WHEN date < $first OR date >= $after THEN 'outside'
                WHEN actor = '' THEN 'no_actor'
                WHEN target = '' THEN 'no_target'
                WHEN {asked} THEN 'other_dyad'
                WHEN intensity IS NULL THEN 'no_intensity'
                ELSE 'counted' END AS reason, count(*)
    FROM ({_ROWS}) AS rows GROUP BY reason
    """


def _laid_out(
    sums: Mapping[str, Any],
    months: tuple[dt.date, ...],
    dyads: tuple[Dyad, ...] | None,
    reports: int,
    left_out: Mapping[str, int],
) -> DyadMonths:
    """Lay sums by dyad and month out as arrays of both."""
    import numpy as np

    pairs = list(zip(sums["actor"].tolist(), sums["target"].tolist(), strict=True))
    if dyads is None:
        dyads = tuple(sorted(set(pairs)))
    row_at = {dyad: row for row, dyad in enumerate(dyads)}
    rows = np.array([row_at[pair] for pair in pairs], dtype=np.int64)
    first = np.datetime64(months[0], "M")
    places = (sums["month"].astype("datetime64[M]") - first).astype(np.int64)
    conflict, cooperation = np.zeros((2, len(dyads), len(months)))
    count = np.zeros((len(dyads), len(months)), dtype=np.int64)
    conflict[rows, places] = sums["conflict"]
    cooperation[rows, places] = sums["cooperation"]
    count[rows, places] = sums["events"]
    return DyadMonths(months, dyads, conflict, cooperation, count, reports, left_out)
