"""Resolve instruments: sets of options that serve one purpose."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.errors import nearest
from standoff.spec.crisis import Option
from standoff.spec.document import Place
from standoff.spec.form_instruments import InstrumentForm
from standoff.spec.instruments import Instrument
from standoff.spec.resolve_values import resolve_text, resolve_why
from standoff.spec.scope import Scope


def resolve_instruments(
    scope: Scope, instruments: Mapping[str, InstrumentForm] | None, options: tuple[Option, ...]
) -> tuple[Instrument, ...]:
    """Resolve the instruments, in the order of the file."""
    return tuple(
        Instrument(
            name,
            resolve_text(form.name),
            _options(scope, ("instruments", name, "options"), form.options, options),
            resolve_why(form.why),
        )
        for name, form in (instruments or {}).items()
    )


def _options(
    scope: Scope, place: Place, written: Mapping[str, list[str]], options: tuple[Option, ...]
) -> tuple[tuple[str, str], ...]:
    """Resolve options by actor; report what an actor does not have."""
    found = []
    for actor, names in written.items():
        here = (*place, actor)
        if not scope.is_actor(here, actor, key=True):
            continue
        known = tuple(option.name for option in options if option.actor == actor)
        for position, name in enumerate(scope.report.distinct(here, names, "the list")):
            found.append((actor, name))
            if name not in known and scope.report.is_whole(("options", actor)):
                scope.report.add(
                    (*here, position),
                    f"'{actor}' has no option called '{name}'.",
                    f"{nearest(name, known)}It has {', '.join(known[:12]) or 'none'}.",
                )
    return tuple(found)
