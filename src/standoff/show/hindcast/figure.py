"""A hindcast drawn: gains that add up over time, calibration, and the fans against what came."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, shorten, text_width, write_head
from standoff.show.ensemble.fan_figure import draw_fans, round_ticks
from standoff.show.hindcast.phrases import FORECASTER_NAMES, scored
from standoff.show.labels import Labels
from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_calibration", "draw_forward", "draw_gains"]

Floats = npt.NDArray[np.float64]

_LEFT, _TALL, _GAP, _BELOW = 52, 104, 16, 34
_LEAST = 0.0005
"""Shares nearer to 0 or 1 than this are drawn at the edge of the calibration diagram."""


@dataclass(frozen=True)
class _Frame:
    """A plot on the sheet, from a range of values to pixels."""

    left: float
    top: float
    width: float
    height: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def x(self, value: float) -> float:
        first, last = self.x_range
        return self.left + self.width * (value - first) / max(last - first, 1e-12)

    def y(self, value: float) -> float:
        low, high = self.y_range
        return self.top + self.height * (1 - (value - low) / max(high - low, 1e-12))


def draw_gains(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw, for each baseline, by how much the model is ahead of it as the record goes on."""
    words = labels.words
    log = answer["round_log"].transpose("forecaster", "round").values
    rounds = np.asarray(answer["round"].values, dtype=float)
    dates, has_moves = labels.rounds(answer), answer["round_moves"].values > 0
    title = words.say("How far the model is ahead of each baseline, as the record goes on")
    note = words.say(
        "Log score of the model less that of the baseline, added up over rounds. Above zero the "
        "model is ahead; a dot marks a round in which something was done."
    )
    titles, notes, top = head(title, note, width)
    columns = 1 if width < 760 else 2
    names = [str(name) for name in answer["forecaster"].values][1:]
    step = 24 + _TALL + _BELOW
    sheet = Sheet.blank(width, top + step * math.ceil(len(names) / columns), style)
    write_head(sheet, titles, notes)
    room = (width - 12) / columns
    for k, name in enumerate(names):
        ahead = (log[0] - log[k + 1]).cumsum()
        x, y = 12 + room * (k % columns), top + step * (k // columns)
        low, high = min(0.0, float(ahead.min())), max(0.0, float(ahead.max()))
        frame = _Frame(
            x + _LEFT, y + 24, room - _LEFT - _GAP, _TALL,
            (float(rounds[0]) - 1, float(rounds[-1])), (low, high if high > low else low + 1),
        )  # fmt: skip
        said = words.say(
            "over {name}: {gain} in all",
            name=words.say(FORECASTER_NAMES[name]),
            gain=scored(words, float(ahead[-1]), 1, signed=True),
        )
        sheet.write(x, y + 10, shorten(said, room - _GAP, BODY), weight="bold")
        _gain_line(sheet, frame, rounds, ahead, has_moves)
        _gain_ticks(sheet, frame, words)
        _round_ticks(sheet, frame, labels, rounds, dates)
    return sheet.figure


def _gain_line(
    sheet: Sheet, frame: _Frame, rounds: Floats, ahead: Floats, marked: npt.NDArray[np.bool_]
) -> None:
    """Draw the sum from zero on, blue where the model is ahead and orange where it is not."""
    style = sheet.style
    zero = frame.y(0.0)
    x = np.array([frame.x(t) for t in (rounds[0] - 1, *rounds)])
    y = np.array([frame.y(value) for value in (0.0, *ahead)])
    for is_ahead, colour in ((y <= zero, style.yes), (y >= zero, style.no)):
        sheet.axes.fill_between(
            x, y, zero, where=is_ahead, interpolate=True, color=colour, alpha=0.25, linewidth=0
        )
    sheet.line([frame.left, frame.left + frame.width], [zero, zero], style.muted)
    sheet.line(list(x), list(y), style.ink, 1.3)
    sheet.axes.plot(
        x[1:][marked], y[1:][marked], "o", color=style.ink, markersize=3.2, linestyle="none"
    )


def _gain_ticks(sheet: Sheet, frame: _Frame, words: Words) -> None:
    """Write the ends of the scale and zero, as far as they keep apart."""
    muted = sheet.style.muted
    kept: list[float] = []
    for value in (0.0, *frame.y_range):
        y = frame.y(value)
        if any(abs(y - other) < 12 for other in kept):
            continue
        kept.append(y)
        sheet.line([frame.left - 4, frame.left], [y, y], muted)
        text = scored(words, value, 1, signed=True) if value else "0"
        sheet.write(frame.left - 6, y, text, size=SMALL, side="right", colour=muted)


def _round_ticks(
    sheet: Sheet, frame: _Frame, labels: Labels, rounds: Floats, dates: Sequence[str]
) -> None:
    """Write rounds or dates below a plot."""
    muted, bottom = sheet.style.muted, frame.top + frame.height + 3
    sheet.line([frame.left, frame.left + frame.width], [bottom, bottom], muted)
    ticks, texts = round_ticks(rounds, dates, labels, frame.width)
    for value, text in zip(ticks, texts, strict=True):
        x = frame.x(value - 1 if dates else value)
        sheet.line([x, x], [bottom, bottom + 4], muted)
        half = text_width(text, SMALL) / 2
        sheet.write(
            min(x, frame.left + frame.width + _GAP - half), bottom + 13, text,
            size=SMALL, side="center", colour=muted,
        )  # fmt: skip


def draw_calibration(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw what came against the probability that the model gave, both in odds."""
    words = labels.words
    title = words.say("Of the options given a probability, how many came")
    note = words.say(
        "Each point is a bin of options; the number beside it says how many. Bars are 95% Wilson "
        "intervals, which take options as independent. On the line the model is calibrated; below "
        "it, it gave too much. Both axes are in odds."
    )
    titles, notes, top = head(title, note, width)
    side = min(width - _LEFT - 40, 460)
    sheet = Sheet.blank(width, top + side + 56, style)
    write_head(sheet, titles, notes)
    ends = (_odds(_LEAST), _odds(1 - _LEAST))
    frame = _Frame(12 + _LEFT, top + 6, side, side, ends, ends)
    _odds_grid(sheet, frame, words)
    cases, mean, share, low, high = (
        answer[f"calibration_{name}"].sel(forecaster="model").values
        for name in ("cases", "mean", "share", "low", "high")
    )
    for j in np.flatnonzero(cases):
        x, y = frame.x(_odds(mean[j])), frame.y(_odds(share[j]))
        sheet.line([x, x], [frame.y(_odds(low[j])), frame.y(_odds(high[j]))], style.yes, 2.0)
        sheet.axes.plot([x], [y], "o", color=style.yes, markersize=6)
        sheet.write(
            x + 8, y + 9, words.whole(int(cases[j])), size=SMALL, colour=style.ink, backed=True
        )
    return sheet.figure


def _odds(share: float) -> float:
    """Return the logarithm of the odds of a share, kept on the sheet."""
    kept = min(max(float(share), _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))


def _odds_grid(sheet: Sheet, frame: _Frame, words: Words) -> None:
    """Draw the axes of the calibration diagram and the line of calibration."""
    style = sheet.style
    right, bottom = frame.left + frame.width, frame.top + frame.height
    for share in (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999):
        x, y = frame.x(_odds(share)), frame.y(_odds(share))
        sheet.line([x, x], [frame.top, bottom], style.faint)
        sheet.line([frame.left, right], [y, y], style.faint)
        text = words.percent(share, 0 if 0.01 <= share <= 0.99 else 1)
        sheet.write(x, bottom + 12, text, size=SMALL, side="center", colour=style.muted)
        sheet.write(frame.left - 6, y, text, size=SMALL, side="right", colour=style.muted)
    sheet.line([frame.left, right], [bottom, frame.top], style.muted, 1.0)
    sheet.write(
        frame.left + frame.width / 2, bottom + 32, words.say("probability given by the model"),
        size=SMALL, side="center", colour=style.muted,
    )  # fmt: skip
    sheet.write(
        frame.left - 40, frame.top + frame.height / 2, words.say("share that came"),
        size=SMALL, side="center", colour=style.muted, turned=90,
    )  # fmt: skip


def draw_forward(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw the fans from the cut-off, with what came below them."""
    fans = answer[["share", "ahead_date"]].rename(ahead="round", ahead_date="round_date")
    fans = fans.drop_vars([name for name in fans.coords if "round" not in fans[name].dims and
                           name not in ("variable", "level")])  # fmt: skip
    fans.attrs = dict(answer.attrs)
    record = answer["came"].rename(ahead="round").rename("record_level").to_dataset()
    return draw_fans(fans, labels, style, width, record=record)
