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
    OneWay,
    Option,
    Outcome,
    Question,
    RecordPlan,
    Variable,
    Why,
)
from standoff.spec.document import Plain
from standoff.spec.misperceptions import Misperception
from standoff.spec.writing_instruments import instruments_of
from standoff.spec.writing_order import turns_of
from standoff.spec.writing_values import (
    Entries,
    given,
    number_of,
    numbers_of,
    real,
    text_of,
    why_of,
)
from standoff.vocab import FORMAT_VERSION

Levels = Mapping[str, tuple[str, ...]]

_SECTIONS = ("tolerance", "unknown", "strength", "attitudes")
_LINE_BREAKS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029\ufeff"}


def resolved(crisis: Crisis) -> Entries:
    """Return the resolved form, ready to be written as JSON."""
    levels = {variable.name: variable.levels for variable in crisis.variables}
    entries: Entries = {
        "standoff": FORMAT_VERSION,
        "name": crisis.name,
        "title": text_of(crisis.title),
        "about": text_of(crisis.about),
        "calendar": _calendar(crisis),
        "horizon": crisis.horizon,
        "actors": {actor.name: _actor(actor) for actor in crisis.actors},
        "variables": {variable.name: _variable(variable) for variable in crisis.variables},
        "start": {variable.name: variable.levels[variable.start] for variable in crisis.variables},
        "states": {name: state.text for name, state in crisis.states.items()},
        "infeasible": [
            given({"when": r.when.text, "why": why_of(r.why)}) for r in crisis.infeasible
        ],
        "one_way": [_one_way(rule) for rule in crisis.one_way],
        "options": _by_actor([(o.actor, o.name, _option(o, levels)) for o in crisis.options]),
        "controls": {actor: list(names) for actor, names in crisis.controls.items()},
        "bodies": {body.name: _body(body) for body in crisis.bodies},
        "chance": {
            event.name: given(
                {
                    "name": text_of(event.title),
                    "when": event.when.text,
                    "effect": _effect(event.effect, levels),
                    "why": why_of(event.why),
                }
            )
            for event in crisis.chance
        },
        "order": turns_of(crisis),
    }
    said = _compares(crisis) | _misperceives(crisis) | _rules(crisis) | instruments_of(crisis)
    return given(entries | _wants(crisis) | said | _asks(crisis, levels))


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
            interest.name: given(
                {
                    "name": text_of(interest.title),
                    "score": interest.score.text,
                    "why": why_of(interest.why),
                }
            )
            for interest in crisis.interests
        },
        **_orders(crisis),
        "motives": _by_actor(
            [
                (
                    motive.actor,
                    motive.name,
                    given(
                        {
                            "name": text_of(motive.title),
                            "prior": number_of(motive.prior),
                            "weights": numbers_of(motive.weights),
                            "why": why_of(motive.why),
                        }
                    ),
                )
                for motive in crisis.motives
            ]
        ),
    }


def _orders(held: Crisis | Misperception) -> Entries:
    """Write the weights, priorities and rankings, of which each actor has one."""
    return {
        "weights": {actor: numbers_of(weights) for actor, weights in held.weights.items()},
        "priorities": {
            actor: [
                given({"statement": one.statement.text, "why": why_of(one.why)})
                for one in statements
            ]
            for actor, statements in held.priorities.items()
        },
        "ranking": {
            actor: [[state.text for state in tie] for tie in ranking]
            for actor, ranking in held.rankings.items()
        },
    }


def _misperceives(crisis: Crisis) -> Entries:
    """Write what actors see wrongly; what they see right is left out."""
    seen: dict[str, Plain] = {}
    for actor, wrong in crisis.misperceptions.items():
        entries: Entries = {
            "states": [condition.text for condition in wrong.unseen],
            "options": {other: list(names) for other, names in wrong.unaware.items()},
            **_orders(wrong),
            "why": why_of(wrong.why),
        }
        seen[actor] = {key: value for key, value in entries.items() if value}
    return {"misperceptions": seen} if seen else {}


def _rules(crisis: Crisis) -> Entries:
    """Write what actors do by rule, where any does."""
    by_actor: dict[str, Plain] = {
        actor: [
            given({"when": rule.when.text, "do": numbers_of(rule.do), "why": why_of(rule.why)})
            for rule in rules
        ]
        for actor, rules in crisis.rules.items()
    }
    return {"rules": by_actor} if by_actor else {}


