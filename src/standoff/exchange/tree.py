"""A finite game tree, as Gambit's files have it: decisions, chance, payoffs at the ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

__all__ = ["CHANCE", "Node", "Tree", "walk"]

CHANCE = -1
"""The mover at a node of chance."""


@dataclass
class Node:
    """A node; one without actions is an end.

    Attributes
    ----------
    mover
        The number of the player that moves, or `CHANCE`.
    actions
        What the branches are called.
    shares
        Their probabilities, at a node of chance.
    children
        Where they lead.
    payoffs
        What arriving here gives to each player.
    at
        Where the node stands in its file.
    state, round, turn
        Where play stands, as the mover knows it, or where it ends; -1 where nobody says.
    options
        The labels of the actions in the crisis, hold first.
    seen
        What the mover knows: nodes of one mover at which this is the same are one
        information set. None: it knows where it is.
    """

    mover: int = CHANCE
    actions: list[str] = field(default_factory=list)
    shares: list[Fraction] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    payoffs: tuple[Fraction, ...] = ()
    at: int = 0
    state: int = -1
    round: int = 0
    turn: int = -1
    options: list[str] = field(default_factory=list)
    seen: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Tree:
    """A game: its players, and the node at which it begins."""

    title: str
    about: str
    players: tuple[str, ...]
    root: Node


def walk(root: Node) -> Iterator[tuple[Node, int]]:
    """Go through the nodes in the order of the file, each with its depth.

    Examples
    --------
    >>> root = Node(0, ["a", "b"], [], [Node(), Node()])
    >>> [depth for _, depth in walk(root)]
    [0, 1, 1]
    """
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((child, depth + 1) for child in reversed(node.children))
