"""Tests for `standoff.lenses.foresight`."""

import dataclasses
import functools
import json

import numpy as np
import pytest
from hypothesis import given, settings

import standoff
from standoff.errors import CommandError
from standoff.lenses import foresight as module
from standoff.lenses.foresight import CONCEPTS, STEPPED, TIMELESS, Foresight
from standoff.spec import read_text
from strategies import crises, text


@functools.cache
def game_of(name):
    return standoff.compile(standoff.read(standoff.catalog.path(name)))


@functools.cache
def look(name, **asked):
    return standoff.look(game_of(name), Foresight(**asked))


@functools.cache
def classical(name):
    return standoff.look(game_of(name), "stability")


@pytest.mark.parametrize("name", ["prisoners", "chicken", "cuba-graph", "elmira"])
def test_the_lens_stability_gives_the_same_where_the_concepts_meet(name):
    """MR 1, 2, 3 are Nash, GMR, SMR and CMR 2, 3 are SEQ, SSEQ: two engines, one result."""
    met = {("metarational", 1): "nash", ("metarational", 2): "gmr", ("metarational", 3): "smr",
           ("credible_metarational", 1): "nash", ("credible_metarational", 2): "seq",
           ("credible_metarational", 3): "sseq"}  # fmt: skip
    found, known = look(name), classical(name)

    for (concept, horizon), other in met.items():
        place = {"concept": concept, "horizon": horizon}
        assert (found["stable"].sel(place) == known["stable"].sel(concept=other)).all()
        count = int(found["equilibrium_count"].sel(place))
        assert count == int(known["equilibrium_count"].sel(concept=other))


@settings(max_examples=15, deadline=None)
@given(crises())
def test_any_crisis_is_answered_with_pointers_that_point_at_moves(crisis):
    """Ends, answers and moves are states; options belong to who makes them."""
    game = standoff.compile(read_text(text(crisis)))
    answer = standoff.look(game, Foresight(horizons=3, variant="individualistic", tries=20))

    owner = np.array([option.partition(".")[0] for option in answer["option"].values])
    actors = answer["actor"].values
    for before, axis in (("", "concept"), ("timeless_", "timeless")):
        parts = {
            part: answer[before + part].transpose(axis, ..., "actor", "state").values
            for part in ("stable", "move_to", "move_option", "answer_to", "answer_actor",
                         "answer_option", "end_to")
        }  # fmt: skip
        for place in np.argwhere(parts["move_to"] >= 0):
            here = tuple(place)
            option = parts["move_option"][here]
            assert owner[option] == actors[here[-2]]
            assert parts["move_to"][here] != here[-1]
            reply, by = parts["answer_option"][here], parts["answer_actor"][here]
            if reply >= 0:
                assert owner[reply] == actors[by]
                assert by != here[-2]
    assert (answer["equilibrium"] == answer["stable"].all("actor")).all()


def test_a_range_of_horizons_is_reported():
    """One horizon misleads: in chicken nobody rests at 2, and mutual swerving from 3 on."""
    counts = look("chicken", horizons=5)["equilibrium_count"].sel(concept="limited_move")

    assert counts["horizon"].values.tolist() == [1, 2, 3, 4, 5]
    assert counts.values.tolist() == [2, 0, 1, 1, 1]


def test_maximin_has_the_verdicts_of_metarational_and_tells_what_is_secured():
    """Its line is that of the move that secures most, even where nothing tempts."""
    answer = look("prisoners", horizons=2)
    held, secured = (answer.sel(concept=name) for name in ("metarational", "maximin"))

    assert (held["stable"] == secured["stable"]).all()
    defected = int(np.flatnonzero(answer["equilibrium"].sel(concept="metarational", horizon=1))[0])
    assert (held["move_to"][0, :, defected] == -1).all()
    assert (secured["move_to"][0, :, defected] >= 0).all()


def test_what_needs_two_actors_is_left_out_where_three_can_move():
    """The other concepts are not lost, and the answer says what was left out and why."""
    answer = look("elmira")

    assert answer.attrs["status"] == "found"
    assert json.loads(answer.attrs["left_out"]) == {
        "limited_move": "actors", "non_myopic": "actors", "stackelberg": "actors",
    }  # fmt: skip
    assert answer.attrs["movers"] == 3
    assert answer["concept"].values.tolist() == list(STEPPED[1:])
    assert answer["timeless"].values.tolist() == ["policy_stable", "simultaneous"]
    assert "leader" not in answer.dims


@pytest.mark.parametrize("variant", ["individualistic", "cooperative"])
def test_a_chosen_reading_brings_them_back(variant):
    """Both readings give limited moves, limits and leaders for three actors."""
    answer = look("elmira", variant=variant)

    assert answer["concept"].values.tolist() == list(STEPPED)
    assert answer["timeless"].values.tolist() == list(TIMELESS)
    assert answer["leader"].values.tolist() == list(answer["actor"].values)
    assert json.loads(answer.attrs["left_out"]) == {}


def test_asked_for_nothing_that_applies_the_lens_does_not_apply():
    """Cause and remedy, and no arrays."""
    answer = look("elmira", concepts=("limited_move", "stackelberg"))

    assert answer.attrs["status"] == "does not apply"
    assert "How 3 actors look ahead is not settled" in answer.attrs["cause"]
    assert "variant = individualistic" in answer.attrs["remedy"]
    assert not set(answer.data_vars) - {name for name in answer if name.startswith("assumption")}


def test_a_bystander_does_not_make_two_actors_three():
    """A third actor that can do nothing leaves the two-actor concepts in place."""
    crisis = standoff.read(standoff.catalog.path("iran-2015"))
    movers = look("iran-2015").attrs["movers"]

    assert movers < len(crisis.actors)


