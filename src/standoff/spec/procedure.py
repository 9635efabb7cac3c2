"""Procedure turned into what the model has: variables, conditions, options, chance events.

Nothing else knows of procedure. A notice period becomes a clock, a variable that
counts the rounds left; a text that may be weakened becomes one option for each
text, with a variable that says which of them fell; an agenda, a referral and a
walk-out become variables, too, and conditions on what may be put to the body.
All of it stands in the resolved form, and its variables may be used in
expressions by name.
"""

from __future__ import annotations

from dataclasses import replace

from standoff.errors import nearest
from standoff.spec.crisis import Body, ChanceEvent, Option, Text
from standoff.spec.document import Place
from standoff.spec.expressions import resolve_expression
from standoff.spec.form import CrisisForm
from standoff.spec.form_procedure import ProcedureForm, WalkoutForm
from standoff.spec.procedure_absence import absentees, with_absences
from standoff.spec.procedure_options import (
    also,
    announced,
    certain,
    guarded,
    leaving,
    referring,
    weakened,
)
from standoff.spec.procedure_variables import LONGEST, needed, votes
from standoff.spec.scope import Scope

__all__ = ["with_procedure"]


def with_procedure(
    scope: Scope,
    form: CrisisForm,
    options: tuple[Option, ...],
    chance: tuple[ChanceEvent, ...],
    bodies: tuple[Body, ...],
) -> tuple[tuple[Option, ...], tuple[ChanceEvent, ...], tuple[Body, ...]]:
    """Add what procedure implies to the options, to the chance events and to the bodies.

    What is implied comes after what the file has, in its order. Where a variable
    that is needed could not be made, which has been reported, nothing is added.
    """
    if not needed(form) <= set(scope.levels) - set(form.variables):
        return options, chance, bodies
    found, events = _texts(scope, form, options)
    smaller: list[Body] = []
    for body in bodies:
        procedure = (form.bodies or {})[body.name].procedure
        if procedure is not None:
            found, more = _by_procedure(scope, body.name, procedure, found)
            events += more
            place: Place = ("bodies", body.name, "procedure", "walkout")
            goers = absentees(procedure.walkout)
            if goers:
                found, without = with_absences(scope, place, body, goers, found)
                smaller += without
    found, more = _with_notice(scope, form, found)
    events += more
    for name, entry in (form.bodies or {}).items():
        for member, leave in ((entry.procedure or ProcedureForm()).walkout or {}).items():
            found += leaving(scope, name, entry, member, leave or WalkoutForm())
    _check_names(scope, {(option.actor, option.name) for option in options}, found)
    for event in events:
        if event.name in (form.chance or {}):
            _report_name(scope, ("chance", event.name), event.name)
    for one in smaller:
        if one.name in (form.bodies or {}):
            _report_name(scope, ("bodies", one.name), one.name)
    # an actor's options stand together, as they do in the file
    actors = list(dict.fromkeys(option.actor for option in found))
    in_order = sorted(found, key=lambda option: actors.index(option.actor))
    return tuple(in_order), (*chance, *events), (*bodies, *smaller)


def _texts(
    scope: Scope, form: CrisisForm, options: tuple[Option, ...]
) -> tuple[list[Option], list[ChanceEvent]]:
    """Have texts refer matters to other bodies, and weaker ones follow those that fell."""
    written = {(vote.actor, vote.name): vote for vote in votes(form)}
    found: list[Option] = []
    events: list[ChanceEvent] = []
    for option in options:
        vote = written.get((option.actor, option.name))
        if vote is None:
            found.append(option)
            continue
        texts, lapse = weakened(scope, vote, referring(scope, vote, option))
        found += texts
        events += lapse
    return found, events


def _with_notice(
    scope: Scope, form: CrisisForm, options: list[Option]
) -> tuple[list[Option], list[ChanceEvent]]:
    """Have options that need notice wait for it."""
    found: list[Option] = []
    events: list[ChanceEvent] = []
    for option in options:
        entry = (form.options or {}).get(option.actor, {}).get(option.name)
        if entry is None or entry.notice is None:
            found.append(option)
            continue
        given, due = announced(scope, option, entry)
        found += given
        events += due
    return found, events


