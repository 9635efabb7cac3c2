"""The frontier of deals in the plane of two actors: what one gains against the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from standoff.show.canvas import BODY, DPI, SMALL, Sheet, Style, head, wrap, write_head
from standoff.show.deals.phrases import POINT_NAMES, Bargains
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_frontier"]

Floats = npt.NDArray[np.float64]

_LINE, _LEFT = 16.0, 58.0
_MARKS = ("D", "s", "^", "v")


@dataclass(frozen=True)
class _Field:
    """The plane in pixels."""

    x: float
    y: float
    width: float
    height: float
    low: Floats
    high: Floats

    def at(self, point: Floats) -> tuple[float, float]:
        """Return where a pair of gains stands."""
        share = (point - self.low) / (self.high - self.low)
        return self.x + self.width * float(share[0]), self.y + self.height * (1 - float(share[1]))


@dataclass(frozen=True)
class _Dots:
    """What is drawn, as pairs of gains."""

    guesses: Floats
    solved: Floats
    front: npt.NDArray[np.bool_]
    written: list[tuple[str, Floats]]

    @property
    def all(self) -> Floats:
        """All of them, and no deal."""
        own = [point[None, :] for _, point in self.written]
        return np.concatenate([np.zeros((1, 2)), self.guesses, self.solved, *own])


def draw_frontier(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw every combination solved, the frontier among them, and the points of bargaining."""
    view, words = Bargains(answer, labels), labels.words
    one, other = (labels.actor(name) for name in view.plane)
    note = words.say(
        "Gains over no deal, which stands where the grey lines cross. Filled: solved and on the "
        "frontier of all parties; open: solved; small: screened only. Up and to the right is "
        "better for both."
    )
    title = words.say("What can {one} and {other} both have?", one=one, other=other)
    titles, notes, top = head(title, note, width)
    dots = _gathered(view)
    legend = _legend(view, dots, width - 40)
    tall = min(0.72 * width, 560.0)
    sheet = Sheet.blank(
        width, top + 26 + tall + 46 + _LINE * sum(len(t) for _, t in legend) + 14, style
    )
    write_head(sheet, titles, notes)
    low, high = dots.all.min(axis=0), dots.all.max(axis=0)
    spare = np.maximum(0.06 * (high - low), 0.05)
    field = _Field(_LEFT, top + 26, width - _LEFT - 24, tall, low - spare, high + spare)
    _axes(sheet, view, field, (one, other))
    _draw(sheet, view, field, dots)
    y = top + 26 + tall + 54
    for sign, lines in legend:
        _mark(sheet, 22, y, sign)
        for line in lines:
            sheet.write(38, y, line, size=SMALL)
            y += _LINE
    return sheet.figure


def _gathered(view: Bargains) -> _Dots:
    answer, plane = view.answer, list(view.plane)

    def pairs(name: str, axis: str) -> Floats:
        if name not in answer:
            return np.zeros((0, 2))
        return np.asarray(answer[name].sel(actor=plane).transpose(axis, "actor").values)

    solved = pairs("combination_gain", "combination")
    front = np.zeros(len(solved), dtype=np.bool_)
    if len(solved):
        front = np.asarray(answer["combination_front"].values, dtype=np.bool_)
    written = []
    for deal in view.deals:
        if bool(answer["feasible"].sel(deal=deal)):
            written.append((deal, np.asarray(answer["gain"].sel(deal=deal, actor=plane).values)))
    return _Dots(pairs("screened_gain", "guess"), solved, front, written)


def _points(view: Bargains) -> list[tuple[int, str, list[str]]]:
    """List the points by position, each with its mark and its names."""
    if "point" not in view.answer:
        return []
    at: dict[int, list[str]] = {}
    for name in (str(point) for point in view.answer["point"].values):
        position = int(view.answer["point_position"].sel(point=name))
        if position >= 0:
            at.setdefault(position, []).append(view.words.say(POINT_NAMES[name]))
    return [(place, _MARKS[k], names) for k, (place, names) in enumerate(at.items())]


