"""Tests for `standoff.policy.perfect` and `standoff.policy.acyclic`."""

import importlib
import itertools
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from policy.plain_games import Act, Body, Plain, game_of, passes, random_game
from standoff.errors import CommandError, NotApplicable
from standoff.policy import play, solve, verify

NAN = float("nan")
ACYCLIC = importlib.import_module("standoff.policy.acyclic")


def strict_pass(body, gains):
    """Return the exact probability that a body passes a text, actors voting strictly."""
    chances = []
    for actor, _, _, band, leaning in body.members:
        if actor is not None:
            band = Fraction(band).limit_denominator(1000)
            yes, no = int(gains[actor] > band), int(-gains[actor] > band)
            chances.append((yes, 1 - yes - no, no))
        else:
            chances.append([Fraction(share).limit_denominator(1000) for share in leaning])
    total = Fraction(0)
    for cast in itertools.product(range(3), repeat=len(chances)):
        if passes(body, cast):
            share = Fraction(1)
            for j, vote in enumerate(cast):
                share *= chances[j][vote]
            total += share
    return total


def exact_round(plain, value, rational):
    """Go back one round by best replies in exact arithmetic; hold first, then file order."""
    actors, states = range(len(plain.utility)), range(plain.states)
    for event in reversed(plain.chance):
        value = [
            [
                sum(rational(p) * row[to[s]] for p, to in event.outcomes)
                if s in event.outcomes[0][1]
                else row[s]
                for s in states
            ]
            for row in value
        ]
    value = [
        [rational(plain.utility[i][s]) + rational(plain.patience[i]) * value[i][s] for s in states]
        for i in actors
    ]
    chosen, odds = {}, {}
    for m in reversed(range(len(plain.turns))):
        mover, before = plain.turns[m], [list(row) for row in value]
        for s in states:
            best = ([row[s] for row in value], None)
            for a, act in enumerate(plain.acts):
                if act.actor != mover or s not in act.outcomes[0][1]:
                    continue
                shares = [rational(p) if p == p else None for p, _ in act.outcomes]
                if act.body >= 0:
                    won, lost = (to[s] for _, to in act.outcomes)
                    passing = strict_pass(
                        plain.bodies[act.body], [row[won] - row[lost] for row in value]
                    )
                    odds[m, s, a] = passing
                    shares = [passing, 1 - passing]
                worth = [
                    sum(p * row[to[s]] for p, (_, to) in zip(shares, act.outcomes, strict=True))
                    for row in value
                ]
                worth[mover] -= rational(act.cost)
                if worth[mover] > best[0][mover]:
                    best = (worth, a)
            chosen[m, s] = best[1]
            for i in actors:
                before[i][s] = best[0][i]
        value = before
    return value, chosen, odds


def whole_game(seed):
    """Draw a game in round numbers, so that exact arithmetic is quick and ties come up."""
    rng = np.random.default_rng(seed)
    plain = random_game(seed)
    plain.utility = rng.integers(-3, 4, size=(3, 8)).astype(float).tolist()
    plain.patience = [0.5, 0.75, 0.5]
    for act in plain.acts:
        act.cost = float(rng.integers(0, 3)) / 4
        if len(act.outcomes) == 2 and act.body < 0:
            act.outcomes = [(0.25, act.outcomes[0][1]), (0.75, act.outcomes[1][1])]
    return plain


@pytest.mark.parametrize("seed", range(8))
def test_best_replies_equal_those_in_exact_arithmetic(seed):
    """The same rounds in fractions, one state at a time: values, choices, ties and votes."""
    plain = whole_game(seed)
    policy = play(game_of(plain), "perfect", rounds=4)
    rational = Fraction
    value = [
        [rational(u) / (1 - rational(p)) for u in row]
        for row, p in zip(plain.utility, plain.patience, strict=True)
    ]
    for t in (3, 2, 1, 0):
        value, chosen, odds = exact_round(plain, value, rational)
        for row, s in enumerate(policy.states):
            for m in range(len(plain.turns)):
                slots = range(int(policy.slot_first[m]), int(policy.slot_first[m + 1]))
                taken = [f for f in slots if policy.choice[t, row, f] == 1.0]
                action = int(policy.slot_action[taken[0]])
                assert (None if action < 0 else action) == chosen[m, int(s)]
                for f in slots:
                    if policy.slot_vote[f] >= 0:
                        stated = policy.passes[t, row, policy.slot_vote[f]]
                        exact = float(odds[m, int(s), int(policy.slot_action[f])])
                        assert stated == pytest.approx(exact, abs=1e-12)
    exact = np.array([[float(v) for v in row] for row in value])[:, policy.states]
    assert np.abs(policy.value - exact).max() < 1e-12
    assert verify(game_of(plain), policy).is_sound


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_logit_choices_come_to_best_replies_as_precision_grows(seed):
    """Utilities drawn from a bell are all different, so values have one limit.

    A choice that is better by 1e-3 has odds of exp(1e4) at precision 1e7. Choices that
    come to the same, such as a move that chance undoes, stay even in the limit.
    """
    plain = random_game(seed)
    game = game_of(plain)

    best = play(game, "perfect", rounds=3)
    sure = solve(game, rounds=3, precision_factor=1e7)

    is_sure = (sure.choice < 1e-6) | (sure.choice > 1 - 1e-6)
    assert is_sure.mean() > 0.95
    assert np.abs(best.choice - sure.choice)[is_sure].max() < 1e-6
    assert np.abs(best.value - sure.value).max() < 1e-6


