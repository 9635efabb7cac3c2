"""Fan charts: the share of every level of every variable, round by round."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, shorten, text_width, write_head
from standoff.show.equilibrium.kinds_text import named, with_policy
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Frame", "draw_fans", "mark_axes", "round_ticks"]

_PLOT = 140
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
    texts = [labels.date(date) for date in dates]
    widest = max(text_width(text, SMALL) for text in texts) + 12
    step = max(1, math.ceil(len(rounds) / max(1, int(room // widest))))
    picked = range(0, len(rounds), step)
    return [float(rounds[k]) for k in picked], [texts[k] for k in picked]


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
        note = with_policy(note, answer, words)
    else:
        title = words.say("Probability of each level after each round")
        exact = words.say("Computed exactly, without sampling.")
        note = f"{named(answer, words)} {exact}"
    if recorded:
        note += " " + words.say("The strip below each panel is the record.")
    names = [level for fan in fans for level in fan.levels]
    key = 26 + max((text_width(name, SMALL) for name in names), default=0)
    columns = max(1, min(4, int(width // (_LEFT + _PLOT + key + _GAP)), len(fans)))
    tall = max(92, 15 * max(len(fan.levels) for fan in fans) + 4)
    step = 24 + tall + _STRIP + _BELOW
    titles, notes, top = head(title, note, width)
    sheet = Sheet.blank(width, top + step * math.ceil(len(fans) / columns), style)
    write_head(sheet, titles, notes)
    room = (width - 12) / columns
    key = min(room * 0.46, key)
    for k, fan in enumerate(fans):
        place = (12 + room * (k % columns), top + step * (k // columns))
        _panel(sheet, fan, labels, dates, place=place, room=room - _GAP, tall=tall, key=key)
    return sheet.figure


@dataclass(frozen=True)
class Frame:
    """A panel's plot on the sheet: rounds run from left to right, shares from bottom to top."""

    left: float
    top: float
    width: float
    height: float
    first: float
    last: float

    def across(self, rounds: Floats) -> Floats:
        """Give the place of rounds from left to right."""
        span = max(1.0, self.last - self.first)
        return self.left + self.width * (rounds - self.first) / span

    def up(self, shares: Floats) -> Floats:
        """Give the place of shares from top to bottom."""
        return self.top + self.height * (1 - shares)


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
    frame = Frame(
        left=x + _LEFT,
        top=y + 22,
        width=room - _LEFT - key - 6,
        height=tall,
        first=float(fan.rounds[0]),
        last=float(fan.rounds[-1]),
    )
    colours = sheet.style.levels(len(fan.levels))
    sheet.write(x, y + 9, shorten(fan.title, room, BODY), weight="bold")
    _stack(sheet, fan, frame, colours)
    _strip(sheet, fan, frame, colours)
    _ticks(sheet, fan, frame, labels, dates)
    for k, level in enumerate(reversed(fan.levels)):
        row = frame.top + 8 + 15 * k
        sheet.box(frame.left + frame.width + 7, row - 5, 9, 9, colours[-1 - k], sheet.style.muted)
        name = shorten(level, key - 22, SMALL)
        sheet.write(frame.left + frame.width + 21, row, name, size=SMALL)


def _stack(sheet: Sheet, fan: Fan, frame: Frame, colours: Sequence[str]) -> None:
    """Stack the shares, lowest level at the bottom, with a band of sampling around each edge."""
    axes, paper = sheet.axes, sheet.style.paper
    across = frame.across(fan.rounds)
    edges = np.clip(np.pad(fan.shares.cumsum(axis=1), ((0, 0), (1, 0))).T, 0, 1)
    for below, above, colour in zip(edges[:-1], edges[1:], colours, strict=True):
        axes.fill_between(across, frame.up(below), frame.up(above), color=colour, linewidth=0)
    for edge in edges[1:-1]:
        if fan.paths:
            low, high = _boundary_interval(edge, fan.paths)
            band = (frame.up(low), frame.up(high))
            axes.fill_between(across, *band, color=paper, alpha=0.45, linewidth=0)
        axes.plot(across, frame.up(edge), color=paper, linewidth=0.6)


def _strip(sheet: Sheet, fan: Fan, frame: Frame, colours: Sequence[str]) -> None:
    """Draw the record as stretches in the colours of its levels, each up to its round's end."""
    if fan.record is None:
        return
    y = frame.top + frame.height + 3
    for begin, end, level in _stretches(fan.rounds, fan.record):
        left, right = frame.across(np.array([begin, end]))
        sheet.box(float(left), y, float(right - left), _STRIP, colours[level])


def _ticks(sheet: Sheet, fan: Fan, frame: Frame, labels: Labels, dates: Sequence[str]) -> None:
    mark_axes(sheet, frame, fan.rounds, labels, dates, below=frame.top + frame.height + 3 + _STRIP)


def mark_axes(
    sheet: Sheet,
    frame: Frame,
    rounds: Floats,
    labels: Labels,
    dates: Sequence[str],
    *,
    below: float,
) -> None:
    """Write the shares to the left and the rounds below a line at ``below``."""
    muted = sheet.style.muted
    for share in (0.0, 0.5, 1.0):
        y = float(frame.up(np.array(share)))
        sheet.line([frame.left - 4, frame.left], [y, y], muted)
        text = labels.words.percent(share)
        sheet.write(frame.left - 6, y, text, size=SMALL, side="right", colour=muted)
    sheet.line([frame.left, frame.left + frame.width], [below, below], muted)
    ticks, texts = round_ticks(rounds, dates, labels, frame.width)
    for x, text in zip(frame.across(np.array(ticks)), texts, strict=True):
        sheet.line([float(x)] * 2, [below, below + 4], muted)
        sheet.write(float(x), below + 13, text, size=SMALL, side="center", colour=muted)
    if not dates:
        text = labels.words.say("round")
        right = frame.left + frame.width
        sheet.write(right, below + 28, text, size=SMALL, side="right", colour=muted)


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
