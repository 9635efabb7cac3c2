"""Tests for `standoff.lenses.spatial`."""

import dataclasses

import numpy as np
import pytest

import standoff
from standoff.errors import CommandError
from standoff.lenses.spatial import VERSIONS, Spatial
from standoff.spec import read_text

HARBOUR = """
name: harbour
actors: [island, league, mainland]
variables: {open: [no, yes]}
positions:
  toll:
    name: {en: How high a toll, id: Berapa tinggi bea}
    scale: [0, 20]
    actors:
      island: {position: {value: 4, range: [2, 6]}, salience: 0.9, capability: 0.5}
      league: {position: 10, salience: {value: 0.5, range: [0.3, 0.7]}, capability: 0.3}
      mainland: {position: 18, salience: 0.6, capability: 0.4}
  berths:
    scale: [0, 1]
    actors:
      island: {position: 0, salience: 1, capability: 1}
"""


def harbour(*changes):
    text = HARBOUR
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return standoff.compile(read_text(text))


def look(game=None, **chosen):
    return standoff.look(game or harbour(), Spatial(**{"draws": 40, **chosen}))


def test_rules_without_bargaining_are_as_by_hand():
    """Weights 0.45, 0.15, 0.24 of 0.84: the island has more than half."""
    answer = look(draws=0)

    assert float(answer["outcome"].sel(model="median")) == 4
    expected = (4 * 0.45 + 10 * 0.15 + 18 * 0.24) / 0.84
    assert float(answer["outcome"].sel(model="mean")) == pytest.approx(expected)
    share = answer["place_share"].values
    assert share.sum() == pytest.approx(1)
    assert answer["place_position"].values == pytest.approx([4, 10, 18])
    mean = float(answer["place_position"].values @ share)
    assert float(answer["outcome"].sel(model="condorcet")) == pytest.approx(mean)


def test_rounds_begin_with_what_was_stated():
    """Round 0 is the file; nothing is offered in it."""
    answer = look(draws=0)

    for version in VERSIONS:
        here = answer.sel(version=version)
        assert here["position"].sel(round=0).values.tolist() == [4, 10, 18]
        assert (here["offer"].sel(round=0) == 0).all()
        assert np.isnan(here["gain"].sel(round=0)).all()


def test_who_follows_whom_ends_where_it_was_offered():
    """The position after a round is the offer taken, or the one before."""
    answer = look(draws=0)

    for version in VERSIONS:
        here = answer.sel(version=version)
        played = int(here["rounds_played"])
        for turn in range(1, played + 1):
            taken = here["follows_actor"].sel(round=turn).values
            before, after = (here["position"].sel(round=t).values for t in (turn - 1, turn))
            offered = here["offered"].sel(round=turn).values
            for k, other in enumerate(taken):
                goal = before[k] if other < 0 else offered[k, other]
                assert after[k] == pytest.approx(goal)


def test_ranges_give_intervals_that_hold_the_draws():
    """Nine tenths of the draws; more room in the numbers makes them no narrower here."""
    answer = look(draws=200)

    assert answer.attrs["draws"] == 200
    assert answer.attrs["open_numbers"] == 2
    assert (answer["outcome_low"] <= answer["outcome_high"]).all()
    low, high = (float(answer[f"outcome_{end}"].sel(model="median")) for end in ("low", "high"))
    # the island alone decides the median: nine tenths of a range from 2 to 6
    assert low == pytest.approx(2.2, abs=0.15)
    assert high == pytest.approx(5.8, abs=0.15)
    assert ((answer["settled_share"] >= 0) & (answer["settled_share"] <= 1)).all()


def test_numbers_without_ranges_are_not_drawn():
    """There is nothing to draw, and the answer says so."""
    answer = look(question="berths")

    assert answer.attrs["draws"] == 0
    assert "outcome_low" not in answer
    assert answer["is_settled"].all()


def test_draws_follow_the_seed():
    """The same again, and others with another seed."""
    one, again, other = (look(seed=seed)["outcome_high"].values for seed in (0, 0, 1))

    assert (one == again).all()
    assert (one != other).any()


