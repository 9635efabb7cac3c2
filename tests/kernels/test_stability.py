"""Tests that `standoff.kernels.stability` judges every model as the definitions do."""

import itertools
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_models import (
    by_definition,
    by_matrices,
    draw_by_hand,
    drawn_graphs,
    drawn_option_forms,
    drawn_with_gaps,
    improvements,
    legal_sequences,
    reach,
)
from standoff.kernels import stability_arrivals
from standoff.kernels.stability import ALL, NASH, SEQ, SMR, SSEQ, distances, verdicts
from standoff.kernels.stability_arrivals import LIST, MASK, kept_as, lowest
from standoff.kernels.stability_moves import partition

ANY_MODEL = drawn_graphs() | drawn_option_forms() | drawn_with_gaps()


def stable(model):
    """Return ``stable[c, i, s]``."""
    return verdicts(*model).stable


@given(ANY_MODEL)
def test_the_kernel_agrees_with_the_definitions_read_word_by_word(model):
    """Two implementations that share nothing; graphs need not be transitive, ranks may tie."""
    expected = by_definition(reach(model), model.rank.tolist())

    assert (stable(model) == expected).all()


@given(ANY_MODEL)
def test_the_kernel_agrees_with_the_matrix_form(model):
    """Xu, Hipel & Kilgour (2009), with "no better" taken to include the state itself."""
    expected = by_matrices(reach(model), model.rank)

    assert (stable(model) == expected).all()


@pytest.mark.parametrize("kind", [MASK, LIST])
@given(model=ANY_MODEL, random=st.randoms(use_true_random=False))
def test_however_moves_are_kept_the_verdicts_are_the_same(kind, model, random):
    """Masks of several words and lists, which small games do not need, against the definitions.

    The model's states are spread over 150, the others have no moves.
    """
    places = random.sample(range(150), model.rank.shape[1])
    edges = reach(model)
    spread = [
        (i, places[s], places[t]) for i, row in enumerate(edges) for s, to in enumerate(row)
        for t in to
    ]  # fmt: skip
    rank = np.zeros((len(model.rank), 150), np.int64)
    rank[:, places] = model.rank

    with (
        mock.patch.object(stability_arrivals, "kept_as", return_value=kind),
        mock.patch.object(stability_arrivals, "partition", _no_cliques),
    ):
        found = stable(draw_by_hand(spread, rank.tolist()))

    assert (found[:, :, places] == by_definition(edges, model.rank.tolist())).all()


def _no_cliques(g, k):
    return *partition(g, k)[:2], False


def test_masks_are_kept_where_they_are_smaller_than_lists():
    """One word always; more words where a state of the block has four moves or more a word."""
    assert kept_as(1, 64, 0) == MASK
    assert kept_as(2, 100, 800) == MASK
    assert kept_as(2, 100, 799) == LIST


@pytest.mark.parametrize("lower", [0, 1, 63, 64, 65, 127, 128])
def test_gains_are_the_states_of_lower_rank_in_a_row(lower):
    """The first of the row, whichever word they stand in."""
    mask, gains = np.full((1, 2), 2**64 - 1, np.uint64), np.zeros((1, 2), np.uint64)

    stability_arrivals._keep_gains(np.array([lower], np.int32), mask, gains)

    assert int(gains[0, 0]) | int(gains[0, 1]) << 64 == 2**lower - 1


@given(st.integers(0, 63), st.integers(0, 2**64 - 1))
def test_the_lowest_bit_is_taken_off(place, more):
    """Whatever stands above it."""
    word = (more >> place | 1) << place & (2**64 - 1)

    found, rest = lowest(np.uint64(word))

    assert int(found) == place
    assert int(rest) == word - (1 << place)


