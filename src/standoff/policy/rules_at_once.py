"""Rules for those who choose at once: members follow their own, and draw apart.

How what is chosen turns out is chance, as the crisis has it, and votes, as the policy has
them that rests below the rules. A policy tells how a body votes in a profile by how likely
its ways are; where it never comes to that profile, nothing is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.errors import NotApplicable
from standoff.kernels.following import before_chance, before_turn
from standoff.kernels.tables import Floats
from standoff.policy.seats import seats_of

if TYPE_CHECKING:
    from standoff.kernels.markov_turn import Shares
    from standoff.policy.cover import Covered
    from standoff.policy.joint import Joint

__all__ = ["Laid", "back_at_once", "lay_down_at_once"]

Laid = tuple[npt.NDArray[np.bool_], Floats]
"""Where a rule of an actor holds, and the shares of hold and its options; (r,), (r, j)."""

_FEWEST = 1e-280
"""A profile less likely than this says nothing of how it turns out."""


def lay_down_at_once(
    covered: Covered, joint: Joint, laid: Mapping[int, Laid], told: Shares, choice: Shares
) -> None:
    """Have members of a group do what their rules say, in place.

    Parameters
    ----------
    covered, joint
        The states, and who chooses at once.
    laid
        Rules by actor.
    told
        The policy that says how bodies vote; axes (t, r, f).
    choice
        What is done where no rule holds, of the same shape; written.

    Raises
    ------
    NotApplicable
        If rules come to a vote of which that policy says nothing.
    """
    members = [seat for seat in seats_of(covered) if seat.turn == joint.turn]
    if not any(seat.actor in laid for seat in members):
        return
    decided = np.zeros(covered.rows, dtype=np.bool_)
    parts = []
    for seat in members:
        share = seat.shares(choice)
        if seat.actor in laid:
            where, own = laid[seat.actor]
            share[:, where] = own[where]
            decided |= where
        parts.append(share)
    slots, group = members[0].slots, joint.group
    for n in range(group.slot_first.size - 1):
        ways = slice(int(group.slot_first[n]), int(group.slot_first[n + 1]))
        acts = joint.action[ways.start].tolist()
        share = np.ones(choice.shape[:2])
        for part, seat, a in zip(parts, members, acts, strict=True):
            share = share * part[..., int(np.flatnonzero(seat.actions == a)[0])]
        odds = _odds(covered, joint, ways, told[..., slots][..., ways])
        turned = np.where(share[..., None] > 0.0, share[..., None] * odds, 0.0)
        if np.isnan(turned[:, decided]).any():
            raise NotApplicable(
                "The rules come to a vote of which the policy they rest on says nothing, for it "
                "never makes that choice at once with the others.\n"
                "Give those who move at once turns of their own, or lower their precision."
            )
        here = slice(slots.start + ways.start, slots.start + ways.stop)
        choice[:, decided, here] = turned[:, decided]


def _odds(covered: Covered, joint: Joint, ways: slice, told: Shares) -> Floats:
    """Return how likely each way of a profile is, once it is chosen; NaN where not told."""
    acts = joint.action[ways.start]
    if (covered.round.vote[acts[acts >= 0]] >= 0).any():
        mass = told.astype(np.float64).sum(axis=-1, keepdims=True)
        is_told = mass >= _FEWEST
        odds: Floats = np.where(is_told, told / np.where(is_told, mass, 1.0), np.nan)
        return odds
    columns = [_by_chance(covered, acts, ends) for ends in joint.outcome[ways]]
    return np.stack(columns, axis=-1)[None]


def _by_chance(covered: Covered, acts: Sequence[int], ends: Sequence[int]) -> Floats:
    """Return how likely options turn out in one way, each where it is still open; (r,)."""
    game, x = covered.round, np.arange(covered.rows)
    odds = np.ones(covered.rows)
    for a, o in zip(acts, ends, strict=True):
        if a >= 0:
            first = int(game.outcome_first[a])
            is_open = game.target[first, x] >= 0
            odds = odds * np.where(is_open, game.probability[first + o], float(o == 0))
            x = np.where(is_open, game.target[first + o, x], x)
    return odds


def back_at_once(
    covered: Covered, choice: Shares, passes: Shares, value: Floats, spare: Floats
) -> None:
    """Do what `standoff.kernels.following.back` does, turns at once among the others."""
    game = covered.round
    groups = {joint.turn for joint in covered.joints}
    for e in range(game.chance_first.size - 2, -1, -1):
        before_chance(game, e, value, spare)
        value[:] = spare
    value[:] = game.utility + game.patience * value
    for m in range(game.turns.size - 1, -1, -1):
        if m in groups:
            spare[:] = _before(covered, m, choice, value)
        else:
            before_turn(game, m, choice, passes, value, spare)
        value[:] = spare


def _before(covered: Covered, m: int, choice: Shares, after: Floats) -> Floats:
    """Go back through a turn at once as a policy has it; (r, i)."""
    game = covered.round
    first, last = (int(f) for f in game.slot_first[m : m + 2])
    before: Floats = choice[:, first, None].astype(np.float64) * after
    for f in range(first + 1, last):
        here = np.flatnonzero(choice[:, f])
        o = int(game.outcome_first[covered.slot_action[f]])
        before[here] += choice[here, f, None] * after[game.target[o, here]]
    for seat in seats_of(covered):
        if seat.turn == m:
            shares = seat.shares(choice)
            for j, a in enumerate(seat.actions.tolist()):
                if a >= 0:
                    row = int(game.cost_row[a])
                    cost = game.cost[a] if row < 0 else game.cost_by_state[row]
                    before[:, seat.actor] -= shares[:, j] * cost
    return before
