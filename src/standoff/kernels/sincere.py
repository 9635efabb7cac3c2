"""Votes of a body whose members all vote sincerely, by preference alone.

The graph model needs no probabilities: an outcome behind a vote is within
reach only if the body would pass it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import CONSENSUS, QUOTA, Ballots, Ints


def sincere_pass(b: int, preference: Ints, ballots: Ballots) -> npt.NDArray[np.bool_]:
    """Say whether body ``b`` passes a text if all vote sincerely by preference.

    Parameters
    ----------
    b
        Body.
    preference
        By actor and case: 1 where passing is better, 0 where indifferent, -1
        where worse; shape (N, X). An indifferent actor abstains, and a member
        with a stated leaning does what it most likely does (yes before abstain
        before no where equally likely).
    ballots
        The bodies and their members.

    Returns
    -------
    ndarray of bool, shape (X,)
    """
    in_favour = np.zeros(preference.shape[1], dtype=np.int64)
    against = in_favour.copy()
    vetoed = np.zeros(preference.shape[1], dtype=np.bool_)
    for j in range(ballots.member_first[b], ballots.member_first[b + 1]):
        i = ballots.member_actor[j]
        stand = preference[i] if i >= 0 else 1 - int(np.argmax(ballots.leaning[j])) + 0 * in_favour
        in_favour += ballots.votes[j] * (stand > 0)
        against += ballots.votes[j] * (stand < 0)
        if ballots.veto[j] or ballots.rule[b] == CONSENSUS:
            vetoed |= stand < 0
    if ballots.rule[b] == QUOTA:
        enough = in_favour >= ballots.quota[b]
    else:
        enough = np.logical_or(ballots.rule[b] == CONSENSUS, in_favour > against)
    passes: npt.NDArray[np.bool_] = np.logical_and(enough, ~vetoed)
    return passes
