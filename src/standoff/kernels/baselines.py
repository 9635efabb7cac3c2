r"""Forecasts by somebody who knows the record so far, and nothing of why.

Letters
-------
``n`` decision, in order of time; ``o`` option, 0 is `hold`; ``i`` actor.
``is_open[n, o]`` says what the mover of a decision may do; ``x[n]`` is what it did.

Every forecast of decision ``n`` rests on the first ``known[n]`` decisions and on
nothing else, is 0 where an option is not open, and sums to 1 over those that are.
The one rule against looking ahead is ``known``: whoever calls says how many
decisions were over before the day on which ``n`` was taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Floats, Ints

Bools = npt.NDArray[np.bool_]

JEFFREYS = 0.5
"""What each open option counts before anything is known (Jeffreys's prior)."""


class Cases(NamedTuple):
    """Decisions, in order of time."""

    actor: Ints
    """Who decides; shape (n,)."""
    came: Ints
    """What was done; shape (n,)."""
    is_open: Bools
    """What could be done; shape (n, o)."""
    known: Ints
    """How many of the first decisions are known; never falls, ``known[n] <= n``; shape (n,)."""


def uniform(cases: Cases) -> Floats:
    """Give every open option the same probability.

    Examples
    --------
    >>> one = np.zeros(1, dtype=int)
    >>> uniform(Cases(one, one, np.array([[True, True, False]]), one)).tolist()
    [[0.5, 0.5, 0.0]]
    """
    shares: Floats = cases.is_open / cases.is_open.sum(axis=1, keepdims=True)
    return shares


def persistence(cases: Cases) -> Floats:
    """Expect `hold`, but for the running share of decisions in which something was done.

    The share counts the decisions of all actors, with Jeffreys's prior for a
    share: one half on each side. What is not `hold` is spread evenly.

    Examples
    --------
    After three times `hold` a move is given (0 + 1/2) / (3 + 1):

    >>> zero = np.zeros(4, dtype=int)
    >>> cases = Cases(zero, zero, np.ones((4, 3), dtype=bool), np.arange(4))
    >>> persistence(cases)[3].tolist()
    [0.875, 0.0625, 0.0625]
    """
    moved = np.concatenate(([0], np.cumsum(cases.came > 0)))[cases.known]
    share = (moved + JEFFREYS) / (cases.known + 2.0 * JEFFREYS)
    others = cases.is_open.sum(axis=1) - 1
    shares: Floats = cases.is_open * (share / np.maximum(others, 1))[:, None]
    shares[:, 0] = np.where(others > 0, 1.0 - share, 1.0)
    return shares


def frequency(cases: Cases) -> Floats:
    r"""Expect of each actor what it did before, by option.

    :math:`p_o = (c_o + \frac12) / \sum_{o'} (c_{o'} + \frac12)` over the open
    options, where :math:`c_o` counts how often the actor is known to have taken it.

    Examples
    --------
    >>> came = np.array([1, 1, 0])
    >>> cases = Cases(came * 0, came, np.ones((3, 2), dtype=bool), np.arange(3))
    >>> frequency(cases).round(3).tolist()
    [[0.5, 0.5], [0.25, 0.75], [0.167, 0.833]]
    """
    shares = np.zeros(cases.is_open.shape)
    for n, count, _ in _learning(cases):
        shares[n] = _frequency(count, cases.is_open[n])
    return shares


def chain(cases: Cases) -> Floats:
    r"""Expect of each actor what it did before, after the same choice as its last one.

    A first-order Markov chain: :math:`p_o = (c_{po} + \frac12) / \sum_{o'} (c_{po'} +
    \frac12)` over the open options, where :math:`c_{po}` counts the known transitions
    of the actor from its last known choice ``p`` to ``o``. Where nothing is known
    to have followed that choice, it is `frequency`.

    Examples
    --------
    Somebody who has always done the other thing, and did option 1 last:

    >>> came = np.array([0, 1, 0, 1, 0])
    >>> cases = Cases(came * 0, came, np.ones((5, 2), dtype=bool), np.arange(5))
    >>> chain(cases)[4].round(3).tolist()
    [0.75, 0.25]
    """
    shares = np.zeros(cases.is_open.shape)
    for n, count, after in _learning(cases):
        shares[n] = _frequency(after if after.any() else count, cases.is_open[n])
    return shares


def _frequency(count: Floats, is_open: Bools) -> Floats:
    """Return the smoothed shares of the open options."""
    weight = np.where(is_open, count + JEFFREYS, 0.0)
    shares: Floats = weight / weight.sum()
    return shares


def _learning(cases: Cases) -> Iterator[tuple[int, Floats, Floats]]:
    """Go through the decisions with what is known of the one who decides.

    Yields the decision, how often the actor took each option, and how often it
    took each after the choice that is its last known one.
    """
    options = cases.is_open.shape[1]
    nothing = np.zeros(options)
    count: dict[int, Floats] = {}
    after: dict[tuple[int, int], Floats] = {}
    last: dict[int, int] = {}
    learnt = 0
    for n in range(len(cases.came)):
        while learnt < cases.known[n]:
            i, x = int(cases.actor[learnt]), int(cases.came[learnt])
            count.setdefault(i, np.zeros(options))[x] += 1.0
            if i in last:
                after.setdefault((i, last[i]), np.zeros(options))[x] += 1.0
            last[i] = x
            learnt += 1
        i = int(cases.actor[n])
        yield n, count.get(i, nothing), after.get((i, last.get(i, -1)), nothing)
