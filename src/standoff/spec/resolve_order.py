"""Resolve who moves when, and who moves at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.spec.form_order import TogetherForm
from standoff.spec.scope import Scope

if TYPE_CHECKING:
    from standoff.spec.document import Place

Spans = tuple[tuple[int, int], ...]
"""First turn of each group that moves at once, and one past its last."""


def resolve_order(
    scope: Scope, order: Sequence[str | TogetherForm] | None
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
        if len(names) > 1:
            spans.append((len(turns), len(turns) + len(names)))
        turns.extend(names)
    return tuple(turns), tuple(spans)
