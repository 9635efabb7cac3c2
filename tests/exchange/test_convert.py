"""Tests for conversion as a whole: by the names of files, and the readable form of a crisis."""

import pytest
from hypothesis import given, settings

import standoff
import strategies
from command_line import standoff as run
from standoff import catalog
from standoff.errors import CommandError
from standoff.exchange.convert import SUFFIXES, convert, format_of
from standoff.exchange.human import human, write_yaml, yaml_text
from standoff.spec import read, read_text


@settings(max_examples=15, deadline=None)
@given(strategies.crises())
def test_the_readable_form_says_the_same(crisis):
    """Whatever is left out is what a file without it means; nothing falls back to JSON."""
    before = read_text(strategies.text(crisis))

    text = yaml_text(human(before))

    assert read_text(text) == before
    assert text == write_yaml(before)


@pytest.mark.parametrize("name", catalog.names())
def test_published_crises_are_written_readably(name):
    """In YAML and not in JSON, for every part of the format that they use."""
    crisis = read(catalog.path(name))

    text = write_yaml(crisis)

    assert read_text(text) == crisis
    assert text.startswith("standoff: 1\nname: ")
    assert "patience: 0.9\n" not in text
    assert "cost: 0," not in text
    assert "cost: 0\n" not in text


def test_the_format_is_what_the_name_ends_in():
    """With a guess at what was meant."""
    with pytest.raises(CommandError, match=r"Did you mean '\.gmcr'"):
        format_of(catalog.path("elmira").with_suffix(".gcmr"))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_crisis_of_the_catalogue_goes_round_through_every_format(suffix, tmp_path):
    """The prisoner's dilemma is an option form, a strategic game, and a tree of one round."""
    crisis = tmp_path / "dilemma.yaml"
    text = write_yaml(read(catalog.path("prisoners")))
    crisis.write_text(text.replace("actors:\n", "horizon: 1\nactors:\n", 1), encoding="utf-8")
    there, back = tmp_path / f"there{suffix}", tmp_path / "back.yaml"

    first = run("convert", crisis, there)
    second = run("convert", there, back)

    assert (first.code, second.code) == (0, 0), first.err + second.err
    assert first.err.endswith(f"Wrote {there}.\n")
    assert len(standoff.compile(read(back)).actor_names) == 2


def test_a_file_is_not_written_over_unless_that_is_asked_for(tmp_path):
    """And never onto itself."""
    there = tmp_path / "elmira.gmcr"
    assert run("convert", "elmira", there).code == 0

    again = run("convert", "elmira", there)
    forced = run("convert", "elmira", there, "--force")
    itself = run("convert", there, there, "--force")

    assert (again.code, forced.code, itself.code) == (2, 0, 2)
    assert "This is the file that is read" in itself.err


def test_what_cannot_be_converted_is_told_with_its_exit_code(tmp_path):
    """1 the file, 2 the command, 3 the method could not; nothing is written."""
    broken = tmp_path / "broken.gmcr"
    broken.write_text("{", encoding="utf-8")
    out = tmp_path / "out.gmcr"

    assert run("convert", broken, tmp_path / "out.yaml").code == 1
    assert run("convert", "elmira", tmp_path / "out.txt").code == 2
    assert run("convert", "no-such-crisis", out).code == 2
    assert run("convert", "dprk-2009", out).code == 3
    assert not out.exists()


def test_notes_stand_beside_the_output(tmp_path):
    """What is lost is told on standard error, and the standard output stays empty."""
    done = run("convert", "prisoners", tmp_path / "out.gmcr")

    assert done.out == ""
    assert done.err.startswith("Note: The weights of A and B were written as a ranking.\n")


def test_the_name_of_a_crisis_is_that_of_its_file(tmp_path):
    """Made safe, with the file's own as its title."""
    path = tmp_path / "2 Süd & Nord.nfg"
    path.write_text('NFG 1 R "" { "A" } { 2 } 1 2', encoding="utf-8")

    crisis = convert(path, tmp_path / "x.yaml").crisis

    assert crisis.name == "crisis-2-S-d-Nord"
    assert crisis.title.by_language == {"en": "A strategic game"}
