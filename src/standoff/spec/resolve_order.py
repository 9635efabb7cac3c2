"""Resolve who moves when, and who moves at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from standoff.spec.crisis import Option
from standoff.spec.form_order import TogetherForm
from standoff.spec.scope import Scope

if TYPE_CHECKING:
    from standoff.spec.document import Place

Spans = tuple[tuple[int, int], ...]
"""First turn of each group that moves at once, and one past its last."""


def resolve_order(
    scope: Scope, order: Sequence[str | TogetherForm] | None, options: Sequence[Option]
) -> tuple[tuple[str, ...], Spans]:
    """Return the actor of each turn, and which turns are taken at the same time."""
    if not order:
        return scope.actors, ()
    turns: list[str] = []
    spans: list[tuple[int, int]] = []
    for position, entry in enumerate(order):
        place: Place = ("order", position)
        if isinstance(entry, str):
            scope.is_actor(place, entry)
            turns.append(entry)
            continue
        names = scope.known_actors((*place, "together"), entry.together, "the list")
        _check_votes(scope, (*place, "together"), names, options)
        if len(names) > 1:
            spans.append((len(turns), len(turns) + len(names)))
        turns.extend(names)
    return tuple(turns), tuple(spans)


def _check_votes(
    scope: Scope, place: Place, names: Sequence[str], options: Iterable[Option]
) -> None:
    """Report what cannot be decided at once: two bodies, or a body and chance.

    Members of a body vote on what one proposal changes, so all else that is done
    at the same time has to be settled.
    """
    own = [option for option in options if option.actor in names]
    voted = [option for option in own if option.effect.kind == "vote"]
    other = next((o for o in voted if o.effect.body != voted[0].effect.body), None)
    if other is not None:
        scope.report.add(
            place,
            f"{_label(voted[0])} is decided by {voted[0].effect.body} and {_label(other)} by "
            f"{other.effect.body}: two bodies cannot decide at once.",
            f"Give {other.actor} a turn of its own.",
        )
    risky = [option for option in own if option.effect.kind == "chance"]
    for one, two in ((v, c) for v in voted for c in risky if c.actor != v.actor):
        scope.report.add(
            place,
            f"{_label(one)} is put to {one.effect.body} and {_label(two)} is left to "
            "chance: members cannot weigh a text while chance is still out.",
            f"Give {two.actor} a turn of its own.",
        )
        break


def _label(option: Option) -> str:
    return f"{option.actor}.{option.name}"
