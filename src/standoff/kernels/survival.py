r"""Survival curves: the share of cases to which something has not happened yet.

Letters
-------
``t`` time; ``d`` cases to which it happens at a time, ``c`` cases that are lost
from sight after it, ``n`` cases still at risk at it.

References
----------
Kaplan and Meier (1958), "Nonparametric estimation from incomplete
observations", JASA 53:457-481. Kalbfleisch and Prentice (2002), *The
Statistical Analysis of Failure Time Data*, 2nd ed., section 1.4: Greenwood's
variance, and the interval on the scale of log(-log).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from standoff.kernels.intervals import NORMAL_95, wilson
from standoff.kernels.tables import Floats, Ints

__all__ = ["around", "kaplan_meier"]


def kaplan_meier(
    happened: Ints | npt.ArrayLike, lost: Ints | npt.ArrayLike, total: int
) -> tuple[Floats, Floats]:
    r"""Return the survival curve and its Greenwood variance.

    .. math::

       S(t) = \prod_{s \le t} \Bigl(1 - \frac{d_s}{n_s}\Bigr), \qquad
       \operatorname{var} S(t) = S(t)^2 \sum_{s \le t} \frac{d_s}{n_s (n_s - d_s)}

    Parameters
    ----------
    happened, lost
        Cases to which it happens at each time, and cases lost after each time;
        time is the last axis.
    total
        Cases at risk at the first time.

    Examples
    --------
    Ten cases, of which two go at once, then three are lost, then one goes:

    >>> survival, variance = kaplan_meier([2, 0, 1], [0, 3, 0], 10)
    >>> survival.round(4).tolist(), variance.round(4).tolist()
    ([0.8, 0.8, 0.64], [0.016, 0.016, 0.0307])
    """
    d, c = np.asarray(happened, dtype=np.float64), np.asarray(lost, dtype=np.float64)
    gone = np.cumsum(d + c, axis=-1) - (d + c)
    at_risk = total - gone
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.where(at_risk > 0, d / at_risk, 0.0)
        step = np.where(at_risk > d, d / (at_risk * (at_risk - d)), 0.0)
    survival: Floats = np.cumprod(1.0 - hazard, axis=-1, dtype=np.float64)
    variance: Floats = survival * survival * np.cumsum(step, axis=-1)
    return survival, variance


def around(
    survival: Floats, variance: Floats, total: int, z: float = NORMAL_95
) -> tuple[Floats, Floats]:
    r"""Return the ends of the interval that is even on the scale of :math:`\log(-\log S)`.

    Where nothing or everything has happened that scale has no end; Wilson's
    interval for none of ``total`` stands in.

    Examples
    --------
    >>> low, high = around(np.array([1.0, 0.8, 0.0]), np.array([0.0, 0.016, 0.0]), 10)
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.7225, 0.4087, 0.0], [1.0, 0.9459, 0.2775])
    """
    _, most = wilson([0], total, z)
    inside = (survival > 0.0) & (survival < 1.0)
    share = np.where(inside, survival, 0.5)
    width = z * np.sqrt(np.where(inside, variance, 0.0)) / (share * np.abs(np.log(share)))
    low = np.where(inside, share ** np.exp(width), np.where(survival >= 1.0, 1.0 - most[0], 0.0))
    high = np.where(inside, share ** np.exp(-width), np.where(survival <= 0.0, most[0], 1.0))
    return low, high
