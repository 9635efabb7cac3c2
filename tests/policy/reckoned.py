"""How each actor reckons through a turn, in numpy, slot by slot: what the kernels must find.

Nothing here shares code with `standoff.kernels.reckoning`. A *cast* is a dictionary from
the slots of a turn that a body decides to what its members that are actors do there.
"""

from dataclasses import dataclass

import numpy as np

from standoff.policy.replies import best_reply, logit_ballot, logit_reply, strict_ballot
from standoff.policy.rounds import Board, cast_by, gains, mixed, odds, qualities


@dataclass(frozen=True)
class Reckoning:
    """How a mover replies, and a member votes, given what each choice is worth to it."""

    kind: str
    precision: np.ndarray
    width: float

    def choose(self, mover, quality):
        """Return the choices of a turn; axes (x, j)."""
        if self.kind == "best":
            return best_reply(quality, "hold", self.width)
        return logit_reply(quality, float(self.precision[mover]))

    def vote(self, i, gain, band):
        """Return the probabilities of yes and no."""
        if self.kind == "best":
            return strict_ballot(gain, band, self.width)
        return logit_ballot(gain, band, float(self.precision[i]))


def even_choices(board: Board, m: int) -> np.ndarray:
    """Have the mover of a turn take whatever is open with the same probability; (x, j)."""
    slots = board.slots(m)
    quality = np.full((board.rows.size, slots.stop - slots.start), -np.inf)
    quality[:, 0] = 0.0
    for j, act in board.options(m):
        quality[act.at, j] = 0.0
    is_open = np.isfinite(quality)
    return is_open / is_open.sum(axis=1, keepdims=True)


def even_casts(board: Board, m: int) -> dict:
    """Have every member vote yes, abstain and vote no with the same probability."""
    casts: dict = {}
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
    board: Board, m: int, views: np.ndarray, share: np.ndarray, casts: dict, rule: Reckoning
) -> tuple[np.ndarray, np.ndarray, dict]:
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
    replies: dict = {
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
    board: Board, m: int, viewer: int, replies: dict, casts: dict
) -> dict[int, np.ndarray]:
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


def played_turn(board, m, after, share, casts):
    """Return what is expected before a turn as played, the odds by slot, and the regret."""
    votes = {
        j: odds(board, act.body, casts[j], act.here.size)
        for j, act in board.options(m)
        if act.body >= 0
    }
    quality = qualities(board, m, after[:, board.game.turns[m]], votes)
    expected = (share * np.where(np.isfinite(quality), quality, 0.0)).sum(axis=1)
    regret = float((quality.max(axis=1) - expected).max())
    return mixed(board, m, after, share, votes, np.arange(after.shape[1])), votes, regret
