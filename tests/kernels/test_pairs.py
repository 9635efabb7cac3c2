"""Tests for `standoff.kernels.pairs`."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from standoff.kernels.pairs import above, share_above, share_of, undecided

QUARTERS = st.integers(-8, 8).map(lambda n: n / 4)


def rows(least, most, width):
    """Draw rows of quarters, which floating point holds exactly."""
    row = st.lists(QUARTERS, min_size=width, max_size=width)
    return st.lists(row, min_size=least, max_size=most)


@given(rows(3, 3, 4), st.sampled_from((0.0, 0.25, 1.0)))
def test_shares_are_counted_draw_by_draw(worth, least):
    """Both ways; a draw in which two are as good as equal counts for neither."""
    share = share_above(np.array(worth), least)

    for s, t in itertools.product(range(4), range(4)):
        assert share[s, t] == sum(row[t] - row[s] > least for row in worth) / len(worth)


@given(rows(1, 1, 5), st.sampled_from((0.0, 0.5)))
def test_one_draw_is_a_comparison(worth, least):
    """Then the share is 0 or 1, and `above` says which."""
    assert (above(np.array(worth[0]), least) == (share_above(np.array(worth), least) == 1)).all()


@given(rows(2, 2, 4), st.lists(st.tuples(QUARTERS, QUARTERS), min_size=2, max_size=2))
def test_what_is_undecided_is_decided_otherwise_in_another_corner(scores, ends):
    """All corners of the box of weights, one by one."""
    low, high = (np.array([pick(pair) for pair in ends]) for pick in (min, max))
    found = undecided(np.array(scores), low, high, 0.25)

    corners = [np.array(w) @ np.array(scores) for w in itertools.product(*map(sorted, ends))]
    for s, t in itertools.product(range(4), range(4)):
        gains = [worth[t] - worth[s] for worth in corners]
        assert found[s, t] == (min(gains) < -0.25 and max(gains) > 0.25)


def test_a_state_is_no_pair_with_itself():
    """Three states of one kind make six ordered pairs, and one alone none."""
    marked = np.ones(256, np.uint8)

    assert share_of(np.zeros((1, 1), np.uint8), marked, np.array([3])) == 1.0
    assert share_of(np.zeros((1, 1), np.uint8), marked, np.array([1])) == 0.0
    assert share_of(np.zeros((2, 2), np.uint8), marked, np.array([2, 1])) == 1.0
