"""Solve 500 small random games with sgamesolver and Gambit, and keep the answers for the tests.

Run once, in an environment of its own, from the top of the repository:

    python -m venv peers && peers/bin/pip install numpy cython "setuptools<81" wheel
    peers/bin/pip install --no-build-isolation sgamesolver==1.0.2 pygambit==16.7.0
    peers/bin/python scripts/make_peer_fixtures.py

The tests read the JSON file and need neither. Nothing of ours is used to solve: the
games are translated here, from the plain data of tests/peer_games.py, to what the
other programs understand.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pygambit as gbt
import sgamesolver

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import peer_games  # noqa: E402

setattr(np, "NaN", np.nan)  # noqa: B010 (sgamesolver 1.0.2 was written for NumPy 1)

TARGET = ROOT / "tests" / "replication" / "fixtures" / "peers.json"
DIGITS = 9


def choices(game: dict, turn: int, state: int) -> list[tuple[list[tuple[float, int]], float]]:
    """List what a mover may do in a state: where it leads, and what it costs."""
    hold = ([(1.0, state)], 0.0)
    own = [(o["to"], o["cost"]) for o in game["options"][turn] if state in o["from"]]
    return [hold, *own]


def after_chance(game: dict, state: int) -> list[tuple[float, int]]:
    """Say where the round after this one begins, once all have moved."""
    event = game["chance"]
    return event["to"] if event and state in event["from"] else [(1.0, state)]


def stochastic(game: dict, tolerance: float = 1e-11) -> list[list[list[float]]]:
    """Solve a game in turns as a stochastic game in which one player moves at a time.

    A round of M turns is M periods. sgamesolver discounts every period alike, by
    g = d^(1/M), and what is worth V in turn m of ours is worth W = V / g^(m-1) there;
    so the utility at the end of a round is divided by g^(M-1), and a cost in turn m by
    g^(m-1). Precision L on V is precision L g^(m-1) on W, and as one target holds for
    all, each player's payoffs are multiplied by its own. Returned by state and turn.
    """
    turns, states = len(game["actors"]), len(game["utility"][0])
    step = [a["patience"] ** (1 / turns) for a in game["actors"]]
    scale = [a["precision"] * step[m] ** m for m, a in enumerate(game["actors"])]
    payoffs, moves = [], []
    for s, m in product(range(states), range(turns)):
        acts = choices(game, m, s)
        shape = [len(acts) if i == m else 1 for i in range(turns)]
        u = np.zeros((turns, len(acts)))
        to = np.zeros((len(acts), states * turns))
        for a, (outcomes, cost) in enumerate(acts):
            u[m, a] -= cost / step[m] ** m * scale[m]
            for share, t in outcomes:
                if m + 1 < turns:
                    to[a, t * turns + m + 1] += share
                    continue
                for i in range(turns):
                    u[i, a] += share * game["utility"][i][t] / step[i] ** m * scale[i]
                for chance, later in after_chance(game, t):
                    to[a, later * turns] += share * chance
        payoffs.append(u.reshape(turns, *shape))
        moves.append(to.reshape(*shape, states * turns))
    homotopy = sgamesolver.homotopy.QRE(sgamesolver.SGame(payoffs, moves, step))
    homotopy.solver_setup(target_lambda=1.0)
    homotopy.solver.verbose = 0
    homotopy.solver.set_parameters(corrector_tol=tolerance, convergence_tol=tolerance)
    homotopy.solve()
    if homotopy.equilibrium is None:
        raise SystemExit("sgamesolver found no equilibrium")
    sigma = homotopy.equilibrium.strategies
    return [
        [rounded(sigma[s * turns + m][m][: len(choices(game, m, s))]) for m in range(turns)]
        for s in range(states)
    ]


def normal(game: dict) -> dict:
    """Solve a normal form: its logit equilibrium, and how many Nash equilibria it has.

    Gambit knows one precision for all, so that payoffs are multiplied by each player's.
    """
    table = gbt.Game.new_table(game["sizes"])
    for n, profile in enumerate(product(*(range(k) for k in game["sizes"]))):
        for i, player in enumerate(table.players):
            table[profile][player] = game["payoffs"][i][n] * game["precisions"][i]
    (found,) = gbt.qre.logit_solve_lambda(table, 1.0, use_strategic=True)
    logit = [rounded(found.profile[s] for s in p.strategies) for p in table.players]
    return {"logit": logit, "pure": len(gbt.nash.enumpure_solve(table).equilibria)}


def tree(game: dict) -> list[list[float]]:
    """Solve a game of one or two rounds as a tree; the first mover's choice at each node.

    Every actor is another player in each round, with payoffs as that round sees them,
    times its precision: so the agents of Gambit reckon as the movers of ours do.
    """
    actors, rounds = game["actors"], game["rounds"]
    players = [f"{i} in {r}" for r in range(rounds) for i in range(len(actors))]
    built = gbt.Game.new_tree(players=players)
    order: list[int] = []

    def end(node: gbt.Node, state: int, sofar: list[float]) -> None:
        kept = [
            sofar[i] + a["patience"] ** rounds / (1 - a["patience"]) * game["utility"][i][state]
            for i, a in enumerate(actors)
        ]
        payoffs = [
            kept[i] * a["precision"] / a["patience"] ** r
            for r in range(rounds)
            for i, a in enumerate(actors)
        ]
        built.set_outcome(node, built.add_outcome(f"end {len(built.outcomes)}", payoffs))

    def spread(node: gbt.Node, outcomes: list[tuple[float, int]]) -> Iterator[tuple[gbt.Node, int]]:
        if len(outcomes) == 1:
            yield node, outcomes[0][1]
            return
        built.append_move(node, built.players.chance, [f"c{k}" for k in range(len(outcomes))])
        built.set_chance_probs(node.infoset, [gbt.Rational(str(p)) for p, _ in outcomes])
        yield from zip(list(node.children), [t for _, t in outcomes], strict=True)

    def play(node: gbt.Node, r: int, m: int, state: int, sofar: list[float]) -> None:
        if m == len(actors):
            received = [
                sofar[i] + a["patience"] ** r * game["utility"][i][state]
                for i, a in enumerate(actors)
            ]
            for child, after in spread(node, after_chance(game, state)):
                if r + 1 < rounds:
                    play(child, r + 1, 0, after, received)
                else:
                    end(child, after, received)
            return
        acts = choices(game, m, state)
        if len(acts) == 1:
            play(node, r, m + 1, state, sofar)
            return
        built.append_move(node, f"{m} in {r}", [f"a{k}" for k in range(len(acts))])
        order.append(r * len(actors) + m)
        for child, (outcomes, cost) in zip(list(node.children), acts, strict=True):
            paid = list(sofar)
            paid[m] -= actors[m]["patience"] ** r * cost
            for later, t in spread(child, outcomes):
                play(later, r, m + 1, t, paid)

    play(built.root, 0, 0, game["start"], [0.0] * len(actors))
    if not order:
        return []
    (found,) = gbt.qre.logit_solve_lambda(built, 1.0, use_strategic=False)
    flat = iter([float(found[n]) for n in range(len(found))])
    shares = [
        [[next(flat) for _ in node.actions] for node in player.infosets] for player in built.players
    ]
    waiting = [iter(own) for own in shares]
    return [rounded(next(waiting[player])) for player in order]


def rounded(shares) -> list[float]:  # noqa: ANN001
    """Keep the digits that are worth keeping."""
    return [round(float(share), DIGITS) for share in shares]


def main() -> None:
    """Write one JSON file."""
    kept: dict[str, object] = {
        "source": f"sgamesolver 1.0.2 (QRE), pygambit {gbt.__version__} (logit_solve_lambda, "
        "enumpure_solve)",
        "stochastic": [
            stochastic(peer_games.draw_stochastic(n)) for n in range(peer_games.STOCHASTIC)
        ],
        "normal": [normal(peer_games.draw_normal(n)) for n in range(peer_games.NORMAL)],
        "tree": [tree(peer_games.draw_tree(n)) for n in range(peer_games.TREES)],
    }
    text = json.dumps(kept, separators=(",", ":")).replace('],"', '],\n"')
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(text) / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
