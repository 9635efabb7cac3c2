"""The human form of procedure: how a body deals with what is put to it, and notice."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from standoff.spec.form_values import Cost, Expression, Form, Name, Text

LABEL = r"^[A-Za-z][A-Za-z0-9_]{0,39}\.[A-Za-z][A-Za-z0-9_]{0,39}$"

Label = Annotated[str, Field(pattern=LABEL)]


class NoticeForm(Form):
    """How long after it was announced an option takes effect."""

    rounds: Annotated[int, Field(ge=1, le=62)]
    revocable: bool | None = None


class WalkoutForm(Form):
    """How a member may leave a body, and come back."""

    when: Expression | None = None
    cost: Cost | None = None
    returns: bool | None = None
    stops: bool | None = None
    name: Text | None = None


def _tables_kind(value: object) -> str | None:
    if isinstance(value, list):
        return "\x01list"
    return "\x01mapping" if isinstance(value, dict) else None


Tables = Annotated[
    Annotated[list[Name], Field(min_length=1, max_length=64), Tag("\x01list")]
    | Annotated[
        dict[Name, Expression | None], Field(min_length=1, max_length=64), Tag("\x01mapping")
    ],
    Discriminator(_tables_kind, custom_error_type="names", custom_error_message="names"),
]


class ProcedureForm(Form):
    """Who may put what to a body, when, and in which order."""

    tables: Tables | None = None
    agenda: Annotated[list[Label], Field(min_length=2, max_length=60)] | None = None
    reopens: Expression | None = None
    referred: bool | None = None
    walkout: dict[Name, WalkoutForm | None] | None = None
