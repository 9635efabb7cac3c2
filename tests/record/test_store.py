"""Tests for `standoff.record.store`: what is asked of a store is what its events say."""

import csv
import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from event_files import gdelt_line, written
from reference_data import reference
from standoff.errors import CommandError
from standoff.record import Event
from standoff.record.database import VERSION
from standoff.record.imports import import_file
from standoff.record.scale import DEFAULT, Scale
from standoff.record.series import dyad_months
from standoff.record.store import open_store
from standoff.record.wanted import Dyad, Wanted

NAMES = ("PRK", "USA", "KOR", "JPN")
FIRST, LAST = dt.date(2009, 1, 15), dt.date(2009, 2, 3)


@st.composite
def events(draw):
    """Draw a row with anything that matters for filters and for counting."""
    precision = draw(st.sampled_from(("day", "day", "day", "month", "year")))
    date = draw(st.dates(dt.date(2008, 12, 30), dt.date(2009, 3, 2)))
    if precision != "day":
        date = date.replace(day=1, month=1 if precision == "year" else date.month)
    names = st.lists(st.sampled_from(NAMES), max_size=3).map(tuple)
    lasted = draw(st.none() | st.integers(0, 40))
    return Event(
        "",
        date,
        draw(names),
        draw(st.sampled_from(("nuclear_test", "visit", "190", "1901", "AID", "juggle"))),
        draw(names),
        precision=precision,
        end_date=None if lasted is None or precision != "day" else date + dt.timedelta(lasted),
        intensity=draw(st.none() | st.sampled_from((-10.0, -2.5, 0.0, 0.1, 0.2, 3.0, 10.0))),
        extra=draw(st.sampled_from(({}, {"cameo": "042"}, {"plover": "AID"}))),
    )


def stored(folder, rows):
    """Make a store of events, each with an id of its own; return it and them."""
    rows = tuple(replace(event, id=f"E{place:03}") for place, event in enumerate(rows))
    path = Path(folder) / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(
            ("id", "date", "actor", "action", "target", "end_date", "intensity", "cameo", "plover")
        )
        for event in rows:
            length = {"day": 10, "month": 7, "year": 4}[event.precision]
            table.writerow(
                (
                    event.id,
                    event.date.isoformat()[:length],
                    ";".join(event.actors),
                    event.verb,
                    ";".join(event.targets),
                    event.end_date or "",
                    "" if event.intensity is None else event.intensity,
                    event.extra.get("cameo", ""),
                    event.extra.get("plover", ""),
                )
            )
    store = Path(folder) / "world.duckdb"
    import_file(store, path, format="columns")
    return store, rows


def agree(one, other):
    """Say whether two series are the same, but for the order in which numbers were added."""
    return (
        (one.months, one.dyads, one.reports, dict(one.left_out))
        == (other.months, other.dyads, other.reports, dict(other.left_out))
        and np.array_equal(one.count, other.count)
        and np.allclose(one.conflict, other.conflict, rtol=1e-12, atol=1e-12)
        and np.allclose(one.cooperation, other.cooperation, rtol=1e-12, atol=1e-12)
    )


DYADS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from((*NAMES, "CHN"))), min_size=1, max_size=4
)
SCALES = st.sampled_from(
    (DEFAULT, Scale({"190": -7.0, "juggle": 1.0}, "mine"), Scale({"19": -4.0}, "mine"))
)


ROWS = st.lists(events(), min_size=1, max_size=60)
# making a store takes longer than asking it, so each is asked much
FEW = settings(max_examples=8, deadline=None)


@FEW
@given(ROWS, st.lists(st.tuples(DYADS | st.none(), SCALES), min_size=5, max_size=5))
def test_the_months_of_a_store_are_those_of_its_events(rows, questions):
    """The database adds up by the same rule as the plain loop, whatever the rows."""
    with tempfile.TemporaryDirectory() as folder:
        path, rows = stored(folder, rows)
        with open_store(path) as store:
            for dyads, scale in questions:
                found = store.dyad_months(FIRST, LAST, dyads, scale)

                assert agree(found, dyad_months(rows, scale, since=FIRST, until=LAST, dyads=dyads))