@given(ANY_MODEL, st.lists(st.sampled_from(ALL), unique=True))
def test_concepts_may_be_asked_one_by_one(model, concepts):
    """Each is judged by itself, in the order asked for."""
    whole, part = verdicts(*model), verdicts(*model, concepts=concepts)

    assert part.concepts == tuple(concepts)
    assert (part.improvements == whole.improvements).all() or not concepts
    for k in (1, 3, 4, 5, 6):
        assert (part[k] == whole[k][list(concepts)]).all()


@pytest.mark.parametrize(("pieces", "kept"), [(0, 0), (1, 0), (2, 1), (3, 1), (9, 4), (10, 5)])
def test_a_run_that_is_stopped_keeps_the_concepts_that_are_done(pieces, kept):
    """Two actors, five concepts: ten pieces. A concept judged for one actor only is dropped."""
    model = draw_by_hand([(0, 0, 1), (1, 1, 2)], [[1, 2, 0], [0, 0, 1]])
    asked = []

    def goes_on(done, total):
        asked.append((done, total))
        return done < pieces

    found, whole = verdicts(*model, goes_on=goes_on), verdicts(*model)

    assert found.concepts == ALL[:kept]
    assert asked == [(k, 10) for k in range(min(pieces + 1, 10))]
    for k in (1, 3, 4, 5, 6):
        assert (found[k] == whole[k][:kept]).all()


@given(ANY_MODEL)
def test_more_ways_to_answer_never_make_a_state_less_stable(model):
    """R within SSEQ within SEQ and SMR within GMR: fewer answers, or milder ones.

    Rêgo and Vieira (2017), Group Decision and Negotiation 26: 775-792, for SSEQ.
    """
    nash, gmr, smr, seq, sseq = stable(model)

    assert (nash <= sseq).all()
    assert (sseq <= seq).all()
    assert (sseq <= smr).all()
    assert (seq <= gmr).all()
    assert (smr <= gmr).all()


@given(ANY_MODEL, st.randoms(use_true_random=False))
def test_relabelling_actors_permutes_the_verdicts(model, random):
    """Nobody is special: who is listed first decides nothing."""
    order = list(range(len(model.rank)))
    random.shuffle(order)
    edges = reach(model)
    whole = [(i, s, t) for i, row in enumerate(edges) for s, to in enumerate(row) for t in to]

    mixed = draw_by_hand([(order.index(i), s, t) for i, s, t in whole], model.rank[order].tolist())

    assert (stable(mixed) == stable(model)[:, order]).all()


@given(ANY_MODEL, st.randoms(use_true_random=False))
def test_relabelling_states_permutes_the_verdicts(model, random):
    """Numbers of states mean nothing to stability."""
    new = list(range(model.rank.shape[1]))
    random.shuffle(new)
    edges = reach(model)
    moved = [
        (i, new[s], new[t]) for i, row in enumerate(edges) for s, to in enumerate(row) for t in to
    ]
    rank = np.empty_like(model.rank)
    rank[:, new] = model.rank

    mixed = draw_by_hand(moved, rank.tolist())

    assert (stable(mixed)[:, :, new] == stable(model)).all()


@given(ANY_MODEL, st.integers(0, 4))
def test_a_bystander_changes_nothing(model, seat):
    """An actor without options that is indifferent neither leaves, answers, nor deters."""
    seat = min(seat, len(model.rank))
    edges = reach(model)
    whole = [
        (i + (i >= seat), s, t)
        for i, row in enumerate(edges)
        for s, to in enumerate(row)
        for t in to
    ]
    rank = model.rank.tolist()
    rank.insert(seat, [0] * len(rank[0]))

    watched = stable(draw_by_hand(whole, rank))

    assert watched[:, seat].all()
    assert (np.delete(watched, seat, axis=1) == stable(model)).all()


