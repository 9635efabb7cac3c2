r"""Votes in which each member sees its own ballot, and the others as it believes them.

``c`` is a *case*, a choice in one state that a body decides; ``k`` a member of a body,
``s`` a *seat*, a member that is an actor, counted within its body; ``n`` what the
ballots have come to, votes of yes up to the quota, or yes less no. A number without a
case stands for eight of them: cases that the same body decides are taken together, and
each of the eight lanes of `standoff.kernels.eights` holds one.

What the seats after ``s`` bring is counted from the last backwards, what those before
it bring from the first forwards, so that the odds as each seat sees them, its own
ballot between the two, take no longer than the odds that all see.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.eights import (
    LANES,
    add_product,
    load,
    minus,
    plus,
    same,
    scaled,
    store,
    times,
)
from standoff.kernels.exponential import logistics
from standoff.kernels.tables import CONSENSUS, MAJORITY, Bytes, Floats, Ints

BLOCK = 64
"""Cases, or rows, that are taken together."""

__all__ = [
    "BLOCK",
    "EVEN", "FIRST", "GIVEN", "LOGIT", "Casts", "Menu", "Rule", "Seats", "hold_votes", "lined_up",
]  # fmt: skip

GIVEN, LOGIT, FIRST, EVEN = -1, 0, 1, 2

Small = npt.NDArray[np.int32]
Casts = npt.NDArray[np.float64]
"""Probabilities of yes and of no of every seat in every case, axes (c, s, 2)."""


class Menu(NamedTuple):
    """What one actor may choose in every state."""

    first: Ints
    """First entry of each row, and one past the last; (R + 1,)."""
    slot: Small
    """Slot of each entry, counted within a turn; (E,)."""
    cost: Floats
    """(E,)."""
    case: Small
    """Case of each entry, or -1; (E,)."""
    leads_first: Ints
    """First outcome of each entry, and one past the last; (E + 1,)."""
    leads: Small
    """Row that each outcome leads to; in a case first where the text passes."""
    odds: Floats
    """Probability of each outcome; NaN in a case."""
    body: Small
    """Body that decides each case; (C,)."""
    size: Ints
    """How many entries each row has, and less than 0, that is -1 times it, where all of
    them are *plain*: one outcome each; (R,)."""
    by_size: Ints
    """Rows, those alike in ``size`` after one another, the longest last; (R,)."""
    by_body: Ints
    """Cases, those of one body after those of another; (C,)."""
    place: Ints
    """First outcome of each case; (C,)."""


class Seats(NamedTuple):
    """The members of all bodies that are actors, body after body."""

    first: Ints
    """First seat of each body, and one past the last; (B + 1,)."""
    member: Ints
    """Which member each is, among all."""
    actor: Ints
    """Which actor it is."""
    votes: Ints
    """Its votes."""
    band: Floats
    """Its abstention band."""
    is_fatal: Bytes
    """1 where its no kills a text."""
    rule: Ints
    """Rule of each body; (B,)."""
    tail_first: Ints
    """First cell of each body in ``tail``, and one past the last; (B + 1,)."""
    tail: Floats
    """Odds that a text passes by the count that seats come to: of yes up to the quota, of
    yes less no with zero in the middle, or one cell."""


class Rule(NamedTuple):
    """How movers choose and members vote."""

    how: int
    width: float
    """Worths no further apart than this are the same."""
    precision: Floats
    """By actor; (N,)."""


@nb.njit(cache=True)
def _up(rule: int, n: int, votes: int, last: int) -> int:
    """Return the count after a vote of yes."""
    return n if rule == CONSENSUS else min(n + votes, last)


@nb.njit(cache=True)
def _down(rule: int, n: int, votes: int) -> int:
    """Return the count after a vote of no that does not kill the text."""
    return n - votes if rule == MAJORITY else n


@nb.njit(cache=True)
def _backwards(
    rule: int, cells: int, seats: int, groups: int, votes: Ints, is_fatal: Bytes, cast: Floats,
    later: Floats,
) -> None:  # fmt: skip
    """Fill ``later`` of all seats but the end, which is there."""
    last, reach, one = cells - 1, 0, same(1.0)
    for s in range(seats):
        reach += votes[s]
    middle = last // 2 if rule == MAJORITY else 0
    for s in range(seats - 1, -1, -1):
        step = votes[s]
        reach -= step
        lowest = middle - reach if rule == MAJORITY else 0
        here, then = s * cells, (s + 1) * cells
        for n in range(lowest, min(middle + reach, last) + 1):
            up, down = then + _up(rule, n, step, last), then + _down(rule, n, step)
            for g in range(groups):
                yes, no = load(cast, 2 * s, g), load(cast, 2 * s + 1, g)
                total = times(yes, load(later, up, g))
                total = add_product(total, minus(minus(one, yes), no), load(later, then + n, g))
                if not is_fatal[s]:
                    total = add_product(total, no, load(later, down, g))
                store(later, here + n, g, total)


@nb.njit(cache=True)
def _as_seen(
    rule: int, cells: int, seats: int, groups: int, votes: Ints, is_fatal: Bytes, later: Floats,
    law: Floats, own: Floats, cast: Floats, odds: Floats,
) -> None:  # fmt: skip
    """Have each seat see its own ballot, and those of others as ``cast`` says.

    ``later`` is what `_backwards` filled; ``odds``, axes (s, lane), is written.
    """
    last, reach, one = cells - 1, 0, same(1.0)
    middle = last // 2 if rule == MAJORITY else 0
    for g in range(groups):
        store(law, middle, g, one)
    for s in range(seats):
        step = votes[s]
        lowest = middle - reach if rule == MAJORITY else 0
        highest = min(middle + reach, last)
        reach += step
        now, after, then = (s % 2) * cells, ((s + 1) % 2) * cells, (s + 1) * cells
        for g in range(groups):
            store(odds, s, g, same(0.0))
            for n in range(
                middle - reach if rule == MAJORITY else 0, min(middle + reach, last) + 1
            ):
                store(law, after + n, g, same(0.0))
        for n in range(lowest, highest + 1):
            up, down = _up(rule, n, step, last), _down(rule, n, step)
            for g in range(groups):
                here = load(law, now + n, g)
                yes, no = load(own, 2 * s, g), load(own, 2 * s + 1, g)
                part = times(yes, load(later, then + up, g))
                part = add_product(part, minus(minus(one, yes), no), load(later, then + n, g))
                yes, also = load(cast, 2 * s, g), load(cast, 2 * s + 1, g)
                stay = minus(minus(one, yes), also)
                # one after the other: with a consensus all three are the same cell
                store(law, after + up, g, add_product(load(law, after + up, g), here, yes))
                store(law, after + n, g, add_product(load(law, after + n, g), here, stay))
                if not is_fatal[s]:
                    part = add_product(part, no, load(later, then + down, g))
                    store(law, after + down, g, add_product(load(law, after + down, g), here, also))
                store(odds, s, g, add_product(load(odds, s, g), here, part))


@nb.njit(cache=True)
def _reply(
    how: int, width: float, precision: float, band: float, s: int, groups: int, gain: Floats,
    own: Floats,
) -> None:  # fmt: skip
    """Have one seat vote in a block of cases, by what it gains in each."""
    for g in range(groups):
        if how == LOGIT:
            more = load(gain, 0, g)
            store(own, 2 * s, g, logistics(scaled(precision, minus(more, same(band)))))
            store(own, 2 * s + 1, g, logistics(scaled(-precision, plus(more, same(band)))))
            continue
        for lane in range(LANES * g, LANES * (g + 1)):
            own[2 * s, lane] = 1.0 if gain[0, lane] > band + width else 0.0
            own[2 * s + 1, lane] = 1.0 if gain[0, lane] < -band - width else 0.0


@nb.njit(cache=True)
def _gains(
    i: int, p: int, count: int, by_body: Ints, place: Ints, leads: Small, after: Floats,
    gain: Floats,
) -> None:  # fmt: skip
    """Fill ``gain`` with what an actor gains where the text passes, case by case."""
    for k in range(count):
        o = place[by_body[p + k]]
        gain[0, k] = after[leads[o], i] - after[leads[o + 1], i]


@nb.njit(cache=True)
def _read(p: int, count: int, seats: int, by_body: Ints, cast: Casts, lanes: Floats) -> None:
    """Read what the seats do in a block of cases."""
    for s in range(seats):
        for k in range(count):
            c = by_body[p + k]
            lanes[2 * s, k], lanes[2 * s + 1, k] = cast[c, s, 0], cast[c, s, 1]


@nb.njit(cache=True)
def _write(
    p: int, count: int, seats: int, by_body: Ints, lanes: Floats, weight: float, cast: Casts
) -> float:  # fmt: skip
    """Take what the seats do in a block of cases into ``cast``; return how far it was off."""
    drift = 0.0
    for s in range(seats):
        for k in range(count):
            c = by_body[p + k]
            for v in range(2):
                off = lanes[2 * s + v, k] - cast[c, s, v]
                drift = max(drift, abs(off))
                cast[c, s, v] = (
                    lanes[2 * s + v, k] if weight == 1.0 else cast[c, s, v] + weight * off
                )
    return drift


@nb.njit(cache=True)
def _put_down(
    p: int, count: int, by_body: Ints, common: Floats, row: int, seen: Floats
) -> None:  # fmt: skip
    """Have everybody see the same odds in a block of cases."""
    for k in range(count):
        alike = same(min(1.0, common[row, k]))
        for g in range(seen.shape[1] // LANES):
            store(seen, by_body[p + k], g, alike)


@nb.njit(cache=True)
def lined_up(rows: int, width: int) -> Floats:
    """Make room for rows that begin where lines of the cache do; see `eights.room`."""
    whole = np.zeros((rows + 1) * width)
    first = (-whole.ctypes.data % 64) // 8
    return whole[first : first + rows * width].reshape((rows, width))


@nb.njit(cache=True, nogil=True)
def hold_votes(
    menu: Menu, after: Floats, rule: Rule, seats: Seats, is_common: bool, believed: Casts,
    cast: Casts, weight: float, seen: Floats,
) -> float:  # fmt: skip
    """Have all seats vote in every case of a turn.

    Parameters
    ----------
    menu
        What the mover may choose.
    after
        What each actor expects once the turn is over, by its own reckoning; (r, i).
    rule
        How members vote; with `GIVEN` they do what ``cast`` says.
    seats
        Who votes.
    is_common
        Whether everybody knows what all seats do.
    believed
        If not, what each actor believes of the seats of the others.
    cast, weight
        What the seats do: moved so far from what it is, 1 being the whole way. May be
        ``believed``.
    seen
        The odds that each case passes, as each actor sees them, axes (c, i), rows of
        whole registers; written.

    Returns
    -------
    float
        How far what the seats do was from ``cast``, in any case, at most.
    """
    # every look into a structure counts references, so they are taken out of the loop
    kinds, first, actor, band = seats.rule, seats.first, seats.actor, seats.band
    tail_first, tails, by_body, body = seats.tail_first, seats.tail, menu.by_body, menu.body
    place, leads, how, width, sureness = (
        menu.place,
        menu.leads,
        rule.how,
        rule.width,
        rule.precision,
    )
    most, many = 1, cast.shape[1]
    for b in range(kinds.size):
        most = max(most, tail_first[b + 1] - tail_first[b])
    later, law = lined_up((many + 1) * most, BLOCK), lined_up(2 * most, BLOCK)
    own, others = lined_up(2 * many, BLOCK), lined_up(2 * many, BLOCK)
    odds, gain = lined_up(many, BLOCK), lined_up(1, BLOCK)
    p, before, drift = 0, -1, 0.0
    while p < by_body.size:
        b, count = body[by_body[p]], 1
        while count < BLOCK and p + count < by_body.size and body[by_body[p + count]] == b:
            count += 1
        low, number, cells = first[b], first[b + 1] - first[b], tail_first[b + 1] - tail_first[b]
        groups, members = (count - 1) // LANES + 1, slice(low, low + number)
        if b != before:
            for n in range(cells):
                for g in range(BLOCK // LANES):
                    store(later, number * cells + n, g, same(tails[tail_first[b] + n]))
            before = b
        if how == GIVEN:
            _read(p, count, number, by_body, cast, own)
        for s in range(number if how != GIVEN else 0):
            i = actor[low + s]
            _gains(i, p, count, by_body, place, leads, after, gain)
            _reply(how, width, sureness[i], band[low + s], s, groups, gain, own)
        if not is_common:
            _read(p, count, number, by_body, believed, others)
        them = own if is_common else others
        votes, fatal = seats.votes[members], seats.is_fatal[members]
        _backwards(kinds[b], cells, number, groups, votes, fatal, them, later)
        common = cells // 2 if kinds[b] == MAJORITY else 0
        _put_down(p, count, by_body, later, common, seen)
        if not is_common:
            _as_seen(
                kinds[b], cells, number, groups, votes, fatal, later, law, own, them, odds
            )  # fmt: skip
            for s in range(number):
                for k in range(count):
                    seen[by_body[p + k], actor[low + s]] = min(1.0, odds[s, k])
        if how != GIVEN:
            drift = max(drift, _write(p, count, number, by_body, own, weight, cast))
        p += count
    return drift