def _legend(view: Bargains, dots: _Dots, room: float) -> list[tuple[str, list[str]]]:
    """Write what the marks stand for."""
    found = []
    for position, sign, names in _points(view):
        said = f"{', '.join(names)}: {view.commitments(position)}"
        found.append((sign, wrap(said, room, SMALL, 3)))
    for number, (deal, _) in enumerate(dots.written, start=1):
        found.append((str(number), wrap(view.title(deal), room, SMALL, 2)))
    return found


def _axes(sheet: Sheet, view: Bargains, field: _Field, names: tuple[str, str]) -> None:
    """Draw the frame, the lines of no gain, and a few numbers."""
    muted, words = sheet.style.muted, view.words
    right, bottom = field.x + field.width, field.y + field.height
    sheet.line([field.x, field.x, right], [field.y, bottom, bottom], muted)
    zero = field.at(np.zeros(2))
    sheet.line([zero[0], zero[0]], [field.y, bottom], sheet.style.faint, 1.2)
    sheet.line([field.x, right], [zero[1], zero[1]], sheet.style.faint, 1.2)
    for axis in (0, 1):
        for value in _ticks(float(field.low[axis]), float(field.high[axis])):
            point = np.where(np.arange(2) == axis, value, field.low)
            x, y = field.at(point)
            text = words.number(value)
            if axis == 0:
                sheet.write(x, bottom + 12, text, size=SMALL, side="center", colour=muted)
            else:
                sheet.write(field.x - 6, y, text, size=SMALL, side="right", colour=muted)
    said = words.say("{actor}: gain", actor=names[0])
    sheet.write(right, bottom + 30, said, size=BODY, side="right")
    sheet.write(12, field.y - 14, words.say("{actor}: gain", actor=names[1]), size=BODY)


def _ticks(low: float, high: float) -> list[float]:
    """Choose a few round numbers between two ends."""
    from matplotlib.ticker import MaxNLocator

    marks = MaxNLocator(nbins=6, steps=[1, 2, 5, 10]).tick_values(low, high)
    return [float(mark) for mark in marks if low <= mark <= high]


def _draw(sheet: Sheet, view: Bargains, field: _Field, dots: _Dots) -> None:
    style = sheet.style
    for point in dots.guesses:
        sheet.axes.plot(*field.at(point), ".", markersize=3, color=style.muted, zorder=2)
    for point, is_front in zip(dots.solved, dots.front, strict=True):
        sheet.axes.plot(
            *field.at(point), "o", markersize=6.5, markeredgecolor=style.yes,
            markerfacecolor=style.yes if is_front else "none", markeredgewidth=1.1, zorder=3,
        )  # fmt: skip
    for position, sign, _ in _points(view):
        x, y = field.at(dots.solved[position])
        _mark(sheet, x, y, sign)
    for number, (_, point) in enumerate(dots.written, start=1):
        x, y = field.at(point)
        _mark(sheet, x, y, str(number))


def _mark(sheet: Sheet, x: float, y: float, sign: str) -> None:
    """Draw the mark of a point, or the number of a written deal in a ring."""
    style = sheet.style
    if sign not in _MARKS:
        size = 2 * 7 * 72 / DPI
        sheet.axes.plot(
            [x], [y], "o", markersize=size, markerfacecolor=style.paper,
            markeredgecolor=style.no, markeredgewidth=1.4, zorder=5,
        )  # fmt: skip
        sheet.axes.text(
            x, y, sign, fontsize=SMALL - 1, color=style.ink, ha="center", va="center", zorder=6
        )
        return
    sheet.axes.plot(
        [x], [y], sign, markersize=11, markerfacecolor="none", markeredgecolor=style.no,
        markeredgewidth=1.7, zorder=5,
    )  # fmt: skip
