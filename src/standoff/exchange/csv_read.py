"""Read a spreadsheet (``.csv``) of states, options and preferences.

Its layout is in ``docs/how-to/convert.md``: some rows describe the columns,
each further row is a feasible state.
"""

from __future__ import annotations

import itertools
import math
import re
from typing import Final

from standoff.exchange.carry import Data, Imported, listed
from standoff.exchange.csv_table import HEADS, Column, States, Table
from standoff.exchange.cubes import cover
from standoff.exchange.names import Names

__all__ = ["read_csv"]

MOST_BITS: Final = 14
_NUMBERED: Final = re.compile(r"s?(\d{1,9})")


def read_csv(text: str, source: str) -> Imported:
    """Read a spreadsheet of states.

    Parameters
    ----------
    text
        The file; commas, semicolons or tabs stand between the cells.
    source
        Its name, for messages.

    Returns
    -------
    Imported
        A crisis in option form whose feasible states are those listed.

    Raises
    ------
    SpecError
        With every problem found, at its row and column.

    Examples
    --------
    >>> found = read_csv('''kind,option,option,rank
    ... actor,A,B,A
    ... name,arm,yield,
    ... 1,N,N,2
    ... 2,Y,N,1
    ... 3,N,Y,1
    ... ''', "arms.csv")
    >>> found.data["infeasible"], found.data["ranking"]
    (['arm == yes and yield == yes'], {'A': [['s2', 's3'], 's1']})
    """
    return _Reader(text, source).crisis()


