r"""Whether an improvement still pays if others improve their lot at the same moment.

Letters
-------
``i`` the actor whose stability is asked; ``s`` state now; ``t`` an improvement of
``i`` from ``s``; ``k`` others, each of which either stays or makes an improvement
of its own, also from ``s``; ``w`` row of `Graph.digit`, a variable.

A **joint** state has every variable as its one mover leaves it. Where two movers
set a variable to different levels, or the joint state is not feasible, the moves
cannot be made together. ``s`` is stable under SIM if to every ``t`` some joint
state belongs that is no better than ``s`` for ``i``.

All combinations are gone through, so the cost multiplies with every actor that
has improvements; `joint_moves` counts them first.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.edges import Edges
from standoff.kernels.stability_moves import NOWHERE, Graph, Small, graph
from standoff.kernels.tables import Bytes, Ints, Moves

__all__ = ["Together", "joint_moves", "together"]


class Together(NamedTuple):
    """Who would stay where if all move at once; of shape (N, S)."""

    stable: npt.NDArray[np.bool_]
    move_to: Small
    """The best improvement that nothing deters, or else the best; -1 if none."""
    joint: Small
    """The worst joint state of that improvement, if the verdict is stable; or -1."""


def joint_moves(improving: Edges) -> int:
    """Count the joint moves that `together` would go through.

    Parameters
    ----------
    improving
        The moves that gain for their maker (`metarational.gains`).

    Examples
    --------
    Both can leave state 0; together that makes one joint move for each of them:

    >>> e = Edges(np.array([[0, 1, 1], [1, 2, 2]]), np.array([1, 1], np.int32))
    >>> joint_moves(e)
    4
    """
    own = np.diff(improving.first, axis=1).astype(float)
    each = own * np.prod(own + 1, axis=0) / (own + 1)
    return int(min(each.sum(), 2.0**62))


def together(
    moves: Moves,
    passes: Bytes,
    improving: Edges,
    rank: npt.NDArray[np.integer],
    order: npt.NDArray[np.integer] | None = None,
) -> Together:
    """Judge every state for every actor.

    Parameters
    ----------
    moves, passes
        As for `edges.edges`.
    improving
        The moves that gain for their maker (`metarational.gains`).
    rank
        Preferences, shape (N, S).
    order
        A number for each state, all different; of several that are equally good or bad
        the one with the lowest is named. By default the position.

    References
    ----------
    Fraser and Hipel (1984), *Conflict Analysis: Models and Resolutions*.

    Examples
    --------
    In the prisoner's dilemma each would leave cooperation, state 3. If both do, they
    end in defection, which is worse: so it rests.

    >>> import standoff
    >>> from standoff.kernels.edges import edges
    >>> from standoff.kernels.metarational import gains
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> votes = game.sincere_passes()
    >>> better = gains(edges(game.moves, votes), game.rank)
    >>> together(game.moves, votes, better, game.rank).stable.all(axis=0).tolist()
    [True, False, False, True]
    """
    g = graph(moves, rank, passes)
    places = np.stack([moves.step_stride, moves.step_size], axis=1)
    stride = np.ascontiguousarray(np.unique(places, axis=0)[:, 0])
    found = Together(
        np.ones(rank.shape, np.bool_),
        *(np.full(rank.shape, NOWHERE, np.int32) for _ in range(2)),
    )
    first = np.arange(rank.shape[1]) if order is None else order
    _judge(g, stride, improving.first, improving.to, first.astype(np.int64), *found)
    return found


@nb.njit(cache=True)
def _judge(
    g: Graph,
    stride: Ints,
    first: Ints,
    to: Small,
    order: Ints,
    stable: npt.NDArray[np.bool_],
    move_to: Small,
    joint: Small,
) -> None:
    for i in range(stable.shape[0]):
        for s in range(stable.shape[1]):
            for place in range(first[i, s], first[i, s + 1]):
                t = int(to[place])
                worst = _worst_joint(g, stride, first, to, order, i, s, t)
                stays = worst >= 0 and g.rank[i, worst] <= g.rank[i, s]
                now = int(move_to[i, s])
                if stable[i, s] and not stays:
                    stable[i, s] = False
                    move_to[i, s], joint[i, s] = t, NOWHERE
                elif stable[i, s] == stays and (
                    now < 0 or _comes_before(g.rank[i], order, -1, t, now)
                ):
                    move_to[i, s], joint[i, s] = t, worst if stays else NOWHERE


@nb.njit(cache=True)
def _comes_before(rank: Small, order: Ints, sign: int, x: int, y: int) -> bool:
    """Tell whether ``x`` is named rather than ``y``: the lower rank, or the higher with -1."""
    if rank[x] != rank[y]:
        return bool(sign * rank[x] < sign * rank[y])
    return bool(order[x] < order[y])


@nb.njit(cache=True)
def _worst_joint(
    g: Graph, stride: Ints, first: Ints, to: Small, order: Ints, i: int, s: int, t: int
) -> int:
    """Return the worst state for ``i`` that others may turn its move to ``t`` into, or -1."""
    actors = first.shape[0]
    chosen = np.full(actors, NOWHERE, np.int64)
    worst = NOWHERE
    while True:
        k = 0
        while k < actors and (k == i or first[k, s] + chosen[k] + 1 == first[k, s + 1]):
            chosen[k] = NOWHERE
            k += 1
        if k == actors:
            return worst
        chosen[k] += 1
        u = _joint(g, stride, first, to, chosen, s, t)
        if u >= 0 and (worst < 0 or _comes_before(g.rank[i], order, 1, u, worst)):
            worst = u


@nb.njit(cache=True)
def _joint(g: Graph, stride: Ints, first: Ints, to: Small, chosen: Ints, s: int, t: int) -> int:
    """Return the state to which the move to ``t`` and the chosen moves lead together, or -1."""
    number = g.moves.code[s]
    for w in range(stride.size):
        now = g.digit[w, s]
        new = g.digit[w, t]
        for k in range(chosen.size):
            if chosen[k] < 0:
                continue
            level = g.digit[w, to[first[k, s] + chosen[k]]]
            if level != now and new != now and level != new:
                return NOWHERE
            if level != now:
                new = level
        number += (np.int64(new) - np.int64(now)) * stride[w]
    return int(g.moves.position[number])
