"""Reactions drawn: acts week by week around texts, and responses month by month."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, shorten, text_width, write_head
from standoff.show.labels import Labels
from standoff.show.reactions.phrases import SERIES_NAMES, told_missing, told_residuals
from standoff.show.words import Words, mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_responses", "draw_weeks"]

Floats = npt.NDArray[np.float64]

_LEFT, _HEAD, _TALL, _GAP, _BELOW = 50, 44, 120, 16, 46
_TITLES = {"hostile": mark("hostile acts a week"), "friendly": mark("friendly acts a week")}
_PAIRS = (
    ("conflict_on", "conflict_by"),
    ("conflict_on", "cooperation_by"),
    ("cooperation_on", "conflict_by"),
    ("cooperation_on", "cooperation_by"),
    ("conflict_by", "conflict_on"),
    ("cooperation_by", "cooperation_on"),
)
"""What moves first and what follows: how the actor reacts, then how others do."""


@dataclass(frozen=True)
class _Frame:
    """A plot on the sheet, from a range of values to pixels."""

    left: float
    top: float
    width: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def x(self, value: float) -> float:
        first, last = self.x_range
        return self.left + self.width * (value - first) / (last - first)

    def y(self, value: float) -> float:
        low, high = self.y_range
        return self.top + _TALL * (1 - (value - low) / (high - low))


@dataclass(frozen=True)
class _Grid:
    """Panels of one size, side by side as far as the sheet is wide."""

    top: float
    room: float
    columns: int

    @classmethod
    def over(cls, count: int, width: int, top: float, narrowest: int) -> _Grid:
        columns = max(1, min(count, (width - 12) // narrowest))
        return cls(top, (width - 12) / columns, columns)

    def height(self, count: int) -> float:
        return (_HEAD + _TALL + _BELOW) * math.ceil(count / self.columns)

    def frame(
        self, place: int, x_range: tuple[float, float], y_range: tuple[float, float]
    ) -> _Frame:
        row, column = divmod(place, self.columns)
        low, high = y_range
        return _Frame(
            left=12 + self.room * column + _LEFT,
            top=self.top + (_HEAD + _TALL + _BELOW) * row + _HEAD,
            width=self.room - _LEFT - _GAP,
            x_range=x_range,
            y_range=(low, high if high > low else low + 1),
        )


def draw_weeks(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw the acts of each week before and after a text, with the band of the base rate."""
    words = labels.words
    actor = labels.member(str(answer.attrs["of"]))
    title = words.say("What {actor} does around a text aimed at it", actor=actor)
    if "weekly_mean" not in answer:
        return _only_said(title, " ".join(told_missing(answer, labels)), style, width)
    note = words.many(
        "Bars: mean over {count} text, week by week from the day of the text, which is left out. "
        "Line and band: base rate, and where 95% of all other places in the record lie.",
        "Bars: mean over {count} texts, week by week from the day of the text, which is left out. "
        "Line and band: base rate, and where 95% of all other places in the record lie.",
        answer.sizes["text"],
    )
    titles, notes, top = head(title, note, width)
    grid = _Grid.over(2, width, top, 420)
    sheet = Sheet.blank(width, top + grid.height(2), style)
    write_head(sheet, titles, notes)
    weeks = np.asarray(answer["week"].values, dtype=float)
    for place, (sign, colour) in enumerate((("hostile", style.no), ("friendly", style.yes))):
        parts = [
            answer[f"weekly_{name}"].sel(sign=sign).values
            for name in ("mean", "base", "low", "high")
        ]
        most = max(float(part.max()) for part in parts)
        frame = grid.frame(place, (weeks[0] - 1, weeks[-1] + 1), (0.0, most * 1.05))
        sheet.write(frame.left - _LEFT, frame.top - 16, words.say(_TITLES[sign]), weight="bold")
        _bars(sheet, frame, weeks, parts, colour)
        _sides(sheet, frame, words, [0.0, most / 2, most])
        _below(sheet, frame, [*_round_weeks(weeks, frame.width)], words)
        _caption(sheet, frame, words.say("weeks before and after the text"))
    return sheet.figure


def _edges(week: float) -> tuple[float, float]:
    """Return where a week's bar begins and ends; the day of the text is at 0."""
    return (week - 1, week) if week > 0 else (week, week + 1)


def _bars(sheet: Sheet, frame: _Frame, weeks: Floats, parts: Sequence[Floats], colour: str) -> None:
    """Draw the band first, then bars, then the base rate over them."""
    mean, base, low, high = parts
    style = sheet.style
    for k, week in enumerate(weeks):
        left, right = (frame.x(edge) for edge in _edges(float(week)))
        _block(sheet, frame, (left, right), (float(low[k]), float(high[k])), style.faint)
    for k, week in enumerate(weeks):
        left, right = (frame.x(edge) for edge in _edges(float(week)))
        _block(sheet, frame, (left + 2, right - 2), (0.0, float(mean[k])), colour)
        sheet.line([left, right], [frame.y(float(base[k]))] * 2, style.ink, 1.2)
    x = frame.x(0.0)
    sheet.axes.plot([x, x], [frame.top - 6, frame.y(0)], color=style.ink, lw=1.0, ls=(0, (4, 3)))


