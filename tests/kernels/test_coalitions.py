"""Tests for `standoff.kernels.coalitions`."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_models import (
    Action,
    build,
    by_definition,
    drawn_graphs,
    drawn_option_forms,
    drawn_with_gaps,
    legal_sequences,
    reach,
)
from standoff.kernels.coalitions import Together, subsets
from standoff.kernels.edges import edges

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
ANY_MODEL = drawn_graphs() | drawn_option_forms(max_actors=3) | drawn_with_gaps()


def asked(model):
    return Together(edges(model.moves, model.passes), model.rank)


def judged(model, members):
    """Return {concept: [stable, by state]}."""
    together = asked(model)
    states = range(model.rank.shape[1])
    rows = [[one.stable for one in together.verdicts(s, members, CONCEPTS)] for s in states]
    return dict(zip(CONCEPTS, map(list, zip(*rows, strict=True)), strict=True))


def word_by_word(moves, rank, members):
    """Return the same, read off the definitions with sets."""
    actors, states = range(len(rank)), range(len(rank[0]))
    groups = [k for k in subsets(tuple(actors))]

    def joint(group, s):
        there = legal_sequences(moves, group, s)
        return {t for t in there if all(rank[k][t] > rank[k][s] for k in group)}

    improving = [[joint(group, s) for s in states] for group in groups]
    others = [k for k in actors if k not in members]
    within = [g for g, group in enumerate(groups) if set(group) <= set(others)]
    found = {concept: [] for concept in CONCEPTS}
    for s in states:
        worse = {u for u in states if any(rank[k][u] <= rank[k][s] for k in members)}
        tempting = improving[groups.index(members)][s]
        answers = {t: legal_sequences(moves, others, t) & worse for t in tempting}
        credible = {t: legal_sequences(improving, within, t) & worse for t in tempting}
        found["nash"].append(not tempting)
        for plain, strict, given_answers in (("gmr", "smr", answers), ("seq", "sseq", credible)):
            found[plain].append(all(given_answers[t] for t in tempting))
            lasting = {
                t: any(legal_sequences(moves, members, u) <= worse for u in given_answers[t])
                for t in tempting
            }
            found[strict].append(all(lasting.values()))
    return found


@settings(deadline=None)
@given(ANY_MODEL, st.data())
def test_the_verdicts_are_those_of_the_definitions_read_word_by_word(model, data):
    """Two implementations that share nothing; graphs need not be transitive, ranks may tie."""
    members = data.draw(st.sampled_from(list(subsets(range(len(model.rank))))))

    expected = word_by_word(reach(model), model.rank.tolist(), members)

    assert judged(model, members) == expected


@settings(deadline=None)
@given(ANY_MODEL)
def test_an_actor_alone_is_judged_as_ever_under_nash_gmr_and_smr(model):
    """A coalition of one makes one move, and the others answer one by one."""
    ordinary = by_definition(reach(model), model.rank.tolist())

    for i in range(len(model.rank)):
        alone = judged(model, (i,))
        for c, concept in enumerate(("nash", "gmr", "smr")):
            assert alone[concept] == ordinary[c][i].tolist()
        # Others may now answer together, so that a credible answer is easier to have.
        assert all(ordinary[3][i] <= np.array(alone["seq"]))
        if len(model.rank) <= 2:
            assert alone["seq"] == ordinary[3][i].tolist()


@settings(deadline=None)
@given(ANY_MODEL, st.data())
def test_more_ways_to_answer_never_make_a_state_less_stable(model, data):
    """R within SSEQ within SEQ within GMR, and SSEQ within SMR within GMR."""
    members = data.draw(st.sampled_from(list(subsets(range(len(model.rank))))))
    found = {concept: np.array(row) for concept, row in judged(model, members).items()}

    for less, more in itertools.pairwise(("nash", "sseq", "seq", "gmr")):
        assert (found[less] <= found[more]).all()
    assert (found["sseq"] <= found["smr"]).all()
    assert (found["smr"] <= found["gmr"]).all()


@settings(deadline=None)
@given(ANY_MODEL, st.data())
def test_what_tempts_a_coalition_is_reached_and_better_for_every_member(model, data):
    """And no joint improvement that nothing deters is nearer."""
    members = data.draw(st.sampled_from(list(subsets(range(len(model.rank))))))
    together, moves, rank = asked(model), reach(model), model.rank

    for s in range(rank.shape[1]):
        one = together.leaving(s, members, "nash")
        targets, steps = together.improvements(members, s)
        there = legal_sequences(moves, members, s)
        assert set(targets.tolist()) == {
            t for t in there if all(rank[k, t] > rank[k, s] for k in members)
        }
        assert steps.tolist() == sorted(steps.tolist())
        assert one.stable == (not targets.size)
        assert one.steps == (int(steps[0]) if targets.size else -1)


def test_everybody_together_has_nobody_to_fear():
    """With no others left there are no answers: all concepts are Nash."""
    # Three actors, each with a switch; all prefer to have all on, and alone prefer off.
    sizes = [2, 2, 2]
    turn = [[Action(range(8), [{v: [1, 1]}]), Action(range(8), [{v: [0, 0]}])] for v in range(3)]
    rank = [[7 if s == 7 else 3 - (s >> (2 - v) & 1) for s in range(8)] for v in range(3)]
    model = build(sizes, turn, rank)

    assert all(not row[0] for row in judged(model, (0, 1, 2)).values())
    assert all(row[7] for row in judged(model, (0, 1, 2)).values())


def test_others_may_answer_together_where_none_would_alone():
    """By hand: the answer costs each of two actors something alone, and pays them together.

    States: 0 now, 1 after the move of A, which pays it. From 1, B goes to 2 and C from 2 to 3;
    2 is worse than 1 for B, 3 is better than 1 for B and C, and worse than 0 for A. Alone B
    would not begin, so that nothing credible deters A under the ordinary SEQ; together B and
    C would go from 1 to 3, and A stays.
    """
    moves = [(0, 0, 1), (1, 1, 2), (2, 2, 3)]
    rank = [[2, 3, 1, 0], [1, 1, 0, 2], [1, 1, 1, 2]]
    actors = [[Action([s], [{0: [t] * 4}]) for k, s, t in moves if k == i] for i in range(3)]
    model = build([4], actors, rank)
    ordinary = by_definition(reach(model), rank)

    assert not ordinary[3][0][0]
    assert judged(model, (0,))["seq"][0]


@pytest.mark.parametrize(("largest", "count"), [(None, 15), (1, 4), (2, 10), (9, 15)])
def test_coalitions_are_listed_up_to_a_size(largest, count):
    """Each once, the smallest first."""
    listed = list(subsets(range(4), largest))

    assert len(set(listed)) == len(listed) == count
    assert [len(one) for one in listed] == sorted(len(one) for one in listed)


def chained(moves, rank):
    """Build a model of one variable from moves (actor, from, to) and ranks."""
    states = len(rank[0])
    actors = [
        [Action([s], [{0: [t] * states}]) for k, s, t in moves if k == i] for i in range(len(rank))
    ]
    return build([states], actors, rank)


def test_no_coalition_answers_twice_in_a_row():
    """By hand: B gains from 1 to 2 and from 2 to 3, the only harm; C cares for nothing.

    B alone may not move twice, and B with C would not, for C gains nothing.
    """
    model = chained([(0, 0, 1), (1, 1, 2), (1, 2, 3)], [[1, 3, 2, 0], [0, 0, 1, 2], [0] * 4])

    assert not judged(model, (0,))["seq"][0]


def test_a_coalition_may_go_on_after_another_has_come_to_the_same_state():
    """By hand: B and C can each go from 1 to 2, and B from 2 to 3, the only harm.

    After its own move B may not go on; after that of C it may. Together they would not go to 3,
    which C likes no better than 1.
    """
    moves = [(0, 0, 1), (1, 1, 2), (2, 1, 2), (1, 2, 3)]
    model = chained(moves, [[1, 3, 2, 0], [0, 0, 1, 2], [0, 0, 1, 0]])

    assert judged(model, (0,))["seq"][0]
