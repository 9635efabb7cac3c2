"""Tests for `standoff.lenses.paths`."""

import numpy as np
import pytest
from hypothesis import given, settings

import standoff
from graph_models import Model, improvements, reach
from standoff.errors import CommandError, NotApplicable
from standoff.lenses.listed import listed_moves
from standoff.lenses.paths import Paths
from standoff.spec import read_text
from strategies import crises, text

COURT = """
name: court
actors: [A, B]
variables: {a: [low, mid, high], b: [no, yes]}
options:
  A:
    rise: {when: a == low, effect: {set: {a: mid}}}
    soar: {when: a == mid, effect: {set: {a: high}}}
  B:
    join: {when: b == no, effect: {set: {b: yes}}}
interests: {a: a, b: b}
weights: {A: {a: 1}, B: {b: -1}}
"""
"""By hand: A gains by each of two moves in a row; B loses by its only one. Improvements lead
from low to mid and to high, but not without A moving twice in a row. With B in between,
A can legally reach high in three steps, and B with it.
"""


def game_of(name):
    return standoff.compile(standoff.read(standoff.catalog.path(name)))


def look(game, **chosen):
    return Paths(**chosen).look(game)


def court(**chosen):
    return look(standoff.compile(read_text(COURT)), **chosen)


def by_levels(answer, name, kind):
    """Return what is kept by state, under the names of levels."""
    levels = answer["level_index"].transpose("state", "variable").values.tolist()
    values = answer[name].sel(kind=kind).values.tolist()
    return {tuple(level): value for level, value in zip(levels, values, strict=True)}


def test_the_court_is_followed_as_by_hand():
    """See `COURT`: any path, a legal one, and by whom last."""
    answer = court()

    low, mid, high = (0, 0), (1, 0), (2, 0)
    assert by_levels(answer, "steps", "improvement") == {
        low: 0, mid: 1, high: 2, (0, 1): -1, (1, 1): -1, (2, 1): -1,
    }  # fmt: skip
    assert by_levels(answer, "legal_steps", "improvement")[high] == -1
    assert by_levels(answer, "legal_steps", "move") == {
        low: 0, mid: 1, high: -1, (0, 1): 1, (1, 1): 2, (2, 1): 3,
    }  # fmt: skip
    last = answer["legal_steps_by"].sel(kind="move")
    position = [tuple(v) for v in answer["level_index"].values.T.tolist()].index((1, 1))
    assert last.values[:, position].tolist() == [2, 2]


def test_elmira_goes_to_one_state_by_improvements_and_to_all_by_moves():
    """The oracle: from the status quo, state 1, only state 7; by moves all twelve."""
    game = game_of("elmira")
    answer = look(game)

    gained = np.flatnonzero(answer["steps"].sel(kind="improvement").values > 0)
    assert [game.levels(int(game.space.position[answer["state"].values[k]])) for k in gained] == [
        {"modify": "no", "delay": "yes", "accept": "no", "abandon": "no", "insist": "yes"}
    ]
    assert answer.sizes["state"] == 12
    assert (answer["legal_steps"].sel(kind="move").values >= 0).all()


def test_what_cannot_be_reached_is_not_in_the_answer():
    """Libya 2003 is nearly over: few of its states are still to be had."""
    game = game_of("libya-2003")

    answer = look(game)

    assert answer.attrs["state_count"] == game.state_count > answer.sizes["state"]
    assert (answer["steps"].sel(kind="move").values >= 0).all()


@settings(max_examples=40, deadline=None)
@given(crises())
def test_the_steps_are_those_of_paths_grown_one_move_at_a_time(crisis):
    """Two searches with sets: over states, and over states with their last mover."""
    game = standoff.compile(read_text(text(crisis)))
    model = Model(game.moves, game.rank, game.sincere_passes())
    answer = look(game)
    everywhere = reach(model)
    gains = improvements(everywhere, game.rank.tolist())

    for kind, moves in (("move", everywhere), ("improvement", gains)):
        any_steps, legal_steps = grown(moves, game.start, False), grown(moves, game.start, True)
        for k, number in enumerate(answer["state"].values):
            s = int(game.space.position[number])
            assert answer["steps"].sel(kind=kind).values[k] == any_steps.get(s, -1)
            assert answer["legal_steps"].sel(kind=kind).values[k] == legal_steps.get(s, -1)
        assert answer["any_count"].sel(kind=kind) == len(any_steps) - 1
        assert answer["legal_count"].sel(kind=kind) == len(legal_steps) - 1


