r"""Logit equilibrium of one small game in which all choose at once, in compiled code.

Letters
-------
``k`` player; ``j`` one of its ``count[k]`` options; ``x`` a profile, one option
for each player, the last player's running fastest; ``t`` the factor on all
precisions.

At factor :math:`t` option :math:`j` is taken with probability
:math:`p_{kj} \propto \exp(t \lambda_k E[u_k \mid j, p_{-k}])`. Where payoffs interact
so little that replies contract, there is one solution, and replying finds it. Else
the solutions are followed from the largest factor at which that is sure up to 1 by
Newton steps along the tangent, ever shorter ones where the curve turns. Where it
folds back this gives up, and `standoff.kernels.quantal` follows it by arc length.

References
----------
McKelvey and Palfrey (1995), Games and Economic Behavior 10:6-38: the equilibrium,
and its principal branch. For the contraction: a softmax moves by at most half the
spread of what it is given, so replies contract if
:math:`\lambda_k (K - 1) D_k / 4 < 1` for all players, where :math:`D_k` is the most by
which what others do changes the difference between two options of ``k``.
"""

from __future__ import annotations

import numba as nb
import numpy as np

from standoff.kernels.tables import Floats, Ints

SURE = 0.8
"""Share of the factor up to which replies are sure to contract that is used."""

REPLIES = 200
"""Replies that are tried where they contract; each gains a factor of `SURE` or better."""

STEPS = 400
SHORTEST = 1e-7
FAR = 0.15
"""A point farther from where the tangent led, in probability, is not trusted."""

CLOSE = 1e-14


