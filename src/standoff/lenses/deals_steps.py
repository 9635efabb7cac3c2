"""Action for action: a deal carried out step by step instead of at once.

A step is made by one actor, or by as few as the rules of the crisis allow, takes
a round, and moves promised variables towards their promised levels. Before each
step its makers may stop: the game without the deal follows from what has been
done. The path looked for is the one on which the largest gain of stopping is
smallest.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.kernels.tables import Floats
from standoff.lenses.deals_table import Promise, Table
from standoff.policy.values import Values

__all__ = ["MOST_BETWEEN", "Step", "Way", "between", "step_by_step"]

MOST_BETWEEN = 1_500
"""States between today and the deal up to which a path is looked for."""

_CLOSE = 1e-9

Levels = tuple[int, ...]
"""Levels of the promised variables, in the order of the promises."""


@dataclass(frozen=True)
class Step:
    """One step: who makes it, and where it leads; with what stopping before it gains."""

    actors: tuple[int, ...]
    state: int
    stopping: tuple[float, ...]
    """By actor; NaN for those who do not make it."""


@dataclass(frozen=True)
class Way:
    """The steps from today's state to the deal's."""

    steps: tuple[Step, ...]
    worth: tuple[float, ...]
    """What each actor expects at the beginning, keeping to the path."""

    def stopping(self, actors: int) -> Floats:
        """Return the largest gain of stopping by actor, NaN where it makes no step."""
        gains = np.array([step.stopping for step in self.steps]).reshape(-1, actors)
        found = np.full(actors, np.nan)
        for row in gains:
            found = np.fmax(found, row)
        return found


@dataclass(frozen=True)
class _Onward:
    """The best way known from one state between."""

    gap: float
    worth: Floats
    step: Step | None
    levels: Levels


def between(table: Table, promises: Sequence[Promise]) -> dict[Levels, int]:
    """Return the states on the way, by the levels of the promised variables.

    Empty where there are more than `MOST_BETWEEN` combinations of levels.
    """
    ranges = [_range(table.level(p.variable), p.level) for p in promises]
    if np.prod([len(levels) for levels in ranges], dtype=np.float64) > MOST_BETWEEN:
        return {}
    found = {}
    for levels in itertools.product(*ranges):
        there = [p._replace(level=x) for p, x in zip(promises, levels, strict=True)]
        state = table.landing(there)
        if state >= 0:
            found[levels] = state
    return found


def _range(here: int, there: int) -> list[int]:
    """List levels from here to there."""
    side = 1 if there >= here else -1
    return list(range(here, there + side, side))


def step_by_step(
    table: Table, promises: Sequence[Promise], kept: Floats, free: Values
) -> Way | None:
    """Find a path to the deal on which nobody gains much by stopping.

    It is found backwards, from each state taking the step whose largest gain of
    stopping, there or later, is smallest; of equals the one whose worths have the
    larger sum. So no path with the same steps onward is better.

    Parameters
    ----------
    table, promises
        The deal.
    kept
        What everybody expects once it has been carried out; (N,).
    free
        The game without a deal, over the states between.

    Returns
    -------
    Way or None
        None where no path of more than one step is open, or too many are.
    """
    states = between(table, promises)
    start = tuple(table.level(p.variable) for p in promises)
    goal = tuple(p.level for p in promises)
    if goal not in states or start == goal:
        return None
    known = {goal: _Onward(-np.inf, kept, None, goal)}
    owners = [frozenset(p.actors) for p in promises]
    # nearest the goal first: a step never leads away from it
    for levels in sorted(states, key=lambda at: _distance(at, goal)):
        if levels != goal:
            best = _best_step(table, levels, states, known, owners, free, goal, start == levels)
            if best is not None:
                known[levels] = best
    return _read(known, start)


def _distance(levels: Levels, goal: Levels) -> tuple[int, Levels]:
    return sum(abs(a - b) for a, b in zip(levels, goal, strict=True)), levels


def _best_step(
    table: Table,
    levels: Levels,
    states: Mapping[Levels, int],
    known: Mapping[Levels, _Onward],
    owners: Sequence[frozenset[int]],
    free: Values,
    goal: Levels,
    is_start: bool,
) -> _Onward | None:
    """Choose the step from one state; None where none leads on."""
    choices = list(_steps(levels, known, owners, goal))
    if not choices:
        return None
    slowly = [choice for choice in choices if choice[0] != goal]
    if is_start and slowly:
        choices = slowly
    fewest = min(len(makers) for _, makers in choices)
    best: _Onward | None = None
    for onward, makers in choices:
        if len(makers) > fewest:
            continue
        found = _weighed(table, levels, (onward, makers), states, known, owners, free)
        if best is None or _is_better(found, best):
            best = found
    return best


def _is_better(one: _Onward, other: _Onward) -> bool:
    if abs(one.gap - other.gap) > _CLOSE:
        return one.gap < other.gap
    return float(one.worth.sum()) > float(other.worth.sum()) + _CLOSE


def _steps(
    levels: Levels,
    known: Mapping[Levels, _Onward],
    owners: Sequence[frozenset[int]],
    goal: Levels,
) -> Iterator[tuple[Levels, frozenset[int]]]:
    """List the states nearer to the goal that one step may lead to, with who makes it."""
    for onward in known:
        ahead = zip(levels, onward, goal, strict=True)
        if onward == levels or any(abs(c - b) > abs(c - a) for a, b, c in ahead):
            continue
        changed = [k for k, (a, b) in enumerate(zip(levels, onward, strict=True)) if a != b]
        makers = frozenset().union(*(owners[k] for k in changed))
        if makers:
            yield onward, makers


def _weighed(
    table: Table,
    levels: Levels,
    step: tuple[Levels, frozenset[int]],
    states: Mapping[Levels, int],
    known: Mapping[Levels, _Onward],
    owners: Sequence[frozenset[int]],
    free: Values,
) -> _Onward:
    """Say what a step is worth to everybody, and what its makers gain by stopping."""
    onward, makers = step
    game, state = table.game, states[onward]
    following = known[onward]
    worth = game.utility[:, state] + game.patience * following.worth
    gains = np.full(worth.size, np.nan)
    for i in makers:
        alone = tuple(
            here if owners[k] == {i} else there
            for k, (here, there) in enumerate(zip(levels, onward, strict=True))
        )
        stops = [states[levels], *([states[alone]] if alone in states else [])]
        gains[i] = max(free.at(stop)[i] for stop in stops) - worth[i]
    gap = max(following.gap, float(np.nanmax(gains)))
    made = Step(tuple(sorted(makers)), state, tuple(float(g) for g in gains))
    return _Onward(gap, worth, made, onward)


def _read(known: Mapping[Levels, _Onward], start: Levels) -> Way | None:
    """Follow the best steps from the start."""
    if start not in known:
        return None
    steps, at = [], start
    while (here := known[at]).step is not None:
        steps.append(here.step)
        at = here.levels
    if len(steps) < 2:
        return None
    return Way(tuple(steps), tuple(float(x) for x in known[start].worth))
