r"""Scores of forecasts that were probabilities, and how sure a comparison of them is.

Letters
-------
``n`` decision (a case that was forecast), ``o`` option (one of its answers),
``b`` block of decisions that belong together (a round), ``g`` draw of the
bootstrap, ``j`` score; ``p[n, o]`` probability that was given, 0 where an option
was not open, summing to 1 over ``o``; ``x[n]`` the option that came.

A score is proper if nobody can better it, in expectation, by stating another
probability than the one believed. The logarithmic score, Brier's and the ranked
probability score are proper.

References
----------
Good (1952), "Rational decisions", JRSS B 14:107-114: the logarithmic score.
Brier (1950), "Verification of forecasts expressed in terms of probability",
Monthly Weather Review 78:1-3, equation 2: the score over several classes.
Epstein (1969), "A scoring system for probability forecasts of ranked categories",
Journal of Applied Meteorology 8:985-987.
Gneiting and Raftery (2007), "Strictly proper scoring rules, prediction, and
estimation", JASA 102:359-378.
Politis and Romano (1992), "A circular block-resampling procedure for stationary
data", in LePage and Billard (eds), Exploring the Limits of Bootstrap: blocks that
run on from the last to the first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.kernels.intervals import wilson
from standoff.kernels.tables import Floats, Ints

Bools = npt.NDArray[np.bool_]

EDGES = (0.0, 0.01, 0.03, 0.1, 0.3, 0.7, 0.97, 1.0)
"""Ends of the bins of a calibration table: narrow where most options lie, near 0."""

LEAST_BLOCKS = 5
"""With decisions in fewer blocks than this a bootstrap knows nothing, and gives no interval."""


def log_scores(p: Floats, came: Ints, least: float = 0.0) -> Floats:
    """Return the logarithm of the probability given to what came; shape (n,).

    Parameters
    ----------
    least
        What a smaller probability counts as, so that one that was too small to
        be stored does not count as impossible.

    Examples
    --------
    >>> log_scores(np.array([[0.25, 0.75]]), np.array([0])).round(4).tolist()
    [-1.3863]
    """
    given = np.maximum(p[np.arange(len(came)), came], least)
    with np.errstate(divide="ignore"):
        scores: Floats = np.log(given)
    return scores


def brier_scores(p: Floats, came: Ints) -> Floats:
    r"""Return :math:`\sum_o (p_o - [o = x])^2`, from 0 (certain, right) to 2; shape (n,).

    Examples
    --------
    A coin toss between two options scores a half, whatever comes:

    >>> brier_scores(np.array([[0.5, 0.5], [0.0, 1.0]]), np.array([0, 0])).tolist()
    [0.5, 2.0]
    """
    scores: Floats = (p**2).sum(axis=1) - 2.0 * p[np.arange(len(came)), came] + 1.0
    return scores


def ranked_scores(p: Floats, came: Ints) -> Floats:
    r"""Return the ranked probability score of ordered levels, from 0 (right) to 1.

    :math:`\frac{1}{K - 1} \sum_{k < K - 1} (F_k - [x \le k])^2`, where :math:`F_k`
    is the probability of level ``k`` or a lower one: a miss by two levels costs
    more than a miss by one.

    Parameters
    ----------
    p
        Probabilities on the last axis; NaN beyond the last of a row's K levels.
    came
        The level that came; the shape of ``p`` without its last axis.

    Returns
    -------
    Floats
        The shape of ``came``; NaN where there is only one level.

    Examples
    --------
    Certain of the lowest of three levels, when the middle and the highest came:

    >>> ranked_scores(np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]), np.array([1, 2])).tolist()
    [0.5, 1.0]
    """
    is_level = ~np.isnan(p)
    below = np.where(is_level, p, 0.0).cumsum(axis=-1)
    step = np.arange(p.shape[-1]) >= came[..., None]
    # from the last level on both are 1, and add nothing
    square = ((below - step) ** 2).sum(axis=-1)
    steps = is_level.sum(axis=-1) - 1
    score: Floats = np.where(steps > 0, square, np.nan) / np.maximum(steps, 1)
    return score


class Expectation(NamedTuple):
    """What a forecast expects of its own logarithmic score; shapes (n,)."""

    mean: Floats
    """Less the entropy of the forecast."""
    variance: Floats
    """How far the score varies around it."""


def expected_log_scores(p: Floats) -> Expectation:
    r"""Return mean and variance of the log score if what comes is drawn from ``p``.

    The mean is :math:`\sum_o p_o \log p_o`. Where a forecast is true, the score
    less its mean is a difference of a martingale, so that the sum of them over
    its variance's root is near a standard normal number (Brown 1971).

    Examples
    --------
    A coin toss always scores the same:

    >>> expectation = expected_log_scores(np.array([[0.5, 0.5]]))
    >>> expectation.mean.round(4).tolist(), expectation.variance.round(4).tolist()
    ([-0.6931], [0.0])
    """
    log = np.log(np.where(p > 0.0, p, 1.0))
    mean: Floats = (p * log).sum(axis=1)
    variance: Floats = (p * (log - mean[:, None]) ** 2).sum(axis=1)
    return Expectation(mean, variance)


def surprise(score: Floats, expected: Expectation) -> float:
    """Return by how many standard deviations the scores are off what was expected.

    Below zero what came was less likely than the forecast thinks likely; above
    zero it was more orderly. NaN where the scores cannot vary.

    Examples
    --------
    >>> sure = expected_log_scores(np.array([[0.1, 0.9]]))
    >>> round(surprise(np.log([0.1]), sure), 9), round(surprise(np.log([0.9]), sure), 9)
    (-3.0, 0.333333333)
    """
    spread = float(np.sqrt(expected.variance.sum()))
    # rounding leaves the variance of a coin toss at some 1e-33
    return float((score - expected.mean).sum()) / spread if spread > 1e-9 else float("nan")


class Calibration(NamedTuple):
    """What came of the options that were given about the same probability; shapes (bins,)."""

    case_count: Ints
    """Options in the bin."""
    mean: Floats
    """Mean probability that was given; NaN where there are none."""
    share: Floats
    """Share of them that came."""
    low: Floats
    high: Floats


def calibrate(
    p: Floats, is_open: Bools, came: Ints, edges: tuple[float, ...] = EDGES
) -> Calibration:
    """Count, bin by bin, how often options came that were given some probability.

    Each option that was open is one case. A bin holds its lower edge and not
    its upper one, but the last holds both. Intervals are Wilson's and take the
    cases as independent, which those of one decision are not.

    Examples
    --------
    >>> p = np.array([[0.9, 0.1], [0.8, 0.2]])
    >>> found = calibrate(p, p > 0, np.array([0, 1]), (0.0, 0.5, 1.0))
    >>> found.case_count.tolist(), found.mean.round(2).tolist(), found.share.tolist()
    ([2, 2], [0.15, 0.85], [0.5, 0.5])
    """
    is_done = np.zeros(p.shape, dtype=np.bool_)
    is_done[np.arange(len(came)), came] = True
    given = p[is_open]
    place = np.clip(np.searchsorted(edges, given, side="right") - 1, 0, len(edges) - 2)
    count = np.bincount(place, minlength=len(edges) - 1)
    total = np.bincount(place, given, len(edges) - 1)
    done = np.bincount(place[is_done[is_open]], minlength=len(edges) - 1)
    mean, share, low, high = (np.full(len(count), np.nan) for _ in range(4))
    has = count > 0
    mean[has], share[has] = total[has] / count[has], done[has] / count[has]
    for j in np.flatnonzero(has):
        low[j], high[j] = wilson(done[j], int(count[j]))
    return Calibration(count, mean, share, low, high)


def resamples(blocks: int, draws: int, seed: int, length: int = 1) -> Floats:
    """Draw how often each block is taken, with stretches of neighbours kept together.

    The numbers come from a counter-based generator, word by word, so that they
    are the same in every version of the library.

    Parameters
    ----------
    blocks
        Number of blocks; as many are drawn again, in each draw.
    draws
        Number of draws.
    seed
        Key of the generator.
    length
        Blocks that are drawn together; a stretch runs on from the last to the first.

    Returns
    -------
    Floats
        Whole numbers, to be multiplied with; shape (draws, blocks), each row
        summing to ``blocks``.

    Examples
    --------
    >>> taken = resamples(4, 1000, seed=0)
    >>> bool((taken.sum(axis=1) == 4).all()), taken.mean(axis=0).round(1).tolist()
    (True, [1.0, 1.0, 1.0, 1.0])
    """
    length = min(length, blocks)
    stretches = -(-blocks // length)
    word = np.random.Philox(key=seed).random_raw(draws * stretches)
    unit = (word >> np.uint64(11)).astype(np.float64) * 2.0**-53
    first = (unit * blocks).astype(np.int64).reshape(draws, stretches)
    member = (first[:, :, None] + np.arange(length)).reshape(draws, -1)[:, :blocks] % blocks
    cell = np.arange(draws)[:, None] * blocks + member
    counted = np.bincount(cell.ravel(), minlength=draws * blocks)
    return counted.reshape(draws, blocks).astype(np.float64)


class Gain(NamedTuple):
    """Mean difference of two scores over decisions, with a 95% interval; shapes (j,)."""

    mean: Floats
    low: Floats
    high: Floats


def paired_gain(difference: Floats, block: Ints, taken: Floats) -> Gain:
    """Return mean differences and their intervals, by drawing whole blocks again.

    Both scores of a decision stay together, and so do the decisions of a block.
    The interval runs from the 2.5% to the 97.5% quantile of the mean over the
    draws. It is NaN where decisions lie in fewer than `LEAST_BLOCKS` blocks.

    Parameters
    ----------
    difference
        Shape (n, j).
    block
        The block of each decision; shape (n,).
    taken
        What `resamples` returned.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """
    blocks = taken.shape[1]
    count = np.bincount(block, minlength=blocks)
    if not count.any():
        nothing = np.full(difference.shape[1], np.nan)
        return Gain(nothing, nothing, nothing)
    total = np.stack([np.bincount(block, one, blocks) for one in difference.T])
    mean = total.sum(axis=1) / count.sum()
    if (count > 0).sum() < LEAST_BLOCKS:
        return Gain(mean, np.full_like(mean, np.nan), np.full_like(mean, np.nan))
    drawn = taken @ count.astype(np.float64)
    means = (taken @ total.T)[drawn > 0] / drawn[drawn > 0, None]
    low, high = np.quantile(means, (0.025, 0.975), axis=0)
    return Gain(mean, low, high)
