"""The lens `ensemble` against paths walked by dictionary, and against the exact law."""

from collections import Counter
from functools import partial

import numpy as np
import pytest
from hypothesis import assume, given, settings

import standoff
import strategies
from lenses.lamps import council
from standoff import catalog
from standoff.game import compile
from standoff.lenses.ensemble import Ensemble
from standoff.policy import course, solve
from standoff.spec import dynamics, read_text
from testing_philox import uniforms_by_hand


def pick(items, shares, u):
    """Return the item whose stretch of the unit interval holds ``u``."""
    end = 0.0
    for item, share in zip(items, shares, strict=True):
        end += share
        if share > 0 and u < end:
            return item
    return [item for item, share in zip(items, shares, strict=True) if share > 0][-1]


class Walker:
    """Walks one path at a time, by dictionary, reading only the policy from the game."""

    def __init__(self, game, policy):
        self.game, self.crisis, self.policy = game, game.crisis, policy

    def row(self, levels):
        """Return the row of a state in the policy."""
        named = {v.name: v.levels[levels[v.name]] for v in self.crisis.variables}
        return self.policy.row(self.game.find(named))

    def choices(self, turn, number, levels):
        """Return (option or None, probability, probability that it passes) of a turn."""
        actor, table = self.crisis.order[turn], self.policy.round(number)
        options = [None, *dynamics.options(self.crisis, actor)]
        first = self.policy.slot_first[turn]
        for slot, option in enumerate(options, start=first):
            vote = self.policy.slot_vote[slot]
            passes = self.policy.passes[table, self.row(levels), vote] if vote >= 0 else None
            yield option, self.policy.choice[table, self.row(levels), slot], passes

    def walk(self, seed, path, rounds, first_round=1):
        """Return the levels after each round and the moves (round, label) of a path."""
        levels = dynamics.start(self.crisis)
        states, moves = [levels], []
        for number in range(first_round, first_round + rounds):
            for turn in range(len(self.crisis.order)):
                u, w = uniforms_by_hand(seed, path, number, turn)
                choices = list(self.choices(turn, number, levels))
                option, _, passes = pick(choices, [share for _, share, _ in choices], u)
                if option is None:
                    continue
                assert dynamics.available(self.crisis, option, levels)
                moves.append((number, f"{option.actor}.{option.name}"))
                reached = dynamics.outcomes(self.crisis, option, levels)
                shares = [o.probability.value for o, _ in reached]
                _, levels = pick(reached, [passes, 1 - passes] if passes is not None else shares, w)
            levels = self.fade(seed, path, number, levels)
            states.append(levels)
        return states, moves

    def fade(self, seed, path, number, levels):
        """Let the chance events happen."""
        for place, event in enumerate(self.crisis.chance, start=len(self.crisis.order)):
            if not dynamics.holds(event.when, levels):
                continue
            outcomes = dynamics.possible(event.effect)
            reached = [dynamics.apply(self.crisis, o.change, levels) for o in outcomes]
            if all(dynamics.feasible(self.crisis, after) for after in reached):
                u, _ = uniforms_by_hand(seed, path, number, place)
                levels = pick(reached, [o.probability.value for o in outcomes], u)
        return levels


def assert_equal_to_walks(game, lens, policy):
    """Compare an answer with paths walked one by one."""
    walker = Walker(game, policy)
    walks = [walker.walk(lens.seed, path, lens.rounds) for path in range(lens.paths)]

    answer = lens.look(game, policy=policy)

    for v in game.crisis.variables:
        for t in range(lens.rounds + 1):
            at = Counter(states[t][v.name] for states, _ in walks)
            shares = answer["share"].sel(variable=v.name, round=t).values[: len(v.levels)]
            assert [at[level] / lens.paths for level in range(len(v.levels))] == shares.tolist()
    for label in answer["option"].values.tolist():
        by_then = [
            sum(any(n <= t and move == label for n, move in moves) for _, moves in walks)
            for t in range(lens.rounds + 1)
        ]
        shares = answer["first_use_share"].sel(option=label).values
        assert [count / lens.paths for count in by_then] == shares.tolist()
        assert by_then[-1] / lens.paths == answer["used"].sel(option=label)
    openings = Counter(
        tuple(move for _, move in moves[: lens.sequence_length]) for _, moves in walks
    )
    drawn = {
        tuple(label for label in steps if label): round(share * lens.paths)
        for steps, share in zip(
            answer["sequence_step"].values.tolist(),
            answer["sequence_share"].values.tolist(),
            strict=True,
        )
    }
    assert drawn == dict(openings)