def grown(moves, start, legal):
    """Return the least steps to each state, nobody moving twice in a row if ``legal``."""
    least, seen, fresh, step = {start: 0}, {(start, None)}, {(start, None)}, 0
    while fresh:
        step += 1
        fresh = {
            (t, j if legal else None)
            for s, last in fresh
            for j in range(len(moves))
            if not legal or j != last
            for t in moves[j][s]
        } - seen
        seen |= fresh
        for t, _ in fresh:
            least.setdefault(t, step)
    return least


@pytest.mark.parametrize("name", ["prisoners", "elmira", "cuba-graph", "dprk-2009"])
def test_every_branch_of_a_tree_is_a_shortest_legal_path(name):
    """A node is one move from its parent, of another mover, and pays where it says so."""
    game = game_of(name)
    answer = look(game)
    listed = listed_moves(game)
    columns = ("kind", "state", "parent", "actor", "option", "step", "pays")
    nodes = list(zip(*(answer[f"node_{c}"].values.tolist() for c in columns), strict=True))
    inside = game.space.position[answer["state"].values]
    shortest = {
        kind: answer["legal_steps"].sel(kind=kind).values for kind in ("move", "improvement")
    }
    leads = {parent for _, _, parent, *_ in nodes}

    for place, (kind, state, parent, actor, option, step, pays) in enumerate(nodes):
        if parent < 0:
            assert (step, actor, option) == (0, -1, -1)
            continue
        before = nodes[parent]
        s, t = inside[before[1]], inside[state]
        assert t in listed.to[listed.first[actor, s] : listed.first[actor, s + 1]]
        assert (step, kind) == (before[5] + 1, before[0])
        assert actor != before[3]
        assert pays == (game.rank[actor, t] > game.rank[actor, s])
        assert pays or kind == "move"
        assert game.actions[option].actor == actor
        if place not in leads:
            assert step == shortest[kind][state]


def test_the_tree_leads_to_resting_states_first_and_then_to_near_ones():
    """With room for two paths, those to the states where everybody would stay."""
    game = game_of("elmira")
    answer = look(game, most_paths=2, concepts=("nash",))
    resting = answer["equilibrium"].values[0]
    moves = answer["node_kind"].values == "move"
    ends = set(range(answer.sizes["node"])) - set(answer["node_parent"].values.tolist())

    for place in ends:
        if moves[place]:
            assert resting[answer["node_state"].values[place]]
    assert answer["node_step"].values[moves].tolist() == [0, 1, 1]


def test_concepts_stand_in_their_order_and_count_what_is_reached():
    """Counted over all states of the game and over those that legal paths reach."""
    answer = look(game_of("elmira"), concepts=("seq", "nash"))

    assert answer["concept"].values.tolist() == ["nash", "seq"]
    assert answer["equilibrium_count"].values.tolist() == [6, 6]
    assert answer["equilibrium_reached"].sel(kind="move").values.tolist() == [6, 6]
    assert answer["equilibrium_reached"].sel(kind="improvement").values.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"concepts": ()}, "paths was given no concept. Known: "),
        ({"concepts": ("nahs",)}, "Did you mean 'nash'?"),
        ({"most_paths": 0}, "Choose a whole number from 1."),
        ({"at": {}, "date": "2009-01-01"}, "Give either 'date' or 'at'."),
    ],
)
def test_settings_that_ask_for_nothing_are_refused(chosen, message):
    """Before anything is computed, in words."""
    with pytest.raises(CommandError, match=message.replace("?", r"\?")):
        Paths(**chosen)


def test_too_many_moves_are_refused_with_their_number_and_a_remedy():
    """A lens that lists moves says how many there are, and which lens needs no list."""
    with pytest.raises(NotApplicable) as caught:
        listed_moves(game_of("elmira"), most=10)

    cause, remedy = str(caught.value).split("\n")
    assert cause == "The game has 30 moves, more than the 10 that can be followed one by one."
    assert "'stability'" in remedy


def test_states_that_nobody_tells_apart_are_counted_as_one():
    """Elmira with the plant abandoned is one state, of which four are on paper."""
    assert look(game_of("elmira")).attrs["told_apart"] == 9
    assert look(game_of("prisoners")).attrs["told_apart"] == 4
