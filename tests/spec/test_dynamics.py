"""Tests for `standoff.spec.dynamics`: one state at a time, worked out by hand."""

import pytest
from hypothesis import given, settings

from standoff.spec import dynamics, read_text
from strategies import crises, text

HEAD = """
name: pier
actors: [port, isle]
variables:
  toll: [none, low, high]
  raid: [no, yes]
"""


def crisis_of(rest):
    return read_text(HEAD + rest)


def option_of(crisis, label):
    """Find an option by its label."""
    actor, name = label.split(".", 1)
    return next(o for o in dynamics.options(crisis, actor) if o.name == name)


def names_open(crisis, actor, levels):
    """Name the options that an actor may take in a state."""
    own = dynamics.options(crisis, actor)
    return [option.name for option in own if dynamics.available(crisis, option, levels)]


def at(toll, raid):
    return {"toll": toll, "raid": raid}


def test_a_raised_level_stops_at_the_last_and_a_lowered_one_at_the_first():
    """FORMAT.md: raise and lower stop at the last and first level."""
    crisis = crisis_of("options: {port: {up: {effect: {raise: {toll: 2}, lower: raid}}}}")
    change = option_of(crisis, "port.up").effect.outcomes[0].change

    assert dynamics.apply(crisis, change, at(1, 0)) == at(2, 0)
    assert dynamics.apply(crisis, change, at(0, 1)) == at(2, 0)


def test_an_option_is_available_where_its_condition_holds():
    """And `hold` is none of the options."""
    crisis = crisis_of("options: {port: {up: {when: toll < high, effect: {raise: toll}}}}")

    assert names_open(crisis, "port", at(1, 0)) == ["up"]
    assert names_open(crisis, "port", at(2, 0)) == []
    assert names_open(crisis, "isle", at(0, 0)) == []


BARRED = "its outcome '2' would lead to a state that cannot be, where toll is high, raid is yes"


@pytest.mark.parametrize(("probability", "expected"), [("0.5", BARRED), ("1.0", None)])
def test_an_outcome_that_cannot_be_bars_an_option_if_it_can_happen(probability, expected):
    """With probability one for the first outcome, the second never happens."""
    rest = 1 - float(probability)
    crisis = crisis_of(
        f"""
infeasible: [toll == high and raid == yes]
options:
  isle:
    raid:
      effect:
        chance:
          - {{probability: {probability}}}
          - {{probability: {rest}, set: {{raid: yes}}}}
"""
    )

    assert dynamics.why_unavailable(crisis, option_of(crisis, "isle.raid"), at(2, 0)) == expected
    assert dynamics.available(crisis, option_of(crisis, "isle.raid"), at(1, 0))


def test_both_results_of_a_vote_must_be_possible():
    """Nobody knows beforehand how a body will decide."""
    crisis = crisis_of(
        """
infeasible: [toll == high and raid == yes]
bodies: {court: {rule: majority, members: [port, isle]}}
options: {isle: {sue: {effect: {vote: court, pass: {}, fail: {set: {raid: yes}}}}}}
"""
    )

    assert dynamics.why_unavailable(crisis, option_of(crisis, "isle.sue"), at(2, 0)) == (
        "its outcome 'fail' would lead to a state that cannot be, where toll is high, raid is yes"
    )


ONE_WAY = """
one_way:
  - {variable: toll, only: %s, when: raid == yes, by: [port]}
options:
  port: {up: {effect: {raise: toll}}, down: {effect: {lower: toll}}, keep: {effect: {}}}
  isle: {up: {effect: {raise: toll}}, down: {effect: {lower: toll}}}
"""


@pytest.mark.parametrize(
    ("only", "allowed"),
    [("rise", ["up", "keep"]), ("fall", ["down", "keep"]), ("stay", ["keep"])],
)
def test_a_one_way_rule_binds_whom_it_names_while_it_holds(only, allowed):
    """`when` is judged before the move; the isle is not bound, nor the port without a raid."""
    crisis = crisis_of(ONE_WAY % only)

    assert names_open(crisis, "port", at(1, 1)) == allowed
    assert names_open(crisis, "port", at(1, 0)) == ["up", "down", "keep"]
    assert names_open(crisis, "isle", at(1, 1)) == ["up", "down"]


