"""Unroll a crisis with a horizon to its whole tree.

Letters
-------
``r`` round, ``m`` turn of the round, ``s`` position of the state; ``a`` action,
``o`` outcome; ``i`` actor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from standoff.errors import NotApplicable
from standoff.exchange.carry import listed
from standoff.exchange.tree import CHANCE, Node
from standoff.exchange.voted import passing_share
from standoff.game import Game
from standoff.vocab import HOLD

__all__ = ["TooLarge", "Unroller", "tosses"]

WHAT: Final = "An .efg file"
MOST_NODES: Final = 20_000
MOST_DEEP: Final = 120
Floats = npt.NDArray[np.float64]
Branches = list[tuple[str, Fraction, int]]
"""What may come of a move: its name, its probability, the state."""


class TooLarge(NotApplicable):
    """The tree has more nodes than may be written."""


def tosses(game: Game, i: int) -> bool:
    """Say whether an actor tosses coins, and so is chance in a tree.

    Examples
    --------
    >>> import standoff
    >>> tosses(standoff.compile(standoff.read(standoff.catalog.path("chicken"))), 0)
    False
    """
    return bool(game.precision[i] == 0)


@dataclass(frozen=True)
class _Here:
    """Where play stands, and what everybody has paid and received so far.

    ``seen`` is the state that movers know, and ``group`` the number of the time at which
    they move at once; -1 where each sees what was done before. The group ends before turn
    ``stop``.
    """

    r: int
    m: int
    s: int
    sofar: tuple[float, ...]
    seen: int = -1
    group: int = -1
    stop: int = 0


class Unroller:
    """Unrolls a game to its tree.

    Parameters
    ----------
    game
        A game with a horizon.
    payoffs
        What every actor gets in every state; shape (N, S).
    most
        How many nodes there may be.
    at_once
        Whether all movers of a round choose without seeing each other, and not only
        those whom the crisis has move together; what they chose is paid for, and then
        carried out in turn, if it is still possible.
    """

    def __init__(
        self, game: Game, payoffs: Floats, *, most: int = MOST_NODES, at_once: bool = False
    ) -> None:
        self.game, self.payoffs = game, payoffs
        self.most, self.groups = most, 0
        self.spans = {0: game.turns.size} if at_once else dict(game.crisis.together)
        self.notes: list[str] = []
        self.tossers = [i for i in range(len(game.actor_names)) if tosses(game, i)]
        self.count = 0
        self._check()

    def _check(self) -> None:
        game = self.game
        if game.horizon is None:
            raise NotApplicable(
                f"{WHAT} holds a finite tree, and the crisis has no end.\nGive it a length, for "
                "example horizon: 1 (a round in which every actor has its turns), or convert to "
                ".nfg."
            )
        is_certain = not np.isfinite(game.moves.probability[game.moves.probability != 1]).any()
        one_round = game.horizon == 1 and not game.chance.probability.size
        has_costs = bool(game.moves.cost.any() or game.moves.cost_row.max(initial=-1) >= 0)
        if game.ordinal_actors and not (one_round and is_certain and not has_costs):
            ordered = listed(list(game.ordinal_actors))
            has = "has" if len(game.ordinal_actors) == 1 else "have"
            raise NotApplicable(
                f"{WHAT} weighs chances, rounds and costs by numbers, and {ordered} {has} only an "
                "order of the states.\n"
                "Give weights instead of priorities or a ranking, or convert to .gmcr."
            )
        if self.tossers:
            names = listed([game.actor_names[i] for i in self.tossers])
            self.notes.append(f"With precision 0 it tosses coins, and is chance here: {names}.")

    def tree(self) -> Node:
        """Return the whole tree."""
        nothing = (0.0,) * len(self.game.actor_names)
        return self._play(_Here(1, 0, self.game.start, nothing), 0)

    def _counted(self, depth: int, nodes: int = 1) -> None:
        self.count += nodes
        if self.count > self.most or depth > MOST_DEEP:
            raise TooLarge(
                f"{WHAT} holds the whole tree, which here has more than {self.most:,} nodes or is "
                f"over {MOST_DEEP} deep.\nShorten the horizon, or convert to .nfg or .gmcr."
            )

    def _play(self, here: _Here, depth: int) -> Node:
        """Return the tree that follows from here."""
        game = self.game
        self._counted(depth, nodes=0)
        while here.m < game.turns.size:
            here = self._looking(here)
            i = int(game.turns[here.m])
            actions = self._actions(i, here.s if here.group < 0 else here.seen)
            if actions:
                return self._turn(here, i, actions, depth)
            here = replace(here, m=here.m + 1)
        discount = game.patience ** (here.r - 1)
        received = np.asarray(here.sofar) + discount * self.payoffs[:, here.s]
        ended = _Here(here.r, 0, here.s, tuple(received.tolist()))
        return self._fate(ended, 0, depth)

    def _looking(self, here: _Here) -> _Here:
        """Return the same with what the next mover knows."""
        if here.m < here.stop:
            return here
        if here.m not in self.spans:
            return replace(here, seen=-1, group=-1)
        self.groups += 1
        return replace(here, seen=here.s, group=self.groups - 1, stop=self.spans[here.m])

    def _actions(self, i: int, s: int) -> list[int]:
        moves = self.game.moves
        own = range(int(moves.actor_first[i]), int(moves.actor_first[i + 1]))
        return [a for a in own if moves.available[a, s]]

    def _turn(self, here: _Here, i: int, actions: list[int], depth: int) -> Node:
        """Return a decision, or a toss of coins, in which holding is the first branch."""
        self._counted(depth)
        options: list[tuple[str, Branches, float]] = [(HOLD, [(HOLD, Fraction(1), here.s)], 0.0)]
        moves, known = self.game.moves, here.s if here.group < 0 else here.seen
        for a in actions:
            called = self._called(a)
            leads: Branches = [(called, Fraction(1), here.s)]
            if moves.available[a, here.s]:
                leads = self._outcomes(a, here.s)
            options.append((called, leads, self._cost(a, known)))
        if tosses(self.game, i):
            share = Fraction(1, len(options))
            branches = [
                (name if len(several) == 1 else one, share * part, t, cost)
                for name, several, cost in options
                for one, part, t in several
            ]
            return self._coins(here, i, branches, depth)
        node = Node(i, [name for name, _, _ in options], round=here.r, turn=here.m)
        node.options = [HOLD, *(self.game.actions[a].label for a in actions)]
        node.state = known
        node.seen = None if here.group < 0 else (here.group, here.m)
        for _, several, cost in options:
            paid = self._paid(here, i, cost)
            following = [
                (name, share, replace(here, m=here.m + 1, s=t, sofar=paid))
                for name, share, t in several
            ]
            node.children.append(self._drawn(following, depth + 1))
        return node

    def _coins(
        self, here: _Here, i: int, branches: list[tuple[str, Fraction, int, float]], depth: int
    ) -> Node:
        """Join the branches of a coin toss that lead to one state and cost the same."""
        joined: dict[tuple[int, float], tuple[str, Fraction]] = {}
        for name, share, t, cost in branches:
            kept, sofar = joined.get((t, cost), (name, Fraction(0)))
            joined[t, cost] = (name if kept == HOLD else kept, sofar + share)
        following = [
            (name, share, replace(here, m=here.m + 1, s=t, sofar=self._paid(here, i, cost)))
            for (t, cost), (name, share) in joined.items()
        ]
        return self._drawn(following, depth)

    def _paid(self, here: _Here, i: int, cost: float) -> tuple[float, ...]:
        if cost == 0.0:
            return here.sofar
        paid = list(here.sofar)
        paid[i] -= float(self.game.patience[i]) ** (here.r - 1) * cost
        return tuple(paid)

    def _drawn(self, following: list[tuple[str, Fraction, _Here]], depth: int) -> Node:
        """Return a node of chance over what follows, or what follows for certain."""
        if len(following) == 1:
            return self._play(following[0][2], depth)
        self._counted(depth)
        node = Node(CHANCE, [name for name, _, _ in following], [p for _, p, _ in following])
        node.children = [self._play(here, depth + 1) for _, _, here in following]
        return node

    def _called(self, a: int) -> str:
        action = self.game.actions[a]
        for option in self.game.crisis.options:
            if option.name == action.option and not action.is_implicit:
                owner = self.game.actor_names[action.actor]
                if option.actor == owner:
                    return option.title.in_language("en", option.name)
        return action.option

    def _cost(self, a: int, s: int) -> float:
        moves = self.game.moves
        row = int(moves.cost_row[a])
        return float(moves.cost[a] if row < 0 else moves.cost_by_state[row, s])

    def _outcomes(self, a: int, s: int) -> Branches:
        """Return what may come of an action, with exact probabilities that sum to one."""
        moves = self.game.moves
        first, last = int(moves.outcome_first[a]), int(moves.outcome_first[a + 1])
        states = [self.game.target(self.game.moves, o, s) for o in range(first, last)]
        names = self._outcome_names(a, last - first)
        body = int(moves.vote[a])
        shares = self._vote(body) if body >= 0 else _exact(moves.probability[first:last])
        return [one for one in zip(names, shares, states, strict=True) if one[1] > 0]

    def _outcome_names(self, a: int, count: int) -> list[str]:
        action = self.game.actions[a]
        owner = self.game.actor_names[action.actor]
        for option in self.game.crisis.options:
            if (option.actor, option.name) == (owner, action.option) and not action.is_implicit:
                possible = [
                    o.name
                    for o in option.effect.outcomes
                    if option.effect.kind == "vote" or o.probability.value > 0
                ]
                if len(possible) == count:
                    return possible
        return [str(n) for n in range(1, count + 1)]

    def _vote(self, body: int) -> list[Fraction]:
        share = passing_share(self.game.crisis.bodies[body], WHAT)
        return [share, 1 - share]

    def _fate(self, here: _Here, event: int, depth: int) -> Node:
        """Let chance act at the end of a round, event by event, and go on to the next."""
        game = self.game
        self._counted(depth, nodes=0)
        last = here.r == game.horizon
        if not (last and not game.patience.any()):
            for e in range(event, game.chance.vote.size):
                if game.chance.available[e, here.s]:
                    return self._event(here, e, depth)
        if not last:
            return self._play(_Here(here.r + 1, 0, here.s, here.sofar), depth + 1)
        self._counted(depth)
        kept = game.patience**here.r / (1 - game.patience) * self.payoffs[:, here.s]
        given = np.asarray(here.sofar) + kept
        payoffs = tuple(Fraction(value) for value in given.tolist())
        return Node(payoffs=payoffs, state=here.s, round=here.r)

    def _event(self, here: _Here, e: int, depth: int) -> Node:
        chance = self.game.chance
        first, last = int(chance.outcome_first[e]), int(chance.outcome_first[e + 1])
        joined: dict[int, Fraction] = {}
        for o, share in zip(
            range(first, last), _exact(chance.probability[first:last]), strict=True
        ):
            t = self.game.target(self.game.chance, o, here.s)
            joined[t] = joined.get(t, Fraction(0)) + share
        if len(joined) == 1:
            (t,) = joined
            return self._fate(_Here(here.r, here.m, t, here.sofar), e + 1, depth + 1)
        self._counted(depth)
        name = self.game.crisis.chance[e].name
        labels = [name if t != here.s else f"no {name}" for t in joined]
        node = Node(CHANCE, labels, list(joined.values()))
        node.children = [
            self._fate(_Here(here.r, here.m, t, here.sofar), e + 1, depth + 1) for t in joined
        ]
        return node


def _exact(probability: Floats) -> list[Fraction]:
    """Return probabilities as fractions that sum to exactly one."""
    shares = [Fraction(str(value)).limit_denominator(10**9) for value in probability.tolist()]
    total = sum(shares, Fraction(0))
    return [share / total for share in shares]
