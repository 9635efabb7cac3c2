"""A crisis as a finite tree with information sets, to be handed to another program.

Motives that only their actor knows are drawn by chance at the root: then every
other mover stands in an information set with one node for each combination of
motives that it cannot tell apart.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from standoff.exchange.efg_write import tree_lines
from standoff.exchange.gambit import quoted
from standoff.exchange.tree import CHANCE, Node, walk
from standoff.exchange.unroll import TooLarge, Unroller
from standoff.game import Game, compile
from standoff.spec.crisis import Motive

__all__ = ["HandedOver", "TooLarge", "hand_over"]


@dataclass(frozen=True)
class HandedOver:
    """The tree of a crisis.

    Attributes
    ----------
    root
        Its first node.
    drawn
        Where motives are private, what chance drew on each branch of the root: by
        actor the motive.
    """

    root: Node
    drawn: tuple[dict[str, str], ...]

    def text(
        self,
        players: Sequence[str],
        player: Callable[[Node], int],
        payoffs: Callable[[Node], Sequence[float]],
    ) -> str:
        """Write the tree as Gambit reads it, for these players with these payoffs."""
        names = " ".join(map(quoted, players))
        lines = [f'EFG 2 R "" {{ {names} }}', '""', "", *tree_lines(self.root, player, payoffs)]
        return "\n".join(lines) + "\n"


def hand_over(
    game: Game, rounds: int, *, start: int, most: int, at_once: bool = False, private: bool = False
) -> HandedOver:
    """Unroll a crisis to a tree.

    Parameters
    ----------
    game
        A game in which all preferences are in numbers.
    rounds
        How many are played; the state at the end is kept for ever.
    start
        Position of the state at the beginning.
    most
        How many nodes there may be.
    at_once
        Whether the movers of a round choose without seeing each other.
    private
        Whether an actor with named motives has one of them by its prior, and only it
        knows which.

    Raises
    ------
    TooLarge
        If there are more nodes.
    NotApplicable
        If members of a body vote by what they expect.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("chicken")))
    >>> found = hand_over(game, 1, start=game.start, most=100)
    >>> len(list(walk(found.root)))
    7
    """
    unknown = _unknown(game) if private else []
    trees, drawn, shares = [], [], []
    for combination in itertools.product(*unknown):
        chosen = {motive.actor: motive.name for motive in combination}
        played = compile(game.crisis, motives={**game.motives, **chosen}) if chosen else game
        trees.append(_tree(played, rounds, start, most, at_once))
        drawn.append(chosen)
        share = Fraction(1)
        for motive in combination:
            share *= Fraction(str(motive.prior.value))
        shares.append(share)
    if len(trees) * sum(1 for _ in walk(trees[0])) > most:
        raise TooLarge(f"More than {most} nodes.")
    if len(trees) == 1:
        return HandedOver(trees[0], ({},))
    for tree, chosen in zip(trees, drawn, strict=True):
        _hide(tree, game, unknown, chosen)
    names = [", ".join(f"{actor}: {name}" for actor, name in one.items()) for one in drawn]
    total = sum(shares)
    root = Node(CHANCE, names, [share / total for share in shares], trees)
    return HandedOver(root, tuple(drawn))


def _unknown(game: Game) -> list[list[Motive]]:
    """List the motives that each actor may have, without those of no weight."""
    by_actor: dict[str, list[Motive]] = {}
    for motive in game.crisis.motives:
        if motive.prior.value > 0 and motive.actor not in game.motives:
            by_actor.setdefault(motive.actor, []).append(motive)
    return list(by_actor.values())


def _tree(game: Game, rounds: int, start: int, most: int, at_once: bool) -> Node:
    crisis = dataclasses.replace(game.crisis, horizon=rounds)
    played = dataclasses.replace(game, crisis=crisis, start=start)
    return Unroller(played, played.utility, most=most, at_once=at_once).tree()


def _hide(tree: Node, game: Game, unknown: list[list[Motive]], chosen: dict[str, str]) -> None:
    """Let a mover tell apart what it sees and its own motive, and nothing else.

    The trees differ in payoffs only, so that a node has the same number in each.
    """
    own = {
        one[0].actor: [motive.name for motive in one].index(chosen[one[0].actor]) for one in unknown
    }
    for number, (node, _) in enumerate(walk(tree)):
        if node.mover != CHANCE and node.actions:
            mine = own.get(game.actor_names[node.mover], -1)
            node.seen = (*(node.seen or (number,)), mine)
