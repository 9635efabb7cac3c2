"""The leverage matrix: what having each thing is worth to each actor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, text_width, wrap, write_head
from standoff.show.labels import Labels
from standoff.show.leverage.phrases import Worths

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_leverage"]

_ROW, _LINE, _GAP = 44.0, 15.0, 3.0


def draw_leverage(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a row for each thing and a column for each actor, coloured by worth."""
    view, words = Worths(answer, labels), labels.words
    note = words.say(
        "Worth of having it to each actor, in units of its precision: blue gains, orange loses, "
        "paler is less. Framed: its owner."
    )
    if view.has_draws:
        note += " " + words.say("Below: lowest and highest, as written and with drawn weights.")
    titles, notes, top = head(words.say("What is it worth, and to whom?"), note, width)
    side = min(width * 0.32, 250.0)
    cell = (width - 24 - side) / len(view.actors)
    names = [labels.actor(actor) for actor in view.actors]
    is_turned = max(text_width(name, BODY) for name in names) > cell - 6
    header = 14 + max(text_width(name, BODY) for name in names) if is_turned else 26
    rows = [wrap(view.title(taken), side - 12, BODY, 4) for taken in view.taken]
    heights = [max(_ROW, _LINE * len(lines) + 10) for lines in rows]
    sheet = Sheet.blank(width, top + header + sum(heights) + 14, style)
    write_head(sheet, titles, notes)
    for k, name in enumerate(names):
        x = 12 + side + cell * (k + 0.5)
        if is_turned:
            sheet.write(x + 5, top + header - 6, name, turned=90)
        else:
            sheet.write(x, top + header - 12, name, side="center")
    largest = float(np.nanmax(np.abs(answer["worth"].values), initial=1e-9))
    y = top + header
    for taken, lines, height in zip(view.taken, rows, heights, strict=True):
        for n, line in enumerate(lines):
            sheet.write(12, y + height / 2 + _LINE * (n - (len(lines) - 1) / 2), line)
        _cells(sheet, view, taken, (12 + side, y), cell=cell, height=height, largest=largest)
        y += height
    return sheet.figure


def _cells(
    sheet: Sheet,
    view: Worths,
    taken: str,
    place: tuple[float, float],
    *,
    cell: float,
    height: float,
    largest: float,
) -> None:
    """Draw the cells of one row, each with its number, its interval below where there is room."""
    worth, style = view.of("worth", taken), sheet.style
    owners = view.owners(taken)
    for k, actor in enumerate(view.actors):
        x, y = place[0] + cell * k, place[1]
        value = float(worth[k])
        colour = _colour(style, value / largest)
        edge = style.ink if actor in owners else "none"
        sheet.box(x + _GAP / 2, y + _GAP / 2, cell - _GAP, height - _GAP, colour, edge)
        ink = _ink(style, colour)
        ends = _ends(view, taken, k) if view.has_draws else ""
        has_room = bool(ends) and text_width(ends, SMALL - 1) < cell - 6
        middle = y + height / 2 - (7 if has_room else 0)
        size = BODY if text_width(view.signed(value), BODY) < cell - 4 else SMALL - 1
        sheet.write(x + cell / 2, middle, view.signed(value), side="center", colour=ink, size=size)
        if has_room:
            sheet.write(x + cell / 2, middle + 15, ends, side="center", colour=ink, size=SMALL - 1)


def _ends(view: Worths, taken: str, k: int) -> str:
    low, high = (float(view.of(name, taken)[k]) for name in ("worth_low", "worth_high"))
    return f"{view.signed(low)} … {view.signed(high)}"


def _colour(style: Style, share: float) -> str:
    """Mix the paper with blue for a gain and with orange for a loss."""
    from matplotlib.colors import to_hex, to_rgb

    full = np.array(to_rgb(style.yes if share > 0 else style.no))
    paper = np.array(to_rgb(style.paper))
    # a square root, so that small worths beside a large one are still told apart
    much = min(1.0, abs(share)) ** 0.5
    return str(to_hex(paper + 0.9 * much * (full - paper)))


def _ink(style: Style, colour: str) -> str:
    """Choose the ink that stands out more on a colour."""
    from matplotlib.colors import to_rgb

    light = float(np.dot(to_rgb(colour), (0.299, 0.587, 0.114)))
    return style.on_light if light > 0.5 else style.on_dark
