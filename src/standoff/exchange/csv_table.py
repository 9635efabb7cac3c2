"""The rows and columns of a spreadsheet of states, before anything is made of them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import Final

from standoff.errors import nearest
from standoff.exchange.carry import Refusals, listed
from standoff.exchange.names import Names, title_of

__all__ = ["HEADS", "Column", "States", "Table"]

HEADS: Final = ("kind", "actor", "name", "title", "levels", "moves", "start")
"""Labels of the rows that describe columns; ``start`` names a state."""
KINDS: Final = ("option", "rank", "utility")
MOVES: Final = {"": None, "both": None, "up": "rise", "down": "fall"}
MOST_STATES: Final = 1_000
MOST_OPTIONS: Final = 60
MOST_COLUMNS: Final = 200
Cell = tuple[int, int]
States = list[tuple[int, list[str]]]
"""The rows that are states, each with its number."""


@dataclass
class Column:
    """A column as the rows at the top describe it, with its cells."""

    kind: str
    actors: tuple[str, ...]
    place: Cell
    name: str = ""
    title: str | None = None
    levels: list[str] = field(default_factory=list)
    level_titles: dict[str, str] = field(default_factory=dict)
    only: str | None = None
    cells: list[str] = field(default_factory=list)


class Table:
    """Reads the cells of one file; what is wrong is noted and read over."""

    def __init__(self, text: str, source: str) -> None:
        self.refusals = Refusals(source)
        self.titles: dict[str, str | None] = {}
        """What each actor is called."""
        self.rows = self._cells(text)

    def _cells(self, text: str) -> list[list[str]]:
        first = text.split("\n", 1)[0]
        mark = max(",;\t", key=first.count)
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
        except csv.Error as error:
            raise self.refusals.stop(
                (1, 1), "", f"This is no table: {error}.", "Save it as CSV in UTF-8."
            ) from None
        if max(map(len, rows), default=0) > MOST_COLUMNS or len(rows) > MOST_STATES + 20:
            raise self.refusals.stop(
                (1, 1),
                "",
                f"The table has {len(rows):,} rows and up to "
                f"{max(map(len, rows), default=0):,} columns.",
                f"At most {MOST_STATES:,} states and {MOST_COLUMNS} columns are read.",
            )
        return [[cell.strip() for cell in row] for row in rows]

    def refuse(self, row: int, column: int, wrong: str, fix: str) -> None:
        """Note what is wrong with a cell."""
        self.refusals.add((row + 1, column + 1), "", wrong, fix)

    def find_heads(self) -> dict[str, int]:
        """Find the rows that describe the columns."""
        found: dict[str, int] = {}
        for n, row in enumerate(self.rows):
            head = row[0].lower() if row else ""
            if head in HEADS and head in found:
                self.refuse(n, 0, f"The row '{head}' stands twice.", "Keep one of them.")
            elif head in HEADS:
                found[head] = n
        for head in ("kind", "actor"):
            if head not in found:
                guess = nearest(head, [row[0] for row in self.rows[:10] if row])
                raise self.refusals.stop(
                    (1, 1), "", f"There is no row '{head}'.", f"{guess}Add it at the top."
                )
        return found

    def cell(self, heads: dict[str, int], head: str, column: int) -> str:
        """Return what a row at the top says of a column; empty where there is none."""
        if head not in heads:
            return ""
        row = self.rows[heads[head]]
        return row[column].removeprefix("'") if column < len(row) else ""

    def describe_columns(self, heads: dict[str, int]) -> list[Column]:
        """Read the rows at the top."""
        actors, variables = Names("actor"), Names("option", lower=True, taken=("no", "yes"))
        known: dict[str, str] = {}
        found: list[Column] = []
        for c in range(1, len(self.rows[heads["kind"]])):
            kind = self.cell(heads, "kind", c).lower()
            place = (heads["kind"], c)
            if not kind:
                continue
            if kind not in KINDS:
                self.refuse(
                    *place, f"'{kind[:20]}' is no kind of column.", f"Write {', '.join(KINDS)}."
                )
                continue
            names = [one.strip() for one in self.cell(heads, "actor", c).split(";") if one.strip()]
            for name in names:
                if name not in known:
                    known[name] = actors.new(name)
                    self.titles[known[name]] = title_of(name, known[name])
            column = Column(kind, tuple(known[name] for name in names), place)
            if kind == "option":
                self._describe(column, heads, c, variables)
            elif len(names) != 1:
                self.refuse(
                    heads["actor"], c, "Whose preference this is, is not clear.", "Name one actor."
                )
            found.append(column)
        options = sum(one.kind == "option" for one in found)
        if not 1 <= options <= MOST_OPTIONS:
            wrong = f"Options in this row: {options}."
            self.refuse(heads["kind"], 0, wrong, f"Give 1 to {MOST_OPTIONS}.")
        if not known:
            self.refuse(heads["actor"], 0, "This row names nobody.", "Name who holds an option.")
        return found

    def _describe(self, column: Column, heads: dict[str, int], c: int, names: Names) -> None:
        called = self.cell(heads, "name", c) or f"option {c}"
        column.name = names.new(called)
        column.title = title_of(self.cell(heads, "title", c) or called, column.name)
        moves = self.cell(heads, "moves", c).lower()
        if moves not in MOVES:
            self.refuse(
                heads["moves"], c, f"'{moves[:20]}' is no way to move.", "Write both, up or down."
            )
        column.only = MOVES.get(moves)
        column.levels = [one for one in re.split(r"\s*<\s*", self.cell(heads, "levels", c)) if one]

    def fill(self, columns: list[Column], states: States) -> None:
        """Read the cells of the states; levels are named, as far as they were not."""
        if not states:
            raise self.refusals.stop((1, 1), "", "There is no state.", "Give each state a row.")
        taken = [column.name for column in columns]
        for column in columns:
            c = column.place[1]
            column.cells = [row[c] if c < len(row) else "" for _, row in states]
            for (n, _), cell in zip(states, column.cells, strict=True):
                if not cell:
                    self.refuse(n, c, "This cell is empty.", "Every state has every column.")
            if column.kind == "option":
                self._name_levels(column, [n for n, _ in states], taken)

    def _name_levels(self, column: Column, rows: list[int], taken: list[str]) -> None:
        """Give the levels names, lowest first: N below Y, else as listed, else as they appear."""
        given = column.levels
        written = list(dict.fromkeys(given or column.cells))
        if {cell.upper() for cell in written} <= {"N", "Y"}:
            column.levels = ["no", "yes"]
            column.cells = ["yes" if cell.upper() == "Y" else "no" for cell in column.cells]
            if given:
                self.refuse(
                    *column.place, "The levels N and Y need no row.", "Leave the cell empty."
                )
            return
        for n, cell in zip(rows, column.cells, strict=True):
            if cell and cell not in written:
                self.refuse(
                    n, column.place[1], f"'{cell[:20]}' is no level.", f"Levels: {listed(written)}."
                )
        if not 2 <= len(written) <= 64:
            self.refuse(*column.place, f"This option has {len(written)} levels.", "Give 2 to 64.")
        names = Names("level", lower=True, taken=taken)
        safe = {cell: names.new(cell) for cell in written}
        column.level_titles = {safe[cell]: title_of(cell, "") or safe[cell] for cell in written}
        column.levels = list(safe.values())
        column.cells = [safe.get(cell, column.levels[0]) for cell in column.cells]
