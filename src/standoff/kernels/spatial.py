"""Bargaining on a line: who challenges whom, who gives way, and where the median goes.

The one-dimensional expected-utility model of Bueno de Mesquita, as Scholz, Calbert
and Smith wrote it out. Every array may carry draws before its actors, so that many
sets of numbers are bargained at once.

Letters
-------
``x_i`` position, ``s_i`` salience and ``c_i`` capability of actor ``i``; ``w_i = c_i s_i``
its weight; ``r_i`` its exponent of risk; ``d_ij = |x_i - x_j| / range``, the range being
that of the positions before the first round; ``P_ij`` the probability that the position
of ``i`` wins over that of ``j``; ``i`` receives an offer, ``j`` makes it.

References
----------
Bueno de Mesquita (1994), "Political forecasting: an expected utility method", in Bueno
de Mesquita and Stokman (eds), *European Community Decision Making*, pp. 71-104; Scholz,
Calbert and Smith (2011), Journal of Theoretical Politics 23(4): 510-531.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "CAPITULATION",
    "COMPROMISE",
    "CONFRONTATION",
    "NONE",
    "Bargaining",
    "Choice",
    "Many",
    "Round",
    "Stop",
    "Success",
    "bargain",
    "bargain_many",
    "come_to",
    "later",
    "one_round",
    "weighted_mean",
    "weighted_median",
]

Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.int8]
Places = npt.NDArray[np.int64]

Success = Literal["pair", "all"]
"""What support is divided by: the votes on the pair, or those on all ordered pairs."""
Choice = Literal["least", "lowest"]
"""Which compromise is taken: the one with the least movement, or the lowest on the line."""

Stop = Literal["still", "median"]
"""When bargaining is over: nobody moves, or the weighted median hardly does."""

NONE, CONFRONTATION, COMPROMISE, CAPITULATION = 0, 1, 2, 3
_CLOSE = 1e-11
"""Utilities that differ by less are the same; they lie in [-4, 4]."""
_SAME = 1e-6
"""Positions that differ by less, in shares of the range, are the same: nearer still, gain
and loss cancel down to what rounding leaves."""
_STILL, _MEDIAN_STILL = 1e-7, 1e-3
"""Nobody moves, or the median hardly does: by no more than this share of the range."""
_CELLS = 50_000
"""Draws are taken in blocks, so that an array over pairs has no more cells."""


class Round(NamedTuple):
    """One round, from the actors' positions to what each is offered and takes."""

    exponent: Floats
    """Exponent of risk, above 1 for who fears risk; shape (..., N)."""
    win: Floats
    """Probability that the row's position wins over the column's; shape (..., N, N)."""
    gain: Floats
    """What the row expects, in its own eyes, from challenging the column; (..., N, N)."""
    feared: Floats
    """What the row thinks that the column expects from challenging it; (..., N, N)."""
    offer: Bytes
    """Kind of offer that the row has from the column; shape (..., N, N)."""
    offered: Floats
    """Where that offer would take the row, NaN without one; shape (..., N, N)."""
    taken: Places
    """Whose offer the row takes, -1 for nobody's; shape (..., N)."""
    position: Floats
    """Where everybody stands afterwards; shape (..., N)."""


class Bargaining(NamedTuple):
    """All rounds; lists are in their order."""

    position: Floats
    """Positions before each round, and after the last; shape (T + 1, N)."""
    rounds: tuple[Round, ...]
    """The rounds; the last one is that in which nobody moved, if there is one."""
    settled: bool
    """Whether it is over by the rule, rather than for want of rounds."""
    period: int
    """After how many rounds the last positions come back, if they go round; else 0."""


class Many(NamedTuple):
    """What bargaining with many sets of numbers comes to."""

    position: Floats
    """Positions at the end; shape (D, N)."""
    outcome: Floats
    """As `come_to` says; shape (D,)."""
    settled: npt.NDArray[np.bool_]
    """Whether it is over by the rule, rather than for want of rounds; shape (D,)."""


