r"""The equilibrium with private motives on a tree, beliefs kept exactly.

Letters: ``n`` node, ``k`` motive of its mover ``i``, ``f`` choice (0 is hold), ``b``
belief, ``t`` the precision of the surest actor on the way. The unknowns are log odds

.. math::

   y_{nkf} = \log \pi_k(f \mid n) - \log \pi_k(0 \mid n)
           = t\,\frac{\lambda_i}{\max \lambda}\,\bigl(Q_k(n, f) - Q_k(n, 0)\bigr),

with Q reckoned under the beliefs that :math:`\pi` itself leads to. At t = 0 everybody
tosses a coin; the branch of solutions that begins there is followed by its length,
round folds, to the precision asked for. Logs keep the odds of what is almost never
done, so beliefs off the path are those that the rarest mistakes lead to.

References
----------
McKelvey and Palfrey (1998), Experimental Economics 1:9-41: the agent logit
equilibrium and its principal branch. Turocy (2005), Games and Economic Behavior
51:243-263: following it. Squire and Trapp (1998), SIAM Review 40:110-112: the
derivatives, by a step along the imaginary axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Floats
from standoff.policy.private_tree import PrivateTree

__all__ = ["Exact", "solve_on_tree"]

Numbers = npt.NDArray[Any]
"""Real, or complex while derivatives are taken."""

_TOLERANCE: Final = 1e-11
"""Distance from the equation, against the largest log odds."""
_STEPS: Final = 3000
_LEAST: Final = 1e-9
_CORRECTIONS: Final = 8
_TINY: Final = 1e-30


@dataclass(frozen=True, eq=False)
class Exact:
    """What is done, told and expected at every node of a tree.

    Lists are by node; at the ends of rounds their entries are empty.
    """

    choice: tuple[Floats, ...]
    """Probability of each choice by motive of the mover; (K, F)."""
    share: tuple[Floats, ...]
    """The same as others expect it; (F,)."""
    belief: Floats
    """What others believe when a node is reached; (n, C)."""
    reach: Floats
    """How probable a node is; (n,)."""
    value: Floats
    """What each actor without a secret and each motive expects at the start; (C,)."""
    residual: float
    """Largest distance of a choice from its fixed point, in probability."""
    arrived: bool
    """Whether the branch was followed to its end."""


class _Equation:
    """The equation above for one tree, over a batch ``x`` of guesses at a time."""

    def __init__(self, tree: PrivateTree) -> None:
        self.tree = tree
        self.most = float(tree.precision.max(initial=0.0))
        self.cells: list[slice] = []
        end = 0
        for node in tree.nodes:
            own = tree.own(node.mover) if node.mover >= 0 else slice(0, 0)
            size = (own.stop - own.start) * (len(node.action) - 1) if node.action else 0
            self.cells.append(slice(end, end + size))
            end += size
        self.size = end
        self.alive = tree.prior > 0

    def logs(self, y: Numbers, n: int) -> Numbers:
        """Return log probabilities at a node; (x, K, F)."""
        node = self.tree.nodes[n]
        own = self.tree.own(node.mover)
        odds = y[:, self.cells[n]].reshape(len(y), own.stop - own.start, -1)
        whole = np.concatenate([np.zeros_like(odds[:, :, :1]), odds], axis=2)
        found: Numbers = whole - _log_sum(whole)[..., None]
        return found

    def beliefs(self, y: Numbers) -> list[Numbers]:
        """Return the log of what is believed at each node; (x, C), 0 for a prior of zero."""
        tree = self.tree
        first = np.where(self.alive, np.log(np.where(self.alive, tree.prior, 1.0)), 0.0)
        told: list[Numbers] = [np.zeros(0)] * len(tree.nodes)
        told[0] = np.tile(first.astype(y.dtype), (len(y), 1))
        for n, node in enumerate(tree.nodes):
            logs = self.logs(y, n) if node.action else None
            for f, branch in enumerate(node.branch):
                after = told[n]
                own = tree.own(node.mover) if logs is not None else slice(0, 0)
                if logs is not None and own.stop - own.start > 1:
                    after = after.copy()
                    alive = self.alive[own]
                    heard = after[:, own] + np.where(alive, logs[:, :, f], 0.0)
                    total = _log_sum(heard[:, alive])
                    after[:, own] = np.where(alive, heard - total[:, None], 0.0)
                for _, child in branch:
                    told[child] = after
        return told

    def back(self, y: Numbers) -> tuple[list[Numbers], list[Numbers]]:
        """Return what is expected at each node, (x, C), and Q of its mover's motives, (x, K, F)."""
        tree = self.tree
        told = self.beliefs(y)
        value: list[Numbers] = [np.zeros(0)] * len(tree.nodes)
        quality: list[Numbers] = [np.zeros(0)] * len(tree.nodes)
        for n in range(len(tree.nodes) - 1, -1, -1):
            node = tree.nodes[n]
            if node.mover < 0:
                here = tree.utility[node.row]
                if not node.branch:
                    value[n] = np.tile((here / (1 - tree.patience)).astype(y.dtype), (len(y), 1))
                else:
                    value[n] = here + tree.patience * _mean(value, node.branch[0])
                continue
            own = tree.own(node.mover)
            after = np.stack([_mean(value, branch) for branch in node.branch], axis=2)
            quality[n] = after[:, own] - np.array(node.cost)
            choice = np.exp(self.logs(y, n))
            weight = np.where(self.alive[own], np.exp(told[n][:, own]), 0.0)
            share = np.einsum("xk,xkf->xf", weight, choice)
            value[n] = np.einsum("xf,xcf->xc", share, after)
            value[n][:, own] = np.einsum("xkf,xkf->xk", choice, quality[n])
        return value, quality

    def gains(self, y: Numbers) -> Numbers:
        """Return what each choice is worth beyond hold, in precision of the surest; (x, D)."""
        _, quality = self.back(y)
        found = np.zeros_like(y)
        for n, node in enumerate(self.tree.nodes):
            if node.action:
                sure = self.tree.precision[node.mover] / self.most if self.most else 0.0
                more = quality[n][:, :, 1:] - quality[n][:, :, :1]
                found[:, self.cells[n]] = sure * more.reshape(len(y), -1)
        return found

    def slopes(self, y: Floats) -> tuple[Floats, Floats]:
        """Return the gains and their derivatives; (D,) and (D, D)."""
        moved = y + 1j * _TINY * np.eye(self.size)
        found = self.gains(moved)
        return found[0].real if self.size else np.zeros(0), found.imag.T / _TINY


