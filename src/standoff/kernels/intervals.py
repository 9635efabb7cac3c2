"""Intervals for shares that were counted."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Floats, Ints

NORMAL_95 = 1.959963984540054
"""The 0.975 quantile of the standard normal law."""


def wilson(
    count: Ints | npt.ArrayLike, total: int | Floats, z: float = NORMAL_95
) -> tuple[Floats, Floats]:
    r"""Return the ends of Wilson's score interval for shares ``count / total``.

    The interval holds the shares :math:`p` that a score test does not reject:
    :math:`|\hat p - p| \le z \sqrt{p (1 - p) / n}`. Unlike the textbook
    interval it never leaves [0, 1] and does not shrink to a point where
    nothing, or everything, was counted.

    References
    ----------
    Wilson (1927), "Probable inference, the law of succession, and statistical
    inference", JASA 22:209-212.

    Examples
    --------
    >>> low, high = wilson([0, 5, 10], 10)
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 0.2366, 0.7225], [0.2775, 0.7634, 1.0])
    """
    share = np.asarray(count, dtype=np.float64) / total
    slack = z * z / total
    centre = (share + slack / 2) / (1 + slack)
    half = np.sqrt(slack * (share * (1 - share) + slack / 4)) / (1 + slack)
    # Rounding would leave the ends a hair inside 0 and 1 and past the share itself.
    low = np.where(share == 0.0, 0.0, np.minimum(centre - half, share))
    high = np.where(share == 1.0, 1.0, np.maximum(centre + half, share))
    return low, high


def paired(
    gained: Ints | npt.ArrayLike, lost: Ints | npt.ArrayLike, total: int, z: float = NORMAL_95
) -> tuple[Floats, Floats]:
    r"""Return the ends of an interval for the difference of two shares of the same cases.

    ``gained`` cases have a thing the second time only, ``lost`` the first time
    only. With :math:`n` the total, and one case added to each of the two,

    .. math::

       \hat d = \frac{g - l}{n + 2}, \qquad
       \hat d \pm z \sqrt{\frac{(g + l + 2) / (n + 2) - \hat d^2}{n + 2}}

    References
    ----------
    Bonett and Price (2012), "Adjusted Wald confidence interval for a difference
    of binomial proportions based on paired data", Journal of Educational and
    Behavioral Statistics 37(4):479-488.

    Examples
    --------
    >>> low, high = paired([0, 30], [0, 10], 98)
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([-0.0277, 0.0792], [0.0277, 0.3208])
    """
    more = np.asarray(gained, dtype=np.float64) + 1.0
    less = np.asarray(lost, dtype=np.float64) + 1.0
    share = (more - less) / (total + 2)
    half = z * np.sqrt(np.maximum(0.0, (more + less) / (total + 2) - share**2) / (total + 2))
    return np.maximum(-1.0, share - half), np.minimum(1.0, share + half)
