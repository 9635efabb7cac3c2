"""The smallest change of one weight that makes a resting state no longer one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.errors import CommandError
from standoff.game.admissible import Votes, votes_of
from standoff.game.preferences import (
    rank_of_utility,
    slack_of,
    tolerance_of,
    weights_in_force,
)
from standoff.game.ranges import interval, is_open
from standoff.kernels.breaking import CUT, Cases, Shift, Ways, first_break, ways
from standoff.kernels.sincere import sincere_pass
from standoff.kernels.stability import verdicts
from standoff.kernels.stability_arrivals import most_moves
from standoff.kernels.tables import Floats
from standoff.lenses.playing import processors

if TYPE_CHECKING:
    from standoff.game import Game
    from standoff.kernels.stability import Verdicts

    Small = npt.NDArray[np.integer]

__all__ = ["Change", "Focus", "breaking", "check_listing", "smallest_changes"]

_STRETCHES = 400
"""Stretches between turning points to look at for one weight, at most."""

_NEAREST = 3
"""Resting states looked at where nobody said how many."""

_WORK = 1.5e8
"""Pairs of a state and an actor, search by search, that are looked at in some seconds."""

_LISTED = 20_000_000
"""Moves up to which all are listed where nobody asked for it: a second or two."""

_MOST_BYTES = 2 * 1024**3
"""Memory that the list may take where somebody did."""

_NEAR = 1e-6
"""How far before and after a turning point the engine judges again, relative to it."""


class Weight(NamedTuple):
    """A weight that may move: whose, on what, and how far."""

    actor: int
    interest: str
    value: float
    low: float
    high: float
    """Ends of its range, NaN where it has none."""

    @property
    def scale(self) -> float:
        """What a change is measured against."""
        return abs(self.value)


class Change(NamedTuple):
    """The smallest change that breaks one resting state under one concept."""

    state: int
    concept: int
    weight: Weight | None
    """None where no single weight breaks it within the bounds."""
    to: float
    """The value from which on it is broken."""
    rises: bool
    """The weight grows; that it breaks at once does not show which way it goes."""
    leaver: int
    """Who would leave then."""
    confirmed: bool
    """The engine judges it stable just before, and not just after."""
    cut: bool
    """A smaller change may have been missed, because a search was cut short."""


@dataclass(frozen=True, eq=False)
class Breaking:
    """What all searches in one game share."""

    game: Game

    @cached_property
    def weights(self) -> tuple[Weight, ...]:
        """All weights that may move: those of actors without a tolerance, but for zeros."""
        names = self.game.actor_names
        found = []
        for actor, own in sorted(weights_in_force(self.game.crisis, self.game.motives).items()):
            if tolerance_of(self.game.crisis, actor) == 0.0:
                found += [
                    Weight(
                        names.index(actor),
                        interest,
                        number.value,
                        *(interval(number) if is_open(number) else (math.nan, math.nan)),
                    )
                    for interest, number in sorted(own.items())
                    if number.value != 0.0
                ]
        return tuple(found)

    @cached_property
    def scores(self) -> dict[str, Floats]:
        """Score of every interest in every state."""
        return {
            one.name: self.game.space.over_states(one.score) for one in self.game.crisis.interests
        }

    @cached_property
    def votes(self) -> Votes:
        """All proposals of the game."""
        return votes_of(self.game)

    @cached_property
    def ways(self) -> Ways:
        """All moves of the game."""
        # without votes no cell of it is read, and it is eight times as large as the game
        is_read = bool(self.votes.proposals)
        case = np.full(self.game.moves.available.shape if is_read else (1, 1), -1, np.int64)
        count = 0
        for one in self.votes.proposals:
            case[one.action, one.here] = np.arange(count, count + one.here.size)
            count += one.here.size
        return ways(self.game.moves, case)

    def shift(self, weight: Weight, direction: float) -> Shift:
        """Lay out preferences with one weight moving up (1) or down (-1)."""
        k, game = weight.actor, self.game
        slope = direction * self.scores[weight.interest]
        utility = game.utility[k]
        rank = np.ascontiguousarray(game.rank, np.int32)
        return Shift(k, rank, utility, slope, slack_of(utility), self._cases(k, utility, slope))

    def _cases(self, k: int, utility: Floats, slope: Floats) -> Cases:
        """Say what each vote comes to for each stand that ``k`` may take."""
        gaps, slopes, results = [], [], []
        for one in self.votes.proposals:
            preference = np.sign(self.game.rank[:, one.won] - self.game.rank[:, one.lost])
            stands = []
            for stand in (-1, 0, 1):
                preference[k] = stand
                stands.append(sincere_pass(one.body, preference, self.game.ballots))
            gaps.append(utility[one.won] - utility[one.lost])
            slopes.append(slope[one.won] - slope[one.lost])
            results.append(np.stack(stands, axis=1).astype(np.uint8))
        if not gaps:
            return Cases(np.empty(0), np.empty(0), np.empty((0, 3), np.uint8))
        return Cases(np.concatenate(gaps), np.concatenate(slopes), np.concatenate(results))

    def stays(self, weight: Weight, value: float, concept: int, state: int) -> bool:
        """Judge one state anew by the engine, with one weight at another value."""
        k, game = weight.actor, self.game
        rank = np.array(game.rank)
        moved = game.utility[k] + (value - weight.value) * self.scores[weight.interest]
        rank[k] = rank_of_utility(moved)
        nothing = np.empty(0, np.int64)
        found = verdicts(game.moves, rank, self.votes.passes(rank), nothing, [concept])
        return bool(found.stable[0, :, state].all())


class _Found(NamedTuple):
    """The least move of one weight in one direction that makes somebody leave."""

    size: float
    """Relative to the weight; infinite if there is none."""
    way: float
    """1 up, -1 down."""
    to: float
    leaver: int
    cut: bool


def smallest_changes(
    game: Game, resting: Sequence[tuple[int, int]], *, threads: int | None = None
) -> tuple[Change, ...]:
    """Find, for each resting state, the smallest change of one weight that breaks it.

    A change is measured relative to the weight. A weight is moved to zero or
    to double its value at most, and to the ends of its range where they are
    further away; all others stay as they are.

    Parameters
    ----------
    resting
        Pairs of the number of a concept and the position of a state that is an
        equilibrium under it.
    threads
        Threads to search on; by default one a processor.
    """
    shared = Breaking(game)
    jobs = [(weight, way) for weight in shared.weights for way in (1.0, -1.0)]
    if not jobs:
        return tuple(Change(s, c, None, math.nan, False, -1, True, False) for c, s in resting)
    # before threads, so that they need not wait for one another
    assert shared.ways is not None
    with ThreadPoolExecutor(threads or processors()) as pool:
        searched = list(pool.map(lambda job: _search(shared, job[0], job[1], resting), jobs))
    return tuple(
        _least(shared, concept, state, [(jobs[n][0], row[place]) for n, row in enumerate(searched)])
        for place, (concept, state) in enumerate(resting)
    )


def _search(
    shared: Breaking, weight: Weight, way: float, resting: Sequence[tuple[int, int]]
) -> list[_Found]:
    """Move one weight one way, and say for each resting state how far it can go."""
    shift = shared.shift(weight, way)
    end = weight.high if way > 0 else weight.low
    limit = max(weight.scale, 0.0 if math.isnan(end) else way * (end - weight.value))
    return [
        _first(shared, shift, weight, way, limit * (1.0 + _NEAR), concept, state)
        for concept, state in resting
    ]


def _first(
    shared: Breaking,
    shift: Shift,
    weight: Weight,
    way: float,
    limit: float,
    concept: int,
    state: int,
) -> _Found:
    """Find which actor leaves first."""
    best, leaver, cut = math.inf, -1, False
    for i in range(len(shared.game.actor_names)):
        most = min(limit, best)
        found = first_break(shared.ways, shift, i, state, concept, most, _STRETCHES)
        cut |= found == CUT
        if found != CUT and found < best:
            best, leaver = found, i
    # what rounding calls a tie moves the turning point by less than is kept here
    best = round(best / weight.scale, 7) * weight.scale if leaver >= 0 else best
    return _Found(best / weight.scale, way, weight.value + way * best, leaver, cut)


def _least(
    shared: Breaking, concept: int, state: int, found: list[tuple[Weight, _Found]]
) -> Change:
    """Choose the smallest change, and have the engine judge before and after it."""
    weight, one = min(found, key=lambda pair: pair[1].size)
    cut = any(other.cut for _, other in found)
    if one.leaver < 0:
        return Change(state, concept, None, math.nan, False, -1, True, cut)
    near = _NEAR * weight.scale * max(1.0, one.size)
    before = weight.value + one.way * max(0.0, abs(one.to - weight.value) - near)
    confirmed = shared.stays(weight, before, concept, state) and not shared.stays(
        weight, one.to + one.way * near, concept, state
    )
    return Change(state, concept, weight, one.to, one.way > 0, one.leaver, confirmed, cut)


class Focus(NamedTuple):
    """Which states to look at: around the one looked from, and the end of the record."""

    start: int
    steps: Small
    """Moves from there to each state, -1 if out of reach; shape (S,)."""
    improving: Small
    """The same by improvements."""
    end: int | None
    """Where the record ended, if there is one."""

    def states(self, rests: npt.NDArray[np.bool_], nearest: int) -> list[int]:
        """List resting states: the one looked from, those nearest to it, and the end.

        Those that improvements lead to come before others; ``rests`` is over
        (concept, state).
        """
        held = rests.sum(axis=0)
        found = np.flatnonzero((held > 0) & (self.steps >= 0))
        order = np.lexsort((found, -held[found], self.steps[found], self.improving[found] < 0))
        near = [int(state) for state in found[order] if state != self.start][:nearest]
        around = [self.start, *near, *([] if self.end is None else [self.end])]
        return [state for state in dict.fromkeys(around) if held[state]]


def check_listing(game: Game, most: int | None) -> None:
    """Refuse to list more moves than fit into memory, where it is asked for outright.

    Raises
    ------
    CommandError
        With the size, and what to ask for instead.
    """
    if not most:
        return
    moves = _moves(game)
    size = 9.0 * moves + (10.0 if (game.moves.vote >= 0).any() else 2.0) * game.moves.available.size
    if size > _MOST_BYTES:
        raise CommandError(
            f"To search for the smallest changes that break a rest ('changes'), {moves:,} moves "
            f"would be listed, which takes {size / 1024**3:.1f} GB of memory, more than "
            f"{_MOST_BYTES / 1024**3:.0f} GB.\n"
            "Leave 'changes' out, or let actors control fewer variables, or merge levels."
        )


def _moves(game: Game) -> int:
    """Count the moves of all actors; those that change nothing are counted too."""
    return sum(most_moves(game.moves, k) for k in range(len(game.actor_names)))


def breaking(
    game: Game, found: Verdicts, focus: Focus, most: int | None, threads: int | None = None
) -> tuple[dict[str, tuple[str, object]], dict[str, int]]:
    """Return the smallest changes as variables of an answer, and what was looked at.

    Parameters
    ----------
    most
        How many resting states near the state looked from to look at, besides
        that and the end of the record; by default three, or as many as some
        seconds allow.

    Returns
    -------
    tuple
        Variables over the axis ``change``, and attributes; both empty where no
        weight can be changed, or no state of the focus is at rest. Where there are too
        many moves to list unasked, how many is all that is told.
    """
    weights = Breaking(game).weights
    rests = np.asarray(found.stable.all(axis=1))
    pairs = [
        (place, state)
        for state in focus.states(rests, _NEAREST if most is None else most)
        for place in np.flatnonzero(rests[:, state]).tolist()
    ]
    work = 2.0 * len(weights) * game.state_count * len(game.actor_names)
    if most is None:
        pairs = pairs[: int(_WORK / work)] if work else []
    if not pairs or not weights:
        return {}, {}
    if most is None and (moves := _moves(game)) > _LISTED:
        return {}, {"changes_left_out": moves}
    changes = smallest_changes(
        game, [(found.concepts[place], state) for place, state in pairs], threads=threads
    )
    places = [place for place, _ in pairs]
    return _columns(game, changes, places), {"change_weights": len(weights)}


def _columns(
    game: Game, changes: Sequence[Change], places: Sequence[int]
) -> dict[str, tuple[str, object]]:
    """Lay changes out, one a row."""
    weights = [change.weight or _NOBODY for change in changes]
    columns: dict[str, object] = {
        "state": np.array([int(game.moves.code[change.state]) for change in changes]),
        "concept": np.array(places),
        "actor": np.array([weight.actor for weight in weights]),
        "interest": np.array([weight.interest for weight in weights], np.str_),
        "from": np.array([weight.value for weight in weights]),
        "at": np.array([change.to for change in changes]),
        "rises": np.array([change.rises for change in changes]),
        "low": np.array([weight.low for weight in weights]),
        "high": np.array([weight.high for weight in weights]),
        "leaver": np.array([change.leaver for change in changes]),
        "confirmed": np.array([change.confirmed for change in changes]),
        "cut": np.array([change.cut for change in changes]),
    }
    return {f"change_{name}": ("change", column) for name, column in columns.items()}


_NOBODY = Weight(-1, "", math.nan, math.nan, math.nan)
