"""The search for further equilibria where some choose at once.

In each state what they choose is a small game, which may have several logit equilibria;
the solver takes the one on the branch from pure chance. Here a point says, besides what
everybody expects, what each option of each member is worth beyond holding, in every
state in which it may be chosen. Members choose by the logit of that; what follows from
it is worth something again, and where the two are the same they are in equilibrium,
whichever branch it lies on. Where play has an end the worth of the options, round by
round, is all there is to know.

States that play cannot be in when a group's turn comes are left to the branch, so that
equilibria do not differ by what never happens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.kernels.fixed_point import largest
from standoff.kernels.joint_given import Cube, Given
from standoff.kernels.markov import Shares
from standoff.kernels.tables import Floats
from standoff.policy.cover import Covered, unpadded
from standoff.policy.dynamics import DENSE, Dynamics
from standoff.policy.going_back import go_back
from standoff.policy.hunt import MOST_WORK, Hunt
from standoff.policy.joint import Joint
from standoff.policy.policy import Policy
from standoff.policy.seats import seats_of

if TYPE_CHECKING:
    from standoff.game import Game

Flags = npt.NDArray[np.bool_]

DEAR = 20
"""A state in which some choose at once takes about so many times as long as one of another turn."""

LEAST = 5_000
"""One look at the equations takes at least as long as so many cells."""

PLAYED = 30
"""Rounds after which a start expects what its choices lead to."""


@dataclass(frozen=True, eq=False)
class _Stage:
    """A group's turn in one round: what may be chosen where, and what of it is searched for."""

    joint: Joint
    is_given: Flags
    """Where its turn may come with something to choose; (R,)."""
    is_open: npt.NDArray[np.bool_]
    """(R, K, J)."""

    @property
    def sought(self) -> npt.NDArray[np.bool_]:
        """Which options have a worth that is searched for: all but hold, which begins."""
        wanted = self.is_open & self.is_given[:, None, None]
        wanted[:, :, 0] = False
        return wanted


