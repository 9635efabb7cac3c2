"""Ballots: how each member of a body would vote on each proposal, and whether it passes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from standoff.show.asked import asked_elsewhere
from standoff.show.ballot_bars import passing, write_key, write_scale
from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, text_width, wrap, write_head
from standoff.show.equilibrium.kinds_text import with_policy
from standoff.show.equilibrium.text import ballot_rows, proposals
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_ballots"]

_ROW = 21
_PANEL = 250


def draw_ballots(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a panel for each proposal: a bar of yes, abstain and no for each member."""
    words = labels.words
    votes = proposals(answer)
    title = words.say("What would pass, and who would vote how?")
    note = words.say("Probability that each member votes yes, abstains or votes no.")
    if not votes:
        note = words.say("This crisis has no proposal that a body decides.")
    note = " ".join([note, *asked_elsewhere(answer, labels)]) if votes else note
    titles, notes, top = head(title, with_policy(note, answer, words), width)
    panels = [(vote, ballot_rows(answer, [vote])) for vote in range(len(votes))]
    names = [labels.member(member) for _, rows in panels for member, _ in rows]
    side = min(width * 0.3, max([text_width(name, BODY) for name in names], default=0) + 20)
    columns = max(1, min(len(panels), int((width - 12) // (side + _PANEL)))) if panels else 1
    room = (width - 12) / columns
    said = [passing(answer, labels, vote) for vote in range(len(votes))]
    lines = max(
        [
            len(wrap(labels.option(v), room - 16, BODY, 2)) + len(wrap(passes, room - 16, BODY, 2))
            for v, passes in zip(votes, said, strict=True)
        ],
        default=2,
    )
    above = 17 + 17 * lines
    heights = [above + _ROW * len(rows) + 34 for _, rows in panels]
    bands = [heights[k : k + columns] for k in range(0, len(heights), columns)]
    starts = np.cumsum([top + 26, *[max(band) for band in bands]])
    sheet = Sheet.blank(width, starts[-1] + 6, style)
    write_head(sheet, titles, notes)
    if panels:
        write_key(sheet, labels, top)
    for k, (vote, rows) in enumerate(panels):
        place = (12 + room * (k % columns), float(starts[k // columns]))
        _panel(
            sheet, answer, labels, vote, rows, place=place, room=room - 16, side=side, above=above
        )
    return sheet.figure


def _panel(
    sheet: Sheet,
    answer: xr.Dataset,
    labels: Labels,
    vote: int,
    rows: list[tuple[str, list[tuple[float, float, float]]]],
    *,
    place: tuple[float, float],
    room: float,
    side: float,
    above: float,
) -> None:
    x, y = place
    label = str(answer["vote"].values[vote])
    lines = wrap(labels.option(label), room, BODY, 2)
    for k, line in enumerate(lines):
        sheet.write(x, y + 12 + 17 * k, line, weight="bold")
    for k, line in enumerate(wrap(passing(answer, labels, vote), room, BODY, 2)):
        sheet.write(x, y + 14 + 17 * (len(lines) + k), line)
    begin, full = x + side, room - side
    first = y + above
    for k, (member, ballots) in enumerate(rows):
        row = first + _ROW * k
        sheet.write(begin - 8, row + 8, labels.member(member), side="right")
        _bar(sheet, ballots[0], labels, place=(begin, row), full=full)
    bottom = first + _ROW * len(rows)
    write_scale(sheet, labels, begin, full, bottom)


def _bar(
    sheet: Sheet,
    ballots: tuple[float, float, float],
    labels: Labels,
    *,
    place: tuple[float, float],
    full: float,
) -> None:
    """Stack a member's ballots; write the shares that have room."""
    x, y = place
    style = sheet.style
    inks = (style.on_dark, style.on_light, style.on_dark)
    for share, colour, ink in zip(ballots, (style.yes, style.abstain, style.no), inks, strict=True):
        wide = full * share
        sheet.box(x, y, wide, 16, colour)
        text = labels.words.percent(share)
        if math.isfinite(share) and wide > text_width(text, SMALL) + 6:
            sheet.write(x + wide / 2, y + 8, text, size=SMALL, side="center", colour=ink)
        x += wide
