"""Tests for `standoff power`."""

import json

import pytest

from command_line import standoff


def test_without_a_body_the_published_ones_are_listed():
    """They come in the order of the alphabet, in either language."""
    names = [line.split()[0] for line in standoff("power").out.splitlines()]
    listed = json.loads(standoff("power", "--json", "--lang", "id").out)

    assert names == sorted(names)
    assert {"unsc", "unsc-1946", "iaea-board", "eu-council", "eec-1958", "nsg"} <= set(names)
    assert {"name": "unsc", "title": "Dewan Keamanan PBB"} in listed


def test_the_council_is_told_to_six_digits_in_both_languages():
    """421/2145 is 0.196270; Indonesian writes a decimal comma."""
    english, indonesian = standoff("power", "unsc"), standoff("power", "unsc", "--lang", "id")

    assert english.code == indonesian.code == 0
    assert "0.196270" in english.out
    assert "0,196270" in indonesian.out
    assert "Tiongkok" in indonesian.out


def test_an_answer_on_power_is_saved_and_shown_again(tmp_path):
    """It is an answer like any other: netCDF in, the same text out."""
    path = tmp_path / "unsc.nc"
    said = standoff("power", "unsc", "--out", str(path), "--figure", str(tmp_path / "unsc.svg"))

    assert standoff("look", str(path)).out == said.out
    assert (tmp_path / "unsc.svg").exists()


def test_json_gives_the_exact_fractions():
    """A program can have what six digits hide."""
    answer = json.loads(standoff("power", "unsc", "--json").out)

    assert answer["variables"]["shapley_exact"]["values"][-1] == "4/2145"
    assert answer["attributes"]["lens"] == "power"


def test_members_of_a_bloc_count_as_one():
    """Three permanent members that vote as one have no more than each of the others."""
    answer = json.loads(standoff("power", "unsc", "--bloc", "USA+GBR+FRA", "--json").out)

    shapley = answer["variables"]["shapley"]["values"]
    assert shapley[0] == pytest.approx(shapley[1])
    assert sum(s * c for s, c in zip(shapley, [1, 1, 1, 10], strict=True)) == pytest.approx(1)


def test_a_body_of_a_crisis_is_asked_by_name():
    """The Council of 2009 has the power of any Council."""
    found = standoff("power", "dprk-2009", "--body", "council_2009")
    several = standoff("power", "dprk-2009")

    assert "0.196270" in found.out
    assert several.code == 2
    assert "council_2006, council_2009" in several.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["unsk"], "Did you mean 'unsc'?"),
        (["unsc", "--bloc", "USA+FRE"], "No member of unsc is called 'FRE'."),
        (["unsc", "--bloc", "USA+USA"], "'USA' is in a bloc twice."),
        (["unsc", "--body", "x"], "this is one body"),
        (["chicken"], "This crisis has no body that votes."),
        (["dprk-2009", "--body", "counci_2009"], "Did you mean 'council_2009'?"),
    ],
)
def test_what_does_not_exist_is_refused_in_words(arguments, told):
    """Place, what is wrong, and the nearest name."""
    refused = standoff("power", *arguments)

    assert refused.code == 2
    assert told in refused.err
