"""Runs over the same steps, each behind the one before it, on several threads.

A run may take a step once the run before it has: what a step works on belongs to one
run at a time, and each run finds it as the one before left it. So the outcome is the
same on any number of threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Condition

Step = Callable[[int, int, int], bool]
"""From a run, a step of it and a thread to whether a further run is known to follow."""

Progress = Callable[[int, int], None]


def processors() -> int:
    """Return how many processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_step(
    step: Step, runs: int, steps: int, *, threads: int = 1, progress: Progress | None = None
) -> int:
    """Make up to so many runs; return how many were made.

    Parameters
    ----------
    step
        Called with the number of a run, of a step and of a thread, all from 0. Says
        whether a further run is known to follow: one that says so in none of its steps
        is the last.
    runs
        The most runs that are made.
    steps
        Steps of each, at least one.
    threads
        How many runs are on their way at most.
    progress
        Called, from the thread that called this, with how many runs are over, and how
        many there may be.

    Examples
    --------
    >>> level = [0, 0]
    >>> def rise(run, step, thread):
    ...     level[step] += 1
    ...     return level[step] < 3
    >>> in_step(rise, 10, 2, threads=2), level
    (3, [3, 3])
    """
    march = _March(step, runs, steps, progress)
    count = min(threads, runs)
    if count <= 1:
        while not march.is_over:
            march.make(march.over, 0)
            march.tell()
        return march.over
    with ThreadPoolExecutor(count) as pool:
        try:
            for thread in range(count):
                pool.submit(march.share, thread, count)
            march.wait()
        finally:
            # whatever ends the wait, a key pressed too, nobody may go on
            march.stop()
    if march.failure is not None:
        raise march.failure
    return march.over


class _March:
    """How far all runs have come."""

    def __init__(self, step: Step, runs: int, steps: int, progress: Progress | None) -> None:
        self.step = step
        self.runs = runs
        self.steps = steps
        self.progress = progress
        self.news = Condition()
        self.reached = [0] * (runs + 1)
        self.goes_on = [False] * (runs + 1)
        self.over = 0
        self.is_over = False
        self.failure: BaseException | None = None

    def tell(self) -> None:
        """Say how many runs are over."""
        if self.progress is not None:
            self.progress(self.over, self.runs)

    def wait(self) -> None:
        """Tell of each run that is over, until the last is."""
        told = 0
        while True:
            with self.news:
                while not (self.is_over or self.over > told):
                    self.news.wait()
                if self.failure is not None or self.over == told:
                    return
                told = self.over
            self.tell()

    def stop(self) -> None:
        """Have no step begin."""
        with self.news:
            self.is_over = True
            self.news.notify_all()

    def share(self, thread: int, count: int) -> None:
        """Make every ``count``-th run."""
        try:
            for run in range(thread, self.runs, count):
                self.make(run, thread)
        except BaseException as failure:
            self.failure = failure
            self.stop()

    def make(self, run: int, thread: int) -> None:
        """Make a run, if there is to be one, each step once the run before it is there."""
        for s in range(self.steps):
            with self.news:
                while not (self.is_over or self._may(run, s)):
                    self.news.wait()
                if self.is_over:
                    return
            goes_on = self.step(run, s, thread)
            with self.news:
                self.goes_on[run] |= goes_on
                self.reached[run] = s + 1
                if s + 1 == self.steps:
                    self.over = run + 1
                    self.is_over |= not self.goes_on[run] or self.over == self.runs
                self.news.notify_all()

    def _may(self, run: int, s: int) -> bool:
        """Say whether the run before has made a step, and is known not to be the last."""
        return run == 0 or (self.reached[run - 1] > s and self.goes_on[run - 1])
