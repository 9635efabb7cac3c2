"""Intervals for shares that were counted."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Floats, Ints

NORMAL_95 = 1.959963984540054
"""The 0.975 quantile of the standard normal law."""


def wilson(count: Ints | npt.ArrayLike, total: int, z: float = NORMAL_95) -> tuple[Floats, Floats]:
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
