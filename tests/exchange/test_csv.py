"""Tests for spreadsheets of states: read, written, and back again."""

import csv
import io
import json

import pytest
from hypothesis import given, settings

import standoff
from exchange.damage import read_or_refused
from exchange_models import graph_model, option_forms
from standoff.errors import NotApplicable, SpecError
from standoff.exchange.binary import binary
from standoff.exchange.csv_read import read_csv
from standoff.exchange.csv_write import write_csv
from standoff.exchange.human import yaml_text
from standoff.exchange.option_form import option_form
from standoff.game import compile
from standoff.spec import read_text

TABLE = """kind,option,option,option,rank,utility
actor,Syria,Syria,Iraq,Syria,Iraq
name,Release Water,pressure,Attack,,
levels,,none < some < full,,,
moves,both,up,,,
start,4
1,N,none,N,1,2.5
2,Y,none,N,3,-1
# a remark
4,n,full,N,1,0
"""


def read(text):
    """Return the crisis that a file gives."""
    found = read_csv(text, "some.csv")
    return read_text(yaml_text({"name": "some", **found.data}))


def problems(text):
    """Return what is refused, as (row, column, wrong)."""
    with pytest.raises(SpecError) as refused:
        read(text)
    return [(one.line, one.column, one.wrong) for one in refused.value.problems]


def numbers(game):
    """Return the numbers of the states, by the form that the writer uses too."""
    return binary(option_form(game, "This")).number.tolist()


def test_a_table_is_read():
    """Levels in their order, ways to move, ties, utilities, and the start by its label."""
    crisis = read(TABLE)
    game = compile(crisis)

    assert [v.levels for v in crisis.variables] == [
        ("no", "yes"), ("none", "some", "full"), ("no", "yes")
    ]  # fmt: skip
    assert [(rule.variable, rule.only) for rule in crisis.one_way] == [("pressure", "rise")]
    assert crisis.variables[1].start == 2
    assert game.state_count == 3
    assert [state.text for state in crisis.states.values()][2] == (
        "release_water == no and pressure == full and attack == no"
    )
    assert game.rank[0].tolist() == [1, 1, 0]
    assert game.utility[1].tolist() == [2.5, 0, -1]


def test_semicolons_tabs_and_byte_order_marks_are_read():
    """What spreadsheets of other countries write."""
    for mark in ";\t":
        assert read(TABLE.replace(",", mark)) == read(TABLE)


@settings(max_examples=40, deadline=None)
@given(option_forms(misperceived=False))
def test_the_graph_model_survives_the_round_trip(crisis):
    """States, moves and preferences, state by state."""
    before = read_text(json.dumps(crisis))
    wants = ("weights", "priorities", "ranking", "controls")
    if not any(way in crisis for way in wants):
        with pytest.raises(NotApplicable, match="nobody holds or wants"):
            write_csv(before)
        return

    after = read(write_csv(before).text)

    kept = [k for k, actor in enumerate(before.actors)
            if actor.name in [one.name for one in after.actors]]  # fmt: skip
    old, new = graph_model(before, numbers), graph_model(after, numbers)
    order = [[a.name for a in after.actors].index(before.actors[k].name) for k in kept]
    assert new["states"] == old["states"]
    for part in ("moves", "better"):
        assert [new[part][n] for n in order] == [old[part][k] for k in kept]
        assert not any(old[part][k] for k in range(len(before.actors)) if k not in kept)


def test_elmira_keeps_its_published_numbers():
    """State 9 is best for the ministry and the local government, state 1 for Uniroyal."""
    rows = list(csv.reader(io.StringIO(
        write_csv(standoff.read(standoff.catalog.path("elmira"))).text)))  # fmt: skip
    best = {column: [row[0] for row in rows if row[column : column + 1] == ["1"]][-1]
            for column in (6, 7, 8)}  # fmt: skip

    assert rows[1][6:] == ["MOE", "UR", "LG"]
    assert best == {6: "9", 7: "1", 8: "9"}
    assert rows[-1][1:6] == ["Y", "N", "N", "Y", "Y"]


def test_a_title_is_no_formula():
    """A spreadsheet would run '=...'; the mark in front is taken off again."""
    crisis = read_text(
        """{name: x, actors: [A], variables: {u: {name: "=1+1", levels: [no, yes]}},
        controls: {A: [u]}, interests: {u: u}, weights: {A: {u: 1}}}"""
    )

    text = write_csv(crisis).text

    assert "'=1+1" in text
    assert read(text).variables[0].title.by_language == {"en": "=1+1"}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", (1, 1, "There is no row 'kind'.")),
        ("kind,option\nactor,A\n", (1, 1, "There is no state.")),
        (TABLE.replace("kind,option", "kind,opinion"), (1, 2, "'opinion' is no kind of column.")),
        (TABLE.replace("up", "sideways"), (5, 3, "'sideways' is no way to move.")),
        (TABLE.replace("start,4", "start,9"), (6, 2, "No state is called '9'.")),
        (TABLE.replace("4,n", "2,n").replace("start,4", "start,2"),
         (10, 1, "The state '2' stands twice.")),
        (TABLE.replace("2,Y,none,N", "2,N,none,N"), (8, 2, "This is the state of row 7 again.")),
        (TABLE.replace("4,n,full", "4,n,most"), (10, 3, "'most' is no level.")),
        (TABLE.replace("2.5", "nan"), (7, 6, "'nan' is no number.")),
        (TABLE.replace("2.5", "1e99"), (7, 6, "'1e99' is no number.")),
        (TABLE.replace(",2.5", ","), (7, 6, "This cell is empty.")),
        (TABLE.replace("rank,utility", "rank,rank").replace("Syria,Iraq\nname", "Iraq,Iraq\nname"),
         (1, 6, "The wants of 'Iraq' stand twice.")),
        ("kind," + "option," * 300, (1, 1, "The table has 1 rows and up to 302 columns.")),
        ("kind,option\nactor,A\n" + "1,N\n" * 2000, (1, 1, "The table has 2,002 rows")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_cell(text, wrong):
    """Row and column, counted from one, what is wrong, and what would be right."""
    row, column, words = wrong

    assert any(
        (row, column) == found[:2] and found[2].startswith(words) for found in problems(text)
    ), problems(text)


def test_too_many_states_are_refused_when_writing():
    """A row for each of thousands of states is no table to look at."""
    names = [f"v{k}" for k in range(10)]
    variables = ", ".join(f"{name}: [low, mid, high]" for name in names)
    with pytest.raises(NotApplicable, match="59,049"):
        write_csv(read_text(f"{{name: x, actors: [A], variables: {{{variables}}}}}"))


def test_files_damaged_at_random_are_read_or_refused():
    """A few thousand mutations, nothing else can happen; what is read is a crisis."""
    pieces = [",", "\n", '"', "N", "kind", "9", "1e9", "", ";", "-", "é", "start,", "rank", "\x00"]

    read_or_refused(read_csv, (TABLE,), pieces, seed=7)
