"""Turns that are taken at once: small games in every state."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.errors import CommandError, NotApplicable
from standoff.game import compile
from standoff.kernels.quantal import logit_branch
from standoff.policy import going_back, play, solve, stage_game, verify
from standoff.policy.forward import Stretch, course, first_times
from standoff.policy.seats import seats_of
from standoff.policy.values import values
from standoff.spec import read_text
from standoff.vocab import HOLD
from strategies import crises, text

DUO = """
name: duo
horizon: 4
actors:
  a: {patience: 0.8, precision: 2}
  b: {patience: 0.9, precision: 3}
  c: {patience: 0.7, precision: 1.5}
variables: {x: [lo, mid, hi], y: [off, on], z: [no, yes], w: [p, q]}
options:
  a:
    up: {when: x != hi, effect: {raise: x}, cost: 0.1}
    seize:
      when: y == off
      effect: {chance: [{name: won, probability: 0.6, set: {y: on}},
                        {name: lost, probability: 0.4}]}
      cost: 0.3 * x
  b:
    down: {when: x != lo, effect: {lower: x}, cost: 0.2}
    agree: {when: z == no and y == off, effect: {set: {z: yes}}}
    refuse: {when: z == yes, effect: {set: {z: no}}}
  c:
    flip: {when: w == p, effect: {set: {w: q}}, cost: 0.05}
chance: {fade: {when: y == on, probability: 0.3, effect: {set: {y: off}}}}
order: [c, {together: [a, b]}, b]
interests: {i: x, j: y == on and z == yes, k: w == q}
weights: {a: {i: 1, j: -2}, b: {i: -1, j: 2, k: 1}, c: {k: 0.3, i: 0.5}}
"""

TAKE = """
name: take
horizon: 1
actors: {a: {patience: 0, precision: 0}, b: {patience: 0, precision: 0}}
variables: {cake: [there, a_has, b_has]}
options:
  a: {take: {when: cake == there, cost: 0.25, effect: {set: {cake: a_has}}}}
  b: {take: {when: cake == there, cost: 0.5, effect: {set: {cake: b_has}}}}
