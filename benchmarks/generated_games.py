"""Games of any size, made without a crisis file, for the benchmarks of the solver.

A state is a mixed-radix number, as in every game of the house. In a *local* game an
option moves one variable by a level or two; in a *random* one it takes each of two
variables through a random permutation of its levels, so that play may go anywhere.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from standoff.kernels.tables import Ballots, Floats, Ints, Moves

Leap = dict[int, Ints]
"""What an outcome does: by variable, the new level for each level; -1 where it cannot."""


def generated(
    sizes: list[int],
    actors: int,
    options: list[list[list[Leap]]],
    *,
    patience: float = 0.95,
    precision: float = 1.0,
    seed: int = 0,
) -> SimpleNamespace:
    """Return what `standoff.policy` reads of a game.

    ``options[i]`` lists the options of actor ``i``, each with one or two outcomes
    (then 0.7 and 0.3 likely). Utilities are random by level, one term a variable.
    """
    rng = np.random.default_rng(seed)
    states = int(np.prod(sizes))
    strides = [int(np.prod(sizes[v + 1 :])) for v in range(len(sizes))]
    here = np.arange(states)
    levels = [here // stride % size for stride, size in zip(strides, sizes, strict=True)]
    utility = np.zeros((actors, states))
    for i in range(actors):
        for v, size in enumerate(sizes):
            utility[i] += rng.normal(scale=0.4, size=size)[levels[v]]
    flat = [option for own in options for option in own]
    none = np.zeros(0, dtype=np.int64)
    return SimpleNamespace(
        crisis=SimpleNamespace(together=()),
        moves=_moves(flat, [len(own) for own in options], strides, levels),
        chance=_moves([], [0], strides, levels),
        ballots=Ballots(
            none, none, np.zeros(1, np.int64), none, none, none.astype(np.uint8),
            np.zeros(0), np.zeros((0, 3)),
        ),
        turns=np.arange(actors), utility=utility,
        patience=np.full(actors, patience), precision=np.full(actors, precision),
        actor_names=tuple(f"A{i}" for i in range(actors)), ordinal_actors=(), start=0,
        state_count=states, horizon=None,
    )  # fmt: skip


def _moves(
    options: list[list[Leap]], counts: list[int], strides: list[int], levels: list[Ints]
) -> Moves:
    """Lay options out as `Moves`."""
    states = levels[0].size
    leaps = [leap for option in options for leap in option]
    steps = [(v, to) for leap in leaps for v, to in leap.items()]
    number = len(options)
    available = np.ones((number, states), np.uint8)
    for a, option in enumerate(options):
        for v, to in option[0].items():
            available[a] &= (to >= 0)[levels[v]]
    sizes = [to.size for _, to in steps]
    return Moves(
        code=np.arange(states), position=np.arange(states, dtype=np.int32),
        actor_first=_first(counts), available=available, cost=np.full(number, 0.1),
        cost_row=np.full(number, -1), cost_by_state=np.zeros((0, states)),
        vote=np.full(number, -1), outcome_first=_first([len(option) for option in options]),
        probability=_shares(options), step_first=_first([len(leap) for leap in leaps]),
        step_stride=np.array([strides[v] for v, _ in steps], dtype=np.int64),
        step_size=np.array(sizes, dtype=np.int64), step_delta=_first(sizes)[:-1],
        delta=np.concatenate(
            [np.zeros(0, np.int64), *((to - np.arange(to.size)) * strides[v] for v, to in steps)]
        ).astype(np.int64),
    )  # fmt: skip


def _first(counts: list[int]) -> Ints:
    """Return where each of several runs begins, and the end of the last."""
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)


def _shares(options: list[list[Leap]]) -> Floats:
    """Return the probability of each outcome."""
    shares = {1: [1.0], 2: [0.7, 0.3]}
    return np.array([p for option in options for p in shares[len(option)]], dtype=float)


def local(
    states: int, actors: int, options: int, outcomes: int = 1, **settings: float
) -> SimpleNamespace:
    """Make a game of six variables (fewer where states are few) that move by a level or two."""
    variables = 6 if states >= 10**5 else 3
    size = round(states ** (1 / variables))
    by = (1, -1, 2, -2)

    def leap(v: int, change: int) -> Leap:
        level = np.arange(size) + change
        return {v % variables: np.where((level >= 0) & (level < size), level, -1)}

    stay = np.arange(size)
    chosen = [
        [[leap(i + j // 2, by[j % 4]), {i % variables: stay}][:outcomes] for j in range(options)]
        for i in range(actors)
    ]
    return generated([size] * variables, actors, chosen, **settings)


def anywhere(
    states: int, actors: int, options: int, outcomes: int = 1, **settings: float
) -> SimpleNamespace:
    """Make a game of two variables, whose levels are permuted by every option."""
    rng = np.random.default_rng(1)
    sizes = [round(states**0.5)] * 2
    chosen = [
        [
            [{v: rng.permutation(sizes[v]) for v in range(2)} for _ in range(outcomes)]
            for _ in range(options)
        ]
        for _ in range(actors)
    ]
    return generated(sizes, actors, chosen, **settings)
