"""Tests for `standoff.lenses.ensemble`: paths against a walk by dictionary and exact laws."""

import dataclasses
import datetime as dt
from collections import Counter
from functools import partial

import numpy as np
import pytest
import xarray as xr
from hypothesis import assume, given, settings

import standoff
import strategies
from standoff import catalog
from standoff.errors import CommandError, NotApplicable
from standoff.game import compile
from standoff.lenses.ensemble import Ensemble
from standoff.lenses.ensemble_answer import first_use
from standoff.policy import course, solve
from standoff.spec import dynamics, read_text
from testing_philox import uniforms_by_hand

LAMP = """
name: lamp
horizon: 12
actors: {sender: {precision: PRECISION}}
variables: {lamp: [off, on]}
options:
  sender:
    light: {when: lamp == off, effect: {set: {lamp: on}}}
    wave: {effect: {}}
interests: {bright: lamp}
weights: {sender: {bright: 1}}
"""

COUNCIL = """
name: council
horizon: 3
calendar: {start: 2009-01-01, every: month, rounds: 3, focus: 2009-02-10}
actors: {sponsor: {precision: 0}, maverick: {precision: 0.7}}
variables: {text: [none, adopted], launches: [quiet, one, many]}
infeasible: [text == adopted and launches == many]
bodies:
  council:
    rule: quota
    quota: 2
    members:
      sponsor: {band: 0.4}
      FAR: {yes: 0.3, no: 0.5}
      GUS: {yes: 0.6, no: 0.1}
options:
  sponsor:
    table:
      when: text == none and launches != many
      effect: {vote: council, pass: {set: {text: adopted}}, fail: {}}
  maverick:
    launch:
      effect:
        chance: [{name: up, probability: 0.7, raise: launches}, {name: down, probability: 0.3}]
chance:
  fade: {when: launches == one, probability: 0.25, effect: {lower: launches}}
interests: {order: text - launches, fame: launches}
weights: {sponsor: {order: 1}, maverick: {fame: 1, order: 0.2}}
"""


def lamp(precision=0):
    """Compile a game in which one actor may light a lamp, or wave, or do nothing."""
    return compile(read_text(LAMP.replace("PRECISION", str(precision))))


def council():
    """Compile a game with a vote, an option by chance and a chance event."""
    return compile(read_text(COUNCIL))


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


def test_a_game_without_doubt_has_one_path():
    """At precision 10,000 the lamp, worth 1 a round for ever, is lit at once: exp(-10,000) is 0."""
    answer = Ensemble(paths=50).look(lamp(10_000))

    assert answer["share"].sel(variable="lamp", level=1).values.tolist() == [0.0] + [1.0] * 12
    assert answer["first_use"].sel(option="sender.light").values.tolist() == [1.0] * 5
    assert answer["used_high"].sel(option="sender.light") == 1.0
    assert {steps[0] for steps in answer["sequence_step"].values.tolist()} == {"sender.light"}


def test_first_uses_follow_the_geometric_law():
    """At precision 0 the lamp is lit with 1/3 a round: 1 - (2/3)**t have lit it by round t.

    That is 0.33, 0.56, 0.70, 0.80, 0.87, 0.91: the tenth and the quarter fall in
    round 1, the half in 2, three quarters in 4 and nine tenths in 6.
    """
    paths = 40_000

    answer = Ensemble(paths=paths, seed=2).look(lamp())

    law = 1 - (2 / 3) ** np.arange(13)
    shares = answer["first_use_share"].sel(option="sender.light").values
    assert (abs(shares - law) <= 4 * np.sqrt(law * (1 - law) / paths)).all()
    assert answer["first_use"].sel(option="sender.light").values.tolist() == [1, 1, 2, 4, 6]
    assert answer["quantile"].values.tolist() == [0.1, 0.25, 0.5, 0.75, 0.9]


def test_a_quantile_is_reached_by_exactly_that_share():
    """Three of 30 paths are a tenth, 15 are half, 27 nine tenths; no rounding steps in."""
    by_then = np.array([[0, 3, 15, 27]])

    first = first_use(by_then, np.array([4, 5, 6, 7]), 30)

    assert first.tolist() == [[5.0, 6.0, 6.0, 7.0, 7.0]]


def test_a_quantile_that_is_never_reached_has_no_round():
    """After one round only a third have lit the lamp, so there is no median."""
    answer = Ensemble(paths=10_000, rounds=1).look(lamp())

    first = answer["first_use"].sel(option="sender.light").values
    assert first[:2].tolist() == [1.0, 1.0]
    assert np.isnan(first[2:]).all()


