"""Tests for `standoff.kernels.occupancy`: where a chain spends its time."""

import importlib
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.kernels.occupancy import limit, long_run, stationary


def shares(chain, start):
    """Find the long run of a chain that is written out."""
    chain = np.array(chain, dtype=float)
    return long_run(lambda mass: mass @ chain, np.array(start, dtype=float))[0]


def test_a_cycle_spends_equal_time_everywhere():
    """A periodic chain has no limit, but its mean has: 1/3 in each of three states."""
    chain = [[0, 1, 0], [0, 0, 1], [1, 0, 0]]

    assert shares(chain, [1, 0, 0]) == pytest.approx([1 / 3] * 3, abs=1e-15)


def test_play_that_may_settle_in_two_places_is_split_by_the_odds():
    """Gambler's ruin from 1 of 3 with even odds: ruined with probability 2/3."""
    chain = [[1, 0, 0, 0], [0.5, 0, 0.5, 0], [0, 0.5, 0, 0.5], [0, 0, 0, 1]]

    assert shares(chain, [0, 1, 0, 0]) == pytest.approx([2 / 3, 0, 0, 1 / 3], abs=1e-15)


def test_a_class_that_is_never_reached_takes_no_time():
    """From state 0, which is never left, the other class does not matter."""
    assert shares([[1, 0], [0, 1]], [1, 0]).tolist() == [1, 0]


def test_a_transient_way_into_a_cycle_counts_the_cycle_only():
    """State 0 leads for good into a cycle of states 1 and 2."""
    chain = [[0.9, 0.1, 0], [0, 0, 1], [0, 1, 0]]

    assert shares(chain, [1, 0, 0]) == pytest.approx([0, 0.5, 0.5], abs=1e-14)


@given(st.lists(st.lists(st.integers(0, 4), min_size=4, max_size=4), min_size=4, max_size=4))
def test_it_is_the_mean_over_a_long_time(weights):
    """Any chain of four states, against the mean of its powers up to 2 ** 40."""
    chain = np.array(weights, dtype=float) + np.eye(4) * (np.array(weights).sum(1) == 0)[:, None]
    chain /= chain.sum(axis=1, keepdims=True)
    mean, power = np.eye(4), chain
    for _ in range(40):
        # the mean over 2n rounds is that over n, and that over the next n
        mean, power = 0.5 * (mean + power @ mean), power @ power
        power /= power.sum(axis=1, keepdims=True)
    start = np.array([1.0, 0, 0, 0])

    assert limit(chain, start) == pytest.approx(start @ mean, abs=1e-9)


def test_rare_transitions_lose_no_digits():
    """Leaving with odds e and 3 e, for e = 2**-60: three quarters, whatever e is."""
    rare = float(Fraction(1, 2**60))

    assert stationary(np.array([[1.0, rare], [3 * rare, 1.0]])) == pytest.approx([0.75, 0.25])


def test_beyond_the_dense_limit_iteration_finds_the_same(monkeypatch):
    """A ring of nine states with drift, a way in, and a period of nine."""
    chain = np.zeros((10, 10))
    chain[0, 1] = 1.0
    for s in range(1, 10):
        chain[s, s % 9 + 1] = 1.0
    start = np.eye(10)[0]
    exact, _ = long_run(lambda mass: mass @ chain, start)
    monkeypatch.setattr(importlib.import_module("standoff.kernels.occupancy"), "DENSE", 1)

    found, error = long_run(lambda mass: mass @ chain, start)

    assert exact == pytest.approx([0, *[1 / 9] * 9])
    assert found == pytest.approx(exact, abs=1e-10)
    assert error < 1e-12


def test_a_transition_too_rare_to_compute_with_counts_as_impossible():
    """Odds of 1e-313 a round leave play where it is for any time that matters."""
    chain = [[1.0, 1e-313], [1e-261, 1.0]]

    assert shares(chain, [0.25, 0.75]) == pytest.approx([0.25, 0.75], abs=1e-15)


def test_shares_that_differ_by_hundreds_of_digits_do_not_overflow():
    """A ladder that is climbed rarely and fallen from at once: almost all time at its foot."""
    chain = np.zeros((5, 5))
    for s in range(4):
        chain[s, s + 1], chain[s + 1, s] = 1e-100, 1.0
    chain[0, 0] = 1.0

    assert stationary(chain) == pytest.approx([1, 1e-100, 1e-200, 1e-300, 0], rel=1e-12)
