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

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.random import fill_pairs
from standoff.kernels.tables import Bytes, Floats, Ints

Rows = npt.NDArray[np.int32]

BLOCK = 8192
"""Paths drawn together: enough to share what they read, few enough to stay in cache."""


class Script(NamedTuple):
    """What movers and chance do in the covered states."""

    slot_first: Ints
    """First slot of each turn, and one past the last; shape (M + 1,)."""
    slot_action: Ints
    """Action of each slot, -1 for hold; shape (F,)."""
    slot_vote: Ints
    """Column of ``passes`` of a slot, -1 where no body decides; shape (F,)."""
    choice: Floats | npt.NDArray[np.float32]
    """Probability of each slot; shape (T, R, F), T = 1 if every round is alike."""
    passes: Floats | npt.NDArray[np.float32]
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


class Tally(NamedTuple):
    """What was counted over all paths."""

    levels: Ints
    """Paths in each cell after each round, row 0 at the beginning; shape (rounds + 1, cells)."""
    first_use: Ints
    """Paths that first use an action in each round; shape (A, rounds + 1), column 0 empty."""
    opening: Ints
    """Code of each opening that occurred, ascending; decoded by `opening_moves`."""
    opening_count: Ints
    """Paths with that opening."""


class Block(NamedTuple):
    """Paths drawn together, as they stand."""

    row: Rows
    """Where each path is; shape (p,)."""
    done: Rows
    """Action just taken, -1 for hold; shape (p,)."""
    used: Bytes
    """1 for each action ever taken; shape (p, A)."""
    code: Ints
    """Opening so far, one digit a move; shape (p,)."""
    u: Floats
    """Number that picks the choice, or what chance does; shape (p,)."""
    w: Floats
    """Number that picks the outcome of the choice; shape (p,)."""


@nb.njit(cache=True, nogil=True, inline="always")
def _pick(share: Floats, first: int, stop: int, u: float) -> int:
    """Return the position in ``first``..``stop`` that ``u`` falls upon."""
    total = 0.0
    last = first
    for j in range(first, stop):
        if share[j] > 0.0:
            total += share[j]
            last = j
            if u < total:
                break
    return last


@nb.njit(cache=True, nogil=True, inline="always")
def _arrive(r: int) -> int:
    if r < 0:
        raise ValueError("A path leaves the states that the policy covers.")
    return r


@nb.njit(cache=True, nogil=True)
def _count_levels(script: Script, row: Rows, counts: Ints) -> None:
    for p in range(row.size):
        for v in range(script.cell.shape[1]):
            counts[script.cell[row[p], v]] += 1


@nb.njit(cache=True, nogil=True)
def _take_turn(script: Script, table: int, m: int, on: Block) -> None:
    """Let the mover of one turn act on every path."""
    first, stop = script.slot_first[m], script.slot_first[m + 1]
    for p in range(on.row.size):
        f = _pick(script.choice[table, on.row[p]], first, stop, on.u[p])
        a = script.slot_action[f]
        on.done[p] = a
        if a < 0:
            continue
        o = script.outcome_first[a]
        vote = script.slot_vote[f]
        if vote >= 0:
            o += not on.w[p] < script.passes[table, on.row[p], vote]
        else:
            o = _pick(script.probability, o, script.outcome_first[a + 1], on.w[p])
        on.row[p] = _arrive(script.target[o, on.row[p]])


@nb.njit(cache=True, nogil=True)
def _let_happen(script: Script, e: int, on: Block) -> None:
    """Let one chance event happen, where it may, on every path."""
    first, stop = script.event_first[e], script.event_first[e + 1]
    for p in range(on.row.size):
        if script.event_target[first, on.row[p]] >= 0:
            o = _pick(script.event_probability, first, stop, on.u[p])
            on.row[p] = _arrive(script.event_target[o, on.row[p]])


@nb.njit(cache=True, nogil=True)
def _note(on: Block, first_use: Ints, column: int, longest: int) -> None:
    """Count first uses, and write the first moves of each path into its code."""
    base = on.used.shape[1] + 1
    full = base ** (longest - 1) if longest else 0
    for p in range(on.done.size):
        a = on.done[p]
        if a >= 0:
            if not on.used[p, a]:
                on.used[p, a] = 1
                first_use[a, column] += 1
            # A code has no zero digits, so it has `longest` digits from here up.
            if on.code[p] < full:
                on.code[p] = on.code[p] * base + a + 1