@given(ANY_MODEL)
def test_the_reason_for_leaving_is_the_best_improvement_that_nothing_deters(model):
    """Whoever leaves does so by a move of their own after which no answer leaves them no better."""
    edges, rank = reach(model), model.rank.tolist()
    gains = improvements(edges, rank)
    expected = by_definition(edges, rank)
    found = verdicts(*model)

    for c, i, s in np.argwhere(~expected):
        fine = [t for t in gains[i][s] if not deterring(c, edges, gains, rank, i, s, t)]
        t = found.move_to[c, i, s]
        assert t in fine
        assert rank[i][t] == max(rank[i][x] for x in fine)
        assert makes(model, found.move_action[c, i, s], i, s, t)
        assert found.answer_to[c, i, s] == found.answer_action[c, i, s] == -1


@given(ANY_MODEL)
def test_the_reason_for_staying_is_an_answer_that_the_others_can_give(model):
    """It answers the best improvement, ends where the concept says, by a move of another actor."""
    edges, rank = reach(model), model.rank.tolist()
    gains = improvements(edges, rank)
    found = verdicts(*model)

    for c, i, s in np.argwhere(by_definition(edges, rank)):
        t, u = found.move_to[c, i, s], found.answer_to[c, i, s]
        if not gains[i][s]:
            assert t == u == found.move_action[c, i, s] == found.answer_action[c, i, s] == -1
            continue
        assert t in gains[i][s]
        assert rank[i][t] == max(rank[i][x] for x in gains[i][s])
        assert makes(model, found.move_action[c, i, s], i, s, t)
        assert u in deterring(c, edges, gains, rank, i, s, t)
        a = found.answer_action[c, i, s]
        k = np.searchsorted(model.moves.actor_first, a, side="right") - 1
        assert k != i
        assert any(makes(model, a, k, y, u) for y in range(len(rank[0])))


def deterring(c, edges, gains, rank, i, s, t):
    """Return where the answers end that deter ``i`` from going from ``s`` to ``t``."""
    others = [j for j in range(len(rank)) if j != i]
    no_better = {u for u in range(len(rank[0])) if rank[i][u] <= rank[i][s]}
    if c == NASH:
        return set()
    ends = legal_sequences(gains if c in (SEQ, SSEQ) else edges, others, t) & no_better
    return {u for u in ends if edges[i][u] <= no_better} if c in (SMR, SSEQ) else ends


def makes(model, a, i, s, t):
    """Say whether action ``a`` belongs to ``i`` and may lead from ``s`` to ``t``."""
    first = model.moves.actor_first
    alone = np.zeros_like(model.moves.available)
    alone[a] = model.moves.available[a]
    only = model._replace(moves=model.moves._replace(available=alone))
    return bool(first[i] <= a < first[i + 1] and t in reach(only)[i][s])


@given(ANY_MODEL)
def test_improvements_are_counted_as_states(model):
    """Two actions that lead to the same state are one improvement."""
    gains = improvements(reach(model), model.rank.tolist())

    assert [[len(to) for to in row] for row in gains] == verdicts(*model).improvements.tolist()


@given(ANY_MODEL, st.data())
def test_reasons_for_some_states_are_those_given_for_all(model, data):
    """Leaving states out of the answer leaves them in the game."""
    some = data.draw(st.lists(st.integers(0, model.rank.shape[1] - 1)))
    whole, part = verdicts(*model), verdicts(*model, states=np.array(some, np.int64))

    assert (whole.stable == part.stable).all()
    for of_all, of_some in zip(whole[2:], part[2:], strict=True):
        assert (of_all[..., some] == of_some).all()


@given(ANY_MODEL, st.booleans())
def test_distances_are_the_fewest_moves_of_anybody(model, improving):
    """Breadth-first search against relaxing every move until nothing gets nearer."""
    edges = reach(model)
    steps = improvements(edges, model.rank.tolist()) if improving else edges
    expected = [0] + [np.inf] * (model.rank.shape[1] - 1)
    for _ in expected:
        for row, s in itertools.product(steps, range(len(expected))):
            for t in row[s]:
                expected[t] = min(expected[t], expected[s] + 1)

    found = distances(*model, 0, improving=improving)

    assert [-1 if d == np.inf else d for d in expected] == found.tolist()
