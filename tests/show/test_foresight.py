"""Tests of the foresight answer as text and figure."""

import functools
import json

import numpy as np
import pytest

import standoff
from show.foresight_answers import foresight
from standoff.lenses.foresight import Foresight
from standoff.show import figure, text


@functools.cache
def prisoners():
    game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    return standoff.look(game, Foresight(horizons=3))


def words(shown):
    """Take line ends out, so that a sentence is found wherever it is broken."""
    return " ".join(shown.split())


def test_the_prisoners_dilemma_in_words():
    """From cooperation defection tempts each; answered in kind, it ends in mutual defection."""
    shown = text(prisoners())

    assert "Where can this end if actors look several moves ahead?" in shown
    assert "L, limited move                               1  2  2" in shown
    assert "PSS, policy stable: 2; SIM, simultaneous: 2" in words(shown)
    assert (
        "L3, CMR3, MR3: First player would stay: its move “defect” (to What the first player "
        "does: defects) would be answered by Second player with “defect” (to What the first "
        "player does: defects, What the second player does: defects) and end in What the first "
        "player does: defects, What the second player does: defects, no better."
    ) in words(shown)


def test_each_verdict_is_worded():
    """Leaving at once, leaving for what comes after, staying for an answer, and no limit."""
    shown = words(text(foresight()))

    assert "L6: North Korea would leave by “come back to the talks”" in shown
    assert ": after United States with “cut off the bank that holds its funds”" in shown
    assert "better for it." in shown
    assert "CMR6: China would stay: its move “convene the talks”" in shown
    assert "would be answered by others, at last Japan and end in" in shown
    assert "no better." in shown
    assert "Japan, South Korea and Russia have nothing to gain by moving." in shown
    assert "No limit for United States: looking one move further each time, it expects in turn" in (
        shown
    )


def test_what_is_left_out_is_said_with_what_to_do():
    """Three concepts need two actors; five can move on the Korean peninsula."""
    shown = words(text(foresight(variant=None)))

    assert (
        "Left out: L, limited move, NM, non-myopic and Stackelberg. They are defined for two "
        "actors that can move, and here 5 can."
    ) in shown


@pytest.mark.parametrize("horizon", [1, 4])
def test_the_table_shows_the_horizons_at_which_everybody_stays(horizon):
    """The row of a state lists its horizons, runs of them drawn together."""
    answer = foresight("cuba-graph", None)
    changed = answer.copy(deep=True)
    changed["equilibrium"][:] = False
    changed["equilibrium"].loc[{"concept": "limited_move", "horizon": [horizon, 6]}] = True

    shown = text(changed)

    assert f"{horizon}, 6" in shown


def test_an_answer_about_one_timeless_concept_is_shown():
    """Without horizons there is no table of them."""
    game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    answer = standoff.look(game, Foresight(concepts=("simultaneous",)))

    assert "Without a horizon: SIM, simultaneous: 2." in text(answer)
    assert "by moves looked ahead" not in text(answer)
    assert figure(answer).axes


def test_an_answer_about_leaders_alone_is_shown():
    """Stackelberg has neither a horizon nor a reason of its own."""
    game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    answer = standoff.look(game, Foresight(concepts=("stackelberg",)))

    assert "led by First player: 1" in text(answer)
    for size in (360, 1000):
        assert figure(answer, size=size).axes


def marks(drawn):
    """Count filled and open circles."""
    circles = [line for line in drawn.axes[0].lines if line.get_marker() == "o"]
    filled = sum(line.get_markerfacecolor() != "none" for line in circles)
    return filled, len(circles) - filled


def test_the_grid_fills_what_rests():
    """One mark for each state, concept and horizon; maximin is left to its twin."""
    answer = prisoners()
    kept = ["limited_move", "metarational", "credible_metarational"]
    shown = [
        s
        for s in range(answer.sizes["state"])
        if answer["equilibrium"][..., s].any() or s == origin(answer)
    ]
    told = [
        answer["equilibrium"].sel(concept=kept).values[..., shown],
        answer["timeless_equilibrium"].values[..., shown] == 1,
        answer["leads"].values[..., shown],
    ]
    filled = sum(int(part.sum()) for part in told)

    assert marks(figure(answer)) == (filled, sum(part.size for part in told) - filled)


def origin(answer):
    return int(np.flatnonzero(answer["state"].values == answer.attrs["looked_from"])[0])


def test_what_is_open_has_a_question_mark():
    """Neither filled nor open: the search did not settle it."""
    answer = prisoners().copy(deep=True)
    answer["timeless_equilibrium"][:] = -1

    drawn = figure(answer)

    asked = [item for item in drawn.axes[0].texts if item.get_text() == "?"]
    assert len(asked) == 3 * 2
    assert "open" in text(answer)


def test_left_out_is_read_from_the_answer():
    """A saved answer says it itself."""
    assert json.loads(foresight(variant=None).attrs["left_out"]) == {
        "limited_move": "actors", "non_myopic": "actors", "stackelberg": "actors",
    }  # fmt: skip
