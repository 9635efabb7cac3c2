"""Compute level-k again, another way: level by level, one actor at a time.

`standoff.policy.level_k` counts all levels backwards together. Here a level is
finished, for all rounds, before the next begins, and each actor solves a decision
problem of its own against tables of what the others do. Only the reading of the
game for checks (`standoff.policy.reading`) is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from standoff.kernels.tables import Floats
from standoff.policy.level_check_at_once import Deeds, GroupCheck, Pair
from standoff.policy.policy import Policy
from standoff.policy.reading import Reading, spans_of
from standoff.policy.replies import TIE

if TYPE_CHECKING:
    from standoff.game import Game

MOST_ROUNDS = 5_000


def level_error(game: Game, policy: Policy, work: int) -> float:
    """Return the largest difference of a choice or a vote from those computed again.

    With an end, as many of the last rounds are computed as ``work`` cells (round,
    state, slot, actor, level) allow, as each rests on those after it alone.
    """
    check = Check(game, policy)
    cells = policy.states.size * policy.slot_action.size * len(game.actor_names)
    rounds = work // max(1, cells * (check.level + 1))
    if policy.horizon is None:
        return check.stationary() if rounds >= 100 else 0.0
    return check.backwards(min(rounds, policy.horizon))


class Check:
    """The tables of one level, made from those of the level below."""

    def __init__(self, game: Game, policy: Policy) -> None:
        self.game = game
        self.policy = policy
        self.reading = Reading(game, policy.states)
        self.level = cast(int, policy.asked["level"])
        self.is_best = policy.asked["reply"] == "best"
        self.groups = {
            first: GroupCheck(self, first, stop)
            for first, stop in spans_of(game)
            if stop - first > 1
        }
        self.quo: Floats = self.reading.utility / (1.0 - game.patience)
        self.width = TIE * max(1.0, float(np.abs(self.quo).max(initial=0.0)))

    def backwards(self, rounds: int) -> float:
        """Compare the last rounds of a game with an end."""
        if rounds == 0:
            return 0.0
        tables = [self._level_0() for _ in range(rounds)]
        for _ in range(self.level):
            above = [self._blank() for _ in range(rounds)]
            for v in range(len(self.game.actor_names)):
                worth = self.quo[:, v]
                for t in range(rounds - 1, -1, -1):
                    worth = self._round(v, worth, tables[t], above[t])
            tables = above
        last = cast(int, self.policy.horizon)
        return max(self._off(table, last - rounds + t) for t, table in enumerate(tables))

    def stationary(self) -> float:
        """Compare the one round of a game without an end."""
        table = self._level_0()
        for _ in range(self.level):
            above = self._blank()
            for v in range(len(self.game.actor_names)):
                worth = self.quo[:, v]
                for _ in range(MOST_ROUNDS):
                    before = self._round(v, worth, table, above)
                    change = float(np.abs(before - worth).max())
                    worth = before
                    if change <= 1e-12 * max(1.0, float(np.abs(worth).max())):
                        break
            table = above
        return self._off(table, 0)

    def _blank(self) -> Deeds:
        return Deeds([np.zeros(0) for _ in self.game.turns])

    def _level_0(self) -> Deeds:
        """Take what is open, and vote any way, with the same probability."""
        table = self._blank()
        for m, mover in enumerate(self.game.turns):
            actions = self.actions(int(mover))
            is_open = np.zeros((self.policy.states.size, 1 + len(actions)))
            is_open[:, 0] = 1.0
            for j, a in enumerate(actions, start=1):
                is_open[self.reading.moves[a][0], j] = 1.0
                for member in self._seats(a):
                    third = np.full(self.reading.moves[a][0].size, 1 / 3)
                    table.ballots[self._key(m, a), member] = third, third
            table.choice[m] = is_open / is_open.sum(axis=1, keepdims=True)
        return table

    def _key(self, m: int, a: int) -> int:
        """Return a number for an action in a turn."""
        return m * self.game.moves.vote.size + a

    def actions(self, i: int) -> range:
        """Return the actions of an actor."""
        first = self.game.moves.actor_first
        return range(int(first[i]), int(first[i + 1]))

    def _seats(self, a: int) -> list[int]:
        """List the members that are actors of the body that decides an action."""
        ballots, body = self.game.ballots, int(self.game.moves.vote[a])
        if body < 0:
            return []
        seats = range(int(ballots.member_first[body]), int(ballots.member_first[body + 1]))
        return [j for j in seats if ballots.member_actor[j] >= 0]

    def _round(self, v: int, following: Floats, below: Deeds, above: Deeds) -> Floats:
        """Go back through a round as actor ``v`` reckons, writing its part of the level above."""
        whole = np.repeat(following[:, None], self.quo.shape[1], axis=1)
        after: Floats = self.reading.end_of_round(whole)[:, v]
        for first, stop in reversed(spans_of(self.game)):
            if stop - first > 1:
                after = self.groups[first].back(v, after, below, above)
            else:
                after = self._turn(v, first, after, below, above)
        return after

    def _turn(self, v: int, m: int, after: Floats, below: Deeds, above: Deeds) -> Floats:
        """Go back through a turn as one actor reckons."""
        mover = int(self.game.turns[m])
        actions = self.actions(mover)
        worth = np.full((after.size, 1 + len(actions)), -np.inf)
        worth[:, 0] = after
        for j, a in enumerate(actions, start=1):
            here, mean = self._mean(v, m, a, after, below, above)
            worth[here, j] = mean - (self.cost(a) if v == mover else 0.0)
        share = below.choice[m]
        if v == mover:
            share = above.choice[m] = self.reply(v, worth)
        total: Floats = (share * np.where(np.isfinite(worth), worth, 0.0)).sum(axis=1)
        return total

    def cost(self, a: int) -> Floats:
        """Return what an action costs where it is open."""
        moves, here = self.game.moves, self.reading.moves[a][0]
        if moves.cost_row[a] < 0:
            return np.full(here.size, moves.cost[a])
        cost: Floats = moves.cost_by_state[moves.cost_row[a], self.policy.states[here]]
        return cost

    def reply(self, v: int, worth: Floats) -> Floats:
        """Return the reply of a mover to what each choice is worth."""
        lead = worth - worth.max(axis=1, keepdims=True)
        if self.is_best:
            first = (lead >= -self.width).argmax(axis=1)
            sure: Floats = np.eye(worth.shape[1])[first]
            return sure
        weight = np.exp(float(self.policy.precision[v]) * np.where(np.isfinite(lead), lead, 0.0))
        weight[~np.isfinite(lead)] = 0.0
        share: Floats = weight / weight.sum(axis=1, keepdims=True)
        return share

    def _mean(
        self, v: int, m: int, a: int, after: Floats, below: Deeds, above: Deeds
    ) -> tuple[np.typing.NDArray[np.int64], Floats]:
        """Return where an action is open, and what an actor expects after it."""
        moves = self.game.moves
        here, leads = self.reading.moves[a]
        if moves.vote[a] < 0:
            share = moves.probability[moves.outcome_first[a] : moves.outcome_first[a + 1]]
            mean = np.zeros(here.size)
            for p, there in zip(share, leads, strict=True):
                mean += p * after[there]
            return here, mean
        gain = after[leads[0]] - after[leads[1]]
        key = self._key(m, a)
        for member in self._seats(a):
            if int(self.game.ballots.member_actor[member]) == v:
                above.ballots[key, member] = self.ballot(v, member, gain)

        def seen(member: int) -> Pair:
            is_own = int(self.game.ballots.member_actor[member]) == v
            return (above if is_own else below).ballots[key, member]

        odds = self.reading.counted(int(moves.vote[a]), here.size, seen)
        return here, odds * after[leads[0]] + (1.0 - odds) * after[leads[1]]

    def ballot(self, v: int, member: int, gain: Floats) -> Pair:
        """Return how a member votes on a gain: the probabilities of yes and of no."""
        band = float(self.game.ballots.band[member])
        if self.is_best:
            yes, no = gain > band + self.width, -gain > band + self.width
            return yes.astype(np.float64), no.astype(np.float64)
        slope = float(self.policy.precision[v])
        with np.errstate(over="ignore"):
            return 1 / (1 + np.exp(-slope * (gain - band))), 1 / (1 + np.exp(slope * (gain + band)))

    def _off(self, table: Deeds, t: int) -> float:
        """Return how far a round of the policy is from a table."""
        worst = 0.0
        for turn, (m, stop) in enumerate(spans_of(self.game)):
            slots = slice(*(int(f) for f in self.policy.slot_first[turn : turn + 2]))
            stated = self.policy.choice[t][:, slots]
            if stop - m > 1:
                found = self.groups[m].slots(table, stated.shape[0])
                worst = max(worst, float(np.abs(stated - found).max(initial=0.0)))
                continue
            worst = max(worst, float(np.abs(stated - table.choice[m]).max(initial=0.0)))
            for j, a in enumerate(self.actions(int(self.game.turns[m])), start=1):
                if self.game.moves.vote[a] >= 0:
                    here, key = self.reading.moves[a][0], self._key(m, a)
                    odds = self.reading.counted(
                        int(self.game.moves.vote[a]), here.size,
                        lambda member, key=key: table.ballots[key, member],  # type: ignore[misc]
                    )  # fmt: skip
                    column = self.policy.slot_vote[slots.start + j]
                    off = np.abs(self.policy.passes[t][here, column] - odds)
                    worst = max(worst, float(off.max(initial=0.0)))
        return worst
