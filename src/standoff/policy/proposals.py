"""What bodies would do with each proposal, were it tabled now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.kernels.tables import Floats
from standoff.kernels.votes import member_ballots, pass_probability
from standoff.policy.cover import Covered, perpetual, unpadded
from standoff.policy.going_back import go_back
from standoff.policy.policy import Policy
from standoff.policy.seats import Seat, seats_of

if TYPE_CHECKING:
    from standoff.game import Game


@dataclass(frozen=True, eq=False)
class Proposal:
    """One option that a body decides, in the state where it is asked.

    ``ballots`` has a row for each member of the body, with the probabilities of
    yes, abstain and no. ``gain`` is what each actor expects if it passes less
    what it expects if it fails, ``outcomes`` the rows of the states it leads to,
    in this order; ``tabled`` is how likely the sponsor is to table it there, in which
    ``turn`` of the round, and ``moves`` how many moves away from the start that is.
    Only members that weigh gains have them: NaN where the policy is not the logit
    equilibrium.
    """

    action: int
    body: int
    row: int
    passes: float
    ballots: Floats
    gain: Floats
    outcomes: tuple[int, int]
    tabled: float
    turn: int
    moves: int


def proposals(
    game: Game, policy: Policy, following: Floats, likely: Floats, round_number: int = 1
) -> list[Proposal]:
    """Ask every proposal that can be tabled at all from the start on.

    Each is asked in the start state if it may be tabled there, else in the
    state fewest moves away where it may, the likeliest of several; and in the
    first turn that its sponsor has in the round, while those who move at the same
    time do nothing.

    Parameters
    ----------
    game, policy
        The game and what is done in it.
    following
        Value at the beginning of the next round, axes (i, r).
    likely
        How likely play is to come to each covered state; (R,).
    round_number
        The round in which it is asked.
    """
    covered = policy.covered
    distance = _moves_away(covered)
    after: dict[int, Floats] = {}
    found = []
    for a in np.flatnonzero(game.moves.vote >= 0):
        rows = np.flatnonzero(covered.round.target[covered.round.outcome_first[a]] >= 0)
        if rows.size == 0:
            continue
        row = int(rows[np.lexsort((rows, -likely[rows], distance[rows]))[0]])
        seat = next(one for one in seats_of(covered) if a in one.actions)
        turn, index = seat.turn, policy.round(round_number)
        first = int(covered.round.outcome_first[a])
        body = int(covered.round.vote[a])
        won, lost = (int(covered.round.target[first + o, row]) for o in (0, 1))
        gain = np.full(len(game.actor_names), np.nan)
        if policy.kind == "logit":
            if turn not in after:
                after[turn] = _after_turn(covered, policy, turn, following)
            gain = after[turn][won] - after[turn][lost]
            ballots = member_ballots(body, gain, policy.precision, covered.ballots)
        else:
            ballots = _stated(policy, seat, int(a), row)
        found.append(
            Proposal(
                action=int(a),
                body=body,
                row=row,
                passes=_passes(policy, seat, int(a), (index, row), gain),
                ballots=ballots,
                gain=gain,
                outcomes=(won, lost),
                tabled=float(seat.share_of(int(a), policy.choice[index, row])),
                turn=turn,
                moves=int(distance[row]),
            )
        )
    return found


def _passes(
    policy: Policy, seat: Seat, a: int, where: tuple[int, int], gain: Floats
) -> float:  # fmt: skip
    """Return how likely a proposal passes, while those who move at the same time do nothing."""
    covered, (index, row) = policy.covered, where
    if seat.profile is None:
        return float(policy.passes[index, row, policy.slot_vote[seat.slot(a)]])
    if policy.kind != "logit":
        done = [a if k == seat.member else -1 for k in range(seat.members)]
        return float(seat.passes(done, policy.choice[index, row]))
    scratch = np.zeros(2 * covered.tally.mass.size)
    body = int(covered.round.vote[a])
    ballots, tally = covered.ballots, covered.tally
    return float(pass_probability(body, gain, policy.precision, ballots, tally, scratch))


def _stated(policy: Policy, seat: Seat, a: int, row: int) -> Floats:
    """Return the ballots that a policy of another kind states; NaN where it has none."""
    own, body = policy.covered.ballots, int(policy.covered.round.vote[a])
    first, last = (int(own.member_first[body + end]) for end in (0, 1))
    if policy.ballots is None or seat.profile is not None:
        table = own.leaning[first:last].copy()
        table[own.member_actor[first:last] >= 0] = np.nan
        return table
    column = int(policy.slot_vote[seat.slot(a)])
    stated: Floats = policy.ballots[row, column][: last - first]
    return stated


def value_when(policy: Policy, number: int) -> Floats:
    """Return what actors expect at the beginning of a round; axes (i, r)."""
    if policy.horizon is None:
        return policy.value
    if number > policy.horizon:
        return unpadded(perpetual(policy.covered), policy.value.shape[0])
    return policy.kept[number]


def _after_turn(covered: Covered, policy: Policy, turn: int, following: Floats) -> Floats:
    """Return what everybody expects once a turn is over; axes (r, i)."""
    later = np.zeros_like(covered.round.utility)
    later[:, : following.shape[0]] = following.T
    value = np.empty_like(later)
    go_back(covered, later, value, np.empty_like(later), policy.precision, since=turn + 1)
    return value[:, : following.shape[0]]


def _moves_away(covered: Covered) -> Floats:
    """Return the least number of moves, of actors or of chance, to each covered state."""
    distance = np.full(covered.rows, np.inf)
    distance[covered.row] = 0.0
    edge = np.array([covered.row])
    steps = 0.0
    while edge.size:
        steps += 1.0
        reached = [
            table[:, edge].ravel() for table in (covered.round.target, covered.round.chance_target)
        ]
        there = np.unique(np.concatenate(reached))
        edge = there[(there >= 0)]
        edge = edge[np.isinf(distance[edge])]
        distance[edge] = steps
    return distance
