"""Makes bytes in a thread of its own, some blocks ahead of whoever takes them."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterable, Iterator
from typing import Final

_PATIENCE_S: Final = 0.1


@contextlib.contextmanager
def made_ahead(blocks: Iterable[bytes], most: int) -> Iterator[Iterator[bytes]]:
    """Offer blocks of which up to ``most`` are made before they are asked for.

    Whatever goes wrong while they are made is raised where they are taken.

    Examples
    --------
    >>> with made_ahead([b"a", b"b"], 1) as blocks:
    ...     list(blocks)
    [b'a', b'b']
    """
    maker = _Maker(blocks, most)
    maker.start()
    try:
        yield maker.taken()
    finally:
        maker.stop.set()
        maker.join()


class _Maker(threading.Thread):
    """Puts blocks into a queue, then None or what went wrong."""

    def __init__(self, blocks: Iterable[bytes], most: int) -> None:
        super().__init__(daemon=True)
        self.blocks = blocks
        self.ready: queue.Queue[bytes | Exception | None] = queue.Queue(most)
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

    def _put(self, what: bytes | Exception | None) -> bool:
        while not self.stop.is_set():
            with contextlib.suppress(queue.Full):
                self.ready.put(what, timeout=_PATIENCE_S)
                return True
        return False

    def taken(self) -> Iterator[bytes]:
        """Yield the blocks as they are made."""
        while (what := self.ready.get()) is not None:
            if isinstance(what, Exception):
                raise what
            yield what
