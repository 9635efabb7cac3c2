"""The ballot as bars: who would vote how, and a mark for how often the vote decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from standoff.show.asked import asked_elsewhere
from standoff.show.ballot_bars import passing, write_key, write_scale
from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, text_width, wrap, write_head
from standoff.show.labels import Labels
from standoff.show.votes.text import shown_votes

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_votes"]

_ROW = 22
_PANEL = 330


def draw_votes(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a panel for each proposal: ballots stacked by member, and a mark where one decides."""
    words = labels.words
    shown = shown_votes(answer)
    note = " ".join(
        [
            words.say(
                "Bars: probability that each member votes yes, abstains or votes no. Diamonds: "
                "how often its vote decides. A star marks a veto."
            ),
            *_elsewhere(answer, labels, shown),
        ]
    )
    titles, notes, top = head(words.say("Would it pass, and whose vote decides?"), note, width)
    members = [_seated(answer, vote) for vote in shown]
    names = [_name(answer, labels, v, r) for v, m in zip(shown, members, strict=True) for r in m]
    side = min(width * 0.34, max((text_width(name, BODY) for name in names), default=0) + 20)
    columns = max(1, min(len(shown), int((width - 12) // (side + _PANEL))))
    room = (width - 12) / columns
    own = [_above(answer, labels, vote, room - 16) for vote in shown]
    # panels beside each other begin their bars at one height
    above = [max(own[k : k + columns]) for k in range(0, len(own), columns)]
    heights = [above[k // columns] + _ROW * len(rows) + 34 for k, rows in enumerate(members)]
    bands = [max(heights[k : k + columns]) for k in range(0, len(heights), columns)]
    starts = np.cumsum([top + 26, *bands])
    sheet = Sheet.blank(width, float(starts[-1]) + 6, style)
    write_head(sheet, titles, notes)
    _key(sheet, labels, top)
    for k, (vote, rows) in enumerate(zip(shown, members, strict=True)):
        place = (12 + room * (k % columns), float(starts[k // columns]))
        _panel(
            sheet, answer, labels, vote, rows, place=place, room=room - 16, side=side,
            above=above[k // columns],
        )  # fmt: skip
    return sheet.figure


def _elsewhere(answer: xr.Dataset, labels: Labels, shown: list[int]) -> list[str]:
    """Say where the proposals that are drawn were asked, if not in the present situation."""
    return asked_elsewhere(answer.isel(vote=shown), labels)


def _seated(answer: xr.Dataset, vote: int) -> list[int]:
    """List the members that sit in the body."""
    cast = answer["ballot_probability"].transpose("vote", "member", "ballot").values[vote]
    return [int(row) for row in np.flatnonzero(~np.isnan(cast[:, 0]))]


def _name(answer: xr.Dataset, labels: Labels, vote: int, row: int) -> str:
    veto = bool(answer["veto"].transpose("vote", "member").values[vote, row])
    return labels.member(str(answer["member"].values[row])) + ("*" if veto else "")


def _key(sheet: Sheet, labels: Labels, y: float) -> None:
    x = write_key(sheet, labels, y)
    _diamond(sheet, x + 6, y + 9)
    sheet.write(x + 18, y + 9, labels.words.say("decides"))


def _diamond(sheet: Sheet, x: float, y: float) -> None:
    """Mark a share on a bar, legible on every colour."""
    style = sheet.style
    sheet.axes.plot(
        [x], [y], marker="D", markersize=5.5, color=style.on_light,
        markeredgecolor=style.on_dark, markeredgewidth=1.0, zorder=5,
    )  # fmt: skip


def _panel(
    sheet: Sheet,
    answer: xr.Dataset,
    labels: Labels,
    vote: int,
    rows: list[int],
    *,
    place: tuple[float, float],
    room: float,
    side: float,
    above: float,
) -> None:
    words, style = labels.words, sheet.style
    x, y = place
    bold, plain = _headed(answer, labels, vote, room)
    for k, line in enumerate([*bold, *plain]):
        weight = "bold" if k < len(bold) else "normal"
        sheet.write(x, y + 12 + 17 * k, line, weight=weight)
    cast = answer["ballot_probability"].transpose("vote", "member", "ballot").values[vote]
    decides = answer["decides"].transpose("vote", "member").values[vote]
    begin, full, first = x + side, room - side, y + above
    for k, row in enumerate(rows):
        at = first + _ROW * k
        name = _name(answer, labels, vote, row)
        sheet.write(begin - 8, at + 8, wrap(name, side - 10, BODY, 1)[0], side="right")
        left = begin
        for part, colour, ink in zip(
            cast[row], (style.yes, style.abstain, style.no),
            (style.on_dark, style.on_light, style.on_dark), strict=True,
        ):  # fmt: skip
            wide = full * float(part)
            sheet.box(left, at, wide, 16, colour)
            text = words.percent(float(part))
            at_x = _beside(left, wide, text_width(text, SMALL), begin + full * float(decides[row]))
            if at_x is not None:
                sheet.write(at_x, at + 8, text, size=SMALL, side="center", colour=ink)
            left += wide
        _diamond(sheet, begin + full * float(decides[row]), at + 8)
    write_scale(sheet, labels, begin, full, first + _ROW * len(rows))


def _beside(left: float, wide: float, room: float, mark: float) -> float | None:
    """Find the middle of a text within a bar that the mark does not cover, if there is one."""
    half = room / 2
    for middle in (left + wide / 2, mark + half + 9, mark - half - 9):
        fits = left + 3 <= middle - half and middle + half <= left + wide - 3
        if fits and abs(middle - mark) >= half + 8:
            return middle
    return None


def _headed(
    answer: xr.Dataset, labels: Labels, vote: int, room: float
) -> tuple[list[str], list[str]]:
    """Break what stands above a panel: the text put to the vote, and what comes of it."""
    said = passing(answer, labels, vote)
    title = labels.option(str(answer["vote"].values[vote]))
    return wrap(title, 0.95 * room, BODY, 2), wrap(said, room, BODY, 2)


def _above(answer: xr.Dataset, labels: Labels, vote: int, room: float) -> float:
    bold, plain = _headed(answer, labels, vote, room)
    return 12.0 + 17 * (len(bold) + len(plain))