def _log_sum(logs: Numbers) -> Numbers:
    """Return the log of a sum over the last axis."""
    top = logs.real.max(axis=-1, keepdims=True)
    found: Numbers = np.log(np.exp(logs - top).sum(axis=-1)) + top[..., 0]
    return found


def _mean(value: list[Numbers], branch: tuple[tuple[float, int], ...]) -> Numbers:
    found: Numbers = sum(p * value[child] for p, child in branch)  # type: ignore[assignment]
    return found


def solve_on_tree(tree: PrivateTree) -> Exact:
    """Follow the branch from precision 0 to the precision of the game.

    Where it cannot be followed to the end, what was reached last is returned, and
    ``residual`` says how far it is from a fixed point.

    Examples
    --------
    >>> import standoff
    >>> from standoff.policy.private_tree import unrolled
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("brinkmanship")))
    >>> found = solve_on_tree(unrolled(game, (), rounds=1, most=100))
    >>> found.arrived, found.share[0].round(2).tolist()
    (True, [0.0, 0.0, 0.0, 0.88, 0.12])
    """
    equation = _Equation(tree)
    y, arrived = _followed(equation)
    return _told(equation, y, arrived)


def _followed(equation: _Equation) -> tuple[Floats, bool]:
    """Go along the branch; return where it ends, and whether that is the end asked for."""
    place: Floats = np.zeros(equation.size + 1)
    end = equation.most
    if not equation.size or end == 0:
        return place[:-1], True
    flat = np.append(np.zeros(equation.size), 1.0)
    tangent = _tangent(equation, place, flat)
    assert tangent is not None  # at precision 0 the equation is y = 0
    step = min(0.1, end)
    for _ in range(_STEPS):
        guess = place + step * tangent
        if guess[-1] >= end:
            share = (end - place[-1]) / (guess[-1] - place[-1])
            guess = place + share * (guess - place)
            there, _ = _corrected(equation, guess, flat)
            if there is not None:
                return there[:-1], True
            step /= 2
            continue
        there, count = _corrected(equation, guess, tangent)
        turned = None if there is None else _tangent(equation, there, tangent)
        if there is None or turned is None or float(turned @ tangent) < 0.8:
            step /= 2
            if step < _LEAST:
                break
            continue
        place, tangent = there, turned
        step *= 2.0 if count <= 3 else 1.0
    return place[:-1], False


