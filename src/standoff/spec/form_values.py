"""The parts of the human form that stand everywhere: texts, reasons, numbers, expressions.

Where a value may be written in several ways the models are unions told apart
by a function. The tags of these unions begin with a control character, which
keeps them from ever being a key of a file.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from standoff.spec.crisis import Confidence

NAME = r"^[A-Za-z][A-Za-z0-9_]{0,39}$"
LANGUAGE = r"^[a-z]{2}$"
MOST_TEXT = 10_000
LARGEST = 1e12

Name = Annotated[str, Field(pattern=NAME)]
Words = Annotated[str, Field(min_length=1, max_length=MOST_TEXT)]
Language = Annotated[str, Field(pattern=LANGUAGE)]
Real = Annotated[float, Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]
Formula = str


class Form(BaseModel):
    """Base of the mappings of a crisis file: other keys are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _text_kind(value: object) -> str | None:
    if isinstance(value, str):
        return "\x01words"
    return "\x01languages" if isinstance(value, dict) else None


Text = Annotated[
    Annotated[Words, Tag("\x01words")]
    | Annotated[dict[Language, Words], Field(min_length=1), Tag("\x01languages")],
    Discriminator(_text_kind, custom_error_type="text", custom_error_message="text"),
]


class WhyForm(Form):
    """The reason for a choice, spelled out."""

    text: Text
    source: Words | None = None
    confidence: Confidence | None = None
    claim: Annotated[int, Field(ge=1, le=10_000)] | None = None


def _why_kind(value: object) -> str | None:
    if isinstance(value, str):
        return "\x01words"
    return "\x01why" if isinstance(value, dict) else None


Why = Annotated[
    Annotated[Words, Tag("\x01words")] | Annotated[WhyForm, Tag("\x01why")],
    Discriminator(_why_kind, custom_error_type="why", custom_error_message="why"),
]


class DistributionForm(Form):
    """What the analyst holds possible for a number; exactly one kind."""

    uniform: Annotated[list[Real], Field(min_length=2, max_length=2)] | None = None
    normal: Annotated[list[Real], Field(min_length=2, max_length=2)] | None = None
    triangular: Annotated[list[Real], Field(min_length=3, max_length=3)] | None = None
    beta: Annotated[list[Real], Field(min_length=2, max_length=2)] | None = None


class NumberForm(Form):
    """A number with its reasons."""

    value: Real
    why: Why | None = None
    range: Annotated[list[Real], Field(min_length=2, max_length=2)] | None = None
    distribution: DistributionForm | None = None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number_kind(value: object) -> str | None:
    if _is_number(value):
        return "\x01real"
    return "\x01number" if isinstance(value, dict | NumberForm) else None


Number = Annotated[
    Annotated[Real, Tag("\x01real")] | Annotated[NumberForm, Tag("\x01number")],
    Discriminator(_number_kind, custom_error_type="number", custom_error_message="number"),
]


def expression_kind(value: object) -> str | None:
    """Tell how an expression is written."""
    if isinstance(value, str):
        return "\x01formula"
    if isinstance(value, bool):
        return "\x01truth"
    return "\x01real" if _is_number(value) else None


Expression = Annotated[
    Annotated[Formula, Tag("\x01formula")]
    | Annotated[bool, Tag("\x01truth")]
    | Annotated[Real, Tag("\x01real")],
    Discriminator(
        expression_kind, custom_error_type="expression", custom_error_message="expression"
    ),
]


def _cost_kind(value: object) -> str | None:
    return "\x01number" if isinstance(value, dict) else expression_kind(value)


Cost = Annotated[
    Annotated[Formula, Tag("\x01formula")]
    | Annotated[Real, Tag("\x01real")]
    | Annotated[NumberForm, Tag("\x01number")],
    Discriminator(_cost_kind, custom_error_type="cost", custom_error_message="cost"),
]
