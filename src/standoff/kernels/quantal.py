r"""Logit quantal-response equilibrium of a game in normal form.

Letters
-------
``i``, ``k`` players; ``j`` a strategy; ``t`` the factor on all precisions.
``payoff[i]`` has one axis for each player, in the order of the players.

At factor :math:`t` a strategy is played with probability
:math:`p_{ij} \propto \exp(t \lambda_i u_{ij}(p))`. The curve of solutions that
begins at the coin toss, :math:`t = 0`, is followed by arc length through its
folds; unknowns are the logarithms of the probabilities, so that none leaves
its range.

References
----------
McKelvey and Palfrey (1995), Games and Economic Behavior 10:6-38.
Turocy (2005), Games and Economic Behavior 51(2):243-263: the method.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.kernels.tables import Floats

LONGEST = 0.5
SHORTEST = 1e-9
MOST_STEPS = 20_000


@dataclass(frozen=True, eq=False)
class LogitBranch:
    """The curve of equilibria, and the one at factor 1.

    ``factor`` (n,) and ``shares`` (n, all strategies of all players side by
    side) are the points passed; ``end`` is one array for each player.
    """

    factor: Floats
    shares: Floats
    end: tuple[Floats, ...]
    residual: float
    is_found: bool


def logit_branch(
    payoff: Sequence[Floats], precision: Sequence[float], tolerance: float = 1e-12
) -> LogitBranch:
    """Follow the logit equilibria of a normal form from the coin toss.

    Parameters
    ----------
    payoff
        For each player, its payoff by the strategies of all players.
    precision
        For each player, at factor 1.
    tolerance
        Largest error of a probability at the end.

    Examples
    --------
    Matching pennies of Ochs at precision 1, as in McKelvey and Palfrey (1995):

    >>> row = np.array([[1.1141, 0.0], [0.0, 0.2785]])
    >>> column = np.array([[0.0, 1.1141], [1.1141, 0.0]])
    >>> found = logit_branch([row, column], [1.0, 1.0])
    >>> [round(float(share[0]), 6) for share in found.end]
    [0.586784, 0.451807]
    """
    game = _Game([np.asarray(p, dtype=np.float64) for p in payoff], np.asarray(precision))
    point = np.append(np.concatenate([np.full(n, -np.log(n)) for n in game.sizes]), 0.0)
    direction = np.zeros(point.size)
    direction[-1] = 1.0
    passed, length = [point], 0.02
    for _ in range(MOST_STEPS):
        if point[-1] >= 1.0 or length < SHORTEST:
            break
        tangent = game.tangent(point, direction)
        trial = game.correct(point + length * tangent, tangent)
        if trial is None or trial[-1] < -1e-9 or _turns(game, trial, tangent):
            length *= 0.5
            continue
        point, direction = trial, tangent
        passed.append(point)
        length = min(1.3 * length, LONGEST)
    return _finish(game, passed, tolerance)


def _turns(game: _Game, point: Floats, tangent: Floats) -> bool:
    """Say whether the curve bends so much between two points that one was skipped."""
    return float(game.tangent(point, tangent) @ tangent) < 0.9


def _finish(game: _Game, passed: list[Floats], tolerance: float) -> LogitBranch:
    """Solve at factor 1, between the last two points of the curve."""
    last = passed[-1]
    if last[-1] > 1.0:
        old = passed[-2]
        guess = old + (1.0 - old[-1]) / (last[-1] - old[-1]) * (last - old)
        guess[-1] = 1.0
        straight = np.zeros(last.size)
        straight[-1] = 1.0
        exact = game.correct(guess, straight, tolerance=1e-14)
        last = last if exact is None else exact
    end = game.split(np.exp(last[:-1]))
    residual = game.largest_error(end)
    is_found = residual <= tolerance and bool(abs(last[-1] - 1.0) <= 1e-12)
    points = np.array(passed)
    return LogitBranch(points[:, -1], np.exp(points[:, :-1]), end, residual, is_found)


class _Game:
    """The equations of the curve and their slopes."""

    def __init__(self, payoff: Sequence[Floats], precision: Floats) -> None:
        self.payoff = payoff
        self.precision = precision.astype(np.float64)
        self.sizes = payoff[0].shape
        self.first = np.concatenate(([0], np.cumsum(self.sizes)))

    def split(self, flat: Floats) -> tuple[Floats, ...]:
        """Cut a vector over all strategies into one for each player."""
        return tuple(flat[a:b] for a, b in zip(self.first[:-1], self.first[1:], strict=True))

    def mean(self, i: int, shares: Sequence[Floats], *keep: int) -> Floats:
        """Average player ``i``'s payoff over everybody's strategies but those of ``keep``."""
        table = self.payoff[i]
        for k in range(len(self.sizes) - 1, -1, -1):
            if k not in keep:
                table = np.tensordot(table, shares[k], axes=(k, 0))
        return table

    def error(self, point: Floats) -> Floats:
        """Return the equations: shares sum to one, and log odds are as payoffs have it."""
        factor = point[-1]
        logs = self.split(point[:-1])
        shares = [np.exp(part) for part in logs]
        rows = []
        for i, part in enumerate(logs):
            quality = factor * self.precision[i] * self.mean(i, shares, i)
            rows.append(np.array([shares[i].sum() - 1.0]))
            rows.append((part[1:] - part[0]) - (quality[1:] - quality[0]))
        return np.concatenate(rows)

    def slopes(self, point: Floats) -> Floats:
        """Return the derivative of `error` by every log probability and the factor."""
        factor = point[-1]
        shares = [np.exp(part) for part in self.split(point[:-1])]
        table = np.zeros((point.size - 1, point.size))
        for i, size in enumerate(self.sizes):
            top = self.first[i]
            table[top, top : top + size] = shares[i]
            table[top + 1 : top + size, top] = -1.0
            rows = np.arange(1, size)
            table[top + rows, top + rows] = 1.0
            worth = self.mean(i, shares, i)
            table[top + 1 : top + size, -1] = -self.precision[i] * (worth[1:] - worth[0])
            for k, other in enumerate(self.sizes):
                if k != i:
                    pair = self.mean(i, shares, i, k)
                    pair = (pair if i < k else pair.T) * shares[k]
                    columns = slice(self.first[k], self.first[k] + other)
                    table[top + 1 : top + size, columns] -= (
                        factor * self.precision[i] * (pair[1:] - pair[0])
                    )
        return table

    def tangent(self, point: Floats, like: Floats) -> Floats:
        """Return the unit vector along the curve that points the way of ``like``."""
        _, _, rows = np.linalg.svd(self.slopes(point))
        along: Floats = rows[-1]
        return along if along @ like >= 0.0 else -along

    def correct(self, guess: Floats, tangent: Floats, tolerance: float = 1e-10) -> Floats | None:
        """Come back to the curve at right angles to ``tangent``; None if that fails."""
        point = guess.copy()
        for _ in range(30):
            error = np.append(self.error(point), tangent @ (point - guess))
            if np.abs(error).max() <= tolerance:
                return point
            step = np.linalg.lstsq(np.vstack([self.slopes(point), tangent]), -error, rcond=None)[0]
            if not np.isfinite(step).all() or np.abs(step).max() > 5.0:
                return None
            point = point + step
        return point if np.abs(error).max() <= 1e-8 else None

    def largest_error(self, shares: Sequence[Floats]) -> float:
        """Return how far shares are from the logit responses to themselves, at factor 1."""
        worst = 0.0
        for i, share in enumerate(shares):
            quality = self.precision[i] * self.mean(i, shares, i)
            weight = np.exp(quality - quality.max())
            worst = max(worst, float(np.abs(weight / weight.sum() - share).max()))
        return worst
