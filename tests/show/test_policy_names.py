"""Tests that texts and figures name the policy that is played, and how it was found."""

import io

import pytest

import standoff
from standoff.show.equilibrium.kinds_text import effort, named
from standoff.show.figures import figure
from standoff.show.words import words_for
from standoff.spec import read_text

TURNS = """
name: turns
actors: {one: {patience: 0.5, precision: 2}, two: {patience: 0.25, precision: 3}}
variables: {gate: [shut, open]}
options:
  one: {open: {when: gate == shut, effect: {set: {gate: open}}}}
  two: {close: {when: gate == open, effect: {set: {gate: shut}}, cost: 0.1}}
interests: {wide: gate}
weights: {one: {wide: 1}, two: {wide: -1}}
"""

POLICIES = {
    "logit": ({}, "logit equilibrium", "ekuilibrium logit"),
    "perfect": ({"horizon": 3}, "Markov perfect equilibrium", "ekuilibrium sempurna Markov"),
    "level-k": ({"level": 3}, "level-k, at level 3", "tingkat 3"),
    "fictitious": ({"plays": 4}, "fictitious play", "permainan semu"),
}


@pytest.fixture(scope="module")
def answers():
    """Look at one small crisis by each policy."""
    game = standoff.compile(read_text(TURNS))
    return {
        policy: standoff.look(game, "equilibrium", policy=policy, **settings)
        for policy, (settings, *_) in POLICIES.items()
    }


def written(answer, kind, lang):
    """Return all the words of a figure."""
    drawn = io.StringIO()
    figure(answer, kind, lang=lang).savefig(drawn, format="svg")
    return drawn.getvalue()


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_is_named_in_both_languages(answers, policy):
    """And is not called by the name of another."""
    _, english, indonesian = POLICIES[policy]
    assert english in named(answers[policy], words_for("en"))
    assert indonesian in named(answers[policy], words_for("id"))


@pytest.mark.parametrize("policy", POLICIES)
def test_the_fan_names_the_policy_and_says_in_equilibrium_of_none(answers, policy):
    """A level-k path is not one in equilibrium, and nothing in the figure says so."""
    text = written(answers[policy], "fan", "en")
    assert POLICIES[policy][1] in text
    assert "in equilibrium" not in text


@pytest.mark.parametrize("kind", ["policy", "values", "occupancy", "branch"])
def test_other_figures_name_what_is_not_the_usual_policy(answers, kind):
    """The logit equilibrium goes without saying; level-k does not."""
    assert "Policy: level-k" in written(answers["level-k"], kind, "en")
    assert "Policy:" not in written(answers["logit"], kind, "en")


def test_the_text_tells_precision_patience_and_effort(answers):
    """Each actor's own; sweeps add up to no more than all; play can come back here."""
    answer = answers["logit"]
    said = standoff.show(answer)

    assert [line.split()[-2:] for line in said.splitlines() if line.startswith(("one ", "two "))][
        -2:
    ] == [["2", "0.5"], ["3", "0.25"]]
    assert "Sweeps by method: plain iteration" in said
    assert "Play can come back to every state" in effort(answer, words_for("en"))
    assert "There may be other equilibria" in said
    assert answer.attrs["components"] == 1
    assert answer.attrs["largest_component"] == 2
    assert 0 < int(answer["sweeps_by_method"].sum()) <= int(answer["sweeps"])


def test_best_replies_have_no_precision(answers):
    """They are for sure, and the text says so instead of a number."""
    said = standoff.show(answers["perfect"])

    assert answers["perfect"]["precision"].isnull().all()
    assert "for sure" in said
    assert "other equilibria: 'others" not in said


def test_parts_are_counted_where_play_leaves_states_for_good():
    """A gate that opens and never shuts: two parts of one state each."""
    game = standoff.compile(
        read_text(
            TURNS.replace(
                "gate == open, effect: {set: {gate: shut}}",
                "gate == shut, effect: {set: {gate: open}}",
            )
        )
    )
    answer = standoff.look(game, "equilibrium")

    assert answer.attrs["components"] == 2
    assert "comes back to no state" in standoff.show(answer)


def test_rules_are_not_said_to_have_been_solved_for():
    """They rest on the logit equilibrium, whose sweeps say nothing of them."""
    game = standoff.compile(read_text(TURNS + "rules: {two: [{do: {close: 1}}]}\n"))
    answer = standoff.look(game, "equilibrium", policy="rules")

    assert "the rules written in the crisis" in standoff.show(answer)
    assert effort(answer, words_for("en")) == ""
