"""Resolve what actors do by rule."""

from __future__ import annotations

from standoff.errors import nearest
from standoff.spec.crisis import Number, Option
from standoff.spec.document import Place
from standoff.spec.expressions import resolve_expression
from standoff.spec.form_rules import RuleForm, Rules
from standoff.spec.resolve_values import check_sum_is_one, resolve_number, resolve_why
from standoff.spec.rules import Rule
from standoff.spec.scope import Scope
from standoff.vocab import HOLD


def resolve_rules(
    scope: Scope, rules: Rules | None, options: tuple[Option, ...]
) -> dict[str, tuple[Rule, ...]]:
    """Resolve the rules of each actor that has some, in their order."""
    found = {}
    for actor, written in (rules or {}).items():
        place: Place = ("rules", actor)
        if scope.is_actor(place, actor, key=True):
            known = (HOLD, *(option.name for option in options if option.actor == actor))
            found[actor] = tuple(
                _rule(scope, (*place, n), actor, form, known) for n, form in enumerate(written)
            )
    return found


def _rule(scope: Scope, place: Place, actor: str, form: RuleForm, known: tuple[str, ...]) -> Rule:
    here = (*place, "do")
    when = resolve_expression(scope, (*place, "when"), form.when)
    why = resolve_why(form.why)
    if isinstance(form.do, str):
        _is_option(scope, here, actor, form.do, known)
        return Rule(when, {form.do: Number(1.0)}, why)
    done = {}
    for name, share in form.do.items():
        _is_option(scope, (*here, name), actor, name, known, key=True)
        done[name] = resolve_number(scope.report, (*here, name), share, low=0.0, high=1.0)
    if scope.report.is_whole(here):
        check_sum_is_one(scope.report, here, list(done.values()), "The probabilities")
    return Rule(when, done, why)


def _is_option(
    scope: Scope, place: Place, actor: str, name: str, known: tuple[str, ...], *, key: bool = False
) -> None:
    """Report what the actor cannot do, unless its declaration has been reported."""
    if name not in known and scope.report.is_whole(("options", actor)):
        scope.report.add(
            place,
            f"'{actor}' has no option called '{name}'.",
            f"{nearest(name, known)}It has {', '.join(known[:12])}.",
            key=key,
        )
