"""Tests for `standoff.policy.in_step`."""

import threading
import time

import pytest

from standoff.policy.in_step import in_step, processors


def walk(threads, runs=7, steps=5, end=None, pause=0.0):
    """Have runs work on the same cells, what a run leaves depending on what it finds."""
    cells, lock = [[0] for _ in range(steps)], threading.Lock()
    at_work, most, told, carried = [0], [0], [], list(range(runs))

    def step(run, s, thread):
        with lock:
            at_work[0] += 1
            most[0] = max(most[0], at_work[0])
        # the later run is the faster one, so that it would overtake if it could
        time.sleep(pause * (runs - run) / runs)
        carried[run] = (3 * cells[s][-1] + carried[run] + 1) % 1009
        cells[s].append(carried[run])
        with lock:
            at_work[0] -= 1
        return end is None or run < end

    made = in_step(step, runs, steps, threads=threads, progress=lambda n, of: told.append((n, of)))
    return made, cells, most[0], told


@pytest.mark.parametrize("threads", [2, 3, 20])
def test_any_number_of_threads_comes_to_the_same(threads):
    """Each cell is worked on by one run after the other, as if there were one thread."""
    alone, together = walk(1), walk(threads, pause=0.002)

    assert together[:2] == alone[:2]
    assert together[0] == 7
    assert together[2] > 1
    assert together[3][-1] == alone[3][-1] == (7, 7)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_no_run_begins_behind_one_that_may_be_the_last(threads):
    """Run 3 never says that another follows, so that no cell sees a fifth run."""
    made, cells, _, told = walk(threads, end=3)

    assert made == 4
    assert [len(cell) for cell in cells] == [5] * 5
    assert told[-1] == (4, 7)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_what_goes_wrong_in_a_thread_ends_the_others_and_is_told(threads, failure):
    """Nobody waits for a run that will never come."""

    def step(run, s, thread):
        if (run, s) == (2, 1):
            raise failure("here")
        return True

    with pytest.raises(failure, match="here"):
        in_step(step, 50, 3, threads=threads)


def test_what_ends_the_wait_ends_the_runs():
    """A key pressed interrupts the thread that tells of progress; the others end their step."""
    steps = []

    def step(run, s, thread):
        steps.append(run)
        return True

    def press(over, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_step(step, 100_000, 2, threads=2, progress=press)
    assert len(steps) < 200_000


def test_at_least_one_processor_is_there():
    """The program runs on it."""
    assert processors() >= 1
