"""Tests for the walk that a record leads through: `standoff.record.walk`."""

import datetime as dt

import pytest

from standoff.errors import CommandError
from strait import CALM, CRISIS, crisis_with, message, observing, refusal, walked


def test_moves_take_the_turns_of_their_actors_in_order_of_date():
    """The order is harbour, island, harbour; the rows are not in order of date."""
    walk_ = walked(
        "E2,2009-02-20,harbour,open,traders,",
        "E1,2009-02-03,harbour,close,,",
        "E3,2009-02-05,island,wait,,",
    )
    first, second = walk_.rounds[:2]

    assert [turn.label for turn in first.turns] == ["hold", "hold", "hold"]
    assert [turn.label for turn in second.turns] == [
        "harbour.blockade",
        "island.wait",
        "harbour.lift",
    ]
    assert [dict(turn.levels) for turn in second.turns] == [
        {"blockade": 1, "strike": 0, "alarm": 2},
        {"blockade": 1, "strike": 0, "alarm": 2},
        {"blockade": 0, "strike": 0, "alarm": 2},
    ]
    assert [str(day) for day in (second.first, second.last)] == ["2009-02-01", "2009-02-28"]


def test_turns_at_once_come_in_any_order_of_date():
    """By hand: neither sees the other's move, so each chose in the state before both."""
    at_once = crisis_with("[harbour, island, harbour]", "[{together: [harbour, island]}, harbour]")

    walk_ = walked(
        "E1,2009-01-03,island,wait,,",
        "E2,2009-01-05,harbour,close,,",
        "E3,2009-01-09,harbour,open,traders,",
        crisis=at_once,
    )
    turns = walk_.rounds[0].turns

    assert [turn.label for turn in turns] == ["harbour.blockade", "island.wait", "harbour.lift"]
    blockaded = {"blockade": 1, "strike": 0, "alarm": 2}
    assert [dict(turn.seen) for turn in turns] == [CALM, CALM, blockaded]
    assert [dict(turn.levels) for turn in turns[:2]] == [blockaded, blockaded]
    assert walk_.state_on(dt.date(2009, 1, 4)) == CALM
    assert walk_.state_on(dt.date(2009, 1, 6)) == blockaded


def test_a_move_at_once_needs_to_be_open_before_the_others_move():
    """A strike needs a blockade, which the island cannot have seen when both chose."""
    at_once = crisis_with("[harbour, island, harbour]", "[{together: [harbour, island]}]")
    rows = ["E1,2009-01-03,harbour,close,,", "E2,2009-01-05,island,bomb,,"]

    assert "island.strike is not available on 2009-01-05" in refusal(*rows, crisis=at_once)


def test_a_turn_that_no_move_takes_is_hold():
    """The island moves first, so the harbour's first turn has passed."""
    turns = walked("E1,2009-01-03,island,wait,,", "E2,2009-01-04,harbour,close,,").rounds[0].turns

    assert [turn.label for turn in turns] == ["hold", "island.wait", "harbour.blockade"]
    assert (turns[0].outcome, turns[0].events, turns[0].date) == ("", (), None)


def test_events_of_one_day_keep_the_order_of_the_file():
    """An hour is not recorded, so the analyst's order of rows is the order of the day."""
    rows = ["E1,2009-01-03,harbour,close,,", "E2,2009-01-03,harbour,open,traders,"]
    blockaded = "E0,2008-01-03,,visit,,"

    turns = walked(blockaded, *rows).rounds[0].turns

    assert [turn.label for turn in turns] == ["harbour.blockade", "hold", "harbour.lift"]


def test_events_that_follow_each_other_with_one_option_are_one_move():
    """Background between them does not part them."""
    turns = walked(
        "E1,2009-01-03,harbour,close,,",
        "E2,2009-01-04,harbour,close,,",
        "E3,2009-01-05,island,visit,,",
        "E4,2009-01-06,harbour,close,,",
    ).rounds[0].turns  # fmt: skip

    assert [event.id for event in turns[0].events] == ["E1", "E2", "E4"]
    assert [turn.label for turn in turns] == ["harbour.blockade", "hold", "hold"]


