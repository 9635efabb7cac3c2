"""Resolve how actors compare states beyond an order: tolerance, unknown, strength, attitudes."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.spec.comparisons import Attitude, Comparison, Gap, Stance, Unknown
from standoff.spec.crisis import Number
from standoff.spec.document import Place
from standoff.spec.expressions import resolve_expression
from standoff.spec.form import CrisisForm
from standoff.spec.form_comparisons import GapForm, StanceForm, UnknownForm
from standoff.spec.form_values import NumberForm
from standoff.spec.resolve_values import resolve_number, resolve_why
from standoff.spec.scope import Scope
from standoff.spec.syntax import plain_number

_SECTIONS = ("tolerance", "unknown", "strength", "attitudes")


def resolve_comparisons(scope: Scope, form: CrisisForm) -> dict[str, Comparison]:
    """Resolve what the four sections say, by actor; actors that none names are left out."""
    given: dict[str, Mapping[str, object]] = {name: getattr(form, name) or {} for name in _SECTIONS}
    for section, by_actor in given.items():
        for actor in by_actor:
            scope.is_actor((section, actor), actor, key=True)
    found = {}
    for actor in scope.actors:
        if any(actor in by_actor for by_actor in given.values()):
            found[actor] = _comparison(scope, form, actor)
    return found


def _comparison(scope: Scope, form: CrisisForm, actor: str) -> Comparison:
    tolerance = (form.tolerance or {}).get(actor)
    strength = (form.strength or {}).get(actor)
    gaps = strength if isinstance(strength, list) else []
    great = None if isinstance(strength, list) else strength
    comparison = Comparison(
        tolerance=_difference(scope, form, ("tolerance", actor), tolerance),
        unknown=tuple(
            _unknown(scope, ("unknown", actor, n), written)
            for n, written in enumerate((form.unknown or {}).get(actor, ()))
        ),
        strength=_difference(scope, form, ("strength", actor), great),
        gaps=tuple(_gap(scope, ("strength", actor, n), written) for n, written in enumerate(gaps)),
        attitudes=_stances(scope, actor, (form.attitudes or {}).get(actor, {})),
    )
    _check_strength(scope, form, actor, comparison)
    return comparison


def _difference(
    scope: Scope, form: CrisisForm, place: Place, written: float | NumberForm | None
) -> Number | None:
    """Resolve a difference of utility, which an actor with an order only does not have."""
    if written is None:
        return None
    way = _order_of(form, str(place[-1]))
    if way:
        scope.report.add(
            place,
            f"The preferences of '{place[-1]}' are given by {way}, which has no utilities.",
            "Write a list of conditions: the states that a great difference sets apart."
            if place[0] == "strength"
            else "Tie states in the order itself, or leave this out.",
            key=True,
        )
    return resolve_number(scope.report, place, written, low=0.0)


def _order_of(form: CrisisForm, actor: str) -> str | None:
    """Name the section that gives an actor's order, if it has no utilities."""
    ways = ("priorities", "ranking")
    return next((way for way in ways if actor in (getattr(form, way) or {})), None)


def _unknown(
    scope: Scope, place: Place, written: list[str | bool | float] | UnknownForm
) -> Unknown:
    entry = written if isinstance(written, UnknownForm) else UnknownForm(between=written)
    here = (*place, "between") if entry is written else place
    first, second = (
        resolve_expression(scope, (*here, n), condition)
        for n, condition in enumerate(entry.between)
    )
    return Unknown(first, second, resolve_why(entry.why))


def _gap(scope: Scope, place: Place, written: str | GapForm) -> Gap:
    entry = written if isinstance(written, GapForm) else GapForm(when=written)
    here = (*place, "when") if entry is written else place
    return Gap(resolve_expression(scope, here, entry.when), resolve_why(entry.why))


def _stances(
    scope: Scope, actor: str, written: Mapping[str, Attitude | StanceForm]
) -> tuple[Stance, ...]:
    found = []
    for other, entry in written.items():
        form = entry if isinstance(entry, StanceForm) else StanceForm(attitude=entry)
        if scope.is_actor(("attitudes", actor, other), other, key=True):
            found.append(Stance(other, form.attitude, resolve_why(form.why)))
    return tuple(found)


def _check_strength(scope: Scope, form: CrisisForm, actor: str, found: Comparison) -> None:
    """Report gaps for an actor with utilities, and a strength that a tie would have."""
    place: Place = ("strength", actor)
    if found.gaps and not _order_of(form, actor):
        scope.report.add(
            place,
            f"'{actor}' has no order in which conditions could mark great differences.",
            "Write a number: the smallest difference of utility that is a great one.",
            key=True,
        )
    if found.strength is None or not scope.report.is_whole(place):
        return
    if found.strength.value == 0:
        scope.report.add(place, "A great difference of 0 is none.", "Write a number above 0.")
    elif found.tolerance is not None and found.strength.value < found.tolerance.value:
        scope.report.add(
            place,
            f"The strength {plain_number(found.strength.value)} is below the tolerance "
            f"{plain_number(found.tolerance.value)} of '{actor}'.",
            "A great difference is no tie: raise the strength or lower the tolerance.",
        )
