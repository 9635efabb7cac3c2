"""Tests for `standoff.policy.search` and `standoff.policy.dynamics`.

The war of attrition of `contest` has three logit equilibria at high precision, which
are computed here by hand, as the roots of one equation in one unknown.
"""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

import standoff
from policy.plain_games import Act, Plain, game_of, random_game
from standoff.errors import CommandError
from standoff.policy import solve
from standoff.policy.dynamics import dynamics, slope_at
from standoff.policy.search import search
from standoff.spec import read_text

PATIENCE, COST, PRIZE = 0.8, 1.0, 5.0


def contest(precision):
    """Both pay 1 a round until one quits, which pays the other 1 a round for ever."""
    game = game_of(
        Plain(
            [[-COST, 1.0, 0.0], [-COST, 0.0, 1.0]], [PATIENCE] * 2, [precision] * 2, [0, 1],
            [Act(0, [(1.0, {0: 2})]), Act(1, [(1.0, {0: 1})])],
        )
    )  # fmt: skip
    game.level_indices = np.arange(3)[None]
    return game


def roots_by_hand(precision):
    """Return (p, q), the odds that each quits, in all equilibria of the contest.

    Quitting is worth 0 to who quits and 1 / (1 - 0.8) = 5 to the other. Let y be
    what the second expects at the beginning of a round. Its staying is worth
    h = -1 + 0.8 y, so it quits with q = s(-l h), and y = 5 p + (1 - p)(1 - q) h. The
    right side rises in y with a slope below 0.8 * 1.1 < 1, so given p there is one y,
    and one q. The first quits with p = s(-l g), so staying must be worth
    g = log((1 - p) / p) / l to it; and it is worth 5 q + (1 - q)(-1 + 0.8 x), with
    x = (1 - p) g. Their difference is a function of the log-odds of p alone.
    """

    def second(p):
        def error(y):
            h = -COST + PATIENCE * y
            return y - PRIZE * p - (1 - p) * h / (1 + math.exp(-precision * h))

        y = brentq(error, -20.0, 20.0, xtol=1e-15, rtol=1e-14)
        return 1 / (1 + math.exp(precision * (-COST + PATIENCE * y)))

    def gap(odds):
        p = 1 / (1 + math.exp(-odds))
        q, g = second(p), -odds / precision
        return PRIZE * q + (1 - q) * (-COST + PATIENCE * (1 - p) * g) - g

    grid = np.linspace(-40, 40, 801)
    values = [gap(odds) for odds in grid]
    roots = []
    for a, b, u, v in zip(grid, grid[1:], values, values[1:], strict=False):
        if u * v < 0:
            p = 1 / (1 + math.exp(-brentq(gap, a, b, xtol=1e-14)))
            roots.append((p, second(p)))
    return roots


@pytest.mark.parametrize(("precision", "count"), [(1.0, 1), (3.0, 3), (4.0, 3)])
def test_all_equilibria_of_a_contest_are_found(precision, count):
    """One that all chance leads to at low precision; either quits, or both may, at high."""
    game = contest(precision)
    expected = sorted(roots_by_hand(precision))

    found = search(game, solve(game), starts=6, seed=1)

    assert len(expected) == count
    policies = sorted(tuple(o.policy.choice[0, 0, [1, 3]]) for o in found.equilibria)
    assert np.array(policies) == pytest.approx(np.array(expected), abs=1e-7)
    assert all(other.check.is_sound for other in found.equilibria)
    assert sum(other.led for other in found.equilibria) == found.starts - found.failed
    assert found.equilibria[0].way == "branch"
    assert found.equilibria[0].distance == 0.0


def test_the_one_between_is_found_where_hardly_a_start_leads_to_it():
    """At precision 50 quitting is all but certain, but for the third equilibrium.

    There both mix. Indifference of the second: 0.8 y = 1 gives y = 1.25 = 5 p, up to
    terms in 1 / l, so p is near 0.25; the first is indifferent if 5 q = 1 - q, so q is
    near 1 / 6.
    """
    game = contest(50.0)

    found = search(game, solve(game), starts=4)

    mixing = [o for o in found.equilibria if 0.1 < o.policy.choice[0, 0, 1] < 0.9]
    assert len(found.equilibria) == 3
    assert mixing[0].policy.choice[0, 0, [1, 3]] == pytest.approx([0.25, 1 / 6], abs=0.01)


def replies_by_hand(precision, p, q):
    """Return what both do once they know that (p, q) is done for ever."""
    stay = (1 - p) * (1 - q)
    x = ((1 - p) * q * PRIZE - stay * COST) / (1 - PATIENCE * stay)
    y = (p * PRIZE - stay * COST) / (1 - PATIENCE * stay)
    g = q * PRIZE + (1 - q) * (-COST + PATIENCE * x)
    h = -COST + PATIENCE * y
    return np.array([1 / (1 + math.exp(precision * v)) for v in (g, h)])


