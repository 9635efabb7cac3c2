"""Tests for rules of those who choose at once."""

import numpy as np
import pytest

from standoff.errors import NotApplicable
from standoff.game import compile
from standoff.policy import play, solve, verify
from standoff.policy.seats import seats_of
from standoff.spec import read_text

CAKE = """
name: cake
horizon: 1
actors: {a: {patience: 0, precision: 0}, b: {patience: 0, precision: 0}}
variables: {cake: [there, a_has, b_has]}
options:
  a:
    take:
      when: cake == there
      cost: 0.25
      effect: {chance: [{name: got, probability: 0.6, set: {cake: a_has}},
                        {name: slipped, probability: 0.4}]}
  b: {take: {when: cake == there, cost: 0.5, effect: {set: {cake: b_has}}}}
order: [{together: [a, b]}]
interests: {a_eats: cake == a_has, b_eats: cake == b_has}
weights: {a: {a_eats: 1}, b: {b_eats: 1}}
rules:
  a: [{do: {take: 0.75, hold: 0.25}}]
"""

COUNCIL = """
name: council
horizon: 2
actors: {a: {patience: 0.5, precision: 1}, b: {patience: 0.8, precision: 2}, c: {patience: 0.5}}
variables: {text: [none, strong], talks: [shut, open]}
bodies: {council: {rule: quota, quota: 2, members: [a, b, c]}}
options:
  a: {table: {when: text == none, effect: {vote: council, pass: {set: {text: strong}}, fail: {}}}}
  b: {talk: {when: talks == shut, cost: 0.1, effect: {set: {talks: open}}}}
  c: {close: {when: talks == open, effect: {set: {talks: shut}}}}
order: [{together: [a, b]}, c]
interests: {hard: text == strong, calm: talks == open and text == none}
weights: {a: {hard: 1.5}, b: {calm: 2}, c: {hard: -1, calm: 1}}
rules:
  a: [{when: talks == open, do: {table: 1}}]
  c: [{do: {close: 0.5, hold: 0.5}}]
"""


def game_of(written):
    return compile(read_text(written))


@pytest.mark.parametrize(("otherwise", "b_takes"), [("logit", 0.5), ("hold", 0.0)])
def test_each_follows_its_own_rules_and_draws_apart(otherwise, b_takes):
    """By hand: a has the cake in 0.75 times 0.6 of all cases, b where a has not and it reaches."""
    game = game_of(CAKE)
    policy = play(game, "rules", otherwise=otherwise)
    row = policy.covered.row
    a, b = (seat.shares(policy.choice[0, row]) for seat in seats_of(policy.covered))

    assert a.tolist() == pytest.approx([0.25, 0.75])
    assert b.tolist() == pytest.approx([1 - b_takes, b_takes])
    expected = [0.45 - 0.25 * 0.75, b_takes * (0.55 - 0.5)]
    assert policy.value[:, row] == pytest.approx(expected, abs=1e-12)
    assert verify(game, policy).is_sound


@pytest.mark.parametrize("rounds", [2, 0])
@pytest.mark.parametrize("otherwise", ["logit", "level-k"])
def test_bodies_vote_as_they_do_without_rules(otherwise, rounds):
    """How likely a text passes beside each choice of b, with the rules and without them."""
    game = game_of(COUNCIL)
    policy = play(game, "rules", otherwise=otherwise, rounds=rounds)
    base = play(game, otherwise, rounds=rounds)
    seat = seats_of(policy.covered)[0]
    table = [a for a, action in enumerate(game.actions) if action.option == "table"][0]
    row = policy.row(game.find({"text": "none", "talks": "open"}))

    assert seat.shares(policy.choice[0, row]).tolist() == pytest.approx([0.0, 1.0])
    with_rules, without = (
        seat.passes([table, -1], one.choice[0, row]) for one in (policy, base)
    )  # fmt: skip
    assert with_rules == pytest.approx(without, abs=1e-12)
    assert policy.choice.sum(axis=-1) == pytest.approx(
        np.full(policy.choice.shape[:2], policy.covered.round.turns.size)
    )
    assert verify(game, policy).is_sound


def test_where_no_rule_of_the_group_holds_it_does_what_it_did():
    """With talks shut a has no rule, so that turn is that of the policy below, to the last bit."""
    game = game_of(COUNCIL)
    policy, base = play(game, "rules"), solve(game)
    row = policy.row(game.find({"text": "none", "talks": "shut"}))
    slots = slice(*policy.slot_first[:2])

    assert (policy.choice[0, row, slots] == base.choice[0, row, slots]).all()


def test_a_vote_that_never_comes_up_without_rules_is_refused():
    """Who is so sure never tables what costs much more than it can bring."""
    written = COUNCIL.replace("table: {when", "table: {cost: 9, when")
    written = written.replace(
        "a: {patience: 0.5, precision: 1}", "a: {patience: 0.5, precision: 90}"
    )

    with pytest.raises(NotApplicable, match="come to a vote"):
        play(game_of(written), "rules")


@pytest.mark.parametrize("order", ["a, b", "b, a"])
def test_rules_that_say_what_is_done_anyway_change_nothing(order):
    """With precision 0 all toss coins; a rule that says so leaves every way as likely."""
    written = CAKE.replace("{together: [a, b]}", f"{{together: [{order}]}}")
    game = game_of(written.replace("{take: 0.75, hold: 0.25}", "{take: 0.5, hold: 0.5}"))

    rules, base = play(game, "rules"), solve(game)

    assert rules.choice == pytest.approx(base.choice, abs=1e-12)
    assert rules.value == pytest.approx(base.value, abs=1e-12)
