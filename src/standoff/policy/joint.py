"""Turns that are taken at once, as one turn of the round.

A crisis may have actors choose at the same time (`order: [..., {together: [A, B]}]`).
What each chooses is paid for and then carried out in the order listed: an option that
what was done before it has closed comes to nothing, and a proposal is put to the vote
in the state that the options before it have led to.

For the kernels such a group is one more actor, whose actions are the ways in which its
turn can go: a *profile*, one option of each member, and an outcome for each option that
has several. A policy says how likely each is, chance and votes included, and where it
leads is certain. So whatever carries play forward reads groups and actors alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from standoff.errors import CommandError, NotApplicable
from standoff.kernels.joint_turn import Group
from standoff.kernels.markov_turn import Round, Rows
from standoff.kernels.tables import Ints

if TYPE_CHECKING:
    from standoff.game import Game

MOST_SLOTS = 4_096
"""Ways in which one group's turn may go: each is gone through in every state."""


@dataclass(frozen=True, eq=False)
class Joint:
    """Turns of the crisis's order that are one turn of the round.

    ``turn`` counts in the round as joined, ``first`` in the crisis's order.
    ``action`` gives the action of each member in each slot, -1 for hold, and
    ``outcome`` which of its outcomes it has; (F, K).
    """

    turn: int
    first: int
    group: Group
    action: Ints
    outcome: Ints

    @property
    def size(self) -> int:
        """How many turns of the order it takes up."""
        return self.group.actor.size


def refuse_together(game: Game, kind: Literal["grid", "policy"], name: str = "") -> None:
    """Refuse a game whose actors move at once, where turns have to come one by one.

    Raises
    ------
    NotApplicable
        Naming the actors that move at once, and what may be asked instead.
    """
    for first, stop in game.crisis.together:
        actors = ", ".join(game.crisis.order[first:stop])
        if kind == "grid":
            raise NotApplicable(
                f"On a grid of beliefs one turn follows the other, and these move at once: "
                f"{actors}.\n"
                "Leave 'grid' at 0, or write their turns one after the other in 'order'."
            )
        raise NotApplicable(
            f"The policy '{name}' goes from turn to turn, and these move at once: {actors}.\n"
            "Write their turns one after the other in 'order', or ask for the logit equilibrium "
            "(the lens 'equilibrium' or 'ensemble'), which lets them choose at once."
        )


def joined(game: Game, separate: Round) -> tuple[Round, tuple[Joint, ...], list[Ints]]:
    """Make one turn of each group that moves at once.

    Returns the round, its groups, and for each turn the action of each slot: those of
    a group count on from the last action of the game.
    """
    turns: list[int] = []
    slots: list[Ints] = []
    joints: list[Joint] = []
    spans, first = dict(game.crisis.together), game.moves.actor_first
    made, turn = game.moves.vote.size, 0
    while turn < game.turns.size:
        stop = spans.get(turn, turn + 1)
        actors = [int(i) for i in game.turns[turn:stop]]
        if stop - turn == 1:
            slots.append(np.concatenate(([-1], np.arange(first[actors[0]], first[actors[0] + 1]))))
            turns.append(actors[0])
        else:
            joint = _joint(game, actors, len(turns), turn)
            slots.append(np.concatenate(([-1], made + np.arange(len(joint.action) - 1))))
            turns.append(len(game.actor_names) + len(joints))
            made += len(joint.action) - 1
            joints.append(joint)
        turn = stop
    return _widened(separate, turns, joints), tuple(joints), slots


def slots_of(game: Game) -> int:
    """Count the ways in which the turns of all groups can go."""
    outcomes = np.diff(game.moves.outcome_first)
    first = game.moves.actor_first
    total = 0.0
    for a, b in game.crisis.together:
        ways = [1.0 + outcomes[first[i] : first[i + 1]].sum() for i in game.turns[a:b]]
        total += float(np.prod(ways))
    return int(min(total, 2.0**62))


def _joint(game: Game, actors: Sequence[int], turn: int, first: int) -> Joint:
    """Lay out what a group may do; refuse too much."""
    own = [[-1, *range(*game.moves.actor_first[i : i + 2].tolist())] for i in actors]
    count = np.diff(game.moves.outcome_first)
    ways = [1.0 + count[one[1:]].sum() for one in own]
    if np.prod(ways) > MOST_SLOTS:
        names = " and ".join(game.actor_names[i] for i in actors)
        raise CommandError(
            f"What {names} may do at once can go in {np.prod(ways):,.0f} ways, more than "
            f"{MOST_SLOTS:,}.\nGive one of them a turn of its own, or fewer options."
        )
    done, turned_out, slot_first = [], [], [0]
    for profile in itertools.product(*own):
        ends = list(itertools.product(*(range(1 if a < 0 else count[a]) for a in profile)))
        done += [profile] * len(ends)
        turned_out += ends
        slot_first.append(len(done))
    group = _group(actors, own, slot_first)
    return Joint(turn, first, group, np.array(done), np.array(turned_out))


def _group(
    actors: Sequence[int], own: Sequence[Sequence[int]], slot_first: Sequence[int]
) -> Group:  # fmt: skip
    """Lay out what each member may do."""
    size = np.array([len(one) for one in own], dtype=np.int64)
    action = np.full((len(own), int(size.max())), -1, dtype=np.int64)
    for k, one in enumerate(own):
        action[k, : len(one)] = one
    stride = np.append(np.cumprod(size[:0:-1])[::-1], 1).astype(np.int64)
    first = np.array(slot_first, dtype=np.int64)
    return Group(np.array(actors, dtype=np.int64), size, stride, action, first)


def _carried_out(separate: Round, done: Ints, turned_out: Ints) -> Rows:
    """Return where a slot leads from each state, -1 where its profile is not open."""
    x = np.arange(separate.target.shape[1], dtype=np.int32)
    is_open = np.ones(x.size, dtype=np.bool_)
    for a, o in zip(done.tolist(), turned_out.tolist(), strict=True):
        if a >= 0:
            table = separate.target[separate.outcome_first[a] + o]
            is_open &= table >= 0
            there = table[x]
            x = np.where(there >= 0, there, x)
    return np.where(is_open, x, -1).astype(np.int32)


def _widened(separate: Round, turns: Sequence[int], joints: Sequence[Joint]) -> Round:
    """Add the groups to the actors of a round, and their slots to the actions."""
    if not joints:
        return separate
    leads = [
        _carried_out(separate, done, turned_out)[None]
        for joint in joints
        for done, turned_out in zip(joint.action[1:], joint.outcome[1:], strict=True)
    ]
    made, last = len(leads), int(separate.outcome_first[-1])
    ends = separate.vote.size + np.cumsum([len(joint.action) - 1 for joint in joints])
    return separate._replace(
        target=np.concatenate([separate.target, *leads]),
        outcome_first=np.append(separate.outcome_first, last + 1 + np.arange(made)),
        probability=np.append(separate.probability, np.ones(made)),
        cost=np.append(separate.cost, np.zeros(made)),
        cost_row=np.append(separate.cost_row, np.full(made, -1)),
        vote=np.append(separate.vote, np.full(made, -1)),
        actor_first=np.append(separate.actor_first, ends),
        turns=np.array(turns, dtype=np.int64),
    )
