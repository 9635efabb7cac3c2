"""The human form of instruments: sets of options that serve one purpose."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from standoff.spec.form_values import Form, Name, Text, Why


class InstrumentForm(Form):
    """Options of one actor or of several, under a name."""

    name: Text | None = None
    options: Annotated[dict[Name, Annotated[list[Name], Field(min_length=1)]], Field(min_length=1)]
    why: Why | None = None


Instruments = Annotated[dict[Name, InstrumentForm], Field(max_length=1_000)]
