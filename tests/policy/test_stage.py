"""Tests for `standoff.policy.stage`: a round read as a game in which all move at once."""

import pytest

import standoff
from standoff.policy import stage_game
from standoff.spec import read_text

DUEL = """
name: duel
actors: {one: {patience: 0.5}, two: {patience: 0.8}}
variables: {left: [down, up], right: [down, up], dusk: [no, yes]}
options:
  one: {raise: {when: left == down, cost: 0.25, effect: {set: {left: up}}}}
  two:
    parry:
      when: right == down
      effect:
        chance:
          - {probability: 0.75, set: {right: up}}
          - {probability: 0.25, set: {left: down}}
chance: {night: {when: dusk == no and left == up, probability: 0.5, effect: {set: {dusk: yes}}}}
interests: {hit: left == up and right == down, dark: dusk == yes}
weights: {one: {hit: 1, dark: -1}, two: {hit: -2}}
"""


def test_payoffs_are_those_of_the_round_and_of_what_it_leaves_for_ever():
    """By hand: raised alone is a hit, 1 now and 1 for ever after; the dark comes one time in two.

    The first has 1 + 0.5 (2 - 0.5 * 2) - 0.25 of raising unanswered. Parried in three
    of four cases it has no hit, and in the fourth nothing has happened: 0.75 times
    0.5 (-0.5 * 2) less the cost. To the second a hit is -2 / (1 - 0.8).
    """
    found = stage_game(standoff.compile(read_text(DUEL)))

    assert found.options == (("hold", "one.raise"), ("hold", "two.parry"))
    first, second = found.payoff
    assert first.ravel().tolist() == pytest.approx([0, 0, 1.25, -0.625])
    assert second.ravel().tolist() == pytest.approx([0, 0, -10, 0])


def test_each_players_payoff_is_its_own_in_whatever_order_they_move():
    """The players stand in the order of turns; one who only watches is none of them.

    By hand: parried first, the raise hits in one of four cases, which is 1.5 to the first and
    -10 to the second, and else it brings the dark, which is -0.5 to the first.
    """
    as_listed = stage_game(standoff.compile(read_text(DUEL)))
    watched = DUEL.replace("actors: {", "actors: {idle: {patience: 0.5}, ")
    watched = watched.replace("weights: {", "weights: {idle: {hit: 3}, ")
    turned = stage_game(standoff.compile(read_text(watched + "order: [two, one]\n")))

    assert turned.players == ("two", "one")
    first, second = turned.payoff
    assert second.ravel().tolist() == pytest.approx([0, 1.25, 0, -0.25])
    assert first.ravel().tolist() == pytest.approx([0, -10, 0, -2.5])
    assert as_listed.players == ("one", "two")