@settings(max_examples=40, deadline=None)
@given(strategies.crises(ordinal=False))
def test_an_ensemble_is_the_paths_walked_by_dictionary(data):
    """Move by move, with the same random numbers, on random small crises."""
    game = compile(read_text(strategies.text(data)))
    assume(game.horizon != 0)
    policy = solve(game, precision_factor=0.2)
    assume(policy.status == "found")
    rounds = min(game.horizon or 3, 3)

    assert_equal_to_walks(game, Ensemble(paths=20, seed=3, rounds=rounds, sequences=20), policy)


def test_votes_and_chance_are_walked_as_by_dictionary():
    """The same on a game that is sure to have a vote, an uncertain option and chance."""
    game = council()

    assert_equal_to_walks(game, Ensemble(paths=300, rounds=3, sequences=300), solve(game))


def test_shares_agree_with_the_exact_law():
    """The law of the state, carried forward by dictionary, within four standard errors."""
    game, paths = council(), 20_000
    policy = solve(game)
    law = exact_law(game, policy)

    answer = Ensemble(paths=paths, seed=8).look(game, policy=policy)

    for t, states in enumerate(law):
        for v, name in enumerate(game.variable_names):
            for level in range(len(game.crisis.variables[v].levels)):
                p = sum(share for state, share in states.items() if state[v] == level)
                drawn = float(answer["share"].sel(variable=name, round=t, level=level))
                assert abs(drawn - p) <= 4 * np.sqrt(p * (1 - p) / paths) + 1e-12


@pytest.mark.parametrize("name", ["chicken", "cuba-1962", "prisoners"])
def test_shares_agree_with_the_probabilities_that_the_policy_carries_forward(name):
    """Drawn and exact, on published games with and without a horizon.

    A game has up to some 200 shares, so five standard errors instead of four.
    """
    game, paths, rounds = compile(standoff.read(catalog.path(name))), 20_000, 12
    policy = solve(game)
    exact = course(game, policy, rounds).level_share

    answer = Ensemble(paths=paths, rounds=rounds, seed=1).look(game, policy=policy)

    drawn = answer["share"].transpose("round", "variable", "level").values[1:]
    error = np.sqrt(exact * (1 - exact).clip(0) / paths)
    assert np.isnan(drawn).tolist() == np.isnan(exact).tolist()
    assert (abs(drawn - exact) <= 5 * error + 1e-9)[~np.isnan(exact)].all()


def exact_law(game, policy):
    """Return the probability of every state after each round, from the start."""
    walker, crisis, names = Walker(game, policy), game.crisis, game.variable_names
    law = {tuple(dynamics.start(crisis).values()): 1.0}
    laws = [law]
    for number in range(1, game.horizon + 1):
        for turn in range(len(crisis.order)):
            law = spread(law, partial(after_turn, walker, turn, number), names)
        law = spread(law, partial(dynamics.chance_outcomes, crisis), names)
        laws.append(law)
    return laws


def spread(law, step, names):
    """Carry a law over states one step forward."""
    ahead = Counter()
    for state, share in law.items():
        for levels, probability in step(dict(zip(names, state, strict=True))):
            ahead[tuple(levels[name] for name in names)] += share * probability
    return ahead


def after_turn(walker, turn, number, levels):
    """List the states after a turn, each with its probability."""
    for option, share, passes in walker.choices(turn, number, levels):
        if option is None:
            yield levels, share
        elif share > 0:
            reached = dynamics.outcomes(walker.crisis, option, levels)
            shares = [o.probability.value for o, _ in reached]
            for (_, after), p in zip(
                reached, [passes, 1 - passes] if passes is not None else shares, strict=True
            ):
                yield after, share * p
