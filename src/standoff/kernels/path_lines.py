"""All that one turn of a path reads, side by side: a table for policies that never change.

Letters are those of `standoff.kernels.paths`. A line belongs to a turn and a
row. It holds the sums of shares up to each slot but the last, and then the rows
that follow each outcome: with five choices and eight outcomes 64 bytes, which a
processor fetches in one piece. Where a policy changes every round there would
be a table for each, and filling it takes longer than it saves.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np

from standoff.kernels.path_steps import Block, Index, Rows, Steps, pick
from standoff.kernels.tables import Floats, Ints

_TWO = Index(2)

_PIECE = 8
"""Numbers of 8 bytes that are fetched in one piece."""

MOST_BYTES = 512 * 1024**2
"""Lines are laid out only if all of them take no more than this."""


class Lines(NamedTuple):
    """The lines of all turns, in one buffer seen in two ways."""

    sums: Floats
    """The buffer as numbers."""
    rows: Rows
    """The same buffer as rows, two in the place of a number."""
    begin: Ints
    """Where the lines of each turn begin, counted in numbers; (M,)."""
    width: Ints
    """Numbers in a line of each turn; (M,)."""
    outcome: Rows
    """Place of a slot's first outcome among those of its turn; (F,)."""


def lines_of(steps: Steps, moves: int) -> Lines | None:
    """Lay out the lines of a policy if that pays for so many moves."""
    rows = steps.cell.shape[0]
    outcomes = np.where(steps.odds == 2.0, np.maximum(1, steps.more), 2)
    outcomes = np.where(steps.action < 0, 0, outcomes)
    turns = list(zip(steps.slot_first[:-1].tolist(), steps.slot_first[1:].tolist(), strict=True))
    place = np.concatenate(
        [np.cumsum(outcomes[f:g]) - outcomes[f:g] for f, g in turns] + [outcomes[:0]]
    )
    need = np.array([g - f - 1 + -(-outcomes[f:g].sum() // 2) for f, g in turns], dtype=np.int64)
    width = np.where(need > _PIECE // 2, -(-need // _PIECE) * _PIECE, need)
    size = int(width.sum()) * rows
    if len(steps.choice) > 1 or 8 * size > MOST_BYTES or size > moves:
        return None
    room = np.zeros(size + _PIECE)
    skip = (-room.ctypes.data // 8) % _PIECE
    sums = room[skip : skip + size]
    begin = rows * (np.cumsum(width) - width)
    for m, (f, g) in enumerate(turns):
        line = sums[begin[m] : begin[m] + rows * width[m]].reshape(rows, width[m])
        line[:, : g - f - 1] = _sums(steps, f, g)
        for slot in range(f + 1, g):
            at = 2 * (g - f - 1) + place[slot]
            first = steps.outcome[slot]
            follows = steps.target[first : first + outcomes[slot]]
            line.view(np.int32)[:, at : at + outcomes[slot]] = follows.T
    return Lines(sums, sums.view(np.int32), begin, width, place.astype(np.int32))


def _sums(steps: Steps, first: int, stop: int) -> Floats:
    """Add up the shares of a turn; from the last that can be on they reach past one."""
    share = steps.choice[0, :, first:stop].astype(np.float64)
    total = share.cumsum(axis=1)
    last = stop - first - 1 - (share[:, ::-1] > 0.0).argmax(axis=1)
    reached: Floats = np.where(np.arange(stop - first) >= last[:, None], 2.0, total)
    return reached[:, :-1]


@nb.njit(cache=True, nogil=True)
def take_turn(steps: Steps, lines: Lines, m: int, on: Block) -> bool:
    """Do what `choose` and `follow` of `path_steps` do, reading one line a path."""
    first = Index(steps.slot_first[m])
    sums = Index(steps.slot_first[m + 1] - steps.slot_first[m] - 1)
    begin, width = Index(lines.begin[m]), Index(lines.width[m])
    is_plain = steps.is_plain[m] == 1
    lost = 0
    for p in range(on.row.size):
        r = Index(on.row[p])
        at = begin + r * width
        f = first
        u = on.u[p]
        for j in range(sums):
            f += Index(u >= lines.sums[at + Index(j)])
        o = Index(lines.outcome[f])
        odds = steps.odds[f]
        if not is_plain:
            if steps.vote[f] >= 0:
                odds = np.float64(steps.passes[0, r, Index(steps.vote[f])])
            elif steps.more[f] > 0:
                start = Index(steps.outcome[f])
                end = start + Index(steps.more[f])
                o += Index(pick(steps.probability, start, end, on.w[p])) - start
        o += Index(not on.w[p] < odds)
        x = lines.rows[_TWO * (at + sums) + o]
        x = on.row[p] if f == first else x
        lost |= x
        on.row[p] = x
        on.slot[p] = f
        on.used[p, Index(steps.word[f])] |= steps.bit[f]
    return lost >= 0
