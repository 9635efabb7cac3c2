"""Resolve the small parts that stand everywhere: texts, reasons, numbers, dates."""

from __future__ import annotations

import datetime as dt
import math
from typing import Literal

from standoff.spec.crisis import Distribution, Number, Text, Why
from standoff.spec.document import Place
from standoff.spec.form_values import DistributionForm, NumberForm, WhyForm
from standoff.spec.report import Report
from standoff.spec.syntax import plain_number

Kind = Literal["uniform", "normal", "triangular", "beta"]
TOLERANCE = 1e-9
UNDECIDED = Number(math.nan)
"""The probability of an outcome that a body decides on."""


def resolve_text(written: str | dict[str, str] | None) -> Text:
    """Resolve a text; one without a language is English."""
    if written is None:
        return Text()
    return Text({"en": written} if isinstance(written, str) else dict(written))


def resolve_why(written: str | WhyForm | None) -> Why | None:
    """Resolve a reason."""
    if written is None:
        return None
    if isinstance(written, str):
        return Why(resolve_text(written))
    return Why(resolve_text(written.text), written.source, written.confidence, written.claim)


def resolve_number(
    report: Report,
    place: Place,
    written: float | NumberForm | None,
    *,
    default: float = 0.0,
    low: float = -math.inf,
    high: float = math.inf,
    open_high: bool = False,
) -> Number:
    """Resolve a number that lies from ``low`` to ``high``, ``high`` excluded if open."""
    if written is None:
        return Number(default)
    if isinstance(written, NumberForm):
        number = _with_reasons(report, place, written)
        here: Place = (*place, "value")
    else:
        number, here = Number(float(written)), place
    bounds = _bounds_in_words(low, high, open_high=open_high)
    places = (
        (here, number.value),
        ((*place, "range", 0), number.low),
        ((*place, "range", 1), number.high),
    )
    for at, value in places:
        if value is not None and not _within(value, low, high, open_high=open_high):
            report.add(at, f"{plain_number(value)} is out of bounds.", f"Write a number {bounds}.")
    return number


def _within(value: float, low: float, high: float, *, open_high: bool) -> bool:
    return low <= value <= high and not (open_high and value == high)


def _bounds_in_words(low: float, high: float, *, open_high: bool) -> str:
    if math.isinf(high):
        return f"of at least {plain_number(low)}" if math.isfinite(low) else "that is finite"
    if open_high:
        return f"of at least {plain_number(low)} and below {plain_number(high)}"
    return f"from {plain_number(low)} to {plain_number(high)}"


def _with_reasons(report: Report, place: Place, form: NumberForm) -> Number:
    low = high = distribution = None
    if form.range is not None and form.distribution is not None:
        report.add(
            (*place, "distribution"),
            "The number has a range and a distribution.",
            "Give one of them.",
            key=True,
        )
    if form.range is not None:
        low, high = (float(bound) for bound in form.range)
        if not low <= form.value <= high:
            report.add(
                (*place, "range"),
                f"The value {plain_number(form.value)} is not within its range.",
                "Write the range as [low, high], with low <= value <= high.",
            )
    if form.distribution is not None:
        distribution = _distribution(report, (*place, "distribution"), form.distribution)
    return Number(float(form.value), resolve_why(form.why), low, high, distribution)


def _distribution(report: Report, place: Place, form: DistributionForm) -> Distribution | None:
    kinds: tuple[tuple[Kind, list[float] | None], ...] = (
        ("uniform", form.uniform),
        ("normal", form.normal),
        ("triangular", form.triangular),
        ("beta", form.beta),
    )
    given = [
        Distribution(kind, tuple(float(value) for value in values))
        for kind, values in kinds
        if values is not None
    ]
    if len(given) != 1:
        if not report.is_whole(place):
            return None
        report.add(
            place,
            f"The distribution names {len(given) or 'no'} kinds.",
            "Give exactly one of uniform, normal, triangular and beta.",
        )
        return None
    wrong = _wrong_parameters(given[0])
    if wrong:
        report.add((*place, given[0].kind), *wrong)
    return given[0]


def _wrong_parameters(distribution: Distribution) -> tuple[str, str] | None:
    values = distribution.parameters
    if distribution.kind == "normal" and values[1] <= 0:
        return "The standard deviation is not above zero.", "Write [mean, sd] with sd > 0."
    if distribution.kind == "beta" and min(values) <= 0:
        return "A beta distribution needs numbers above zero.", "Write [a, b] with a > 0 and b > 0."
    ordered = all(one <= two for one, two in zip(values, values[1:], strict=False))
    if distribution.kind in ("uniform", "triangular") and not (ordered and values[0] < values[-1]):
        shape = "[low, high]" if distribution.kind == "uniform" else "[low, mode, high]"
        return "The numbers do not ascend.", f"Write {shape}, lowest first."
    return None


def check_sum_is_one(report: Report, place: Place, numbers: list[Number], what: str) -> None:
    """Report probabilities that do not sum to one."""
    total = math.fsum(number.value for number in numbers)
    if abs(total - 1.0) > TOLERANCE:
        report.add(
            place,
            f"{what} sum to {total:.10g}.",
            "Probabilities sum to 1; change one of them.",
        )


def resolve_date(report: Report, place: Place, written: str) -> dt.date:
    """Resolve a date; one that does not exist is reported."""
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        report.add(
            place,
            f"{written} is not a day of the calendar.",
            "Write a date as year-month-day, for example 2009-04-05.",
        )
        return dt.date(2000, 1, 1)
