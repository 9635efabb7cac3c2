"""Records drawn from a known policy are scored at the entropy of that policy.

The score of a forecast that is true, less its expectation, is a sum of martingale
differences; over the root of the summed variances it is near a standard normal
number (Brown 1971, Annals of Mathematical Statistics 42:59-66).
"""

import functools

import numpy as np
import pytest

import standoff
from policy.plain_games import Act, Body, Plain, game_of
from standoff import catalog
from standoff.kernels.scores import brier_scores, expected_log_scores, log_scores, surprise
from standoff.policy import solve

RECORDS = 240
ROUNDS = 20

DUEL = Plain(
    utility=[[0, 1, 2, -1], [1, 0, -1, 2]],
    patience=[0.6, 0.7],
    precision=[1.5, 0.8],
    turns=[0, 1, 0],
    acts=[
        Act(0, [(1.0, {0: 1, 1: 2, 3: 0})]),
        Act(0, [(0.7, {0: 3, 2: 3}), (0.3, {0: 0, 2: 2})], cost=0.2),
        Act(1, [(1.0, {1: 0, 2: 0})]),
        Act(1, [(0.5, {0: 2, 1: 3}), (0.5, {0: 0, 1: 1})]),
    ],
    chance=[Act(0, [(0.2, {2: 0}), (0.8, {2: 2})])],
)
COUNCIL = Plain(
    utility=[[0, 1, 3], [0, 2, -1]],
    patience=[0.5, 0.5],
    precision=[2, 1],
    turns=[0, 1],
    acts=[
        Act(0, [(None, {0: 1}), (None, {0: 0})], body=0),
        Act(0, [(1.0, {1: 2, 2: 0})]),
        Act(1, [(1.0, {1: 0, 2: 1})]),
    ],
    bodies=[
        Body(0, 2, [(0, 1, 1, 0.2, None), (1, 1, 0, 0.5, None), (None, 1, 0, 0.0, (0.5, 0.2, 0.3))])
    ],
    horizon=ROUNDS,
)


@functools.cache
def drawn(name, rounds=ROUNDS):
    """Draw records from the policy of a game: for each, forecasts and what came."""
    if name in ("duel", "council"):
        game = game_of({"duel": DUEL, "council": COUNCIL}[name])
    else:
        game = standoff.compile(standoff.read(catalog.path(name)))
    policy = solve(game)
    rounds = min(rounds, policy.horizon or rounds)
    rng = np.random.default_rng(11)
    return [record_of(policy, rounds, rng) for _ in range(RECORDS)]


def record_of(policy, rounds, rng):
    """Draw one record, turn by turn; return the shares of each choice and the slots taken."""
    row, shares, came = int(policy.row(policy.start)), [], []
    whole = policy.covered.round
    width = int(np.diff(policy.slot_first).max())
    for number in range(1, rounds + 1):
        t = policy.round(number)
        for turn in range(policy.slot_first.size - 1):
            slots = np.arange(policy.slot_first[turn], policy.slot_first[turn + 1])
            share = policy.choice[t, row, slots].astype(float)
            slot = pick(rng, share)
            if np.count_nonzero(share) > 1:
                shares.append(np.pad(share, (0, width - share.size)))
                came.append(slot)
            action = int(policy.slot_action[slots[slot]])
            if action < 0:
                continue
            first = int(whole.outcome_first[action])
            odds = whole.probability[first : whole.outcome_first[action + 1]]
            vote = policy.slot_vote[slots[slot]]
            if vote >= 0:
                odds = np.array([policy.passes[t, row, vote], 1 - policy.passes[t, row, vote]])
            row = int(whole.target[first + pick(rng, odds), row])
        for event in range(whole.chance_first.size - 1):
            first, last = whole.chance_first[event], whole.chance_first[event + 1]
            if whole.chance_target[first, row] >= 0:
                outcome = first + pick(rng, whole.chance_probability[first:last])
                row = int(whole.chance_target[outcome, row])
    return np.array(shares), np.array(came)


def pick(rng, share):
    """Draw a position by its share."""
    return min(
        int(np.searchsorted(share.cumsum(), rng.random() * share.sum(), "right")), share.size - 1
    )


@pytest.mark.parametrize("name", ["duel", "council", "prisoners", "chicken", "cuba-graph"])
class TestSimulatedRecords:
    """Stationary and finite, with votes, with options by chance and with chance events."""

    def test_the_mean_score_is_the_entropy(self, name):
        """Over all records the score less its expectation is within its 95% interval of zero."""
        gaps, variances = [], []
        for shares, came in drawn(name):
            expected = expected_log_scores(shares)
            gaps.append(float((log_scores(shares, came) - expected.mean).sum()))
            variances.append(float(expected.variance.sum()))

        assert abs(sum(gaps)) < 1.96 * np.sqrt(sum(variances))

    def test_the_surprise_is_a_standard_normal_number(self, name):
        """240 records, seeded: variance 1, and 95% of them within 1.96."""
        z = [
            surprise(log_scores(shares, came), expected_log_scores(shares))
            for shares, came in drawn(name)
        ]

        assert abs(np.mean(z)) < 1.96 / np.sqrt(RECORDS)
        assert 0.8 < np.var(z) < 1.2
        assert 0.92 <= np.mean(np.abs(z) < 1.96) <= 0.98

    def test_briers_score_too_has_the_mean_that_it_is_expected_to_have(self, name):
        """A forecast that is true expects one less its sum of squares."""
        gap = [
            float((brier_scores(shares, came) - (1 - (shares**2).sum(axis=1))).mean())
            for shares, came in drawn(name)
        ]

        assert abs(np.mean(gap)) < 1.96 * np.std(gap) / np.sqrt(RECORDS) + 1e-12

    def test_another_precision_is_found_out(self, name):
        """Shares that are surer than what they were drawn from are surprised by the records."""
        z = []
        for shares, came in drawn(name):
            surer = shares**3 / (shares**3).sum(axis=1, keepdims=True)
            z.append(surprise(log_scores(surer, came), expected_log_scores(surer)))

        assert np.mean(z) < -1
