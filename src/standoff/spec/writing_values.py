"""The small parts of the resolved form: texts, reasons, numbers."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.spec.crisis import Number, Text, Why
from standoff.spec.document import Plain

Entries = dict[str, Plain]


def given(entries: Entries) -> Entries:
    """Leave out what is not given."""
    return {key: value for key, value in entries.items() if value is not None}


def text_of(text: Text) -> Plain:
    """Write a text by language; None where there is none."""
    return dict(text.by_language) or None


def why_of(why: Why | None) -> Plain:
    """Write a reason."""
    if why is None:
        return None
    return given(
        {
            "text": text_of(why.text),
            "source": why.source,
            "confidence": why.confidence,
            "claim": why.claim,
        }
    )


def real(value: float) -> Plain:
    """Write a whole number without a point."""
    return int(value) if value == int(value) else value


def number_of(number: Number) -> Plain:
    """Write a number; one without reasons is just the number."""
    entries: Entries = given({"value": real(number.value), "why": why_of(number.why)})
    if number.low is not None and number.high is not None:
        entries["range"] = [real(number.low), real(number.high)]
    if number.distribution is not None:
        parameters: list[Plain] = [real(value) for value in number.distribution.parameters]
        entries["distribution"] = {number.distribution.kind: parameters}
    return entries if len(entries) > 1 else entries["value"]


def numbers_of(numbers: Mapping[str, Number]) -> Entries:
    """Write numbers by name."""
    return {name: number_of(number) for name, number in numbers.items()}
