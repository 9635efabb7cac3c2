"""Time the equilibrium of generated games: a sweep, its growth, a million states solved.

    python benchmarks/equilibrium.py            all of it, some minutes
    python benchmarks/equilibrium.py sweep      one sweep beside scipy.sparse and the memory
    python benchmarks/equilibrium.py growth     one sweep from 10^3 to 10^6 states
    python benchmarks/equilibrium.py solve      10^6 states without a horizon, to 1e-8

Peers run beside us on the same tables in the same minute, so the ratios, which come
first, mean something on a busy machine. The least process time of several runs is
reported, which other programs disturb least; where two threads run, wall time too.
The *limit* is what it takes to fetch the same rows of values, those of `hold` too, by
the same targets in the same order, and add them up: no way of computing a sweep can do
without. *exp* is what as many exponentials take that wait for nothing.
"""

from __future__ import annotations

import importlib.util
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace

import numba as nb
import numpy as np
from generated_games import anywhere, local

from standoff.kernels.blocks import BLOCK
from standoff.kernels.eights import load, plus, room, store
from standoff.kernels.exponential import choice_weight
from standoff.kernels.markov import sweep
from standoff.policy import solve, verify
from standoff.policy.cover import Covered, cover, perpetual

KINDS = {"local": local, "random": anywhere}


def milliseconds(work: Callable[[], object], repeats: int) -> float:
    """Return the least process time of several runs."""
    work()
    best = np.inf
    for _ in range(repeats):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return 1e3 * best


def ours(covered: Covered, precision: np.ndarray) -> tuple[Callable[[], None], np.ndarray]:
    """Return a sweep by the kernel, on one thread, and where it writes."""
    later = perpetual(covered)
    value, spare = room(*later.shape), room(*later.shape)
    nothing = np.empty((0, covered.slots)), np.empty((0, 0))

    def work() -> None:
        sweep(
            covered.round, later, value, spare, precision, covered.ballots, covered.tally,
            *nothing,
        )  # fmt: skip

    return work, value


@nb.njit
def _fetch(target: np.ndarray, first: np.ndarray, after: np.ndarray, out: np.ndarray) -> None:
    """Add up the rows that a sweep reads, in its order: turns, blocks, outcomes, states."""
    rows = target.shape[1]
    one, other = load(out, 0, 0), load(out, 1, 0)
    for m in range(first.size - 1):
        for low in range(0, rows, BLOCK):
            high = min(rows, low + BLOCK)
            for r in range(low, high):
                one = plus(one, load(after, r, 0))
            # two sums, or each addition would wait for the last
            for o in range(first[m], first[m + 1] - 1, 2):
                for r in range(low, high):
                    one = plus(one, load(after, max(target[o, r], 0), 0))
                    other = plus(other, load(after, max(target[o + 1, r], 0), 0))
    store(out, 0, 0, one)
    store(out, 1, 0, other)


@nb.njit
def _weights(times: int, quality: np.ndarray, out: np.ndarray) -> None:
    """Take ``times`` times eight exponentials and add them up."""
    total, best = load(out, 0, 0), load(quality, 0, 0)
    for n in range(times):
        total = plus(total, choice_weight(1.0, load(quality, n & 63, 0), best))
    store(out, 0, 0, total)


def limit(covered: Covered) -> Callable[[], None]:
    """Return what only fetches and adds the rows of values that a sweep needs."""
    after, out, whole = perpetual(covered), room(2, 8), covered.round
    first = whole.outcome_first[whole.actor_first]
    return lambda: _fetch(whole.target, first, after, out)


