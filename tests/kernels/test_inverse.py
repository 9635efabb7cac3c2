"""Tests for `standoff.kernels.inverse`, `least_change` and `equilibrium_change`."""

import itertools
from math import factorial

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph_models import Action, build, controls, drawn_graphs, drawn_option_forms, drawn_with_gaps
from standoff.kernels.edges import edges
from standoff.kernels.equilibrium_change import equilibrium_change
from standoff.kernels.inverse import Clause, clauses, share_of_orders
from standoff.kernels.least_change import distance, least_change
from standoff.kernels.stability import verdicts
from standoff.vocab import CONCEPTS

ANY_MODEL = drawn_graphs(max_states=5) | drawn_option_forms(max_actors=3) | drawn_with_gaps()
SMALL = drawn_graphs(max_actors=3, max_states=4)


def listed(model):
    return edges(model.moves, model.passes)


def stable(model, rank):
    """Return ``stable[c, i, s]`` under other preferences."""
    return verdicts(model.moves, np.asarray(rank), model.passes).stable


def weak_orders(states):
    """List every order of some states, with ties, as dense ranks."""
    seen = set()
    for ranks in itertools.product(range(states), repeat=states):
        dense = np.unique(ranks, return_inverse=True)[1]
        if tuple(dense) not in seen:
            seen.add(tuple(dense))
            yield dense


def makes_no_tie(old, new):
    """Say whether every pair that was ranked is still ranked."""
    was, is_ = (np.sign(np.subtract.outer(rank, rank)) for rank in (old, new))
    return not ((was != 0) & (is_ == 0)).any()


def turned_pairs(old, new):
    """Count pair by pair: 1 for one turned round, 1/2 for a tie broken."""
    total = 0.0
    for x, y in itertools.combinations(range(len(old)), 2):
        total += abs(np.sign(int(old[x]) - int(old[y])) - np.sign(int(new[x]) - int(new[y]))) / 2
    return total


@settings(deadline=None, max_examples=60)
@given(ANY_MODEL, st.data())
def test_the_clauses_hold_exactly_where_the_actor_stays(model, data):
    """Read from the preferences, the condition must be the verdict of the fast search."""
    actors, states = model.rank.shape
    i = data.draw(st.integers(0, actors - 1))
    s = data.draw(st.integers(0, states - 1))
    below = set(np.flatnonzero(model.rank[i] <= model.rank[i, s]).tolist())
    judged = stable(model, model.rank)

    for c, concept in enumerate(CONCEPTS):
        found = clauses(listed(model), model.rank, i, s, concept)
        holds = all(any(one <= below for one in clause.alternatives) for clause in found)
        assert holds == judged[c, i, s]


@settings(deadline=None, max_examples=25)
@given(drawn_graphs(max_states=4) | drawn_option_forms(max_actors=2), st.data())
def test_shares_of_orders_are_those_counted_one_by_one(model, data):
    """Every strict order of the actor is tried with the fast search."""
    actors, states = model.rank.shape
    assume(states <= 4)
    i, s = data.draw(st.integers(0, actors - 1)), data.draw(st.integers(0, states - 1))
    counts = np.zeros(len(CONCEPTS), int)
    for order in itertools.permutations(range(states)):
        rank = model.rank.copy()
        rank[i] = order
        counts += stable(model, rank)[:, i, s]

    for c, concept in enumerate(CONCEPTS):
        share = share_of_orders(clauses(listed(model), model.rank, i, s, concept))
        assert share * factorial(states) == counts[c]


@pytest.mark.parametrize(
    ("sets", "share"),
    [
        ([], 1),
        ([{1}], 1 / 2),
        ([{1}, {2}], 1 / 3),
        ([{1, 2}], 2 / 3),
        ([{1, 2}, {2, 3}], 1 - 2 / 3 + 1 / 4),
        ([{1, 2}, {1, 2, 3}], 2 / 3),
    ],
)
def test_shares_by_hand(sets, share):
    """One of k given states is no better than s unless s is the worst of k + 1."""
    found = [
        Clause(0, frozenset(), frozenset(frozenset((x,)) for x in alternatives))
        for alternatives in sets
    ]

    assert float(share_of_orders(found)) == pytest.approx(share)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=6))
def test_the_distance_is_counted_pair_by_pair(pairs):
    """A pair turned round counts one, a tie in one order only one half."""
    one, other = (np.array(column) for column in zip(*pairs, strict=True))

    assert distance(one, other) == turned_pairs(one, other)


