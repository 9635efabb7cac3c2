"""Belief by date: a line for each motive, the reach of the priors, and the moves that told most."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from standoff.show.beliefs.moves_figure import draw_told
from standoff.show.beliefs.text import Told
from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, text_width, wrap, write_head
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_beliefs", "draw_learning"]

_LEFT, _RIGHT, _TALL, _LINE = 46, 14, 230, 15
_DASHES = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (5, 2, 1, 2)))


def draw_beliefs(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw what others believe by date; without a record, what moves tell, or how fast."""
    if "belief" not in answer and "tree_value" in answer:
        return draw_told(answer, labels, style, width)
    if "belief" not in answer:
        return draw_learning(answer, labels, style, width)
    told, words = Told(answer, labels), labels.words
    telling = told.telling(6 if width >= 700 else 4)
    title = words.say("What the record tells of the motive of {actor}", actor=told.actor)
    note = words.say(
        "Share that others give each motive, by Bayes' rule. Bands: with other priors in their "
        "ranges. Numbered: the moves that told most."
    )
    titles, notes, top = head(title, note, width)
    listed = [
        wrap(
            f"{n}. {words.date(str(answer['moment_date'].values[m]))}: {told.done[m]}",
            width - 24,
            SMALL,
            2,
        )
        for n, m in enumerate(telling, start=1)
    ]
    keys = _keys(told.motives, width)
    key_height = 20.0 * (1 + max(row for row, _ in keys))
    below = 40 + _LINE * sum(len(lines) for lines in listed) + 10
    sheet = Sheet.blank(width, top + key_height + 26 + _TALL + below, style)
    write_head(sheet, titles, notes)
    _write_keys(sheet, told.motives, keys, top)
    base = top + key_height + 26
    days = np.array(
        [dt.date.fromisoformat(str(day)).toordinal() for day in answer["moment_date"].values],
        float,
    )
    frame = (_LEFT, base, width - _LEFT - _RIGHT, float(days[0]), float(max(days[-1], days[0] + 1)))
    _scale(sheet, told, frame)
    _years(sheet, frame)
    belief, low, high = (
        np.vstack([told.over(first, "motive")[None, :], told.over(name, "moment", "motive")])
        for name, first in (
            ("belief", "prior"),
            ("belief_low", "prior"),
            ("belief_high", "prior"),
        )
    )
    xs = [_x(frame, day) for day in (days[0], *days)]
    for k in range(len(told.motives)):
        colour = style.actor(k)
        sheet.axes.fill_between(
            xs,
            [_y(base, value) for value in low[:, k]],
            [_y(base, value) for value in high[:, k]],
            step="post",
            color=colour,
            alpha=0.15,
            lw=0,
        )
        sheet.axes.plot(
            xs,
            [_y(base, value) for value in belief[:, k]],
            color=colour,
            lw=2.0,
            ls=_DASHES[k % len(_DASHES)],
            drawstyle="steps-post",
        )
    _number(sheet, frame, base, [_x(frame, days[m]) for m in telling])
    y = base + _TALL + 40
    for lines in listed:
        for line in lines:
            sheet.write(12, y, line, size=SMALL)
            y += _LINE
    return sheet.figure