def _by_procedure(
    scope: Scope, name: str, procedure: ProcedureForm, options: list[Option]
) -> tuple[list[Option], list[ChanceEvent]]:
    """Put the conditions of a body's procedure on all that is put to it."""
    place: Place = ("bodies", name, "procedure")
    if procedure.reopens is not None and procedure.agenda is None:
        scope.report.add(
            (*place, "reopens"),
            "This says when an agenda begins anew, and there is none.",
            "Give 'agenda', or leave 'reopens' out.",
            key=True,
        )
    put = [option for option in options if option.effect.body == name]
    items = _items(scope, (*place, "agenda"), name, procedure, put)
    tables = _tables(scope, (*place, "tables"), procedure)
    found = []
    for option in options:
        if option.effect.body != name:
            found.append(option)
            continue
        label = f"{option.actor}.{option.name}"
        when, at = option.when, ("options", option.actor, option.name, "when")
        for guard in (
            _tabled_by(scope, name, tables, option),
            f"{name}_seized == yes" if procedure.referred else "",
            *(
                f"{member}_at_{name} == present"
                for member in procedure.walkout or {}
                if member not in absentees(procedure.walkout)
            ),
            f"{name}_agenda < item_{items[label]}" if label in items else "",
        ):
            if guard:
                when = guarded(scope, at, when, guard)
        effect = option.effect
        if label in items:
            for outcome in ("pass", "fail"):
                effect = also(effect, outcome, {f"{name}_agenda": items[label]})
        found.append(replace(option, when=when, effect=effect))
    return found, _reopening(scope, (*place, "reopens"), name, procedure)


def _items(
    scope: Scope, place: Place, name: str, procedure: ProcedureForm, put: list[Option]
) -> dict[str, int]:
    """Return the number of each item of an agenda, from 1."""
    known = [f"{option.actor}.{option.name}" for option in put]
    items = scope.report.distinct(place, procedure.agenda or (), "the agenda")
    for position, label in enumerate(procedure.agenda or ()):
        if label not in known:
            scope.report.add(
                (*place, position),
                f"'{label}' is no option that is put to '{name}'.",
                nearest(label, known) + f"Put to it are: {', '.join(known) or 'none'}.",
            )
    return {label: k for k, label in enumerate(items, start=1)}


def _tables(scope: Scope, place: Place, procedure: ProcedureForm) -> dict[str, str] | None:
    """Return who may table, and on which condition: empty where there is none."""
    tables = procedure.tables
    if tables is None:
        return None
    found = {}
    for position, actor in enumerate(tables):
        step: str | int = actor if isinstance(tables, dict) else position
        scope.is_actor((*place, step), actor, key=isinstance(tables, dict))
        written = tables[actor] if isinstance(tables, dict) else None
        text = resolve_expression(scope, (*place, step), written).text
        found[actor] = "" if text == "true" else f"({text})"
    return found


def _tabled_by(scope: Scope, name: str, tables: dict[str, str] | None, option: Option) -> str:
    """Return the condition on which an actor may table anything; refuse one that never may."""
    if tables is None:
        return ""
    if option.actor not in tables:
        scope.report.add(
            ("options", option.actor, option.name, "effect", "vote"),
            f"'{option.actor}' may table nothing in '{name}'.",
            f"Those who may are {', '.join(tables)}; add it to the 'tables' of the body, or put "
            "this to another body.",
        )
    return tables.get(option.actor, "")


def _reopening(
    scope: Scope, place: Place, name: str, procedure: ProcedureForm
) -> list[ChanceEvent]:
    """Begin an agenda anew at the end of a round in which a condition holds."""
    if procedure.agenda is None or procedure.reopens is None:
        return []
    when = resolve_expression(scope, place, procedure.reopens)
    anew = guarded(scope, place, when, f"{name}_agenda != open")
    return [ChanceEvent(f"{name}_reopens", Text(), anew, certain({f"{name}_agenda": 0}))]


def _check_names(scope: Scope, own: set[tuple[str, str]], options: list[Option]) -> None:
    """Refuse implied options whose name an option of the file has, or that is too long."""
    seen: set[tuple[str, str]] = set()
    for option in options:
        key = (option.actor, option.name)
        if key in seen:
            _report_name(scope, ("options", *key), option.name)
        seen.add(key)
        if key not in own and len(option.name) > LONGEST:
            scope.report.add(
                ("options", option.actor),
                f"Procedure needs an option called '{option.name}', which is longer than "
                f"{LONGEST} letters.",
                "Shorten the name of the option or of the body.",
                key=True,
            )


def _report_name(scope: Scope, place: Place, name: str) -> None:
    scope.report.add(
        place,
        f"Procedure needs the name '{name}' itself.",
        "Give this another name.",
        key=True,
    )
