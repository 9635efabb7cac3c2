"""The preferences that a crisis holds possible, drawn from what it says of its weights.

Letters
-------
``n`` draw; ``i`` actor; ``s`` state; ``a`` action; ``j`` interest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from standoff.game.preferences import rank_of_utility, tolerance_of, weights_in_force
from standoff.game.ranges import drawn, is_open
from standoff.kernels.sincere import sincere_pass
from standoff.kernels.tables import Bytes, Floats, Ints
from standoff.spec.crisis import Motive, Number

if TYPE_CHECKING:
    from standoff.game.game import Game

__all__ = ["Admissible", "Source", "Votes", "open_weights", "votes_of"]

Source = Literal["weights", "motives"]
"""Draw each actor's own weights, or first one of its named motives."""

_EVEN = Number(0.5, low=0.0, high=1.0)


class Proposal(NamedTuple):
    """One action behind a vote: in which states, and where either result leads."""

    action: int
    body: int
    here: Ints
    won: Ints
    lost: Ints


@dataclass(frozen=True, eq=False)
class Votes:
    """All proposals of a game; made by `votes_of`, and asked once for each order of states."""

    game: Game
    proposals: tuple[Proposal, ...]

    def passes(self, rank: Ints) -> Bytes:
        """Say which would pass if all vote by ``rank``, shape (N, S); shape (A, S)."""
        found = np.zeros_like(self.game.moves.available)
        for one in self.proposals:
            preference = np.sign(rank[:, one.won] - rank[:, one.lost])
            passed = sincere_pass(one.body, preference, self.game.ballots)
            found[one.action, one.here] = passed
        return found


def votes_of(game: Game) -> Votes:
    """Look up where every proposal of a game leads, once for many orders.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("dprk-2009")))
    >>> bool((votes_of(game).passes(game.rank) == game.sincere_passes()).all())
    True
    """
    moves = game.moves
    proposals = []
    for a in np.flatnonzero(moves.vote >= 0).tolist():
        here = np.flatnonzero(moves.available[a])
        first = int(moves.outcome_first[a])
        won, lost = (game.targets(moves, first + o)[here] for o in (0, 1))
        proposals.append(Proposal(a, int(moves.vote[a]), here, won, lost))
    return Votes(game, tuple(proposals))


def open_weights(game: Game, source: Source = "weights") -> tuple[tuple[str, str], ...]:
    """List the actors and interests whose weight the crisis leaves open, sorted by name.

    A weight is open if it has a range or a distribution, and, where motives are
    drawn, if the motives of the actor differ in it.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("chicken")))
    >>> open_weights(game)[:3]
    (('A', 'a_yields'), ('A', 'b_yields'), ('A', 'crash'))
    """
    return tuple(
        (actor, interest)
        for actor, kinds in _kinds(game, source).items()
        for interest in sorted({name for weights in kinds.weights for name in weights})
        if _differs([weights.get(interest, _ZERO) for weights in kinds.weights])
    )


_ZERO = Number(0.0)


def _differs(numbers: list[Number]) -> bool:
    return any(is_open(one) or one.value != numbers[0].value for one in numbers)


class _Kinds(NamedTuple):
    """What an actor may be: weights, and how likely each set of them is."""

    weights: tuple[Mapping[str, Number], ...]
    priors: Floats


def _kinds(game: Game, source: Source) -> dict[str, _Kinds]:
    """Give the sets of weights that each actor may have, by actor, sorted by name.

    A motive that was chosen for an actor stays chosen.
    """
    own = weights_in_force(game.crisis, game.motives)
    named: dict[str, list[Motive]] = {}
    if source == "motives":
        for motive in game.crisis.motives:
            if motive.actor not in game.motives:
                named.setdefault(motive.actor, []).append(motive)
    found = {}
    for actor in sorted({*own, *named}):
        motives = named.get(actor, [])
        sets = tuple(motive.weights for motive in motives) or (own[actor],)
        found[actor] = _Kinds(sets, np.array([motive.prior.value for motive in motives] or [1.0]))
    return found


