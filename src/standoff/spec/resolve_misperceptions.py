"""Resolve what actors see wrongly of the states, and of the options and wants of others."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.errors import nearest
from standoff.spec.crisis import Option
from standoff.spec.document import Place
from standoff.spec.expressions import resolve_expression
from standoff.spec.form import CrisisForm, MisperceptionForm
from standoff.spec.misperceptions import Misperception
from standoff.spec.resolve_preferences import (
    WAYS,
    resolve_priorities,
    resolve_rankings,
    resolve_weights,
)
from standoff.spec.resolve_values import resolve_why
from standoff.spec.scope import Scope

Owned = Mapping[str, tuple[str, ...]]
"""By actor, the names of its options and of the variables that it controls."""


def resolve_misperceptions(
    scope: Scope, form: CrisisForm, options: tuple[Option, ...], controls: Owned
) -> dict[str, Misperception]:
    """Resolve the game that each actor sees; actors that none names see right."""
    owned: dict[str, tuple[str, ...]] = dict.fromkeys(scope.actors, ())
    for option in options:
        owned[option.actor] = (*owned.get(option.actor, ()), option.name)
    for actor, names in controls.items():
        owned[actor] = tuple(dict.fromkeys((*owned.get(actor, ()), *names)))
    found = {}
    for actor, written in (form.misperceptions or {}).items():
        if scope.is_actor(("misperceptions", actor), actor, key=True):
            found[actor] = _misperception(scope, actor, written, owned)
    return found


def _misperception(
    scope: Scope, actor: str, form: MisperceptionForm, owned: Owned
) -> Misperception:
    place: Place = ("misperceptions", actor)
    _check_others(scope, actor, form)
    found = Misperception(
        unseen=tuple(
            resolve_expression(scope, (*place, "states", n), condition)
            for n, condition in enumerate(form.states or ())
        ),
        unaware=_unaware(scope, (*place, "options"), form.options or {}, owned),
        weights=resolve_weights(scope, form.weights, place),
        priorities=resolve_priorities(scope, form.priorities, place),
        rankings=resolve_rankings(scope, form.ranking, place),
        why=resolve_why(form.why),
    )
    said = (found.unseen, found.unaware, found.weights, found.priorities, found.rankings)
    if not any(said) and scope.report.is_whole(place):
        scope.report.add(
            place,
            f"It is not said what '{actor}' sees wrongly.",
            "Give states, options, weights, priorities or ranking, or leave the actor out.",
            key=True,
        )
    return found


def _check_others(scope: Scope, actor: str, form: MisperceptionForm) -> None:
    """Report beliefs of an actor about itself, and wants of others that are given twice."""
    given = {section: getattr(form, section) or {} for section in ("options", *WAYS)}
    for section, by_other in given.items():
        if actor in by_other:
            scope.report.add(
                ("misperceptions", actor, section, actor),
                f"'{actor}' cannot be wrong about its own {section}.",
                "Name another actor here; its own stand outside 'misperceptions'.",
                key=True,
            )
    for other in dict.fromkeys(name for way in WAYS for name in given[way]):
        ways = [way for way in WAYS if other in given[way]]
        if len(ways) > 1:
            scope.report.add(
                ("misperceptions", actor, ways[1], other),
                f"What '{actor}' believes '{other}' to want is given by {' and by '.join(ways)}.",
                "Keep one of them.",
                key=True,
            )


def _unaware(
    scope: Scope, place: Place, written: Mapping[str, list[str]], owned: Owned
) -> dict[str, tuple[str, ...]]:
    """Resolve the options of others that an actor does not know of."""
    found = {}
    for other, names in written.items():
        here = (*place, other)
        if not scope.is_actor(here, other, key=True):
            continue
        found[other] = scope.report.distinct(here, names, "the list")
        if not scope.report.is_whole(("options", other)) or not scope.report.is_whole(
            ("controls", other)
        ):
            continue
        for position, name in enumerate(found[other]):
            if name not in owned[other]:
                known = ", ".join(owned[other][:12]) or "nothing"
                scope.report.add(
                    (*here, position),
                    f"'{other}' has no option, and controls no variable, called '{name}'.",
                    f"{nearest(name, owned[other])}It has {known}.",
                )
    return found
