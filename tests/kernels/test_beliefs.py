"""Tests for `standoff.kernels.beliefs`: the grid of beliefs and what lies between its points."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.kernels.beliefs import belief_grid, spread


@pytest.mark.parametrize(("motives", "n"), [(2, 1), (2, 7), (3, 5), (4, 3)])
def test_the_grid_has_every_belief_in_parts_of_n_once(motives, n):
    """As many as there are ways to share n parts among the motives."""
    grid = belief_grid(motives, n)

    assert len(grid.belief) == comb(n + motives - 1, motives - 1)
    assert len({tuple(point) for point in grid.belief}) == len(grid.belief)
    assert np.allclose(grid.belief.sum(axis=1), 1)
    assert np.allclose(grid.belief * n, np.round(grid.belief * n))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=4), st.integers(1, 6))
def test_a_belief_is_a_mean_of_neighbouring_points(shares, n):
    """Weights are shares of one, there are no more vertices than motives, and all are near."""
    belief = np.array(shares) if sum(shares) > 0 else np.ones(len(shares))
    belief = belief / belief.sum()
    grid = belief_grid(len(belief), n)
    at, weight = np.zeros(len(belief), np.int64), np.zeros(len(belief))

    count = spread(belief, grid, at, weight)

    assert (weight[:count] > 0).all()
    assert weight[:count].sum() == pytest.approx(1)
    points = grid.belief[at[:count]]
    assert weight[:count] @ points == pytest.approx(belief, abs=1e-9)
    # in the sums from the end no vertex is a part of n away
    summed = np.cumsum(points[:, ::-1], axis=1)
    assert (abs(summed - np.cumsum(belief[::-1])) <= 1 / n + 1e-9).all()


def test_a_point_of_the_grid_is_itself():
    """Also where sums of shares are not whole in binary."""
    grid = belief_grid(3, 10)
    at, weight = np.zeros(3, np.int64), np.zeros(3)
    for place, belief in enumerate(grid.belief):
        count = spread(belief, grid, at, weight)
        heavy = at[:count][weight[:count] > 1e-9]
        assert heavy.tolist() == [place]


def test_a_linear_function_is_interpolated_exactly():
    """That is what a mean of points means."""
    grid = belief_grid(3, 4)
    slope = np.array([2.0, -1.0, 0.5])
    at, weight = np.zeros(3, np.int64), np.zeros(3)
    belief = np.array([0.13, 0.46, 0.41])
    count = spread(belief, grid, at, weight)

    assert weight[:count] @ (grid.belief[at[:count]] @ slope) == pytest.approx(belief @ slope)
