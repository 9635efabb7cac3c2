"""Tests for `standoff.kernels.survival`: against statsmodels, and by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.kernels.intervals import paired, wilson
from standoff.kernels.survival import around, kaplan_meier

Z = 1.959963984540054


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 6), st.booleans()), min_size=2, max_size=40))
def test_curve_and_variance_are_those_of_statsmodels(cases):
    """A second implementation: `SurvfuncRight`, with cases lost from sight at any time."""
    survfunc = pytest.importorskip("statsmodels.duration.survfunc")
    times, happened = np.array([c[0] for c in cases]), np.array([c[1] for c in cases])
    found = survfunc.SurvfuncRight(times, happened.astype(int))
    last = times.max() + 1
    d, c = (np.bincount(times[happened == one], minlength=last) for one in (True, False))

    survival, variance = kaplan_meier(d, c, len(cases))

    at = found.surv_times.astype(int)
    assert survival[at] == pytest.approx(found.surv_prob, abs=1e-12)
    alive = found.surv_prob > 0
    assert np.sqrt(variance[at][alive]) == pytest.approx(found.surv_prob_se[alive], abs=1e-12)


def test_a_curve_by_hand():
    """Ten cases: 2 go (8/10), 3 are lost, 1 of 5 goes (8/10 * 4/5)."""
    survival, variance = kaplan_meier([2, 0, 1], [0, 3, 0], 10)

    assert survival.tolist() == pytest.approx([0.8, 0.8, 0.64])
    assert variance[2] == pytest.approx(0.64**2 * (2 / (10 * 8) + 1 / (5 * 4)))


def test_without_losses_the_curve_is_a_share_and_greenwood_its_binomial_variance():
    """S = 1 - k/n and var S = S (1 - S) / n, so the drawn shares and the curve agree."""
    survival, variance = kaplan_meier([[3, 5, 1]], [[0, 0, 0]], 20)

    share = 1 - np.array([[3, 8, 9]]) / 20
    assert survival == pytest.approx(share)
    assert variance == pytest.approx(share * (1 - share) / 20)


def test_the_interval_is_even_on_the_scale_of_log_minus_log():
    """The ends are S ** exp(+-z se / (S |log S|))."""
    low, high = around(np.array([0.64]), np.array([0.0307]), 10)

    width = Z * np.sqrt(0.0307) / (0.64 * abs(np.log(0.64)))
    assert np.log(-np.log(low)) == pytest.approx(np.log(-np.log(0.64)) + width)
    assert np.log(-np.log(high)) == pytest.approx(np.log(-np.log(0.64)) - width)


def test_where_nothing_or_all_has_happened_the_interval_is_wilsons():
    """None of n cases is at most z2 / (n + z2); a point would claim to be sure."""
    low, high = around(np.array([1.0, 0.0]), np.array([0.0, 0.0]), 50)

    most = Z**2 / (50 + Z**2)
    assert low.tolist() == pytest.approx([1 - most, 0.0])
    assert high.tolist() == pytest.approx([1.0, most])


def test_log_log_intervals_hold_the_truth_as_often_as_they_say():
    """2,000 samples of 60 cases with a chance of 0.1 a round; the truth is 0.9**t."""
    generator = np.random.default_rng(5)
    times = np.minimum(generator.geometric(0.1, (2000, 60)), 21)
    first = np.stack([(times == t).sum(axis=1) for t in range(1, 21)], axis=1)

    survival, variance = kaplan_meier(first, np.zeros_like(first), 60)
    low, high = around(survival, variance, 60)

    truth = 0.9 ** np.arange(1, 21)
    covered = ((low <= truth) & (truth <= high)).mean(axis=0)
    assert (covered > 0.92).all()
    assert covered.mean() < 0.975


def test_paired_intervals_hold_the_difference_as_often_as_they_say():
    """Shares 0.30 and 0.42 of the same 100 cases, 0.05 lost and 0.17 gained."""
    generator = np.random.default_rng(3)
    gained, lost, _ = generator.multinomial(100, [0.17, 0.05, 0.78], 4000).T

    low, high = paired(gained, lost, 100)

    covered = ((low <= 0.12) & (high >= 0.12)).mean()
    assert 0.93 < covered < 0.975


def test_nothing_gained_and_nothing_lost_leaves_room_for_both():
    """Two cases are added: z sqrt(2 / (n + 2) / (n + 2)) to either side."""
    low, high = paired([0], [0], 98)

    assert high[0] == pytest.approx(Z * np.sqrt(2) / 100)
    assert low[0] == -high[0]


def test_wilson_takes_a_worth_of_its_own_for_each_share():
    """Dependent draws count as fewer or more than were drawn."""
    low, high = wilson(np.array([5.0, 50.0]), np.array([10.0, 100.0]))

    assert high[0] - low[0] > 2 * (high[1] - low[1])
    assert low[0] == wilson([5], 10)[0][0]
