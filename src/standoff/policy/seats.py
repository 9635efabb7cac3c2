"""Where a policy keeps what each turn of the order does.

A turn of its own has slots of its own. One that is taken together with others has
none: their slots are profiles, and what one member does is a sum over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.kernels.markov_turn import Shares
from standoff.kernels.tables import Floats, Ints

if TYPE_CHECKING:
    from standoff.policy.cover import Covered

__all__ = ["Seat", "seats_of"]


@dataclass(frozen=True, eq=False)
class Seat:
    """One turn of the crisis's order.

    ``turn`` is the turn of the round in which it is taken, ``slots`` the slots of that
    turn, and ``actions`` what may be done in it: -1 for hold, then actions.
    ``profile`` has the action of each slot, None where the slots are the turn's own;
    ``member`` is its place in the group.
    """

    turn: int
    actor: int
    slots: slice
    actions: Ints
    member: int = 0
    profile: Ints | None = None

    def shares(self, choice: Shares) -> Floats:
        """Return the probability of each of ``actions``; axes (..., f) to (..., j)."""
        mine = choice[..., self.slots].astype(np.float64)
        if self.profile is None:
            return mine
        done = self.profile[:, self.member] == self.actions[:, None]
        added: Floats = mine @ done.T.astype(np.float64)
        return added

    def share_of(self, action: int, choice: Shares) -> Floats:
        """Return the probability of one action; axes (..., f) to (...)."""
        place = int(np.flatnonzero(self.actions == action)[0])
        found: Floats = self.shares(choice)[..., place]
        return found

    @property
    def members(self) -> int:
        """How many choose in this turn."""
        return 1 if self.profile is None else int(self.profile.shape[1])

    def slot(self, done: Sequence[int]) -> int:
        """Return the slot in which each member takes its action of ``done``, -1 for hold."""
        profiles = self.actions[:, None] if self.profile is None else self.profile
        place = np.flatnonzero((profiles == np.asarray(done)).all(axis=1))
        return int(self.slots.start) + int(place[0])

    def alone(self, action: int) -> int:
        """Return the slot in which this is done, and nothing else at the same time."""
        return self.slot([action if k == self.member else -1 for k in range(self.members)])


def seats_of(covered: Covered) -> tuple[Seat, ...]:
    """Return every turn of the order, in order."""
    first, whole = covered.round.slot_first, covered.round
    groups = {joint.turn: joint for joint in covered.joints}
    seats: list[Seat] = []
    for m, mover in enumerate(whole.turns.tolist()):
        slots = slice(int(first[m]), int(first[m + 1]))
        if m not in groups:
            seats.append(Seat(m, mover, slots, covered.slot_action[slots]))
            continue
        group, profile = groups[m].group, groups[m].action
        for k, actor in enumerate(group.actor.tolist()):
            own = group.action[k, : group.size[k]]
            seats.append(Seat(m, actor, slots, own, k, profile))
    return tuple(seats)
