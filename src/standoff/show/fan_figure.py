"""Fan charts: the share of every level of every variable, round by round."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, shorten, text_width, write_head
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_fans", "round_ticks"]

_PANEL = 300
_LEFT, _GAP, _BELOW, _STRIP = 44, 14, 40, 8
_Z95 = 1.959963984540054

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fan:
    """One variable's shares over (round, level), with its names."""

    title: str
    levels: list[str]
    rounds: Floats
    shares: Floats
    paths: int
    record: Floats | None


def round_ticks(
    rounds: Floats, dates: Sequence[str], labels: Labels, room: float
) -> tuple[list[float], list[str]]:
    """Choose a few rounds to name on an axis: years, months or numbers."""
    most = max(2, int(room // 58))
    if not dates:
        step = max(1, math.ceil(len(rounds) / most))
        chosen = rounds[::step]
        return [float(number) for number in chosen], [labels.words.whole(int(n)) for n in chosen]
    years = [date[:4] for date in dates]
    begins = [k for k in range(1, len(years)) if years[k] != years[k - 1]]
    if len(begins) >= 2 and _years_between(dates) >= 3:
        begins = begins[:: max(1, math.ceil(len(begins) / most))]
        return [float(rounds[k]) for k in begins], [years[k] for k in begins]
    step = max(1, math.ceil(len(rounds) / max(2, int(room // 74))))
    picked = range(0, len(rounds), step)
    return [float(rounds[k]) for k in picked], [labels.words.month(dates[k]) for k in picked]


def _years_between(dates: Sequence[str]) -> float:
    first, last = (datetime.date.fromisoformat(date[:10]) for date in (dates[0], dates[-1]))
    return (last - first).days / 365.25


def _boundary_interval(share: Floats, paths: int) -> tuple[Floats, Floats]:
    """Give the Wilson interval of the share of paths below a boundary between levels."""
    square = _Z95**2
    middle = (share + square / (2 * paths)) / (1 + square / paths)
    half = np.sqrt(share * (1 - share) / paths + square / (4 * paths**2))
    half *= _Z95 / (1 + square / paths)
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def _fans(
    answer: xr.Dataset, labels: Labels, record: xr.Dataset | None
) -> tuple[list[Fan], list[str]]:
    name = "share" if "share" in answer else "level_share"
    shares = answer[name].transpose("round", "variable", "level").values
    rounds = np.asarray(answer["round"].values, dtype=float)
    fans = []
    for column, variable in enumerate(str(v) for v in answer["variable"].values):
        names = labels.levels(variable)
        fans.append(
            Fan(
                title=labels.variable(variable),
                levels=names,
                rounds=rounds,
                shares=np.nan_to_num(shares[:, column, : len(names)]),
                paths=int(answer.attrs.get("paths", 0)),
                record=_record_of(record, variable, rounds),
            )
        )
    return fans, labels.rounds(answer)


def _record_of(record: xr.Dataset | None, variable: str, rounds: Floats) -> Floats | None:
    """Give the recorded level at each round; NaN where the record is silent."""
    if record is None or variable not in [str(name) for name in record["variable"].values]:
        return None
    table = record["record_level"].transpose("variable", "round")
    row = [str(name) for name in record["variable"].values].index(variable)
    known = {
        int(number): int(level)
        for number, level in zip(record["round"].values, table.values[row], strict=True)
    }
    levels = [known.get(int(number), -1) for number in rounds]
    return np.array([level if level >= 0 else np.nan for level in levels], dtype=float)


def draw_fans(
    answer: xr.Dataset, labels: Labels, style: Style, width: int, *, record: xr.Dataset | None
) -> Figure:
    """Draw a panel for each variable: stacked shares of its levels, and the record below."""
    words = labels.words
    fans, dates = _fans(answer, labels, record)
    recorded = any(fan.record is not None for fan in fans)
    if "share" in answer:
        title = words.say("Share of paths at each level, after each round")
        note = words.many(
            "{count} path; the band around an edge is its 95% interval of sampling.",
            "{count} paths; the band around an edge is its 95% interval of sampling.",
            int(answer.attrs.get("paths", 0)),
        )
    else:
        title = words.say("Probability of each level after each round, in equilibrium")
        note = words.say("Computed exactly, without sampling.")
    if recorded:
        note += " " + words.say("The strip below each panel is the record.")
    columns = max(1, min(4, width // _PANEL, len(fans)))
    tall = max(92, 15 * max(len(fan.levels) for fan in fans) + 4)
    step = 24 + tall + _STRIP + _BELOW
    titles, notes, top = head(title, note, width)
    sheet = Sheet.blank(width, top + step * math.ceil(len(fans) / columns), style)
    write_head(sheet, titles, notes)
    room = (width - 12) / columns
    names = [level for fan in fans for level in fan.levels]
    key = min(room * 0.36, 26 + max(text_width(name, SMALL) for name in names))
    for k, fan in enumerate(fans):
        place = (12 + room * (k % columns), top + step * (k // columns))
        _panel(sheet, fan, labels, dates, place=place, room=room - _GAP, tall=tall, key=key)
    return sheet.figure


def _panel(
    sheet: Sheet,
    fan: Fan,
    labels: Labels,
    dates: Sequence[str],
    *,
    place: tuple[float, float],
    room: float,
    tall: float,
    key: float,
) -> None:
    x, y = place
    wide = room - _LEFT - key - 6
    sheet.write(x, y + 9, shorten(fan.title, room, BODY), weight="bold")
    axes = sheet.inset(x + _LEFT, y + 22, wide, tall)
    colours = sheet.style.levels(len(fan.levels))
    _stack(axes, fan, colours, sheet.style)
    axes.set_yticks([0, 0.5, 1], [labels.words.percent(tick) for tick in (0, 0.5, 1)])
    ticks, texts = round_ticks(fan.rounds, dates, labels, wide)
    strip = sheet.inset(x + _LEFT, y + 22 + tall + 3, wide, _STRIP)
    axes.set_xticks([])
    _strip(strip, fan, colours)
    strip.set_xticks(ticks, texts)
    strip.set_xlim(axes.get_xlim())
    if not dates:
        sheet.write(
            x + _LEFT + wide, y + tall + 62, labels.words.say("round"), size=SMALL, side="right",
            colour=sheet.style.muted,
        )  # fmt: skip
    for k, level in enumerate(reversed(fan.levels)):
        row = y + 22 + 8 + 15 * k
        sheet.box(x + _LEFT + wide + 7, row - 5, 9, 9, colours[-1 - k], sheet.style.muted)
        sheet.write(x + _LEFT + wide + 21, row, shorten(level, key - 22, SMALL), size=SMALL)


def _stack(axes: Axes, fan: Fan, colours: Sequence[str], style: Style) -> None:
    below = np.zeros(len(fan.rounds))
    for level, colour in enumerate(colours):
        above = below + fan.shares[:, level]
        axes.fill_between(fan.rounds, below, above, color=colour, linewidth=0)
        below = above
    cumulative = fan.shares.cumsum(axis=1)[:, :-1]
    for boundary in np.clip(cumulative.T, 0, 1):
        if fan.paths:
            low, high = _boundary_interval(boundary, fan.paths)
            axes.fill_between(fan.rounds, low, high, color=style.paper, alpha=0.45, linewidth=0)
        axes.plot(fan.rounds, boundary, color=style.paper, linewidth=0.6)
    first, last = float(fan.rounds[0]), float(fan.rounds[-1])
    axes.set_xlim(first, last if last > first else first + 1)
    axes.set_ylim(0, 1)


def _strip(axes: Axes, fan: Fan, colours: Sequence[str]) -> None:
    """Draw the record as stretches in the colours of its levels, each up to its round's end."""
    axes.set_yticks([])
    axes.set_ylim(0, 1)
    if fan.record is None:
        for side in ("left", "right", "bottom"):
            axes.spines[side].set_visible(False)
        return
    for begin, end, level in _stretches(fan.rounds, fan.record):
        axes.axvspan(begin, end, color=colours[level], linewidth=0)


def _stretches(rounds: Floats, record: Floats) -> list[tuple[float, float, int]]:
    """Give the stretches of time in which the record stays at one level."""
    stretches: list[tuple[float, float, int]] = []
    for k in range(1, len(rounds)):
        begin, end, level = float(rounds[k - 1]), float(rounds[k]), record[k]
        if level != level:
            continue
        if stretches and stretches[-1][1:] == (begin, int(level)):
            stretches[-1] = (stretches[-1][0], end, int(level))
        else:
            stretches.append((begin, end, int(level)))
    return stretches
