"""What is wrong with a record, gathered while it is read, and the limits of its file."""

from __future__ import annotations

import errno
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from standoff.errors import Problem, RecordError

LARGEST_FILE: Final = 20_000_000
"""Bytes that a record may have; larger ones belong in a database."""
LONGEST_CELL: Final = 10_000
"""Characters that a cell may have, as a text in a crisis file."""
MOST_PROBLEMS: Final = 50
"""Problems after which reading stops: a file that has more is of another kind."""


@dataclass(frozen=True)
class Findings:
    """The problems found so far in one file."""

    source: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, column: int, path: str, wrong: str, fix: str) -> None:
        """Note one more problem."""
        self.problems.append(Problem(line, column, path, wrong, fix))

    def are_too_many(self, line: int) -> bool:
        """Say whether reading should stop here, and note that it did."""
        if len(self.problems) < MOST_PROBLEMS:
            return False
        self.add(
            line,
            1,
            "",
            f"Reading stopped here, after {MOST_PROBLEMS} problems.",
            "Correct those above first.",
        )
        return True

    def refuse(self) -> None:
        """Raise what was found, if anything was."""
        if self.problems:
            raise RecordError(self.source, self.problems)


def bytes_of(path: Path, source: str) -> bytes:
    """Read a file of bounded size.

    Raises
    ------
    RecordError
        If it cannot be opened, is no file, or is too large.
    """
    findings = Findings(source)
    try:
        # a pipe would be waited for, and a device might never end
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "It is not a file")
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        findings.add(
            1,
            1,
            "",
            f"The record cannot be opened: {error.strerror}.",
            "Put the file beside the crisis file, under the name that record.events gives.",
        )
        raise RecordError(source, findings.problems) from None
    refuse_large(content, source)
    return content


def refuse_large(content: bytes, source: str) -> None:
    """Refuse a file that has more bytes than a record may have."""
    if len(content) > LARGEST_FILE:
        raise RecordError(
            source,
            [
                Problem(
                    1,
                    1,
                    "",
                    f"The record has more than {LARGEST_FILE:,} bytes.",
                    "Keep the events that the crisis is about, and leave the rest out.",
                )
            ],
        )


def text_of(content: bytes, source: str, kind: str) -> str:
    """Decode a file; ``kind`` is what to save it as where it is no UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(
            content.count(b"\n", 0, error.start) + 1,
            1,
            "",
            f"The byte {content[error.start]:#04x} is not UTF-8 text.",
            f"Save the file as {kind} with the encoding UTF-8.",
        )
        raise RecordError(source, [problem]) from None


def quoted(text: str) -> str:
    """Quote what was written, shortened if it is long, in characters that print.

    Examples
    --------
    >>> quoted("5 April")
    "'5 April'"
    """
    short = text if len(text) <= 40 else f"{text[:37]}..."
    return "'" + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in short) + "'"
