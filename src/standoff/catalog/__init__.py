"""Published crises, each with its sources: find one by name.

Each is a folder beside this file that holds ``crisis.yaml``, ``notes.md`` and,
where there is a record, ``record.csv``. The folder ``bodies`` holds bodies by
themselves, a file each: members, weights and the rule of decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from standoff.errors import CommandError, nearest

__all__ = ["Entry", "bodies", "body_path", "entries", "names", "notes", "path"]

_ROOT: Final = Path(__file__).parent


@dataclass(frozen=True)
class Entry:
    """A published crisis: its name, its title, and one sentence on it."""

    name: str
    title: str
    summary: str


def names() -> tuple[str, ...]:
    """Name the published crises.

    Examples
    --------
    >>> "prisoners" in names()
    True
    """
    return tuple(sorted(folder.parent.name for folder in _ROOT.glob("*/crisis.yaml")))


def path(name: str) -> Path:
    """Return where the file of a published crisis is.

    Raises
    ------
    CommandError
        If there is no such crisis.

    Examples
    --------
    >>> path("prisoners").name
    'crisis.yaml'
    >>> path("prisoner")
    Traceback (most recent call last):
    standoff.errors.CommandError: No crisis of the catalogue is called 'prisoner'.
    Did you mean 'prisoners'? 'standoff catalog' lists them.
    """
    if name not in names():
        raise CommandError(
            f"No crisis of the catalogue is called '{name}'.\n"
            f"{nearest(name, names())}'standoff catalog' lists them."
        )
    return _ROOT / name / "crisis.yaml"


def notes(name: str) -> str:
    """Return the notes on a published crisis: its sources and what is assumed."""
    return path(name).with_name("notes.md").read_text(encoding="utf-8")


def entries() -> tuple[Entry, ...]:
    """List the published crises: the heading of the notes, and their first sentence."""
    return tuple(_entry(name) for name in names())


def _entry(name: str) -> Entry:
    lines = [line.strip() for line in notes(name).splitlines()]
    title = next((line.lstrip("# ") for line in lines if line.startswith("#")), name)
    body = [line for line in lines if line and not line.startswith("#")]
    return Entry(name, title, body[0] if body else "")


def bodies() -> tuple[str, ...]:
    """Name the published bodies.

    Examples
    --------
    >>> "unsc" in bodies()
    True
    """
    return tuple(sorted(file.stem for file in (_ROOT / "bodies").glob("*.yaml")))


def body_path(name: str) -> Path:
    """Return where the file of a published body is.

    Raises
    ------
    CommandError
        If there is no such body.

    Examples
    --------
    >>> body_path("unsc").name
    'unsc.yaml'
    """
    if name not in bodies():
        raise CommandError(
            f"No body of the catalogue is called '{name}'.\n"
            f"{nearest(name, bodies())}'standoff power' lists them."
        )
    return _ROOT / "bodies" / f"{name}.yaml"
