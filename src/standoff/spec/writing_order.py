"""Who moves when, in the resolved form."""

from __future__ import annotations

from standoff.spec.crisis import Crisis
from standoff.spec.document import Plain


def turns_of(crisis: Crisis) -> list[Plain]:
    """Return the turns of a round, those taken together as one entry."""
    spans = dict(crisis.together)
    entries: list[Plain] = []
    turn = 0
    while turn < len(crisis.order):
        end = spans.get(turn)
        names: list[Plain] = [*crisis.order[turn : end or turn + 1]]
        entries.append({"together": names} if end else names[0])
        turn += len(names)
    return entries
