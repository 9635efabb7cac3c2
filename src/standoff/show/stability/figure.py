"""The stability table: who would stay where, concept by concept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, text_width, wrap, write_head
from standoff.show.concepts import CONCEPT_NAMES
from standoff.show.labels import Labels
from standoff.show.rests_table import LINE, Grid, write_columns, write_marks, write_state
from standoff.show.stability.view import Stability

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_stability"]

_GAP, _NARROWEST = 10, 12.0


def _fitting(width: int, concepts: int, actors: int) -> Grid:
    """Place the columns so that a drawing of this width holds them."""
    cell = (width * 0.54 - _GAP * concepts) / (concepts * actors)
    if cell >= _NARROWEST:
        cell = min(26.0, cell)
        return Grid(width - 12 - (cell * actors + _GAP) * concepts, cell, actors, False, _GAP)
    cell = max(_NARROWEST, min(24.0, width * 0.4 / actors))
    return Grid(width - 12 - cell * actors, cell, actors, True, _GAP)


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
    grid = _fitting(width, len(view.concepts), len(view.actors))
    texts = [wrap(view.in_a_row(state), grid.side - 14, BODY, 9) for state in states]
    names = [labels.actor(actor) for actor in view.actors]
    header = 30 + max(text_width(name, SMALL) for name in names)
    least = grid.least(len(view.concepts))
    heights = [max(least, LINE * len(text) + 12) for text in texts]
    sheet = Sheet.blank(width, top + header + sum(heights) + 12, style)
    write_head(sheet, titles, notes)
    concepts = [CONCEPT_NAMES.get(concept, concept) for concept in view.concepts]
    y = top + header
    write_columns(sheet, grid, concepts, names, y, top)
    stable = view.table_of("stable") != 0
    for state, text, height in zip(states, texts, heights, strict=True):
        write_state(sheet, text, y, height, is_bold=state == view.origin)
        write_marks(sheet, grid, concepts, stable[:, :, state], y, height)
        y += height
    return sheet.figure
