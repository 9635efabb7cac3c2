"""Tests for what a look through `stability` may cost, and what is left out of a large game."""

import itertools
from unittest import mock

import numpy as np
import pytest
import xarray as xr

from lenses.by_hand import PENNIES, STRAIT, look
from standoff.catalog import path
from standoff.errors import CommandError, NotApplicable
from standoff.game import compile
from standoff.lenses import asking
from standoff.lenses.stability import Stability
from standoff.show import show
from standoff.spec import read, read_text

AT_REST = """
name: hardliners
actors: [A, B]
variables: {a: [no, yes], b: [no, yes]}
controls: {A: [a], B: [b]}
interests: {a_holds: a == yes, b_holds: b == yes}
weights: {A: {a_holds: 1, b_holds: -2}, B: {b_holds: 1, a_holds: -2}}
"""
"""The prisoner's dilemma: each is better off by holding, whatever the other does."""


def test_a_large_game_is_answered_within_reach_and_judged_as_a_whole():
    """From war nothing can be reached; it is stable, and all three resting states are counted."""
    whole = look(STRAIT)
    part = look(STRAIT, at={"blockade": "on", "strike": "yes"}, most_states=2)

    assert part["state"].values.tolist() == [3]
    assert part.attrs["states_shown"] == "within reach"
    assert part.attrs["state_count"] == 3
    assert whole.attrs["states_shown"] == "all"
    assert part["equilibrium_count"].values.tolist() == [2, 3, 3, 2, 2]
    xr.testing.assert_identical(part["stable"], whole["stable"].sel(state=[3]))


def test_positions_are_on_the_states_that_are_shown():
    """Elmira after the order is softened: half of its states are out of reach."""
    game = compile(read(path("elmira")))
    whole = Stability().look(game)
    part = Stability(at={"modify": "yes"}, most_states=11).look(game)

    assert part.sizes["state"] == 6
    for name in ("move_to", "answer_to"):
        expected = _numbers(whole, name).sel(state=part["state"])
        xr.testing.assert_identical(_numbers(part, name), expected)


def _numbers(answer, name):
    """Replace positions by the numbers of the states they point to."""
    numbers = np.append(answer["state"].values, -1)
    return answer[name].copy(data=numbers[answer[name].values])


CLOCK = "standoff.lenses.cost.monotonic"
"""Replaced by a clock that is one second later whenever somebody looks."""


def look_in(seconds, text=STRAIT, **settings):
    """Look with so much time, each look at the clock taking a second of it."""
    with mock.patch(CLOCK, side_effect=itertools.count()):
        return look(text, most_seconds=seconds, draws=0, **settings)


@pytest.mark.parametrize(
    ("seconds", "judged", "left_out"),
    [
        (3, ["nash"], "gmr, smr, seq, sseq"),
        (4, ["nash"], "gmr, smr, seq, sseq"),
        (5, ["nash", "gmr"], "smr, seq, sseq"),
        (11, ["nash", "gmr", "smr", "seq", "sseq"], None),
    ],
)
def test_a_run_out_of_time_says_what_it_left_out(seconds, judged, left_out):
    """Two actors, one second each; a concept that is judged for one of them only is dropped."""
    part = look_in(seconds)

    assert part["concept"].values.tolist() == judged
    assert part.attrs.get("concepts_left_out") == left_out
    whole = look(STRAIT, draws=0)
    for name in part.data_vars:
        expected = whole[name].sel(concept=judged) if "concept" in whole[name].dims else whole[name]
        xr.testing.assert_identical(part[name], expected)


def test_a_run_without_time_for_one_concept_does_not_apply():
    """No half result: the first concept was judged for one actor of two."""
    with pytest.raises(NotApplicable) as refused:
        look_in(2)

    expected = (
        "The 2 seconds allowed were over before 3 states could be judged under nash.\n"
        "Allow more time by 'most_seconds'."
    )
    assert expected == str(refused.value)


def test_draws_for_which_there_is_no_time_are_counted():
    """What was done before took ten seconds and more, so there is time for two draws of nine."""
    text = PENNIES.replace("same: 1", "same: {value: 1, range: [0, 2]}")

    with mock.patch(CLOCK, side_effect=itertools.count()):
        part = look(text, most_seconds=38, draws=9)

    assert part.attrs["draws"] == 2
    assert part.attrs["draws_left_out"] == 7
    assert "draws_left_out" not in look(text, draws=9).attrs


