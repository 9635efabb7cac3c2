"""Resolve the human form into a `Crisis`, gathering every problem on the way."""

from __future__ import annotations

import math
from dataclasses import replace

from standoff.spec.crisis import (
    Actor,
    Crisis,
    Infeasible,
    OneWay,
    Text,
    Variable,
)
from standoff.spec.document import Place
from standoff.spec.expressions import resolve_expression, resolve_states
from standoff.spec.form import ActorForm, CrisisForm, InfeasibleForm, OneWayForm, VariableForm
from standoff.spec.procedure import with_procedure
from standoff.spec.procedure_variables import implied_variables
from standoff.spec.report import Report
from standoff.spec.resolve_comparisons import resolve_comparisons
from standoff.spec.resolve_instruments import resolve_instruments
from standoff.spec.resolve_misperceptions import resolve_misperceptions
from standoff.spec.resolve_moves import resolve_bodies, resolve_chance, resolve_options
from standoff.spec.resolve_order import resolve_order
from standoff.spec.resolve_preferences import (
    check_one_way_of_wanting,
    resolve_deals,
    resolve_interests,
    resolve_motives,
    resolve_positions,
    resolve_priorities,
    resolve_rankings,
    resolve_weights,
)
from standoff.spec.resolve_record import resolve_calendar, resolve_record
from standoff.spec.resolve_rules import resolve_rules
from standoff.spec.resolve_values import resolve_number, resolve_text, resolve_why
from standoff.spec.scope import Scope
from standoff.vocab import HOLD, RESERVED

DEFAULT_PATIENCE = 0.9
DEFAULT_PRECISION = 1.0
MOST_STATES = 20_000_000
TAKEN = RESERVED - {HOLD}
"""Names that mean something in expressions."""
_NAMED = (
    "actors", "variables", "states", "bodies", "interests", "chance", "instruments", "deals",
)  # fmt: skip


def resolve(form: CrisisForm, report: Report) -> Crisis:
    """Resolve a validated file; what is wrong is added to ``report``."""
    scope = Scope(report)
    variables = _variables(scope, form)
    scope.actors = _actor_names(report, form)
    scope.bodies = tuple(form.bodies or ())
    scope.interests = tuple(form.interests or ())
    _refuse_taken_names(scope, form)
    states = resolve_states(scope, form.states or {})
    calendar = resolve_calendar(scope, form.calendar)
    options, chance, bodies = with_procedure(
        scope,
        form,
        resolve_options(scope, form.options),
        resolve_chance(scope, form.chance),
        resolve_bodies(scope, form.bodies),
    )
    controls = _controls(scope, form.controls)
    check_one_way_of_wanting(scope, form)
    order, together = resolve_order(scope, form.order)
    return Crisis(
        name=form.name,
        title=resolve_text(form.title),
        about=resolve_text(form.about),
        calendar=calendar,
        horizon=form.horizon,
        actors=_actors(report, form),
        variables=variables,
        states=states,
        infeasible=_infeasible(scope, form),
        one_way=_one_way(scope, form.one_way),
        options=options,
        controls=controls,
        bodies=bodies,
        chance=chance,
        order=order,
        together=together,
        interests=resolve_interests(scope, form.interests),
        weights=resolve_weights(scope, form.weights),
        priorities=resolve_priorities(scope, form.priorities),
        rankings=resolve_rankings(scope, form.ranking),
        motives=resolve_motives(scope, form.motives),
        deals=resolve_deals(scope, form.deals),
        positions=resolve_positions(scope, form.positions),
        record=resolve_record(scope, form.record, calendar, options, controls),
        comparisons=resolve_comparisons(scope, form),
        misperceptions=resolve_misperceptions(scope, form, options, controls),
        rules=resolve_rules(scope, form.rules, options),
        instruments=resolve_instruments(scope, form.instruments, options),
        source=report.source,
    )


def _actor_names(report: Report, form: CrisisForm) -> tuple[str, ...]:
    if isinstance(form.actors, dict):
        return tuple(form.actors)
    return report.distinct(("actors",), form.actors, "the list of actors")


def _actors(report: Report, form: CrisisForm) -> tuple[Actor, ...]:
    if isinstance(form.actors, dict):
        return tuple(_actor(report, name, written) for name, written in form.actors.items())
    return tuple(_actor(report, name, None) for name in dict.fromkeys(form.actors))


def _actor(report: Report, name: str, written: str | dict[str, str] | ActorForm | None) -> Actor:
    form = written if isinstance(written, ActorForm) else ActorForm(name=written)
    place = ("actors", name)
    return Actor(
        name,
        resolve_text(form.name),
        resolve_number(
            report,
            (*place, "patience"),
            form.patience,
            default=DEFAULT_PATIENCE,
            low=0.0,
            high=1.0,
            open_high=True,
        ),
        resolve_number(
            report, (*place, "precision"), form.precision, default=DEFAULT_PRECISION, low=0.0
        ),
        resolve_why(form.why),
    )


