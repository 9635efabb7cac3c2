"""Gather a policy round by round, as every kind beyond the logit does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.errors import CommandError
from standoff.kernels.tables import Floats
from standoff.policy.cover import Covered, kept_rounds, require_memory
from standoff.policy.policy import Policy, Shares
from standoff.vocab import Status

if TYPE_CHECKING:
    from standoff.game import Game

BALLOT_BYTES = 64 * 1024**2
"""Ballots are kept if they take no more than this."""


@dataclass(eq=False)
class Filing:
    """The tables of a policy while it is made; ``rounds`` is None without an end."""

    game: Game
    covered: Covered
    rounds: int | None
    wanted: int
    choice: Shares
    passes: Shares
    ballots: Floats | None
    keep: frozenset[int]
    kept: dict[int, Floats] = field(default_factory=dict)

    @classmethod
    def of(cls, game: Game, covered: Covered, rounds: int | None, wanted: int) -> Filing:
        """Make room for a policy; ``wanted`` is the round to be kept whatever its size."""
        count = rounds or 1
        cells = count * covered.rows * (covered.slots + covered.proposals)
        dtype = covered.share_type(cells)
        require_memory(
            dtype.itemsize * cells, covered.rows, f"Ask for fewer rounds (here {count}), or: "
        )
        seats = np.diff(game.ballots.member_first).max(initial=0)
        shape = (covered.rows, covered.proposals, int(seats), 3)
        return cls(
            game=game,
            covered=covered,
            rounds=rounds,
            wanted=wanted,
            choice=np.zeros((count, covered.rows, covered.slots), dtype),
            passes=np.full((count, covered.rows, covered.proposals), np.nan, dtype),
            ballots=np.full(shape, np.nan) if 8 * np.prod(shape) <= BALLOT_BYTES else None,
            keep=kept_rounds(covered, count, len(game.actor_names)) | {wanted, wanted + 1},
        )

    def index(self, number: int) -> int:
        """Return where a round lies on the axis of rounds."""
        return 0 if self.rounds is None else number - 1

    def note_value(self, number: int, value: Floats) -> None:
        """Keep the value at the beginning of a round, axes (r, i), if it is to be kept."""
        if self.rounds is not None and number in self.keep:
            self.kept[number] = np.ascontiguousarray(value.T)

    def note_ballots(
        self, rows: npt.NDArray[np.int64], column: int, body: int,
        cast: list[tuple[int, Floats, Floats]],
    ) -> None:  # fmt: skip
        """Write what members do with a proposal where it may be tabled."""
        if self.ballots is None:
            return
        first = int(self.game.ballots.member_first[body])
        last = int(self.game.ballots.member_first[body + 1])
        self.ballots[rows, column, : last - first] = self.game.ballots.leaning[first:last]
        for j, yes, no in cast:
            shares = np.stack([yes, 1.0 - yes - no, no], axis=-1)
            self.ballots[rows, column, j - first] = shares

    def policy(
        self,
        kind: str,
        value: Floats,
        *,
        asked: Mapping[str, object],
        precision: Floats,
        regret: float,
        residual: float = 0.0,
        tolerance: float = 1e-9,
        sweeps: int = 0,
        status: Status = "found",
        cause: str = "",
        remedy: str = "",
    ) -> Policy:
        """Bind the tables together; ``value`` has axes (r, i)."""
        return Policy(
            states=self.covered.states,
            start=self.covered.start,
            covered=self.covered,
            horizon=self.rounds,
            slot_first=self.covered.round.slot_first,
            slot_action=self.covered.slot_action,
            slot_vote=self.covered.round.slot_vote,
            choice=self.choice,
            passes=self.passes,
            value=np.ascontiguousarray(value.T),
            kept=dict(sorted(self.kept.items())),
            precision=precision,
            residual=residual,
            tolerance=tolerance * max(1.0, float(np.abs(value).max(initial=0.0))),
            sweeps=sweeps,
            branch=None,
            status=status,
            cause=cause,
            remedy=remedy,
            kind=kind,
            asked=asked,
            regret=regret,
            ballots=self.ballots,
        )


def rounds_played(game: Game, rounds: int | None) -> int | None:
    """Return how many rounds are played; None where there is no end."""
    if rounds is not None and rounds < 0:
        raise CommandError(f"'rounds' is {rounds}.\nIt counts rounds, so it is 0 or more.")
    return game.horizon if rounds is None else (rounds or None)
