r"""The curve of private choices, followed by its length.

Letters are those of `standoff.kernels.private_choice` and of
`standoff.kernels.private_cells`. On each cell of the grid the curve is smooth; at a
side of a cell the next begins, and so does another piece of the curve. Which way it
goes there is told by the sign of the determinant of its derivatives and its
direction, which stays what it was at the start, round folds and edges (Eaves 1976).

References
----------
Eaves (1976), SIAM-AMS Proceedings 9:73-119: why such curves arrive. Allgower and
Georg (1990), *Numerical Continuation Methods*, ch. 2 and 4: tangents and corrections.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np

from standoff.kernels.beliefs import Grid
from standoff.kernels.private_cells import (
    CORNER,
    MORE,
    MOVE,
    OFF,
    ORDER,
    PLACE,
    RIGHT,
    Cells,
    cells_for,
    has_beyond,
    lay_out,
    moves,
    pivot,
    solve,
    system,
)
from standoff.kernels.private_choice import ODDS, Desk, desk_for, reply
from standoff.kernels.tables import Floats

__all__ = ["CLOSE", "Settling", "follow", "put", "settling_for"]

CLOSE = 1e-11
"""Distance from the equation at the end of the curve, in log odds."""
_NEAR = 1e-8
"""The same on the way."""
_MOST = 3000
"""Steps along the curve, beside those for each choice and part of the grid."""
_A_PART = 20
_LEAST, _LONGEST = 1e-9, 4.0
"""Shortest and longest step."""
_BENT = 0.3
"""By how much the cosine between one direction and the next may fall short of 1."""
_OVER = 0.1
"""Share of a step by which it may go beyond a side."""
_THIN = 1e-9
"""A vertex of less weight is on the other side."""
_STILL = 1e-14
"""What moves less does not move."""
_NEARLY = 1e-5
"""Where the end is so near an answer, Newton's steps do the rest."""


class Settling(NamedTuple):
    """All that is needed to settle a choice."""

    desk: Desk
    cells: Cells
    spot: Floats
    """Log odds and ``t``, here and before; (2, D + 1)."""
    along: Floats
    """Direction of the curve, here and before; (2, D + 1)."""


@nb.njit(cache=True, nogil=True)
def settling_for(choices: int, points: int, motives: int) -> Settling:
    """Make room for as many choices, points and motives."""
    size = motives * (choices - 1) + 1
    return Settling(
        desk_for(choices, points, motives),
        cells_for(choices, motives),
        np.zeros((2, size)),
        np.zeros((2, size)),
    )


