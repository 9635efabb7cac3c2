"""Tests for `standoff.kernels.deflation` and `standoff.kernels.ballots`."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.plain_games import Body, ballots_of, brute_pass
from standoff.kernels.ballots import passing
from standoff.kernels.deflation import deflated_newton
from standoff.kernels.votes import leaning_tally


def circle_and_hyperbola(point):
    """Return the error of x^2 + y^2 = 5 and x y = 2."""
    x, y = point
    return np.array([x * x + y * y - 5.0, x * y - 2.0])


def test_four_points_are_found_from_one_start():
    """A circle and a hyperbola meet at (1, 2), (2, 1) and their opposites."""
    roots = []
    for _ in range(4):
        found = deflated_newton(circle_and_hyperbola, np.array([3.0, 0.5]), roots, 1e-12)
        assert found.is_found
        roots.append(found.x)

    points = sorted(tuple(np.round(root, 9)) for root in roots)
    assert points == [(-2.0, -1.0), (-1.0, -2.0), (1.0, 2.0), (2.0, 1.0)]


def test_with_all_roots_known_nothing_is_found():
    """Nothing is left of a parabola once both its roots are known."""
    known = [np.array([1.0]), np.array([-1.0])]

    found = deflated_newton(lambda x: x * x - 1.0, np.array([0.3]), known, 1e-12)

    assert not found.is_found


def test_many_unknowns_are_solved_without_a_matrix():
    """x^2 = 2 in 300 numbers at once, beyond which slopes are not tabulated."""
    found = deflated_newton(lambda x: x * x - 2.0, np.full(300, 1.0), [], 1e-10)

    assert found.is_found
    assert found.x == pytest.approx(2.0**0.5, abs=1e-9)


@settings(max_examples=40)
@given(data=st.data())
def test_votes_of_many_cases_equal_all_ballots_counted_one_by_one(data):
    """Weights, vetoes, bands and leanings, under each rule: 3 ** members ballots."""
    share = st.integers(0, 4).map(lambda n: n / 4)
    members = []
    for actor in data.draw(st.sampled_from([[0, 1], [0, None], [None, None], [0, 1, None]])):
        yes = data.draw(share)
        leaning = (yes, 0.0, 1.0 - yes) if actor is None else None
        members.append((actor, data.draw(st.integers(1, 3)), data.draw(st.integers(0, 1)),
                        data.draw(share), leaning))  # fmt: skip
    rule = data.draw(st.integers(0, 2))
    quota = data.draw(st.integers(1, 4)) if rule == 0 else 0
    body = Body(rule, quota, members)
    gains = np.random.default_rng(data.draw(st.integers(0, 99))).normal(size=(5, 2))

    ballots = ballots_of([body])
    cast = []
    for j, (actor, _, _, band, _) in enumerate(members):
        if actor is not None:
            yes = 1 / (1 + np.exp(-(gains[:, actor] - band)))
            cast.append((j, yes, 1 / (1 + np.exp(gains[:, actor] + band))))
    found = passing(0, ballots, leaning_tally(ballots), cast)

    expected = [brute_pass(body, row, [1.0, 1.0]) for row in gains]
    assert np.broadcast_to(found, 5) == pytest.approx(expected, abs=1e-12)
