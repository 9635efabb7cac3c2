"""Lines of play: who would stay where, what tempts it, and where that would end.

Everything is in a canonical order, actors by name and states by the names and
levels of variables, so that no verdict depends on the order in a crisis file.
Positions point into that order, -1 where there is nothing to point to.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.kernels.edges import Edges, best_moves, edges, relabelled
from standoff.kernels.limited_move import (
    Layer,
    Limits,
    Taste,
    answers_of_all,
    layers,
    limits,
    taste,
)
from standoff.kernels.metarational import Duel, duel, gains
from standoff.kernels.policy_stable import policy_stable
from standoff.kernels.simultaneous import together
from standoff.kernels.tables import Bytes

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["Lines", "Play"]

Small = npt.NDArray[np.int32]
Verdict = npt.NDArray[np.int8]

OPEN, NO, YES = -1, 0, 1


class Lines(NamedTuple):
    """Verdicts with their reasons; of shape (..., N, S)."""

    stable: Verdict
    """1 stays, 0 leaves, -1 open."""
    move_to: Small
    """The move the verdict speaks of: the one made, or else the best improvement."""
    answer_to: Small
    """Where the answer to it leads."""
    answer_by: Small
    """Who gives the answer, or makes its last move."""
    end_to: Small
    """Where play ends after that move."""


def stacked(lines: Sequence[Lines]) -> Lines:
    """Put lines of one horizon each on top of one another."""
    return Lines(*(np.stack(parts) for parts in zip(*lines, strict=True)))


@dataclass(frozen=True, eq=False)
class Play:
    """A game in canonical order, ready to be looked at ahead."""

    actors: npt.NDArray[np.int64]
    """The game's position of each actor, in canonical order."""
    states: npt.NDArray[np.int64]
    """The game's position of each state, in canonical order."""
    rank: Small
    all: Edges
    paying: Edges
    """The moves that gain for their maker."""
    tempting: Small
    """The best improvement of each actor in each state, or -1; (N, S)."""

    @classmethod
    def of(cls, game: Game, passes: Bytes, most: int) -> Play:
        """List the moves of a game.

        Raises
        ------
        TooManyMoves
            If there are more than ``most``.
        """
        names = np.argsort(game.variable_names)
        states = np.lexsort(game.level_indices[names[::-1]])
        actors = np.argsort(game.actor_names)
        listed = relabelled(edges(game.moves, passes, most=most), actors, states)
        rank = np.ascontiguousarray(game.rank[actors][:, states], np.int32)
        paying = gains(listed, rank)
        tempting = np.stack([best_moves(*paying, i, row) for i, row in enumerate(rank)])
        return cls(actors, states, rank, listed, paying, tempting)

    @property
    def movers(self) -> int:
        """How many actors have any move at all."""
        return int((np.diff(self.all.first[:, [0, -1]], axis=1) > 0).sum())

    def ahead(self, horizons: int, harsh: bool, cooperative: bool) -> list[Layer]:
        """Look 0 up to ``horizons`` moves ahead."""
        endless = layers(self.all, self._taste(harsh), self._reach(cooperative))
        return list(itertools.islice(endless, horizons + 1))

    def settled(self, harsh: bool, cooperative: bool, most: int) -> Limits:
        """Look further and further ahead."""
        return limits(self.all, self._taste(harsh), self._reach(cooperative), most=most)

    def _taste(self, harsh: bool) -> Taste:
        return taste(self.all, self.rank, harsh=harsh)

    def _reach(self, cooperative: bool) -> Bytes | None:
        return answers_of_all(self.all.first, self.all.to) if cooperative else None

    def limited_move(self, ahead: Sequence[Layer]) -> Lines:
        """Tell who stays for each horizon from 1 on, and what it anticipates."""
        return stacked([self._one(*pair) for pair in itertools.pairwise(ahead)])

    def _one(self, before: Layer, layer: Layer) -> Lines:
        stays = layer.move < 0
        move = np.where(stays, self.tempting, layer.move)
        answer = (_at(part, move) for part in (before.after_to, before.after_by, before.after_end))
        return Lines(stays.astype(np.int8), move, *answer)

    def metarational(self, horizons: int, *, credible: bool) -> tuple[Lines, Lines]:
        """Tell who stays for each horizon from 1 on: what tempts it, and what it can secure."""
        allowed = self.paying if credible else self.all
        played = [duel(allowed, self.rank, i, horizons) for i in range(self.rank.shape[0])]
        told = [self._held(allowed, played, h) for h in range(1, horizons + 1)]
        return stacked([held for held, _ in told]), stacked([secured for _, secured in told])

    def _held(self, allowed: Edges, played: Sequence[Duel], h: int) -> tuple[Lines, Lines]:
        stays = np.stack([d.value[h] for d in played]) <= self.rank
        best = np.stack([best_moves(*allowed, i, d.after[h - 1]) for i, d in enumerate(played)])
        parts = [
            np.stack([getattr(d, name)[h - 1] for d in played])
            for name in ("after_to", "after_by", "after_end")
        ]
        return tuple(
            Lines(stays.astype(np.int8), move, *(_at(part, move) for part in parts))
            for move in (np.where(stays, self.tempting, best), best)
        )  # type: ignore[return-value]  # two of them

    def simultaneous(self, game: Game, passes: Bytes) -> Lines:
        """Tell who stays if all may move at once."""
        place = np.argsort(self.states)
        back = relabelled(self.paying, np.argsort(self.actors), place)
        found = together(game.moves, passes, back, game.rank, place)
        stable = found.stable[self.actors][:, self.states]
        move, joint = (
            np.append(place, -1)[part[self.actors][:, self.states]]
            for part in (found.move_to, found.joint)
        )
        nobody = np.full(move.shape, -1, np.int32)
        end = np.where(stable, joint, move)
        return Lines(stable.astype(np.int8), _small(move), nobody, nobody, _small(end))

    def policy_stable(self, tries: int) -> tuple[Lines, Verdict]:
        """Tell whom plans can hold in each state, and which states they keep."""
        found = policy_stable(self.all, self.rank, tries=tries)
        told = (found.move_to, found.answer_to, found.answer_by, found.end)
        return Lines(found.held.astype(np.int8), *told), found.rests

    def non_myopic(self, limit: Limits) -> Lines:
        """Tell who would stay however far it looks; open where that changes for ever."""
        here = np.arange(self.rank.shape[1])
        stays = (limit.cycle == here[None, :, None]).any(axis=2)
        stable = np.where(stays, np.where(limit.period == 1, YES, OPEN), NO)
        stable[limit.period == 0] = OPEN
        end = np.where(limit.period == 1, limit.cycle[:, :, 0], -1)
        nothing = np.full(self.rank.shape, -1, np.int32)
        return Lines(stable.astype(np.int8), nothing, nothing, nothing, _small(end))

    def led(self, two: Layer) -> npt.NDArray[np.bool_]:
        """Tell where each leader, looking two moves ahead, and all its followers stay; (N, S)."""
        nash = self.tempting < 0
        return np.stack(
            [
                (two.move[i] < 0) & np.delete(nash, i, axis=0).all(axis=0)
                for i in range(nash.shape[0])
            ]
        )


def _at(part: Small, move: Small) -> Small:
    """Look a row of each actor up at the states that its moves lead to."""
    return np.where(move < 0, -1, np.take_along_axis(part, np.maximum(move, 0), axis=1))


def _small(part: npt.NDArray[np.integer]) -> Small:
    return part.astype(np.int32)
