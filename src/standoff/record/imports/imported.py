"""What came of an import: every row of the file accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Imported:
    """The rows of a file of event data by what became of them.

    ``taken`` rows are new. ``known`` rows were there already, word for word,
    or stand twice in the file. ``changed`` rows are a new version beside the
    old ones of the same event. ``filtered`` rows were not wanted. ``malformed``
    lines could not be read; they are kept in the file ``aside``, or in the
    table ``malformed`` of the store if that is None, and ``examples`` are the
    first of them by line number and reason.
    """

    source: str
    format: str
    rows: int
    taken: int = 0
    known: int = 0
    changed: int = 0
    filtered: int = 0
    malformed: int = 0
    aside: Path | None = None
    examples: tuple[tuple[int, str], ...] = ()

    def __post_init__(self) -> None:
        counted = self.taken + self.known + self.changed + self.filtered + self.malformed
        assert self.rows == counted, f"{self.rows} rows, {counted} accounted for"
