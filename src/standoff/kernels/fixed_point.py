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

import numba as nb
import numpy as np

from standoff.kernels.eights import LANES, greater, load, minus, plus, scaled, store
from standoff.kernels.tables import Floats

Function = Callable[[Floats], Floats]

DEPTH = 5
PATIENCE = 40
HALVINGS = 4
LEAST_PART = 1e-3
LOST = 1e3
"""An error so many times the least so far has no way back."""

SLOW = 0.8
"""A Newton step that leaves more of the error than this is one too many."""

HISTORY_BYTES = 512 * 1024**2
"""Mixing remembers fewer steps where they would take more."""

KRYLOV = 60
NEWTON_CELLS = 2_000_000
"""Newton steps are taken by methods that keep `KRYLOV` vectors: no more numbers in each."""

BLOCK = 1 << 12
"""Cells added up at once."""


@dataclass(frozen=True, eq=False)
class Solution:
    """Where a method stopped: the best point, its largest error, and the cost."""

    x: Floats
    residual: float
    evaluations: int
    is_found: bool


def largest(x: Floats) -> float:
    """Return the largest absolute value, 0 for an empty array."""
    if x.size == 0:
        return 0.0
    least, most = float(x.min()), float(x.max())
    # NaN is neither, and must not be lost
    return max(-least, most) if least <= most else float("nan")


@dataclass(frozen=True, eq=False)
class Error:
    """How far ``image`` is from ``x``, up to what may be added to ``x`` for nothing.

    Where adding a constant ``c`` to a column of ``x`` adds ``drift * c`` to that of
    the image, the constant that serves best is known without trying, and the
    error that counts is what is left: half the distance between the largest
    and the smallest. ``middle`` is taken off the error of each column, and
    ``middle / (1 - drift)`` is to be added to ``x``.
    """

    residual: float
    middle: Floats | None

    def settled(self, x: Floats, drift: Floats | None) -> Floats:
        """Return the point that has this residual."""
        if self.middle is None or drift is None:
            return x
        return x + self.middle / (1.0 - drift)


def measure(x: Floats, image: Floats, drift: Floats | None = None) -> Error:
    """Measure an error in one pass.

    Examples
    --------
    >>> x = np.array([[0.0], [0.0]])
    >>> measure(x, np.array([[1.0], [2.0]]), np.array([0.5])).residual
    0.5
    """
    if x.ndim == 2 and x.shape[1] % LANES == 0:
        low, high, is_number = _extremes(np.ascontiguousarray(x), np.ascontiguousarray(image))
    else:
        gap = image - x
        low, high = (np.atleast_1d(end(gap, axis=0)) for end in (np.min, np.max))
        is_number = not np.isnan(gap).any()
    if not is_number:
        return Error(float("nan"), None)
    if drift is None:
        return Error(float(np.max([-low, high], initial=0.0)), None)
    return Error(float((high - low).max(initial=0.0)) / 2.0, (high + low) / 2.0)


