"""Tests for `standoff.policy.joint` where a body votes on what some choose at once."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.game import compile
from standoff.policy import play, solve, verify
from standoff.policy.proposals import proposals, value_when
from standoff.policy.seats import seats_of
from standoff.spec import read_text
from standoff.vocab import HOLD

COUNCIL = """
name: council
horizon: 1
actors: {a: {patience: 0, precision: 1}, b: {patience: 0, precision: 2}, c: {patience: 0}}
variables: {text: [none, strong], other: [none, weak], talks: [shut, open]}
bodies: {council: {rule: quota, quota: 2, members: [a, b, c]}}
options:
  a: {table: {effect: {vote: council, pass: {set: {text: strong}}, fail: {}}}}
  b:
    talk: {when: talks == shut, effect: {set: {talks: open}}}
    table: {effect: {vote: council, pass: {set: {other: weak}}, fail: {}}}
order: [{together: [a, b]}]
interests: {hard: text == strong, soft: other == weak, calm: talks == open and text == none}
weights: {a: {hard: 1.5}, b: {calm: 2, soft: 1}, c: {hard: -1, calm: 1}}
"""


def game_of(written):
    return compile(read_text(written))


def at_least_two(one, two, three):
    return one * two + one * three + two * three - 2 * one * two * three


def yes(precision, gain):
    return 1 / (1 + np.exp(-precision * gain))


def council_passes(member, *done):
    """Return how likely the proposal of a member of the council's group passes."""
    game = game_of(COUNCIL)
    policy = solve(game)
    place = {action.label: a for a, action in enumerate(game.actions)}
    acts = [place.get(name, -1) for name in done]
    seat = seats_of(policy.covered)[member]
    return float(seat.passes(acts, policy.choice[0, policy.covered.row]))


def test_members_vote_knowing_what_else_is_done():
    """By hand: c dislikes the text, and more so where it would spoil talks that open."""
    alone = at_least_two(yes(1, 1.5), yes(2, 0), yes(1, -1))
    beside_talks = at_least_two(yes(1, 1.5), yes(2, -2), yes(1, -2))

    assert council_passes(0, "a.table", HOLD) == pytest.approx(alone, abs=1e-12)
    assert council_passes(0, "a.table", "b.talk") == pytest.approx(beside_talks, abs=1e-12)


@pytest.mark.parametrize("kind", ["logit", "level-k", "fictitious"])
def test_a_text_is_asked_while_those_who_move_at_once_do_nothing(kind):
    """By hand, as above; what each member votes is told where all vote by the logit."""
    game = game_of(COUNCIL)
    policy = play(game, kind)
    asked = proposals(game, policy, value_when(policy, 2), np.zeros(policy.states.size))
    alone = at_least_two(yes(1, 1.5), yes(2, 0), yes(1, -1))

    # beliefs of ballots begin even, and thirty plays leave a rest of that
    beside = at_least_two(yes(1, 0), yes(2, 1), yes(1, 0))
    close = 0.02 if kind == "fictitious" else 1e-12
    assert [one.passes for one in asked] == pytest.approx([alone, beside], abs=close)
    assert (kind == "logit") == bool(np.isfinite(asked[0].ballots).all())


def test_two_texts_are_put_to_the_vote_one_after_the_other():
    """By hand: what the second brings is worth the same whether the first passed or not."""
    second = at_least_two(yes(1, 0), yes(2, 1), yes(1, 0))
    first = at_least_two(yes(1, 1.5), yes(2, 0), yes(1, -1))

    assert council_passes(0, "a.table", "b.table") == pytest.approx(first, abs=1e-12)
    assert council_passes(1, "a.table", "b.table") == pytest.approx(second, abs=1e-12)


def test_a_second_vote_hangs_on_how_the_first_went():
    """By hand: b's text can be tabled only while a's has not passed, or comes to nothing."""
    written = COUNCIL.replace("table: {effect: {vote: council, pass: {set: {other: weak}}",
                              "table: {when: text == none, effect: {vote: council, pass: "
                              "{set: {other: weak}}")  # fmt: skip
    game = game_of(written)
    policy = solve(game)
    seats, joint = seats_of(policy.covered), policy.covered.joints[0]
    done = [a for a, action in enumerate(game.actions) if action.option == "table"]
    slots = np.flatnonzero((joint.action == done).all(axis=1))
    share = policy.choice[0, policy.covered.row, seats[0].slots][slots]
    odds = dict(zip(map(tuple, joint.outcome[slots].tolist()), share / share.sum(), strict=True))
    weak = at_least_two(yes(1, 0), yes(2, 1), yes(1, 0))
    # b gains 1 from its own text, which it can have only if a's fails
    strong = at_least_two(yes(1, 1.5), yes(2, -weak), yes(1, -1))

    assert odds[0, 0] == pytest.approx(strong, abs=1e-12)
    assert odds[0, 1] == 0.0
    assert odds[1, 0] == pytest.approx((1 - strong) * weak, abs=1e-12)
    assert odds[1, 1] == pytest.approx((1 - strong) * (1 - weak), abs=1e-12)


def test_a_vote_after_an_option_by_chance_knows_how_that_went():
    """By hand: a's gamble opens talks or not, and then the council votes on b's text."""
    game = game_of("""
name: gamble
horizon: 1
actors: {a: {patience: 0}, b: {patience: 0, precision: 3}}
variables: {talks: [shut, open], text: [none, passed]}
bodies: {council: {rule: quota, quota: 1, members: [b]}}
options:
  a:
    try:
      effect:
        chance:
          - {name: works, probability: 0.25, set: {talks: open}}
          - {name: fails, probability: 0.75}
  b: {table: {effect: {vote: council, pass: {set: {text: passed}}, fail: {}}}}
order: [{together: [a, b]}]
interests: {peace: talks == open and text == passed, harm: talks == shut and text == passed}
weights: {b: {peace: 2, harm: -1}, a: {peace: 0}}
""")
    policy = solve(game)
    joint, row = policy.covered.joints[0], policy.covered.row
    slots = np.flatnonzero((joint.action >= 0).all(axis=1))
    share = policy.choice[0, row, slots] / policy.choice[0, row, slots].sum()

    expected = [0.25 * yes(3, 2), 0.25 * (1 - yes(3, 2)), 0.75 * yes(3, -1)]
    assert share[:3] == pytest.approx(expected, abs=1e-12)
    assert verify(game, policy).is_sound
