"""Survival curves: the share of paths to which something has not happened yet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, shorten, text_width, write_head
from standoff.show.ensemble.curves import Panel, panels_of
from standoff.show.ensemble.fan_figure import Floats, Frame, mark_axes
from standoff.show.equilibrium.kinds_text import with_policy
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_curves"]

_PLOT, _TALL = 210, 130
_LEFT, _GAP, _BELOW, _LINE = 44, 16, 44, 15
_NARROW = 600
_DASHES = ("solid", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)), (0, (3, 1, 1, 1)))


def draw_curves(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a panel for each variable or actor, and in it a falling curve for each event."""
    words = labels.words
    panels = panels_of(answer, labels)
    title = words.say("Share of paths to which it has not happened yet")
    note = words.say(
        "Each curve falls when paths first use an option, or first end a round at a level; bands "
        "are 95% intervals of sampling."
    )
    if not panels:
        note = words.say("Nothing happens for the first time on any path.")
    note = with_policy(note, answer, words)
    grid = _Grid.fitting(panels, width)
    titles, notes, top = head(title, note, width)
    rows = math.ceil(len(panels) / grid.columns)
    sheet = Sheet.blank(width, top + grid.step * rows + 8, style)
    write_head(sheet, titles, notes)
    rounds = np.asarray(answer["round"].values, dtype=float)
    dates = labels.rounds(answer)
    for k, panel in enumerate(panels):
        x = 12 + grid.room * (k % grid.columns)
        y = top + grid.step * (k // grid.columns)
        frame = Frame(
            left=x + _LEFT,
            top=y + 22,
            width=grid.room - _GAP - _LEFT - grid.beside - 6,
            height=grid.tall,
            first=float(rounds[0]),
            last=float(rounds[-1]),
        )
        sheet.write(x, y + 9, shorten(panel.title, grid.room - _GAP, BODY), weight="bold")
        _draw(sheet, panel, frame, rounds, grid)
        mark_axes(sheet, frame, rounds, labels, dates, below=frame.top + grid.tall)
    return sheet.figure


@dataclass(frozen=True)
class _Grid:
    """Where panels stand, and their keys: beside each plot, or below it where it is narrow."""

    columns: int
    room: float
    beside: float
    """Room for the key beside a plot; 0 where it stands below."""
    tall: float
    step: float

    @classmethod
    def fitting(cls, panels: Sequence[Panel], width: int) -> _Grid:
        names = [curve.name for panel in panels for curve in panel.curves]
        key = 40 + max((text_width(name, SMALL) for name in names), default=0)
        most = max((len(panel.curves) for panel in panels), default=0)
        if width < _NARROW:
            return cls(1, width - 12, 0, _TALL, 24 + _TALL + _BELOW + _LINE * most)
        columns = int((width - 12) // (_LEFT + _PLOT + min(key, 190) + _GAP))
        columns = max(1, min(3, columns, len(panels)))
        room = (width - 12) / columns
        tall = max(_TALL, _LINE * most + 4)
        return cls(columns, room, min(key, room * 0.45), tall, 24 + tall + _BELOW)


def _draw(sheet: Sheet, panel: Panel, frame: Frame, rounds: Floats, grid: _Grid) -> None:
    """Draw the curves of a panel, and name them in the order in which they end."""
    across = frame.across(rounds)
    order = np.argsort([-curve.survival[-1] for curve in panel.curves], kind="stable")
    for place, k in enumerate(order.tolist()):
        curve, colour, dash = panel.curves[k], sheet.style.actor(k), _DASHES[k % len(_DASHES)]
        band = frame.up(curve.low), frame.up(curve.high)
        sheet.axes.fill_between(across, *band, step="post", color=colour, alpha=0.22, linewidth=0)
        _line(sheet, across, frame.up(curve.survival), colour, dash)
        row = frame.top + 8 + _LINE * place
        left, room = frame.left + frame.width + 8, grid.beside - 40
        if not grid.beside:
            row += frame.height + 28
            left, room = frame.left, frame.width - 32
        _line(sheet, np.array([left, left + 22]), np.array([row, row]), colour, dash)
        sheet.write(left + 27, row, shorten(curve.name, room, SMALL), size=SMALL)


def _line(sheet: Sheet, x: Floats, y: Floats, colour: str, dash: str | Sequence[object]) -> None:
    sheet.axes.plot(
        x, y, color=colour, linewidth=1.6, linestyle=dash, drawstyle="steps-post",
        dash_capstyle="butt",
    )  # fmt: skip
