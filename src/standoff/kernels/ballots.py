"""Votes of a body for many states at once, whatever the members' ballots follow.

`standoff.kernels.votes` has each member that is an actor vote by a logit, one
state at a time, for the solver; here the ballots are given.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from standoff.kernels.tables import CONSENSUS, MAJORITY, QUOTA, Ballots, Floats
from standoff.kernels.votes import Tally


def passing(
    b: int, ballots: Ballots, tally: Tally, cast: Sequence[tuple[int, Floats, Floats]]
) -> Floats:
    """Return the probability that body ``b`` passes a text, case by case.

    Parameters
    ----------
    b
        Body.
    ballots
        The bodies and their members.
    tally
        What `standoff.kernels.votes.leaning_tally` made of ``ballots``.
    cast
        For each member that is an actor: its index among all members, and its
        probabilities of yes and of no, shape (X,).

    Returns
    -------
    ndarray, shape (X,)
        In [0, 1].

    References
    ----------
    Poisson-binomial recursion: Barlow and Heidtmann (1984), IEEE Transactions
    on Reliability 33(4):322-323.
    """
    rule = int(ballots.rule[b])
    start = tally.mass[tally.first[b] : tally.first[b + 1]]
    cases = cast[0][1].size if cast else 1
    mass = np.repeat(start[:, None], cases, axis=1)
    for j, yes, no in cast:
        is_lost = bool(ballots.veto[j]) or rule == CONSENSUS
        mass = _with_member(rule, mass, int(ballots.votes[j]), is_lost, yes, no)
    passed = mass[mass.shape[0] // 2 + 1 :].sum(axis=0) if rule == MAJORITY else mass[-1]
    # rounding may leave a sum of products a hair above one
    capped: Floats = np.minimum(1.0, passed)
    return capped


def _with_member(
    rule: int, mass: Floats, votes: int, is_lost: bool, yes: Floats, no: Floats
) -> Floats:
    """Let one member vote; ``is_lost`` says that its no kills the text."""
    abstain = 1.0 - yes - no
    if rule == CONSENSUS:
        return mass * (yes + abstain)
    last = mass.shape[0] - 1
    if rule == QUOTA:
        after = mass * (abstain if is_lost else abstain + no)
        for n in range(last + 1):
            after[min(n + votes, last)] += mass[n] * yes
        return after
    after = mass * abstain
    if votes <= last:
        after[votes:] += mass[: last + 1 - votes] * yes
        if not is_lost:
            after[: last + 1 - votes] += mass[votes:] * no
    return after
