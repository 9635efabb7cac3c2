"""Where in a crisis file something stands, for messages about its record."""

from __future__ import annotations

from pathlib import Path

from standoff.errors import Problem, StandoffError
from standoff.spec.crisis import Crisis
from standoff.spec.document import Step, read_document


def in_crisis_file(crisis: Crisis, path: tuple[Step, ...], wrong: str, fix: str) -> Problem:
    """Word a problem with a part of the crisis file, with its line and column.

    The file is read again, because a crisis does not remember its lines; one
    that was read from a text, or has gone since, has them all on the first.
    """
    line, column = _line_and_column(crisis.source, path)
    return Problem(line, column, _written(path), wrong, fix)


def _written(path: tuple[Step, ...]) -> str:
    """Write a path as messages do, items counted from one: ``record.map[3].event``."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def _line_and_column(source: str, path: tuple[Step, ...]) -> tuple[int, int]:
    """Find how far a path can be followed in a file, and where that is."""
    try:
        node = read_document(Path(source).read_text(encoding="utf-8-sig"), source).root
    except (OSError, ValueError, StandoffError):
        return 1, 1
    for step in path:
        child = node.child(step)
        if child is None:
            break
        node = child
    return node.line, node.column
