"""One turn in which several choose at once, state by state.

Letters are those of `standoff.kernels.markov`; ``k`` member of the group that
chooses, ``j`` one of its options, ``x`` a profile of those that are open in a state.
Each state is a small game: what everybody expects of a profile is what follows from
carrying it out, and each member's payoff is that less what its own option costs.
Its logit equilibrium (`standoff.kernels.stage_logit`) says how likely each option
is, and members draw apart, so a profile has the product of their probabilities.

What is chosen is carried out one option after the other, each where it is still
available, so a profile leads through a tree: a level for each of its actions, a branch
for each outcome. Its ends are the slots of the turn, the first of them that nobody does
anything: a slot is a profile, and how all that is chosen in it turns out.
`standoff.policy.joint` lays them out.
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
    """How many profiles lie between one option of a member and its next; (K,)."""
    action: Ints
    """Action of each option, -1 for hold; (K, J)."""
    slot_first: Ints
    """First slot of each profile, and one past the last; (X + 1,)."""


class Room(NamedTuple):
    """Room for one state."""

    size: Ints
    """How many options of each member are open; (K,)."""
    option: Ints
    """Which they are; (K, J)."""
    profile: Ints
    """Number of each open profile; (X,)."""
    odds: Floats
    """Probability of each slot, if its profile is chosen; (F,)."""
    row: Ints
    """Where each node of the tree of a profile is; (K + 1, nodes)."""
    branch: Floats
    """Probability of each node of that tree, if the one before it is come to; (K + 1, nodes)."""
    worth: Floats
    """What everybody expects at the nodes of one level; (nodes + 1, P)."""
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
    profiles, slots = group.slot_first.size - 1, int(group.slot_first[-1])
    nodes = int(np.diff(group.slot_first).max())
    return Room(
        np.zeros(members, dtype=np.int64),
        np.zeros((members, most), dtype=np.int64),
        np.zeros(profiles, dtype=np.int64),
        np.zeros(slots),
        np.zeros((members + 1, nodes), dtype=np.int64),
        np.zeros((members + 1, nodes)),
        np.zeros((nodes + 1, width)),
        np.zeros((profiles, width)),
        np.zeros((members, profiles)),
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
    r: int, game: Round, group: Group, after: Floats, precision: Floats,
    ballots: Ballots, tally: Tally, room: Room,
) -> int:  # fmt: skip
    """Lay out the game of one state; return how many profiles are open in it."""
    profiles = _open(game, group, r, room)
    for x in range(profiles):
        rest, profile = x, 0
        for k in range(group.actor.size - 1, -1, -1):
            profile += group.stride[k] * room.option[k, rest % room.size[k]]
            rest //= room.size[k]
        room.profile[x] = profile
        levels = _spread(r, profile, game, group, room)
        _gather(profile, levels, x, game, group, after, precision, ballots, tally, room)
        for k in range(group.actor.size):
            cost = _cost(game, _part(group, profile, k), r)
            room.payoff[k, x] = room.mean[x, group.actor[k]] - cost
    return profiles


@nb.njit(cache=True)
def _part(group: Group, profile: int, k: int) -> int:
    """Return what member ``k`` does in a profile, -1 for hold."""
    return int(group.action[k, (profile // group.stride[k]) % group.size[k]])


@nb.njit(cache=True)
def _spread(r: int, profile: int, game: Round, group: Group, room: Room) -> int:
    """Go forward through the tree of a profile; return how many levels it has."""
    level, nodes = 0, 1
    room.row[0, 0] = r
    for k in range(group.actor.size):
        a = _part(group, profile, k)
        if a < 0:
            continue
        first = game.outcome_first[a]
        count = game.outcome_first[a + 1] - first
        for q in range(nodes):
            x = room.row[level, q]
            for o in range(count):
                y = game.target[first + o, x]
                room.row[level + 1, q * count + o] = y if y >= 0 else x
        level += 1
        nodes *= count
    return level


@nb.njit(cache=True)
def _gather(
    profile: int, level: int, x: int, game: Round, group: Group, after: Floats,
    precision: Floats, ballots: Ballots, tally: Tally, room: Room,
) -> None:  # fmt: skip
    """Come back through the tree: what everybody expects, and how likely each end is."""
    width, slot = after.shape[1], group.slot_first[profile]
    nodes = group.slot_first[profile + 1] - slot
    for q in range(nodes):
        room.odds[slot + q] = 1.0
        for i in range(width):
            room.worth[q, i] = after[room.row[level, q], i]
    ends, k = nodes, group.actor.size
    while level > 0:
        k -= 1
        a = _part(group, profile, k)
        if a < 0:
            continue
        first = game.outcome_first[a]
        count = game.outcome_first[a + 1] - first
        nodes //= count
        level -= 1
        for q in range(nodes):
            _join(room.row[level, q], q, count, level, a, game, precision, ballots, tally, room)
        for end in range(ends):
            room.odds[slot + end] *= room.branch[level + 1, end // (ends // (nodes * count))]
    for i in range(width):
        room.mean[x, i] = room.worth[0, i]


@nb.njit(cache=True)
def _join(
    r: int, q: int, count: int, level: int, a: int, game: Round, precision: Floats,
    ballots: Ballots, tally: Tally, room: Room,
) -> None:  # fmt: skip
    """Weigh the branches of one node by how likely each is; only the first if ``a`` is closed."""
    first, low, last = game.outcome_first[a], q * count, room.worth.shape[0] - 1
    is_open = game.target[first, r] >= 0
    passing = 0.0
    if is_open and game.vote[a] >= 0:
        for i in range(room.gain.size):
            room.gain[i] = room.worth[low, i] - room.worth[low + 1, i]
        passing = pass_probability(game.vote[a], room.gain, precision, ballots, tally, room.tally)
    for i in range(room.worth.shape[1]):
        room.worth[last, i] = 0.0
    for o in range(count):
        p = 1.0 if o == 0 else 0.0
        if is_open and game.vote[a] >= 0:
            p = passing if o == 0 else 1.0 - passing
        elif is_open:
            p = game.probability[first + o]
        room.branch[level + 1, low + o] = p
        for i in range(room.worth.shape[1]):
            room.worth[last, i] += p * room.worth[low + o, i]
    for i in range(room.worth.shape[1]):
        room.worth[q, i] = room.worth[last, i]


@nb.njit(cache=True)
def put_down(
    r: int, m: int, profiles: int, game: Round, group: Group, room: Room, before: Floats,
    choice: Shares,
) -> None:  # fmt: skip
    """Write what is expected in a state, and the policy there unless it has no rows."""
    width, first = before.shape[1], game.slot_first[m]
    for i in range(width):
        before[r, i] = 0.0
    is_kept = choice.shape[0] > 0
    if is_kept:
        for f in range(first, game.slot_first[m + 1]):
            choice[r, f] = 0.0
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
            profile = room.profile[x]
            for slot in range(group.slot_first[profile], group.slot_first[profile + 1]):
                choice[r, first + slot] = weight * room.odds[slot]


@nb.njit(cache=True, nogil=True)
def joint_rows(
    low: int, high: int, m: int, game: Round, group: Group, after: Floats, before: Floats,
    precision: Floats, ballots: Ballots, tally: Tally, choice: Shares, room: Room, folded: Bytes,
) -> None:  # fmt: skip
    """Go back through one turn in which a group chooses at once, in some rows.

    Each row stands for itself, so it is the same whoever computes it.

    Parameters
    ----------
    low, high
        The first of the rows, and one past the last.
    m
        The turn, whose mover is no actor but the group.
    game, precision, ballots, tally, choice
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
    for r in range(low, high):
        profiles = look(r, game, group, after, precision, ballots, tally, room)
        is_found = stage_logit(room.payoff[:, :profiles], room.size, own, room.share)
        folded[r] = 0 if is_found else 1
        if is_found:
            put_down(r, m, profiles, game, group, room, before, choice)