order: [{together: [a, b]}]
interests: {a_eats: cake == a_has, b_eats: cake == b_has}
weights: {a: {a_eats: 1}, b: {b_eats: 1}}
"""


def game_of(written):
    return compile(read_text(written))


def shares_of(game, policy, *, t=0, row=None):
    """Return what each turn of the order does in one state, by option."""
    row = policy.covered.row if row is None else row
    return [
        {
            HOLD if a < 0 else game.actions[a].label: float(p)
            for a, p in zip(seat.actions, seat.shares(policy.choice[t, row]), strict=True)
        }
        for seat in seats_of(policy.covered)
    ]


def test_all_at_once_is_the_stage_game():
    """Two ways to the same fixed point: state by state in compiled code, and by arc length."""
    written = DUO.replace("[c, {together: [a, b]}, b]", "[{together: [a, b, c]}]")
    game = game_of(written.replace("horizon: 4", "horizon: 1"))

    found = shares_of(game, solve(game))
    exact = stage_game(game).quantal_response()

    for seat, share, options in zip(found, exact.end, stage_game(game).options, strict=True):
        named = {name: p for name, p in seat.items() if name in options}
        assert list(named) == list(options)
        assert list(named.values()) == pytest.approx(share, abs=1e-10)


@pytest.mark.parametrize("rounds", [4, 0])
def test_a_policy_with_turns_at_once_is_confirmed_another_way(rounds):
    """The check carries out every profile again, and lets each member answer the others."""
    game = game_of(DUO)
    policy = solve(game, rounds=rounds)

    check = verify(game, policy)

    assert policy.status == "found"
    assert check.is_sound
    assert check.residual < 1e-8


def test_a_profile_that_is_too_likely_is_noticed():
    """A policy whose members do not answer each other is no equilibrium."""
    game = game_of(DUO)
    policy = solve(game)
    choice = policy.choice.copy()
    joint = policy.covered.joints[0]
    slots = slice(*policy.slot_first[joint.turn : joint.turn + 2])
    choice[0, policy.covered.row, slots] = np.roll(choice[0, policy.covered.row, slots], 1)

    assert not verify(game, dataclasses.replace(policy, choice=choice)).is_sound


def test_what_is_taken_first_is_gone_and_paid_for_all_the_same():
    """By hand: with coins, a gets the cake in half of all cases, b in a quarter.

    b also reaches for it, and pays, where a has it already.
    """
    game = game_of(TAKE)

    policy = solve(game)

    expected = [0.5 * (1 - 0.25), 0.25 * 1 - 0.5 * 0.5]
    assert policy.value[:, policy.covered.row] == pytest.approx(expected, abs=1e-12)


def test_none_sees_what_another_chooses():
    """By hand: were b to move second, it would not reach for what is gone; at once it does."""
    after = game_of(TAKE.replace("{together: [a, b]}", "a, b"))
    row = after.find({"cake": "a_has"})
    one_by_one, at_once = solve(after), solve(game_of(TAKE))

    assert one_by_one.choice[0, one_by_one.row(row), 2:].tolist() == [1.0, 0.0]
    assert shares_of(game_of(TAKE), at_once)[1]["b.take"] == pytest.approx(0.5)


def test_matching_pennies_in_a_group_has_the_published_points():
    """McKelvey and Palfrey (1995), table of Ochs's game 2 as Gambit computes it, precision 1."""
    game = game_of("""
name: pennies
horizon: 1
actors: {row: {patience: 0}, column: {patience: 0}}
variables: {row_plays: [top, bottom], column_plays: [left, right]}
options:
  row: {turn: {when: row_plays == top, effect: {set: {row_plays: bottom}}}}
  column: {turn: {when: column_plays == left, effect: {set: {column_plays: right}}}}
order: [{together: [row, column]}]
interests:
  top_left: row_plays == top and column_plays == left
  bottom_right: row_plays == bottom and column_plays == right
  apart: (row_plays == top) != (column_plays == left)
weights: {row: {top_left: 1.1141, bottom_right: 0.2785}, column: {apart: 1.1141}}
""")

    found = shares_of(game, solve(game))

    assert found[0][HOLD] == pytest.approx(0.586784, abs=5e-7)
    assert found[1][HOLD] == pytest.approx(0.451807, abs=5e-7)


def test_where_the_branch_folds_back_it_is_followed_by_arc_length():
    """A state whose game the kernel gives up is solved all the same: one drawn with two folds."""
    rng = np.random.default_rng(157)
    players = int(rng.integers(2, 4))
    count = rng.integers(2, 4, players)
    payoff = 2 * rng.normal(size=(players, int(count.prod())))
    precision = rng.uniform(0.2, 4, players)
    cells = {f"c{r}{c}": f"r == r{r} and c == c{c}" for r in range(2) for c in range(3)}
    weights = [dict(zip(cells, row.tolist(), strict=True)) for row in payoff]
    game = game_of(f"""
name: folded
horizon: 1
actors:
  a: {{patience: 0, precision: {precision[0]}}}
  b: {{patience: 0, precision: {precision[1]}}}
variables: {{r: [r0, r1], c: [c0, c1, c2]}}
options:
  a: {{one: {{when: r == r0, effect: {{set: {{r: r1}}}}}}}}
  b:
    one: {{when: c == c0, effect: {{set: {{c: c1}}}}}}
    two: {{when: c == c0, effect: {{set: {{c: c2}}}}}}
order: [{{together: [a, b]}}]
interests: {cells}
weights: {{a: {weights[0]}, b: {weights[1]}}}
""")

    policy = solve(game)
    branch = logit_branch([p.reshape(2, 3) for p in payoff], precision.tolist())

    assert (np.diff(branch.factor) < 0).any()
    for share, end in zip(shares_of(game, policy), branch.end, strict=True):
        assert list(share.values()) == pytest.approx(end, abs=1e-9)
    assert verify(game, policy).is_sound


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_where_nothing_interacts_at_once_is_one_by_one(seed):
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
    policies = [
        solve(game_of(written.replace("ORDER", order)))
        for order in ("a, b", "{together: [a, b]}", "{together: [b, a]}")
    ]

    for policy in policies[1:]:
        assert policy.value == pytest.approx(policies[0].value, abs=1e-12)


