"""One turn in which several choose at once, state by state.

Letters are those of `standoff.kernels.markov`; ``k`` member of the group that
chooses, ``j`` one of its options, ``x`` a profile of those that are open in a state.
Each state is a small game: what everybody expects of a profile is what follows from
carrying it out, and each member's payoff is that less what its own option costs.
Its logit equilibrium (`standoff.kernels.stage_logit`) says how likely each option
is, and members draw apart, so a profile has the product of their probabilities.

A slot of such a turn is a profile of all options of all members, the first of them
that nobody does anything; `standoff.policy.joint` lays them out.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np

from standoff.kernels.markov_turn import Round, Shares
from standoff.kernels.stage_logit import stage_logit
from standoff.kernels.tables import Ballots, Bytes, Floats, Ints
from standoff.kernels.votes import Tally, pass_probability

__all__ = ["Group", "Room", "joint_rows", "look", "put_down", "room_for"]


class Group(NamedTuple):
    """Who chooses at once, and from what."""

    actor: Ints
    """Actor of each member; (K,)."""
    size: Ints
    """How many options each has, hold among them; (K,)."""
    stride: Ints
    """How many slots lie between one option of a member and its next; (K,)."""
    action: Ints
    """Action of each option, -1 for hold; (K, J)."""


class Room(NamedTuple):
    """Room for one state."""

    size: Ints
    """How many options of each member are open; (K,)."""
    option: Ints
    """Which they are; (K, J)."""
    slot: Ints
    """Slot of each open profile; (X,)."""
    passing: Floats
    """Probability that what is tabled in a profile passes; (X,)."""
    mean: Floats
    """What everybody expects of a profile, no cost taken off; (X, P)."""
    payoff: Floats
    """That of each member, its cost taken off; (K, X)."""
    share: Floats
    """Probability of each open option of each member; (K, J)."""
    gain: Floats
    """What each actor gains if a proposal passes; (N,)."""
    tally: Floats
    """Scratch for counting votes."""


def room_for(group: Group, width: int, actors: int, cells: int) -> Room:
    """Make room for one state."""
    members, most = group.action.shape
    slots = int(group.size.prod())
    return Room(
        np.zeros(members, dtype=np.int64),
        np.zeros((members, most), dtype=np.int64),
        np.zeros(slots, dtype=np.int64),
        np.zeros(slots),
        np.zeros((slots, width)),
        np.zeros((members, slots)),
        np.zeros((members, most)),
        np.zeros(actors),
        np.zeros(2 * cells),
    )


@nb.njit(cache=True)
def _cost(game: Round, a: int, r: int) -> float:
    """Return what an action costs in a state; 0 for hold."""
    if a < 0:
        return 0.0
    row = game.cost_row[a]
    return float(game.cost[a] if row < 0 else game.cost_by_state[row, r])


@nb.njit(cache=True)
def _open(game: Round, group: Group, r: int, room: Room) -> int:
    """List the open options of each member; return how many profiles they make."""
    profiles = 1
    for k in range(group.actor.size):
        n = 0
        for j in range(group.size[k]):
            a = group.action[k, j]
            if a < 0 or game.target[game.outcome_first[a], r] >= 0:
                room.option[k, n] = j
                n += 1
        room.size[k] = n
        profiles *= n
    return profiles


@nb.njit(cache=True)
def look(
    r: int, m: int, game: Round, group: Group, after: Floats, precision: Floats,
    ballots: Ballots, tally: Tally, room: Room,
) -> int:  # fmt: skip
    """Lay out the game of one state; return how many profiles are open in it."""
    own = game.actor_first[game.turns[m]]
    profiles = _open(game, group, r, room)
    for x in range(profiles):
        rest, slot = x, 0
        for k in range(group.actor.size - 1, -1, -1):
            slot += group.stride[k] * room.option[k, rest % room.size[k]]
            rest //= room.size[k]
        room.slot[x] = slot
        _expect(r, own + slot - 1, x, game, after, precision, ballots, tally, room)
        for k in range(group.actor.size):
            j = (slot // group.stride[k]) % group.size[k]
            cost = _cost(game, group.action[k, j], r)
            room.payoff[k, x] = room.mean[x, group.actor[k]] - cost
    return profiles


@nb.njit(cache=True)
def _expect(
    r: int, a: int, x: int, game: Round, after: Floats, precision: Floats, ballots: Ballots,
    tally: Tally, room: Room,
) -> None:  # fmt: skip
    """Fill what everybody expects of profile ``x``, which is action ``a`` of the group."""
    width = after.shape[1]
    room.passing[x] = np.nan
    if room.slot[x] == 0:
        for i in range(width):
            room.mean[x, i] = after[r, i]
        return
    first, last = game.outcome_first[a], game.outcome_first[a + 1]
    for i in range(width):
        room.mean[x, i] = 0.0
    passing = 0.0
    if game.vote[a] >= 0:
        won, lost = game.target[first, r], game.target[first + 1, r]
        for i in range(room.gain.size):
            room.gain[i] = after[won, i] - after[lost, i]
        passing = pass_probability(game.vote[a], room.gain, precision, ballots, tally, room.tally)
        room.passing[x] = passing
    for o in range(first, last):
        p = game.probability[o]
        if game.vote[a] >= 0:
            p = passing if o == first else 1.0 - passing
        y = game.target[o, r]
        for i in range(width):
            room.mean[x, i] += p * after[y, i]


@nb.njit(cache=True)
def put_down(
    r: int, m: int, profiles: int, game: Round, group: Group, room: Room, before: Floats,
    choice: Shares, passes: Shares,
) -> None:  # fmt: skip
    """Write what is expected in a state, and the policy there unless it has no rows."""
    width, first = before.shape[1], game.slot_first[m]
    for i in range(width):
        before[r, i] = 0.0
    is_kept = choice.shape[0] > 0
    if is_kept:
        for f in range(first, game.slot_first[m + 1]):
            choice[r, f] = 0.0
            if game.slot_vote[f] >= 0:
                passes[r, game.slot_vote[f]] = np.nan
    for x in range(profiles):
        weight, rest = 1.0, x
        for k in range(group.actor.size - 1, -1, -1):
            weight *= room.share[k, rest % room.size[k]]
            rest //= room.size[k]
        for i in range(width):
            before[r, i] += weight * room.mean[x, i]
        for k in range(group.actor.size):
            i = group.actor[k]
            before[r, i] -= weight * (room.mean[x, i] - room.payoff[k, x])
        if is_kept:
            f = first + room.slot[x]
            choice[r, f] = weight
            if game.slot_vote[f] >= 0:
                passes[r, game.slot_vote[f]] = room.passing[x]


@nb.njit(cache=True)
def joint_rows(
    m: int, game: Round, group: Group, after: Floats, before: Floats, precision: Floats,
    ballots: Ballots, tally: Tally, choice: Shares, passes: Shares, room: Room, folded: Bytes,
) -> None:  # fmt: skip
    """Go back through one turn in which a group chooses at once.

    Parameters
    ----------
    m
        The turn, whose mover is no actor but the group.
    game, precision, ballots, tally, choice, passes
        As in `standoff.kernels.markov.sweep`.
    group, room
        Who chooses, and room for one state.
    after, before
        What is expected once the turn is over, and when it begins; axes (r, i).
    folded
        Set to 1 for the states whose branch folds back, which are left out; (R,).
    """
    own = np.empty(group.actor.size)
    for k in range(group.actor.size):
        own[k] = precision[group.actor[k]]
    for r in range(after.shape[0]):
        profiles = look(r, m, game, group, after, precision, ballots, tally, room)
        is_found = stage_logit(room.payoff[:, :profiles], room.size, own, room.share)
        folded[r] = 0 if is_found else 1
        if is_found:
            put_down(r, m, profiles, game, group, room, before, choice, passes)
