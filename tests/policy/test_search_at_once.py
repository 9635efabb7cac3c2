"""Tests for `standoff.policy.hunt_at_once`: equilibria that only stage games allow.

In a game of two by two the logit equilibria are the roots of one equation in one
unknown, the log-odds of what the first does, and are found here by bisection.
"""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from standoff.errors import CommandError
from standoff.game import compile
from standoff.lenses.asking import look
from standoff.policy import solve, verify
from standoff.policy.hunt_at_once import HuntAtOnce, visited
from standoff.policy.search import search
from standoff.policy.seats import seats_of
from standoff.spec import read_text

STAG = [[0.0, 1.0], [-1.0, 4.0]], [[0.0, -1.0], [1.0, 4.0]]
CHICKEN = [[-3.0, 2.0], [-1.0, 1.0]], [[-3.0, -1.0], [2.0, 1.0]]
PENNIES = [[1.0, -1.0], [-1.0, 1.0]], [[-1.0, 1.0], [1.0, -1.0]]

TWO_BY_TWO = """
name: square
horizon: {rounds}
actors:
  a: {{patience: {patience}, precision: {sure}}}
  b: {{patience: {patience}, precision: {sure}}}
variables: {{x: ["no", "yes"], y: ["no", "yes"], over: ["no", "yes"]}}
options:
  a: {{act: {{when: x == no and over == no, effect: {{set: {{x: "yes"}}}}}}}}
  b: {{act: {{when: y == no and over == no, effect: {{set: {{y: "yes"}}}}}}}}
chance:
  close:
    when: over == no and (x == yes or y == yes)
    probability: 1
    effect: {{set: {{over: "yes"}}}}
order: [{{together: [a, b]}}]
interests:
  nn: x == no and y == no
  ny: x == no and y == yes
  yn: x == yes and y == no
  yy: x == yes and y == yes
weights:
  a: {{nn: {a[0][0]}, ny: {a[0][1]}, yn: {a[1][0]}, yy: {a[1][1]}}}
  b: {{nn: {b[0][0]}, ny: {b[0][1]}, yn: {b[1][0]}, yy: {b[1][1]}}}
"""


def game_of(payoffs, sure, *, rounds=1, patience=0.0):
    """Return a crisis in which both choose once, and may again while neither has acted."""
    a, b = payoffs
    return compile(
        read_text(TWO_BY_TWO.format(a=a, b=b, sure=sure, rounds=rounds, patience=patience))
    )


def sigma(x):
    """Return the logistic function, without overflow."""
    return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))


def replies(payoffs, sure, p, q):
    """Return the odds of acting that reply to (p, q)."""
    a, b = payoffs
    gain_a = (1 - q) * (a[1][0] - a[0][0]) + q * (a[1][1] - a[0][1])
    gain_b = (1 - p) * (b[0][1] - b[0][0]) + p * (b[1][1] - b[1][0])
    return sigma(sure * gain_a), sigma(sure * gain_b)


def roots_by_hand(payoffs, sure):
    """Return (p, q) in all logit equilibria of a stage game, by bisection."""

    def gap(odds):
        p = sigma(odds)
        q = replies(payoffs, sure, p, 0.0)[1]
        a = payoffs[0]
        return sure * ((1 - q) * (a[1][0] - a[0][0]) + q * (a[1][1] - a[0][1])) - odds

    grid = np.linspace(-120.003, 120, 24_001)
    values = [gap(odds) for odds in grid]
    roots = []
    for one, two, u, v in zip(grid, grid[1:], values, values[1:], strict=False):
        if u * v < 0:
            p = sigma(brentq(gap, one, two, xtol=1e-14, rtol=1e-14))
            roots.append((p, replies(payoffs, sure, p, 0.0)[1]))
    return sorted(roots)


def acts(policy, t=0):
    """Return how likely each acts in the state looked from."""
    row = policy.covered.row
    return tuple(float(seat.shares(policy.choice[t, row])[1]) for seat in seats_of(policy.covered))


@pytest.mark.parametrize(
    ("payoffs", "count"),
    [(STAG, 3), (CHICKEN, 3), (PENNIES, 1)],
    ids=["stag", "chicken", "pennies"],
)
@pytest.mark.parametrize("sure", [5.0, 12.0])
def test_all_equilibria_of_a_stage_game_are_found(payoffs, count, sure):
    """Both sure ones and the one between, each confirmed by the independent check."""
    game = game_of(payoffs, sure)
    expected = roots_by_hand(payoffs, sure)

    found = search(game, solve(game), starts=8, seed=1)

    assert len(expected) == count
    assert sorted(acts(o.policy) for o in found.equilibria) == [
        pytest.approx(root, abs=1e-8) for root in expected
    ]
    assert all(verify(game, other.policy).is_sound for other in found.equilibria)
    assert found.equilibria[0].way == "branch"
    assert found.unconfirmed == 0


@pytest.mark.parametrize("seed", range(12))
def test_random_stage_games_have_as_many_as_bisection_finds(seed):
    """Payoffs drawn from a normal law, precision 6: no root is left out, and none made up."""
    rng = np.random.default_rng((19, seed))
    payoffs = rng.normal(size=(2, 2, 2)).round(3).tolist()
    game = game_of(payoffs, 6.0)

    found = search(game, solve(game), starts=8, seed=seed)

    assert sorted(acts(o.policy) for o in found.equilibria) == [
        pytest.approx(root, abs=1e-7) for root in roots_by_hand(payoffs, 6.0)
    ]


