r"""Newton steps that keep away from solutions already known.

To find a further root of :math:`G(x) = 0`, Newton's method is applied to
:math:`m(x) G(x)` with

.. math:: m(x) = \prod_k \left( \frac{1}{\lVert x - x_k \rVert^2} + 1 \right)

which does not vanish at a known root :math:`x_k`. No matrix of the deflated
problem is needed: with :math:`d` the Newton step of :math:`G` and
:math:`g = \nabla \log m(x)`, the step of the deflated problem is
:math:`d / (1 - g \cdot d)` (Sherman and Morrison).

References
----------
Farrell, Birkisson and Funke (2015), SIAM Journal on Scientific Computing
37(4):A2026-A2045: deflation, shifted (section 2.2), and the step (section 3).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from standoff.kernels.fixed_point import Function, Solution, largest
from standoff.kernels.tables import Floats

DENSE = 240
"""Up to this many unknowns the slopes are computed one by one, beyond by GMRES."""

HALVINGS = 6
"""How often a step that raises the error is halved."""

LEAPS = 4
"""Whole steps taken where no shorter one lowers the error, before giving up."""


def deflated_newton(
    error: Function,
    start: Floats,
    known: Sequence[Floats],
    tolerance: float,
    scale: float = 1.0,
    most: int = 40,
) -> Solution:
    """Look for a root of ``error`` that is none of those known.

    Parameters
    ----------
    error
        The function, from an array to one of the same shape.
    start
        Where to begin.
    known
        Roots to keep away from; with none these are damped Newton steps.
    tolerance
        Largest error of a root.
    scale
        Distances are measured in it: a typical size of ``x``.
    most
        Steps before giving up.

    Examples
    --------
    >>> wave = lambda x: (x - 1.0) * (x + 1.0) * (x - 3.0)
    >>> roots = []
    >>> for _ in range(3):
    ...     roots.append(deflated_newton(wave, np.array([2.5]), roots, 1e-12).x)
    >>> sorted(round(float(root[0]), 9) for root in roots)
    [-1.0, 1.0, 3.0]
    """
    x, now, calls, leaps = start, error(start), 1, LEAPS
    for _ in range(most):
        if largest(now) <= tolerance:
            return Solution(x, largest(now), calls, True)
        direction, used = _newton_step(error, x, now)
        calls += used
        along = float((_log_slope(x, known, scale) * direction).sum())
        if abs(1.0 - along) > 1e-12:
            direction = direction / (1.0 - along)
        size = float(np.linalg.norm(now)) * _repulsion(x, known, scale)
        for halvings in range(HALVINGS + 1):
            trial = x + 0.5**halvings * direction
            then = error(trial)
            calls += 1
            if np.linalg.norm(then) * _repulsion(trial, known, scale) < size:
                break
        else:
            # stuck in a hollow: a whole step leaves it, if it does not go astray
            leaps -= 1
            trial = x + direction
            then = error(trial)
            calls += 1
            if leaps < 0 or not np.isfinite(then).all():
                break
        x, now = trial, then
    return Solution(x, largest(now), calls, largest(now) <= tolerance)


def _repulsion(x: Floats, known: Sequence[Floats], scale: float) -> float:
    """Return the factor that keeps away from known roots."""
    factor = 1.0
    for root in known:
        square = float((((x - root) / scale) ** 2).sum())
        if square == 0.0:
            return np.inf
        factor *= 1.0 / square + 1.0
    return factor


def _log_slope(x: Floats, known: Sequence[Floats], scale: float) -> Floats:
    """Return the slope of the logarithm of that factor."""
    slope = np.zeros_like(x)
    for root in known:
        apart = (x - root) / scale
        square = float((apart**2).sum())
        if square > 0.0:
            slope -= 2.0 * apart / (scale * square * (1.0 + square))
    return slope


def _newton_step(error: Function, x: Floats, now: Floats) -> tuple[Floats, int]:
    """Return the step that would bring a linear ``error`` to zero, and what it cost."""
    width = 1e-7 * (1.0 + largest(x))
    size = x.size
    if size <= DENSE:
        slopes = np.empty((size, size))
        for k in range(size):
            moved = x.copy()
            moved.flat[k] += width
            slopes[:, k] = ((error(moved) - now) / width).ravel()
        step = np.linalg.lstsq(slopes, -now.ravel(), rcond=None)[0]
        return np.asarray(step, dtype=np.float64).reshape(x.shape), size
    return _krylov_step(error, x, now, width)


def _krylov_step(error: Function, x: Floats, now: Floats, width: float) -> tuple[Floats, int]:
    """Find that step by GMRES."""
    from scipy.sparse.linalg import LinearOperator, gmres

    calls = 0

    def slope(flat: Floats) -> Floats:
        nonlocal calls
        calls += 1
        length = largest(flat)
        if length == 0.0:
            return np.zeros_like(flat)
        change = (width / length) * flat.reshape(x.shape)
        found: Floats = ((error(x + change) - now) * (length / width)).ravel()
        return found

    matrix = LinearOperator((x.size, x.size), matvec=slope, dtype=np.float64)
    step, _ = gmres(matrix, -now.ravel(), rtol=1e-4, atol=0.0, restart=50, maxiter=2)
    return np.asarray(step, dtype=np.float64).reshape(x.shape), calls
