r"""Where a Markov chain spends its time: the limit of the mean of its distributions.

For a chain :math:`P` and a start :math:`p`, :math:`\lim \frac1T \sum_t p P^t`
always exists. It is found from the closed classes of the chain: the
probability of ending in each, times the stationary distribution within it,
which does not care whether the class is periodic.

References
----------
Kemeny and Snell (1960), *Finite Markov Chains*, chapters 3 and 5. Grassmann,
Taksar and Heyman (1985), Operations Research 33(5):1107-1116: elimination
without subtraction, exact to rounding however rare the rarest transition.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from standoff.kernels.tables import Floats, Ints

DENSE = 1500
"""Up to this many states the chain is written out and solved exactly."""

MOST_ROUNDS = 20_000

NEVER = 1e-150
"""A transition less likely than this counts as impossible; its inverse would overflow."""


def long_run(step: Callable[[Floats], Floats], start: Floats) -> tuple[Floats, float]:
    """Return the share of time in each state, and how well it reproduces itself.

    Parameters
    ----------
    step
        Carries a distribution one round further.
    start
        Distribution at the beginning, axis ``(r,)``.

    Returns
    -------
    ndarray, float
        Shares that sum to one, and the largest change that one round makes.

    Notes
    -----
    Beyond `DENSE` states the mean is found by iteration, of the chain that
    stays put every other round: it has the same limit and no cycles. Where
    that has not settled after `MOST_ROUNDS` rounds the error says so.

    Examples
    --------
    Two states that take turns are each visited half the time:

    >>> share, error = long_run(lambda p: p[::-1].copy(), np.array([1.0, 0.0]))
    >>> share.tolist(), error
    ([0.5, 0.5], 0.0)
    """
    if start.size <= DENSE:
        chain = np.stack([step(row) for row in np.eye(start.size)])
        share = limit(chain, start)
    else:
        share = _settle(step, start)
    return share, float(np.abs(step(share) - share).max(initial=0.0))


class Ends(NamedTuple):
    """Where a chain ends up: sets of states that it never leaves again."""

    member: Ints
    """The set of each state, -1 where it is left for good; (r,)."""
    probability: Floats
    """Probability of ending in each set; (n,)."""


def ends(step: Callable[[Floats], Floats], start: Floats) -> Ends | None:
    """Find the sets of states in which a chain ends up; None beyond `DENSE` states.

    Examples
    --------
    From 0 the chain goes to 1 or 2, where it stays, with a chance of one in four each:

    >>> chain = np.array([[0.5, 0.25, 0.25], [0, 1.0, 0], [0, 0, 1.0]])
    >>> found = ends(lambda p: p @ chain, np.array([1.0, 0.0, 0.0]))
    >>> (found.member >= 0).tolist(), found.probability.tolist()
    ([False, True, True], [0.5, 0.5])
    """
    if start.size > DENSE:
        return None
    chain = np.stack([step(row) for row in np.eye(start.size)])
    chain = np.where(chain < NEVER, 0.0, chain)
    count, member = _classes(chain)
    entered = _entered(chain, member, start)
    chance = np.zeros(count)
    np.add.at(chance, member[member >= 0], entered[member >= 0])
    return Ends(member, chance)


def _settle(step: Callable[[Floats], Floats], start: Floats) -> Floats:
    """Iterate the lazy chain until a round changes nothing any more."""
    mass = start
    for _ in range(MOST_ROUNDS):
        after = 0.5 * (mass + step(mass))
        change = float(np.abs(after - mass).sum())
        mass = after
        if change < 1e-13:
            break
    settled: Floats = mass / mass.sum()
    return settled


def limit(chain: Floats, start: Floats) -> Floats:
    """Return the limit of the mean distribution of a chain written out as a matrix."""
    chain = np.where(chain < NEVER, 0.0, chain)
    classes, member = _classes(chain)
    share = np.zeros_like(start)
    ends = _entered(chain, member, start)
    for group in range(classes):
        rows = np.flatnonzero(member == group)
        weight = ends[rows].sum()
        if weight > 0.0:
            share[rows] = weight * stationary(chain[np.ix_(rows, rows)])
    return share


def _classes(chain: Floats) -> tuple[int, Ints]:
    """Count the closed classes and name each state's, -1 where it is left for good."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    source, target = np.nonzero(chain > 0.0)
    edges = csr_array((np.ones(source.size), (source, target)), shape=chain.shape)
    count, component = connected_components(edges, connection="strong")
    crosses = component[source] != component[target]
    is_closed = np.ones(count, dtype=np.bool_)
    is_closed[component[source[crosses]]] = False
    name = np.full(count, -1, dtype=np.int64)
    name[is_closed] = np.arange(is_closed.sum())
    return int(is_closed.sum()), name[component]


def _entered(chain: Floats, member: Ints, start: Floats) -> Floats:
    """Return where in the closed classes the mass begins, or first enters one."""
    entered = start.copy()
    transient = np.flatnonzero(member < 0)
    if transient.size:
        inside = chain[np.ix_(transient, transient)]
        visits = np.linalg.solve(np.eye(transient.size) - inside.T, start[transient])
        entered += visits @ chain[transient]
        entered[transient] = 0.0
    return entered


def stationary(chain: Floats) -> Floats:
    """Return the stationary distribution of an irreducible chain.

    Examples
    --------
    >>> stationary(np.array([[0.9, 0.1], [0.2, 0.8]])).round(6).tolist()
    [0.666667, 0.333333]
    """
    rate = chain.copy()
    size = rate.shape[0]
    for n in range(size - 1, 0, -1):
        rate[:n, n] /= rate[n, :n].sum()
        rate[:n, :n] += np.outer(rate[:n, n], rate[n, :n])
    share = np.zeros(size)
    share[0] = 1.0
    for n in range(1, size):
        share[n] = share[:n] @ rate[:n, n]
        share /= share.max()
    stationary_share: Floats = share / share.sum()
    return stationary_share
