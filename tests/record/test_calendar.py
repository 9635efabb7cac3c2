"""Tests for `standoff.record.calendar`."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.record import round_end, round_of, round_start
from standoff.spec.crisis import Calendar

EVERY = ("day", "week", "half_month", "month", "quarter", "year")


def calendar(every, start="2003-01-01", rounds=84):
    first = dt.date.fromisoformat(start)
    return Calendar(first, every, rounds, first)


@st.composite
def calendars(draw):
    start = draw(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
    return Calendar(start, draw(st.sampled_from(EVERY)), draw(st.integers(1, 200)), start)


@pytest.mark.parametrize(
    ("every", "starts"),
    [
        ("day", ["2003-01-01", "2003-01-02", "2003-01-03"]),
        ("week", ["2003-01-01", "2003-01-08", "2003-01-15"]),
        ("half_month", ["2003-01-01", "2003-01-16", "2003-02-01"]),
        ("month", ["2003-01-01", "2003-02-01", "2003-03-01"]),
        ("quarter", ["2003-01-01", "2003-04-01", "2003-07-01"]),
        ("year", ["2003-01-01", "2004-01-01", "2005-01-01"]),
    ],
)
def test_rounds_begin_where_a_wall_calendar_says(every, starts):
    """Read off a calendar of 2003 to 2005."""
    assert starts == [str(round_start(calendar(every), n)) for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("every", "start", "starts"),
    [
        ("month", "2004-01-31", ["2004-01-31", "2004-02-29", "2004-03-31", "2004-04-30"]),
        ("half_month", "2009-01-15", ["2009-01-15", "2009-01-30", "2009-02-15", "2009-02-28"]),
        ("half_month", "2009-01-16", ["2009-01-16", "2009-02-01", "2009-02-16", "2009-03-01"]),
        ("half_month", "2008-12-31", ["2008-12-31", "2009-01-16", "2009-01-31", "2009-02-16"]),
        ("year", "2004-02-29", ["2004-02-29", "2005-02-28", "2006-02-28", "2007-02-28"]),
    ],
)
def test_a_month_that_is_too_short_gives_its_last_day(every, start, starts):
    """A calendar may start on a day that not every month has."""
    assert starts == [str(round_start(calendar(every, start), n)) for n in (1, 2, 3, 4)]


def test_the_launch_of_april_2009_falls_into_the_first_half_of_that_month():
    """Six years of 24 half months and six half months come before 1 April 2009."""
    halves = calendar("half_month", rounds=168)

    assert round_of(halves, dt.date(2009, 4, 5)) == 6 * 24 + 7
    assert str(round_end(halves, 6 * 24 + 7)) == "2009-04-15"


def test_days_before_the_first_round_and_after_the_last_are_in_none():
    """The record of 2003 to 2009 has 84 months."""
    months = calendar("month")

    assert round_of(months, dt.date(2002, 12, 31)) is None
    assert round_of(months, dt.date(2003, 1, 1)) == 1
    assert round_of(months, dt.date(2009, 12, 31)) == 84
    assert round_of(months, dt.date(2010, 1, 1)) is None


@given(calendars(), st.data())
def test_every_day_of_a_round_is_in_that_round(rounds, data):
    """A round is the days from its start to its end, and rounds follow each other."""
    number = data.draw(st.integers(1, rounds.rounds))
    first, last = round_start(rounds, number), round_end(rounds, number)
    day = data.draw(st.dates(first, last))

    assert round_of(rounds, day) == number
    assert round_start(rounds, number + 1) == last + dt.timedelta(days=1)
