"""The power in a body as bars: two indices for each kind of member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, shorten, text_width, write_head
from standoff.show.labels import Labels
from standoff.show.votes.power_text import decimals, groups

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_power"]

_ROW = 34


def draw_power(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw two bars for each kind of member: Shapley-Shubik, and the Banzhaf share."""
    words = labels.words
    gathered = groups(answer, labels)
    title = words.say("Power by the rules: {body}", body=labels.crisis(str(answer.attrs["crisis"])))
    note = words.say(
        "Each index sums to 1 over all members; beside a name, of how many members it is the bar. "
        "Every way to vote counts alike."
    )
    titles, notes, top = head(title, note, width)
    sheet = Sheet.blank(width, top + 34 + _ROW * len(gathered) + 10, style)
    write_head(sheet, titles, notes)
    series = (
        ("shapley", "Shapley-Shubik", style.yes),
        ("banzhaf_share", words.say("Share of Banzhaf"), style.no),
    )
    x = 12.0
    for _, name, colour in series:
        sheet.box(x, top + 3, 12, 12, colour)
        sheet.write(x + 18, top + 9, name)
        x += 18 + text_width(name, BODY) + 24
    names = [_named(", ".join(group.names), group.count) for group in gathered]
    room = min(0.42 * width, max(text_width(name, BODY) for name in names) + 6)
    begin = 12 + room + 8
    full = width - begin - 74
    largest = max(float(answer[name].max()) for name, _, _ in series) or 1.0
    for k, (name, group) in enumerate(zip(names, gathered, strict=True)):
        y = top + 30 + _ROW * k
        sheet.write(12 + room, y + 14, _fitted(name, room), side="right")
        for line, (index, _, colour) in enumerate(series):
            value = float(answer[index].values[group.row])
            wide = full * value / largest
            sheet.box(begin, y + 14 * line, wide, 12, colour)
            sheet.write(
                begin + wide + 6, y + 14 * line + 6, decimals(value, words, 4), size=SMALL,
                colour=style.muted,
            )  # fmt: skip
    return sheet.figure


def _named(names: str, count: int) -> str:
    return f"{names} ({count}×)" if count > 1 else names


def _fitted(name: str, room: float) -> str:
    """Shorten a list of names, keeping how many there are."""
    names, mark, count = name.rpartition(" (")
    if not mark or text_width(name, BODY) <= room:
        return shorten(name, room, BODY)
    return shorten(names, room - text_width(mark + count, BODY), BODY) + mark + count