def test_the_nearest_states_are_kept_where_too_many_are_within_reach():
    """The strait from calm: siege is one move away and war two; verdicts stay those of the game."""
    whole, part = look(STRAIT), look(STRAIT, most_states=2)

    assert part["state"].values.tolist() == [0, 2]
    assert part.attrs["states_shown"] == "nearest"
    assert part.attrs["states_within_reach"] == 3
    assert part["equilibrium_count"].values.tolist() == [2, 3, 3, 2, 2]
    xr.testing.assert_identical(part["stable"], whole["stable"].sel(state=[0, 2]))


def test_what_is_left_out_is_pointed_to_by_its_option():
    """The answer that deters the harbour ends in war, which is not among the two nearest."""
    calm = look(STRAIT, most_states=2).sel(actor="harbour", state=0, concept="gmr")

    assert calm["move_to"] == 1
    assert calm["answer_to"] == -1
    assert calm["option"].values[int(calm["answer_option"])] == "island.strike"


def test_the_cost_of_a_large_game_is_told_before_it_is_judged():
    """2**15 states, each with a move of the one actor for every level but its own."""
    levels = ", ".join(f"l{n}" for n in range(32))
    text = (
        "name: large\nactors: [A]\n"
        f"variables: {{a: [{levels}], b: [{levels}], c: [{levels}]}}\ncontrols: {{A: [a]}}"
    )
    game = compile(read_text(text))
    told, seen = [], []

    Stability(("nash",), draws=0).look(
        game, progress=lambda *done: seen.append(done), announce=told.append
    )

    (cost,) = told
    assert cost.states == 2**15
    assert cost.moves == 31 * 2**15
    assert 0 < cost.seconds < 10
    assert 0 < cost.gigabytes < 0.1
    assert seen == [(0, 1)]


def test_a_small_game_costs_nothing_worth_telling():
    """Three states."""
    told = []

    Stability().look(compile(read_text(STRAIT)), announce=told.append)

    assert told == []


def test_progress_counts_verdicts_and_then_draws_on_one_scale():
    """Ten pieces of verdicts and two draws as long: thirty in all."""
    text = PENNIES.replace("same: 1", "same: {value: 1, range: [0, 2]}")
    seen = []

    Stability(draws=2).look(
        compile(read_text(text)), progress=lambda done, total: seen.append(done / total)
    )

    assert seen == sorted(seen)
    assert seen[0] == 0
    assert seen[-1] == 1


def test_more_moves_than_are_listed_unasked_leave_the_changes_out_and_say_so():
    """Four states and two moves in each, one of each actor: eight in all."""
    with mock.patch("standoff.lenses.breaking._LISTED", 7):
        answer, asked = look(AT_REST), look(AT_REST, changes=2)
        shown = asking.look(compile(read_text(AT_REST)), "stability")
    whole = look(AT_REST)

    assert answer.attrs["changes_left_out"] == 8
    assert not any(str(name).startswith("change_") for name in answer.variables)
    xr.testing.assert_equal(answer, whole.drop_dims("change"))
    assert asked.sizes["change"] > 0
    assert "changes_left_out" not in asked.attrs
    said, also = (show(shown, lang=lang) for lang in ("en", "id"))
    assert "8 moves" in " ".join(said.split())
    assert "8 langkah harus didaftar" in " ".join(also.split())


def test_changes_asked_for_are_refused_before_anything_where_memory_would_not_hold_the_moves():
    """Nine bytes for each of 8 moves, and two verdicts on 4 options in 4 states: 104."""
    with (
        mock.patch("standoff.lenses.breaking._MOST_BYTES", 103),
        mock.patch("standoff.kernels.stability.verdicts", side_effect=AssertionError),
        pytest.raises(CommandError, match="8 moves would be listed") as refused,
    ):
        look(AT_REST, changes=1)
    assert "GB of memory" in str(refused.value)
    assert "Leave 'changes' out" in str(refused.value)
    with mock.patch("standoff.lenses.breaking._MOST_BYTES", 104):
        assert look(AT_REST, changes=1).sizes["change"] > 0


def test_the_cost_is_told_before_the_states_within_reach_are_searched():
    """Finding them takes long too, in a game of many options."""
    told = []
    with (
        mock.patch("standoff.lenses.stability._SMALL", 0),
        mock.patch("standoff.kernels.stability.distances", side_effect=InterruptedError),
        pytest.raises(InterruptedError),
    ):
        Stability().look(compile(read_text(AT_REST)), announce=told.append)
    assert told[0].states == 4