def test_a_move_by_somebody_else_parts_two_moves():
    """They are not one after the other in the record."""
    turns = walked(
        "E1,2009-01-03,harbour,soothe,,",
        "E2,2009-01-04,island,wait,,",
        "E3,2009-01-05,harbour,soothe,,",
        crisis=crisis_with("one_way:\n  - {variable: alarm, only: rise, by: [harbour]}\n"),
    ).rounds[0].turns  # fmt: skip

    assert [turn.label for turn in turns] == ["harbour.calm", "island.wait", "harbour.calm"]


def test_the_next_round_does_not_go_on_with_a_move_of_the_last():
    """A move belongs to one round."""
    crisis = crisis_with("one_way:\n  - {variable: alarm, only: rise, by: [harbour]}\n")
    rows = ("E1,2009-01-31,harbour,soothe,,", "E2,2009-02-01,harbour,soothe,,")

    first, second = walked(*rows, crisis=crisis).rounds[:2]

    assert [first.turns[0].label, second.turns[0].label] == ["harbour.calm", "harbour.calm"]


def test_one_option_with_two_outcomes_is_two_moves():
    """A move comes out one way; the island has one turn a round, so it needs two rounds."""
    crisis = crisis_with("order: [harbour, island, harbour]", "order: [harbour, island, island]")
    turns = walked(
        "E1,2009-01-01,harbour,close,,",
        "E2,2009-01-02,island,shell,,",
        "E3,2009-01-03,island,bomb,,",
        crisis=crisis,
    ).rounds[0].turns  # fmt: skip

    assert [turn.outcome for turn in turns] == ["done", "miss", "hit"]
    assert [turn.levels["strike"] for turn in turns] == [0, 0, 1]


def test_a_round_that_cannot_hold_its_moves_in_order_is_refused():
    """The island has one turn, between the two of the harbour."""
    assert refusal(
        "E1,2009-01-03,harbour,close,,",
        "E2,2009-01-04,island,wait,,",
        "E3,2009-01-05,harbour,open,traders,",
        "E4,2009-01-06,island,ask,,",
    ) == message(
        """
        record.csv: 1 problem

          line 5, column 1, E4
            Round 1 (2009-01-01 to 2009-01-31) has no turn of island left for island.appeal on 2009-01-06 after turn 1: harbour.blockade (E1, 2009-01-03), turn 2: island.wait (E2, 2009-01-04), turn 3: harbour.lift (E3, 2009-01-05).
            The order is harbour, island, harbour. Give island a later turn, make rounds shorter, or let one option stand for what was done together.
        """  # noqa: E501
    )


def test_a_move_that_its_condition_forbids_is_refused_with_the_condition_and_the_state():
    """The blockade was already lifted; the message says by what."""
    assert refusal(
        "E1,2009-01-03,harbour,close,,",
        "E2,2009-01-05,harbour,open,traders,",
        "E3,2009-02-06,island,bomb,,",
    ) == message(
        """
        record.csv: 1 problem

          line 4, column 1, E3
            island.strike is not available on 2009-02-06, in round 2: it needs blockade == on and alarm >= mid, and blockade is off, alarm is high.
            Change the option, its rule record.map[4], or what came before. blockade is off since harbour.lift (E2, 2009-01-05); alarm is high since harbour.blockade (E1, 2009-01-03). The whole state: blockade is off, strike is no, alarm is high.
        """  # noqa: E501
    )


def test_a_move_into_a_state_that_cannot_be_is_refused():
    """The blockade cannot be lifted once the strike has begun."""
    assert refusal(
        "E1,2009-01-03,harbour,close,,",
        "E2,2009-01-04,island,bomb,,",
        "E3,2009-01-05,harbour,open,traders,",
    ) == message(
        """
        record.csv: 1 problem

          line 4, column 1, E3
            harbour.lift is not available on 2009-01-05, in round 1: it would lead to a state that cannot be, where strike is yes, blockade is off.
            Change the option, its rule record.map[2], or what came before. strike is yes since island.strike (E2, 2009-01-04); blockade is on since harbour.blockade (E1, 2009-01-03). The whole state: blockade is on, strike is yes, alarm is high.
        """  # noqa: E501
    )


