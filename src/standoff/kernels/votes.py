"""Votes of a body: from what members gain to the probability that a text passes.

Letters
-------
``b`` body, ``j`` member (of all bodies, one after the other), ``i`` actor;
``gain[i]`` is what actor ``i`` expects if the text passes less what it expects
if it fails; ``precision[i]`` says how surely it votes for what is better.

A member that is an actor votes by an ordered logit with an abstention band:
``P(yes) = s(precision * (gain - band))``, ``P(no) = s(precision * (-gain - band))``
with ``s`` the logistic function, and abstains otherwise. Members vote
independently, so the votes cast follow a Poisson-binomial law, built up member
by member. Mass in which a veto holder says no is lost for good, so what is left
in the tally at the end is the probability of each count *and* no veto.

The tally of the members with a stated leaning does not depend on the state; it
is made once and only the actors are added per state.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numba as nb
import numpy as np

from standoff.kernels.tables import CONSENSUS, MAJORITY, QUOTA, Ballots, Floats, Ints


class Tally(NamedTuple):
    """Law of the votes of the members with a stated leaning, body by body."""

    first: Ints
    """First cell of each body in ``mass``, and one past the last; shape (B + 1,)."""
    mass: Floats
    """Probability of each count, without a veto so far."""


@nb.njit(cache=True)
def logistic(x: float) -> float:
    """Return ``1 / (1 + exp(-x))`` without overflow.

    Examples
    --------
    >>> float(logistic(0.0)), float(logistic(-1000.0))
    (0.5, 0.0)
    """
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


@nb.njit(cache=True)
def ballot(gain: float, precision: float, band: float) -> tuple[float, float]:
    """Return the probabilities of yes and of no of a member that is an actor.

    With band 0 nobody abstains: the two sum to one.

    Examples
    --------
    >>> yes, no = ballot(0.0, 1.0, 0.0)
    >>> float(yes), float(no)
    (0.5, 0.5)
    """
    yes = logistic(precision * (gain - band))
    no = logistic(precision * (-gain - band))
    return yes, no


@nb.njit(cache=True)
def _add_member(
    rule: int,
    mass: Floats,
    votes: int,
    veto: bool,
    yes: float,
    no: float,
    scratch: Floats,
) -> None:
    """Convolve one member's ballot into the tally ``mass``, in place.

    Under a quota, cell ``n`` holds ``n`` votes of yes, and the last cell all
    counts that reach the quota; under a majority the middle cell holds a draw.
    """
    abstain = 1.0 - yes - no
    last = mass.size - 1
    lost = veto or rule == CONSENSUS
    if rule == CONSENSUS:
        mass[0] *= yes + abstain
    elif rule == QUOTA:
        stay = abstain if lost else abstain + no
        for n in range(last, -1, -1):
            here = mass[n]
            mass[n] = here * stay
            mass[min(n + votes, last)] += here * yes
    else:
        for n in range(last + 1):
            scratch[n] = mass[n]
            mass[n] *= abstain
        for n in range(last + 1):
            if n + votes <= last:
                mass[n + votes] += scratch[n] * yes
            if not lost and n >= votes:
                mass[n - votes] += scratch[n] * no


@nb.njit(cache=True)
def _passing(rule: int, mass: Floats) -> float:
    """Sum the part of a complete tally in which the text passes."""
    if rule == MAJORITY:
        total = 0.0
        for n in range(mass.size // 2 + 1, mass.size):
            total += mass[n]
        return total
    return float(mass[mass.size - 1])


def _cells(ballots: Ballots, b: int) -> int:
    """Count the cells that the tally of body ``b`` needs."""
    members = slice(ballots.member_first[b], ballots.member_first[b + 1])
    if ballots.rule[b] == CONSENSUS:
        return 1
    if ballots.rule[b] == QUOTA:
        return int(ballots.quota[b]) + 1
    return 2 * int(ballots.votes[members].sum()) + 1


def leaning_tally(ballots: Ballots) -> Tally:
    """Build the tally of the members with a stated leaning, for every body."""
    cells = [_cells(ballots, b) for b in range(ballots.rule.size)]
    first = np.concatenate(([0], np.cumsum(cells))).astype(np.int64)
    mass = np.zeros(int(first[-1]))
    scratch = np.zeros(max(cells, default=0))
    for b in range(ballots.rule.size):
        part = mass[first[b] : first[b + 1]]
        part[part.size // 2 if ballots.rule[b] == MAJORITY else 0] = 1.0
        for j in range(ballots.member_first[b], ballots.member_first[b + 1]):
            if ballots.member_actor[j] < 0:
                yes, _, no = ballots.leaning[j]
                # the same types as in `pass_probability`, or it is compiled twice
                rule, weight, veto = int(ballots.rule[b]), int(ballots.votes[j]), ballots.veto[j]
                _add_member(rule, part, weight, bool(veto), float(yes), float(no), scratch)
    return Tally(first, mass)


@nb.njit(cache=True)
def pass_probability(
    b: int, gain: Floats, precision: Floats, ballots: Ballots, tally: Tally, scratch: Floats
) -> float:
    """Return the probability that body ``b`` passes a text.

    Parameters
    ----------
    b
        Body.
    gain, precision
        By actor, shape (N,); see the top of this module.
    ballots
        The bodies and their members.
    tally
        What `leaning_tally` made of ``ballots``.
    scratch
        Room for two tallies of the largest body: ``2 * tally.mass.size`` cells
        are always enough. One per thread.

    Returns
    -------
    float
        In [0, 1].

    References
    ----------
    Poisson-binomial recursion: Barlow and Heidtmann (1984), IEEE Transactions
    on Reliability 33(4):322-323.
    """
    low, high = tally.first[b], tally.first[b + 1]
    size = high - low
    mass = scratch[:size]
    for n in range(size):
        mass[n] = tally.mass[low + n]
    rest = scratch[size : 2 * size]
    for j in range(ballots.member_first[b], ballots.member_first[b + 1]):
        i = ballots.member_actor[j]
        if i >= 0:
            yes, no = ballot(gain[i], precision[i], ballots.band[j])
            _add_member(
                ballots.rule[b], mass, ballots.votes[j], ballots.veto[j] != 0, yes, no, rest
            )
    # rounding may leave a sum of products a hair above one
    return min(1.0, _passing(ballots.rule[b], mass))


def member_ballots(b: int, gain: Floats, precision: Floats, ballots: Ballots) -> Floats:
    """Return each member's probabilities of yes, abstain, no; shape (members, 3)."""
    first, last = ballots.member_first[b], ballots.member_first[b + 1]
    table = ballots.leaning[first:last].copy()
    for row, j in enumerate(range(first, last)):
        i = ballots.member_actor[j]
        if i >= 0:
            yes, no = ballot(gain[i], precision[i], ballots.band[j])
            table[row] = (yes, 1.0 - yes - no, no)
    return table
