"""Bars of what each deal gives to each actor, and of what breaking it would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, text_width, wrap, write_head
from standoff.show.deals.phrases import Bargains
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_gaps"]

_ROW, _BAR, _LINE, _PANEL, _KEY = 34.0, 11.0, 17.0, 330.0, 24.0


@dataclass(frozen=True)
class _Scale:
    """Where a gain stands across a panel: ``x`` of zero, and pixels a unit."""

    zero: float
    unit: float

    def at(self, value: float) -> float:
        return self.zero + self.unit * value


def draw_gaps(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a panel for each deal, with two bars for each actor."""
    view, words = Bargains(answer, labels), labels.words
    deals = [deal for deal in view.deals if bool(answer["feasible"].sel(deal=deal))]
    note = words.say(
        "Upper bar: what the deal gains. Lower bar: what the best breach of it gains; beyond zero "
        "it pays to break it."
    )
    if not deals:
        note = words.say("No written deal can be carried out from here.")
    titles, notes, top = head(words.say("Who gains, and who would break it?"), note, width)
    names = [labels.actor(actor) for actor in view.actors]
    side = min(width * 0.3, max(text_width(name, BODY) for name in names) + 18)
    columns = max(1, min(len(deals), int((width - 12) // (side + _PANEL)))) if deals else 1
    room = (width - 12) / columns
    lines = {deal: wrap(view.title(deal), room - 24, BODY, 3) for deal in deals}
    head_room = 14 + _LINE * max((len(text) for text in lines.values()), default=0)
    height = head_room + _ROW * len(names) + 26
    rows = -(-len(deals) // columns)
    key = _key_height(labels, style, width) if deals else 0.0
    sheet = Sheet.blank(width, top + key + height * rows + 6, style)
    write_head(sheet, titles, notes)
    if deals:
        _key(sheet, labels, top, key)
    low, high = _ends(view, deals)
    for k, deal in enumerate(deals):
        x, y = 12 + room * (k % columns), top + key + height * (k // columns)
        for n, line in enumerate(lines[deal]):
            sheet.write(x, y + 12 + _LINE * n, line, weight="bold")
        left, right = x + side + 50, x + room - 62
        unit = (right - left) / (high - low)
        scale = _Scale(left - low * unit, unit)
        _panel(sheet, view, deal, scale, x=x + side - 8, y=y + head_room)
    return sheet.figure


def _ends(view: Bargains, deals: list[str]) -> tuple[float, float]:
    """Return the ends of the scale that all panels share."""
    values = [view.of(name, deal) for deal in deals for name in ("gain", "commitment_gap")]
    flat = np.concatenate([np.zeros(1), *values])
    low, high = float(np.nanmin(flat)), float(np.nanmax(flat))
    return (low, high) if high - low > 0 else (-1.0, 1.0)


def _signs(labels: Labels, style: Style) -> list[tuple[str, str]]:
    """Give the colours of the bars with what they stand for."""
    words = labels.words
    return [
        (style.yes, words.say("gain of the deal")),
        (style.no, words.say("gain of a breach")),
    ]


def _key_height(labels: Labels, style: Style, width: int) -> float:
    """Give the height of the key: one line, or a line for each sign where that is too wide."""
    signs = _signs(labels, style)
    wide = sum(42 + text_width(name, BODY) for _, name in signs)
    return _KEY if wide <= width - 24 else _KEY * len(signs)


def _key(sheet: Sheet, labels: Labels, y: float, height: float) -> None:
    x = 12.0
    for colour, name in _signs(labels, sheet.style):
        sheet.box(x, y + 3, 12, 12, colour)
        sheet.write(x + 18, y + 9, name)
        if height > _KEY:
            y += _KEY
        else:
            x += 42 + text_width(name, BODY)


def _panel(sheet: Sheet, view: Bargains, deal: str, scale: _Scale, *, x: float, y: float) -> None:
    """Draw the bars of one deal, names to the left of ``x``."""
    gain, gap = view.of("gain", deal), view.of("commitment_gap", deal)
    for k, actor in enumerate(view.actors):
        row = y + _ROW * k
        sheet.write(x, row + _BAR, view.labels.actor(actor), side="right")
        _bar(sheet, view, float(gain[k]), sheet.style.yes, scale, row)
        _bar(sheet, view, float(gap[k]), sheet.style.no, scale, row + _BAR + 1)
    bottom = y + _ROW * len(view.actors)
    sheet.line([scale.zero, scale.zero], [y - 5, bottom - 4], sheet.style.muted)
    sheet.write(scale.zero, bottom + 5, "0", size=SMALL, side="center", colour=sheet.style.muted)


def _bar(sheet: Sheet, view: Bargains, value: float, colour: str, scale: _Scale, y: float) -> None:
    """Draw one bar and write its value at its end."""
    if value != value:
        return
    end = scale.at(value)
    sheet.box(min(scale.zero, end), y, max(1.0, abs(end - scale.zero)), _BAR, colour)
    said = view.signed(value)
    if value < 0:
        sheet.write(end - 4, y + _BAR / 2, said, size=SMALL, side="right")
    else:
        sheet.write(end + 4, y + _BAR / 2, said, size=SMALL)