def test_openings_are_counted_and_the_commonest_come_first():
    """In one round at precision 0: nobody moves, lights or waves, a third each."""
    answer = Ensemble(paths=30_000, rounds=1, sequences=2, sequence_length=3).look(lamp())

    shares = answer["sequence_share"].values
    assert answer["sequence_step"].shape == (2, 3)
    assert (np.diff(shares) <= 0).all()
    assert (abs(shares - 1 / 3) < 4 * np.sqrt(2 / 9 / 30_000)).all()
    assert (answer["sequence_low"] < 1 / 3).all()
    assert (answer["sequence_high"] > 1 / 3).all()


def test_levels_that_a_variable_lacks_are_not_numbers():
    """The text has two levels, the launches three."""
    answer = Ensemble(paths=10).look(council())

    assert np.isnan(answer["share"].sel(variable="text", level=2)).all()
    assert np.isnan(answer["share_high"].sel(variable="text", level=2)).all()
    assert answer["share"].sel(variable="launches").notnull().all()
    assert (answer["share"].sum("level") == 1.0).all()


def test_the_same_seed_gives_the_same_answer_on_any_number_of_threads():
    """Also where the blocks do not come out even."""
    game = council()
    answers = [Ensemble(paths=9001, threads=threads).look(game) for threads in (1, 2, 3)]

    xr.testing.assert_identical(answers[0], answers[1])
    xr.testing.assert_identical(answers[0], answers[2])


def test_a_policy_that_is_handed_over_is_used_as_it_is():
    """A brief solves once from the start and looks from elsewhere."""
    game = council()
    policy = solve(game)
    lens = Ensemble(paths=200, at={"launches": "one"}, first_round=2)

    xr.testing.assert_identical(lens.look(game), lens.look(game, policy=policy))
    never = dataclasses.replace(policy, choice=hold_always(policy))
    still = lens.look(game, policy=never)
    assert (still["used"] == 0).all()


def hold_always(policy):
    """Return choices in which everybody holds."""
    choice = np.zeros_like(policy.choice)
    choice[:, :, policy.slot_first[:-1]] = 1.0
    return choice


def test_looking_leaves_the_game_alone():
    """A lens reads; it never writes into what it was given."""
    game = council()
    before = game.digest

    Ensemble(paths=10).look(game)

    assert before == council().digest
    assert game.moves.available.tolist() == council().moves.available.tolist()


def test_the_answer_says_from_where_it_looks():
    """The variable listed last counts singly: number 1 is text none, launches one."""
    answer = Ensemble(paths=10, at={"launches": "one"}, first_round=2, seed=4).look(council())

    assert (answer.attrs["looked_from"], answer.attrs["looked_round"]) == (1, 2)
    assert (answer.attrs["paths"], answer.attrs["seed"]) == (10, 4)
    assert answer["round"].values.tolist() == [1, 2, 3]
    assert answer["round_date"].values.tolist() == ["2009-01-01", "2009-02-01", "2009-03-01"]
    assert answer["share"].sel(round=1, variable="launches").values.tolist() == [0.0, 1.0, 0.0]


class February:
    """A record that has led to one launch by the tenth of February."""

    def state_on(self, date):
        """Return the levels on that day."""
        assert date == dt.date(2009, 2, 10)
        return {"text": 0, "launches": 1}

    def round_on(self, date):
        """Return the round of that day."""
        return date.month


def test_looking_from_a_date_starts_where_the_record_is_by_then():
    """The same as naming the state and the round."""
    game = council()

    dated = Ensemble(paths=50, date="2009-02-10").look(game, February())

    named = Ensemble(paths=50, at={"launches": "one"}, first_round=2).look(game)
    xr.testing.assert_identical(named, dated)


def test_rounds_default_to_what_is_left():
    """Of the horizon; without one of the calendar; without either there are 40."""
    open_end = LAMP.replace("horizon: 12", "").replace("PRECISION", "0")
    dated = open_end + "calendar: {start: 2003-01-01, every: year, rounds: 7}"

    def rounds(text, **settings):
        return Ensemble(paths=1, **settings).look(compile(read_text(text))).sizes["round"] - 1

    assert rounds(LAMP.replace("PRECISION", "0"), first_round=3) == 10
    assert rounds(open_end) == 40
    assert rounds(dated, first_round=2) == 6
    assert rounds(dated, first_round=9) == 40
    assert rounds(dated, rounds=9) == 9


def test_an_equilibrium_that_was_not_reached_is_said_so():
    """The status of the policy is that of the answer."""
    game = lamp()
    lost = dataclasses.replace(
        solve(game), status="did not converge", cause="It cycles.", remedy="Lower the precision."
    )

    answer = Ensemble(paths=5).look(game, policy=lost)

    assert answer.attrs["status"] == "did not converge"
    assert (answer.attrs["cause"], answer.attrs["remedy"]) == ("It cycles.", "Lower the precision.")


