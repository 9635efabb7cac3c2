"""Tests for `standoff.policy.level_k` and `standoff.policy.fictitious`."""

import math
from dataclasses import replace

import numpy as np
import pytest

from policy.plain_games import Act, Body, Plain, brute_pass, game_of, random_game
from standoff.errors import CommandError
from standoff.policy import play, solve, verify
from standoff.policy.fictitious import fictitious

NAN = float("nan")


def sigma(x):
    """Return the logistic function."""
    return 1 / (1 + math.exp(-x))


def dare():
    """One may climb from 0 to 1, then the other from 1 to 2; one round, no future.

    Climbing pays the first -1 at state 1 and 3 at state 2, the second 2 at state 2.
    """
    return Plain(
        [[0.0, -1.0, 3.0], [0.0, 0.0, 2.0]], [0.0, 0.0], [1.0, 1.5], [0, 1],
        [Act(0, [(1.0, {0: 1})]), Act(1, [(1.0, {1: 2})])], horizon=1,
    )  # fmt: skip


def test_two_movers_level_by_level():
    """At level 1 the first thinks the second tosses a coin: climbing is worth 1 to it.

    The second, last to move, climbs with odds exp(1.5 * 2) from level 1 on; so from
    level 2 on the first knows that climbing is worth -1 + 4 q with q = s(3).
    """
    game = game_of(dare())
    levels = [play(game, "level-k", level=k) for k in range(4)]

    climbs = [policy.choice[0, 0, 1] for policy in levels]
    follows = [policy.choice[0, 1, 3] for policy in levels]
    q = sigma(3.0)
    assert follows == pytest.approx([0.5, q, q, q], abs=1e-12)
    assert climbs == pytest.approx([0.5, sigma(1.0), sigma(4 * q - 1), sigma(4 * q - 1)], abs=1e-12)


def test_its_values_are_of_playing_so_and_its_regret_of_knowing_better():
    """At level 1 the first climbs with p = s(1), the second follows with q = s(3).

    The first gets p (4 q - 1). Knowing q it would climb for sure; the second,
    asked in state 1, gives away 2 (1 - q), which is less than (1 - p)(4 q - 1).
    """
    policy = play(game_of(dare()), "level-k", level=1)

    p, q = sigma(1.0), sigma(3.0)
    assert policy.value[0, 0] == pytest.approx(p * (4 * q - 1), abs=1e-12)
    assert policy.regret == pytest.approx((1 - p) * (4 * q - 1), abs=1e-12)


def test_a_member_votes_by_its_own_level_and_expects_the_level_below_of_others():
    """Two of three votes pass a text that is worth 1 to one member and -1 to another.

    The third leans to yes with 0.6. At level 1 the sponsor, a member itself, votes
    yes with s(1) and thinks the other member votes any way with a third each; so it
    sees odds that are not those at which the text passes.
    """
    members = [(0, 1, 0, 0.0, None), (1, 1, 0, 0.0, None), (None, 1, 0, 0.0, (0.6, 0.1, 0.3))]
    body = Body(0, 2, members)
    plain = Plain(
        [[0.0, 1.0], [0.0, -1.0]], [0.0, 0.0], [1.0, 1.0], [0],
        [Act(0, [(NAN, {0: 1}), (NAN, {0: 0})], 0.1, 0)], bodies=[body], horizon=1,
    )  # fmt: skip
    policy = play(game_of(plain), "level-k", level=1)

    yes = sigma(1.0)
    seen = yes * (1 / 3) + yes * 0.6 + (1 / 3) * 0.6 - 2 * yes * (1 / 3) * 0.6
    passing = brute_pass(body, [1.0, -1.0], [1.0, 1.0])
    assert policy.choice[0, 0, 1] == pytest.approx(sigma(seen - 0.1), abs=1e-12)
    assert policy.passes[0, 0, 0] == pytest.approx(passing, abs=1e-12)
    assert policy.ballots[0, 0, 1] == pytest.approx([1 - yes, 0, yes])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_high_level_is_the_equilibrium_where_play_ends(seed):
    """Level k is right about the last k turns and votes: 3 rounds have 12 and 6."""
    game = game_of(random_game(seed))

    policy, sure = play(game, "level-k", rounds=3, level=18), solve(game, rounds=3)

    assert np.abs(policy.choice - sure.choice).max() < 1e-10
    assert np.abs(policy.value - sure.value).max() < 1e-10
    assert np.nanmax(np.abs(policy.passes - sure.passes)) < 1e-10


@pytest.mark.parametrize("seed", [1, 2])
def test_a_high_level_of_best_replies_is_the_perfect_equilibrium(seed):
    """The same, for sure instead of by the logit."""
    game = game_of(random_game(seed))

    policy = play(game, "level-k", rounds=2, level=12, reply="best")

    assert np.array_equal(policy.choice, play(game, "perfect", rounds=2).choice)
    assert verify(game, policy).regret < 1e-9


