"""The parts of a ``.gmcr`` file: lists, numbers of options, combinations of yes and no."""

from __future__ import annotations

from typing import Final

from standoff.exchange.carry import Refusals
from standoff.exchange.located import Value
from standoff.exchange.numbering import MOST_OPTIONS, Conjunction, worded

__all__ = ["MOST_CONJUNCTIONS", "Entries"]

MOST_CONJUNCTIONS: Final = 1_000


class Entries:
    """Reads the parts of one file; what is wrong is noted and read over."""

    def __init__(self, refusals: Refusals) -> None:
        self.refusals = refusals
        self.names: list[str] = []
        """Variable of each option of the file."""

    def mapping(self, value: Value, what: str) -> dict[str, Value] | None:
        """Return a mapping, or note that it is none."""
        if isinstance(value.value, dict):
            return value.value
        self.refuse(value, f"{what} is {value.kind}.", "Write a mapping: {...}.")
        return None

    def refuse(self, value: Value, wrong: str, fix: str) -> None:
        """Note what is wrong with a value."""
        self.refusals.add(value.place, value.path, wrong, fix)

    def list_of(self, value: Value, what: str, most: int) -> list[Value]:
        """Return the items of a list, or note that it is none, or too long."""
        if not isinstance(value.value, list):
            self.refuse(value, f"{what} is {value.kind}.", "Write a list: [...].")
            return []
        if len(value.value) > most:
            self.refuse(
                value, f"{what} has {len(value.value):,} items.", f"At most {most:,} are read."
            )
            return []
        return value.value

    def needed(self, file: dict[str, Value], key: str, top: Value) -> Value:
        """Return what a key holds, which must be there."""
        if key not in file:
            raise self.refusals.stop(
                top.place, key, f"The key '{key}' is missing.", f'Add "{key}": [...].'
            )
        return file[key]

    def text_of(self, holder: dict[str, Value], key: str, at: Value, default: str) -> str:
        """Return a text, or note that it is none."""
        found = holder.get(key)
        if found is None:
            self.refuse(at, f"There is no '{key}'.", f'Add "{key}": "{default}".')
        elif not isinstance(found.value, str):
            self.refuse(found, f"The {key} is {found.kind}.", f'Write a text, such as "{default}".')
        else:
            return str(found.value)
        return default

    def indices(self, value: Value) -> list[int]:
        """Read the numbers of options, each once."""
        found: list[int] = []
        for item in self.list_of(value, "The list of options", MOST_OPTIONS):
            k = self.index(item)
            if k is not None and k in found:
                self.refuse(item, f"The option {k} stands twice.", "Keep one of them.")
            elif k is not None:
                found.append(k)
        return found

    def index(self, item: Value) -> int | None:
        """Read the number of an option, counted from 0."""
        k = item.value
        if isinstance(k, int) and not isinstance(k, bool) and 0 <= k < len(self.names):
            return k
        shown = k if isinstance(k, int) and not isinstance(k, bool) else item.kind
        self.refuse(
            item,
            f"{shown} is not the number of an option.",
            f"Options are numbered from 0 to {len(self.names) - 1}.",
        )
        return None

    def conjunctions(self, value: Value | None) -> list[Conjunction]:
        """Read a list of combinations; one that is compound counts as several."""
        found: list[Conjunction] = []
        if value is None:
            return found
        for item in self.list_of(value, "The list of combinations", MOST_CONJUNCTIONS):
            found += self.alternatives(item)
        return found

    def alternatives(self, item: Value) -> list[Conjunction]:
        """Read one combination, or the members of a compound one."""
        if not isinstance(item.value, dict):
            return self.conjunction(item)
        members = item.value.get("members")
        if members is None:
            self.refuse(
                item, "There are no 'members'.", 'Write {"compound": true, "members": [...]}.'
            )
            return []
        found = [
            conjunction
            for member in self.list_of(members, "The list of members", MOST_CONJUNCTIONS)
            for conjunction in self.conjunction(member)
        ]
        if isinstance(members.value, list) and not members.value:
            self.refuse(members, "There are no members.", "Give at least one combination.")
        return found

    def conjunction(self, value: Value) -> list[Conjunction]:
        """Read one combination; nothing where it is wrong."""
        found: Conjunction = {}
        items = self.list_of(value, "A combination", MOST_OPTIONS)
        for item in items:
            pair = item.value
            if not (isinstance(pair, list) and len(pair) == 2):
                self.refuse(item, "This is no pair.", 'Write a pair such as [0, "Y"].')
                continue
            k, yes = self.index(pair[0]), pair[1].value
            if yes not in ("Y", "N"):
                self.refuse(pair[1], "This is neither Y nor N.", 'Write "Y" or "N".')
            elif k is not None and found.get(k, yes == "Y") != (yes == "Y"):
                self.refuse(item, f"The option {k} is both Y and N.", "Keep one of them.")
            elif k is not None:
                found[k] = yes == "Y"
        if isinstance(value.value, list) and not items and not value.value:
            self.refuse(
                value, "This combination is empty.", "Give at least one pair, or delete it."
            )
        return [found] if found else []

    def words(self, alternatives: list[Conjunction]) -> str:
        """Write combinations as a condition."""
        return worded(alternatives, self.names)
