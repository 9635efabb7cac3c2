"""Tests for `standoff.policy.solve`: equilibria with and without an end."""

import numpy as np
import pytest

from policy.plain_games import Act, Body, Plain, game_of, random_game, solved_round
from standoff.errors import CommandError, NotApplicable
from standoff.game import compile
from standoff.policy import cover as covering
from standoff.policy import solve, verify
from standoff.spec import read_text


@pytest.mark.parametrize("precision", [0.5, 2.0, 10.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_stationary_policy_reproduces_itself_in_the_dictionary(seed, precision):
    """Going back one round from its value, state by state, gives the value again."""
    plain = random_game(seed, precision=precision)
    policy = solve(game_of(plain))
    following = np.zeros((3, plain.states))
    following[:, policy.states] = policy.value

    value, _, _ = solved_round(plain, following.tolist())

    assert policy.status == "found"
    assert np.abs(np.array(value)[:, policy.states] - policy.value).max() <= policy.tolerance


def test_two_states_by_hand():
    r"""One actor may leave a state that pays 0 for one that pays 1 and cannot be left.

    Patience is d = 1/2 and moving costs 1. In the second state the value is
    V1 = 1 / (1 - d) = 2. In the first, holding is worth d V0 = V0 / 2, and moving
    1 + d V1 - 1 = 1. Let p be the probability of moving. Then
    V0 = (1 - p) V0 / 2 + p, so V0 = 2 p / (1 + p), which is 4/5 at p = 2/3.
    The odds p / (1 - p) = 2 must equal exp(l (1 - V0 / 2)) = exp(0.6 l), so
    2/3 is the equilibrium at precision l = log(2) / 0.6.
    """
    precision = np.log(2) / 0.6
    plain = Plain([[0.0, 1.0]], [0.5], [precision], [0], [Act(0, [(1.0, {0: 1})], 1.0)])

    policy = solve(game_of(plain))

    assert policy.value[0] == pytest.approx([0.8, 2.0], abs=1e-9)
    assert policy.choice[0, 0] == pytest.approx([1 / 3, 2 / 3], abs=1e-9)


def test_two_movers_and_two_states_by_hand():
    r"""Two actors push a state to and fro; by symmetry both push with the same odds.

    State 0 pays (1, 0) and state 1 pays (0, 1). In a round the first moves,
    then the second; each may push to the state that it likes, from the other.
    Write x for what being in its own state rather than the other is worth to an
    actor at the end of a round. Actor 2, moving last, pushes with probability
    q = s(l x) in state 0. Actor 1 pushes in state 1 with probability
    p = s(l (1 - q) x), since what it gains is lost again with probability q.
    At the beginning of a round play in state 0 ends there with probability
    1 - q, in state 1 with p (1 - q), so x = 1 + d (1 - q)(1 - p) x.
    """
    d, precision = 0.8, 1.5
    plain = Plain(
        [[1.0, 0.0], [0.0, 1.0]], [d, d], [precision] * 2, [0, 1],
        [Act(0, [(1.0, {1: 0})]), Act(1, [(1.0, {0: 1})])],
    )  # fmt: skip

    policy = solve(game_of(plain))

    p, q = policy.choice[0, 1, 1], policy.choice[0, 0, 3]
    x = 1 / (1 - d * (1 - q) * (1 - p))
    assert q == pytest.approx(1 / (1 + np.exp(-precision * x)), abs=1e-9)
    assert p == pytest.approx(1 / (1 + np.exp(-precision * (1 - q) * x)), abs=1e-9)
    assert policy.value[0, 0] - policy.value[0, 1] == pytest.approx((1 - q) * (1 - p) * x, abs=1e-8)


def test_at_precision_zero_everybody_tosses_a_coin():
    """All choices that are available are equally likely, in every state."""
    policy = solve(game_of(random_game(4)), precision_factor=0.0)

    for m in range(4):
        turn = policy.choice[0][:, policy.slot_first[m] : policy.slot_first[m + 1]]
        assert np.allclose(turn, 1 / turn.shape[1], atol=1e-15)


def test_without_a_future_the_stationary_game_is_one_round():
    """With patience 0 nothing after the round counts, so the two must agree."""
    game = game_of(random_game(5, patience=0.0))

    stationary, once = solve(game), solve(game, rounds=1)

    assert np.allclose(stationary.choice, once.choice, atol=1e-12)
    assert np.allclose(stationary.value, once.value, atol=1e-12)


def test_a_long_horizon_begins_like_no_horizon():
    """At low precision the round is a contraction, so the end is forgotten."""
    game = game_of(random_game(6, precision=0.5, patience=0.5))

    long, stationary = solve(game, rounds=60), solve(game, rounds=0)

    assert np.allclose(long.choice[0], stationary.choice[0], atol=1e-9)


def test_the_horizon_of_the_crisis_is_the_default():
    """`rounds` overrides it, and 0 asks for no end."""
    plain = random_game(7)
    plain.horizon = 3
    game = game_of(plain)

    assert solve(game).horizon == 3
    assert solve(game, rounds=2).choice.shape[0] == 2
    assert solve(game, rounds=0).horizon is None


@pytest.mark.parametrize("rounds", [0, 2])
def test_relabelling_the_actors_permutes_the_answer(rounds):
    """Names carry no meaning: only who owns which option, moves when, and votes."""
    plain = random_game(8)
    new = [2, 0, 1]
    body = plain.bodies[0]
    turned = Plain(
        [plain.utility[new.index(i)] for i in range(3)], plain.patience, plain.precision,
        [new[i] for i in plain.turns],
        sorted((Act(new[a.actor], a.outcomes, a.cost, a.body) for a in plain.acts),
               key=lambda act: act.actor),
        plain.chance,
        [Body(body.rule, body.quota,
              [(m[0] if m[0] is None else new[m[0]], *m[1:]) for m in body.members])],
    )  # fmt: skip

    policy, other = (solve(game_of(p), rounds=rounds) for p in (plain, turned))

    assert np.allclose(policy.value, other.value[new], atol=1e-8)
    assert np.allclose(policy.choice, other.choice, atol=1e-8)


def test_relabelling_the_states_permutes_the_answer():
    """The number of a state carries no meaning either."""
    plain = random_game(9)
    new = np.random.default_rng(0).permutation(plain.states).tolist()

    def renamed(act):
        outcomes = [(p, {new[s]: new[t] for s, t in to.items()}) for p, to in act.outcomes]
        return Act(act.actor, outcomes, act.cost, act.body)

    turned = Plain(
        [[row[new.index(s)] for s in range(plain.states)] for row in plain.utility],
        plain.patience, plain.precision, plain.turns, [renamed(act) for act in plain.acts],
        [renamed(act) for act in plain.chance], plain.bodies, start=new[0],
    )  # fmt: skip

    policy, other = (solve(game_of(p), rounds=3) for p in (plain, turned))

    rows = [other.row(new[s]) for s in policy.states.tolist()]
    assert np.allclose(policy.value, other.value[:, rows], atol=1e-10)
    assert np.allclose(policy.choice, other.choice[:, rows], atol=1e-10)


@pytest.mark.parametrize("rounds", [0, 2])
def test_a_bystander_changes_nothing(rounds):
    """An actor without options, turns that matter, votes or interests is not there."""
    plain = random_game(10)
    crowd = random_game(10)
    crowd.utility.append([0.0] * plain.states)
    crowd.patience.append(0.9)
    crowd.precision.append(2.0)
    crowd.turns = [0, 3, 1, 2, 0]

    policy, watched = (solve(game_of(p), rounds=rounds) for p in (plain, crowd))

    kept = np.delete(np.arange(watched.choice.shape[2]), watched.slot_first[1])
    assert np.allclose(policy.choice, watched.choice[:, :, kept], atol=1e-8)
    assert np.allclose(policy.value, watched.value[:3], atol=1e-8)
    assert not watched.value[3].any()


def test_the_branch_begins_at_the_coin_toss_and_ends_at_the_answer():
    """Its first point is precision 0 and its last the policy itself."""
    policy = solve(game_of(random_game(11)))

    assert policy.branch is not None
    assert policy.branch.factor[0] == 0.0
    assert policy.branch.factor[-1] == 1.0
    assert np.allclose(policy.branch.choice[0], 1 / policy.branch.choice.shape[1])
    first = policy.choice[0, policy.covered.row, : policy.slot_first[1]]
    assert np.array_equal(policy.branch.choice[-1], first)


def test_the_branch_is_followed_around_a_fold():
    """Two states, two actors: near factor 0.104 there are three equilibria.

    Scanning for all roots of the four equations from 150 random starts (scipy's
    fsolve on the dictionary reading) finds that the first mover holds with
    probability 0.9753, 0.9997 and 1.0000 at factor 0.104, and only with 0.9061 at
    0.09 and 1.0000 at 0.11. So the curve rises, turns back, and turns again.
    """
    plain = Plain(
        [[3.0, 0.0], [-1.0, 0.0]], [0.9, 0.9], [5.0, 5.0], [0, 1],
        [
            Act(0, [(1.0, {0: 1, 1: 1})], 1.5),
            Act(1, [(1.0, {1: 0})], 0.0),
            Act(1, [(1.0, {1: 0})], 1.5),
        ],
    )  # fmt: skip

    policy = solve(game_of(plain))

    assert policy.status == "found"
    assert policy.branch is not None
    factor, holds = policy.branch.factor, policy.branch.choice[:, 0]
    turn = int(np.flatnonzero(np.diff(factor) < 0)[0])
    back = turn + int(np.flatnonzero(np.diff(factor[turn:]) > 0)[0])
    up, down = slice(0, turn + 1), slice(back, turn, -1)
    assert np.interp(0.104, factor[up], holds[up]) == pytest.approx(0.9753, abs=2e-3)
    assert np.interp(0.104, factor[down], holds[down]) == pytest.approx(0.9997, abs=2e-4)
    assert (holds[back + 1 :] > 0.99995).all()


def test_a_tolerance_out_of_reach_is_not_reported_as_found():
    """Rounding alone is larger, so the honest status is that it did not converge."""
    policy = solve(game_of(random_game(12)), tolerance=1e-18)

    assert policy.status == "did not converge"
    assert policy.residual > policy.tolerance
    assert "At the precision asked for the error stays at" in policy.cause
    assert policy.remedy


def test_a_guess_that_cannot_be_improved_is_not_an_answer(monkeypatch):
    """Where the walk along the branch is cut short, it says how far it came."""
    monkeypatch.setattr("standoff.policy.stationary.MOST_STEPS", 1)

    policy = solve(game_of(random_game(13)))

    assert policy.status == "did not converge"
    assert policy.cause.startswith("The branch from precision 0 could be followed up to 0.125")


def test_an_order_without_numbers_is_refused_by_name():
    """The whole message is the contract."""
    game = game_of(random_game(14))
    game.ordinal_actors = ("A1", "A2")

    with pytest.raises(NotApplicable) as caught:
        solve(game)

    assert str(caught.value) == (
        "An equilibrium weighs likely gains against losses, so it needs numbers, and A1, A2 "
        "have only an order of the states.\nGive them weights on interests instead of "
        "priorities or a ranking, or use the lens 'stability', which needs only an order."
    )


def test_too_many_rounds_are_refused_before_memory_is_taken():
    """The message says how much it would take and what to do."""
    with pytest.raises(CommandError, match=r"would take .* GB of memory, more than 2 GB"):
        solve(game_of(random_game(15)), rounds=10**8)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"rounds": -1}, "'rounds' is -1.\nIt counts rounds, so it is 0 or more."),
        (
            {"precision_factor": -1.0},
            "'precision_factor' is -1.0.\nIt multiplies precisions, so it is a number, 0 or more.",
        ),
        ({"tolerance": 0.0}, "'tolerance' is 0.0.\nIt lies between 0 and 1."),
        (
            {"start": 99},
            "There is no state at position 99.\nThis game has 8 states, counted from 0.",
        ),
    ],
)
def test_settings_without_meaning_are_refused(setting, words):
    """The whole message is the contract."""
    with pytest.raises(CommandError) as caught:
        solve(game_of(random_game(16)), **setting)

    assert words == str(caught.value)


