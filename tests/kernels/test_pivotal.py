"""Tests for whose vote decides: against listing every combination of ballots."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.kernels.pivotal import Assembly, if_cast, nearest_weight, passage, shift_to_half
from standoff.kernels.tables import CONSENSUS, MAJORITY, QUOTA


def passed(body, cast):
    """Say whether a text passes, from the rule as it is worded; 0 is yes, 2 is no."""
    if any(c == 2 and veto for c, veto in zip(cast, body.veto, strict=True)):
        return False
    favour = sum(v for v, c in zip(body.votes, cast, strict=True) if c == 0)
    against = sum(v for v, c in zip(body.votes, cast, strict=True) if c == 2)
    if body.rule == QUOTA:
        return favour >= body.quota
    return favour > against if body.rule == MAJORITY else 2 not in cast


def listed(body, ballots):
    """Add up passage, and how often each member's vote would turn it, one by one."""
    n = len(ballots)
    passes, decides = 0.0, np.zeros(n)
    for cast in itertools.product(range(3), repeat=n):
        odds = [ballots[j][c] for j, c in enumerate(cast)]
        passes += math.prod(odds) * passed(body, cast)
        for j in range(n):
            if cast[j] == 0:  # each combination of the others is met once
                others = math.prod(odds[:j] + odds[j + 1 :])
                turned = [*cast[:j], 2, *cast[j + 1 :]]
                decides[j] += others * (passed(body, cast) and not passed(body, turned))
    return passes, decides


@st.composite
def assemblies(draw, most):
    """Draw a rule, weights, vetoes and ballots."""
    n = draw(st.integers(1, most))
    votes = draw(st.lists(st.integers(1, 4), min_size=n, max_size=n))
    share = st.floats(0, 1)
    ballots = [
        (yes, (1 - yes) * abstain, (1 - yes) * (1 - abstain))
        for yes, abstain in draw(st.lists(st.tuples(share, share), min_size=n, max_size=n))
    ]
    body = Assembly(
        draw(st.sampled_from([QUOTA, MAJORITY, CONSENSUS])),
        draw(st.integers(1, sum(votes))),
        np.array(votes),
        np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n))),
    )
    return body, np.array(ballots)


@settings(max_examples=60)
@given(assemblies(most=5))
def test_passage_and_decisive_votes_equal_listing_all_ballots(drawn):
    """Every rule, weight and veto; the kernel convolves, this counts."""
    body, ballots = drawn
    passes, decides = listed(body, ballots.tolist())

    given_ballot = if_cast(body, ballots)

    found = passage(body, ballots[None, :, 0], ballots[None, :, 2])
    assert found[0] == pytest.approx(passes, abs=1e-12)
    assert given_ballot[:, 0] - given_ballot[:, 2] == pytest.approx(decides, abs=1e-12)
    # whatever a member casts, its ballots weigh these three into the whole
    assert (ballots * given_ballot).sum(axis=1) == pytest.approx(passes, abs=1e-12)


@settings(max_examples=2)
@given(assemblies(most=8))
def test_the_same_up_to_eight_members(drawn):
    """6,561 combinations of ballots."""
    body, ballots = drawn
    passes, decides = listed(body, ballots.tolist())

    given_ballot = if_cast(body, ballots)

    assert passage(body, ballots[None, :, 0], ballots[None, :, 2])[0] == pytest.approx(passes)
    assert given_ballot[:, 0] - given_ballot[:, 2] == pytest.approx(decides, abs=1e-12)


def test_in_the_council_of_coin_tossers_members_decide_by_their_banzhaf_index():
    """A tossed coin is what Banzhaf's index assumes: 53/1024 and 21/4096."""
    body = Assembly(QUOTA, 9, np.ones(15, dtype=int), np.arange(15) < 5)

    found = if_cast(body, np.tile([0.5, 0.0, 0.5], (15, 1)))

    decides = found[:, 0] - found[:, 2]
    assert decides[0] == pytest.approx(53 / 1024, abs=1e-15)
    assert decides[14] == pytest.approx(21 / 4096, abs=1e-15)


gains = st.floats(-5, 5)


@settings(max_examples=60)
@given(gains, st.floats(0.1, 5), st.floats(0, 2), st.tuples(*[st.floats(0, 1)] * 3))
def test_a_shift_brings_passage_to_one_half_and_the_slope_is_its_derivative(
    gain, precision, band, chances
):
    """Both follow from the one curve of passage over the member's gain."""
    chances = np.array(sorted(chances, reverse=True))

    def passes(at):
        yes = 1 / (1 + math.exp(-precision * (at - band)))
        no = 1 / (1 + math.exp(-precision * (-at - band)))
        return chances @ [yes, 1 - yes - no, no]

    found = shift_to_half(gain, precision, band, chances)

    step = 1e-5
    slope = (passes(gain + step) - passes(gain - step)) / (2 * step)
    assert found.slope == pytest.approx(slope, abs=1e-6)
    if chances[0] > 0.5001 and chances[2] < 0.4999:
        assert passes(gain + found.to_half) == pytest.approx(0.5, abs=1e-9)
        assert (found.to_half < 0) == (passes(gain) > 0.5) or abs(found.to_half) < 1e-9
    elif not chances[2] < 0.5 < chances[0]:
        assert math.isnan(found.to_half)


def test_a_member_without_precision_votes_by_coin_whatever_it_gains():
    """Nothing that it gains changes anything, so no shift turns the outcome."""
    found = shift_to_half(1.0, 0.0, 0.0, np.array([1.0, 0.5, 0.0]))

    assert found.slope == 0
    assert math.isnan(found.to_half)


@settings(max_examples=60)
@given(st.lists(st.floats(-5, 5).map(lambda x: round(x, 2)), max_size=5), st.floats(-9, 9))
def test_the_nearest_weight_is_the_least_change_of_all_that_would_do(parts, missing):
    """Every weight alone, scaled until the gain is there; none may turn its sign."""
    shares = {j: missing / part for j, part in enumerate(parts) if part}
    allowed = {j: abs(share) for j, share in shares.items() if share >= -1}

    j, factor = nearest_weight(np.array([*parts, math.nan]), missing)

    if not allowed:
        assert j == -1
        assert math.isnan(factor)
    else:
        assert abs(factor - 1) == pytest.approx(min(allowed.values()), abs=1e-12)
        assert sum(parts) + (factor - 1) * parts[j] == pytest.approx(sum(parts) + missing)


def test_a_weight_may_become_nothing_although_rounding_says_less():
    """To lose all that is gained through the only interest, its weight must be zero."""
    assert nearest_weight(np.array([0.3]), -0.1 - 0.1 - 0.1) == (0, 0.0)
    assert nearest_weight(np.array([0.3]), -0.31).interest == -1


def test_no_weight_brings_what_nothing_brings():
    """Where passage can never be even, there is nothing to look for."""
    assert nearest_weight(np.array([1.0, -1.0]), math.nan).interest == -1
