"""The human form of the calendar and of how the record is read."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from standoff.spec.crisis import Every
from standoff.spec.form_values import Form, Name, Why, Words

Date = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class CalendarForm(Form):
    """When rounds are."""

    start: Date
    every: Every
    rounds: Annotated[int, Field(ge=1, le=10_000)]
    focus: Date | None = None


Key = Annotated[str, Field(min_length=1, max_length=200)]


def _outcome_kind(value: object) -> str | None:
    if isinstance(value, str):
        return "\x01words"
    return "\x01index" if isinstance(value, int) and not isinstance(value, bool) else None


OutcomeName = Annotated[
    Annotated[Key, Tag("\x01words")] | Annotated[int, Field(ge=1, le=64), Tag("\x01index")],
    Discriminator(_outcome_kind, custom_error_type="outcome", custom_error_message="outcome"),
]


class RuleForm(Form):
    """Which events become which move."""

    event: Key | None = None
    verb: Key | None = None
    by: Key | None = None
    target: Key | None = None
    actor: Name | None = None
    option: Annotated[str, Field(min_length=1, max_length=2_000)] | None = None
    outcome: OutcomeName | None = None
    background: Words | None = None


class ObservedForm(Form):
    """What chance did, as the analyst reads it."""

    date: Date
    set_: Annotated[dict[Name, Name], Field(min_length=1)] = Field(alias="set")
    why: Why | None = None


class FollowForm(Form):
    """Which of several claims on an event the crisis follows."""

    event: Key
    claim: Key
    why: Why | None = None


FileName = Annotated[str, Field(min_length=1, max_length=200)]


class RecordForm(Form):
    """The record's files, the claims that are followed, and the mapping."""

    events: FileName
    follow: list[FollowForm] | None = None
    intensity: FileName | None = None
    store: FileName | None = None
    map: list[RuleForm] | None = None
    observed: list[ObservedForm] | None = None