def centipede():
    """McKelvey and Palfrey (1992): four moves, each may take 80 per cent or pass."""
    pays = [(0.4, 0.1), (0.2, 0.8), (1.6, 0.4), (0.8, 3.2), (6.4, 1.6)]
    # states 0..3 are decision nodes, 4..8 the ends; a round is one move of each
    utility = [[0.0] * 4 + [p[i] for p in pays] for i in (0, 1)]
    one = Act(0, [(1.0, {0: 4, 2: 6})]), Act(0, [(1.0, {0: 1, 2: 3})])
    two = Act(1, [(1.0, {1: 5, 3: 7})]), Act(1, [(1.0, {1: 2, 3: 8})])
    return Plain(utility, [0.9, 0.9], [1.0, 1.0], [0, 1], [*one, *two])


def test_the_first_mover_of_the_centipede_takes_at_once():
    """By backward induction everybody takes at every node, so the first gets 0.4 a round."""
    policy = play(game_of(centipede()), "perfect")

    assert policy.status == "found"
    assert policy.horizon is None
    assert policy.choice[0, 0, :3].tolist() == [0.0, 1.0, 0.0]
    assert policy.value[:, 0] == pytest.approx([4.0, 1.0], abs=1e-12)
    assert verify(game_of(centipede()), policy).is_sound


def attrition(quit_worth=0.0):
    """Two actors in a contest that costs 1 a round; who quits leaves the other 1 a round."""
    return Plain(
        [[-1.0, 1.0, quit_worth], [-1.0, quit_worth, 1.0]], [0.8, 0.8], [1.0, 1.0], [0, 1],
        [Act(0, [(1.0, {0: 2})]), Act(1, [(1.0, {0: 1})])],
    )  # fmt: skip


def test_a_war_of_attrition_ends_at_once():
    """Whoever quits, quits in round 1: contesting for ever is worth -5, quitting 0.

    Counted backwards from the status quo kept for ever the second mover, who moves
    last, faces -5 and quits; so the first mover stays, and is worth 1 / (1 - 0.8).
    """
    policy = play(game_of(attrition()), "perfect")

    assert policy.choice[0, 0].tolist() == [1.0, 0.0, 0.0, 1.0]
    assert policy.value[:, 0] == pytest.approx([5.0, 0.0], abs=1e-12)
    assert verify(game_of(attrition()), policy).regret == 0.0


def test_where_no_pure_replies_exist_it_says_so():
    """The first leaves only if the second would, the second only if the first stays.

    Leaving is worth -5 and 5 if the first leaves, -10 and 1 if the second does, and
    staying for ever 0 to both. If the first leaves, the second waits for 0.8 * 5 = 4
    rather than take 1; then the first stays for 0; then the second takes 1 rather
    than 0; then the first leaves for -5 rather than suffer -10.
    """
    plain = Plain(
        [[0.0, -1.0, -2.0], [0.0, 1.0, 0.2]], [0.8, 0.8], [1.0, 1.0], [0, 1],
        [Act(0, [(1.0, {0: 1})]), Act(1, [(1.0, {0: 2})])],
    )  # fmt: skip

    policy = play(game_of(plain), "perfect")

    assert policy.status == "none exists"
    assert "best replies to each other" in policy.cause
    assert "horizon" in policy.remedy


@pytest.mark.parametrize("seed", range(6))
def test_without_a_way_back_replies_are_those_of_a_long_game(seed):
    """Moves only lead to states of higher number; 400 rounds are as good as no end.

    Where the choices of a long game come to rest they are those of a game without an
    end, and both count back from the same status quo. Where they go round for ever,
    as in one of these, no pure replies need exist.
    """
    rng = np.random.default_rng(seed)

    def up():
        return {s: int(rng.integers(s + 1, 7)) for s in range(6) if rng.random() < 0.7}

    acts = []
    for i in (0, 0, 1, 1, 2):
        first = up()
        then = {s: int(rng.integers(s, 7)) for s in first}
        acts.append(Act(i, [(0.4, first), (0.6, then)], float(rng.random())))
    plain = Plain(
        rng.normal(size=(3, 7)).tolist(), [0.7] * 3, [1.0] * 3, [0, 1, 2], acts,
        [Act(0, [(0.3, {1: 4, 2: 5}), (0.7, {1: 1, 2: 2})])],
    )  # fmt: skip
    game = game_of(plain)

    policy, long = play(game, "perfect"), play(game, "perfect", rounds=400)

    assert (long.choice[:300] == long.choice[0]).all() == (seed != 1)
    if seed == 1:
        # the long game never comes to rest, and indeed no pure replies do
        assert policy.status == "none exists"
        return
    assert policy.status == "found"
    assert verify(game, policy).is_sound
    assert np.array_equal(policy.choice[0], long.choice[0])
    assert np.abs(policy.value - long.value).max() < 1e-9