@nb.njit(cache=True)
def interaction(payoff: Floats, count: Ints) -> Floats:
    """Return for each player the most that others' choices change a difference of two options.

    Parameters
    ----------
    payoff
        By player and profile; (K, X).
    count
        Number of options of each player; (K,).

    Examples
    --------
    In matching pennies a player's gain from heads runs from -1 to 1:

    >>> pennies = np.array([[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]])
    >>> interaction(pennies, np.array([2, 2])).tolist()
    [2.0, 2.0]
    """
    players, profiles = payoff.shape
    found = np.zeros(players)
    stride = 1
    for k in range(players - 1, -1, -1):
        span = stride * count[k]
        for one in range(count[k]):
            for two in range(one + 1, count[k]):
                low, high = np.inf, -np.inf
                for x in range(profiles):
                    if (x // stride) % count[k] == one:
                        gap = payoff[k, x] - payoff[k, x + (two - one) * stride]
                        low, high = min(low, gap), max(high, gap)
                found[k] = max(found[k], high - low)
        stride = span
    return found


@nb.njit(cache=True)
def expected(payoff: Floats, count: Ints, share: Floats, quality: Floats) -> None:
    """Fill what each option is worth to its player, others choosing by ``share``; (K, J)."""
    players, profiles = payoff.shape
    for k in range(players):
        for j in range(count[k]):
            quality[k, j] = 0.0
        for x in range(profiles):
            weight, rest, own = 1.0, x, 0
            for n in range(players - 1, -1, -1):
                j = rest % count[n]
                rest //= count[n]
                if n == k:
                    own = j
                else:
                    weight *= share[n, j]
            quality[k, own] += weight * payoff[k, x]


@nb.njit(cache=True)
def reply(quality: Floats, count: Ints, precision: Floats, factor: float, share: Floats) -> None:
    """Fill the logit probabilities of what each option is worth; (K, J)."""
    for k in range(count.size):
        best = quality[k, 0]
        for j in range(1, count[k]):
            best = max(best, quality[k, j])
        total = 0.0
        for j in range(count[k]):
            share[k, j] = np.exp(factor * precision[k] * (quality[k, j] - best))
            total += share[k, j]
        for j in range(count[k]):
            share[k, j] /= total


@nb.njit(cache=True)
def _gap(one: Floats, two: Floats, count: Ints) -> float:
    worst = 0.0
    for k in range(count.size):
        for j in range(count[k]):
            worst = max(worst, abs(one[k, j] - two[k, j]))
    return worst


@nb.njit(cache=True)
def _replied(payoff: Floats, count: Ints, precision: Floats, factor: float, share: Floats) -> float:
    """Reply over and over, in place, until nothing changes; return the last change."""
    quality, answer = np.zeros(share.shape), np.zeros(share.shape)
    gap = np.inf
    for _ in range(REPLIES):
        expected(payoff, count, share, quality)
        reply(quality, count, precision, factor, answer)
        gap = _gap(answer, share, count)
        for k in range(count.size):
            for j in range(count[k]):
                share[k, j] = answer[k, j]
        if gap <= CLOSE:
            break
    return gap


@nb.njit(cache=True)
def _pairs(payoff: Floats, count: Ints, share: Floats, k: int, n: int, table: Floats) -> None:
    """Fill what an option of ``k`` is worth beside one of ``n``, the others by ``share``."""
    for a in range(count[k]):
        for b in range(count[n]):
            table[a, b] = 0.0
    for x in range(payoff.shape[1]):
        weight, rest, a, b = 1.0, x, 0, 0
        for q in range(count.size - 1, -1, -1):
            j = rest % count[q]
            rest //= count[q]
            if q == k:
                a = j
            elif q == n:
                b = j
            else:
                weight *= share[q, j]
        table[a, b] += weight * payoff[k, x]


@nb.njit(cache=True)
def _slopes(
    payoff: Floats, count: Ints, precision: Floats, factor: float, share: Floats, answer: Floats,
    quality: Floats,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return the slopes of ``share - reply(share)`` by share, and by the factor."""
    size, players = count.sum(), count.size
    matrix, by_factor = np.eye(size), np.zeros(size)
    table = np.zeros((count.max(), count.max()))
    top = 0
    for k in range(players):
        mean = 0.0
        for j in range(count[k]):
            mean += answer[k, j] * quality[k, j]
        for j in range(count[k]):
            by_factor[top + j] = -precision[k] * answer[k, j] * (quality[k, j] - mean)
        left = 0
        for n in range(players):
            if n != k:
                _pairs(payoff, count, share, k, n, table)
                for b in range(count[n]):
                    middle = 0.0
                    for a in range(count[k]):
                        middle += answer[k, a] * table[a, b]
                    for a in range(count[k]):
                        slope = answer[k, a] * (table[a, b] - middle)
                        matrix[top + a, left + b] -= factor * precision[k] * slope
            left += count[n]
        top += count[k]
    return matrix, by_factor


@nb.njit(cache=True)
def _newton(
    payoff: Floats, count: Ints, precision: Floats, factor: float, share: Floats
) -> tuple[bool, Floats]:
    """Solve at a factor from a guess, in place; say whether, and which way the curve runs."""
    quality, answer = np.zeros(share.shape), np.zeros(share.shape)
    along = np.zeros(count.sum())
    for _ in range(12):
        expected(payoff, count, share, quality)
        reply(quality, count, precision, factor, answer)
        gap = _gap(answer, share, count)
        matrix, by_factor = _slopes(payoff, count, precision, factor, share, answer, quality)
        if abs(np.linalg.det(matrix)) < 1e-9:
            return False, along
        if gap <= CLOSE * 8:
            return True, np.linalg.solve(matrix, -by_factor).astype(np.float64)
        error = np.empty(count.sum())
        top = 0
        for k in range(count.size):
            for j in range(count[k]):
                error[top + j] = answer[k, j] - share[k, j]
            top += count[k]
        step = np.linalg.solve(matrix, error)
        top = 0
        for k in range(count.size):
            for j in range(count[k]):
                share[k, j] += step[top + j]
            top += count[k]
    return False, along


@nb.njit(cache=True)
def stage_logit(payoff: Floats, count: Ints, precision: Floats, share: Floats) -> bool:
    """Find the logit equilibrium on the branch from the coin toss.

    Parameters
    ----------
    payoff
        By player and profile; (K, X).
    count
        Number of options of each player; (K,).
    precision
        Of each player; (K,).
    share
        Written: the probability of each option of each player; (K, J or more).

    Returns
    -------
    bool
        Whether it was found to rounding; False where the branch folds back.

    Examples
    --------
    Matching pennies of Ochs at precision 1, as in McKelvey and Palfrey (1995):

    >>> row = np.array([1.1141, 0.0, 0.0, 0.2785])
    >>> column = np.array([0.0, 1.1141, 1.1141, 0.0])
    >>> share = np.zeros((2, 2))
    >>> stage_logit(np.stack([row, column]), np.array([2, 2]), np.ones(2), share)
    True
    >>> share[:, 0].round(6).tolist()
    [0.586784, 0.451807]
    """
    others = count.size - 1
    reach = np.inf
    mixing = interaction(payoff, count)
    for k in range(count.size):
        for j in range(count[k]):
            share[k, j] = 1.0 / count[k]
        slope = precision[k] * others * mixing[k] / 4.0
        if slope > 0.0:
            reach = min(reach, SURE / slope)
    if reach >= 1.0:
        return _replied(payoff, count, precision, 1.0, share) <= 8 * CLOSE
    _replied(payoff, count, precision, reach, share)
    return _followed(payoff, count, precision, reach, share)


@nb.njit(cache=True)
def _followed(payoff: Floats, count: Ints, precision: Floats, factor: float, share: Floats) -> bool:
    """Follow the branch up to factor 1, in place."""
    is_found, along = _newton(payoff, count, precision, factor, share)
    if not is_found:
        return False
    length = factor
    guess, trial = np.zeros(share.shape), np.zeros(share.shape)
    for _ in range(STEPS):
        if factor >= 1.0:
            return True
        after = min(1.0, factor + length)
        top = 0
        for k in range(count.size):
            for j in range(count[k]):
                guess[k, j] = share[k, j] + (after - factor) * along[top + j]
                trial[k, j] = guess[k, j]
            top += count[k]
        is_found, ahead = _newton(payoff, count, precision, after, trial)
        if is_found and _gap(trial, guess, count) <= FAR and trial.min() >= 0.0:
            for k in range(count.size):
                for j in range(count[k]):
                    share[k, j] = trial[k, j]
            factor, along = after, ahead
            length *= 2.0
        else:
            length *= 0.4
            if length < SHORTEST:
                return False
    return False
