"""Tests for `standoff.kernels.scores`."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from standoff.kernels import scores
from standoff.kernels.scores import (
    LEAST_BLOCKS,
    brier_scores,
    calibrate,
    expected_log_scores,
    log_scores,
    paired_gain,
    ranked_scores,
    resamples,
    surprise,
)

SHARES = hnp.arrays(float, st.tuples(st.just(1), st.integers(2, 6)), elements=st.floats(0.01, 1))


def shares(weights):
    """Scale rows of weights to probabilities."""
    return weights / weights.sum(axis=1, keepdims=True)


def mean_under(truth, score):
    """Average the score of each outcome by its true probability."""
    outcomes = np.arange(truth.shape[1])
    return sum(truth[0, x] * score(np.array([x]))[0] for x in outcomes)


@given(SHARES, st.data())
def test_nobody_betters_the_log_score_by_stating_another_probability(weights, data):
    """Proper: in expectation the truth scores best (Gibbs's inequality)."""
    other = data.draw(hnp.arrays(float, weights.shape, elements=st.floats(0.01, 1)))
    truth, stated = shares(weights), shares(other)

    best = mean_under(truth, lambda came: log_scores(truth, came))

    assert mean_under(truth, lambda came: log_scores(stated, came)) <= best + 1e-12


@given(SHARES, st.data())
def test_nobody_betters_briers_score_by_stating_another_probability(weights, data):
    """Proper: the expectation is that of the truth plus the squared distance (Brier 1950)."""
    other = data.draw(hnp.arrays(float, weights.shape, elements=st.floats(0.01, 1)))
    truth, stated = shares(weights), shares(other)

    best = mean_under(truth, lambda came: brier_scores(truth, came))
    found = mean_under(truth, lambda came: brier_scores(stated, came))

    assert found - best == pytest.approx(((truth - stated) ** 2).sum(), abs=1e-12)


@given(SHARES, st.data())
def test_nobody_betters_the_ranked_score_by_stating_another_probability(weights, data):
    """Proper: a sum of Brier's scores of the events "this level or a lower one" (Epstein 1969)."""
    other = data.draw(hnp.arrays(float, weights.shape, elements=st.floats(0.01, 1)))
    truth, stated = shares(weights), shares(other)

    best = mean_under(truth, lambda came: ranked_scores(truth, came))

    assert mean_under(truth, lambda came: ranked_scores(stated, came)) >= best - 1e-12


@given(SHARES)
def test_briers_score_lies_between_0_and_2(weights):
    """0 for the certain and right, 2 for the certain and wrong."""
    p = shares(weights)
    found = [brier_scores(p, np.array([x]))[0] for x in range(p.shape[1])]
    by_sum = [((p[0] - (np.arange(p.shape[1]) == x)) ** 2).sum() for x in range(p.shape[1])]

    assert found == pytest.approx(by_sum)
    assert -1e-12 <= min(found) <= max(found) <= 2 + 1e-12


def test_briers_own_example_scores_what_he_printed():
    """Brier (1950), table 1 and text: ten forecasts of rain or no rain score 0.19 on average."""
    rain = np.array([0.7, 0.9, 0.8, 0.4, 0.2, 0.0, 0.0, 0.0, 0.0, 0.1])
    came = np.array([1, 0, 0, 0, 1, 1, 1, 1, 1, 1])

    found = brier_scores(np.stack([rain, 1 - rain], axis=1), came)

    assert found.mean() == pytest.approx(0.19)


@pytest.mark.parametrize(("came", "score"), [(0, 0.73 / 2), (1, 0.13 / 2), (2, 0.53 / 2)])
def test_a_textbook_forecast_scores_what_its_ranks_say(came, score):
    """0.2, 0.5, 0.3 (Wilks 2005, chapter 7; R's verification::rps halves it as we do).

    By hand, where the lowest came: ((0.2 - 1)² + (0.7 - 1)²) / 2.
    """
    assert ranked_scores(np.array([0.2, 0.5, 0.3]), np.array(came)) == pytest.approx(score)


def test_the_ranked_score_of_two_levels_is_half_of_briers():
    """One cumulated share is left, and Brier counts its square twice."""
    p, came = np.array([[0.3, 0.7], [0.9, 0.1]]), np.array([1, 1])

    assert ranked_scores(p, came) == pytest.approx(brier_scores(p, came) / 2)


@given(SHARES, st.integers(0, 3), st.data())
def test_levels_that_a_variable_lacks_change_no_ranked_score(weights, more, data):
    """Variables lie side by side, padded with NaN."""
    p = shares(weights)
    came = np.array([data.draw(st.integers(0, p.shape[1] - 1))])
    padded = np.pad(p, ((0, 0), (0, more)), constant_values=np.nan)

    assert ranked_scores(padded, came) == pytest.approx(ranked_scores(p, came))


def test_a_variable_with_one_level_has_no_ranked_score():
    """There is nothing to forecast."""
    assert np.isnan(ranked_scores(np.array([[1.0, np.nan]]), np.array([0])))


def test_a_miss_by_two_levels_costs_more_than_a_miss_by_one():
    """What makes the score one of ranks."""
    p = np.array([[0.8, 0.1, 0.1]])

    assert ranked_scores(p, np.array([2])) > ranked_scores(p, np.array([1]))


def test_what_was_given_no_probability_scores_minus_infinity_unless_told_otherwise():
    """A probability too small to be stored is not the same as none."""
    p = np.array([[0.0, 1.0]])

    assert log_scores(p, np.array([0]))[0] == -np.inf
    assert log_scores(p, np.array([0]), least=np.exp(-100))[0] == pytest.approx(-100)


@given(SHARES)
def test_the_expected_log_score_is_the_mean_over_what_may_come(weights):
    """Mean and variance by their definitions."""
    p = shares(weights)
    found = expected_log_scores(p)

    mean = mean_under(p, lambda came: log_scores(p, came))
    variance = mean_under(p, lambda came: (log_scores(p, came) - mean) ** 2)

    assert found.mean[0] == pytest.approx(mean)
    assert found.variance[0] == pytest.approx(variance, abs=1e-12)


def test_nothing_is_expected_of_options_that_are_not_open():
    """An option of probability zero adds no entropy."""
    one = expected_log_scores(np.array([[0.25, 0.75, 0.0]]))
    other = expected_log_scores(np.array([[0.25, 0.75]]))

    assert (one.mean, one.variance) == (other.mean, other.variance)


def test_surprise_is_that_of_a_binomial():
    """With n coins of p = 0.2 the score falls by as much for each of the k that came."""
    n, k, p = 50, 16, 0.2
    stated = np.tile([p, 1 - p], (n, 1))
    came = (np.arange(n) >= k).astype(int)

    found = surprise(log_scores(stated, came), expected_log_scores(stated))

    # rarer than 1/2: each one that came lowers the score
    assert found == pytest.approx(-(k - n * p) / np.sqrt(n * p * (1 - p)))


def test_a_score_that_cannot_vary_surprises_nobody():
    """A coin toss scores log 2 whatever comes."""
    p = np.full((4, 2), 0.5)

    assert np.isnan(surprise(log_scores(p, np.zeros(4, dtype=int)), expected_log_scores(p)))


@given(st.data())
def test_every_open_option_is_in_one_bin(data):
    """Whatever the probabilities, 0 and 1 included: cases and what came add up."""
    n, options = data.draw(st.tuples(st.integers(1, 8), st.integers(2, 5)))
    weights = data.draw(
        hnp.arrays(float, (n, options), elements=st.sampled_from([0.0, 0.01, 0.5, 1.0]))
    )
    weights[:, 0] += 1e-3
    is_open = data.draw(hnp.arrays(bool, (n, options)))
    is_open[:, 0] = True
    p = shares(weights * is_open)
    came = np.array([data.draw(st.sampled_from(np.flatnonzero(row).tolist())) for row in is_open])

    found = calibrate(p, is_open, came)
    has = found.case_count > 0

    assert found.case_count.sum() == is_open.sum()
    assert (found.share * found.case_count)[has].sum() == pytest.approx(n)
    assert (found.mean * found.case_count)[has].sum() == pytest.approx(p.sum())
    assert (found.low[has] <= found.share[has]).all()
    assert (found.share[has] <= found.high[has]).all()
    assert np.isnan(found.share[~has]).all()


def test_a_bin_holds_its_lower_edge():
    """A probability of exactly 30% counts among 30% to 70%, one of 100% in the last bin."""
    p = np.array([[0.3, 0.7], [0.0, 1.0]])

    found = calibrate(p, np.ones((2, 2), dtype=bool), np.array([0, 1]))

    assert found.case_count.tolist() == [1, 0, 0, 0, 1, 1, 1]
    assert found.share[[0, 4, 5, 6]].tolist() == [0, 1, 0, 1]


@given(st.integers(1, 9), st.integers(1, 30), st.integers(0, 2**63), st.integers(1, 12))
def test_every_draw_takes_as_many_blocks_as_there_are(blocks, draws, seed, length):
    """Also where a stretch is longer than the record, or does not divide it."""
    taken = resamples(blocks, draws, seed, length)

    assert taken.shape == (draws, blocks)
    assert (taken.sum(axis=1) == blocks).all()


def test_the_draws_are_those_of_the_generator_word_by_word():
    """Philox 4x64-10 (Salmon et al. 2011) in numpy: the first blocks that seed 5 draws."""
    words = np.random.Philox(key=5).random_raw(12).tolist()
    drawn = [int((word >> 11) * 2.0**-53 * 4) for word in words]

    taken = resamples(4, 3, seed=5)

    for g in range(3):
        assert taken[g].tolist() == [drawn[4 * g : 4 * g + 4].count(b) for b in range(4)]


def test_a_stretch_keeps_neighbours_together_and_runs_on_from_the_last_to_the_first():
    """Six blocks in stretches of three: two stretches, each of three neighbours on a circle."""
    stretches = [{b % 6 for b in range(first, first + 3)} for first in range(6)]
    sums = {
        tuple((b in one) + (b in other) for b in range(6))
        for one, other in itertools.product(stretches, repeat=2)
    }

    taken = resamples(6, 500, seed=1, length=3)

    assert {tuple(row) for row in taken.tolist()} == sums


def test_the_interval_of_a_gain_is_that_of_blocks_drawn_by_hand():
    """A second implementation: blocks are listed, drawn, and their decisions averaged."""
    rng = np.random.default_rng(3)
    block = np.sort(rng.integers(0, 12, 60))
    difference = rng.normal(size=(60, 2)) + block[:, None] / 6
    taken = resamples(12, 400, seed=9)
    means = []
    for row in taken:
        cases = [
            n for b in range(12) for _ in range(int(row[b])) for n in np.flatnonzero(block == b)
        ]
        means.append(difference[cases].mean(axis=0))

    found = paired_gain(difference, block, taken)

    assert found.mean == pytest.approx(difference.mean(axis=0))
    assert found.low == pytest.approx(np.quantile(means, 0.025, axis=0))
    assert found.high == pytest.approx(np.quantile(means, 0.975, axis=0))


def test_an_interval_by_blocks_is_wider_where_a_block_is_of_one_mind():
    """Decisions of a round resemble each other; drawn one by one they would seem many."""
    rng = np.random.default_rng(0)
    block = np.repeat(np.arange(40), 10)
    difference = rng.normal(size=40)[block][:, None] + 0.01 * rng.normal(size=(400, 1))

    together = paired_gain(difference, block, resamples(40, 2000, seed=0))
    apart = paired_gain(difference, np.arange(400), resamples(400, 2000, seed=0))

    ratio = (together.high - together.low) / (apart.high - apart.low)
    assert ratio[0] == pytest.approx(np.sqrt(10), rel=0.15)


def test_the_interval_covers_the_mean_about_as_often_as_it_says():
    """300 samples of 60 blocks from a normal law, seeded: 95% less what 60 blocks miss."""
    rng = np.random.default_rng(7)
    taken = resamples(60, 600, seed=2)
    hits = 0
    for _ in range(300):
        found = paired_gain(rng.normal(0.3, 1, size=(60, 1)), np.arange(60), taken)
        hits += found.low[0] <= 0.3 <= found.high[0]

    assert 0.90 <= hits / 300 <= 0.98


def test_few_blocks_give_no_interval():
    """What four rounds say of the next is not worth an interval; none say nothing at all."""
    taken = resamples(10, 50, seed=0)
    few = np.arange(LEAST_BLOCKS - 1)

    found = paired_gain(np.ones((few.size, 1)), few, taken)
    empty = paired_gain(np.ones((0, 1)), np.zeros(0, dtype=int), taken)
    enough = paired_gain(np.ones((LEAST_BLOCKS, 1)), np.arange(LEAST_BLOCKS), taken)

    assert found.mean[0] == 1.0
    assert np.isnan([found.low[0], found.high[0], empty.mean[0], empty.low[0]]).all()
    assert (enough.low[0], enough.high[0]) == (1.0, 1.0)


def test_bins_run_from_0_to_1():
    """Every probability has one."""
    assert (scores.EDGES[0], scores.EDGES[-1]) == (0.0, 1.0)
    assert sorted(scores.EDGES) == list(scores.EDGES)
