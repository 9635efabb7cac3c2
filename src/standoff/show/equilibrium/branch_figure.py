"""The branch: how the equilibrium grows out of pure chance as precision rises."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from standoff.show.canvas import SMALL, TITLE, Sheet, Style, head, shorten, wrap, write_head
from standoff.show.equilibrium.kinds_text import kind_of, named
from standoff.show.labels import Labels
from standoff.show.words import Words

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_branch"]

_LEFT, _RIGHT, _MARKS = 52, 16, 26
_TALL, _LOW, _GAP, _AXIS = 250, 84, 30, 42
_ROW = 19
_MOST = 6
_DASHES = ("-", (0, (6, 2)), (0, (2, 2)), (0, (6, 2, 1, 2)), (0, (1, 1)), (0, (10, 3)))

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Line:
    """One option of the first mover along the branch, and in the other equilibria."""

    name: str
    share: Floats
    elsewhere: Floats


def draw_branch(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw choice probabilities and residual against the precision, others at the end."""
    words = labels.words
    if answer.sizes.get("step", 1) < 2:
        return _no_branch(answer, words, style, width)
    factor = np.asarray(answer["branch_precision"].values, dtype=float)
    lines, left_out = _lines(answer, labels)
    actor = labels.actor(str(answer["turn_actor"].values[0]))
    title = words.say("How the equilibrium grows out of pure chance: {actor}", actor=actor)
    titles, notes, top = head(title, _note(answer, left_out, words), width)
    key = _key_rows(lines, width)
    height = top + _TALL + _GAP + _LOW + _AXIS + _ROW * len(key) + 8
    sheet = Sheet.blank(width, height, style)
    write_head(sheet, titles, notes)
    room = width - _LEFT - _RIGHT - (_MARKS if _others(answer) else 0)
    frame = _Frame(sheet, _LEFT, room, factor)
    _shares(frame, lines, top, answer, words)
    below = top + _TALL + _GAP
    _residuals(frame, np.asarray(answer["branch_residual"].values, dtype=float), below, words)
    frame.ticks(below + _LOW, words)
    _key(sheet, key, below + _LOW + _AXIS)
    return sheet.figure


def _no_branch(answer: xr.Dataset, words: Words, style: Style, width: int) -> Figure:
    """Say that with an end, or without the logit, there is no branch to follow."""
    if kind_of(answer) == "logit":
        reason = words.say(
            "There is no branch to draw: it is followed only for a logit equilibrium without an "
            "end. With an end, what is done is counted backwards from there."
        )
    else:
        only = words.say(
            "There is no branch to draw: it is followed only for a logit equilibrium without an "
            "end."
        )
        reason = f"{only} {named(answer, words)}"
    lines = wrap(reason, width - 40, TITLE)
    sheet = Sheet.blank(width, 40 + 20 * len(lines), style)
    for k, line in enumerate(lines):
        sheet.write(20, 30 + 20 * k, line, size=TITLE)
    return sheet.figure


def _others(answer: xr.Dataset) -> int:
    """Count the equilibria beside the one on the branch."""
    return max(0, int(answer.sizes.get("other", 1)) - 1)


def _note(answer: xr.Dataset, left_out: int, words: Words) -> str:
    parts = [
        words.say(
            "Probability of each option at the state looked from, as all precisions rise together "
            "from 0 to those asked for."
        )
    ]
    if _folds(np.asarray(answer["branch_precision"].values, dtype=float)):
        parts.append(words.say("Where a line turns back the branch folds."))
    if _others(answer):
        parts.append(words.say("Numbered marks at the right: other equilibria found."))
    if left_out:
        parts.append(
            words.many(
                "{count} option that stays rarer is left out.",
                "{count} options that stay rarer are left out.",
                left_out,
            )
        )
    return " ".join(parts)


def _folds(factor: Floats) -> bool:
    """Say whether the branch turns back anywhere."""
    return bool((np.diff(factor) < -1e-9).any())


def _lines(answer: xr.Dataset, labels: Labels) -> tuple[list[_Line], int]:
    """Read the options of the first mover, likeliest first, and how many are left out."""
    shares = answer["branch_choice"].transpose("step", "slot").values
    names = [str(name) for name in answer["slot_option"].transpose("turn", "slot").values[0]]
    elsewhere = np.zeros((0, shares.shape[1]))
    if _others(answer):
        elsewhere = answer["other_choice"].transpose("other", "turn", "slot").values[1:, 0]
    found = [
        _Line(labels.option(name), shares[:, k], elsewhere[:, k])
        for k, name in enumerate(names)
        if name and max(np.nanmax(shares[:, k]), np.nanmax(elsewhere[:, k], initial=0.0)) > 0
    ]
    found.sort(key=lambda line: -line.share[-1])
    return found[:_MOST], max(0, len(found) - _MOST)


