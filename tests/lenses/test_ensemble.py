"""Tests for `standoff.lenses.ensemble`: what is counted, from where, and by which seed."""

import dataclasses

import numpy as np
import xarray as xr

import standoff
from lenses.lamps import LAMP, February, council, lamp
from standoff.game import compile
from standoff.lenses.ensemble import Ensemble
from standoff.lenses.ensemble_answer import first_use
from standoff.policy import solve
from standoff.spec import read_text


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
