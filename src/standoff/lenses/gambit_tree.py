"""A crisis as a tree for Gambit, and the same tree in arrays for us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from standoff.errors import NotApplicable
from standoff.exchange.hand_over import HandedOver, TooLarge, hand_over
from standoff.exchange.tree import CHANCE, Node, walk
from standoff.game import Game
from standoff.policy.cover import require_numbers
from standoff.policy.game_tree import GameTree
from standoff.vocab import HOLD

__all__ = ["Planted", "Sight", "plant"]


@dataclass(frozen=True)
class Sight:
    """What a mover knows when it decides: one information set."""

    actor: int
    round: int
    turn: int
    state: int
    """Position of the state that it sees."""
    motive: str
    """Its own motive where motives are private, else empty."""
    options: tuple[str, ...]


@dataclass(frozen=True)
class Planted:
    """A tree, and what it was made of."""

    game: Game
    start: int
    """Position of the state looked from."""
    given: HandedOver
    tree: GameTree
    sets: tuple[Sight, ...]
    ends: npt.NDArray[np.int64]
    """Position of the state at each node that is an end, -1 elsewhere."""
    drawn: tuple[str, ...]
    """The motives that chance drew above each node, as ``ACTOR=motive``; empty if none."""

    @cached_property
    def movers(self) -> list[int]:
        """The actors that decide anywhere, in the order of the file."""
        return sorted({sight.actor for sight in self.sets})

    @cached_property
    def range(self) -> float:
        """The largest difference between two ends for one actor, or 1 if there is none."""
        ends = self.tree.payoff[self.ends >= 0]
        return float((ends.max(axis=0) - ends.min(axis=0)).max()) or 1.0

    def text(self) -> tuple[str, list[int]]:
        """Write the tree with the actors as players, and the sets in the order of Gambit."""
        number = {i: k for k, i in enumerate(self.movers)}
        names = [self.game.actor_names[i] for i in self.movers]
        text = self.given.text(
            names,
            lambda node: number[node.mover],
            lambda node: [float(node.payoffs[i]) for i in self.movers],
        )
        return text, self._order(lambda sight: number[sight.actor])

    def agents(self) -> tuple[str, list[int]]:
        """Write the tree with one player for each actor and round, and the sets' order.

        What a round is worth when it is played is worth less at the beginning, and a
        precision multiplies the former. So each of these players gets the payoffs as its
        round sees them, times its precision; then precision 1 is right for all.
        """
        players = sorted({(sight.round, sight.actor) for sight in self.sets})
        number = {key: k for k, key in enumerate(players)}
        scale = [self.scale(i, r) for r, i in players]
        names = [f"{self.game.actor_names[i]} {r}" for r, i in players]
        text = self.given.text(
            names,
            lambda node: number[node.round, node.mover],
            lambda node: [
                float(node.payoffs[i]) * factor
                for (_, i), factor in zip(players, scale, strict=True)
            ],
        )
        return text, self._order(lambda sight: number[sight.round, sight.actor])

    def scale(self, i: int, r: int) -> float:
        """Return the precision of an actor in a round on payoffs at the beginning."""
        return float(self.game.precision[i] / self.game.patience[i] ** (r - 1))

    def path(self, n: int) -> str:
        """Name what was done on the way to a node, ``ACTOR.hold`` included, joined by ``; ``."""
        steps = []
        while n:
            parent, branch = self._above[n]
            h = int(self.tree.information[parent])
            if h >= 0:
                sight = self.sets[h]
                option = sight.options[branch]
                name = self.game.actor_names[sight.actor]
                steps.append(f"{name}.{option}" if option == HOLD else option)
            n = parent
        return "; ".join(reversed(steps))

    @cached_property
    def _above(self) -> dict[int, tuple[int, int]]:
        """Say of every node but the first what it follows, and by which branch."""
        below = enumerate(self.tree.children)
        return {child: (n, a) for n, several in below for a, child in enumerate(several)}

    @cached_property
    def is_discounted_away(self) -> bool:
        """Whether somebody who moves late counts nothing that comes late."""
        return any(s.round > 1 and self.game.patience[s.actor] == 0 for s in self.sets)

    def _order(self, player: Callable[[Sight], int]) -> list[int]:
        """Sort the sets by player, and in the order of the tree."""
        return sorted(range(len(self.sets)), key=lambda h: player(self.sets[h]))


def plant(
    game: Game, rounds: int, *, start: int, at_once: bool, private: bool, most: int
) -> Planted:
    """Make the tree of a crisis.

    Raises
    ------
    NotApplicable
        If a preference is an order only, members of a body vote by what they expect,
        nobody has a choice, or the tree is too large.
    """
    require_numbers(game)
    _check_turns(game, at_once)
    try:
        given = hand_over(game, rounds, start=start, most=most, at_once=at_once, private=private)
    except TooLarge as error:
        raise NotApplicable(
            f"The tree has more than {most} nodes after at most {rounds} rounds.\n"
            "Ask for fewer rounds with 'rounds', raise 'most_nodes', or use the lens "
            "'equilibrium'."
        ) from error
    except NotApplicable as error:
        raise NotApplicable(
            "Members of a body that are actors vote by what they expect to follow, which a tree "
            "cannot hold.\nUse the lens 'equilibrium', which works votes out."
        ) from error
    planted = _arranged(game, start, given)
    if not planted.sets:
        raise NotApplicable(
            "Nobody has a choice in the state looked from.\nLook from another state with 'at'."
        )
    return planted


def _check_turns(game: Game, at_once: bool) -> None:
    turns = game.turns.tolist()
    twice = [name for i, name in enumerate(game.actor_names) if turns.count(i) > 1]
    if at_once and twice:
        raise NotApplicable(
            f"{', '.join(twice)} would choose twice without knowing of its own choice.\n"
            "Look with form=turns, or give every actor one place in 'order'."
        )


def _arranged(game: Game, start: int, given: HandedOver) -> Planted:
    """Give numbers to the nodes and to the information sets of a tree."""
    nodes = [node for node, _ in walk(given.root)]
    number = {id(node): n for n, node in enumerate(nodes)}
    drawn = _drawn(given)
    sets: list[Sight] = []
    known: dict[tuple[int, object], int] = {}
    information = np.full(len(nodes), -1)
    payoff = np.zeros((len(nodes), len(game.actor_names)))
    for n, node in enumerate(nodes):
        if not node.actions:
            payoff[n] = [float(value) for value in node.payoffs]
        elif node.mover != CHANCE:
            key = (node.mover, node.seen if node.seen is not None else ("node", n))
            if key not in known:
                known[key] = len(sets)
                sets.append(_sight(game, node, drawn.get(id(node), {})))
            information[n] = known[key]
    return Planted(
        game=game,
        start=start,
        given=given,
        tree=GameTree(
            information=information,
            children=tuple(tuple(number[id(child)] for child in node.children) for node in nodes),
            share=tuple(tuple(map(float, node.shares)) for node in nodes),
            payoff=payoff,
            mover=np.array([sight.actor for sight in sets], dtype=np.int64),
        ),
        sets=tuple(sets),
        ends=np.array([-1 if node.actions else node.state for node in nodes]),
        drawn=tuple(_worded(drawn.get(id(node), {})) for node in nodes),
    )


def _drawn(given: HandedOver) -> dict[int, dict[str, str]]:
    """Say for every node which motives chance drew above it."""
    if len(given.drawn) == 1:
        return {}
    return {
        id(node): motives
        for child, motives in zip(given.root.children, given.drawn, strict=True)
        for node, _ in walk(child)
    }


def _worded(motives: dict[str, str]) -> str:
    return ", ".join(f"{actor}={name}" for actor, name in motives.items())


def _sight(game: Game, node: Node, motives: dict[str, str]) -> Sight:
    return Sight(
        actor=node.mover,
        round=node.round,
        turn=node.turn,
        state=node.state,
        motive=motives.get(game.actor_names[node.mover], ""),
        options=tuple(node.options),
    )
