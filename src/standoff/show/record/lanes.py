"""The record sorted by actor, for the timelines."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from standoff.show.labels import Labels

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Event", "Lane", "lanes_of"]


@dataclass(frozen=True)
class Event:
    """One row of the record: its day, the option it is or nothing for background, and its text."""

    day: datetime.date
    option: str
    round_: int
    text: str


@dataclass
class Lane:
    """One actor's events; ``actor`` is empty for those who are no actors of the crisis."""

    actor: str
    events: list[Event] = field(default_factory=list)

    @property
    def moves(self) -> list[Event]:
        """The events that are moves, repetitions within a round left out."""
        seen: set[tuple[str, int]] = set()
        kept = []
        for event in self.events:
            if event.option and (event.option, event.round_) not in seen:
                seen.add((event.option, event.round_))
                kept.append(event)
        return kept


def lanes_of(situation: xr.Dataset, labels: Labels) -> list[Lane]:
    """Sort the record into lanes: actors as the crisis lists them, then all others."""
    if "event_date" not in situation:
        return []
    actors = list(labels.tree.get("actors", {}))
    lanes = {actor: Lane(actor) for actor in [*actors, ""]}
    columns = (
        situation[name].values
        for name in ("event_date", "event_option", "event_actor", "event_round")
    )
    texts = _texts(situation, labels.words.language)
    for date, option, actor, round_, text in zip(*columns, texts, strict=True):
        try:
            day = datetime.date.fromisoformat(str(date)[:10])
        except ValueError:
            continue
        names = [str(option).partition(".")[0]] if str(option) else str(actor).split(";")
        owner = next((name for name in names if name in lanes), "")
        lanes[owner].events.append(Event(day, str(option), int(round_), text))
    return [lane for lane in lanes.values() if lane.events]


def _texts(situation: xr.Dataset, language: str) -> list[str]:
    """Say what happened in each event, in this language where the record has it."""
    told = [str(text) for text in situation["event_text"].values]
    own = situation.get(f"event_text_{language}")
    if own is None:
        return told
    return [str(text) or fallback for text, fallback in zip(own.values, told, strict=True)]
