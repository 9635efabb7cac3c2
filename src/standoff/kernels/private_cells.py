r"""The equation of a private choice on one cell of the grid for each choice, and its slope.

Letters are those of `standoff.kernels.private_choice`; ``j`` is a coordinate of
beliefs, ``t`` the share of what choices tell that is heard: belief after a choice is
:math:`b + t\,(b_f - b)`.

With :math:`u_j = n \sum_{l \ge j} b(l)` over the motives believed possible, a cell of
the Freudenthal triangulation is a corner of whole numbers and an order of the
coordinates: its vertices are the corner, and what comes of adding one to the
coordinates in that order. On it stakes are linear, and are continued so beyond it.

References
----------
Eaves (1984), *A Course in Triangulations for Solving Equations with Deformations*:
the cells and how one steps from each to the next.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numba as nb
import numpy as np

from standoff.kernels.beliefs import Grid
from standoff.kernels.private_choice import (
    ALIVE,
    BELIEF,
    MARKS,
    ODDS,
    SHARE,
    STRIDE,
    TOLD,
    Desk,
    listen,
)
from standoff.kernels.tables import Floats, Ints

__all__ = [
    "CORNER",
    "MORE",
    "MOVE",
    "OFF",
    "ORDER",
    "PLACE",
    "RIGHT",
    "SHIFT",
    "Cells",
    "cell_at",
    "cell_towards",
    "cells_for",
    "has_beyond",
    "lay_out",
    "moves",
    "pivot",
    "solve",
    "system",
]

_INWARDS = 1e-9


CORNER, ORDER = range(2)
"""Layers of a cell; see `Cells`."""
SLOPE, BEND, MORE = range(3)
"""Layers of what is flat on a cell; see `Cells`."""
BASE, PLACE, MOVE, SHIFT = range(4)
"""Places in the last of them."""
OFF, RIGHT = range(2)
"""Lines; see `Cells`."""


class Cells(NamedTuple):
    """Room for the cells, and for the equation on them; few arrays, as on the desk."""

    cell: Ints
    """Coordinates of the first vertex, and the order in which one is added; (layer, f, j)."""
    flat: Floats
    """Axes (layer, f, a, j): by how much the stake rises along each coordinate; how it
    changes with the log probabilities of the choice; and, by its place, the stake at the
    first vertex, where belief is after the choice, how fast that moves along a direction,
    and what is added to log odds where nothing is heard."""
    line: Floats
    """How far the guess is from the equation; right side, then solution, of linear
    equations; (line, D + 1)."""
    matrix: Floats
    """Derivatives in log odds and ``t``, and a last row; (D + 1, D + 1)."""


@nb.njit(cache=True, nogil=True)
def cells_for(choices: int, motives: int) -> Cells:
    """Make room for as many choices and motives."""
    size = motives * (choices - 1) + 1
    return Cells(
        np.zeros((2, choices, motives), np.int64),
        np.zeros((3, choices, motives, max(motives, 4))),
        np.zeros((2, size)),
        np.zeros((size, size)),
    )


@nb.njit(cache=True, nogil=True)
def _sort(f: int, live: int, sheet: Floats, cell: Ints) -> None:
    """Order the coordinates of a cell, the largest rest first, then the first coordinate."""
    for j in range(1, live):
        i = j - 1
        while i > 0 and sheet[BELIEF, cell[ORDER, f, i - 1], 1] < sheet[BELIEF, j, 1]:
            cell[ORDER, f, i] = cell[ORDER, f, i - 1]
            i -= 1
        cell[ORDER, f, i] = j


@nb.njit(cache=True, nogil=True)
def cell_at(f: int, live: int, parts: int, t: float, desk: Desk, cells: Cells) -> None:
    """Find a cell in which what is heard of a choice is, or whose edge it is on."""
    sheet, cell, total = desk.sheet, cells.cell, 0.0
    for j in range(live - 1, 0, -1):
        total += sheet[BELIEF, j, 0] + t * (sheet[TOLD, j, f] - sheet[BELIEF, j, 0])
        # a hair inwards, so that every vertex is a belief
        u = parts * ((1.0 - _INWARDS) * min(1.0, total) + _INWARDS * (live - j) / live)
        cell[CORNER, f, j] = int(math.floor(u))
        sheet[BELIEF, j, 1] = u - cell[CORNER, f, j]
    _sort(f, live, sheet, cell)


@nb.njit(cache=True, nogil=True)
def cell_towards(f: int, live: int, parts: int, desk: Desk, cells: Cells) -> None:
    """Find the cell that one enters on the way from a point of the grid to a belief."""
    sheet, cell, here, there = desk.sheet, cells.cell, 0.0, 0.0
    for j in range(live - 1, 0, -1):
        here += sheet[BELIEF, j, 0]
        there += sheet[TOLD, j, f]
        sheet[BELIEF, j, 1] = there - here
        cell[CORNER, f, j] = int(round(parts * here))
        if sheet[BELIEF, j, 1] < 0.0:
            cell[CORNER, f, j] -= 1
            sheet[BELIEF, j, 1] += 2.0
    _sort(f, live, sheet, cell)


@nb.njit(cache=True, nogil=True)
def lay_out(f: int, live: int, grid: Grid, desk: Desk, cells: Cells) -> None:
    """Fill what stakes are on the cell of a choice."""
    stake, note, place = desk.stake, desk.note, grid.place
    cell, flat = cells.cell, cells.flat
    code = note[MARKS, 0, STRIDE]
    for j in range(1, live):
        code += cell[CORNER, f, j] * note[MARKS, j, STRIDE]
    g = place[code]
    for a in range(live):
        flat[MORE, f, a, BASE] = stake[f, g, note[MARKS, a, ALIVE]]
    for i in range(live - 1):
        j = cell[ORDER, f, i]
        code += note[MARKS, j, STRIDE]
        x = place[code]
        for a in range(live):
            flat[SLOPE, f, a, j] = (
                stake[f, x, note[MARKS, a, ALIVE]] - stake[f, g, note[MARKS, a, ALIVE]]
            )
        g = x


@nb.njit(cache=True, nogil=True)
def pivot(f: int, i: int, live: int, cells: Cells) -> None:
    """Step over the side opposite to vertex ``i`` of a cell."""
    cell, last = cells.cell, live - 1
    if 0 < i < last:
        cell[ORDER, f, i - 1], cell[ORDER, f, i] = cell[ORDER, f, i], cell[ORDER, f, i - 1]
    elif i == 0:
        j = cell[ORDER, f, 0]
        cell[CORNER, f, j] += 1
        for at in range(last - 1):
            cell[ORDER, f, at] = cell[ORDER, f, at + 1]
        cell[ORDER, f, last - 1] = j
    else:
        j = cell[ORDER, f, last - 1]
        cell[CORNER, f, j] -= 1
        for at in range(last - 1, 0, -1):
            cell[ORDER, f, at] = cell[ORDER, f, at - 1]
        cell[ORDER, f, 0] = j


@nb.njit(cache=True, nogil=True)
def has_beyond(f: int, i: int, live: int, parts: int, cells: Cells) -> bool:
    """Say whether beyond the side opposite to vertex ``i`` there are beliefs."""
    cell, last = cells.cell, live - 1
    pivot(f, i, live, cells)
    found = True
    for added in range(live):
        above = parts
        for j in range(1, live):
            here = cell[CORNER, f, j]
            for at in range(added):
                here += cell[ORDER, f, at] == j
            found = found and here <= above
            above = here
        found = found and above >= 0
    pivot(f, last - i if i in (0, last) else i, live, cells)
    return found


@nb.njit(cache=True, nogil=True)
def system(n: int, live: int, parts: int, t: float, desk: Desk, cells: Cells) -> float:
    """Fill the equation and its derivatives at a guess; return how far it is from it.

    The last row of the matrix is left for the caller.
    """
    sheet, cell, flat = desk.sheet, cells.cell, cells.flat
    line, matrix = cells.line, cells.matrix
    listen(n, live, sheet)
    size, wide = live * (n - 1), n - 1
    far = 0.0
    for f in range(n):
        _bend(f, live, parts, t, sheet, flat)
    for a in range(live):
        still = _drift(0, a, live, parts, sheet, flat)
        rest = _stake(0, a, live, cell, flat)
        for f in range(1, n):
            row = a * wide + f - 1
            line[OFF, row] = sheet[ODDS, a, f] - _stake(f, a, live, cell, flat) + rest
            line[OFF, row] -= (1.0 - t) * flat[MORE, f, a, SHIFT]
            far = max(far, abs(line[OFF, row]))
            for b in range(live):
                gone = flat[BEND, f, a, b] - flat[BEND, 0, a, b]
                for h in range(1, n):
                    matrix[row, b * wide + h - 1] = t * sheet[SHARE, b, h] * gone
                matrix[row, b * wide + f - 1] -= t * flat[BEND, f, a, b]
            matrix[row, row] += 1.0
            heard = still - _drift(f, a, live, parts, sheet, flat)
            matrix[row, size] = heard + flat[MORE, f, a, SHIFT]
    return far


@nb.njit(cache=True, nogil=True)
def _bend(f: int, live: int, parts: int, t: float, sheet: Floats, flat: Floats) -> None:
    """Fill where belief is after a choice, and how stakes change with what is chosen."""
    total = 0.0
    for j in range(live - 1, 0, -1):
        total += sheet[BELIEF, j, 0] + t * (sheet[TOLD, j, f] - sheet[BELIEF, j, 0])
        flat[MORE, f, j, PLACE] = parts * total
    for a in range(live):
        rise, mean = 0.0, 0.0
        for b in range(live):
            if b > 0:
                rise += parts * flat[SLOPE, f, a, b]
            flat[BEND, f, a, b] = rise
            mean += sheet[TOLD, b, f] * rise
        for b in range(live):
            flat[BEND, f, a, b] = sheet[TOLD, b, f] * (flat[BEND, f, a, b] - mean)


@nb.njit(cache=True, nogil=True, inline="always")
def _stake(f: int, a: int, live: int, cell: Ints, flat: Floats) -> float:
    """Return the stake of a motive after a choice, on the cell continued."""
    found = float(flat[MORE, f, a, BASE])
    for j in range(1, live):
        found += flat[SLOPE, f, a, j] * (flat[MORE, f, j, PLACE] - cell[CORNER, f, j])
    return found


@nb.njit(cache=True, nogil=True, inline="always")
def _drift(f: int, a: int, live: int, parts: int, sheet: Floats, flat: Floats) -> float:
    """Return how a stake changes as more is heard."""
    found, total = 0.0, 0.0
    for j in range(live - 1, 0, -1):
        total += sheet[TOLD, j, f] - sheet[BELIEF, j, 0]
        found += parts * total * flat[SLOPE, f, a, j]
    return found


@nb.njit(cache=True, nogil=True)
def moves(n: int, live: int, parts: int, t: float, along: Floats, desk: Desk, cells: Cells) -> None:
    """Fill how fast beliefs after choices move as one goes along a direction."""
    wide, size = n - 1, live * (n - 1)
    sheet, flat, line = desk.sheet, cells.flat, cells.line
    for f in range(n):
        for a in range(live):
            change = along[a * wide + f - 1] if f > 0 else 0.0
            for h in range(1, n):
                change -= sheet[SHARE, a, h] * along[a * wide + h - 1]
            line[RIGHT, a] = change
        mean, total = 0.0, 0.0
        for a in range(live):
            mean += sheet[TOLD, a, f] * line[RIGHT, a]
        for j in range(live - 1, 0, -1):
            total += along[size] * (sheet[TOLD, j, f] - sheet[BELIEF, j, 0])
            total += t * sheet[TOLD, j, f] * (line[RIGHT, j] - mean)
            flat[MORE, f, j, MOVE] = parts * total


@nb.njit(cache=True, nogil=True)
def solve(size: int, matrix: Floats, right: Floats) -> float:
    """Solve linear equations in place; return the sign of the determinant, 0 if it is none."""
    sign = 1.0
    for c in range(size):
        best = c
        for r in range(c + 1, size):
            if abs(matrix[r, c]) > abs(matrix[best, c]):
                best = r
        if not abs(matrix[best, c]) > 1e-300:
            return 0.0
        if best != c:
            sign = -sign
            right[c], right[best] = right[best], right[c]
            for h in range(c, size):
                matrix[c, h], matrix[best, h] = matrix[best, h], matrix[c, h]
        if matrix[c, c] < 0.0:
            sign = -sign
        for r in range(c + 1, size):
            part = matrix[r, c] / matrix[c, c]
            if part != 0.0:
                right[r] -= part * right[c]
                for h in range(c + 1, size):
                    matrix[r, h] -= part * matrix[c, h]
    for c in range(size - 1, -1, -1):
        for h in range(c + 1, size):
            right[c] -= matrix[c, h] * right[h]
        right[c] /= matrix[c, c]
    return sign
