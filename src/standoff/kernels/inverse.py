r"""Which preferences keep an actor in a state: a condition, how many orders, the least change.

Letters
-------
``i`` actor; ``s`` the state that ``i`` should stay in; ``t`` state after a move of
``i`` from ``s``; ``u`` state in which an answer to ``t`` ends; ``B`` the states
that ``i`` likes no better than ``s``.

Whether ``i`` stays depends on its own order by ``B`` alone, and the more is in
``B`` the better. For every ``t`` a **clause** must hold: one of its alternatives,
a set of states, lies within ``B``. The alternatives are ``{t}`` and

==== ====================================================================
Nash none
GMR  ``{u}`` for every ``u`` where a legal sequence of the others can end
SMR  ``u`` with all states to which ``i`` can go from ``u``
SEQ  as GMR, for sequences of improvements of the others
SSEQ as SMR, for sequences of improvements of the others
==== ====================================================================

each without ``s`` itself, which ``i`` never prefers to ``s``.

**Shares.** In a random strict order ``k`` given states are all better than ``s``
with probability :math:`1/(k+1)`. Where all alternatives are single states a
clause fails if *all* of them are better, so inclusion and exclusion over the
clauses gives the share of orders exactly. Otherwise the sets of states within
``B`` are counted by size, one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

import numpy as np
import numpy.typing as npt

from standoff.kernels.edges import Edges
from standoff.kernels.sequences import gains, sequences

__all__ = ["Clause", "clauses", "share_of_orders"]


_MOST_CLAUSES, _MOST_STATES = 16, 18


@dataclass(frozen=True)
class Clause:
    """What must hold for one move: one of these sets of states is no better than ``s``."""

    move: int
    """Where the move leads."""
    answers: frozenset[int]
    """Where the answers to it end."""
    alternatives: frozenset[frozenset[int]]
    """Minimal sets; an empty one among them means that the clause always holds."""

    @property
    def holds_always(self) -> bool:
        """Whether no preference of the actor can make the move worth while."""
        return frozenset() in self.alternatives


def clauses(
    listed: Edges, rank: npt.NDArray[np.integer], actor: int, state: int, concept: str
) -> list[Clause]:
    """List what must hold for an actor to stay in a state, one clause for each of its moves.

    Parameters
    ----------
    listed
        The moves.
    rank
        Preferences, shape (N, S); of ``actor`` itself nothing is used.
    actor, state
        Who should stay where.
    concept
        ``nash``, ``gmr``, ``smr``, ``seq`` or ``sseq``.

    Returns
    -------
    list of Clause
        Empty if the actor cannot move.

    References
    ----------
    Kinsara, Kilgour and Hipel (2015), IEEE Transactions on Systems, Man, and
    Cybernetics: Systems 45: 734-742: the inverse question.

    Examples
    --------
    A prisoner who confesses stays if silence alone, state 2, is no better than confession:

    >>> import standoff
    >>> from standoff.kernels.edges import edges
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> listed = edges(game.moves, game.sincere_passes())
    >>> [sorted(map(sorted, one.alternatives)) for one in clauses(listed, game.rank, 0, 0, "nash")]
    [[[2]]]
    """
    others = np.ones(rank.shape[0], np.uint8)
    others[actor] = 0
    answering = gains(listed, rank) if concept in ("seq", "sseq") else listed
    found = []
    for t in _targets(listed, actor, state):
        ends: list[int] = []
        if concept != "nash":
            begin = np.zeros(rank.shape[1], np.uint8)
            begin[t] = 1
            steps = sequences(answering, others, begin).steps
            ends = np.flatnonzero((steps > 0).any(axis=0)).tolist()
        sets = {frozenset((t,))}
        for u in ends:
            after = _targets(listed, actor, u) if concept in ("smr", "sseq") else []
            sets.add(frozenset((u, *after)) - {state})
        found.append(Clause(t, frozenset(ends), _minimal(sets)))
    return found


def _targets(listed: Edges, actor: int, state: int) -> list[int]:
    first = listed.first[actor]
    targets: list[int] = listed.to[first[state] : first[state + 1]].tolist()
    return targets


def _minimal(sets: set[frozenset[int]]) -> frozenset[frozenset[int]]:
    """Drop every set that contains another."""
    singles = {next(iter(one)) for one in sets if len(one) == 1}
    if frozenset() in sets:
        return frozenset((frozenset(),))
    wide = [one for one in sets if len(one) > 1 and not one & singles]
    by_least: dict[int, list[frozenset[int]]] = {}
    for one in wide:
        by_least.setdefault(min(one), []).append(one)
    kept = [
        one for one in wide if not any(other < one for x in one for other in by_least.get(x, ()))
    ]
    return frozenset([*kept, *(frozenset((one,)) for one in singles)])


def share_of_orders(found: Sequence[Clause]) -> Fraction | None:
    """Return the share of strict orders of all states under which every clause holds.

    Returns
    -------
    Fraction or None
        None if it would take too long to count.

    Examples
    --------
    Two moves, neither answered: the state must be the best of three.

    >>> one, two = (Clause(t, frozenset(), frozenset((frozenset((t,)),))) for t in (1, 2))
    >>> share_of_orders([one, two])
    Fraction(1, 3)
    """
    open_ = {one.alternatives for one in found if not one.holds_always}
    if not open_:
        return Fraction(1)
    if all(len(one) == 1 for alternatives in open_ for one in alternatives):
        return _by_exclusion([frozenset().union(*alternatives) for alternatives in open_])
    return _by_enumeration(list(open_))


def _by_exclusion(failing: Sequence[frozenset[int]]) -> Fraction | None:
    """Add up, with changing signs, the shares in which some clauses fail together."""
    sets = [one for one in failing if not any(other < one for other in failing)]
    if len(sets) > _MOST_CLAUSES:
        return None
    bits = [sum(1 << x for x in one) for one in sets]
    total = Fraction(0)
    stack = [(0, 0, 1)]
    while stack:
        k, union, sign = stack.pop()
        if k == len(bits):
            total += Fraction(sign, union.bit_count() + 1)
        else:
            stack += [(k + 1, union, sign), (k + 1, union | bits[k], -sign)]
    return total


def _by_enumeration(found: Sequence[frozenset[frozenset[int]]]) -> Fraction | None:
    """Count, by size, the sets of states for which every clause holds."""
    named = sorted({x for alternatives in found for one in alternatives for x in one})
    m = len(named)
    if m > _MOST_STATES:
        return None
    place = {x: k for k, x in enumerate(named)}
    chosen = np.arange(1 << m, dtype=np.int64)
    holds = np.ones(chosen.size, np.bool_)
    for alternatives in found:
        any_holds = np.zeros(chosen.size, np.bool_)
        for one in alternatives:
            mask = sum(1 << place[x] for x in one)
            any_holds |= (chosen & mask) == mask
        holds &= any_holds
    size = np.zeros(chosen.size, np.int64)
    for k in range(m):
        size += chosen >> k & 1
    counts = np.bincount(size[holds], minlength=m + 1).tolist()
    # j given states below s and the m - j others above it: 1 / ((m + 1) C(m, j)) of all orders.
    return sum((Fraction(c, (m + 1) * comb(m, j)) for j, c in enumerate(counts)), Fraction(0))
