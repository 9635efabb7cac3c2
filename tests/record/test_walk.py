"""Tests for mapping a record and walking it: `standoff.record.mapping` and `.walk`."""

import datetime as dt
import textwrap
from dataclasses import replace

import pytest

from standoff.errors import CommandError, RecordError
from standoff.record import load, map_events, parse_events, walk
from standoff.spec import read, read_text

CRISIS = """\
name: strait
calendar: {start: 2009-01-01, every: month, rounds: 4}
actors: [harbour, island]
variables:
  blockade: [off, on]
  strike: [no, yes]
  alarm: [low, mid, high]
infeasible: [strike == yes and blockade == off]
one_way:
  - {variable: alarm, only: rise, by: [harbour]}
options:
  harbour:
    blockade: {when: blockade == off, effect: {set: {blockade: on}, raise: {alarm: 2}}}
    lift: {when: blockade == on, effect: {set: {blockade: off}}}
    calm: {effect: {lower: alarm}}
  island:
    strike:
      when: blockade == on and alarm >= mid
      effect:
        chance:
          - {name: hit, probability: 0.5, set: {strike: yes}}
          - {name: miss, probability: 0.5}
    appeal: {effect: {vote: council, pass: {set: {alarm: low}}, fail: {}}}
    wait: {effect: {}}
bodies:
  council: {rule: majority, members: [harbour, island]}
chance:
  fading: {when: alarm > low, probability: 0.25, effect: {lower: alarm}}
order: [harbour, island, harbour]
record:
  events: record.csv
  map:
    - {verb: close, option: blockade}
    - {verb: open, by: harbour, target: traders, actor: harbour, option: lift}
    - {verb: soothe, option: calm}
    - {verb: bomb, actor: island, option: strike, outcome: hit}
    - {verb: shell, actor: island, option: strike, outcome: miss}
    - {verb: ask, option: appeal}
    - {verb: plead, actor: island, option: appeal, outcome: fail}
    - {verb: wait, option: wait}
    - {verb: visit, background: changes no level}
"""
HEADER = "id,date,actor,action,target,description"
CALM = {"blockade": 0, "strike": 0, "alarm": 0}


def crisis_with(replaced="", by="", text=CRISIS):
    """Read the crisis, with one part of it replaced."""
    assert replaced in text
    return read_text(text.replace(replaced, by), source="strait.yaml")


def observing(*entries):
    """Read the crisis with what chance was observed to do."""
    lines = "".join(f"    - {entry}\n" for entry in entries)
    return read_text(f"{CRISIS}  observed:\n{lines}", source="strait.yaml")


def events_of(*rows):
    """Read events from the rows of a table, the first of them on line 2."""
    return parse_events("\n".join((HEADER, *rows)))


def walked(*rows, crisis=None):
    """Walk the rows of a record."""
    return walk(crisis or crisis_with(), events_of(*rows), source="record.csv")


def refusal(*rows, crisis=None):
    """Return the whole message about a record that does not fit."""
    with pytest.raises(RecordError) as caught:
        walked(*rows, crisis=crisis)
    return str(caught.value)


def placed(*rows, crisis=None):
    """Return what one event, the last of the rows, is taken for."""
    return map_events(crisis or crisis_with(), events_of(*rows)).placements[-1]


def message(text):
    return textwrap.dedent(text).strip("\n")


# --- what an event is taken for


def test_a_verb_is_mapped_to_an_option_of_the_events_actor():
    """`actor` and `outcome` may be left out where they go without saying."""
    move = placed("E1,2009-02-03,harbour,close,,")

    assert (move.kind, move.label, move.outcome, move.round, move.rule) == (
        "move", "harbour.blockade", "done", 2, 0,
    )  # fmt: skip


def test_a_vote_passes_unless_the_record_says_that_it_failed():
    """FORMAT.md: the outcome is `done` or `pass` by default."""
    assert placed("E1,2009-02-03,island,ask,,").outcome == "pass"
    assert placed("E1,2009-02-03,island,plead,,").outcome == "fail"


def test_an_event_of_several_actors_fits_a_rule_for_one_of_them():
    """And of several targets likewise; the move is that of the rule's `by`."""
    move = placed("E1,2009-02-03,island;harbour,open,ships;traders,")

    assert (move.kind, move.label) == ("move", "harbour.lift")