def test_too_many_combinations_leave_a_concept_out(monkeypatch):
    """Joint moves beyond the bound, and the cooperative reading of a large game."""
    monkeypatch.setattr(module, "_MOST_JOINT", 3)
    answer = standoff.look(game_of("prisoners"), Foresight(concepts=("simultaneous", "maximin")))
    assert json.loads(answer.attrs["left_out"]) == {"simultaneous": "size"}

    large = standoff.look(
        game_of("libya-2003"),
        Foresight(concepts=("limited_move", "maximin"), variant="cooperative"),
    )
    assert json.loads(large.attrs["left_out"]) == {"limited_move": "size"}


def test_a_game_with_too_many_moves_is_refused_with_its_size(monkeypatch):
    """The number, the bound and a way out."""
    monkeypatch.setattr(module, "_MOST_MOVES", 7)

    answer = standoff.look(game_of("prisoners"), "foresight")

    assert answer.attrs["status"] == "does not apply"
    assert "this game has 8 of them; at most 7 are listed" in answer.attrs["cause"]


def test_the_nearest_states_are_shown_with_those_they_speak_of():
    """Verdicts are made on all states; the answer holds what it needs to be read."""
    near, whole = (look("iran-2015", most_states=most) for most in (20, 10_000))
    steps = [
        np.where(a["steps_from_start"] < 0, 10**6, a["steps_from_start"]) for a in (near, whole)
    ]
    farthest = np.sort(steps[1])[19]

    assert 20 < near.sizes["state"] < whole.sizes["state"] == near.attrs["state_count"]
    assert (near.attrs["states_shown"], whole.attrs["states_shown"]) == ("nearest", "all")
    assert (near["equilibrium_count"] == whole["equilibrium_count"]).all()
    same = whole.sel(state=near["state"])
    assert (near["stable"] == same["stable"]).all()
    assert np.sort(steps[0])[19] == farthest
    close = np.flatnonzero(steps[0] < farthest)
    assert close.size
    for part in ("move_to", "answer_to", "end_to"):
        told, full = near[part].values[..., close], same[part].values[..., close]
        assert ((told < 0) == (full < 0)).all()
        named, meant = near["state"].values[told], whole["state"].values[full]
        assert (named[told >= 0] == meant[full >= 0]).all()


def test_verdicts_that_hang_on_ties_are_marked():
    """Where the other way to break ties says otherwise."""
    asked = {"variant": "individualistic", "concepts": ("limited_move",), "most_states": 10_000}
    harsh, kind = (look("dprk-2009", ties=ties, **asked) for ties in ("harsh", "kind"))
    differs = (harsh["stable"] != kind["stable"]).sel(concept="limited_move")

    assert (differs == harsh["hangs_on_ties"]).all()
    assert differs.any()


def test_an_actor_without_a_limit_is_neither_stable_nor_not():
    """Open, with its period and what it expects in turn."""
    answer = look(
        "dprk-2009", variant="individualistic", concepts=("non_myopic",), most_states=10_000
    )
    period = answer["period"].values
    verdict = answer["timeless_stable"].sel(timeless="non_myopic").values
    here = np.arange(answer.sizes["state"])
    stays = (answer["cycle_to"].transpose("phase", "actor", "state").values == here).any(axis=0)

    assert period.max() == answer.sizes["phase"] > 1
    assert (verdict[(period > 1) & stays] == -1).all()
    assert (verdict[(period > 1) & ~stays] == 0).all()
    assert (verdict[period == 1] == stays[period == 1]).all()


PENNIES = """
name: pennies
actors: [A, B]
variables:
  a: [heads, tails]
  b: [heads, tails]
controls: {A: [a], B: [b]}
priorities:
  A:
    - a == heads and b == heads or a == tails and b == tails
  B:
    - a == heads and b == tails or a == tails and b == heads
"""


def test_no_state_of_a_pursuit_rests():
    """One wants to match, the other to differ: at horizon 1 each state is left by somebody."""
    game = standoff.compile(read_text(PENNIES))

    answer = standoff.look(game, Foresight(concepts=("limited_move",), horizons=1))

    assert answer.attrs["status"] == "none exists"
    assert "In every state some actor would leave" in answer.attrs["cause"]
    assert not answer["equilibrium"].any()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"concepts": ()}, "foresight was given no concept"),
        ({"concepts": ("limited_moves",)}, "Did you mean 'limited_move'?"),
        ({"horizons": 0}, "foresight cannot use horizons = 0"),
        ({"horizons": 51}, "Choose a whole number from 1 to 50"),
        ({"most_states": 0}, "foresight cannot use most_states = 0"),
        ({"tries": 0}, "foresight cannot use tries = 0"),
        ({"at": {}, "date": "2009-01-01"}, "from a date, and also from a state"),
    ],
)
def test_settings_that_ask_for_nothing_are_refused(asked, message):
    """Before anything is computed, with what would be right."""
    with pytest.raises(CommandError, match=message.replace("?", r"\?")):
        Foresight(**asked)


def test_a_state_to_look_from_decides_no_verdict():
    """Only distances and what is shown."""
    game = game_of("cuba-graph")
    there = standoff.look(game, Foresight(at={"blockade": "on"}))

    assert (there["stable"] == look("cuba-graph")["stable"]).all()
    assert there.attrs["looked_from"] != look("cuba-graph").attrs["looked_from"]


def test_every_concept_is_reported_by_default():
    """All eight, where two actors can move."""
    answer = look("prisoners")

    found = [*answer["concept"].values, *answer["timeless"].values, "stackelberg"]
    assert found == list(CONCEPTS)
    assert dataclasses.asdict(Foresight())["horizons"] == 6
