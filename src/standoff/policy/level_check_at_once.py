"""Compute a level of a turn in which several choose at once again, another way.

As in `standoff.policy.level_check` one actor at a time goes back, against tables of what
the others do at the level below: here a table of each member's options, and of the ballots
in every profile, by how what was done before the vote in it has turned out. Profiles are
carried out state by state again, over all states, open or not.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from standoff.kernels.tables import Floats, Ints
from standoff.policy.policy import Policy
from standoff.policy.reading import Reading

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["Deeds", "GroupCheck", "Pair", "Reckoner"]

Pair = tuple[Floats, Floats]
"""Probabilities of yes and of no."""

Acts = tuple[int, ...]
Vote = Callable[[int, Hashable, Floats], Floats]
"""From a body, where it votes, and what is gained by passing, to the odds."""


@dataclass(eq=False)
class Deeds:
    """What one level does in one round: choices by turn of the order, and ballots."""

    choice: list[Floats]
    ballots: dict[tuple[Hashable, int], Pair] = field(default_factory=dict)
    """By where the vote is held, and member."""


class Reckoner(Protocol):
    """How one level is made from the one below: `standoff.policy.level_check.Check`."""

    game: Game
    policy: Policy
    reading: Reading

    def actions(self, i: int) -> range:
        """Return the actions of an actor."""

    def cost(self, a: int) -> Floats:
        """Return what an action costs where it is open."""

    def reply(self, v: int, worth: Floats) -> Floats:
        """Return the reply to what each choice is worth; axes (r, j)."""

    def ballot(self, v: int, member: int, gain: Floats) -> Pair:
        """Return how a member votes on a gain."""


@dataclass(frozen=True, eq=False)
class GroupCheck:
    """The turns ``first`` up to ``stop`` of the order, taken at once."""

    check: Reckoner
    first: int
    stop: int

    @property
    def _own(self) -> list[list[int]]:
        """What each member may do, -1 for hold."""
        movers = self.check.game.turns[self.first : self.stop]
        return [[-1, *self.check.actions(int(i))] for i in movers]

    def back(self, v: int, after: Floats, below: Deeds, above: Deeds) -> Floats:
        """Go back as actor ``v`` reckons, writing its part of the level above; (r,)."""
        movers = [int(i) for i in self.check.game.turns[self.first : self.stop]]
        own = self._own
        place = movers.index(v) if v in movers else -1
        total = np.zeros(after.size)
        worth = np.full((after.size, len(own[place])), -np.inf)
        for places in itertools.product(*(range(len(one)) for one in own)):
            acts = tuple(one[j] for one, j in zip(own, places, strict=True))
            vote = self._as_seen(v, acts, below, above)
            mean, _ = self._follow(np.arange(after.size), acts, (), vote, after)
            weight = np.where(self._is_open(acts), 1.0, 0.0)
            for k, j in enumerate(places):
                if k != place:
                    weight = weight * below.choice[self.first + k][:, j]
            total += weight * mean
            if place >= 0:
                j = places[place]
                here = self._is_open((acts[place],))
                so_far = np.where(np.isfinite(worth[:, j]), worth[:, j], 0.0)
                worth[:, j] = np.where(here, so_far + weight * mean, -np.inf)
        if place < 0:
            return total
        for j, a in enumerate(own[place]):
            if a >= 0:
                worth[self.check.reading.moves[a][0], j] -= self.check.cost(a)
        share = above.choice[self.first + place] = self.check.reply(v, worth)
        found: Floats = (share * np.where(np.isfinite(worth), worth, 0.0)).sum(axis=1)
        return found

    def slots(self, done: Deeds, rows: int) -> Floats:
        """Return how likely each way of the turn is where all do as a level does; (r, f)."""
        columns = []
        for places in itertools.product(*(range(len(one)) for one in self._own)):
            acts = tuple(one[j] for one, j in zip(self._own, places, strict=True))
            share = np.where(self._is_open(acts), 1.0, 0.0)
            for k, j in enumerate(places):
                share = share * done.choice[self.first + k][:, j]
            vote = self._as_seen(-1, acts, done, done)
            _, odds = self._follow(np.arange(rows), acts, (), vote, np.zeros(rows))
            columns += [share * one for one in odds]
        return np.stack(columns, axis=1)

    def _is_open(self, acts: Acts) -> np.typing.NDArray[np.bool_]:
        found = np.ones(self.check.policy.states.size, dtype=np.bool_)
        for a in acts:
            if a >= 0:
                found &= np.isin(np.arange(found.size), self.check.reading.moves[a][0])
        return found

    def _as_seen(self, v: int, acts: Acts, below: Deeds, above: Deeds) -> Vote:
        """Return how ``v`` sees votes: its own ballots anew, those of others as below."""

        def vote(body: int, path: Hashable, gain: Floats) -> Floats:
            ballots = self.check.game.ballots
            third = np.full(gain.size, 1 / 3)

            def cast(member: int) -> tuple[Floats, Floats]:
                key = ((self.first, acts, path), member)
                if int(ballots.member_actor[member]) == v:
                    above.ballots[key] = self.check.ballot(v, member, gain)
                    return above.ballots[key]
                return below.ballots.get(key, (third, third))

            return self.check.reading.counted(body, gain.size, cast)

        return vote

    def _follow(
        self, x: Ints, acts: Sequence[int], path: tuple[int, ...], vote: Vote, after: Floats
    ) -> tuple[Floats, list[Floats]]:
        """Return what is expected at rows ``x`` before ``acts``, and the odds of each end."""
        if not acts:
            return after[x], [np.ones(x.size)]
        a, rest = acts[0], acts[1:]
        if a < 0:
            return self._follow(x, rest, path, vote, after)
        here, leads = self.check.reading.moves[a]
        is_open, moves = np.isin(x, here), self.check.game.moves
        found = []
        for o, lead in enumerate(leads):
            there = np.arange(after.size)
            there[here] = lead
            found.append(self._follow(there[x], rest, (*path, o), vote, after))
        if moves.vote[a] >= 0:
            passing = vote(int(moves.vote[a]), path, found[0][0] - found[1][0])
            odds = [passing, 1.0 - passing]
        else:
            first, last = moves.outcome_first[a : a + 2]
            odds = [np.full(x.size, p) for p in moves.probability[first:last]]
        odds = [np.where(is_open, p, float(o == 0)) for o, p in enumerate(odds)]
        mean = np.zeros(x.size)
        for p, (part, _) in zip(odds, found, strict=True):
            mean += p * part
        return mean, [p * end for p, (_, ends) in zip(odds, found, strict=True) for end in ends]