@dataclass(frozen=True)
class _Frame:
    """Where the panels stand, and how a factor becomes a place on the sheet."""

    sheet: Sheet
    left: float
    room: float
    factor: Floats

    def x(self, factor: Floats | float) -> Floats:
        """Give the place of a factor."""
        most = max(1.0, float(self.factor.max()))
        placed: Floats = self.left + self.room * np.asarray(factor, dtype=float) / most
        return placed

    def rule(self, y: float, text: str) -> None:
        """Draw a line across with its value at the left."""
        style = self.sheet.style
        self.sheet.axes.plot(
            [self.left, self.left + self.room], [y, y], color=style.faint, lw=0.7, zorder=0
        )
        self.sheet.write(self.left - 6, y, text, size=SMALL, colour=style.muted, side="right")

    def ticks(self, y: float, words: Words) -> None:
        """Name a few factors below the panels."""
        style = self.sheet.style
        step = 0.25 if self.room > 300 else 0.5
        most = max(1.0, float(self.factor.max()))
        for k in range(int(most / step) + 1):
            at = float(self.x(k * step))
            self.sheet.write(
                at, y + 12, words.percent(k * step), size=SMALL, colour=style.muted, side="center"
            )
        text = words.say("precision, as a share of what was asked for")
        self.sheet.write(
            self.left + self.room / 2, y + 28, shorten(text, self.room, SMALL), size=SMALL,
            side="center",
        )  # fmt: skip


def _shares(
    frame: _Frame, lines: Sequence[_Line], top: float, answer: xr.Dataset, words: Words
) -> None:
    """Draw the probabilities, and marks of other equilibria at the right."""
    sheet = frame.sheet
    for tick in (0.0, 0.5, 1.0):
        frame.rule(top + _TALL * (1 - tick), words.percent(tick))
    for k, line in enumerate(lines):
        colour = sheet.style.actor(k)
        y = top + _TALL * (1 - line.share)
        sheet.axes.plot(frame.x(frame.factor), y, color=colour, lw=2, ls=_DASHES[k], zorder=3)
        sheet.axes.plot(frame.x(frame.factor), y, color=colour, lw=0, marker=".", ms=5, zorder=3)
        sheet.axes.plot(
            frame.x(frame.factor[-1:]), y[-1:], color=colour, marker="o", ms=6, zorder=4
        )
    end = float(frame.x(1.0))
    marks = sorted(
        (top + _TALL * (1 - float(line.elsewhere[other])), other + 2, k)
        for other in range(_others(answer))
        for k, line in enumerate(lines)
    )
    below = -99.0
    for at, number, k in marks:
        sheet.axes.plot(
            [end], [at], color=sheet.style.actor(k), marker="o", ms=7, mfc="none", mew=1.6, zorder=5
        )
        below = max(at, below + 12)
        sheet.write(end + 18, below, words.whole(number), size=SMALL, side="center")


def _residuals(frame: _Frame, residual: Floats, top: float, words: Words) -> None:
    """Draw the error of the equations at each step, in powers of ten."""
    sheet = frame.sheet
    power = np.log10(np.maximum(residual, 1e-16))
    high, low = math.ceil(float(power.max())), math.floor(float(power.min()))
    high = max(high, low + 1)
    place = top + _LOW * (high - power) / (high - low)
    for exponent in (high, low):
        y = top + _LOW * (high - exponent) / (high - low)
        frame.rule(y, words.tiny(10.0**exponent))
    sheet.axes.plot(
        frame.x(frame.factor), place, color=sheet.style.muted, lw=1, marker=".", ms=4, zorder=3
    )
    text = words.say("error of the equations, step by step")
    sheet.write(frame.left, top - 11, text, size=SMALL, colour=sheet.style.muted)


def _key_rows(lines: Sequence[_Line], width: int) -> list[tuple[int, str]]:
    """Lay out the key: a row for each option, its name cut to the width."""
    return [(k, shorten(line.name, width - 80, SMALL + 1)) for k, line in enumerate(lines)]


def _key(sheet: Sheet, rows: Sequence[tuple[int, str]], top: float) -> None:
    for place, (k, name) in enumerate(rows):
        y = top + 10 + _ROW * place
        sheet.axes.plot([16, 52], [y, y], color=sheet.style.actor(k), lw=2, ls=_DASHES[k])
        sheet.write(60, y, name, size=SMALL + 1)
