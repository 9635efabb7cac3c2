"""Which deals nobody would trade for another, and which one bargaining would come to.

Letters: ``d`` deal, ``i`` actor. ``gain[d, i]`` is what an actor has of a deal
beyond what it has without one; a deal is acceptable if no gain is negative.

References
----------
Nash (1950), Econometrica 18: 155-162. Kalai and Smorodinsky (1975), Econometrica
43: 513-518. Kalai (1977), Econometrica 45: 1623-1630: the egalitarian point.
All are taken over the deals there are, without lotteries between them.
"""

from __future__ import annotations

from typing import Final

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Bytes, Floats

__all__ = ["POINTS", "bargained", "split", "undominated"]

POINTS: Final = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")

CLOSE: Final = 1e-9
"""A loss up to this is rounding."""

_TIE: Final = 1e-12
"""Scores that differ by less, relatively, are alike; more would blunt a flat maximum."""


def undominated(gain: Floats) -> npt.NDArray[np.bool_]:
    """Say which deals no other is as good as for all and better for one; shape (D,).

    Of deals that are alike for everybody all are kept. NaN counts as no deal.

    Examples
    --------
    >>> undominated(np.array([[2.0, 0.0], [1.0, 1.0], [1.0, 0.5], [0.0, 2.0]])).tolist()
    [True, True, False, True]
    """
    found = np.zeros(gain.shape[0], dtype=np.bool_)
    real = np.flatnonzero(~np.isnan(gain).any(axis=1))
    # whatever dominates has the larger sum, so it comes first
    order = real[np.argsort(-gain[real].sum(axis=1), kind="stable")]
    found[order] = _cull(np.ascontiguousarray(gain[order])) != 0
    return found


@nb.njit(cache=True, nogil=True)
def _cull(gain: Floats) -> Bytes:
    """Go through deals by descending sum, and keep what none kept before dominates."""
    deals, actors = gain.shape
    kept = np.zeros(deals, dtype=np.uint8)
    front = np.empty(deals, dtype=np.int64)
    size = 0
    for d in range(deals):
        beaten = False
        for k in range(size):
            better, no_worse = False, True
            for i in range(actors):
                if gain[front[k], i] < gain[d, i]:
                    no_worse = False
                    break
                if gain[front[k], i] > gain[d, i]:
                    better = True
            if no_worse and better:
                beaten = True
                break
        if not beaten:
            kept[d] = 1
            front[size] = d
            size += 1
    return kept


def bargained(gain: Floats) -> dict[str, int]:
    """Find the deal that each bargaining solution chooses among acceptable ones.

    - *nash*: the largest product of gains;
    - *kalai_smorodinsky*: the largest least share of what each could gain at most
      from an acceptable deal;
    - *egalitarian*: the largest least gain;
    - *utilitarian*: the largest sum of gains.

    Ties go to the larger sum, then to the deal that comes first. Actors that no
    acceptable deal can make better off are left out of the first three.

    Returns
    -------
    dict
        Index by the names in `POINTS`; -1 where no deal is acceptable.

    Examples
    --------
    >>> bargained(np.array([[3.0, 1.0], [2.0, 1.6], [1.0, 2.0], [9.0, -1.0]]))
    {'nash': 1, 'kalai_smorodinsky': 1, 'egalitarian': 1, 'utilitarian': 0}
    """
    acceptable = np.flatnonzero((gain >= -CLOSE).all(axis=1))
    if acceptable.size == 0:
        return dict.fromkeys(POINTS, -1)
    among = np.maximum(gain[acceptable], 0.0)
    most = among.max(axis=0)
    able = most > CLOSE
    total = among.sum(axis=1)
    share = among[:, able] / most[able]
    least = among[:, able].min(axis=1, initial=np.inf)
    with np.errstate(divide="ignore"):
        # shares have the same product up to a factor, and neither over- nor underflow
        product = np.log(share).sum(axis=1)
    scores = (product, share.min(axis=1, initial=np.inf), least, total)
    return {
        name: int(acceptable[_best(score, total)])
        for name, score in zip(POINTS, scores, strict=True)
    }


def _best(score: Floats, total: Floats) -> int:
    """Return where a score is largest; among those that tie, the total, then the first."""
    top = score.max()
    near = score >= top - _TIE * max(1.0, abs(top)) if np.isfinite(top) else score == top
    ties = np.flatnonzero(near)
    best = total[ties].max()
    return int(ties[np.flatnonzero(total[ties] >= best - _TIE * max(1.0, abs(best)))[0]])


def split(gain: Floats) -> tuple[int, Floats]:
    """Find the deal that side payments lead to, and who pays whom.

    A unit is taken to be worth the same to whoever gives and whoever receives
    it. Then all three solutions agree: the deal with the largest sum of gains,
    acceptable by itself or not, shared alike.

    Returns
    -------
    deal, payment
        Index, -1 where no deal has a surplus; and what each receives on top of
        its gain (negative: pays), shape (N,); the payments sum to zero.

    Examples
    --------
    >>> deal, payment = split(np.array([[3.0, 1.0], [9.0, -1.0]]))
    >>> deal, payment.tolist()
    (1, [-5.0, 5.0])
    """
    total = np.where(np.isnan(gain).any(axis=1), -np.inf, gain.sum(axis=1))
    nobody = np.zeros(gain.shape[1])
    if total.size == 0 or total.max() < -CLOSE:
        return -1, nobody
    deal = _best(total, total)
    return deal, total[deal] / gain.shape[1] - gain[deal]
