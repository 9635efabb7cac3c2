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


@settings(max_examples=60, deadline=None)
@given(
    motives=st.integers(2, 4),
    choices=st.integers(1, 5),
    parts=st.integers(1, 6),
    steep=st.sampled_from([0.3, 3.0, 30.0]),
    seed=st.integers(0, 10**6),
)
def test_a_choice_is_found_whatever_is_at_stake(motives, choices, parts, steep, seed):
    """Stakes are continuous in belief, so by Brouwer there is an answer, and it is a fixed point.

    Also where they swing by many units of precision from one point of the grid to the next.
    """
    draw = np.random.default_rng(seed)
    grid = belief_grid(motives, parts)
    stake = steep * draw.normal(size=(choices, len(grid.belief), motives))
    g = int(draw.integers(len(grid.belief)))

    share, far = chosen(stake, grid, g)

    assert far <= TOLERANCE
    assert off(share, stake, grid, g) < 1e-8
