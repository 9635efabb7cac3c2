"""What each actor expects, and where play spends its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from standoff.show.canvas import (
    BODY,
    SMALL,
    TITLE,
    Sheet,
    Style,
    head,
    shorten,
    text_width,
    wrap,
    write_head,
)
from standoff.show.equilibrium.kinds_text import with_policy
from standoff.show.labels import Labels, position_of

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_occupancy", "draw_values"]

_ROW = 34
_MOST_STATES = 10
_RARE = 0.005


def draw_values(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a bar for each actor's expected payoff, with marks for other equilibria."""
    words = labels.words
    origin = position_of(answer, int(answer.attrs["looked_from"]))
    actors = [str(actor) for actor in answer["actor"].values]
    values = answer["value"].transpose("actor", "state").values[:, origin]
    others = np.zeros((len(actors), 0))
    if answer.sizes.get("other", 1) > 1:
        others = answer["other_value"].transpose("actor", "other").values[:, 1:]
    note = words.say(
        "Discounted sum of what each receives from here on, in its own units: compare lengths "
        "between situations, not between actors."
    )
    if others.size:
        note += " " + words.say("Numbered marks: other equilibria found.")
    note = with_policy(note, answer, words)
    titles, notes, top = head(words.say("What each can expect from here on"), note, width)
    sheet = Sheet.blank(width, top + _ROW * len(actors) + 14, style)
    write_head(sheet, titles, notes)
    longest = max(text_width(labels.actor(actor), BODY) for actor in actors)
    name = min(longest + 24, width * 0.45)
    both = np.concatenate([[0.0], values, others.ravel()])
    low, high = float(both.min()), float(both.max())
    left, right = name + 16 + (48 if low < 0 else 0), width - 16 - (48 if high > 0 else 0)
    scale = (right - left) / max(high - low, 1e-12)
    zero = left - low * scale
    bottom = top + _ROW * len(actors)
    sheet.axes.plot([zero, zero], [top, bottom], color=style.muted, lw=0.8, zorder=1)
    for k, actor in enumerate(actors):
        y = top + _ROW * k + _ROW / 2
        sheet.write(name, y, shorten(labels.actor(actor), name - 16, BODY), side="right")
        wide = float(values[k]) * scale
        sheet.box(min(zero, zero + wide), y - 8, abs(wide), 16, style.actor(labels.place(actor)))
        text = words.number(float(values[k]))
        edge = zero + wide
        if wide < 0:
            sheet.write(edge - 5, y, text, size=SMALL, side="right")
        else:
            sheet.write(edge + 5, y, text, size=SMALL)
        _marks(sheet, [zero + float(value) * scale for value in others[k]], y, labels)
    return sheet.figure


def _marks(sheet: Sheet, places: list[float], y: float, labels: Labels) -> None:
    """Mark what other equilibria are worth; close ones are numbered above and below in turn."""
    last = {-1: -99.0, 1: -99.0}
    for at, other in sorted((place, k + 2) for k, place in enumerate(places)):
        side = -1 if at - last[-1] > 12 or at - last[-1] >= at - last[1] else 1
        last[side] = at
        sheet.axes.plot([at, at], [y - 11, y + 11], color=sheet.style.ink, lw=1.4, zorder=3)
        text = labels.words.whole(other)
        sheet.write(at, y + 13 * side, text, size=7.5, side="center", backed=True)


def draw_occupancy(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a bar for each of the likeliest states, where play is in the end."""
    words = labels.words
    share = np.asarray(answer["occupancy"].values, dtype=float)
    horizon = int(answer.attrs.get("horizon", 0))
    if not np.isfinite(share).any():
        return _unsettled(labels, style, width)
    if horizon:
        title = words.many(
            "Where play stands after {count} round", "Where play stands after {count} rounds",
            horizon,
        )  # fmt: skip
        note = words.say("Probability of each situation after the last round.")
    else:
        title = words.say("Where play spends its time in the long run")
        note = words.say("Share of all rounds that end in each situation, if play never ends.")
    origin = position_of(answer, int(answer.attrs["looked_from"]))
    against = labels.compared(answer, origin)
    order = np.lexsort((np.arange(share.size), -share))
    most = _MOST_STATES if width > 600 else _MOST_STATES // 2
    likely = [int(k) for k in order if share[k] >= _RARE][:most] or [int(order[0])]
    if against is not None:
        note += " " + words.say(
            "The first is told by what differs from the situation looked from, the others by what "
            "differs from the first."
        )
    note = with_policy(note, answer, words)
    text_room = width * (0.5 if width > 600 else 0.56)
    texts = [
        wrap(_told(answer, labels, k, (against, likely[0])), text_room - 26, SMALL + 0.5, 9)
        for k in likely
    ]
    heights = [max(28, 15 * len(lines) + 10) for lines in texts]
    rest = 1.0 - float(share[likely].sum())
    titles, notes, top = head(title, note, width)
    sheet = Sheet.blank(width, top + sum(heights) + (26 if rest > 1e-3 else 8), style)
    write_head(sheet, titles, notes)
    y = top
    full = width - text_room - 16 - 50
    for k, lines, height in zip(likely, texts, heights, strict=True):
        middle = y + height / 2
        for at, line in enumerate(lines):
            sheet.write(
                text_room - 10, middle + 15 * (at - (len(lines) - 1) / 2), line, size=SMALL + 0.5,
                side="right",
            )  # fmt: skip
        wide = max(1.0, full * float(share[k]))
        sheet.box(text_room, middle - 8, wide, 16, style.yes)
        sheet.write(text_room + wide + 5, middle, words.percent(float(share[k])), size=SMALL)
        y += height
    if rest > 1e-3:
        others = words.say("all other situations: {share}", share=words.percent(rest))
        sheet.write(text_room, y + 10, others, size=SMALL, colour=style.muted)
    return sheet.figure


def _told(answer: xr.Dataset, labels: Labels, k: int, against: tuple[int | None, int]) -> str:
    """Tell a situation: in full, or by what differs from one told before."""
    origin, first = against
    if origin is None:
        return labels.state(answer, k)
    return labels.state(answer, k, against=origin if k == first else first)


def _unsettled(labels: Labels, style: Style, width: int) -> Figure:
    """Say that the long run could not be computed."""
    reason = labels.words.say(
        "The long run of this policy could not be computed closely enough to be shown."
    )
    lines = wrap(reason, width - 40, TITLE)
    sheet = Sheet.blank(width, 40 + 20 * len(lines), style)
    for k, line in enumerate(lines):
        sheet.write(20, 30 + 20 * k, line, size=TITLE)
    return sheet.figure
