"""The situation on its date, and the record that led to it, as one dataset."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from standoff.brief.evidence import event_columns, record_states
from standoff.brief.identity import identity_of
from standoff.record import Walk
from standoff.result.stamp import stamp

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game


def describe_situation(game: Game, walk: Walk | None, when: str | None) -> xr.Dataset:
    """Return the levels at the date and at the beginning, and the record.

    Parameters
    ----------
    game
        The compiled crisis.
    walk
        Its record, walked; None if there is none.
    when
        ISO date of the situation; None without a record.

    Returns
    -------
    Dataset
        See ``docs/reference/answers.md``, "situation".
    """
    import xarray as xr

    beginning = game.level_indices[:, game.start].astype(np.int64)
    now = beginning
    if walk is not None and when is not None:
        now = _row(game, walk.state_on(dt.date.fromisoformat(when)))
    answer = xr.Dataset(
        {"now": ("variable", now), "beginning": ("variable", beginning)},
        coords={"variable": list(game.variable_names)},
    )
    if walk is not None:
        answer = answer.merge(_record(game, walk), join="exact")
    return stamp(answer, identity_of(game, walk, "situation", date=when))


def _row(game: Game, levels: Mapping[str, int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Put levels by name in the order of the variables."""
    return np.array([levels[name] for name in game.variable_names], dtype=np.int64)


def _record(game: Game, walk: Walk) -> xr.Dataset:
    """Lay out the states round by round, and the events within the calendar."""
    import xarray as xr

    placed = [(p.event, p) for p in walk.map.placements if p.round is not None]
    events = {name: ("event", cells) for name, cells in event_columns(placed).items()}
    return record_states(game.variable_names, walk).assign(xr.Dataset(events))
