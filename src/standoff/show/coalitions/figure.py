"""The table of coalitions: which states nobody leaves, and which are left only together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.canvas import BODY, DPI, SMALL, Sheet, Style, head, wrap, write_head
from standoff.show.coalitions.text import NOBODY, TOGETHER, Coalitions
from standoff.show.concepts import CONCEPT_NAMES
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_coalitions"]

_LINE, _RADIUS = 15, 6.5


@dataclass(frozen=True)
class _Row:
    """A state with its texts and who leaves it together."""

    state: int
    texts: tuple[str, ...]
    leavers: tuple[str, ...]

    @property
    def height(self) -> float:
        return max(32.0, _LINE * (len(self.texts) + len(self.leavers)) + 12)


def draw_coalitions(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a row for each state and a column for each concept."""
    view = Coalitions(answer, labels)
    words = labels.words
    note = words.say(
        "Filled: nobody leaves; half: only a coalition leaves, the smallest are named; open: "
        "somebody leaves alone."
    )
    title = words.say("What would nobody leave, alone or together?")
    titles, notes, top = head(title, f"{note} {view.scope()}", width)
    cell = 64.0 if width >= 700 else 42.0
    left = width - 12 - cell * len(view.concepts)
    rows = [_row(view, state, left - 22) for state in view.shown(12 if width >= 900 else 8)]
    header = 26
    sheet = Sheet.blank(width, top + header + sum(row.height for row in rows) + 10, style)
    write_head(sheet, titles, notes)
    for k, name in enumerate(view.concepts):
        shown = CONCEPT_NAMES.get(name, name)
        size = BODY if width >= 700 else SMALL
        sheet.write(
            left + cell * (k + 0.5), top + 10, shown, side="center", weight="bold", size=size
        )
    y = top + header
    for row in rows:
        _draw(sheet, view, row, y=y, left=left, cell=cell)
        y += row.height
    return sheet.figure


def _row(view: Coalitions, state: int, room: float) -> _Row:
    """Word a state, and the smallest coalitions of several that leave it."""
    words = view.words
    text = view.named(state)
    if state == view.origin and view.against is None:
        text = words.say("{state} (looked from)", state=text)
    together = [
        one.coalition
        for one in view.joints.get(state, [])
        if "+" in one.coalition and not one.is_jump
    ]
    named = [view.members(one) for one in dict.fromkeys(together)]
    said = words.say("leave together: {coalitions}", coalitions="; ".join(named)) if named else ""
    return _Row(
        state,
        tuple(wrap(text, room, BODY, 6)),
        tuple(wrap(said, 0.97 * room, SMALL, 3)) if said else (),
    )


def _draw(sheet: Sheet, view: Coalitions, row: _Row, *, y: float, left: float, cell: float) -> None:
    style = sheet.style
    sheet.line([12, sheet.width - 12], [y, y])
    lines = len(row.texts) + len(row.leavers)
    first = y + row.height / 2 - _LINE * (lines - 1) / 2
    for k, line in enumerate(row.texts):
        weight = "bold" if row.state == view.origin else "normal"
        sheet.write(12, first + _LINE * k, line, weight=weight)
    for k, line in enumerate(row.leavers, len(row.texts)):
        sheet.write(12, first + _LINE * k, line, size=SMALL, colour=style.muted)
    for k in range(len(view.concepts)):
        kind = view.kinds[k, row.state]
        middle = left + cell * (k + 0.5)
        if kind == NOBODY:
            sheet.box(middle - cell / 2 + 2, y + 3, cell - 4, row.height - 6, style.rest)
        colour = style.yes if kind in (NOBODY, TOGETHER) else style.no
        sheet.axes.plot(
            [middle], [y + row.height / 2], "o", markersize=2 * _RADIUS * 72 / DPI,
            fillstyle="left" if kind == TOGETHER else "full",
            markerfacecolor=colour if kind in (NOBODY, TOGETHER) else "none",
            markerfacecoloralt="none", markeredgecolor=colour, markeredgewidth=1.4,
        )  # fmt: skip
