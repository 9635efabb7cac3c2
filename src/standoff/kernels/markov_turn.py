"""One turn of the logit equilibrium, a block of states at a time.

Letters are those of `standoff.kernels.markov`, which says what is computed. The
loops go action by action over `BLOCK` states, so that what is fixed for an
action is read once, and what a block needs stays in the nearest cache. Each row
of values is fetched once: what all actors expect of a choice is put down next
to the mover's Q, and only the probabilities are still missing.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.eights import (
    LANES,
    add_product,
    add_scaled,
    greater,
    inverse,
    load,
    minus,
    plus,
    scaled,
    store,
    times,
)
from standoff.kernels.exponential import choice_weight
from standoff.kernels.tables import Ballots, Floats, Ints
from standoff.kernels.votes import Tally, pass_probability

PAD = LANES
BLOCK = 64

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

    Slots that are open nowhere in the block are left out, and ``n`` counts the
    others.
    """

    live: Ints
    """Slot of each open choice; (n,)."""
    share: Floats
    """The mover's Q, then the probability of the choice; (n, BLOCK)."""
    passing: Floats
    """Probability that its proposal passes; (n, BLOCK)."""
    mean: Floats
    """What everybody expects of the choice, its cost left out; (n * BLOCK, P)."""
    cost: Floats
    """What each choice costs, the first row what is paid on average; (n, BLOCK)."""
    gain: Floats
    """What each actor gains if a proposal passes; (N,)."""
    tally: Floats
    """Scratch for counting votes."""


@nb.njit(cache=True)
def _is_open(target: Rows, o: int, low: int, count: int) -> bool:
    """Say whether an action is available anywhere in a block."""
    is_open = False
    for k in range(low, low + count):
        is_open |= target[o, k] >= 0
    return is_open


