"""What a mover does who holds a belief about the others, right or wrong.

Each actor reckons for itself: with its own best or logit replies at all its own
turns and votes, and with what it believes of the others at theirs. So each has
values of its own, *views*, which need not be what it will get.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from standoff.errors import CommandError
from standoff.kernels.tables import Floats
from standoff.policy.filing import Filing
from standoff.policy.perfect import file_turn
from standoff.policy.replies import best_reply, even_reply, logit_ballot, logit_reply, strict_ballot
from standoff.policy.rounds import Board, Cast, cast_by, end_of_round, gains, mixed, odds, qualities

Reply = Literal["logit", "best"]
REPLIES: tuple[Reply, ...] = ("logit", "best")

Casts = dict[int, Cast]
"""Ballots of members that are actors, by slot of the turn."""


@dataclass(frozen=True)
class Rule:
    """How a mover replies, and a member votes, given what each choice is worth to it.

    ``best`` replies take the first of choices within ``width`` of the best, `hold`
    first; members then vote strictly.
    """

    kind: Reply
    precision: Floats
    width: float

    def choose(self, mover: int, quality: Floats) -> Floats:
        """Return the choices of a turn; axes (x, j)."""
        if self.kind == "best":
            return best_reply(quality, "hold", self.width)
        return logit_reply(quality, float(self.precision[mover]))

    def vote(self, i: int, gain: Floats, band: float) -> tuple[Floats, Floats]:
        """Return the probabilities of yes and no."""
        if self.kind == "best":
            return strict_ballot(gain, band, self.width)
        return logit_ballot(gain, band, float(self.precision[i]))


def check_reply(reply: str) -> None:
    """Refuse a reply that does not exist."""
    if reply not in REPLIES:
        raise CommandError(f"'reply' is {reply!r}.\nIt takes logit or best.")


def even_choices(board: Board, m: int) -> Floats:
    """Have the mover of a turn take whatever is open with the same probability; (x, j)."""
    slots = board.slots(m)
    quality = np.full((board.rows.size, slots.stop - slots.start), -np.inf)
    quality[:, 0] = 0.0
    for j, act in board.options(m):
        quality[act.at, j] = 0.0
    return even_reply(quality)


def even_casts(board: Board, m: int) -> Casts:
    """Have every member vote yes, abstain and vote no with the same probability."""
    casts: Casts = {}
    for j, act in board.options(m):
        if act.body >= 0:
            third = np.full(act.here.size, 1.0 / 3.0)
            casts[j] = [(k, third, third) for k, _, _ in _members(board, act.body)]
    return casts


def _members(board: Board, body: int) -> list[tuple[int, int, float]]:
    """List the members that are actors: index, actor, band."""
    ballots = board.game.ballots
    seats = range(int(ballots.member_first[body]), int(ballots.member_first[body + 1]))
    return [
        (k, int(ballots.member_actor[k]), float(ballots.band[k]))
        for k in seats
        if ballots.member_actor[k] >= 0
    ]


def reply_turn(
    board: Board, m: int, views: Floats, share: Floats, casts: Casts, rule: Rule
) -> tuple[Floats, Floats, Casts]:
    """Go back through a turn as each actor reckons for itself.

    Parameters
    ----------
    board
        The states.
    m
        The turn.
    views
        What each actor expects once the turn is over, by its own reckoning; (r, i).
    share, casts
        What the others believe of the mover, (x, j), and all of the other members.
    rule
        How each replies at its own turns and votes.

    Returns
    -------
    tuple
        What each expects before the turn, (x, i); the mover's reply, (x, j); and the
        ballots of all members by their own reckoning.
    """
    mover = int(board.game.turns[m])
    replies: Casts = {
        j: cast_by(board, act.body, gains(act, views), rule.vote)
        for j, act in board.options(m)
        if act.body >= 0
    }
    own_votes = _votes_as_seen(board, m, mover, replies, casts)
    chosen = rule.choose(mover, qualities(board, m, views[:, mover], own_votes))
    before = np.empty((board.rows.size, views.shape[1]))
    others = np.array([i for i in range(views.shape[1]) if i != mover])
    groups = [np.array([i]) for i in others] if replies else [others] if others.size else []
    for group in groups:
        votes = _votes_as_seen(board, m, int(group[0]), replies, casts)
        before[:, group] = mixed(board, m, views[:, group], share, votes, group)
    own = np.array([mover])
    before[:, own] = mixed(board, m, views[:, own], chosen, own_votes, own)
    return before, chosen, replies


def _votes_as_seen(
    board: Board, m: int, viewer: int, replies: Casts, casts: Casts
) -> dict[int, Floats]:
    """Return the odds of each vote as one actor sees them: its own ballot, others' as believed."""
    seen = {}
    for j, act in board.options(m):
        if act.body >= 0:
            believed = {k: (yes, no) for k, yes, no in casts[j]}
            actors = {k: i for k, i, _ in _members(board, act.body)}
            cast = [
                (k, yes, no) if actors[k] == viewer else (k, *believed[k])
                for k, yes, no in replies[j]
            ]
            seen[j] = odds(board, act.body, cast, act.here.size)
    return seen


@dataclass(eq=False)
class Playing:
    """What comes of it: values if all do as they reply, and the most a deviation gains."""

    regret: float = 0.0

    def turn(
        self,
        board: Board,
        m: int,
        after: Floats,
        share: Floats,
        casts: Casts,
        filing: tuple[Filing, int] | None,
    ) -> Floats:
        """Go back through a turn as it is played; file it under a round if there is one."""
        votes = {
            j: odds(board, act.body, casts[j], act.here.size)
            for j, act in board.options(m)
            if act.body >= 0
        }
        quality = qualities(board, m, after[:, board.game.turns[m]], votes)
        expected = (share * np.where(np.isfinite(quality), quality, 0.0)).sum(axis=1)
        self.regret = max(self.regret, float((quality.max(axis=1) - expected).max(initial=0.0)))
        if filing is not None:
            file_turn(board, m, filing[0], filing[1], share, votes, casts)
        return mixed(board, m, after, share, votes, np.arange(after.shape[1]))


def ended(board: Board, following: Floats) -> Floats:
    """Return what is expected once the last turn of a round is over; (x, i)."""
    steps = [np.empty_like(following) for _ in board.chance] + [following]
    return end_of_round(board, steps, np.arange(following.shape[1]))
