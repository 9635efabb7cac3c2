"""The compiled game says what the format says, state by state.

`standoff.spec.dynamics` steps one state at a time with dictionaries; it shares
no code with the compiler. On random small crises the two must agree on
everything that a lens reads.
"""

import functools
import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.game import compile
from standoff.spec import dynamics, read_text
from standoff.spec.evaluate import evaluate
from strategies import crises, text

SOME = settings(max_examples=40)
"""Eight properties, so 320 crises in all; each is read, compiled and stepped through."""


@st.composite
def games(draw):
    """Draw a crisis, and compile it."""
    crisis = read_text(text(draw(crises())))
    return crisis, compile(crisis)


def states_of(crisis):
    """List the feasible states in order of their mixed-radix number."""
    names = [variable.name for variable in crisis.variables]
    counts = [range(len(variable.levels)) for variable in crisis.variables]
    states = [dict(zip(names, levels, strict=True)) for levels in itertools.product(*counts)]
    return [levels for levels in states if dynamics.feasible(crisis, levels)]


def number_of(crisis, levels):
    """Work out the mixed-radix number of a state, the first variable most significant."""
    return functools.reduce(
        lambda number, variable: number * len(variable.levels) + levels[variable.name],
        crisis.variables,
        0,
    )


def outcome_range(moves, action):
    return range(int(moves.outcome_first[action]), int(moves.outcome_first[action + 1]))


@SOME
@given(games())
def test_the_states_are_the_combinations_that_can_be(drawn):
    """In ascending order of their number, which the first variable leads."""
    crisis, game = drawn
    states = states_of(crisis)

    assert [number_of(crisis, levels) for levels in states] == game.space.code.tolist()
    assert [list(levels.values()) for levels in states] == game.level_indices.T.tolist()
    assert states[game.start] == dynamics.start(crisis)


@SOME
@given(games())
def test_every_action_is_available_in_the_same_states(drawn):
    """Conditions, infeasible outcomes, one-way rules, and controls that must change a level."""
    crisis, game = drawn
    options = [o for actor in crisis.actors for o in dynamics.options(crisis, actor.name)]

    assert [f"{o.actor}.{o.name}" for o in options] == [a.label for a in game.actions]
    for action, option in enumerate(options):
        expected = [dynamics.available(crisis, option, levels) for levels in states_of(crisis)]
        assert expected == game.moves.available[action].astype(bool).tolist(), option.name


@SOME
@given(games())
def test_every_outcome_leads_to_the_same_state_with_the_same_probability(drawn):
    """Only where the action is available does its target matter; a vote has no probability."""
    crisis, game = drawn
    states = states_of(crisis)
    options = [o for actor in crisis.actors for o in dynamics.options(crisis, actor.name)]

    for action, option in enumerate(options):
        outcomes = outcome_range(game.moves, action)
        targets = [game.targets(game.moves, o) for o in outcomes]
        for k in np.flatnonzero(game.moves.available[action]):
            expected = dynamics.outcomes(crisis, option, states[k])
            assert [after for _, after in expected] == [states[target[k]] for target in targets]
        shares = [outcome.probability.value for outcome in dynamics.possible(option.effect)]
        assert shares == pytest.approx(game.moves.probability[outcomes].tolist(), nan_ok=True)


@SOME
@given(games())
def test_every_vote_is_of_the_same_body_and_every_cost_the_same(drawn):
    """A cost is one number or varies by state; either way it is the same in every state."""
    crisis, game = drawn
    moves = game.moves
    options = [o for actor in crisis.actors for o in dynamics.options(crisis, actor.name)]

    for action, option in enumerate(options):
        body = None if moves.vote[action] < 0 else crisis.bodies[moves.vote[action]].name
        row = moves.cost_row[action]
        cost = (
            moves.cost_by_state[row] if row >= 0 else np.full(game.state_count, moves.cost[action])
        )

        assert body == option.effect.body
        assert [cost_in(option, levels) for levels in states_of(crisis)] == pytest.approx(cost)


def cost_in(option, levels):
    """Return what an option costs in a state."""
    cost = option.cost
    return cost.value if hasattr(cost, "value") else evaluate(cost, levels)


@SOME
@given(games())
def test_a_round_ends_in_the_same_states_with_the_same_probabilities(drawn):
    """The chance events of the compiled game, applied one after the other."""
    crisis, game = drawn
    states = states_of(crisis)

    for k, levels in enumerate(states):
        ends = np.zeros(game.state_count)
        ends[k] = 1.0
        for event in range(len(crisis.chance)):
            ends = after_event(game, event, ends)
        expected = np.zeros(game.state_count)
        for after, share in dynamics.chance_outcomes(crisis, levels):
            expected[states.index(after)] += share
        assert ends.tolist() == pytest.approx(expected.tolist())
        assert math.isclose(ends.sum(), 1.0)


def after_event(game, event, before):
    """Apply one chance event to a distribution over states."""
    happens = game.chance.available[event].astype(bool)
    after = np.where(happens, 0.0, before)
    for outcome in outcome_range(game.chance, event):
        target = game.targets(game.chance, outcome)
        np.add.at(after, target[happens], before[happens] * game.chance.probability[outcome])
    return after


@SOME
@given(games())
def test_utilities_are_weighted_interests(drawn):
    """An actor without any preference has zero, one with an order only NaN."""
    crisis, game = drawn

    for i, actor in enumerate(crisis.actors):
        if actor.name in crisis.priorities or actor.name in crisis.rankings:
            assert np.isnan(game.utility[i]).all()
            continue
        expected = [utility_in(crisis, actor.name, levels) for levels in states_of(crisis)]
        assert expected == pytest.approx(game.utility[i].tolist())


def utility_in(crisis, actor, levels):
    """Add up what an actor gets in a state."""
    weights = crisis.weights.get(actor, {})
    return sum(
        weights[interest.name].value * evaluate(interest.score, levels)
        for interest in crisis.interests
        if interest.name in weights
    )


@SOME
@given(games())
def test_ranks_order_states_as_the_preference_says(drawn):
    """Dense from zero, higher is better; ties are ties."""
    crisis, game = drawn

    for i, actor in enumerate(crisis.actors):
        keys = [preference_key(crisis, actor.name, levels) for levels in states_of(crisis)]
        dense = {key: rank for rank, key in enumerate(sorted(set(keys)))}
        assert [dense[key] for key in keys] == game.rank[i].tolist(), actor.name


def preference_key(crisis, actor, levels):
    """Return something that is larger where an actor is better off."""
    if actor in crisis.priorities:
        statements = crisis.priorities[actor]
        return tuple(bool(evaluate(s.statement, levels)) for s in statements)
    if actor in crisis.rankings:
        (place,) = {
            place
            for place, tied in enumerate(crisis.rankings[actor])
            if any(evaluate(condition, levels) for condition in tied)
        }
        return -place
    return round(utility_in(crisis, actor, levels), 9)


@SOME
@given(games())
def test_turns_follow_the_order_and_precision_and_patience_their_actors(drawn):
    """An actor may have several turns in a round, or none."""
    crisis, game = drawn

    assert list(crisis.order) == [game.actor_names[i] for i in game.turns]
    assert [actor.patience.value for actor in crisis.actors] == game.patience.tolist()
    assert [actor.precision.value for actor in crisis.actors] == game.precision.tolist()