def bargain(
    position: Floats,
    salience: Floats,
    capability: Floats,
    *,
    success: Success = "pair",
    choice: Choice = "least",
    rounds: int = 20,
    stop: Stop = "still",
) -> Bargaining:
    """Bargain until it is over, or for so many rounds.

    Parameters
    ----------
    position, salience, capability
        Shape (N,). Actors of no weight, salience times capability, are bystanders:
        they keep their positions and challenge nobody.
    success, choice
        Which of the versions in the literature; see `Success` and `Choice`.
    rounds
        The most rounds.
    stop
        When it is over.

    Examples
    --------
    A weak actor between two strong ones is drawn to the one that wants it more:

    >>> import numpy as np
    >>> found = bargain(np.array([0.0, 4, 10]), np.array([0.9, 0.2, 0.9]), np.array([1, 0.2, 0.5]))
    >>> found.settled, len(found.rounds), found.position[-1].round(2).tolist()
    (True, 2, [0.0, 0.0, 0.0])
    """
    x, weight = np.asarray(position, dtype=np.float64), salience * capability
    low, span = _line(x, weight)
    path, played, over = [x], [], False
    for _ in range(rounds):
        here = (path[-1] - low) / span
        one = one_round(here, salience, capability, success, choice)
        still = bool((np.abs(one.position - here) <= _STILL).all())
        one = one._replace(offered=low + span * one.offered, position=low + span * one.position)
        played.append(one)
        if not still:
            path.append(np.where(one.taken < 0, path[-1], one.position))
            shift = np.diff(weighted_median(np.stack(path[-2:]), weight))
        over = still or (stop == "median" and bool((np.abs(shift) <= _MEDIAN_STILL * span).all()))
        if over:
            break
    trail = np.stack(path)
    return Bargaining(trail, tuple(played), over, 0 if over else _period(trail, span))


def _period(path: Floats, span: Floats) -> int:
    """Count the rounds since everybody last stood where they stand at the end."""
    away = np.abs(path[:-1] - path[-1]).max(axis=1)
    back = np.flatnonzero(away <= _STILL * span)
    return len(path) - 1 - int(back[-1]) if back.size else 0


