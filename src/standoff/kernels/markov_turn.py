"""One turn of the logit equilibrium, a block of states at a time.

Letters are those of `standoff.kernels.markov`, which says what is computed. The
loops go action by action over `BLOCK` states, so that what is fixed for an
action is read once, and what a block needs stays in the nearest cache. First the
mover's Q is made of one number of each row that a choice may lead to, which
brings the row near; then, the probabilities being known, each row is weighed
whole, and no mean of a single choice is ever put down.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.blocks import (
    BLOCK,
    cell,
    closed,
    either,
    is_any,
    pick,
    put_starts,
    targets,
)
from standoff.kernels.eights import (
    LANES,
    add_product,
    add_scaled,
    greater,
    inverse,
    load,
    load_from,
    minus,
    plus,
    same,
    scaled,
    store,
    store_from,
    times,
)
from standoff.kernels.exponential import choice_weight
from standoff.kernels.tables import Ballots, Floats, Ints
from standoff.kernels.votes import Tally, pass_probability

PAD = LANES
LOWEST = -1.7976931348623157e308

Rows = npt.NDArray[np.int32]
Shares = npt.NDArray[np.float64] | npt.NDArray[np.float32]


class Round(NamedTuple):
    """Everything about one round that does not change while solving."""

    target: Rows
    """Row that an outcome leads to, -1 where the action is not available; (O, R)."""
    outcome_first: Ints
    """First outcome of each action, and one past the last; (A + 1,)."""
    probability: Floats
    """Probability of each outcome, NaN where a body decides; (O,)."""
    cost: Floats
    """Cost of each action where it is one number; (A,)."""
    cost_row: Ints
    """Row of ``cost_by_state`` that replaces ``cost``, or -1; (A,)."""
    cost_by_state: Floats
    """Costs that vary by state; (C, R)."""
    vote: Ints
    """Body that decides, or -1; (A,)."""
    actor_first: Ints
    """First action of each actor, and one past the last; (N + 1,)."""
    turns: Ints
    """Mover of each turn; (M,)."""
    slot_first: Ints
    """First slot of each turn, and one past the last; (M + 1,)."""
    slot_vote: Ints
    """Proposal of each slot, or -1; (F,)."""
    chance_target: Rows
    """Row that an outcome of a chance event leads to, -1 where it cannot happen; (X, R)."""
    chance_first: Ints
    """First outcome of each chance event, and one past the last; (E + 1,)."""
    chance_probability: Floats
    """Probability of each outcome of a chance event; (X,)."""
    utility: Floats
    """Received at the end of the round; (R, P)."""
    patience: Floats
    """Factor on the next round; (P,)."""


class Block(NamedTuple):
    """Room for `BLOCK` states in one turn; one per thread.

    Choices that are open nowhere in the block are left out, and ``n`` counts the
    others. Their outcomes stand one after the other, ``t`` of them; to hold is a
    choice with one outcome, the first.
    """

    live: Ints
    """Slot of each choice; (n,)."""
    first: Ints
    """First outcome of each choice, and one past the last; (n + 1,)."""
    share: Floats
    """The mover's Q, then the probability of the choice; (n, BLOCK)."""
    passing: Floats
    """Probability that its proposal passes; (n, BLOCK)."""
    start: Ints
    """Where the row begins that an outcome leads to; (t, BLOCK)."""
    odds: Floats
    """Probability of an outcome of a choice, then that of both; (t, BLOCK)."""
    worth: Floats
    """What the mover expects; (1, BLOCK)."""
    gain: Floats
    """What each actor gains if a proposal passes; (N,)."""
    tally: Floats
    """Scratch for counting votes."""