@pytest.mark.parametrize(
    ("rows", "conflict", "events", "reports"),
    [
        # a name that stands twice counts once: the mean of 10 and 4
        ([("2009-01-05", "PRK;PRK", "190", -10), ("2009-01-05", "PRK", "190", -4)], 7, 1, 2),
        # what nothing is known of is in no mean
        ([("2009-01-05", "PRK", "juggle", -4), ("2009-01-05", "PRK", "juggle", "")], 4, 1, 1),
        # what is dated to a month is another event than what is dated to its first day
        ([("2009-01", "PRK", "190", -4), ("2009-01-01", "PRK", "190", -4)], 8, 2, 2),
        # the last day of the last month counts, and the day after does not
        ([("2009-02-28", "PRK", "190", -4), ("2009-03-01", "PRK", "190", -5)], 4, 1, 1),
        ([("2009-01-01", "PRK", "190", -4), ("2008-12-31", "PRK", "190", -5)], 4, 1, 1),
    ],
)
def test_rows_are_merged_and_counted_by_the_rule(tmp_path, rows, conflict, events, reports):
    """Small enough to add up by hand; the plain loop says the same."""
    lines = [f"{day},{actor},USA,{verb},{value}" for day, actor, verb, value in rows]
    table = written(tmp_path / "a.csv", "date,actor,target,verb,intensity", *lines)
    import_file(tmp_path / "world.duckdb", table, format="columns")

    with open_store(tmp_path / "world.duckdb") as store:
        found = store.dyad_months(FIRST, LAST)
        assert agree(found, dyad_months(store.events(), DEFAULT, since=FIRST, until=LAST))

    assert found.dyads == (("PRK", "USA"),)
    assert (found.conflict.sum(), found.count.sum(), found.reports) == (conflict, events, reports)


def test_the_months_of_the_true_sample_are_those_of_its_events(tmp_path):
    """475 true rows, many of them reports of the same event."""
    path = tmp_path / "world.duckdb"
    import_file(path, reference("icews_2018_06_dprk_sample.tab"))
    june = dt.date(2018, 6, 1)

    with open_store(path) as store:
        for dyads in (None, [("PRK", "USA"), ("USA", "PRK")]):
            found = store.dyad_months(june, june, dyads)
            expected = dyad_months(store.events(), DEFAULT, since=june, until=june, dyads=dyads)

            assert agree(found, expected)
            assert expected.count.sum() < expected.reports


def test_the_newest_version_is_what_months_count(tmp_path):
    """A correction replaces what it corrects: 9 and not 10, nor 19."""
    path = tmp_path / "world.duckdb"
    for name, value in (("a.csv", "-10"), ("b.csv", "-9")):
        import_file(path, written(tmp_path / name, gdelt_line(1, intensity=value)))

    with open_store(path) as store:
        found = store.dyad_months(dt.date(2009, 5, 1), dt.date(2009, 5, 31))

    assert (found.conflict.tolist(), found.reports) == ([[9.0]], 1)


@st.composite
def filters(draw):
    """Draw a filter of any parts."""
    since = draw(st.none() | st.dates(dt.date(2009, 1, 1), dt.date(2009, 2, 28)))
    lasting = draw(st.none() | st.integers(0, 60))
    return Wanted(
        frozenset(draw(st.lists(st.sampled_from(NAMES), max_size=2))),
        tuple(Dyad(*pair, draw(st.booleans())) for pair in draw(st.just([]) | DYADS)),
        tuple(draw(st.lists(st.sampled_from(("visit", "19", "042", "AID", "1901")), max_size=2))),
        since,
        None if lasting is None or since is None else since + dt.timedelta(lasting),
    )


@FEW
@given(ROWS, st.lists(filters(), min_size=8, max_size=8))
def test_a_filter_lets_the_same_through_in_a_store_and_on_the_way_in(rows, questions):
    """`Wanted.takes` says it of one event, the database of many."""
    with tempfile.TemporaryDirectory() as folder:
        path, rows = stored(folder, rows)
        with open_store(path) as store:
            for wanted in questions:
                found = store.events(wanted)

                assert {event.id for event in rows if wanted.takes(event)} == {
                    event.id for event in found
                }
                assert store.count(wanted) == len(found)
                assert len(store.events(wanted, 2)) == min(2, len(found))
        other = Path(folder) / "other.duckdb"
        done = import_file(other, Path(folder) / "rows.csv", format="columns", wanted=wanted)
        with open_store(other) as store:
            assert store.events() == found
        assert (done.taken, done.filtered) == (len(found), len(rows) - len(found))


@pytest.mark.parametrize(
    ("written_date", "first", "last"),
    [
        ("2009-02-10,", "2009-02-10", "2009-02-10"),
        ("2009-02-10,2009-02-12", "2009-02-10", "2009-02-12"),
        ("2009-02,", "2009-02-01", "2009-02-28"),
        ("2009,", "2009-01-01", "2009-12-31"),
    ],
)
def test_a_filter_by_date_takes_whatever_may_have_happened_then(
    tmp_path, written_date, first, last
):
    """The first and the last possible day are within, the days beside them are not."""
    path = written(tmp_path / "a.csv", "date,end_date,actor,verb", f"{written_date},PRK,visit")
    import_file(tmp_path / "world.duckdb", path, format="columns")
    first, last, day = dt.date.fromisoformat(first), dt.date.fromisoformat(last), dt.timedelta(1)

    with open_store(tmp_path / "world.duckdb") as store:
        for wanted, expected in (
            (Wanted(until=first), 1),
            (Wanted(until=first - day), 0),
            (Wanted(since=last), 1),
            (Wanted(since=last + day), 0),
        ):
            assert store.count(wanted) == expected
            assert sum(map(wanted.takes, store.events())) == expected


