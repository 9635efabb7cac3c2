"""Texts that the verbs share, and how they are printed: examples, languages, the width."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path
from typing import Final

from standoff.errors import CommandError, nearest
from standoff.vocab import LANGUAGES

__all__ = ["NobodyReads", "checked_language", "emit", "example", "width"]

_EXAMPLES: Final = Path(__file__).parent / "examples"
_WIDTH: Final = 100


def example(verb: str) -> str:
    r"""Return the call and output that ends the help of a verb, kept from being wrapped.

    Examples
    --------
    >>> example("new").splitlines()[:2]
    ['\x08', '$ standoff new strait']
    """
    text = (_EXAMPLES / f"{verb}.txt").read_text(encoding="utf-8").rstrip()
    return "\n\n".join(f"\b\n{paragraph}" for paragraph in text.split("\n\n"))


def checked_language(language: str) -> str:
    """Return the language, if it is one that the program speaks."""
    if language not in LANGUAGES:
        raise CommandError(
            f"There is no language '{language}'.\n"
            f"{nearest(language, LANGUAGES)}Languages: {', '.join(LANGUAGES)}."
        )
    return language


def width() -> int:
    """Return how wide text may be: the terminal's width, or 100 in a file or pipe."""
    if not sys.stdout.isatty():
        return _WIDTH
    return max(40, min(140, shutil.get_terminal_size((_WIDTH, 24)).columns))


class NobodyReads(Exception):
    """The other end of the pipe has gone: nothing to do, and nobody to tell."""


def emit(text: str) -> None:
    """Print a text, ended by one line break, and see that it has arrived.

    Raises
    ------
    NobodyReads
        If the output is a pipe that was closed.
    CommandError
        If it cannot be written, as on a full disk.
    """
    try:
        sys.stdout.write(text.rstrip("\n") + "\n")
        sys.stdout.flush()
    except OSError as error:
        # what is left in the buffer must not fail again when the process ends
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise NobodyReads from error
        raise CommandError(f"The output cannot be written: {error.strerror}.") from error
