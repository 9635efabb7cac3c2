"""One turn, one chance event and one round of many paths: the loops of `paths`.

Letters are those of `standoff.kernels.paths`. The loops have no branch whose
way is hard to guess: a processor that guesses wrong throws away what it had
begun for the next few paths, and drawing spends its time on little else.
So `hold` is an action with one outcome, which leads back to where it is taken;
a choice is found by adding up all shares and counting those that the number
drawn has passed; and what was used is a bit that is set again.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.random import bit_reversed, fill_pairs, unit_of, word_of
from standoff.kernels.tables import Bytes, Floats, Ints

Rows = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]
Shares = npt.NDArray[np.float64] | npt.NDArray[np.float32]

INDEPENDENT, ANTITHETIC, STRATIFIED = 0, 1, 2
"""How the numbers of different paths hang together; see `standoff.kernels.paths.draw`."""

Index = np.uint64
"""What arrays are indexed by: of a signed number the sign is looked at each time."""

_ONE = np.uint64(1)
_ALL = np.uint64(2**64 - 1)
_ELSEWHERE = np.uint64(2**30)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_GREATEST = 1.0 - 2.0**-53
_TOP = np.uint64(58)
_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)


def _bit_table() -> npt.NDArray[np.int64]:
    """Say which bit is set, by the top six bits of its product with a de Bruijn word."""
    table = np.zeros(64, dtype=np.int64)
    for bit in range(64):
        table[((int(_DE_BRUIJN) << bit) & (2**64 - 1)) >> 58] = bit
    return table


_BIT = _bit_table()


class Steps(NamedTuple):
    """A script as the loops read it."""

    slot_first: Ints
    """First slot of each turn, and one past the last; (M + 1,)."""
    action: Ints
    """Action of each slot, -1 for hold; (F,)."""
    outcome: Rows
    """First outcome of each slot; that of hold leads to where it is taken; (F,)."""
    odds: Floats
    """Probability of the first of two outcomes, 2 where there are not two; (F,)."""
    vote: Rows
    """Column of ``passes`` of each slot, -1 where no body decides; (F,)."""
    more: Rows
    """How many outcomes a slot has if more than two, else 0; (F,)."""
    is_joint: Bytes
    """1 where several choose at once, so that a slot is a profile; (M,)."""
    parts: Rows
    """Actions of each slot, -1 for hold and to fill; (F, K), no rows if none is joint."""
    is_plain: Bytes
    """1 where no choice of a turn has more than two outcomes or is put to the vote; (M,)."""
    word: Rows
    """Which word of what a path has used the slot sets a bit of; (F,)."""
    bit: Words
    """That bit; 0 for hold; (F,)."""
    choice: Shares
    """Probability of each slot; (T, R, F)."""
    passes: Shares
    """Probability that each proposal passes; (T, R, L)."""
    probability: Floats
    """Probability of each outcome; (O,)."""
    target: Rows
    """Row that follows each outcome, that of hold among them; (O + 1, R)."""
    event_first: Ints
    event_probability: Floats
    event_target: Rows
    """Chance events, as in `standoff.kernels.paths.Script`."""
    cell: Rows
    """Cell in which a state is counted, for each variable; (R, V)."""
    seen: Words
    """The cells of each state as bits; (R, words)."""


class Block(NamedTuple):
    """Paths drawn together, as they stand."""

    row: Rows
    """Where each path is; (p,)."""
    slot: Rows
    """Slot just taken; (p,)."""
    used: Words
    """A bit for each action ever taken; (p, words)."""
    seen: Words
    """A bit for each cell ever counted in; (p, words)."""
    code: Ints
    """Opening so far, one digit a move; (p,)."""
    u: Floats
    """Number that picks the choice, or what chance does; (p,)."""
    w: Floats
    """Number that picks the outcome of the choice; (p,)."""


class Counts(NamedTuple):
    """What is counted on the way; the axes are those of `standoff.kernels.paths.Tally`."""

    levels: Ints
    first_use: Ints
    first_level: Ints


@nb.njit(cache=True, nogil=True, inline="always")
def pick(share: Floats, first: int | Index, stop: int | Index, u: float) -> np.int64:
    """Return the position in ``first``..``stop`` that ``u`` falls upon."""
    total = 0.0
    last = np.int64(first)
    for j in range(last, np.int64(stop)):
        if share[j] > 0.0:
            total += share[j]
            last = np.int64(j)
            if u < total:
                break
    return last


@nb.njit(cache=True, nogil=True)
def choose(share: Shares, first: int, stop: int, row: Rows, u: Floats, slot: Rows) -> None:
    """Let each path's number pick a slot, by the shares of its row; axes ``(r, f)``."""
    begin, count = Index(first), Index(stop - first)
    for p in range(row.size):
        r = Index(row[p])
        f = begin
        total = 0.0
        x = u[p]
        for j in range(count):
            total += share[r, begin + Index(j)]
            f += Index(x >= total)
        if f == stop:
            # rounding has left a little below one: it is the last slot's that can be
            f -= _ONE
            while f > begin and share[r, f] <= 0.0:
                f -= _ONE
        slot[p] = f


@nb.njit(cache=True, nogil=True)
def follow(steps: Steps, table: int, m: int, on: Block) -> bool:
    """Let each path's choice have its outcome; return whether all arrive somewhere."""
    lost = 0
    is_plain = steps.is_plain[m] == 1
    for p in range(on.row.size):
        f = Index(on.slot[p])
        r = Index(on.row[p])
        o = Index(steps.outcome[f])
        odds = steps.odds[f]
        if not is_plain:
            if steps.vote[f] >= 0:
                odds = np.float64(steps.passes[table, r, Index(steps.vote[f])])
            elif steps.more[f] > 0:
                o = Index(pick(steps.probability, o, o + Index(steps.more[f]), on.w[p]))
        o += Index(not on.w[p] < odds)
        x = steps.target[o, r]
        lost |= x
        on.row[p] = x
        on.used[p, Index(steps.word[f])] |= steps.bit[f]
    # rows are not negative unless one of them is
    return lost >= 0


