"""The stability table: who would stay where, concept by concept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.canvas import BODY, DPI, SMALL, Sheet, Style, head, text_width, wrap, write_head
from standoff.show.labels import Labels
from standoff.show.stability_text import CONCEPT_NAMES, Stability

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_stability"]

_LINE = 15


def draw_stability(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw a row for each state and a column for each actor under each concept."""
    view = Stability(answer, labels)
    words = labels.words
    wide = width >= 900
    resting = view.nearest_rests(12 if wide else 8)
    states = [view.origin, *[state for state in resting if state != view.origin]]
    everywhere = int((view.rests.any(axis=0) & (view.steps >= 0)).sum())
    note = words.say("Filled: the actor would stay; open: it would leave; shaded: everybody stays.")
    if everywhere > len(resting):
        note += " " + words.say(
            "The {shown} nearest of {count} resting states within reach.",
            shown=len(resting),
            count=words.whole(everywhere),
        )
    titles, notes, top = head(words.say("Where would everybody stay?"), note, width)
    cells = len(view.concepts) * len(view.actors)
    cell = max(7.5, min(26.0, (width * 0.54 - 10 * len(view.concepts)) / cells))
    side = width - 24 - cell * cells - 10 * len(view.concepts)
    texts = [wrap(_row_text(view, state), side - 14, BODY, 4) for state in states]
    names = [labels.actor(actor) for actor in view.actors]
    header = 30 + max(text_width(name, SMALL) for name in names)
    heights = [max(30, _LINE * len(text) + 12) for text in texts]
    sheet = Sheet.blank(width, top + header + sum(heights) + 12, style)
    write_head(sheet, titles, notes)
    _header(sheet, view, names, place=(12 + side, top), cell=cell, header=header)
    y = top + header
    for state, text, height in zip(states, texts, heights, strict=True):
        _row(sheet, view, state, text, place=(12 + side, y), cell=cell, height=height)
        y += height
    return sheet.figure


def _row_text(view: Stability, state: int) -> str:
    words = view.words
    if state == view.origin:
        if view.labels.compared(view.answer, view.origin) is None:
            return words.say("{state} (looked from)", state=view.named(state))
        return view.named(state)
    steps = int(view.steps[state])
    away = words.many("{count} move away", "{count} moves away", steps)
    return f"{view.named(state)} ({away})"


def _header(
    sheet: Sheet,
    view: Stability,
    names: Sequence[str],
    *,
    place: tuple[float, float],
    cell: float,
    header: float,
) -> None:
    x, y = place
    for concept in view.concepts:
        name = CONCEPT_NAMES.get(concept, concept)
        middle = x + cell * len(names) / 2
        sheet.write(middle, y + 10, name, side="center", weight="bold")
        for k, actor in enumerate(names):
            sheet.write(
                x + cell * (k + 0.5) + 4, y + header - 6, actor, size=SMALL, turned=90,
                colour=sheet.style.muted,
            )  # fmt: skip
        x += cell * len(names) + 10


def _row(
    sheet: Sheet,
    view: Stability,
    state: int,
    text: Sequence[str],
    *,
    place: tuple[float, float],
    cell: float,
    height: float,
) -> None:
    x, y = place
    sheet.line([12, sheet.width - 12], [y, y])
    middle = y + height / 2
    for k, line in enumerate(text):
        sheet.write(
            12, middle + _LINE * (k - (len(text) - 1) / 2), line,
            weight="bold" if state == view.origin else "normal",
        )  # fmt: skip
    stable = view.table_of("stable")
    for row in range(len(view.concepts)):
        group = cell * len(view.actors)
        if view.rests[row, state]:
            sheet.box(x, y + 2, group, height - 4, sheet.style.rest)
        for stays in (True, False):
            points = [
                (x + cell * (column + 0.5), middle)
                for column in range(len(view.actors))
                if bool(stable[row, column, state]) is stays
            ]
            _marks(sheet, points, min(6.0, cell * 0.36), stays)
        x += group + 10


def _marks(sheet: Sheet, points: Sequence[tuple[float, float]], radius: float, stays: bool) -> None:
    """Draw the marks of those who stay, filled, or of those who leave, open."""
    edge = sheet.style.yes if stays else sheet.style.no
    points_across = 2 * radius * 72 / DPI
    sheet.axes.plot(
        [x for x, _ in points],
        [y for _, y in points],
        "o",
        markersize=points_across,
        markerfacecolor=edge if stays else "none",
        markeredgecolor=edge,
        markeredgewidth=1.3,
    )