def test_a_rule_by_somebody_else_or_at_somebody_else_does_not_fit():
    """Everything that a rule gives has to agree; the reason says what did not."""
    by_other = placed("E1,2009-02-03,island,open,traders,")
    at_other = placed("E1,2009-02-03,harbour,open,ships,")

    assert (by_other.kind, by_other.reason) == (
        "unmapped",
        "no rule fits open by island: record.map[2] wants by harbour",
    )
    assert (at_other.kind, at_other.reason) == (
        "unmapped",
        "no rule fits open by harbour: record.map[2] wants target traders",
    )


def test_the_first_rule_that_fits_decides():
    """The rule for one event stands before the rule for its verb."""
    crisis = crisis_with("  map:", "  map:\n    - {event: E9, background: a duplicate}")
    placement = placed("E9,2009-02-03,harbour,close,,", crisis=crisis)

    assert (placement.kind, placement.reason) == ("background", "a duplicate")


def test_an_event_that_no_rule_speaks_of_is_unmapped():
    """It is kept, and said to be, so that an analyst sees what was left out."""
    placement = placed("E1,2009-02-03,,rumour,,")

    assert (placement.kind, placement.reason) == ("unmapped", "no rule fits rumour by nobody")


def test_events_before_and_after_the_calendar_are_outside():
    """Whatever rules would make of them."""
    rows = ("E1,2008-12-31,harbour,close,,", "E2,2009-05-01,x,close,,", "E3,2009-01-01,,visit,,")
    outside = map_events(crisis_with(), events_of(*rows)).of_kind("outside")

    assert [(p.event.id, p.round) for p in outside] == [("E1", None), ("E2", None)]


def test_a_rule_for_an_event_that_the_record_lacks_is_refused():
    """Such a rule is a slip of the pen: the event would be mapped by another rule."""
    crisis = crisis_with("  map:", "  map:\n    - {event: E10, background: a duplicate}")

    assert refusal("E1,2009-02-03,harbour,close,,", crisis=crisis) == message(
        """
        strait.yaml: 1 problem

          line 1, column 1, record.map[1].event
            The record has no event with the id 'E10'.
            Did you mean 'E1'? Name an event that the record has, or take the rule out.
        """
    )


def test_all_events_that_cannot_be_mapped_are_reported_together():
    """Each with the line of its row, the rule, and what would be right."""
    assert refusal(
        "E1,2009-02-03,traders,close,,",
        "E2,2009-02-03,harbour;island,close,,",
        "E3,2009-02-03,,close,,",
        "E4,2009-02-03,harbour,ask,,",
        "E5,2009,harbour,close,,",
    ) == message(
        """
        record.csv: 5 problems

          line 2, column 1, E1
            record.map[1] makes it a move of traders, who is no actor of the crisis.
            Add `actor` to record.map[1]. Actors: harbour, island.

          line 3, column 1, E2
            The event has several actors (harbour, island), and record.map[1] does not say whose move it is.
            Add `actor` or `by` to record.map[1]. Actors: harbour, island.

          line 4, column 1, E3
            The event has no actor, and record.map[1] does not say whose move it is.
            Add `actor` or `by` to record.map[1]. Actors: harbour, island.

          line 5, column 1, E4
            record.map[6] makes it harbour.appeal, and harbour has no option called 'appeal'.
            Options of harbour: blockade, lift, calm.

          line 6, column 1, E5
            The event is dated to a year only, and a move needs a round: round 1 begins on 2009-01-01 and ends on 2009-01-31.
            Give the day, or make the event background.
        """  # noqa: E501
    )


def test_an_outcome_that_an_option_does_not_have_is_refused():
    """One rule for both actors, whose options of one name come out differently."""
    crisis = crisis_with(
        "    calm:",
        "    appeal: {effect: {raise: alarm}}\n    calm:",
        text=CRISIS.replace(
            "{verb: ask, option: appeal}", "{verb: ask, option: appeal, outcome: fail}"
        ),
    )

    assert refusal("E1,2009-01-03,harbour,ask,,", crisis=crisis) == message(
        """
        record.csv: 1 problem

          line 2, column 1, E1
            record.map[6] says that harbour.appeal came out as 'fail'.
            Outcomes: done.
        """
    )