def bargain_many(
    position: Floats,
    salience: Floats,
    capability: Floats,
    *,
    success: Success = "pair",
    choice: Choice = "least",
    rounds: int = 20,
    stop: Stop = "still",
) -> Many:
    """Bargain with many sets of numbers, each until it is over; shapes (D, N)."""
    count, size = position.shape
    block = max(1, _CELLS // size**2)
    end = position.astype(np.float64)
    medians = np.empty((count, rounds + 1))
    over = np.zeros(count, np.bool_)
    for first in range(0, count, block):
        rows = slice(first, first + block)
        x, s, c = end[rows], salience[rows], capability[rows]
        low, span = _line(x, s * c)
        medians[rows] = weighted_median(x, s * c)[:, None]
        x, done = (x - low) / span, np.zeros(len(x), np.bool_)
        for t in range(1, rounds + 1):
            after = one_round(x, s, c, success, choice).position
            done |= (np.abs(after - x) <= _STILL).all(axis=1)
            # what is over stays, as in `bargain`
            x = np.where(done[:, None], x, after)
            medians[rows, t:] = weighted_median(low + span * x, s * c)[:, None]
            if stop == "median":
                shift = np.abs(medians[rows, t] - medians[rows, t - 1])
                done |= shift <= _MEDIAN_STILL * span[:, 0]
            if done.all():
                break
        end[rows], over[rows] = low + span * x, done
    return Many(end, come_to(medians, over), over)


def come_to(medians: Floats, settled: npt.ArrayLike) -> Floats:
    """Say what bargaining comes to: the last median, or their mean once they swing.

    Where somebody moves to the end, the last median depends on where one stops; so
    the mean over the later half of the rounds is taken.

    Examples
    --------
    >>> float(come_to(np.array([0.0, 3, 7, 3, 7]), False))
    5.0
    """
    return np.asarray(np.where(settled, medians[..., -1], later(medians).mean(axis=-1)))


def later(medians: Floats) -> Floats:
    """Return the later half of the rounds, over the last axis; the start is no round.

    Examples
    --------
    >>> later(np.array([0.0, 1, 2, 3, 4])).tolist()
    [3.0, 4.0]
    """
    return medians[..., 1 + (medians.shape[-1] - 1) // 2 :]


def one_round(
    x: Floats, salience: Floats, capability: Floats, success: Success, choice: Choice
) -> Round:
    """Play one round from positions whose first range is one; shapes (..., N)."""
    weight = salience * capability
    weighs = weight > 0
    both = weighs[..., :, None] & weighs[..., None, :]
    even = np.ones_like(x)
    danger = np.where(both, _challenges(x, salience, weight, even, success)[2], 0.0).sum(axis=-1)
    exponent = _exponents(danger, weighs)
    win, gain, feared = _challenges(x, salience, weight, exponent, success)
    apart = both & (np.abs(x[..., :, None] - x[..., None, :]) > _SAME)
    offer, move = _offers(x, gain, feared, apart)
    taken = _taken(x, gain, feared, offer, move, choice)
    place = np.maximum(taken, 0)[..., None]
    step = np.take_along_axis(np.nan_to_num(move), place, axis=-1)[..., 0]
    after = np.where(taken < 0, x, x + step)
    return Round(exponent, win, gain, feared, offer, x[..., :, None] + move, taken, after)


def weighted_mean(position: Floats, weight: Floats) -> Floats:
    """Return the mean of positions by weight, over the last axis.

    Examples
    --------
    >>> float(weighted_mean(np.array([0.0, 4.0]), np.array([1.0, 3.0])))
    3.0
    """
    return np.asarray((weight * position).sum(axis=-1) / weight.sum(axis=-1))


def weighted_median(position: Floats, weight: Floats) -> Floats:
    """Return the position that no other beats by weight, over the last axis.

    Everybody votes for the nearer of two positions, by weight; the median loses to
    none (Black 1948). Where two adjacent ones do not, it is the middle between them.

    Examples
    --------
    >>> float(weighted_median(np.array([4.0, 10, 7]), np.array([0.3, 0.4, 0.3])))
    7.0
    >>> float(weighted_median(np.array([0.0, 10]), np.array([0.5, 0.5])))
    5.0
    """
    position, weight = np.broadcast_arrays(position, weight)
    order = np.argsort(position, axis=-1, kind="stable")
    x = np.take_along_axis(position, order, axis=-1)
    below = np.take_along_axis(weight, order, axis=-1).cumsum(axis=-1)
    half = below[..., -1:] / 2
    slack = 1e-12 * below[..., -1:]
    first = np.argmax(below >= half - slack, axis=-1)[..., None]
    last = np.argmax(below > half + slack, axis=-1)[..., None]
    ends = (np.take_along_axis(x, first, axis=-1) + np.take_along_axis(x, last, axis=-1)) / 2
    return np.asarray(ends[..., 0])


def _line(x: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return the low end and the length of the range of who has any weight."""
    weighs = weight > 0
    low = np.where(weighs, x, np.inf).min(axis=-1, keepdims=True)
    high = np.where(weighs, x, -np.inf).max(axis=-1, keepdims=True)
    some = weighs.any(axis=-1, keepdims=True)
    low = np.where(some, low, x.min(axis=-1, keepdims=True))
    span = np.where(some & (high > low), high - low, 1.0)
    return low, span


def _exponents(danger: Floats, weighs: npt.NDArray[np.bool_]) -> Floats:
    """Turn what others expect from challenging an actor into its attitude to risk."""
    most = np.where(weighs, danger, -np.inf).max(axis=-1, keepdims=True)
    least = np.where(weighs, danger, np.inf).min(axis=-1, keepdims=True)
    apart = np.where(weighs.any(axis=-1, keepdims=True), most - least, 0.0) > _CLOSE
    spread = np.where(apart, most - least, 1.0)
    risk = np.where(apart & weighs, (2 * danger - most - least) / spread, 0.0)
    return np.asarray((1 - risk / 3) / (1 + risk / 3))


def _challenges(
    x: Floats, salience: Floats, weight: Floats, exponent: Floats, success: Success
) -> tuple[Floats, Floats, Floats]:
    """Return who wins, what each expects from each, and what it thinks others expect."""
    # a bystander may stand outside the range
    d = np.minimum(np.abs(x[..., :, None] - x[..., None, :]), 1.0)
    support = _support(d ** exponent[..., :, None], weight)
    total = support + np.swapaxes(support, -1, -2)
    if success == "all":
        weighs = weight > 0
        both = weighs[..., :, None] & weighs[..., None, :]
        total = np.where(both, total, 0.0).sum(axis=(-1, -2), keepdims=True) + 0.0 * total
    win = np.where((d > _SAME) & (total > 0), support / np.where(total > 0, total, 1.0), 0.0)
    r = exponent[..., :, None]
    won, lost = 2 - 4 * (0.5 - 0.5 * d) ** r, 2 - 4 * (0.5 + 0.5 * d) ** r
    kept = 2 - 4 * 0.5**r
    cares, mine = salience[..., None, :], salience[..., :, None]
    other = np.swapaxes(win, -1, -2)
    gain = cares * (win * won + (1 - win) * lost) + (1 - cares) * won - kept
    feared = mine * (other * won + (1 - other) * lost) + (1 - mine) * won - kept
    return win, gain, feared


def _support(far: Floats, weight: Floats) -> Floats:
    """Add up the votes for the row's position against the column's.

    ``far`` is how much each, the row, dislikes the position of the column. Voter by
    voter, since all votes at once would not fit into the processor's cache.
    """
    support = np.zeros_like(far)
    for k in range(far.shape[-1]):
        vote = far[..., k, None, :] - far[..., k, :, None]
        np.maximum(vote, 0.0, out=vote)
        vote *= weight[..., k, None, None]
        support += vote
    return support


def _offers(
    x: Floats, gain: Floats, feared: Floats, apart: npt.NDArray[np.bool_]
) -> tuple[Bytes, Floats]:
    """Return which kind of offer each has from each, and the move that it asks for."""
    way = x[..., None, :] - x[..., :, None]
    strong = apart & (feared > _CLOSE)
    yields = strong & (gain > _CLOSE) & (feared > gain + _CLOSE)
    loses = strong & (gain < -_CLOSE)
    splits = loses & (feared > -gain)
    offer = np.select(
        [yields, splits, loses], [CONFRONTATION, COMPROMISE, CAPITULATION], NONE
    ).astype(np.int8)
    part = np.where(splits, -gain / np.where(splits, feared, 1.0), 1.0)
    return offer, np.where(offer == NONE, np.nan, way * part)


def _taken(
    x: Floats, gain: Floats, feared: Floats, offer: Bytes, move: Floats, choice: Choice
) -> Places:
    """Return whose offer each takes: what is fought for first, then a compromise.

    Among equals of one kind the least movement decides. If two pull alike from both
    sides, nobody is followed, except where the lowest compromise is taken anyway.
    """
    kind = np.select(
        [(offer == one).any(axis=-1) for one in (CONFRONTATION, COMPROMISE, CAPITULATION)],
        [CONFRONTATION, COMPROMISE, CAPITULATION],
        NONE,
    )
    same = (offer == kind[..., None]) & (offer != NONE)
    key = np.abs(np.nan_to_num(move))
    if choice == "lowest":
        a, b = np.abs(gain), np.abs(feared)
        level = (a * x[..., :, None] + b * x[..., None, :]) / np.where(a + b > 0, a + b, 1.0)
        key = np.where(offer == COMPROMISE, level, key)
    key = np.where(same, key, np.inf)
    best = key.min(axis=-1, keepdims=True)
    alike = same & (key <= best + _CLOSE)
    up, down = alike & (move > 0), alike & (move < 0)
    torn = up.any(axis=-1) & down.any(axis=-1)
    if choice == "lowest":
        alike = np.where(torn[..., None], down, alike)
        torn = np.zeros_like(torn)
    # of several that ask for the same move, the one that is feared most makes the offer
    by = np.argmax(np.where(alike, feared, -np.inf), axis=-1)
    return np.where((kind == NONE) | torn, -1, by).astype(np.int64)
