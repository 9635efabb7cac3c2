"""What each move would tell: belief in the mover's motives before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from standoff.show.beliefs.lines import Played
from standoff.show.canvas import BODY, SMALL, Sheet, Side, Style, head, wrap, write_head
from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["draw_told"]

_EDGE, _NAME, _TRACK, _GAP, _KEY = 14, 17, 11, 16, 18


def draw_told(answer: xr.Dataset, labels: Labels, style: Style, width: int) -> Figure:
    """Draw, for each move that may well be made, how it changes what others believe."""
    words = labels.words
    title = words.say("What each move would tell")
    if "tree_value" not in answer:
        note = words.say("There are too many lines of play to follow them all.")
        titles, notes, top = head(title, note, width)
        sheet = Sheet.blank(width, top + 10, style)
        write_head(sheet, titles, notes)
        return sheet.figure
    played = Played(answer, labels)
    note = words.say(
        "Belief in each motive before a move (ring) and after it (dot), where every motive is a "
        "secret. In brackets: how probable others think the move once play is there."
    )
    titles, notes, top = head(title, note, width)
    groups = [(name, played.motives(name)) for name in answer["actor"].values.astype(str).tolist()]
    groups = [(name, own) for name, own in groups if own and len(_moves(played, name))]
    height = top + 26 + sum(_height(played, name, own, width) for name, own in groups)
    sheet = Sheet.blank(width, height, style)
    write_head(sheet, titles, notes)
    y = top + 4
    for name, own in groups:
        y = _group(sheet, played, name, own, y)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        side: Side = "left" if share == 0 else "right" if share == 1 else "center"
        sheet.write(_x(sheet, share), y + 4, words.percent(share), size=SMALL, side=side)
    return sheet.figure


def _moves(played: Played, actor: str) -> list[int]:
    """List the branches of an actor to draw, in the order of the tree."""
    place = [str(name) for name in played.answer["actor"].values].index(actor)
    own = np.flatnonzero(played.answer["branch_actor"].values == place)
    reach, share = played.over("branch_reach", "branch"), played.over("branch_share", "branch")
    found = [int(n) for n in own if reach[n] * share[n] >= 0.001]
    return sorted(sorted(found, key=lambda n: -reach[n] * share[n])[:12])


def _name(played: Played, branch: int) -> str:
    """Name a move by what came before it and how probable it is."""
    share = played.over("branch_share", "branch")[branch]
    return played.words.say(
        "{before} → {move} ({share})",
        before=played.before(branch),
        move=played.labels.option(played.option[branch]),
        share=played.chance(float(share)),
    )


def _wrapped(played: Played, branch: int, width: int) -> list[str]:
    return wrap(_name(played, branch), width - 2 * _EDGE, SMALL, 2)


def _keys(played: Played, own: list[int], width: int) -> list[list[str]]:
    return [wrap(played.secrets[k][1], width - 2 * _EDGE - 24, SMALL, 2) for k in own]


def _height(played: Played, actor: str, own: list[int], width: int) -> float:
    keys = sum(_KEY * len(lines) for lines in _keys(played, own, width))
    rows = [
        _NAME * len(_wrapped(played, n, width)) + _TRACK * len(own) + _GAP
        for n in _moves(played, actor)
    ]
    return 24 + keys + 8 + sum(rows)


def _x(sheet: Sheet, share: float) -> float:
    return _EDGE + (sheet.width - 2 * _EDGE) * float(share)


def _group(sheet: Sheet, played: Played, actor: str, own: list[int], y: float) -> float:
    """Draw the moves of one actor; return where the next begins."""
    sheet.write(12, y + 8, played.labels.actor(actor), size=BODY, weight="bold")
    y += 24
    for place, lines in enumerate(_keys(played, own, sheet.width)):
        _dot(sheet, 20, y + 6, sheet.style.actor(place), filled=True)
        for line in lines:
            sheet.write(32, y + 6, line, size=SMALL)
            y += _KEY
    y += 8
    belief = played.over("branch_belief", "branch", "secret")
    before = played.believed_before()
    for n in _moves(played, actor):
        for line in _wrapped(played, n, sheet.width):
            sheet.write(_EDGE, y + 4, line, size=SMALL)
            y += _NAME
        for place, k in enumerate(own):
            colour = sheet.style.actor(place)
            low, high = _x(sheet, before[n, k]), _x(sheet, belief[n, k])
            sheet.line([_x(sheet, 0), _x(sheet, 1)], [y, y])
            sheet.line([low, high], [y, y], colour, 2.4)
            _dot(sheet, low, y, colour, filled=False)
            _dot(sheet, high, y, colour, filled=True)
            y += _TRACK
        y += _GAP
    return y


def _dot(sheet: Sheet, x: float, y: float, colour: str, *, filled: bool) -> None:
    sheet.axes.plot(
        [x],
        [y],
        marker="o",
        ms=6 if filled else 7,
        color=colour,
        markerfacecolor=colour if filled else sheet.style.paper,
        markeredgewidth=1.4,
        zorder=3,
    )
