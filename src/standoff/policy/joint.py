"""Turns that are taken at once, as one turn of the round.

A crisis may have actors choose at the same time (`order: [..., {together: [A, B]}]`).
What each chooses is then carried out in the order listed: an option that what was
done before it has closed comes to nothing, its cost is paid all the same. Members of
a body vote on a proposal knowing what else is done at the same time; of several
proposals to one body the first is put to the vote.

For the kernels such a group is one more actor, whose actions are the profiles: one
option of each member. So whatever carries play forward reads groups and actors alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.errors import CommandError, NotApplicable
from standoff.kernels.joint_turn import Group
from standoff.kernels.markov_turn import Round, Rows
from standoff.kernels.tables import Ints

if TYPE_CHECKING:
    from standoff.game import Game

MOST_PROFILES = 4_096
"""Profiles that one group may have: each is gone through in every state."""


@dataclass(frozen=True, eq=False)
class Joint:
    """Turns of the crisis's order that are one turn of the round.

    ``turn`` counts in the round as joined, ``first`` in the crisis's order.
    ``action`` gives the action of each member in each slot, -1 for hold; (F, K).
    """

    turn: int
    first: int
    group: Group
    action: Ints

    @property
    def size(self) -> int:
        """How many turns of the order it takes up."""
        return self.group.actor.size


def refuse_together(game: Game, what: str) -> None:
    """Refuse a game whose actors move at once, where turns have to come one by one.

    Raises
    ------
    NotApplicable
        Naming the actors that move at once, and what may be asked instead.
    """
    for first, stop in game.crisis.together:
        names = " and ".join(game.crisis.order[first:stop])
        raise NotApplicable(
            f"{what} goes from turn to turn, and {names} move at once.\n"
            "Write their turns one after the other in 'order', or ask the lens 'equilibrium' "
            "or 'ensemble', which let them choose at once."
        )


@dataclass(eq=False)
class _Outcomes:
    """What a profile may lead to: rows, their probabilities, and who decides."""

    rows: list[Rows]
    odds: list[float]
    body: int


def joined(game: Game, separate: Round) -> tuple[Round, tuple[Joint, ...], list[Ints]]:
    """Make one turn of each group that moves at once.

    Returns the round, its groups, and for each turn the action of each slot: those of
    a group count on from the last action of the game.
    """
    turns: list[int] = []
    slots: list[Ints] = []
    joints: list[Joint] = []
    more: list[_Outcomes] = []
    spans, first = dict(game.crisis.together), game.moves.actor_first
    action_count, turn = game.moves.vote.size, 0
    while turn < game.turns.size:
        stop = spans.get(turn, turn + 1)
        actors = [int(i) for i in game.turns[turn:stop]]
        if stop - turn == 1:
            slots.append(np.concatenate(([-1], np.arange(first[actors[0]], first[actors[0] + 1]))))
            turns.append(actors[0])
        else:
            own = [[-1, *range(int(first[i]), int(first[i + 1]))] for i in actors]
            profiles = _profiles(game, actors, own)
            joints.append(Joint(len(turns), turn, _group(actors, own), profiles))
            slots.append(
                np.concatenate(([-1], action_count + len(more) + np.arange(len(profiles) - 1)))
            )
            more += [_outcomes(separate, p) for p in profiles[1:]]
            turns.append(len(game.actor_names) + len(joints) - 1)
        turn = stop
    return _widened(separate, turns, joints, more), tuple(joints), slots


def profiles_of(game: Game) -> int:
    """Count the profiles of all groups."""
    choices = np.diff(game.moves.actor_first) + 1.0
    return int(sum(choices[game.turns[a:b]].prod() for a, b in game.crisis.together))


def _profiles(game: Game, actors: Sequence[int], own: Sequence[Sequence[int]]) -> Ints:
    """Return the action of each member in each profile; refuse too many."""
    count = int(np.prod([len(one) for one in own], dtype=np.float64))
    if count > MOST_PROFILES:
        names = " and ".join(game.actor_names[i] for i in actors)
        raise CommandError(
            f"What {names} may do at once combines in {count:,} ways, more than "
            f"{MOST_PROFILES:,}.\nGive one of them a turn of its own, or fewer options."
        )
    return np.array(list(itertools.product(*own)), dtype=np.int64)


def _group(actors: Sequence[int], own: Sequence[Sequence[int]]) -> Group:
    """Lay out what each member may do."""
    count = np.array([len(one) for one in own], dtype=np.int64)
    action = np.full((len(own), int(count.max())), -1, dtype=np.int64)
    for k, one in enumerate(own):
        action[k, : len(one)] = one
    stride = np.append(np.cumprod(count[:0:-1])[::-1], 1).astype(np.int64)
    return Group(np.array(actors, dtype=np.int64), count, stride, action)


def _outcomes(separate: Round, profile: Ints) -> _Outcomes:
    """Carry out a profile from every state: what it may lead to, -1 where it is not open."""
    rows = separate.target.shape[1]
    here = np.arange(rows, dtype=np.int32)
    found = _Outcomes([here], [1.0], -1)
    is_open = np.ones(rows, dtype=np.bool_)
    for a in profile[profile >= 0].tolist():
        first, last = separate.outcome_first[a : a + 2]
        is_open &= separate.target[first] >= 0
        body = int(separate.vote[a])
        if body >= 0 and found.body >= 0:
            # the body has a text before it already
            continue
        odds = [np.nan, np.nan] if body >= 0 else separate.probability[first:last].tolist()
        ways = list(zip(odds, separate.target[first:last], strict=True))
        found = _Outcomes(
            [_from(x, table) for x in found.rows for _, table in ways],
            [p * q for p in found.odds for q, _ in ways],
            max(found.body, body),
        )
    found.rows = [np.where(is_open, x, -1).astype(np.int32) for x in found.rows]
    return found


def _from(x: Rows, table: Rows) -> Rows:
    """Return where an outcome leads from rows, which is nowhere else where it is closed."""
    there = table[x]
    return np.where(there >= 0, there, x).astype(np.int32)


def _widened(
    separate: Round, turns: Sequence[int], joints: Sequence[Joint], more: Sequence[_Outcomes]
) -> Round:
    """Add the groups to the actors of a round, and their profiles to the actions."""
    if not joints:
        return separate
    counts = [len(one.rows) for one in more]
    actions = separate.vote.size
    sizes = [len(joint.action) - 1 for joint in joints]
    empty: list[Rows] = [np.zeros((0, separate.target.shape[1]), dtype=np.int32)]
    odds = [p for one in more for p in one.odds]
    last = int(separate.outcome_first[-1])
    return separate._replace(
        target=np.concatenate([separate.target, *(x[None] for o in more for x in o.rows), *empty]),
        outcome_first=np.append(separate.outcome_first, last + np.cumsum(counts)).astype(np.int64),
        probability=np.append(separate.probability, np.array(odds, dtype=np.float64)),
        cost=np.append(separate.cost, np.zeros(len(more))),
        cost_row=np.append(separate.cost_row, np.full(len(more), -1)).astype(np.int64),
        vote=np.append(separate.vote, [one.body for one in more]).astype(np.int64),
        actor_first=np.append(separate.actor_first, actions + np.cumsum(sizes)).astype(np.int64),
        turns=np.array(turns, dtype=np.int64),
    )
