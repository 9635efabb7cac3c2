"""A game with private motives, unrolled: every line of play, and what each tells.

A node is a history that everybody saw. What is believed of an actor's motive
follows from the prior by Bayes' rule along it, each actor's apart, since motives are
drawn apart and a choice hangs on the chooser's own motive alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from standoff.kernels.tables import Floats, Ints
from standoff.policy.cover import Covered, cover
from standoff.policy.private import with_motives

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["Node", "PrivateTree", "Secret", "unrolled"]

Branch = tuple[tuple[float, int], ...]
"""Where a choice leads: probabilities and nodes."""


class Secret(NamedTuple):
    """What one actor alone knows: which of these motives it has."""

    actor: str
    motives: tuple[str, ...]
    prior: Floats
    """Shares of one; zeros are allowed."""


class Node(NamedTuple):
    """A history: a decision, or the end of a round."""

    round: int
    turn: int
    """Of the round, 0 is the first; one past the last at its end, and in what is kept for ever."""
    row: int
    """The state found, as a row of the covered states."""
    mover: int
    """Actor that chooses; -1 at the end of a round."""
    action: tuple[int, ...]
    """What it may choose, -1 is hold; empty at the end of a round."""
    cost: tuple[float, ...]
    """What each choice costs the mover."""
    branch: tuple[Branch, ...]
    """Where each choice leads; at the end of a round one, by chance, or none at the very end."""


@dataclass(frozen=True, eq=False)
class PrivateTree:
    """The lines of play of a game, parents before children; N actors, C columns.

    A column is an actor without a secret, or one motive of an actor with one; the
    columns of an actor stand together.
    """

    nodes: tuple[Node, ...]
    covered: Covered
    column_first: Ints
    """First column of each actor, and one past the last; (N + 1,)."""
    prior: Floats
    """What others believe at first, 1 for an actor without a secret; (C,)."""
    utility: Floats
    """(R, C)."""
    patience: Floats
    """(C,)."""
    precision: Floats
    """(N,)."""

    def own(self, actor: int) -> slice:
        """Return the columns of an actor."""
        return slice(int(self.column_first[actor]), int(self.column_first[actor + 1]))


def unrolled(
    game: Game, secrets: Sequence[Secret], *, rounds: int, most: int
) -> PrivateTree | None:
    """Unroll a game with private motives from its start; none if there is no such tree.

    There is none if it had more than ``most`` nodes, if a body decides on one of
    them: a ballot is seen and not weighed, so beliefs would not follow from it; or if
    some choose at once, so that a mover would not know its node.

    Raises
    ------
    NotApplicable
        If an actor's preference is an order only.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> len(unrolled(game, (), rounds=1, most=100).nodes)
    7
    """
    covered = cover(game)
    if covered.joints:
        return None
    nodes = _Planting(covered, rounds, most).nodes()
    if nodes is None:
        return None
    by_actor = {secret.actor: secret for secret in secrets}
    rows, prior, first = [], [], [0]
    for i, name in enumerate(game.actor_names):
        secret = by_actor.get(name)
        if secret is None:
            rows.append(game.utility[i])
            prior.append(1.0)
        else:
            rows += [one.utility[i] for one in with_motives(game, name, secret.motives).values()]
            prior += [float(share) for share in secret.prior]
        first.append(len(rows))
    return PrivateTree(
        nodes=nodes,
        covered=covered,
        column_first=np.array(first),
        prior=np.array(prior),
        utility=np.ascontiguousarray(np.array(rows)[:, covered.states].T),
        patience=np.repeat(game.patience, np.diff(first)),
        precision=game.precision,
    )


class _Planting:
    """The work of unrolling: a list of nodes that grows while it is gone through."""

    def __init__(self, covered: Covered, rounds: int, most: int) -> None:
        self.round, self.rounds, self.most = covered.round, rounds, most
        self.start = covered.row
        self.places: list[tuple[int, int, int]] = []

    def nodes(self) -> tuple[Node, ...] | None:
        self._at(1, 0, self.start)
        found: list[Node] = []
        while len(found) < len(self.places):
            if len(self.places) > self.most:
                return None
            node = self._node(*self.places[len(found)])
            if node is None:
                return None
            found.append(node)
        return tuple(found)

    def _at(self, number: int, turn: int, row: int) -> int:
        """Note a history, past the turns in which nothing can be done; return its node."""
        whole = self.round
        while turn < whole.turns.size and not self._open(turn, row).size:
            turn += 1
        self.places.append((number, turn, row))
        return len(self.places) - 1

    def _open(self, turn: int, row: int) -> Ints:
        """List the actions that can be taken."""
        whole = self.round
        mover = whole.turns[turn]
        own = np.arange(whole.actor_first[mover], whole.actor_first[mover + 1])
        found: Ints = own[whole.target[whole.outcome_first[own], row] >= 0]
        return found

    def _node(self, number: int, turn: int, row: int) -> Node | None:
        whole = self.round
        if turn == whole.turns.size:
            return Node(number, turn, row, -1, (), (), self._next(number, row))
        actions, costs = [-1], [0.0]
        branches: list[Branch] = [((1.0, self._at(number, turn + 1, row)),)]
        for a in self._open(turn, row):
            if whole.vote[a] >= 0:
                return None
            outcomes = range(int(whole.outcome_first[a]), int(whole.outcome_first[a + 1]))
            at = int(whole.cost_row[a])
            actions.append(int(a))
            costs.append(float(whole.cost[a] if at < 0 else whole.cost_by_state[at, row]))
            branches.append(
                tuple(
                    (
                        float(whole.probability[o]),
                        self._at(number, turn + 1, int(whole.target[o, row])),
                    )
                    for o in outcomes
                    if whole.probability[o] > 0
                )
            )
        mover = int(whole.turns[turn])
        return Node(number, turn, row, mover, tuple(actions), tuple(costs), tuple(branches))

    def _next(self, number: int, row: int) -> tuple[Branch, ...]:
        """Note what may follow a round; nothing where a state is kept for ever."""
        if number > self.rounds:
            return ()
        odds = self._chance(row)
        if number == self.rounds and odds == [(row, 1.0)]:
            return ()
        # after the last round chance has its say once more, and then the state is kept
        turn = self.round.turns.size if number == self.rounds else 0
        return (tuple((p, self._at(number + 1, turn, x)) for x, p in odds),)

    def _chance(self, row: int) -> list[tuple[int, float]]:
        """Return the rows that chance may lead to at the end of a round."""
        whole = self.round
        odds: Mapping[int, float] = {row: 1.0}
        for e in range(whole.chance_first.size - 1):
            first, last = int(whole.chance_first[e]), int(whole.chance_first[e + 1])
            after: dict[int, float] = {}
            for here, p in odds.items():
                rest = 1.0
                if whole.chance_target[first, here] >= 0:
                    for o in range(first, last):
                        share = float(whole.chance_probability[o])
                        rest -= share
                        x = int(whole.chance_target[o, here])
                        after[x] = after.get(x, 0.0) + p * share
                if abs(rest) > 1e-9:
                    after[here] = after.get(here, 0.0) + p * rest
            odds = after
        return [(x, p) for x, p in odds.items() if p > 0]
