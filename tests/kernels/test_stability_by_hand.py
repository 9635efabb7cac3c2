"""Tests of `standoff.kernels.stability` on models that a reader can judge."""

import pytest

from graph_models import Action, build, controls, draw_by_hand
from standoff.kernels.stability import GMR, NASH, SEQ, SMR, distances, verdicts


def stable(model):
    """Return ``stable[c, i, s]``."""
    return verdicts(*model).stable


def test_two_ways_to_the_same_state_are_one_improvement():
    """By the option form's setting, or by raising the level."""
    ways = [Action([0], [{0: [1, 1]}]), Action([0], [{0: [1, 1]}])]

    found = verdicts(*build([2], [ways, []], [[0, 1], [0, 0]]))

    assert found.improvements.tolist() == [[1, 0], [0, 0]]
    assert found.move_action[NASH, 0, 0] == 0


def test_the_last_state_to_be_met_is_met():
    """From 1 the others lead back to 0 only, a tie, when all other states have worse answers."""
    edges = [(0, 0, 1), (1, 0, 3), (1, 2, 3), (1, 3, 2), (1, 1, 0)]

    found = stable(draw_by_hand(edges, [[2, 3, 1, 0], [0, 0, 0, 0]]))

    assert found[GMR, 0, 0]


def test_nobody_moves_twice_in_a_row_in_an_answer():
    """1 goes 1 to 2 to 3 in two moves, but alone may make only one: 3 is out of reach.

    Actor 0 leaves 0 for 1. In 2 it is better off than in 0, in 3 worse.
    """
    edges = [(0, 0, 1), (1, 1, 2), (1, 2, 3)]

    found = stable(draw_by_hand(edges, [[1, 3, 2, 0], [0, 0, 0, 0]]))

    assert not found[GMR, 0, 0]
    assert not found[SMR, 0, 0]


def test_staying_is_no_move_between_two_of_another():
    """As above, with a third actor whose one action changes nothing: 3 stays out of reach."""
    edges = [(0, 0, 1), (1, 1, 2), (1, 2, 3), (2, 2, 2)]

    found = stable(draw_by_hand(edges, [[1, 3, 2, 0], [0] * 4, [0] * 4]))

    assert not found[GMR:, 0, 0].any()


def test_an_opponent_may_move_again_after_another():
    """The answer 1 to 2 to 3 to 4 takes actors 1, 2 and 1 again.

    Letting each move only once, as other programs do, would lose it.
    """
    edges = [(0, 0, 1), (1, 1, 2), (2, 2, 3), (1, 3, 4)]

    found = verdicts(*draw_by_hand(edges, [[1, 3, 3, 3, 0], [0, 0, 1, 1, 2], [0, 0, 0, 1, 0]]))

    assert found.stable[:, 0, 0].tolist() == [False, True, True, True, True]
    assert found.answer_to[SEQ, 0, 0] == 4
    assert found.answer_action[SEQ, 0, 0] == 2  # actor 1's second


def test_every_improvement_is_answered_from_the_same_store():
    """Two improvements, each with its own answer: both deter.

    An iterator of answers that the first improvement used up would leave the second without.
    """
    edges = [(0, 0, 1), (0, 0, 2), (1, 1, 3), (1, 2, 3)]

    found = stable(draw_by_hand(edges, [[1, 2, 2, 0], [0, 0, 0, 1]]))

    assert found[:, 0, 0].tolist() == [False, True, True, True, True]


@pytest.mark.parametrize("undeterred", [1, 2, 3])
def test_one_improvement_that_nothing_deters_is_enough_to_leave(undeterred):
    """Whichever it is: not the verdict on the last improvement only counts."""
    edges = [(0, 0, t) for t in (1, 2, 3)]
    edges += [(1, t, 4) for t in (1, 2, 3) if t != undeterred]

    found = verdicts(*draw_by_hand(edges, [[1, 2, 3, 4, 0], [0, 0, 0, 0, 1]]))

    assert found.stable[:, 0, 0].tolist() == [False] * 5
    assert found.move_to[1:, 0, 0].tolist() == [undeterred] * 4


def test_being_left_no_better_off_deters():
    """The definition says "not preferred", so an answer that ends in a tie is one."""
    found = stable(draw_by_hand([(0, 0, 1), (1, 1, 2)], [[1, 2, 1], [0, 0, 1]]))

    assert found[:, 0, 0].tolist() == [False, True, True, True, True]


def test_being_brought_back_deters():
    """The state itself is not better than itself; the printed matrix form leaves it out."""
    found = stable(draw_by_hand([(0, 0, 1), (1, 1, 0)], [[1, 2], [1, 0]]))

    assert found[GMR, 0, 0]
    assert found[SEQ, 0, 0]


def test_a_tie_tempts_nobody():
    """An improvement is strict, for the one who leaves and for the ones who answer."""
    found = stable(draw_by_hand([(0, 0, 1), (0, 1, 2), (1, 2, 1)], [[1, 1, 2], [0, 0, 0]]))

    assert found[:, 0, 0].all()
    assert found[GMR, 0, 1]
    assert not found[SEQ, 0, 1]


