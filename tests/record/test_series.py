"""Tests for `standoff.record.series`: conflict and cooperation by dyad and month."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import CommandError
from standoff.record import Event
from standoff.record.scale import DEFAULT, Scale
from standoff.record.series import REASONS, dyad_months, months_between

DAY = dt.date(2009, 4, 5)
NAMES = ("PRK", "USA", "KOR", "JPN")
VERBS = ("nuclear_test", "visit", "190", "AID", "statement", "juggle")


def event(day=DAY, actors="PRK", verb="190", targets="USA", **said):
    """Return a row; several actors or targets are split by blanks."""
    return Event("E", day, tuple(actors.split()), verb, tuple(targets.split()), **said)


def series(events, since=DAY, until=DAY, **settings):
    return dyad_months(events, settings.pop("scale", DEFAULT), since=since, until=until, **settings)


@st.composite
def events(draw):
    """Draw a row with anything that matters for counting."""
    precision = draw(st.sampled_from(("day", "day", "day", "month", "year")))
    date = draw(st.dates(dt.date(2008, 12, 30), dt.date(2009, 3, 2)))
    if precision != "day":
        date = date.replace(day=1, month=1 if precision == "year" else date.month)
    return Event(
        "E",
        date,
        tuple(draw(st.lists(st.sampled_from(NAMES), max_size=3))),
        draw(st.sampled_from(VERBS)),
        tuple(draw(st.lists(st.sampled_from(NAMES), max_size=3))),
        precision=precision,
        intensity=draw(st.none() | st.sampled_from((-10.0, -2.5, 0.0, 0.1, 0.2, 3.0, 10.0))),
    )


def by_dictionary(rows, scale, months, dyads):
    """Count in one plain loop a month, with exact fractions: the rule written a second way."""
    table = {}
    for month in months:
        same = {}
        for row in rows:
            value = scale.intensity(row)
            if (row.date.year, row.date.month) != (month.year, month.month):
                continue
            if row.precision == "year" or value is None:
                continue
            for dyad in {(a, t) for a in row.actors for t in row.targets}:
                if dyads is None or dyad in dyads:
                    key = (dyad, row.date, row.precision, row.verb)
                    same.setdefault(key, []).append(Fraction(value))
        for (dyad, *_), values in same.items():
            mean = float(sum(values)) / len(values)
            conflict, cooperation, count = table.get((dyad, month), (0, 0, 0))
            table[dyad, month] = (
                conflict + max(-Fraction(mean), 0),
                cooperation + max(Fraction(mean), 0),
                count + 1,
            )
    return table


@given(
    st.lists(events(), max_size=25),
    st.none() | st.frozensets(st.tuples(*[st.sampled_from(NAMES)] * 2), max_size=6),
)
def test_a_plain_second_implementation_counts_the_same(rows, dyads):
    """Dictionaries and fractions, month by month; sums are exact and then rounded once."""
    since, until = dt.date(2009, 1, 20), dt.date(2009, 2, 3)

    found = series(rows, since, until, dyads=dyads)
    table = by_dictionary(rows, DEFAULT, found.months, dyads)

    assert found.dyads == tuple(sorted(dyads if dyads is not None else {d for d, _ in table}))
    for row, dyad in enumerate(found.dyads):
        for place, month in enumerate(found.months):
            conflict, cooperation, count = table.get((dyad, month), (0, 0, 0))
            assert found.conflict[row, place] == float(conflict)
            assert found.cooperation[row, place] == float(cooperation)
            assert found.count[row, place] == count


@given(st.lists(events(), max_size=25), st.randoms())
def test_the_order_of_rows_does_not_matter(rows, random):
    """Not even in the last digit: sums of floats would depend on it."""
    shuffled = random.sample(rows, len(rows))

    first, second = (
        series(some, dt.date(2009, 1, 1), dt.date(2009, 3, 1)) for some in (rows, shuffled)
    )

    assert first.dyads == second.dyads
    assert first.left_out == second.left_out
    assert np.array_equal(first.conflict, second.conflict)
    assert np.array_equal(first.cooperation, second.cooperation)
    assert np.array_equal(first.count, second.count)


@given(st.lists(events(), max_size=25), st.none() | st.just({("PRK", "USA")}))
def test_every_row_is_counted_or_left_out_for_a_reason(rows, dyads):
    found = series(rows, dt.date(2009, 1, 1), dt.date(2009, 2, 1), dyads=dyads)

    assert found.reports + sum(found.left_out.values()) == len(rows)
    assert list(found.left_out) == [reason for reason in REASONS if reason in found.left_out]
    assert all(found.left_out.values())


@given(st.lists(events(), max_size=15))
def test_reporting_everything_twice_changes_only_the_reports(rows):
    """Twice the rows are the same events, with the same means."""
    once, twice = series(rows), series(rows + rows)

    assert np.array_equal(once.conflict, twice.conflict)
    assert np.array_equal(once.cooperation, twice.cooperation)
    assert np.array_equal(once.count, twice.count)
    assert twice.reports == 2 * once.reports


def test_rows_of_one_day_actor_verb_and_target_are_one_event():
    """By hand: -10 and -4 merge to -7; another day, verb, actor or target does not."""
    rows = [
        event(intensity=-10.0),
        event(intensity=-4.0),
        event(day=dt.date(2009, 4, 6), intensity=-1.0),
        event(verb="191", intensity=-0.5),
        event(actors="KOR", intensity=-2.0),
        event(targets="JPN", intensity=-3.0),
    ]

    found = series(rows)

    assert found.dyads == (("KOR", "USA"), ("PRK", "JPN"), ("PRK", "USA"))
    assert found.conflict.tolist() == [[2.0], [3.0], [7 + 1 + 0.5]]
    assert found.count.tolist() == [[1], [1], [3]]
    assert found.cooperation.sum() == 0
    assert found.reports == 6


def test_the_mean_of_merged_rows_does_not_depend_on_their_order():
    """0.1 + 0.2 + 0.3 and 0.3 + 0.2 + 0.1 differ as sums of floats."""
    rows = [event(intensity=value) for value in (0.1, 0.2, 0.3)]

    assert 0.1 + 0.2 + 0.3 != 0.3 + 0.2 + 0.1
    assert series(rows).cooperation.item() == series(rows[::-1]).cooperation.item()


def test_the_mean_of_merged_rows_says_whether_they_are_hostile():
    """By hand: -4 and 6 are one friendly event of 1, and not conflict 4 and cooperation 6."""
    found = series([event(intensity=-4.0), event(intensity=6.0)])

    assert (found.conflict.item(), found.cooperation.item(), found.count.item()) == (0, 1, 1)


def test_an_event_of_intensity_zero_counts_and_weighs_nothing():
    found = series([event(verb="statement")])

    assert (found.conflict.item(), found.cooperation.item(), found.count.item()) == (0, 0, 1)


def test_an_event_of_several_counts_once_for_each_pair():
    """Two actors and two targets are four pairs; a name given twice is one."""
    found = series([event(actors="PRK KOR PRK", targets="USA JPN")])

    assert found.dyads == (("KOR", "JPN"), ("KOR", "USA"), ("PRK", "JPN"), ("PRK", "USA"))
    assert found.count.tolist() == [[1]] * 4
    assert found.reports == 1


def test_what_one_does_to_itself_is_a_dyad_of_its_own():
    """Sources write so of what happens within a country; nobody has to ask for it."""
    assert series([event(targets="PRK")]).dyads == (("PRK", "PRK"),)


def test_whole_months_are_counted_whatever_day_is_given():
    """From the first of the first to the last of the last, both included."""
    rows = [
        event(day=dt.date(2009, month, day))
        for month, day in ((1, 31), (2, 1), (2, 28), (3, 31), (4, 1))
    ]

    found = series(rows, dt.date(2009, 2, 20), dt.date(2009, 3, 5))

    assert found.months == (dt.date(2009, 2, 1), dt.date(2009, 3, 1))
    assert found.count.tolist() == [[2, 1]]
    assert found.left_out == {"outside": 2}


def test_an_event_dated_to_a_month_counts_there_and_merges_with_its_like():
    """It is not the event of the first of the month, which is a day that is known."""
    first = dt.date(2009, 4, 1)
    month = event(day=first, precision="month")

    assert series([month, month]).count.item() == 1
    assert series([month, event(day=first)]).count.item() == 2


def test_the_first_reason_is_told():
    """By hand, one row for each reason, each with every later reason too."""
    nobody = event(actors="", targets="", verb="juggle")
    rows = [
        replace(nobody, date=dt.date(2008, 1, 1), precision="year"),
        replace(nobody, date=dt.date(2008, 1, 1)),
        nobody,
        replace(nobody, actors=("KOR",)),
        replace(nobody, actors=("KOR",), targets=("JPN",)),
        replace(nobody, actors=("PRK",), targets=("USA",)),
    ]

    found = series(rows, dyads=[("PRK", "USA")])

    assert found.left_out == dict.fromkeys(REASONS, 1)
    assert found.reports == 0
    assert found.count.tolist() == [[0]]


def test_a_row_counts_if_one_of_its_pairs_is_asked_for():
    found = series([event(targets="USA JPN")], dyads=[("PRK", "USA")])

    assert (found.dyads, found.count.item(), found.reports) == ((("PRK", "USA"),), 1, 1)
    assert found.left_out == {}


def test_no_events_are_months_without_dyads():
    """And the dyads that are asked for are there, with zeros."""
    empty = series([], until=dt.date(2009, 6, 1))
    asked = series([], dyads=[("USA", "PRK"), ("PRK", "USA"), ("USA", "PRK")])

    assert empty.conflict.shape == empty.cooperation.shape == empty.count.shape == (0, 3)
    assert asked.dyads == (("PRK", "USA"), ("USA", "PRK"))
    assert asked.count.tolist() == [[0], [0]]


def test_the_arrays_are_of_the_kinds_that_the_class_says():
    found = series([event()])

    assert (found.conflict.dtype, found.cooperation.dtype, found.count.dtype) == (
        np.float64,
        np.float64,
        np.int64,
    )


def test_dates_the_wrong_way_round_are_told():
    with pytest.raises(CommandError) as caught:
        series([], since=dt.date(2009, 5, 1), until=dt.date(2009, 4, 30))

    assert str(caught.value) == (
        "The last month, that of 2009-04-30, lies before the first, that of 2009-05-01. "
        "Give the earlier day first."
    )


@given(st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)), st.integers(0, 50))
def test_months_follow_each_other_without_a_gap(since, more):
    """Each is the day after the last of the one before."""
    until = min(since.toordinal() + 31 * more, dt.date.max.toordinal())

    months = months_between(since, dt.date.fromordinal(until))

    assert months[0] == since.replace(day=1)
    assert months[-1] == dt.date.fromordinal(until).replace(day=1)
    for before, after in zip(months, months[1:], strict=False):
        assert 28 <= (after - before).days <= 31
        assert after.day == 1


def test_another_scale_changes_how_much_and_not_how_often():
    mine = Scale({"190": -1.0})

    assert series([event()], scale=mine).conflict.item() == 1
    assert series([event()], scale=mine).count.item() == series([event()]).count.item() == 1


def test_selecting_keeps_rows_by_name_and_adds_zeros():
    found = series([event(), event(actors="KOR", verb="visit")])

    chosen = found.select([("PRK", "USA"), ("JPN", "USA")])

    assert chosen.dyads == (("JPN", "USA"), ("PRK", "USA"))
    assert chosen.conflict.tolist() == [[0], [10]]
    assert chosen.cooperation.tolist() == [[0], [0]]
    assert chosen.count.tolist() == [[0], [1]]
    assert chosen.count.dtype == np.int64
    assert (chosen.reports, chosen.left_out) == (found.reports, found.left_out)
    assert found.select([]).conflict.shape == (0, 1)


@given(st.lists(events(), max_size=15))
def test_years_are_the_sums_of_their_months(rows):
    """December stands alone in its year, so that a year of one month is tried too."""
    found = series(rows, dt.date(2008, 12, 1), dt.date(2009, 3, 1))

    years = found.yearly()

    assert years.years == (2008, 2009)
    assert years.dyads == found.dyads
    for part in ("conflict", "cooperation", "count"):
        monthly, yearly = getattr(found, part), getattr(years, part)
        assert np.allclose(yearly[:, 0], monthly[:, 0])
        assert np.allclose(yearly[:, 1], monthly[:, 1:].sum(axis=1))