def test_a_move_against_a_one_way_rule_is_refused():
    """The harbour may only raise the alarm."""
    assert refusal(
        "E1,2009-01-03,harbour,close,,",
        "E2,2009-01-04,harbour,soothe,,",
    ) == message(
        """
        record.csv: 1 problem

          line 3, column 1, E2
            harbour.calm is not available on 2009-01-04, in round 1: it would take alarm from high to mid, which may only rise.
            Change the option, its rule record.map[3], or what came before. alarm is high since harbour.blockade (E1, 2009-01-03). The whole state: blockade is on, strike is no, alarm is high.
        """  # noqa: E501
    )


def test_walking_goes_on_after_a_problem_as_the_record_says():
    """The strike without a blockade is one mistake, not one and all that follows from it."""
    crisis = crisis_with("infeasible: [strike == yes and blockade == off]\n")
    rows = ("E1,2009-01-03,island,bomb,,", "E2,2009-02-03,harbour,open,traders,")

    problems = refusal(*rows, crisis=crisis)

    assert problems.startswith("record.csv: 2 problems")
    assert "strike is yes since" not in problems
    assert "The whole state: blockade is off, strike is yes, alarm is low." in problems


def test_a_move_that_finds_no_turn_still_changes_the_state():
    """What follows from it is not told as another mistake."""
    crisis = crisis_with("order: [harbour, island, harbour]", "order: [island, harbour, island]")
    rows = (
        "E1,2009-01-03,harbour,soothe,,",
        "E2,2009-01-04,harbour,close,,",
        "E3,2009-02-03,harbour,open,traders,",
    )

    assert refusal(*rows, crisis=crisis).startswith(
        "record.csv: 1 problem\n\n  line 3, column 1, E2"
    )


# --- asking a walk


def test_the_state_on_a_day_is_what_the_moves_before_that_day_have_led_to():
    """The day of a move still begins without it; chance comes at the end of the round."""
    crisis = observing("{date: 2009-02-10, set: {alarm: mid}}")
    rows = ("E1,2009-02-03,harbour,close,,", "E2,2009-02-05,harbour,open,traders,")
    walk_ = walked(*rows, crisis=crisis)

    days = {day: walk_.state_on(dt.date(2009, 2, day)) for day in (1, 3, 4, 6, 28)}

    assert days == {
        1: CALM,
        3: CALM,
        4: {"blockade": 1, "strike": 0, "alarm": 2},
        6: {"blockade": 0, "strike": 0, "alarm": 2},
        28: {"blockade": 0, "strike": 0, "alarm": 2},
    }
    assert walk_.state_on(dt.date(2009, 3, 1)) == {"blockade": 0, "strike": 0, "alarm": 1}


def test_a_move_of_several_days_counts_from_its_first():
    """It was made when it began."""
    walk_ = walked("E1,2009-02-03,harbour,close,,", "E2,2009-02-20,harbour,close,,")

    assert walk_.state_on(dt.date(2009, 2, 4))["blockade"] == 1


def test_a_day_outside_the_record_is_refused_with_its_first_and_last_day():
    """The walk knows nothing about other days."""
    with pytest.raises(CommandError) as caught:
        walked().state_on(dt.date(2009, 5, 1))

    assert str(caught.value) == (
        "2009-05-01 lies outside the record. Choose a date from 2009-01-01 to 2009-04-30."
    )
    assert walked().round_on(dt.date(2009, 4, 30)) == 4


@pytest.mark.parametrize("name", ["alarm=mid,strike=no", "strike=no, alarm=mid"])
def test_controls_are_moves_that_a_rule_names_by_their_levels(name):
    """The graph model's options have no names but the levels that they set, in any order."""
    rule = ("{verb: wait, option: wait}", f'{{verb: wait, by: island, option: "{name}"}}')
    controls = ("order:", "controls: {island: [alarm, strike]}\norder:")
    crisis = crisis_with(*controls, text=CRISIS.replace(*rule))

    turns = walked("E1,2009-01-03,island,wait,,", crisis=crisis).rounds[0].turns

    assert turns[1].label == "island.alarm=mid,strike=no"
    assert dict(turns[1].levels) == {"blockade": 0, "strike": 0, "alarm": 1}
