"""Random numbers that are a function of where they are used.

A counter-based generator turns (key, counter) into four words without any
state in between, so the number drawn for one turn of one path does not depend
on which thread draws it, on what was drawn before, or on how many paths there
are.

Letters
-------
``x`` counter, four words of 32 bits; ``k`` key, two words of 32 bits. Words are
held in ``uint64`` so that a product of two of them is exact.

References
----------
Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as
1, 2, 3", SC11, doi 10.1145/2063384.2063405: Philox4x32 with ten rounds.
"""

from __future__ import annotations

import numba as nb
import numpy as np

from standoff.kernels.tables import Floats

Word = np.uint64

_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_SPARE = np.uint64(11)
_UNIT = 2.0**-53
_BY = tuple(np.uint64(2**n) for n in range(5))
_EVERY = tuple(np.uint64((2**64 - 1) // (2 ** (2**n) + 1)) for n in range(5))
"""The lower half of every 2, 4, 8, 16 and 32 bits."""


# Inlined as source: compiled apart it could not be done for several paths at a time,
# which is three times as fast.
@nb.njit(cache=True, inline="always")
def philox(
    x0: Word, x1: Word, x2: Word, x3: Word, k0: Word, k1: Word
) -> tuple[Word, Word, Word, Word]:
    """Return the four words that Philox4x32-10 makes of a counter and a key.

    Examples
    --------
    >>> import numpy as np
    >>> zero = np.uint64(0)
    >>> [f"{int(word):08x}" for word in philox(zero, zero, zero, zero, zero, zero)]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * x0
        product_1 = _MULTIPLIER_1 * x2
        x0 = (product_1 >> _HALF) ^ x1 ^ k0
        x1 = product_1 & _LOW
        x2 = (product_0 >> _HALF) ^ x3 ^ k1
        x3 = product_0 & _LOW
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return x0, x1, x2, x3


@nb.njit(cache=True, inline="always")
def uniform_pair(seed: Word, path: Word, period: Word, place: Word) -> tuple[float, float]:
    """Return the two numbers in [0, 1) that belong to one place of one path.

    ``period`` and ``place`` (a round, and a turn or chance event in it) are
    below 2**32; ``seed`` and ``path`` are below 2**64. Each number is a
    multiple of 2**-53, as in `numpy.random`.

    Examples
    --------
    >>> import numpy as np
    >>> word = np.uint64
    >>> uniform_pair(word(0), word(0), word(0), word(0)) == (
    ...     (0x6627E8D5E169C58D >> 11) * 2.0**-53,
    ...     (0xBC57AC4C9B00DBD8 >> 11) * 2.0**-53,
    ... )
    True
    """
    y0, y1, y2, y3 = philox(
        place & _LOW, period & _LOW, path & _LOW, path >> _HALF, seed & _LOW, seed >> _HALF
    )
    # Signed, because processors turn signed words into floats many at a time.
    first = np.float64(np.int64(((y0 << _HALF) | y1) >> _SPARE)) * _UNIT
    second = np.float64(np.int64(((y2 << _HALF) | y3) >> _SPARE)) * _UNIT
    return first, second


@nb.njit(cache=True, inline="always")
def word_of(seed: Word, path: Word, period: Word, place: Word) -> Word:
    """Return 64 bits that belong to one place, those of the first of its numbers among them.

    Examples
    --------
    >>> import numpy as np
    >>> word = np.uint64
    >>> hex(word_of(word(0), word(0), word(0), word(0)))
    '0x6627e8d5e169c58d'
    """
    y0, y1, _, _ = philox(
        place & _LOW, period & _LOW, path & _LOW, path >> _HALF, seed & _LOW, seed >> _HALF
    )
    return (y0 << _HALF) | y1


@nb.njit(cache=True, inline="always")
def unit_of(word: Word) -> float:
    """Return the number in [0, 1) that a word of 64 bits stands for."""
    return np.float64(np.int64(word >> _SPARE)) * _UNIT


@nb.njit(cache=True, inline="always")
def bit_reversed(word: Word) -> Word:
    """Return a word of 64 bits read from its other end.

    As fractions of 2**64 the words 0, 1, 2, ... become van der Corput's sequence:

    >>> import numpy as np
    >>> [bit_reversed(np.uint64(n)) / 2**64 for n in range(6)]
    [0.0, 0.5, 0.25, 0.75, 0.125, 0.625]
    """
    word = (word >> _BY[0]) & _EVERY[0] | (word & _EVERY[0]) << _BY[0]
    word = (word >> _BY[1]) & _EVERY[1] | (word & _EVERY[1]) << _BY[1]
    word = (word >> _BY[2]) & _EVERY[2] | (word & _EVERY[2]) << _BY[2]
    word = (word >> _BY[3]) & _EVERY[3] | (word & _EVERY[3]) << _BY[3]
    word = (word >> _BY[4]) & _EVERY[4] | (word & _EVERY[4]) << _BY[4]
    return (word >> _HALF) | (word << _HALF)


@nb.njit(cache=True, nogil=True)
def fill_pairs(
    seed: Word, path: Word, period: Word, place: Word, first: Floats, second: Floats
) -> None:
    """Fill two arrays with the numbers of one place of consecutive paths from ``path`` on."""
    for p in range(first.size):
        first[p], second[p] = uniform_pair(seed, path + np.uint64(p), period, place)
