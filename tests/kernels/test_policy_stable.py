"""Tests for `standoff.kernels.policy_stable`."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_models import Action, build, by_definition, drawn_graphs, drawn_option_forms, reach
from standoff.kernels.edges import edges
from standoff.kernels.metarational import duel
from standoff.kernels.policy_stable import OPEN, policy_stable

ANY_MODEL = drawn_graphs() | drawn_option_forms()
SMALL = drawn_graphs(max_actors=3, max_states=3)


def judged(model, **bounds):
    return policy_stable(edges(model.moves, model.passes), model.rank, **bounds)


def keeps(to, rank, plans, s):
    """Say whether plans keep ``s``: play every line against every actor, by the words."""
    return all(plan[s] == s for plan in plans) and all(
        holds(to, rank, plans, s, i) for i in range(len(rank))
    )


def holds(to, rank, plans, s, i):
    """Say whether ``i`` cannot end above ``s``, and play ends whenever it stops moving."""
    others = [k for k in range(len(rank)) if k != i]
    met, fresh = set(), {(t, i) for t in to[i][s]}
    goes_on = {}
    while fresh:
        met |= fresh
        after = set()
        for x, last in fresh:
            next_ = {(plans[k][x], k) for k in others if k != last and plans[k][x] != x}
            if not next_ and rank[i][x] > rank[i][s]:
                return False
            goes_on[x, last] = next_
            after |= next_
            if last != i:
                after |= {(t, i) for t in to[i][x]}
        fresh = after - met
    return not any(comes_back(goes_on, place) for place in met)


def comes_back(goes_on, place):
    """Say whether plans alone lead from a place to itself."""
    seen, fresh = set(), goes_on[place]
    while fresh:
        if place in fresh:
            return True
        seen |= fresh
        fresh = {later for one in fresh for later in goes_on[one]} - seen
    return False


@settings(max_examples=60)
@given(SMALL.filter(lambda model: model.rank.shape[1] * len(model.rank) <= 9))
def test_a_state_rests_if_and_only_if_some_set_of_plans_keeps_it(model):
    """All plans of all actors, one after the other."""
    to, rank = reach(model), model.rank.tolist()
    states = range(len(rank[0]))
    ways = [itertools.product(*([s, *row[s]] for s in states)) for row in to]
    every = list(itertools.product(*ways))

    expected = [int(any(keeps(to, rank, plans, s) for plans in every)) for s in states]

    assert judged(model, tries=100_000).rests.tolist() == expected


@given(drawn_graphs(max_actors=2) | drawn_option_forms(max_actors=2))
def test_with_two_actors_it_is_metarational_stability_without_a_horizon(model):
    """The other one holds it by one plan if it can hold it in any number of moves."""
    e = edges(model.moves, model.passes)
    far = 2 * model.rank.max() * model.rank.shape[1] + 2
    held = [duel(e, model.rank, i, int(far)).value[-1] <= row for i, row in enumerate(model.rank)]

    found = judged(model)

    assert (found.held == np.array(held)).all()
    assert (found.rests == np.all(held, axis=0)).all()


@given(ANY_MODEL)
def test_nash_states_are_policy_stable(model):
    """Plans by which all stay everywhere keep a state that nobody gains by leaving."""
    nash = by_definition(reach(model), model.rank.tolist())[0].all(axis=0)

    assert (judged(model).rests[nash] == 1).all()


@given(ANY_MODEL)
def test_policy_stable_states_are_held_in_any_number_of_moves(model):
    """Plans are one way for the others together to hold an actor; MR_h follows for every h."""
    e = edges(model.moves, model.passes)
    found = judged(model)

    for i, row in enumerate(model.rank):
        value = duel(e, model.rank, i, 7).value
        for h in (2, 4, 6):
            assert (found.held[i] <= (value[h] <= row)).all()
    assert (found.rests[~found.held.all(axis=0)] == 0).all()


@given(ANY_MODEL, st.data())
def test_some_states_are_judged_as_among_all(model, data):
    """One state's plans do not depend on which others are asked about."""
    some = data.draw(st.lists(st.integers(0, model.rank.shape[1] - 1)))
    whole, part = judged(model), judged(model, states=np.array(some, np.int64))

    for of_all, of_some in zip(whole, part, strict=True):
        assert (of_all[..., some] == of_some).all()


