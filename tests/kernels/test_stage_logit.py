"""The logit equilibrium of one small game, against the branch followed by arc length."""

import itertools

import numpy as np
import pytest

from standoff.kernels.quantal import logit_branch
from standoff.kernels.stage_logit import interaction, stage_logit


def drawn(seed):
    """Draw payoffs, numbers of options and precisions of two or three players."""
    rng = np.random.default_rng(seed)
    players = int(rng.integers(2, 4))
    count = rng.integers(2, 4, players)
    payoff = 2 * rng.normal(size=(players, int(count.prod())))
    return payoff, count, rng.uniform(0.2, 4, players)


def test_it_is_the_end_of_the_branch_from_the_coin_toss():
    """A second way to the same point; where replies do not contract they would circle."""
    found = []
    for seed in range(40):
        payoff, count, precision = drawn(seed)
        share = np.zeros((count.size, int(count.max())))
        found.append(stage_logit(payoff, count, precision, share))
        if found[-1]:
            exact = logit_branch([p.reshape(count) for p in payoff], precision.tolist())
            for k, end in enumerate(exact.end):
                assert share[k, : end.size] == pytest.approx(end, abs=1e-9)

    # only where the branch folds back it gives up
    assert sum(found) >= 38


def test_interaction_is_the_greatest_change_of_a_difference():
    """Gone through profile by profile."""
    payoff, count, _ = drawn(7)
    table = [p.reshape(count) for p in payoff]

    for k, expected in enumerate(interaction(payoff, count)):
        own = np.moveaxis(table[k], k, 0).reshape(int(count[k]), -1)
        pairs = itertools.combinations(range(int(count[k])), 2)
        spans = [np.ptp(own[one] - own[two]) for one, two in pairs]
        assert expected == pytest.approx(max(spans))


def test_where_the_branch_folds_back_it_says_so():
    """Game 157 of those drawn: its branch turns back twice on the way to factor 1."""
    payoff, count, precision = drawn(157)

    branch = logit_branch([p.reshape(count) for p in payoff], precision.tolist())

    assert (np.diff(branch.factor) < 0).any()
    assert not stage_logit(payoff, count, precision, np.zeros((2, 3)))
