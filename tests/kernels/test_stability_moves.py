"""Tests for which moves form cliques: `standoff.kernels.stability_moves`."""

from hypothesis import given

from graph_models import Action, build, by_definition, drawn_option_forms, reach
from standoff.kernels.stability import NASH, verdicts
from standoff.kernels.stability_moves import blocks, graph


@given(drawn_option_forms())
def test_the_option_form_without_one_way_options_falls_into_cliques(model):
    """So that the properties above try the short cut; hand-drawn graphs try the long way."""
    g = graph(*model)

    assert all(blocks(g, k) is not None for k in range(len(model.rank)))


def test_a_one_way_option_is_no_clique():
    """Where a way leads back from nowhere, edges have to be followed one by one."""
    there = Action([0], [{0: [1, 1]}])

    g = graph(*build([2], [[there], []], [[0, 1], [0, 0]]))

    assert blocks(g, 0) is None
    assert blocks(g, 1) is not None


def test_setting_what_is_set_already_is_not_counted_as_a_way_out():
    """From 0 the actor may only set 0 again: as many actions as others in the block, no move."""
    zero, one = Action([0, 1], [{0: [0, 0]}]), Action([], [{0: [1, 1]}])

    model = build([2], [[zero, one], []], [[0, 1], [0, 0]])

    assert blocks(graph(*model), 0) is None
    assert verdicts(*model).stable[:, 0].all()


def test_two_ways_to_one_state_are_not_ways_to_two():
    """Each state has two actions and two others in its block, but both go to the same one."""
    circle = [Action([s], [{0: [(s + 1) % 3] * 3}]) for s in (0, 1, 2) for _ in range(2)]

    model = build([3], [circle, []], [[0, 0, 1], [0, 0, 0]])

    assert blocks(graph(*model), 0) is None
    assert verdicts(*model).stable[:, 0, 0].all()


def test_actions_that_set_different_variables_make_no_clique():
    """Four actions on four states, but from 01 three of them cannot lead to three states."""
    everywhere = range(4)
    changes = [{0: [1, 1]}, {1: [1, 1]}, {0: [1, 1], 1: [1, 1]}, {0: [0, 0]}]

    model = build([2, 2], [[Action(everywhere, [c]) for c in changes], []], [[1, 0, 2, 0], [0] * 4])

    assert blocks(graph(*model), 0) is None
    assert (verdicts(*model).stable == by_definition(reach(model), model.rank.tolist())).all()


def test_an_action_whose_result_depends_on_the_level_makes_no_clique():
    """The second action goes from 0 to 2 but stays in 1, where only one way out is left."""
    actions = [Action(range(3), [{0: row}]) for row in ([1, 1, 1], [2, 1, 2], [0, 0, 0])]

    model = build([3], [actions, []], [[0, 1, 2], [0] * 3])

    assert blocks(graph(*model), 0) is None
    assert verdicts(*model).stable[NASH, 0].tolist() == [False, True, True]