@pytest.mark.parametrize("payoffs", [STAG, CHICKEN])
def test_only_what_lies_between_runs_away(payoffs):
    r"""Replies have the slopes :math:`\lambda p (1 - p) D_a` and :math:`\lambda q (1 - q) D_b`.

    With D what the other's act changes in the gain from one's own. The matrix has nothing
    on its diagonal, so its eigenvalues are the two roots of their product.
    """
    sure = 5.0
    game = game_of(payoffs, sure)
    a, b = payoffs
    by_a = (a[1][1] - a[0][1]) - (a[1][0] - a[0][0])
    by_b = (b[1][1] - b[1][0]) - (b[0][1] - b[0][0])

    found = search(game, solve(game), starts=8)

    assert len(found.equilibria) == 3
    for other in found.equilibria:
        p, q = acts(other.policy)
        square = sure**2 * p * (1 - p) * q * (1 - q) * by_a * by_b
        assert other.slope.radius == pytest.approx(math.sqrt(square), rel=1e-5)
        assert other.slope.lead == pytest.approx(math.sqrt(square), rel=1e-5)
        assert (other.slope.radius > 1) == (0.05 < p < 0.95)


def test_matching_pennies_runs_round_and_gradually_comes_to_rest():
    """The slopes are of opposite sign, so that eigenvalues are imaginary: 4 l p (1 - p) = l."""
    game = game_of(PENNIES, 3.0)

    (only,) = search(game, solve(game), starts=4).equilibria

    assert only.slope.radius == pytest.approx(3.0, rel=1e-6)
    assert only.slope.lead == pytest.approx(0.0, abs=1e-6)


def test_with_two_rounds_each_way_to_end_has_its_own_beginnings():
    """While neither acts the same game comes again: its worth takes the place of standing still.

    Each equilibrium (p, q) of the second round is worth v to a; holding on in the first,
    while b does, is then worth u(nn) + d v, and what is done stays: u / (1 - d) for good.
    """
    sure, patience = 4.0, 0.5
    game = game_of(CHICKEN, sure, rounds=2, patience=patience)
    lasting = np.array(CHICKEN) / (1 - patience)
    expected = []
    for p, q in roots_by_hand(lasting.tolist(), sure):
        odds = np.outer([1 - p, p], [1 - q, q])
        first = lasting.copy()
        first[:, 0, 0] = np.array(CHICKEN)[:, 0, 0] + patience * (odds * lasting).sum(axis=(1, 2))
        expected += [(*pair, p, q) for pair in roots_by_hand(first.tolist(), sure)]

    found = search(game, solve(game), starts=12)

    pairs = [(*acts(o.policy), *acts(o.policy, 1)) for o in found.equilibria]
    assert len(expected) >= 5
    assert sorted(pairs) == [pytest.approx(one, abs=1e-7) for one in sorted(expected)]
    assert all(other.check.is_sound for other in found.equilibria)
    assert all(other.check.rounds == (1, 2) for other in found.equilibria)
    assert found.equilibria[0].led > 0


def test_without_an_end_the_branch_is_a_fixed_point_of_the_equations():
    """What options are worth on the branch reproduces itself; and others are confirmed."""
    game = game_of(CHICKEN, 3.0, rounds=5, patience=0.5)
    policy = solve(game, rounds=0)
    hunt = HuntAtOnce(game, policy)

    assert np.abs(hunt.error(hunt.known)).max() < 1e-8
    found = search(game, policy, starts=6)
    assert len(found.equilibria) >= 3
    assert all(verify(game, other.policy).is_sound for other in found.equilibria)


def test_only_states_that_play_may_be_in_count():
    """In the first round nothing but the start; once one has acted nobody has a choice."""
    covered = solve(game_of(STAG, 1.0, rounds=3)).covered

    start = np.arange(covered.rows) == covered.row
    first, second = (at[0] for at in visited(covered, 2))
    assert np.array_equal(first, start)
    assert second.sum() == 4
    assert np.array_equal(visited(covered, None)[0][0], second)
    # where one has acted and the round is not over, no turn comes any more
    assert covered.rows == 7
    hunt = HuntAtOnce(game_of(STAG, 1.0, rounds=3), solve(game_of(STAG, 1.0, rounds=3)))
    assert hunt.counts == [2, 2, 2]


def test_the_lens_lays_out_each_as_it_looks_from_the_round_asked_for():
    """Choices and worth in round 2, where the stage game is the one of a single round."""
    game = game_of(STAG, 4.0, rounds=2, patience=0.5)

    answer = look(game, "equilibrium", others=True, first_round=2, starts=6)

    lasting = (2.0 * np.array(STAG)).tolist()
    seen = {tuple(one) for one in answer["other_choice"].values[:, :, 1].round(6).tolist()}
    by_hand = roots_by_hand(lasting, 4.0)
    assert seen == {tuple(round(odds, 6) for odds in root) for root in by_hand}
    for k in range(answer.sizes["other"]):
        p, q = answer["other_choice"].values[k, :, 1]
        worth = (np.outer([1 - p, p], [1 - q, q]) * lasting).sum(axis=(1, 2))
        assert answer["other_value"].values[k] == pytest.approx(worth, abs=1e-7)
    assert np.isnan(answer["other_level_share"].values).all()


def test_where_one_sees_the_other_an_end_leaves_nothing_to_search_for():
    """Counted backwards each has one reply, so the question is refused as before."""
    written = TWO_BY_TWO.format(a=STAG[0], b=STAG[1], sure=1.0, rounds=1, patience=0.0)
    game = compile(read_text(written.replace("[{together: [a, b]}]", "[a, b]")))

    with pytest.raises(CommandError, match="exactly one"):
        look(game, "equilibrium", others=True)
