"""The human form of what actors do by rule."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from standoff.spec.form_values import Expression, Form, Name, Number, Why


def _do_kind(value: object) -> str | None:
    if isinstance(value, str):
        return "\x01name"
    return "\x01mapping" if isinstance(value, dict) else None


Do = Annotated[
    Annotated[Name, Tag("\x01name")]
    | Annotated[dict[Name, Number], Field(min_length=1), Tag("\x01mapping")],
    Discriminator(_do_kind, custom_error_type="do", custom_error_message="do"),
]


class RuleForm(Form):
    """What an actor does where a condition holds."""

    when: Expression | None = None
    do: Do
    why: Why | None = None


Rules = dict[Name, Annotated[list[RuleForm], Field(min_length=1, max_length=1_000)]]