@settings(deadline=None, max_examples=40)
@given(drawn_graphs(max_states=5), st.data())
def test_the_least_change_is_the_nearest_of_all_orders(model, data):
    """Brute force over every order that makes no new tie; and the fast search agrees."""
    actors, states = model.rank.shape
    i, s = data.draw(st.integers(0, actors - 1)), data.draw(st.integers(0, states - 1))
    old = model.rank[i]
    orders = [new for new in weak_orders(states) if makes_no_tie(old, new)]
    orders.sort(key=lambda new: turned_pairs(old, new))
    for c, concept in enumerate(CONCEPTS):
        changed = least_change(clauses(listed(model), model.rank, i, s, concept), old, s)
        rank = model.rank.copy()
        rank[i] = changed.rank

        assert stable(model, rank)[c, i, s]
        assert makes_no_tie(old, changed.rank)
        assert changed.distance == turned_pairs(old, changed.rank)
        for new in orders:
            if turned_pairs(old, new) >= changed.distance:
                break
            rank[i] = new
            assert not stable(model, rank)[c, i, s]


@settings(deadline=None, max_examples=25)
@given(drawn_graphs(max_actors=3, max_states=5), st.data())
def test_two_programs_find_the_same_least_change_of_one_actor(model, data):
    """One over the states above s only, the other over all pairs with transitivity."""
    actors, states = model.rank.shape
    i, s = data.draw(st.integers(0, actors - 1)), data.draw(st.integers(0, states - 1))
    assume(states > 1)
    concept = data.draw(st.sampled_from(CONCEPTS))

    one = least_change(clauses(listed(model), model.rank, i, s, concept), model.rank[i], s)
    other = equilibrium_change(listed(model), model.rank, s, concept, changing=(i,), staying=(i,))

    assert other[0] == one.distance


@settings(deadline=None, max_examples=12)
@given(drawn_graphs(max_actors=3, max_states=3), st.data())
def test_the_least_change_of_all_actors_is_the_nearest_of_all_profiles(model, data):
    """Brute force over every combination of orders, where one's order makes another's answers."""
    actors, states = model.rank.shape
    assume(states > 1)
    s = data.draw(st.integers(0, states - 1))
    concept = data.draw(st.sampled_from(("seq", "sseq")))
    c = CONCEPTS.index(concept)
    ways = [
        [(turned_pairs(old, new), new) for new in weak_orders(states) if makes_no_tie(old, new)]
        for old in model.rank
    ]
    best = min(
        total
        for profile in itertools.product(*ways)
        if (total := sum(cost for cost, _ in profile)) < 99
        and stable(model, [new for _, new in profile])[c, :, s].all()
    )

    found, rank = equilibrium_change(listed(model), model.rank, s, concept)

    assert found == best
    assert stable(model, rank)[c, :, s].all()


def drawn_clauses(generator, states):
    """Draw what must hold for staying in state 0: up to three clauses of up to three sets."""
    found = []
    for _ in range(generator.integers(1, 4)):
        sets = {
            frozenset(generator.choice(np.arange(1, states), generator.integers(1, 3)).tolist())
            for _ in range(generator.integers(1, 4))
        }
        found.append(Clause(0, frozenset(), frozenset(sets)))
    return found


def meet(found, better):
    """Say for each order whether every clause has a set of which no state is better."""
    held = np.ones(len(better), bool)
    for clause in found:
        ways = [~better[:, sorted(one)].any(axis=1) for one in clause.alternatives]
        held &= np.any(ways, axis=0)
    return held


def test_least_changes_of_drawn_clauses_are_the_nearest_of_all_orders():
    """541 orders of five states, tried for 250 conditions and orders with ties as they are."""
    generator = np.random.default_rng(7)
    ranks = np.array(list(weak_orders(5)))
    signs = np.sign(ranks[:, :, None] - ranks[:, None, :])
    better = signs[:, :, 0] > 0
    for _ in range(250):
        found = drawn_clauses(generator, 5)
        old = ranks[generator.integers(len(ranks))]
        was = np.sign(old[:, None] - old)
        allowed = ~((was != 0) & (signs == 0)).any(axis=(1, 2)) & meet(found, better)
        nearest = np.abs(signs[allowed] - was).sum(axis=(1, 2)).min() / 4

        changed = least_change(found, old, 0)

        place = int(np.flatnonzero((ranks == changed.rank).all(axis=1))[0])
        assert allowed[place]
        assert changed.distance == nearest == turned_pairs(old, changed.rank)


