"""Tests for `standoff.policy.parts`, `standoff.policy.portfolio` and the components below."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.plain_games import Act, Plain, game_of, solved_round
from standoff.kernels.components import components, depths
from standoff.policy import solve, verify
from standoff.policy.cover import cover, perpetual
from standoff.policy.parts import parts_of
from standoff.policy.portfolio import METHODS, MIXED, NEWTON, PLAIN, Effort, settle

NONE = np.zeros((0, 1), dtype=np.int32)


def tables(draw, rows, outcomes):
    """Draw where outcomes lead, -1 where they cannot happen."""
    cell = st.integers(-1, rows - 1)
    cells = draw(st.lists(cell, min_size=rows * outcomes, max_size=rows * outcomes))
    return np.array(cells, dtype=np.int32).reshape(outcomes, rows)


@st.composite
def moves(draw):
    """Draw a table of moves and one of chance."""
    rows = draw(st.integers(1, 9))
    return tables(draw, rows, draw(st.integers(0, 2))), tables(draw, rows, draw(st.integers(0, 1)))


def reached(target, chance):
    """Say which row can be reached from which, by repeated squaring."""
    rows = target.shape[1]
    leads = np.eye(rows, dtype=bool)
    for table in (*target, *chance):
        leads[np.flatnonzero(table >= 0), table[table >= 0]] = True
    for _ in range(rows):
        leads = leads @ leads
    return leads


@settings(deadline=None, max_examples=60)
@given(moves())
def test_components_are_what_can_be_reached_both_ways(drawn):
    """The definition; and moves lead to the same component or one with a lower number."""
    target, chance = drawn
    leads = reached(target, chance)

    component, count = components(target, chance)

    assert sorted(set(component.tolist())) == list(range(count))
    assert np.array_equal(component[:, None] == component[None, :], leads & leads.T)
    assert (component[:, None] >= component[None, :])[leads].all()


@settings(deadline=None, max_examples=60)
@given(moves())
def test_a_component_is_deeper_than_whatever_it_leads_to(drawn):
    """Depth 0 is where play stays; elsewhere it is one more than the deepest that follows."""
    target, chance = drawn
    leads = reached(target, chance)
    component, count = components(target, chance)

    depth, is_closed = depths(target, chance, component, count)

    for c in range(count):
        there = set(component[leads[component == c].any(axis=0)].tolist()) - {c}
        assert depth[c] == max((depth[x] + 1 for x in there), default=0)
        assert is_closed[c] == (not there)


def ladder(seed, *, states=30, block=5, precision=2.0, patience=0.9):
    """Blocks of states that play goes round in, and from each to later blocks, never back."""
    rng = np.random.default_rng(seed)

    def round_and_on():
        to = {}
        for s in range(states):
            low = s - s % block
            last = min(low + 2 * block, states)
            to[s] = int(rng.integers(low, last)) if rng.random() < 0.3 else low + (s + 1) % block
        return to

    acts = [
        Act(i, [(0.4, round_and_on()), (0.6, round_and_on())], float(rng.random()) / 2)
        for i in range(3)
        for _ in range(2)
    ]
    drift = {s: min(states - 1, s + block) for s in range(0, states, 3)}
    chance = [Act(0, [(0.2, drift), (0.8, {s: s for s in drift})])]
    return Plain(
        rng.normal(size=(3, states)).tolist(), [patience] * 3, [precision] * 3, [0, 1, 2, 1],
        acts, chance,
    )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_game_taken_apart_is_solved_as_the_whole_is(seed, monkeypatch):
    """What follows a component does not depend on it, so the order changes no value."""
    game = game_of(ladder(seed))
    apart = solve(game, tolerance=1e-12)
    monkeypatch.setattr("standoff.policy.stationary.parts_of", lambda covered: None)

    whole = solve(game, tolerance=1e-12)

    assert apart.status == whole.status == "found"
    assert apart.components > 1
    assert apart.largest_component < apart.states.size
    assert whole.components == 1
    assert np.abs(apart.value - whole.value).max() < 1e-9
    assert np.abs(apart.choice - whole.choice).max() < 1e-9
    assert verify(game, apart).is_sound


def test_components_settled_alone_or_together_give_the_same(monkeypatch):
    """Components of the same depth do not lead to each other, so they may share a part."""
    game = game_of(ladder(4))
    together = solve(game)
    monkeypatch.setattr("standoff.policy.parts.LARGE", 1)

    alone = solve(game)

    assert np.abs(alone.value - together.value).max() < 1e-8


def stairs(seed, states=12, patience=0.9):
    """Every move leads to a later state, so no state is come back to."""
    rng = np.random.default_rng(seed)
    acts = []
    for i in range(2):
        for _ in range(2):
            to = [
                {s: int(rng.integers(s + 1, states)) for s in range(states - 1)} for _ in range(2)
            ]
            acts.append(Act(i, [(0.5, to[0]), (0.5, to[1])], 0.1))
    return Plain(rng.normal(size=(2, states)).tolist(), [patience] * 2, [1.5] * 2, [0, 1], acts)


def one_state(plain, s, value):
    """Find what state ``s`` is worth, all later ones being known.

    Plain iteration of the dictionary reading, of one state only.
    """
    for _ in range(3000):
        after, _, _ = solved_round(plain, value.tolist())
        new = np.array(after)[:, s]
        done = np.abs(new - value[:, s]).max() < 1e-14
        value[:, s] = new
        if done:
            break
    return value


def test_a_game_without_return_is_exact_state_by_state():
    """From the last state backwards, each state needs only itself and what is known."""
    plain = stairs(3)
    game = game_of(plain)
    value = np.array(plain.utility) / (1.0 - 0.9)
    for s in range(plain.states - 2, -1, -1):
        value = one_state(plain, s, value)

    policy = solve(game)

    assert policy.status == "found"
    assert policy.components == policy.states.size
    assert policy.largest_component == 1
    assert np.abs(value[:, policy.states] - policy.value).max() < 1e-8


def test_a_game_without_return_is_visited_once(monkeypatch):
    """Each part is settled before the next is touched: the order is never gone through again."""
    seen = []
    game = game_of(stairs(5))
    covered = cover(game)
    parts = parts_of(covered)
    monkeypatch.setattr(
        "standoff.policy.parts.sweep_group",
        lambda low, high, *rest: seen.append(low),
    )
    monkeypatch.setattr(
        "standoff.policy.parts.settle",
        lambda step, start, *rest, **more: (step(start), type("S", (), {
            "x": start, "residual": 0.0, "evaluations": 1, "is_found": True})())[1],
    )  # fmt: skip

    parts.settle(perpetual(covered), game.precision, 1e-9, Effort())

    assert seen == sorted(seen)
    assert set(seen) == {part.low for part in parts.parts}


def test_where_staying_is_the_only_choice_one_evaluation_is_enough():
    """A state that cannot be left is worth its utility for ever, which is where we begin."""
    plain = Plain([[1.0, 3.0]], [0.5], [1.0], [0], [Act(0, [(1.0, {0: 1})])])

    policy = solve(game_of(plain))

    assert policy.value[0, 1] == pytest.approx(6.0, abs=1e-12)
    assert policy.components == 2


def test_the_first_method_that_serves_is_named():
    """A strong contraction needs no more than plain iteration."""
    effort = Effort()

    found = settle(lambda x: 0.1 * x + 1.0, np.zeros((1, 8)), 1e-12, effort)

    assert found.is_found
    assert effort.method == PLAIN
    assert effort.sweeps[PLAIN] == found.evaluations
    assert effort.sweeps[MIXED] == 0


def test_mixing_takes_over_where_plain_iteration_would_be_slow():
    """At rate 0.99 plain iteration would need 2,700 evaluations; mixing a linear map few."""
    rates = np.linspace(0.9, 0.99, 8)[None, :]
    effort = Effort()

    found = settle(lambda x: rates * x + 1.0, np.zeros((1, 8)), 1e-11, effort)

    assert found.is_found
    assert effort.method == MIXED
    assert effort.sweeps[MIXED] < 60


def test_newton_steps_are_the_last_resort():
    """A map that throws everything far away: only its slope leads to the fixed point 1."""
    effort = Effort()

    found = settle(lambda x: x + 5.0 * (x**3 - 1.0), np.full(2, 1.2), 1e-9, effort)

    assert found.is_found
    assert found.x == pytest.approx([1.0, 1.0], abs=1e-8)
    assert effort.method == NEWTON
    assert set(effort.tried.replace(",", "").split()) >= {"Newton", "plain"}


def test_a_constant_is_added_for_nothing():
    """V = u + d P V with P a chain that forgets: the spread of V settles long before V does.

    The mean of V closes in at rate d = 0.99, a thousand steps and more; up to a
    constant it closes in at 0.99 times a tenth.
    """
    rng = np.random.default_rng(2)
    u, mean = rng.normal(size=(50, 8)), np.full((50, 50), 1 / 50)
    chain = 0.9 * mean + 0.1 * np.eye(50)
    drift = np.full(8, 0.99)
    exact = np.linalg.solve(np.eye(50) - 0.99 * chain, u)
    effort = Effort()

    found = settle(lambda v: u + 0.99 * chain @ v, np.zeros((50, 8)), 1e-10, effort, drift=drift)

    assert found.is_found
    assert found.evaluations < 20
    assert np.abs(found.x - exact).max() < 1e-8


def test_every_method_is_named_in_the_order_of_simplicity():
    """The policy names the least simple that was needed, so the order is part of the answer."""
    assert METHODS == ("plain iteration", "mixed iteration", "Newton steps", "arc length")


@pytest.mark.parametrize("rounds", [0, 3])
def test_a_policy_says_how_it_was_found(rounds):
    """With an end it is counted back; without one the sweeps of all methods are told."""
    policy = solve(game_of(ladder(6)), rounds=rounds)

    if rounds:
        assert policy.method == "backward induction"
        assert policy.effort == {}
    else:
        assert policy.method in METHODS
        assert policy.sweeps >= math.ceil(sum(policy.effort.values())) - len(policy.effort)
        assert policy.method in policy.effort


def test_what_was_tried_is_told_where_nothing_served(monkeypatch):
    """The cause lists the sweeps that went into each method."""
    monkeypatch.setattr("standoff.policy.stationary.MOST_STEPS", 1)

    policy = solve(game_of(ladder(7)))

    assert policy.status == "did not converge"
    assert "Sweeps by method: plain iteration" in policy.cause
