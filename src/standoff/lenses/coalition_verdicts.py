"""Verdicts on states by coalition, with the moves of those that leave, put into arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

from standoff.game import Game
from standoff.kernels.coalitions import Leaving, Together
from standoff.kernels.sequences import last_mover, route
from standoff.kernels.stability_moves import Small, action_of, graph

__all__ = ["judged"]

Flags = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]
Members = tuple[int, ...]

_ROUTES = 100


class _Route(NamedTuple):
    """A joint improvement to be told: who goes from where to where, and to rest or not."""

    place: int
    """Position among the states judged."""
    group: int
    target: int
    is_jump: bool


@dataclass(frozen=True, eq=False)
class _State:
    """One state, asked which coalitions would leave it."""

    together: Together
    state: int
    groups: Sequence[Members]
    concepts: Sequence[str]

    @cached_property
    def targets(self) -> list[list[int]]:
        """The joint improvements of each coalition, nearest first."""
        return [self.together.improvements(one, self.state)[0].tolist() for one in self.groups]

    @cached_property
    def leaving(self) -> list[list[Leaving]]:
        """What each coalition does under each concept."""
        return [self.together.verdicts(self.state, one, self.concepts) for one in self.groups]

    def jumps(self, group: int, rests: Flags) -> list[int]:
        """List the resting states that a coalition can go to only with all of its members."""
        members = self.groups[group]
        found = [target for target in self.targets[group] if rests[target]]
        if len(members) < 2 or not found or not rests[self.state]:
            return []
        for one in members:
            fewer = tuple(k for k in members if k != one)
            without = set(self.together.improvements(fewer, self.state)[0].tolist())
            found = [target for target in found if target not in without]
        return found


def judged(
    game: Game,
    together: Together,
    groups: Sequence[Members],
    resting: Mapping[str, Flags],
    asked: Positions,
    steps: Small,
) -> xr.Dataset:
    """Judge every state asked about for every coalition.

    Parameters
    ----------
    game
        The game.
    together
        Its moves, ready to be asked.
    groups
        The coalitions.
    resting
        By concept, where each actor alone would stay; shape (S,) each.
    asked
        Positions of the states to judge.
    steps
        How far each state is from the one looked from; shape (S,).

    Returns
    -------
    Dataset
        As ``docs/reference/answers.md`` lays it out.
    """
    concepts = list(resting)
    states = [_State(together, int(s), groups, concepts) for s in asked]
    leaving = [one.leaving for one in states]
    jumps = [
        [[one.jumps(h, rests) for one in states] for h in range(len(groups))]
        for rests in resting.values()
    ]
    stable = np.array([[[c.stable for c in group] for group in one] for one in leaving], np.bool_)
    stable = stable.reshape(len(states), len(groups), len(concepts)).transpose(2, 1, 0)
    verdict = ("concept", "coalition", "state")
    answer = xr.Dataset(
        {
            "stable": (verdict, stable),
            "universal": (("concept", "state"), stable.all(axis=1)),
            "equilibrium": (
                ("concept", "state"),
                np.stack([rests[asked] for rests in resting.values()]),
            ),
            "equilibrium_count": ("concept", [int(rests.sum()) for rests in resting.values()]),
            "joint_count": (
                ("coalition", "state"),
                np.transpose([[len(targets) for targets in one.targets] for one in states]),
            ),
            "leave_steps": (
                verdict,
                np.array([[[c.steps for c in group] for group in one] for one in leaving]).T,
            ),
            "jump_count": (verdict, [[[len(to) for to in row] for row in one] for one in jumps]),
            "member": (
                ("coalition", "actor"),
                [[i in members for i in range(len(game.actor_names))] for members in groups],
            ),
            "steps_from_start": ("state", steps[asked]),
            "level_index": (("variable", "state"), game.level_indices[:, asked].astype(np.int64)),
        },
        coords={
            "concept": concepts,
            "coalition": ["+".join(sorted(game.actor_names[i] for i in one)) for one in groups],
            "actor": list(game.actor_names),
            "state": game.moves.code[asked],
            "variable": list(game.variable_names),
            "option": np.array([action.label for action in game.actions], np.str_),
        },
    )
    near = np.lexsort((asked, steps[asked])).tolist()
    under = _routes(groups, leaving, jumps, near)
    return answer.assign(_told(game, states, under, len(concepts))) if under else answer


def _routes(
    groups: Sequence[Members],
    leaving: Sequence[Sequence[Sequence[Leaving]]],
    jumps: Sequence[Sequence[Sequence[Sequence[int]]]],
    near: Sequence[int],
) -> dict[_Route, set[int]]:
    """Choose the routes to tell, those of near states and small coalitions first.

    Returns them with the concepts under which each holds.
    """
    under: dict[_Route, set[int]] = {}
    for place in near:
        if len(under) >= _ROUTES:
            break
        for c in range(len(jumps)):
            leave = [not one[c].stable for one in leaving[place]]
            for h in _smallest(groups, leave):
                target = leaving[place][h][c].target
                under.setdefault(_Route(place, h, target, False), set()).add(c)
            for h in _smallest(groups, [bool(one[place]) for one in jumps[c]]):
                target = jumps[c][h][place][0]
                under.setdefault(_Route(place, h, target, True), set()).add(c)
    return under


def _smallest(groups: Sequence[Members], chosen: Sequence[bool]) -> list[int]:
    """Keep the coalitions chosen of which no part is chosen."""
    kept: list[int] = []
    for h in sorted(range(len(groups)), key=lambda h: len(groups[h])):
        if chosen[h] and not any(set(groups[k]) <= set(groups[h]) for k in kept):
            kept.append(h)
    return kept


def _told(
    game: Game, states: Sequence[_State], under: Mapping[_Route, set[int]], concepts: int
) -> dict[str, tuple[tuple[str, ...], object]]:
    """Write routes as arrays, each with its moves one by one."""
    moves = graph(game.moves, game.rank, game.sincere_passes())
    paths: list[list[tuple[int, int]]] = []
    for one in under:
        asked = states[one.place]
        found = asked.together.follow(asked.groups[one.group], asked.state)
        here, path = asked.state, []
        for mover, after in route(found, one.target, last_mover(found, one.target)):
            path.append((mover, action_of(moves, mover, here, after)))
            here = after
        paths.append(path)
    table = np.full((2, len(paths), max(map(len, paths))), -1, np.int32)
    for row, path in enumerate(paths):
        table[:, row, : len(path)] = np.transpose(path)
    targets = [one.target for one in under]
    return {
        "joint_state": (("joint",), [one.place for one in under]),
        "joint_coalition": (("joint",), [one.group for one in under]),
        "joint_is_jump": (("joint",), [one.is_jump for one in under]),
        "joint_under": (
            ("concept", "joint"),
            [[c in held for held in under.values()] for c in range(concepts)],
        ),
        "joint_level": (("variable", "joint"), game.level_indices[:, targets].astype(np.int64)),
        "joint_actor": (("joint", "step"), table[0]),
        "joint_option": (("joint", "step"), table[1]),
    }
