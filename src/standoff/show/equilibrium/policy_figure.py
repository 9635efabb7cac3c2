"""Policy bars: what each actor would do at the state looked from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.canvas import BODY, SMALL, Sheet, Style, head, shorten, text_width, write_head
from standoff.show.equilibrium.kinds_text import with_policy
from standoff.show.equilibrium.text import Choices, choices
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_policy"]

_ROW, _HEAD, _AXIS = 21, 26, 34
_WIDE = 620


def _block_height(mover: Choices) -> int:
    return _HEAD + _ROW * len(mover.options) + 10


def draw_policy(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a block of bars for each actor, its options likeliest first."""
    words = labels.words
    movers = choices(answer)
    title = words.say("What each would do next, at the state looked from")
    note = words.say(
        "Probability of each option in the actor's next turn, were the situation still this one."
    )
    note = with_policy(note, answer, words)
    columns = max(1, min(3, width // _WIDE, len(movers)))
    stacks = _spread(movers, columns)
    titles, notes, top = head(title, note, width)
    tall = max(sum(_block_height(mover) for mover in stack) for stack in stacks)
    sheet = Sheet.blank(width, top + tall + _AXIS, style)
    write_head(sheet, titles, notes)
    room = (width - 12) / columns
    for k, stack in enumerate(stacks):
        y = top
        for mover in stack:
            colour = style.actor(labels.place(mover.actor))
            _block(sheet, mover, labels, place=(12 + room * k, y), room=room - 24, colour=colour)
            y += _block_height(mover)
        _scale(sheet, labels, place=(12 + room * k, top), room=room - 24, bottom=y)
    return sheet.figure


def _spread(movers: list[Choices], columns: int) -> list[list[Choices]]:
    """Share the blocks out in order, so that the columns are about as long as each other."""
    total = sum(_block_height(mover) for mover in movers)
    stacks: list[list[Choices]] = [[] for _ in range(columns)]
    used = 0.0
    for mover in movers:
        middle = used + _block_height(mover) / 2
        stacks[min(columns - 1, int(middle / total * columns))].append(mover)
        used += _block_height(mover)
    return stacks


def _frame(room: float) -> tuple[float, float]:
    """Give where bars begin and how long a certain choice is."""
    name = min(260.0, room * (0.42 if room > 500 else 0.54))
    return name + 8, room - name - 8 - 44


def _scale(
    sheet: Sheet, labels: Labels, *, place: tuple[float, float], room: float, bottom: float
) -> None:
    begin, full = _frame(room)
    for tick in (0.0, 0.5, 1.0):
        x = place[0] + begin + full * tick
        sheet.axes.plot([x, x], [place[1], bottom], color=sheet.style.faint, lw=0.7, zorder=0)
        sheet.write(
            x, bottom + 10, labels.words.percent(tick), size=SMALL, side="center",
            colour=sheet.style.muted,
        )  # fmt: skip


def _block(
    sheet: Sheet,
    mover: Choices,
    labels: Labels,
    *,
    place: tuple[float, float],
    room: float,
    colour: str,
) -> None:
    x, y = place
    begin, full = _frame(room)
    sheet.write(x, y + 12, labels.actor(mover.actor), weight="bold")
    if mover.turns > 1:
        turns = labels.words.many("{count} turn a round", "{count} turns a round", mover.turns)
        after = x + text_width(labels.actor(mover.actor), BODY, "bold") + 10
        sheet.write(after, y + 12, turns, size=SMALL, colour=sheet.style.muted)
    for k, (option, share) in enumerate(zip(mover.options, mover.shares, strict=True)):
        row = y + _HEAD + _ROW * k + _ROW / 2
        text = shorten(labels.option(option), begin - 10, BODY)
        sheet.write(x + begin - 8, row, text, side="right")
        sheet.box(x + begin, row - 7, max(1.0, full * share), 14, colour)
        sheet.write(x + begin + full * share + 5, row, labels.words.percent(share), size=SMALL)
