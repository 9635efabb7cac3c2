"""The state graph: what tempts away from the state looked from, and where it comes to rest.

The move by which a state is first reached is named above its box, so that names never
cross; every other arrow bears a number that the key below explains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from standoff.show.canvas import SMALL, Sheet, Style, head, shorten, wrap, write_head
from standoff.show.labels import Labels
from standoff.show.stability.graph_layout import Edge, Graph, graph_of
from standoff.show.stability.view import Stability

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_graph"]

_LINE, _PAD, _LANE = 13, 8, 46
_NARROW, _BROAD = 172, 250
_BEND = 0.16

Point = tuple[float, float]


@dataclass(frozen=True)
class _Box:
    """A state's place: the box itself, and the caption that stands above it."""

    state: int
    caption: tuple[str, ...]
    lines: tuple[str, ...]
    badge: str
    x: float
    y: float
    width: float
    height: float

    @property
    def top(self) -> float:
        return self.y - _LINE * len(self.caption) - (4 if self.caption else 0)

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2


def draw_graph(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw the states around the one looked from and the resting points within reach."""
    view = Stability(answer, labels)
    words = labels.words
    graph = graph_of(view, across=max(2, int((width - 12) // (_NARROW + 16))))
    title = words.say("What tempts away from here, and where it comes to rest")
    titles, notes, top = head(title, _note(view, graph), width)
    boxes, bottom = _layout(view, graph, width, top + 8)
    key = [
        f"{k}  {line}" for k, bundle in enumerate(graph.others, 1) for line in _moves(view, bundle)
    ]
    columns = max(1, width // 330)
    deep = -(-len(key) // columns)
    sheet = Sheet.blank(width, bottom + 16 + 16 * deep + (8 if key else 0), style)
    write_head(sheet, titles, notes)
    for box in boxes.values():
        _node(sheet, view, box)
    for target, bundle in graph.first.items():
        _descend(sheet, view, boxes[bundle[0].source], boxes[target], bundle)
    placed = [(b.x, b.top, b.x + b.width, b.y + b.height) for b in boxes.values()]
    for k, bundle in enumerate(graph.others, 1):
        _cross(sheet, boxes[bundle[0].source], boxes[bundle[0].target], bundle, k, placed)
    for k, line in enumerate(key):
        x, y = 12 + (width - 12) / columns * (k // deep), bottom + 20 + 16 * (k % deep)
        sheet.write(x, y, shorten(line, (width - 12) / columns - 10, SMALL), size=SMALL)
    return sheet.figure


def _note(view: Stability, graph: Graph) -> str:
    words = view.words
    note = words.say(
        "Solid arrows: improvements that tempt; dashed: the answer that deters; shaded: a state "
        "in which everybody would stay, with the concepts that say so."
    )
    everywhere = int((view.rests.any(axis=0) & (view.steps >= 0)).sum())
    shown = sum(bool(view.rests[:, state].any()) for state in graph.states)
    if everywhere > shown:
        note += " " + words.say(
            "{shown} of {count} resting states within reach are drawn.",
            shown=shown,
            count=words.whole(everywhere),
        )
    return note


def _moves(view: Stability, bundle: Sequence[Edge]) -> list[str]:
    """Name the moves of a bundle, two of them at most."""
    lines = []
    for edge in bundle[:2]:
        actor = view.labels.actor(view.actors[edge.actor]) if edge.actor >= 0 else ""
        option = str(view.answer["option"].values[edge.option]) if edge.option >= 0 else ""
        lines.append(f"{actor}: {view.labels.option(option)}" if option else actor)
    if len(bundle) > 2:
        lines[-1] += ", +" + view.words.many("{count} more", "{count} more", len(bundle) - 2)
    return lines


def _layout(view: Stability, graph: Graph, width: int, top: float) -> tuple[dict[int, _Box], float]:
    """Place the layers below each other, each state near the one it is reached from."""
    boxes: dict[int, _Box] = {}
    y = top
    for layer in graph.layers:
        ordered = sorted(layer, key=lambda state: (_pull(state, graph, boxes, width), state))
        room = (width - 12) / len(ordered)
        wide = min(float(_BROAD), room - 14)
        made = [_worded(view, graph, state, wide) for state in ordered]
        above = max(_LINE * len(box.caption) for box in made) + 4
        for k, box in enumerate(made):
            x = 6 + room * (k + 0.5) - wide / 2
            boxes[box.state] = _Box(
                box.state, box.caption, box.lines, box.badge, x, y + above, wide, box.height
            )
        y += above + max(box.height for box in made) + _LANE
    return boxes, y - _LANE


def _pull(state: int, graph: Graph, boxes: dict[int, _Box], width: int) -> float:
    ties = [boxes[edge.source].middle[0] for edge in graph.first.get(state, ())[:1]]
    for bundle in graph.others:
        if bundle[0].target == state and bundle[0].source in boxes:
            ties.append(boxes[bundle[0].source].middle[0])
    return float(np.mean(ties)) if ties else width / 2


def _worded(view: Stability, graph: Graph, state: int, wide: float) -> _Box:
    """Word a state's box and the caption above it."""
    words = view.words
    room = wide - 2 * _PAD
    moves = _moves(view, graph.first.get(state, ()))
    caption = [line for move in moves for line in wrap(move, wide, SMALL, 2)]
    lines = wrap(words.say("the state looked from"), room, SMALL) if state == view.origin else []
    pairs = view.labels.state_pairs(view.answer, state, against=view.against)
    shown = pairs if len(pairs) <= 4 else pairs[:3]
    for variable, level in shown:
        lines += wrap(f"{variable}: {level}", room, SMALL, 2)
    if len(pairs) > len(shown):
        more = words.many("{count} more", "{count} more", len(pairs) - len(shown))
        lines.append(f"+{more}")
    steps = int(view.steps[state])
    if state != view.origin and steps > 0 and state not in graph.first:
        lines.append(words.many("({count} move away)", "({count} moves away)", steps))
    held = [k for k in range(len(view.concepts)) if view.rests[k, state]]
    badge = ""
    if held:
        names = view.shown_concepts(held)
        if len(held) == len(view.concepts) > 1:
            names = words.say("all concepts")
        badge = shorten(words.say("rest: {concepts}", concepts=names), wide - 8, SMALL, "bold")
    height = _LINE * (len(lines) + bool(badge)) + 2 * _PAD
    return _Box(state, tuple(caption), tuple(lines), badge, 0, 0, wide, height)


def _node(sheet: Sheet, view: Stability, box: _Box) -> None:
    style = sheet.style
    looked = box.state == view.origin
    sheet.axes.add_patch(
        FancyBboxPatch(
            (box.x, box.y),
            box.width,
            box.height,
            boxstyle="round,pad=0,rounding_size=5",
            facecolor=style.rest if box.badge else style.paper,
            edgecolor=style.ink if looked else style.muted,
            linewidth=2.0 if looked else 1.0,
            zorder=3,
        )
    )
    lines = [*box.lines, *([box.badge] if box.badge else [])]
    for k, line in enumerate(lines):
        sheet.write(
            box.middle[0], box.y + _PAD + _LINE * (k + 0.5), line, size=SMALL, side="center",
            weight="bold" if line == box.badge or (looked and k == 0) else "normal",
        )  # fmt: skip
    for k, line in enumerate(box.caption):
        sheet.write(
            box.middle[0], box.top + _LINE * (k + 0.5), line, size=SMALL, side="center",
            slanted=True,
        )  # fmt: skip


def _descend(
    sheet: Sheet, view: Stability, source: _Box, target: _Box, bundle: Sequence[Edge]
) -> None:
    """Draw the arrow to the caption of a state in the next layer."""
    x = source.middle[0]
    spread = source.width / 2 - 14
    lean = max(-1.0, min(1.0, (target.middle[0] - x) / max(1.0, sheet.width / 2)))
    begin = (x + spread * lean, source.y + source.height + 2)
    _arrow(sheet, begin, (target.middle[0], target.top - 3), bundle[0], bend=0.0)


def _cross(
    sheet: Sheet,
    source: _Box,
    target: _Box,
    bundle: Sequence[Edge],
    number: int,
    placed: list[tuple[float, float, float, float]],
) -> None:
    """Draw any other arrow, with its number where it covers nothing."""
    begin, end = _leave(source, target.middle), _leave(target, source.middle)
    beside = abs(source.middle[1] - target.middle[1]) < source.height
    # Between neighbours in a layer an arrow passes below, where no captions are.
    bend = -_BEND if beside and end[0] < begin[0] else _BEND
    _arrow(sheet, begin, end, bundle[0], bend=bend)
    x, y = _free_place(begin, end, bend, placed)
    placed.append((x - 9, y - 9, x + 9, y + 9))
    colour = sheet.style.actor(bundle[0].actor)
    sheet.axes.add_patch(
        Circle((x, y), 8.5, facecolor=sheet.style.paper, edgecolor=colour, linewidth=1.2, zorder=4)
    )
    sheet.write(x, y, str(number), size=SMALL - 0.5, side="center")


def _arrow(sheet: Sheet, begin: Point, end: Point, edge: Edge, *, bend: float) -> None:
    sheet.axes.add_patch(
        FancyArrowPatch(
            begin,
            end,
            connectionstyle=f"arc3,rad={bend}",
            arrowstyle="-|>",
            mutation_scale=11,
            shrinkA=0,
            shrinkB=0,
            color=sheet.style.actor(edge.actor),
            linewidth=1.4,
            linestyle=(0, (4, 2)) if edge.deters else "solid",
            zorder=2,
        )
    )


def _leave(box: _Box, toward: Point) -> Point:
    """Find where a line from the middle of a box to a point leaves the box and its caption."""
    x, y = box.middle
    dx, dy = toward[0] - x, toward[1] - y
    above = y - box.top if toward[1] < box.top else box.height / 2
    scale = min(
        (box.width / 2 + 2) / abs(dx) if dx else np.inf,
        (above + 2) / abs(dy) if dy else np.inf,
    )
    return x + dx * scale, y + dy * scale


def _free_place(
    begin: Point,
    end: Point,
    bend: float,
    placed: Sequence[tuple[float, float, float, float]],
) -> Point:
    """Choose the place along an arrow where a number overlaps least."""
    control = (
        (begin[0] + end[0]) / 2 - bend * (end[1] - begin[1]),
        (begin[1] + end[1]) / 2 + bend * (end[0] - begin[0]),
    )
    best, least = begin, np.inf
    shares = sorted((k / 40 for k in range(2, 39)), key=lambda share: abs(share - 0.5))
    for share in shares:
        x, y = (
            (1 - share) ** 2 * b + 2 * share * (1 - share) * c + share**2 * e
            for b, c, e in zip(begin, control, end, strict=True)
        )
        overlap = sum(
            max(0.0, min(x + 9, box[2]) - max(x - 9, box[0]))
            * max(0.0, min(y + 9, box[3]) - max(y - 9, box[1]))
            for box in placed
        )
        if overlap < least - 1e-9:
            best, least = (x, y), overlap
    return best