class HuntAtOnce(Hunt):
    """The equations where some choose at once, and the equilibria found so far."""

    def __init__(self, game: Game, policy: Policy) -> None:
        super().__init__(game, policy)
        self.actors = policy.value.shape[0]
        self.rounds = policy.horizon
        visits = visited(self.covered, self.rounds)
        self.stages = [
            [_stage(self.covered, joint, at[joint.turn]) for joint in self.covered.joints]
            for at in visits
        ]
        self.sought = [[stage.sought for stage in one] for one in self.stages]
        self.counts = [int(mask.sum()) for one in self.sought for mask in one]
        self.first = 0 if self.rounds else self.quo.size
        cells = DEAR * self.covered.rows * self.covered.slots * len(self.stages)
        self.left = MOST_WORK // max(LEAST, cells)
        self.seen = np.zeros(policy.choice.shape, dtype=np.bool_)
        for t, at in enumerate(visits):
            for m, rows in enumerate(at):
                slots = slice(*policy.slot_first[m : m + 2].tolist())
                self.seen[t, :, slots] = rows[:, None]

    @property
    def start(self) -> Floats:
        """Where the status quo lasts, and members toss coins."""
        return self._joined(self.quo, [np.zeros(count) for count in self.counts])

    @property
    def known(self) -> Floats:
        """The point of the equilibrium on the branch."""
        shares: list[list[Cube]] = []
        for t, one in enumerate(self.stages):
            shares.append([])
            for stage in one:
                share = np.zeros(stage.is_open.shape)
                for seat in seats_of(self.covered):
                    if seat.turn == stage.joint.turn:
                        own = seat.shares(self.policy.choice[t])
                        share[:, seat.member, : own.shape[1]] = own
                shares[-1].append(share)
        value = self.quo if self.rounds else self.policy.value.T
        return self._played(value, shares, None)[0]

    def guess(self, seed: int, k: int) -> Floats:
        """Draw what members choose, evenly or nearly sure, and play it for a while."""
        rng = np.random.default_rng((seed, k))
        width = 1.5 if k % 2 == 0 else 5.0
        worth = []
        for stage, mask in self._each():
            own = self.policy.precision[stage.joint.group.actor]
            sure = np.broadcast_to(np.maximum(self.factor * own, 1e-9)[None, :, None], mask.shape)
            worth.append(rng.normal(scale=width, size=int(mask.sum())) / sure[mask])
        point = self._joined(self.values_to_start(rng, k), worth)
        for _ in range(0 if self.rounds else PLAYED):
            point[: self.first] = self.image(point)[: self.first]
        return point

    def image(self, point: Floats) -> Floats:
        """Return what is expected, and what options are worth, where members choose by it."""
        self.spend()
        return self._played(self._value(point), self._shares(point), None)[0]

    def built(self, point: Floats) -> Policy:
        """Return what is done at a point."""
        choice, passes = np.empty_like(self.policy.choice), np.empty_like(self.policy.passes)
        tables = [(choice[t], passes[t]) for t in range(len(self.stages))]
        image, values = self._played(self._value(point), self._shares(point), tables)
        first = values[0] if self.rounds else self._value(point).T
        return replace(
            self.policy,
            choice=choice,
            passes=passes,
            value=np.ascontiguousarray(first),
            kept={t + 1: value for t, value in enumerate(values)} if self.rounds else {},
            residual=largest(image - point),
        )

    def apart(self, one: Policy, other: Policy) -> float:
        """Return the largest difference of a probability of choice where play may be."""
        gap = np.abs(one.choice - other.choice)
        return float(gap.max(initial=0.0, where=self.seen))

    def slope(self, policy: Policy, point: Floats) -> Dynamics:
        """Return the slope of replying to what the others choose at once, as two numbers.

        What is worth something for ever, and what those do who see the others, follows.
        """
        size = point.size - self.first
        if point.size > DENSE or size == 0:
            nothing = float("nan") if size else 0.0
            return Dynamics(nothing, nothing)
        self.left = max(self.left, 2 * point.size)
        width = 1e-5
        slopes = np.stack(
            [
                (self.image(point + step) - self.image(point - step)) / (2.0 * width)
                for step in width * np.eye(point.size)
            ],
            axis=1,
        )
        top = self.first
        inner = np.linalg.solve(np.eye(top) - slopes[:top, :top], slopes[:top, top:])
        replies = slopes[top:, top:] + slopes[top:, :top] @ inner
        values = np.asarray(np.linalg.eigvals(replies), dtype=np.complex128)
        return Dynamics(float(np.abs(values).max()), float(values.real.max()))

    def _each(self) -> list[tuple[_Stage, npt.NDArray[np.bool_]]]:
        """Return all stages, with what is searched for in each."""
        pairs = zip(self.stages, self.sought, strict=True)
        return [pair for one, masks in pairs for pair in zip(one, masks, strict=True)]

    def _joined(self, value: Floats, worth: list[Floats]) -> Floats:
        """Put values and worths into one vector."""
        return np.concatenate([value.ravel()[: self.first], *worth])

    def _value(self, point: Floats) -> Floats:
        """Return what is expected after the last round that is gone back through."""
        return self.quo if self.rounds else point[: self.first].reshape(self.quo.shape)

    def _shares(self, point: Floats) -> list[list[Cube]]:
        """Return what members choose by what their options are worth, round by round."""
        found: list[list[Cube]] = []
        at = self.first
        for one, masks in zip(self.stages, self.sought, strict=True):
            found.append([])
            for stage, mask in zip(one, masks, strict=True):
                count = int(mask.sum())
                worth = np.where(stage.is_open, 0.0, -np.inf)
                worth[mask] = point[at : at + count]
                at += count
                sure = self.factor * self.policy.precision[stage.joint.group.actor]
                lead = worth - worth.max(axis=2, keepdims=True)
                # nothing that is closed is chosen, also by who tosses a coin
                weight = np.exp(sure[:, None] * np.where(stage.is_open, lead, 0.0))
                weight *= stage.is_open
                found[-1].append(weight / weight.sum(axis=2, keepdims=True))
        return found

    def _played(
        self, value: Floats, shares: list[list[Cube]], tables: list[tuple[Shares, Shares]] | None
    ) -> tuple[Floats, list[Floats]]:
        """Go back through all rounds; return the point that comes of it, and values by round."""
        following, after = np.zeros(self.padded), np.empty(self.padded)
        following[:, : self.actors] = value
        precision = self.factor * self.policy.precision
        gained: list[list[Floats]] = []
        values: list[Floats] = []
        for t in range(len(self.stages) - 1, -1, -1):
            given = {
                stage.joint.turn: Given(
                    stage.is_given.astype(np.uint8), share, np.zeros_like(share)
                )
                for stage, share in zip(self.stages[t], shares[t], strict=True)
            }
            table = None if tables is None else tables[t]
            spare = np.empty_like(after)
            go_back(self.covered, following, after, spare, precision, table, given=given)
            worths = [given[stage.joint.turn].worth for stage in self.stages[t]]
            gained.insert(
                0,
                [
                    (worth - worth[:, :, :1])[mask]
                    for worth, mask in zip(worths, self.sought[t], strict=True)
                ],
            )
            values.insert(0, unpadded(after, self.actors))
            following, after = after, following
        new = following[:, : self.actors]
        return self._joined(new, [part for one in gained for part in one]), values


