"""Tests for level-k and fictitious play where some choose at once."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standoff
from standoff.game import compile
from standoff.policy import cover as covering
from standoff.policy import play, stage_game, verify
from standoff.policy.seats import seats_of
from standoff.spec import read_text

PENNIES = """
name: pennies
horizon: 1
actors: {row: {patience: 0, precision: 2}, column: {patience: 0, precision: 1}}
variables: {row_plays: [top, bottom], column_plays: [left, right]}
options:
  row: {turn: {when: row_plays == top, effect: {set: {row_plays: bottom}}}}
  column: {turn: {when: column_plays == left, effect: {set: {column_plays: right}}}}
order: [{together: [row, column]}]
interests:
  top_left: row_plays == top and column_plays == left
  bottom_right: row_plays == bottom and column_plays == right
  apart: (row_plays == top) != (column_plays == left)
weights: {row: {top_left: 4, bottom_right: 1}, column: {apart: 2}}
"""
"""Row gets 4 at top left and 1 at bottom right, column 2 elsewhere."""

DILEMMA = """
name: dilemma
horizon: 1
actors: {A: {patience: 0}, B: {patience: 0}}
variables: {a: [kept, broken], b: [kept, broken]}
options:
  A: {break: {when: a == kept, effect: {set: {a: broken}}}}
  B: {break: {when: b == kept, effect: {set: {b: broken}}}}
order: [{together: [A, B]}]
interests: {spoils: a == broken, gains: b == broken, of_b: b == kept, of_a: a == kept}
weights: {A: {of_b: 2, spoils: 1}, B: {of_a: 2, gains: 1}}
"""

RICH = """
name: rich
horizon: 2
actors:
  a: {patience: 0.8, precision: 1.3}
  b: {patience: 0.7, precision: 1}
  c: {patience: 0.7, precision: 0.8}
variables: {x: [lo, mid, hi], y: [off, on], z: [no, yes], w: [p, q]}
start: {x: mid}
bodies: {court: {rule: quota, quota: 2, members: [a, b, c]}}
options:
  a:
    up: {when: x != hi, effect: {raise: x}, cost: 0.1}
    down: {when: x != lo, effect: {lower: x}, cost: 0.3 * y}
    seize:
      when: y == off
      effect: {chance: [{name: won, probability: 0.6, set: {y: on}},
                        {name: lost, probability: 0.4}]}
  b:
    down: {when: x != lo and y == off, effect: {lower: x}, cost: 0.2}
    SUE
    drop: {when: z == yes, effect: {set: {z: no}}, cost: 0.4 * (w == q)}
  c:
    flip: {when: w == p, effect: {set: {w: q}}, cost: 0.05}
    flop: {when: w == q and x != hi, effect: {set: {w: p, y: off}}}
