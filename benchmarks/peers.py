"""Time whole solutions beside the programs that find the same equilibria.

    pip install numpy cython "setuptools<81" wheel "pygambit==16.7.0"
    pip install --no-build-isolation "sgamesolver==1.0.2"
    python benchmarks/peers.py

Both programs solve the same games in the same minute, and the largest difference of a
choice probability is printed beside the ratio: a fast wrong answer would show. What is
not installed is left out, and said so. The games are those of tests/peer_games.py, or
larger ones drawn the same way, at moderate precision, where all converge. sgamesolver
runs to its usual tolerance of 1e-7, ours to 1e-10; the first game also loads our kernels.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / "tests"), str(ROOT / "scripts")]

import peer_games  # noqa: E402
from standoff.game import compile  # noqa: E402
from standoff.policy import solve  # noqa: E402
from standoff.spec import read_text  # noqa: E402


def seconds(work: Callable[[], object], repeats: int) -> tuple[float, object]:
    """Return the least wall time of several runs, and what the last returned."""
    best, found = np.inf, None
    for _ in range(repeats):
        began = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - began)
    return best, found


def drawn(states: int, actors: int, seed: int) -> dict:
    """Draw a game in turns with so many states, each actor with four options."""
    draw = peer_games.Draw("benchmark", seed)
    return {
        "actors": [{"patience": 0.9, "precision": 0.5} for _ in range(actors)],
        "utility": [[draw.step(-2, 2, 0.25) for _ in range(states)] for _ in range(actors)],
        "options": [
            [peer_games.draw_option(draw, states) for _ in range(4)] for _ in range(actors)
        ],
        "chance": None,
        "start": 0,
        "rounds": None,
    }


def beside_sgamesolver() -> None:
    """Solve stationary equilibria of growing games."""
    import make_peer_fixtures

    print("stationary logit equilibrium, beside sgamesolver (QRE, Cython)")
    for states, actors in ((4, 2), (8, 2), (16, 2), (16, 3)):
        game = drawn(states, actors, states)
        compiled = compile(read_text(peer_games.crisis_text(game)))
        mine, policy = seconds(lambda one=compiled: solve(one), 3)
        theirs, shares = seconds(lambda one=game: make_peer_fixtures.stochastic(one, 1e-7), 1)
        error = 0.0
        for row, s in enumerate(policy.states):
            for m in range(actors):
                has = [n + 1 for n, o in enumerate(game["options"][m]) if s in o["from"]]
                slots = policy.slot_first[m] + np.array([0, *has])
                error = max(error, float(np.abs(policy.choice[0, row, slots] - shares[s][m]).max()))
        print(
            f"  {theirs / mine:8.0f} times as fast: {states:3d} states, {actors} movers, 4 options:"
            f" {1e3 * mine:8.1f} ms, theirs {theirs:8.2f} s; {policy.status}, differ by {error:.0e}"
        )


def beside_gambit() -> None:
    """Solve the agent logit form of trees of growing length."""
    import standoff
    from standoff.lenses import gambit_ask
    from standoff.lenses.gambit_tree import plant

    print("logit equilibrium of a tree, beside Gambit (logit_solve_lambda)")
    for name, rounds in (("chicken", 1), ("chicken", 2), ("chicken", 3), ("cuba-graph", 1),
                         ("cuba-graph", 2)):  # fmt: skip
        game = standoff.compile(standoff.read(standoff.catalog.path(name)))
        planted = plant(game, rounds, start=game.start, at_once=False, private=False, most=2_000)
        text, order = planted.agents()
        mine, policy = seconds(lambda g=game, r=rounds: solve(g, rounds=r), 3)
        theirs, found = seconds(lambda t=text: gambit_ask.profiles(t, "logit"), 1)
        error, at = 0.0, 0
        for h in order:
            sight = planted.sets[h]
            size = len(sight.options)
            row = policy.row(sight.state)
            slots = policy.choice[
                sight.round - 1, row,
                policy.slot_first[sight.turn] : policy.slot_first[sight.turn + 1],
            ]  # fmt: skip
            error = max(error, float(np.abs(slots[slots > 0] - found[0][at : at + size]).max()))
            at += size
        print(
            f"  {theirs / mine:8.0f} times as fast: {name}, {rounds} rounds,"
            f" {len(planted.sets)} decisions: {1e3 * mine:8.2f} ms, theirs {theirs:8.2f} s;"
            f" differ by {error:.0e}"
        )


def main() -> None:
    """Run beside what is installed."""
    for name, run in (("sgamesolver", beside_sgamesolver), ("pygambit", beside_gambit)):
        if importlib.util.find_spec(name) is None:
            print(f"{name} is not installed, and was left out.")
        else:
            run()


if __name__ == "__main__":
    main()
