"""Tests for `standoff.kernels.edges`."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_models import (
    Action,
    build,
    dense,
    drawn_graphs,
    drawn_option_forms,
    drawn_with_gaps,
    reach,
)
from standoff.kernels.edges import (
    Edges,
    TooManyMoves,
    best_moves,
    edges,
    relabelled,
    which_actions,
)

ANY_MODEL = drawn_graphs() | drawn_option_forms() | drawn_with_gaps()


def listed(model, **bounds):
    return edges(model.moves, model.passes, **bounds)


@given(ANY_MODEL)
def test_the_list_holds_the_moves_read_off_state_by_state(model):
    """Against a second reading with sets: chance, votes and infeasible states included."""
    e = listed(model)

    found = [[e.to[row[s] : row[s + 1]].tolist() for s in range(row.size - 1)] for row in e.first]

    assert found == [[sorted(to) for to in row] for row in reach(model)]


@given(ANY_MODEL)
def test_the_rows_lie_end_to_end(model):
    """One actor's moves begin where those of the one before end, and nothing is left over."""
    e = listed(model)

    assert e.first[0, 0] == 0
    assert (e.first[1:, 0] == e.first[:-1, -1]).all()
    assert e.first[-1, -1] == e.to.size
    assert (e.first.dtype, e.to.dtype) == (np.int64, np.int32)


@given(ANY_MODEL)
def test_the_matrices_hold_the_same_moves(model):
    """One where the list has a move, zero elsewhere."""
    matrices = dense(listed(model))

    found = [[set(np.flatnonzero(row).tolist()) for row in matrix] for matrix in matrices]

    assert found == reach(model)


def test_two_ways_to_the_same_state_are_one_move_and_staying_is_none():
    """Chance leads from 0 to 2 or 1, another option to 2 again, and a third nowhere."""
    options = [
        Action([0], [{0: [2, 2, 2]}, {0: [1, 1, 1]}]),
        Action([0], [{0: [2, 2, 2]}]),
        Action([0, 1], [{0: [0, 1, 2]}]),
    ]
    model = build([3], [options], [[0, 0, 0]])

    e = listed(model)

    assert e.to.tolist() == [1, 2]
    assert e.first.tolist() == [[0, 2, 2, 2]]


@pytest.mark.parametrize(("passing", "target"), [([(0, 0)], 1), ([], 2)])
def test_a_vote_leads_to_the_one_outcome_that_it_would_have(passing, target):
    """Pass is the first outcome, fail the second; the other is no move."""
    model = build([3], [[Action([0], [{0: [1] * 3}, {0: [2] * 3}], vote=True)]], [[0, 0, 0]],
                  passing=passing)  # fmt: skip

    assert listed(model).to.tolist() == [target]


def test_a_list_that_would_be_too_long_is_refused_with_its_length():
    """Three moves, two of them to the same state, are three before they are sorted."""
    options = [Action([0], [{0: [1, 1]}]), Action([0, 1], [{0: [1, 0]}])]
    model = build([2], [options], [[0, 0]])

    assert listed(model, most=3).to.tolist() == [1, 0]
    with pytest.raises(TooManyMoves, match="3 moves would have to be listed; at most 2") as caught:
        listed(model, most=2)
    assert (caught.value.moves, caught.value.most) == (3, 2)


def test_actors_without_options_have_no_moves():
    """Their rows are there, and empty."""
    e = listed(build([2], [[], []], [[0, 1], [1, 0]]))

    assert e.first.tolist() == [[0, 0, 0], [0, 0, 0]]
    assert e.to.size == 0
    assert dense(e).sum() == 0


def test_matrices_of_a_list_by_hand():
    """Actor 0 goes from 0 to 1; actor 1 from 1 to 0."""
    e = Edges(np.array([[0, 1, 1], [1, 1, 2]]), np.array([1, 0], np.int32))

    assert dense(e).tolist() == [[[0, 1], [0, 0]], [[0, 0], [1, 0]]]


@given(ANY_MODEL, st.randoms(use_true_random=False))
def test_relabelling_moves_every_move_and_no_other(model, random):
    """From new place to new place, under the new number of its actor."""
    e = listed(model)
    actors, states = (list(range(size)) for size in model.rank.shape)
    random.shuffle(actors)
    random.shuffle(states)
    place = np.argsort(states)

    turned = relabelled(e, np.array(actors), np.array(states))

    assert (turned.first.dtype, turned.to.dtype) == (np.int64, np.int32)
    expected = [[{int(place[t]) for t in reach(model)[i][s]} for s in states] for i in actors]
    assert [[set(np.flatnonzero(row).tolist()) for row in m] for m in dense(turned)] == expected
    for row in turned.first:
        for s in range(len(states)):
            to = turned.to[row[s] : row[s + 1]]
            assert (np.diff(to) > 0).all()


@given(ANY_MODEL)
def test_the_action_that_makes_a_move_makes_it(model):
    """The first of them by its number; none where there is no such move."""
    to = reach(model)
    actors, states = model.rank.shape
    who, s, t = (grid.astype(np.int32) for grid in np.indices((actors, states, states)))

    found = which_actions(model.moves, model.passes, who, s, t)

    first = model.moves.actor_first
    for i, now, then in np.ndindex(found.shape):
        a = found[i, now, then]
        assert (a >= 0) == (then in to[i][now])
        if a >= 0:
            assert first[i] <= a < first[i + 1]
            for b in range(first[i], a + 1):
                alone = np.zeros_like(model.moves.available)
                alone[b] = model.moves.available[b]
                only = model._replace(moves=model.moves._replace(available=alone))
                assert (then in reach(only)[i][now]) == (a == b)
    nothing = np.array([-1], np.int32)
    assert which_actions(model.moves, model.passes, nothing, nothing, nothing).tolist() == [-1]


@given(ANY_MODEL)
def test_the_best_move_has_the_highest_key(model):
    """Of several the first state; nowhere to go is -1."""
    e, to = listed(model), reach(model)

    for i, key in enumerate(model.rank.astype(np.int32)):
        found = best_moves(e.first, e.to, i, key).tolist()
        expected = [max(sorted(row), key=lambda t: key[t], default=-1) for row in to[i]]
        assert found == expected
