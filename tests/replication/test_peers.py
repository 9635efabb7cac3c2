"""500 small random games: our solver gives what sgamesolver and Gambit gave.

sgamesolver 1.0.2 (Eibelshäuser and Poensgen, MIT) follows the logit Markov
equilibria of stochastic games by homotopy; pygambit 16.7.0 those of normal forms and
trees. How games in turns are translated to theirs, and their answers, are made by
scripts/make_peer_fixtures.py.
"""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import peer_games
from standoff.game import compile
from standoff.policy import solve, stage_game
from standoff.spec import read_text

PEERS = json.loads((Path(__file__).parent / "fixtures" / "peers.json").read_text(encoding="utf-8"))
AGREE = 1e-7
TENTH = range(10)


def ours(game):
    """Compile a drawn game."""
    return compile(read_text(peer_games.crisis_text(game)))


def options(game, turn, state):
    """List hold and the positions of the options that a mover has in a state."""
    return [0, *(n + 1 for n, o in enumerate(game["options"][turn]) if state in o["from"])]


def far_off(found, expected):
    """Return the largest difference between two lists of choice probabilities."""
    return float(np.abs(np.asarray(found) - np.asarray(expected)).max(initial=0.0))


def stochastic_error(number):
    """Return how far our stationary equilibrium of a drawn game is from sgamesolver's."""
    game = peer_games.draw_stochastic(number)
    policy = solve(ours(game))
    assert policy.status == "found"
    return max(
        far_off(
            policy.choice[0, row, policy.slot_first[m] + options(game, m, s)],
            PEERS["stochastic"][number][s][m],
        )
        for row, s in enumerate(policy.states)
        for m in range(len(game["actors"]))
    )


@pytest.mark.parametrize("tenth", TENTH)
def test_stationary_equilibria_are_those_of_sgamesolver(tenth):
    """Both follow the branch from precision 0: 250 games of 2 to 4 states, 2 or 3 movers."""
    numbers = range(tenth, peer_games.STOCHASTIC, len(TENTH))

    assert {n: stochastic_error(n) for n in numbers if stochastic_error(n) > AGREE} == {}


@pytest.mark.parametrize("tenth", TENTH)
def test_normal_forms_have_the_logit_equilibrium_of_gambit(tenth):
    """150 games of two or three players, written as crises in which all choose at once."""
    wrong = {}
    for number in range(tenth, peer_games.NORMAL, len(TENTH)):
        found = stage_game(ours(peer_games.draw_normal(number))).quantal_response()
        assert found.is_found
        expected = PEERS["normal"][number]["logit"]
        error = max(far_off(a, b) for a, b in zip(found.end, expected, strict=True))
        if error > AGREE:
            wrong[number] = error

    assert wrong == {}


def decisions(game):
    """List (round, turn, state) of the decisions of a tree, as one walks down it."""
    found = []

    def after(r, m, s):
        if m < len(game["actors"]):
            acts = options(game, m, s)
            if len(acts) > 1:
                found.append((r, m, s))
            for a in acts:
                to = [(1.0, s)] if a == 0 else game["options"][m][a - 1]["to"]
                for _, t in to:
                    after(r, m + 1, t)
        elif r + 1 < game["rounds"]:
            event = game["chance"]
            to = event["to"] if event and s in event["from"] else [(1.0, s)]
            for _, t in to:
                after(r + 1, 0, t)

    after(0, 0, game["start"])
    return found


@pytest.mark.parametrize("tenth", TENTH)
def test_games_with_an_end_have_the_logit_equilibrium_of_their_tree(tenth):
    """100 games of one or two rounds, at every node of the tree that Gambit solved."""
    wrong = {}
    for number in range(tenth, peer_games.TREES, len(TENTH)):
        game = peer_games.draw_tree(number)
        policy = solve(ours(game))
        nodes = decisions(game)
        assert len(nodes) == len(PEERS["tree"][number])
        for (r, m, s), expected in zip(nodes, PEERS["tree"][number], strict=True):
            slots = policy.slot_first[m] + options(game, m, s)
            error = far_off(policy.choice[r, policy.row(s), slots], expected)
            if error > AGREE:
                wrong[number] = error

    assert wrong == {}


def test_gambit_finds_as_many_pure_equilibria_as_a_look_at_every_profile():
    """The payoffs reach the other program as they were drawn: no best reply is lost."""
    for number in range(0, peer_games.NORMAL, 5):
        game = peer_games.draw_normal(number)
        stage = stage_game(ours(game))
        count = sum(
            all(
                payoff[profile] == payoff[(*profile[:i], slice(None), *profile[i + 1 :])].max()
                for i, payoff in enumerate(stage.payoff)
            )
            for profile in product(*(range(k) for k in game["sizes"]))
        )

        assert count == PEERS["normal"][number]["pure"]
