"""Options, controls and chance events as masks and offsets (`Moves`).

A condition becomes a mask over the feasible states; a change becomes, for each
variable that it touches, a row of offsets indexed by the variable's level.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.game.space import StateSpace
from standoff.kernels.tables import Floats, Ints, Moves
from standoff.spec.crisis import (
    TRUE,
    Assign,
    Change,
    Crisis,
    Effect,
    Expression,
    Number,
    OneWay,
    Outcome,
)

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Draft:
    """An action before it is laid out in arrays.

    ``owner`` is the index of the actor that may take it (0 for chance).
    """

    owner: int
    label: str
    when: Expression
    cost: Number | Expression
    effect: Effect
    must_move: bool = False


def count_actions(crisis: Crisis) -> int:
    """Count the options of all actors, implicit ones too, without listing them.

    Examples
    --------
    >>> import standoff
    >>> count_actions(standoff.read(standoff.catalog.path("prisoners")))
    4
    """
    levels = {variable.name: len(variable.levels) for variable in crisis.variables}
    implicit = [math.prod(levels[v] for v in names) for names in crisis.controls.values() if names]
    return len(crisis.options) + sum(implicit)


def actor_drafts(crisis: Crisis) -> list[Draft]:
    """List every actor's options, then its implicit ones, actor by actor."""
    drafts = []
    for i, actor in enumerate(crisis.actors):
        drafts += [
            Draft(i, f"{actor.name}.{option.name}", option.when, option.cost, option.effect)
            for option in crisis.options
            if option.actor == actor.name
        ]
        drafts += _control_drafts(crisis, i, crisis.controls.get(actor.name, ()))
    return drafts


def _control_drafts(crisis: Crisis, owner: int, names: Sequence[str]) -> Iterable[Draft]:
    """Make one action of every combination of levels that an actor may set."""
    variables = [v for name in names for v in crisis.variables if v.name == name]
    if not variables:
        return
    for levels in itertools.product(*(range(len(v.levels)) for v in variables)):
        pairs = list(zip(variables, levels, strict=True))
        words = ",".join(f"{v.name}={v.levels[level]}" for v, level in pairs)
        change = tuple(Assign(v.name, "set", level) for v, level in pairs)
        effect = Effect("certain", (Outcome("done", Number(1.0), change),))
        label = f"{crisis.actors[owner].name}.{words}"
        yield Draft(owner, label, TRUE, Number(0.0), effect, must_move=True)


def chance_drafts(crisis: Crisis) -> list[Draft]:
    """List the chance events in their order."""
    return [Draft(0, event.name, event.when, Number(0.0), event.effect) for event in crisis.chance]


def digit_shift(change: Change, space: StateSpace) -> dict[int, Ints]:
    """Return, for each variable touched, the new level by the old one."""
    after = {}
    for assign in change:
        v = space.variables.index(assign.variable)
        before = np.arange(space.sizes[v], dtype=np.int64)
        moved = before + assign.amount if assign.kind == "shift" else before * 0 + assign.amount
        after[v] = np.clip(moved, 0, space.sizes[v] - 1)
    return after


def _landing(change: Change, space: StateSpace) -> Ints:
    """Return the number that each feasible state is taken to; shape (S,)."""
    number = space.code.copy()
    for v, after in digit_shift(change, space).items():
        offset = (after - np.arange(after.size)) * space.strides[v]
        number += offset[space.digits[v]]
    return number


def _moves_something(change: Change, space: StateSpace) -> Mask:
    """Say in which states a change leads to another state; shape (S,)."""
    moved = np.zeros([1] * len(space.sizes), dtype=np.bool_)
    for v, after in digit_shift(change, space).items():
        axis = [size if u == v else 1 for u, size in enumerate(space.sizes)]
        moved = moved | (after != np.arange(after.size)).reshape(axis)
    spread: Mask = np.broadcast_to(moved, space.sizes).reshape(-1)
    return spread if space.is_full else spread[space.code]


def _breaks(
    change: Change, actor: str, rules: Sequence[tuple[OneWay, Mask]], space: StateSpace
) -> Mask:
    """Say in which states a change goes against a one-way rule."""
    broken = np.zeros(space.count, dtype=np.bool_)
    shifts = digit_shift(change, space)
    for rule, holds in rules:
        v = space.variables.index(rule.variable)
        if actor not in rule.by or v not in shifts:
            continue
        step = shifts[v] - np.arange(shifts[v].size)
        wrong = {"rise": step < 0, "fall": step > 0, "stay": step != 0}[rule.only]
        broken |= wrong[space.digits[v]] & holds
    return broken


