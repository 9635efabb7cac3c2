"""Bargaining on a line drawn: positions round by round, and who challenges whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from standoff.show.canvas import (
    BODY,
    SMALL,
    Sheet,
    Style,
    head,
    shorten,
    text_width,
    wrap,
    write_head,
)
from standoff.show.labels import Labels
from standoff.show.spatial.view import KIND_NAMES, View
from standoff.show.words import mark

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_challenges", "draw_positions"]

_TALL, _GAP, _LINE = 230, 66, 13.0
_TICK, _CELL = 40, 30
_COLOURS = 6
_STROKES = ("-", (0, (1, 1)), (0, (5, 1, 1, 1)))
_LETTERS = {1: mark("F"), 2: mark("C"), 3: mark("Y")}


def draw_positions(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a line for each actor and the median, one plot for each version."""
    view = View(answer, labels)
    words = labels.words
    title = words.say("Positions round by round")
    note = words.say(
        "A line for each actor; broken and with dots: the weighted median. At the right, actors "
        "at the end of the rounds drawn. Positions before round 1 are those stated."
    )
    titles, notes, top = head(title, note, width)
    asked = wrap(view.question, 0.97 * (width - 24), SMALL, 4)
    top += 14 * len(asked) + 8
    columns = 1 if width < 820 else min(2, len(view.versions))
    lines = -(-len(view.versions) // columns)
    sheet = Sheet.blank(width, top + lines * (_TALL + _GAP) + 4, style)
    write_head(sheet, titles, notes)
    for k, line in enumerate(asked):
        sheet.write(12, top - 6 - 14 * (len(asked) - k), line, size=SMALL, slanted=True)
    room = (width - 12) / columns
    for k in range(len(view.versions)):
        x, y = 12 + room * (k % columns), top + (_TALL + _GAP) * (k // columns)
        _plot(sheet, view, k, x=x, y=y, wide=room - 14)
    return sheet.figure


def _plot(sheet: Sheet, view: View, version: int, *, x: float, y: float, wide: float) -> None:
    """Draw one version: its name, how it ends, axes, lines and names."""
    style = sheet.style
    named = shorten(view.model(view.versions[version]), wide, BODY, "bold")
    sheet.write(x, y, named, weight="bold", size=BODY)
    sheet.write(x, y + 15, shorten(view.ending(version), wide, SMALL), size=SMALL,
                colour=style.muted)  # fmt: skip
    path, medians = view.positions(version), view.medians(version)
    if len(path) == 1:
        path, medians = np.repeat(path, 2, axis=0), np.repeat(medians, 2)
    names = min(wide * 0.34, max(text_width(name, SMALL) for name in view.titles) + 6)
    left, right = x + _TICK, x + wide - names - 8
    up, down = y + 36, y + 36 + _TALL - 30
    low, high = view.scale
    across = [left + (right - left) * t / (len(path) - 1) for t in range(len(path))]

    def height(value: float) -> float:
        return down - (down - up) * (value - low) / (high - low)

    _axes(sheet, view, across, up=up, down=down)
    for k, name in enumerate(view.answer["actor"].values):
        place = view.labels.place(str(name))
        # who stand together are drawn side by side; colours come again, broken differently
        aside = min(1.6, 8 / path.shape[1]) * (k - (path.shape[1] - 1) / 2)
        sheet.axes.plot(
            across, [height(value) + aside for value in path[:, k]], color=style.actor(place),
            linewidth=1.8, linestyle=_STROKES[place // _COLOURS % len(_STROKES)],
        )  # fmt: skip
    sheet.axes.plot(
        across, [height(value) for value in medians], color=style.ink, linewidth=1.6,
        linestyle=(0, (3, 3)), marker="o", markersize=4, zorder=3,
    )  # fmt: skip
    _names(sheet, view, [height(value) for value in path[-1]], x=right + 8, room=names,
           ends=(up, down))  # fmt: skip


def _axes(sheet: Sheet, view: View, across: Sequence[float], *, up: float, down: float) -> None:
    """Draw the scale at the left and the rounds below."""
    style, words = sheet.style, view.words
    low, high = view.scale
    for part in range(5):
        value, y = low + (high - low) * part / 4, down - (down - up) * part / 4
        sheet.line([across[0], across[-1]], [y, y], style.faint, 0.6)
        sheet.write(across[0] - 6, y, view.number(value), size=SMALL, side="right",
                    colour=style.muted)  # fmt: skip
    last = len(across) - 1
    step = max(1, -(-last * 34 // max(1, int(across[-1] - across[0]))))
    for turn in range(0, last + 1, step):
        text = words.whole(turn) if turn else words.say("start")
        sheet.write(across[turn], down + 12, text, size=SMALL, side="center", colour=style.muted)
    named = words.say("round of bargaining")
    sheet.write((across[0] + across[-1]) / 2, down + 27, named, size=SMALL, side="center",
                colour=style.muted)  # fmt: skip


def _names(
    sheet: Sheet,
    view: View,
    heights: Sequence[float],
    *,
    x: float,
    room: float,
    ends: tuple[float, float],
) -> None:
    """Write who ends where, moved apart so that no two names overlap."""
    order = sorted(range(len(heights)), key=lambda k: heights[k])
    placed: list[float] = []
    for k in order:
        placed.append(max(heights[k], placed[-1] + _LINE if placed else ends[0]))
    over = placed[-1] - (ends[1] + 4)
    if over > 0:
        for n in range(len(placed) - 1, -1, -1):
            limit = ends[1] + 4 if n == len(placed) - 1 else placed[n + 1] - _LINE
            placed[n] = min(placed[n], limit)
    for n, k in enumerate(order):
        name = str(view.answer["actor"].values[k])
        colour = sheet.style.actor(view.labels.place(name))
        sheet.line([x - 6, x - 1], [heights[k], placed[n]], colour, 0.8)
        sheet.write(x + 2, placed[n], shorten(view.titles[k], room, SMALL), size=SMALL)


def draw_challenges(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw which kind of offer each has from each in round 1, by the first version."""
    view = View(answer, labels)
    words = labels.words
    title = words.say(
        "Who challenges whom in round 1 ({model})", model=view.model(view.versions[0])
    )
    note = words.say(
        "Row: who is offered something; column: by whom. {f} confrontation: the row moves all the "
        "way; {c} compromise: a part of it; {y} capitulation: the row yields. A framed offer is "
        "the one taken.",
        **{key: words.say(_LETTERS[kind]) for key, kind in (("f", 1), ("c", 2), ("y", 3))},
    )
    titles, notes, top = head(title, note, width)
    count = len(view.titles)
    names = min(0.34 * width, max(text_width(name, BODY) for name in view.titles) + 12)
    cell = min(92.0, (width - 24 - names) / count)
    tilted = any(text_width(name, SMALL) > cell - 4 for name in view.titles)
    header = 16.0
    if tilted:
        header = min(110.0, max(text_width(name, SMALL) for name in view.titles) + 10)
    sheet = Sheet.blank(width, top + header + _CELL * count + 12, style)
    write_head(sheet, titles, notes)
    offer, follows = view.pairs("offer", 0, 1), view.follows(0, 1)
    for k, name in enumerate(view.titles):
        middle = 12 + names + cell * (k + 0.5)
        fitted = shorten(name, header - 6 if tilted else cell - 4, SMALL)
        if tilted:
            sheet.write(middle + 5, top + header - 4, fitted, size=SMALL, turned=90)
        else:
            sheet.write(middle, top + 6, fitted, size=SMALL, side="center")
        y = top + header + _CELL * k
        sheet.line([12, 12 + names + cell * count], [y, y])
        sheet.write(12, y + _CELL / 2, shorten(name, names - 8, BODY))
    for row in range(count):
        for column in range(count):
            box = (12 + names + cell * column, top + header + _CELL * row, cell)
            taken = follows[row] == column
            _challenge(sheet, view, int(offer[row, column]), box, row == column, taken)
    return sheet.figure


def _challenge(
    sheet: Sheet,
    view: View,
    kind: int,
    box: tuple[float, float, float],
    itself: bool,
    taken: bool,
) -> None:
    """Draw one pair: a coloured cell with its letter, framed if it is taken."""
    style, (x, y, wide) = sheet.style, box
    if itself:
        sheet.box(x + 2, y + 2, wide - 4, _CELL - 4, style.faint)
        return
    if kind not in KIND_NAMES:
        return
    colour = {1: style.no, 2: style.yes, 3: style.abstain}[kind]
    sheet.box(x + 3, y + 3, wide - 6, _CELL - 6, colour, edge=style.paper)
    if taken:
        sheet.line([x + 2, x + wide - 2, x + wide - 2, x + 2, x + 2],
                   [y + 2, y + 2, y + _CELL - 2, y + _CELL - 2, y + 2], style.ink, 2.2)  # fmt: skip
    sheet.write(x + wide / 2, y + _CELL / 2, view.words.say(_LETTERS[kind]), side="center",
                weight="bold", colour=style.on_light if kind == 3 else style.on_dark)  # fmt: skip
