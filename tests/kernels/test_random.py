"""Tests for `standoff.kernels.random`: against published vectors and numpy's Philox."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.kernels.random import fill_pairs, philox, uniform_pair
from testing_philox import philox_by_hand, uniforms_by_hand

WORDS = st.integers(0, 2**32 - 1)
LONG = st.integers(0, 2**64 - 1)

# Random123 1.14, tests/kat_vectors, "philox4x32 10": counter, key, output.
KNOWN = (
    ("00000000 00000000 00000000 00000000", "00000000 00000000",
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
)  # fmt: skip


def words(text):
    """Read words written in hexadecimal."""
    return [np.uint64(int(word, 16)) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "output"), KNOWN)
def test_the_generator_gives_the_published_answers(counter, key, output):
    """Known-answer vectors that the authors of Philox distribute."""
    assert words(output) == [np.uint64(w) for w in philox(*words(counter), *words(key))]


@given(st.lists(LONG, min_size=4, max_size=4), st.lists(LONG, min_size=2, max_size=2))
def test_the_philox_in_whole_numbers_is_that_of_numpy(counter, key):
    """Numpy has the same rounds with words of 64 bits, and steps the counter before use."""
    number = sum(word << (64 * i) for i, word in enumerate(counter))
    before = [((number - 1) >> (64 * i)) % 2**64 for i in range(4)]
    theirs = np.random.Philox(key=np.array(key, dtype=np.uint64))
    state = theirs.state
    state["state"]["counter"] = np.array(before, dtype=np.uint64)
    theirs.state = state

    assert philox_by_hand(counter, key, 64) == theirs.random_raw(4).tolist()


@given(st.lists(WORDS, min_size=4, max_size=4), st.lists(WORDS, min_size=2, max_size=2))
def test_the_generator_is_the_philox_in_whole_numbers(counter, key):
    """The form that is compared with numpy, with words of 32 bits."""
    ours = philox(*(np.uint64(word) for word in counter + key))

    assert philox_by_hand(counter, key, 32) == [int(word) for word in ours]


@given(LONG, LONG, WORDS, WORDS)
def test_a_place_has_its_own_two_numbers(seed, path, period, place):
    """Counter (place, period, path), key seed; each pair of words is one number."""
    pair = uniform_pair(np.uint64(seed), np.uint64(path), np.uint64(period), np.uint64(place))

    assert uniforms_by_hand(seed, path, period, place) == pair
    assert all(0.0 <= number < 1.0 for number in pair)


def test_the_largest_number_is_below_one():
    """53 bits set give 1 - 2**-53, which a double holds exactly."""
    largest = ((2**64 - 1) >> 11) * 2.0**-53

    assert largest == 1.0 - 2.0**-53 < 1.0


def test_paths_filled_together_have_the_numbers_that_they_have_alone():
    """A block that crosses 2**32 paths carries into the next word."""
    first, second = np.empty(5), np.empty(5)
    start = 2**32 - 2

    fill_pairs(np.uint64(7), np.uint64(start), np.uint64(3), np.uint64(2), first, second)

    alone = [uniforms_by_hand(7, start + p, 3, 2) for p in range(5)]
    assert alone == list(zip(first, second, strict=True))


def test_numbers_fill_the_unit_interval_evenly():
    """Of n numbers in 64 bins, the chi-square is within 5 of its spread of its mean, 63."""
    n, bins = 200_000, 64
    first, second = np.empty(n), np.empty(n)

    fill_pairs(np.uint64(11), np.uint64(0), np.uint64(1), np.uint64(0), first, second)

    for numbers in (first, second, (first + second) % 1.0):
        counts = np.bincount((numbers * bins).astype(int), minlength=bins)
        chi_square = ((counts - n / bins) ** 2 / (n / bins)).sum()
        assert abs(chi_square - (bins - 1)) < 5 * np.sqrt(2 * (bins - 1))
