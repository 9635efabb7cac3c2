"""The tree of paths: from the state looked from down to where everybody would stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from standoff.show.canvas import BODY, DPI, SMALL, Sheet, Style, head, wrap, write_head
from standoff.show.labels import Labels
from standoff.show.paths.text import KIND_TEXTS, Node, Paths

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_paths"]

_LINE, _PAD, _HEADING = 15, 5, 30
_DOT = 5.0


@dataclass(frozen=True)
class _Row:
    """A line of the tree: its node, its texts, where it stands and how high it is."""

    node: Node
    texts: tuple[str, ...]
    rest: str
    x: float
    y: float

    @property
    def height(self) -> float:
        return _LINE * (len(self.texts) + bool(self.rest)) + 2 * _PAD

    @property
    def middle(self) -> float:
        """The height of the first line, where the branch arrives."""
        return self.y + _PAD + _LINE / 2


def draw_paths(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw the tree of improvements, and below it that of any moves where it adds to it."""
    view = Paths(answer, labels)
    words = labels.words
    note = (
        " ".join(view.reach())
        + " "
        + words.say(
            "Filled dots: the move pays its mover; open: it does not; shaded: everybody would stay."
        )
    )
    titles, notes, y = head(words.say("Where it can go from here"), note, width)
    sections: list[tuple[float, list[str], list[_Row], list[str]]] = []
    for kind in view.kinds:
        if not view.adds(kind):
            continue
        above = wrap(words.say(KIND_TEXTS[kind]), 0.88 * (width - 24), BODY)
        first = y + _HEADING + _LINE * (len(above) - 1)
        rows = _rows(view, kind, width, first)
        left = view.left_out(kind)
        below = wrap(left, 0.97 * (width - 24), SMALL) if left else []
        sections.append((y, above, rows, below))
        y = _end(rows, first) + 14 * len(below) + 14
    sheet = Sheet.blank(width, y + 4, style)
    write_head(sheet, titles, notes)
    for top, above, rows, below in sections:
        first = top + _HEADING + _LINE * (len(above) - 1)
        for k, line in enumerate(above):
            sheet.write(12, top + 12 + _LINE * k, line, weight="bold")
        _section(sheet, view, rows, first)
        if not rows:
            sheet.write(24, first + 4, words.say("nowhere"))
        for k, line in enumerate(below):
            y = _end(rows, first) + 8 + 14 * k
            sheet.write(12, y, line, size=SMALL, colour=style.muted)
    return sheet.figure


def _end(rows: list[_Row], first: float) -> float:
    """Give the lower edge of a tree that begins at a height."""
    return rows[-1].y + rows[-1].height if rows else first + _LINE


def _rows(view: Paths, kind: str, width: int, top: float) -> list[_Row]:
    """Word every node of a tree and place it below the one before."""
    rows: list[_Row] = []
    y = top
    indent = 26 if width >= 600 else 14
    for node, _ in view.walked(kind):
        x = 16 + indent * (node.step - 1)
        changed = view.changed(node)
        said = view.move(node) + (f" ({changed})" if changed else "")
        texts = tuple(wrap(said, width - x - 34, BODY, 3))
        rows.append(_Row(node, texts, view.rest(node.state), x, y))
        y += rows[-1].height + 3
    return rows


def _section(sheet: Sheet, view: Paths, rows: list[_Row], top: float) -> None:
    """Draw the branches, then the nodes above them."""
    place = {row.node.place: row for row in rows}
    for row in rows:
        parent = place.get(row.node.parent)
        begin = parent.middle + _DOT if parent else top - 10
        trunk = parent.x if parent else 6.0
        sheet.line([trunk, trunk, row.x], [begin, row.middle, row.middle], wide=1.1)
    for row in rows:
        left = row.x + 12
        if row.rest:
            sheet.box(left, row.y, sheet.width - left - 12, row.height, sheet.style.rest)
        actor = view.labels.place(str(view.answer["actor"].values[row.node.actor]))
        colour = sheet.style.actor(actor)
        sheet.axes.plot(
            [row.x], [row.middle], "o", markersize=2 * _DOT * 72 / DPI, markeredgecolor=colour,
            markerfacecolor=colour if row.node.pays else sheet.style.paper, markeredgewidth=1.4,
            zorder=5,
        )  # fmt: skip
        for k, line in enumerate(row.texts):
            sheet.write(left + 6, row.middle + _LINE * k, line)
        if row.rest:
            y = row.middle + _LINE * len(row.texts)
            sheet.write(left + 6, y, row.rest, size=SMALL, weight="bold")
