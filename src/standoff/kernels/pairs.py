"""Every two of many things compared: which is worth more, surely, possibly, how often.

Letters
-------
``d`` draw, ``k`` criterion; ``s`` and ``t`` things, here kinds of states. A
matrix has row ``s`` and column ``t`` and is about ``t`` against ``s``.
"""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Bytes, Floats, Ints

__all__ = [
    "MIDDLE", "POSSIBLE", "SURE", "UNSURE", "above", "graded", "share_above", "share_of",
    "undecided",
]  # fmt: skip

Matrix = npt.NDArray[np.bool_]

POSSIBLE, MIDDLE, SURE, UNSURE = 1, 2, 4, 8
"""Flags of `graded`: which end of the degree reaches the level; whether its ends tell anything."""


@nb.njit(cache=True)
def above(worth: Floats, least: float) -> Matrix:
    """Say where ``t`` is worth more than ``s`` by over ``least``.

    Examples
    --------
    >>> above(np.array([0.0, 1.0]), 0.5).tolist()
    [[False, True], [False, False]]
    """
    found = np.empty((worth.size, worth.size), np.bool_)
    for s in range(worth.size):
        for t in range(worth.size):
            found[s, t] = worth[t] - worth[s] > least
    return found


@nb.njit(cache=True)
def undecided(scores: Floats, low: Floats, high: Floats, least: float) -> Matrix:
    """Say where weights within ``low`` and ``high`` can make either worth more by over ``least``.

    Parameters
    ----------
    scores
        Of each thing on each criterion; shape (K, C). Worth is their sum, weighted.
    low, high
        Ends of the weights; shape (K,).
    least
        Differences up to this are none.

    Notes
    -----
    Exact: a linear form takes its least and greatest value over a box in
    corners of it, criterion by criterion, and all values between.

    Examples
    --------
    One criterion may weigh anything from -1 to 1; the other surely counts:

    >>> scores = np.array([[0.0, 1.0, 1.0], [0.0, 0.0, 2.0]])
    >>> low, high = np.array([-1.0, 1.0]), np.array([1.0, 1.0])
    >>> undecided(scores, low, high, 0.0).astype(int).tolist()
    [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    """
    criteria, things = scores.shape
    found = np.zeros((things, things), np.bool_)
    for s in range(things):
        for t in range(s):
            worst, best = 0.0, 0.0
            for k in range(criteria):
                gain = scores[k, t] - scores[k, s]
                one, other = low[k] * gain, high[k] * gain
                worst += min(one, other)
                best += max(one, other)
            found[s, t] = found[t, s] = worst < -least and best > least
    return found


def share_above(worth: Floats, least: float) -> Floats:
    """Return the share of draws in which ``t`` is worth more than ``s`` by over ``least``.

    Parameters
    ----------
    worth
        What each is worth in each draw; shape (D, C).
    least
        Differences up to this are none.

    Returns
    -------
    ndarray, shape (C, C)
        Row ``s``, column ``t``; the diagonal is zero.

    Notes
    -----
    The cost is D times C squared.

    Examples
    --------
    >>> share_above(np.array([[0.0, 1.0], [0.0, 2.0], [3.0, 1.0]]), 1.5).round(3).tolist()
    [[0.0, 0.333], [0.333, 0.0]]
    """
    return np.asarray(_share_above(np.ascontiguousarray(worth.T), least))


@nb.njit(cache=True)
def _share_above(worth: Floats, least: float) -> Floats:
    things, draws = worth.shape
    share = np.zeros((things, things))
    for s in range(things):
        for t in range(s):
            above, below = 0, 0
            for d in range(draws):
                gain = worth[t, d] - worth[s, d]
                above += gain > least
                below += -gain > least
            share[s, t], share[t, s] = above / draws, below / draws
    return share


def share_of(code: Bytes, marked: Bytes, count: Ints) -> float:
    """Return the share of pairs of different states whose code is marked.

    Parameters
    ----------
    code
        Of the kinds of two states; shape (C, C).
    marked
        1 for codes that count; shape (256,).
    count
        States of each kind; shape (C,).

    Examples
    --------
    Three states of two kinds; of six ordered pairs, two have code 1:

    >>> marked = np.array([0, 1] + [0] * 254, np.uint8)
    >>> code = np.array([[0, 1], [0, 0]], np.uint8)
    >>> round(share_of(code, marked, np.array([2, 1])), 3)
    0.333
    """
    states = int(count.sum())
    return int(_pairs_of(code, marked, count)) / max(1, states * (states - 1))


@nb.njit(cache=True)
def _pairs_of(code: Bytes, marked: Bytes, count: Ints) -> int:
    """Count the ordered pairs of different states whose code is marked."""
    pairs = 0
    for s in range(count.size):
        for t in range(count.size):
            if marked[code[s, t]]:
                pairs += count[s] * (count[t] - (1 if s == t else 0))
    return pairs


@nb.njit(cache=True)
def graded(
    scores: Floats, low: Floats, high: Floats, tie: float, whole: float, slack: float, level: float
) -> Bytes:
    """Say which ends of the degree to which ``t`` is preferred to ``s`` reach a level.

    The degree runs linearly from 0 where the difference of worth is ``tie`` to
    1 where it is ``whole``, and as far below zero for losses.

    Parameters
    ----------
    scores, low, high
        As for `undecided`.
    tie, whole
        Ends of the membership function; ``tie`` is not above ``whole``.
    slack
        Differences that rounding alone can make.
    level
        Above 0, at most 1.

    Returns
    -------
    ndarray of uint8, shape (C, C)
        `POSSIBLE` where the greatest degree reaches the level, `SURE` where the
        least does, `MIDDLE` where half their sum does; `UNSURE` where they
        differ, or are neither -1, 0 nor 1.

    Examples
    --------
    A gain of 1 to 3, of at most 4, is at least a quarter and on the whole a half:

    >>> scores, low, high = np.array([[0.0, 1.0]]), np.array([1.0]), np.array([3.0])
    >>> [graded(scores, low, high, 0.0, 4.0, 1e-9, g)[0, 1].item() for g in (0.25, 0.5, 0.75)]
    [15, 11, 9]
    """
    criteria, things = scores.shape
    found = np.zeros((things, things), np.uint8)
    for s in range(things):
        for t in range(s):
            worst, best = 0.0, 0.0
            for k in range(criteria):
                gain = scores[k, t] - scores[k, s]
                one, other = low[k] * gain, high[k] * gain
                worst += min(one, other)
                best += max(one, other)
            least = _degree(worst, tie, whole, slack)
            most = _degree(best, tie, whole, slack)
            found[s, t] = _grade(least, most, level)
            found[t, s] = _grade(-most, -least, level)
    return found


@nb.njit(cache=True)
def _degree(gain: float, tie: float, whole: float, slack: float) -> float:
    """Turn a difference of worth into a degree; rounding neither makes nor breaks a tie."""
    size = abs(gain)
    if size <= slack or size < tie - slack:
        return 0.0
    degree = 1.0
    if size < whole - slack:
        degree = max(0.0, (size - tie) / (whole - tie))
    return degree if gain > 0 else -degree


@nb.njit(cache=True)
def _grade(least: float, most: float, level: float) -> int:
    """Flag which ends of a degree reach a level; those that miss it by rounding do."""
    edge = level - 1e-12
    code = POSSIBLE * (most >= edge) + MIDDLE * (least + most >= 2 * edge) + SURE * (least >= edge)
    return code + UNSURE * (least != most or 0.0 < abs(most) < 1.0)
