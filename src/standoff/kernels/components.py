"""Which states can be left for good, and the order in which they are left.

Two states are in the same component if each can be reached from the other. From
a component play can go on to others, but never come back, so components can be
taken one after the other, the last first.

Letters: ``o`` outcome, ``r`` row, as in `standoff.kernels.markov`; ``c`` component.

References
----------
Tarjan (1972), SIAM Journal on Computing 1(2):146-160: one pass, linear in moves.
"""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Bytes

Rows = npt.NDArray[np.int32]


@nb.njit(cache=True)
def _lead(target: Rows, chance: Rows, o: int, r: int) -> int:
    """Return where outcome ``o`` leads, those of chance counted last; -1 if nowhere."""
    if o < target.shape[0]:
        return int(target[o, r])
    return int(chance[o - target.shape[0], r])


@nb.njit(cache=True)
def _close(open_rows: Rows, top: int, r: int, number: int, component: Rows) -> int:
    """Give all open rows down to ``r`` the number of a component; return how many are left."""
    x = -1
    while x != r:
        top -= 1
        x = open_rows[top]
        component[x] = number
    return top


@nb.njit(cache=True)
def components(target: Rows, chance: Rows) -> tuple[Rows, int]:
    """Return the components, numbered so that moves lead to the same number or a lower one.

    Parameters
    ----------
    target, chance
        Row that each outcome of a move, and of a chance event, leads to, or -1;
        axes (o, r).

    Returns
    -------
    tuple
        The component of each row, shape (R,), and how many there are.

    Examples
    --------
    >>> none = np.zeros((0, 3), dtype=np.int32)
    >>> found, count = components(np.array([[1, 0, 0]], dtype=np.int32), none)
    >>> found.tolist(), count
    ([0, 0, 1], 2)
    """
    rows = target.shape[1]
    outcomes = target.shape[0] + chance.shape[0]
    component, seen = np.full(rows, -1, dtype=np.int32), np.full(rows, -1, dtype=np.int32)
    low = np.zeros(rows, dtype=np.int32)
    looked = np.zeros(rows, dtype=np.int32)
    parent = np.full(rows, -1, dtype=np.int32)
    open_rows = np.zeros(rows, dtype=np.int32)
    top, order, count = 0, 0, 0
    for root in range(rows):
        r = root if seen[root] < 0 else -1
        while r >= 0:
            if seen[r] < 0:
                seen[r] = order
                low[r] = order
                order += 1
                open_rows[top] = r
                top += 1
            is_deeper = False
            while looked[r] < outcomes:
                x = _lead(target, chance, looked[r], r)
                looked[r] += 1
                if x < 0 or x == r:
                    continue
                if seen[x] < 0:
                    parent[x] = r
                    r = x
                    is_deeper = True
                    break
                if component[x] < 0:
                    low[r] = min(low[r], seen[x])
            if is_deeper:
                continue
            if low[r] == seen[r]:
                top = _close(open_rows, top, r, count, component)
                count += 1
            if parent[r] >= 0:
                low[parent[r]] = min(low[parent[r]], low[r])
            r = parent[r]
    return component, count


@nb.njit(cache=True)
def depths(target: Rows, chance: Rows, component: Rows, count: int) -> tuple[Rows, Bytes]:
    """Count how many components play can still pass through, the longest way.

    Parameters
    ----------
    target, chance, component, count
        As in `components`.

    Returns
    -------
    depth : ndarray of int32, shape (C,)
        0 where play cannot leave; greater than that of any component it can leave to.
    is_closed : ndarray of uint8, shape (C,)
        1 where play cannot leave.
    """
    outcomes = target.shape[0] + chance.shape[0]
    depth = np.zeros(count, dtype=np.int32)
    for r in np.argsort(component):
        c = component[r]
        for o in range(outcomes):
            x = _lead(target, chance, o, r)
            if x >= 0 and component[x] != c:
                depth[c] = max(depth[c], depth[component[x]] + 1)
    return depth, (depth == 0).astype(np.uint8)