@nb.njit(cache=True, nogil=True)
def _walk(script: Script, plan: Plan, first_path: int, count: int) -> tuple[Ints, Ints, Ints]:
    """Draw ``count`` paths from number ``first_path`` on and count what they do."""
    turns = script.slot_first.size - 1
    actions = script.outcome_first.size - 1
    seed, path = np.uint64(plan.seed), np.uint64(first_path)
    on = Block(
        np.full(count, plan.start, dtype=np.int32),
        np.empty(count, dtype=np.int32),
        np.zeros((count, actions), dtype=np.uint8),
        np.zeros(count, dtype=np.int64),
        np.empty(count, dtype=np.float64),
        np.empty(count, dtype=np.float64),
    )
    levels = np.zeros((plan.rounds + 1, plan.cells), dtype=np.int64)
    first_use = np.zeros((actions, plan.rounds + 1), dtype=np.int64)
    _count_levels(script, on.row, levels[0])
    for t in range(1, plan.rounds + 1):
        period = plan.first_round + t - 1
        table = 0 if script.choice.shape[0] == 1 else period - 1
        for m in range(turns):
            if script.slot_first[m + 1] - script.slot_first[m] > 1:
                fill_pairs(seed, path, np.uint64(period), np.uint64(m), on.u, on.w)
                _take_turn(script, table, m, on)
                _note(on, first_use, t, plan.opening)
        for e in range(script.event_first.size - 1):
            fill_pairs(seed, path, np.uint64(period), np.uint64(turns + e), on.u, on.w)
            _let_happen(script, e, on)
        _count_levels(script, on.row, levels[t])
    return levels, first_use, on.code


def _waves(paths: int, block: int, threads: int) -> Iterator[list[tuple[int, int]]]:
    """Cut the paths into blocks, as many at a time as there are threads."""
    size = max(1, min(block, -(-paths // threads)))
    blocks = [(first, min(size, paths - first)) for first in range(0, paths, size)]
    for at in range(0, len(blocks), threads):
        yield blocks[at : at + threads]


def _merge_openings(tally: Tally, codes: list[Ints]) -> tuple[Ints, Ints]:
    """Add the openings of a wave of blocks to those counted before."""
    new, count = np.unique(np.concatenate(codes), return_counts=True)
    merged, place = np.unique(np.concatenate([tally.opening, new]), return_inverse=True)
    total = np.zeros(len(merged), dtype=np.int64)
    np.add.at(total, place, np.concatenate([tally.opening_count, count]))
    return merged, total


def draw(
    script: Script,
    plan: Plan,
    *,
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
    """
    actions = len(script.outcome_first) - 1
    if plan.opening > longest_opening(actions):
        raise OverflowError(f"an opening of {plan.opening} moves does not fit a code")
    tally = Tally(
        np.zeros((plan.rounds + 1, plan.cells), dtype=np.int64),
        np.zeros((actions, plan.rounds + 1), dtype=np.int64),
        np.zeros(0, dtype=np.int64),
        np.zeros(0, dtype=np.int64),
    )
    drawn = 0
    with ThreadPoolExecutor(threads) as pool:
        for wave in _waves(plan.paths, block, threads):
            counted = list(pool.map(lambda b: _walk(script, plan, *b), wave))
            for levels, first_use, _ in counted:
                tally.levels[...] += levels
                tally.first_use[...] += first_use
            tally = Tally(
                tally.levels, tally.first_use, *_merge_openings(tally, [c[2] for c in counted])
            )
            drawn += sum(count for _, count in wave)
            if progress is not None:
                progress(drawn, plan.paths)
    return tally


def longest_opening(actions: int) -> int:
    """Return how many moves fit into the code of an opening.

    Examples
    --------
    >>> longest_opening(1), longest_opening(9), longest_opening(99)
    (62, 18, 9)
    """
    length = 0
    while (actions + 1) ** (length + 1) <= 2**63 and length < 62:
        length += 1
    return length


def opening_moves(code: int, actions: int) -> tuple[int, ...]:
    """Return the actions of an opening, first move first.

    Examples
    --------
    With nine actions the code reads like a decimal number, actions from 1:

    >>> opening_moves(305 + 40, 9), opening_moves(0, 9)
    ((2, 3, 4), ())
    """
    moves: list[int] = []
    while code:
        code, digit = divmod(code, actions + 1)
        moves.insert(0, digit - 1)
    return tuple(moves)