@nb.njit(cache=True)
def _price(
    target: Rows, o: int, low: int, count: int, fixed: float, n: int, quality: Floats
) -> bool:
    """Begin Q of a choice with what it costs, -inf where it is not available.

    Say whether it is available anywhere in the block.
    """
    seen = targets(target, o, low, count)
    for c in range(BLOCK // LANES):
        found = targets(target, o, low + c * LANES, count - c * LANES)
        seen = either(seen, found)
        store(quality, n, c, minus(closed(found), same(fixed)))
    return bool(is_any(seen))


@nb.njit(cache=True)
def _find(
    target: Rows, o: int, p: float, low: int, count: int, width: int, start: Ints, odds: Floats,
    at: int,
) -> None:  # fmt: skip
    """Fill ``start`` and ``odds`` of outcome ``o``, which stands at ``at``."""
    for c in range(BLOCK // LANES):
        found = targets(target, o, low + c * LANES, count - c * LANES)
        # a choice that is not available has no probability, so any row will do
        put_starts(start, at, c, found, width, low * width)
        store(odds, at, c, same(p))


@nb.njit(cache=True)
def _find_vote(
    low: int, count: int, a: int, n: int, at: int, game: Round, after: Floats, precision: Floats,
    ballots: Ballots, tally: Tally, block: Block,
) -> None:  # fmt: skip
    """Do what `_find` does for both outcomes of a proposal, and fill ``passing``."""
    target, o, gain, width = game.target, game.outcome_first[a], block.gain, after.shape[1]
    for k in range(count):
        x, y = target[o, low + k], target[o + 1, low + k]
        p = np.nan
        if x >= 0:
            for i in range(gain.size):
                gain[i] = after[x, i] - after[y, i]
            p = pass_probability(game.vote[a], gain, precision, ballots, tally, block.tally)
        block.passing[n, k] = p
        if x < 0:
            x, y, p = low + k, low + k, 0.0
        block.start[at, k], block.start[at + 1, k] = x * width, y * width
        block.odds[at, k], block.odds[at + 1, k] = p, 1.0 - p


@nb.njit(cache=True)
def _expect(
    after: Floats, mover: int, start: Ints, odds: Floats, first: int, last: int, n: int,
    quality: Floats,
) -> None:  # fmt: skip
    """Add to Q of choice ``n`` what the mover expects of its outcomes."""
    for c in range(BLOCK // LANES):
        q = load(quality, n, c)
        for t in range(first, last):
            q = add_product(q, load(odds, t, c), pick(after, mover, start, t, c))
        store(quality, n, c, q)


@nb.njit(cache=True)
def _hold(low: int, high: int, after: Floats, mover: int, block: Block) -> None:
    """Fill the first choice and its outcome."""
    start, width = block.start, after.shape[1]
    for k in range(BLOCK):
        start[0, k] = min(low + k, high - 1) * width
    for c in range(BLOCK // LANES):
        store(block.odds, 0, c, same(1.0))
        store(block.share, 0, c, pick(after, mover, start, 0, c))


@nb.njit(cache=True)
def _choose(sureness: float, quality: Floats, n: int, worth: Floats) -> None:
    """Turn Q, axes (choice, row), into logit probabilities, in place; fill ``worth``."""
    for c in range(BLOCK // LANES):
        hold = load(quality, 0, c)
        best = hold
        for j in range(1, n):
            best = greater(best, load(quality, j, c))
        total = choice_weight(sureness, hold, best)
        mean = times(total, hold)
        store(quality, 0, c, total)
        for j in range(1, n):
            q = load(quality, j, c)
            weight = choice_weight(sureness, q, best)
            store(quality, j, c, weight)
            total = plus(total, weight)
            # zero times -inf would be no number
            mean = add_product(mean, weight, greater(q, same(LOWEST)))
        # one division, which is slow, and a product for each choice
        part = inverse(total)
        store(worth, 0, c, times(mean, part))
        for j in range(n):
            store(quality, j, c, times(load(quality, j, c), part))


@nb.njit(cache=True)
def _spread(n: int, first: Ints, share: Floats, odds: Floats) -> None:
    """Multiply the probability of each outcome by that of its choice."""
    for j in range(n):
        for t in range(first[j], first[j + 1]):
            for c in range(BLOCK // LANES):
                store(odds, t, c, times(load(odds, t, c), load(share, j, c)))


@nb.njit(cache=True)
def _add(total: Any, odds: Floats, start: Ints, t: int, k: int, g: int, after: Floats) -> Any:
    """Add what follows an outcome in one state, group ``g`` of actors, to ``total``."""
    return add_scaled(total, cell(odds, t, k), load_from(after, cell(start, t, k) + g))


@nb.njit(cache=True)
def _weigh(
    low: int, count: int, mover: int, outcomes: int, start: Ints, odds: Floats, worth: Floats,
    after: Floats, before: Floats,
) -> None:  # fmt: skip
    """Set a block of ``before`` to the mean over its outcomes, less what the mover pays."""
    width, some = after.shape[1], (outcomes - 1) % 4 + 1
    for g in range(0, width, LANES):
        for k in range(count):
            total = scaled(cell(odds, 0, k), load_from(after, cell(start, 0, k) + g))
            # one to four, then always four: the end of a loop costs more than a step
            for t in range(1, some):
                total = _add(total, odds, start, t, k, g, after)
            for t in range(some, outcomes, 4):
                total = _add(total, odds, start, t, k, g, after)
                total = _add(total, odds, start, t + 1, k, g, after)
                total = _add(total, odds, start, t + 2, k, g, after)
                total = _add(total, odds, start, t + 3, k, g, after)
            store_from(before, (low + k) * width + g, total)
    rows = before[low : low + count]
    for k in range(count):
        rows[k, mover] = worth[0, k]


@nb.njit(cache=True)
def _keep(
    low: int,
    count: int,
    first: int,
    last: int,
    n: int,
    slot_vote: Ints,
    block: Block,
    choice: Shares,
    passes: Shares,
) -> None:
    """Write a turn, slots ``first`` to ``last``, into a block of the policy."""
    for k in range(count):
        row = choice[low + k]
        for f in range(first, last):
            row[f] = 0.0
            if slot_vote[f] >= 0:
                passes[low + k, slot_vote[f]] = np.nan
        row[first] = block.share[0, k]
        for j in range(1, n):
            f = first + block.live[j]
            row[f] = block.share[j, k]
            if slot_vote[f] >= 0:
                passes[low + k, slot_vote[f]] = block.passing[j, k]


@nb.njit(cache=True)
def _lined_up(rows: int, width: int) -> Floats:
    """Make room whose rows begin where lines of the cache do; see `eights.room`."""
    whole = np.empty((rows + 1) * width)
    first = (-whole.ctypes.data % 64) // 8
    return whole[first : first + rows * width].reshape((rows, width))


@nb.njit(cache=True)
def _room(slots: int, outcomes: int, actors: int, cells: int) -> Block:
    """Make room for a block."""
    return Block(
        np.zeros(slots, dtype=np.int64),
        np.array([0, 1] + [0] * slots, dtype=np.int64),
        _lined_up(slots, BLOCK),
        np.empty((slots, BLOCK)),
        # all are read, also past the last state, so no start may lead nowhere
        np.zeros((outcomes, BLOCK), dtype=np.int64),
        _lined_up(outcomes, BLOCK),
        _lined_up(1, BLOCK),
        np.empty(actors),
        np.empty(2 * cells),
    )


@nb.njit(cache=True)
def turn_rows(
    low: int,
    high: int,
    m: int,
    game: Round,
    after: Floats,
    before: Floats,
    precision: Floats,
    ballots: Ballots,
    tally: Tally,
    choice: Shares,
    passes: Shares,
) -> None:
    """Fill rows ``low`` to ``high`` of ``before`` for turn ``m``, as `sweep` asks."""
    mover, slot, end = game.turns[m], game.slot_first[m], game.slot_first[m + 1]
    # every look into a structure counts references, so they are taken out of the loop
    target, outcome_first, probability = game.target, game.outcome_first, game.probability
    own, past, width = game.actor_first[mover], game.actor_first[mover + 1], after.shape[1]
    outcomes = 1 + outcome_first[past] - outcome_first[own]
    block = _room(end - slot, outcomes, precision.size, tally.mass.size)
    fixed, cost_row, by_state = game.cost, game.cost_row, game.cost_by_state
    vote, slot_vote = game.vote, game.slot_vote
    live, share, start, odds, worth = block.live, block.share, block.start, block.odds, block.worth
    first_of = block.first
    is_kept = choice.shape[0] > 0
    for first in range(low, high, BLOCK):
        count = min(high - first, BLOCK)
        _hold(first, high, after, mover, block)
        # literals would have `_find_vote` compiled twice
        n, at = int(1), int(1)  # noqa: UP018
        for a in range(own, past):
            o, row = outcome_first[a], cost_row[a]
            if not _price(target, o, first, count, fixed[a] if row < 0 else 0.0, n, share):
                continue
            for k in range(count if row >= 0 else 0):
                share[n, k] -= by_state[row, first + k]
            live[n], last = a - own + 1, at + outcome_first[a + 1] - o
            if vote[a] >= 0:
                _find_vote(first, count, a, n, at, game, after, precision, ballots, tally, block)
            else:
                for t in range(at, last):
                    p = probability[o + t - at]
                    _find(target, o + t - at, p, first, count, width, start, odds, t)
            _expect(after, mover, start, odds, at, last, n, share)
            n, at = n + 1, last
            first_of[n] = at
        _choose(precision[mover], share, n, worth)
        _spread(n, first_of, share, odds)
        _weigh(first, count, mover, at, start, odds, worth, after, before)
        if is_kept:
            _keep(first, count, slot, end, n, slot_vote, block, choice, passes)