def _compares(crisis: Crisis) -> Entries:
    """Write how actors compare states; sections that say nothing are left out."""
    said: list[tuple[str, str, Plain]] = []
    for actor, one in crisis.comparisons.items():
        pairs = [_reasoned("between", [u.first.text, u.second.text], u.why) for u in one.unknown]
        gaps = [_reasoned("when", gap.when.text, gap.why) for gap in one.gaps]
        stances = {s.other: _reasoned("attitude", s.attitude, s.why) for s in one.attitudes}
        said += [("tolerance", actor, number_of(one.tolerance))] if one.tolerance else []
        said += [("unknown", actor, pairs)] if pairs else []
        said += [("strength", actor, number_of(one.strength))] if one.strength else []
        said += [("strength", actor, gaps)] if gaps else []
        said += [("attitudes", actor, stances)] if stances else []
    return _by_actor(sorted(said, key=lambda entry: _SECTIONS.index(entry[0])))


def _reasoned(key: str, value: Plain, why: Why | None) -> Plain:
    """Write a choice; one without a reason is just the choice."""
    return value if why is None else {key: value, "why": why_of(why)}


def _asks(crisis: Crisis, levels: Levels) -> Entries:
    return {
        "deals": {deal.name: _deal(deal, levels) for deal in crisis.deals},
        "positions": {question.name: _question(question) for question in crisis.positions},
        "record": None if crisis.record is None else _record(crisis.record, levels),
    }


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
    return given(
        {
            "name": text_of(actor.title),
            "patience": number_of(actor.patience),
            "precision": number_of(actor.precision),
            "why": why_of(actor.why),
        }
    )


def _variable(variable: Variable) -> Entries:
    titles: Entries = {
        level: text_of(title)
        for level, title in zip(variable.levels, variable.level_titles, strict=True)
    }
    titled = any(title is not None for title in titles.values())
    return given(
        {
            "name": text_of(variable.title),
            "levels": titles if titled else list(variable.levels),
            "why": why_of(variable.why),
        }
    )


def _one_way(rule: OneWay) -> Entries:
    return given(
        {
            "variable": rule.variable,
            "only": rule.only,
            "when": rule.when.text,
            "by": list(rule.by),
            "why": why_of(rule.why),
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
    probability: Entries = {"probability": number_of(outcome.probability)}
    return named | probability | _change(outcome.change, levels)


def _option(option: Option, levels: Levels) -> Entries:
    cost = option.cost
    return given(
        {
            "name": text_of(option.title),
            "when": option.when.text,
            "cost": cost.text if isinstance(cost, Expression) else number_of(cost),
            "effect": _effect(option.effect, levels),
            "why": why_of(option.why),
        }
    )


def _body(body: Body) -> Entries:
    return given(
        {
            "name": text_of(body.title),
            "rule": body.rule,
            "quota": body.quota,
            "veto": list(body.veto),
            "members": {member.name: _member(member) for member in body.members},
            "why": why_of(body.why),
        }
    )


def _member(member: Member) -> Entries:
    entries: Entries = {"name": text_of(member.title), "votes": member.votes}
    if member.leaning is None:
        entries["band"] = number_of(member.band)
    else:
        for word, number in zip(("yes", "abstain", "no"), member.leaning, strict=True):
            entries[word] = number_of(number)
    return given({**entries, "why": why_of(member.why)})


def _deal(deal: Deal, levels: Levels) -> Entries:
    commitments: dict[str, Entries] = {}
    for actor, variable, level in deal.commitments:
        commitments.setdefault(actor, {})[variable] = levels[variable][level]
    return given(
        {"name": text_of(deal.title), "commitments": dict(commitments), "why": why_of(deal.why)}
    )


def _question(question: Question) -> Entries:
    return given(
        {
            "name": text_of(question.title),
            "scale": [real(bound) for bound in question.scale],
            "actors": {
                stand.actor: {
                    "position": number_of(stand.position),
                    "salience": number_of(stand.salience),
                    "capability": number_of(stand.capability),
                }
                for stand in question.stands
            },
        }
    )


def _record(record: RecordPlan, levels: Levels) -> Entries:
    entries: Entries = {
        "events": record.events,
        "follow": [
            given({"event": one.event, "claim": one.claim, "why": why_of(one.why)})
            for one in record.follow
        ],
        "intensity": record.intensity,
        "store": record.store,
        "map": [_rule(rule) for rule in record.rules],
        "observed": [
            given(
                {
                    "date": seen.date.isoformat(),
                    "set": {name: levels[name][level] for name, level in seen.levels},
                    "why": why_of(seen.why),
                }
            )
            for seen in record.observed
        ],
    }
    return given(entries)


def _rule(rule: MapRule) -> Entries:
    return given(
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