def test_where_play_may_come_back_it_asks_for_an_end():
    """Two states that lead to each other."""
    plain = Plain([[0.0, 1.0]], [0.5], [1.0], [0], [Act(0, [(1.0, {0: 1, 1: 0})])])

    with pytest.raises(NotApplicable, match="2 of 2 states can"):
        play(game_of(plain), "perfect")


@pytest.mark.parametrize(("ties", "expected"), [("hold", [1, 0, 0]), ("equal", [1 / 3] * 3)])
def test_ties_are_broken_as_told(ties, expected):
    """Three states that are worth the same: nothing to gain by either move."""
    plain = Plain(
        [[1.0, 1.0, 1.0]], [0.5], [1.0], [0], [Act(0, [(1.0, {0: 1})]), Act(0, [(1.0, {0: 2})])]
    )

    policy = play(game_of(plain), "perfect", rounds=2, ties=ties)

    assert policy.choice[0, 0] == pytest.approx(expected)
    assert policy.asked == {"ties": ties}


def test_an_indifferent_member_abstains():
    """One vote of yes is needed; the only member gains nothing, so nothing passes."""
    body = Body(0, 1, [(1, 1, 0, 0.0, None)])
    table = Act(0, [(NAN, {0: 1}), (NAN, {0: 0})], 0.0, 0)
    plain = Plain([[0.0, 1.0], [0.0, 0.0]], [0.5] * 2, [1.0] * 2, [0], [table], bodies=[body])

    policy = play(game_of(plain), "perfect", rounds=1)

    assert policy.passes[0, 0, 0] == 0.0
    assert policy.ballots[0, 0, 0].tolist() == [0.0, 1.0, 0.0]


def test_a_choice_that_is_not_best_is_noticed():
    """The second best choice in one state: the check names what is given away."""
    game = game_of(random_game(3))
    policy = play(game, "perfect", rounds=2)
    choice = policy.choice.copy()
    open_elsewhere = np.flatnonzero(solve(game, rounds=2).choice[0, 0, :3] > 0)
    taken = int(choice[0, 0, :3].argmax())
    other = int(next(f for f in open_elsewhere if f != taken))
    choice[0, 0, [taken, other]] = 0.0, 1.0

    check = verify(game, replace(policy, choice=choice))

    assert not check.is_sound
    assert check.regret > 1e-3


def test_a_vote_against_preference_is_noticed():
    """The odds of one proposal turned round."""
    game = game_of(random_game(3))
    policy = play(game, "perfect", rounds=2)

    check = verify(game, replace(policy, passes=1.0 - policy.passes))

    assert not check.is_sound
    assert check.choice_error > 0.1


def test_a_kind_or_setting_that_does_not_exist_is_refused():
    """The error names what there is."""
    game = game_of(attrition())

    with pytest.raises(CommandError, match=r"perfect"):
        play(game, "perfekt")
    with pytest.raises(CommandError, match="Its settings: ties"):
        play(game, "perfect", level=1)
    with pytest.raises(CommandError, match="hold or equal"):
        play(game, "perfect", ties="coin")


@pytest.mark.parametrize(("loss", "expected"), [(0.1, [0, 1, 0]), (0.4, [0, 0, 1])])
def test_a_member_whose_loss_is_within_its_band_abstains(loss, expected):
    """A text costs the member 0.1 or 0.4 a round, for two rounds' worth, against 0.5.

    With patience 1/2 and the state kept, a loss of 0.1 is worth 0.2 and one of 0.4
    is worth 0.8.
    """
    body = Body(0, 1, [(0, 1, 0, 0.0, None), (1, 1, 1, 0.5, None)])
    table = Act(0, [(NAN, {0: 1}), (NAN, {0: 0})], 0.0, 0)
    plain = Plain([[0.0, 1.0], [0.0, -loss]], [0.5] * 2, [1.0] * 2, [0], [table], bodies=[body])

    policy = play(game_of(plain), "perfect", rounds=1)

    assert policy.ballots[0, 0, 1].tolist() == expected
    assert policy.passes[0, 0, 0] == (1.0 if loss == 0.1 else 0.0)


def test_right_values_of_choices_that_are_not_best_are_no_proof():
    """Level 1 given out as a perfect equilibrium: its values are right, its regret is not 0."""
    game = game_of(attrition())
    policy = play(game, "level-k", level=1, rounds=3)

    check = verify(game, replace(policy, kind="perfect"))

    assert check.residual < 1e-12
    assert check.regret > 0.1
    assert not check.is_sound


def test_a_precision_that_would_change_nothing_is_refused():
    """Best replies are for sure whatever the precision, so asking for one is a mistake."""
    game = game_of(random_game(1))
    with pytest.raises(CommandError, match="replies for sure"):
        play(game, "perfect", rounds=2, precision_factor=2.0)
    assert play(game, "perfect", rounds=2, precision_factor=1.0).status == "found"
