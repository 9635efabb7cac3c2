"""The human form of who moves when."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from standoff.spec.form_values import Form, Name


class TogetherForm(Form):
    """Turns of one round that are taken at the same time."""

    together: Annotated[list[Name], Field(min_length=2, max_length=8)]


def _turn_kind(value: object) -> str | None:
    if isinstance(value, str):
        return "\x01name"
    return "\x01together" if isinstance(value, dict) else None


TurnEntry = Annotated[
    Annotated[Name, Tag("\x01name")] | Annotated[TogetherForm, Tag("\x01together")],
    Discriminator(_turn_kind, custom_error_type="turn", custom_error_message="turn"),
]

Order = Annotated[list[TurnEntry], Field(min_length=1, max_length=1_000)]