@nb.njit(cache=True, nogil=True)
def open_with(action: Ints, on: Block, base: int, full: int) -> bool:
    """Write the moves of a turn into the codes; return whether any has room for more."""
    is_open = False
    for p in range(on.row.size):
        # A code has no zero digits, so it is as long as can be from `full` up.
        if on.code[p] < full:
            a = action[on.slot[p]]
            if a >= 0:
                on.code[p] = on.code[p] * base + a + 1
            is_open |= on.code[p] < full
    return is_open


@nb.njit(cache=True, nogil=True)
def note_parts(steps: Steps, on: Block, base: int, full: int) -> bool:
    """Do what `follow` and `open_with` do of used actions and openings, for a joint turn."""
    is_open = False
    for p in range(on.row.size):
        f = on.slot[p]
        for k in range(steps.parts.shape[1]):
            a = steps.parts[f, k]
            if a >= 0:
                on.used[p, a // 64] |= _ONE << np.uint64(a % 64)
                if on.code[p] < full:
                    on.code[p] = on.code[p] * base + a + 1
        is_open |= on.code[p] < full
    return is_open


@nb.njit(cache=True, nogil=True)
def happen(steps: Steps, e: int, on: Block) -> bool:
    """Let one chance event happen where it may; return whether all arrive somewhere."""
    first, stop = steps.event_first[e], steps.event_first[e + 1]
    lost = 0
    for p in range(on.row.size):
        if steps.event_target[first, on.row[p]] >= 0:
            o = pick(steps.event_probability, first, stop, on.u[p])
            on.row[p] = steps.event_target[o, on.row[p]]
            lost |= on.row[p]
    return lost >= 0


@nb.njit(cache=True, nogil=True)
def count_levels(steps: Steps, row: Rows, counts: Ints) -> None:
    """Add each path to the cells of its state."""
    for p in range(row.size):
        for v in range(steps.cell.shape[1]):
            counts[steps.cell[row[p], v]] += 1


@nb.njit(cache=True, nogil=True, inline="always")
def _note(new: np.uint64, word: int, count: Ints, column: int) -> None:
    """Count each bit of a word in its row of a table."""
    while new:
        low = new & (_ALL - new + _ONE)
        count[64 * word + _BIT[(low * _DE_BRUIJN) >> _TOP], column] += 1
        new ^= low


@nb.njit(cache=True, nogil=True)
def count_first_uses(before: Words, used: Words, count: Ints, column: int) -> None:
    """Count what was used now and not before, and bring ``before`` up to now."""
    for p in range(used.shape[0]):
        for word in range(used.shape[1]):
            new = used[p, word] & ~before[p, word]
            if new:
                _note(new, word, count, column)
                before[p, word] = used[p, word]


@nb.njit(cache=True, nogil=True)
def count_first_levels(steps: Steps, on: Block, count: Ints, column: int) -> None:
    """Count the cells that a path is in and never was before."""
    for p in range(on.row.size):
        for word in range(on.seen.shape[1]):
            new = steps.seen[on.row[p], word] & ~on.seen[p, word]
            if new:
                _note(new, word, count, column)
                on.seen[p, word] |= new


@nb.njit(cache=True, nogil=True)
def fill(
    seed: int, path: int, period: int, place: int, draws: int, group: Ints | None, on: Block
) -> None:
    """Draw the numbers of one place for the paths of a block, the first of which is ``path``.

    ``group`` is there where draws are stratified; it is zero for every row, before and after.
    """
    key, first, time = np.uint64(seed), np.uint64(path), np.uint64(period)
    if group is not None:
        # places of their own, so that the shifts are none of the paths' numbers
        there = np.uint64(place) + _ELSEWHERE
        shifts = word_of(key, first, time, there), word_of(key, first, time, there + _ELSEWHERE)
        _spread_out(shifts[0], shifts[1], group, on)
        return
    fill_pairs(key, first, time, np.uint64(place), on.u, on.w)
    if draws == ANTITHETIC:
        for p in range(1, on.u.size, 2):
            on.u[p] = _mirrored(on.u[p - 1])
            on.w[p] = _mirrored(on.w[p - 1])


@nb.njit(cache=True, nogil=True, inline="always")
def _mirrored(u: float) -> float:
    """Return the number as far below one as ``u`` is above zero."""
    return _GREATEST - u


@nb.njit(cache=True, nogil=True)
def _spread_out(shift: np.uint64, turn: np.uint64, group: Ints, on: Block) -> None:
    """Give the paths of each state numbers that lie evenly, and yet anywhere.

    Paths are taken state by state. The n-th of them gets the n-th point of van
    der Corput's sequence, and all points are shifted by one random word: each
    number alone is uniform, and any stretch of them fills the unit interval. The
    number of the outcome goes round with the golden section, turned at random.
    ``group`` is zero for every row, before and after.
    """
    for p in range(on.row.size):
        group[on.row[p]] += 1
    # the size of a group gives way to minus one less than its first place
    at = 0
    for p in range(on.row.size):
        r = on.row[p]
        if group[r] > 0:
            size = group[r]
            group[r] = -at - 1
            at += size
        n = -group[r] - 1
        group[r] -= 1
        on.u[p] = unit_of(bit_reversed(np.uint64(n)) ^ shift)
        on.w[p] = unit_of(np.uint64(n) * _GOLDEN + turn)
    for p in range(on.row.size):
        group[on.row[p]] = 0
