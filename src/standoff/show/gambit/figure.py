"""The equilibria as bars of where they end, with what everybody gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, text_width, wrap, write_head
from standoff.show.gambit.text import CONCEPTS, View
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_gambit"]

_ROWS, _BAR, _LINE, _GAP = 14, 12, 14, 14


def draw_gambit(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a row for each equilibrium: its ends as shares of a bar, its payoffs beside it."""
    view, words = View(answer, labels), labels.words
    rows = range(min(view.count, _ROWS))
    note = words.say(
        "A bar for each equilibrium: where it ends, and how likely. At the right: what each actor "
        "gets. An empty threat: it is held up by something that nobody would carry out."
    )
    if view.count > _ROWS:
        note += " " + words.say(
            "{shown} of {count} equilibria.", shown=_ROWS, count=words.whole(view.count)
        )
    titles, notes, top = head(words.say("Where they can settle"), note, width)
    names = [labels.actor(actor) for actor in view.actors]
    column = max(46.0, *(text_width(words.number(x), BODY) + 14 for e in rows
                         for x in view.values(e)))  # fmt: skip
    left, right = 118.0, width - 12 - column * len(names)
    room = right - left - 16
    texts = [
        [line for k, p in view.shares(e)[:4] for line in wrap(_end(view, k, p), room, SMALL, 2)]
        for e in rows
    ]
    header = 16 + max(text_width(name, SMALL, "bold") for name in names)
    heights = [_BAR + _LINE * len(text) + _GAP + 6 for text in texts]
    sheet = Sheet.blank(width, top + header + sum(heights) + 8, style)
    write_head(sheet, titles, notes)
    for k, name in enumerate(names):
        sheet.write(
            right + column * (k + 0.5), top + header - 6, name,
            size=SMALL, turned=90, weight="bold",
        )  # fmt: skip
    y = top + header
    for e, text, height in zip(rows, texts, heights, strict=True):
        sheet.line([12, width - 12], [y, y])
        _row(sheet, view, e, text, y=y + 8, left=left, room=room)
        for k, value in enumerate(view.values(e)):
            x = right + column * (k + 1) - 8
            sheet.write(x, y + 8 + _BAR / 2, words.number(value), side="right")
        y += height
    return sheet.figure


def _end(view: View, position: int, share: float) -> str:
    return f"{view.words.percent(share)} {view.named(position)}"


def _places(view: View) -> dict[int, int]:
    """Give numbers to the ends as they appear: each keeps its colour from bar to bar."""
    ends = [position for e in range(view.count) for position, _ in view.shares(e)]
    return {position: n for n, position in enumerate(dict.fromkeys(ends))}


def _row(
    sheet: Sheet, view: View, e: int, text: list[str], *, y: float, left: float, room: float
) -> None:
    """Draw the name of an equilibrium, the bar of its ends and what they are."""
    words = view.words
    is_empty = view.concept(e) == "nash" and view.sequential(e) == 0
    name = f"{e + 1}. {words.say(CONCEPTS[view.concept(e)])}"
    sheet.write(12, y + _BAR / 2, name, weight="bold")
    if is_empty:
        threat = wrap(words.say("an empty threat"), left - 20, SMALL, 2)
        for k, line in enumerate(threat):
            sheet.write(12, y + _BAR + 10 + _LINE * k, line, size=SMALL, slanted=True)
    x = left
    places = _places(view)
    shades = sheet.style.levels(max(4, len(places)))
    for position, share in view.shares(e):
        shade = shades[places[position]]
        sheet.box(x, y, room * share, _BAR, shade, edge=sheet.style.paper)
        x += room * share
    for k, line in enumerate(text):
        sheet.write(left, y + _BAR + 10 + _LINE * k, line, size=SMALL)