@FEW
@given(ROWS)
def test_events_come_back_as_they_went_in(rows):
    """In order of date, and those of one day as in the file."""
    with tempfile.TemporaryDirectory() as folder:
        path, rows = stored(folder, rows)
        with open_store(path) as store:
            found = store.events()

        assert sorted(rows, key=lambda event: event.date) == list(found)


def test_a_summary_counts_what_is_there(tmp_path):
    """Events, versions, malformed lines, days, data sets and imports."""
    path = tmp_path / "world.duckdb"
    import_file(path, written(tmp_path / "a.csv", gdelt_line(1), "bad", gdelt_line(2)))
    import_file(path, written(tmp_path / "b.csv", gdelt_line(1, day="20090101")))

    with open_store(path) as store:
        found = store.summary()

    assert (found.events, found.versions, found.malformed) == (2, 3, 1)
    assert (found.first, found.last) == (dt.date(2009, 1, 1), dt.date(2009, 5, 25))
    assert found.origins == (("gdelt", 2),)
    one, two = found.imports
    assert (one.number, one.source, one.rows, one.taken, one.malformed) == (1, "a.csv", 3, 2, 1)
    assert (two.number, two.source, two.rows, two.changed) == (2, "b.csv", 1, 1)


def test_a_new_store_is_empty(tmp_path):
    """Nothing is there, and nothing fails."""
    with open_store(tmp_path / "world.duckdb", writing=True) as store:
        assert store.summary().events == 0
        assert store.events() == ()
        found = store.dyad_months(FIRST, LAST)
        assert (found.dyads, found.reports, dict(found.left_out)) == ((), 0, {})
    assert [path.name for path in tmp_path.iterdir()] == ["world.duckdb"]


def refusal(path, **settings):
    with pytest.raises(CommandError) as refused, open_store(path, **settings):
        pass
    return str(refused.value).replace(f"{path.parent}/", "")


def test_what_is_no_store_is_refused(tmp_path):
    """With what it is instead, as far as can be told."""
    (tmp_path / "text.duckdb").write_text("hello" * 1000)
    (tmp_path / "empty.duckdb").touch()
    (tmp_path / "folder.duckdb").mkdir()
    duckdb.connect(str(tmp_path / "other.duckdb")).close()

    for opening in ({}, {"writing": True}):
        for name in ("text", "empty"):
            assert refusal(tmp_path / f"{name}.duckdb", **opening) == (
                f"{name}.duckdb is not a DuckDB file, so it cannot be a store. Name another file."
            )
        assert refusal(tmp_path / "folder.duckdb", **opening) == (
            "folder.duckdb is not a file, so it cannot be a store."
        )
        assert refusal(tmp_path / "other.duckdb", **opening) == (
            "other.duckdb is a DuckDB file, but not a store of events. Name another file."
        )
    assert refusal(tmp_path / "none.duckdb").startswith("There is no store none.duckdb. Make it")
    assert refusal(tmp_path / "no" / "a.duckdb", writing=True).startswith("There is no folder")


def test_a_store_of_a_later_version_is_refused(tmp_path):
    """Its tables may mean something else."""
    path = tmp_path / "world.duckdb"
    with open_store(path, writing=True):
        pass
    connection = duckdb.connect(str(path))
    connection.execute("UPDATE about SET version = version + 1")
    connection.close()

    assert refusal(path) == (
        f"world.duckdb is a store of version {VERSION + 1}; this standoff reads up to {VERSION}. "
        "Install a newer standoff."
    )


def test_an_open_store_reaches_no_other_file_and_no_network(tmp_path):
    """What a file says is never run; and if it were, it could do nothing."""
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")

    with open_store(tmp_path / "d'or.duckdb", writing=True) as store:
        for sql in (
            f"SELECT * FROM read_csv('{secret}')",
            f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
            f"ATTACH '{tmp_path / 'other.duckdb'}'",
            "INSTALL httpfs",
            "SET enable_external_access = true",
            "SET autoinstall_known_extensions = true",
        ):
            with pytest.raises(duckdb.Error):
                store.connection.execute(sql)