def test_a_move_that_stops_at_the_last_level_does_not_go_against_a_one_way_rule():
    """Staying is always allowed."""
    crisis = crisis_of(ONE_WAY % "fall")

    assert "up" in names_open(crisis, "port", at(2, 1))


def test_a_move_against_a_one_way_rule_is_explained():
    """With the levels that it would go between, and while what."""
    crisis = crisis_of(ONE_WAY % "rise")

    assert dynamics.why_unavailable(crisis, option_of(crisis, "port.down"), at(1, 1)) == (
        "it would take toll from low to none, which may only rise while raid == yes"
    )


def test_controls_are_all_other_combinations_that_can_be():
    """Six combinations, less the present one and the one that cannot be."""
    crisis = crisis_of(
        """
infeasible: [toll == high and raid == yes]
controls: {isle: [raid, toll]}
"""
    )

    assert names_open(crisis, "isle", at(1, 0)) == [
        "raid=no,toll=none",
        "raid=no,toll=high",
        "raid=yes,toll=none",
        "raid=yes,toll=low",
    ]
    assert (
        dynamics.why_unavailable(crisis, option_of(crisis, "isle.raid=no,toll=low"), at(1, 0))
        == "it needs raid != no or toll != low, and raid is no, toll is low"
    )


def test_a_condition_that_mentions_nothing_is_explained_too():
    """An analyst may switch an option off."""
    crisis = crisis_of("options: {port: {up: {when: 1 > 2, effect: {}}}}")

    assert dynamics.why_unavailable(crisis, option_of(crisis, "port.up"), at(0, 0)) == (
        "it needs 1 > 2, and that never holds"
    )


def test_chance_events_follow_each_other():
    """A raid breaks out with 1/4; then the toll rises where there is one, else with 1/2."""
    crisis = crisis_of(
        """
chance:
  raid: {probability: 0.25, effect: {set: {raid: yes}}}
  scare: {when: raid == yes, effect: {raise: toll}}
  rumour: {when: raid == no, probability: 0.5, effect: {raise: toll}}
"""
    )

    assert dict_of(dynamics.chance_outcomes(crisis, at(0, 0))) == {
        (1, 1): 0.25,
        (1, 0): 0.375,
        (0, 0): 0.375,
    }


def test_two_ways_to_one_state_add_up():
    """Each of two events raises the toll to its last level with 1/2."""
    crisis = crisis_of(
        """
chance:
  first: {probability: 0.5, effect: {set: {toll: high}}}
  second: {probability: 0.5, effect: {set: {toll: high}}}
"""
    )

    assert dict_of(dynamics.chance_outcomes(crisis, at(0, 0))) == {(2, 0): 0.75, (0, 0): 0.25}


def test_an_event_that_might_lead_where_nothing_can_be_does_not_happen_at_all():
    """Not even its harmless outcome; and one-way rules do not bind it."""
    crisis = crisis_of(
        """
infeasible: [toll == high and raid == yes]
one_way: [{variable: toll, only: fall}]
chance:
  flare:
    effect:
      chance:
        - {probability: 0.5, set: {raid: yes}}
        - {probability: 0.5, raise: toll}
"""
    )

    assert dict_of(dynamics.chance_outcomes(crisis, at(2, 0))) == {(2, 0): 1.0}
    assert dict_of(dynamics.chance_outcomes(crisis, at(0, 0))) == {(0, 1): 0.5, (1, 0): 0.5}


def dict_of(outcomes):
    """Key probabilities by the levels of toll and raid."""
    return {(levels["toll"], levels["raid"]): share for levels, share in outcomes}


@settings(max_examples=50)
@given(crises())
def test_nothing_leads_to_a_state_that_cannot_be(data):
    """From the start, neither an available option nor chance ever does."""
    crisis = read_text(text(data))
    start = dynamics.start(crisis)

    for actor in crisis.actors:
        for option in dynamics.options(crisis, actor.name):
            if not dynamics.available(crisis, option, start):
                continue
            for _, after in dynamics.outcomes(crisis, option, start):
                assert dynamics.feasible(crisis, after)
    shares = [share for after, share in dynamics.chance_outcomes(crisis, start)
              if dynamics.feasible(crisis, after)]  # fmt: skip
    assert sum(shares) == pytest.approx(1.0)
