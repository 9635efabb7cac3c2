"""Tests for `standoff.kernels.relations`."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph_models import (
    drawn_graphs,
    drawn_option_forms,
    drawn_with_gaps,
    legal_sequences,
    reach,
)
from standoff.kernels.edges import Edges, edges
from standoff.kernels.relations import Wants, judge, reachable, words_needed
from standoff.kernels.stability import verdicts

ANY_MODEL = drawn_graphs() | drawn_option_forms() | drawn_with_gaps()
NASH, GMR, SMR, SEQ, SSEQ = range(5)
TABLES = [(np.arange(256) >> bit & 1).astype(np.uint8) for bit in range(3)]


def listed(model):
    """Return the moves of a model as a list."""
    return edges(model.moves, model.passes)


def sources(e):
    """Return the actor and the state that each move starts from."""
    actors, states = e.first.shape[0], e.first.shape[1] - 1
    return np.divmod(np.repeat(np.arange(actors * states), np.diff(e.first).reshape(-1)), states)


def judged(e, wants, prefer, credible):
    """Judge every actor; ``wants`` and ``credible`` hold matrices over states by actor."""
    states = e.first.shape[1] - 1
    i, s = sources(e)
    sure = np.array([credible[k][x, y] for k, x, y in zip(i, s, e.to, strict=True)], np.uint8)
    kind = np.arange(states, dtype=np.int32)
    found = []
    for actor, matrices in enumerate(wants):
        place = np.argsort(np.argsort(prefer[actor], kind="stable"))
        anyhow, certain = (
            reachable(e, actor, keep.astype(np.uint8), place) for keep in (np.ones(sure.size), sure)
        )
        # three bits that say it all, and tables that read one each
        code = sum(np.asarray(m, np.uint8) << bit for bit, m in enumerate(matrices))
        wants_now = Wants(kind, code.astype(np.uint8), *TABLES)
        found.append(judge(e, actor, wants_now, anyhow, certain, prefer[actor]))
    return found


def stable(e, wants, prefer, credible):
    """Return ``stable[c, i, s]``."""
    return np.stack([one.stable for one in judged(e, wants, prefer, credible)], axis=1)


def relations(states, actors):
    """Draw any relations at all, without regard to sense."""
    row = st.lists(st.booleans(), min_size=states, max_size=states)
    matrix = st.lists(row, min_size=states, max_size=states).map(np.array)
    return st.lists(st.tuples(matrix, matrix, matrix, matrix), min_size=actors, max_size=actors)


def by_definition(to, wants, credible):
    """Judge by reading the definitions word by word: ``to[i][s]`` holds the moves."""
    actors, states = range(len(to)), range(len(to[0]))
    sure = [[{y for y in to[i][x] if credible[i][x, y]} for x in states] for i in actors]
    found = np.zeros((5, len(to), len(to[0])), bool)
    for i, s in itertools.product(actors, states):
        tempts, deters, undoes = wants[i]
        others = [k for k in actors if k != i]
        tempting = [t for t in to[i][s] if tempts[s, t]]
        answers = {
            (name, t): {u for u in legal_sequences(moves, others, t) if deters[s, u]}
            for name, moves in (("any", to), ("sure", sure))
            for t in tempting
        }
        lasting = {
            key: {u for u in ends if not any(undoes[s, v] for v in to[i][u])}
            for key, ends in answers.items()
        }
        found[NASH, i, s] = not tempting
        found[GMR, i, s] = all(answers["any", t] for t in tempting)
        found[SMR, i, s] = all(lasting["any", t] for t in tempting)
        found[SEQ, i, s] = all(answers["sure", t] for t in tempting)
        found[SSEQ, i, s] = all(lasting["sure", t] for t in tempting)
    return found


@given(ANY_MODEL, st.data())
def test_any_relations_are_judged_as_the_definitions_read(model, data):
    """A second implementation by sets and words; relations need not make sense."""
    states = model.rank.shape[1]
    drawn = data.draw(relations(states, len(model.rank)))
    wants = [matrices[:3] for matrices in drawn]
    credible = [matrices[3] for matrices in drawn]

    found = stable(listed(model), wants, model.rank, credible)

    assert (found == by_definition(reach(model), wants, credible)).all()


def crisp(rank):
    """Return the four relations of ordinary preferences, by actor."""
    better = [row[None, :] > row[:, None] for row in np.asarray(rank)]
    return [(b, ~b, b) for b in better], better


@given(ANY_MODEL)
def test_ordinary_preferences_give_what_the_fast_kernel_gives(model):
    """Two engines, one searching backwards by rank, the other joining rows of bits."""
    wants, credible = crisp(model.rank)

    found = stable(listed(model), wants, model.rank, credible)

    fast = verdicts(*model).stable
    assert (found[: len(fast)] == fast).all()


@given(ANY_MODEL)
def test_states_of_one_kind_may_share_a_row(model):
    """Judged by kinds of equal rank, or by states, the verdicts are the same."""
    wants, credible = crisp(model.rank)
    e = listed(model)
    by_state = judged(e, wants, model.rank, credible)
    i, s = sources(e)
    sure = (model.rank[i, e.to] > model.rank[i, s]).astype(np.uint8)

    for actor, rank in enumerate(model.rank):
        levels, kind = np.unique(rank, return_inverse=True)
        better = (levels[None, :] > levels[:, None]).astype(np.uint8)
        place = np.argsort(np.argsort(rank, kind="stable"))
        anyhow, certain = (reachable(e, actor, keep, place) for keep in (np.ones_like(sure), sure))
        few = Wants(kind.astype(np.int32), better, TABLES[0], 1 - TABLES[0], TABLES[0])
        found = judge(e, actor, few, anyhow, certain, rank)

        assert all((a == b).all() for a, b in zip(found, by_state[actor], strict=True))


@given(ANY_MODEL, st.data())
def test_reasons_are_moves_that_tempt_and_answers_that_deter(model, data):
    """Who leaves: the best move undeterred; who stays: the worst answer to the best move."""
    states = model.rank.shape[1]
    drawn = data.draw(relations(states, len(model.rank)))
    to, e = reach(model), listed(model)
    wants, credible = [m[:3] for m in drawn], [m[3] for m in drawn]
    sure = [
        [{y for y in row if m[x, y]} for x, row in enumerate(to[i])] for i, m in enumerate(credible)
    ]

    for i, found in enumerate(judged(e, wants, model.rank, credible)):
        tempts, deters, undoes = wants[i]
        others = [k for k in range(len(to)) if k != i]
        for c, s in itertools.product(range(5), range(states)):
            tempting = [t for t in to[i][s] if tempts[s, t]]
            ends = {
                t: set()
                if c == NASH
                else {
                    u
                    for u in legal_sequences(sure if c in (SEQ, SSEQ) else to, others, t)
                    if deters[s, u]
                    and not (c in (SMR, SSEQ) and any(undoes[s, v] for v in to[i][u]))
                }
                for t in tempting
            }
            speaking = [t for t in tempting if found.stable[c, s] or not ends[t]]
            if not speaking:
                assert found.move_to[c, s] == found.answer_to[c, s] == -1
                continue
            t, u = found.move_to[c, s], found.answer_to[c, s]
            assert t in speaking
            assert model.rank[i][t] == max(model.rank[i][x] for x in speaking)
            if found.stable[c, s]:
                assert u in ends[t]
                assert model.rank[i][u] == min(model.rank[i][x] for x in ends[t])
            else:
                assert u == -1


@given(ANY_MODEL)
def test_the_others_reach_what_legal_sequences_reach(model):
    """Bits against sets, from every state and for every actor left out."""
    to, e = reach(model), listed(model)
    states = model.rank.shape[1]
    place = np.arange(states)[::-1].copy()

    for i in range(len(to)):
        found = reachable(e, i, np.ones(e.to.size, np.uint8), place)
        others = [k for k in range(len(to)) if k != i]
        for t in range(states):
            row = found.bits[found.row[t]]
            bits = {u for u in range(states) if int(row[place[u] // 64]) >> int(place[u] % 64) & 1}
            assert bits == legal_sequences(to, others, t)
        assert found.bits.size <= words_needed(states, len(to))


def by_hand(moves, actors, states):
    """List moves (actor, from, to)."""
    first = np.zeros((actors, states + 1), np.int64)
    to = []
    for i in range(actors):
        for s in range(states):
            first[i, s] = len(to)
            to += sorted(t for a, x, t in moves if (a, x) == (i, s))
        first[i, states] = len(to)
    return Edges(first, np.array(to, np.int32))


def test_more_than_64_states_take_more_than_one_word():
    """A chain in which two others take turns; every state further on is reached."""
    states = 200
    e = by_hand([(1 + s % 2, s, s + 1) for s in range(states - 1)], 3, states)

    found = reachable(e, 0, np.ones(e.to.size, np.uint8), np.arange(states))

    counts = [sum(int(w).bit_count() for w in found.bits[found.row[s]]) for s in range(states)]
    assert counts == [states - 1 - s for s in range(states)]


def test_what_tempts_what_deters_and_what_undoes_are_asked_apart():
    """0 tempts to 1, others lead to 2, from which 3 undoes: SMR fails, GMR holds."""
    e = by_hand([(0, 0, 1), (1, 1, 2), (0, 2, 3)], 2, 4)
    none, some = np.zeros((4, 4), bool), np.zeros((4, 4), bool)
    tempts, deters, undoes = none.copy(), none.copy(), none.copy()
    tempts[0, 1], deters[0, 2], undoes[0, 3], some[1, 2] = True, True, True, True
    prefer = np.zeros((2, 4), np.int64)

    idle = (none, none, none)
    found = stable(e, [(tempts, deters, undoes), idle], prefer, [none, some])
    calm = stable(e, [(tempts, deters, none), idle], prefer, [none, some])
    meek = stable(e, [(tempts, deters, none), idle], prefer, [none, none])

    assert found[:, 0, 0].tolist() == [False, True, False, True, False]
    assert calm[:, 0, 0].tolist() == [False, True, True, True, True]
    assert meek[:, 0, 0].tolist() == [False, True, True, False, False]