chance: {fade: {when: y == on, probability: 0.3, effect: {set: {y: off}}}}
order: ORDER
interests: {i: x, j: y == on and z == yes, k: w == q, l: x == hi}
weights: WEIGHTS
"""
SUE = "sue: {when: z == no, effect: {vote: court, pass: {set: {z: yes, x: hi}}, fail: {}}}"
ALL, SOME = "[{together: [b, a, c]}]", "[c, {together: [a, b]}, b]"


def game_of(written):
    return compile(read_text(written))


def rich(seed, order=ALL, sue=SUE):
    """Compile the rich crisis with weights drawn; what one does opens and closes the rest."""
    rng = np.random.default_rng(seed)
    weights = {i: {k: round(float(rng.normal()), 3) for k in "ijkl"} for i in "abc"}
    text = RICH.replace("SUE", sue).replace("ORDER", order)
    return game_of(text.replace("WEIGHTS", str(weights)))


def shares_of(policy, row=None):
    """Return what each turn of the order does in one state."""
    row = policy.covered.row if row is None else row
    return [seat.shares(policy.choice[0, row]) for seat in seats_of(policy.covered)]


def sigma(x):
    """Return the logistic function."""
    return 1 / (1 + math.exp(-x))


def test_each_level_answers_the_level_below_and_does_not_see_it():
    """By hand, the log odds: 2 (4 q - (1 - q)) of the top, 2 (1 - 2 p) of the left."""
    tops, lefts = [0.5], [0.5]
    for _ in range(4):
        p, q = tops[-1], lefts[-1]
        tops.append(sigma(2 * (4 * q - (1 - q))))
        lefts.append(sigma(2 * (1 - 2 * p)))

    for level in range(5):
        row, column = shares_of(play(game_of(PENNIES), "level-k", level=level))
        assert row[0] == pytest.approx(tops[level], abs=1e-12)
        assert column[0] == pytest.approx(lefts[level], abs=1e-12)


def test_its_values_are_of_playing_so_and_its_regret_of_knowing_better():
    """By hand at level 1: the column, who thinks the row tosses a coin, tosses one too."""
    policy = play(game_of(PENNIES), "level-k", level=1)

    p = sigma(2 * 1.5)
    value = [p * 0.5 * 4 + (1 - p) * 0.5, 2 * 0.5]
    assert policy.value[:, policy.covered.row] == pytest.approx(value, abs=1e-12)
    # the row would play top for sure, the column right
    assert policy.regret == pytest.approx(max((1 - p) * 1.5, 2 * p - 1), abs=1e-12)


@pytest.mark.parametrize("level", [1, 2, 5])
def test_what_is_best_whatever_others_do_is_done_from_the_first_level_on(level):
    """In the dilemma each breaks its word."""
    policy = play(game_of(DILEMMA), "level-k", level=level, reply="best")

    assert [share.tolist() for share in shares_of(policy)] == [[0.0, 1.0], [0.0, 1.0]]


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.sampled_from(["logit", "best"]))
@settings(max_examples=20, deadline=None)
def test_levels_are_those_of_the_small_game(seed, level, reply):
    """Its payoffs from another reading of the crisis, its levels by sums over profiles."""
    written = rich(seed, sue="keep: {when: z == no, effect: {set: {z: yes}}}")
    game = compile(replace(written.crisis, horizon=1))
    stage = stage_game(game)
    shares = [np.full(len(options), 1 / len(options)) for options in stage.options]
    for _ in range(level):
        worth = [_against(stage.payoff[k], shares, k) for k in range(3)]
        shares = [_reply(q, stage.precision[k], reply) for k, q in enumerate(worth)]

    policy = play(game, "level-k", level=level, reply=reply)

    for seat, share, options in zip(seats_of(policy.covered), shares, stage.options, strict=True):
        labels = ["hold" if a < 0 else game.actions[a].label for a in seat.actions]
        is_open = [label in options for label in labels]
        found = seat.shares(policy.choice[0, policy.covered.row])
        assert found[is_open] == pytest.approx(share, abs=1e-9)


def _against(payoff, shares, k):
    """Return what each option of ``k`` is worth against what the others do."""
    worth = np.moveaxis(payoff, k, 0)
    for share in reversed([share for n, share in enumerate(shares) if n != k]):
        worth = worth @ share
    return worth


def _reply(worth, precision, reply):
    if reply == "best":
        return np.eye(worth.size)[(worth >= worth.max() - 1e-9).argmax()]
    weight = np.exp(precision * (worth - worth.max()))
    return weight / weight.sum()


@pytest.mark.parametrize("order", [ALL, SOME])
@pytest.mark.parametrize("rounds", [0, 2])
@pytest.mark.parametrize("reply", ["logit", "best"])
def test_levels_with_votes_are_confirmed_one_actor_at_a_time(order, rounds, reply):
    """What a body would say of a text that nobody tables is not kept, so not its regret."""
    game = rich(5, order)
    policy = play(game, "level-k", rounds=rounds, level=2, reply=reply)

    check = verify(game, policy)

    assert policy.status == "found"
    assert check.is_sound
    assert check.choice_error < 1e-8
    if reply == "logit":
        assert check.regret == pytest.approx(policy.regret, abs=1e-8)


@pytest.mark.parametrize("rounds", [0, 2])
def test_another_level_is_noticed(rounds):
    """Level 2 given out as level 1."""
    game = rich(5)
    policy = play(game, "level-k", rounds=rounds, level=2)

    assert not verify(game, replace(policy, asked={"level": 1, "reply": "logit"})).is_sound


def test_members_who_do_not_draw_apart_are_noticed():
    """In the pennies: both turn, or neither does."""
    game = game_of(PENNIES)
    policy = play(game, "fictitious", plays=3)
    choice = policy.choice.copy()
    choice[0, policy.covered.row] = [0.5, 0.0, 0.0, 0.5]

    check = verify(game, replace(policy, choice=choice))

    assert check.choice_error == pytest.approx(0.25)
    assert not check.is_sound


def test_one_play_is_the_mean_of_chance_and_the_first_reply():
    """Beliefs begin even, which counts as one play; the first reply is that of level 1."""
    game = game_of(PENNIES)
    row, column = shares_of(play(game, "fictitious", plays=1))

    assert row[0] == pytest.approx((0.5 + sigma(3.0)) / 2, abs=1e-12)
    assert column[0] == pytest.approx(0.5, abs=1e-12)


def test_who_learns_to_play_pennies_nears_the_one_equilibrium():
    """Where one wins what the other loses, averages of best replies settle (Robinson 1951)."""
    text = PENNIES.replace("top_left: 4, bottom_right: 1", "top_left: 3, bottom_right: 1, apart: 0")
    text = text.replace("column: {apart: 2}", "column: {top_left: -3, bottom_right: -1}")
    row, column = shares_of(play(game_of(text), "fictitious", plays=4_000, reply="best"))

    # by hand: 3 q = 1 - q makes the row indifferent, and so for the column
    assert row[0] == pytest.approx(1 / 4, abs=0.02)
    assert column[0] == pytest.approx(1 / 4, abs=0.02)


@pytest.mark.parametrize("order", [ALL, SOME])
@pytest.mark.parametrize("rounds", [0, 2])
def test_what_is_learned_is_confirmed_and_nears_the_equilibrium(order, rounds):
    """Beliefs that reproduce themselves are a logit equilibrium, votes and all."""
    game = rich(7, order)
    early, late = (play(game, "fictitious", rounds=rounds, plays=n) for n in (2, 60))

    assert verify(game, late).is_sound
    assert late.drift < early.drift
    assert late.drift < 0.2


@given(st.integers(0, 2**32 - 1), st.sampled_from(["level-k", "fictitious"]))
@settings(max_examples=8, deadline=None)
def test_where_nothing_interacts_at_once_is_one_by_one(seed, kind):
    """Each touches and wants a variable of its own, so that sight of the others is no use."""
    rng = np.random.default_rng(seed)
    weights, costs = rng.normal(size=4).round(3), rng.random(2).round(3)
    written = f"""