def _availability(
    draft: Draft, actor: str, rules: Sequence[tuple[OneWay, Mask]], space: StateSpace
) -> Mask:
    """Say in which states an action may be taken; shape (S,)."""
    may = np.ones(space.count, np.bool_) if draft.when == TRUE else space.where(draft.when)
    for outcome in _possible(draft.effect):
        if not outcome.change:
            continue
        if not space.is_full:
            may &= space.position[_landing(outcome.change, space)] >= 0
        if draft.must_move:
            may &= _moves_something(outcome.change, space)
        if rules:
            may &= ~_breaks(outcome.change, actor, rules, space)
    return may


def _possible(effect: Effect) -> list[Outcome]:
    """Keep the outcomes that can happen."""
    return [o for o in effect.outcomes if effect.kind == "vote" or o.probability.value > 0]


def lay_out(
    crisis: Crisis,
    drafts: Sequence[Draft],
    owners: int,
    space: StateSpace,
    *,
    is_chance: bool = False,
) -> Moves:
    """Lay actions out in the arrays that kernels read.

    Parameters
    ----------
    crisis
        For its one-way rules, which bind actors, and its bodies.
    drafts
        Actions, sorted by owner.
    owners
        Number of owners.
    space
        The states.
    is_chance
        Whether the actions are chance events.
    """
    rules = [] if is_chance else [(rule, space.where(rule.when)) for rule in crisis.one_way]
    names = [actor.name for actor in crisis.actors]
    available = np.zeros((len(drafts), space.count), dtype=np.uint8)
    for a, draft in enumerate(drafts):
        available[a] = _availability(draft, "" if is_chance else names[draft.owner], rules, space)
    cost, row, table = _costs(drafts, space)
    bodies = [body.name for body in crisis.bodies]
    counts = (
        np.bincount([d.owner for d in drafts], minlength=owners) if drafts else np.zeros(owners)
    )
    outcomes = [_possible(draft.effect) for draft in drafts]
    flat = [outcome for several in outcomes for outcome in several]
    steps = [list(digit_shift(outcome.change, space).items()) for outcome in flat]
    touched = [step for several in steps for step in several]
    rows = [(after - np.arange(after.size)) * space.strides[v] for v, after in touched]
    return Moves(
        code=space.code,
        position=space.position,
        actor_first=_firsts(counts),
        available=available,
        cost=cost,
        cost_row=row,
        cost_by_state=table,
        vote=np.array(
            [bodies.index(d.effect.body) if d.effect.body else -1 for d in drafts], dtype=np.int64
        ),
        outcome_first=_firsts([len(several) for several in outcomes]),
        probability=np.array([outcome.probability.value for outcome in flat], dtype=np.float64),
        step_first=_firsts([len(several) for several in steps]),
        step_stride=np.array([space.strides[v] for v, _ in touched], dtype=np.int64),
        step_size=np.array([after.size for _, after in touched], dtype=np.int64),
        step_delta=_firsts([after.size for _, after in touched])[:-1],
        delta=np.concatenate([*rows, np.zeros(0, dtype=np.int64)]).astype(np.int64),
    )


def _costs(drafts: Sequence[Draft], space: StateSpace) -> tuple[Floats, Ints, Floats]:
    """Return the costs that are one number, and the rows of those that vary."""
    cost = np.zeros(len(drafts))
    row = np.full(len(drafts), -1, dtype=np.int64)
    varying: list[Floats] = []
    for a, draft in enumerate(drafts):
        if isinstance(draft.cost, Number):
            cost[a] = draft.cost.value
        else:
            row[a] = len(varying)
            varying.append(space.over_states(draft.cost))
    table = np.array(varying, dtype=np.float64).reshape(len(varying), space.count)
    return cost, row, table


def _firsts(counts: Iterable[int] | Ints) -> Ints:
    """Turn counts into where each group begins, and one past the last."""
    return np.concatenate(([0], np.cumsum(np.fromiter(counts, dtype=np.int64)))).astype(np.int64)
