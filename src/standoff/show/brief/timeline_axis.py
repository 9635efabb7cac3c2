"""Time along a sheet: days to pixels, dates below, labels that do not cross."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from standoff.show.canvas import SMALL, Sheet, text_width
from standoff.show.labels import Labels, clean
from standoff.show.words import Words

__all__ = ["BEGIN", "Placed", "Time", "mark_focus", "place_labels", "right_end", "write_dates"]

BEGIN = 20.0
"""Where time begins on a sheet, in pixels."""


@dataclass(frozen=True)
class Placed:
    """A label: where its leader stands, its text, and in which row it is written."""

    x: float
    text: str
    row: int


def place_labels(labels: Sequence[tuple[float, str]]) -> list[Placed]:
    """Give every label, to the right of its leader, a row where nothing crosses it.

    From the last to the first, a label goes above all whose leaders stand in its way;
    its own leader then has nothing but empty paper to its left.
    """
    placed: list[Placed] = []
    for x, text in reversed(labels):
        end = x + text_width(text, SMALL) + 8
        inside = [other.row for other in placed if other.x < end]
        placed.append(Placed(x, text, max(inside, default=-1) + 1))
    return placed


def right_end(labels: Sequence[tuple[float, str]], width: float) -> float:
    """Find how far right time may run so that the last labels still fit.

    ``labels`` gives, as a share of the whole span, when a move was made, and its label.
    """
    ends = [
        BEGIN + (width - BEGIN - 10 - text_width(text, SMALL)) / share
        for share, text in labels
        if share > 0
    ]
    return min([width - 16.0, *ends])


@dataclass(frozen=True)
class Time:
    """The days of a record laid along the sheet, from `BEGIN` to ``end``."""

    first: datetime.date
    last: datetime.date
    end: float

    @property
    def span(self) -> int:
        """Days from the first to the last, at least one."""
        return max(1, (self.last - self.first).days)

    def across(self, day: datetime.date) -> float:
        """Give the place of a day."""
        return BEGIN + (self.end - BEGIN) * (day - self.first).days / self.span


def write_dates(sheet: Sheet, words: Words, time: Time, *, top: float, y: float) -> None:
    """Write the dates below the lanes: years, months or days, as many as fit."""
    most = max(2, int(time.end // 70))
    for day, text in _calendar(words, time.first, time.last, most):
        x = time.across(day)
        sheet.axes.plot([x, x], [top, y + 4], color=sheet.style.faint, lw=0.6, zorder=0)
        half = text_width(text, SMALL) / 2
        x = min(max(x, half + 4), sheet.width - half - 4)
        sheet.write(x, y + 14, text, size=SMALL, side="center", colour=sheet.style.muted)


def _calendar(
    words: Words, first: datetime.date, last: datetime.date, most: int
) -> list[tuple[datetime.date, str]]:
    years = [datetime.date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    if len(years) >= 2:
        step = -(-len(years) // most)
        return [(day, str(day.year)) for day in years[::step]]
    span = (last - first).days
    if span > 100:
        months = [first.replace(day=1)]
        while months[-1] < last:
            after = months[-1] + datetime.timedelta(32)
            months.append(after.replace(day=1))
        inside = [day for day in months if first <= day <= last]
        return [(day, words.month(day.isoformat())) for day in inside[:: -(-len(inside) // most)]]
    few = max(1, min(span, most // 2))
    days = [first + datetime.timedelta(round(span * k / few)) for k in range(few + 1)]
    return [(day, words.date(day.isoformat())) for day in dict.fromkeys(days)]


def mark_focus(sheet: Sheet, labels: Labels, time: Time, *, top: float, y: float) -> None:
    """Mark the date that the brief looks at."""
    calendar = labels.tree.get("calendar") or {}
    focus = str(calendar.get("focus") or "")
    try:
        day = datetime.date.fromisoformat(focus[:10])
    except ValueError:
        return
    if not time.first <= day <= time.last:
        return
    x = time.across(day)
    sheet.axes.plot([x, x], [top, y + 22], color=sheet.style.ink, lw=1.0, ls=(0, (4, 3)), zorder=1)
    text = labels.words.date(focus)
    half = text_width(text, SMALL) / 2
    sheet.write(min(x, sheet.width - half - 4), y + 30, clean(text), size=SMALL, side="center")
