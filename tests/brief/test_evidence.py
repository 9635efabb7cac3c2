"""Tests for the record as an answer: what it holds, and that it survives being saved."""

import numpy as np
import pytest

from show.record_answers import CRISIS, EVENTS, record
from standoff.brief.situation import describe_situation
from standoff.game import compile
from standoff.record import parse_events, walk
from standoff.result import load, same, save
from standoff.spec import read_text


@pytest.mark.parametrize("view", ["show", "months"])
@pytest.mark.parametrize("changes", [{}, {"events": ()}, {"crisis": None, "walk": None}],
                         ids=["all", "none", "no crisis"])  # fmt: skip
def test_a_record_survives_being_saved(view, changes, tmp_path):
    """Also one without events, whose axes are empty."""
    answer = record(view, **changes)

    save(answer, tmp_path / "a.nc")

    assert same(answer, load(tmp_path / "a.nc"))


def test_events_stand_beside_what_they_are_taken_for():
    """Kinds, rounds, turns and rules of the seven events, in order of date."""
    answer = record()

    assert answer["event_kind"].values.tolist() == [
        "outside", "move", "background", "move", "unmapped", "move", "unmapped",
    ]  # fmt: skip
    assert answer["event_round"].values.tolist() == [-1, 1, 1, 2, 2, 2, 4]
    assert answer["event_turn"].values.tolist() == [-1, 0, -1, 1, -1, 2, -1]
    assert answer["event_rule"].values.tolist() == [-1, 0, 3, 2, -1, 1, -1]
    assert answer["event_option"].values.tolist()[1] == "harbour.blockade"
    assert answer["event_result"].values.tolist()[1] == "done"


def test_turns_hold_what_was_done_in_them():
    """Round 0 is the beginning, in which nobody moves."""
    turns = record()["turn_option"].transpose("round", "turn").values.tolist()

    assert turns == [
        ["hold", "hold", "hold"],
        ["harbour.blockade", "hold", "hold"],
        ["hold", "island.protest", "harbour.lift"],
        ["hold", "hold", "hold"],
        ["hold", "hold", "hold"],
    ]


def test_claims_name_their_event_and_which_is_followed():
    """Only events on which more than one source speaks have rows."""
    answer = record()

    assert answer["claim_event"].values.tolist() == [1, 1]
    assert answer["claim_name"].values.tolist() == ["harbour-gazette", "island-radio"]
    assert answer["claim_followed"].values.tolist() == [False, True]
    assert answer["event_date"].values.tolist()[1] == "2009-01-11"
    assert answer["follow_why"].values.tolist()[1] == "it was there"
    assert answer["follow_why_id"].values.tolist()[1] == "ia ada di sana"


def test_an_intensity_that_nobody_knows_is_missing():
    """A zero would say that the event was neither friendly nor hostile."""
    known = ~np.isnan(record()["event_intensity"].values)

    assert known.tolist() == [True, False, True, False, False, True, False]


def test_the_situation_shares_columns_and_states_with_the_record():
    """One function lays them out, so that brief and command line cannot differ."""
    crisis = read_text(CRISIS + "interests: {calm: anger == low}\n"
                       "weights: {harbour: {calm: 1}, island: {calm: 1}}\n")  # fmt: skip
    situation = describe_situation(
        compile(crisis), walk(crisis, parse_events(EVENTS)), "2009-02-16"
    )
    inside = record().isel(event=slice(1, None))

    for name in ("event_id", "event_date", "event_option", "event_background", "event_round"):
        assert situation[name].values.tolist() == inside[name].values.tolist(), name
    assert (situation["record_level"].values == inside["record_level"].values).all()


def test_parties_and_verbs_are_named_in_both_languages():
    """Countries and bodies have names; what nobody knows keeps its code."""
    from standoff.brief.record_labels import record_labels

    rows = "id,date,actor,action,target,description\nE1,2009,PRK,visit,UNSC;XQ,went\n"
    named = record_labels(parse_events(rows), None, {"USA"})

    assert named["parties"]["PRK"] == {"en": "North Korea", "id": "Korea Utara"}
    assert named["parties"]["UNSC"]["id"] == "Dewan Keamanan PBB"
    assert named["parties"]["XQ"] == {}
    assert named["parties"]["USA"]["id"] == "Amerika Serikat"
    assert set(named["verbs"]["visit"]) == {"en", "id"}
