"""The stability table: who would stay where, concept by concept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.canvas import BODY, DPI, SMALL, Sheet, Style, head, text_width, wrap, write_head
from standoff.show.concepts import CONCEPT_NAMES
from standoff.show.labels import Labels
from standoff.show.stability.view import Stability

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_stability"]

_LINE, _GAP, _STACK = 15, 10, 17
_NARROWEST, _CONCEPT = 12.0, 44


@dataclass(frozen=True)
class _Grid:
    """Where the cells stand: concepts beside each other, or below where that is too narrow."""

    x: float
    cell: float
    actors: int
    stacked: bool

    @classmethod
    def fitting(cls, width: int, concepts: int, actors: int) -> _Grid:
        cell = (width * 0.54 - _GAP * concepts) / (concepts * actors)
        if cell >= _NARROWEST:
            cell = min(26.0, cell)
            return cls(width - 12 - (cell * actors + _GAP) * concepts, cell, actors, False)
        cell = max(_NARROWEST, min(24.0, width * 0.4 / actors))
        return cls(width - 12 - cell * actors, cell, actors, True)

    @property
    def side(self) -> float:
        """Room for the text to the left."""
        return self.x - 12 - (_CONCEPT if self.stacked else 0)

    def column(self, concept: int, actor: float) -> float:
        """Give the middle of a column."""
        shift = 0.0 if self.stacked else (self.cell * self.actors + _GAP) * concept
        return self.x + shift + self.cell * (actor + 0.5)

    def row(self, concept: int, y: float, height: float, concepts: int) -> tuple[float, float]:
        """Give the top and the height of a concept's cells in a row of the table."""
        if not self.stacked:
            return y, height
        return y + (height - _STACK * concepts) / 2 + _STACK * concept, _STACK

    def least(self, concepts: int) -> float:
        """Give the least height of a row."""
        return _STACK * concepts + 8 if self.stacked else 30


def draw_stability(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a row for each state and a column for each actor under each concept."""
    view = Stability(answer, labels)
    words = labels.words
    resting = view.nearest_rests(12 if width >= 900 else 8)
    states = [view.origin, *[state for state in resting if state != view.origin]]
    everywhere = int((view.rests.any(axis=0) & (view.steps >= 0)).sum())
    note = words.say("Filled: the actor would stay; open: it would leave; shaded: everybody stays.")
    if everywhere > len(resting):
        note += " " + words.say(
            "The {shown} nearest of {count} resting states within reach.",
            shown=len(resting),
            count=words.whole(everywhere),
        )
    titles, notes, top = head(words.say("Where would everybody stay?"), note, width)
    grid = _Grid.fitting(width, len(view.concepts), len(view.actors))
    texts = [wrap(view.in_a_row(state), grid.side - 14, BODY, 9) for state in states]
    names = [labels.actor(actor) for actor in view.actors]
    header = 30 + max(text_width(name, SMALL) for name in names)
    least = grid.least(len(view.concepts))
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
    sheet: Sheet,
    view: Stability,
    names: Sequence[str],
    grid: _Grid,
    *,
    top: float,
    header: float,
) -> None:
    for row, concept in enumerate(view.concepts[:1] if grid.stacked else view.concepts):
        if not grid.stacked:
            middle = (grid.column(row, 0) + grid.column(row, len(names) - 1)) / 2
            name = CONCEPT_NAMES.get(concept, concept)
            sheet.write(middle, top + 10, name, side="center", weight="bold")
        for k, actor in enumerate(names):
            sheet.write(
                grid.column(row, k) + 4, top + header - 6, actor, size=SMALL, turned=90,
                colour=sheet.style.muted,
            )  # fmt: skip


def _row(
    sheet: Sheet,
    view: Stability,
    state: int,
    text: Sequence[str],
    grid: _Grid,
    *,
    y: float,
    height: float,
) -> None:
    sheet.line([12, sheet.width - 12], [y, y])
    for k, line in enumerate(text):
        sheet.write(
            12, y + height / 2 + _LINE * (k - (len(text) - 1) / 2), line,
            weight="bold" if state == view.origin else "normal",
        )  # fmt: skip
    stable = view.table_of("stable")
    for row, concept in enumerate(view.concepts):
        top, tall = grid.row(row, y, height, len(view.concepts))
        if grid.stacked:
            name = CONCEPT_NAMES.get(concept, concept)
            sheet.write(grid.x - _CONCEPT, top + tall / 2, name, size=SMALL)
        if view.rests[row, state]:
            left = grid.column(row, -0.5)
            inset = 1 if grid.stacked else 2
            wide = grid.cell * grid.actors
            sheet.box(left, top + inset, wide, tall - 2 * inset, sheet.style.rest)
        for stays in (True, False):
            points = [
                (grid.column(row, column), top + tall / 2)
                for column in range(grid.actors)
                if bool(stable[row, column, state]) is stays
            ]
            _marks(sheet, points, min(6.0, grid.cell * 0.34), stays)


def _marks(sheet: Sheet, points: Sequence[tuple[float, float]], radius: float, stays: bool) -> None:
    """Draw the marks of those who stay, filled, or of those who leave, open."""
    edge = sheet.style.yes if stays else sheet.style.no
    points_across = 2 * radius * 72 / DPI
    sheet.axes.plot(
        [x for x, _ in points],
        [y for _, y in points],
        "o",
        markersize=points_across,
        markerfacecolor=edge if stays else "none",
        markeredgecolor=edge,
        markeredgewidth=1.3,
    )
