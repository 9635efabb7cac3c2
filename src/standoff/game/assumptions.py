"""Every number and choice of the analyst that an answer rests on, as a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypedDict

from standoff.spec.comparisons import Comparison
from standoff.spec.crisis import Crisis, Effect, Expression, Member, Number, Text, Why
from standoff.vocab import BALLOT


class Assumed(TypedDict):
    """A number or choice of the analyst: where it stands, how unsure it is, and why.

    ``text`` is the reason by language; empty if none was given.
    """

    path: str
    value: str
    low: float | None
    high: float | None
    text: dict[str, str]
    source: str | None
    confidence: str | None
    claim: int | None


def list_assumptions(crisis: Crisis) -> tuple[Assumed, ...]:
    """List what the analyst assumed, in the order of the file format.

    A number is listed if it carries a reason or says how unsure it is; a
    choice (an option, a rule, an interest) if it carries a reason. Items of a
    list are counted from one, as in the file format.
    """
    return tuple(_walk(crisis))


def _walk(crisis: Crisis) -> Iterator[Assumed]:
    """Go through the crisis."""
    for actor in crisis.actors:
        path = f"actors.{actor.name}"
        yield from _choice(path, "", actor.why)
        yield from _number(f"{path}.patience", actor.patience)
        yield from _number(f"{path}.precision", actor.precision)
    for variable in crisis.variables:
        yield from _choice(f"variables.{variable.name}", "", variable.why)
    for n, rule in enumerate(crisis.infeasible, 1):
        yield from _choice(f"infeasible[{n}]", rule.when.text, rule.why)
    for n, way in enumerate(crisis.one_way, 1):
        yield from _choice(f"one_way[{n}]", f"{way.variable} only {way.only}", way.why)
    for option in crisis.options:
        path = f"options.{option.actor}.{option.name}"
        yield from _choice(path, "", option.why)
        if isinstance(option.cost, Number):
            yield from _number(f"{path}.cost", option.cost)
        yield from _effect(f"{path}.effect", option.effect)
    for body in crisis.bodies:
        yield from _choice(f"bodies.{body.name}", "", body.why)
        for member in body.members:
            yield from _member(f"bodies.{body.name}.members.{member.name}", member)
    for event in crisis.chance:
        yield from _choice(f"chance.{event.name}", "", event.why)
        yield from _effect(f"chance.{event.name}", event.effect)
    for interest in crisis.interests:
        yield from _choice(f"interests.{interest.name}", interest.score.text, interest.why)
    yield from _preferences(crisis)
    for owner, rules in crisis.rules.items():
        for n, said in enumerate(rules, 1):
            yield from _choice(f"rules.{owner}[{n}]", said.when.text, said.why)
            yield from _numbers(f"rules.{owner}[{n}].do", said.do)
    for one in crisis.instruments:
        yield from _choice(f"instruments.{one.name}", "", one.why)
    for deal in crisis.deals:
        yield from _choice(f"deals.{deal.name}", "", deal.why)
    for question in crisis.positions:
        for stand in question.stands:
            path = f"positions.{question.name}.actors.{stand.actor}"
            yield from _number(f"{path}.position", stand.position)
            yield from _number(f"{path}.salience", stand.salience)
            yield from _number(f"{path}.capability", stand.capability)


def _preferences(crisis: Crisis) -> Iterator[Assumed]:
    """Go through weights, priorities, motives, and how actors compare states."""
    for actor, weights in crisis.weights.items():
        yield from _numbers(f"weights.{actor}", weights)
    for actor, statements in crisis.priorities.items():
        for n, statement in enumerate(statements, 1):
            path = f"priorities.{actor}[{n}]"
            yield from _choice(path, statement.statement.text, statement.why)
    for motive in crisis.motives:
        path = f"motives.{motive.actor}.{motive.name}"
        yield from _choice(path, "", motive.why)
        yield from _number(f"{path}.prior", motive.prior)
        yield from _numbers(f"{path}.weights", motive.weights)
    for actor, one in crisis.comparisons.items():
        yield from _comparison(actor, one)


def _comparison(actor: str, one: Comparison) -> Iterator[Assumed]:
    """List the tolerance, the unknown pairs, the strength and the attitudes of an actor."""
    if one.tolerance is not None:
        yield from _number(f"tolerance.{actor}", one.tolerance)
    for n, pair in enumerate(one.unknown, 1):
        text = f"{pair.first.text} | {pair.second.text}"
        yield from _choice(f"unknown.{actor}[{n}]", text, pair.why)
    if one.strength is not None:
        yield from _number(f"strength.{actor}", one.strength)
    for n, gap in enumerate(one.gaps, 1):
        yield from _choice(f"strength.{actor}[{n}]", gap.when.text, gap.why)
    for stance in one.attitudes:
        yield from _choice(f"attitudes.{actor}.{stance.other}", stance.attitude, stance.why)


def _numbers(path: str, numbers: Mapping[str, Number]) -> Iterator[Assumed]:
    """List the numbers of a mapping."""
    for name, number in numbers.items():
        yield from _number(f"{path}.{name}", number)


def _effect(path: str, effect: Effect) -> Iterator[Assumed]:
    """List the probabilities of an effect by chance."""
    for outcome in effect.outcomes:
        yield from _number(f"{path}.{outcome.name}", outcome.probability)


def _member(path: str, member: Member) -> Iterator[Assumed]:
    """List a member's stated leaning and abstention band."""
    value = "" if member.leaning is None else _leaning(member.leaning)
    yield from _choice(path, value, member.why)
    yield from _number(f"{path}.band", member.band)
    for ballot, number in zip(BALLOT, member.leaning or (), strict=False):
        yield from _number(f"{path}.{ballot}", number)


def _leaning(leaning: tuple[Number, Number, Number]) -> str:
    """Write a stated leaning."""
    yes, abstain, no = (f"{number.value:g}" for number in leaning)
    return f"yes {yes}, abstain {abstain}, no {no}"


def _choice(path: str, value: str, why: Why | None) -> Iterator[Assumed]:
    """List a choice that carries a reason."""
    if why is not None:
        yield _assumption(path, value, why)


def _number(path: str, number: Number | Expression) -> Iterator[Assumed]:
    """List a number that carries a reason, a range or a distribution."""
    if isinstance(number, Expression):
        return
    drawn = number.distribution
    if number.why is None and number.low is None and drawn is None:
        return
    value = f"{number.value:g}"
    if drawn is not None:
        value += f", {drawn.kind}({', '.join(f'{p:g}' for p in drawn.parameters)})"
    yield _assumption(path, value, number.why or Why(Text()), number.low, number.high)


def _assumption(
    path: str, value: str, why: Why, low: float | None = None, high: float | None = None
) -> Assumed:
    """Put a value and its reason together."""
    return Assumed(
        path=path,
        value=value,
        low=low,
        high=high,
        text=dict(why.text.by_language),
        source=why.source,
        confidence=why.confidence,
        claim=why.claim,
    )
