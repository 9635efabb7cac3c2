"""Tests for `standoff.kernels.fixed_point`."""

import numpy as np
import pytest

from standoff.kernels.fixed_point import anderson, newton


def test_mixing_solves_a_linear_contraction_in_few_steps():
    """Anderson with depth d is exact on a d-dimensional linear map, like GMRES."""
    matrix = np.diag([0.9, -0.9, 0.5])
    offset = np.array([1.0, 2.0, 3.0])

    found = anderson(lambda x: matrix @ x + offset, np.zeros(3), 1e-10)

    assert found.is_found
    assert found.evaluations < 12
    assert found.x == pytest.approx(np.linalg.solve(np.eye(3) - matrix, offset), abs=1e-9)


def test_newton_finds_what_plain_iteration_flees_from():
    """X = 3.5 x (1 - x) has the repelling fixed point 1 - 1/3.5 = 5/7."""
    found = newton(lambda x: 3.5 * x * (1 - x) - x, np.array([0.6]), 1e-12)

    assert found.is_found
    assert found.x[0] == pytest.approx(5 / 7, abs=1e-12)


def test_where_there_is_nothing_to_find_both_say_so():
    """X = x + 1 has no solution, and x**2 + 1 = 0 has none that is real."""
    assert not anderson(lambda x: x + 1, np.zeros(2), 1e-9).is_found
    assert not newton(lambda x: x**2 + 1, np.array([2.0]), 1e-9).is_found


def test_the_residual_told_is_that_of_the_point_returned():
    """Also where the method gives up."""
    found = anderson(lambda x: np.array([-(x[0] ** 3) + 2, x[0]]), np.array([3.0, 1.0]), 1e-9, 9)

    image = np.array([-(found.x[0] ** 3) + 2, found.x[0]])
    assert found.residual == np.abs(image - found.x).max()
