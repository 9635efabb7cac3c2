r"""Follow the branch of stationary equilibria from precision 0.

At factor 0 everybody tosses a coin, and there is one equilibrium. Raising the
factor traces a curve :math:`(V, t)` on which :math:`V = F_t(V)`; where it folds
back, one moves along the curve instead of along the factor. What is reached at
factor 1 is the equilibrium on the principal branch.

References
----------
Turocy (2005), Games and Economic Behavior 51(2):243-263: the curve for normal
forms. Eibelshauser and Poensgen (2019): for stochastic games. Allgower and
Georg (1990), *Numerical Continuation Methods*: predictor and corrector.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from standoff.kernels.eights import room
from standoff.kernels.fixed_point import NEWTON_CELLS, Solution, largest, measure, newton
from standoff.kernels.markov import Shares
from standoff.kernels.tables import Floats
from standoff.policy.cover import Covered, perpetual
from standoff.policy.going_back import go_back
from standoff.policy.parts import Parts, parts_of
from standoff.policy.portfolio import ARC, Effort, settle
from standoff.vocab import Status

FIRST_STEP = 0.125
LEAST_STEP = 1e-5
LONGEST = 0.5
"""Longest step along the curve, in multiples of the largest value."""

MOST_STEPS = 600
MOST_SWEEPS = 60_000
MOST_WORK = 15_000_000_000
"""Cells (state, slot) computed before giving up: about two minutes."""

LOOSE = 1e-6
"""Relative tolerance on the way; only the end needs the one asked for."""

LOOSER, LARGE_ROWS = 1e-4, 100_000
"""The same over so many states or more, where every sweep counts."""


@dataclass(frozen=True, eq=False)
class Walk:
    """Where the branch led, and the points passed on the way."""

    value: Floats
    residual: float
    tolerance: float
    sweeps: int
    factor: Floats
    residuals: Floats
    choice: Floats
    method: str
    effort: Mapping[str, int]
    components: int
    largest_component: int
    status: Status
    cause: str
    remedy: str


@dataclass(eq=False)
class _Path:
    """The walk in progress: the equations, the points passed, the cost so far."""

    covered: Covered
    precision: Floats
    tables: tuple[Shares, Shares]
    parts: Parts | None = None
    effort: Effort = field(default_factory=Effort)
    notes: int = 0
    factors: list[float] = field(default_factory=list)
    residuals: list[float] = field(default_factory=list)
    choices: list[Floats] = field(default_factory=list)
    points: list[Floats] = field(default_factory=list)

    def image(self, value: Floats, factor: float, *, keep: bool = False) -> Floats:
        """Return the value at the beginning of a round, from that of the next."""
        after, spare = room(*value.shape), room(*value.shape)
        tables = self.tables if keep else None
        go_back(self.covered, value, after, spare, factor * self.precision, tables)
        return after

    def note(self, value: Floats, factor: float) -> None:
        """Record a point of the branch: its residual, and what the first mover does."""
        self.notes += 1
        residual = measure(value, self.image(value, factor, keep=True)).residual
        slots = slice(*self.covered.round.slot_first[:2])
        self.factors.append(factor)
        self.residuals.append(residual)
        self.choices.append(np.array(self.tables[0][self.covered.row, slots], dtype=np.float64))
        self.points = [*self.points[-1:], value]

    @property
    def sweeps(self) -> int:
        """How many times all turns of a round were computed in all states."""
        return self.notes + int(np.ceil(sum(self.effort.sweeps.values())))

    @property
    def loose(self) -> float:
        """Relative tolerance on the way."""
        return LOOSE if self.covered.rows < LARGE_ROWS else LOOSER

    @property
    def is_spent(self) -> bool:
        """Say whether as much has been computed as may be."""
        cells = self.covered.rows * self.covered.slots
        return self.sweeps > min(MOST_SWEEPS, MOST_WORK // max(1, cells))

    def scale(self, value: Floats) -> float:
        """Return what a relative tolerance refers to."""
        return max(1.0, largest(value))


def follow_branch(
    covered: Covered,
    precision: Floats,
    tolerance: float,
    tables: tuple[Shares, Shares],
    progress: Callable[[int, int], None] | None = None,
) -> Walk:
    """Trace the equilibria from factor 0 to factor 1.

    Parameters
    ----------
    covered
        The states and the round.
    precision
        Every actor's precision at factor 1.
    tolerance
        Largest error at the end, relative to the largest value.
    tables
        Room for the policy at the end: choice and passes, axes (r, f), (r, l).
    progress
        Called with the factor in thousandths, and 1000.
    """
    path = _Path(covered, precision, tables, parts_of(covered))
    start = perpetual(covered)
    first = _correct(path, start, 0.0, path.loose)
    cause = ""
    if first.is_found:
        path.note(first.x, 0.0)
        cause = _along_factor(path, progress)
    else:
        path.note(first.x, 0.0)
        cause = "Already with everybody tossing a coin the values did not settle."
    return _finish(path, tolerance, cause)


def _correct(path: _Path, guess: Floats, factor: float, tolerance: float) -> Solution:
    """Solve at a factor from a guess, part by part where the game comes apart."""
    wanted = tolerance * path.scale(guess)
    if path.parts is not None:
        return path.parts.settle(guess, factor * path.precision, wanted, path.effort)
    drift = path.covered.round.patience
    return settle(lambda value: path.image(value, factor), guess, wanted, path.effort, drift=drift)


def _along_factor(path: _Path, progress: Callable[[int, int], None] | None) -> str:
    """Raise the factor step by step to 1; return why not, or an empty text."""
    step = FIRST_STEP
    while path.factors[-1] < 1.0:
        if path.is_spent or len(path.factors) > MOST_STEPS:
            return _stuck(path)
        factor = min(1.0, path.factors[-1] + step)
        guess = _predict(path, factor)
        found = _correct(path, guess, factor, path.loose)
        if found.is_found and _is_near(path, guess, found.x):
            path.note(found.x, factor)
            step = min(2.0 * step, 0.25)
        elif step > LEAST_STEP:
            step *= 0.25
        elif not _around_fold(path):
            return _stuck(path)
        else:
            step = FIRST_STEP / 16
        if progress is not None:
            progress(int(1000 * min(1.0, path.factors[-1])), 1000)
    return ""


def _stuck(path: _Path) -> str:
    """Word why the walk ended early."""
    return (
        f"The branch from precision 0 could be followed up to {path.factors[-1]:.4g} times "
        f"the precision asked for, in {len(path.factors)} steps and {path.sweeps} sweeps. "
        f"Sweeps by method: {path.effort.tried}."
    )


def _predict(path: _Path, factor: float) -> Floats:
    """Extrapolate the last two points of the branch to a factor."""
    if len(path.points) < 2 or path.factors[-1] == path.factors[-2]:
        return path.points[-1]
    old, new = path.points
    slope = (new - old) / (path.factors[-1] - path.factors[-2])
    return new + (factor - path.factors[-1]) * slope


def _is_near(path: _Path, guess: Floats, found: Floats) -> bool:
    """Say whether a corrected point is on the same curve as the guess.

    A corrector may jump to another equilibrium; then it moves much further than
    the predictor did.
    """
    if len(path.points) < 2:
        return largest(found - guess) <= 0.5 * path.scale(found)
    moved = largest(found - guess)
    return moved <= 1e-3 * path.scale(found) or moved <= largest(guess - path.points[-1])


def _around_fold(path: _Path) -> bool:
    """Move along the curve until the factor rises again past the fold."""
    if len(path.points) < 2 or path.points[-1].size > NEWTON_CELLS:
        return False
    here = path.factors[-1]
    length = 1e-2
    for _ in range(MOST_STEPS):
        old, new = (
            _pack(path, point, factor)
            for point, factor in zip(path.points, path.factors[-2:], strict=True)
        )
        tangent = (new - old) / np.linalg.norm(new - old)
        found = _along_curve(path, new, tangent, length)
        # a point far from the predicted one lies past a bend, or on another curve
        if not found.is_found or np.linalg.norm(found.x - new) > 1.2 * length:
            length *= 0.25
            if length < LEAST_STEP or path.is_spent:
                return False
            continue
        value, factor = _unpack(path, found.x)
        if factor < 0.0:
            return False
        path.note(value, factor)
        length = min(1.5 * length, LONGEST)
        if factor > here and path.factors[-2] < factor and len(path.factors) > 3:
            return True
    return False


def _along_curve(path: _Path, new: Floats, tangent: Floats, length: float) -> Solution:
    """Solve for the point of the curve that lies ``length`` further along ``tangent``."""

    def error(point: Floats) -> Floats:
        value, factor = _unpack(path, point)
        gap = (path.image(value, max(factor, 0.0)) - value) / _weight(path)
        along = tangent @ (point - new) - length
        return np.append(gap.ravel(), along)

    wanted = LOOSE * path.scale(path.points[-1]) / _weight(path)
    found = newton(error, new + length * tangent, wanted)
    path.effort.sweeps[ARC] += found.evaluations
    if found.is_found:
        path.effort.served.add(ARC)
    return found


def _weight(path: _Path) -> float:
    """Return what values are divided by, so that they count about as much as the factor.

    Not by their number as well: near a fold a few states may turn on their own,
    and a mean over all would not notice.
    """
    return path.scale(path.points[-1])


def _pack(path: _Path, value: Floats, factor: float) -> Floats:
    """Put a value and a factor into one vector."""
    return np.append(value.ravel() / _weight(path), factor)


def _unpack(path: _Path, point: Floats) -> tuple[Floats, float]:
    """Take the vector apart again."""
    value = point[:-1].reshape(path.points[-1].shape) * _weight(path)
    return value, float(point[-1])


def _finish(path: _Path, tolerance: float, cause: str) -> Walk:
    """Polish the last point to the tolerance asked for and gather the walk."""
    value = path.points[-1]
    if not cause:
        # the walk may have gone past factor 1 around a fold
        value = _correct(path, _predict(path, 1.0), 1.0, tolerance).x
        path.note(value, 1.0)
        if len(path.factors) > 1 and path.factors[-2] == 1.0:
            del path.factors[-2], path.residuals[-2], path.choices[-2]
    wanted = tolerance * path.scale(value)
    if not cause and path.residuals[-1] > wanted:
        cause = (
            f"At the precision asked for the error stays at {path.residuals[-1]:.2g}, "
            f"above {wanted:.2g}."
        )
    remedy = (
        "Lower the precision or the patience of the actors, give the crisis a horizon "
        "(then it is solved backwards), or loosen the tolerance."
    )
    return Walk(
        value=value,
        residual=path.residuals[-1],
        tolerance=wanted,
        sweeps=path.sweeps,
        factor=np.array(path.factors),
        residuals=np.array(path.residuals),
        choice=np.array(path.choices),
        method=path.effort.method,
        effort={name: int(np.ceil(count)) for name, count in path.effort.sweeps.items() if count},
        components=path.parts.count if path.parts else 1,
        largest_component=path.parts.largest if path.parts else path.covered.rows,
        status="did not converge" if cause else "found",
        cause=cause,
        remedy=remedy if cause else "",
    )