@dataclass(frozen=True, eq=False)
class Admissible:
    """Draws of what all actors may want, each a function of the seed and its own number.

    Weights are drawn independently of one another: from their distribution, or
    evenly from their range. What has neither stays as it is, and so do orders
    given by rankings and priorities, patience and costs. Numbers belong to names,
    so a crisis with its actors in another order is given the same draws.

    Parameters
    ----------
    game
        Gives the weights, and the preferences that stay as they are.
    count
        How many draws.
    seed
        From 0 to 2**63 - 1.
    source
        ``motives`` draws for each actor with named motives one of them by its
        prior, and the weights of that; ``weights`` uses the actor's own.

    Examples
    --------
    One weight of the chicken game alone can move anywhere in its range without a
    change of order; all of them together cannot:

    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("chicken")))
    >>> drawn = Admissible(game, 20, seed=1)
    >>> sum(bool((drawn.rank(n) == game.rank).all()) for n in range(20))
    19
    """

    game: Game
    count: int
    seed: int = 0
    source: Source = "weights"

    @cached_property
    def interests(self) -> tuple[str, ...]:
        """Names of the interests on which an open order depends, in the order of the file."""
        used = {name for actor in self._varied for name in self._weights[actor][0]}
        return tuple(one.name for one in self.game.crisis.interests if one.name in used)

    @cached_property
    def scores(self) -> dict[str, Floats]:
        """What each of them gives in each state; shape (S,)."""
        return {
            one.name: self.game.space.over_states(one.score)
            for one in self.game.crisis.interests
            if one.name in self.interests
        }

    def rank(self, n: int) -> Ints:
        """Return every actor's order of states in draw ``n``; shape (N, S), higher is better."""
        rank = np.array(self.game.rank)
        for i, name in enumerate(self.game.actor_names):
            if name in self._varied:
                utility = self._utility(name, n)
                rank[i] = rank_of_utility(utility, tolerance_of(self.game.crisis, name))
        return rank

    def utility(self, n: int) -> Floats:
        """Return every actor's utility in draw ``n``; shape (N, S)."""
        utility = np.array(self.game.utility)
        for i, name in enumerate(self.game.actor_names):
            if name in self._varied:
                utility[i] = self._utility(name, n)
        return utility

    def prepare(self) -> None:
        """Work out now what all draws share, so that threads need not wait for one another."""
        assert self.scores is not None
        assert self._weights is not None

    def weight(self, actor: str, interest: str) -> Floats:
        """Return what was drawn for a weight; shape (count,)."""
        names, values = self._weights[actor]
        return values[:, names.index(interest)]

    @cached_property
    def _varied(self) -> frozenset[str]:
        """Actors with an open weight."""
        return frozenset(actor for actor, _ in open_weights(self.game, self.source))

    def _utility(self, actor: str, n: int) -> Floats:
        """Add up interests in the order of the file, as `preferences.utilities` does."""
        names, values = self._weights[actor]
        utility = np.zeros(self.game.state_count)
        for interest in self.interests:
            weight = values[n, names.index(interest)] if interest in names else 0.0
            if weight != 0.0:
                utility += weight * self.scores[interest]
        return utility

    @cached_property
    def _weights(self) -> dict[str, tuple[tuple[str, ...], Floats]]:
        """Interests and weights drawn, shape (count, interests), by actor."""
        return {
            actor: self._drawn(kinds, 2 * key)
            for key, (actor, kinds) in enumerate(_kinds(self.game, self.source).items())
        }

    def _drawn(self, kinds: _Kinds, key: int) -> tuple[tuple[str, ...], Floats]:
        """Draw the weights of one actor: which kind it is, and the weights of that kind."""
        names = tuple(sorted({name for weights in kinds.weights for name in weights}))
        even = drawn([_EVEN], self.count, self.seed, key + 1)[:, 0]
        bounds = np.cumsum(kinds.priors) / kinds.priors.sum()
        chosen = np.minimum(np.searchsorted(bounds, even, side="right"), bounds.size - 1)
        values = np.empty((self.count, len(names)))
        for kind, weights in enumerate(kinds.weights):
            numbers = [weights.get(name, _ZERO) for name in names]
            of_kind = drawn(numbers, self.count, self.seed, key)
            values[chosen == kind] = of_kind[chosen == kind]
        return names, values
