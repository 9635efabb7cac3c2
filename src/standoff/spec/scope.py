"""What the names of a crisis file stand for while it is resolved.

A name that the file declares, but whose declaration is wrong, is *declared* and
not *known*: the wrong declaration has been reported, so its uses are not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from standoff.spec.crisis import Node
from standoff.spec.document import Place
from standoff.spec.report import Report


@dataclass(frozen=True)
class Meaning:
    """A resolved expression with its size and depth, and what kind it is."""

    node: Node
    is_condition: bool
    size: int = 1
    depth: int = 1


@dataclass
class Scope:
    """Names declared and known so far."""

    report: Report
    actors: tuple[str, ...] = ()
    levels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    states: dict[str, Meaning] = field(default_factory=dict)
    bodies: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    written_out: int = 0
    """Parts of all expressions so far, with named states written out."""

    def declared(self, section: str) -> tuple[str, ...]:
        """Name everything that a section of the file declares, right or wrong."""
        node = self.report.document.root.child(section)
        if node is None:
            return ()
        if node.entries is not None:
            return tuple(node.entries)
        return tuple(item.scalar for item in node.items or () if isinstance(item.scalar, str))

    def check_name(
        self,
        place: Place,
        kind: str,
        name: str,
        known: Collection[str],
        *,
        key: bool = False,
    ) -> bool:
        """Report a name that is not declared; true if it is known."""
        if name in known:
            return True
        if name not in self.declared(_SECTIONS[kind]):
            self.report.unknown(place, kind, name, known, key=key)
        return False

    def is_actor(self, place: Place, name: str, *, key: bool = False) -> bool:
        """Report an unknown actor; true if it is known."""
        return self.check_name(place, "actor", name, self.actors, key=key)

    def is_variable(self, place: Place, name: str, *, key: bool = False) -> bool:
        """Report an unknown variable; true if it is known."""
        return self.check_name(place, "variable", name, self.levels, key=key)

    def known_variables(self, place: Place, names: Iterable[str], what: str) -> tuple[str, ...]:
        """Check a list of variables; return those that are known, each once."""
        return tuple(
            name
            for position, name in enumerate(self.report.distinct(place, names, what))
            if self.is_variable((*place, position), name)
        )

    def known_actors(self, place: Place, names: Iterable[str], what: str) -> tuple[str, ...]:
        """Check a list of actors; return those that are known, each once."""
        return tuple(
            name
            for position, name in enumerate(self.report.distinct(place, names, what))
            if self.is_actor((*place, position), name)
        )

    def level(self, place: Place, variable: str, level: str) -> int:
        """Return the index of a level; report one that the variable does not have."""
        levels = self.levels.get(variable)
        if levels is None:
            return 0
        if level in levels:
            return levels.index(level)
        self.report.add(
            place,
            f"The variable '{variable}' has no level '{level}'.",
            f"Its levels are {', '.join(levels)}.",
        )
        return 0

    def level_set(self, place: Place, levels: dict[str, str]) -> tuple[tuple[str, int], ...]:
        """Resolve a mapping from variable to level."""
        found: list[tuple[str, int]] = []
        for variable, level in levels.items():
            here = (*place, variable)
            if self.is_variable(here, variable, key=True):
                found.append((variable, self.level(here, variable, level)))
        return tuple(found)


_SECTIONS = {
    "actor": "actors",
    "variable": "variables",
    "body": "bodies",
    "interest": "interests",
}