@nb.njit(cache=True)
def _extremes(x: Floats, image: Floats) -> tuple[Floats, Floats, bool]:
    """Return the least and the largest error of each column, and whether all are numbers."""
    low, high, total = (
        np.zeros((1, x.shape[1])),
        np.zeros((1, x.shape[1])),
        np.zeros((1, x.shape[1])),
    )
    for g in range(x.shape[1] // LANES):
        least, most, added = load(total, 0, g), load(total, 0, g), load(total, 0, g)
        for r in range(x.shape[0]):
            gap = minus(load(image, r, g), load(x, r, g))
            if r == 0:
                least, most = gap, gap
            least = scaled(-1.0, greater(scaled(-1.0, least), scaled(-1.0, gap)))
            most = greater(most, gap)
            added = plus(added, gap)
        store(low, 0, g, least)
        store(high, 0, g, most)
        store(total, 0, g, added)
    return low[0], high[0], not np.isnan(total).any()


def plain(
    step: Function,
    start: Floats,
    tolerance: float,
    most: int = 500,
    *,
    trial: int | None = None,
    drift: Floats | None = None,
) -> Solution:
    """Iterate ``x = step(x)`` as long as the error falls.

    Gives up after ``most`` evaluations, or where ten have not taken a twentieth
    of the error away, or, from the ``trial``-th on, where at the rate so far it would
    take more than as many again to get there. See `Error` for ``drift``.

    Examples
    --------
    >>> found = plain(np.cos, np.array([1.0]), 1e-12)
    >>> found.is_found, round(float(found.x[0]), 10)
    (True, 0.7390851332)
    """
    x = start
    past: list[float] = []
    for count in range(1, most + 1):
        image = step(x)
        error = measure(x, image, drift)
        past.append(error.residual)
        if error.residual <= tolerance:
            return Solution(error.settled(x, drift), error.residual, count, True)
        is_lost = not past[-1] <= LOST * min(past)
        if is_lost or (count > 10 and past[-1] > 0.95 * past[-11]):
            break
        if trial is not None and count >= trial:
            rate = (past[-1] / past[-3]) ** 0.5
            if rate >= 1.0 or np.log(tolerance / past[-1]) / np.log(rate) > 2 * trial:
                break
        if count < most:
            x = image
    return Solution(error.settled(x, drift), error.residual, count, False)


def anderson(
    step: Function,
    start: Floats,
    tolerance: float,
    most: int = 500,
    *,
    drift: Floats | None = None,
) -> Solution:
    """Iterate ``x = step(x)``, mixing the last few steps.

    A mixed step that doubles the error is taken back: the history is dropped and
    half a plain step is taken from the best point so far, then a quarter, and so on.
    Gives up after ``most`` evaluations, when `PATIENCE` of them have not halved the
    error, or where no part of a step helps.
    See `Error` for ``drift``.

    Examples
    --------
    >>> found = anderson(np.cos, np.array([1.0]), 1e-12)
    >>> found.is_found, round(float(found.x[0]), 10)
    (True, 0.7390851332)
    """
    x, best, best_x, best_image = start, np.inf, start, start
    history = _History(start.size)
    mark, mark_at, part = np.inf, 0, 0.5
    for count in range(1, most + 1):
        image = step(x)
        error = measure(x, image, drift)
        residual = error.residual
        if residual <= tolerance:
            return Solution(error.settled(x, drift), residual, count, True)
        if not residual <= 2.0 * best:
            if part < LEAST_PART:
                break
            history.forget()
            x = best_x + part * (best_image - best_x)
            part *= 0.5
            continue
        part = 0.5
        if residual < best:
            best, best_x, best_image = residual, x, image
            best_error = error
        if best < 0.5 * mark:
            mark, mark_at = best, count
        elif count - mark_at > PATIENCE:
            break
        gap = image - x
        if error.middle is not None:
            gap -= error.middle
        x = history.mixed(image, gap)
    if np.isfinite(best):
        best_x = best_error.settled(best_x, drift)
    return Solution(best_x, float(best), count, False)


class _History:
    """The last images and their errors, and the products of the errors with each other."""

    def __init__(self, size: int) -> None:
        self.kept = min(DEPTH + 1, max(2, HISTORY_BYTES // (16 * max(1, size))))
        self.forget()

    def forget(self) -> None:
        """Begin again."""
        self.images: list[Floats] = []
        self.gaps: list[Floats] = []
        self.products = np.zeros((0, 0))

    def mixed(self, image: Floats, gap: Floats) -> Floats:
        """Combine the images so that, were the step linear, the error would be least."""
        if len(self.images) == self.kept:
            del self.images[0], self.gaps[0]
            self.products = self.products[1:, 1:]
        self.images.append(np.ascontiguousarray(image))
        self.gaps.append(np.ascontiguousarray(gap))
        row = [_product(self.gaps[-1].ravel(), other.ravel()) for other in self.gaps]
        self.products = np.pad(self.products, (0, 1))
        self.products[-1] = self.products[:, -1] = row
        weights = self._weights()
        mixed: Floats = weights[-1] * image
        for weight, other in zip(weights[:-1], self.images[:-1], strict=True):
            _add(float(weight), other.ravel(), mixed.ravel())
        return mixed

    def _weights(self) -> Floats:
        """Return what to multiply the images by; they add up to one."""
        inner = self.products
        now = inner[-1, -1]
        # products of the differences from the last error, by those of the errors themselves
        gram = inner[:-1, :-1] - inner[:-1, -1:] - inner[-1:, :-1] + now
        gram[np.diag_indices_from(gram)] *= 1.0 + 1e-12
        weights, *_ = np.linalg.lstsq(gram, now - inner[:-1, -1], rcond=1e-14)
        all_weights: Floats = np.append(weights, 1.0 - weights.sum())
        return all_weights


@nb.njit(cache=True, fastmath={"reassoc", "contract"})
def _product(one: Floats, other: Floats) -> float:
    """Return the sum of products, block by block, which loses fewer digits."""
    found = 0.0
    for first in range(0, one.size, BLOCK):
        total = 0.0
        for n in range(first, min(one.size, first + BLOCK)):
            total += one[n] * other[n]
        found += total
    return found


@nb.njit(cache=True)
def _add(weight: float, image: Floats, mixed: Floats) -> None:
    """Add a weighted image, in place."""
    for n in range(mixed.size):
        mixed[n] += weight * image[n]


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
    restart = min(size, KRYLOV)
    solution, _ = gmres(matrix, -now.ravel(), rtol=1e-4, atol=0.0, restart=restart, maxiter=3)
    return np.asarray(solution, dtype=np.float64).reshape(x.shape)
