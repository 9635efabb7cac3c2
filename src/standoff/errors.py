"""Every error a user can meet, and the one way their messages are laid out.

A message has three parts: the *place*, what is *wrong* with the value quoted,
and what would be right (the *fix*), with the nearest match or the allowed set.
All problems of a file are gathered and reported once, in file order.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

__all__ = [
    "AnswerError",
    "CommandError",
    "DidNotConverge",
    "NotApplicable",
    "Problem",
    "RecordError",
    "SpecError",
    "StandoffError",
    "nearest",
]


class StandoffError(Exception):
    """Base of all errors raised on purpose; catch this to catch them all."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a file, worded for the person who wrote it.

    Problems sort in file order.
    """

    line: int
    column: int
    path: str
    wrong: str
    fix: str

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}"
        if self.path:
            place += f", {self.path}"
        return f"{place}\n    {self.wrong}\n    {self.fix}"


class _FileError(StandoffError):
    """A file cannot be used; carries every problem found in it."""

    def __init__(self, source: str, problems: Iterable[Problem]) -> None:
        self.source = source
        self.problems = tuple(sorted(set(problems)))
        count = f"{len(self.problems)} problem" + "s" * (len(self.problems) != 1)
        body = "\n\n  ".join(str(problem) for problem in self.problems)
        super().__init__(f"{source}: {count}\n\n  {body}")


class SpecError(_FileError):
    """The crisis file cannot be read as a crisis."""


class RecordError(_FileError):
    """The record cannot be read, or does not fit the crisis it belongs to."""


class NotApplicable(StandoffError):
    """A lens was pointed at a game that lacks what the lens needs."""


class AnswerError(StandoffError):
    """A saved answer cannot be read, or lacks what drawing it needs."""


class CommandError(StandoffError):
    """The command line, or a call, asked for something that does not exist."""


class DidNotConverge(StandoffError):
    """A method stopped before it reached what it was asked for."""


def nearest(name: str, known: Collection[str]) -> str:
    """Word the guess at what was meant by ``name``: a sentence, or nothing.

    Examples
    --------
    >>> nearest("Harbor", ["harbour", "island"])
    "Did you mean 'harbour'? "
    >>> nearest("xyz", ["harbour", "island"])
    ''
    """
    folded = {candidate.casefold(): candidate for candidate in sorted(known)}
    near = difflib.get_close_matches(name.casefold(), folded, n=1)
    return f"Did you mean '{folded[near[0]]}'? " if near else ""
