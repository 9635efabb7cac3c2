"""Solve a few games with Gambit and keep its answers for the replication tests.

Run once, in an environment of its own, from the top of the repository:

    python -m venv gambit && gambit/bin/pip install pygambit==16.7.0
    gambit/bin/python scripts/make_gambit_fixtures.py

The tests read the JSON files and never need Gambit.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pygambit as gbt

FOLDER = Path(__file__).parents[1] / "tests" / "replication" / "fixtures" / "gambit"

OCHS = ([[1.1141, 0], [0, 0.2785]], [[0, 1.1141], [1.1141, 0]])
# uneven on purpose: with equal payoffs the branch forks, and which way a program
# goes is up to its rounding
CHICKEN = ([[6, 2], [7, 0]], [[6, 8], [2, 0]])
BATTLE = ([[4, 0], [0, 1]], [[1, 0], [0, 3]])
VON_STENGEL = ([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]])
# by the strategies of players 1, 2 and 3; whole numbers, written down for this test
THREE = (
    [[[9, 0], [0, 3]], [[0, 4], [3, 1]]],
    [[[8, 0], [0, 4]], [[0, 5], [2, 1]]],
    [[[12, 0], [0, 6]], [[0, 1], [7, 2]]],
)
ASYMMETRIC = (
    [[[1, 5], [4, 2]], [[3, 0], [6, 2]]],
    [[[2, 7], [1, 3]], [[4, 1], [0, 5]]],
    [[[3, 2], [6, 4]], [[1, 5], [2, 0]]],
)

# what a mover at each node takes, first mover first, and what passing to the end gives
CENTIPEDE = ([(0.4, 0.1), (0.2, 0.8), (1.6, 0.4), (0.8, 3.2)], (6.4, 1.6))


def cell(table: list, profile: tuple[int, ...]) -> float:
    """Look a payoff up by the strategies of all players."""
    for strategy in profile:
        table = table[strategy]
    return table


def strategic(payoffs: tuple[list, ...], sizes: tuple[int, ...], factors: list[float]) -> dict:
    """Solve a normal form at some precisions."""
    game = gbt.Game.new_table(list(sizes))
    for profile in product(*(range(n) for n in sizes)):
        for i, player in enumerate(game.players):
            game[profile][player] = cell(payoffs[i], profile)
    points = {}
    for factor in factors:
        (found,) = gbt.qre.logit_solve_lambda(game, factor, use_strategic=True)
        points[str(factor)] = [
            [float(found.profile[strategy]) for strategy in player.strategies]
            for player in game.players
        ]
    return {"kind": "strategic", "payoffs": payoffs, "logit": points}


def end_with(game: gbt.Game, node: gbt.Node, payoffs: Sequence[float]) -> None:
    """End the game at a node with these payoffs."""
    game.set_outcome(node, game.add_outcome(f"end {len(game.outcomes)}", list(payoffs)))


def agent_form(game: gbt.Game, factors: list[float]) -> dict[str, list[list[float]]]:
    """Solve a tree at some precisions: for each information set, its probabilities."""
    points = {}
    for factor in factors:
        (found,) = gbt.qre.logit_solve_lambda(game, factor, use_strategic=False)
        # the profile of a tree cannot be read by action in this version, but by number
        flat = iter([float(found[n]) for n in range(len(found))])
        points[str(factor)] = [
            [next(flat) for _ in infoset.actions]
            for player in game.players
            for infoset in player.infosets
        ]
    return points


def centipede(factors: list[float]) -> dict:
    """Two players take turns; the first to take ends the game."""
    game = gbt.Game.new_tree(players=["A", "B"])
    node = game.root
    takes, end = CENTIPEDE
    for turn, payoff in enumerate(takes):
        game.append_move(node, "AB"[turn % 2], ["take", "pass"])
        end_with(game, node.children["take"], payoff)
        node = node.children["pass"]
    end_with(game, node, end)
    return {
        "kind": "tree",
        "order": "A1 A3 B2 B4",
        "takes": takes,
        "end": end,
        "logit": agent_form(game, factors),
    }


def three_in_turn(factors: list[float]) -> dict:
    """Three players choose one after the other, each seeing what was done before."""
    game = gbt.Game.new_tree(players=["1", "2", "3"])
    level = [(game.root, ())]
    for player in game.players:
        following = []
        for node, path in level:
            game.append_move(node, player.label, ["0", "1"])
            following += [(node.children[str(j)], (*path, j)) for j in range(2)]
        level = following
    for node, path in level:
        end_with(game, node, [cell(table, path) for table in ASYMMETRIC])
    return {
        "kind": "tree",
        "order": "1; 2 after 0, 1; 3 after 00, 01, 10, 11",
        "payoffs": ASYMMETRIC,
        "logit": agent_form(game, factors),
    }


def two_at_once(factors: list[float]) -> dict:
    """Let one player choose, and then two others who see that and not each other."""
    game = gbt.Game.new_tree(players=["1", "2", "3"])
    game.append_move(game.root, "1", ["0", "1"])
    for first in range(2):
        node = game.root.children[str(first)]
        game.append_move(node, "2", ["0", "1"])
        game.append_move(list(node.children), "3", ["0", "1"])
        for second in range(2):
            for third in range(2):
                end = node.children[str(second)].children[str(third)]
                end_with(game, end, [cell(table, (first, second, third)) for table in ASYMMETRIC])
    return {
        "kind": "tree",
        "order": "1; 2 after 0, 1; 3 after 0, 1",
        "payoffs": ASYMMETRIC,
        "logit": agent_form(game, factors),
    }


def gamble(factors: list[float]) -> dict:
    """One threatens or not, at a risk of 0.3 that all is lost; the other yields or not."""
    game = gbt.Game.new_tree(players=["1", "2"])
    game.append_move(game.root, "1", ["quiet", "threaten"])
    quiet, threat = list(game.root.children)
    end_with(game, quiet, [1, 4])
    game.append_move(threat, game.players.chance, ["war", "peace"])
    game.set_chance_probs(threat.infoset, ["3/10", "7/10"])
    war, peace = list(threat.children)
    end_with(game, war, [-4, -5])
    game.append_move(peace, "2", ["refuse", "yield"])
    refuse, yielding = list(peace.children)
    end_with(game, refuse, [0, 3])
    end_with(game, yielding, [6, 2])
    return {"kind": "tree", "order": "1; 2 after peace", "logit": agent_form(game, factors)}


# what ends the game gives to the sender if it is tough, if it is weak, and to the receiver
SIGNAL_PRIOR = 0.4
SIGNAL_ENDS = {"out": (2.0, 2.0, 0.0), "share": (0.0, 0.5, 1.0), "fight": (1.0, -1.0, -1.0)}
SIGNAL_BOAST = (0.4, -0.3, 0.0)


def signal(factors: list[float]) -> dict:
    """Let a sender of either kind boast or not, a receiver enter or not, the sender reply.

    The receiver hears what was said and does not see the kind.
    """
    game = gbt.Game.new_tree(players=["sender", "receiver"])
    game.append_move(game.root, game.players.chance, ["tough", "weak"])
    game.set_chance_probs(game.root.infoset, [SIGNAL_PRIOR, 1 - SIGNAL_PRIOR])
    heard: dict[str, list[gbt.Node]] = {"quiet": [], "boast": []}
    for node in game.root.children:
        game.append_move(node, "sender", list(heard))
        for said in heard:
            heard[said].append(node.children[said])
    for said, nodes in heard.items():
        game.append_move(nodes, "receiver", ["out", "enter"])
        for kind, node in enumerate(nodes):
            game.append_move(node.children["enter"], "sender", ["share", "fight"])
            for end, after in (
                ("out", node.children["out"]),
                ("share", node.children["enter"].children["share"]),
                ("fight", node.children["enter"].children["fight"]),
            ):
                extra = SIGNAL_BOAST if said == "boast" else (0.0, 0.0, 0.0)
                gains = [SIGNAL_ENDS[end][n] + extra[n] for n in (kind, 2)]
                end_with(game, after, gains)
    return {
        "kind": "tree",
        "order": "sender tough: signal, reply after quiet, after boast; the same weak; receiver "
        "after quiet, boast",
        "prior": SIGNAL_PRIOR,
        "ends": SIGNAL_ENDS,
        "boast": SIGNAL_BOAST,
        "logit": agent_form(game, factors),
    }


def main() -> None:
    """Write one JSON file a game."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    factors = [0.5, 1.0, 2.0, 5.0]
    games = {
        "ochs": strategic(OCHS, (2, 2), factors),
        "chicken": strategic(CHICKEN, (2, 2), factors),
        "battle": strategic(BATTLE, (2, 2), factors),
        "von_stengel": strategic(VON_STENGEL, (3, 2), factors),
        "three_players": strategic(THREE, (2, 2, 2), [0.1, 0.3, 1.0]),
        "three_asymmetric": strategic(ASYMMETRIC, (2, 2, 2), [0.1, 0.5, 1.0, 2.0]),
        "centipede": centipede(factors),
        "three_in_turn": three_in_turn(factors),
        "two_at_once": two_at_once(factors),
        "gamble": gamble(factors),
        "signal": signal(factors),
    }
    for name, answer in games.items():
        answer["source"] = f"pygambit {gbt.__version__}, qre.logit_solve_lambda"
        text = json.dumps(answer, indent=1)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
