"""The shares of orders that keep each actor in a state, and how far its own order is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, shorten, wrap, write_head
from standoff.show.inverse.text import Inverse
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_inverse"]

_ROW, _HEADER, _LINE, _BAR = 54, 26, 15, 10


def draw_inverse(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a row for each actor and a column for each concept."""
    view = Inverse(answer, labels)
    words = labels.words
    note = words.say(
        "Bar: the share of all orders under which the actor stays. Below: it stays as it is, or "
        "how many pairs of states its order is away from staying. Shaded: it stays."
    )
    title = words.say("Which preferences would make everybody stay?")
    titles, notes, top = head(title, note, width)
    state = words.say("The state to stay in: {state}.", state=labels.state(answer, view.origin))
    told = wrap(state, 0.97 * (width - 24), SMALL, 5)
    top += 14 * len(told) + 6
    cell = min(130.0, (width - 24) * 0.72 / len(view.concepts))
    left = width - 12 - cell * len(view.concepts)
    sheet = Sheet.blank(width, top + _HEADER + _ROW * len(view.actors) + 8, style)
    write_head(sheet, titles, notes)
    for k, line in enumerate(told):
        sheet.write(12, top - 14 * (len(told) - k), line, size=SMALL, colour=style.muted)
    for c in range(len(view.concepts)):
        middle = left + cell * (c + 0.5)
        sheet.write(middle, top + 10, view.concept(c), side="center", weight="bold")
    for k, name in enumerate(view.actors):
        y = top + _HEADER + _ROW * k
        sheet.line([12, width - 12], [y, y])
        lines = wrap(labels.actor(name), left - 18, BODY, 3)
        first = y + _ROW / 2 - _LINE * (len(lines) - 1) / 2
        for row, line in enumerate(lines):
            sheet.write(12, first + _LINE * row, line)
        for c in range(len(view.concepts)):
            _cell(sheet, view, c, k, x=left + cell * c, y=y, wide=cell)
    return sheet.figure


def _cell(
    sheet: Sheet, view: Inverse, concept: int, actor: int, *, x: float, y: float, wide: float
) -> None:
    """Draw one bar with its share above and the distance below."""
    words, style = view.words, sheet.style
    stays = bool(view.table_of("stays")[concept, actor])
    share = float(view.table_of("share")[concept, actor])
    distance = float(view.table_of("distance")[concept, actor])
    if stays:
        sheet.box(x + 2, y + 2, wide - 4, _ROW - 4, style.rest)
    room, middle = wide - 12, x + wide / 2
    said = words.percent(share) if share == share else "–"
    sheet.write(middle, y + 12, said, size=SMALL, side="center")
    sheet.box(x + 6, y + 22, room, _BAR, style.paper, edge=style.faint)
    if share == share:
        sheet.box(x + 6, y + 22, room * share, _BAR, style.yes)
    if stays:
        below = words.say("stays")
    else:
        below = words.number(distance, 1) if distance == distance else "–"
    sheet.write(middle, y + 43, shorten(below, room + 8, SMALL), size=SMALL, side="center",
                weight="bold")  # fmt: skip
