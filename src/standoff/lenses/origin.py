"""Where a lens looks from: a state, or a date in the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Protocol

from standoff.errors import CommandError

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["DatedRecord", "on_date", "origin"]


class DatedRecord(Protocol):
    """A record walked through its crisis, as `standoff.record` gives it."""

    def state_on(self, date: dt.date) -> dict[str, int]:
        """Return the level index of every variable when a day begins."""

    def round_on(self, date: dt.date) -> int:
        """Return the number of the round that a date falls into."""


class LooksFrom(Protocol):
    """A lens that can be told where to look from: ``at`` a state, or on a ``date``."""

    name: ClassVar[str]

    @property
    def at(self) -> Mapping[str, str] | None:
        """Names of levels; other variables are as at the start."""

    @property
    def date(self) -> str | None:
        """ISO date."""


def origin(lens: LooksFrom, game: Game, record: DatedRecord | None) -> tuple[int, int | None]:
    """Return the position of the state looked from, and the round that a date falls into.

    Raises
    ------
    CommandError
        If a date is none, lies outside the record, or there is no record; or if
        there is no such state.
    """
    if lens.date is None:
        return game.find(lens.at or {}), None
    if record is None:
        raise CommandError(
            f"The lens '{lens.name}' was told to look from {lens.date}, but there is no record "
            "to say what had happened by then.\nGive a state with 'at' instead."
        )
    return on_date(lens.date, game, record)


def on_date(day: str, game: Game, record: DatedRecord) -> tuple[int, int]:
    """Return the position of the state when a day begins, and the round it falls into.

    Raises
    ------
    CommandError
        If the text is no ISO date, or the day lies outside the record.
    """
    try:
        date = dt.date.fromisoformat(day)
    except ValueError:
        raise CommandError(
            f"'{day}' is not a day of the calendar.\n"
            "Write a date as year-month-day, for example 2009-04-05."
        ) from None
    reached = record.state_on(date)
    levels = {v.name: v.levels[reached[v.name]] for v in game.crisis.variables}
    return game.find(levels), record.round_on(date)
