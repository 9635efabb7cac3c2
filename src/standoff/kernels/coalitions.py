r"""Who would leave a state together, and who could stop them.

Letters
-------
``H`` coalition, those who move together; ``M`` all others; ``s`` state now, ``t``
state after a joint improvement, ``u`` state after an answer; ``K`` a coalition
within ``M``; ``c`` concept.

A coalition goes where legal sequences of its members lead (`sequences`). State
``t`` is a **joint improvement** if *every* member strictly prefers it to ``s``.
An answer deters if it ends in :math:`\varphi_H(s)`, the states that *some*
member does not strictly prefer to ``s``:

==== ============================== ============================================
Nash no answer
GMR  any legal sequence of ``M``
SMR  any legal sequence of ``M``    after which ``H`` cannot reach better for all
SEQ  joint improvements of ``K``\ s nobody ``K`` twice in a row
SSEQ joint improvements of ``K``\ s as SEQ and as SMR
==== ============================== ============================================

Each question but those of SEQ and SSEQ is one search over *(state, last
mover)*, on the moves or on the moves turned round: linear in their number. For
SEQ the joint improvements of every ``K`` from every state on the way are
searched for, and kept.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.kernels.edges import Edges
from standoff.kernels.sequences import Sequences, fewest, gains, sequences, turned
from standoff.kernels.stability_moves import NOWHERE, Small
from standoff.kernels.tables import Bytes

__all__ = ["Leaving", "Together", "subsets"]

Flags = npt.NDArray[np.bool_]
Members = tuple[int, ...]
Positions = npt.NDArray[np.intp]


class Leaving(NamedTuple):
    """Whether a coalition would leave a state under one concept."""

    stable: bool
    target: int
    """The joint improvement that nothing deters, one of the nearest; `NOWHERE` if stable."""
    steps: int
    """How many moves lead there at least; `NOWHERE` if stable."""


def subsets(members: Sequence[int], largest: int | None = None) -> Iterator[Members]:
    """List the coalitions within ``members``, the smallest first.

    Examples
    --------
    >>> list(subsets((0, 2)))
    [(0,), (2,), (0, 2)]
    """
    most = len(members) if largest is None else min(largest, len(members))
    for size in range(1, most + 1):
        yield from itertools.combinations(members, size)


@dataclass(frozen=True, eq=False)
class Together:
    """The moves of a game, asked who would leave a state together.

    Parameters
    ----------
    listed
        The moves.
    rank
        Preferences, shape (N, S); higher is better, equal is a tie.

    References
    ----------
    Kilgour, Hipel, Fang and Peng (2001), Group Decision and Negotiation 10:
    159-175. Inohara and Hipel (2008), Journal of Systems Science and Systems
    Engineering: coalition GMR, SMR and SEQ.

    Examples
    --------
    Two prisoners who confess would leave together, and neither alone:

    >>> import standoff
    >>> from standoff.kernels.edges import edges
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> asked = Together(edges(game.moves, game.sincere_passes()), game.rank)
    >>> [asked.leaving(0, members, "nash").stable for members in subsets((0, 1))]
    [True, True, False]
    """

    listed: Edges
    rank: npt.NDArray[np.integer]
    _rows: dict[tuple[Members, int], Small] = field(default_factory=dict, repr=False)

    @cached_property
    def _turned(self) -> Edges:
        return turned(self.listed)

    @cached_property
    def _gains(self) -> Edges:
        return gains(self.listed, self.rank)

    def follow(self, members: Members, state: int) -> Sequences:
        """Return the shortest legal sequences of a coalition from a state."""
        return sequences(self.listed, *self._flags(members, [state]))

    def better(self, members: Members, state: int) -> Flags:
        """Say which states every member strictly prefers to ``state``; shape (S,)."""
        rank = self.rank[list(members)]
        preferred: Flags = np.asarray((rank > rank[:, state, None]).all(axis=0))
        return preferred

    def improvements(self, members: Members, state: int) -> tuple[Small, Small]:
        """Return the joint improvements from a state, nearest first, and their steps."""
        better = self.better(members, state)
        if not better.any():
            return np.zeros(0, np.int32), np.zeros(0, np.int32)
        steps = fewest(self.follow(members, state))
        found = np.flatnonzero(better & (steps > 0)).astype(np.int32)
        order = np.argsort(steps[found], kind="stable")
        return found[order], steps[found[order]]

    def leaving(self, state: int, members: Members, concept: str) -> Leaving:
        """Judge whether a coalition would leave a state under a concept."""
        return self.verdicts(state, members, (concept,))[0]

    def verdicts(self, state: int, members: Members, concepts: Sequence[str]) -> list[Leaving]:
        """Judge whether a coalition would leave a state, concept by concept.

        Parameters
        ----------
        state
            Position of the state.
        members
            Positions of the actors that may move together.
        concepts
            Of ``nash``, ``gmr``, ``smr``, ``seq`` and ``sseq``.
        """
        targets, steps = self.improvements(members, state)
        found: dict[str, Leaving] = {}
        for concept in concepts:
            deterred = self._deterred(state, members, concept, targets)
            open_ = np.flatnonzero(~deterred)
            if open_.size:
                found[concept] = Leaving(False, int(targets[open_[0]]), int(steps[open_[0]]))
            else:
                found[concept] = Leaving(True, NOWHERE, NOWHERE)
        return [found[concept] for concept in concepts]

    def _deterred(self, state: int, members: Members, concept: str, targets: Small) -> Flags:
        """Say which joint improvements the others can answer; shape of ``targets``."""
        others = tuple(k for k in range(self.rank.shape[0]) if k not in members)
        if concept == "nash" or not others or not targets.size:
            return np.zeros(targets.size, np.bool_)
        better = self.better(members, state)
        harm = ~better
        if concept in ("smr", "sseq"):
            harm &= ~self._can_reach(members, better)
        if concept in ("gmr", "smr"):
            return np.asarray(self._can_reach(others, harm)[targets])
        return np.array([self._credible(int(t), others, harm) for t in targets], np.bool_)

    def _can_reach(self, members: Members, ends: Flags) -> Flags:
        """Say from which states a coalition can come to one of ``ends``; shape (S,)."""
        found = sequences(self._turned, *self._flags(members, np.flatnonzero(ends)))
        return np.asarray((found.steps > 0).any(axis=0))

    def _credible(self, start: int, others: Members, harm: Flags) -> bool:
        """Say whether joint improvements of coalitions within ``others`` lead to harm.

        ``opened[x]`` is the one coalition whose improvements from ``x`` have not
        been followed, because it was the last to move, or None once all have.
        """
        groups = list(subsets(others))
        opened: dict[int, Members | None] = {start: None}
        queue = [(start, groups)]
        for x, movers in queue:
            for group in movers:
                for y in self._row(group, x).tolist():
                    if harm[y]:
                        return True
                    if y not in opened:
                        opened[y] = group
                        queue.append((y, [one for one in groups if one != group]))
                    elif opened[y] not in (None, group):
                        queue.append((y, [one for one in groups if one == opened[y]]))
                        opened[y] = None
        return False

    def _row(self, group: Members, state: int) -> Small:
        """Return the joint improvements of a coalition from a state, and keep them."""
        if len(group) == 1:
            first = self._gains.first[group[0]]
            return self._gains.to[first[state] : first[state + 1]]
        key = (group, state)
        if key not in self._rows:
            self._rows[key] = self.improvements(group, state)[0]
        return self._rows[key]

    def _flags(self, members: Members, states: Sequence[int] | Positions) -> tuple[Bytes, Bytes]:
        actors, count = self.rank.shape
        may, begin = np.zeros(actors, np.uint8), np.zeros(count, np.uint8)
        may[list(members)] = 1
        begin[states] = 1
        return may, begin
