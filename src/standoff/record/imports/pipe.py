"""Hands bytes from this process to the database as if they were files.

Where the system has named pipes, they flow as they are made; elsewhere they
are written to a temporary file first. The database reads a pipe on one thread,
so that there are several, and a block goes into whichever has room for it: none
waits for another, in whatever order they are opened and read.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from standoff.record.imports.ahead import Block, made_ahead

_PATIENCE_S: Final = 0.1
_AHEAD: Final = 8
"""Blocks that are made before a reader asks for them, or it would wait for each."""


@dataclass(frozen=True)
class Content:
    """Blocks of bytes in any order, and what comes last in the file of a number from 0 up."""

    blocks: Iterable[Block]
    last: Callable[[int], bytes]


@contextlib.contextmanager
def piped(content: Content, folder: Path, most: int) -> Iterator[tuple[Path, ...]]:
    """Offer bytes under the names of up to ``most`` files, to be read once from first to last.

    Each file has some of the blocks, and ends with what comes last in it.

    Raises
    ------
    Exception
        Whatever went wrong while the bytes were made, once the body is done.
    """
    if not hasattr(os, "mkfifo"):
        path = folder / "lines"
        with path.open("wb") as file:
            file.writelines(content.blocks)
            file.write(content.last(0))
        yield (path,)
        return
    paths = tuple(folder / f"lines-{nth}" for nth in range(most))
    with made_ahead(content.blocks, _AHEAD) as taken:
        feeders = [_Feeder(nth, path, taken, content.last) for nth, path in enumerate(paths)]
        for feeder in feeders:
            feeder.start()
        try:
            yield paths
        finally:
            for feeder in feeders:
                feeder.stop.set()
            for feeder in feeders:
                feeder.join()
                feeder.path.unlink()
    for feeder in feeders:
        if feeder.error is not None:
            raise feeder.error


class _Feeder(threading.Thread):
    """Writes blocks into a pipe until they end, or the reader goes away."""

    def __init__(
        self,
        nth: int,
        path: Path,
        taken: Callable[[], Iterator[Block]],
        last: Callable[[int], bytes],
    ) -> None:
        super().__init__(daemon=True)
        self.nth = nth
        self.path = path
        self.taken = taken
        self.last = last
        self.stop = threading.Event()
        self.error: Exception | None = None
        os.mkfifo(path, 0o600)

    def run(self) -> None:
        """Write it all, and keep what went wrong for whoever waits."""
        try:
            pipe = self._opened()
            if pipe is None:
                return
            try:
                for block in self.taken():
                    if not self._written(pipe, block):
                        return
                self._written(pipe, self.last(self.nth))
            finally:
                os.close(pipe)
        except Exception as error:
            self.error = error

    def _opened(self) -> int | None:
        """Open the pipe as soon as somebody reads it; None if nobody ever does."""
        while not self.stop.is_set():
            try:
                return os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
            except OSError as error:
                if error.errno != errno.ENXIO:
                    raise
            time.sleep(_PATIENCE_S / 100)
        return None

    def _written(self, pipe: int, block: Block) -> bool:
        """Write a block, as fast as it is read; false if nobody reads any more."""
        rest = memoryview(block)
        while rest:
            try:
                rest = rest[os.write(pipe, rest) :]
            except BlockingIOError:
                if self.stop.is_set():
                    return False
                select.select([], [pipe], [], _PATIENCE_S)
            except BrokenPipeError:
                return False
        return True