def draw_learning(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw, for each motive, how belief in it grows if it is the true one."""
    told, words = Told(answer, labels), labels.words
    title = words.say("How fast others would learn the motive of {actor}", actor=told.actor)
    if "learned" not in answer:
        titles, notes, top = head(title, words.say("No paths were drawn."), width)
        sheet = Sheet.blank(width, top + 10, style)
        write_head(sheet, titles, notes)
        return sheet.figure
    note = words.say(
        "Mean belief in the true motive on drawn paths, by round; bands hold eight paths in ten."
    )
    titles, notes, top = head(title, note, width)
    keys = _keys(told.motives, width)
    key_height = 20.0 * (1 + max(row for row, _ in keys))
    sheet = Sheet.blank(width, top + key_height + 26 + _TALL + 56, style)
    write_head(sheet, titles, notes)
    _write_keys(sheet, told.motives, keys, top)
    base = top + key_height + 26
    mean = told.over("learned", "truth", "after", "motive")
    low, high = (told.over(f"learned_{end}", "truth", "after") for end in ("low", "high"))
    frame = (_LEFT, base, width - _LEFT - _RIGHT, 0.0, float(mean.shape[1] - 1))
    _scale(sheet, told, frame)
    step = max(1, round((mean.shape[1] - 1) / 7))
    for t in range(0, mean.shape[1], step):
        sheet.write(_x(frame, t), base + _TALL + 14, str(t), size=SMALL, side="center")
    sheet.write(
        frame[0] + frame[2] / 2,
        base + _TALL + 34,
        words.say("rounds played"),
        size=SMALL,
        side="center",
    )
    xs = [_x(frame, t) for t in range(mean.shape[1])]
    for k in range(len(told.motives)):
        colour = style.actor(k)
        ends = ([_y(base, v) for v in low[k]], [_y(base, v) for v in high[k]])
        sheet.axes.fill_between(xs, *ends, color=colour, alpha=0.15, lw=0)
        ys = [_y(base, value) for value in mean[k, :, k]]
        sheet.axes.plot(xs, ys, color=colour, lw=2.0, ls=_DASHES[k % len(_DASHES)])
    return sheet.figure


Frame = tuple[float, float, float, float, float]
"""Left, top and width in pixels; the first and last value across."""


def _x(frame: Frame, value: float) -> float:
    left, _, wide, first, last = frame
    return left + wide * (value - first) / (last - first)


def _y(top: float, share: float) -> float:
    return top + _TALL * (1 - float(share))


def _scale(sheet: Sheet, told: Told, frame: Frame) -> None:
    """Draw the lines of 0, 25, ... 100%."""
    left, top, wide, *_ = frame
    sheet.write(12, top - 16, told.words.say("belief"), size=SMALL)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _y(top, share)
        sheet.line([left, left + wide], [y, y])
        sheet.write(left - 6, y, told.words.percent(share), size=SMALL, side="right")


def _years(sheet: Sheet, frame: Frame) -> None:
    """Mark the dates below: years, or months or days where there are none."""
    _, top, wide, first, last = frame
    begin, end = dt.date.fromordinal(int(first)), dt.date.fromordinal(int(last))
    marks = [(dt.date(year, 1, 1), str(year)) for year in range(begin.year, end.year + 2)]
    marks = [(day, text) for day, text in marks if begin <= day <= end]
    if len(marks) < 3:
        count = max(2, min(6, int(wide // 90)))
        places = np.linspace(first, last, count).round().astype(int)
        marks = [
            (dt.date.fromordinal(int(p)), dt.date.fromordinal(int(p)).isoformat()) for p in places
        ]
    room = wide / max(1, len(marks))
    every = max(1, int(np.ceil(text_width(marks[0][1], SMALL) * 1.3 / room)))
    for day, text in marks[::every]:
        x = _x(frame, day.toordinal())
        x = min(max(x, frame[0] + 8), frame[0] + wide - text_width(text, SMALL) / 2)
        sheet.write(x, top + _TALL + 14, text, size=SMALL, side="center")


def _number(sheet: Sheet, frame: Frame, top: float, places: list[float]) -> None:
    """Write the number of each move above the plot, side by side where they are close."""
    last = -np.inf
    for n, x in enumerate(places, start=1):
        at = max(x, last + 14)
        sheet.axes.plot([x, x], [top, top + _TALL], color=sheet.style.muted, lw=0.8, ls=(0, (2, 2)))
        sheet.write(
            min(at, frame[0] + frame[2]), top - 8, str(n), size=SMALL, side="center", weight="bold"
        )
        last = at


def _keys(names: list[str], width: int) -> list[tuple[int, float]]:
    """Place the keys of the lines: row and left edge of each."""
    row, x = 0, 12.0
    placed = []
    for name in names:
        wide = 42 + text_width(name, BODY)
        if x > 12 and x + wide > width - 12:
            row, x = row + 1, 12.0
        placed.append((row, x))
        x += wide + 12
    return placed


def _write_keys(sheet: Sheet, names: list[str], keys: list[tuple[int, float]], top: float) -> None:
    for k, (name, (row, x)) in enumerate(zip(names, keys, strict=True)):
        y = top + 8 + 20 * row
        colour, dashes = sheet.style.actor(k), _DASHES[k % len(_DASHES)]
        sheet.axes.plot([x, x + 30], [y, y], color=colour, lw=2.0, ls=dashes)
        sheet.write(x + 36, y, name)
