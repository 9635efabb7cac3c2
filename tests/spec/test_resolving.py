"""Tests for the resolved form, on random crises and on single rules of the format."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

import strategies
from standoff.spec import digest, read_text, resolved, resolved_text
from standoff.spec.crisis import Assign, Crisis, Number, Text, Why

HEAD = "name: x\nactors: [a, b]\nvariables: {v: [l, m, h], w: [l, h]}\n"


@settings(max_examples=40)
@given(strategies.crises())
def test_resolving_again_changes_nothing(drawn):
    """The resolved form is a crisis file and says the same."""
    crisis = read_text(strategies.text(drawn))

    again = read_text(resolved_text(crisis))

    assert again == crisis
    assert resolved_text(again) == resolved_text(crisis)
    assert json.loads(resolved_text(crisis)) == resolved(crisis)


def read(rest: str) -> Crisis:
    return read_text(HEAD + rest)


def test_digest_depends_on_what_is_said_and_not_on_how():
    """Comments, spaces, brackets and shorthand are no part of a crisis."""
    one = read("options: {a: {o: {when: v == l, effect: {raise: v}}}}\n")
    same = read(
        "# the same\noptions:\n  a:\n    o: {effect: {raise: {v: 1}}, when: ((v==l)), cost: 0.0}\n"
    )
    other = read("options: {a: {o: {when: v == l, effect: {raise: w}}}}\n")

    assert digest(one) == digest(same)
    assert digest(one) != digest(other)
    assert len(digest(one)) == 64


def test_defaults_are_those_that_the_format_names():
    """FORMAT.md: patience 0.9, precision 1, first levels, always, no cost, actors as listed."""
    crisis = read("options: {a: {o: {effect: {}}}}\n")

    assert [actor.patience.value for actor in crisis.actors] == [0.9, 0.9]
    assert [actor.precision.value for actor in crisis.actors] == [1.0, 1.0]
    assert [variable.start for variable in crisis.variables] == [0, 0]
    assert crisis.order == ("a", "b")
    assert crisis.options[0].when.text == "true"
    assert crisis.options[0].cost == Number(0.0)
    assert crisis.horizon is None


def test_band_of_a_body_is_that_of_members_without_their_own():
    """A member's own band goes before the body's."""
    crisis = read("bodies: {c: {rule: majority, band: 0.3, members: {a: ~, b: {band: 0}}}}\n")

    assert [member.band.value for member in crisis.bodies[0].members] == [0.3, 0.0]


def test_abstention_is_what_yes_and_no_leave():
    """0.8 and 0.05 leave 0.15; the votes of a member sum to one."""
    crisis = read("bodies: {c: {rule: majority, members: {x: {yes: 0.8, no: 0.05}}}}\n")

    leaning = crisis.bodies[0].members[0].leaning
    assert leaning is not None
    assert [number.value for number in leaning] == [0.8, 0.15, 0.05]


def test_probability_of_an_event_becomes_two_outcomes():
    """The effect happens with the probability given, and else nothing does."""
    crisis = read("chance: {e: {probability: 0.3, effect: {lower: {v: 2}}}}\n")

    done, nothing = crisis.chance[0].effect.outcomes
    assert (done.name, done.probability.value) == ("done", 0.3)
    assert done.change == (Assign("v", "shift", -2),)
    assert (nothing.name, nothing.probability.value, nothing.change) == ("nothing", 0.7, ())


def test_reasons_and_ranges_survive():
    """What is unsure is carried into the answers, so none of it may be lost."""
    crisis = read(
        "interests: {i: v}\n"
        "weights: {a: {i: {value: 2, range: [1, 3],"
        " why: {text: t, source: s, confidence: low, claim: 4}}}}\n"
    )

    assert crisis.weights["a"]["i"] == Number(
        2.0, Why(Text({"en": "t"}), "s", "low", 4), 1.0, 3.0, None
    )


def test_tie_in_a_ranking_stays_together():
    """A list within the list is a tie; a single entry is a tie of one."""
    crisis = read("ranking: {a: [v == h, [v == m, v == l]]}\n")

    assert [[state.text for state in tie] for tie in crisis.rankings["a"]] == [
        ["v == h"],
        ["v == m", "v == l"],
    ]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\ufeff", "\u00e9", '"', "\\", "\n"])
def test_every_character_of_a_text_survives(mark):
    """YAML takes some characters for line breaks that JSON does not."""
    crisis = read(f"about: {json.dumps(f'a{mark}b')}\n")

    again = read_text(resolved_text(crisis))

    assert again.about == crisis.about
