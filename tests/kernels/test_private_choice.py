"""Tests for `standoff.kernels.private_choice` and what settles it: cells, curve, branch."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.kernels.beliefs import belief_grid, spread
from standoff.kernels.private_branch import settle
from standoff.kernels.private_choice import (
    BELIEF,
    ODDS,
    SHARE,
    TOLD,
    desk_for,
    listen,
    sit_down,
)
from standoff.kernels.private_curve import settling_for

TOLERANCE = 1e-9


def chosen(stake, grid, g, guess=None):
    """Settle one choice; return probabilities (k, f) of motives believed possible, and distance."""
    choices, points, motives = stake.shape
    s = settling_for(choices, points, motives)
    s.desk.stake[:] = stake
    live = sit_down(g, grid, s.desk)
    if guess is not None:
        s.desk.sheet[ODDS, :live, :choices] = guess
    far = settle(g, choices, live, guess is not None, grid, s, TOLERANCE)
    return s.desk.sheet[SHARE, :live, :choices].copy(), far


def off(share, stake, grid, g):
    """Return how far choices are from logit replies, by Bayes' rule and `spread`, in numpy."""
    belief = grid.belief[g]
    alive = belief > 0
    whole = np.zeros((belief.size, stake.shape[0]))
    whole[alive] = share
    quality = np.empty_like(whole)
    at, weight = np.zeros(belief.size, np.int64), np.zeros(belief.size)
    for f in range(stake.shape[0]):
        told = belief * whole[:, f]
        count = spread(told / told.sum(), grid, at, weight)
        quality[:, f] = weight[:count] @ stake[f, at[:count]]
    e = np.exp(quality - quality.max(axis=1, keepdims=True))
    return abs(e / e.sum(axis=1, keepdims=True) - whole)[alive].max()


def test_what_is_heard_is_the_rule_of_bayes():
    """A choice that one motive makes thrice as often triples its odds.

    By hand: shares 3/4 and 1/4 of odds log 3, from 1:3 to 3:3, and 1/4 and 3/4 to 1:9.
    """
    desk = desk_for(2, 3, 2)
    desk.sheet[BELIEF, :, 0] = [0.25, 0.75]
    desk.sheet[ODDS, :, 1] = [math.log(3), -math.log(3)]

    listen(2, 2, desk.sheet)

    assert desk.sheet[TOLD, :, 1] == pytest.approx([0.5, 0.5])
    assert desk.sheet[TOLD, :, 0] == pytest.approx([0.1, 0.9])


def test_what_nobody_would_do_still_tells_something():
    """Odds of exp(-2000) and exp(-2001) are no numbers here, and their ratio is e."""
    desk = desk_for(2, 3, 2)
    desk.sheet[BELIEF, :, 0] = [0.5, 0.5]
    desk.sheet[ODDS, :, 1] = [-2000.0, -2001.0]

    listen(2, 2, desk.sheet)

    assert desk.sheet[TOLD, 0, 1] == pytest.approx(math.e / (1 + math.e))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    motives=st.integers(2, 4),
    choices=st.integers(1, 5),
    parts=st.integers(1, 6),
    steep=st.sampled_from([0.3, 1.0, 3.0]),
    seed=st.integers(0, 10**6),
)
def test_a_choice_is_found_whatever_is_at_stake(motives, choices, parts, steep, seed):
    """Stakes are continuous in belief, so by Brouwer there is an answer, and it is a fixed point.

    Also where they swing by several units of precision from one point of the grid to the next.
    """
    draw = np.random.default_rng(seed)
    grid = belief_grid(motives, parts)
    stake = steep * draw.normal(size=(choices, len(grid.belief), motives))
    g = int(draw.integers(len(grid.belief)))

    share, far = chosen(stake, grid, g)

    assert far <= TOLERANCE
    assert off(share, stake, grid, g) < 1e-8


def test_where_a_choice_tells_against_itself_it_is_found_by_bisection():
    """The steeper, the further replies go to and fro; there is one answer all the same.

    By hand: of two motives the second tosses a coin, and the first loses ``steep`` by a
    choice in the share of belief that it brings: with odds x and belief
    b = s / (s + 1/2) after it, x = -steep (b - 1/2). The right side falls in x.
    """
    grid = belief_grid(2, 2)
    for steep in (1.0, 10.0, 100.0, 1000.0):
        stake = np.zeros((2, 3, 2))
        stake[1, :, 0] = -steep * (grid.belief[:, 0] - 0.5)

        def excess(x, steep=steep):
            share = 1 / (1 + math.exp(-x))
            return x + steep * (share / (share + 0.5) - 0.5)

        low, high = -50.0, 50.0
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (low, middle) if excess(middle) > 0 else (middle, high)
        share, far = chosen(stake, grid, 1)

        assert far <= TOLERANCE
        assert math.log(share[0, 1] / share[0, 0]) == pytest.approx(low, abs=1e-8)
        assert share[1] == pytest.approx([0.5, 0.5])


def test_of_three_answers_the_one_on_the_curve_from_no_news_is_found():
    """By hand: choice 1 of motive 0 pays more the more it tells, and less if little.

    With all heard, x = 40 (b - 1/2) - 1/2 has three solutions. If a share t is heard the
    slope is t times as much, so the branch from x = -1/2 goes down to the lowest.
    """
    grid = belief_grid(2, 2)
    stake = np.zeros((2, 3, 2))
    stake[1, :, 0] = 40 * (grid.belief[:, 0] - 0.5) - 0.5

    def excess(x):
        share = 1 / (1 + math.exp(-x))
        return x + 0.5 - 40 * (share / (share + 0.5) - 0.5)

    x = np.linspace(-30, 30, 60_001)
    roots = x[:-1][np.diff(np.sign([excess(one) for one in x])) != 0]
    share, far = chosen(stake, grid, 1)

    assert far <= TOLERANCE
    assert len(roots) > 1
    assert math.log(share[0, 1] / share[0, 0]) == pytest.approx(roots[0], abs=1e-3)


def test_a_guess_near_another_answer_is_kept():
    """Of several meanings of a signal, the one that it has a round later."""
    grid = belief_grid(2, 2)
    stake = np.zeros((2, 3, 2))
    stake[1, :, 0] = 40 * (grid.belief[:, 0] - 0.5) - 0.5

    first, _ = chosen(stake, grid, 1)
    other, far = chosen(stake, grid, 1, guess=np.array([[0.0, 6.0], [0.0, 0.0]]))

    assert far <= TOLERANCE
    assert off(other, stake, grid, 1) < 1e-8
    assert other[0, 1] > 0.9 > 0.1 > first[0, 1]
