"""A table of marks: for each state a row, and under each concept a column for each who or how.

Concepts stand beside each other, or below each other where that is too narrow. A mark is
filled where somebody would stay and open where not; a row under a concept is shaded where
all its marks are filled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.show.canvas import DPI, SMALL, Sheet

__all__ = ["LINE", "Grid", "write_columns", "write_marks", "write_state"]

LINE = 15
Flags = npt.NDArray[np.bool_]
_STACK = 17


@dataclass(frozen=True)
class Grid:
    """Where the marks stand.

    ``x`` is where the first column begins and ``cell`` how wide it is; ``columns`` stand under
    each concept, with ``gap`` between concepts; where they are ``stacked``, their names have
    ``name`` to the left of the marks.
    """

    x: float
    cell: float
    columns: int
    stacked: bool
    gap: float
    name: float = 44

    @property
    def side(self) -> float:
        """Room for the text to the left."""
        return self.x - 12 - (self.name if self.stacked else 0)

    def place(self, concept: int, column: float) -> float:
        """Give the middle of a column."""
        shift = 0.0 if self.stacked else (self.cell * self.columns + self.gap) * concept
        return self.x + shift + self.cell * (column + 0.5)

    def band(self, concept: int, concepts: int, y: float, height: float) -> tuple[float, float]:
        """Give the top and the height of a concept's marks in a row of the table."""
        if not self.stacked:
            return y, height
        return y + (height - _STACK * concepts) / 2 + _STACK * concept, _STACK

    def least(self, concepts: int) -> float:
        """Give the least height of a row."""
        return _STACK * concepts + 8 if self.stacked else 30


def write_columns(
    sheet: Sheet, grid: Grid, concepts: Sequence[str], names: Sequence[str], bottom: float,
    top: float,
) -> None:  # fmt: skip
    """Write the names of concepts, and those of the columns upwards, above the table."""
    for k, concept in enumerate(concepts[:1] if grid.stacked else concepts):
        if not grid.stacked:
            middle = (grid.place(k, 0) + grid.place(k, len(names) - 1)) / 2
            sheet.write(middle, top + 10, concept, side="center", weight="bold")
        for column, name in enumerate(names):
            sheet.write(
                grid.place(k, column) + 4, bottom - 6, name, size=SMALL, turned=90,
                colour=sheet.style.muted,
            )  # fmt: skip


def write_state(
    sheet: Sheet, text: Sequence[str], y: float, height: float, *, is_bold: bool
) -> None:
    """Write a state at the head of its row, below a line."""
    sheet.line([12, sheet.width - 12], [y, y])
    for k, line in enumerate(text):
        sheet.write(
            12, y + height / 2 + LINE * (k - (len(text) - 1) / 2), line,
            weight="bold" if is_bold else "normal",
        )  # fmt: skip


def write_marks(
    sheet: Sheet, grid: Grid, concepts: Sequence[str], stays: Flags, y: float, height: float
) -> None:
    """Draw the marks of a row, concept by concept; ``stays`` has axes (concept, column)."""
    for k, (concept, flags) in enumerate(zip(concepts, stays, strict=True)):
        top, tall = grid.band(k, len(concepts), y, height)
        if grid.stacked:
            sheet.write(grid.x - grid.name, top + tall / 2, concept, size=SMALL)
        if flags.all():
            inset = 1 if grid.stacked else 2
            wide = grid.cell * grid.columns
            sheet.box(grid.place(k, -0.5), top + inset, wide, tall - 2 * inset, sheet.style.rest)
        for stay in (True, False):
            places = [grid.place(k, n) for n, flag in enumerate(flags) if bool(flag) is stay]
            _marks(sheet, places, top + tall / 2, min(6.0, grid.cell * 0.34), stay)


def _marks(sheet: Sheet, places: Sequence[float], y: float, radius: float, stay: bool) -> None:
    edge = sheet.style.yes if stay else sheet.style.no
    sheet.axes.plot(
        places,
        [y] * len(places),
        "o",
        markersize=2 * radius * 72 / DPI,
        markerfacecolor=edge if stay else "none",
        markeredgecolor=edge,
        markeredgewidth=1.3,
    )
