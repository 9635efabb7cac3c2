"""Gather the problems of one file, each at its line, column and path."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Hashable, Iterable
from typing import TypeVar

from standoff.errors import Problem, SpecError, nearest
from standoff.spec.capping import capped
from standoff.spec.document import Document, Node, Place, Step, place_at
from standoff.spec.syntax import plain_number

_ANCHOR = re.compile(r"&\S+\s+")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(#[^\n]*)?\n")
_T = TypeVar("_T", bound=Hashable)


class Report:
    """Problems and warnings of one file.

    Places are given as paths into the document. Where a path leads nowhere,
    as for a key that is missing, the nearest value around it is blamed.
    """

    def __init__(self, document: Document, source: str) -> None:
        self.document = document
        self.source = source
        self.problems: list[Problem] = list(document.problems)
        self.warnings: list[Problem] = []
        self.left_out: set[Place] = set()
        """Places that are wrong and were left out of what is resolved."""
        self.kept: dict[Place, list[int]] = {}
        """Positions in the file of the items of lists from which some were left out."""

    def is_whole(self, place: Place) -> bool:
        """Say whether nothing was left out of the value at ``place``."""
        place = self.original(place)
        return not any(gone[: len(place)] == place for gone in self.left_out)

    def original(self, place: Place) -> Place:
        """Return the place in the file of a place in what was kept of it."""
        found: Place = ()
        for step in place:
            kept = self.kept.get(found)
            found = (*found, kept[step] if kept is not None and isinstance(step, int) else step)
        return found

    def add(
        self, place: Place, wrong: str, fix: str, *, key: bool = False, offset: int | None = None
    ) -> None:
        """Note a problem with the value at ``place``, or with its key.

        ``offset`` is the position within the text of the value.
        """
        self.problems.append(self._problem(place, wrong, fix, key=key, offset=offset))

    def warn(self, place: Place, wrong: str, fix: str, *, key: bool = False) -> None:
        """Note something that is allowed but probably not meant."""
        self.warnings.append(self._problem(place, wrong, fix, key=key))

    def unknown(
        self,
        place: Place,
        kind: str,
        name: str,
        known: Collection[str],
        *,
        key: bool = False,
        offset: int | None = None,
    ) -> None:
        """Note a name that the file does not define."""
        self.add(
            place,
            f"No {kind} is called '{name}'.",
            nearest(name, known) + known_names(kind, known),
            key=key,
            offset=offset,
        )

    def distinct(self, place: Place, items: Iterable[_T], what: str) -> tuple[_T, ...]:
        """Return the items without repetition; note each repetition."""
        seen: dict[_T, None] = {}
        for position, item in enumerate(items):
            if item in seen:
                self.add(
                    (*place, position), f"'{item}' stands twice in {what}.", "Keep one of them."
                )
            seen[item] = None
        return tuple(seen)

    def has_lost_keys(self, place: Place) -> bool:
        """Say whether keys of the mapping at ``place`` could not be read."""
        node: Node | None = self.document.root
        for step in place:
            node = node.child(step) if node else None
        return node is not None and node.lost_keys

    def finish(self) -> None:
        """Raise `SpecError` if there is any problem."""
        if self.problems:
            raise SpecError(self.source, capped(self.problems))

    def _problem(
        self, place: Place, wrong: str, fix: str, *, key: bool = False, offset: int | None = None
    ) -> Problem:
        place = self.original(place)
        node, line, column = self._find(place, key=key)
        if offset is not None:
            line, column = self._inside(node, offset)
        return Problem(line, column, dotted(place), wrong, fix)

    def _find(self, place: Place, *, key: bool) -> tuple[Node, int, int]:
        node = self.document.root
        line, column = node.line, node.column
        for step in place:
            child = node.child(step)
            if child is None:
                break
            line, column = child.line, child.column
            if key and step == place[-1] and isinstance(step, str):
                line, column = node.keys[step]
            node = child
        return node, line, column

    def _inside(self, node: Node, offset: int) -> tuple[int, int]:
        """Find a position within a scalar, whose text the parser may have folded."""
        if not isinstance(node.scalar, str):
            return node.line, node.column
        text, (position, end) = self.document.text, node.span
        position = _skip(_ANCHOR, text, position)
        position = _skip(_BLOCK_HEADER, text, position)
        if text.startswith(("'", '"'), position):
            position += 1
        for character in node.scalar[:offset]:
            if not character.isspace():
                found = text.find(character, position, end)
                if found < 0:
                    return node.line, node.column
                position = found + 1
        while position < end - 1 and text[position].isspace():
            position += 1
        return place_at(text, position)


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def quoted(value: object) -> str:
    """Quote a value of the file in a message, shortened.

    Examples
    --------
    >>> quoted("strait"), quoted(2.0), quoted(float("nan")), quoted(True)
    ("'strait'", '2', 'NaN', 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return plain_number(value) if math.isfinite(value) else _INFINITE[str(value)]
    text = " ".join(str(value).split())
    return f"'{text}'" if len(text) <= 40 else f"'{text[:37]}...'"


_INFINITE = {"nan": "NaN", "inf": "infinity", "-inf": "minus infinity"}


def known_names(kind: str, known: Collection[str]) -> str:
    """List what a name could have been.

    Examples
    --------
    >>> known_names("actor", ["harbour", "island"])
    'Known actors: harbour, island.'
    """
    plural = {"body": "bodies"}.get(kind, f"{kind}s")
    if not known:
        return f"The file defines no {plural}."
    names = list(known)
    shown = ", ".join(names[:12])
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return f"Known {plural}: {shown}{more}."


def dotted(place: Iterable[Step]) -> str:
    """Write a path; items of a list are counted from one.

    Examples
    --------
    >>> dotted(("infeasible", 0, "when"))
    'infeasible[1].when'
    """
    path = ""
    for step in place:
        if isinstance(step, int):
            path += f"[{step + 1}]"
        else:
            shown = step if len(step) <= 40 else f"{step[:37]}..."
            path += f".{shown}" if path else shown
    return path