def exponentials(covered: Covered) -> Callable[[], None]:
    """Return what only takes as many exponentials as a sweep does."""
    quality, out = -room(64, 8), room(1, 8)
    quality -= np.linspace(0.0, 5.0, 512).reshape(64, 8)
    return lambda: _weights(covered.rows * covered.slots // 8, quality, out)


def sparse(game: SimpleNamespace, covered: Covered) -> Callable[[], np.ndarray]:
    """Return the same sweep in numpy and scipy.sparse, with a matrix for each option."""
    from scipy.sparse import csr_array

    whole, actors = covered.round, game.precision.size
    utility, rows = whole.utility[:, :actors], covered.rows
    matrices, shut = [], []
    for a in range(whole.vote.size):
        outcomes = range(whole.outcome_first[a], whole.outcome_first[a + 1])
        here = whole.target[outcomes[0]] >= 0
        cells = [
            (
                np.full(here.sum(), whole.probability[o]),
                (np.flatnonzero(here), whole.target[o, here]),
            )
            for o in outcomes
        ]
        matrices.append(sum(csr_array(cell, shape=(rows, rows)) for cell in cells))
        shut.append(~here)

    def work() -> np.ndarray:
        value = utility + game.patience * (utility / (1.0 - game.patience))
        for m in range(actors - 1, -1, -1):
            own = range(whole.actor_first[m], whole.actor_first[m + 1])
            worth = [value, *(matrices[a] @ value for a in own)]
            for a, means in zip(own, worth[1:], strict=True):
                means[:, m] -= whole.cost[a]
            quality = np.stack([means[:, m] for means in worth])
            for j, a in enumerate(own, start=1):
                quality[j, shut[a]] = -np.inf
            share = np.exp(game.precision[m] * (quality - quality.max(axis=0)))
            share /= share.sum(axis=0)
            value = sum(p[:, None] * means for p, means in zip(share, worth, strict=True))
        return value

    return work


def show_sweep() -> None:
    """One sweep of 10^5 states, 7 movers, 2 outcomes, on one thread."""
    print("One sweep: 10^5 states, 7 movers, 2 outcomes an option, one thread")
    print("x limit is to be below 2; exp is the part that exponentials alone would take")
    print("x limit  x sparse   exp   ours ms  sparse ms  limit ms  target ms  game")
    for options, what in ((3, "3 options and hold"), (4, "4 options and hold")):
        for name, make in KINDS.items():
            game = make(10**5, 7, options, 2)
            covered = cover(game)
            run, value = ours(covered, game.precision)
            peer = sparse(game, covered)
            run()
            assert np.allclose(peer(), value[:, :7])
            parts = (run, 3), (peer, 1), (limit(covered), 3), (exponentials(covered), 3)
            # taken in turn, so that a busy minute hits all
            times = [[milliseconds(*part) for part in parts] for _ in range(5)]
            mine, theirs, least, exps = np.min(times, axis=0) * 1e5 / covered.rows
            print(
                f"{mine / least:7.2f} {theirs / mine:9.1f} {100 * exps / mine:4.0f}%"
                f" {mine:9.1f} {theirs:10.1f} {least:9.1f}"
                f" {12 if name == 'local' else 25:10}  {name}, {what}"
            )


def show_growth() -> None:
    """One sweep by number of states."""
    print("\nGrowth: 6 movers, 4 options and hold, one thread")
    print("ns a choice, by states; the last column is the largest over the smallest")
    for name, make in KINDS.items():
        each = []
        for power in range(3, 7):
            game = make(10**power, 6, 4)
            covered = cover(game)
            run, _ = ours(covered, game.precision)
            each.append((covered.rows, 1e6 * milliseconds(run, 3) / (covered.rows * covered.slots)))
        texts = "  ".join(f"{rows:,}: {ns:.1f}" for rows, ns in each)
        costs = [ns for _, ns in each]
        print(f"{name:7} {texts}  x {max(costs) / min(costs):.1f}")


def solve_one(kind: str, states: int) -> None:
    """Solve one game in this process, and say what it took."""
    make = KINDS[kind]
    solve(make(1024, 6, 4), tolerance=1e-6)
    # once more over many rows, so that the kernels for two threads are compiled too
    solve(make(250_000, 6, 4), tolerance=0.5)
    game = make(states, 6, 4)
    before = peak()
    began, busy = time.perf_counter(), time.process_time()
    policy = solve(game, tolerance=3e-10)
    wall, busy = time.perf_counter() - began, time.process_time() - busy
    most = peak()
    check = verify(game, policy)
    print(
        f"{120 / wall:7.1f} {2048 / most:7.1f} {wall:7.1f} {busy:7.1f} {most:7.0f}  "
        f"{kind}, {policy.states.size:,} states: {policy.status}, residual "
        f"{policy.residual:.1e} (computed again: {check.residual:.1e}), {policy.sweeps} sweeps, "
        f"{policy.method}, {policy.components} component(s), {before:.0f} MB before"
    )


def peak() -> float:
    """Return the most memory that this process has used, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show_solve(states: int) -> None:
    """Solve games of a million states without a horizon."""
    print("\nSolved without a horizon: 6 movers, 4 options and hold, patience 0.95, to 1e-8")
    print(f"two minutes and 2 GB over what it took; {os.cpu_count()} cores, busy: ", end="")
    print(" ".join(f"{busy:.1f}" for busy in os.getloadavg()))
    print("x time  x memory wall s   cpu s peak MB  game", flush=True)
    for kind in KINDS:
        subprocess.run([sys.executable, __file__, "one", kind, str(states)], check=True)
    if importlib.util.find_spec("quantecon") is None:
        print("quantecon is not installed, so it is not beside us (it solves one decision maker).")


def main() -> None:
    """Print what was asked for."""
    asked = sys.argv[1:] or ["sweep", "growth", "solve"]
    if asked[0] == "one":
        solve_one(asked[1], int(asked[2]))
        return
    states = int(asked.pop()) if asked[-1].isdigit() else 10**6
    for name in asked or ["solve"]:
        {"sweep": show_sweep, "growth": show_growth}.get(name, lambda: show_solve(states))()


if __name__ == "__main__":
    main()
