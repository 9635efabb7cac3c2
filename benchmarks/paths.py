"""How many moves a second paths are drawn at, beside numpy doing the same work.

Run with ``python benchmarks/paths.py [PATHS]``. The game is made up: as many
states, turns and rounds as a large crisis, a policy that changes every round,
and options that are certain, by chance or decided by a vote.
"""

from __future__ import annotations

import math
import os
import sys
import time

import numpy as np

import standoff
from standoff.kernels.paths import Plan, Script, draw
from standoff.lenses.ensemble import Ensemble
from standoff.policy import solve

SIZES = (3, 2, 4, 3, 3, 2, 5, 3, 3, 3)
STATES = math.prod(SIZES)
TURNS, ROUNDS, OPTIONS, EVENTS = 9, 84, 4, 2


def made_up_targets(actions: int, generator: np.random.Generator) -> np.ndarray:
    """Make actions with two outcomes, each setting two variables."""
    digits = np.array(np.unravel_index(np.arange(STATES), SIZES))
    rows = []
    for _ in range(2 * actions):
        after = digits.copy()
        for v in generator.choice(len(SIZES), 2, replace=False):
            after[v] = generator.integers(SIZES[v])
        rows.append(np.ravel_multi_index(tuple(after), SIZES))
    return np.array(rows, dtype=np.int32)


def made_up_script(generator: np.random.Generator) -> Script:
    """Make a policy in which holding is likely and every option is possible."""
    actions, slots = TURNS * OPTIONS, TURNS * (OPTIONS + 1)
    action = np.arange(slots) - 1 - np.arange(slots) // (OPTIONS + 1)
    action[:: OPTIONS + 1] = -1
    vote = np.full(slots, -1)
    vote[1 :: OPTIONS + 1] = np.arange(TURNS)
    choice = generator.random((ROUNDS, STATES, TURNS, OPTIONS + 1), dtype=np.float32)
    choice[..., 0] += 6.0
    choice /= choice.sum(axis=-1, keepdims=True)
    digits = np.array(np.unravel_index(np.arange(STATES), SIZES)).T
    return Script(
        slot_first=np.arange(0, slots + 1, OPTIONS + 1),
        slot_action=action,
        slot_vote=vote,
        choice=choice.reshape(ROUNDS, STATES, slots),
        passes=generator.random((ROUNDS, STATES, TURNS), dtype=np.float32),
        outcome_first=np.arange(0, 2 * actions + 1, 2),
        probability=np.full(2 * actions, 0.5),
        target=made_up_targets(actions, generator),
        event_first=np.arange(0, 2 * EVENTS + 1, 2),
        event_probability=np.full(2 * EVENTS, 0.5),
        event_target=made_up_targets(EVENTS, generator),
        cell=(digits + max(SIZES) * np.arange(len(SIZES))).astype(np.int32),
    )


def numpy_moves(script: Script, paths: int) -> int:
    """Draw paths turn by turn in numpy, counting levels, and return the moves drawn."""
    generator = np.random.default_rng(0)
    row = np.zeros(paths, dtype=np.int64)
    levels = np.zeros((ROUNDS + 1, script.cell.max() + 1), dtype=np.int64)
    for t in range(ROUNDS):
        for m in range(TURNS):
            first, stop = script.slot_first[m], script.slot_first[m + 1]
            total = np.cumsum(script.choice[t, row, first:stop], axis=1)
            f = first + (generator.random((paths, 1)) >= total[:, :-1]).sum(axis=1)
            moved = np.flatnonzero(script.slot_action[f] >= 0)
            vote = script.slot_vote[f[moved]]
            share = np.where(vote >= 0, script.passes[t, row[moved], vote], 0.5)
            outcome = script.outcome_first[script.slot_action[f[moved]]]
            outcome += generator.random(len(moved)) >= share
            row[moved] = script.target[outcome, row[moved]]
        for e in range(EVENTS):
            row = script.event_target[2 * e + (generator.random(paths) >= 0.5), row]
        np.add.at(levels[t + 1], script.cell[row].ravel(), 1)
    return paths * ROUNDS * TURNS


def timed(label: str, moves: int, start: float) -> None:
    """Print one line of the table."""
    seconds = time.perf_counter() - start
    print(
        f"{label:24} {moves / 1e6:8.1f} M moves {seconds:8.2f} s {moves / seconds / 1e6:8.1f} M/s"
    )


def flagship(paths: int) -> None:
    """Time the lens on the large crisis of the catalogue, over its whole length."""
    game = standoff.compile(standoff.read(standoff.catalog.path("dprk-2009")))
    policy = solve(game)
    Ensemble(paths=1).look(game, policy=policy)
    start, work = time.perf_counter(), time.process_time()
    answer = Ensemble(paths=paths).look(game, policy=policy)
    work = time.process_time() - work
    moves = paths * (answer.sizes["round"] - 1) * len(game.turns)
    timed("lens on dprk-2009", moves, start)
    print(f"{'':24} {work:.2f} s of processor time, {moves / work / 1e6:.1f} M/s a core")


def main(paths: int) -> None:
    """Print the table."""
    generator = np.random.default_rng(1)
    script = made_up_script(generator)
    plan = Plan(0, 1, ROUNDS, paths, 0, len(SIZES) * max(SIZES), 5)
    print(f"{STATES} states, {ROUNDS} rounds of {TURNS} turns, {paths} paths")
    draw(script, plan._replace(paths=1))
    for threads in sorted({1, os.cpu_count() or 1}):
        start = time.perf_counter()
        draw(script, plan, threads=threads)
        timed(f"kernel, {threads} thread(s)", paths * ROUNDS * TURNS, start)
    start = time.perf_counter()
    timed("numpy", numpy_moves(script, max(1, paths // 10)), start)
    flagship(paths)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