def without_outcomes(crisis):
    """Take the outcomes out of all rules, as a crisis made in Python may have them."""
    rules = tuple(replace(rule, outcome=None) for rule in crisis.record.rules)
    return replace(crisis, record=replace(crisis.record, rules=rules))


def test_an_outcome_that_goes_without_saying_may_be_left_out_in_python_too():
    """A certain option is done, and a vote passes."""
    crisis = without_outcomes(crisis_with())

    assert placed("E1,2009-01-03,harbour,close,,", crisis=crisis).outcome == "done"
    assert placed("E1,2009-01-03,island,plead,,", crisis=crisis).outcome == "pass"


def test_an_outcome_by_chance_cannot_be_left_out():
    """Nobody could say how the move came out."""
    crisis = without_outcomes(crisis_with())

    assert refusal("E1,2009-01-03,island,bomb,,", crisis=crisis) == message(
        """
        record.csv: 1 problem

          line 2, column 1, E1
            island.strike comes out by chance, and record.map[4] does not say how.
            Add `outcome` to record.map[4]: hit or miss.
        """
    )


# --- the walk


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


# --- chance


def test_chance_does_nothing_unless_it_was_observed_or_must():
    """Fading happens in one round of four; nobody saw it."""
    end = walked("E1,2009-01-03,harbour,close,,").rounds[3].end

    assert end == {"blockade": 1, "strike": 0, "alarm": 2}


def test_many_things_that_chance_may_do_take_no_time_if_it_did_none_of_them():
    """Twenty events that may or may not happen could end a round in a million ways."""
    lamps = "".join(f"  lamp_{n}: [off, on]\n" for n in range(20))
    lights = "".join(
        f"  lights_{n}: {{probability: 0.5, effect: {{set: {{lamp_{n}: on}}}}}}\n"
        for n in range(20)
    )
    text = CRISIS.replace("infeasible:", f"{lamps}infeasible:").replace(
        "  fading", f"{lights}  fading"
    )

    end = walked("E1,2009-01-03,harbour,close,,", crisis=read_text(text)).rounds[3].end

    assert sum(end[f"lamp_{n}"] for n in range(20)) == 0


def test_what_chance_must_do_needs_no_observation():
    """With certainty, the alarm fades by one level a round."""
    crisis = crisis_with("probability: 0.25, effect", "effect")
    levels = walked("E1,2009-01-03,harbour,close,,", crisis=crisis).levels_by_round()

    assert [state["alarm"] for state in levels] == [0, 1, 0, 0, 0]


def test_what_was_observed_holds_from_the_end_of_the_round_of_its_date():
    """The entry is dated in the middle of round 2."""
    crisis = observing("{date: 2009-02-10, set: {alarm: mid}, why: papers lost interest}")
    rows = ("E1,2009-01-03,harbour,close,,", "E2,2009-02-20,island,wait,,")

    walk_ = walked(*rows, crisis=crisis)

    assert [state["alarm"] for state in walk_.levels_by_round()] == [0, 2, 1, 1, 1]
    assert walk_.rounds[1].turns[2].levels["alarm"] == 2


def test_what_chance_cannot_do_cannot_be_observed():
    """The alarm fades by one level at a time."""
    crisis = observing("{date: 2009-02-10, set: {alarm: low}}")

    assert refusal("E1,2009-01-03,harbour,close,,", crisis=crisis) == message(
        """
        strait.yaml: 1 problem

          line 1, column 1, record.observed[1]
            It cannot be that alarm is low at the end of round 2: after its turns alarm is high, and no chance event leads there.
            Possible at the end of that round: alarm is mid; or alarm is high. The whole state: blockade is on, strike is no, alarm is high.
        """  # noqa: E501
    )


def test_an_observation_outside_the_calendar_is_refused():
    """There is no round whose end it could set."""
    assert refusal(crisis=observing("{date: 2009-05-01, set: {alarm: low}}")) == message(
        """
        strait.yaml: 1 problem

          line 1, column 1, record.observed[1].date
            2009-05-01 lies outside the calendar.
            Choose a date from 2009-01-01 to 2009-04-30.
        """
    )


def test_two_observations_of_one_variable_in_one_round_must_agree():
    """A round has one end."""
    crisis = observing(
        "{date: 2009-01-10, set: {alarm: mid}}",
        "{date: 2009-01-20, set: {alarm: high}}",
    )

    assert refusal("E1,2009-01-03,harbour,close,,", crisis=crisis) == message(
        """
        strait.yaml: 1 problem

          line 1, column 1, record.observed[2]
            In round 1 another entry observes that alarm is mid.
            Observe one level of a variable in a round.
        """
    )


