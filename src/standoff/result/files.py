"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from standoff.errors import CommandError

__all__ = ["write_atomically"]


def write_atomically(
    path: str | Path, write: Callable[[Path], object], *, may_replace: bool = True
) -> None:
    """Let ``write`` fill a file beside ``path``, then put it in place in one step.

    Whoever reads ``path`` meanwhile sees the old file or the new one, never
    half of one; if ``write`` fails, the old file stays.

    Parameters
    ----------
    path
        Where the file shall be. A link is followed; what is neither absent
        nor a regular file is refused.
    write
        Called with the path of an absent file in the same folder.
    may_replace
        Whether a file that is there already may be replaced.

    Raises
    ------
    CommandError
        If the file cannot be written there, or is there and may not be replaced.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> note = Path(folder.name, "note.txt")
    >>> write_atomically(note, lambda part: part.write_text("calm"))
    >>> note.read_text()
    'calm'
    >>> folder.cleanup()
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise CommandError(f"{path}: This is a folder. Name a file in it.")
    if not target.parent.is_dir():
        raise CommandError(f"{path}: There is no folder '{target.parent}'. Make it first.")
    if target.exists() and not target.is_file():
        raise CommandError(f"{path}: This is a device or a pipe. Name an ordinary file.")
    part = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        write(part)
        if may_replace:
            part.replace(target)
        else:
            _put_where_none_is(part, target)
    except FileExistsError as error:
        raise CommandError(
            f"{path}: This file exists, and is left as it is. Choose another name."
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise CommandError(f"{path}: This file cannot be written: {reason}.") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _put_where_none_is(part: Path, target: Path) -> None:
    """Put the file in place, and fail if one stands there, even one that has just come."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: nearly as safe
        if target.exists():
            raise FileExistsError(target) from None
        part.replace(target)
