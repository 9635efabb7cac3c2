"""How many moves a second paths are drawn at, beside numpy doing the same work.

Run with ``python benchmarks/paths.py [PATHS]``. The game is made up: as many
states, turns and rounds as a large crisis, a policy that changes every round,
and options that are certain, by chance or decided by a vote. The second case has
a policy that never changes, as in the prototype that the targets come from.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time

import numpy as np
import numpy.typing as npt

import standoff
from standoff.kernels.paths import Plan, Script, draw
from standoff.kernels.random import fill_pairs
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


def stationary_script(generator: np.random.Generator, rows: int, *, is_local: bool) -> Script:
    """Make the policy of the published prototype: 7 turns of 4 options of 2 outcomes."""
    turns, options = 7, 4
    actions, slots = turns * options, turns * (options + 1)
    action = np.arange(slots) - 1 - np.arange(slots) // (options + 1)
    action[:: options + 1] = -1
    choice = generator.random((1, rows, turns, options + 1))
    choice /= choice.sum(axis=-1, keepdims=True)
    if is_local:
        target = (np.arange(rows) + generator.integers(-50, 51, (2 * actions, rows))) % rows
    else:
        target = generator.integers(0, rows, (2 * actions, rows))
    return Script(
        slot_first=np.arange(0, slots + 1, options + 1),
        slot_action=action,
        slot_vote=np.full(slots, -1),
        choice=choice.reshape(1, rows, slots),
        passes=np.zeros((1, rows, 0)),
        outcome_first=np.arange(0, 2 * actions + 1, 2),
        probability=np.full(2 * actions, 0.5),
        target=target.astype(np.int32),
        event_first=np.zeros(1, dtype=np.int64),
        event_probability=np.zeros(0),
        event_target=np.zeros((0, rows), dtype=np.int32),
        cell=np.zeros((rows, 1), dtype=np.int32),
    )


def numpy_stationary(script: Script, paths: int, rounds: int) -> int:
    """Draw paths from the prototype's policy in numpy, and return the moves drawn."""
    generator = np.random.default_rng(0)
    row, turns = np.zeros(paths, dtype=np.int64), len(script.slot_first) - 1
    total = np.cumsum(script.choice[0].reshape(-1, turns, 5), axis=2)
    for _ in range(rounds):
        for m in range(turns):
            f = (generator.random((paths, 1)) >= total[row, m, :-1]).sum(axis=1)
            moved = np.flatnonzero(f)
            outcome = 2 * (4 * m + f[moved] - 1) + (generator.random(len(moved)) >= 0.5)
            row[moved] = script.target[outcome, row[moved]]
    return paths * rounds * turns


def generator_limit() -> float:
    """Return how many numbers a second one thread of this machine fills an array with."""
    first, second = np.empty(8192), np.empty(8192)
    fill_pairs(*np.zeros(4, dtype=np.uint64), first, second)
    best = math.inf
    for _ in range(50):
        start = time.perf_counter()
        fill_pairs(*np.zeros(4, dtype=np.uint64), first, second)
        best = min(best, time.perf_counter() - start)
    return 8192 / best


def prototype(paths: int) -> None:
    """Time the prototype's case on one thread, with its ratios to numpy and to the generator.

    In seconds of its own processor, because others may be at work on a shared machine.
    """
    limit = generator_limit()
    print(f"{'one pair of numbers a move':32} {limit / 1e6:8.1f} M/s, one thread")
    for is_local, target in ((False, 15), (True, 50)):
        script = stationary_script(np.random.default_rng(0), 100_000, is_local=is_local)
        plan = Plan(0, 1, 100, paths, 0, 1, 0)
        draw(script, plan._replace(paths=1))
        rates = []
        for _ in range(3):
            start = time.process_time()
            draw(script, plan)
            rates.append(paths * 700 / (time.process_time() - start))
        start = time.process_time()
        moves = numpy_stationary(script, max(1, paths // 10), 100)
        beside = moves / (time.process_time() - start)
        name = "local" if is_local else "random"
        print(
            f"{'10^5 states, 7 x 4 x 2, ' + name:32} {max(rates) / 1e6:8.1f} M moves/s "
            f"(target {target}); {max(rates) / beside:.1f} times numpy, "
            f"{max(rates) / limit:.2f} of the generator alone"
        )


def variances() -> None:
    """Measure how much dependent draws take away of the variance, share by share."""
    game = standoff.compile(standoff.read(standoff.catalog.path("dprk-2009")))
    policy = solve(game)
    shares = {}
    for draws in ("independent", "antithetic", "stratified"):
        drawn = [
            Ensemble(paths=16_000, seed=seed, draws=draws).look(game, policy=policy)["share"].values
            for seed in range(60)
        ]
        shares[draws] = np.reshape(drawn, (60, -1))
    # shares of one path hang together, so the ratio is known no better than this
    random = np.random.default_rng(0)
    for draws in ("antithetic", "stratified"):
        ratio = _spread(shares[draws]) / _spread(shares["independent"])
        again = [
            _spread(shares[draws][random.integers(0, 60, 60)])
            / _spread(shares["independent"][random.integers(0, 60, 60)])
            for _ in range(400)
        ]
        low, high = np.quantile(again, (0.05, 0.95))
        print(
            f"{'variance, ' + draws:32} {ratio:8.2f} of that of independent draws, dprk-2009 "
            f"(90%: {low:.2f} to {high:.2f})"
        )


def _spread(shares: npt.NDArray[np.float64]) -> float:
    """Add up the variances of shares over seeds, the first axis."""
    return float(np.nansum(np.var(shares, axis=0)))


def memory() -> None:
    """Show that more paths need no more memory: peak of a process for each."""
    code = (
        "import re, sys, standoff\n"
        "from pathlib import Path\n"
        "from standoff.lenses.ensemble import Ensemble\n"
        "game = standoff.compile(standoff.read(standoff.catalog.path('chicken')))\n"
        "Ensemble(paths=int(sys.argv[1]), rounds=3).look(game)\n"
        "status = Path('/proc/self/status').read_text()\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) // 1024)\n"
    )
    for paths in (10**4, 10**6, 10**8):
        start = time.perf_counter()
        run = [sys.executable, "-c", code, str(paths)]
        peak = subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip()
        seconds = time.perf_counter() - start
        name = f"chicken, {paths:.0e} paths of 3 rounds"
        print(f"{name:32} {peak:>8} MB at most, {seconds:.1f} s")


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
    prototype(max(1, paths // 5))
    variances()
    memory()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
