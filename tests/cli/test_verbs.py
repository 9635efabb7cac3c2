"""Tests for what each verb does when all is well."""

import json
from pathlib import Path

import pytest

import standoff as package
from command_line import standoff
from standoff import catalog
from standoff.result import same


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Stand in an empty folder."""
    monkeypatch.chdir(tmp_path)


def test_the_catalogue_lists_every_crisis_with_its_title():
    """Each name can be given to every other verb."""
    lines = standoff("catalog").out.splitlines()

    assert [line.split()[0] for line in lines if not line.startswith(" ")] == list(catalog.names())


def test_the_catalogue_prints_the_notes_on_one_crisis():
    """The notes say where everything comes from."""
    assert standoff("catalog", "elmira").out.strip() == catalog.notes("elmira").strip()


def test_the_catalogue_as_json_is_a_list_for_programs():
    """Names, titles and summaries."""
    listed = json.loads(standoff("catalog", "--json").out)

    assert [entry["name"] for entry in listed] == list(catalog.names())
    assert all(entry["title"] and entry["summary"] for entry in listed)


def test_a_new_crisis_is_valid_and_without_warnings():
    """The first thing a newcomer does must work."""
    Path("sub").mkdir()

    written = standoff("new", "two-straits", "--dir", "sub")
    checked = standoff("check", "sub/two-straits.yaml")

    assert written.code == 0
    assert checked.out == (
        "sub/two-straits.yaml: 2 actors, 2 variables, 4 states, 3 options. No problems.\n"
    )
    assert package.read("sub/two-straits.yaml").name == "two-straits"


def test_a_crisis_is_read_from_a_pipe():
    """`-` is the standard input for every verb that reads a crisis."""
    standoff("new", "strait")
    text = Path("strait.yaml").read_bytes()

    assert standoff("check", "-", stdin=text).out.startswith("-: 2 actors")
    assert standoff("look", "-", "--lens", "stability", stdin=text).code == 0


def test_the_resolved_form_is_a_crisis_that_resolves_to_itself():
    """So that other programs can read it instead of the human form."""
    standoff("new", "strait")
    resolved = standoff("check", "strait.yaml", "--resolved").out

    again = standoff("check", "-", "--resolved", stdin=resolved.encode()).out

    assert resolved == again
    assert json.loads(resolved)["name"] == "strait"


def test_check_as_json_gives_problems_with_their_places():
    """An editor can show them where they are; the exit code is the same."""
    Path("bad.yaml").write_text("name: bad\nactors: [a, a]\nvariables: {v: [no, yes]}\n")

    done = standoff("check", "bad.yaml", "--json")
    (problem,) = json.loads(done.out)["problems"]

    assert done.code == 1
    assert (problem["line"], problem["column"], problem["path"]) == (2, 13, "actors[2]")


def test_a_saved_answer_is_shown_again_word_for_word():
    """The crisis is not needed any more, nor even there."""
    standoff("new", "strait")
    first = standoff("look", "strait.yaml", "--lens", "stability", "--out", "answer.nc")
    Path("strait.yaml").unlink()

    second = standoff("look", "answer.nc")

    assert first.err == "Wrote answer.nc.\n"
    assert first.out == second.out


def test_python_and_the_command_line_give_the_same_answer():
    """They are two doors to one room."""
    standoff("look", "chicken", "--lens", "ensemble", "--set", "paths=500", "--seed", "7",
             "--out", "answer.nc")  # fmt: skip

    game = package.compile(package.read(catalog.path("chicken")))
    answer = package.look(game, "ensemble", paths=500, seed=7)

    assert same(answer, package.load("answer.nc"))


def test_json_of_an_answer_is_what_the_library_gives(monkeypatch):
    """For programs in other languages."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    printed = json.loads(standoff("look", "prisoners", "--lens", "stability", "--json").out)

    assert printed["attributes"]["lens"] == "stability"
    assert printed["variables"]["stable"]["axes"] == ["concept", "actor", "state"]


def test_a_state_and_a_list_are_understood():
    """`--at` gives levels, `--set` a list separated by commas."""
    standoff("look", "prisoners", "--lens", "stability", "--set", "concepts=nash,seq",
             "--at", "choice_a=defect", "--out", "a.nc")  # fmt: skip

    settings = json.loads(package.load("a.nc").attrs["settings"])

    assert settings["concepts"] == ["nash", "seq"]
    assert settings["at"] == {"choice_a": "defect"}


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_an_answer_is_drawn(suffix):
    """The kind of figure follows from the name of the file."""
    begin = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}[suffix]

    done = standoff("look", "prisoners", "--lens", "stability", "--figure", f"a.{suffix}")

    assert done.code == 0
    assert Path(f"a.{suffix}").read_bytes().startswith(begin)
