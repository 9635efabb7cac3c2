"""A progress bar for what takes long, for people only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["PATIENCE_SECONDS", "progress_bar"]

PATIENCE_SECONDS: Final = 2.0
"""Work that ends sooner than this shows no bar."""


class _Bar:
    """A bar that appears once its work has taken longer than a person waits gladly."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.began = time.monotonic()
        self.shown: Progress | None = None

    def __call__(self, done: int, total: int) -> None:
        if self.shown is None and time.monotonic() - self.began < PATIENCE_SECONDS:
            return
        if self.shown is None:
            self.shown = _make()
            self.shown.start()
            self.shown.add_task(self.words)
        self.shown.update(self.shown.task_ids[0], completed=done, total=total)

    def close(self) -> None:
        if self.shown is not None:
            self.shown.stop()


def _make() -> Progress:
    from rich.console import Console
    from rich.progress import Progress

    return Progress(console=Console(stderr=True), transient=True)


@contextmanager
def progress_bar(words: str) -> Iterator[Callable[[int, int], None] | None]:
    """Give a callback that draws a bar on a terminal's error stream, else None.

    The bar is gone when the work is done; standard output never sees it.
    """
    if not sys.stderr.isatty():
        yield None
        return
    bar = _Bar(words)
    try:
        yield bar
    finally:
        bar.close()