def _tangent(equation: _Equation, place: Floats, before: Floats) -> Floats | None:
    """Return the direction of the branch, onwards from the direction before; none at a fork."""
    gains, slope = equation.slopes(place[:-1])
    onwards = np.append(np.zeros(equation.size), 1.0)
    found = _solved(equation, place, gains, slope, before, onwards)
    return None if found is None else found / np.linalg.norm(found)


def _solved(
    equation: _Equation,
    place: Floats,
    gains: Floats,
    slope: Floats,
    across: Floats,
    right: Floats,
) -> Floats | None:
    """Solve the linearised equation, with a last row that says what goes across."""
    matrix = np.empty((equation.size + 1, equation.size + 1))
    matrix[:-1, :-1] = np.eye(equation.size) - place[-1] * slope
    matrix[:-1, -1] = -gains
    matrix[-1] = across
    try:
        found = np.asarray(np.linalg.solve(matrix, right), np.float64)
    except np.linalg.LinAlgError:
        return None
    return found if np.isfinite(found).all() else None


def _corrected(equation: _Equation, guess: Floats, across: Floats) -> tuple[Floats | None, int]:
    """Go back to the branch by Newton's steps, across a direction; count them."""
    place: Floats = guess.copy()
    for count in range(_CORRECTIONS):
        gains, slope = equation.slopes(place[:-1])
        off = place[:-1] - place[-1] * gains
        if np.abs(off).max() <= _TOLERANCE * max(1.0, float(np.abs(place).max())):
            return place, count
        wanted = np.append(-off, across @ (guess - place))
        more = _solved(equation, place, gains, slope, across, wanted)
        if more is None:
            return None, count
        place += more
    return None, _CORRECTIONS


def _told(equation: _Equation, y: Floats, arrived: bool) -> Exact:
    """Write out what the solution says."""
    tree, guess = equation.tree, y[None, :]
    told = equation.beliefs(guess)
    value, quality = equation.back(guess)
    belief = np.where(equation.alive, np.exp(np.array([one[0] for one in told])), 0.0)
    choice, share = [], []
    reach, residual = np.zeros(len(tree.nodes)), 0.0
    reach[0] = 1.0
    for n, node in enumerate(tree.nodes):
        if node.mover < 0:
            choice.append(np.zeros((0, 0)))
            share.append(np.ones(len(node.branch)))
        else:
            logs = equation.logs(guess, n)[0]
            sure = tree.precision[node.mover] * quality[n][0]
            wanted = np.exp(sure - _log_sum(sure)[:, None])
            choice.append(np.exp(logs))
            share.append(belief[n, tree.own(node.mover)] @ choice[-1])
            residual = max(residual, float(np.abs(choice[-1] - wanted).max()))
        for f, branch in enumerate(node.branch):
            for p, child in branch:
                reach[child] = reach[n] * share[n][f] * p
    return Exact(tuple(choice), tuple(share), belief, reach, value[0][0], residual, arrived)
