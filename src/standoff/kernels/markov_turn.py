"""One turn of the logit equilibrium, a block of states at a time.

Letters are those of `standoff.kernels.markov`, which says what is computed. The
loops go action by action over `BLOCK` states, so that what is fixed for an
action is read once, and what a block needs stays in the nearest cache.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Ballots, Floats, Ints
from standoff.kernels.votes import Tally, pass_probability

PAD = 4
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
    cost: Floats
    """What the choice costs; (n, BLOCK)."""
    weight: Floats
    """Probability of one outcome; (BLOCK,)."""
    gain: Floats
    """What each actor gains if a proposal passes; (N,)."""
    tally: Floats
    """Scratch for counting votes."""


@nb.njit(cache=True)
def _is_open(rows: Rows, low: int, count: int) -> bool:
    """Say whether an action is available anywhere in a block."""
    is_open = False
    for k in range(low, low + count):
        is_open |= rows[k] >= 0
    return is_open


@nb.njit(cache=True)
def _expect(
    rows: Rows, low: int, count: int, p: float, after: Floats, mover: int, quality: Floats
) -> None:
    """Add ``p`` times what the mover expects after an outcome to its Q."""
    for k in range(count):
        x = rows[low + k]
        # where the action is not available `_price` has the last word
        if x >= 0:
            quality[k] += p * after[x, mover]


@nb.njit(cache=True)
def _expect_vote(
    low: int,
    count: int,
    a: int,
    mover: int,
    game: Round,
    after: Floats,
    precision: Floats,
    ballots: Ballots,
    tally: Tally,
    block: Block,
    n: int,
) -> None:
    """Fill ``passing`` and Q of a proposal."""
    won = game.target[game.outcome_first[a]]
    lost = game.target[game.outcome_first[a] + 1]
    gain = block.gain
    quality = block.share[n]
    passing = block.passing[n]
    for k in range(count):
        x = won[low + k]
        y = lost[low + k]
        passing[k] = np.nan
        if x >= 0:
            for i in range(gain.size):
                gain[i] = after[x, i] - after[y, i]
            p = pass_probability(game.vote[a], gain, precision, ballots, tally, block.tally)
            passing[k] = p
            quality[k] = p * after[x, mover] + (1.0 - p) * after[y, mover]


@nb.njit(cache=True)
def _price(rows: Rows, low: int, count: int, cost: Floats, quality: Floats) -> None:
    """Subtract the cost from Q, and mark with -inf where the action is not available."""
    for k in range(count):
        if rows[low + k] >= 0:
            quality[k] -= cost[k]
        else:
            quality[k] = -np.inf


@nb.njit(cache=True)
def _consider(
    low: int,
    count: int,
    m: int,
    game: Round,
    after: Floats,
    precision: Floats,
    ballots: Ballots,
    tally: Tally,
    block: Block,
) -> int:
    """Fill the mover's Q of every open choice of a block; return how many there are."""
    mover = game.turns[m]
    for k in range(count):
        block.share[0, k] = after[low + k, mover]
    n = int(1)  # noqa: UP018  # a literal would have `_expect_vote` compiled twice
    for a in range(game.actor_first[mover], game.actor_first[mover + 1]):
        first, last = game.outcome_first[a], game.outcome_first[a + 1]
        rows = game.target[first]
        if not _is_open(rows, low, count):
            continue
        block.live[n] = a - game.actor_first[mover] + 1
        quality = block.share[n]
        quality[:] = 0.0
        if game.vote[a] >= 0:
            _expect_vote(low, count, a, mover, game, after, precision, ballots, tally, block, n)
        else:
            for o in range(first, last):
                _expect(game.target[o], low, count, game.probability[o], after, mover, quality)
        if game.cost_row[a] >= 0:
            for k in range(count):
                block.cost[n, k] = game.cost_by_state[game.cost_row[a], low + k]
        else:
            block.cost[n] = game.cost[a]
        _price(rows, low, count, block.cost[n], quality)
        n += 1
    return n


@nb.njit(cache=True)
def _choose(sureness: float, quality: Floats, n: int, count: int) -> None:
    """Turn Q, axes (choice, row), into logit probabilities, in place."""
    for k in range(count):
        best = quality[0, k]
        for j in range(1, n):
            best = max(best, quality[j, k])
        total = 0.0
        for j in range(n):
            q = quality[j, k]
            e = 0.0
            if q == best:
                e = 1.0
            elif q != -np.inf:
                e = math.exp(sureness * (q - best))
            quality[j, k] = e
            total += e
        for j in range(n):
            quality[j, k] /= total


@nb.njit(cache=True)
def _add_outcome(
    low: int, count: int, rows: Rows, weight: Floats, after: Floats, before: Floats
) -> None:
    """Add ``weight`` times what follows to ``count`` rows of ``before`` from ``low`` on."""
    for k in range(count):
        w = weight[k]
        if w != 0.0:
            x = rows[low + k]
            # four at a time, which fill one register
            for i in range(0, after.shape[1], PAD):
                before[low + k, i] += w * after[x, i]
                before[low + k, i + 1] += w * after[x, i + 1]
                before[low + k, i + 2] += w * after[x, i + 2]
                before[low + k, i + 3] += w * after[x, i + 3]


@nb.njit(cache=True)
def _follow(
    low: int,
    count: int,
    m: int,
    n: int,
    game: Round,
    after: Floats,
    before: Floats,
    block: Block,
) -> None:
    """Set a block of ``before`` to the mean of what follows its ``n`` open choices."""
    mover = game.turns[m]
    weight = block.weight
    for k in range(count):
        hold = block.share[0, k]
        for i in range(after.shape[1]):
            before[low + k, i] = hold * after[low + k, i]
    for j in range(1, n):
        a = game.actor_first[mover] + block.live[j] - 1
        share, passing, cost = block.share[j], block.passing[j], block.cost[j]
        for k in range(count):
            before[low + k, mover] -= share[k] * cost[k]
        first = game.outcome_first[a]
        for o in range(first, game.outcome_first[a + 1]):
            for k in range(count):
                p = game.probability[o]
                if game.vote[a] >= 0:
                    p = passing[k] if o == first else 1.0 - passing[k]
                # the vote on what may not be tabled is NaN
                weight[k] = share[k] * p if share[k] > 0.0 else 0.0
            _add_outcome(low, count, game.target[o], weight, after, before)


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
    slot, end = game.slot_first[m], game.slot_first[m + 1]
    block = Block(
        np.zeros(end - slot, dtype=np.int64),
        np.empty((end - slot, BLOCK)),
        np.empty((end - slot, BLOCK)),
        np.empty((end - slot, BLOCK)),
        np.empty(BLOCK),
        np.empty(precision.size),
        np.empty(2 * tally.mass.size),
    )
    for first in range(low, high, BLOCK):
        count = min(high - first, BLOCK)
        n = _consider(first, count, m, game, after, precision, ballots, tally, block)
        _choose(precision[game.turns[m]], block.share, n, count)
        _follow(first, count, m, n, game, after, before, block)
        if choice.shape[0] > 0:
            _keep(first, count, slot, end, n, game.slot_vote, block, choice, passes)
