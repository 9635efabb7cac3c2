r"""The Markov perfect equilibrium in pure best replies, counted backwards.

With an end every mover takes, from the last turn of the last round on, what is
worth most to it, given what all do from then on: no mover gains by another
choice at any turn in any state, whatever has happened before. Without an end the
same is done state by state where no state can be come back to
(`standoff.policy.acyclic`).

References
----------
Selten (1965), Zeitschrift fuer die gesamte Staatswissenschaft 121:301-324 and
667-689: subgame perfection. Kuhn (1953), in *Contributions to the Theory of
Games II*, pp. 193-216: backward induction in games of perfect information.
Maskin and Tirole (2001), Journal of Economic Theory 100(2):191-219: Markov
perfect equilibrium.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.errors import CommandError
from standoff.kernels.tables import Floats, Ints
from standoff.policy.cover import cover
from standoff.policy.filing import Filing, rounds_played
from standoff.policy.policy import Policy
from standoff.policy.replies import TIE, Ties, best_reply, strict_ballot
from standoff.policy.rounds import (
    Board,
    Cast,
    cast_by,
    end_of_round,
    gains,
    mixed,
    odds,
    qualities,
)

if TYPE_CHECKING:
    from standoff.game import Game

Progress = Callable[[int, int], None]

TIES: tuple[Ties, ...] = ("hold", "equal")


def perfect(
    game: Game,
    *,
    start: int | None = None,
    rounds: int | None = None,
    keep: int = 1,
    progress: Progress | None = None,
    ties: Ties = "hold",
) -> Policy:
    """Find the Markov perfect equilibrium in pure best replies.

    Parameters
    ----------
    game, start, rounds, keep, progress
        As in `standoff.policy.solve`; precisions play no part.
    ties
        What a mover does with choices that are worth the same to it: ``hold``
        has it hold, or else take the first in the order of the file; ``equal``
        all of them with the same probability. A member to whom both outcomes
        are worth the same, or whose gain or loss is within its band, abstains.

    Raises
    ------
    NotApplicable
        If an actor's preference is an order only; or if there is no end and some
        state can be come back to.
    CommandError
        If a setting is out of range or the solution would not fit into memory.
    """
    if ties not in TIES:
        raise CommandError(f"'ties' is {ties!r}.\nIt takes hold or equal.")
    played = rounds_played(game, rounds)
    covered = cover(game, start)
    board = Board.of(game, covered)
    filing = Filing.of(game, covered, played, keep)
    if played is None:
        from standoff.policy.acyclic import settle

        return settle(board, filing, ties, progress)
    return _backwards(board, filing, played, ties, progress)


def _backwards(
    board: Board, filing: Filing, rounds: int, ties: Ties, progress: Progress | None
) -> Policy:
    """Count the rounds backwards from the status quo kept for ever."""
    game = board.game
    columns = np.arange(len(game.actor_names))
    value: Floats = board.utility / (1.0 - game.patience)
    rule = Pure(ties, TIE * max(1.0, float(np.abs(value).max(initial=0.0))))
    for number in range(rounds, 0, -1):
        steps = [value] + [np.empty_like(value) for _ in board.chance]
        value = end_of_round(board, steps[::-1], columns)
        for m in range(game.turns.size - 1, -1, -1):
            value, _ = rule.turn(board, m, value, filing, number)
        filing.note_value(number, value)
        if progress is not None:
            progress(rounds + 1 - number, rounds)
    return filing.policy(
        "perfect",
        value,
        asked={"ties": ties},
        precision=np.full(columns.size, np.inf),
        regret=rule.regret,
        sweeps=rounds,
    )


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
