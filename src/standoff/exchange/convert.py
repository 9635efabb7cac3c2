"""From one format to another, by the endings of the names of two files."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from standoff.errors import CommandError, Problem, SpecError, nearest
from standoff.exchange.carry import Exported, Imported
from standoff.exchange.human import write_yaml, yaml_text
from standoff.spec import Crisis, read_text
from standoff.spec.reading import load_text

__all__ = ["SUFFIXES", "Converted", "convert", "format_of", "read_any"]

_READERS: Final = {
    ".gmcr": "gmcr_read:read_gmcr",
    ".nfg": "nfg_read:read_nfg",
    ".efg": "efg_read:read_efg",
    ".csv": "csv_read:read_csv",
}
_WRITERS: Final = {
    ".gmcr": "gmcr_write:write_gmcr",
    ".nfg": "nfg_write:write_nfg",
    ".efg": "efg_write:write_efg",
    ".csv": "csv_write:write_csv",
}
SUFFIXES: Final = (".yaml", *_READERS)
"""Endings of the names of files that can be converted; ``.yml`` is ``.yaml`` too."""


@dataclass(frozen=True)
class Converted:
    """A file in another format, and all that happened on the way."""

    text: str
    notes: tuple[str, ...]
    crisis: Crisis


def format_of(path: Path) -> str:
    """Return the format that a name says.

    Raises
    ------
    CommandError
        If it says none that is known.

    Examples
    --------
    >>> format_of(Path("Elmira.GMCR")), format_of(Path("strait.yml"))
    ('.gmcr', '.yaml')
    """
    suffix = {".yml": ".yaml"}.get(path.suffix.lower(), path.suffix.lower())
    if suffix not in SUFFIXES:
        raise CommandError(
            f"{path}: The ending of the name says no format that can be converted.\n"
            f"{nearest(suffix, SUFFIXES)}Known endings: {', '.join(SUFFIXES)}."
        )
    return suffix


def read_any(path: Path, text: str | None = None) -> tuple[Crisis, tuple[str, ...]]:
    """Read a crisis from a file of any format, with notes on what was decided.

    Parameters
    ----------
    path
        The file; its name says the format.
    text
        What it holds, if that has been read already.

    Raises
    ------
    SpecError
        With every problem of the file.
    """
    suffix = format_of(path)
    if text is None:
        text, _ = load_text(path)
    if suffix == ".yaml":
        return read_text(text, str(path)), ()
    found: Imported = _function(_READERS[suffix])(text.removeprefix("\ufeff"), str(path))
    name = _name(path)
    title = {} if found.data.get("title") or path.stem == name else {"title": path.stem}
    data = {"standoff": 1, "name": name, **title, **found.data}
    try:
        return read_text(yaml_text(data), str(path)), found.notes
    except SpecError as error:
        raise _as_crisis(error) from error


def convert(source: Path, target: Path) -> Converted:
    """Read one file and write what it says as the name of another asks.

    Parameters
    ----------
    source
        The file to read.
    target
        Whose name says the format to write; it is not written here.

    Returns
    -------
    Converted
        The text, and notes on everything that was decided or left out.

    Raises
    ------
    SpecError
        If the file cannot be read.
    NotApplicable
        If the crisis cannot be said in the other format.
    CommandError
        If a name says no known format.
    """
    suffix = format_of(target)
    format_of(source)
    crisis, notes = read_any(source)
    if suffix == ".yaml":
        return Converted(write_yaml(crisis), notes, crisis)
    written: Exported = _function(_WRITERS[suffix])(crisis)
    return Converted(written.text, (*notes, *written.notes), crisis)


def _function(where: str):  # type: ignore[no-untyped-def]
    module, _, name = where.partition(":")
    return getattr(importlib.import_module(f"standoff.exchange.{module}"), name)


def _name(path: Path) -> str:
    """Make a name for a crisis of the name of its file.

    Examples
    --------
    >>> _name(Path("2 Syria & Iraq.gmcr"))
    'crisis-2-Syria-Iraq'
    """
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", path.stem).strip("-_")
    return (name if name[:1].isalpha() else f"crisis-{name}".rstrip("-"))[:40]


def _as_crisis(error: SpecError) -> SpecError:
    """Word problems of the crisis that was made of a file, whose lines nobody has seen."""
    return SpecError(
        error.source,
        [
            Problem(1, 1, one.path, f"As a crisis file it is refused: {one.wrong}", one.fix)
            for one in error.problems
        ],
    )
