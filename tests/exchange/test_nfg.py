"""Tests for Gambit's strategic games: payoffs and outcomes, read and written."""

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standoff
from exchange.damage import read_or_refused
from exchange_models import option_forms
from standoff.errors import NotApplicable, SpecError
from standoff.exchange.human import yaml_text
from standoff.exchange.nfg_read import read_nfg
from standoff.exchange.nfg_write import write_nfg
from standoff.game import compile
from standoff.lenses.stability import Stability
from standoff.spec import read_text

DILEMMA = """NFG 1 R "Prisoner's \\"dilemma\\"" { "Ann" "Ben" }
{ { "silent" "talks" } { "silent" "talks" } }
"a comment"
{ { "both silent" -1, -1 } { "one talks" 0, -9 } { "the other" -9, 0 } { "both" -6, -6 } }
1 2 3 4
"""


def read(text):
    """Return the crisis that a file gives."""
    found = read_nfg(text, "some.nfg")
    return read_text(yaml_text({"name": "some", **found.data}))


def payoffs(crisis):
    """Return the payoffs by the strategies of all players, from the compiled game."""
    game = compile(crisis)
    levels = game.level_indices.T.tolist()
    return {tuple(at): tuple(game.utility[:, k].tolist()) for k, at in enumerate(levels)}


def test_a_game_by_outcomes_is_read():
    """The first player's strategy changes fastest: profile 2 is the first player talking alone."""
    crisis = read(DILEMMA)

    assert crisis.title.by_language == {"en": 'Prisoner\'s "dilemma"'}
    assert payoffs(crisis) == {(0, 0): (-1, -1), (1, 0): (0, -9), (0, 1): (-9, 0), (1, 1): (-6, -6)}
    assert [v.level_titles[1].by_language["en"] for v in crisis.variables] == ["talks", "talks"]


def test_a_game_by_payoffs_is_read():
    """Strategies may only be counted, and numbers be fractions; commas mean nothing."""
    crisis = read('NFG 1 D "x" { "A" "B" } { 3 2 }\n1, 2 3.5 -4 1/2 1e1 0 0 0 0 0 7')

    found = payoffs(crisis)

    assert found[0, 0] == (1, 2)
    assert found[1, 0] == (3.5, -4)
    assert found[2, 0] == (0.5, 10)
    assert found[2, 1] == (0, 7)


def test_equilibria_of_the_graph_model_are_those_of_the_game():
    """Nash stability of the states is Nash equilibrium in pure strategies of the game."""
    crisis = read(DILEMMA)

    rests = Stability(concepts=("nash",)).look(compile(crisis))["equilibrium"].values[0]

    assert [crisis.states["s4"].text] == ["Ann == talks and Ben == talks"]
    assert rests.tolist() == [False, False, False, True]


