"""A turn in which several choose at once, where everybody reckons by beliefs of its own.

A member knows what each of its options is worth against what it believes that the other
members choose, each for itself; it chooses by the rule, and they do not see it. What is
chosen is carried out one option after the other, and a body votes where it comes to that,
every seat knowing what else is done: by its own reckoning where it is an actor's own, and
as is believed of the others.

Profiles are those of `standoff.policy.joint`, gone through in the states where they are
open; ``j`` is an option of a member, ``r`` a row, ``n`` a row of those of a profile.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.kernels.eights import room
from standoff.kernels.reckoning import EVEN, LOGIT, Casts, Menu, Rule, Seats, hold_votes
from standoff.kernels.tables import Floats, Ints
from standoff.policy.replies import best_reply, logit_reply

if TYPE_CHECKING:
    from standoff.policy.cover import Covered
    from standoff.policy.joint import Joint

__all__ = ["AtOnce"]

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Step:
    """One option of a profile, about to be carried out; or its end, with no action."""

    row: Ints
    """Where it is carried out; (n,)."""
    action: int
    is_open: Flags
    case: int
    """First of the cases that a body decides, one a row, or -1."""
    body: int
    ways: tuple[_Step, ...]
    """What follows each outcome."""
    odds: tuple[float, ...]
    """Of each outcome, where no body decides."""


@dataclass(frozen=True, eq=False)
class _Profile:
    """One option of each member, where all are open."""

    places: tuple[int, ...]
    row: Ints
    first: _Step
    slot: int
    """First of its ways, of the slots of the turn."""


@dataclass(frozen=True, eq=False)
class AtOnce:
    """What those who choose at once may do, in all covered states; K members."""

    covered: Covered
    actor: tuple[int, ...]
    is_open: tuple[Flags, ...]
    """Of each member, axes (j, r), hold first."""
    cost: tuple[Floats, ...]
    profiles: tuple[_Profile, ...]
    cases: int
    seats: Seats
    most_seats: int

    @classmethod
    def of(cls, covered: Covered, joint: Joint, seats: Seats) -> AtOnce:
        """Lay out the profiles of a group."""
        group = joint.group
        own = [group.action[k, : group.size[k]].tolist() for k in range(group.size.size)]
        is_open = tuple(_open(covered, actions) for actions in own)
        profiles, cases = [], 0
        for n, places in enumerate(itertools.product(*(range(len(one)) for one in own))):
            parts = [is_open[k][j] for k, j in enumerate(places)]
            row = np.flatnonzero(np.logical_and.reduce(parts))
            acts = [own[k][j] for k, j in enumerate(places)]
            first, cases = _planted(covered, row, [a for a in acts if a >= 0], cases)
            profiles.append(_Profile(places, row, first, int(group.slot_first[n])))
        return cls(
            covered=covered,
            actor=tuple(group.actor.tolist()),
            is_open=is_open,
            cost=tuple(_cost(covered, actions) for actions in own),
            profiles=tuple(profiles),
            cases=cases,
            seats=seats,
            most_seats=int(np.diff(seats.first).max(initial=0)),
        )

    @property
    def options(self) -> int:
        """How many options all members have, hold among them."""
        return sum(len(one) for one in self.is_open)

    def even(self) -> tuple[Floats, Casts]:
        """Have each member take what is open, and seats vote any way, alike."""
        shares = [(one / one.sum(axis=0)).ravel() for one in self.is_open]
        cast = np.full((self.cases, self.most_seats, 2), 1.0 / 3.0)
        return np.concatenate(shares), cast

    def parts(self, share: Floats) -> list[Floats]:
        """Return the part of each member, axes (j, r), of what `even` lays side by side."""
        ends = np.cumsum([one.size for one in self.is_open])[:-1]
        parts = np.split(share, ends)
        return [part.reshape(one.shape) for part, one in zip(parts, self.is_open, strict=True)]

    def reply(
        self, after: Floats, rule: Rule, believed: tuple[Floats, Casts], done: tuple[Floats, Casts]
    ) -> Floats:
        """Go back through the turn as each actor reckons, writing its replies to ``done``.

        As in `standoff.policy.reckoning.Table.reply`.
        """
        others, own = self.parts(believed[0]), self.parts(done[0])
        before, quality = room(*after.shape), self._nothing()
        for profile in self.profiles:
            if not profile.row.size:
                continue
            mean, _ = self._weigh(profile.first, after, rule, believed[1], done[1])
            parts = [others[k][j, profile.row] for k, j in enumerate(profile.places)]
            before[profile.row] += np.prod(parts, axis=0)[:, None] * mean
            self._against(profile, parts, mean, quality)
        for k, i in enumerate(self.actor):
            worth = self._worth(k, quality[k])
            own[k][:] = _chosen(worth.T, rule, i).T
            before[:, i] = _mean(own[k], worth)
        return before

    def learn(
        self, after: Floats, rule: Rule, believed: tuple[Floats, Casts], weight: float
    ) -> tuple[Floats, float]:
        """Do the same, and move what is believed by a part of the way to the replies.

        Returns what each expects before the turn, and how far the replies were.
        """
        replies = believed[0].copy(), believed[1].copy()
        before = self.reply(after, rule, believed, replies)
        drift = 0.0
        for own, new in zip(believed, replies, strict=True):
            drift = max(drift, float(np.abs(new - own).max(initial=0.0)))
            own += weight * (new - own)
        return before, drift

    def play(
        self, after: Floats, done: tuple[Floats, Casts], rule: Rule
    ) -> tuple[Floats, Floats, float]:
        """Go back through the turn as ``done`` says; ``rule`` is one that leaves it.

        Returns what is expected before it, how likely each way is, axes (r, f), and the
        most that a member would gain by one other choice.
        """
        own = self.parts(done[0])
        before, quality = room(*after.shape), self._nothing()
        ways = np.zeros((after.shape[0], self._slots))
        for profile in self.profiles:
            if not profile.row.size:
                continue
            mean, odds = self._weigh(profile.first, after, rule, None, done[1])
            parts = [own[k][j, profile.row] for k, j in enumerate(profile.places)]
            share = np.prod(parts, axis=0)
            before[profile.row] += share[:, None] * mean
            for n, one in enumerate(odds):
                ways[profile.row, profile.slot + n] = share * one
            self._against(profile, parts, mean, quality)
        regret = 0.0
        for k, i in enumerate(self.actor):
            worth = self._worth(k, quality[k])
            before[:, i] -= (own[k] * self.cost[k]).sum(axis=0)
            lost = worth.max(axis=0) - _mean(own[k], worth)
            regret = max(regret, float(lost.max(initial=0.0)))
        return before, ways, regret

    @property
    def _slots(self) -> int:
        last = self.profiles[-1]
        return last.slot + _ends(last.first)

    def _nothing(self) -> list[Floats]:
        return [np.zeros(one.shape) for one in self.is_open]

    def _against(
        self, profile: _Profile, parts: Sequence[Floats], mean: Floats, quality: list[Floats]
    ) -> None:
        """Add what a profile gives each member, as likely as the others choose it."""
        for k, j in enumerate(profile.places):
            rest = np.prod([one for n, one in enumerate(parts) if n != k], axis=0)
            quality[k][j, profile.row] += rest * mean[:, self.actor[k]]

    def _worth(self, k: int, quality: Floats) -> Floats:
        """Take costs off what options are worth; -inf where one is closed."""
        return np.where(self.is_open[k], quality - self.cost[k], -np.inf)

    def _weigh(
        self, step: _Step, after: Floats, rule: Rule, believed: Casts | None, cast: Casts
    ) -> tuple[Floats, list[Floats]]:
        """Return what each expects at a step by its own reckoning, and the odds of its ends.

        With nothing believed all know what seats do, and only then the odds mean anything.
        """
        if step.action < 0:
            return after[step.row], [np.ones(step.row.size)]
        found = [self._weigh(way, after, rule, believed, cast) for way in step.ways]
        if step.case >= 0:
            seen = self._votes(step, found[0][0], found[1][0], rule, believed, cast)
            seen = np.where(step.is_open[:, None], seen, 1.0)
            mean = found[1][0] + seen * (found[0][0] - found[1][0])
            odds = [seen[:, 0], 1.0 - seen[:, 0]]
        else:
            odds = [
                np.where(step.is_open, p, float(o == 0)) for o, p in enumerate(step.odds)
            ]  # fmt: skip
            mean = np.zeros_like(found[0][0])
            for p, (part, _) in zip(odds, found, strict=True):
                mean += p[:, None] * part
        ends = [p * one for p, (_, those) in zip(odds, found, strict=True) for one in those]
        return mean, ends

    def _votes(
        self, step: _Step, won: Floats, lost: Floats, rule: Rule, believed: Casts | None,
        cast: Casts,
    ) -> Floats:  # fmt: skip
        """Hold a vote in every row of a step; return the odds as each actor sees them."""
        n = step.row.size
        menu = Menu(
            first=np.zeros(0, dtype=np.int64),
            slot=np.zeros(0, dtype=np.int32),
            cost=np.zeros(0),
            case=np.arange(n, dtype=np.int32),
            leads_first=2 * np.arange(n + 1, dtype=np.int64),
            leads=np.arange(2 * n, dtype=np.int32).reshape(2, n).T.ravel(),
            odds=np.zeros(0),
            body=np.full(n, step.body, dtype=np.int32),
            size=np.zeros(0, dtype=np.int64),
            by_size=np.zeros(0, dtype=np.int64),
            by_body=np.arange(n),
            place=2 * np.arange(n),
        )
        worth, seen = np.concatenate([won, lost]), room(n, won.shape[1])
        here = slice(step.case, step.case + n)
        others = cast[here] if believed is None else believed[here]
        is_common = believed is None
        hold_votes(menu, worth, rule, self.seats, is_common, others, cast[here], 1.0, seen)
        return seen


def _ends(step: _Step) -> int:
    return 1 if step.action < 0 else sum(_ends(way) for way in step.ways)


def _open(covered: Covered, actions: Sequence[int]) -> Flags:
    """Say where each option of a member is open; (j, r)."""
    game = covered.round
    always = np.ones(covered.rows, dtype=np.bool_)
    return np.stack([always if a < 0 else game.target[game.outcome_first[a]] >= 0 for a in actions])


def _cost(covered: Covered, actions: Sequence[int]) -> Floats:
    """Return what each option of a member costs; (j, r)."""
    game, found = covered.round, np.zeros((len(actions), covered.rows))
    for j, a in enumerate(actions):
        if a >= 0:
            row = int(game.cost_row[a])
            found[j] = game.cost[a] if row < 0 else game.cost_by_state[row]
    return found


def _planted(
    covered: Covered, row: Ints, acts: Sequence[int], cases: int
) -> tuple[_Step, int]:  # fmt: skip
    """Lay out the carrying out of options; count the cases of votes on from ``cases``."""
    if not acts:
        return _Step(row, -1, np.ones(row.size, dtype=np.bool_), -1, -1, (), ()), cases
    game, a = covered.round, acts[0]
    outcomes = range(int(game.outcome_first[a]), int(game.outcome_first[a + 1]))
    is_open = game.target[outcomes.start, row] >= 0
    case, body, ways = -1, int(game.vote[a]), []
    if body >= 0:
        case, cases = cases, cases + row.size
    for o in outcomes:
        there = np.where(is_open, game.target[o, row], row)
        way, cases = _planted(covered, there, acts[1:], cases)
        ways.append(way)
    odds = tuple(float(game.probability[o]) for o in outcomes)
    return _Step(row, a, is_open, case, body, tuple(ways), odds), cases


def _chosen(worth: Floats, rule: Rule, i: int) -> Floats:
    """Choose by the rule; axes (r, j)."""
    if rule.how == LOGIT:
        return logit_reply(worth, float(rule.precision[i]))
    return best_reply(worth, "equal" if rule.how == EVEN else "hold", rule.width)


def _mean(share: Floats, worth: Floats) -> Floats:
    """Return what is expected of options taken so likely; (r,)."""
    found: Floats = (share * np.where(np.isfinite(worth), worth, 0.0)).sum(axis=0)
    return found
