"""Tests for what an event is taken for: `standoff.record.mapping`."""

from dataclasses import replace

from standoff.record import map_events
from strait import CRISIS, crisis_with, events_of, message, placed, refusal


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
