r"""The branch of private choices that begins where a choice tells nothing.

Letters are those of `standoff.kernels.private_choice` and of
`standoff.kernels.private_cells`. Let only a share ``t`` of what a choice tells be
heard: at ``t = 0`` there is exactly one answer, and the solutions of

.. math::

   x_{af} = w_{fa}(b + t (b_f - b)) - w_{0a}(b + t (b_0 - b))

that go on from it make a curve. It cannot come back to ``t = 0`` and log odds are
bounded, so unless it meets a fork, which a small shift of the equation takes away, it
reaches ``t = 1`` (Eaves 1976). It is followed by steps of ``t`` as far as they carry,
and then by its length, round its folds: `standoff.kernels.private_curve`.

References
----------
Eaves (1976), SIAM-AMS Proceedings 9:73-119: why piecewise smooth curves arrive.
Allgower and Georg (1990), *Numerical Continuation Methods*, ch. 2 and 4: following
one by tangents and Newton's steps. Turocy (2005), Games and Economic Behavior
51:243-263: the same for the precision of logit choice.
"""

from __future__ import annotations

import numba as nb
import numpy as np

from standoff.kernels.beliefs import Grid
from standoff.kernels.private_cells import (
    MORE,
    OFF,
    RIGHT,
    SHIFT,
    cell_at,
    cell_towards,
    lay_out,
    solve,
    system,
)
from standoff.kernels.private_choice import ODDS, hurry, listen, reply, tell_nothing
from standoff.kernels.private_curve import CLOSE, Settling, follow, put

__all__ = ["settle"]

_NEWTON = 12
_HALVINGS = 4
_NEAR = 1e-9
_NARROW = 1.0 / 64.0
"""Shortest step of ``t``; where none so short arrives, the curve is followed by its length."""
_SHIFTS = (0.0, 0.0, 1e-3, 0.1)
"""How far the equation is shifted at the start, one after the other."""


@nb.njit(cache=True, nogil=True)
def settle(
    g: int, n: int, live: int, is_known: bool, grid: Grid, s: Settling, tolerance: float
) -> float:
    """Find what is chosen under the belief of a point; return how far it is from an answer.

    Parameters
    ----------
    g
        The point.
    n
        Choices.
    live
        Motives believed possible, as `standoff.kernels.private_choice.sit_down` has it.
    is_known
        Whether the log odds on the desk are a guess from which to begin; else the
        branch is followed from where a choice tells nothing.
    grid
        The grid of beliefs.
    s
        Room; the desk has the stakes and, at the end, what is chosen.
    tolerance
        Distance, in log odds, that is taken for none.
    """
    desk = s.desk
    if not is_known:
        tell_nothing(g, n, live, desk)
    far = hurry(n, live, grid, desk, tolerance)
    if far > tolerance and is_known:
        _newton(n, live, 1.0, grid, s)
        far = reply(n, live, grid, desk)
    care = 0
    while far > tolerance and care < len(_SHIFTS):
        _begin(g, n, live, _SHIFTS[care], grid, s)
        if care > 0 or _creep(n, live, grid, s) == 0.0:
            _begin(g, n, live, _SHIFTS[care], grid, s)
        far = follow(n, live, care, grid, s)
        if tolerance < far < np.inf:
            _newton(n, live, 1.0, grid, s)
            far = reply(n, live, grid, desk)
        care += 1
    return far


@nb.njit(cache=True, nogil=True)
def _equation(n: int, live: int, t: float, grid: Grid, s: Settling) -> float:
    """Find the cells at hand, and fill the equation there; return how far it is."""
    listen(n, live, s.desk.sheet)
    for f in range(n):
        cell_at(f, live, grid.n, t, s.desk, s.cells)
        lay_out(f, live, grid, s.desk, s.cells)
    return system(n, live, grid.n, t, s.desk, s.cells)


