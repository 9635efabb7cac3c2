"""The timeline: what the record says each actor did, and when."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.brief.timeline_axis import (
    Placed,
    Time,
    mark_focus,
    place_labels,
    right_end,
    write_dates,
)
from standoff.show.canvas import SMALL, Sheet, Style, head, shorten, write_head
from standoff.show.labels import Labels
from standoff.show.record.lanes import Event, Lane, lanes_of

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_timeline"]

_LINE = 14
_LONGEST = 190


def draw_timeline(situation: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a lane for each actor: moves with their names, background as ticks."""
    words = labels.words
    lanes = lanes_of(situation, labels)
    title = words.say("The record: who did what, and when")
    note = words.say("Dots are moves of the model; ticks are background, which changes no level.")
    if not lanes:
        note = words.say("This crisis has no record.")
    titles, notes, top = head(title, note, width)
    time = _time(lanes, labels, width)
    laid = [
        place_labels([(time.across(event.day), _label(labels, event)) for event in lane.moves])
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
        write_dates(sheet, words, time, top=top, y=y)
        mark_focus(sheet, labels, time, top=top, y=y)
    return sheet.figure


def _label(labels: Labels, event: Event) -> str:
    return shorten(labels.option(event.option), _LONGEST, SMALL)


def _time(lanes: Sequence[Lane], labels: Labels, width: int) -> Time:
    """Lay the days of all events along the sheet."""
    days = [event.day for lane in lanes for event in lane.events]
    first, last = min(days, default=datetime.date.min), max(days, default=datetime.date.min)
    span = max(1, (last - first).days)
    moves = [
        ((event.day - first).days / span, _label(labels, event))
        for lane in lanes
        for event in lane.moves
    ]
    return Time(first, last, right_end(moves, width))


def _lane(
    sheet: Sheet,
    name: str,
    placed: Sequence[Placed],
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
