"""Conflict and cooperation by dyad and month, added up where the events lie.

The rule is that of `standoff.record.series`: rows with the same day, actor,
verb and target are one event, its intensity the mean of theirs; an event of
several actors or targets counts once for each pair.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from standoff.record.scale import Scale
from standoff.record.series import REASONS, Dyad, DyadMonths, months_between

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray


@dataclass(frozen=True)
class _Shape:
    """What a store has any of, so that a question asks for no more than is there.

    ``several`` are rows of several actors or targets, ``unsaid`` rows without
    an intensity of their own, which the scale gives.
    """

    several: bool
    unsaid: bool

    @property
    def rows(self) -> str:
        """The rows that count, with their intensity where it is known."""
        own = """
        SELECT actor, target, several, date, precision, verb, intensity, import, line
        FROM event WHERE newest AND intensity IS NOT NULL
        """
        scaled = """
        SELECT actor, target, several, date, precision, event.verb, scale.number, import, line
        FROM event LEFT JOIN scale ON scale.verb = event.verb AND scale.cameo = event.cameo
        WHERE newest AND intensity IS NULL
        """
        return f"{own} UNION ALL {scaled}" if self.unsaid else own

    @property
    def pairs(self) -> str:
        """Those rows that may count in a month, once for each of their pairs."""
        single = f"""
        SELECT actor, target, date, precision, verb, intensity, several
        FROM ({self.rows}) WHERE NOT several AND {_COUNTABLE}
        """
        several = f"""
        SELECT * EXCLUDE (import, line) FROM (
            SELECT DISTINCT actor, unnest(string_split(target, ';')) AS target, date, precision,
                   verb, intensity, several, import, line
            FROM (
                SELECT unnest(string_split(actor, ';')) AS actor, target, date, precision, verb,
                       intensity, several, import, line
                FROM ({self.rows}) WHERE several AND {_COUNTABLE}
            )
        )
        """
        return f"{single} UNION ALL {several}" if self.several else single


def _shape(connection: DuckDBPyConnection) -> _Shape:
    found = connection.execute(
        "SELECT bool_or(several), bool_or(intensity IS NULL) FROM event WHERE newest"
    ).fetchone()
    assert found is not None
    return _Shape(*map(bool, found))


@dataclass(frozen=True)
class Months:
    """What is asked: from and until the month of which days, and between whom."""

    since: dt.date
    until: dt.date
    dyads: Collection[Dyad] | None = None


_COUNTABLE: Final = """
    precision <> 'year' AND date >= $first AND date < $after AND actor <> '' AND target <> ''
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
    shape = _shape(connection)
    if shape.unsaid:
        _make_scale(connection, scale)
    _make_asked(connection, asked.dyads)
    is_asked = asked.dyads is not None
    sums = _fetched(connection, _sums(shape, is_asked), values)
    reasons = _reasons(connection, shape, values, is_asked=is_asked)
    seen, counted = int(sums["seen"].sum()), int(sums["counted"].sum())
    # rows of one actor and one target are told by the sums, in which they are once
    reasons["other_dyad"] += reasons.pop("countable") - seen
    reasons["no_intensity"] += seen - counted
    reports = reasons.pop("counted") + counted
    left_out: dict[str, int] = {why: reasons[why] for why in REASONS if reasons[why]}
    dyads = None if asked.dyads is None else tuple(sorted(set(asked.dyads)))
    return _laid_out(sums, months, dyads, reports, left_out)


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


def _sums(shape: _Shape, is_asked: bool) -> str:
    """Return the statement that merges rows into events, and adds these up.

    An event of which no row has an intensity has none, and is not counted.
    """
    single = "FILTER (NOT several)" if shape.several else ""
    return f"""
    SELECT actor, target, CAST(date_trunc('month', date) AS DATE) AS month,
           fsum(greatest(-mean, 0)) AS conflict, fsum(greatest(mean, 0)) AS cooperation,
           count(mean) AS events, sum(seen)::BIGINT AS seen, sum(counted)::BIGINT AS counted
    FROM (
        SELECT actor, target, date, fsum(intensity) / nullif(count(intensity), 0) AS mean,
               count(*) {single} AS seen,
               count(intensity) {single} AS counted
        FROM ({shape.pairs}) WHERE {_IS_ASKED if is_asked else "true"}
        GROUP BY actor, target, date, precision, verb
    )
    GROUP BY actor, target, month
    """


def _fetched(
    connection: DuckDBPyConnection, sql: str, values: Mapping[str, Any]
) -> Mapping[str, NDArray[Any]]:
    """Return the columns of an answer."""
    return cast("Mapping[str, NDArray[Any]]", connection.execute(sql, dict(values)).fetchnumpy())


def _reasons(
    connection: DuckDBPyConnection, shape: _Shape, values: Mapping[str, Any], *, is_asked: bool
) -> Counter[str]:
    """Count rows by why they count nowhere.

    Those of one actor and one target that may count are ``countable``; of
    those of several it is told to the end, with ``counted`` for what counts.
    """
    early = """
        CASE WHEN precision = 'year' THEN 'year'
             WHEN date < $first OR date >= $after THEN 'outside'
             WHEN actor = '' THEN 'no_actor'
             WHEN target = '' THEN 'no_target'
    """
    asked = _IS_ASKED_OF_SEVERAL if is_asked else "true"
    rows = connection.execute(
        f"""
        SELECT {early} ELSE 'countable' END AS why, count(*)
        FROM event WHERE newest AND NOT several GROUP BY why
        UNION ALL
        SELECT {early} WHEN NOT {asked} THEN 'other_dyad'
                       WHEN intensity IS NULL THEN 'no_intensity'
                       ELSE 'counted' END AS why, count(*)
        FROM ({shape.rows}) AS rows WHERE several GROUP BY why
        """,
        dict(values),
    ).fetchall()
    found: Counter[str] = Counter()
    for why, count in rows:
        found[why] += count
    return Counter({**dict.fromkeys((*REASONS, "countable", "counted"), 0), **found})


def _laid_out(
    sums: Mapping[str, NDArray[Any]],
    months: tuple[dt.date, ...],
    dyads: tuple[Dyad, ...] | None,
    reports: int,
    left_out: Mapping[str, int],
) -> DyadMonths:
    """Lay sums by dyad and month out as arrays of both."""
    import numpy as np

    # a pair of whose events nothing is known has no month
    kept = sums["events"] > 0
    sums = {name: column[kept] for name, column in sums.items()}
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