def test_whoever_can_step_out_of_the_answer_again_is_not_deterred_by_it():
    """SMR looks one move further than GMR: from 2, actor 0 can reach 3, which beats 0."""
    edges = [(0, 0, 1), (1, 1, 2), (0, 2, 3)]

    found = stable(draw_by_hand(edges, [[1, 3, 0, 2], [0, 0, 0, 0]]))

    assert found[:, 0, 0].tolist() == [False, True, False, False, False]


def test_nobody_is_deterred_by_their_own_answer():
    """Actor 0 could walk back, but only others deter."""
    found = stable(draw_by_hand([(0, 0, 1), (0, 1, 0)], [[1, 2], [0, 0]]))

    assert found[:, 0].tolist() == [[False, True]] * 5


def test_no_answer_at_all_is_no_deterrent():
    """The best state has nobody who could answer from it, however bad the others are."""
    found = verdicts(*draw_by_hand([(0, 0, 1)], [[0, 1], [0, 0]]))

    assert not found.stable[:, 0, 0].any()
    assert found.move_to[:, 0, 0].tolist() == [1] * 5


def test_a_single_actor_knows_nash_only():
    """Without opponents there is no answer, and all concepts agree."""
    found = stable(draw_by_hand([(0, 0, 1), (0, 1, 2), (0, 2, 0)], [[0, 1, 2]]))

    assert found[:, 0].tolist() == [[False, False, True]] * 5


def test_a_single_state_is_stable_for_all():
    """Nobody can move to where they are."""
    found = verdicts(*build([1], [controls([1], [0]), []], [[0], [0]]))

    assert found.stable.all()
    assert found.improvements.tolist() == [[0], [0]]


def test_without_actions_every_state_is_stable():
    """An empty graph has no improvements."""
    assert stable(build([2, 2], [[], []], [[0, 1, 2, 3], [3, 2, 1, 0]])).all()


def test_parts_that_no_move_connects_are_judged_apart():
    """Verdicts on two copies of a conflict are those on one, twice over."""
    edges = [(0, 0, 1), (1, 1, 2), (0, 2, 0)]
    rank = [[1, 2, 0], [0, 0, 1]]
    twice = [(i, s + 3, t + 3) for i, s, t in edges]

    found = stable(draw_by_hand(edges + twice, [row + [r + 1 for r in row] for row in rank]))

    assert (found[:, :, :3] == stable(draw_by_hand(edges, rank))).all()
    assert (found[:, :, 3:] == found[:, :, :3]).all()


def test_an_infeasible_state_is_no_way_to_answer():
    """Where both cannot defect at once, whoever deserts first goes unanswered.

    Prisoner's dilemma by number: 0 both defect, 1 A alone, 2 B alone, 3 none.
    """
    rank = [[1, 3, 0, 2], [1, 0, 3, 2]]

    def at_cooperation(feasible):
        actors = [controls([2, 2], [v], feasible) for v in (0, 1)]
        ranks = [[row[number] for number in feasible] for row in rank]
        return stable(build([2, 2], actors, ranks, feasible=feasible))[GMR, :, -1].tolist()

    assert at_cooperation([0, 1, 2, 3]) == [True, True]
    assert at_cooperation([1, 2, 3]) == [False, False]


def test_a_vote_leads_where_the_body_would_send_it():
    """The action reaches its first outcome where the vote passes, and the second elsewhere."""
    ask = Action([0], [{0: [1, 1, 2]}, {0: [2, 1, 2]}], vote=True)
    rank = [[0, 1, 2], [0, 0, 0]]

    passed = verdicts(*build([3], [[ask], []], rank, passing=[(0, 0)]))
    failed = verdicts(*build([3], [[ask], []], rank))

    assert passed.move_to[NASH, 0, 0] == 1
    assert failed.move_to[NASH, 0, 0] == 2
    assert passed.improvements[0, 0] == failed.improvements[0, 0] == 1


def test_a_vote_that_would_change_nothing_is_no_move():
    """A proposal that fails and leaves everything as it was tempts nobody."""
    ask = Action([0], [{0: [1, 1]}, {}], vote=True)

    assert stable(build([2], [[ask], []], [[0, 1], [0, 0]])).all()
    assert not stable(build([2], [[ask], []], [[0, 1], [0, 0]], passing=[(0, 0)]))[:, 0, 0].any()


def test_an_action_by_chance_may_lead_to_any_of_its_outcomes():
    """The better outcome tempts, and the worse one is somewhere the actor can get to."""
    gamble = Action([0], [{0: [1, 1, 2]}, {0: [2, 1, 2]}])

    found = verdicts(*build([3], [[gamble], []], [[1, 0, 2], [0, 0, 0]]))

    assert found.move_to[NASH, 0, 0] == 2
    assert distances(*build([3], [[gamble], []], [[1, 0, 2], [0, 0, 0]]), 0).tolist() == [0, 1, 1]


def test_distances_are_counted_along_a_chain_and_across_a_fan():
    """First one state at each distance, too few to put in order, then all others at once."""
    chain = [(0, s, s + 1) for s in range(100)]
    fan = [(1, 100, s) for s in range(199, 100, -1)] + [(0, 150, 0)]

    found = distances(*draw_by_hand(chain + fan, [[0] * 200, [0] * 200]), 0)

    assert found.tolist() == [*range(101), *[101] * 99]
