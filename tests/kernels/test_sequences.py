"""Tests for `standoff.kernels.sequences`."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_models import (
    dense,
    drawn_graphs,
    drawn_option_forms,
    drawn_with_gaps,
    improvements,
    reach,
)
from standoff.kernels.edges import Edges, edges
from standoff.kernels.sequences import fewest, gains, route, sequences, turned

ANY_MODEL = drawn_graphs() | drawn_option_forms() | drawn_with_gaps()


def listed(model):
    return edges(model.moves, model.passes)


def one_of(count, *places):
    flags = np.zeros(count, np.uint8)
    flags[list(places)] = 1
    return flags


def word_by_word(moves, members, start):
    """Return {(state, last mover): least steps}: grow the set of pairs, one move at a time."""
    found, fresh, step = {}, {(start, None)}, 0
    while fresh:
        step += 1
        fresh = {
            (t, j)
            for s, last in fresh
            for j in members
            if j != last
            for t in moves[j][s]
            if (t, j) not in found
        }
        found |= dict.fromkeys(fresh, step)
    return found


@given(ANY_MODEL, st.data())
def test_every_pair_of_state_and_last_mover_is_reached_in_the_fewest_steps(model, data):
    """The definition grown pair by pair with sets; the kernel opens each state at most twice."""
    actors, states = model.rank.shape
    members = data.draw(st.sets(st.integers(0, actors - 1)))
    start = data.draw(st.integers(0, states - 1))
    expected = np.full((actors, states), -1)
    for (t, j), step in word_by_word(reach(model), members, start).items():
        expected[j, t] = step

    found = sequences(listed(model), one_of(actors, *members), one_of(states, start))

    assert found.steps.tolist() == expected.tolist()
    least = [min((v for v in column if v > 0), default=-1) for column in expected.T.tolist()]
    assert fewest(found).tolist() == least


@given(ANY_MODEL, st.data())
def test_a_route_is_legal_and_as_short_as_said(model, data):
    """Each move is one of its mover's, nobody moves twice in a row, and it ends where it should."""
    actors, states = model.rank.shape
    start = data.draw(st.integers(0, states - 1))
    moves = reach(model)
    found = sequences(listed(model), np.ones(actors, np.uint8), one_of(states, start))

    for k, x in np.argwhere(found.steps >= 0):
        taken = route(found, int(x), int(k))
        assert len(taken) == found.steps[k, x]
        assert taken[-1] == (k, x)
        here = start
        for mover, after in taken:
            assert after in moves[mover][here]
            here = after
        assert all(one[0] != two[0] for one, two in itertools.pairwise(taken))


@given(ANY_MODEL)
def test_improvements_are_the_moves_that_pay_their_mover(model):
    """Kept by strict preference: a tie is no improvement."""
    expected = improvements(reach(model), model.rank.tolist())

    kept = dense(gains(listed(model), model.rank))

    found = [[set(np.flatnonzero(row)) for row in actor] for actor in kept]
    assert found == expected


@given(ANY_MODEL)
def test_turning_the_moves_round_turns_their_matrices_round(model):
    """An arrival from t at s is a move from s to t."""
    one = listed(model)

    assert (dense(turned(one)) == dense(one).transpose(0, 2, 1)).all()


@given(ANY_MODEL, st.data())
def test_turned_round_the_search_tells_from_where_a_state_can_be_reached(model, data):
    """A legal sequence read backwards is legal."""
    actors, states = model.rank.shape
    members = one_of(actors, *data.draw(st.sets(st.integers(0, actors - 1))))
    ends = one_of(states, *data.draw(st.sets(st.integers(0, states - 1))))
    one = listed(model)

    back = fewest(sequences(turned(one), members, ends)) > 0

    for s in range(states):
        ahead = fewest(sequences(one, members, one_of(states, s))) > 0
        assert back[s] == (ahead & (ends == 1)).any()


@pytest.mark.parametrize("members", [(), (0,)])
def test_one_member_moves_once_and_nobody_never(members):
    """Nobody moves twice in a row, so a lone mover is done after one move."""
    chain = np.array([[0, 1, 2, 2], [2, 2, 2, 2]]), np.array([1, 2], np.int32)

    found = sequences(Edges(*chain), one_of(2, *members), one_of(3, 0))

    assert fewest(found).tolist() == ([-1, 1, -1] if members else [-1, -1, -1])
