"""Which format a file of event data has: from its first lines, or as the user says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from standoff.errors import CommandError, nearest
from standoff.record.imports import columns as plain
from standoff.record.imports import gdelt, icews, polecat
from standoff.record.imports.layout import Header, Layout, read_header
from standoff.record.imports.lines import MARK, cleaned
from standoff.record.imports.stream import Source

FORMATS: Final = ("gdelt", "icews", "polecat", "columns")
_MOST_LINES: Final = 200
"""Lines that are looked at."""


def layout_of(source: Source, name: str | None, columns: Mapping[str, str] | None) -> Layout:
    """Return how the lines of a file are to be read.

    Parameters
    ----------
    source
        The file.
    name
        The format, None to guess.
    columns
        Which column is what, for a file of no known format.

    Raises
    ------
    CommandError
        If the file is of no format that is known here, or not of the one named.
    """
    if name is not None and name not in FORMATS:
        raise CommandError(
            f"There is no format '{name}'. {nearest(name, FORMATS)}Formats: {', '.join(FORMATS)}."
        )
    lines = _first_lines(source)
    name = name or ("columns" if columns else None)
    found = (_guessed if name is None else _named(name))(source, lines, columns)
    if found is None:
        raise _of_no_format(source, name, lines)
    return found


def _first_lines(source: Source) -> list[tuple[int, str]]:
    """Return the first lines that can be read, with their numbers."""
    lines: list[tuple[int, str]] = []
    number = 0
    for block in cleaned(source.blocks()):
        for line in block.decode().split("\n")[:-1]:
            number += 1
            if line and not line.startswith(MARK):
                lines.append((number, line))
        if number >= _MOST_LINES:
            break
    return lines[:_MOST_LINES]


_Reader = Callable[[Source, Sequence[tuple[int, str]], Mapping[str, str] | None], Layout | None]


def _guessed(
    source: Source, lines: Sequence[tuple[int, str]], columns: Mapping[str, str] | None
) -> Layout | None:
    for name in ("gdelt", "icews", "polecat"):
        found = _named(name)(source, lines, columns)
        if found is not None:
            return found
    return None


def _named(name: str) -> _Reader:
    """Return what reads a format; it gives None for a file of another one."""

    def read(
        source: Source, lines: Sequence[tuple[int, str]], columns: Mapping[str, str] | None
    ) -> Layout | None:
        if not lines:
            return None
        if name == "gdelt":
            return gdelt.recognize([line for _, line in lines])
        if name == "columns":
            return plain.layout(source.path, lines[0], columns)
        module = icews if name == "icews" else polecat
        header = read_header(*lines[0])
        return None if header.lacks(module.REQUIRED) else module.layout(header)

    return read


def _of_no_format(
    source: Source, name: str | None, lines: Sequence[tuple[int, str]]
) -> CommandError:
    """Word what the file looks like, and what it should."""
    if not lines:
        return CommandError(
            f"{source.path} has no line that can be read as text, so it holds no event data."
        )
    number, first = lines[0]
    width = first.count("\t") + 1
    short = first if len(first) <= 60 else f"{first[:57]}..."
    seen = f"Line {number} has {width} column{'s' * (width != 1)} between tabs: '{short}'."
    if name is None:
        return CommandError(
            f"{source.path} is no event file of a format that is known here. {seen} "
            f"Known are gdelt ({_widths()} columns), icews and polecat (by the names of their "
            "columns); for any other table say which column is what, with --columns."
        )
    return CommandError(
        f"{source.path} is not a file of the format {name}. {seen} {_wants(name, lines)}"
    )


def _widths() -> str:
    *most, last = gdelt.WIDTHS
    return f"{', '.join(map(str, most))} or {last}"


def _wants(name: str, lines: Sequence[tuple[int, str]]) -> str:
    if name == "gdelt":
        return f"Event files of GDELT have {_widths()}."
    header: Header = read_header(*lines[0])
    lacking = header.lacks(icews.REQUIRED if name == "icews" else polecat.REQUIRED)
    return f"The first line must name the columns; these are missing: {', '.join(lacking)}."