def test_shares_of_drawn_clauses_are_those_of_all_orders():
    """All 120 strict orders of five states, tried for 200 conditions."""
    generator = np.random.default_rng(11)
    ranks = np.array(list(itertools.permutations(range(5))))
    better = ranks > ranks[:, :1]
    for _ in range(200):
        found = drawn_clauses(generator, 5)

        assert share_of_orders(found) * 120 == meet(found, better).sum()


def test_nobody_is_made_to_answer_twice_in_a_row():
    """By hand: B gains from 1 to 2 and from 2 to 3, where the harm is, but may move once only.

    So A itself must change: 1 stands right above 0 in its order, one pair away.
    """
    to = [(0, 0, 1), (1, 1, 2), (1, 2, 3)]
    actions = [[Action([s], [{0: [t] * 4}]) for k, s, t in to if k == i] for i in range(2)]
    model = build([4], actions, [[1, 2, 3, 0], [0, 0, 1, 2]])

    for concept in ("seq", "sseq"):
        assert equilibrium_change(listed(model), model.rank, 0, concept)[0] == 1.0


def chained(moves, rank):
    """List the moves of a model of one variable from (actor, from, to), and its ranks."""
    states = len(rank[0])
    actions = [
        [Action([s], [{0: [t] * states}]) for k, s, t in moves if k == i] for i in range(len(rank))
    ]
    return build([states], actions, rank)


def test_stepping_back_to_the_state_repairs_nothing():
    """By hand: from the harm in 2 A can go back to 0 alone, which is no better than 0."""
    model = chained([(0, 0, 1), (1, 1, 2), (0, 2, 0)], [[0, 2, 1], [0, 0, 0]])

    found = clauses(listed(model), model.rank, 0, 0, "smr")

    assert found[0].alternatives == {frozenset((1,)), frozenset((2,))}
    assert float(share_of_orders(found)) == pytest.approx(2 / 3)


def test_an_answer_that_can_be_stepped_out_of_is_not_enough_under_sseq():
    """By hand: B's answer in 2 hurts A, but from there A goes to 3, its best.

    SEQ holds as things are. For SSEQ 1, right above 0, must come below it: one pair; to
    make 3 no better than 0 would take two.
    """
    model = chained([(0, 0, 1), (1, 1, 2), (0, 2, 3)], [[1, 2, 0, 3], [0, 0, 1, 0]])

    found = [equilibrium_change(listed(model), model.rank, 0, c)[0] for c in ("seq", "sseq")]

    assert found == [0.0, 1.0]


def test_credible_answers_are_made_where_that_is_nearer():
    """By hand: A leaves 0 for 1, three places up; B need only like 2 better than 1 to stop it.

    A's order, best first: 1, 3, 4, 0, 2. To stay alone it would have to pass 1 below 3, 4 and 0,
    three pairs. B can go from 1 to 2 and finds 2 one place worse: one pair makes the answer pay.
    """
    to = {(0, 0): 1, (1, 1): 2}
    actions = [[Action([s], [{0: [t] * 5}]) for (k, s), t in to.items() if k == i] for i in (0, 1)]
    model = build([5], actions, [[1, 4, 0, 3, 2], [0, 2, 1, 3, 4]])

    total, rank = equilibrium_change(listed(model), model.rank, 0, "seq")
    alone = least_change(clauses(listed(model), model.rank, 0, 0, "seq"), model.rank[0], 0)

    assert (total, alone.distance) == (1.0, 3.0)
    assert rank[0].tolist() == model.rank[0].tolist()
    assert rank[1, 2] > rank[1, 1]


def test_a_larger_option_form_is_changed_in_time():
    """Two actors with 24 states between them: all pairs, transitivity where it is broken."""
    sizes = [2, 3, 2, 2]
    model = build(
        sizes,
        [controls(sizes, [0, 1]), controls(sizes, [2, 3])],
        np.random.default_rng(3).permuted(np.tile(np.arange(24), (2, 1)), axis=1),
    )

    for concept in ("seq", "smr"):
        total, rank = equilibrium_change(listed(model), model.rank, 5, concept)
        apart = [
            least_change(clauses(listed(model), model.rank, i, 5, concept), model.rank[i], 5)
            for i in (0, 1)
        ]
        assert stable(model, rank)[CONCEPTS.index(concept), :, 5].all()
        assert total <= sum(one.distance for one in apart)
        if concept == "smr":
            assert total == sum(one.distance for one in apart)
