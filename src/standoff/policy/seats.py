"""Where a policy keeps what each turn of the order does.

A turn of its own has slots of its own. One that is taken together with others has
none: their slots are profiles and how they turn out, and what one member does is a sum
over them.
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
    ``profile`` has the action of each member in each slot, and ``outcome`` which outcome it
    has; None where the slots are the turn's own. ``member`` is its place in the group.
    """

    turn: int
    actor: int
    slots: slice
    actions: Ints
    member: int = 0
    profile: Ints | None = None
    outcome: Ints | None = None

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

    def told(self, choice: Shares, slot: Ints) -> Floats:
        """Return how likely the member does what it does in some slots; (n, F), (n,) to (n,)."""
        if self.profile is None:
            return choice[np.arange(slot.size), slot].astype(np.float64)
        own = self.profile[:, self.member]
        is_it = own == own[slot - self.slots.start][:, None]
        found: Floats = np.where(is_it, choice[:, self.slots], 0.0).sum(axis=1, dtype=np.float64)
        return found

    @property
    def members(self) -> int:
        """How many choose in this turn."""
        return 1 if self.profile is None else int(self.profile.shape[1])

    def slot(self, action: int) -> int:
        """Return the slot of an action in a turn of its own."""
        return int(self.slots.start) + int(np.flatnonzero(self.actions == action)[0])

    def passes(self, done: Sequence[int], choice: Shares) -> Floats:
        """Return how likely this member's proposal passes where each does as ``done`` says.

        Axes (..., f) to (...); NaN where that is too unlikely to be told.
        """
        assert self.profile is not None
        assert self.outcome is not None
        is_it = (self.profile == np.asarray(done)).all(axis=1)
        mine = choice[..., self.slots].astype(np.float64)
        passed = mine[..., is_it & (self.outcome[:, self.member] == 0)].sum(axis=-1)
        with np.errstate(invalid="ignore"):
            found: Floats = passed / mine[..., is_it].sum(axis=-1)
        return found


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
        group, tables = groups[m].group, (groups[m].action, groups[m].outcome)
        for k, actor in enumerate(group.actor.tolist()):
            own = group.action[k, : group.size[k]]
            seats.append(Seat(m, actor, slots, own, k, *tables))
    return tuple(seats)
