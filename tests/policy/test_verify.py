"""Tests for `standoff.policy.verify`: what it must notice."""

import importlib
from dataclasses import replace

import numpy as np
import pytest

from policy.plain_games import Body, brute_pass, game_of, random_game
from standoff.policy import solve, verify
from standoff.policy.kinds import play

VERIFY = importlib.import_module("standoff.policy.verify")


@pytest.mark.parametrize("rounds", [0, 1, 4])
def test_an_equilibrium_is_confirmed(rounds):
    """Two computations that share no code come to the same numbers."""
    game = game_of(random_game(1))
    policy = solve(game, rounds=rounds)

    check = verify(game, policy)

    assert check.is_sound
    assert check.residual <= policy.tolerance
    assert check.rounds == tuple(range(1, max(rounds, 1) + 1))


@pytest.mark.parametrize("rounds", [0, 3])
def test_a_choice_that_is_off_is_noticed(rounds):
    """One probability of one state moved by a millionth."""
    game = game_of(random_game(2))
    policy = solve(game, rounds=rounds)
    choice = policy.choice.copy()
    choice[0, 1, 0] += 1e-6

    assert not verify(game, replace(policy, choice=choice)).is_sound


def test_a_vote_that_is_off_is_noticed():
    """The probability that a text passes moved by a millionth."""
    game = game_of(random_game(3))
    policy = solve(game, rounds=2)
    passes = policy.passes.copy()
    passes[1, 2, 0] += 1e-6

    assert not verify(game, replace(policy, passes=passes)).is_sound


def test_a_value_that_is_off_is_noticed():
    """One value of one state moved by a millionth."""
    game = game_of(random_game(4))
    policy = solve(game)
    value = policy.value.copy()
    value[2, 0] += 1e-6

    check = verify(game, replace(policy, value=value))

    assert not check.is_sound
    assert check.residual == pytest.approx(1e-6, rel=1)


def test_another_terminal_value_is_noticed():
    """The last round must be followed by the status quo for ever, not by nothing."""
    plain = random_game(5)
    game = game_of(plain)
    policy = solve(game, rounds=1)
    plain.patience = [0.8] * 3

    assert not verify(game_of(plain), policy).is_sound


def test_a_missing_vote_is_noticed():
    """NaN must stand exactly where nothing may be tabled."""
    game = game_of(random_game(6))
    policy = solve(game, rounds=1)
    passes = policy.passes.copy()
    passes[0, 0, 0] = np.nan

    assert verify(game, replace(policy, passes=passes)).choice_error == np.inf


def test_a_missing_vote_is_noticed_in_a_policy_of_another_kind():
    """A gap would make the values gaps too, and a gap differs from nothing."""
    game = game_of(random_game(6))
    policy = play(game, "perfect", rounds=1)
    passes = policy.passes.copy()
    passes[0, 0, 0] = np.nan

    assert verify(game, policy).is_sound
    assert not verify(game, replace(policy, passes=passes)).is_sound


@pytest.mark.parametrize("kind", ["logit", "perfect", "level-k"])
def test_values_that_are_no_numbers_are_no_proof(kind):
    """Two computations from gaps give the same gaps."""
    game = game_of(random_game(4))
    policy = play(game, kind, rounds=2)
    nothing = np.full_like(policy.value, np.nan)
    kept = {t: np.full_like(value, np.nan) for t, value in policy.kept.items()}

    assert verify(game, policy).is_sound
    assert not verify(game, replace(policy, value=nothing, kept=kept)).is_sound


def test_only_some_rounds_are_looked_at_where_all_would_be_slow():
    """They are named, the first and the last among them."""
    game = game_of(random_game(7))

    check = verify(game, solve(game, rounds=9), work=0)

    assert check.rounds == (1, 5, 9)
    assert check.is_sound


@pytest.mark.parametrize("rule", [0, 1, 2])
def test_its_votes_equal_all_ballots_counted_one_by_one(rule):
    """3 ** 5 ballots, with weights, a veto, bands and leanings."""
    members = [
        (0, 2, 0, 0.2, None),
        (1, 1, 1, 0.0, None),
        (2, 1, 0, 0.1, None),
        (None, 1, 0, 0.0, (0.5, 0.2, 0.3)),
        (None, 3, 1, 0.0, (0.3, 0.6, 0.1)),
    ]
    plain = random_game(8)
    plain.bodies = [Body(rule, 4, members)]
    game = game_of(plain)
    gains = np.random.default_rng(1).normal(size=(7, 3))

    found = VERIFY.Reading(game, np.arange(2)).vote(0, gains, np.array([1.0, 0.5, 3.0]))

    expected = [brute_pass(plain.bodies[0], row, [1.0, 0.5, 3.0]) for row in gains]
    assert found == pytest.approx(expected, abs=1e-14)
