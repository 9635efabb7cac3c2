"""Tests for `standoff.game.admissible`."""

import numpy as np
import pytest

from drawn_crises import recompiled
from standoff.catalog import path
from standoff.game import compile
from standoff.game.admissible import Admissible, open_weights, votes_of
from standoff.spec import read, read_text

TRADE = """
name: trade
actors: [buyer, seller]
variables: {price: [low, mid, high], quality: [poor, good]}
controls: {buyer: [price], seller: [quality]}
interests: {money: price, quality: quality == good}
weights:
  buyer:
    money: {value: -1, range: [-2, -1]}
    quality: {value: 3, distribution: {normal: [3, 0.5]}}
  seller:
    money: 1
"""

MOTIVES = """
name: motives
actors: [A, B]
variables: {a: [no, yes]}
controls: {A: [a]}
interests: {up: a, down: a == no}
weights: {A: {up: 1}, B: {up: 1}}
motives:
  A:
    keen: {prior: 0.75, weights: {up: 1}}
    shy: {prior: 0.25, weights: {down: {value: 2, range: [1, 4]}}}
"""


def game_of(text):
    return compile(read_text(text))


def test_open_weights_are_those_with_a_range_or_a_distribution():
    """The seller's weight is a number, and stays."""
    assert open_weights(game_of(TRADE)) == (("buyer", "money"), ("buyer", "quality"))


def test_a_draw_lies_within_its_range_and_has_its_distribution():
    """Uniform on [-2, -1]: mean -1.5, and sd of the mean 0.289/sqrt(n); normal as given."""
    drawn = Admissible(game_of(TRADE), 4000, seed=3)

    money, quality = drawn.weight("buyer", "money"), drawn.weight("buyer", "quality")

    assert -2 <= money.min() < -1.99
    assert -1.01 < money.max() <= -1
    assert abs(money.mean() + 1.5) < 4 * 0.289 / 4000**0.5
    assert abs(quality.mean() - 3) < 4 * 0.5 / 4000**0.5
    assert abs(quality.std() - 0.5) < 0.03
    assert abs(np.corrcoef(money, quality)[0, 1]) < 0.06
    assert (drawn.weight("seller", "money") == 1).all()


@pytest.mark.parametrize("name", ["chicken", "dprk-2009"])
def test_a_draw_orders_states_and_votes_as_a_crisis_with_its_weights_would(name):
    """The second way compiles the crisis again with the drawn weights as its own."""
    game = compile(read(path(name)))
    drawn, votes = Admissible(game, 3, seed=5), votes_of(game)

    for n in range(3):
        other = recompiled(game, drawn, n)
        assert (drawn.rank(n) == other.rank).all()
        assert (votes.passes(drawn.rank(n)) == other.sincere_passes()).all()


def test_a_draw_is_a_function_of_the_seed_and_its_own_number():
    """More draws leave the first ones alone; another seed gives others."""
    game = game_of(TRADE)
    few, many, other = Admissible(game, 5, 1), Admissible(game, 50, 1), Admissible(game, 5, 2)

    assert (few.weight("buyer", "money") == many.weight("buyer", "money")[:5]).all()
    assert (few.weight("buyer", "money") != other.weight("buyer", "money")).all()


def test_draws_belong_to_names():
    """Actors and interests in another order are given the same numbers."""
    buyer = "  buyer:\n    money: {value: -1, range: [-2, -1]}\n"
    buyer += "    quality: {value: 3, distribution: {normal: [3, 0.5]}}\n"
    seller = "  seller:\n    money: {value: 1, range: [0.5, 2]}\n"
    text = TRADE.replace("  seller:\n    money: 1\n", seller)
    turned = text.replace("[buyer, seller]", "[seller, buyer]").replace(
        "{money: price, quality: quality == good}", "{quality: quality == good, money: price}"
    )
    turned = turned.replace(buyer + seller, seller + buyer)
    one, other = Admissible(game_of(text), 9), Admissible(game_of(turned), 9)

    assert list(game_of(turned).crisis.weights) == ["seller", "buyer"]
    for actor, name in (("buyer", "money"), ("buyer", "quality"), ("seller", "money")):
        assert (one.weight(actor, name) == other.weight(actor, name)).all()
    assert all((one.rank(n) == other.rank(n)[::-1]).all() for n in range(9))


def test_actors_are_drawn_independently():
    """Both players of chicken fear the crash by a weight between -20 and -2, each its own."""
    drawn = Admissible(compile(read(path("chicken"))), 2000)

    both = [drawn.weight(actor, "crash") for actor in "AB"]

    assert abs(np.corrcoef(*both)[0, 1]) < 0.1


def test_motives_are_drawn_by_their_priors_with_their_own_ranges():
    """Three in four draws A is keen, for 1; else shy, for 1 to 4; never both."""
    game = game_of(MOTIVES)
    drawn = Admissible(game, 2000, source="motives")
    up, down = drawn.weight("A", "up"), drawn.weight("A", "down")
    keen = down == 0

    assert open_weights(game) == ()
    assert open_weights(game, "motives") == (("A", "down"), ("A", "up"))
    assert abs(keen.mean() - 0.75) < 4 * (0.75 * 0.25 / 2000) ** 0.5
    assert (up[keen] == 1).all()
    assert (up[~keen] == 0).all()
    assert 1 <= down[~keen].min() < 1.05
    assert 3.9 < down[~keen].max() <= 4
    assert abs(np.corrcoef(keen[:-1], keen[1:])[0, 1]) < 0.1


def test_a_motive_that_was_chosen_stays_chosen():
    """`--motive A=shy` leaves nothing but the range of its weight."""
    game = compile(read_text(MOTIVES), motives={"A": "shy"})

    assert open_weights(game, "motives") == (("A", "down"),)
    assert (Admissible(game, 50, source="motives").weight("A", "down") >= 1).all()


def test_a_tolerance_holds_for_every_draw():
    """With a tolerance above all differences the buyer never tells states apart."""
    game = game_of(TRADE + "tolerance: {buyer: 100}\n")

    assert (Admissible(game, 4).rank(2)[0] == 0).all()


def test_orders_without_weights_stay():
    """Syria and Iraq have rankings only."""
    game = compile(read(path("syria-iraq")))

    assert open_weights(game) == ()
    assert (Admissible(game, 1).rank(0) == game.rank).all()