@nb.njit(cache=True, nogil=True)
def put(n: int, live: int, s: Settling) -> None:
    """Write the place on the curve where the equation reads it."""
    wide, sheet = n - 1, s.desk.sheet
    for row in range(live * wide):
        sheet[ODDS, row // wide, 1 + row % wide] = s.spot[0, row]


@nb.njit(cache=True, nogil=True)
def _direct(n: int, live: int, grid: Grid, s: Settling) -> float:
    """Fill the direction of the curve; return its cosine with the one before, -2 if none."""
    size, cells, along = live * (n - 1), s.cells, s.along
    line = cells.line
    system(n, live, grid.n, s.spot[0, size], s.desk, cells)
    for row in range(size + 1):
        cells.matrix[size, row] = along[1, row]
        line[RIGHT, row] = 0.0
    line[RIGHT, size] = 1.0
    sign = solve(size + 1, cells.matrix, line[RIGHT])
    if sign == 0.0:
        return -2.0
    length, cosine = 0.0, 0.0
    for row in range(size + 1):
        length += line[RIGHT, row] ** 2
    length = sign * length**0.5
    for row in range(size + 1):
        along[0, row] = line[RIGHT, row] / length
        cosine += along[0, row] * along[1, row]
    return cosine


@nb.njit(cache=True, nogil=True)
def _event(n: int, live: int, grid: Grid, s: Settling) -> tuple[float, float, int, int]:
    """Find the nearest side of a cell ahead.

    Returns how far it is, the weight that is left of the vertex opposite to it (below 0
    beyond the side), whose choice the cell is, and which vertex.
    """
    cell, flat = s.cells.cell, s.cells.flat
    last, t = live - 1, s.spot[0, live * (n - 1)]
    moves(n, live, grid.n, t, s.along[0], s.desk, s.cells)
    nearest, left, which, vertex = np.inf, 1.0, -1, -1
    for f in range(n):
        above, falls = 1.0, 0.0
        for i in range(live):
            rest, rises = 0.0, 0.0
            if i < last:
                j = cell[ORDER, f, i]
                rest = flat[MORE, f, j, PLACE] - cell[CORNER, f, j]
                rises = flat[MORE, f, j, MOVE]
            weight, change = above - rest, falls - rises
            if change < -_STILL:
                ahead = weight / -change
                if ahead < nearest and has_beyond(f, i, live, grid.n, s.cells):
                    nearest, left, which, vertex = ahead, weight, f, i
            above, falls = rest, rises
    return nearest, left, which, vertex


@nb.njit(cache=True, nogil=True)
def _correct(n: int, live: int, grid: Grid, is_end: bool, s: Settling) -> int:
    """Go back to the curve across its direction, or at ``t = 1``; return the steps, -1 if lost."""
    size, cells, line = live * (n - 1), s.cells, s.cells.line
    near = CLOSE if is_end else _NEAR
    for count in range(6):
        put(n, live, s)
        if system(n, live, grid.n, s.spot[0, size], s.desk, cells) <= near:
            return count
        for row in range(size + 1):
            cells.matrix[size, row] = 0.0 if is_end else s.along[0, row]
            line[RIGHT, row] = -line[OFF, row] if row < size else 0.0
        if is_end:
            cells.matrix[size, size] = 1.0
        if solve(size + 1, cells.matrix, line[RIGHT]) == 0.0:
            return -1
        for row in range(size + 1):
            s.spot[0, row] += line[RIGHT, row]
    return -1


@nb.njit(cache=True, nogil=True)
def _step(n: int, live: int, far: float, is_end: bool, grid: Grid, s: Settling) -> int:
    """Go so far along the curve; return how many corrections it took, -1 if it is lost."""
    size = live * (n - 1)
    for row in range(size + 1):
        s.spot[1, row] = s.spot[0, row]
        s.spot[0, row] += far * s.along[0, row]
    if is_end:
        s.spot[0, size] = 1.0
    return _correct(n, live, grid, is_end, s)


@nb.njit(cache=True, nogil=True)
def _back(n: int, live: int, s: Settling) -> None:
    """Take back the last step."""
    for row in range(live * (n - 1) + 1):
        s.spot[0, row] = s.spot[1, row]
    put(n, live, s)


@nb.njit(cache=True, nogil=True)
def follow(n: int, live: int, care: int, grid: Grid, s: Settling) -> float:
    """Follow the curve from the spot where ``t`` rises on it to its end at ``t = 1``.

    The cells must be those that it is in; with more ``care`` steps are shorter, so that
    they do not lead to another curve. Returns how far the end is from an answer,
    infinity where it was not reached.
    """
    longest, straight = _LONGEST * 0.3**care, 1.0 - _BENT * 0.3**care
    size, along = live * (n - 1), s.along
    for row in range(size + 1):
        along[1, row] = 1.0 if row == size else 0.0
    most, length, has_moved = 0.5, 0.0, False
    for _ in range(_MOST + _A_PART * grid.n * n):
        cosine = _direct(n, live, grid, s)
        ahead, left, f, i = _event(n, live, grid, s)
        is_beyond = left < -_THIN and ahead < -_OVER * abs(length)
        if has_moved and (cosine < straight or is_beyond):
            _back(n, live, s)
            most, has_moved = 0.4 * min(most, abs(length)), False
        elif cosine == -2.0 or most < _LEAST:
            break
        elif abs(left) <= _THIN or abs(ahead) <= _NEAR or (not has_moved and ahead < 0.0):
            pivot(f, i, live, s.cells)
            lay_out(f, live, grid, s.desk, s.cells)
            has_moved = False
        else:
            t, rise = s.spot[0, size], along[0, size]
            end = (1.0 - t) / rise if rise > 0.0 else np.inf
            length = min(most, ahead, end)
            count = _step(n, live, length, end <= length, grid, s)
            if count >= 0 and end <= length:
                far = reply(n, live, grid, s.desk)
                if far <= _NEARLY:
                    return far
                count = -1
            has_moved = count >= 0 and s.spot[0, size] <= 1.0 + _NEAR
            if not has_moved:
                _back(n, live, s)
                most = 0.4 * min(most, abs(length))
                continue
            most = min(longest, 2.0 * most) if count <= 2 else most
            for row in range(size + 1):
                along[1, row] = along[0, row]
    return np.inf
