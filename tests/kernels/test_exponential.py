"""Tests for `standoff.kernels.exponential` and `standoff.kernels.eights`."""

import math

import numba as nb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.kernels.eights import (
    add_product,
    add_scaled,
    greater,
    inverse,
    load,
    minus,
    plus,
    room,
    scaled,
    store,
    times,
)
from standoff.kernels.exponential import ERROR, LEAST, choice_weight, logistics


@nb.njit
def weights(sureness, quality, best, out):
    for g in range(quality.shape[1] // 8):
        store(out, 0, g, choice_weight(sureness, load(quality, 0, g), load(best, 0, g)))


def weights_of(quality, sureness=1.0, best=0.0):
    """Return ``exp(sureness * (quality - best))`` of any number of qualities."""
    padded = -(-len(quality) // 8) * 8
    there, top, out = room(1, padded), room(1, padded), room(1, padded)
    there[0, : len(quality)] = quality
    top[:] = best
    weights(sureness, there, top, out)
    return out[0, : len(quality)]


def test_the_error_is_within_two_units_in_the_last_place():
    """Over the whole range, densely: the claim of the module, against the library."""
    x = np.concatenate([-np.linspace(0.0, 708.0, 100_001), -np.logspace(-18, 2, 20_000)])

    found = weights_of(x)

    exact = np.array([math.exp(one) for one in x])
    assert np.abs(found / exact - 1.0).max() <= ERROR


@settings(deadline=None, max_examples=50)
@given(st.floats(-700.0, 0.0))
def test_no_number_is_an_exception(x):
    """Wherever a draw falls, the error is as small."""
    assert weights_of([x])[0] == pytest.approx(math.exp(x), rel=ERROR, abs=0.0)


def test_the_best_choice_weighs_exactly_one():
    """The exponent is zero, and the series begins with 1, so nothing is rounded."""
    assert weights_of([3.0, 3.0], sureness=7.0, best=3.0).tolist() == [1.0, 1.0]


def test_what_is_far_behind_or_closed_weighs_nothing():
    """No result is a denormal number, and -inf times zero is not NaN."""
    assert weights_of([LEAST, LEAST - 1e-9, -1e300, -math.inf])[0] > 0.0
    assert weights_of([LEAST, LEAST - 1e-9, -1e300, -math.inf])[1:].tolist() == [0.0] * 3
    assert weights_of([-5.0, -math.inf], sureness=0.0).tolist() == [1.0, 0.0]


def test_weights_fall_as_the_choice_gets_worse():
    """The seams between two powers of two do not show: the function never rises."""
    x = -np.linspace(0.0, 4.0, 400_001)

    assert (np.diff(weights_of(x)) <= 0.0).all()


@nb.njit
def sures(x, out):
    store(out, 0, 0, logistics(load(x, 0, 0)))


def logistics_of(x):
    """Return ``1 / (1 + exp(-x))`` of up to eight numbers."""
    there, out = room(1, 8), room(1, 8)
    there[0, : len(x)] = x
    sures(there, out)
    return out[0, : len(x)]


@settings(deadline=None, max_examples=50)
@given(st.floats(-700.0, 700.0))
def test_the_logistic_is_that_of_the_library(x):
    """On either side of zero, to a few units in the last place; what it leaves is that of -x."""
    yes, no = logistics_of([x, -x])

    exact = 1.0 / (1.0 + math.exp(-x)) if x > -36.0 else math.exp(x) / (1.0 + math.exp(x))
    assert yes == pytest.approx(exact, rel=2.0**-49, abs=0.0)
    assert yes + no == pytest.approx(1.0, abs=2.0**-52)


def test_the_logistic_is_sure_where_nothing_is_left_to_say():
    """Neither an overflow nor a denormal number, and a half in the middle."""
    assert logistics_of([0.0, 1e4, -1e4, math.inf, -math.inf]).tolist() == [0.5, 1, 0, 1, 0]


@nb.njit
def each_step(a, b, w, out):
    x, y = load(a, 1, 1), load(b, 1, 1)
    store(out, 0, 1, scaled(w, x))
    store(out, 1, 1, add_scaled(x, w, y))
    store(out, 2, 1, add_product(x, x, y))
    store(out, 3, 1, plus(x, y))
    store(out, 4, 1, times(x, inverse(y)))
    store(out, 5, 1, greater(x, y))
    store(out, 6, 1, minus(x, y))


def test_eight_at_once_are_eight_one_by_one():
    """Each step does to the second eight of a row what its name says, and to no other."""
    rng = np.random.default_rng(1)
    a, b, out = rng.normal(size=(2, 16)), rng.normal(size=(2, 16)), np.zeros((7, 16))

    each_step(a, b, 0.5, out)

    x, y = a[1, 8:], b[1, 8:]
    expected = [0.5 * x, x + 0.5 * y, x + x * y, x + y, x * (1.0 / y), np.maximum(x, y), x - y]
    assert np.allclose(out[:, 8:], expected, rtol=1e-15, atol=1e-15)
    assert not out[:, :8].any()


def test_room_begins_where_a_line_of_the_cache_does():
    """Otherwise every row of eight would straddle two lines."""
    for rows in range(1, 9):
        place = room(rows, 8)
        assert place.ctypes.data % 64 == 0
        assert place.flags.c_contiguous
        assert not place.any()
