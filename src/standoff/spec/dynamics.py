"""What follows from what, one state at a time, in plain Python.

A state is a mapping from variable to level index. This is the format read as
literally as possible: the record is walked with it, and the compiled game is
tested against it, so it shares no code with `standoff.game`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from standoff.spec.crisis import (
    TRUE,
    Apply,
    Assign,
    ChanceEvent,
    Change,
    Constant,
    Crisis,
    Effect,
    Expression,
    Infeasible,
    Level,
    Node,
    Number,
    OneWay,
    Option,
    Outcome,
    Text,
    Variable,
)
from standoff.spec.evaluate import evaluate

Levels = Mapping[str, int]


def start(crisis: Crisis) -> dict[str, int]:
    """Return the levels at the beginning."""
    return {variable.name: variable.start for variable in crisis.variables}


def holds(condition: Expression, levels: Levels) -> bool:
    """Say whether a condition holds in a state."""
    return evaluate(condition, levels) != 0


def feasible(crisis: Crisis, levels: Levels) -> bool:
    """Say whether a state can be."""
    return _ruled_out_by(crisis, levels) is None


def _ruled_out_by(crisis: Crisis, levels: Levels) -> Infeasible | None:
    """Return the first rule that says that a state cannot be."""
    return next((rule for rule in crisis.infeasible if holds(rule.when, levels)), None)


def apply(crisis: Crisis, change: Change, levels: Levels) -> dict[str, int]:
    """Return the levels after a change; shifts stop at the first and last level."""
    last = {variable.name: len(variable.levels) - 1 for variable in crisis.variables}
    after = dict(levels)
    for assign in change:
        moved = assign.amount + (levels[assign.variable] if assign.kind == "shift" else 0)
        after[assign.variable] = min(max(moved, 0), last[assign.variable])
    return after


def possible(effect: Effect) -> tuple[Outcome, ...]:
    """Return the outcomes that can happen; either result of a vote can."""
    return tuple(o for o in effect.outcomes if effect.kind == "vote" or o.probability.value > 0)


def outcomes(
    crisis: Crisis, option: Option, levels: Levels
) -> tuple[tuple[Outcome, dict[str, int]], ...]:
    """Return what an option may lead to from a state, outcome by outcome."""
    return tuple(
        (outcome, apply(crisis, outcome.change, levels)) for outcome in possible(option.effect)
    )


def options(crisis: Crisis, actor: str) -> tuple[Option, ...]:
    """Return every option of an actor, those that `controls` implies included.

    An implicit option is named by the levels that it sets, in the order in
    which the actor's controls are listed: ``blockade=on,strike=no``.
    """
    explicit = [option for option in crisis.options if option.actor == actor]
    return (*explicit, *_implicit(crisis, actor))


def _implicit(crisis: Crisis, actor: str) -> Iterator[Option]:
    """Make one option of every combination of levels that an actor controls."""
    known = {variable.name: variable for variable in crisis.variables}
    held = [known[name] for name in crisis.controls.get(actor, ())]
    if not held:
        return
    for levels in itertools.product(*(range(len(variable.levels)) for variable in held)):
        change = tuple(Assign(v.name, "set", n) for v, n in zip(held, levels, strict=True))
        yield Option(
            actor=actor,
            name=",".join(f"{v.name}={v.levels[n]}" for v, n in zip(held, levels, strict=True)),
            title=Text(),
            when=_other_than(held, levels),
            cost=Number(0.0),
            effect=Effect("certain", (Outcome("done", Number(1.0), change),)),
        )


def _other_than(held: Sequence[Variable], levels: Sequence[int]) -> Expression:
    """Return the condition that not all of these variables have these levels."""
    pairs = list(zip(held, levels, strict=True))
    text = " or ".join(f"{variable.name} != {variable.levels[level]}" for variable, level in pairs)
    differ = tuple(
        Apply("!=", (Level(variable.name), Constant(float(level)))) for variable, level in pairs
    )
    node: Node = differ[0] if len(differ) == 1 else Apply("or", differ)
    return Expression(text, node)


def available(crisis: Crisis, option: Option, levels: Levels) -> bool:
    """Say whether an option may be taken in a state."""
    return why_unavailable(crisis, option, levels) is None


def why_unavailable(crisis: Crisis, option: Option, levels: Levels) -> str | None:
    """Say in words which condition keeps an option from being taken, or None."""
    found = obstacle(crisis, option, levels)
    return found.words if found else None


@dataclass(frozen=True)
class Obstacle:
    """What keeps an option from being taken, and the variables that it hangs on."""

    words: str
    variables: tuple[str, ...]


def obstacle(crisis: Crisis, option: Option, levels: Levels) -> Obstacle | None:
    """Return what keeps an option from being taken in a state, None if nothing does.

    The first of: its own condition, a state that cannot be, a one-way rule.
    """
    if not holds(option.when, levels):
        words = f"it needs {option.when.text}, and {_mentioned(crisis, option.when, levels)}"
        return Obstacle(words, _variables_of(option.when.node))
    for outcome, after in outcomes(crisis, option, levels):
        named = "it" if option.effect.kind == "certain" else f"its outcome '{outcome.name}'"
        rule = _ruled_out_by(crisis, after)
        if rule is not None:
            where = _mentioned(crisis, rule.when, after)
            words = f"{named} would lead to a state that cannot be, where {where}"
            return Obstacle(words, _variables_of(rule.when.node))
        broken = _broken_rule(crisis, option.actor, levels, after)
        if broken is not None:
            words = f"{named} {_in_words(crisis, broken, levels, after)}"
            names = (broken.variable, *_variables_of(broken.when.node))
            return Obstacle(words, tuple(dict.fromkeys(names)))
    return None


def _broken_rule(crisis: Crisis, actor: str, before: Levels, after: Levels) -> OneWay | None:
    """Return the first one-way rule that a move goes against."""
    for rule in crisis.one_way:
        if actor in rule.by and holds(rule.when, before):
            step = after[rule.variable] - before[rule.variable]
            if step < 0 if rule.only == "rise" else step > 0 if rule.only == "fall" else step != 0:
                return rule
    return None


def _in_words(crisis: Crisis, rule: OneWay, before: Levels, after: Levels) -> str:
    """Word how a move goes against a one-way rule."""
    levels = _level_names(crisis)[rule.variable]
    step = f"{levels[before[rule.variable]]} to {levels[after[rule.variable]]}"
    while_ = "" if rule.when == TRUE else f" while {rule.when.text}"
    return f"would take {rule.variable} from {step}, which may only {rule.only}{while_}"


def _mentioned(crisis: Crisis, condition: Expression, levels: Levels) -> str:
    """Say which levels the variables that a condition mentions have in a state."""
    used = _variables_of(condition.node)
    return described(crisis, {name: levels[name] for name in used}) or "that never holds"


def described(crisis: Crisis, levels: Levels) -> str:
    """Say a state in words: every variable and the name of its level.

    Examples
    --------
    ``blockade is on, strike is no``
    """
    names = _level_names(crisis)
    return ", ".join(f"{name} is {names[name][level]}" for name, level in levels.items())


def _level_names(crisis: Crisis) -> dict[str, tuple[str, ...]]:
    return {variable.name: variable.levels for variable in crisis.variables}


def _variables_of(node: Node) -> tuple[str, ...]:
    """List the variables that an expression mentions, each once, in order."""
    if isinstance(node, Level):
        return (node.variable,)
    if isinstance(node, Constant):
        return ()
    names = [name for operand in node.operands for name in _variables_of(operand)]
    return tuple(dict.fromkeys(names))


def chance_outcomes(crisis: Crisis, levels: Levels) -> tuple[tuple[dict[str, int], float], ...]:
    """Return the states in which a round may end, each with its probability.

    The chance events are applied in order, each to what the ones before it
    left; one that might lead to a state that cannot be does not happen.
    """
    order = list(levels)
    reached = {tuple(levels.values()): 1.0}
    for event in crisis.chance:
        ahead: dict[tuple[int, ...], float] = {}
        for state, probability in reached.items():
            for after, share in event_outcomes(crisis, event, dict(zip(order, state, strict=True))):
                key = tuple(after[name] for name in order)
                ahead[key] = ahead.get(key, 0.0) + probability * share
        reached = ahead
    return tuple((dict(zip(order, state, strict=True)), p) for state, p in reached.items())


def event_outcomes(
    crisis: Crisis, event: ChanceEvent, levels: Levels
) -> list[tuple[dict[str, int], float]]:
    """Return where one chance event leads from a state: nowhere if it cannot happen."""
    stays = [(dict(levels), 1.0)]
    if not holds(event.when, levels):
        return stays
    reached = [
        (apply(crisis, outcome.change, levels), outcome.probability.value)
        for outcome in possible(event.effect)
    ]
    return reached if all(feasible(crisis, after) for after, _ in reached) else stays
