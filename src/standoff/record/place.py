"""Where in a crisis file something stands, for messages about its record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from standoff.errors import Problem, RecordError, StandoffError
from standoff.spec.crisis import Crisis
from standoff.spec.document import Node, Step, read_document


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a part of the crisis file, and what would be right."""

    path: tuple[Step, ...]
    wrong: str
    fix: str


def crisis_error(crisis: Crisis, complaints: Iterable[Complaint]) -> RecordError:
    """Make the error that tells all complaints, each with its line and column.

    The file is read again, because a crisis does not remember its lines; one
    that was read from a text, or has gone since, has them all on the first.
    """
    root = _read_again(crisis.source)
    return RecordError(
        crisis.source,
        [
            Problem(*_line_and_column(root, c.path), _written(c.path), c.wrong, c.fix)
            for c in complaints
        ],
    )


def _read_again(source: str) -> Node | None:
    try:
        return read_document(Path(source).read_text(encoding="utf-8-sig"), source).root
    except (OSError, ValueError, StandoffError):
        return None


def _written(path: tuple[Step, ...]) -> str:
    """Write a path as messages do, items counted from one: ``record.map[3].event``."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def _line_and_column(root: Node | None, path: tuple[Step, ...]) -> tuple[int, int]:
    """Follow a path as far as it leads, and say where that is."""
    if root is None:
        return 1, 1
    node = root
    for step in path:
        child = node.child(step)
        if child is None:
            break
        node = child
    return node.line, node.column
