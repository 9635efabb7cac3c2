"""What travels between formats: the human form of a crisis, a text, and notes on both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from standoff.errors import Problem, SpecError

__all__ = ["Data", "Exported", "Imported", "Refusals", "listed"]

Data = dict[str, Any]
"""A crisis in the human form of the file format, as plain values."""


@dataclass(frozen=True)
class Imported:
    """A crisis read from another format, and what had to be decided or left out."""

    data: Data
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exported:
    """A crisis written in another format, and what that format could not say."""

    text: str
    notes: tuple[str, ...] = ()


class Refusals:
    """The problems of one file, gathered so that all can be told at once."""

    MOST = 100

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def add(self, place: tuple[int, int], path: str, wrong: str, fix: str) -> None:
        """Note what is wrong at a line and column; past the hundredth, stop."""
        self.problems.append(Problem(*place, path, wrong, fix))
        if len(self.problems) >= self.MOST:
            raise SpecError(self.source, self.problems)

    def stop(self, place: tuple[int, int], path: str, wrong: str, fix: str) -> SpecError:
        """Return the error that ends the reading here, with all that was found before."""
        return SpecError(self.source, [*self.problems, Problem(*place, path, wrong, fix)])

    def finish(self) -> None:
        """Raise if anything is wrong.

        Raises
        ------
        SpecError
            With every problem noted.
        """
        if self.problems:
            raise SpecError(self.source, self.problems)


def listed(words: list[str] | tuple[str, ...], most: int = 6) -> str:
    """Join words for a sentence, shortened.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a"] * 9, most=2)
    ('a, b and c', 'a, a and 7 more')
    """
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
