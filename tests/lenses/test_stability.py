"""Tests for `standoff.lenses.stability`."""

import itertools
from unittest import mock

import numpy as np
import pytest
import xarray as xr

from standoff.errors import CommandError, NotApplicable
from standoff.game import compile
from standoff.lenses.stability import Stability
from standoff.record import load
from standoff.spec import read, read_text

STRAIT = """
name: strait
actors: [harbour, island]
variables:
  blockade: [off, on]
  strike: [no, yes]
options:
  harbour:
    blockade: {when: blockade == off, effect: {set: {blockade: on}}}
    lift: {when: blockade == on and strike == no, effect: {set: {blockade: off}}}
  island:
    strike: {when: blockade == on and strike == no, effect: {set: {strike: yes}}}
states:
  calm: blockade == off and strike == no
  siege: blockade == on and strike == no
  war: blockade == on and strike == yes
infeasible: [blockade == off and strike == yes]
ranking:
  harbour: [siege, calm, war]
  island: [calm, siege, war]
"""
"""By hand: states are calm 0, siege 2, war 3. The harbour gains by going from
calm to siege. The island can answer with war, worse for the harbour than calm,
but would lose by it: gmr and smr deter, nash and seq do not. Siege is the
harbour's best, and the island will not strike. From war nobody can move.
"""

PENNIES = """
name: pennies
actors: [A, B]
variables: {a: [no, yes], b: [no, yes]}
controls: {A: [a], B: [b]}
interests: {same: a == b}
weights: {A: {same: 1}, B: {same: -1}}
"""
"""Matching pennies: in every state one of the two gains by moving."""

COUNCIL = """
name: council
actors: [A, B, C]
variables: {measures: [none, mild, harsh]}
options:
  A:
    table:
      when: measures == none
      effect: {vote: body, pass: {set: {measures: harsh}}, fail: {set: {measures: mild}}}
bodies: {body: {rule: majority, members: [A, B, C]}}
interests: {measures: measures}
weights: {A: {measures: 1}, B: {measures: FOR_B}, C: {measures: -1}}
"""


def look(text, **settings):
    return Stability(**settings).look(compile(read_text(text)))


def test_the_strait_is_judged_as_by_hand():
    """See `STRAIT`."""
    answer = look(STRAIT)

    assert answer["state"].values.tolist() == [0, 2, 3]
    resting = {
        str(concept): answer["state"].values[answer["equilibrium"].sel(concept=concept)].tolist()
        for concept in answer["concept"].values
    }
    assert resting == {
        "nash": [2, 3],
        "gmr": [0, 2, 3],
        "smr": [0, 2, 3],
        "seq": [2, 3],
        "sseq": [2, 3],
    }
    assert answer["equilibrium_count"].values.tolist() == [2, 3, 3, 2, 2]
    assert answer["rank"].values.tolist() == [[1, 2, 0], [2, 1, 0]]
    assert answer["improvement_count"].values.tolist() == [[1, 0, 0], [0, 0, 0]]
    assert answer["level_index"].sel(variable="strike").values.tolist() == [0, 0, 1]


def test_reasons_point_to_states_options_and_actors():
    """Calm: the blockade tempts the harbour; under gmr the island's strike deters it."""
    answer = look(STRAIT)
    calm = answer.sel(actor="harbour", state=0)

    def words(concept):
        at = calm.sel(concept=concept)
        return [
            pick(answer[axis].values, int(at[name]))
            for name, axis in (
                ("move_to", "state"),
                ("move_option", "option"),
                ("answer_to", "state"),
                ("answer_actor", "actor"),
                ("answer_option", "option"),
            )
        ]

    assert words("nash") == [2, "harbour.blockade", None, None, None]
    assert words("gmr") == [2, "harbour.blockade", 3, "island", "island.strike"]
    assert words("seq") == [2, "harbour.blockade", None, None, None]


def pick(values, position):
    return None if position < 0 else values[position]


def test_axes_are_those_of_the_reference():
    """Names and axes as `docs/reference/answers.md` lists them."""
    verdict, by_actor = ("concept", "actor", "state"), ("actor", "state")

    answer = look(STRAIT)

    assert {str(name): answer[name].dims for name in answer.data_vars} == {
        "stable": verdict,
        "equilibrium": ("concept", "state"),
        "equilibrium_count": ("concept",),
        "rank": by_actor,
        "improvement_count": by_actor,
        "move_to": verdict,
        "move_option": verdict,
        "answer_to": verdict,
        "answer_actor": verdict,
        "answer_option": verdict,
        "steps_from_start": ("state",),
        "steps_by_improvement": ("state",),
        "level_index": ("variable", "state"),
        "stable_share": verdict,
        "equilibrium_share": ("concept", "state"),
        "equilibrium_share_low": ("concept", "state"),
        "equilibrium_share_high": ("concept", "state"),
    }


