"""Whose vote decides: what a body does if one member votes this way or that.

Letters
-------
``j`` member of one body, ``k`` case; ``yes[k, j]`` and ``no[k, j]`` are the
probabilities of its ballots, independent given the case. A member *decides*
where a text passes with its yes and fails with its no, the others voting as
they do; since a yes never hurts a text, the probability of that is the
difference of the two probabilities of passage.

Cases are convolved side by side, each afresh, so nothing is ever divided out
again and no error grows.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import CONSENSUS, MAJORITY, Floats

__all__ = ["Assembly", "Shift", "if_cast", "nearest_weight", "passage", "shift_to_half"]

ROUNDING = 1e-9
"""Share of a weight by which it may pass zero through rounding alone."""


class Assembly(NamedTuple):
    """One body: its rule and quota, and by member votes and whether it has a veto."""

    rule: int
    quota: int
    votes: npt.NDArray[np.int64]
    veto: npt.NDArray[np.bool_]


def passage(body: Assembly, yes: Floats, no: Floats) -> Floats:
    """Return the probability that a text passes, case by case.

    Parameters
    ----------
    body
        Who sits in it and what it takes.
    yes, no
        Probabilities of ballots, axes (k, j); what is left is abstention.

    Returns
    -------
    ndarray, shape (k,)

    Examples
    --------
    Two of three, each a toss of a coin:

    >>> from standoff.kernels.tables import QUOTA
    >>> body = Assembly(QUOTA, 2, np.ones(3, dtype=np.int64), np.zeros(3, dtype=bool))
    >>> passage(body, np.full((1, 3), 0.5), np.full((1, 3), 0.5)).tolist()
    [0.5]
    """
    cases, members = yes.shape
    if body.rule == CONSENSUS:
        return np.asarray(np.prod(1.0 - no, axis=1))
    is_majority = body.rule == MAJORITY
    total = int(body.votes.sum())
    cells = 2 * total + 1 if is_majority else body.quota + 1
    mass = np.zeros((cases, cells))
    mass[:, total if is_majority else 0] = 1.0
    for j in range(members):
        mass = _with_member(body, j, mass, yes[:, j, None], no[:, j, None])
    passed = mass[:, total + 1 :].sum(axis=1) if is_majority else mass[:, -1]
    return np.asarray(np.minimum(1.0, passed))


def _with_member(body: Assembly, j: int, mass: Floats, yes: Floats, no: Floats) -> Floats:
    """Let member ``j`` vote; what its veto would kill is taken out for good."""
    votes, last = int(body.votes[j]), mass.shape[1] - 1
    stays = 1.0 - yes - no
    if body.rule != MAJORITY and not body.veto[j]:
        stays = stays + no
    grown = mass * stays
    up = min(votes, last)
    grown[:, up:] += mass[:, : last + 1 - up] * yes
    if body.rule == MAJORITY:
        if not body.veto[j]:
            grown[:, : last + 1 - up] += mass[:, up:] * no
    else:
        # all counts that reach the quota share the last cell
        grown[:, last] += mass[:, last + 1 - up :].sum(axis=1) * yes[:, 0]
    return grown


def if_cast(body: Assembly, ballots: Floats) -> Floats:
    """Return the probability of passage if one member votes yes, abstains or votes no.

    Parameters
    ----------
    body
        Who sits in it and what it takes.
    ballots
        Probabilities of yes, abstain and no; axes (j, 3).

    Returns
    -------
    ndarray, axes (j, 3)
        Row ``j`` has member ``j`` cast the ballot of the column for certain.

    Examples
    --------
    >>> from standoff.kernels.tables import QUOTA
    >>> body = Assembly(QUOTA, 2, np.ones(3, dtype=np.int64), np.array([True, False, False]))
    >>> if_cast(body, np.tile([0.5, 0.0, 0.5], (3, 1)))[0].tolist()
    [0.75, 0.25, 0.0]
    """
    members = ballots.shape[0]
    cases = np.repeat(ballots[None], 3 * members, axis=0)
    for j in range(members):
        cases[3 * j : 3 * j + 3, j] = np.eye(3)
    return passage(body, cases[:, :, 0], cases[:, :, 2]).reshape(members, 3)


class Shift(NamedTuple):
    """What more interest of one member would change.

    ``slope`` is the derivative of the probability of passage by what the member
    gains if the text passes, per unit of utility; ``to_half`` the change of that
    gain at which passage is as likely as not, NaN where no change gets there.
    """

    slope: float
    to_half: float


def shift_to_half(gain: float, precision: float, band: float, given: Floats) -> Shift:
    """Find what a change of one member's gain does to passage, the others as they are.

    Parameters
    ----------
    gain, precision, band
        What the member gains if the text passes, and how it votes by that; see
        `standoff.kernels.votes.ballot`.
    given
        Probability of passage if it votes yes, abstains, votes no; shape (3,).

    Examples
    --------
    A member that alone decides, and gains one unit, is as likely to vote yes as
    not once it gains nothing:

    >>> shift = shift_to_half(1.0, 2.0, 0.0, np.array([1.0, 0.0, 0.0]))
    >>> round(shift.to_half, 9), round(shift.slope, 6)
    (-1.0, 0.209987)
    """

    def passes(at: float) -> float:
        yes, no = _logistic(precision * (at - band)), _logistic(precision * (-at - band))
        return float(given[0] * yes + given[1] * (1.0 - yes - no) + given[2] * no)

    yes, no = _logistic(precision * (gain - band)), _logistic(precision * (-gain - band))
    slope = precision * (
        yes * (1.0 - yes) * (given[0] - given[1]) + no * (1.0 - no) * (given[1] - given[2])
    )
    if precision <= 0.0 or not given[2] < 0.5 < given[0]:
        return Shift(float(slope), math.nan)
    reach = 1.0
    while passes(gain - reach) > 0.5 or passes(gain + reach) < 0.5:
        reach *= 2.0
        if reach > 1e15:  # within rounding of one half for good
            return Shift(float(slope), math.nan)
    low, high = gain - reach, gain + reach
    while high - low > 1e-13 * max(1.0, abs(low), abs(high)):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        low, high = (middle, high) if passes(middle) < 0.5 else (low, middle)
    return Shift(float(slope), 0.5 * (low + high) - gain)


class Reweighing(NamedTuple):
    """The smallest relative change of one weight that brings a gain where it is wanted.

    ``interest`` is its place, -1 where no weight does it and keeps its sign;
    ``factor`` is what the weight is multiplied by, NaN there.
    """

    interest: int
    factor: float


def nearest_weight(parts: Floats, missing: float) -> Reweighing:
    """Find which one weight must change least for a gain to change by so much.

    Parameters
    ----------
    parts
        What the gain has through each interest, its weight included; NaN where the
        member has none, shape (J,).
    missing
        By how much the gain is to change.

    Returns
    -------
    Reweighing
        Multiplying the weight of interest ``j`` by ``1 + r`` changes the gain by
        ``r * parts[j]``. So ``r = missing / parts[j]``, and the interest through which
        most is gained or lost needs least; ``r`` below -1 would turn what is sought
        into what is shunned, and is no change of degree.

    Examples
    --------
    A gain of 0.5 is made of 2 and -1.5. To lose 1 of it, the first weight is halved; to
    lose 3, it would have to turn round, and the second grows instead:

    >>> parts = np.array([2.0, -1.5])
    >>> nearest_weight(parts, -1.0)
    Reweighing(interest=0, factor=0.5)
    >>> nearest_weight(parts, -3.0).interest, round(nearest_weight(parts, -3.0).factor, 9)
    (1, 3.0)
    """
    found = Reweighing(-1, math.nan)
    for j, part in enumerate(parts.tolist()):
        if not abs(part) > 0.0 or not math.isfinite(missing):
            continue
        relative = missing / part
        if -1.0 - ROUNDING <= relative <= -1.0:  # the weight is to be nothing
            relative = -1.0
        if relative >= -1.0 and (found.interest < 0 or abs(relative) < abs(found.factor - 1.0)):
            found = Reweighing(j, 1.0 + relative)
    return found


def _logistic(x: float) -> float:
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)
