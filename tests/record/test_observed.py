"""Tests for what chance did in a record, as far as it was observed: `standoff.record.walk`."""

from standoff.spec import read_text
from strait import CRISIS, crisis_with, message, observing, refusal, walked


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