def _variables(scope: Scope, form: CrisisForm) -> tuple[Variable, ...]:
    """Resolve the variables and make their levels known."""
    titles: dict[str, dict[str, Text]] = {}
    for name, written in form.variables.items():
        place: Place = ("variables", name)
        levels: list[str] | dict[str, str | dict[str, str]]
        if isinstance(written, VariableForm):
            place, levels = (*place, "levels"), written.levels
        else:
            levels = written
        if isinstance(levels, dict):
            titles[name] = {level: resolve_text(text) for level, text in levels.items()}
            scope.levels[name] = tuple(levels)
        else:
            scope.levels[name] = scope.report.distinct(place, levels, "the list of levels")
        for level in scope.levels[name]:
            _refuse_taken(scope.report, place, levels, level)
    own = tuple(scope.levels)
    implied = implied_variables(scope, form)
    scope.levels.update({variable.name: variable.levels for variable in implied})
    start = dict(scope.level_set(("start",), form.start or {}))
    _check_state_space(scope)
    return (
        *(
            _variable(
                name, form.variables[name], scope.levels[name], titles.get(name, {}),
                start.get(name, 0),
            )
            for name in own
        ),
        *(replace(variable, start=start.get(variable.name, 0)) for variable in implied),
    )  # fmt: skip


def _variable(
    name: str,
    written: list[str] | VariableForm,
    levels: tuple[str, ...],
    titles: dict[str, Text],
    start: int,
) -> Variable:
    form = written if isinstance(written, VariableForm) else VariableForm(levels=written)
    level_titles = tuple(titles.get(level, Text()) for level in levels)
    return Variable(
        name, resolve_text(form.name), levels, level_titles, start, resolve_why(form.why)
    )


def _check_state_space(scope: Scope) -> None:
    count = math.prod(len(levels) for levels in scope.levels.values())
    if count <= MOST_STATES:
        return
    largest = sorted(scope.levels, key=lambda name: -len(scope.levels[name]))[:4]
    sizes = ", ".join(f"{name} ({len(scope.levels[name])} levels)" for name in largest)
    # A state costs 8 bytes for each actor's utility and about one for each of 50 options.
    memory = count * (8 * max(2, len(scope.declared("actors"))) + 50)
    scope.report.add(
        ("variables",),
        f"The variables span {_about(count)} states, about {_bytes(memory)} of memory.",
        f"At most {MOST_STATES:,} states are computed: merge levels or variables, "
        f"first of the largest: {sizes}.",
        key=True,
    )


def _about(count: int) -> str:
    return f"{count:,}" if count < 10**12 else f"about 10^{len(str(count)) - 1}"


def _bytes(amount: int) -> str:
    for unit in ("bytes", "kB", "MB", "GB", "TB", "PB"):
        if amount < 1000:
            return f"{amount} {unit}"
        amount //= 1000
    return f"10^{len(str(amount)) + 14} bytes"


def _refuse_taken(report: Report, place: Place, holder: object, name: str) -> None:
    """Report a name that means something in expressions, given in a list or mapping."""
    if name not in TAKEN:
        return
    step: str | int = holder.index(name) if isinstance(holder, list) else name
    report.add(
        (*place, step),
        f"'{name}' means something in expressions and cannot be a name here.",
        f"Write another name; taken are {', '.join(sorted(TAKEN))}.",
        key=isinstance(step, str),
    )


def _refuse_taken_names(scope: Scope, form: CrisisForm) -> None:
    for section in _NAMED:
        holder = getattr(form, section)
        for name in holder or ():
            _refuse_taken(scope.report, (section,), holder, name)
    for section in ("options", "motives"):
        for actor, by_name in (getattr(form, section) or {}).items():
            for name in by_name:
                _refuse_taken(scope.report, (section, actor), by_name, name)


def _infeasible(scope: Scope, form: CrisisForm) -> tuple[Infeasible, ...]:
    found = []
    for position, written in enumerate(form.infeasible or ()):
        place: Place = ("infeasible", position)
        entry = written if isinstance(written, InfeasibleForm) else InfeasibleForm(when=written)
        here = (*place, "when") if entry is written else place
        when = resolve_expression(scope, here, entry.when)
        found.append(Infeasible(when, resolve_why(entry.why)))
    return tuple(found)


def _one_way(scope: Scope, rules: list[OneWayForm] | None) -> tuple[OneWay, ...]:
    found = []
    for position, rule in enumerate(rules or ()):
        place: Place = ("one_way", position)
        scope.is_variable((*place, "variable"), rule.variable)
        by = scope.actors
        if rule.by is not None:
            by = scope.known_actors((*place, "by"), rule.by, "the list")
        when = resolve_expression(scope, (*place, "when"), rule.when)
        found.append(OneWay(rule.variable, rule.only, when, by, resolve_why(rule.why)))
    return tuple(found)


def _controls(scope: Scope, controls: dict[str, list[str]] | None) -> dict[str, tuple[str, ...]]:
    found = {}
    for actor, names in (controls or {}).items():
        place = ("controls", actor)
        scope.is_actor(place, actor, key=True)
        found[actor] = scope.known_variables(place, names, "the list")
    return found