@pytest.mark.parametrize("rounds", [0, 3])
@pytest.mark.parametrize("reply", ["logit", "best"])
def test_levels_are_confirmed_one_actor_at_a_time(rounds, reply):
    """A second computation, level by level, with votes, chance and costs."""
    game = game_of(random_game(4))
    policy = play(game, "level-k", rounds=rounds, level=2, reply=reply)

    check = verify(game, policy)

    assert policy.status == "found"
    assert check.is_sound
    assert check.choice_error < 1e-8
    assert check.regret == pytest.approx(policy.regret, abs=1e-9)


@pytest.mark.parametrize("rounds", [0, 3])
def test_another_level_is_noticed(rounds):
    """Level 2 given out as level 3."""
    game = game_of(random_game(4))
    policy = play(game, "level-k", rounds=rounds, level=2)

    check = verify(game, replace(policy, asked={"level": 3, "reply": "logit"}))

    assert not check.is_sound


def test_one_play_is_the_mean_of_chance_and_the_first_reply():
    """Beliefs begin even, which counts as one play; the first reply is that of level 1."""
    game = game_of(random_game(5))

    learned = play(game, "fictitious", rounds=3, plays=1)
    even, first = (play(game, "level-k", rounds=3, level=k) for k in (0, 1))

    assert np.abs(learned.choice - (even.choice + first.choice) / 2).max() < 1e-12
    assert learned.drift >= np.abs(first.choice - even.choice).max() - 1e-12


def test_two_plays_by_hand():
    """Beliefs after n plays are means of 1 + n terms, each reply to the mean before.

    The second follows with q = s(3) each time, so it is believed to with
    (0.5 + q) / 2 after one play and (0.5 + 2 q) / 3 after two.
    """
    learned = play(game_of(dare()), "fictitious", plays=2)

    q = sigma(3.0)
    once = (0.5 + q) / 2
    climbs = (0.5 + sigma(1.0) + sigma(4 * once - 1)) / 3
    assert learned.choice[0, 1, 3] == pytest.approx((0.5 + 2 * q) / 3, abs=1e-12)
    assert learned.choice[0, 0, 1] == pytest.approx(climbs, abs=1e-12)


@pytest.mark.parametrize("reply", ["logit", "best"])
def test_it_is_learned_alike_on_any_number_of_threads(reply):
    """Each time through the crisis follows the one before it, round by round, bit by bit."""
    game = game_of(random_game(8))

    one, *more = [fictitious(game, rounds=5, plays=9, reply=reply, threads=n) for n in (1, 2, 4)]

    for other in more:
        assert np.array_equal(one.choice, other.choice)
        assert np.array_equal(one.passes, other.passes, equal_nan=True)
        assert (one.drift, one.sweeps, one.regret) == (other.drift, other.sweeps, other.regret)
    assert one.sweeps == 45


@pytest.mark.parametrize("threads", [1, 3])
def test_it_ends_where_replies_are_what_is_believed(threads):
    """At precision 0 everybody tosses coins, as is believed at first: once through is enough."""
    learned = fictitious(game_of(dare()), rounds=4, plays=9, precision_factor=0.0, threads=threads)

    assert (learned.sweeps, learned.asked["plays"]) == (4, 1)
    assert learned.drift < 1e-12


@pytest.mark.parametrize("rounds", [0, 2])
def test_what_is_learned_nears_the_equilibrium(rounds):
    """At low precision replies settle, and a mean of n settled replies is off by c / n."""
    game = game_of(random_game(6, precision=0.5))
    sure = solve(game, rounds=rounds)

    off = [
        np.abs(play(game, "fictitious", rounds=rounds, plays=n).choice - sure.choice).max()
        for n in (10, 40)
    ]

    assert off[1] < 0.5 * off[0]
    assert off[1] < 0.05


def test_its_regret_is_confirmed():
    """The independent computation finds the same most that one other choice gains."""
    game = game_of(random_game(7))
    for rounds in (0, 3):
        policy = play(game, "fictitious", rounds=rounds, plays=4, reply="best")
        check = verify(game, policy)
        assert check.is_sound
        assert check.regret == pytest.approx(policy.regret, abs=1e-9)
        assert not verify(game, replace(policy, regret=policy.regret + 0.01)).is_sound


@pytest.mark.parametrize(
    ("kind", "settings", "said"),
    [
        ("level-k", {"level": -1}, "0 to 50"),
        ("level-k", {"reply": "worst"}, "logit or best"),
        ("fictitious", {"plays": 0}, "1 to 100,000"),
        ("fictitious", {"level": 1}, "plays, reply"),
    ],
)
def test_settings_without_meaning_are_refused(kind, settings, said):
    """The error says what is allowed."""
    with pytest.raises(CommandError, match=said):
        play(game_of(dare()), kind, **settings)
