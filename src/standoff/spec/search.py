"""What can be found out about the states of a crisis without compiling it.

Conditions touch few variables each. Variables that no infeasible condition ties
together vary freely, so feasible states are counted group by group. A search
gives levels to one variable after the other and looks at a condition as soon as
its variables have their levels. It is exact or, where it would be long, given up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from standoff.spec.crisis import Apply, Change, Crisis, Effect, Expression, Level, Node
from standoff.spec.evaluate import evaluate

MOST_STEPS = 100_000
MOST_STEPS_AN_OPTION = 20_000
State = Mapping[str, int]


class _TooLong(Exception):
    """A search would take longer than its answer is worth."""


class _Check(NamedTuple):
    """What a state must pass, and the variables whose levels that takes."""

    names: frozenset[str]
    passes: Callable[[State], bool]


def variables_in(node: Node) -> frozenset[str]:
    """Name the variables of an expression."""
    found: set[str] = set()
    waiting: list[Node] = [node]
    seen: set[int] = set()
    while waiting:
        part = waiting.pop()
        if isinstance(part, Level):
            found.add(part.variable)
        elif isinstance(part, Apply) and id(part) not in seen:
            # A named state used twice is one object, looked into once.
            seen.add(id(part))
            waiting.extend(part.operands)
    return frozenset(found)


class Searcher:
    """Searches among the states of a crisis, with a limit on the work of each search.

    States where one of the ``hidden`` conditions holds are left out as well.
    """

    def __init__(self, crisis: Crisis, hidden: Iterable[Expression] = ()) -> None:
        self.sizes = {variable.name: len(variable.levels) for variable in crisis.variables}
        self.start = {variable.name: variable.start for variable in crisis.variables}
        self.rules = [*(rule.when for rule in crisis.infeasible), *hidden]
        self.steps_left = MOST_STEPS
        self._sizes: dict[int, int] = {}

    def feasible_count(self) -> int | None:
        """Count the feasible states; None if that takes too long."""
        groups = self._groups()
        tied = frozenset().union(*groups)
        count = math.prod(size for name, size in self.sizes.items() if name not in tied)
        checks = self._feasible()
        always = [check for check in checks if not check.names]
        self.steps_left = MOST_STEPS
        try:
            if not all(check.passes({}) for check in always):
                return 0
            for group in groups:
                own = [check for check in checks if check.names and check.names <= group]
                count *= sum(1 for _ in self._states(sorted(group), own))
        except _TooLong:
            return None
        return count

    def never_available(self, when: Expression, effect: Effect | None) -> bool:
        """Say whether a condition never holds in a feasible state.

        With an effect, whether it never holds where no outcome is infeasible.
        False also where that was not found out.
        """
        checks = [_Check(variables_in(when.node), lambda state: self._holds(when, state))]
        checks += self._feasible()
        for change in [] if effect is None else _possible_changes(effect):
            checks += self._feasible(change)
        # What the condition names comes first, because it leaves the fewest states.
        names = dict.fromkeys(name for check in checks for name in sorted(check.names))
        self.steps_left = MOST_STEPS_AN_OPTION
        try:
            return next(self._states(list(names), checks), None) is None
        except _TooLong:
            return False

    def miscovered(self, ranking: Iterable[Expression]) -> tuple[State, int] | None:
        """Find a feasible state that not exactly one condition covers, and how many do.

        None if there is no such state, or if the search is too long.
        """
        conditions = list(ranking)
        names = frozenset().union(
            *(variables_in(condition.node) for condition in conditions), *self._groups()
        )
        ordered = [name for name in self.sizes if name in names]
        self.steps_left = MOST_STEPS
        try:
            for state in self._states(ordered, self._feasible()):
                count = sum(self._holds(condition, state) for condition in conditions)
                if count != 1:
                    return state, count
        except _TooLong:
            pass
        return None

    def _feasible(self, change: Change = ()) -> list[_Check]:
        """Check that a state is feasible, or is so after a change."""

        def check(rule: Expression) -> _Check:
            return _Check(
                variables_in(rule.node),
                lambda state: not self._holds(rule, self._after(change, state)),
            )

        return [check(rule) for rule in self.rules]

    def _groups(self) -> list[frozenset[str]]:
        """Group the variables that infeasible conditions tie together."""
        groups: list[frozenset[str]] = []
        for rule in self.rules:
            names = variables_in(rule.node)
            joined = [group for group in groups if group & names]
            groups = [group for group in groups if not group & names]
            groups += [names.union(*joined)] if names else []
        return groups

    def _states(self, names: Sequence[str], checks: Sequence[_Check]) -> Iterator[State]:
        """Go through the levels of some variables that pass all checks."""
        due: list[list[_Check]] = [[] for _ in range(len(names) + 1)]
        position = {name: place for place, name in enumerate(names, start=1)}
        for check in checks:
            due[max((position[name] for name in check.names), default=0)].append(check)

        def fill(depth: int, state: dict[str, int]) -> Iterator[State]:
            self._spend(1)
            if not all(check.passes(state) for check in due[depth]):
                return
            if depth == len(names):
                yield state
                return
            name = names[depth]
            first = self.start[name]
            # Near the beginning of the crisis most conditions are met.
            for level in (first, *(n for n in range(self.sizes[name]) if n != first)):
                yield from fill(depth + 1, {**state, name: level})

        return fill(0, {})

    def _holds(self, condition: Expression, state: State) -> bool:
        self._spend(_size(condition.node, self._sizes))
        return evaluate(condition, state) != 0.0

    def _spend(self, steps: int) -> None:
        self.steps_left -= steps
        if self.steps_left < 0:
            raise _TooLong

    def _after(self, change: Change, state: State) -> State:
        """Return what is known of a state after a change."""
        after = dict(state)
        for assign in change:
            shifted = state.get(assign.variable) if assign.kind == "shift" else 0
            if shifted is not None:
                last = self.sizes[assign.variable] - 1
                after[assign.variable] = min(max(shifted + assign.amount, 0), last)
        return after


def _size(node: Node, known: dict[int, int]) -> int:
    """Count the parts of an expression, those of a shared part once for each use."""
    if not isinstance(node, Apply):
        return 1
    if id(node) not in known:
        known[id(node)] = 1 + sum(_size(part, known) for part in node.operands)
    return known[id(node)]


def _possible_changes(effect: Effect) -> list[Change]:
    return [
        outcome.change
        for outcome in effect.outcomes
        if effect.kind == "vote" or outcome.probability.value > 0.0
    ]
