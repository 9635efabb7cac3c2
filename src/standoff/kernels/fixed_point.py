r"""Solve :math:`x = F(x)` and :math:`G(x) = 0` where only values can be computed.

``x`` is an array of any shape; ``step`` computes :math:`F`, ``error`` computes
:math:`G`. Neither method is safe alone: Anderson mixing is quick where plain
iteration would converge, and Newton steps converge where it would cycle.

References
----------
Anderson (1965), Journal of the ACM 12(4):547-560; Walker and Ni (2011), SIAM
Journal on Numerical Analysis 49(4):1715-1735: mixing, type II.
Knoll and Keyes (2004), Journal of Computational Physics 193(2):357-397:
Newton steps by Krylov methods, without a matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from standoff.kernels.tables import Floats

Function = Callable[[Floats], Floats]

DEPTH = 5
PATIENCE = 40
HALVINGS = 4
SLOW = 0.8
"""A Newton step that leaves more of the error than this is one too many."""


@dataclass(frozen=True, eq=False)
class Solution:
    """Where a method stopped: the best point, its largest error, and the cost."""

    x: Floats
    residual: float
    evaluations: int
    is_found: bool


def largest(x: Floats) -> float:
    """Return the largest absolute value, 0 for an empty array."""
    return float(np.abs(x).max(initial=0.0))


def anderson(step: Function, start: Floats, tolerance: float, most: int = 500) -> Solution:
    """Iterate ``x = step(x)``, mixing the last few steps.

    A mixed step that raises the error is taken back: the history is dropped and
    half a plain step is taken from the best point so far. Gives up after
    ``most`` evaluations, or when `PATIENCE` of them have not halved the error.

    Examples
    --------
    >>> found = anderson(np.cos, np.array([1.0]), 1e-12)
    >>> found.is_found, round(float(found.x[0]), 10)
    (True, 0.7390851332)
    """
    x, best, best_x, best_image = start, np.inf, start, start
    history: list[tuple[Floats, Floats]] = []
    mark, mark_at = np.inf, 0
    for count in range(1, most + 1):
        image = step(x)
        error = image - x
        residual = largest(error)
        if residual <= tolerance:
            return Solution(x, residual, count, True)
        if not residual <= 2.0 * best:
            history.clear()
            x = 0.5 * (best_x + best_image)
            continue
        if residual < best:
            best, best_x, best_image = residual, x, image
        if best < 0.5 * mark:
            mark, mark_at = best, count
        elif count - mark_at > PATIENCE:
            break
        history.append((image.copy(), error))
        del history[: -DEPTH - 1]
        x = _mixed(history)
    return Solution(best_x, best, count, False)


def _mixed(history: list[tuple[Floats, Floats]]) -> Floats:
    """Combine the last images so that, were ``step`` linear, the error would be least."""
    image, error = history[-1]
    if len(history) == 1:
        return image
    errors = np.stack([(error - e).ravel() for _, e in history[:-1]])
    # normal equations: the history is short, and a long game makes long rows
    gram = errors @ errors.T
    gram[np.diag_indices_from(gram)] *= 1.0 + 1e-12
    weights, *_ = np.linalg.lstsq(gram, errors @ error.ravel(), rcond=1e-14)
    mixed = image.copy()
    for weight, (other, _) in zip(weights, history[:-1], strict=True):
        mixed -= weight * (image - other)
    return mixed


def newton(error: Function, start: Floats, tolerance: float, most: int = 25) -> Solution:
    """Solve ``error(x) = 0`` by Newton steps found with GMRES.

    A step is halved until the error falls. Gives up after ``most`` steps, or
    when a step hardly helps: a start nearer to the solution is then cheaper.

    Examples
    --------
    >>> found = newton(lambda x: x**2 - 2.0, np.array([1.0]), 1e-12)
    >>> found.is_found, round(float(found.x[0]), 10)
    (True, 1.4142135624)
    """
    calls = [0]

    def counted(x: Floats) -> Floats:
        calls[0] += 1
        return error(x)

    x, now = start, counted(start)
    for _ in range(most):
        if largest(now) <= tolerance:
            return Solution(x, largest(now), calls[0], True)
        direction = _newton_direction(counted, x, now)
        size = np.linalg.norm(now)
        for halving in range(HALVINGS):
            trial = x + 0.5**halving * direction
            then = counted(trial)
            if np.linalg.norm(then) < size * (1.0 - 1e-4 * 0.5**halving):
                break
        else:
            break
        x, now = trial, then
        if np.linalg.norm(now) > SLOW * size:
            break
    return Solution(x, largest(now), calls[0], largest(now) <= tolerance)


def _newton_direction(error: Function, x: Floats, now: Floats) -> Floats:
    """Solve for the step that would bring a linear ``error`` to zero."""
    from scipy.sparse.linalg import LinearOperator, gmres

    scale = 1e-7 * (1.0 + largest(x))

    def slope(flat: Floats) -> Floats:
        length = largest(flat)
        if length == 0.0:
            return np.zeros_like(flat)
        width = scale / length
        return ((error(x + width * flat.reshape(x.shape)) - now) / width).ravel()

    size = x.size
    matrix = LinearOperator((size, size), matvec=slope, dtype=np.float64)
    restart = min(size, 60)
    solution, _ = gmres(matrix, -now.ravel(), rtol=1e-4, atol=0.0, restart=restart, maxiter=3)
    return np.asarray(solution, dtype=np.float64).reshape(x.shape)