@nb.njit(cache=True)
def _expect(
    target: Rows, o: int, p: float, is_new: bool, low: int, count: int, after: Floats, mean: Floats,
    at: int,
) -> None:  # fmt: skip
    """Put ``p`` times what follows an outcome into ``mean`` from row ``at`` on, or add it."""
    for k in range(count):
        x = target[o, low + k]
        # where the action is not available `_price` has the last word
        x = low + k if x < 0 else x
        for g in range(after.shape[1] // LANES):
            if is_new:
                store(mean, at + k, g, scaled(p, load(after, x, g)))
            else:
                store(mean, at + k, g, add_scaled(load(mean, at + k, g), p, load(after, x, g)))


@nb.njit(cache=True)
def _expect_two(
    target: Rows, o: int, p: float, q: float, low: int, count: int, after: Floats, mean: Floats,
    at: int,
) -> None:  # fmt: skip
    """Do what `_expect` does for outcome ``o`` and the next, with half the writing."""
    for k in range(count):
        x, y = target[o, low + k], target[o + 1, low + k]
        if x < 0:
            x, y = low + k, low + k
        for g in range(after.shape[1] // LANES):
            part = scaled(p, load(after, x, g))
            store(mean, at + k, g, add_scaled(part, q, load(after, y, g)))


@nb.njit(cache=True)
def _expect_vote(
    low: int, count: int, a: int, n: int, game: Round, after: Floats, precision: Floats,
    ballots: Ballots, tally: Tally, block: Block,
) -> None:  # fmt: skip
    """Fill ``passing`` and ``mean`` of a proposal."""
    target, o, mean, gain = game.target, game.outcome_first[a], block.mean, block.gain
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
        for g in range(after.shape[1] // LANES):
            part = scaled(p, load(after, x, g))
            store(mean, n * BLOCK + k, g, add_scaled(part, 1.0 - p, load(after, y, g)))


@nb.njit(cache=True)
def _price(
    target: Rows, o: int, low: int, count: int, mover: int, fixed: float, by_state: Floats,
    row: int, n: int, mean: Floats, cost: Floats, quality: Floats,
) -> None:  # fmt: skip
    """Fill Q and the cost of choice ``n``: -inf and 0 where it is not available.

    ``fixed`` is what it costs, or row ``row`` of ``by_state`` where that is not -1.
    """
    for k in range(count):
        c = fixed if row < 0 else by_state[row, low + k]
        q = mean[n * BLOCK + k, mover] - c
        is_open = target[o, low + k] >= 0
        quality[n, k] = q if is_open else -np.inf
        cost[n, k] = c if is_open else 0.0


@nb.njit(cache=True)
def _expect_all(
    target: Rows, first: int, last: int, probability: Floats, low: int, count: int, after: Floats,
    mean: Floats, at: int,
) -> None:  # fmt: skip
    """Fill ``mean`` from row ``at`` on with what follows outcomes ``first`` to ``last``."""
    o = first
    if last - first > 1:
        p, q = probability[o], probability[o + 1]
        _expect_two(target, o, p, q, low, count, after, mean, at)
        o += 2
    while o < last:
        _expect(target, o, probability[o], o == first, low, count, after, mean, at)
        o += 1


@nb.njit(cache=True)
def _choose(sureness: float, quality: Floats, n: int, cost: Floats) -> None:
    """Turn Q, axes (choice, row), into logit probabilities, in place.

    Row 0 of ``cost`` becomes what the mover is expected to pay.
    """
    for c in range(BLOCK // LANES):
        best = load(quality, 0, c)
        for j in range(1, n):
            best = greater(best, load(quality, j, c))
        total = choice_weight(sureness, load(quality, 0, c), best)
        paid = minus(total, total)
        store(quality, 0, c, total)
        for j in range(1, n):
            weight = choice_weight(sureness, load(quality, j, c), best)
            store(quality, j, c, weight)
            total = plus(total, weight)
            paid = add_product(paid, weight, load(cost, j, c))
        # one division, which is slow, and a product for each choice
        part = inverse(total)
        store(cost, 0, c, times(paid, part))
        for j in range(n):
            store(quality, j, c, times(load(quality, j, c), part))


@nb.njit(cache=True)
def _weigh(
    low: int, count: int, mover: int, n: int, share: Floats, mean: Floats, cost: Floats,
    after: Floats, before: Floats,
) -> None:  # fmt: skip
    """Set a block of ``before`` to the mean over its ``n`` open choices, less what is paid."""
    groups, is_pair = after.shape[1] // LANES, n > 2
    for k in range(count):
        for g in range(groups):
            total = scaled(share[0, k], load(after, low + k, g))
            if is_pair:
                total = add_scaled(total, share[1, k], load(mean, BLOCK + k, g))
                total = add_scaled(total, share[2, k], load(mean, 2 * BLOCK + k, g))
            store(before, low + k, g, total)
    for j in range(3 if is_pair else 1, n, 2):
        at, is_pair = j * BLOCK, j + 1 < n
        for k in range(count):
            for g in range(groups):
                total = load(before, low + k, g)
                total = add_scaled(total, share[j, k], load(mean, at + k, g))
                if is_pair:
                    total = add_scaled(total, share[j + 1, k], load(mean, at + BLOCK + k, g))
                store(before, low + k, g, total)
    for k in range(count):
        before[low + k, mover] -= cost[0, k]


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
def _room(slots: int, width: int, actors: int, cells: int) -> Block:
    """Make room for a block."""
    return Block(
        np.zeros(slots, dtype=np.int64),
        _lined_up(slots, BLOCK),
        np.empty((slots, BLOCK)),
        _lined_up(slots * BLOCK, width),
        _lined_up(slots, BLOCK),
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
    block = _room(end - slot, after.shape[1], precision.size, tally.mass.size)
    # every look into a structure counts references, so they are taken out of the loop
    target, outcome_first, probability = game.target, game.outcome_first, game.probability
    fixed, cost_row, by_state = game.cost, game.cost_row, game.cost_by_state
    vote, slot_vote, own = game.vote, game.slot_vote, game.actor_first[mover]
    live, share, mean, cost = block.live, block.share, block.mean, block.cost
    is_kept = choice.shape[0] > 0
    for first in range(low, high, BLOCK):
        count = min(high - first, BLOCK)
        for k in range(count):
            share[0, k] = after[first + k, mover]
        n = int(1)  # noqa: UP018  # a literal would have `_expect_vote` compiled twice
        for a in range(own, game.actor_first[mover + 1]):
            o = outcome_first[a]
            if not _is_open(target, o, first, count):
                continue
            live[n] = a - own + 1
            if vote[a] >= 0:
                _expect_vote(first, count, a, n, game, after, precision, ballots, tally, block)
            else:
                _expect_all(
                    target, o, outcome_first[a + 1], probability, first, count, after, mean,
                    n * BLOCK,
                )  # fmt: skip
            _price(
                target, o, first, count, mover, fixed[a], by_state, cost_row[a], n, mean, cost,
                share,
            )  # fmt: skip
            n += 1
        _choose(precision[mover], share, n, cost)
        _weigh(first, count, mover, n, share, mean, cost, after, before)
        if is_kept:
            _keep(first, count, slot, end, n, slot_vote, block, choice, passes)
