"""Tests for a-priori power: counted by generating functions, and by hand."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.kernels import power
from standoff.kernels.power import TooLarge, count_swings, indices


def wins(present, weights, quotas, veto):
    """Say whether a coalition wins, from the rule as it is worded."""
    if any(bound and i not in present for i, bound in enumerate(veto)):
        return False
    held = [sum(weights[i][d] for i in present) for d in range(len(weights[0]))]
    return any(all(h >= q for h, q in zip(held, clause, strict=True)) for clause in quotas)


def by_listing(weights, quotas, veto):
    """Count by listing every coalition: winning, and swings of each member by size."""
    n = len(weights)
    swings = [[0] * n for _ in range(n)]
    winning = 0
    for size in range(n + 1):
        for coalition in map(set, itertools.combinations(range(n), size)):
            won = wins(coalition, weights, quotas, veto)
            winning += won
            for i in set(range(n)) - coalition:
                swings[i][size] += wins(coalition | {i}, weights, quotas, veto) and not won
    return winning, swings


@st.composite
def bodies(draw, most=8, heaviest=6):
    """Draw weights by one to three measures, one or two clauses, and vetoes."""
    n, measures = draw(st.integers(1, most)), draw(st.integers(1, 3))
    row = st.lists(st.integers(0, heaviest), min_size=measures, max_size=measures)
    weights = draw(st.lists(row, min_size=n, max_size=n))
    clause = st.lists(st.integers(1, 2 * heaviest), min_size=measures, max_size=measures)
    quotas = draw(st.lists(clause, min_size=1, max_size=2))
    veto = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    return weights, quotas, veto


@settings(max_examples=60)
@given(bodies())
def test_counting_equals_listing_every_coalition(body):
    """Two implementations: a product of polynomials, and the rule asked 2^n times."""
    counted = count_swings(*body)

    assert (counted.winning, counted.swings) == by_listing(*body)


@settings(max_examples=3)
@given(bodies(most=12, heaviest=9))
def test_counting_equals_listing_up_to_twelve_members(body):
    """The same, for the sizes that the issue asks for."""
    counted = count_swings(*body)

    assert (counted.winning, counted.swings) == by_listing(*body)


@pytest.mark.parametrize("way", ["halves", "list"])
@settings(max_examples=25)
@given(body=bodies(most=7))
def test_the_ways_for_large_weights_count_the_same(way, body):
    """Sorted halves and plain lists stand in where the polynomial would not fit."""
    weights, quotas, veto = body
    if way == "halves":
        weights, quotas = [[w[0], 1] for w in weights], [[q[0], 2] for q in quotas]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(power, "MOST_BYTES", 0)
        if way == "list":
            patch.setattr(power, "MOST_HALVED", 0)
        counted = count_swings(weights, quotas, veto)

    assert (counted.winning, counted.swings) == by_listing(weights, quotas, veto)


@settings(max_examples=20)
@given(bodies(most=6))
def test_shapley_equals_the_share_of_orders_in_which_a_member_decides(body):
    """The definition of Shapley and Shubik: all orders, one after the other."""
    weights, quotas, veto = body
    n = len(weights)
    decided = [0] * n
    for order in itertools.permutations(range(n)):
        before = set()
        for i in order:
            if wins(before | {i}, *body):
                decided[i] += not wins(before, *body)
                break
            before.add(i)

    found = indices(count_swings(*body)).shapley

    assert found == [Fraction(k, math.factorial(n)) for k in decided]


def test_the_security_council_has_its_published_power():
    """Straffin 1994 (Handbook of Game Theory 2, ch. 32) and Felsenthal and Machover 1998.

    Among them 421/2145 and 4/2145 by Shapley and Shubik, 106/635 and 21/1270 by
    Banzhaf; 848 of 2^15 coalitions win.
    """
    published = {
        "shapley": ("421/2145", "4/2145", 0.196270, 0.001865),
        "banzhaf": ("53/1024", "21/4096", 0.051758, 0.005127),
        "share": ("106/635", "21/1270", 0.166929, 0.016535),
        "prevent": ("1", "21/212", 1.0, 0.099057),
        "initiate": ("53/1995", "1/380", 0.026566, 0.002632),
    }

    p = indices(count_swings([[1]] * 15, [[9]], [True] * 5 + [False] * 10))

    assert (p.winning, p.swings[0], p.swings[-1], sum(p.swings)) == (848, 848, 84, 5080)
    assert str(p.act) == "53/2048"
    for name, (permanent, elected, *digits) in published.items():
        found = getattr(p, name)
        assert [str(found[0]), str(found[-1])] == [permanent, elected]
        assert [round(float(found[0]), 6), round(float(found[-1]), 6)] == digits


def test_the_council_as_a_weighted_game_is_the_same_game():
    """[39; 7, 7, 7, 7, 7, 1, ..., 1]: five permanent members and four others reach 39."""
    plain = count_swings([[1]] * 15, [[9]], [True] * 5 + [False] * 10)

    assert count_swings([[7]] * 5 + [[1]] * 10, [[39]], [False] * 15) == plain


def test_the_council_before_1966_gives_the_five_almost_all():
    """Shapley and Shubik 1954: the five have 98.7 per cent, the six 1.3 per cent."""
    p = indices(count_swings([[1]] * 11, [[7]], [True] * 5 + [False] * 6))

    assert float(sum(p.shapley[:5])) == pytest.approx(0.987, abs=5e-4)
    assert float(p.shapley[-1]) == pytest.approx(0.013 / 6, abs=5e-5)
    assert p.shapley[-1] == Fraction(1, 462)


def test_a_hundred_members_are_counted_exactly():
    """Indices that are exact sum to one exactly; 51 of 100 alike is known in closed form."""
    alike = indices(count_swings([[1]] * 100, [[51]], [False] * 100))
    uneven = indices(count_swings([[1 + k % 7] for k in range(100)], [[200]], [False] * 100))

    assert alike.swings[0] == math.comb(99, 50)
    assert alike.shapley[0] == Fraction(1, 100)
    assert sum(uneven.shapley) == 1
    assert uneven.winning == 2**100 - count_swings(
        [[1 + k % 7] for k in range(100)], [[sum(1 + k % 7 for k in range(100)) - 199]],
        [False] * 100,
    ).winning  # fmt: skip


def test_a_hundred_members_with_two_weights_and_vetoes_are_counted_exactly():
    """A second measure that is the first again asks for nothing but the higher quota."""
    once = [[1 + k % 3] for k in range(100)]
    veto = [k < 2 for k in range(100)]

    two = count_swings([[w, w] for (w,) in once], [[100, 120]], veto)

    assert two == count_swings(once, [[120]], veto)
    assert sum(indices(two).shapley) == 1


def test_populations_in_persons_make_no_difference_to_populations_in_millions():
    """Halves of the members count what the polynomial counts, weights a million times larger."""
    small = [[3 + k % 5, 1] for k in range(14)]
    large = [[w * 10**6, 1] for w, _ in small]

    assert count_swings(large, [[40 * 10**6, 8], [0, 12]], [False] * 14) == count_swings(
        small, [[40, 8], [0, 12]], [False] * 14
    )


def test_a_dictator_a_dummy_and_a_body_of_one():
    """Quota 3 of 3, 1, 1: the first decides alone and the others never do."""
    p = indices(count_swings([[3], [1], [1]], [[3]], [False] * 3))
    (alone,) = indices(count_swings([[1]], [[1]], [False])).shapley

    assert p.shapley == p.share == [1, 0, 0]
    assert alone == 1


def test_weights_beyond_counting_are_refused():
    """Sixty members with large weights of their own have too many sums."""
    with pytest.raises(TooLarge):
        count_swings([[10**9 + k] for k in range(60)], [[31 * 10**9]], [False] * 60)
