"""Tests for what `check` says beside errors: warnings, counts, places."""

from __future__ import annotations

import itertools
import os
import time

import pytest
from hypothesis import given, settings

import strategies
from standoff.errors import SpecError
from standoff.spec import check, check_text, read, read_text, resolved_text
from standoff.spec.dynamics import available, feasible

SMALL = "name: x\nactors: [a]\nvariables: {v: [l, h], w: [l, h]}\n"


def warnings(text: str) -> list[str]:
    return [str(warning) for warning in check_text(text).warnings]


def all_states(crisis):
    ranges = [range(len(variable.levels)) for variable in crisis.variables]
    names = [variable.name for variable in crisis.variables]
    return [dict(zip(names, levels, strict=True)) for levels in itertools.product(*ranges)]


@settings(max_examples=40)
@given(strategies.crises())
def test_feasible_states_are_counted_exactly(drawn):
    """The count by groups of variables is the count of all states one by one."""
    found = check_text(strategies.text(drawn))

    assert found.crisis is not None
    assert found.counts is not None
    states = all_states(found.crisis)
    assert found.counts.states == len(states)
    assert found.counts.feasible_states == sum(feasible(found.crisis, state) for state in states)


@settings(max_examples=40)
@given(strategies.crises(max_variables=3, controls=False, extras=False))
def test_warning_that_an_option_can_never_be_taken_is_never_wrong(drawn):
    """Wherever the warning is given, no feasible state makes the option available."""
    found = check_text(strategies.text(drawn))

    assert found.crisis is not None
    warned = {warning.path for warning in found.warnings if "never be taken" in warning.wrong}
    for option in found.crisis.options:
        if f"options.{option.actor}.{option.name}" in warned:
            assert not any(
                available(found.crisis, option, state)
                for state in all_states(found.crisis)
                if feasible(found.crisis, state)
            )


@pytest.mark.parametrize(
    "option",
    [
        "{when: v == l and v == h, effect: {}}",
        "{when: v == h and w == h, effect: {}}",
        "{when: v == h, effect: {set: {w: h}}}",
        "{when: v == h, effect: {raise: {w: 2}}}",
        "{when: 'false', effect: {}}",
        "{effect: {chance: [{probability: 0.5}, {probability: 0.5, set: {v: h, w: h}}]}}",
    ],
)
def test_option_that_can_never_be_taken_is_warned_of(option):
    """Its condition contradicts itself, or what is feasible before or after it."""
    text = f"{SMALL}infeasible: [v == h and w == h]\noptions: {{a: {{o: {option}}}}}\n"

    found = [warning for warning in warnings(text) if "can never be taken" in warning]

    assert found == [
        "line 5, column 15, options.a.o\n"
        "    The option 'o' of 'a' can never be taken.\n"
        "    No feasible state meets its condition and leads only to feasible states."
    ]


def test_option_whose_bad_outcome_has_no_probability_can_be_taken():
    """Only outcomes of positive probability count."""
    text = (
        f"{SMALL}infeasible: [v == h and w == h]\noptions: {{a: {{o: {{effect: "
        "{chance: [{probability: 1}, {probability: 0, set: {v: h, w: h}}]}}}}\n"
    )

    assert not any("never" in warning for warning in warnings(text))


def test_every_other_warning_in_file_order():
    """Warnings have places too, and come in the order of the file."""
    text = (
        "name: x\n"
        "actors: {a: A, b: B, c: C}\n"
        "variables: {v: [l, h]}\n"
        "options: {b: {o: {effect: {raise: v}}}}\n"
        "controls: {c: [v]}\n"
        "chance: {e: {when: v > h, effect: {}}}\n"
        "order: [a]\n"
        "interests: {i: v, j: v}\n"
        "weights: {a: {i: 1}, b: {}}\n"
    )

    assert warnings(text) == [
        "line 2, column 22, actors.c\n"
        "    The actor 'c' has no preferences and is indifferent among all states.\n"
        "    Give it weights, priorities or a ranking.",
        "line 4, column 11, options.b\n"
        "    The actor 'b' has options and no turn.\n"
        "    Add it to 'order', or leave 'order' out so that every actor has a turn.",
        "line 5, column 12, controls.c\n"
        "    The actor 'c' has controls and no turn.\n"
        "    Add it to 'order', or leave 'order' out so that every actor has a turn.",
        "line 6, column 10, chance.e\n"
        "    The chance event 'e' can never happen.\n"
        "    No feasible state meets its condition.",
        "line 8, column 19, interests.j\n"
        "    Nobody weighs the interest 'j'.\n"
        "    Give it a weight under 'weights' or 'motives', or leave it out.",
    ]


def test_warnings_travel_with_the_crisis():
    """Whoever reads without checking can still show them; equality ignores them."""
    crisis = read_text(SMALL)

    assert list(crisis.warnings) == warnings(SMALL)
    assert crisis == read_text(resolved_text(crisis))


def test_large_crisis_is_checked_without_listing_its_states():
    """Ten million states, tied together by conditions on pairs, take no long search."""
    variables = ", ".join(f"v{n}: [a, b, c, d, e]" for n in range(10))
    pairs = ", ".join(f"v{n} == e and v{n + 1} == e" for n in range(9))
    text = f"name: x\nactors: [a]\nvariables: {{{variables}}}\ninfeasible: [{pairs}]\n"
    began = time.perf_counter()

    found = check_text(text)

    assert found.counts is not None
    assert (found.counts.states, found.counts.feasible_states) == (9_765_625, None)
    assert time.perf_counter() - began < 5


def test_file_and_its_record_are_found_beside_each_other(tmp_path):
    """`events` is a plain name in the folder of the crisis file."""
    path = tmp_path / "x.yaml"
    path.write_text(
        f"{SMALL}calendar: {{start: 2003-01-01, every: day, rounds: 3}}\n"
        "record: {events: record.csv}\n"
    )

    found = check(path)

    assert found.events == tmp_path / "record.csv"
    assert found.source == str(path)
    assert found.message == ""


@pytest.mark.parametrize("name", ["missing.yaml", ".", "bad\0name.yaml", "x" * 5000])
def test_file_that_cannot_be_opened_is_a_problem_and_no_traceback(tmp_path, name):
    """A missing file, a folder, a name that no file can have."""
    path = os.path.join(tmp_path, name)  # noqa: PTH118  Path refuses some of these names

    with pytest.raises(SpecError, match="The file cannot be opened"):
        read(path)
    assert [problem.fix for problem in check(path).problems] == ["Check its name and folder."]


def test_missing_file_is_named_in_the_message(tmp_path):
    """The whole message is the contract."""
    path = tmp_path / "missing.yaml"

    message = check(path).message

    assert (
        f"{path}: 1 problem\n\n"
        "  line 1, column 1\n"
        "    The file cannot be opened: No such file or directory.\n"
        "    Check its name and folder." == message
    )


def test_file_above_two_megabytes_is_refused_unread(tmp_path):
    """Ten megabytes are not even decoded, so it does not matter where the reading stops."""
    path = tmp_path / "large.yaml"
    path.write_text("é" * 5_000_000, encoding="utf-8")

    with pytest.raises(SpecError, match="The file is larger than 2 MB"):
        read(path)
