"""Tests for `standoff.kernels.blocks`."""

import numba as nb
import numpy as np
import pytest
from numba.core.errors import TypingError

from standoff.kernels.blocks import (
    BLOCK,
    cell,
    closed,
    either,
    is_any,
    pick,
    put_starts,
    targets,
)
from standoff.kernels.eights import load_from, room, same, store, store_from


@nb.njit
def read(target, o, row, left, out, start, width, other):
    found = targets(target, o, row, left)
    store(out, 0, 0, closed(found))
    put_starts(start, 1, 2, found, width, other)
    return is_any(found)


@nb.njit
def joined(target, o, p, row, left):
    return is_any(either(targets(target, o, row, left), targets(target, p, row, left)))


@nb.njit
def looked_up(value, column, start, out):
    store(out, 0, 0, pick(value, column, start, 1, 2))
    return cell(start, 1, 19)


@nb.njit
def moved(matrix, source, place):
    store_from(matrix, place, load_from(matrix, source))
    store(matrix, 0, 0, same(2.5))


def table():
    """Make three outcomes over twenty rows, every third of the second closed, the last wholly."""
    target = np.arange(60, dtype=np.int32).reshape(3, 20)
    target[1, ::3] = -1
    target[2] = -1
    return target


@pytest.mark.parametrize("left", [8, 5, 1, 0, -3, 70])
def test_eight_targets_are_read_and_none_past_the_last(left):
    """Past the last row of the block a choice is closed, whatever stands in memory there."""
    target, start, out = table(), np.full((2, BLOCK), -7), room(1, 8)

    any_there = read(target, 1, 4, left, out, start, 16, 99)

    here = [int(target[1, 4 + k]) if k < left else -1 for k in range(8)]
    assert out[0].tolist() == [0.0 if x >= 0 else -np.inf for x in here]
    assert start[1, 16:24].tolist() == [16 * x if x >= 0 else 99 for x in here]
    assert (start[0] == -7).all()
    assert (start[1, :16] == -7).all()
    assert (start[1, 24:] == -7).all()
    assert any_there == any(x >= 0 for x in here)


def test_the_last_targets_of_a_table_are_read_without_what_lies_behind():
    """The table may end where memory does, so only what is there may be fetched."""
    target = table()
    target[2, 19] = 5
    out, start = room(1, 8), np.zeros((2, BLOCK), dtype=np.int64)

    assert read(target, 2, 19, 1, out, start, 8, 3)
    assert start[1, 16:24].tolist() == [40, *[3] * 7]


def test_starts_do_not_overflow_where_numbers_of_rows_do_not():
    """A row near 2^31 begins far beyond what 32 bits hold."""
    target = np.full((1, 8), 2**31 - 1, dtype=np.int32)
    out, start = room(1, 8), np.zeros((2, BLOCK), dtype=np.int64)

    read(target, 0, 0, 8, out, start, 24, 0)

    assert (start[1, 16:24] == (2**31 - 1) * 24).all()


def test_either_is_there_if_one_of_both_is():
    """It says whether a choice is open anywhere in a block, so one open row must show."""
    target = table()
    target[0] = -1
    assert joined(target, 0, 1, 0, 8)
    assert joined(target, 1, 0, 0, 8)
    assert not joined(target, 0, 2, 0, 8)
    assert not joined(target, 1, 0, 0, 1)


def test_numbers_are_picked_from_the_rows_that_starts_name():
    """Column 3 of row r of a table 16 wide is number 16 r + 3."""
    value, out = np.arange(320.0).reshape(20, 16), room(1, 8)
    start = np.zeros((2, BLOCK), dtype=np.int64)
    rows = np.array([7, 0, 19, 3, 3, 12, 1, 18])
    start[1, 16:24] = 16 * rows

    third = looked_up(value, 3, start, out)

    assert out[0].tolist() == (16.0 * rows + 3).tolist()
    assert third == 48


def test_eight_are_moved_from_and_to_any_place():
    """A start need not be a multiple of eight."""
    matrix = np.arange(40.0).reshape(5, 8)

    moved(matrix, 11, 29)

    flat = matrix.ravel().tolist()
    assert flat[29:37] == [float(x) for x in range(11, 19)]
    assert flat[:8] == [2.5] * 8
    assert flat[8:29] == [float(x) for x in range(8, 29)]
    assert flat[37:] == [37.0, 38.0, 39.0]


def test_a_table_that_lies_by_columns_is_refused():
    """Neighbours in memory would be another outcome's: better no code than wrong numbers."""
    start, out = np.zeros((2, BLOCK), dtype=np.int64), room(1, 8)

    with pytest.raises(TypingError, match="C-ordered"):
        read(np.asfortranarray(table()), 0, 0, 8, out, start, 8, 0)
