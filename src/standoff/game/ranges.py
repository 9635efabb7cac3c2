"""What the analyst holds possible for a number: an interval, and numbers drawn from it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from standoff.kernels.random import fill_pairs
from standoff.kernels.tables import Floats
from standoff.spec.crisis import Number

__all__ = ["drawn", "interval", "is_open"]

_SPREAD = 1.959963984540054
"""Half of the central 95% of a normal distribution, in standard deviations."""


def is_open(number: Number) -> bool:
    """Say whether a number has a range or a distribution.

    Examples
    --------
    >>> is_open(Number(1.0)), is_open(Number(1.0, low=0.5, high=2.0))
    (False, True)
    """
    return number.low is not None or number.distribution is not None


def interval(number: Number) -> tuple[float, float]:
    """Return the least and the greatest that a number may be.

    That of a distribution is its support, and of a normal one, which has no
    ends, the central 95%.

    Examples
    --------
    >>> interval(Number(1.0)), interval(Number(1.0, low=0.5, high=2.0))
    ((1.0, 1.0), (0.5, 2.0))
    """
    if number.low is not None and number.high is not None:
        return number.low, number.high
    if number.distribution is None:
        return number.value, number.value
    kind, values = number.distribution.kind, number.distribution.parameters
    if kind == "normal":
        return values[0] - _SPREAD * values[1], values[0] + _SPREAD * values[1]
    return (0.0, 1.0) if kind == "beta" else (values[0], values[-1])


def drawn(numbers: Sequence[Number], count: int, seed: int, key: int) -> Floats:
    """Draw each number independently; shape (count, numbers).

    A number with a range is drawn evenly from it; one without range or
    distribution is itself.

    Parameters
    ----------
    numbers
        What to draw.
    count
        How many times.
    seed, key
        Draw ``n`` of a number is a function of these, ``n`` and its place.

    Examples
    --------
    >>> drawn([Number(1.0), Number(1.0, low=0.5, high=2.0)], 2, 0, 0).round(4).tolist()
    [[1.0, 1.9584], [1.0, 1.6865]]
    """
    found = np.empty((count, len(numbers)))
    first, second = np.empty(count), np.empty(count)
    word = np.uint64
    for place, number in enumerate(numbers):
        if not is_open(number):
            found[:, place] = number.value
            continue
        fill_pairs(word(seed), word(0), word(key), word(place), first, second)
        found[:, place] = _inverse(number, first)
    return found


def _inverse(number: Number, uniform: Floats) -> Floats:
    """Turn even numbers in [0, 1) into draws: the inverse of the distribution function."""
    from scipy.special import betaincinv, ndtri

    if number.distribution is None or number.distribution.kind == "uniform":
        low, high = interval(number)
        return low + (high - low) * uniform
    kind, values = number.distribution.kind, number.distribution.parameters
    if kind == "normal":
        # 0 is drawn once in 2**53 times, and has no quantile
        quantile = ndtri(np.maximum(uniform, 2.0**-54))
        return np.asarray(values[0] + values[1] * quantile)
    if kind == "beta":
        return np.asarray(betaincinv(values[0], values[1], uniform))
    low, mode, high = values
    width = high - low
    left = low + np.sqrt(uniform * width * (mode - low))
    right = high - np.sqrt((1.0 - uniform) * width * (high - mode))
    return np.where(uniform * width < mode - low, left, right)