def test_only_the_middle_equilibrium_of_the_contest_is_unstable():
    """The slope of replying, from the closed form of what (p, q) is worth.

    With both values solved by hand the map is of two numbers; its slope is a 2 x 2
    matrix of differences.
    """
    game = contest(3.0)
    found = search(game, solve(game), starts=4)

    for other in found.equilibria:
        p, q = other.policy.choice[0, 0, [1, 3]]
        width = 1e-6
        across = replies_by_hand(3.0, p + width, q) - replies_by_hand(3.0, p - width, q)
        down = replies_by_hand(3.0, p, q + width) - replies_by_hand(3.0, p, q - width)
        values = np.linalg.eigvals(np.stack([across, down], axis=1) / (2 * width))
        slope = dynamics(game, other.policy)
        assert slope.radius == pytest.approx(np.abs(values).max(), rel=1e-5)
        assert slope.lead == pytest.approx(max(0.0, values.real.max()), rel=1e-5, abs=1e-9)
        is_middle = 0.1 < p < 0.9
        assert (slope.radius > 1) == is_middle


def simultaneous(precision, sign):
    """Return the logit replies of two who choose at once: match, or one to differ."""

    def reply(point):
        p, q = point
        return np.array(
            [
                1 / (1 + math.exp(-2 * precision * (2 * q - 1))),
                1 / (1 + math.exp(-2 * sign * precision * (2 * p - 1))),
            ]
        )

    return reply


def test_matching_pennies_turn_and_coordination_runs_away():
    r"""At one half a logit moves by l / 4 for each unit, and 2 (2 q - 1) by 4.

    Both slopes are l, of opposite sign in matching pennies: eigenvalues i l and -i l.
    Replying at once leads away if l > 1, gradual replies never do. Where both want to
    match, the eigenvalues are l and -l: either leads away once l > 1.
    """
    half = np.array([0.5, 0.5])
    pennies = slope_at(simultaneous(1.5, -1.0), half)
    matching = slope_at(simultaneous(1.5, 1.0), half)

    assert (pennies.radius, pennies.lead) == pytest.approx((1.5, 0.0), abs=1e-8)
    assert (matching.radius, matching.lead) == pytest.approx((1.5, 1.5), abs=1e-8)


def test_eigenvalues_of_a_large_map_are_found_without_a_matrix():
    """A linear map of 300 numbers whose eigenvalues are known: 0.9, -1.2, small ones."""
    rng = np.random.default_rng(3)
    base = rng.normal(size=(300, 300))
    values = np.concatenate([[0.9, -1.2], rng.uniform(-0.3, 0.3, size=298)])
    matrix = base @ np.diag(values) @ np.linalg.inv(base)

    slope = slope_at(lambda x: matrix @ x, np.zeros(300))

    assert (slope.radius, slope.lead) == pytest.approx((1.2, 0.9), abs=1e-5)


def test_with_votes_chance_and_costs_replies_reproduce_an_equilibrium():
    """The map of `dynamics`, in matrices, has the solver's equilibrium as a fixed point."""
    from standoff.policy.dynamics import Replies

    game = game_of(random_game(9))
    policy = solve(game)
    replies = Replies(game, policy)
    point = replies.pack(policy.choice[0], policy.passes[0])

    assert np.abs(replies.reply(point) - point).max() < 1e-8


def test_chance_that_does_not_come_leaves_things_as_they_are():
    """An event of three in ten: in seven of ten replies reckon with what was there."""
    from standoff.policy.dynamics import Replies

    game = standoff.compile(
        read_text("""
            name: lull
            actors: {a: {patience: 0.9, precision: 2}}
            variables: {mood: [calm, tense]}
            options: {a: {provoke: {when: mood == calm, effect: {set: {mood: tense}}}}}
            chance: {lull: {when: mood == tense, probability: 0.3, effect: {set: {mood: calm}}}}
            interests: {strain: mood == tense}
            weights: {a: {strain: 1}}
            """)
    )
    policy = solve(game)
    replies = Replies(game, policy)
    point = replies.pack(policy.choice[0], policy.passes[0])

    assert np.abs(replies.reply(point) - point).max() < 1e-8


def test_the_same_seed_searches_the_same_way():
    """Nothing depends on luck but through the seed."""
    game = contest(4.0)
    policy = solve(game)

    one, two = (search(game, policy, starts=3, seed=5) for _ in range(2))

    assert [o.led for o in one.equilibria] == [o.led for o in two.equilibria]
    for a, b in zip(one.equilibria, two.equilibria, strict=True):
        assert np.array_equal(a.policy.value, b.policy.value)


def test_a_game_with_an_end_has_no_others():
    """Its equilibrium is unique, so the question is refused."""
    game = contest(1.0)

    with pytest.raises(CommandError, match="exactly one"):
        search(game, solve(game, rounds=2))
