"""The answer of the lens foresight: what was found, laid out under the names of the game."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import xarray as xr

from standoff.kernels.edges import which_actions
from standoff.kernels.limited_move import Limits
from standoff.kernels.tables import Bytes
from standoff.lenses.foresight_lines import OPEN, Lines, Play, Verdict

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["Found", "lay_out", "nearest"]

Flags = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]


@dataclass(eq=False)
class Found:
    """What the lens found, in canonical order; ``H`` horizons."""

    stepped: dict[str, Lines] = field(default_factory=dict)
    """By concept, of shape (H, N, S)."""
    timeless: dict[str, Lines] = field(default_factory=dict)
    """By concept, of shape (N, S)."""
    rests: dict[str, Verdict] = field(default_factory=dict)
    """Whether everybody stays, (S,), where that is more than that each one does."""
    leads: Flags | None = None
    """Where each leader and its followers stay; (N, S)."""
    limit: Limits | None = None
    tied: Flags | None = None
    """Where the other way to break ties changes the verdict of limited_move; (H, N, S)."""

    def lines(self) -> Iterable[Lines]:
        """Go through all lines of play."""
        return [*self.stepped.values(), *self.timeless.values()]

    def rests_of(self, concept: str) -> Verdict:
        """Tell where everybody stays under a timeless concept: 1, 0 or -1."""
        if concept in self.rests:
            return self.rests[concept]
        worst: Verdict = self.timeless[concept].stable.min(axis=0)
        leaves = (self.timeless[concept].stable == 0).any(axis=0)
        return np.where(leaves, 0, worst).astype(np.int8)

    def rests_anywhere(self) -> bool:
        """Tell whether some state rests under some concept, or may."""
        return (
            any((lines.stable == 1).all(axis=1).any() for lines in self.stepped.values())
            or any(self.rests_of(name).any() for name in self.timeless)
            or (self.leads is not None and bool(self.leads.any()))
        )


def nearest(play: Play, steps: npt.NDArray[np.integer], most: int, found: Found) -> Positions:
    """Choose the states of the answer: the nearest, and those that their lines speak of.

    Parameters
    ----------
    play
        The game.
    steps
        Moves from the state looked from, by the game's positions; -1 out of reach.
    most
        How many of the nearest.
    found
        The lines of play.

    Returns
    -------
    ndarray
        Positions in canonical order, sorted as the game numbers its states.
    """
    away = steps[play.states].astype(np.int64)
    away[away < 0] = np.iinfo(np.int32).max
    kept = np.zeros(away.size, np.bool_)
    kept[np.argsort(away, kind="stable")[:most]] = True
    if not kept.all():
        told = [np.flatnonzero(kept)]
        for lines in found.lines():
            for part in (lines.move_to, lines.answer_to, lines.end_to):
                told.append(np.unique(part[..., kept]))
        if found.limit is not None:
            told.append(np.unique(found.limit.cycle[:, kept]))
        everything = np.concatenate(told)
        kept[everything[everything >= 0]] = True
    chosen = np.flatnonzero(kept)
    return chosen[np.argsort(play.states[chosen])]


def lay_out(game: Game, passes: Bytes, play: Play, found: Found, shown: Positions) -> xr.Dataset:
    """Put names on what was found, for the states shown."""
    axes = _Axes(game, passes, play, shown)
    answer = xr.Dataset(
        {
            "rank": (("actor", "state"), axes.cut(play.rank)),
            "improvement_count": (
                ("actor", "state"),
                axes.cut(np.diff(play.paying.first, axis=1).astype(np.int32)),
            ),
            "level_index": (
                ("variable", "state"),
                game.level_indices[:, play.states[shown]].astype(np.int64),
            ),
        },
        coords={
            "actor": list(game.actor_names),
            "state": game.moves.code[play.states[shown]],
            "variable": list(game.variable_names),
            "option": np.array([action.label for action in game.actions], np.str_),
        },
    )
    _add_stepped(answer, axes, found)
    _add_timeless(answer, axes, found)
    if found.tied is not None:
        answer["hangs_on_ties"] = (("horizon", "actor", "state"), axes.cut(found.tied))
    if found.leads is not None:
        leads = axes.cut(found.leads)
        answer["leads"] = (("leader", "state"), leads)
        answer["leads_count"] = ("leader", found.leads.sum(axis=1)[axes.seat])
        answer = answer.assign_coords(leader=list(game.actor_names))
    if found.limit is not None:
        answer["period"] = (("actor", "state"), axes.cut(found.limit.period))
        cycle = np.moveaxis(found.limit.cycle, -1, 0)
        answer["cycle_to"] = (("phase", "actor", "state"), axes.place[axes.cut(cycle)])
        answer["settles_after"] = ((), found.limit.since)
        answer = answer.assign_coords(phase=np.arange(cycle.shape[0]))
    return answer


@dataclass(frozen=True, eq=False)
class _Axes:
    """From the canonical order to the axes of the answer."""

    game: Game
    passes: Bytes
    play: Play
    shown: Positions

    @property
    def seat(self) -> Positions:
        """Give the canonical place of each actor, in the game's order."""
        return np.argsort(self.play.actors)

    @property
    def place(self) -> npt.NDArray[np.int32]:
        """Give the position in the answer of each canonical state; of none, the last, -1."""
        place = np.full(self.play.states.size + 1, -1, np.int32)
        place[self.shown] = np.arange(self.shown.size, dtype=np.int32)
        return place

    def cut(self, whole: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        """Take the states shown, and the actors in the game's order; axes (..., N, S)."""
        return np.ascontiguousarray(whole[..., self.seat, :][..., self.shown])

    def told(self, lines: Lines) -> Mapping[str, npt.NDArray[np.generic]]:
        """Give the parts of lines of play under their names."""
        move, answer, by, end = (self.cut(part) for part in lines[1:])
        states, actors = np.append(self.play.states, -1), np.append(self.play.actors, -1)
        rows = np.arange(move.shape[-2])[:, None]
        here = self.play.states[self.shown]
        who, start = np.broadcast_arrays(rows, here)
        who, start = (np.broadcast_to(part, move.shape) for part in (who, start))
        return {
            "stable": self.cut(lines.stable),
            "move_to": self.place[move],
            "move_option": self._option(who, start, states[move]),
            "answer_to": self.place[answer],
            "answer_actor": actors[by].astype(np.int32),
            "answer_option": self._option(actors[by], states[move], states[answer]),
            "end_to": self.place[end],
        }

    def _option(self, who: Positions, start: Positions, end: Positions) -> npt.NDArray[np.int32]:
        asked = (np.ascontiguousarray(part, np.int32) for part in (who, start, end))
        return which_actions(self.game.moves, self.passes, *asked)


def _add_stepped(answer: xr.Dataset, axes: _Axes, found: Found) -> None:
    if not found.stepped:
        return
    told = [axes.told(lines) for lines in found.stepped.values()]
    for name in told[0]:
        whole = np.stack([part[name] for part in told])
        answer[name] = (("concept", "horizon", "actor", "state"), whole)
    answer["stable"] = answer["stable"] == 1
    everybody = np.stack([(lines.stable == 1).all(axis=1) for lines in found.stepped.values()])
    answer["equilibrium"] = (("concept", "horizon", "state"), everybody[..., axes.shown])
    answer["equilibrium_count"] = (("concept", "horizon"), everybody.sum(axis=2))
    answer.coords["concept"] = list(found.stepped)
    answer.coords["horizon"] = np.arange(1, everybody.shape[1] + 1)


def _add_timeless(answer: xr.Dataset, axes: _Axes, found: Found) -> None:
    if not found.timeless:
        return
    told = [axes.told(lines) for lines in found.timeless.values()]
    for name in told[0]:
        whole = np.stack([part[name] for part in told])
        answer[f"timeless_{name}"] = (("timeless", "actor", "state"), whole)
    rests = np.stack([found.rests_of(name) for name in found.timeless])
    answer["timeless_equilibrium"] = (("timeless", "state"), rests[:, axes.shown])
    answer["timeless_count"] = ("timeless", (rests == 1).sum(axis=1))
    answer["timeless_open"] = ("timeless", (rests == OPEN).sum(axis=1))
    answer.coords["timeless"] = list(found.timeless)
