"""Tests for `standoff.show.spatial`."""

import functools

import pytest

import standoff
from standoff.lenses.spatial import Spatial
from standoff.result import load, save
from standoff.show import figure, show
from standoff.spec import read_text
from standoff.vocab import LANGUAGES

NEAR = """
name: near
actors: [one, two]
variables: {v: [no, yes]}
positions:
  pace:
    scale: [0, 100]
    actors:
      one: {position: 40, salience: 1, capability: 1}
      two: {position: 41, salience: 0.5, capability: 0.5}
  place: {scale: [0, 1], actors: {one: {position: 1, salience: 1, capability: 1}}}
"""


@functools.cache
def answer_of(name):
    path = standoff.catalog.path(name)
    game = standoff.compile(standoff.read(path))
    return standoff.look(game, Spatial(draws=30))


def written(answer, lang="en"):
    return " ".join(show(answer, lang=lang, width=400).split())


def test_the_text_can_be_quoted():
    """Who moves whom, from where to where, and how it ends."""
    text = written(answer_of("dprk-2009"))

    assert "the median starts at 3 and comes to 5 (goes round every 2 rounds" in text
    assert "China moves United States from 8 to 3 (confrontation)" in text
    assert "the answer hangs on the version, and none of them is a forecast" in text
    assert "more rounds in the answer" not in text  # the circle is told once
    assert "Over 30 draws from the ranges of 10 numbers" in text
    assert "South Korea fears risk most (exponent 2) and North Korea least (0.5)" in text


def test_a_question_that_settles_is_told_so():
    """The printed version of the published data stands at 7 after four rounds."""
    text = written(answer_of("ec-emissions"))

    assert "the median starts at 7 and comes to 7 (settles after 4 rounds)" in text
    assert "still moving after 20 rounds; median from" in text
    assert "likeliest is 10 (41%)" in text
    assert "draws from the ranges" not in text


def test_an_end_by_the_median_is_told_as_such():
    """Somebody may still move then."""
    game = standoff.compile(standoff.read(standoff.catalog.path("ec-emissions")))
    text = written(standoff.look(game, "spatial", stop="median"))

    assert "the median stands still after 4 rounds" in text
    assert "comes to 7 (the median stands still after 1 round)" in text


def test_models_that_agree_are_said_to():
    """Two positions next to each other on a long scale."""
    answer = standoff.look(standoff.compile(read_text(NEAR)), "spatial")
    text = written(answer)

    assert "All models come to much the same, from 40" in text
    assert "Other questions of the crisis: place." in text


def test_nobody_to_move_is_no_error():
    """One actor: nothing is offered, and it is drawn as well."""
    answer = standoff.look(standoff.compile(read_text(NEAR)), "spatial", question="place")

    assert "(nobody moves)" in written(answer)
    for kind in ("positions", "challenges"):
        assert figure(answer, kind).axes


def test_a_saved_answer_is_shown_alike(tmp_path):
    """The text needs the answer alone."""
    answer = answer_of("dprk-2009")
    save(answer, tmp_path / "answer.nc")

    assert show(load(tmp_path / "answer.nc")) == show(answer)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", [320, 700, 1000])
@pytest.mark.parametrize("name", ["dprk-2009", "ec-emissions"])
def test_positions_are_drawn_with_a_line_for_each_actor(lang, size, name):
    """And the median; names do not lie over each other."""
    answer = answer_of(name)
    drawing = figure(answer, "positions", lang=lang, theme="dark", size=size)

    drawn = [line for line in drawing.axes[0].lines if line.get_marker() == "o"]
    assert len(drawn) == answer.sizes["version"]
    for version in range(answer.sizes["version"]):
        assert drawn[version].get_linestyle() != "-"
    heights = sorted(
        text.get_position()
        for text in drawing.axes[0].texts
        if text.get_fontsize() == 8.5 and text.get_ha() == "left"
    )
    for (x, y), (other_x, other_y) in zip(heights, heights[1:], strict=False):
        assert x != other_x or abs(other_y - y) > 9


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_map_of_challenges_shows_every_offer(lang):
    """A letter for each offer of round 1, by the version that is told."""
    answer = answer_of("dprk-2009")
    offers = answer["offer"].isel(version=0, round=1).values
    letters = {"en": "FCY", "id": "LKS"}[lang]

    drawing = figure(answer, "challenges", lang=lang)

    shown = [text.get_text() for text in drawing.axes[0].texts]
    for kind, letter in enumerate(letters, 1):
        assert shown.count(letter) == (offers == kind).sum()
    taken = (answer["follows_actor"].isel(version=0, round=1).values >= 0).sum()
    frames = [line for line in drawing.axes[0].lines if len(line.get_xdata()) == 5]
    assert len(frames) == taken
