"""Tests for the lens `deals` where a deal is carried out step by step."""

import numpy as np
import pytest

import standoff
import standoff.record
from lenses.oaths import game_of
from standoff.policy import solve

STEPS = """
name: steps
actors: {A: {patience: 0.5, precision: 9}, B: {patience: 0.5, precision: 9}}
variables: {arms: [none, some, many], aid: [none, given]}
start: {arms: many}
options:
  A: {build: {when: arms < many, effect: {raise: arms}},
      scrap: {when: arms > none, cost: 1, effect: {lower: arms}}}
  B: {give: {when: aid == none, cost: 1, effect: {set: {aid: given}}},
      stop: {when: aid == given, effect: {set: {aid: none}}}}
interests: {power: arms, calm: 2 - arms, bread: aid, cash: (aid == none)}
weights: {A: {power: 1, bread: 3}, B: {calm: 2, cash: 1}}
infeasible: [{when: arms == many and aid == given}]
deals:
  swap: {commitments: {A: {arms: none}, B: {aid: given}}}
"""


def test_a_path_step_by_step_is_worth_its_rounds_and_then_the_deal():
    """Recomputed forwards from the steps shown: payoffs by round, then the deal's value."""
    game = game_of(STEPS)
    answer = standoff.look(game, "deals", search="none")
    steps = answer["step_level"].sel(deal="swap").values.astype(int)
    by = answer["step_by"].sel(deal="swap").values
    names = [v.name for v in game.crisis.variables]

    assert steps[-1].tolist() == [0, 1]
    assert by.sum(axis=1).tolist() == [1] * len(steps)
    assert by[0].tolist() == [True, False]
    worth = answer["value"].sel(deal="swap").values
    for levels in steps[::-1]:
        named = {name: game.crisis.variables[v].levels[levels[v]] for v, name in enumerate(names)}
        worth = game.utility[:, game.find(named)] + 0.5 * worth
    assert answer["stepwise_value"].sel(deal="swap").values == pytest.approx(worth)


def test_stopping_is_weighed_at_the_state_that_stopping_leaves():
    """Before the first step that state is today's, with what the crisis gives there."""
    game = game_of(STEPS)
    answer = standoff.look(game, "deals", search="none")

    first = float(answer["step_stop_gain"].sel(deal="swap", actor="A")[0])
    today = float(answer["status_quo"].sel(actor="A"))
    assert first == pytest.approx(
        today - float(answer["stepwise_value"].sel(deal="swap", actor="A"))
    )
    most = answer["step_stop_gain"].sel(deal="swap").max("step")
    assert answer["stop_gain"].sel(deal="swap").values == pytest.approx(most.values)


def test_who_makes_a_step_together_may_stop_before_it_or_leave_it_to_the_other():
    """Peace is promised by both: each weighs that neither moves, and that the other does."""
    game = game_of("""
        name: truce
        horizon: 3
        actors: {A: {patience: 0.5, precision: 2}, B: {patience: 0.5, precision: 2}}
        variables: {front: [war, peace], aid: [none, given]}
        options:
          A: {attack: {when: front == peace, effect: {set: {front: war}}},
              halt: {when: front == war, cost: 1, effect: {set: {front: peace}}}}
          B: {join: {when: front == war, cost: 1, effect: {set: {front: peace}}},
              give: {when: aid == none, cost: 1, effect: {set: {aid: given}}}}
        interests: {calm: front == peace, bread: aid}
        weights: {A: {calm: 2, bread: 1}, B: {calm: -1, bread: 0.5}}
        deals:
          pact: {commitments: {A: {front: peace}, B: {front: peace, aid: given}}}
        """)
    answer = standoff.look(game, "deals", search="none").sel(deal="pact")
    policy = solve(game)
    free = {
        front: policy.value[:, policy.row(game.find({"front": front, "aid": "given"}))]
        for front in ("war", "peace")
    }
    goal = game.find({"front": "peace", "aid": "given"})
    kept = game.utility[:, goal] + 0.5 * answer["value"].values

    assert answer["step_by"].values.tolist() == [[False, True], [True, True]]
    # A would rather find peace made, B the war go on
    assert free["peace"][0] > free["war"][0]
    assert free["peace"][1] < free["war"][1]
    found = answer["step_stop_gain"].isel(step=1).values
    assert found == pytest.approx([free["peace"][0] - kept[0], free["war"][1] - kept[1]])


def test_holding_back_leaves_the_others_part_done():
    """B may let A disarm and give nothing; that A takes the aid and stays armed cannot be."""
    game = game_of(STEPS)
    answer = standoff.look(game, "deals", search="none")
    held = answer["holdback_gain"].sel(deal="swap")

    alone = solve(game, start=game.find({"arms": "none"})).value
    row = int(np.searchsorted(solve(game).states, game.find({"arms": "none"})))
    expected = alone[1, row] - float(answer["value"].sel(deal="swap", actor="B"))
    assert float(held.sel(actor="B")) == pytest.approx(expected, abs=1e-6)
    assert np.isnan(held.sel(actor="A"))
