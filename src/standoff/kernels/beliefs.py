"""Beliefs over the motives of an actor, on a grid.

The points of the grid are the beliefs whose shares are multiples of ``1 / n``.
Between them values are interpolated on the Freudenthal triangulation, with at
most as many vertices as there are motives.

References
----------
Lovejoy (1991), Operations Research 39:162-175: fixed grids of beliefs and their
triangulation.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Floats, Ints

__all__ = ["Grid", "Hull", "belief_grid", "spread", "spread_in"]


class Grid(NamedTuple):
    """Points of the simplex of beliefs whose shares are multiples of ``1 / n``."""

    n: int
    belief: Floats
    """(G, K)."""
    place: npt.NDArray[np.int32]
    """Point by its counts, all but the last, as digits of base ``n + 1``."""


class Hull(NamedTuple):
    """Room for writing beliefs as means of points."""

    at: Ints
    weight: Floats
    corner: Ints
    rest: Floats


def belief_grid(motives: int, n: int) -> Grid:
    """Lay out the grid.

    Parameters
    ----------
    motives
        K, two or more.
    n
        Parts into which certainty is divided.

    Examples
    --------
    >>> belief_grid(2, 2).belief.tolist()
    [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]
    """
    counts: list[tuple[int, ...]] = [(j,) for j in range(n + 1)]
    for _ in range(motives - 2):
        counts = [(*one, j) for one in counts for j in range(n + 1 - sum(one))]
    whole = np.array([(*one, n - sum(one)) for one in counts], dtype=np.int64)
    place = np.full((n + 1) ** (motives - 1), -1, dtype=np.int32)
    place[whole[:, :-1] @ (n + 1) ** np.arange(motives - 1)] = np.arange(len(whole))
    return Grid(n, whole / n, place)


@nb.njit(cache=True, nogil=True)
def spread(belief: Floats, grid: Grid, at: Ints, weight: Floats) -> int:
    """Write a belief as a mean of points of the grid; return how many have weight.

    Examples
    --------
    >>> grid = belief_grid(2, 2)
    >>> at, weight = np.zeros(2, np.int64), np.zeros(2)
    >>> count = spread(np.array([0.75, 0.25]), grid, at, weight)
    >>> count, at.tolist(), weight.tolist()
    (2, [2, 1], [0.5, 0.5])
    """
    motives = belief.size
    hull = Hull(at, weight, np.zeros(motives + 1, np.int64), np.zeros(motives))
    return spread_in(belief, grid.n, grid.place, hull)


@nb.njit(cache=True, nogil=True, inline="always")
def spread_in(belief: Floats, n: int, place: npt.NDArray[np.int32], hull: Hull) -> int:
    """Do what `spread` does, in room that is given."""
    motives = belief.size
    corner, rest = hull.corner, hull.rest
    # before its floor is taken, corner[k] is n times the share of the motives from k on
    total = 0.0
    corner[0], corner[motives] = n, 0
    for k in range(motives - 1, 0, -1):
        total += belief[k]
        x = min(n * total, float(n))
        corner[k] = int(math.floor(x))
        rest[k] = x - corner[k]
    count, left = 0, 1.0
    for _ in range(motives):
        best = 0
        for k in range(1, motives):
            # what has been taken has a rest below zero
            if rest[k] >= 0.0 and (best == 0 or rest[k] > rest[best]):
                best = k
        here = rest[best] if best > 0 else 0.0
        if left > here:
            code, base = 0, 1
            for k in range(motives - 1):
                code += base * (corner[k] - corner[k + 1])
                base *= n + 1
            hull.at[count], hull.weight[count] = place[code], left - here
            count += 1
        if best > 0:
            left = here
            corner[best] += 1
            rest[best] = -1.0
    return count
