"""Rounds as days: which round a date falls into, and when a round begins.

A round of months begins on the day of the month on which the calendar starts,
or on the last day of a month that is too short. Half months begin on that day
and fifteen days from it within the month: with a calendar that starts on the
first, on the 1st and the 16th.
"""

from __future__ import annotations

import calendar as gregorian
import datetime as dt
from typing import Final

from standoff.spec.crisis import Calendar, Every

_DAYS: Final[dict[Every, int]] = {"day": 1, "week": 7}
_MONTHS: Final[dict[Every, int]] = {"month": 1, "quarter": 3, "year": 12}
_HALF: Final = 15


def round_start(calendar: Calendar, number: int) -> dt.date:
    """Return the first day of a round.

    Parameters
    ----------
    calendar
        The rounds of the record.
    number
        The round, 1 for the first; one past the last is allowed, and tells
        when the record is over.

    Examples
    --------
    >>> thirty_first = dt.date(2009, 1, 31)
    >>> months = Calendar(start=thirty_first, every="month", rounds=12, focus=thirty_first)
    >>> round_start(months, 2).isoformat()
    '2009-02-28'
    """
    passed = number - 1
    if calendar.every in _DAYS:
        return calendar.start + dt.timedelta(days=passed * _DAYS[calendar.every])
    if calendar.every in _MONTHS:
        return _in_month(calendar.start, passed * _MONTHS[calendar.every], calendar.start.day)
    months, is_second = divmod(passed, 2)
    if not is_second:
        return _in_month(calendar.start, months, calendar.start.day)
    if calendar.start.day <= _HALF:
        return _in_month(calendar.start, months, calendar.start.day + _HALF)
    return _in_month(calendar.start, months + 1, calendar.start.day - _HALF)


def _in_month(start: dt.date, months: int, day: int) -> dt.date:
    """Return that day of a later month, or its last day if it is too short."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return dt.date(year, month + 1, min(day, gregorian.monthrange(year, month + 1)[1]))


def round_end(calendar: Calendar, number: int) -> dt.date:
    """Return the last day of a round."""
    return round_start(calendar, number + 1) - dt.timedelta(days=1)


def round_of(calendar: Calendar, date: dt.date) -> int | None:
    """Return the round that a date falls into, None before the first and after the last.

    Examples
    --------
    >>> halves = Calendar(dt.date(2009, 1, 1), "half_month", 24, dt.date(2009, 1, 1))
    >>> round_of(halves, dt.date(2009, 4, 15)), round_of(halves, dt.date(2009, 4, 16))
    (7, 8)
    >>> round_of(halves, dt.date(2010, 1, 1)) is None
    True
    """
    if not calendar.start <= date < round_start(calendar, calendar.rounds + 1):
        return None
    low, high = 1, calendar.rounds
    while low < high:
        middle = (low + high + 1) // 2
        if round_start(calendar, middle) <= date:
            low = middle
        else:
            high = middle - 1
    return low