def test_progress_runs_from_solving_to_the_last_path():
    """First half the equilibrium, second half the paths; it never falls."""
    told = []

    Ensemble(paths=10).look(lamp(), progress=lambda done, total: told.append((done, total)))

    assert told == sorted(told)
    assert told[-1] == (1000, 1000)
    assert (500, 1000) in told


def test_a_stamped_answer_has_the_seed_and_the_settings():
    """As `standoff.look` gives it."""
    answer = standoff.look(council(), "ensemble", paths=20, seed=6)

    assert answer.attrs["status"] == "found"
    assert (answer.attrs["seed"], answer.attrs["paths"]) == (6, 20)


def test_an_actor_with_an_order_only_is_refused():
    """The equilibrium needs numbers."""
    text = LAMP.replace("PRECISION", "1").replace(
        "weights: {sender: {bright: 1}}", "priorities: {sender: [lamp == on]}"
    )

    with pytest.raises(NotApplicable, match="sender"):
        Ensemble().look(compile(read_text(text)))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"paths": 0},
            "The setting 'paths' of the lens 'ensemble' cannot be 0.\n"
            "It takes a whole number from 1 to 1,000,000,000.",
        ),
        (
            {"seed": -1},
            "The setting 'seed' of the lens 'ensemble' cannot be -1.\n"
            "It takes a whole number from 0 to 9,223,372,036,854,775,807.",
        ),
        (
            {"rounds": 2.5},
            "The setting 'rounds' of the lens 'ensemble' cannot be 2.5.\n"
            "It takes a whole number from 1 to 10,000.",
        ),
        (
            {"date": "2009-04-05", "first_round": 2},
            "The lens 'ensemble' was told to look from a date, and also a state or round.\n"
            "Give either 'date', or 'at' and 'first_round'.",
        ),
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong, message):
    """Before anything is computed."""
    with pytest.raises(CommandError) as refusal:
        Ensemble(**wrong)

    assert message == str(refusal.value)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"first_round": 4},
            "The lens 'ensemble' cannot begin in round 4: this crisis ends with round 3.\n"
            "Choose an earlier 'first_round'.",
        ),
        (
            {"first_round": 2, "rounds": 3},
            "The lens 'ensemble' cannot draw 3 rounds from round 2 on: "
            "this crisis ends with round 3.\nChoose 'rounds' from 1 to 2.",
        ),
        (
            {"date": "2009-02-10"},
            "The lens 'ensemble' was told to look from 2009-02-10, but there is no record to say "
            "what had happened by then.\nGive a state with 'at' instead.",
        ),
        (
            {"sequence_length": 50},
            "The setting 'sequence_length' of the lens 'ensemble' cannot be 50.\n"
            "With 2 options it takes a whole number from 1 to 39.",
        ),
        (
            {"at": {"launch": "one"}},
            "No variable is called 'launch'. Did you mean 'launches'? "
            "Known variables: text, launches.",
        ),
    ],
)
def test_what_the_game_does_not_have_is_refused(wrong, message):
    """The whole message is the contract."""
    with pytest.raises(CommandError) as refusal:
        Ensemble(**wrong).look(council())

    assert message == str(refusal.value)


def test_a_date_that_is_none_is_refused():
    """October has 31 days, February has not."""
    with pytest.raises(CommandError) as refusal:
        Ensemble(date="2009-02-31").look(council(), February())

    assert str(refusal.value) == (
        "'2009-02-31' is not a day of the calendar.\n"
        "Write a date as year-month-day, for example 2009-04-05."
    )


def test_a_policy_for_other_states_is_refused():
    """From the text adopted, no state without it can be reached."""
    game = council()
    elsewhere = solve(game, start=game.find({"text": "adopted"}))

    with pytest.raises(CommandError) as refusal:
        Ensemble().look(game, policy=elsewhere)

    assert str(refusal.value) == (
        "The policy given does not cover the state looked from.\n"
        "Solve it from that state, or give none."
    )


def test_a_policy_that_ends_too_early_is_refused():
    """Two rounds solved, three asked for."""
    game = council()

    with pytest.raises(CommandError) as refusal:
        Ensemble().look(game, policy=solve(game, rounds=2))

    assert str(refusal.value) == (
        "The policy given ends with round 2, and round 3 was asked for.\nChoose fewer 'rounds'."
    )


def test_rounds_past_the_year_9999_are_refused():
    """A calendar has four digits for the year."""
    text = LAMP.replace("horizon: 12", "calendar: {start: 2003-01-01, every: year, rounds: 7}")

    with pytest.raises(CommandError) as refusal:
        Ensemble(paths=1, rounds=8000).look(compile(read_text(text.replace("PRECISION", "0"))))

    assert str(refusal.value) == (
        "8000 rounds of this calendar go past the year 9999.\nChoose fewer 'rounds'."
    )
