"""Time one backward sweep of the equilibrium, by number of states, beside numpy.

    python benchmarks/equilibrium.py [largest power of ten, default 5]

Six actors move once each, with three options beside holding, over states on a
ring ("local" moves) or anywhere ("random"). The peer is the independent check
of the same round (`standoff.policy.verify`): plain numpy, run on the same
tables in the same minute, so that the ratio means something on a busy machine.
Process time is reported, which other programs disturb least.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np

from standoff.kernels.markov import sweep
from standoff.kernels.tables import Ballots, Moves
from standoff.policy.cover import cover, perpetual
from standoff.policy.verify import Reading

ACTORS, OPTIONS = 6, 3


def ring(states: int, *, is_local: bool) -> SimpleNamespace:
    """Make a game of one variable; an option adds a fixed or a random number."""
    rng = np.random.default_rng(0)
    count = ACTORS * OPTIONS
    here = np.arange(states)
    leads = [
        (here + rng.integers(1, 50)) % states if is_local else rng.permutation(states)
        for _ in range(count)
    ]
    none = np.zeros(0, dtype=np.int64)
    actions = np.arange(count + 1)

    def moves(owners: np.ndarray, first: np.ndarray, delta: np.ndarray) -> Moves:
        number = first.size - 1
        return Moves(
            here, here.astype(np.int32), owners, np.ones((number, states), np.uint8),
            np.full(number, 0.1), np.full(number, -1), np.zeros((0, states)),
            np.full(number, -1), first, np.ones(number), first, np.ones(number, np.int64),
            np.full(number, states), np.arange(number) * states, delta,
        )  # fmt: skip

    delta = np.concatenate([lead - here for lead in leads])
    return SimpleNamespace(
        moves=moves(np.arange(ACTORS + 1) * OPTIONS, actions, delta),
        chance=moves(np.zeros(2, np.int64), np.zeros(1, np.int64), none),
        ballots=Ballots(
            none, none, np.zeros(1, np.int64), none, none, none.astype(np.uint8),
            np.zeros(0), np.zeros((0, 3)),
        ),
        turns=np.arange(ACTORS), utility=rng.normal(size=(ACTORS, states)),
        patience=np.full(ACTORS, 0.9), precision=np.ones(ACTORS),
        actor_names=tuple("ABCDEF"), ordinal_actors=(), start=0, state_count=states,
        horizon=None,
    )  # fmt: skip


def milliseconds(work: Callable[[], object], repeats: int) -> float:
    """Return the least process time of several runs."""
    work()
    best = np.inf
    for _ in range(repeats):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return 1e3 * best


def measure(states: int, *, is_local: bool) -> tuple[int, float, float]:
    """Return the states covered, and the times of the kernel and of numpy."""
    game = ring(states, is_local=is_local)
    covered = cover(game)
    later = perpetual(covered)
    value, spare = np.empty_like(later), np.empty_like(later)
    nothing = np.empty((0, covered.slots)), np.empty((0, 0))

    def kernel() -> None:
        sweep(
            covered.round, later, value, spare, game.precision, covered.ballots,
            covered.tally, *nothing,
        )  # fmt: skip

    reading = Reading(game, covered.states)

    def plain() -> np.ndarray:
        after = reading.end_of_round(later[:, :ACTORS])
        for m in range(ACTORS - 1, -1, -1):
            after, _, _ = reading.turn(m, after, game.precision)
        return after

    kernel()
    assert np.allclose(plain(), value[:, :ACTORS])
    return covered.rows, milliseconds(kernel, 5), milliseconds(plain, 3)


def main() -> None:
    """Print a table."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print("moves    states   kernel ms   ns a choice   numpy ms   ratio")
    for is_local in (True, False):
        for power in range(3, most + 1):
            rows, kernel, plain = measure(10**power, is_local=is_local)
            each = 1e6 * kernel / (rows * ACTORS * (OPTIONS + 1))
            name, ratio = "local" if is_local else "random", plain / kernel
            print(f"{name:6} {rows:8,} {kernel:11.2f} {each:13.1f} {plain:10.1f} {ratio:7.1f}")


if __name__ == "__main__":
    main()