def _block(
    sheet: Sheet,
    frame: _Frame,
    across: tuple[float, float],
    up: tuple[float, float],
    colour: str,
) -> None:
    top, bottom = frame.y(up[1]), frame.y(up[0])
    sheet.box(across[0], top, max(0.5, across[1] - across[0]), bottom - top, colour)


def _round_weeks(weeks: Floats, room: float) -> list[float]:
    """Choose weeks to name below the axis: the text, and every few weeks either way."""
    most = float(weeks[-1])
    step = next(step for step in (1, 2, 4, 8, 13, 26, 52, 520) if most / step * 2 * 34 <= room)
    return [step * k for k in range(-int(most // step), int(most // step) + 1)]


def _sides(sheet: Sheet, frame: _Frame, words: Words, values: Sequence[float]) -> None:
    """Write a few values to the left."""
    muted = sheet.style.muted
    for value in values:
        y = frame.y(value)
        sheet.line([frame.left - 4, frame.left], [y, y], muted)
        said = words.number(abs(value), 2 if max(map(abs, values)) < 10 else 0)
        said = f"−{said}" if value < 0 and said != "0" else said
        sheet.write(frame.left - 6, y, said, size=SMALL, side="right", colour=muted)


def _below(sheet: Sheet, frame: _Frame, values: Sequence[float], words: Words) -> None:
    """Write whole numbers below the axis."""
    muted, bottom = sheet.style.muted, frame.top + _TALL
    sheet.line([frame.left, frame.left + frame.width], [bottom, bottom], muted)
    for value in values:
        x = frame.x(value)
        sheet.line([x, x], [bottom, bottom + 4], muted)
        said = words.whole(abs(int(value)))
        sheet.write(x, bottom + 12, f"−{said}" if value < 0 else said,
                    size=SMALL, side="center", colour=muted)  # fmt: skip


def _caption(sheet: Sheet, frame: _Frame, text: str) -> None:
    """Write what the axis counts."""
    said = shorten(text, frame.width + _LEFT, SMALL)
    x = max(frame.left - _LEFT, frame.left + frame.width - text_width(said, SMALL))
    sheet.write(x, frame.top + _TALL + 27, said, size=SMALL, colour=sheet.style.muted)


def draw_responses(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw how a shock to one series moves another in the months after it."""
    words = labels.words
    actor = labels.member(str(answer.attrs["of"]))
    title = words.say("How a month's shock moves the months after it: {actor}", actor=actor)
    names = [str(name) for name in answer["series"].values] if "series" in answer.coords else []
    pairs = [pair for pair in _PAIRS if set(pair) <= set(names)]
    if not pairs:
        return _only_said(title, " ".join(told_missing(answer, labels)), style, width)
    note = words.say(
        "Points of intensity after a shock of one standard deviation in month 0; bands are 95% "
        "intervals from {resamples} samples of residuals. Each panel has a scale of its own.",
        resamples=words.whole(int(answer.attrs["resamples"])),
    )
    note = f"{note} {told_residuals(answer, words)}".strip()
    titles, notes, top = head(title, note, width)
    grid = _Grid.over(min(3, len(pairs)), width, top, 300)
    sheet = Sheet.blank(width, top + grid.height(len(pairs)), style)
    write_head(sheet, titles, notes)
    months = np.asarray(answer["month"].values, dtype=float)
    for place, (shock, series) in enumerate(pairs):
        parts = [
            answer[name].sel(shock=shock, series=series).values
            for name in ("response", "response_low", "response_high")
        ]
        low = min(0.0, *(float(part.min()) for part in parts))
        high = max(0.0, *(float(part.max()) for part in parts))
        frame = grid.frame(place, (0.0, float(months[-1])), (low, high))
        _title(sheet, frame, words, (shock, series))
        _response(sheet, frame, months, parts, style.actor(place // 2))
        _sides(sheet, frame, words, [low, 0.0, high] if low < -0.2 * high else [0.0, high])
        _below(sheet, frame, [float(m) for m in months[::3]], words)
        _caption(sheet, frame, words.say("months after the shock"))
    return sheet.figure


def _title(sheet: Sheet, frame: _Frame, words: Words, pair: tuple[str, str]) -> None:
    """Write above a panel what moves first, and what follows."""
    room = frame.width + _LEFT
    first, then = (words.say(SERIES_NAMES[name]) for name in pair)
    x = frame.left - _LEFT
    sheet.write(x, frame.top - 32, shorten(first, room, BODY, "bold"), weight="bold")
    sheet.write(x, frame.top - 16, shorten(f"→ {then}", room, BODY, "bold"), weight="bold")


def _response(
    sheet: Sheet, frame: _Frame, months: Floats, parts: Sequence[Floats], colour: str
) -> None:
    """Draw a response with its band, and the line of nothing."""
    across = [frame.x(float(month)) for month in months]
    moved, low, high = ([frame.y(float(value)) for value in part] for part in parts)
    sheet.axes.fill_between(across, low, high, color=colour, alpha=0.25, linewidth=0)
    sheet.line([across[0], across[-1]], [frame.y(0.0)] * 2, sheet.style.muted, 1.0)
    sheet.line(across, moved, colour, 1.8)


def _only_said(title: str, why: str, style: Style, width: int) -> Figure:
    """Draw a title and why there is nothing below it."""
    titles, notes, top = head(title, why, width)
    sheet = Sheet.blank(width, top + 10, style)
    write_head(sheet, titles, notes)
    return sheet.figure
