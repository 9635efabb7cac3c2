"""What would keep actors in a state, found concept by concept and put into arrays."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import factorial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

from standoff.errors import DidNotConverge
from standoff.game import Game
from standoff.kernels.edges import Edges
from standoff.kernels.equilibrium_change import equilibrium_change
from standoff.kernels.inverse import Clause, clauses, share_of_orders
from standoff.kernels.least_change import Change, least_change
from standoff.kernels.stability import distances, verdicts
from standoff.vocab import CONCEPTS

__all__ = ["answered"]

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_COUNTED, _TRIED, _MEMBERS, _PAIRS = 20, 6, 6, 40
_CREDIBLE = ("seq", "sseq")


class _Found(NamedTuple):
    """What is known of one actor under one concept."""

    clauses: list[Clause]
    share: float
    orders: int
    """How many orders the share is of all; -1 where they are too many to write."""
    change: Change | None


@dataclass(frozen=True, eq=False)
class _Question:
    """A state that actors should stay in."""

    game: Game
    listed: Edges
    state: int
    most_states: int
    _shares: dict[int, npt.NDArray[np.float64]] = field(default_factory=dict, repr=False)

    @cached_property
    def now(self) -> Flags:
        """Who stays as things are; shape (concept, actor)."""
        return self.stable(self.game.rank)

    def stable(self, rank: npt.NDArray[np.integer]) -> Flags:
        """Say who would stay under given preferences; shape (concept, actor)."""
        passes = self.game.sincere_passes()
        nowhere = np.zeros(0, np.int64)
        found: Flags = verdicts(self.game.moves, rank, passes, nowhere).stable[:, :, self.state]
        return found

    def found(self, i: int, concept: str) -> _Found:
        """Find what would keep one actor, the others being as they are."""
        rank = self.game.rank
        must = clauses(self.listed, rank, i, self.state, concept)
        share = share_of_orders(must)
        states = rank.shape[1]
        orders = -1
        if share is not None and states <= _COUNTED:
            orders = int(share * factorial(states))
        change = least_change(must, rank[i], self.state)
        if change is not None and change.distance:
            changed = rank.copy()
            changed[i] = change.rank
            self._verify(changed, [i], concept)
        return _Found(must, np.nan if share is None else float(share), orders, change)

    def _verify(self, rank: npt.NDArray[np.integer], actors: Sequence[int], concept: str) -> None:
        """Judge changed preferences by the search that the lens stability uses.

        Raises
        ------
        DidNotConverge
            If an actor would not stay after all: nothing unverified is shown.
        """
        if not self.stable(rank)[CONCEPTS.index(concept), list(actors)].all():
            raise DidNotConverge(
                f"The preferences found for {concept} do not keep the actors in the state when "
                "they are judged again.\nPlease report it with the crisis."
            )

    def together(self, alone: Sequence[Change | None], concept: str) -> tuple[float, Ints | None]:
        """Return the least change of all orders, and the new orders; NaN if not found."""
        rank = self.game.rank
        if self.now[CONCEPTS.index(concept)].all():
            return 0.0, rank
        if concept not in _CREDIBLE:
            if any(one is None for one in alone):
                return np.nan, None
            changes = [one for one in alone if one is not None]
            found = sum(one.distance for one in changes), np.stack([one.rank for one in changes])
        elif self.game.state_count > self.most_states:
            return np.nan, None
        else:
            solved = equilibrium_change(self.listed, rank, self.state, concept)
            if solved is None:
                return np.nan, None
            found = solved
        self._verify(found[1], range(rank.shape[0]), concept)
        return found

    def rests(self, i: int, concept: str, share: float) -> float:
        """Return the share of an actor's orders under which everybody stays, or NaN."""
        rank, row = self.game.rank, CONCEPTS.index(concept)
        others = [k for k in range(rank.shape[0]) if k != i]
        if concept not in _CREDIBLE:
            return share if self.now[row, others].all() else 0.0
        if rank.shape[1] > _TRIED:
            return np.nan
        return float(self._tried(i)[row])

    def _tried(self, i: int) -> npt.NDArray[np.float64]:
        """Try every strict order of an actor; the share under which everybody stays."""
        if i not in self._shares:
            states = self.game.state_count
            held = np.zeros(len(CONCEPTS))
            for order in itertools.permutations(range(states)):
                tried = self.game.rank.copy()
                tried[i] = order
                held += self.stable(tried).all(axis=1)
            self._shares[i] = held / factorial(states)
        return self._shares[i]


