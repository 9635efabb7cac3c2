"""The process of a command: what Python need not do in one that lives for seconds.

While it runs Python looks for circles among its objects after every 700 new ones,
and when it ends Python takes every module and object apart, one by one. A brief
spends a tenth of its time on both, and nobody gains by it: the memory goes back to
the operating system at once. See decision 0012.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

__all__ = ["hurry", "interrupts", "leave"]

_RARELY: Final = (20_000, 20, 20)
"""After how many new objects, and how many such looks, Python looks for circles."""


def hurry(caller: FrameType | None) -> None:
    """Let Python look for circles among objects more rarely, if the process is the command's.

    Parameters
    ----------
    caller
        The frame that asked for the command to be run.

    Examples
    --------
    >>> before = gc.get_threshold()
    >>> hurry(sys._getframe())
    >>> gc.get_threshold() == before  # for this process is somebody else's
    True
    """
    if _is_ours(caller):
        gc.set_threshold(*_RARELY)


def leave(code: int, caller: FrameType | None) -> NoReturn:
    """End the process with an exit code, at once where it is the command's own.

    What was promised for the end of the process (handlers of `atexit`, temporary
    files among them) is done first, and all output is written.

    Parameters
    ----------
    code
        The exit code.
    caller
        The frame that asked for the command to be run.

    Raises
    ------
    SystemExit
        Where somebody else's code is still to run: the caller is no script of
        ours, a thread is at work, or a debugger or a measure of coverage looks on;
        or where output cannot be written, so that Python says so as it always does.

    Examples
    --------
    >>> leave(3, sys._getframe())
    Traceback (most recent call last):
    SystemExit: 3
    """
    if _is_ours(caller) and not _is_watched() and threading.active_count() == 1:
        atexit._run_exitfuncs()
        if _written():
            os._exit(code)
    raise SystemExit(code)


@contextmanager
def interrupts() -> Iterator[list[int]]:
    """Note each interrupt from the keyboard, whatever becomes of it.

    One that comes while code is compiled may be swallowed there, by a callback that
    cannot pass it on, and end as some other error.

    Yields
    ------
    list of int
        Grows by a number with each interrupt. It stays empty where interrupts are
        ignored or somebody else's to handle.
    """
    seen: list[int] = []
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield seen
        return

    def note(number: int, frame: FrameType | None) -> None:
        seen.append(number)
        signal.default_int_handler(number, frame)

    def unraisable(lost: sys.UnraisableHookArgs) -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            before(lost)

    before = sys.unraisablehook
    signal.signal(signal.SIGINT, note)
    sys.unraisablehook = unraisable
    try:
        yield seen
    finally:
        sys.unraisablehook = before
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _is_ours(caller: FrameType | None) -> bool:
    """Say whether the caller is the script `standoff` itself, with nothing around it."""
    return (
        caller is not None
        and caller.f_back is None
        and caller.f_globals.get("__name__") == "__main__"
        and Path(sys.argv[0]).stem == "standoff"
    )


def _is_watched() -> bool:
    """Say whether somebody follows the run, or wants to look round after it."""
    return (
        sys.gettrace() is not None
        or sys.getprofile() is not None
        or bool(sys.flags.interactive or sys.flags.inspect or os.environ.get("PYTHONINSPECT"))
    )


def _written() -> bool:
    """Write out what waits in the streams; return whether all of it has gone."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return False
    return True
