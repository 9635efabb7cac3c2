"""Tests for `standoff.record.evidence`: the monthly series that lenses read."""

import datetime as dt
from dataclasses import replace

import pytest

import standoff
from standoff import catalog
from standoff.record import Event, load
from standoff.record.evidence import EVERYBODY, addressed, series_of
from standoff.record.imports import import_file
from standoff.record.series import dyad_months

DAY = dt.date(2009, 5, 25)


def pairs(*events):
    """List who acts on whom."""
    return [(event.actors, event.targets) for event in addressed(events)]


def test_an_event_that_names_a_target_stays_as_it_is():
    """Whoever wrote it said whom it was done to."""
    event = Event("E1", DAY, ("PRK",), "threaten", ("USA", "KOR"))

    assert list(addressed([event])) == [event]


def test_what_one_does_before_all_is_done_to_everybody():
    """A nuclear test names nobody, and would otherwise count nowhere."""
    assert pairs(Event("E1", DAY, ("PRK",), "nuclear_test")) == [(("PRK",), (EVERYBODY,))]


def test_what_several_do_together_each_does_to_the_others():
    """Talks of three are six directed pairs, counted once each."""
    talks = Event("E1", DAY, ("CHN", "PRK", "USA"), "hold_talks")

    assert pairs(talks) == [
        (("CHN",), ("PRK", "USA")),
        (("PRK",), ("CHN", "USA")),
        (("USA",), ("CHN", "PRK")),
    ]


def test_an_event_of_nobody_is_nobodys():
    """It is left out of the series as one without an actor."""
    assert pairs(Event("E1", DAY, (), "statement")) == []


def test_series_are_those_of_the_events_once_addressed():
    """A second way to the same numbers, on the record of North Korea."""
    walk = load(standoff.read(catalog.path("dprk-2009")))
    since, until = dt.date(2003, 1, 1), dt.date(2009, 12, 31)

    found = series_of(walk, since, until)
    plain = dyad_months(walk.events, walk.scale, since=since, until=until)

    assert set(plain.dyads) <= set(found.dyads)
    assert ("PRK", EVERYBODY) in found.dyads
    assert found.conflict.sum() > plain.conflict.sum()
    row, same = found.dyads.index(("PRK", "JPN")), plain.dyads.index(("PRK", "JPN"))
    assert found.conflict[row].tolist() == plain.conflict[same].tolist()


def test_only_the_dyads_asked_for_are_counted():
    """One that has no event is there all the same."""
    walk = load(standoff.read(catalog.path("dprk-2009")))

    found = series_of(walk, DAY, DAY, [("PRK", "USA"), ("XXX", "YYY")])

    assert found.dyads == (("PRK", "USA"), ("XXX", "YYY"))
    assert found.count.shape == (2, 1)
    assert found.months == (dt.date(2009, 5, 1),)


@pytest.mark.parametrize("name", ["cuba-1962", "dprk-2009"])
def test_nothing_is_left_out_for_want_of_a_target(name):
    """That is what addressing is for."""
    walk = load(standoff.read(catalog.path(name)))
    first, last = walk.events[0].date, walk.events[-1].date

    assert "no_target" not in series_of(walk, first, last).left_out


def test_a_store_is_read_where_the_crisis_names_one(tmp_path):
    """Its dyads are those among whoever acts in the record; others it holds are left alone."""
    source = tmp_path / "events.csv"
    source.write_text(
        "when,who,what,whom\n"
        "2009-05-25,PRK,nuclear_test,KOR\n"
        "2009-06-12,KOR,unilateral_sanctions,PRK\n"
        "2009-06-12,XXX,accuse,YYY\n"
    )
    columns = {"date": "when", "actor": "who", "verb": "what", "target": "whom"}
    import_file(tmp_path / "world.duckdb", source, format="columns", columns=columns)
    walk = load(standoff.read(catalog.path("dprk-2009")))

    found = series_of(
        replace(walk, store=tmp_path / "world.duckdb"), DAY, dt.date(2009, 6, 30)
    ).select([("KOR", "PRK"), ("PRK", "KOR"), ("XXX", "YYY")])

    assert found.conflict.tolist() == [
        [0.0, -walk.scale.of_verb("unilateral_sanctions")],
        [-walk.scale.of_verb("nuclear_test"), 0.0],
        [0.0, 0.0],
    ]
