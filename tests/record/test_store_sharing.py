"""Tests for a store that several processes use, and for a process that is killed."""

import random
import signal
import subprocess
import sys
import time

import pytest

from event_files import gdelt_line, written
from standoff.errors import CommandError
from standoff.record.imports import import_file
from standoff.record.store import open_store

HOLD = """
import sys
from standoff.record.store import open_store
with open_store(sys.argv[1], writing=sys.argv[2] == "write"):
    print("open", flush=True)
    sys.stdin.readline()
"""
IMPORT = """
import sys
from pathlib import Path
from standoff.record.imports import import_file
# so that what is measured is the import
import duckdb, standoff.kernels.lines, standoff.record.imports.into
print("ready", flush=True)
sys.stdin.readline()
import_file(Path(sys.argv[1]), Path(sys.argv[2]))
"""


class Holder:
    """Another process that holds a store open, for as long as a `with` block lasts."""

    def __init__(self, store, how):
        self.process = started(HOLD, store, how)

    def __enter__(self):
        assert self.process.stdout.readline() == "open\n"
        return self

    def let_go(self):
        """End the other process, if it has not ended."""
        if self.process.poll() is None:
            self.process.communicate("\n")

    def __exit__(self, *_):
        self.let_go()


def started(code, *arguments):
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def digest(path):
    with open_store(path) as store:
        return store.digest()


@pytest.fixture
def store(tmp_path):
    """Return a store with one event."""
    path = tmp_path / "world.duckdb"
    import_file(path, written(tmp_path / "first.csv", gdelt_line(999)))
    return path


def test_who_comes_second_waits_and_then_says_who_is_there(store):
    """A writer keeps everybody else away, a reader keeps writers away."""
    for how, mine in (("write", False), ("write", True), ("read", True)):
        with Holder(store, how) as other:
            told = []
            with (
                pytest.raises(CommandError) as refused,
                open_store(store, writing=mine, wait_s=0.3, progress=told.append),
            ):
                pass
            who = f"rocess {other.process.pid} (python"
            work = "written to" if mine else "read"
            words = str(refused.value)
            assert words.startswith(f"{store} cannot be {work}: p{who}")
            assert words.endswith(
                ") is using it, and did not let go within 0.3 seconds. "
                "Wait until it has finished, or end it, and try again."
            )
            assert len(told) == 1
            assert told[0].startswith(f"P{who}")
            assert told[0].endswith(f") is using {store}; waiting up to 0.3 seconds.")


def test_who_waits_is_let_in_as_soon_as_the_other_has_finished(store):
    """Within the time that it would wait."""
    with (
        Holder(store, "write") as other,
        open_store(store, wait_s=60, progress=lambda _: other.let_go()) as mine,
    ):
        assert mine.count() == 1


def test_several_processes_read_a_store_at_once(store):
    """Reading changes nothing."""
    with Holder(store, "read"), Holder(store, "read"), open_store(store, wait_s=0) as mine:
        assert mine.count() == 1


def test_a_process_that_has_a_store_open_itself_is_told_so(store):
    """It would wait for itself."""
    with (
        open_store(store),
        pytest.raises(CommandError, match="this process is using it"),
        open_store(store, writing=True, wait_s=0.2),
    ):
        pass


def killed_after(seconds, store, path):
    """Kill an import after some seconds, -1 for never; return how long it ran."""
    process = started(IMPORT, store, path)
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("\n")
    process.stdin.flush()
    began = time.perf_counter()
    if seconds >= 0:
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    process.communicate()
    return time.perf_counter() - began


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system cannot kill at once")
def test_a_store_is_as_before_or_after_an_import_that_is_killed(tmp_path, store):
    """Never between, at any of ten moments; and the next import finds nothing in its way."""
    lines = [gdelt_line(number, place=f"P{number % 100}") for number in range(60_000)]
    path = written(tmp_path / "a.csv.gz", *lines, *lines[:9], gdelt_line(999, intensity="-9"))
    before, whole = digest(store), tmp_path / "whole.duckdb"
    whole.write_bytes(store.read_bytes())
    duration = killed_after(-1, whole, path)
    after, moments = digest(whole), random.Random(20061009)
    found = []

    for share in sorted(moments.uniform(0, 1.1) for _ in range(10)):
        copy = tmp_path / "copy.duckdb"
        copy.write_bytes(store.read_bytes())
        killed_after(share * duration, copy, path)
        found.append(digest(copy))
        # whatever the killed one has left is not in the way of the next
        if share > 0.5 and len(found) % 2:
            import_file(copy, path)
            assert digest(copy) == after
            assert not copy.with_name("copy.duckdb.standoff-tmp").exists()
        for left in tmp_path.glob("copy.duckdb*"):
            if left.is_file():
                left.unlink()

    assert set(found) <= {before, after}
    assert before in found, "no import was killed before its end"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system cannot kill at once")
def test_a_store_that_is_being_made_is_there_whole_or_not_at_all(tmp_path):
    """A process that is killed early leaves no file that is none."""
    path = written(tmp_path / "a.csv", gdelt_line(1))

    for seconds in (0, 0.01, 0.03, 0.06):
        new = tmp_path / "new.duckdb"
        killed_after(seconds, new, path)

        if new.exists():
            with open_store(new) as store:
                assert store.count() in (0, 1)
        import_file(new, path)
        assert [one.name for one in tmp_path.glob("new*")] == ["new.duckdb"]
        new.unlink()
