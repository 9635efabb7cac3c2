"""Options that procedure changes: texts that may be weakened, notice, walking out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from standoff.spec.crisis import (
    Assign,
    ChanceEvent,
    Effect,
    Expression,
    Number,
    Option,
    Outcome,
    Text,
)
from standoff.spec.document import Place
from standoff.spec.expressions import resolve_expression
from standoff.spec.form import BodyForm, OptionForm
from standoff.spec.form_procedure import WalkoutForm
from standoff.spec.form_values import NumberForm
from standoff.spec.procedure_variables import Vote, titled
from standoff.spec.resolve_moves import resolve_change
from standoff.spec.resolve_values import UNDECIDED, resolve_number, resolve_text
from standoff.spec.scope import Scope

_LOOSER = re.compile(r"\b(or|if|iff)\b")
"""Operators that bind less than `and`."""

__all__ = ["also", "announced", "certain", "guarded", "leaving", "referring", "weakened"]


def guarded(scope: Scope, place: Place, when: Expression, guard: str) -> Expression:
    """Return the condition that both hold; the first is known to be right."""
    inner = f"({when.text})" if _LOOSER.search(when.text) else when.text
    text = guard if when.text == "true" else f"{guard} and {inner}"
    return resolve_expression(scope, place, text)


def also(effect: Effect, name: str, sets: Mapping[str, int]) -> Effect:
    """Add levels to what an outcome of an effect sets, where it does not itself."""
    outcomes = []
    for outcome in effect.outcomes:
        if outcome.name == name:
            changed = {assign.variable for assign in outcome.change}
            added = [
                Assign(variable, "set", level)
                for variable, level in sets.items()
                if variable not in changed
            ]
            # levels that are set stand before those that rise or fall, as in a file
            kept = [assign for assign in outcome.change if assign.kind == "set"]
            rest = [assign for assign in outcome.change if assign.kind != "set"]
            outcome = replace(outcome, change=(*kept, *added, *rest))
        outcomes.append(outcome)
    return replace(effect, outcomes=tuple(outcomes))


def referring(scope: Scope, vote: Vote, option: Option) -> Option:
    """Have passage bring the matter before another body."""
    body = vote.effect.refers
    if body is None:
        return option
    if not scope.check_name((*vote.place, "effect", "refers"), "body", body, scope.bodies):
        return option
    return replace(option, effect=also(option.effect, "pass", {f"{body}_seized": 1}))


def weakened(scope: Scope, vote: Vote, option: Option) -> tuple[list[Option], list[ChanceEvent]]:
    """Make one option for each text, the next only where the one before it fell."""
    weaker = vote.effect.otherwise
    variable = f"{vote.actor}_{vote.name}_text"
    if not weaker or variable not in scope.levels:
        return [option], []
    at = (*vote.place, "when")
    first = replace(
        option,
        when=guarded(scope, at, option.when, f"{variable} == whole"),
        effect=also(option.effect, "fail", {variable: 1}),
    )
    found = [first]
    for k, form in enumerate(weaker, start=1):
        place = (*vote.place, "effect", "otherwise", k - 1)
        body = form.vote or vote.effect.vote
        scope.check_name((*place, "vote"), "body", body, scope.bodies)
        effect = Effect(
            "vote",
            (
                Outcome("pass", UNDECIDED, resolve_change(scope, (*place, "pass"), form.pass_)),
                Outcome("fail", UNDECIDED, resolve_change(scope, (*place, "fail"), form.fail)),
            ),
            body,
        )
        effect = also(also(effect, "pass", {variable: 0}), "fail",
                       {variable: (k + 1) % (len(weaker) + 1)})  # fmt: skip
        found.append(
            replace(
                option,
                name=f"{vote.name}_otherwise" + (f"_{k}" if k > 1 else ""),
                title=resolve_text(form.name)
                if form.name is not None
                else titled(option.title, option.name, "{}, weakened", "{}, dilunakkan"),
                when=guarded(scope, at, option.when, f"{variable} == fell_{k}"),
                cost=option.cost
                if form.cost is None
                else _cost(scope, (*place, "cost"), form.cost),
                effect=effect,
            )
        )
    if option.when.text == "true":
        return found, []
    gone = resolve_expression(scope, at, f"{variable} != whole and not ({option.when.text})")
    lapse = ChanceEvent(f"{vote.actor}_{vote.name}_lapses", Text(), gone, certain({variable: 0}))
    return found, [lapse]


def _cost(scope: Scope, place: Place, written: str | float | NumberForm) -> Number | Expression:
    if isinstance(written, str):
        return resolve_expression(scope, place, written, "number")
    return resolve_number(scope.report, place, written)


def certain(sets: Mapping[str, int]) -> Effect:
    """Return the effect that sets these levels for certain."""
    change = tuple(Assign(variable, "set", level) for variable, level in sets.items())
    return Effect("certain", (Outcome("done", Number(1.0), change),))


def announced(
    scope: Scope, option: Option, entry: OptionForm
) -> tuple[list[Option], list[ChanceEvent]]:
    """Have an option start a clock, and its effect come when the clock has run out."""
    assert entry.notice is not None
    place: Place = ("options", option.actor, option.name)
    stem = f"{option.actor}_{option.name}"
    clock, rounds = f"{stem}_notice", entry.notice.rounds
    if clock not in scope.levels:
        return [option], []
    if option.effect.kind == "vote":
        scope.report.add(
            (*place, "notice"),
            "This option is put to a vote, and a notice period ends without one.",
            "Leave 'notice' out; to have a text wait, give notice by an option of its own.",
            key=True,
        )
        return [option], []
    given = replace(
        option,
        when=guarded(scope, (*place, "when"), option.when, f"{clock} == none"),
        effect=certain({clock: rounds}),
    )
    effect = option.effect
    for outcome in option.effect.outcomes:
        effect = also(effect, outcome.name, {clock: 0})
    due = resolve_expression(scope, place, f"{clock} == left_1")
    title = option.title
    events = [ChanceEvent(f"{stem}_due", title, due, effect)]
    if rounds > 1:
        runs = resolve_expression(scope, place, f"{clock} > left_1")
        tick = Effect("certain", (Outcome("done", Number(1.0), (Assign(clock, "shift", -1),)),))
        events.append(ChanceEvent(f"{stem}_runs", Text(), runs, tick))
    if not entry.notice.revocable:
        return [given], events
    running = resolve_expression(scope, place, f"{clock} != none")
    revoked = Option(
        option.actor,
        f"revoke_{option.name}",
        titled(title, option.name, "take back “{}”", "menarik kembali “{}”"),
        running,
        Number(0.0),
        certain({clock: 0}),
    )
    return [given, revoked], events


def leaving(
    scope: Scope, name: str, body: BodyForm, member: str, form: WalkoutForm
) -> list[Option]:
    """Make the options of walking out of a body, and of coming back."""
    place: Place = ("bodies", name, "procedure", "walkout", member)
    variable = f"{member}_at_{name}"
    if body.rule != "consensus" and form.stops is not False:
        scope.report.add(
            place,
            f"A member walks out of a body whose rule is '{body.rule}'.",
            "A walk-out stops a body that decides by consensus; elsewhere the others go on: write "
            "'stops: false'.",
            key=True,
        )
    if member not in body.members or not scope.is_actor(place, member, key=True):
        if member not in body.members:
            scope.report.unknown(place, "member", member, list(body.members), key=True)
        return []
    when = resolve_expression(scope, (*place, "when"), form.when)
    title = resolve_text(body.name)
    cost = Number(0.0) if form.cost is None else _cost(scope, (*place, "cost"), form.cost)
    leave = Option(
        member,
        f"leave_{name}",
        resolve_text(form.name)
        if form.name is not None
        else titled(title, name, "walk out of {}", "keluar dari {}"),
        guarded(scope, (*place, "when"), when, f"{variable} == present"),
        cost,
        certain({variable: 1}),
    )
    if form.returns is False:
        return [leave]
    back = Option(
        member,
        f"return_to_{name}",
        titled(title, name, "return to {}", "kembali ke {}"),
        resolve_expression(scope, place, f"{variable} == out"),
        Number(0.0),
        certain({variable: 0}),
    )
    return [leave, back]
