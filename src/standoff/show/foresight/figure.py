"""The foresight grid: in which states everybody would stay, by moves looked ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.canvas import (
    BODY,
    DPI,
    SMALL,
    Sheet,
    Style,
    head,
    shorten,
    text_width,
    wrap,
    write_head,
)
from standoff.show.foresight.phrases import CODES, Foresight
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_foresight"]

_LINE, _GAP, _STACK = 15, 14, 18
_NARROWEST, _WIDEST = 12.0, 22.0

_UNKNOWN = -1

Panel = tuple[str, list[str], list[list[int]]]
"""A title, the heads of its columns, and verdicts by state: 1 all stay, 0 not, -1 open."""


@dataclass(frozen=True)
class _Grid:
    """Where the panels stand: beside each other, or below where that is too narrow."""

    x: float
    cell: float
    widths: Sequence[int]
    named: float
    """Room for the names of panels, where they stand below each other; or 0."""

    @classmethod
    def fitting(cls, width: int, panels: Sequence[Panel]) -> _Grid:
        widths = [len(heads) for _, heads, _ in panels]
        gaps = sum(_gap(columns) for columns in widths)
        cell = (width * 0.6 - gaps) / sum(widths)
        if cell >= _NARROWEST:
            cell = min(_WIDEST, cell)
            return cls(width - 12 - cell * sum(widths) - gaps, cell, widths, 0)
        cell = max(_NARROWEST, min(_WIDEST, width * 0.3 / max(widths)))
        named = min(width * 0.25, 8 + max(text_width(title, SMALL) for title, _, _ in panels))
        return cls(width - 12 - cell * max(widths), cell, widths, named)

    @property
    def side(self) -> float:
        """Room for the text to the left."""
        return self.x - 12 - self.named

    def middle(self, panel: int, column: float) -> float:
        """Give the middle of a column."""
        before = 0.0
        if not self.named:
            before = sum(self.cell * wide + _gap(wide) for wide in self.widths[:panel])
            before += _gap(self.widths[panel])
        return self.x + before + self.cell * (column + 0.5)


def _gap(columns: int) -> int:
    return _GAP if columns > 1 else 4


def draw_foresight(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a row for each state and, under each concept, a column for each horizon."""
    view = Foresight(answer, labels)
    words = labels.words
    resting = view.nearest_rests(12 if width >= 900 else 8)
    states = [view.origin, *[state for state in resting if state != view.origin]]
    note = words.say(
        "Filled: everybody would stay, looking so many moves ahead; open: somebody would leave; "
        "?: not settled."
    )
    titles, notes, top = head(words.say("Who looks how far ahead, and rests where?"), note, width)
    panels = _panels(view, states)
    grid = _Grid.fitting(width, panels)
    if grid.named:
        panels = panels[: len(panels) - len(view.leaders)] or panels
        grid = _Grid.fitting(width, panels)
    texts = [wrap(view.in_a_row(state), grid.side - 14, BODY, 9) for state in states]
    least = _STACK * len(panels) + 8 if grid.named else 28
    heights = [max(least, _LINE * len(text) + 12) for text in texts]
    header = _header_height(panels, grid)
    sheet = Sheet.blank(width, top + header + sum(heights) + 12, style)
    write_head(sheet, titles, notes)
    _header(sheet, panels, grid, top, header)
    y = top + header
    for row, (text, height) in enumerate(zip(texts, heights, strict=True)):
        _row(sheet, panels, row, text, grid, y=y, height=height)
        y += height
    return sheet.figure


def _panels(view: Foresight, states: Sequence[int]) -> list[Panel]:
    """Gather the verdicts to be drawn, concept by concept and leader by leader."""
    heads = [str(h) for h in view.horizons]
    panels: list[Panel] = []
    for name in view.columns:
        rests = view.rests[view.stepped.index(name)]
        panels.append((CODES[name], heads, [[int(held) for held in rests[:, s]] for s in states]))
    for k, name in enumerate(view.timeless):
        verdicts = view.rests_timeless[k]
        panels.append((CODES[name], [""], [[int(verdicts[s])] for s in states]))
    for k, name in enumerate(view.leaders):
        title = view.words.say("led by {actor}", actor=view.labels.actor(name))
        panels.append((title, [""], [[int(view.leads[k, s])] for s in states]))
    return panels


def _header_height(panels: Sequence[Panel], grid: _Grid) -> float:
    if grid.named:
        return 22.0 if any(heads[0] for _, heads, _ in panels) else 8.0
    turned = [text_width(title, SMALL) for title, heads, _ in panels if not heads[0]]
    return max(48.0, 16 + max(turned, default=0.0))


def _header(sheet: Sheet, panels: Sequence[Panel], grid: _Grid, top: float, header: float) -> None:
    """Write the titles of panels and the horizons below them."""
    muted, y = sheet.style.muted, top + header - 10
    for k, (title, heads, _) in enumerate(panels):
        if not grid.named and not heads[0]:
            sheet.write(grid.middle(k, 0) + 4, y + 5, title, size=SMALL, turned=90, colour=muted)
            continue
        if not grid.named:
            middle = (grid.middle(k, 0) + grid.middle(k, len(heads) - 1)) / 2
            sheet.write(middle, y - 20, title, side="center", weight="bold")
        if heads[0] and (k == 0 or not grid.named):
            for column, text in enumerate(heads):
                x = grid.middle(k, column)
                sheet.write(x, y, text, size=SMALL, side="center", colour=muted)


def _row(
    sheet: Sheet,
    panels: Sequence[Panel],
    row: int,
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
            weight="bold" if row == 0 else "normal",
        )  # fmt: skip
    start = y + (height - _STACK * len(panels)) / 2
    for k, (title, _, verdicts) in enumerate(panels):
        middle = start + _STACK * (k + 0.5) if grid.named else y + height / 2
        if grid.named:
            shown = shorten(title, grid.named - 4, SMALL)
            sheet.write(grid.x - grid.named, middle, shown, size=SMALL)
        for column, verdict in enumerate(verdicts[row]):
            _mark(sheet, grid.middle(k, column), middle, min(6.0, grid.cell * 0.34), verdict)


def _mark(sheet: Sheet, x: float, y: float, radius: float, verdict: int) -> None:
    """Draw a filled or an open circle, or a question mark."""
    if verdict == _UNKNOWN:
        sheet.write(x, y, "?", size=SMALL, side="center", colour=sheet.style.muted)
        return
    edge = sheet.style.yes if verdict else sheet.style.no
    sheet.axes.plot(
        [x],
        [y],
        "o",
        markersize=2 * radius * 72 / DPI,
        markerfacecolor=edge if verdict else "none",
        markeredgecolor=edge,
        markeredgewidth=1.3,
    )