class _Reader(Table):
    """Makes the crisis of one spreadsheet."""

    def __init__(self, text: str, source: str) -> None:
        super().__init__(text, source)
        self.notes: list[str] = []

    def crisis(self) -> Imported:
        """Make the crisis."""
        heads = self.find_heads()
        states = [
            (n, row) for n, row in enumerate(self.rows)
            if any(row) and row[0].lower() not in HEADS and not row[0].startswith("#")
        ]  # fmt: skip
        columns = self.describe_columns(heads)
        self.refusals.finish()
        self.fill(columns, states)
        self.refusals.finish()
        options = [one for one in columns if one.kind == "option"]
        labels = self._labels(states, options)
        start = self._start(heads, states, labels)
        self.refusals.finish()
        data = self._skeleton(columns, options)
        levels = [
            tuple(one.levels.index(one.cells[n]) for one in options) for n in range(len(states))
        ]
        self._check_distinct(states, levels)
        data["start"] = {one.name: one.cells[start] for one in options}
        data["states"] = {
            label: " and ".join(f"{one.name} == {one.cells[n]}" for one in options)
            for n, label in enumerate(labels)
        }
        infeasible = self._infeasible(options, levels)
        if infeasible:
            data["infeasible"] = infeasible
        self._wants(data, columns, labels, states)
        self.refusals.finish()
        return Imported(data, tuple(self.notes))

    def _labels(self, states: States, options: list[Column]) -> list[str]:
        """Name the states: numbers become ``s1``, ``s2``, ...; other names are made safe."""
        taken = [one.name for one in options] + [level for one in options for level in one.levels]
        names = Names("state", lower=False, taken=taken)
        found: list[str] = []
        for n, row in states:
            number = _NUMBERED.fullmatch(row[0])
            label = f"s{int(number.group(1))}" if number else names.new(row[0] or "state")
            if label in found:
                self.refuse(n, 0, f"The state '{row[0][:20]}' stands twice.", "Number the states.")
            found.append(label)
        return found

    def _start(self, heads: dict[str, int], states: States, labels: list[str]) -> int:
        if "start" not in heads:
            self.notes.append("The file names no start: the crisis starts in its first state.")
            return 0
        wanted = self.cell(heads, "start", 1)
        given = [row[0] for _, row in states]
        if wanted in given:
            return given.index(wanted)
        if wanted in labels:
            return labels.index(wanted)
        self.refuse(
            heads["start"], 1, f"No state is called '{wanted[:20]}'.", f"States: {listed(given)}."
        )
        return 0

    def _skeleton(self, columns: list[Column], options: list[Column]) -> Data:
        names = list(dict.fromkeys(actor for one in columns for actor in one.actors))
        data: Data = {"actors": {name: self.titles[name] or name for name in names}}
        data["variables"] = {
            one.name: {
                **({"name": one.title} if one.title else {}),
                "levels": one.level_titles or one.levels,
            }
            for one in options
        }
        held = {name: [one.name for one in options if name in one.actors] for name in names}
        data["controls"] = {name: own for name, own in held.items() if own}
        rules = [{"variable": one.name, "only": one.only} for one in options if one.only]
        return {key: value for key, value in {**data, "one_way": rules}.items() if value}

    def _check_distinct(self, states: States, levels: list[tuple[int, ...]]) -> None:
        first: dict[tuple[int, ...], int] = {}
        for (n, _), at in zip(states, levels, strict=True):
            if at in first:
                self.refuse(
                    n, 1, f"This is the state of row {first[at] + 1} again.", "Keep one of them."
                )
            first.setdefault(at, n)

    def _infeasible(self, options: list[Column], levels: list[tuple[int, ...]]) -> list[str]:
        """Word what is not listed as conditions, few where that is possible."""
        if len(levels) == math.prod(len(one.levels) for one in options):
            return []
        ladder = [(v, k) for v, one in enumerate(options) for k in range(1, len(one.levels))]
        if len(ladder) > MOST_BITS:
            raise self.refusals.stop(
                (1, 1),
                "",
                f"The options have {len(ladder)} levels above their first, and not all states "
                "are listed.",
                f"What is infeasible is worked out for at most {MOST_BITS}; write a crisis file.",
            )
        feasible = set(levels)
        wanted, cares = [], []
        for bits in itertools.product((0, 1), repeat=len(ladder)):
            taken = dict(zip(ladder, bits[::-1], strict=True))
            steps = [[taken[v, k] for k in range(1, len(o.levels))] for v, o in enumerate(options)]
            valid = all(one == sorted(one, reverse=True) for one in steps)
            cares.append(valid)
            wanted.append(valid and tuple(map(sum, steps)) not in feasible)
        return [
            " and ".join(
                _step(options[v], k, taken=bool(value))
                for (v, k), value in zip(ladder, cube, strict=True) if value is not None
            )
            for cube in cover(wanted, cares)
        ]  # fmt: skip

    def _wants(
        self,
        data: Data,
        columns: list[Column],
        labels: list[str],
        states: States,
    ) -> None:
        given: set[str] = set()
        for column in columns:
            if column.kind == "option":
                continue
            (actor,) = column.actors
            if actor in given:
                self.refuse(
                    *column.place, f"The wants of '{actor}' stand twice.", "Keep one column."
                )
                continue
            given.add(actor)
            numbers = [
                self._number(n, column, cell)
                for (n, _), cell in zip(states, column.cells, strict=True)
            ]
            if column.kind == "rank":
                ties: dict[float, list[str]] = {}
                for label, number in zip(labels, numbers, strict=True):
                    ties.setdefault(number, []).append(label)
                order = [ties[number] for number in sorted(ties)]
                data.setdefault("ranking", {})[actor] = [t if len(t) > 1 else t[0] for t in order]
            else:
                pairs = dict(zip(labels, numbers, strict=True))
                data.setdefault("weights", {})[actor] = pairs
        wanted = [
            label for label in labels
            if any(own[label] for own in data.get("weights", {}).values())
        ]  # fmt: skip
        for actor, own in data.get("weights", {}).items():
            wanted = wanted or labels[:1]
            kept = {s: own[s] for s in wanted if own[s]} or {wanted[0]: 0}
            data["weights"][actor] = kept
        if wanted:
            data["interests"] = {label: label for label in wanted}

    def _number(self, row: int, column: Column, cell: str) -> float:
        try:
            number = float(cell)
        except ValueError:
            number = math.nan
        if not abs(number) <= 1e12:
            self.refuse(
                row, column.place[1], f"'{cell[:20]}' is no number.", "Write one such as 1."
            )
            return 0.0
        return int(number) if number == int(number) else number


def _step(option: Column, k: int, *, taken: bool) -> str:
    """Word that an option is at a level or above, or below it."""
    if len(option.levels) == 2:
        return f"{option.name} == {option.levels[1 if taken else 0]}"
    return f"{option.name} {'>=' if taken else '<'} {option.levels[k]}"
