"""The table of states by reading: where everybody would stay, and what that hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, text_width, wrap, write_head
from standoff.show.labels import Labels
from standoff.show.preferences.phrases import CONCEPT_NAMES
from standoff.show.preferences.text import View
from standoff.show.rests_table import LINE, Grid, write_columns, write_marks, write_state

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_readings"]

_GAP, _NARROWEST, _WIDEST = 12, 12.0, 24.0


def _fitting(width: int, concepts: int, readings: int) -> Grid:
    """Place the columns so that a drawing of this width holds them."""
    cell = (width * 0.6 - _GAP * concepts) / (concepts * readings)
    stacked = cell < _NARROWEST
    if stacked:
        cell = (width * 0.4) / readings
    cell = max(_NARROWEST, min(_WIDEST, cell))
    wide = cell * readings if stacked else (cell * readings + _GAP) * concepts
    return Grid(width - 12 - wide, cell, readings, stacked, _GAP)


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
    grid = _fitting(width, len(view.concepts), len(view.readings))
    texts = [wrap(view.in_a_row(state), grid.side - 14, BODY, 9) for state in states]
    names = [view.reading(name) for name in view.readings]
    header = 30 + max(text_width(name, SMALL) for name in names)
    least = grid.least(len(view.concepts))
    heights = [max(least, LINE * len(text) + 12) for text in texts]
    sheet = Sheet.blank(width, top + header + sum(heights) + 12, style)
    write_head(sheet, titles, notes)
    concepts = [CONCEPT_NAMES[concept] for concept in view.concepts]
    y = top + header
    write_columns(sheet, grid, concepts, names, y, top)
    for state, text, height in zip(states, texts, heights, strict=True):
        stays = view.rests[:, :, state].T
        write_state(sheet, text, y, height, is_bold=state == view.origin)
        write_marks(sheet, grid, concepts, stays, y, height)
        y += height
    return sheet.figure