@st.composite
def games(draw):
    """Draw the payoffs of a strategic game."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3).filter(lambda s: max(s) > 1))
    count = len(sizes) * len(list(itertools.product(*map(range, sizes))))
    number = st.one_of(st.integers(-9, 9), st.floats(-100, 100).map(lambda x: round(x, 3)))
    return sizes, draw(st.lists(number, min_size=count, max_size=count))


@settings(max_examples=40, deadline=None)
@given(games())
def test_payoffs_survive_the_round_trip(game):
    """From a file to a crisis and back to a file with the same numbers in the same order."""
    sizes, numbers = game
    names = " ".join(f'"P{k}"' for k in range(len(sizes)))
    text = f'NFG 1 R "drawn" {{ {names} }} {{ {" ".join(map(str, sizes))} }}\n'
    crisis = read(text + " ".join(map(repr, numbers)))

    body = write_nfg(crisis).text.split('""\n\n')[1]

    assert [float(word) for word in body.split()] == [float(number) for number in numbers]


@settings(max_examples=40, deadline=None)
@given(option_forms(full=True, one_way=False, misperceived=False))
def test_a_crisis_survives_the_round_trip(crisis):
    """Payoffs by profile are the utilities, or the ranks, of the states of the crisis."""
    before = read_text(json.dumps(crisis))
    if "controls" not in crisis:
        with pytest.raises(NotApplicable):
            write_nfg(before)
        return
    game = compile(before)
    after = compile(read(write_nfg(before).text))

    free = [v for v in range(len(game.variable_names))
            if game.variable_names[v] not in sum(crisis["controls"].values(), [])]  # fmt: skip
    at_start = [k for k in range(game.state_count)
                if all(game.level_indices[v, k] == game.level_indices[v, game.start]
                       for v in free)]  # fmt: skip
    for i, actor in enumerate(game.actor_names):
        is_order = actor in game.ordinal_actors
        expected = game.rank[i, at_start] if is_order else game.utility[i, at_start]
        assert sorted(after.utility[i].tolist()) == pytest.approx(sorted(expected.tolist()))


def test_what_no_strategic_game_can_say_is_refused():
    """A condition across actors leaves profiles without payoffs; conditions of one do not."""
    with pytest.raises(NotApplicable, match=r"infeasible: u mid, v mid"):
        write_nfg(
            read_text("""{name: x, actors: [A, B], variables: {u: [low, mid], v: [low, mid]},
            controls: {A: [u], B: [v]}, infeasible: [u == mid and v == mid]}""")
        )
    with pytest.raises(NotApplicable, match="several actors hold u"):
        write_nfg(
            read_text("""{name: x, actors: [A, B], variables: {u: [low, mid]},
            controls: {A: [u], B: [u]}}""")
        )

    elmira = write_nfg(standoff.read(standoff.catalog.path("elmira")))

    assert '{ "The order is made milder: no" "The order is made milder: yes" }' in elmira.text
    assert len(elmira.text.split('""\n\n')[1].splitlines()) == 12
    assert "one way only" in elmira.notes[1]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "Here stands 'the end of the file'."),
        ("NFG 2 R", "Here stands '2'."),
        ('NFG 1 R "x', "A text in quotes does not end."),
        ('NFG 1 R "x" { } { }', "Here stands '{'."),
        ('NFG 1 R "x" { "A" } { 2 2 } 1 2', "Here stands '}'."),
        ('NFG 1 R "x" { "A" } { 99999999999999 } 1', "Here stands '99999999999999'."),
        ('NFG 1 R "x" { "A" "B" "C" } { 30 30 30 } 1', "The game has 27,000 profiles"),
        ('NFG 1 R "x" { "A" } { 1 } 1', "Nobody has more than one strategy."),
        ('NFG 1 R "x" { "A" } { 2 } 1', "Here stands 'the end of the file'."),
        ('NFG 1 R "x" { "A" } { 2 } 1 2 3', "Here stands '3'."),
        ('NFG 1 R "x" { "A" } { 2 } 1 nan', "Here stands 'nan'."),
        ('NFG 1 R "x" { "A" } { 2 } 1 1/0', "Here stands '1/0'."),
        ('NFG 1 R "x" { "A" } { 2 } 1 1e99', "Here stands '1e99'."),
        ('NFG 1 R "x" { "A" } { 2 } { { "o" 1 } } 1 2', "Here stands '2'."),
        ("{" * 100_000, "Here stands '{'."),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, wrong):
    """Line and column, what stands there, and what should."""
    with pytest.raises(SpecError) as refused:
        read(text)

    (problem,) = refused.value.problems
    assert problem.wrong.startswith(wrong)
    assert problem.fix


def test_files_damaged_at_random_are_read_or_refused():
    """A few thousand mutations, nothing else can happen; what is read is a crisis."""
    pieces = ['"', "{", "}", "-1", "1/0", "1e9", "nan", "", " ", "\\", "é", "99", "{ {"]

    read_or_refused(read_nfg, (DILEMMA,), pieces, seed=5)


def test_gambit_reads_what_is_written(tmp_path):
    """The other program itself, where it is installed."""
    gbt = pytest.importorskip("pygambit")
    crisis = standoff.read(standoff.catalog.path("chicken"))
    path = tmp_path / "chicken.nfg"
    path.write_text(write_nfg(crisis).text, encoding="utf-8")

    game = gbt.read_nfg(str(path))

    assert len(game.players) == 2
    assert len(gbt.nash.enumpure_solve(game).equilibria) == 2
