"""The reactions lens: does pressure bend or harden those under it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from standoff.errors import CommandError, NotApplicable, nearest
from standoff.lenses.chosen import check_wholes
from standoff.lenses.reactions_acts import Chronicle, is_deed, is_threat, most_pressed

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

    from standoff.game import Game
    from standoff.record import Walk

__all__ = ["RESAMPLES", "Reactions"]

RESAMPLES: Final = 500
"""Samples from which the intervals of responses are taken."""
HORIZON: Final = 12
"""Months for which a response is followed."""
LONGEST: Final = 36_600
"""Days that a record may have: a hundred years."""


@dataclass(frozen=True)
class Reactions:
    """Ask of the record how one actor reacts to pressure, by day and by month.

    By day: what it does before and after each text of a body that is aimed at
    it, against the base rate of the whole record; whether its threats are
    carried out; and what others do around its own deeds. By month: a vector
    autoregression of what it does and what is done to it.

    Parameters
    ----------
    of
        Whose reactions; by default the actor of the crisis to whom most hostile
        events of the record are done.
    texts
        Verbs that count as a text of a body. One whose row gives it a friendly
        intensity is no pressure, and does not count.
    bodies
        Whose texts count; by default those of all.
    windows
        Days before and after a text that are looked at.
    lags
        The most months of delay that the autoregression may choose.
    months
        Whether the autoregression is fitted; it takes longest.
    since, until
        ISO dates of the first and last day looked at; by default those of the record.
    draws
        How often the texts are scattered at random, for the test that takes
        them singly.
    seed
        Key of the random numbers, from 0 to 2**63 - 1.
    """

    of: str | None = None
    texts: tuple[str, ...] = ("adopt_resolution", "presidential_statement")
    bodies: tuple[str, ...] | None = None
    windows: tuple[int, ...] = (7, 30, 90)
    lags: int = 6
    months: bool = True
    since: str | None = None
    until: str | None = None
    draws: int = 9_999
    seed: int = 0

    name: ClassVar[str] = "reactions"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_wholes(self, self.name, ("lags", 1, 24), ("draws", 99, 10**6), ("seed", 0, 2**63 - 1))
        windows = self.windows
        is_days = all(type(days) is int and 1 <= days <= 3660 for days in windows)
        if not windows or not is_days or list(windows) != sorted(set(windows)):
            raise CommandError(
                f"The setting 'windows' of the lens 'reactions' cannot be {list(windows)}.\n"
                "It takes numbers of days from 1 to 3,660, each once, the smallest first."
            )
        if not self.texts:
            raise CommandError(
                "The setting 'texts' of the lens 'reactions' is empty.\n"
                "Name the verbs that count as a text, such as adopt_resolution."
            )
        for setting in ("since", "until"):
            _day(getattr(self, setting))

    def look(self, game: Game, record: Walk | None = None) -> xr.Dataset:
        """Compare, test and fit; see `docs/reference/answers.md`.

        Parameters
        ----------
        game
            Whose actors are asked about.
        record
            The walked record; all its events count, also those outside the calendar.

        Returns
        -------
        Dataset
            Those parts for which the record holds enough; attributes say why
            others are missing.

        Raises
        ------
        CommandError
            If the record knows no such actor, or the dates leave nothing of it.
        NotApplicable
            If there is no record, or it holds too little for any part.
        """
        import numpy as np
        import xarray as xr

        if record is None or not record.events:
            raise NotApplicable(
                "Reactions are read off a record, and there is none.\n"
                "Give the crisis a record of dated events, or use another lens."
            )
        of = self._whose(game, record)
        first, last = self._span(record)
        if (last - first).days >= LONGEST:
            raise NotApplicable(
                f"The record spans {(last - first).days + 1} days, more than {LONGEST}.\n"
                "Choose 'since' and 'until' so that at most a hundred years are left."
            )
        chronicle = Chronicle.of(record.events, record.scale, first, last)
        by_day = self._by_day(chronicle, of, np.random.default_rng([self.seed, 0]))
        by_month = xr.Dataset(attrs={"months_missing": "unasked", "months_least": 0})
        if self.months:
            by_month = self._by_month(game, record, of, chronicle)
        parts = [part for part in (*by_day, by_month) if part.data_vars]
        if not parts:
            raise NotApplicable(
                f"The record has no text aimed at {of}, no threat and no deed of it, and too few "
                "months to tell who reacts to whom.\n"
                "Choose another actor with 'of' or other verbs with 'texts', or add to the record."
            )
        answer = xr.merge(parts, join="exact", combine_attrs="drop")
        signals = set(answer["signal"].values.ravel().tolist()) if "signal" in answer else set()
        answer.attrs |= {
            "months_missing": "",
            **by_month.attrs,
            "of": of,
            "since": chronicle.first.isoformat(),
            "until": last.isoformat(),
            "days": chronicle.days,
            "events": len(chronicle.acts),
            "events_left_out": chronicle.left_out,
            "verdict": _verdict(signals),
        }
        return answer

    def _whose(self, game: Game, record: Walk) -> str:
        """Return the actor that is asked about."""
        if self.of is None:
            of = most_pressed(record.events, game.actor_names)
            if of is None:
                raise NotApplicable(
                    "Nothing hostile is done to any actor of the crisis in its record.\n"
                    "Say with 'of' whose reactions are asked for."
                )
            return of
        known = {name for event in record.events for name in (*event.actors, *event.targets)}
        if self.of not in known:
            raise CommandError(
                f"The record names nobody called '{self.of}'.\n"
                f"{nearest(self.of, known)}It names {', '.join(sorted(known))}."
            )
        return self.of

    def _span(self, record: Walk) -> tuple[dt.date, dt.date]:
        """Return the first and last day looked at."""
        dates = [event.date for event in record.events if event.precision == "day"]
        dates = dates or [event.date for event in record.events]
        first = max(min(dates), _day(self.since) or min(dates))
        last = min(max(dates), _day(self.until) or max(dates))
        if first > last:
            raise CommandError(
                f"No day of the record, {min(dates)} to {max(dates)}, lies between "
                f"{self.since or min(dates)} and {self.until or max(dates)}.\n"
                "Choose other dates for 'since' and 'until'."
            )
        return first, last

    def _by_day(
        self, chronicle: Chronicle, of: str, generator: np.random.Generator
    ) -> list[xr.Dataset]:
        """Return the parts in event time, each only where there is something to count from."""
        from standoff.lenses.reactions_days import (
            Marks,
            around_deeds,
            around_texts,
            around_threats,
        )

        windows = tuple(days for days in self.windows if 2 * days < chronicle.days)
        acts, pressure = chronicle.by(of), chronicle.on(of)
        texts = tuple(
            act
            for act in pressure
            if act.event.verb in self.texts
            and (act.event.intensity or 0.0) <= 0
            and (self.bodies is None or set(act.event.actors) & set(self.bodies))
        )
        parts = []
        if windows and texts:
            marks = Marks(texts, chronicle, windows)
            parts.append(around_texts(marks, acts, self.draws, generator))
        threats = tuple(act for act in acts if is_threat(act))
        if windows and threats:
            parts.append(around_threats(Marks(threats, chronicle, windows), acts))
        deeds = tuple(act for act in acts if is_deed(act))
        if windows and deeds:
            parts.append(around_deeds(Marks(deeds, chronicle, windows), pressure))
        return parts

    def _by_month(self, game: Game, record: Walk, of: str, chronicle: Chronicle) -> xr.Dataset:
        """Return the autoregression, or only the reason why there is none."""
        import numpy as np
        import xarray as xr

        from standoff.lenses.reactions_months import Months, TooLittle, by_dyad, by_month
        from standoff.record.evidence import series_of

        last = chronicle.first + dt.timedelta(chronicle.days - 1)
        months = series_of(record, chronicle.first, last)
        how = Months(self.lags, HORIZON, RESAMPLES)
        try:
            found = by_month(months, of, how, np.random.default_rng([self.seed, 1]))
        except TooLittle as error:
            return xr.Dataset(attrs={"months_missing": error.reason, "months_least": error.least})
        others = [name for name in game.actor_names if name != of]
        pairs = by_dyad(months, of, others, how)
        return found if pairs is None else found.merge(pairs, join="exact")


def _day(written: str | None) -> dt.date | None:
    """Read a setting that is a date."""
    if written is None:
        return None
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        raise CommandError(
            f"'{written}' is not a day of the calendar.\n"
            "Write a date as year-month-day, for example 2009-04-05."
        ) from None


def _verdict(signals: set[int]) -> str:
    """Sum up what windows and signs say."""
    if {1, -1} <= signals:
        return "both"
    if 1 in signals:
        return "harden"
    return "bend" if -1 in signals else "open"
