"""Event-time counts and their permutation tests, on bare arrays.

Letters
-------
``d`` day of the span, 0..D-1; ``t_i`` the day of mark ``i`` (a Council text, a
threat), marks may share a day; ``k`` kind of thing counted, 0..K-1; ``s`` a
shift of the whole set of marks by so many days, around the circle of the span.

``value[k, d]`` is what happened on day ``d``; ``local[k, d]`` is what a mark on
day ``d`` would see in its window. A window never reaches around the circle:
it is cut off where the span begins or ends, for true and shifted marks alike.

The shifts form a group with ``D`` members, so that all of them can be looked
at, and the true one is among them: a p-value is then the exact share of shifts
at least as extreme, and is never zero.

References
----------
Phipson and Smyth (2010), "Permutation p-values should never be zero",
Statistical Applications in Genetics and Molecular Biology 9(1):39, section 2.
Holm (1979), "A simple sequentially rejective multiple test procedure",
Scandinavian Journal of Statistics 6:65-70.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Floats, Ints

_SLACK = 1e-9
"""How far apart two sums may be and still count as equal, relative to the largest."""


_MANY = 100
"""Marks beyond which a Fourier transform adds up faster than one mark after the other."""
_MOST_SCATTERED = 1000
"""Marks beyond which drawing sets of different days takes too long."""


class Against(NamedTuple):
    """What marks see, against the same marks at every place of the span; each (K,).

    ``mean`` is per mark; ``base`` is the mean over all shifts, ``low`` and
    ``high`` their 0.025 and 0.975 quantiles; ``p`` is two-sided.
    """

    mean: Floats
    base: Floats
    low: Floats
    high: Floats
    p: Floats


def window_sums(value: Floats, first: int, last: int) -> Floats:
    """Sum each row over the days ``d + first`` to ``d + last``, both included.

    Parameters
    ----------
    value
        (kind, day).
    first, last
        Days after the mark; negative before it; ``first <= last``.

    Returns
    -------
    Floats
        (kind, day): the sum that a mark on that day would see, within the span.

    Examples
    --------
    >>> acts = np.array([[0.0, 1.0, 0.0, 2.0, 0.0]])
    >>> window_sums(acts, 1, 2).tolist(), window_sums(acts, -1, -1).tolist()
    ([[1.0, 2.0, 2.0, 0.0, 0.0]], [[0.0, 0.0, 1.0, 0.0, 2.0]])
    """
    days = value.shape[1]
    so_far = np.concatenate([np.zeros((len(value), 1)), value.cumsum(axis=1)], axis=1)
    day = np.arange(days)
    begin, end = (np.clip(day + edge, 0, days) for edge in (first, last + 1))
    sums: Floats = so_far[:, end] - so_far[:, begin]
    return sums


def shifted_totals(local: Floats, marks: Ints) -> Floats:
    """Add up what the marks see, shifted by every number of days.

    Returns
    -------
    Floats
        (kind, shift): column ``s`` is ``sum_i local[:, (t_i + s) mod D]``; column
        0 is what the marks truly see.

    Examples
    --------
    >>> shifted_totals(np.array([[5.0, 0.0, 1.0]]), np.array([0, 1])).tolist()
    [[5.0, 1.0, 6.0]]
    """
    days = local.shape[1]
    if len(marks) > _MANY:
        spectrum = np.fft.rfft(np.bincount(marks, minlength=days)).conj()
        return np.fft.irfft(np.fft.rfft(local) * spectrum, n=days)
    twice = np.concatenate([local, local], axis=1)
    totals = np.zeros_like(local)
    for mark in marks.tolist():
        totals += twice[:, mark : mark + days]
    return totals


def against_shifts(local: Floats, marks: Ints) -> Against:
    """Compare what the marks see with the same marks at every shift.

    Because marks keep their distances, what clusters stays clustered; a test
    that scattered them singly would take a cluster for many marks.

    Parameters
    ----------
    local
        (kind, day), from `window_sums`.
    marks
        Days of the marks, at least one.

    Examples
    --------
    >>> acts = np.zeros((1, 100))
    >>> acts[0, [11, 12, 41, 42]] = 1
    >>> found = against_shifts(window_sums(acts, 1, 2), np.array([10, 40]))
    >>> found.mean.tolist(), found.base.round(3).tolist(), found.p.tolist()
    ([2.0], [0.08], [0.02])
    """
    totals = shifted_totals(local, marks)
    low, high = np.quantile(totals, [0.025, 0.975], axis=1, method="inverted_cdf")
    count = len(marks)
    return Against(
        mean=totals[:, 0] / count,
        base=totals.mean(axis=1) / count,
        low=low / count,
        high=high / count,
        p=two_sided(totals, totals[:, 0]),
    )


def against_scattered(
    local: Floats, marks: Ints, draws: int, generator: np.random.Generator
) -> Floats:
    """Return two-sided p-values against marks on as many different days, drawn at random.

    Blind to the clustering of the marks, and so too ready to reject where they
    cluster; it is offered beside the shifts for comparison. The p-value is
    ``(1 + exceeding) / (1 + draws)``; NaN where there are more marks than days, or
    more than a thousand.
    """
    days = local.shape[1]
    if len(marks) > min(days, _MOST_SCATTERED):
        return np.full(len(local), np.nan)
    drawn = np.zeros((len(local), draws))
    for day in different_days(days, len(marks), draws, generator).T:
        drawn += local[:, day]
    return two_sided(drawn, local[:, marks].sum(axis=1), drawn_at_random=True)


def different_days(days: int, count: int, draws: int, generator: np.random.Generator) -> Ints:
    """Draw sets of different days, every set as likely as any other; (draw, count).

    References
    ----------
    Bentley and Floyd (1987), "Programming pearls: a sample of brilliance",
    Communications of the ACM 30(9):754-757, algorithm F2.

    Examples
    --------
    >>> np.sort(different_days(3, 3, 1, np.random.default_rng(0))).tolist()
    [[0, 1, 2]]
    """
    chosen = np.empty((draws, count), dtype=np.int64)
    for place, last in enumerate(range(days - count, days)):
        day = generator.integers(0, last + 1, size=draws)
        is_taken = (chosen[:, :place] == day[:, None]).any(axis=1)
        chosen[:, place] = np.where(is_taken, last, day)
    return chosen


def two_sided(reference: Floats, observed: Floats, *, drawn_at_random: bool = False) -> Floats:
    """Return twice the smaller share of the reference that is at least as extreme, at most 1.

    Parameters
    ----------
    reference
        (kind, draw): the law of the statistic if nothing goes on. It holds the
        observed one where all members of a group are listed.
    observed
        (kind,).
    drawn_at_random
        Whether the reference is a sample, which the observed one then joins.

    Examples
    --------
    >>> law = np.array([[0.0, 1.0, 2.0, 3.0]])
    >>> two_sided(law, np.array([3.0])).tolist()
    [0.5]
    >>> two_sided(law, np.array([9.0]), drawn_at_random=True).tolist()
    [0.4]
    """
    slack = _SLACK * np.maximum(1.0, np.abs(reference).max(axis=1))
    below = (reference <= (observed + slack)[:, None]).sum(axis=1)
    above = (reference >= (observed - slack)[:, None]).sum(axis=1)
    extra = int(drawn_at_random)
    rarer = (np.minimum(below, above) + extra) / (reference.shape[1] + extra)
    p: Floats = np.minimum(1.0, 2.0 * rarer)
    return p


def holm(p: npt.ArrayLike) -> Floats:
    """Correct p-values of one family by Holm's rule; NaN stays, and does not count.

    The chance that any true hypothesis is rejected is kept at the level, however
    the tests depend on each other.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    given = np.asarray(p, dtype=np.float64)
    flat = given.ravel()
    corrected = np.full(flat.shape, np.nan)
    known = np.flatnonzero(~np.isnan(flat))
    order = known[np.argsort(flat[known], kind="stable")]
    stepped = flat[order] * np.arange(len(order), 0, -1)
    corrected[order] = np.minimum(1.0, np.maximum.accumulate(stepped))
    return corrected.reshape(given.shape)


def next_after(marks: Ints, acts: Ints) -> Ints:
    """Return, for each mark, the position of the first act on a later day; -1 if there is none.

    Parameters
    ----------
    marks
        Days, in any order.
    acts
        Days in ascending order; of several on a day the first is meant.

    Examples
    --------
    >>> next_after(np.array([3, 5, 9]), np.array([1, 5, 5, 8])).tolist()
    [1, 3, -1]
    """
    found = np.searchsorted(acts, marks, side="right").astype(np.int64)
    return np.where(found < len(acts), found, -1)
