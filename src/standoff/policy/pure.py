"""Best replies in some of the states at once, in numpy, for games without an end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from standoff.kernels.tables import Floats, Ints
from standoff.policy.filing import Filing
from standoff.policy.replies import Ties, best_reply, strict_ballot
from standoff.policy.rounds import Board, Cast, cast_by, gains, mixed, odds, qualities

__all__ = ["Pure", "file_turn"]


@dataclass(eq=False)
class Pure:
    """Best replies and strict votes; ``regret`` is the most that a tie gave away."""

    ties: Ties
    width: float
    regret: float = 0.0

    def turn(
        self, board: Board, m: int, after: Floats, filing: Filing | None, number: int = 1
    ) -> tuple[Floats, Floats]:
        """Go back through turn ``m``; return what is expected before it, and the choices.

        ``after`` has axes (r, i). The choices and votes are filed under a round.
        """
        columns = np.arange(after.shape[1])
        votes, casts = self.votes(board, m, after)
        quality = qualities(board, m, after[:, board.game.turns[m]], votes)
        share = best_reply(quality, self.ties, self.width)
        expected = (share * np.where(np.isfinite(quality), quality, 0.0)).sum(axis=1)
        lost = quality.max(axis=1) - expected
        self.regret = max(self.regret, float(lost.max(initial=0.0)))
        if filing is not None:
            file_turn(board, m, filing, number, share, votes, casts)
        return mixed(board, m, after, share, votes, columns), share

    def votes(
        self, board: Board, m: int, after: Floats
    ) -> tuple[dict[int, Floats], dict[int, Cast]]:
        """Return the odds of each slot of turn ``m`` that a body decides, and the ballots."""
        votes, casts = {}, {}
        for j, act in board.options(m):
            if act.body >= 0:
                cast = cast_by(
                    board, act.body, gains(act, after),
                    lambda i, gain, band: strict_ballot(gain, band, self.width),
                )  # fmt: skip
                votes[j] = odds(board, act.body, cast, act.here.size)
                casts[j] = cast
        return votes, casts


def file_turn(
    board: Board,
    m: int,
    filing: Filing,
    number: int,
    share: Floats,
    votes: dict[int, Floats],
    casts: dict[int, Cast],
) -> None:
    """Write the choices and votes of a turn into the policy."""
    slots = board.slots(m)
    t = filing.index(number)
    rows: Ints = board.rows
    filing.choice[t][rows, slots] = share
    for j, act in board.options(m):
        if j not in votes:
            continue
        column = int(board.covered.round.slot_vote[slots.start + j])
        filing.passes[t][act.here, column] = votes[j]
        if filing.rounds is None or number == filing.wanted:
            filing.note_ballots(act.here, column, act.body, casts[j])
