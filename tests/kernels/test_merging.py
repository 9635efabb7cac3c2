"""Tests for `standoff.kernels.merging`."""

import itertools
from typing import NamedTuple

import numpy as np
from hypothesis import given, settings

import standoff
from graph_models import (
    Model,
    by_definition,
    drawn_graphs,
    drawn_option_forms,
    improvements,
    legal_sequences,
    reach,
)
from standoff.kernels.edges import Edges, edges
from standoff.kernels.merging import indistinguishable

ANY_MODEL = drawn_graphs() | drawn_option_forms(max_actors=3)


def listed(model):
    return edges(model.moves, model.passes)


def listed_again(reached):
    """List moves that are given as ``reach[i][s]``."""
    lengths = [[len(row) for row in actor] for actor in reached]
    ends = np.cumsum([0, *itertools.chain(*lengths)])
    states = len(reached[0])
    rows = np.arange(len(reached))[:, None] * states + np.arange(states + 1)
    to = [t for actor in reached for row in actor for t in sorted(row)]
    return Edges(ends[rows], np.array(to, np.int32))


class Merged(NamedTuple):
    """A game whose states are blocks, and whether its verdicts of GMR and SMR are the same."""

    reach: list
    rank: np.ndarray
    keeps_all: bool


def merged(reached, rank, block):
    """Merge each block into one state; only a silent move in a block that can be left harms."""
    states, blocks = range(len(block)), range(max(block) + 1)
    ends = [
        [{block[t] for s in states if block[s] == b for t in row[s]} for b in blocks]
        for row in reached
    ]
    between = [[own - {b} for b, own in enumerate(row)] for row in ends]
    is_silent = {b for row in ends for b, own in enumerate(row) if b in own}
    can_be_left = {b for row in between for b, own in enumerate(row) if own}
    first = [block.index(b) for b in blocks]
    return Merged(between, np.asarray(rank)[:, first], is_silent.isdisjoint(can_be_left))


def word_by_word(moves, rank):
    """Return the pairs that cannot be told apart: strike out pairs until none can be."""
    states = range(len(rank[0]))
    alike = {
        (s, t) for s, t in itertools.product(states, repeat=2)
        if all(row[s] == row[t] for row in rank)
    }  # fmt: skip
    while True:
        kept = {(s, t) for s, t in alike if matched(moves, alike, s, t)}
        if kept == alike:
            return alike
        alike = kept


def matched(moves, alike, s, t):
    """Say whether every move from s has one from t to a like state, staying being one."""
    return all(
        all(
            any((x, y) in alike for y in row[other] | ({other} if (x, one) in alike else set()))
            for x in row[one]
        )
        for row in moves
        for one, other in ((s, t), (t, s))
    )


@settings(deadline=None)
@given(ANY_MODEL)
def test_blocks_are_the_pairs_that_cannot_be_told_apart(model):
    """Struck out pair by pair from those between which all are indifferent."""
    block = indistinguishable(listed(model), model.rank)

    states = range(block.size)
    found = {(s, t) for s in states for t in states if block[s] == block[t]}
    assert found == word_by_word(reach(model), model.rank.tolist())


@settings(deadline=None)
@given(ANY_MODEL)
def test_merging_keeps_verdicts(model):
    """Nash and SEQ always, GMR and SMR where no silent move can help a sequence along."""
    block = indistinguishable(listed(model), model.rank)
    small = merged(reach(model), model.rank, block.tolist())
    before = by_definition(reach(model), model.rank.tolist())
    after = by_definition(small.reach, small.rank.tolist())[:, :, block]

    assert (before[0] == after[0]).all()
    assert (before[3] == after[3]).all()
    if small.keeps_all:
        assert (before == after).all()
    assert (small.rank[:, block] == model.rank).all()


@settings(deadline=None)
@given(ANY_MODEL)
def test_a_merged_game_has_nothing_left_to_merge(model):
    """The blocks are as large as can be."""
    block = indistinguishable(listed(model), model.rank)
    small = merged(reach(model), model.rank, block.tolist())

    states = small.rank.shape[1]
    assert indistinguishable(listed_again(small.reach), small.rank).tolist() == list(range(states))


def test_elmira_has_nine_states_that_are_told_apart():
    """The four states with the plant abandoned become one, as in the literature."""
    game = standoff.compile(standoff.read(standoff.catalog.path("elmira")))
    passes = game.sincere_passes()
    block = indistinguishable(edges(game.moves, passes), game.rank)

    small = merged(reach(Model(game.moves, game.rank, passes)), game.rank, block.tolist())
    abandon = game.level_indices[game.variable_names.index("abandon")] == 1
    assert small.rank.shape[1] == 9
    assert np.bincount(block).max() == 4 == abandon.sum()
    assert len(set(block[abandon])) == 1
    assert small.keeps_all
    rests = by_definition(small.reach, small.rank.tolist()).all(axis=1)
    assert rests.sum(axis=1).tolist()[:4] == [3, 5, 5, 3]


def test_a_silent_move_can_make_a_sequence_legal():
    """By hand: C moves between 3 and 4, which nobody tells apart, so that B can move again.

    A gains by going from 0 to 1. B goes from 1 to 3, and from 3 or 4 to 5, worse for A. Only
    after C's silent move may B go on and do harm; merged, 3 and 4 are one, and B would have to
    move twice in a row.
    """
    to = {(0, 0): 1, (1, 1): 3, (2, 3): 4, (2, 4): 3, (1, 3): 5, (1, 4): 5}
    reached = [[{t for (k, s), t in to.items() if (k, s) == (i, x)} for x in range(6)]
               for i in range(3)]  # fmt: skip
    rank = [[1, 2, 2, 2, 2, 0], [0] * 6, [0] * 6]

    block = indistinguishable(listed_again(reached), np.array(rank))

    small = merged(reached, rank, block.tolist())
    assert block[3] == block[4]
    assert block[1] != block[3]
    assert not small.keeps_all
    assert 5 in legal_sequences(reached, [1, 2], 1)
    assert int(block[5]) not in legal_sequences(small.reach, [1, 2], int(block[1]))
    assert improvements(reached, rank)[0][0] == {1}