def answered(
    game: Game,
    listed: Edges,
    state: int,
    asked: Sequence[int],
    concepts: Sequence[str],
    *,
    most_states: int,
) -> xr.Dataset:
    """Answer for some actors and concepts, as ``docs/reference/answers.md`` lays it out."""
    question = _Question(game, listed, state, most_states)
    steps = distances(game.moves, game.rank, game.sincere_passes(), state)
    shown = np.flatnonzero(steps >= 0)
    place = np.full(game.state_count, -1, np.int64)
    place[shown] = np.arange(shown.size)
    everybody = range(len(game.actor_names))
    whole = len(asked) == len(everybody)
    found = [[question.found(i, concept) for i in asked] for concept in concepts]
    now = question.now[[CONCEPTS.index(c) for c in concepts]]
    by_actor = ("concept", "actor")
    answer = xr.Dataset(
        {
            "stays": (by_actor, now[:, list(asked)]),
            "share": (by_actor, [[one.share for one in row] for row in found]),
            "orders": (by_actor, [[one.orders for one in row] for row in found]),
            "rest_share": (
                by_actor,
                [
                    [question.rests(i, c, one.share) for i, one in zip(asked, row, strict=True)]
                    for c, row in zip(concepts, found, strict=True)
                ],
            ),
            "distance": (
                by_actor,
                [[np.nan if one.change is None else one.change.distance for one in row]
                 for row in found],
            ),
            "level_index": (("variable", "state"), game.level_indices[:, shown].astype(np.int64)),
        },
        coords={
            "concept": list(concepts),
            "actor": [game.actor_names[i] for i in asked],
            "state": game.moves.code[shown],
            "variable": list(game.variable_names),
        },
    )  # fmt: skip
    answer = answer.assign(_conditions(question, found, asked, place))
    changes = _alone(question, found, asked)
    if whole:
        both = [question.together([one.change for one in row], c)
                for c, row in zip(concepts, found, strict=True)]  # fmt: skip
        answer["distance_all"] = ("concept", [total for total, _ in both])
        changes += _jointly(question, [rank for _, rank in both], concepts)
    answer = answer.assign(_pairs(changes, place))
    answer.attrs |= {
        "looked_from": int(game.moves.code[state]),
        "state_count": game.state_count,
        "all_actors": int(whole),
    }
    return answer


def _conditions(
    question: _Question,
    found: Sequence[Sequence[_Found]],
    asked: Sequence[int],
    place: Ints,
) -> dict[str, tuple[tuple[str, ...], object]]:
    """Write the clauses of every actor: for each of its moves, what must be no better."""
    rows: list[tuple[int, ...]] = []
    members: list[list[int]] = []
    for c, row in enumerate(found):
        for k, one in enumerate(row):
            rank = question.game.rank[asked[k]]
            here = int(rank[question.state])
            below = rank <= here
            for clause in one.clauses:
                holds = any(all(below[x] for x in way) for way in clause.alternatives)
                rows.append(
                    (
                        c, k, int(place[clause.move]), int(holds), int(clause.holds_always),
                        len(clause.answers),
                    )
                )  # fmt: skip
                near = sorted(clause.answers, key=lambda u: (abs(int(rank[u]) - here), u))
                members.append([int(place[u]) for u in near[:_MEMBERS]])
    if not rows:
        return {}
    table = np.full((len(rows), max(1, *map(len, members))), -1, np.int64)
    for k, near in enumerate(members):
        table[k, : len(near)] = near
    names = ("concept", "actor", "to", "holds", "always", "answers")
    columns = [list(column) for column in zip(*rows, strict=True)]
    return {
        **{f"clause_{name}": (("clause",), col) for name, col in zip(names, columns, strict=True)},
        "clause_answer_to": (("clause", "answer"), table),
    }


class _Pair(NamedTuple):
    """Two states that an actor must rank the other way round."""

    concept: int
    actor: int
    up: int
    down: int
    jointly: bool
    needed: bool
    """Whether a clause names the state below; others only stand in between."""


def _alone(
    question: _Question, found: Sequence[Sequence[_Found]], asked: Sequence[int]
) -> list[_Pair]:
    """List the states that each actor, alone, must come to like less than the state."""
    pairs = []
    for c, row in enumerate(found):
        for k, one in enumerate(row):
            if one.change is None or not one.change.distance:
                continue
            old, new, here = question.game.rank[asked[k]], one.change.rank, question.state
            lower = np.flatnonzero((old > old[here]) & (new < new[here])).tolist()
            named = {x for clause in one.clauses for way in clause.alternatives for x in way}
            lower.sort(key=lambda x: x not in named)
            pairs += [_Pair(c, k, here, x, False, x in named) for x in lower[:_PAIRS]]
    return pairs


def _jointly(
    question: _Question, ranks: Sequence[Ints | None], concepts: Sequence[str]
) -> list[_Pair]:
    """List the pairs that all orders turn round together, for SEQ and SSEQ."""
    pairs = []
    for c, (rank, concept) in enumerate(zip(ranks, concepts, strict=True)):
        if rank is None or rank is question.game.rank or concept not in _CREDIBLE:
            continue
        for k, (old, new) in enumerate(zip(question.game.rank, rank, strict=True)):
            turned = (old[:, None] <= old) & (new[:, None] > new) & (old[:, None] != old)
            for up, down in np.argwhere(turned)[:_PAIRS].tolist():
                pairs.append(_Pair(c, k, up, down, True, True))
    return pairs


def _pairs(pairs: Sequence[_Pair], place: Ints) -> dict[str, tuple[str, object]]:
    """Write the pairs to turn round as arrays; nothing where there are none."""
    if not pairs:
        return {}
    return {
        "pair_concept": ("pair", [one.concept for one in pairs]),
        "pair_actor": ("pair", [one.actor for one in pairs]),
        "pair_up_to": ("pair", [int(place[one.up]) for one in pairs]),
        "pair_down_to": ("pair", [int(place[one.down]) for one in pairs]),
        "pair_jointly": ("pair", [one.jointly for one in pairs]),
        "pair_needed": ("pair", [one.needed for one in pairs]),
    }