@given(ANY_MODEL)
def test_reasons_are_moves(model):
    """A temptation is a move of the actor, an answer a move of another from there."""
    to, rank = reach(model), model.rank
    found = judged(model)

    for i, s in np.ndindex(rank.shape):
        t, u, k = found.move_to[i, s], found.answer_to[i, s], found.answer_by[i, s]
        gaining = [x for x in to[i][s] if rank[i, x] > rank[i, s]]
        if found.held[i, s]:
            assert (t < 0) == (not gaining)
            assert found.end[i, s] == -1
        else:
            assert t in to[i][s]
            assert rank[i, found.end[i, s]] > rank[i, s]
        assert (u >= 0) == (t >= 0 and found.held[i, s] and found.rests[s] == 1)
        if u >= 0:
            assert k != i
            assert u in to[k][t]


def by_hand(moves, rank):
    states = len(rank[0])
    actors = [[] for _ in rank]
    for i, s, t in moves:
        actors[i].append(Action([s], [{0: [t] * states}]))
    return build([states], actors, rank)


def test_a_threat_that_costs_its_maker_keeps_a_state():
    """0 would gain by going to 1; that 1 would then go to 2, worst for both, holds it."""
    model = by_hand([(0, 0, 1), (1, 1, 2)], [[1, 2, 0], [1, 2, 0]])

    found = judged(model)

    assert found.rests.tolist() == [1, 1, 1]
    assert (found.move_to[0, 0], found.answer_to[0, 0], found.answer_by[0, 0]) == (1, 2, 1)


def test_two_who_chase_each_other_keep_nothing():
    """1 and 2 could shift between 1 and 2 for ever; 0 would sit there better off than in 0."""
    model = by_hand([(0, 0, 1), (1, 1, 2), (2, 2, 1)], [[0, 1, 1], [0, 0, 0], [0, 0, 0]])

    assert judged(model).rests[0] == 0


def test_one_plan_has_to_hold_whoever_comes():
    """In 3 only 2 can act, and it must go left against 0 and right against 1: nothing serves.

    Each alone could be held: 4 is bad for 0 and good for 1, 5 the other way round.
    """
    moves = [(0, 0, 3), (1, 0, 3), (2, 3, 4), (2, 3, 5)]
    rank = [[1, 0, 0, 2, 0, 2], [1, 0, 0, 2, 2, 0], [0] * 6]

    found = judged(by_hand(moves, rank))

    assert found.held[:, 0].all()
    assert found.rests[0] == 0


def test_plans_that_lead_round_in_a_circle_keep_nothing():
    """As before, but 2 could go on to 6, and 2 and 3 shift between 6 and 7 for ever after.

    No plan that ends holds both 0 and 1, and one that never ends is none.
    """
    moves = [(0, 0, 3), (1, 0, 3), (2, 3, 4), (2, 3, 5), (2, 3, 6), (3, 6, 7), (2, 7, 6)]
    rank = [[1, 0, 0, 2, 0, 2, 2, 2], [1, 0, 0, 2, 2, 0, 2, 2], [0] * 8, [0] * 8]

    found = judged(by_hand(moves, rank))

    assert found.held[:, 0].all()
    assert found.rests[0] == 0


def test_it_may_take_two_who_would_leave_a_state():
    """In 1, better for both, each has to be driven out by the other."""
    moves = [(0, 0, 1), (1, 0, 1), (0, 1, 2), (1, 1, 3)]

    assert judged(by_hand(moves, [[1, 2, 0, 0], [1, 2, 0, 0]])).rests[0] == 1


def test_it_may_take_three_who_would_leave_a_state():
    """4 is met by 0 after 1 or after 2 has moved, and by 1 after 2 has.

    So 2 has to go on in the first case, 1 in the second, and 0 in the third.
    """
    moves = [(0, 0, 1), (0, 0, 2), (1, 0, 3), (1, 1, 4), (2, 2, 4), (2, 3, 4),
             (0, 4, 5), (1, 4, 6), (2, 4, 7)]  # fmt: skip
    rank = [[1, 2, 2, 0, 2, 0, 0, 0], [1, 0, 0, 2, 2, 0, 0, 0], [0] * 8]

    assert judged(by_hand(moves, rank)).rests[0] == 1


@pytest.mark.parametrize(("tries", "verdict"), [(1, OPEN), (50, 1)])
def test_a_search_that_is_cut_short_leaves_the_state_open(tries, verdict):
    """One try makes the plans for the state itself, and no others."""
    model = by_hand([(0, 0, 1), (1, 1, 2)], [[1, 2, 0], [1, 2, 0]])

    assert judged(model, tries=tries).rests[0] == verdict
