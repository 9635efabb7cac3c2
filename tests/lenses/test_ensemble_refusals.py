"""Tests for what the lens `ensemble` refuses, and what it says then."""

import pytest

from lenses.lamps import LAMP, February, council
from standoff.errors import CommandError, NotApplicable
from standoff.game import compile
from standoff.lenses.ensemble import Ensemble
from standoff.policy import solve
from standoff.spec import read_text


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
