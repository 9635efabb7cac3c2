"""The timeline: what the record says each actor did, and when."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.canvas import SMALL, Sheet, Style, head, shorten, text_width, write_head
from standoff.show.labels import Labels, clean
from standoff.show.record_lanes import Event, Lane, lanes_of
from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_timeline"]

_BEGIN = 20.0
_LINE = 14
_LONGEST = 190


@dataclass(frozen=True)
class _Placed:
    x: float
    text: str
    row: int


def _place(events: Sequence[tuple[float, str]]) -> list[_Placed]:
    """Give every label, to the right of its leader, a row where nothing crosses it.

    From the last to the first, a label goes above all whose leaders stand in its way;
    its own leader then has nothing but empty paper to its left.
    """
    placed: list[_Placed] = []
    for x, text in reversed(events):
        end = x + text_width(text, SMALL) + 8
        inside = [other.row for other in placed if other.x < end]
        placed.append(_Placed(x, text, max(inside, default=-1) + 1))
    return placed


def _right_end(moves: Sequence[tuple[float, str]], width: float) -> float:
    """Find how far right time may run so that the last labels still fit.

    ``moves`` gives, as a share of the whole span, when a move was made, and its label.
    """
    ends = [
        _BEGIN + (width - _BEGIN - 10 - text_width(text, SMALL)) / share
        for share, text in moves
        if share > 0
    ]
    return min([width - 16.0, *ends])


def draw_timeline(situation: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a lane for each actor: moves with their names, background as ticks."""
    words = labels.words
    lanes = lanes_of(situation, labels)
    title = words.say("The record: who did what, and when")
    note = words.say("Dots are moves of the model; ticks are background, which changes no level.")
    if not lanes:
        note = words.say("This crisis has no record.")
    titles, notes, top = head(title, note, width)
    time = _Time.over(lanes, labels, width)
    laid = [
        _place([(time.across(event.day), _label(labels, event)) for event in lane.moves])
        for lane in lanes
    ]
    heights = [26 + _LINE * (1 + max([p.row for p in placed], default=-1)) + 22 for placed in laid]
    sheet = Sheet.blank(width, top + sum(heights) + 40, style)
    write_head(sheet, titles, notes)
    y = top
    for lane, placed, height in zip(lanes, laid, heights, strict=True):
        ticks = [time.across(event.day) for event in lane.events if not event.option]
        name = labels.actor(lane.actor) if lane.actor else words.say("others")
        _lane(
            sheet,
            name,
            placed,
            ticks,
            y=y,
            height=height,
            colour=style.actor(labels.place(lane.actor)),
        )
        y += height
    if lanes:
        _dates(sheet, words, time, top=top, y=y)
        _focus(sheet, labels, time, top=top, y=y)
    return sheet.figure


def _label(labels: Labels, event: Event) -> str:
    return shorten(labels.option(event.option), _LONGEST, SMALL)


@dataclass(frozen=True)
class _Time:
    """The days of a record laid along the sheet."""

    first: datetime.date
    last: datetime.date
    end: float

    @classmethod
    def over(cls, lanes: Sequence[Lane], labels: Labels, width: int) -> _Time:
        days = [event.day for lane in lanes for event in lane.events]
        first, last = min(days, default=datetime.date.min), max(days, default=datetime.date.min)
        span = max(1, (last - first).days)
        moves = [
            ((event.day - first).days / span, _label(labels, event))
            for lane in lanes
            for event in lane.moves
        ]
        return cls(first, last, _right_end(moves, width))

    def across(self, day: datetime.date) -> float:
        span = max(1, (self.last - self.first).days)
        return _BEGIN + (self.end - _BEGIN) * (day - self.first).days / span


def _lane(
    sheet: Sheet,
    name: str,
    placed: Sequence[_Placed],
    ticks: Sequence[float],
    *,
    y: float,
    height: float,
    colour: str,
) -> None:
    style = sheet.style
    base = y + height - 14
    sheet.box(0, y, sheet.width, 20, style.faint)
    sheet.write(12, y + 10, name, weight="bold")
    sheet.line([12, sheet.width - 12], [base, base], style.muted)
    for x in ticks:
        sheet.line([x, x], [base, base + 7], style.muted, 1.0)
    for label in placed:
        level = base - 13 - _LINE * label.row
        sheet.line([label.x, label.x], [base, level - 5], colour, 0.8)
        sheet.write(label.x + 3, level, label.text, size=SMALL, backed=True)
        sheet.axes.plot([label.x], [base], "o", color=colour, markersize=4.5)


def _dates(sheet: Sheet, words: Words, time: _Time, *, top: float, y: float) -> None:
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


def _focus(sheet: Sheet, labels: Labels, time: _Time, *, top: float, y: float) -> None:
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
