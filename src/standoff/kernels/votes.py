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
is made once. Per state only the actors' own law is built, which has as many
cells as they have votes, and each of its cells meets the tail of the tally: the
probability that the others bring what is still missing.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numba as nb
import numpy as np

from standoff.kernels.tables import CONSENSUS, MAJORITY, QUOTA, Ballots, Floats, Ints


class Tally(NamedTuple):
    """Law of the votes of the members with a stated leaning, and seats of the actors.

    What a vote needs lies in few arrays: each that compiled code takes out of a
    structure costs as much as several votes.
    """

    first: Ints
    """First cell of each body in ``mass``, and one past the last; shape (B + 1,)."""
    mass: Floats
    """Probability of each count, without a veto so far."""
    tail: Floats
    """Probability of each count or more, without a veto so far; cells as in ``mass``."""
    place: Ints
    """First cell, number of cells, first seat and one past the last; shape (B, 4)."""
    seat: Floats
    """Actor, band, votes and whether it has a veto, of each member that is one; shape (K, 4)."""


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
def _add_for(mass: Floats, size: int, top: int, votes: int, yes: float, stay: float) -> int:
    """Let one member vote for a text or not, in place; return the new highest cell.

    Cell ``n`` holds ``n`` votes of yes, and the last of ``size`` cells all counts
    that reach the quota; cells above ``top`` are not written yet.
    """
    last = size - 1
    higher = min(top + votes, last)
    for n in range(top + 1, higher + 1):
        mass[n] = 0.0
    for n in range(top, -1, -1):
        here = mass[n]
        mass[n] = here * stay
        mass[min(n + votes, last)] += here * yes
    return higher


@nb.njit(cache=True)
def _add_both(
    mass: Floats, size: int, reach: int, votes: int, yes: float, no: float, lost: bool
) -> int:
    """Let one member vote for a text or against it, in place; return the new reach.

    The middle of ``size`` cells holds a draw; cells further from it than ``reach``
    are not written yet. ``lost`` says that a vote against kills the text.
    """
    middle, farther, rest = size // 2, reach + votes, size
    for n in range(middle - farther, middle + farther + 1):
        here = mass[n] if abs(n - middle) <= reach else 0.0
        mass[rest + n] = here
        mass[n] = here * (1.0 - yes - no)
    for n in range(middle - reach, middle + reach + 1):
        mass[n + votes] += mass[rest + n] * yes
        if not lost:
            mass[n - votes] += mass[rest + n] * no
    return farther


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
    mass, tail = np.zeros(int(first[-1])), np.zeros(int(first[-1]))
    for b in range(ballots.rule.size):
        part = _leanings(b, ballots, cells[b])
        mass[first[b] : first[b + 1]] = part
        tail[first[b] : first[b + 1]] = part[::-1].cumsum()[::-1]
    seats = [_seats(b, ballots) for b in range(ballots.rule.size)]
    ends = np.concatenate(([0], np.cumsum([len(one) for one in seats]))).astype(np.int64)
    place = np.column_stack((first[:-1], np.diff(first), ends[:-1], ends[1:])).astype(np.int64)
    return Tally(first, mass, tail, place, np.concatenate([np.zeros((0, 4)), *seats]))


def _seats(b: int, ballots: Ballots) -> Floats:
    """Return the rows of ``Tally.seat`` of one body."""
    of_body = slice(int(ballots.member_first[b]), int(ballots.member_first[b + 1]))
    columns = (ballots.member_actor, ballots.band, ballots.votes, ballots.veto)
    rows = np.column_stack([column[of_body].astype(np.float64) for column in columns])
    return rows[rows[:, 0] >= 0]


def _leanings(b: int, ballots: Ballots, size: int) -> Floats:
    """Return the tally of the members of a body whose leaning is stated."""
    rule, reach = int(ballots.rule[b]), 0
    mass = np.zeros(2 * size)
    mass[size // 2 if rule == MAJORITY else 0] = 1.0
    for j in range(int(ballots.member_first[b]), int(ballots.member_first[b + 1])):
        if ballots.member_actor[j] >= 0:
            continue
        yes, no = float(ballots.leaning[j, 0]), float(ballots.leaning[j, 2])
        # the same types as in `pass_probability`, or it is compiled twice
        votes, veto = int(ballots.votes[j]), bool(ballots.veto[j])
        if rule == CONSENSUS:
            mass[0] *= 1.0 - no
        elif rule == QUOTA:
            stay = 1.0 - yes - no if veto else 1.0 - yes
            reach = _add_for(mass, size, reach, votes, yes, stay)
        else:
            reach = _add_both(mass, size, reach, votes, yes, no, veto)
    return mass[:size]


@nb.njit(cache=True)
def _all_agree(first: int, last: int, seat: Floats, gain: Floats, precision: Floats) -> float:
    """Return the probability that no actor in the seats votes against a text."""
    p = 1.0
    for j in range(first, last):
        i = int(seat[j, 0])
        p *= 1.0 - logistic(precision[i] * (-gain[i] - seat[j, 1]))
    return p


@nb.njit(cache=True)
def _add_actors(
    rule: int, first: int, last: int, seat: Floats, gain: Floats, precision: Floats, size: int,
    mass: Floats,
) -> int:  # fmt: skip
    """Fill ``mass`` with the law of the votes of the actors; return how far it reaches.

    It has ``size`` cells, and as many behind them are room.
    """
    reach = int(0)  # noqa: UP018  # a literal would be compiled for
    mass[size // 2 if rule == MAJORITY else 0] = 1.0
    for j in range(first, last):
        i, votes, veto = int(seat[j, 0]), int(seat[j, 2]), seat[j, 3] != 0.0
        yes, no = ballot(gain[i], precision[i], seat[j, 1])
        if rule == QUOTA:
            stay = 1.0 - yes - no if veto else 1.0 - yes
            reach = _add_for(mass, size, reach, votes, yes, stay)
        else:
            reach = _add_both(mass, size, reach, votes, yes, no, veto)
    return reach


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
    rule, place, tail, seat = ballots.rule[b], tally.place, tally.tail, tally.seat
    low, size, first, last = place[b, 0], place[b, 1], place[b, 2], place[b, 3]
    if rule == CONSENSUS:
        return float(tail[low] * _all_agree(first, last, seat, gain, precision))
    reach = _add_actors(rule, first, last, seat, gain, precision, size, scratch)
    p = 0.0
    if rule == QUOTA:
        for n in range(reach + 1):
            p += scratch[n] * tail[low + size - 1 - n]
    else:
        middle = size // 2
        for d in range(-reach, reach + 1):
            if middle + 1 - d < size:
                p += scratch[middle + d] * tail[low + middle + 1 - d]
    # rounding may leave a sum of products a hair above one
    return min(1.0, p)


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
