"""The human form of how actors compare states beyond an order."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from standoff.spec.comparisons import Attitude
from standoff.spec.form_values import Expression, Form, Name, NumberForm, Real, Why


class UnknownForm(Form):
    """Two sets of states that cannot be compared, with the reason."""

    between: Annotated[list[Expression], Field(min_length=2, max_length=2)]
    why: Why | None = None


def _unknown_kind(value: object) -> str | None:
    if isinstance(value, list):
        return "\x01pair"
    return "\x01unknown" if isinstance(value, dict | UnknownForm) else None


UnknownEntry = Annotated[
    Annotated[list[Expression], Field(min_length=2, max_length=2), Tag("\x01pair")]
    | Annotated[UnknownForm, Tag("\x01unknown")],
    Discriminator(_unknown_kind, custom_error_type="pair", custom_error_message="pair"),
]


class GapForm(Form):
    """States that a great difference sets apart from the others, with the reason."""

    when: Expression
    why: Why | None = None


def _gap_kind(value: object) -> str | None:
    if isinstance(value, str):
        return "\x01formula"
    return "\x01gap" if isinstance(value, dict | GapForm) else None


GapEntry = Annotated[
    Annotated[str, Tag("\x01formula")] | Annotated[GapForm, Tag("\x01gap")],
    Discriminator(_gap_kind, custom_error_type="expression", custom_error_message="expression"),
]


def _strength_kind(value: object) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "\x01real"
    if isinstance(value, list):
        return "\x01gaps"
    return "\x01number" if isinstance(value, dict | NumberForm) else None


StrengthEntry = Annotated[
    Annotated[Real, Tag("\x01real")]
    | Annotated[NumberForm, Tag("\x01number")]
    | Annotated[list[GapEntry], Field(min_length=1, max_length=1_000), Tag("\x01gaps")],
    Discriminator(_strength_kind, custom_error_type="strength", custom_error_message="strength"),
]


class StanceForm(Form):
    """An attitude with its reason."""

    attitude: Attitude
    why: Why | None = None


def _stance_kind(value: object) -> str | None:
    if isinstance(value, str):
        return "\x01attitude"
    return "\x01stance" if isinstance(value, dict | StanceForm) else None


StanceEntry = Annotated[
    Annotated[Attitude, Tag("\x01attitude")] | Annotated[StanceForm, Tag("\x01stance")],
    Discriminator(_stance_kind, custom_error_type="attitude", custom_error_message="attitude"),
]

UnknownPairs = dict[Name, Annotated[list[UnknownEntry], Field(min_length=1, max_length=1_000)]]
Strengths = dict[Name, StrengthEntry]
Stances = dict[Name, Annotated[dict[Name, StanceEntry], Field(min_length=1)]]
