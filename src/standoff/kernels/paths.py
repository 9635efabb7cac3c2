"""Paths drawn from a policy, counted as they are drawn and never stored.

Letters
-------
``p`` path, ``t`` round of the path (1 is the first one drawn), ``m`` turn,
``e`` chance event, ``r`` row of a covered state, ``f`` slot (a choice of the
mover of one turn), ``a`` action, ``o`` outcome, ``v`` variable; ``A``
actions, ``O`` outcomes, ``R`` rows.

Every number drawn belongs to a place: seed, path, round of the game, and turn
or chance event. One of its two uniforms picks the choice, the other the
outcome. So a path is the same whoever draws it, in whatever company, and the
paths of two policies can be compared one by one.

The loops run turn by turn over a block of paths, because the paths of a block
then read the same part of the policy, and because the steps of different paths
do not wait for each other. Threads share no result: each block is counted by
itself, and counts are whole numbers, whose sum does not depend on its order.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numba as nb
import numpy as np

from standoff.kernels.path_lines import Lines, lines_of, take_turn
from standoff.kernels.path_steps import (
    ANTITHETIC,
    INDEPENDENT,
    STRATIFIED,
    Block,
    Counts,
    Rows,
    Shares,
    Steps,
    Words,
    choose,
    count_first_levels,
    count_first_uses,
    count_levels,
    fill,
    follow,
    happen,
    note_parts,
    open_with,
)
from standoff.kernels.path_tally import (
    Changes,
    Counted,
    Difference,
    Spread,
    Sum,
    Tally,
    longest_opening,
    opening_moves,
)
from standoff.kernels.tables import Floats, Ints

__all__ = [
    "ANTITHETIC",
    "INDEPENDENT",
    "STRATIFIED",
    "Difference",
    "Leg",
    "Plan",
    "Script",
    "Spread",
    "Tally",
    "draw",
    "longest_opening",
    "opening_moves",
]

BLOCK = 8192
"""Paths drawn together: enough to share what they read, few enough to stay in cache."""

_NOWHERE: Rows = np.zeros(0, dtype=np.int32)
_NOBODY: Rows = np.zeros((0, 0), dtype=np.int32)

BATCHES = 40
"""Least number of batches that tell how much dependent draws vary."""


class Script(NamedTuple):
    """What movers and chance do in the covered states."""

    slot_first: Ints
    """First slot of each turn, and one past the last; shape (M + 1,)."""
    slot_action: Ints
    """Action of each slot, -1 for hold; shape (F,)."""
    slot_vote: Ints
    """Column of ``passes`` of a slot, -1 where no body decides; shape (F,)."""
    choice: Shares
    """Probability of each slot; shape (T, R, F), T = 1 if every round is alike."""
    passes: Shares
    """Probability that each proposal passes; shape (T, R, L)."""
    outcome_first: Ints
    """First outcome of each action, and one past the last; shape (A + 1,)."""
    probability: Floats
    """Probability of each outcome; shape (O,)."""
    target: Rows
    """Row that follows each outcome, -1 where it cannot be; shape (O, R)."""
    event_first: Ints
    """First outcome of each chance event, and one past the last; shape (E + 1,)."""
    event_probability: Floats
    """Probability of each outcome of chance."""
    event_target: Rows
    """Row that follows each outcome of chance, -1 where the event cannot happen."""
    cell: Rows
    """Cell in which a state is counted, for each variable; shape (R, V)."""
    parts: Rows = _NOBODY
    """What the members of a group do in each slot, -1 for hold and to fill; shape (F, K),
    without rows where nobody moves at once."""
    profiles: int = 0
    """How many of the actions, the last ones, are profiles of such groups."""

    @property
    def actions(self) -> int:
        """How many actions there are that are no profiles."""
        return len(self.outcome_first) - 1 - self.profiles


class Plan(NamedTuple):
    """Which paths to draw."""

    start: int
    """Row from which every path begins."""
    first_round: int
    """Round of the game in which it begins; 1 is the first."""
    rounds: int
    """Rounds of each path."""
    paths: int
    """Number of paths."""
    seed: int
    """Key of the generator, below 2**64."""
    cells: int
    """Number of cells in which levels are counted."""
    opening: int
    """How many moves of a path count as its opening."""
    draws: int = INDEPENDENT
    """How the numbers of different paths hang together."""


class Leg(NamedTuple):
    """A stretch of rounds that are played by one script."""

    script: Script
    rounds: int
    """Rounds of the stretch, 0 or more."""
    entry: Rows
    """Row in which it begins, by the row in which the leg before ended; ``start`` is a row
    of the leg before the first."""


def steps_of(script: Script, cells: int) -> Steps:
    """Lay a script out for the loops."""
    rows = script.cell.shape[0]
    action = np.asarray(script.slot_action, dtype=np.int64)
    acts, own = action >= 0, np.maximum(action, 0)
    # what is done in a profile is noted part by part
    marks = acts & (action < script.actions)
    outcomes = np.append(np.diff(script.outcome_first), 1)
    count = np.where(acts, outcomes[own], 1)
    first = np.where(acts, script.outcome_first[own], len(script.target))
    probability = np.append(script.probability, 1.0)
    is_odd = (count > 2) | (np.asarray(script.slot_vote) >= 0)
    seen = np.zeros((rows, -(-cells // 64)), dtype=np.uint64)
    for column in script.cell.T:
        seen[np.arange(rows), column // 64] |= np.uint64(1) << (column % 64).astype(np.uint64)
    return Steps(
        slot_first=script.slot_first,
        action=action,
        outcome=first.astype(np.int32),
        odds=np.where(count == 2, probability[first], 2.0),
        vote=np.asarray(script.slot_vote, dtype=np.int32),
        more=np.where(count > 2, count, 0).astype(np.int32),
        is_plain=np.array(
            [not is_odd[f:g].any() for f, g in itertools.pairwise(script.slot_first)], np.uint8
        ),
        is_joint=np.array(
            [
                (action[f:g] >= script.actions).any()
                for f, g in itertools.pairwise(script.slot_first)
            ],
            np.uint8,
        ),
        parts=script.parts,
        word=np.where(marks, own // 64, 0).astype(np.int32),
        bit=np.where(marks, np.uint64(1) << (own % 64).astype(np.uint64), np.uint64(0)),
        choice=script.choice,
        passes=script.passes,
        probability=probability,
        target=np.concatenate([script.target, np.arange(rows, dtype=np.int32)[None]]),
        event_first=script.event_first,
        event_probability=script.event_probability,
        event_target=script.event_target,
        cell=script.cell,
        seen=seen,
    )


@nb.njit(cache=True, nogil=True)
def _note_round(steps: Steps, t: int, on: Block, before: Words, counts: Counts, at: Rows) -> None:
    """Count where the paths of a block are after round ``t``."""
    count_levels(steps, on.row, counts.levels[t])
    count_first_uses(before, on.used, counts.first_use, t)
    count_first_levels(steps, on, counts.first_level, t)
    if at.shape[0] > 0:
        for p in range(on.row.size):
            for v in range(at.shape[2]):
                at[t, p, v] = steps.cell[on.row[p], v]


@nb.njit(cache=True, nogil=True)
def _play(
    steps: Steps,
    lines: Lines | None,
    plan: Plan,
    path: int,
    begin: int,
    end: int,
    on: Block,
    before: Words,
    group: Ints | None,
    counts: Counts,
    at: Rows,
) -> bool:
    """Play rounds from ``begin`` to before ``end``; return whether all paths stay covered.

    Round 0 is the beginning, in which nothing is played. ``before`` is what had been used,
    ``group`` room for stratified draws. What is None is left out when this is compiled.
    """
    turns = steps.slot_first.size - 1
    base = counts.first_use.shape[0] + 1
    full = base ** (plan.opening - 1) if plan.opening else 0
    is_open = plan.opening > 0
    for t in range(begin, end):
        period = plan.first_round + t - 1
        table = 0 if steps.choice.shape[0] == 1 else period - 1
        for m in range(turns if t > 0 else 0):
            first, stop = steps.slot_first[m], steps.slot_first[m + 1]
            if stop - first > 1:
                fill(plan.seed, path, period, m, plan.draws, group, on)
                if lines is None:
                    choose(steps.choice[table], first, stop, on.row, on.u, on.slot)
                    covered = follow(steps, table, m, on)
                else:
                    covered = take_turn(steps, lines, m, on)
                if not covered:
                    return False
                if steps.is_joint[m] == 1:
                    is_open = note_parts(steps, on, base, full)
                elif is_open:
                    is_open = open_with(steps.action, on, base, full)
        for e in range(steps.event_first.size - 1 if t > 0 else 0):
            fill(plan.seed, path, period, turns + e, plan.draws, group, on)
            if not happen(steps, e, on):
                return False
        _note_round(steps, t, on, before, counts, at)
    return True


@dataclass(frozen=True)
class _Course:
    """Legs as the loops read them, with the round in which each ends."""

    legs: tuple[tuple[Steps, Lines | None, int, Rows], ...]
    actions: int

    @classmethod
    def of(cls, legs: Sequence[Leg], plan: Plan) -> _Course:
        ends = np.cumsum([leg.rounds for leg in legs]).tolist()
        laid = []
        for leg, end in zip(legs, ends, strict=True):
            steps = steps_of(leg.script, plan.cells)
            moves = plan.paths * leg.rounds * (len(leg.script.slot_first) - 1)
            laid.append((steps, lines_of(steps, moves), end, leg.entry))
        return cls(tuple(laid), legs[0].script.actions)

    def walk(self, plan: Plan, path: int, count: int, keep: bool = False) -> Counted:
        """Draw ``count`` paths from number ``path`` on, leg after leg, and count what they do."""
        first = self.legs[0][0]
        on = Block(
            row=np.full(count, plan.start, dtype=np.int32),
            slot=np.zeros(count, dtype=np.int32),
            used=np.zeros((count, max(1, -(-self.actions // 64))), dtype=np.uint64),
            seen=np.zeros((count, first.seen.shape[1]), dtype=np.uint64),
            code=np.zeros(count, dtype=np.int64),
            u=np.empty(count),
            w=np.empty(count),
        )
        counts = Counts(
            levels=np.zeros((plan.rounds + 1, plan.cells), dtype=np.int64),
            first_use=np.zeros((self.actions, plan.rounds + 1), dtype=np.int64),
            first_level=np.zeros((plan.cells, plan.rounds + 1), dtype=np.int64),
        )
        at = np.empty(((plan.rounds + 1) * keep, count, first.cell.shape[1]), dtype=np.int32)
        begin = 0
        for number, (steps, lines, end, entry) in enumerate(self.legs):
            if number:
                on.row[:] = entry[on.row]
            group = np.zeros(len(steps.cell), np.int64) if plan.draws == STRATIFIED else None
            if (on.row < 0).any() or not _play(
                steps, lines, plan, path, begin, end + 1, on, on.used.copy(), group, counts, at
            ):
                raise ValueError("A path leaves the states that the policy covers.")
            begin = end + 1
        return Counted(counts, on, at)


def _waves(paths: int, size: int, threads: int) -> Iterator[list[tuple[int, int]]]:
    """Cut the paths into blocks, as many at a time as there are threads."""
    for at in range(0, paths, size * threads):
        stop = min(paths, at + size * threads)
        yield [(first, min(size, stop - first)) for first in range(at, stop, size)]


def _block_size(plan: Plan, block: int, threads: int) -> int:
    """Choose how many paths are drawn together; where draws depend, that is a batch."""
    if plan.draws == INDEPENDENT:
        return max(1, min(block, -(-plan.paths // threads)))
    size = min(BLOCK, -(-plan.paths // BATCHES))
    return size + size % 2


def draw(
    script: Script | Sequence[Leg],
    plan: Plan,
    *,
    beside: Sequence[Leg] | None = None,
    threads: int = 1,
    block: int = BLOCK,
    progress: Callable[[int, int], None] | None = None,
) -> Tally:
    """Draw paths from a policy and return what was counted on them.

    In each round every turn's mover chooses, the choice has its outcome, and
    at the end the chance events happen in their order. The tally depends on
    ``script`` and ``plan`` only, not on ``threads`` or ``block``.

    Parameters
    ----------
    script
        What movers do: always the same, or leg after leg.
    beside
        Other legs, that the same paths are drawn along a second time; the tally
        then says what they change. The draws must be independent.
    threads
        Blocks drawn at a time; the compiled code runs without Python's lock.
    block
        Most paths in a block. Memory grows with blocks and threads, and with
        the number of different openings, not with the number of paths.
    progress
        Called with the paths drawn so far and the paths in all, after each
        wave of blocks.

    Raises
    ------
    ValueError
        If a path reaches a state that the script does not cover.
    OverflowError
        If an opening is too long to be coded; see `longest_opening`.

    References
    ----------
    L'Ecuyer, Lécot and Tuffin (2008), "A randomized quasi-Monte Carlo
    simulation method for Markov chains", Operations Research 56(4):958-975:
    the stratified draws.
    """
    legs = [Leg(script, plan.rounds, _NOWHERE)] if isinstance(script, Script) else list(script)
    actions = legs[0].script.actions
    if plan.opening > longest_opening(actions):
        raise OverflowError(f"an opening of {plan.opening} moves does not fit a code")
    courses = [_Course.of(each, plan) for each in (legs, beside) if each is not None]
    size = _block_size(plan, block if beside is None else min(block, 1024), threads)
    batches = None if plan.draws == INDEPENDENT else (-(-plan.paths // size), size)
    shape = plan.rounds + 1, plan.cells, actions
    sums, changes = [Sum(*shape, batches) for _ in courses], Changes(*shape)

    def walks(at: tuple[int, int]) -> list[Counted]:
        return [course.walk(plan, *at, keep=len(courses) > 1) for course in courses]

    with ThreadPoolExecutor(threads) as pool:
        for wave in _waves(plan.paths, size, threads):
            counted = list(pool.map(walks, wave))
            for total, found in zip(sums, zip(*counted, strict=True), strict=True):
                total.add([one.counts for one in found], [one.on.code for one in found])
            if beside is not None:
                changes.add(counted)
            if progress is not None:
                progress(wave[-1][0] + wave[-1][1], plan.paths)
    if beside is None:
        return sums[0].tally()
    return sums[0].tally(changes.difference(sums[1].tally()))
