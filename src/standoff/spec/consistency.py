"""What can be found out about the states of a crisis without listing them all.

Conditions touch few variables each. Variables that no infeasible condition ties
together vary freely, so feasible states are counted group by group. Each search
is exact or, where it would be long, not done.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping

from standoff.spec.crisis import Apply, Change, Crisis, Effect, Expression, Infeasible, Level, Node
from standoff.spec.evaluate import evaluate
from standoff.spec.report import Report

MOST_COMBINATIONS = 50_000
MOST_STEPS = 150_000
State = Mapping[str, int]


class _TooLong(Exception):
    """A search would take longer than its answer is worth."""


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


def _size(node: Node, known: dict[int, int]) -> int:
    """Count the parts of an expression, those of a shared part once for each use."""
    if not isinstance(node, Apply):
        return 1
    if id(node) not in known:
        known[id(node)] = 1 + sum(_size(part, known) for part in node.operands)
    return known[id(node)]


class Searcher:
    """Searches among combinations of levels, with a limit on all its work."""

    def __init__(self, crisis: Crisis) -> None:
        self.crisis = crisis
        self.sizes = {variable.name: len(variable.levels) for variable in crisis.variables}
        self.rules = [(rule, variables_in(rule.when.node)) for rule in crisis.infeasible]
        self.steps_left = MOST_STEPS
        self._sizes: dict[int, int] = {}

    def feasible_count(self) -> int | None:
        """Count the feasible states; None if that takes too long."""
        groups = self._groups()
        tied = frozenset().union(*groups)
        count = math.prod(size for name, size in self.sizes.items() if name not in tied)
        try:
            for group in groups:
                rules = [rule for rule, names in self.rules if names and names <= group]
                states = self._combinations(group)
                count *= sum(not self._ruled_out(rules, state) for state in states)
            always = [rule for rule, names in self.rules if not names]
            return 0 if self._ruled_out(always, {}) else count
        except _TooLong:
            return None

    def never_available(self, when: Expression, effect: Effect | None) -> bool:
        """Say whether a condition never holds in a feasible state.

        With an effect, whether it never holds where no outcome is infeasible.
        False also where that was not found out.
        """
        changes = [] if effect is None else _possible_changes(effect)
        touched = variables_in(when.node).union(
            assign.variable for change in changes for assign in change
        )
        rules = []
        for rule, needed in sorted(self.rules, key=lambda pair: len(pair[1])):
            wider = touched | needed
            if self._product(wider) <= MOST_COMBINATIONS:
                touched = wider
                rules.append(rule)
        try:
            return not any(
                self._holds(when, state)
                and not self._ruled_out(rules, state)
                and not any(self._ruled_out(rules, self._after(c, state)) for c in changes)
                for state in self._combinations(touched)
            )
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
        rules = [rule for rule, _ in self.rules]
        try:
            for state in self._combinations(names):
                if not self._ruled_out(rules, state):
                    count = sum(self._holds(condition, state) for condition in conditions)
                    if count != 1:
                        return state, count
        except _TooLong:
            pass
        return None

    def _groups(self) -> list[frozenset[str]]:
        """Group the variables that infeasible conditions tie together."""
        groups: list[frozenset[str]] = []
        for _, names in self.rules:
            if names:
                joined = [group for group in groups if group & names]
                groups = [group for group in groups if not group & names]
                groups.append(names.union(*joined))
        return groups

    def _product(self, names: Iterable[str]) -> int:
        return math.prod(self.sizes[name] for name in names)

    def _holds(self, condition: Expression, state: State) -> bool:
        self.steps_left -= _size(condition.node, self._sizes)
        if self.steps_left < 0:
            raise _TooLong
        return evaluate(condition, state) != 0.0

    def _ruled_out(self, rules: Iterable[Infeasible], state: State) -> bool:
        return any(self._holds(rule.when, state) for rule in rules)

    def _combinations(self, names: Iterable[str]) -> Iterator[State]:
        wanted = set(names)
        if self._product(wanted) > MOST_COMBINATIONS:
            raise _TooLong
        ordered = [name for name in self.sizes if name in wanted]
        for levels in itertools.product(*(range(self.sizes[name]) for name in ordered)):
            yield dict(zip(ordered, levels, strict=True))

    def _after(self, change: Change, state: State) -> State:
        after = dict(state)
        for assign in change:
            start = state[assign.variable] if assign.kind == "shift" else 0
            last = self.sizes[assign.variable] - 1
            after[assign.variable] = min(max(start + assign.amount, 0), last)
        return after


def _possible_changes(effect: Effect) -> list[Change]:
    return [
        outcome.change
        for outcome in effect.outcomes
        if effect.kind == "vote" or outcome.probability.value > 0.0
    ]


def check_consistency(crisis: Crisis, report: Report) -> None:
    """Report a beginning that cannot be, and rankings with gaps or overlaps."""
    if Searcher(crisis).feasible_count() == 0:
        report.add(
            ("infeasible",),
            "Every state is infeasible.",
            "Take one of the conditions back, so that some state can be.",
            key=True,
        )
        return
    start = {variable.name: variable.start for variable in crisis.variables}
    for position, rule in enumerate(crisis.infeasible):
        if evaluate(rule.when, start) != 0.0:
            report.add(
                ("infeasible", position),
                f"The beginning is infeasible: {_in_words(crisis, rule.when.node, start)}.",
                "Change the condition, or give other levels under 'start'.",
            )
    for actor, ranking in crisis.rankings.items():
        _check_ranking(crisis, report, actor, [one for tie in ranking for one in tie])


def _check_ranking(crisis: Crisis, report: Report, actor: str, ranking: list[Expression]) -> None:
    found = Searcher(crisis).miscovered(ranking)
    if found is None:
        return
    state, count = found
    levels = ", ".join(
        f"{variable.name} {variable.levels[state[variable.name]]}"
        for variable in crisis.variables
        if variable.name in state
    )
    report.add(
        ("ranking", actor),
        f"{count or 'No'} entr{'ies cover' if count else 'y covers'} the state {levels}.",
        "Every feasible state is covered by exactly one entry.",
        key=True,
    )


def _in_words(crisis: Crisis, node: Node, state: State) -> str:
    names = variables_in(node)
    parts = [
        f"{variable.name} {variable.levels[state[variable.name]]}"
        for variable in crisis.variables
        if variable.name in names
    ]
    return ", ".join(parts) or "the condition is always true"
