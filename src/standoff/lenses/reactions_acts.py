"""What the lens of reactions counts: acts, texts, threats and deeds, each on its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from standoff.record.event import Event
from standoff.record.verbs import Verb, find

if TYPE_CHECKING:
    from standoff.kernels.tables import Floats, Ints
    from standoff.record.scale import Scale

__all__ = ["BROKEN", "Act", "Chronicle", "is_deed", "is_threat", "most_pressed"]

BROKEN: Final = frozenset(
    (
        "announce_npt_withdrawal",
        "deny_access",
        "end_moratorium",
        "remove_seals",
        "suspend_disablement",
    )
)
"""Verbs that CAMEO counts as words, and that undo what had been promised: deeds all the same."""

_TOLD: Final = frozenset(("announce_capability",))
"""Verbs of PLOVER's type THREATEN that say what has been done, not what will be."""

_ASIDE: Final = "context"
"""The family of what happens beside a crisis: arrests of travellers, elections, deaths."""


@dataclass(frozen=True)
class Act:
    """One event after merging: its day, counted from the first, its verb, its intensity."""

    day: int
    event: Event
    verb: Verb | None
    intensity: float

    @property
    def sign(self) -> int:
        """1 if friendly, -1 if hostile, 0 if neither or not known."""
        if self.verb is not None:
            return self.verb.sign
        return (self.intensity > 0) - (self.intensity < 0)


@dataclass(frozen=True)
class Chronicle:
    """The days of a record, and who did what on them, after merging."""

    first: dt.date
    days: int
    acts: tuple[Act, ...]
    left_out: int

    @classmethod
    def of(cls, events: Iterable[Event], scale: Scale, since: dt.date, until: dt.date) -> Chronicle:
        """Merge the events of a span that are dated to the day.

        Events with the same day, actors, verb and targets are one; its
        intensity is the mean of theirs, 0 where nothing is known of the verb.
        """
        within = [event for event in events if since <= event.date <= until]
        same: dict[object, list[Event]] = {}
        for event in within:
            if event.precision == "day":
                who, whom = frozenset(event.actors), frozenset(event.targets)
                same.setdefault((event.date, who, event.verb, whom), []).append(event)
        acts = [_merged(group, scale, since) for group in same.values()]
        acts.sort(key=lambda act: (act.day, act.event.id))
        merged = sum(event.precision == "day" for event in within)
        return cls(since, (until - since).days + 1, tuple(acts), len(within) - merged)

    def by(self, actor: str) -> tuple[Act, ...]:
        """Return the acts of an actor, alone or with others."""
        return tuple(act for act in self.acts if actor in act.event.actors)

    def on(self, target: str) -> tuple[Act, ...]:
        """Return what others do to a target."""
        return tuple(
            act
            for act in self.acts
            if target in act.event.targets and target not in act.event.actors
        )

    def daily(self, acts: Iterable[Act], measure: Callable[[Act], float]) -> Floats:
        """Add up a measure of acts by day; (day,)."""
        import numpy as np

        found = np.zeros(self.days)
        for act in acts:
            found[act.day] += measure(act)
        return found


def days_of(acts: Iterable[Act]) -> Ints:
    """Return the days of acts."""
    import numpy as np

    return np.array([act.day for act in acts], dtype=np.int64)


def _merged(group: list[Event], scale: Scale, first: dt.date) -> Act:
    """Make one act of events that are the same."""
    event = group[0]
    known = [scale.intensity(one) for one in group]
    numbers = [number for number in known if number is not None]
    intensity = sum(numbers) / len(numbers) if numbers else 0.0
    verb = find(event.verb, event.extra.get("cameo", ""))
    return Act((event.date - first).days, event, verb, intensity)


def is_threat(act: Act) -> bool:
    """Say whether an act says what is to come: PLOVER's type THREATEN, less what has been done."""
    verb = act.verb
    return verb is not None and verb.plover == "THREATEN" and verb.action not in _TOLD


def is_deed(act: Act) -> bool:
    """Say whether an act is material conflict of the crisis, or undoes what had been promised."""
    verb = act.verb
    if verb is None or verb.family == _ASIDE:
        return False
    return verb.quad == "material conflict" or verb.action in BROKEN


def most_pressed(events: Iterable[Event], actors: Iterable[str]) -> str | None:
    """Name the actor to whom most hostile events are done; of several the first by name.

    Examples
    --------
    >>> day = dt.date(2009, 4, 13)
    >>> text = Event("E1", day, ("UNSC",), "presidential_statement", ("PRK",))
    >>> most_pressed([text], ["USA", "PRK"]), most_pressed([], ["USA"])
    ('PRK', None)
    """
    count = dict.fromkeys(sorted(actors), 0)
    for event in events:
        verb = find(event.verb, event.extra.get("cameo", ""))
        if verb is not None and verb.sign < 0:
            for target in set(event.targets) - set(event.actors):
                if target in count:
                    count[target] += 1
    most = max(count.values(), default=0)
    return next((name for name, times in count.items() if times == most), None) if most else None
