"""The table of states by reading: where everybody would stay, and what that hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.canvas import BODY, DPI, SMALL, Sheet, Style, head, text_width, wrap, write_head
from standoff.show.labels import Labels
from standoff.show.preferences.phrases import CONCEPT_NAMES
from standoff.show.preferences.text import View

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_readings"]

_LINE, _GAP, _STACK, _NAME = 15, 12, 17, 44
_NARROWEST, _WIDEST = 12.0, 24.0


@dataclass(frozen=True)
class _Grid:
    """Where the marks stand: concepts beside each other, or below where that is too narrow."""

    x: float
    cell: float
    readings: int
    stacked: bool

    @classmethod
    def fitting(cls, width: int, concepts: int, readings: int) -> _Grid:
        cell = (width * 0.6 - _GAP * concepts) / (concepts * readings)
        stacked = cell < _NARROWEST
        if stacked:
            cell = (width * 0.4) / readings
        cell = max(_NARROWEST, min(_WIDEST, cell))
        wide = cell * readings if stacked else (cell * readings + _GAP) * concepts
        return cls(width - 12 - wide, cell, readings, stacked)

    @property
    def side(self) -> float:
        """Room for the text to the left."""
        return self.x - 12 - (_NAME if self.stacked else 0)

    def place(self, concept: int, reading: float) -> float:
        """Give the middle of a column."""
        shift = 0.0 if self.stacked else (self.cell * self.readings + _GAP) * concept
        return self.x + shift + self.cell * (reading + 0.5)

    def band(self, concept: int, concepts: int, y: float, height: float) -> tuple[float, float]:
        """Give the top and the height of a concept's marks in a row of the table."""
        if not self.stacked:
            return y, height
        return y + (height - _STACK * concepts) / 2 + _STACK * concept, _STACK


def draw_readings(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a row for each state and, under each concept, a column for each reading."""
    view = View(answer, labels)
    words = labels.words
    resting = view.nearest_rests(12 if width >= 900 else 8)
    states = [view.origin, *(state for state in resting if state != view.origin)]
    note = words.say(
        "A column for each reading. Filled: everybody would stay; open: somebody would leave; "
        "shaded: everybody stays in every reading."
    )
    found = int((view.rests.any(axis=(0, 1)) & (view.steps >= 0)).sum())
    if found > len(resting):
        note += " " + words.say(
            "The {shown} nearest of {count} resting states within reach.",
            shown=len(resting),
            count=words.whole(found),
        )
    title = words.say("Where would everybody stay, reading by reading?")
    titles, notes, top = head(title, note, width)
    grid = _Grid.fitting(width, len(view.concepts), len(view.readings))
    texts = [wrap(view.in_a_row(state), grid.side - 14, BODY, 9) for state in states]
    names = [view.reading(name) for name in view.readings]
    header = 30 + max(text_width(name, SMALL) for name in names)
    least = _STACK * len(view.concepts) + 8 if grid.stacked else 30
    heights = [max(least, _LINE * len(text) + 12) for text in texts]
    sheet = Sheet.blank(width, top + header + sum(heights) + 12, style)
    write_head(sheet, titles, notes)
    _header(sheet, view, names, grid, top=top, header=header)
    y = top + header
    for state, text, height in zip(states, texts, heights, strict=True):
        _row(sheet, view, state, text, grid, y=y, height=height)
        y += height
    return sheet.figure


def _header(
    sheet: Sheet, view: View, names: Sequence[str], grid: _Grid, *, top: float, header: float
) -> None:
    for column, concept in enumerate(view.concepts[:1] if grid.stacked else view.concepts):
        if not grid.stacked:
            middle = (grid.place(column, 0) + grid.place(column, len(names) - 1)) / 2
            sheet.write(middle, top + 10, CONCEPT_NAMES[concept], side="center", weight="bold")
        for k, name in enumerate(names):
            sheet.write(
                grid.place(column, k) + 4, top + header - 6, name, size=SMALL, turned=90,
                colour=sheet.style.muted,
            )  # fmt: skip


def _row(
    sheet: Sheet, view: View, state: int, text: Sequence[str], grid: _Grid, *, y: float,
    height: float,
) -> None:  # fmt: skip
    sheet.line([12, sheet.width - 12], [y, y])
    for k, line in enumerate(text):
        sheet.write(
            12, y + height / 2 + _LINE * (k - (len(text) - 1) / 2), line,
            weight="bold" if state == view.origin else "normal",
        )  # fmt: skip
    for column, concept in enumerate(view.concepts):
        top, tall = grid.band(column, len(view.concepts), y, height)
        if grid.stacked:
            name = CONCEPT_NAMES[concept]
            sheet.write(grid.x - _NAME, top + tall / 2, name, size=SMALL)
        rests = view.rests[:, column, state]
        if rests.all():
            inset = 1 if grid.stacked else 2
            left, wide = grid.place(column, -0.5), grid.cell * grid.readings
            sheet.box(left, top + inset, wide, tall - 2 * inset, sheet.style.rest)
        for stays in (True, False):
            places = [grid.place(column, k) for k, flag in enumerate(rests) if bool(flag) is stays]
            _marks(sheet, places, top + tall / 2, min(6.0, grid.cell * 0.34), stays)


def _marks(sheet: Sheet, places: Sequence[float], y: float, radius: float, stays: bool) -> None:
    """Draw the marks of readings in which everybody stays, filled, or of the others, open."""
    edge = sheet.style.yes if stays else sheet.style.no
    sheet.axes.plot(
        places,
        [y] * len(places),
        "o",
        markersize=2 * radius * 72 / DPI,
        markerfacecolor=edge if stays else "none",
        markeredgecolor=edge,
        markeredgewidth=1.3,
    )