@nb.njit(cache=True, nogil=True)
def _newton(n: int, live: int, t: float, grid: Grid, s: Settling) -> float:
    """Take Newton's steps on the cells at hand as far as they help; return how far it still is."""
    wide, size, sheet = n - 1, live * (n - 1), s.desk.sheet
    line, matrix = s.cells.line, s.cells.matrix
    far = _equation(n, live, t, grid, s)
    for _ in range(_NEWTON):
        if far <= CLOSE:
            break
        for row in range(size):
            line[RIGHT, row] = -line[OFF, row]
            s.spot[1, row] = sheet[ODDS, row // wide, 1 + row % wide]
        if solve(size, matrix, line[RIGHT]) == 0.0:
            break
        for row in range(size):
            s.along[1, row] = line[RIGHT, row]
        length, before = 1.0, far
        for _ in range(_HALVINGS):
            for row in range(size):
                to = s.spot[1, row] + length * s.along[1, row]
                sheet[ODDS, row // wide, 1 + row % wide] = to
            far = _equation(n, live, t, grid, s)
            if far <= (1.0 - 0.25 * length) * before:
                break
            length *= 0.5
        if not far <= (1.0 - 0.25 * length) * before:
            break
    return far


@nb.njit(cache=True, nogil=True)
def _begin(g: int, n: int, live: int, shift: float, grid: Grid, s: Settling) -> None:
    """Go to the start of the branch, and into the cells where it leads."""
    desk, cells, wide = s.desk, s.cells, n - 1
    sheet, flat = desk.sheet, cells.flat
    tell_nothing(g, n, live, desk)
    for a in range(live):
        for f in range(1, n):
            # any numbers without a pattern will do
            flat[MORE, f, a, SHIFT] = shift * (((7 * a + 11 * f + 3 * a * f) % 13) / 6.0 - 1.0)
            sheet[ODDS, a, f] += flat[MORE, f, a, SHIFT]
            s.spot[0, a * wide + f - 1] = sheet[ODDS, a, f]
    s.spot[0, live * wide] = 0.0
    listen(n, live, sheet)
    for f in range(n):
        cell_towards(f, live, grid.n, desk, cells)
        lay_out(f, live, grid, desk, cells)


@nb.njit(cache=True, nogil=True)
def _creep(n: int, live: int, grid: Grid, s: Settling) -> float:
    """Follow the curve by steps of ``t`` until it turns; return where, and be there.

    Newton's steps may not go far from where the tangent leads, and the determinant
    must stay positive, as it is at the start.
    """
    size, spot, along, line = live * (n - 1), s.spot, s.along, s.cells.line
    t, wide = 0.0, 0.5
    system(n, live, grid.n, t, s.desk, s.cells)
    while t < 1.0:
        for row in range(size):
            line[RIGHT, row] = -s.cells.matrix[row, size]
        if solve(size, s.cells.matrix, line[RIGHT]) <= 0.0:
            break
        for row in range(size):
            along[0, row] = line[RIGHT, row]
        there = t
        while wide >= _NARROW and there == t:
            there = min(1.0, t + wide)
            if not _arrives(n, live, t, there, grid, s):
                there, wide = t, 0.5 * wide
        if there == t:
            break
        for row in range(size):
            spot[0, row] = s.desk.sheet[ODDS, row // (n - 1), 1 + row % (n - 1)]
        t, wide = there, 2.0 * wide
        spot[0, size] = t
        _equation(n, live, t, grid, s)
    put(n, live, s)
    _equation(n, live, t, grid, s)
    return t


@nb.njit(cache=True, nogil=True)
def _arrives(n: int, live: int, t: float, there: float, grid: Grid, s: Settling) -> bool:
    """Go from the spot to another ``t``; say whether Newton's steps end near the tangent."""
    size, sheet, wide = live * (n - 1), s.desk.sheet, n - 1
    reach = 0.0
    for row in range(size):
        more = (there - t) * s.along[0, row]
        reach = max(reach, abs(more))
        sheet[ODDS, row // wide, 1 + row % wide] = s.spot[0, row] + more
    if _newton(n, live, there, grid, s) > _NEAR:
        return False
    for row in range(size):
        to = s.spot[0, row] + (there - t) * s.along[0, row]
        if abs(sheet[ODDS, row // wide, 1 + row % wide] - to) > 0.5 * reach + 1e-4:
            return False
    return True