def test_single_precision_is_used_where_double_would_be_too_large(monkeypatch):
    """The policy is the same to seven digits, and still passes the check."""
    game = game_of(random_game(17))
    exact = solve(game, rounds=4)
    monkeypatch.setattr(covering, "DOUBLE_BYTES", 0)

    small = solve(game, rounds=4)

    assert small.choice.dtype == np.float32
    assert np.allclose(exact.choice, small.choice, atol=1e-7)
    assert verify(game, small).is_sound


def test_values_of_some_rounds_are_kept_where_all_would_be_too_large(monkeypatch):
    """The first and the last are among them, and the round that was asked for."""
    monkeypatch.setattr("standoff.policy.cover.KEPT_BYTES", 0)
    game = game_of(random_game(18))

    policy = solve(game, rounds=20, keep=7)

    assert {1, 2, 7, 8, 20} <= set(policy.kept)
    assert len(policy.kept) < 20
    assert verify(game, policy).rounds[-1] == 20


def test_progress_is_told_and_ends_at_the_total():
    """Whoever draws a bar can rely on the last call."""
    game = game_of(random_game(19))
    told = []

    solve(game, rounds=3, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    solve(game, progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (1000, 1000)


def test_values_of_one_state_are_kept_round_by_round():
    """By hand: what is worth 1 a round at patience 0.5 is worth 2 for ever, in every round.

    A cost of 1, paid by coin toss in each of the rounds left, takes its half of each.
    """
    game = compile(
        read_text("""
name: alone
horizon: 3
actors: {one: {patience: 0.5, precision: 0}}
variables: {v: [a, b]}
options: {one: {pay: {cost: 1, effect: {}}}}
interests: {rest: v == a}
weights: {one: {rest: 1}}
""")
    )

    policy = solve(game)

    kept = [policy.kept[t][0, 0] for t in (1, 2, 3)]
    assert kept == pytest.approx([2 - 0.5 * 1.75, 2 - 0.5 * 1.5, 2 - 0.5], abs=1e-12)
    assert verify(game, policy).is_sound
