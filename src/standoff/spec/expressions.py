"""Give an expression its meaning: names looked up, kinds checked, states filled in."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Literal as OneOf

from standoff.errors import nearest
from standoff.spec.bounds import bounds
from standoff.spec.crisis import TRUE, Apply, Constant, Expression, Level
from standoff.spec.document import Place
from standoff.spec.report import known_names
from standoff.spec.scope import Meaning, Scope
from standoff.spec.syntax import (
    MOST_CHARACTERS,
    Literal,
    NotAnExpression,
    Operation,
    Tree,
    Truth,
    Word,
    parse,
    show,
)

LARGEST_EXPANDED = 20_000
DEEPEST_EXPANDED = 200
LARGEST_VALUE = 1e12
MOST_WRITTEN_OUT = 200_000
Wanted = OneOf["condition", "number"]
Written = str | bool | float

_COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">="))
_LOGICAL = frozenset(("and", "or", "not", "if", "iff"))
_UNKNOWN = Meaning(Constant(0.0), is_condition=True)


def resolve_expression(
    scope: Scope, place: Place, written: Written | None, wanted: Wanted = "condition"
) -> Expression:
    """Resolve an expression; one that is wrong is reported and stands for true."""
    if written is None:
        return TRUE
    tree = read_tree(scope, place, written)
    if tree is None:
        return TRUE
    meaning = _meaning_at(scope, place, tree, wanted)
    return TRUE if meaning is None else Expression(show(tree), meaning.node)


def read_tree(scope: Scope, place: Place, written: Written) -> Tree | None:
    """Parse what stands in the file for an expression; None if it is wrong."""
    if isinstance(written, bool):
        return Truth(written)
    if isinstance(written, int | float):
        return Literal(float(written))
    try:
        tree = parse(written)
    except NotAnExpression as error:
        scope.report.add(place, error.wrong, error.fix, offset=error.at)
        return None
    length = len(show(tree))
    if length > MOST_CHARACTERS:
        # The resolved form writes it out, and must be readable itself.
        scope.report.add(
            place,
            f"The expression has {length:,} characters once it is written with spaces.",
            f"At most {MOST_CHARACTERS:,} are read; name parts of it under 'states'.",
        )
        return None
    return tree


def resolve_states(scope: Scope, states: Mapping[str, Written]) -> dict[str, Expression]:
    """Resolve the named states in an order in which each needs only earlier ones."""
    trees: dict[str, Tree] = {}
    for name, written in states.items():
        place = ("states", name)
        if name in scope.declared("variables"):
            scope.report.add(
                place,
                f"'{name}' is a variable and cannot be a named state as well.",
                "Give the state another name.",
                key=True,
            )
            continue
        tree = read_tree(scope, place, written)
        if tree is not None:
            trees[name] = tree
    resolved: dict[str, Expression] = {}
    for name in _in_order(scope, trees):
        meaning = _meaning_at(scope, ("states", name), trees[name], "condition")
        if meaning is not None:
            scope.states[name] = meaning
            resolved[name] = Expression(show(trees[name]), meaning.node)
    return {name: resolved[name] for name in states if name in resolved}


def _in_order(scope: Scope, trees: dict[str, Tree]) -> list[str]:
    """Sort named states by need, reporting and leaving out those in a cycle."""
    needs = {name: _words(tree) & trees.keys() for name, tree in trees.items()}
    while True:
        try:
            return list(TopologicalSorter(needs).static_order())
        except CycleError as error:
            cycle: list[str] = error.args[1][:-1]
        first = min(cycle, key=list(needs).index)
        start = cycle.index(first)
        # graphlib lists each node after one that it is needed by; read it as "A uses B".
        round_trip = [first, *reversed(cycle[start + 1 :] + cycle[:start]), first]
        scope.report.add(
            ("states", first),
            f"The named state '{first}' is defined by itself: {' -> '.join(round_trip)}.",
            "Write one of them with variables and levels only.",
            key=True,
        )
        for name in cycle:
            del needs[name]
        needs = {name: need - set(cycle) for name, need in needs.items()}


def _words(tree: Tree) -> set[str]:
    """Name every word of a tree."""
    found: set[str] = set()
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Word):
            found.add(part.name)
        elif isinstance(part, Operation):
            waiting.extend(part.operands)
    return found


def _meaning_at(scope: Scope, place: Place, tree: Tree, wanted: Wanted) -> Meaning | None:
    """Give a tree its meaning and check it; None if it is wrong."""
    before = len(scope.report.problems)
    reader = _Reader(scope, place)
    meaning = reader.condition(tree) if wanted == "condition" else reader.any_kind(tree)
    if len(scope.report.problems) > before:
        return None
    if meaning.size > LARGEST_EXPANDED or meaning.depth > DEEPEST_EXPANDED:
        scope.report.add(
            place,
            "The expression is too large once the named states in it are written out.",
            f"At most {LARGEST_EXPANDED:,} parts, {DEEPEST_EXPANDED} deep, are read; "
            "build the states in fewer steps.",
        )
        return None
    scope.written_out += meaning.size
    if scope.written_out - meaning.size <= MOST_WRITTEN_OUT < scope.written_out:
        scope.report.add(
            place,
            f"The expressions of the file have more than {MOST_WRITTEN_OUT:,} parts once the "
            "named states in them are written out.",
            "Use large named states in fewer places.",
        )
        return None
    extreme = max(map(abs, bounds(meaning.node, scope.levels)))
    if not extreme <= LARGEST_VALUE:
        scope.report.add(
            place,
            f"The value of the expression may reach {extreme:.3g}.",
            "Scores and costs stay within 1e12; use smaller numbers.",
        )
        return None
    return meaning


class _Reader:
    """Reads one expression; positions in its text become columns of the file."""

    def __init__(self, scope: Scope, place: Place) -> None:
        self.scope = scope
        self.place = place

    def condition(self, tree: Tree) -> Meaning:
        """Read what must be true or false."""
        meaning = self.any_kind(tree)
        if not meaning.is_condition:
            self._add(
                tree,
                f"'{_short(tree)}' is a number where a condition is wanted.",
                f"Compare it: {self._example(tree)}.",
            )
        return meaning

    def any_kind(self, tree: Tree) -> Meaning:
        """Read a number, or a condition that counts as one or zero."""
        if isinstance(tree, Literal):
            return Meaning(Constant(tree.value), is_condition=False)
        if isinstance(tree, Truth):
            return Meaning(Constant(float(tree.value)), is_condition=True)
        if isinstance(tree, Word):
            return self._word(tree)
        operator, operands = tree.operator, tree.operands
        if operator in _COMPARISONS:
            return self._joined(tree, self._compared(operands[0], operands[1]), is_condition=True)
        if operator in _LOGICAL:
            return self._joined(
                tree, [self.condition(part) for part in operands], is_condition=True
            )
        if operator == "/":
            self._check_divisor(operands[1])
        return self._joined(tree, [self.any_kind(part) for part in operands], is_condition=False)

    def _joined(self, tree: Operation, parts: list[Meaning], *, is_condition: bool) -> Meaning:
        return Meaning(
            Apply(tree.operator, tuple(part.node for part in parts)),
            is_condition,
            1 + sum(part.size for part in parts),
            1 + max(part.depth for part in parts),
        )

    def _word(self, word: Word) -> Meaning:
        scope, name = self.scope, word.name
        if name in scope.levels:
            return Meaning(Level(name), is_condition=False)
        if name in scope.states:
            return scope.states[name]
        if name in scope.declared("variables") or name in scope.declared("states"):
            return _UNKNOWN
        owners = [variable for variable, levels in scope.levels.items() if name in levels]
        if owners:
            self._add(
                word,
                f"'{name}' is a level and stands alone.",
                f"Write it opposite its variable: {owners[0]} == {name}.",
            )
            return _UNKNOWN
        known = [*scope.levels, *scope.states]
        self._add(
            word,
            f"No variable or named state is called '{name}'.",
            nearest(name, known) + known_names("name", known),
        )
        return _UNKNOWN

    def _compared(self, left: Tree, right: Tree) -> list[Meaning]:
        """Read both sides; a level's name may stand opposite its variable."""
        first = self._opposite(left, right)
        second = self._opposite(right, left)
        return [first or self.any_kind(left), second or self.any_kind(right)]

    def _opposite(self, tree: Tree, other: Tree) -> Meaning | None:
        """Read ``tree`` as a level of the variable ``other``, if it is meant as one."""
        if not (isinstance(tree, Word) and isinstance(other, Word)):
            return None
        scope, name, variable = self.scope, tree.name, other.name
        means_more = name in scope.declared("variables") or name in scope.declared("states")
        if variable not in scope.levels:
            if means_more:
                return None
            return _UNKNOWN if self._is_excused(name, variable) else None
        levels = scope.levels[variable]
        if name in levels and means_more:
            self._add(
                tree,
                f"'{name}' is a level of '{variable}' and also the name of a variable or state.",
                "Rename one of them, so that the comparison has one meaning.",
            )
            return _UNKNOWN
        if name in levels:
            return Meaning(Constant(float(levels.index(name))), is_condition=False)
        if means_more:
            return None
        self._add(
            tree,
            f"The variable '{variable}' has no level '{name}'.",
            f"{nearest(name, levels)}Its levels are {', '.join(levels)}.",
        )
        return _UNKNOWN

    def _is_excused(self, name: str, variable: str) -> bool:
        """Say whether a level stands opposite a variable that is misspelt or wrongly declared.

        What is wrong is said of the variable alone.
        """
        scope = self.scope
        if variable in scope.declared("variables"):
            return True
        levels = {level for own in scope.levels.values() for level in own}
        means_something = variable in levels or variable in scope.declared("states")
        return name in levels and not means_something

    def _check_divisor(self, divisor: Tree) -> None:
        if isinstance(divisor, Literal) and abs(divisor.value) >= 1e-12:
            return
        self._add(
            divisor,
            f"'{_short(divisor)}' cannot be divided by.",
            "Divide by a number that is not zero; a score must have a value in every state.",
        )

    def _example(self, tree: Tree) -> str:
        if isinstance(tree, Word) and tree.name in self.scope.levels:
            levels = self.scope.levels[tree.name]
            return f"{tree.name} {'>=' if len(levels) > 1 else '=='} {levels[:2][-1]}"
        return f"{_short(tree)} > 0"

    def _add(self, tree: Tree, wrong: str, fix: str) -> None:
        self.scope.report.add(self.place, wrong, fix, offset=tree.at)


def _short(tree: Tree) -> str:
    text = show(tree)
    return text if len(text) <= 40 else f"{text[:37]}..."
