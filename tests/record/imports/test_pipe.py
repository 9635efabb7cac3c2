"""Tests for pipes: each block comes out of one of them, in whatever order they are read."""

import threading

import pytest

from event_files import gdelt_line, written
from standoff.record import database
from standoff.record.imports import import_file, stream
from standoff.record.imports.pipe import Content, piped
from standoff.record.store import open_store

BLOCKS = [b"%d" % number * 1000 + b"\n" for number in range(500)]


def content(blocks=BLOCKS):
    return Content(blocks, lambda nth: b"end %d\n" % nth)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_pipes_that_are_read_one_after_the_other_give_every_block_once(tmp_path, order):
    """None waits for another, or a database with one thread would never end."""
    with piped(content(), tmp_path, 3) as paths:
        found = [paths[nth].read_bytes() for nth in order]

    assert b"".join(found).count(b"end") == 3
    assert sorted(b"".join(found).split()) == sorted(
        b"".join([*BLOCKS, *map(content().last, range(3))]).split()
    )
    assert all(part.endswith(b"end %d\n" % nth) for nth, part in zip(order, found, strict=True))
    assert list(tmp_path.iterdir()) == []


def test_what_goes_wrong_while_blocks_are_made_is_raised_in_the_end(tmp_path):
    """Every reader sees its file end, and whoever asked for the blocks learns why."""

    def broken():
        yield from BLOCKS[:20]
        raise OSError("the disk is gone")

    def read():
        with piped(content(broken()), tmp_path, 2) as paths:
            assert not any(b"end" in path.read_bytes() for path in paths)

    with pytest.raises(OSError, match="the disk is gone"):
        read()

    assert list(tmp_path.iterdir()) == []


def test_pipes_that_nobody_reads_to_the_end_hold_nobody_up(tmp_path):
    """A statement that fails leaves at once, and so do the threads."""
    before = threading.active_count()

    def leave():
        with piped(content(), tmp_path, 3) as paths, paths[1].open("rb") as file:
            assert file.read(1) == b"0"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        leave()

    assert threading.active_count() == before


def test_a_store_is_the_same_on_any_number_of_threads(tmp_path, monkeypatch):
    """With blocks that are a few lines long, malformed lines, and versions across blocks."""
    monkeypatch.setattr(stream, "BLOCK", 1000)
    lines = [gdelt_line(number % 150, intensity=str(number % 7)) for number in range(300)]
    path = written(tmp_path / "a.csv", *lines, "bad", "", *lines[:9], "worse")
    found = []

    for many in (1, 2, 4):
        monkeypatch.setattr(database.os, "cpu_count", lambda many=many: many)
        done = import_file(tmp_path / f"{many}.duckdb", path)
        with open_store(tmp_path / f"{many}.duckdb") as store:
            found.append((done, store.digest(), store.count()))

    assert found == [found[0]] * 3
    assert found[0][0].known == 9
    assert [line for line, _ in found[0][0].examples] == [301, 312]
