"""Instruments, in the resolved form."""

from __future__ import annotations

from standoff.spec.crisis import Crisis
from standoff.spec.document import Plain
from standoff.spec.writing_values import Entries, given, text_of, why_of


def instruments_of(crisis: Crisis) -> Entries:
    """Write the instruments, where there are any."""
    written: dict[str, Plain] = {}
    for one in crisis.instruments:
        options: dict[str, list[Plain]] = {}
        for actor, name in one.options:
            options.setdefault(actor, []).append(name)
        written[one.name] = given(
            {"name": text_of(one.title), "options": dict(options), "why": why_of(one.why)}
        )
    return {"instruments": written} if written else {}
