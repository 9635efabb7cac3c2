"""Read the JSON files (``.gmcr``) of a desktop tool for the graph model.

The reading rules are in ``docs/how-to/convert.md``. Options of each decision
maker become contiguous, in the order of decision makers; then option ``k``
weighs ``2**k``, and feasible states are numbered from 1 in that order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from standoff.errors import SpecError
from standoff.exchange.carry import Data, Imported, Refusals, listed
from standoff.exchange.gmcr_entries import MOST_CONJUNCTIONS, Entries
from standoff.exchange.located import Value, read_json
from standoff.exchange.names import Names, title_of
from standoff.exchange.numbering import (
    MOST_OPTIONS,
    MOST_WORK,
    Conjunction,
    feasible_numbers,
    may_rank,
    name_states,
)

__all__ = ["read_gmcr"]

MOST_MAKERS: Final = 64
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


class _Reader(Entries):
    """Reads one file; what is wrong is noted and read over."""

    def __init__(self, refusals: Refusals) -> None:
        super().__init__(refusals)
        self.notes: list[str] = []
        self.order: list[int] = []
        """Options of the file in the order in which they weigh."""

    def crisis(self, file: dict[str, Value], top: Value) -> Imported:
        """Make the crisis."""
        options = self._options(self.needed(file, "options", top))
        makers = self._makers(self.needed(file, "decisionMakers", top))
        self.refusals.finish()
        self._set_order(makers)
        infeasible = self.conjunctions(file.get("infeasibles"))
        self.refusals.finish()
        if len(infeasible) << len(self.order) > MOST_WORK:
            raise self._stop_at(
                file["infeasibles"], "These are too many to work out what is feasible."
            )
        count, numbers = feasible_numbers(infeasible, self.order)
        if not count:
            raise self._stop_at(file["infeasibles"], "Every state is infeasible.")
        data = self._skeleton(makers, options, infeasible)
        ordered = [self.names[k] for k in self.order]
        states = name_states(count, numbers, ordered)
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

    def _stop_at(self, value: Value, wrong: str) -> SpecError:
        return self.refusals.stop(value.place, value.path, wrong, "Take some conditions back.")

    def _options(self, value: Value) -> list[tuple[str | None, str | None]]:
        """Read the title and the direction of each option, and name its variable."""
        names = Names("option", lower=True, taken=("no", "yes"))
        found = []
        for position, item in enumerate(self.list_of(value, "The list of options", MOST_OPTIONS)):
            holder = self.mapping(item, "An option")
            if holder is None:
                continue
            title = self.text_of(holder, "name", item, f"Option {position + 1}")
            name = names.new(title)
            self.names.append(name)
            found.append((title_of(title, name), self._direction(holder)))
        if not found and not self.refusals.problems:
            self.refuse(value, "There is no option.", "Give at least one.")
        return found

    def _direction(self, holder: dict[str, Value]) -> str | None:
        given = holder.get("permittedDirection")
        if given is None:
            return None
        if not isinstance(given.value, str) or given.value not in _DIRECTIONS:
            shown = given.value if isinstance(given.value, str) else given.kind
            self.refuse(
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
            self.list_of(value, "The list of decision makers", MOST_MAKERS)
        ):
            holder = self.mapping(item, "A decision maker")
            if holder is None:
                continue
            title = self.text_of(holder, "name", item, f"Actor {position + 1}")
            name = names.new(title)
            owned = [] if "options" not in holder else self.indices(holder["options"])
            found.append(_Maker(name, title_of(title, name), tuple(owned), holder, item))
        if not found and not self.refusals.problems:
            self.refuse(value, "There is no decision maker.", "Give at least one.")
        return found

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
            data["infeasible"] = [self.words([one]) for one in infeasible]
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
            self.refuse(flag, f"This is {flag.kind}.", "Write true or false.")
            return
        by_ranking = bool(flag and flag.value)
        unused: list[str] = []
        if by_ranking and flag and not may_rank(len(states), len(self.order), len(makers)):
            self.refuse(
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
                self.refuse(
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
        items = self.list_of(value, "The list of statements", MOST_CONJUNCTIONS)
        return [self.words(found) for item in items if (found := self.alternatives(item))]

    def _ranking(self, value: Value, states: list[str]) -> list[object]:
        """Read a ranking, best first, in which a list is a tie."""
        left = dict.fromkeys(range(1, len(states) + 1))
        entries: list[object] = []
        for item in self.list_of(value, "The ranking", len(states)):
            tie = (
                self.list_of(item, "A tie", len(states)) if isinstance(item.value, list) else [item]
            )
            names = []
            for one in tie:
                number = one.value
                if not isinstance(number, int) or isinstance(number, bool) or number not in left:
                    is_known = isinstance(number, int) and 1 <= number <= len(states)
                    wrong = "stands twice" if is_known else "is not the number of a state"
                    shown = number if isinstance(number, int | float) else one.kind
                    self.refuse(
                        one, f"{shown} {wrong}.", f"States are numbered from 1 to {len(states)}."
                    )
                    continue
                del left[number]
                names.append(states[number - 1])
            if names:
                entries.append(names if len(names) > 1 else names[0])
        if left and not self.refusals.problems:
            self.refuse(
                value,
                f"The ranking leaves out {listed([str(n) for n in left])}.",
                "Every feasible state stands in it once.",
            )
        return entries

    def _misperceptions(self, makers: list[_Maker], data: Data) -> None:
        for maker in makers:
            hidden = self.conjunctions(maker.entry.get("misperceptions"))
            if hidden:
                data.setdefault("misperceptions", {})[maker.name] = {
                    "states": [self.words([one]) for one in hidden]
                }

    def _coalitions(self, file: dict[str, Value], makers: list[_Maker]) -> None:
        """Say that coalitions are a question to a crisis, and no part of it."""
        if "coalitions" not in file:
            return
        for item in self.list_of(file["coalitions"], "The list of coalitions", MOST_MAKERS):
            members = item.value if isinstance(item.value, list) else [item]
            numbers = [one.value for one in members]
            known = [n for n in numbers if isinstance(n, int) and 0 <= n < len(makers)]
            if len(known) < len(numbers):
                self.refuse(item, "This is no decision maker.", "Write numbers, counted from 0.")
            elif len(known) > 1:
                names = listed([makers[n].name for n in known])
                self.notes.append(
                    f"The coalition of {names} is a question and no part of a crisis: "
                    "ask it with the lens 'coalitions'."
                )
