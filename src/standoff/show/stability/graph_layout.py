"""Which states and moves a state graph shows, and in which layers.

The state looked from stands at the top. Below it stand the states that tempt away from
it, below those the answers that deter and the improvements that follow, and at the bottom
the nearest resting states that none of these reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from standoff.show.stability.view import Stability

__all__ = ["Edge", "Graph", "graph_of"]


@dataclass(frozen=True)
class Edge:
    """An arrow between two states: who moves, by which option, to tempt or to deter."""

    source: int
    target: int
    actor: int
    option: int
    deters: bool


@dataclass(frozen=True)
class Graph:
    """States in layers, the arrow by which each was first reached, and all other arrows."""

    layers: tuple[tuple[int, ...], ...]
    first: dict[int, tuple[Edge, ...]]
    others: tuple[tuple[Edge, ...], ...]

    @property
    def states(self) -> list[int]:
        """All states drawn."""
        return [state for layer in self.layers for state in layer]


def improvements(view: Stability, source: int) -> list[Edge]:
    """List the improvements that the verdicts on a state speak of, each once."""
    target, option = view.table_of("move_to"), view.table_of("move_option")
    found = {
        Edge(source, int(target[c, actor, source]), actor, int(option[c, actor, source]), False)
        for c in range(len(view.concepts))
        for actor in range(len(view.actors))
        if target[c, actor, source] >= 0
    }
    return sorted(found, key=lambda edge: (edge.actor, edge.target, edge.option))


def answers(view: Stability, source: int) -> list[Edge]:
    """List the answers that deter the improvements of a state, each once."""
    names = ("move_to", "answer_to", "answer_actor", "answer_option")
    moved, ends, actors, options = (view.table_of(name) for name in names)
    found = {
        Edge(
            int(moved[c, actor, source]),
            int(ends[c, actor, source]),
            int(actors[c, actor, source]),
            int(options[c, actor, source]),
            True,
        )
        for c in range(len(view.concepts))
        for actor in range(len(view.actors))
        if ends[c, actor, source] >= 0 and moved[c, actor, source] >= 0
    }
    return sorted(found, key=lambda edge: (edge.source, edge.target, edge.actor, edge.option))


def graph_of(view: Stability, across: int, depth: int = 2) -> Graph:
    """Choose what to draw, at most ``across`` states in a layer.

    Parameters
    ----------
    view
        The answer.
    across
        How many states fit beside each other.
    depth
        How many layers of moves to follow below the state looked from.
    """
    layers: list[tuple[int, ...]] = [(view.origin,)]
    known = {view.origin}
    for step in range(depth):
        reached = [edge.target for state in layers[-1] for edge in improvements(view, state)]
        if step == 1:
            reached = [edge.target for edge in answers(view, view.origin)] + reached
        layer = tuple(state for state in dict.fromkeys(reached) if state not in known)[:across]
        if not layer:
            break
        layers.append(layer)
        known.update(layer)
    resting = [state for state in view.nearest_rests(99) if state not in known][:across]
    if resting:
        layers.append(tuple(resting))
        known.update(resting)
    bundles = _bundles(_edges(view, known))
    first: dict[int, tuple[Edge, ...]] = {}
    row = {state: k for k, layer in enumerate(layers) for state in layer}
    for bundle in bundles:
        source, target = bundle[0].source, bundle[0].target
        if target not in first and row[source] == row[target] - 1:
            first[target] = bundle
    others = tuple(bundle for bundle in bundles if bundle not in first.values())
    return Graph(tuple(layers), first, others)


def _edges(view: Stability, states: Iterable[int]) -> list[Edge]:
    kept = set(states)
    found = [edge for state in sorted(kept) for edge in improvements(view, state)]
    found += answers(view, view.origin)
    return [e for e in found if e.source in kept and e.target in kept and e.source != e.target]


def _bundles(edges: Sequence[Edge]) -> list[tuple[Edge, ...]]:
    """Put arrows between the same two states together; an improvement that deters is an answer."""
    bundles: dict[tuple[int, int], dict[tuple[int, int], Edge]] = {}
    for edge in edges:
        bundle = bundles.setdefault((edge.source, edge.target), {})
        move = (edge.actor, edge.option)
        bundle[move] = replace(edge, deters=edge.deters or (move in bundle and bundle[move].deters))
    return [tuple(bundle.values()) for bundle in bundles.values()]
