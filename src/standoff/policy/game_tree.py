"""A finite game tree in arrays: what a profile leads to, and whether anybody would deviate.

Nothing here solves a game. It reckons what others solved again, from the tree alone.

Letters
-------
``n`` node, in an order in which every node stands before those that follow it; ``i``
actor; ``h`` information set; ``a`` action. A *profile* has the probabilities of the
actions of each information set.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from standoff.kernels.tables import Floats, Ints

__all__ = ["GameTree", "Profile"]

Profile = Sequence[Floats]
TREMBLE = 1e-7
"""How often everybody errs where beliefs are asked for at nodes that are never reached."""


@dataclass(frozen=True, eq=False)
class GameTree:
    """A tree with perfect recall.

    Examples
    --------
    One actor takes 1, or leaves it to a second, that takes 3 or gives both 2:

    >>> tree = GameTree(
    ...     information=np.array([0, -1, 1, -1, -1]),
    ...     children=((1, 2), (), (3, 4), (), ()),
    ...     share=((), (), (), (), ()),
    ...     payoff=np.array([[0, 0], [1, 0], [0, 0], [0, 3], [2, 2.0]]),
    ...     mover=np.array([0, 1]),
    ... )
    >>> takes = [np.array([1.0, 0.0]), np.array([1.0, 0.0])]
    >>> tree.value(takes)[0].tolist(), tree.regret(takes).tolist()
    ([1.0, 0.0], [0.0, 0.0])
    """

    information: Ints
    """Information set of each node; -1 at chance and at ends."""
    children: tuple[tuple[int, ...], ...]
    """Where the branches of each node lead, of chance in the order of ``share``."""
    share: tuple[tuple[float, ...], ...]
    """Probability of each branch of chance; empty elsewhere."""
    payoff: Floats
    """What each actor gets at an end, (n, i); zero elsewhere."""
    mover: Ints
    """Actor of each information set."""
    nodes: tuple[Ints, ...] = field(init=False)
    """The nodes of each information set."""

    def __post_init__(self) -> None:
        """List the nodes of each information set."""
        nodes = tuple(np.flatnonzero(self.information == h) for h in range(len(self.mover)))
        object.__setattr__(self, "nodes", nodes)

    def odds(self, profile: Profile, n: int) -> Sequence[float]:
        """Return the probability of each branch of a node."""
        h = self.information[n]
        return self.share[n] if h < 0 else profile[h].tolist()

    def reach(self, profile: Profile, without: int = -1) -> Floats:
        """Return how likely each node is, all moves of actor ``without`` taken as sure."""
        found = np.zeros(len(self.children))
        found[0] = 1.0
        for n, below in enumerate(self.children):
            h = self.information[n]
            is_sure = h >= 0 and self.mover[h] == without
            for child, p in zip(below, self.odds(profile, n) if below else (), strict=True):
                found[child] = found[n] * (1.0 if is_sure else p)
        return found

    def value(self, profile: Profile) -> Floats:
        """Return what each actor expects at each node; (n, i)."""
        found: Floats = self.payoff.copy()
        for n in range(len(self.children) - 1, -1, -1):
            for child, p in zip(
                self.children[n], self.odds(profile, n) if self.children[n] else (), strict=True
            ):
                found[n] += p * found[child]
        return found

    def beliefs(self, profile: Profile) -> Floats:
        """Return how likely its mover holds each node, once its information set is reached.

        Where it is never reached, as if everybody trembled a little.
        """
        shaken = [(1 - TREMBLE) * p + TREMBLE / p.size for p in profile]
        reached, trembling = self.reach(profile), self.reach(shaken)
        found: Floats = np.full(len(self.children), np.nan)
        for own in self.nodes:
            weight = reached[own] if reached[own].sum() > TREMBLE else trembling[own]
            found[own] = weight / weight.sum()
        return found

    def qualities(self, profile: Profile) -> list[Floats]:
        """Return what each action of each information set is worth to its mover."""
        value, belief = self.value(profile), self.beliefs(profile)
        found = []
        for h, own in enumerate(self.nodes):
            after = np.array([self.children[n] for n in own])
            found.append(belief[own] @ value[after, self.mover[h]])
        return found

    def regret(self, profile: Profile) -> Floats:
        """Return what each actor could gain by another plan for the whole game; (i,)."""
        now = self.value(profile)[0]
        gains: Floats = np.array([self._best(profile, i) - now[i] for i in range(now.size)])
        return gains.clip(0.0)

    def _best(self, profile: Profile, i: int) -> float:
        """Return what a best reply is worth to an actor."""
        reach = self.reach(profile, without=i)
        chosen: dict[int, int] = {}

        @functools.cache
        def worth(n: int) -> float:
            below = self.children[n]
            if not below:
                return float(self.payoff[n, i])
            h = int(self.information[n])
            if h < 0 or self.mover[h] != i:
                return sum(p * worth(c) for c, p in zip(below, self.odds(profile, n), strict=True))
            if h not in chosen:
                # a plan may hang on what its actor knows only: all nodes of the set together
                own = self.nodes[h].tolist()
                gains = [
                    sum(reach[m] * worth(self.children[m][a]) for m in own)
                    for a in range(len(below))
                ]
                chosen[h] = int(np.argmax(gains))
            return worth(below[chosen[h]])

        return worth(0)

    def plans(self, i: int) -> int:
        """Count the plans of an actor that differ in what it does where it may come.

        Examples
        --------
        Whoever moves again only after the first of two moves has three plans, not four:

        >>> tree = GameTree(
        ...     np.array([0, 1, -1, -1, -1]), ((1, 2), (3, 4), (), (), ()), ((),) * 5,
        ...     np.zeros((5, 1)), np.array([0, 0]),
        ... )
        >>> tree.plans(0)
        3
        """
        before: dict[int, tuple[int, int]] = {}
        last: dict[int, tuple[int, int]] = {0: (-1, -1)}
        for n, below in enumerate(self.children):
            h = int(self.information[n])
            is_own = h >= 0 and self.mover[h] == i
            if is_own:
                before[h] = last[n]
            for a, child in enumerate(below):
                last[child] = (h, a) if is_own else last[n]
        after: dict[tuple[int, int], int] = {}
        # a set that follows another of the same actor has a greater number
        for h in sorted(before, reverse=True):
            branches = len(self.children[self.nodes[h][0]])
            own = sum(after.get((h, a), 1) for a in range(branches))
            after[before[h]] = after.get(before[h], 1) * own
        return after.get((-1, -1), 1)

    def slip(self, profile: Profile) -> float:
        """Return the largest gain by another action at one information set, reached or not.

        Zero for a sequential equilibrium with the beliefs of `beliefs`. With one node in
        every information set these are the subgame-perfect equilibria.
        """
        gains = [
            float(q.max() - p @ q) for p, q in zip(profile, self.qualities(profile), strict=True)
        ]
        return max(gains, default=0.0)

    def logit_error(self, profile: Profile, precision: Floats) -> float:
        """Return how far a profile is from logit choice at each set's own precision; (h,)."""
        error = 0.0
        for p, q, factor in zip(profile, self.qualities(profile), precision, strict=True):
            weight = np.exp(factor * (q - q.max()))
            error = max(error, float(np.abs(weight / weight.sum() - p).max()))
        return error
