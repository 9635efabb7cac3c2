"""Read the JSON files (``.gmcr``) of a desktop tool for the graph model.

The reading rules are in ``docs/how-to/convert.md``. Options of each decision
maker become contiguous, in the order of decision makers; then option ``k``
weighs ``2**k``, and feasible states are numbered from 1 in that order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from standoff.exchange.carry import Data, Imported, Refusals, listed
from standoff.exchange.located import Value, read_json
from standoff.exchange.names import Names, title_of
from standoff.exchange.numbering import (
    MOST_OPTIONS,
    Conjunction,
    feasible_numbers,
    may_rank,
    name_states,
    worded,
)

__all__ = ["read_gmcr"]

MOST_MAKERS: Final = 64
MOST_CONJUNCTIONS: Final = 1_000
_DIRECTIONS: Final = {"both": None, "fwd": "rise", "back": "fall"}
_IGNORED: Final = frozenset(("program", "version", "coalitionsFull", "nodes"))
_KNOWN: Final = _IGNORED | {
    "options", "decisionMakers", "infeasibles", "coalitions",
    "useManualPreferenceRanking", "useManualPreferenceVectors",
}  # fmt: skip


def read_gmcr(text: str, source: str) -> Imported:
    """Read a ``.gmcr`` file, of any version.

    Parameters
    ----------
    text
        The file.
    source
        Its name, for messages.

    Returns
    -------
    Imported
        A crisis in option form, and what it does not hold of the file.

    Raises
    ------
    SpecError
        With every problem found.

    Examples
    --------
    >>> found = read_gmcr('''{"options": [{"name": "Release Water"}, {"name": "Attack"}],
    ...     "decisionMakers": [{"name": "Iraq", "options": [1], "preferences": [[[0, "Y"]]]},
    ...                        {"name": "Syria", "options": [0], "preferences": []}]}''', "si")
    >>> found.data["controls"], found.data["priorities"]
    ({'Iraq': ['attack'], 'Syria': ['release_water']}, {'Iraq': ['release_water == yes']})
    >>> found.data["states"]["s2"]
    'attack == yes and release_water == no'
    """
    refusals = Refusals(source)
    top = read_json(text, refusals)
    reader = _Reader(refusals)
    file = reader.mapping(top, "The file")
    if file is None:
        refusals.finish()
        raise AssertionError
    return reader.crisis(file, top)


@dataclass(frozen=True)
class _Maker:
    """A decision maker as the file gives it."""

    name: str
    title: str | None
    owned: tuple[int, ...]
    entry: dict[str, Value]
    at: Value


class _Reader:
    """Reads one file; what is wrong is noted and read over."""

    def __init__(self, refusals: Refusals) -> None:
        self.refusals = refusals
        self.notes: list[str] = []
        self.names: list[str] = []
        """Variable of each option of the file."""
        self.order: list[int] = []
        """Options of the file in the order in which they weigh."""

    def crisis(self, file: dict[str, Value], top: Value) -> Imported:
        """Make the crisis."""
        options = self._options(self._needed(file, "options", top))
        makers = self._makers(self._needed(file, "decisionMakers", top))
        self.refusals.finish()
        self._set_order(makers)
        infeasible = self._conjunctions(file.get("infeasibles"))
        self.refusals.finish()
        numbers = feasible_numbers(infeasible, self.order)
        if not numbers:
            place = file["infeasibles"]
            raise self.refusals.stop(
                place.place, place.path, "Every state is infeasible.", "Take a condition back."
            )
        data = self._skeleton(makers, options, infeasible)
        ordered = [self.names[k] for k in self.order]
        states = name_states(numbers, ordered)
        data |= states.data
        self.notes += states.notes
        data["start"] = states.first
        self.notes.append("The file names no status quo: the crisis starts in state 1.")
        self._preferences(file, makers, states.words, data)
        self._misperceptions(makers, data)
        self._coalitions(file, makers)
        unknown = [key for key in file if key not in _KNOWN]
        if unknown:
            self.notes.append(f"Not read, for their meaning is not known: {listed(unknown)}.")
        self.refusals.finish()
        return Imported(data, tuple(self.notes))

    def mapping(self, value: Value, what: str) -> dict[str, Value] | None:
        """Return a mapping, or note that it is none."""
        if isinstance(value.value, dict):
            return value.value
        self._refuse(value, f"{what} is {value.kind}.", "Write a mapping: {...}.")
        return None

    def _refuse(self, value: Value, wrong: str, fix: str) -> None:
        self.refusals.add(value.place, value.path, wrong, fix)

    def _list(self, value: Value, what: str, most: int) -> list[Value]:
        if not isinstance(value.value, list):
            self._refuse(value, f"{what} is {value.kind}.", "Write a list: [...].")
            return []
        if len(value.value) > most:
            self._refuse(
                value, f"{what} has {len(value.value):,} items.", f"At most {most:,} are read."
            )
            return []
        return value.value

    def _needed(self, file: dict[str, Value], key: str, top: Value) -> Value:
        if key not in file:
            raise self.refusals.stop(
                top.place, key, f"The key '{key}' is missing.", f'Add "{key}": [...].'
            )
        return file[key]

    def _text(self, holder: dict[str, Value], key: str, at: Value, default: str) -> str:
        found = holder.get(key)
        if found is None:
            self._refuse(at, f"There is no '{key}'.", f'Add "{key}": "{default}".')
        elif not isinstance(found.value, str):
            self._refuse(
                found, f"The {key} is {found.kind}.", f'Write a text, such as "{default}".'
            )
        else:
            return str(found.value)
        return default

    def _options(self, value: Value) -> list[tuple[str | None, str | None]]:
        """Read the title and the direction of each option, and name its variable."""
        names = Names("option", lower=True, taken=("no", "yes"))
        found = []
        for position, item in enumerate(self._list(value, "The list of options", MOST_OPTIONS)):
            holder = self.mapping(item, "An option")
            if holder is None:
                continue
            title = self._text(holder, "name", item, f"Option {position + 1}")
            name = names.new(title)
            self.names.append(name)
            found.append((title_of(title, name), self._direction(holder)))
        if not found and not self.refusals.problems:
            self._refuse(value, "There is no option.", "Give at least one.")
        return found

    def _direction(self, holder: dict[str, Value]) -> str | None:
        given = holder.get("permittedDirection")
        if given is None:
            return None
        if not isinstance(given.value, str) or given.value not in _DIRECTIONS:
            shown = given.value if isinstance(given.value, str) else given.kind
            self._refuse(
                given,
                f"The direction '{str(shown)[:20]}' is not known.",
                "Write both, fwd or back.",
            )
            return None
        return _DIRECTIONS[given.value]

    def _makers(self, value: Value) -> list[_Maker]:
        names = Names("actor")
        found = []
        for position, item in enumerate(
            self._list(value, "The list of decision makers", MOST_MAKERS)
        ):
            holder = self.mapping(item, "A decision maker")
            if holder is None:
                continue
            title = self._text(holder, "name", item, f"Actor {position + 1}")
            name = names.new(title)
            owned = [] if "options" not in holder else self._indices(holder["options"])
            found.append(_Maker(name, title_of(title, name), tuple(owned), holder, item))
        if not found and not self.refusals.problems:
            self._refuse(value, "There is no decision maker.", "Give at least one.")
        return found

    def _indices(self, value: Value) -> list[int]:
        found: list[int] = []
        for item in self._list(value, "The list of options", MOST_OPTIONS):
            k = self._index(item)
            if k is not None and k in found:
                self._refuse(item, f"The option {k} stands twice.", "Keep one of them.")
            elif k is not None:
                found.append(k)
        return found

    def _index(self, item: Value) -> int | None:
        """Read the number of an option, counted from 0."""
        k = item.value
        if isinstance(k, int) and not isinstance(k, bool) and 0 <= k < len(self.names):
            return k
        shown = k if isinstance(k, int) and not isinstance(k, bool) else item.kind
        self._refuse(
            item,
            f"{shown} is not the number of an option.",
            f"Options are numbered from 0 to {len(self.names) - 1}.",
        )
        return None

    def _set_order(self, makers: list[_Maker]) -> None:
        """Put the options of each maker side by side; those of nobody come last."""
        owned = [k for maker in makers for k in maker.owned]
        self.order = list(dict.fromkeys([*owned, *range(len(self.names))]))
        free = [self.names[k] for k in self.order if k not in owned]
        if free:
            self.notes.append(f"Nobody holds {listed(free)}: the level never changes.")
        shared = sorted({self.names[k] for k in owned if owned.count(k) > 1})
        if shared:
            self.notes.append(f"Held by several: {listed(shared)}.")

    def _conjunctions(self, value: Value | None) -> list[Conjunction]:
        """Read a list of combinations; one that is compound counts as several."""
        found: list[Conjunction] = []
        if value is None:
            return found
        for item in self._list(value, "The list of combinations", MOST_CONJUNCTIONS):
            found += self._alternatives(item)
        return found

    def _alternatives(self, item: Value) -> list[Conjunction]:
        """Read one combination, or the members of a compound one."""
        if not isinstance(item.value, dict):
            return self._conjunction(item)
        members = item.value.get("members")
        if members is None:
            self._refuse(
                item, "There are no 'members'.", 'Write {"compound": true, "members": [...]}.'
            )
            return []
        found = [
            conjunction
            for member in self._list(members, "The list of members", MOST_CONJUNCTIONS)
            for conjunction in self._conjunction(member)
        ]
        if isinstance(members.value, list) and not members.value:
            self._refuse(members, "There are no members.", "Give at least one combination.")
        return found

    def _conjunction(self, value: Value) -> list[Conjunction]:
        found: Conjunction = {}
        items = self._list(value, "A combination", MOST_OPTIONS)
        for item in items:
            pair = item.value
            if not (isinstance(pair, list) and len(pair) == 2):
                self._refuse(item, "This is no pair.", 'Write a pair such as [0, "Y"].')
                continue
            k, yes = self._index(pair[0]), pair[1].value
            if yes not in ("Y", "N"):
                self._refuse(pair[1], "This is neither Y nor N.", 'Write "Y" or "N".')
            elif k is not None and found.get(k, yes == "Y") != (yes == "Y"):
                self._refuse(item, f"The option {k} is both Y and N.", "Keep one of them.")
            elif k is not None:
                found[k] = yes == "Y"
        if isinstance(value.value, list) and not items and not value.value:
            self._refuse(
                value, "This combination is empty.", "Give at least one pair, or delete it."
            )
        return [found] if found else []

    def _words(self, alternatives: list[Conjunction]) -> str:
        return worded(alternatives, self.names)

    def _skeleton(
        self,
        makers: list[_Maker],
        options: list[tuple[str | None, str | None]],
        infeasible: list[Conjunction],
    ) -> Data:
        data: Data = {"actors": {maker.name: maker.title or maker.name for maker in makers}}
        data["variables"] = {}
        for k in self.order:
            title = options[k][0]
            levels = ["no", "yes"]
            data["variables"][self.names[k]] = (
                {"name": title, "levels": levels} if title else levels
            )
        if infeasible:
            data["infeasible"] = [self._words([one]) for one in infeasible]
        rules = [(self.names[k], options[k][1]) for k in self.order if options[k][1]]
        if rules:
            data["one_way"] = [{"variable": name, "only": only} for name, only in rules]
        held = {maker.name: [self.names[k] for k in maker.owned] for maker in makers}
        data["controls"] = {name: owned for name, owned in held.items() if owned}
        return data

    def _preferences(
        self, file: dict[str, Value], makers: list[_Maker], states: list[str], data: Data
    ) -> None:
        flag = file.get("useManualPreferenceRanking", file.get("useManualPreferenceVectors"))
        if flag is not None and not isinstance(flag.value, bool):
            self._refuse(flag, f"This is {flag.kind}.", "Write true or false.")
            return
        by_ranking = bool(flag and flag.value)
        unused: list[str] = []
        if by_ranking and flag and not may_rank(len(states), len(self.order), len(makers)):
            self._refuse(
                flag,
                "There are too many states, or actors, for rankings in a crisis file.",
                "Write false here, so that the statements are read.",
            )
            return
        for maker in makers:
            ranking = maker.entry.get("preferenceRanking", maker.entry.get("preferenceVector"))
            statements = maker.entry.get("preferences")
            if by_ranking and ranking is not None:
                entries = self._ranking(ranking, states)
                data.setdefault("ranking", {})[maker.name] = entries
                unused += [maker.name] if statements is not None and statements.value else []
            elif by_ranking:
                self._refuse(
                    maker.at,
                    "The file says that rankings are given by hand, and here is none.",
                    'Add "preferenceRanking", or write "useManualPreferenceRanking": false.',
                )
            elif statements is not None:
                found = self._statements(statements)
                if found:
                    data.setdefault("priorities", {})[maker.name] = found
        if unused:
            self.notes.append(
                f"The rankings are given by hand: the statements of {listed(unused)} were left out."
            )

    def _statements(self, value: Value) -> list[str]:
        items = self._list(value, "The list of statements", MOST_CONJUNCTIONS)
        return [self._words(found) for item in items if (found := self._alternatives(item))]

    def _ranking(self, value: Value, states: list[str]) -> list[object]:
        """Read a ranking, best first, in which a list is a tie."""
        left = dict.fromkeys(range(1, len(states) + 1))
        entries: list[object] = []
        for item in self._list(value, "The ranking", len(states)):
            tie = self._list(item, "A tie", len(states)) if isinstance(item.value, list) else [item]
            names = []
            for one in tie:
                number = one.value
                if not isinstance(number, int) or isinstance(number, bool) or number not in left:
                    is_known = isinstance(number, int) and 1 <= number <= len(states)
                    wrong = "stands twice" if is_known else "is not the number of a state"
                    shown = number if isinstance(number, int | float) else one.kind
                    self._refuse(
                        one, f"{shown} {wrong}.", f"States are numbered from 1 to {len(states)}."
                    )
                    continue
                del left[number]
                names.append(states[number - 1])
            if names:
                entries.append(names if len(names) > 1 else names[0])
        if left and not self.refusals.problems:
            self._refuse(
                value,
                f"The ranking leaves out {listed([str(n) for n in left])}.",
                "Every feasible state stands in it once.",
            )
        return entries

    def _misperceptions(self, makers: list[_Maker], data: Data) -> None:
        for maker in makers:
            hidden = self._conjunctions(maker.entry.get("misperceptions"))
            if hidden:
                data.setdefault("misperceptions", {})[maker.name] = {
                    "states": [self._words([one]) for one in hidden]
                }

    def _coalitions(self, file: dict[str, Value], makers: list[_Maker]) -> None:
        """Say that coalitions are a question to a crisis, and no part of it."""
        if "coalitions" not in file:
            return
        for item in self._list(file["coalitions"], "The list of coalitions", MOST_MAKERS):
            members = item.value if isinstance(item.value, list) else [item]
            numbers = [one.value for one in members]
            known = [n for n in numbers if isinstance(n, int) and 0 <= n < len(makers)]
            if len(known) < len(numbers):
                self._refuse(item, "This is no decision maker.", "Write numbers, counted from 0.")
            elif len(known) > 1:
                names = listed([makers[n].name for n in known])
                self.notes.append(
                    f"The coalition of {names} is a question and no part of a crisis: "
                    "ask it with the lens 'coalitions'."
                )
