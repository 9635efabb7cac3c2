"""Makes bytes in a thread of its own, some blocks ahead of whoever takes them."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Final

Block = bytes | memoryview

_PATIENCE_S: Final = 0.1


@contextlib.contextmanager
def made_ahead(blocks: Iterable[Block], most: int) -> Iterator[Callable[[], Iterator[Block]]]:
    """Offer blocks of which up to ``most`` are made before they are asked for.

    Several threads may take them at once: each block is taken by one of them.
    Whatever goes wrong while they are made is raised in all of them.

    Examples
    --------
    >>> with made_ahead([b"a", b"b"], 1) as taken:
    ...     list(taken())
    [b'a', b'b']
    """
    maker = _Maker(blocks, most)
    maker.start()
    try:
        yield maker.taken
    finally:
        maker.stop.set()
        maker.join()


class _Maker(threading.Thread):
    """Puts blocks into a queue, then None or what went wrong."""

    def __init__(self, blocks: Iterable[Block], most: int) -> None:
        super().__init__(daemon=True)
        self.blocks = blocks
        self.ready: queue.Queue[Block | Exception | None] = queue.Queue(most)
        self.stop = threading.Event()

    def run(self) -> None:
        """Make every block, unless nobody takes them any more."""
        try:
            for block in self.blocks:
                if not self._put(block):
                    return
        except Exception as error:
            self._put(error)
        else:
            self._put(None)

    def _put(self, what: Block | Exception | None) -> bool:
        while not self.stop.is_set():
            with contextlib.suppress(queue.Full):
                self.ready.put(what, timeout=_PATIENCE_S)
                return True
        return False

    def taken(self) -> Iterator[Block]:
        """Yield the blocks as they are made, those that nobody else has taken."""
        while not isinstance(what := self.ready.get(), Exception | None):
            yield what
        # the others that take blocks wait for the end too
        self.ready.put(what)
        if what is not None:
            raise what
