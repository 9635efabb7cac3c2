"""Tests for `standoff.kernels.intervals`: Wilson's interval against print and definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.kernels.intervals import NORMAL_95, wilson


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_in_print(count, total, low, high):
    """Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3."""
    ends = wilson([count], total)

    assert [low, high] == [round(float(end[0]), 4) for end in ends]


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_ends_are_where_the_score_test_just_rejects(counted):
    """There (share - p)**2 = z**2 p (1 - p) / n, which is how Wilson defines them."""
    count, total = counted
    share = count / total

    low, high = (float(end[0]) for end in wilson([count], total))

    assert 0.0 <= low <= share <= high <= 1.0
    for end in (low, high):
        if 0.0 < end < 1.0:
            spread = NORMAL_95 * np.sqrt(end * (1 - end) / total)
            assert abs(share - end) == pytest.approx(spread, rel=1e-6, abs=1e-9)


def test_nothing_and_everything_are_included():
    """With nothing counted the low end is 0, with everything the high end is 1, exactly."""
    low, high = wilson([0, 7], 7)

    assert (low[0], high[1]) == (0.0, 1.0)
    assert high[0] == pytest.approx(NORMAL_95**2 / (7 + NORMAL_95**2))
    assert low[1] == pytest.approx(7 / (7 + NORMAL_95**2))