def test_the_first_question_is_asked_by_default():
    """And any by name; the answer lists them."""
    assert look().attrs["question"] == "toll"
    assert look(question="berths").attrs["question"] == "berths"
    assert look().attrs["questions"] == "toll,berths"


def test_what_does_not_settle_is_said():
    """On dprk-2009 the printed version goes round between two states for ever."""
    game = standoff.compile(standoff.read(standoff.catalog.path("dprk-2009")))
    answer = look(game, versions=("printed",), draws=0).sel(version="printed", model="printed")

    assert not answer["is_settled"]
    assert int(answer["period"]) == 2
    swing = float(answer["swing_low"]), float(answer["swing_high"])
    assert swing == pytest.approx((3, 7))
    assert float(answer["outcome"]) == pytest.approx(5)


def test_a_swing_is_that_of_the_later_half_of_the_rounds():
    """Of twenty rounds the last ten; where the median began is no part of it."""
    game = standoff.compile(standoff.read(standoff.catalog.path("dprk-2009")))
    answer = look(game, versions=("tabulated",), draws=0).sel(version="tabulated")
    late = answer["median"].sel(round=slice(11, 20)).values

    assert (late.size, int(answer["rounds_played"])) == (10, 20)
    assert float(answer["median"].sel(round=0)) < late.min()
    assert float(answer["swing_low"]) == late.min()
    assert float(answer["swing_high"]) == late.max()


def test_a_crisis_without_questions_is_told_how_to_get_one():
    """No positions, no answer."""
    game = standoff.compile(standoff.read(standoff.catalog.path("chicken")))

    answer = standoff.look(game, "spatial")

    assert answer.attrs["status"] == "does not apply"
    assert "positions" in answer.attrs["remedy"]


def test_a_question_on_which_nobody_counts_has_no_answer():
    """Salience times capability is zero for all."""
    game = harbour(("salience: 1, capability: 1", "salience: 1, capability: 0"))

    answer = look(game, question="berths")

    assert answer.attrs["status"] == "does not apply"
    assert "'berths'" in answer.attrs["cause"]


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"versions": ()}, "no version"),
        ({"versions": ("printd",)}, "Did you mean 'printed'?"),
        ({"rounds": 0}, "whole number from 1"),
        ({"rounds": 201}, "at most 200"),
        ({"draws": -1}, "whole number from 0"),
        ({"draws": 100_001}, "at most 100000"),
        ({"question": "tol"}, "Did you mean 'toll'?"),
    ],
)
def test_settings_that_ask_for_nothing_are_refused(chosen, said):
    """In a sentence that says what would be right."""
    with pytest.raises(CommandError, match=said):
        look(**chosen)


def test_draws_outside_the_scale_are_brought_back():
    """A normal distribution has no ends; the scale and shares have."""
    game = harbour(
        ("{value: 4, range: [2, 6]}", "{value: 4, distribution: {normal: [4, 30]}}"),
        ("{value: 0.5, range: [0.3, 0.7]}", "{value: 0.5, distribution: {normal: [0.5, 3]}}"),
    )
    answer = look(game, draws=300)

    assert float(answer["outcome_low"].min()) >= 0
    assert float(answer["outcome_high"].max()) <= 20
    ends = answer["end_low"].values, answer["end_high"].values
    assert np.isfinite(ends).all()


def test_names_and_not_places_decide():
    """Listing the actors of the question in another order changes no number by name."""
    game = harbour()
    question = game.crisis.positions[0]
    turned = dataclasses.replace(question, stands=question.stands[::-1])
    crisis = dataclasses.replace(game.crisis, positions=(turned,))

    one, other = look(game, draws=0), look(standoff.compile(crisis), draws=0)

    for name in ("position", "offer", "exponent", "win"):
        labels = {axis: one[axis].values for axis in one[name].dims}
        np.testing.assert_allclose(one[name], other[name].sel(labels), atol=1e-9)
