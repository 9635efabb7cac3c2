"""Bodies that go on without a member that walked out.

Each set of members that may be absent is a body of its own, with the same rule
and quota, and each text that is put to the body is an option of its own for it:
which of them may be taken says who has left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from standoff.spec.crisis import Body, Option, Text
from standoff.spec.document import Place
from standoff.spec.form_procedure import WalkoutForm
from standoff.spec.procedure_options import guarded
from standoff.spec.procedure_variables import LONGEST
from standoff.spec.scope import Scope

__all__ = ["absentees", "with_absences"]

MOST_ABSENT = 3
"""Members of one body that may walk out while the others go on: eight sets of them."""


def absentees(walkout: Mapping[str, WalkoutForm | None] | None) -> tuple[str, ...]:
    """Name the members without which the others go on."""
    return tuple(
        member
        for member, form in (walkout or {}).items()
        if form is not None and form.stops is False
    )


def with_absences(
    scope: Scope, place: Place, body: Body, goers: tuple[str, ...], options: list[Option]
) -> tuple[list[Option], list[Body]]:
    """Return the options with those for smaller bodies, and these bodies.

    A set of absent members is left out if nothing could pass without them, or
    if nobody would be left.
    """
    if len(goers) > MOST_ABSENT:
        scope.report.add(
            place,
            f"{len(goers)} members may walk out while the others go on.",
            f"At most {MOST_ABSENT} may; leave 'stops: false' out for the others.",
            key=True,
        )
        return options, []
    smaller = list(_smaller(body, goers))
    found = []
    for option in options:
        if option.effect.body != body.name:
            found.append(option)
            continue
        at = ("options", option.actor, option.name, "when")
        everybody: tuple[tuple[str, ...], Body] = ((), body)
        for absent, one in [everybody, *smaller]:
            if option.actor in absent:
                continue
            when = option.when
            for member in goers:
                state = "out" if member in absent else "present"
                when = guarded(scope, at, when, f"{member}_at_{body.name} == {state}")
            put = replace(option, when=when)
            found.append(_put_to(put, one, absent) if absent else put)
    for _, one in smaller:
        if len(one.name) > LONGEST:
            scope.report.add(
                place,
                f"This needs a body called '{one.name}', which is longer than {LONGEST} letters.",
                "Shorten the name of the body.",
                key=True,
            )
    return found, [one for _, one in smaller]


def _smaller(body: Body, goers: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Body]]:
    """Yield the body without each set of members that may be absent."""
    for size in range(1, len(goers) + 1):
        for absent in combinations(goers, size):
            members = tuple(m for m in body.members if m.name not in absent)
            if members and (body.quota or 0) <= sum(m.votes for m in members):
                yield (
                    absent,
                    replace(
                        body,
                        name=f"{body.name}_without_{'_'.join(absent)}",
                        title=_without(body.title, body.name, absent),
                        veto=tuple(name for name in body.veto if name not in absent),
                        members=members,
                    ),
                )


def _without(title: Text, name: str, absent: tuple[str, ...]) -> Text:
    names = ", ".join(absent)
    return Text(
        {
            "en": f"{title.in_language('en', name)} without {names}",
            "id": f"{title.in_language('id', name)} tanpa {names}",
        }
    )


def _put_to(option: Option, body: Body, absent: tuple[str, ...]) -> Option:
    """Return the option that puts the same text to a smaller body."""
    return replace(
        option,
        name=f"{option.name}_without_{'_'.join(absent)}",
        title=_without(option.title, option.name, absent),
        effect=replace(option.effect, body=body.name),
    )
