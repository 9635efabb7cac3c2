"""The states by subjective game: where each actor expects rest, and where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, text_width, wrap, write_head
from standoff.show.concepts import CONCEPT_NAMES
from standoff.show.hypergame.text import Hypergame
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_hypergame"]

_LINE = 15
_SQUARE, _GAP = 9.0, 3.0


def draw_hypergame(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a row for each state and a column for each game: theirs, the whole, and the true one."""
    view, words = Hypergame(answer, labels), labels.words
    states = view.notable(16 if width >= 900 else 10)
    names = [CONCEPT_NAMES.get(concept, concept) for concept in view.concepts]
    note = words.say(
        "A square for each of {concepts}, filled: by that game everybody would stay. Shaded: a "
        "rest of the hypergame. Crossed out: the actor does not see the state.",
        concepts=", ".join(names),
    )
    if view.notable_count > len(states):
        note += " " + words.say(
            "{shown} of {count} states.", shown=len(states), count=words.whole(view.notable_count)
        )
    titles, notes, top = head(
        words.say("Where each expects rest, and where there is one"), note, width
    )
    columns = [labels.actor(actor) for actor in view.actors]
    columns += [words.say("hypergame"), words.say("seen right")]
    cell = _SQUARE * len(names) + _GAP * (len(names) - 1) + 14
    cell = max(cell, min(70.0, width * 0.5 / len(columns)))
    left = width - 12 - cell * len(columns)
    texts = [wrap(view.named(state), left - 24, BODY, 6) for state in states]
    header = 24 + max(text_width(name, SMALL, "bold") for name in columns)
    heights = [max(26, _LINE * len(text) + 10) for text in texts]
    sheet = Sheet.blank(width, top + header + sum(heights) + 14, style)
    write_head(sheet, titles, notes)
    for k, name in enumerate(columns):
        x = left + cell * (k + 0.5) + 4
        weight = "bold" if k == len(view.actors) else "normal"
        sheet.write(x, top + header - 8, name, size=SMALL, turned=90, weight=weight)
    y = top + header
    for state, text, height in zip(states, texts, heights, strict=True):
        sheet.line([12, width - 12], [y, y])
        for k, line in enumerate(text):
            sheet.write(12, y + height / 2 + _LINE * (k - (len(text) - 1) / 2), line)
        _cells(sheet, view, state, left=left, cell=cell, y=y, height=height)
        y += height
    return sheet.figure


def _cells(
    sheet: Sheet, view: Hypergame, state: int, *, left: float, cell: float, y: float, height: float
) -> None:
    """Draw the squares of every game in one state."""
    rests = view.over("equilibrium")[:, state] != 0
    right = view.over("right_equilibrium")[:, state] != 0
    expected = view.over("expected")[:, :, state] != 0
    seen = view.over("seen")[:, state] != 0
    count = len(view.actors)
    if rests.any():
        sheet.box(left + cell * count + 2, y + 2, cell - 4, height - 4, sheet.style.rest)
    for k in range(count + 2):
        x, middle = left + cell * k, y + height / 2
        if k < count and not seen[k]:
            ends = [x + 8, x + cell - 8]
            for heights in ([middle - 6, middle + 6], [middle + 6, middle - 6]):
                sheet.line(ends, heights, colour=sheet.style.muted, wide=1.0)
            continue
        flags = expected[:, k] if k < count else (rests if k == count else right)
        colour = sheet.style.ink
        if k < count:
            colour = sheet.style.actor(view.labels.place(view.actors[k]))
        wide = _SQUARE * flags.size + _GAP * (flags.size - 1)
        for c, flag in enumerate(flags.tolist()):
            sheet.box(
                x + (cell - wide) / 2 + c * (_SQUARE + _GAP),
                middle - _SQUARE / 2,
                _SQUARE,
                _SQUARE,
                colour if flag else "none",
                edge=colour,
            )
