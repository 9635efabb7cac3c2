"""Tests for `standoff.policy.values`."""

import numpy as np
import pytest

from standoff.catalog import path
from standoff.errors import DidNotConverge, NotApplicable
from standoff.game import compile
from standoff.policy import solve
from standoff.policy.cover import cover
from standoff.policy.values import values
from standoff.spec import read, read_text


def catalogue(name):
    """Compile a crisis of the catalogue."""
    return compile(read(path(name)))


@pytest.mark.parametrize("name", ["cuba-1962", "libya-2003"])
def test_values_are_those_of_the_solver(name):
    """The same sweeps, without the table of choices."""
    game = catalogue(name)

    found, policy = values(game, rounds=5), solve(game, rounds=5)

    assert (found.covered.states == policy.states).all()
    assert (policy.value == found.first[:, : found.actors].T).all()
    assert (policy.kept[2] == found.second[:, : found.actors].T).all()


def test_without_an_end_the_two_rounds_are_alike():
    """The stationary equilibrium has one value for every round."""
    game = catalogue("chicken")

    found, policy = values(game), solve(game)

    assert np.allclose(found.at(game.start), policy.value[:, policy.covered.row], atol=1e-8)
    assert np.allclose(found.first, found.second)


def test_values_within_a_round_lead_from_its_end_to_its_beginning():
    """Before the first turn stands the value of the round itself."""
    found = values(catalogue("cuba-1962"), rounds=3)

    assert (found.after_turn(-1) == found.first[:, : found.actors]).all()
    # the last turn over, what is left is the payoff of the round and the next one
    last = found.covered.round.turns.size - 1
    end = found.covered.round.utility + found.covered.round.patience * found.second
    calm = (found.covered.round.chance_target < 0).all(axis=0)
    assert calm.any()
    assert np.allclose(found.after_turn(last)[calm], end[calm, : found.actors], atol=1e-12)


def test_states_that_play_does_not_come_to_are_covered_on_request():
    """In 2005 nobody comes back to the treaty; what membership would be worth can be asked."""
    game = catalogue("dprk-2009")
    left = game.find({"npt": "left"})

    assert values(game, left, rounds=1).row(game.start) == -1
    with pytest.raises(KeyError):
        values(game, left, rounds=1).at(game.start)
    found = values(game, left, also=[game.start, game.start], rounds=2)

    assert set(cover(game).states) <= set(found.covered.states)
    assert (found.at(game.start) == values(game, rounds=2).at(game.start)).all()
    assert (found.at(left) == values(game, left, rounds=2).at(left)).all()


def test_an_order_of_states_is_no_value():
    """As the solver says."""
    with pytest.raises(NotApplicable, match="needs numbers"):
        values(catalogue("elmira"))


def test_a_branch_that_cannot_be_followed_is_said_so(monkeypatch):
    """Never a value that was not reached."""
    game = compile(
        read_text("""
name: signal
actors: {sender: {patience: 0.5, precision: 2}}
variables: {lamp: [off, on]}
options: {sender: {light: {when: lamp == off, effect: {set: {lamp: on}}}}}
interests: {bright: lamp}
weights: {sender: {bright: 1}}
""")
    )
    monkeypatch.setattr("standoff.policy.stationary.MOST_STEPS", 0)
    monkeypatch.setattr("standoff.policy.stationary.LEAST_STEP", 1.0)

    with pytest.raises(DidNotConverge, match="could be followed"):
        values(game)
