"""Where in a line of a file of event data stands what: one `Layout` a format.

A layout is written in SQL over ``cell_1``, ``cell_2`` and so on, the cells of a
line, and ``written``, the whole of it. It is made of positions and of our own
words, never of a text of a user or a file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from standoff.record.countries import Scheme
from standoff.record.imports.parts import Parts

NOTHING: Final = "''"
"""The SQL of a cell that a format does not have."""
_CELL: Final = re.compile(r"\bcell_(\d+)\b")


@dataclass(frozen=True)
class Party:
    """Who acts or is acted upon: the country of a scheme, else what the source calls it.

    ``country`` and ``name`` are SQL.
    """

    country: str
    scheme: Scheme
    name: str


@dataclass(frozen=True)
class Layout:
    """How the lines of a file are read.

    ``origin`` begins the ids of its events. ``header`` is the number of the
    line that names the columns, 0 if none does. ``date`` is SQL for a date or
    null, ``date_written`` for what stands there, ``intensity`` for what stands
    there. ``cells`` is SQL for the other columns of a store, by name.
    ``flaws`` are further things that may be wrong with a row: pairs of a
    condition and of what to say, also over ``numeral``, the id if it is a number.
    ``has_several`` says that `;` stands between several actors or targets.
    ``delimiter`` is something else than a tab, or ``is_quoted`` is true, where the
    lines have to be rewritten first.
    """

    format: str
    origin: str
    width: int
    date: str
    date_written: str
    actor: Party
    target: Party
    cells: Mapping[str, str]
    intensity: str = NOTHING
    header: int = 0
    has_several: bool = False
    flaws: tuple[tuple[str, str], ...] = ()
    delimiter: str = "\t"
    is_quoted: bool = False

    @property
    def is_rewritten(self) -> bool:
        """Whether the lines have to be rewritten as cells with tabs between."""
        return self.is_quoted or self.delimiter != "\t"

    @property
    def parts(self) -> Parts:
        """Which cells are made columns: those that the SQL speaks of."""
        parties = (self.actor, self.target)
        said = [self.date, self.date_written, self.intensity, *self.cells.values()]
        said += [sql for party in parties for sql in (party.country, party.name)]
        said += [sql for flaw in self.flaws for sql in flaw]
        return Parts(self.width, frozenset(map(int, _CELL.findall(" ".join(said)))))


def as_it_stands(position: int | None) -> str:
    """Write the SQL of a cell with whatever is around it, empty where there is none."""
    return NOTHING if position is None else f"cell_{position}"


def cell(position: int | None) -> str:
    """Write the SQL of a cell without spaces around it, empty where there is none.

    Examples
    --------
    >>> print(cell(3), cell(None))
    trim(cell_3) ''
    """
    return NOTHING if position is None else f"trim({as_it_stands(position)})"


def shown(written: str) -> str:
    """Write the SQL that quotes a cell in a message, shortened and printable."""
    return rf"chr(39) || regexp_replace(left({written}, 40), '\p{{C}}', '?', 'g') || chr(39)"


def day(written: str, pattern: str) -> str:
    """Write the SQL of a date in a fixed pattern, null if it is none."""
    length = {"%Y%m%d": 8, "%Y-%m-%d": 10}[pattern]
    is_long_enough = f"strlen({written}) = {length}"
    return f"CASE WHEN {is_long_enough} THEN CAST(try_strptime({written}, '{pattern}') AS DATE) END"


def joined(*cells: str, between: str = ", ") -> str:
    """Write the SQL of several cells as one, without those that are empty."""
    return f"concat_ws('{between}', {', '.join(f'nullif({one}, {NOTHING})' for one in cells)})"


@dataclass(frozen=True)
class Header:
    """The line that names the columns: its number and the names as they stand."""

    line: int
    names: tuple[str, ...]
    delimiter: str = "\t"
    is_quoted: bool = False

    def position(self, name: str) -> int | None:
        """Return where a column stands, 1 for the first; capitals do not matter."""
        folded = [_fold(one) for one in self.names]
        return folded.index(_fold(name)) + 1 if _fold(name) in folded else None

    def cell(self, name: str) -> str:
        """Write the SQL of a column, empty where there is none."""
        return cell(self.position(name))

    def lacks(self, required: Collection[str]) -> tuple[str, ...]:
        """Return the names that are not there."""
        return tuple(name for name in required if self.position(name) is None)


def read_header(line: int, text: str, delimiter: str = "\t") -> Header:
    r"""Read the names of columns, perhaps in quotation marks.

    Examples
    --------
    >>> read_header(1, '"Event ID"\t"Event Date"').names
    ('Event ID', 'Event Date')
    """
    import csv

    names: Sequence[str] = next(csv.reader([text], delimiter=delimiter), [])
    return Header(line, tuple(name.strip() for name in names), delimiter, '"' in text)


def _fold(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())
