"""The resolved form: a crisis written back with every default spelled out.

It is a crisis file itself, and reading it gives an equal `Crisis`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from standoff.spec.crisis import (
    Actor,
    Body,
    Change,
    Crisis,
    Deal,
    Effect,
    Expression,
    MapRule,
    Member,
    Number,
    OneWay,
    Option,
    Outcome,
    Question,
    RecordPlan,
    Text,
    Variable,
    Why,
)
from standoff.spec.document import Plain
from standoff.vocab import FORMAT_VERSION

Entries = dict[str, Plain]
Levels = Mapping[str, tuple[str, ...]]

_SECTIONS = ("tolerance", "unknown", "strength", "attitudes")
_LINE_BREAKS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029\ufeff"}


def resolved(crisis: Crisis) -> Entries:
    """Return the resolved form, ready to be written as JSON."""
    levels = {variable.name: variable.levels for variable in crisis.variables}
    entries: Entries = {
        "standoff": FORMAT_VERSION,
        "name": crisis.name,
        "title": _text(crisis.title),
        "about": _text(crisis.about),
        "calendar": _calendar(crisis),
        "horizon": crisis.horizon,
        "actors": {actor.name: _actor(actor) for actor in crisis.actors},
        "variables": {variable.name: _variable(variable) for variable in crisis.variables},
        "start": {variable.name: variable.levels[variable.start] for variable in crisis.variables},
        "states": {name: state.text for name, state in crisis.states.items()},
        "infeasible": [
            _given({"when": r.when.text, "why": _why(r.why)}) for r in crisis.infeasible
        ],
        "one_way": [_one_way(rule) for rule in crisis.one_way],
        "options": _by_actor([(o.actor, o.name, _option(o, levels)) for o in crisis.options]),
        "controls": {actor: list(names) for actor, names in crisis.controls.items()},
        "bodies": {body.name: _body(body) for body in crisis.bodies},
        "chance": {
            event.name: _given(
                {
                    "name": _text(event.title),
                    "when": event.when.text,
                    "effect": _effect(event.effect, levels),
                    "why": _why(event.why),
                }
            )
            for event in crisis.chance
        },
        "order": list(crisis.order),
    }
    return _given(entries | _wants(crisis) | _compares(crisis) | _asks(crisis, levels))


def resolved_text(crisis: Crisis) -> str:
    """Return the resolved form as text: JSON, which is YAML too."""
    text = json.dumps(resolved(crisis), ensure_ascii=False, indent=2, allow_nan=False)
    # YAML takes these for line breaks, JSON does not.
    return text.translate(_LINE_BREAKS) + "\n"


def digest(crisis: Crisis) -> str:
    """Return the SHA-256 of the resolved form: what the crisis says, however it is written."""
    return hashlib.sha256(resolved_text(crisis).encode()).hexdigest()


def _wants(crisis: Crisis) -> Entries:
    return {
        "interests": {
            interest.name: _given(
                {
                    "name": _text(interest.title),
                    "score": interest.score.text,
                    "why": _why(interest.why),
                }
            )
            for interest in crisis.interests
        },
        "weights": {actor: _numbers(weights) for actor, weights in crisis.weights.items()},
        "priorities": {
            actor: [_given({"statement": s.statement.text, "why": _why(s.why)}) for s in statements]
            for actor, statements in crisis.priorities.items()
        },
        "ranking": {
            actor: [[state.text for state in tie] for tie in ranking]
            for actor, ranking in crisis.rankings.items()
        },
        "motives": _by_actor(
            [
                (
                    motive.actor,
                    motive.name,
                    _given(
                        {
                            "name": _text(motive.title),
                            "prior": _number(motive.prior),
                            "weights": _numbers(motive.weights),
                            "why": _why(motive.why),
                        }
                    ),
                )
                for motive in crisis.motives
            ]
        ),
    }


def _compares(crisis: Crisis) -> Entries:
    """Write how actors compare states; sections that say nothing are left out."""
    said: list[tuple[str, str, Plain]] = []
    for actor, one in crisis.comparisons.items():
        pairs = [_reasoned("between", [u.first.text, u.second.text], u.why) for u in one.unknown]
        gaps = [_reasoned("when", gap.when.text, gap.why) for gap in one.gaps]
        stances = {s.other: _reasoned("attitude", s.attitude, s.why) for s in one.attitudes}
        said += [("tolerance", actor, _number(one.tolerance))] if one.tolerance else []
        said += [("unknown", actor, pairs)] if pairs else []
        said += [("strength", actor, _number(one.strength))] if one.strength else []
        said += [("strength", actor, gaps)] if gaps else []
        said += [("attitudes", actor, stances)] if stances else []
    return _by_actor(sorted(said, key=lambda entry: _SECTIONS.index(entry[0])))


def _reasoned(key: str, value: Plain, why: Why | None) -> Plain:
    """Write a choice; one without a reason is just the choice."""
    return value if why is None else {key: value, "why": _why(why)}


def _asks(crisis: Crisis, levels: Levels) -> Entries:
    return {
        "deals": {deal.name: _deal(deal, levels) for deal in crisis.deals},
        "positions": {question.name: _question(question) for question in crisis.positions},
        "record": None if crisis.record is None else _record(crisis.record, levels),
    }


def _given(entries: Entries) -> Entries:
    """Leave out what is not given."""
    return {key: value for key, value in entries.items() if value is not None}


def _text(text: Text) -> Plain:
    return dict(text.by_language) or None


def _why(why: Why | None) -> Plain:
    if why is None:
        return None
    return _given(
        {
            "text": _text(why.text),
            "source": why.source,
            "confidence": why.confidence,
            "claim": why.claim,
        }
    )


def _real(value: float) -> Plain:
    return int(value) if value == int(value) else value


def _number(number: Number) -> Plain:
    """Write a number; one without reasons is just the number."""
    entries: Entries = _given({"value": _real(number.value), "why": _why(number.why)})
    if number.low is not None and number.high is not None:
        entries["range"] = [_real(number.low), _real(number.high)]
    if number.distribution is not None:
        parameters: list[Plain] = [_real(value) for value in number.distribution.parameters]
        entries["distribution"] = {number.distribution.kind: parameters}
    return entries if len(entries) > 1 else entries["value"]


def _numbers(numbers: Mapping[str, Number]) -> Entries:
    return {name: _number(number) for name, number in numbers.items()}


def _by_actor(items: list[tuple[str, str, Plain]]) -> Entries:
    found: dict[str, Entries] = {}
    for actor, name, entry in items:
        found.setdefault(actor, {})[name] = entry
    return dict(found)


def _calendar(crisis: Crisis) -> Plain:
    calendar = crisis.calendar
    if calendar is None:
        return None
    return {
        "start": calendar.start.isoformat(),
        "every": calendar.every,
        "rounds": calendar.rounds,
        "focus": calendar.focus.isoformat(),
    }


def _actor(actor: Actor) -> Entries:
    return _given(
        {
            "name": _text(actor.title),
            "patience": _number(actor.patience),
            "precision": _number(actor.precision),
            "why": _why(actor.why),
        }
    )


def _variable(variable: Variable) -> Entries:
    titles: Entries = {
        level: _text(title)
        for level, title in zip(variable.levels, variable.level_titles, strict=True)
    }
    titled = any(title is not None for title in titles.values())
    return _given(
        {
            "name": _text(variable.title),
            "levels": titles if titled else list(variable.levels),
            "why": _why(variable.why),
        }
    )


def _one_way(rule: OneWay) -> Entries:
    return _given(
        {
            "variable": rule.variable,
            "only": rule.only,
            "when": rule.when.text,
            "by": list(rule.by),
            "why": _why(rule.why),
        }
    )


def _change(change: Change, levels: Levels) -> Entries:
    entries: dict[str, Entries] = {}
    for assign in change:
        if assign.kind == "set":
            level = levels[assign.variable][assign.amount]
            entries.setdefault("set", {})[assign.variable] = level
        else:
            word = "raise" if assign.amount > 0 else "lower"
            entries.setdefault(word, {})[assign.variable] = abs(assign.amount)
    return dict(entries)


def _effect(effect: Effect, levels: Levels) -> Entries:
    if effect.kind == "certain":
        return _change(effect.outcomes[0].change, levels)
    if effect.kind == "vote":
        passed, failed = effect.outcomes
        return {
            "vote": effect.body,
            "pass": _change(passed.change, levels),
            "fail": _change(failed.change, levels),
        }
    return {
        "chance": [
            _outcome(position, outcome, levels)
            for position, outcome in enumerate(effect.outcomes, start=1)
        ]
    }


def _outcome(position: int, outcome: Outcome, levels: Levels) -> Entries:
    """Write an outcome; its number in the list is not a name to be written."""
    named: Entries = {} if outcome.name == str(position) else {"name": outcome.name}
    probability: Entries = {"probability": _number(outcome.probability)}
    return named | probability | _change(outcome.change, levels)


def _option(option: Option, levels: Levels) -> Entries:
    cost = option.cost
    return _given(
        {
            "name": _text(option.title),
            "when": option.when.text,
            "cost": cost.text if isinstance(cost, Expression) else _number(cost),
            "effect": _effect(option.effect, levels),
            "why": _why(option.why),
        }
    )


def _body(body: Body) -> Entries:
    return _given(
        {
            "name": _text(body.title),
            "rule": body.rule,
            "quota": body.quota,
            "veto": list(body.veto),
            "members": {member.name: _member(member) for member in body.members},
            "why": _why(body.why),
        }
    )


def _member(member: Member) -> Entries:
    entries: Entries = {"name": _text(member.title), "votes": member.votes}
    if member.leaning is None:
        entries["band"] = _number(member.band)
    else:
        for word, number in zip(("yes", "abstain", "no"), member.leaning, strict=True):
            entries[word] = _number(number)
    return _given({**entries, "why": _why(member.why)})


def _deal(deal: Deal, levels: Levels) -> Entries:
    commitments: dict[str, Entries] = {}
    for actor, variable, level in deal.commitments:
        commitments.setdefault(actor, {})[variable] = levels[variable][level]
    return _given(
        {"name": _text(deal.title), "commitments": dict(commitments), "why": _why(deal.why)}
    )


def _question(question: Question) -> Entries:
    return _given(
        {
            "name": _text(question.title),
            "scale": [_real(bound) for bound in question.scale],
            "actors": {
                stand.actor: {
                    "position": _number(stand.position),
                    "salience": _number(stand.salience),
                    "capability": _number(stand.capability),
                }
                for stand in question.stands
            },
        }
    )


def _record(record: RecordPlan, levels: Levels) -> Entries:
    entries: Entries = {
        "events": record.events,
        "follow": [
            _given({"event": one.event, "claim": one.claim, "why": _why(one.why)})
            for one in record.follow
        ],
        "intensity": record.intensity,
        "store": record.store,
        "map": [_rule(rule) for rule in record.rules],
        "observed": [
            _given(
                {
                    "date": seen.date.isoformat(),
                    "set": {name: levels[name][level] for name, level in seen.levels},
                    "why": _why(seen.why),
                }
            )
            for seen in record.observed
        ],
    }
    return _given(entries)


def _rule(rule: MapRule) -> Entries:
    return _given(
        {
            "event": rule.event,
            "verb": rule.verb,
            "by": rule.by,
            "target": rule.target,
            "actor": rule.actor,
            "option": rule.option,
            "outcome": rule.outcome,
            "background": rule.background,
        }
    )
