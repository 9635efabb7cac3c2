"""What a command is pointed at: a crisis file, a published crisis, `-`, or a saved answer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from standoff import catalog
from standoff.errors import CommandError, nearest

if TYPE_CHECKING:
    from standoff.spec import Crisis

__all__ = ["MOST_BYTES", "piped_text", "is_answer", "located", "read_crisis"]

MOST_BYTES: Final = 2 * 1024 * 1024
_HDF5: Final = b"\x89HDF\r\n\x1a\n"


def located(target: str) -> Path:
    """Return the file that a command is pointed at.

    A plain word that the catalogue knows is a published crisis; a file of that
    name is meant by ``./name``.

    Raises
    ------
    CommandError
        If there is no such file and no such published crisis.
    """
    if target in catalog.names():
        return catalog.path(target)
    path = Path(target)
    try:
        if path.is_dir():
            raise CommandError(f"{target}: This is a folder. Name a crisis file in it.")
        if path.exists():
            return path
    except (OSError, ValueError) as error:
        raise CommandError(f"{target}: This cannot be the name of a file.") from error
    raise CommandError(
        f"There is no file '{target}', and no crisis of the catalogue is called so.\n"
        f"{_guess(path)}'standoff catalog' lists the published crises; "
        "'standoff new NAME' starts a file."
    )


def _guess(path: Path) -> str:
    beside = (
        [str(path.with_name(file.name)) for file in path.parent.glob("*.yaml")]
        if path.parent.is_dir()
        else []
    )
    return nearest(str(path), [*catalog.names(), *beside])


def is_answer(path: Path) -> bool:
    """Say whether a file is meant to be a saved answer, by its first bytes or its name."""
    if path.suffix == ".nc":
        return True
    try:
        with path.open("rb") as stream:
            return stream.read(len(_HDF5)) == _HDF5
    except OSError:
        return False


def read_crisis(target: str) -> Crisis:
    """Read the crisis that a command is pointed at; ``-`` is the standard input."""
    from standoff.spec import read, read_text

    if target == "-":
        return read_text(piped_text(), source="-")
    return read(located(target))


def piped_text() -> str:
    """Return the standard input, as far as a crisis file may go."""
    if sys.stdin is None or sys.stdin.isatty():
        raise CommandError("'-' reads a crisis from a pipe, and there is none.\nName a file.")
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    return content.decode("utf-8", errors="surrogateescape")