def test_distances_are_counted_from_the_state_looked_from():
    """From calm: siege in one move, war in two, but striking is no improvement."""
    at_start, at_siege = look(STRAIT), look(STRAIT, at={"blockade": "on"})

    assert at_start["steps_from_start"].values.tolist() == [0, 1, 2]
    assert at_start["steps_by_improvement"].values.tolist() == [0, 1, -1]
    assert at_start.attrs["looked_from"] == 0
    assert at_siege["steps_from_start"].values.tolist() == [1, 0, 1]
    assert at_siege.attrs["looked_from"] == 2


def test_where_one_looks_from_decides_no_verdict():
    """`at` sets distances only."""
    one, other = look(STRAIT), look(STRAIT, at={"blockade": "on"})

    for name in set(one.data_vars) - {"steps_from_start", "steps_by_improvement"}:
        xr.testing.assert_identical(one[name], other[name])


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
    game = compile(read(_catalogue("elmira")))
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


def test_concepts_may_be_chosen_and_keep_their_order():
    """The axis holds what was asked for, in the order of the house."""
    whole, part = look(STRAIT), look(STRAIT, concepts=("seq", "nash"))

    assert part["concept"].values.tolist() == ["nash", "seq"]
    xr.testing.assert_identical(part["stable"], whole["stable"].sel(concept=["nash", "seq"]))


def test_a_game_without_a_resting_point_says_so():
    """Matching pennies has no Nash state; the answer keeps who leaves and how."""
    answer = look(PENNIES, concepts=("nash",))

    assert answer.attrs["status"] == "none exists"
    assert answer.attrs["cause"] == (
        "In every state some actor has an improvement that nothing deters, "
        "under each of the concepts looked at (nash)."
    )
    assert answer.attrs["remedy"]
    assert not answer["equilibrium"].any()
    assert (answer["improvement_count"].sum("actor") == 1).all()


def test_members_vote_as_they_prefer():
    """With B for harsh measures two of three carry them; with B against, the mild text stays."""
    carried = look(COUNCIL.replace("FOR_B", "1"))
    defeated = look(COUNCIL.replace("FOR_B", "-1"))

    at = {"concept": "nash", "actor": "A", "state": 0}
    assert carried["move_to"].sel(at) == 2
    assert defeated["move_to"].sel(at) == 1


def test_only_the_order_of_states_counts():
    """Ten times the weights, other patience and precision: the same answer."""
    plain = look(PENNIES, changes=0)
    text = PENNIES.replace("same: 1", "same: 10").replace(
        "actors: [A, B]", "actors: {A: {precision: 9, patience: 0.1}, B: {precision: 0}}"
    )

    xr.testing.assert_identical(plain, look(text, changes=0))


def test_the_order_of_actors_in_the_file_permutes_the_answer():
    """Labels, not positions, say whose verdict it is."""
    turned = look(STRAIT.replace("[harbour, island]", "[island, harbour]"))

    for name in ("stable", "rank", "improvement_count", "move_to", "answer_to"):
        expected = look(STRAIT)[name]
        xr.testing.assert_identical(turned[name].sel(actor=expected["actor"]), expected)


def test_the_state_looked_from_may_be_given_by_a_date_of_the_record():
    """On 24 October 1962 the quarantine is announced and backed, and nothing else has happened."""
    crisis = read(_catalogue("cuba-1962"))
    game = compile(crisis)

    answer = Stability(date="1962-10-24").look(game, load(crisis))

    levels = game.levels(int(np.flatnonzero(answer["steps_from_start"] == 0)[0]))
    beginning = {variable.name: variable.levels[0] for variable in crisis.variables}
    assert levels == beginning | {"quarantine": "announced", "oas": "backing"}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"concepts": ()}, "stability was given no concept. Known: nash, gmr, smr, seq, sseq."),
        (
            {"concepts": ("sequ",)},
            "stability knows no concept called 'sequ'. Did you mean 'seq'? "
            "Known: nash, gmr, smr, seq, sseq.",
        ),
        (
            {"most_seconds": 0.0},
            "stability cannot use most_seconds = 0. Choose a number above 0.",
        ),
        (
            {"most_states": 0},
            "stability cannot use most_states = 0. Choose a whole number from 1.",
        ),
        (
            {"at": {"blockade": "on"}, "date": "1962-10-24"},
            "stability was told to look from a date, and also from a state. "
            "Give either 'date' or 'at'.",
        ),
        (
            {"date": "1962-10-24"},
            "The lens 'stability' was told to look from 1962-10-24, but there is no record "
            "to say what had happened by then.\nGive a state with 'at' instead.",
        ),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, message):
    """The whole message is the contract."""
    with pytest.raises(CommandError) as refused:
        look(STRAIT, **settings)

    assert message == str(refused.value)


def test_a_day_that_is_none_is_refused():
    """Like every other place that takes a date."""
    crisis = read(_catalogue("cuba-1962"))

    with pytest.raises(CommandError) as refused:
        Stability(date="1962-10-35").look(compile(crisis), load(crisis))

    expected = (
        "'1962-10-35' is not a day of the calendar.\n"
        "Write a date as year-month-day, for example 2009-04-05."
    )
    assert expected == str(refused.value)


def _catalogue(name):
    from standoff.catalog import path

    return path(name)


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
