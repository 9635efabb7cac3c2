"""Tests for `standoff.game.ranges`."""

import numpy as np
import pytest

from standoff.game.ranges import drawn, interval, is_open
from standoff.spec.crisis import Distribution, Number


def spread(kind, *parameters):
    """Make a number with a distribution."""
    return Number(1.0, distribution=Distribution(kind, parameters))


@pytest.mark.parametrize(
    ("number", "ends"),
    [
        (Number(1.0), (1.0, 1.0)),
        (Number(1.0, low=0.5, high=3.0), (0.5, 3.0)),
        (spread("uniform", -1.0, 2.0), (-1.0, 2.0)),
        (spread("triangular", -1.0, 0.0, 2.0), (-1.0, 2.0)),
        (spread("beta", 1.0, 3.0), (0.0, 1.0)),
        (spread("normal", 1.0, 2.0), (1.0 - 3.919928, 1.0 + 3.919928)),
    ],
)
def test_an_interval_has_the_ends_and_draws_lie_within(number, ends):
    """Of a normal distribution, which has no ends, 95 in a hundred draws."""
    assert interval(number) == pytest.approx(ends)
    draws = drawn([number], 4_000, 1, 2)[:, 0]
    within = ((draws >= ends[0]) & (draws <= ends[1])).mean()
    is_normal = number.distribution is not None and number.distribution.kind == "normal"
    assert within == (pytest.approx(0.95, abs=0.015) if is_normal else 1.0)
    assert (np.ptp(draws) > 0) == is_open(number)


@pytest.mark.parametrize(
    ("number", "mean"),
    [
        (Number(0.0, low=-1.0, high=3.0), 1.0),
        (spread("triangular", 0.0, 0.0, 3.0), 1.0),
        (spread("triangular", 0.0, 3.0, 3.0), 2.0),
        (spread("beta", 1.0, 3.0), 0.25),
        (spread("normal", 1.0, 0.5), 1.0),
    ],
)
def test_draws_have_the_mean_of_their_law(number, mean):
    """Within five standard errors; a law turned round would miss by far."""
    draws = drawn([number], 20_000, 0, 0)[:, 0]

    assert abs(draws.mean() - mean) < 5 * draws.std() / np.sqrt(20_000)


def test_more_draws_begin_with_the_same():
    """A draw is a function of the seed, the key, its place and its number alone."""
    numbers = [Number(0.0, low=0.0, high=1.0), spread("normal", 0.0, 1.0)]

    few, many = drawn(numbers, 10, 3, 1), drawn(numbers, 100, 3, 1)

    assert (few == many[:10]).all()
    assert (few != drawn(numbers, 10, 4, 1)).all()
    assert (few != drawn(numbers, 10, 3, 2)).all()
