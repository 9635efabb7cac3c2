"""Tests for `standoff.policy.streams`."""

import dataclasses

import numpy as np
import pytest

from standoff.catalog import path
from standoff.game import compile
from standoff.policy import solve
from standoff.policy.forward import course
from standoff.policy.streams import streams
from standoff.policy.values import values
from standoff.spec import read
from standoff.spec.crisis import Number


def catalogue(name):
    """Compile a crisis of the catalogue."""
    return compile(read(path(name)))


def names(game):
    """Name the interests."""
    return [interest.name for interest in game.crisis.interests]


def unlike(crisis):
    """Give every actor a patience of its own."""
    actors = [
        dataclasses.replace(actor, patience=Number(0.5 + 0.1 * k))
        for k, actor in enumerate(crisis.actors)
    ]
    return dataclasses.replace(crisis, actors=tuple(actors))


@pytest.mark.parametrize(("name", "rounds"), [("cuba-1962", 6), ("chicken", 0), ("prisoners", 0)])
def test_streams_less_costs_are_the_value(name, rounds):
    """With and without an end."""
    game = catalogue(name)

    found = streams(game, rounds=rounds, interests=names(game))

    expected = values(game, rounds=rounds).at(game.start)
    assert found.value == pytest.approx(expected, abs=1e-9)
    assert np.nansum(found.share, axis=1) - found.cost == pytest.approx(expected, abs=1e-9)
    assert (found.cost > -1e-7).all()


def test_an_interest_is_what_play_forwards_adds_up_to():
    """The other way round: the distribution of play, round by round, times the score.

    Without chance, which would come between a payoff and the end of its round.
    """
    game = compile(unlike(dataclasses.replace(read(path("cuba-1962")), chance=())))
    policy = solve(game, rounds=4)
    found = streams(game, rounds=4, interests=names(game))

    for j, interest in enumerate(game.crisis.interests):
        score = game.space.over_states(interest.score)[policy.states]
        for i, actor in enumerate(game.actor_names):
            if np.isnan(found.share[i, j]):
                continue
            weight = game.crisis.weights[actor][interest.name].value
            delta, total, last = game.patience[i], 0.0, np.zeros(policy.states.size)
            for t in range(1, 5):
                visits = course(game, policy, t).visits
                total += delta ** (t - 1) * float((visits - last) @ score)
                last = visits
            end = course(game, policy, 4).last
            total += delta**4 / (1 - delta) * float(end @ score)
            assert found.share[i, j] == pytest.approx(weight * total, abs=1e-9)


def test_the_order_of_interests_is_the_one_asked_for():
    """Columns are found by name."""
    game = catalogue("cuba-1962")
    asked = names(game)

    there, back = (streams(game, rounds=2, interests=one) for one in (asked, asked[::-1]))

    assert there.share == pytest.approx(back.share[:, ::-1], nan_ok=True)


def test_the_values_that_come_with_streams_are_the_values():
    """As wide as those, and over the same states."""
    game = catalogue("libya-2003")

    found, plain = streams(game, rounds=3, interests=names(game)).values, values(game, rounds=3)

    assert found.first.shape == plain.first.shape
    assert (found.first == plain.first).all()
    assert (found.after_turn(0) == plain.after_turn(0)).all()