name: apart
horizon: 3
actors: {{a: {{patience: 0.6, precision: 3}}, b: {{patience: 0.9, precision: 2}}}}
variables: {{x: [lo, hi], y: [lo, hi]}}
options:
  a: {{rise: {{when: x == lo, cost: {costs[0]}, effect: {{set: {{x: hi}}}}}}}}
  b: {{rise: {{when: y == lo, cost: {costs[1]}, effect: {{set: {{y: hi}}}}}}}}
order: [ORDER]
interests: {{i: x, j: y}}
weights: {{a: {{i: {weights[0]}, j: {weights[1]}}}, b: {{i: {weights[2]}, j: {weights[3]}}}}}
"""
    alone, together = (
        play(game_of(written.replace("ORDER", order)), kind)
        for order in ("a, b", "{together: [b, a]}")
    )

    assert together.value == pytest.approx(alone.value, abs=1e-10)


def test_a_regret_that_is_not_known_is_not_told():
    """Nor is it said which of several equilibria is meant, where it is none; both languages."""
    answer = standoff.look(rich(5), "equilibrium", policy="level-k", reply="best", level=1)
    english, indonesian = (
        " ".join(standoff.show(answer, lang=lang).split()) for lang in ("en", "id")
    )

    assert "regret" not in answer
    assert "one other choice is not told" in english
    assert "satu pilihan lain tidak disebutkan" in indonesian
    assert "b, a and c choose at the same time" in english
    assert "may settle in more than one way" not in english
    assert "nan" not in english.split()


def test_what_some_choose_at_once_is_kept_in_double_precision(monkeypatch):
    """A profile's share is checked against the members' own, which rounding would blur."""
    monkeypatch.setattr(covering, "DOUBLE_BYTES", 0)
    game = rich(5)

    policy = play(game, "level-k", rounds=2, level=2)

    assert policy.choice.dtype == np.float64
    assert verify(game, policy).is_sound
