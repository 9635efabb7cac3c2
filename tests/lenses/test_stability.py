"""Tests for `standoff.lenses.stability`."""

import numpy as np
import pytest
import xarray as xr

from lenses.by_hand import PENNIES, STRAIT, TABLED, look
from standoff.catalog import path
from standoff.errors import CommandError
from standoff.game import compile
from standoff.lenses.stability import Stability
from standoff.record import load
from standoff.spec import read

COUNCIL = (
    TABLED
    + """
interests: {measures: measures}
weights: {A: {measures: 1}, B: {measures: FOR_B}, C: {measures: -1}}
"""
)


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
    crisis = read(path("cuba-1962"))
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
    crisis = read(path("cuba-1962"))

    with pytest.raises(CommandError) as refused:
        Stability(date="1962-10-35").look(compile(crisis), load(crisis))

    expected = (
        "'1962-10-35' is not a day of the calendar.\n"
        "Write a date as year-month-day, for example 2009-04-05."
    )
    assert expected == str(refused.value)