def test_chance_that_must_do_one_of_several_things_has_to_be_observed():
    """A storm ends the blockade or frightens everybody, and the record is silent."""
    storm = (
        "storm: {when: blockade == on, effect: {chance: "
        "[{probability: 0.5, set: {blockade: off}}, {probability: 0.5, set: {strike: yes}}]}}"
    )

    assert refusal(
        "E1,2009-04-03,harbour,close,,", crisis=crisis_with("fading", f"{storm}\n  fading")
    ) == message(
        """
        strait.yaml: 1 problem

          line 1, column 1, record
            Something must have happened by chance at the end of round 4, and the record does not say what.
            Add an entry to record.observed with a date of that round: blockade is off; or strike is yes.
        """  # noqa: E501
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


# --- files


def write_crisis(folder, text=CRISIS, rows=("E1,2009-01-03,harbour,close,,",)):
    """Write a crisis and its record into a folder."""
    (folder / "strait.yaml").write_text(text, encoding="utf-8")
    (folder / "record.csv").write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    return folder / "strait.yaml"


def load_refusal(path):
    """Return the whole message about a record that cannot be loaded, without the folder."""
    with pytest.raises(RecordError) as caught:
        load(read(path))
    return str(caught.value).replace(f"{path.parent}/", "")


def test_the_record_beside_the_crisis_is_loaded(tmp_path):
    """From any working directory."""
    walk_ = load(read(write_crisis(tmp_path)))

    assert walk_ is not None
    assert walk_.rounds[0].turns[0].label == "harbour.blockade"
    assert [event.id for event in walk_.events] == ["E1"]


def test_a_crisis_without_a_record_has_none(tmp_path):
    """That is no error: many crises are invented."""
    path = write_crisis(tmp_path, CRISIS[: CRISIS.index("record:")])

    assert load(read(path)) is None


def test_a_problem_with_the_map_points_at_the_line_of_the_crisis_file(tmp_path):
    """The file is there, so its lines can be found again."""
    text = CRISIS.replace("  map:", "  map:\n    - {event: E10, background: a duplicate}")

    assert load_refusal(write_crisis(tmp_path, text)) == message(
        """
        strait.yaml: 1 problem

          line 33, column 15, record.map[1].event
            The record has no event with the id 'E10'.
            Did you mean 'E1'? Name an event that the record has, or take the rule out.
        """
    )


def test_a_record_that_leads_out_of_the_folder_is_refused(tmp_path):
    """A crisis from somebody else must not read other files."""
    (tmp_path / "secret.csv").write_text(HEADER, encoding="utf-8")
    (tmp_path / "crisis").mkdir()
    path = write_crisis(tmp_path / "crisis")
    (path.parent / "record.csv").unlink()
    (path.parent / "record.csv").symlink_to(tmp_path / "secret.csv")

    assert load_refusal(path) == message(
        """
        strait.yaml: 1 problem

          line 31, column 11, record.events
            The record 'record.csv' lies outside the folder of the crisis.
            Put the file beside the crisis file, and give its name only.
        """
    )


def test_a_crisis_that_came_from_a_text_has_no_folder():
    """So its record cannot be found."""
    with pytest.raises(RecordError) as caught:
        load(read_text(CRISIS))

    assert str(caught.value) == message(
        """
        <text>: 1 problem

          line 1, column 1, record
            The crisis was not read from a file, so there is no folder that holds record.csv.
            Save the crisis as a file beside its record, or take `record` out.
        """
    )


def test_a_record_without_a_calendar_is_refused():
    """Nobody could say which round a date falls into."""
    text = CRISIS[: CRISIS.index("record:")]
    crisis = crisis_with("calendar: {start: 2009-01-01, every: month, rounds: 4}\n", text=text)

    assert refusal("E1,2009-01-03,harbour,close,,", crisis=crisis) == message(
        """
        strait.yaml: 1 problem

          line 1, column 1, record
            A record needs to know when rounds are, and the crisis has no calendar.
            Add one: calendar: {start: 2003-01-01, every: month, rounds: 84}.
        """
    )
