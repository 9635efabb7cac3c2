"""Hands bytes from this process to the database as if they were a file.

Where the system has named pipes, they flow as they are made; elsewhere they
are written to a temporary file first.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from standoff.record.imports.ahead import made_ahead

_PATIENCE_S: Final = 0.1
_AHEAD: Final = 8
"""Blocks that are made before the reader asks for them, or it would wait for each."""


@contextlib.contextmanager
def piped(blocks: Iterable[bytes], folder: Path) -> Iterator[Path]:
    """Offer bytes under the name of a file, to be read once from first to last.

    Raises
    ------
    Exception
        Whatever went wrong while the bytes were made, once the body is done.
    """
    path = folder / "lines"
    if not hasattr(os, "mkfifo"):
        with path.open("wb") as file:
            file.writelines(blocks)
        yield path
        return
    os.mkfifo(path, 0o600)
    feeder = _Feeder(blocks, path)
    feeder.start()
    try:
        yield path
    finally:
        feeder.stop.set()
        feeder.join()
        path.unlink()
    if feeder.error is not None:
        raise feeder.error


class _Feeder(threading.Thread):
    """Writes bytes into a pipe until they end, or the reader goes away."""

    def __init__(self, blocks: Iterable[bytes], path: Path) -> None:
        super().__init__(daemon=True)
        self.blocks = blocks
        self.path = path
        self.stop = threading.Event()
        self.error: Exception | None = None

    def run(self) -> None:
        """Write it all, and keep what went wrong for whoever waits."""
        pipe = self._opened()
        if pipe is None:
            return
        try:
            with made_ahead(self.blocks, _AHEAD) as blocks:
                for block in blocks:
                    if not self._written(pipe, block):
                        return
        except Exception as error:
            self.error = error
        finally:
            os.close(pipe)

    def _opened(self) -> int | None:
        """Open the pipe as soon as somebody reads it; None if nobody ever does."""
        while not self.stop.is_set():
            try:
                return os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
            except OSError as error:
                if error.errno != errno.ENXIO:
                    self.error = error
                    return None
            time.sleep(_PATIENCE_S / 100)
        return None

    def _written(self, pipe: int, block: bytes) -> bool:
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