@given(crises(max_variables=3, max_options=2, ordinal=False, extras=False), st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_any_crisis_with_all_at_once_is_solved_and_confirmed(data, rounds):
    """Conditions, costs, chance and votes as they come."""
    actors = list(data["actors"])
    if len(actors) < 2:
        return
    order = [{"together": actors}]
    game = compile(read_text(text({**data, "horizon": rounds, "order": order})))
    policy = solve(game)

    assert verify(game, policy).is_sound
    for seat in seats_of(policy.covered):
        assert seat.shares(policy.choice).sum(axis=-1) == pytest.approx(1.0, abs=1e-12)


def test_exact_first_uses_count_each_member_of_a_profile():
    """By hand: with coins a reaches for the cake in half of all cases, and so does b."""
    game = game_of(TAKE)
    policy = solve(game)
    stretch = Stretch(policy, 1, np.zeros(0, dtype=np.int32))

    found = first_times(game, [stretch], policy.covered.row)

    assert found.used[:, 1] == pytest.approx([0.5, 0.5], abs=1e-12)
    assert course(game, policy, 1).level_share[0, 0] == pytest.approx([0.25, 0.5, 0.25])


def test_what_is_drawn_is_what_is_exact():
    """Paths with profiles, and probability carried forward, agree within four errors."""
    from standoff.kernels.paths import Plan, draw
    from standoff.lenses.playing import script_of

    game = game_of(DUO)
    policy = solve(game)
    paths, cells = 20_000, 3 * len(game.variable_names)
    plan = Plan(policy.covered.row, 1, 4, paths, 11, cells, opening=2)

    tally = draw(script_of(game, policy, 3), plan, threads=1)
    twice = draw(script_of(game, policy, 3), plan, threads=2, block=512)
    exact = first_times(game, [Stretch(policy, 4, np.zeros(0, dtype=np.int32))], policy.covered.row)

    used = tally.first_use.sum(axis=1) / paths
    error = np.sqrt(exact.used[:, -1] * (1 - exact.used[:, -1]) / paths)
    assert (np.abs(used - exact.used[:, -1]) <= 4 * error + 1e-12).all()
    assert (tally.first_use == twice.first_use).all()


def test_threads_change_nothing_to_the_last_bit(monkeypatch):
    """Every state stands for itself, whoever computes it."""
    game = game_of(DUO)
    alone = solve(game)
    monkeypatch.setattr(going_back, "SHARED_ROWS", 1)
    monkeypatch.setattr("numba.get_num_threads", lambda: 3)
    shared = solve(game)

    assert (shared.choice == alone.choice).all()
    assert (shared.value == alone.value).all()


@pytest.mark.parametrize("kind", ["perfect"])
def test_best_replies_for_sure_say_that_they_go_turn_by_turn(kind):
    """What is best at once may be to draw lots, and theirs are sure."""
    with pytest.raises(NotApplicable, match=r"these move at once: a, b"):
        play(game_of(DUO), kind)


def test_too_many_ways_are_refused_with_their_number():
    """Each is gone through in every state."""
    controls = "controls: {a: [u, v, w], b: [x, y, z]}"
    levels = "[one, two, three, four, five]"
    written = f"""
name: large
actors: [a, b]
variables: {{{", ".join(f"{name}: {levels}" for name in "uvwxyz")}}}
{controls}
order: [{{together: [a, b]}}]
interests: {{i: u}}
weights: {{a: {{i: 1}}, b: {{i: 1}}}}
"""
    with pytest.raises(CommandError, match=r"in 15,876 ways, more than 4,096"):
        solve(game_of(written))


def test_what_follows_a_turn_before_a_group_is_what_the_turn_weighs():
    """By hand: before c's turn everybody expects the mean over what c does of what follows."""
    game = game_of(DUO)
    found, policy = values(game), solve(game)
    after = found.after_turn(0)
    flip = game.find({"w": "q"})
    row, there = policy.covered.row, policy.row(flip)

    hold, flips = policy.choice[0, row, :2]
    expected = hold * after[row] + flips * (after[there] - [0.0, 0.0, 0.05])
    assert found.at(game.start) == pytest.approx(expected, abs=1e-12)