def _stage(covered: Covered, joint: Joint, comes: Flags) -> _Stage:
    """Say what members may choose in each state, and where the choice matters."""
    group, whole = joint.group, covered.round
    is_open = np.zeros((covered.rows, *group.action.shape), dtype=np.bool_)
    for k, count in enumerate(group.size.tolist()):
        for j, a in enumerate(group.action[k, :count].tolist()):
            is_open[:, k, j] = True if a < 0 else whole.target[whole.outcome_first[a]] >= 0
    has_choice = (is_open.sum(axis=2) > 1).any(axis=1)
    return _Stage(joint, comes & has_choice, is_open)


def visited(covered: Covered, rounds: int | None) -> list[list[Flags]]:
    """Return where play may be at each turn: round by round, or in any round without an end."""
    here = np.zeros(covered.rows, dtype=np.bool_)
    here[covered.row] = True
    found: list[list[Flags]] = []
    for _ in range(rounds or covered.rows + 1):
        at, then = _round_of_visits(covered, here)
        if rounds is None:
            if not (then & ~here).any():
                return [at]
            then |= here
        found.append(at)
        here = then
    return found


def _round_of_visits(covered: Covered, here: Flags) -> tuple[list[Flags], Flags]:
    """Return where play may be at each turn of a round, and after it."""
    whole, at = covered.round, []
    for m in range(whole.turns.size):
        at.append(here)
        i = int(whole.turns[m])
        outcomes = whole.outcome_first[whole.actor_first[i : i + 2]]
        here = here | _led(here, whole.target[outcomes[0] : outcomes[1]])
    for first, last in zip(whole.chance_first[:-1], whole.chance_first[1:], strict=True):
        target = whole.chance_target[first:last]
        # what is certain to happen where it can leaves nothing as it was
        is_sure = whole.chance_probability[first:last].sum() >= 1.0 - 1e-9
        stays = here & (target[0] < 0) if is_sure else here
        here = stays | _led(here, target)
    return at, here


def _led(here: Flags, target: npt.NDArray[np.int32]) -> Flags:
    """Return where some states lead."""
    then = np.zeros_like(here)
    for row in target:
        leads = row[here]
        then[leads[leads >= 0]] = True
    return then
