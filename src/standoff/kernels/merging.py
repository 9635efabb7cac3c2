"""States that nobody tells apart, found block by block.

Letters
-------
``s`` and ``t`` states; ``b`` block, a set of states that are merged; ``i`` actor.

Two states are in one block if every actor is indifferent between them, and every
actor can go from one to exactly the blocks to which it can go from the other. The
blocks are the largest such, found by refinement: states begin together by their
ranks and are parted as long as their moves lead to different blocks (Paige and
Tarjan 1987; here in rounds, each linear in the number of moves).

A move within a block is **silent**: it changes nothing that anybody cares about.
Merging keeps every verdict of Nash, SEQ and SSEQ. It keeps those of GMR and SMR too
unless somebody can move silently in a block that can be left, for there a silent
move may stand between two moves of one actor and make a sequence legal.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from standoff.kernels.edges import Edges

__all__ = ["indistinguishable"]

Ints = npt.NDArray[np.int64]


def indistinguishable(listed: Edges, rank: npt.NDArray[np.integer]) -> Ints:
    """Return the block of each state, numbered in the order of their first states.

    Parameters
    ----------
    listed
        The moves.
    rank
        Preferences, shape (N, S).

    References
    ----------
    Fang, Hipel and Kilgour (1993), *Interactive Decision Making*: states that are
    indistinguishable are listed as one. Paige and Tarjan (1987), SIAM Journal on
    Computing 16(6): refinement.

    Examples
    --------
    The last two states are alike to their only actor, and both lead nowhere:

    >>> listed = Edges(np.array([[0, 2, 2, 2]]), np.array([1, 2], np.int32))
    >>> indistinguishable(listed, np.array([[0, 1, 1]])).tolist()
    [0, 1, 1]
    """
    block = _numbered([column.tobytes() for column in np.ascontiguousarray(rank.T, np.int64)])
    actor, start, to = _columns(listed)
    while True:
        leads = _leads(actor, start, to, block)
        first = np.searchsorted(leads[:, 0], np.arange(block.size + 1))
        told = np.ascontiguousarray(leads[:, 1:])
        finer = _numbered(
            [
                block[s].tobytes() + told[first[s] : first[s + 1]].tobytes()
                for s in range(block.size)
            ]
        )
        if finer.max(initial=-1) == block.max(initial=-1):
            return block
        block = finer


def _columns(listed: Edges) -> tuple[Ints, Ints, Ints]:
    """Return actor, state before and state after of every move."""
    actors, states = listed.first.shape[0], listed.first.shape[1] - 1
    place = np.repeat(np.arange(actors * states), np.diff(listed.first, axis=1).reshape(-1))
    return place // states, place % states, listed.to.astype(np.int64)


def _leads(actor: Ints, start: Ints, to: Ints, block: Ints) -> Ints:
    """List (state, actor, block) for every other block that a move leads to, sorted, each once."""
    rows = np.stack([start, actor, block[to]], axis=1)[block[to] != block[start]]
    unique: Ints = np.unique(rows, axis=0)
    return unique


def _numbered(marks: list[bytes]) -> Ints:
    """Give each mark a number, in the order in which they are first met."""
    numbers: dict[bytes, int] = {}
    return np.array([numbers.setdefault(mark, len(numbers)) for mark in marks], np.int64)
