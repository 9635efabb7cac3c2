r"""The least change of several actors' orders that makes a state an equilibrium.

Letters
-------
``s`` the state to rest in; ``k`` and ``j`` actors whose order may change; ``i``
an actor that must stay; ``t`` where a move of ``i`` from ``s`` leads; ``u`` where an
answer ends; :math:`P_k(x, y)` is 1 if ``k`` prefers ``x`` to ``y``.

An integer program over all pairs of states. Pairs that are ranked stay ranked,
:math:`P_k(x, y) + P_k(y, x) = 1`, and ties may break. That the result is an
order is :math:`P_k(z, x) \le P_k(z, y) + P_k(y, x)`, added where a solution
breaks it. The distance is that of `least_change.distance`.

Under SEQ and SSEQ one actor's order decides which answers of its are credible
to another, so that all must be changed together: for every ``t`` that ``i`` prefers
to ``s``, one unit flows from ``t`` over *(state, last mover)* through steps that
:math:`P` makes improvements to a ``u`` that deters.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from standoff.kernels.edges import Edges
from standoff.kernels.inverse import clauses
from standoff.kernels.least_change import distance

__all__ = ["Program", "equilibrium_change"]

Ints = npt.NDArray[np.int64]
Term = tuple[int, float]

_ROUNDS, _CUTS = 60, 400


@dataclass
class Program:
    """An integer program, built row by row: minimise the costs of variables from 0 to 1."""

    cost: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[list[Term], float, float]] = field(default_factory=list)

    def variable(self, cost: float = 0.0, *, whole: bool = False) -> int:
        """Add a variable and return its number."""
        self.cost.append(cost)
        self.whole.append(int(whole))
        return len(self.cost) - 1

    def add(self, terms: Sequence[Term], low: float = -np.inf, high: float = np.inf) -> None:
        """Ask that a sum of variables lies between two numbers."""
        self.rows.append((list(terms), low, high))

    def solve(self, nodes: int) -> npt.NDArray[np.float64] | None:
        """Solve it; None where the best of all is not known after so many branches."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        entries = [(r, c, v) for r, (terms, _, _) in enumerate(self.rows) for c, v in terms]
        r, c, v = (np.array(column) for column in zip(*entries, strict=True))
        matrix = csr_array((v, (r, c)), shape=(len(self.rows), len(self.cost)))
        low, high = (
            np.array(bounds) for bounds in zip(*(row[1:] for row in self.rows), strict=True)
        )
        done = milp(
            self.cost,
            constraints=LinearConstraint(matrix, low, high),
            integrality=np.array(self.whole),
            bounds=Bounds(0, 1),
            options={"node_limit": nodes, "mip_rel_gap": 0.0},
        )
        return done.x if done.status == 0 else None


class _Orders:
    """The orders of all actors as variables of a program, or as they are."""

    def __init__(
        self, program: Program, rank: npt.NDArray[np.integer], changing: Collection[int]
    ) -> None:
        self.program, self.rank, self.changing = program, rank, sorted(changing)
        self._of: dict[tuple[int, int, int], int] = {}
        states = range(rank.shape[1])
        for k in self.changing:
            for x in states:
                for y in states[x + 1 :]:
                    self._pair(k, x, y)

    def _pair(self, k: int, x: int, y: int) -> None:
        """Make a pair's two variables: ranked pairs stay ranked, ties may break."""
        step = int(np.sign(self.rank[k, x] - self.rank[k, y]))
        costs = {1: (0.0, 2.0), -1: (2.0, 0.0), 0: (1.0, 1.0)}[step]
        one = self.program.variable(costs[0], whole=True)
        other = self.program.variable(costs[1], whole=True)
        self._of[k, x, y], self._of[k, y, x] = one, other
        self.program.add([(one, 1.0), (other, 1.0)], -np.inf if step == 0 else 1.0, 1.0)

    def prefers(self, k: int, x: int, y: int) -> tuple[list[Term], float]:
        """Return that ``k`` prefers ``x`` to ``y`` as terms and a constant."""
        if x == y:
            return [], 0.0
        if k in self.changing:
            return [(self._of[k, x, y], 1.0)], 0.0
        return [], float(self.rank[k, x] > self.rank[k, y])

    def not_better(self, k: int, x: int, y: int) -> tuple[list[Term], float]:
        """Return that ``x`` is no better than ``y`` for ``k``."""
        terms, constant = self.prefers(k, x, y)
        return [(column, -value) for column, value in terms], 1.0 - constant

    def cut(self, solution: npt.NDArray[np.float64]) -> int:
        """Add what a solution breaks of the orders being orders; return how many."""
        added = 0
        for k in self.changing:
            chosen = self.matrix(k, solution)
            broken = chosen[:, None, :] & ~chosen[:, :, None] & ~chosen[None, :, :]
            # broken[z, y, x]: z is preferred to x, but neither z to y nor y to x.
            for z, y, x in np.argwhere(broken)[:_CUTS].tolist():
                of = self._of
                self.program.add(
                    [(of[k, z, x], 1.0), (of[k, z, y], -1.0), (of[k, y, x], -1.0)], high=0.0
                )
                added += 1
        return added

    def matrix(self, k: int, solution: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Return the preferences of ``k`` in a solution; shape (S, S)."""
        count = self.rank.shape[1]
        chosen = np.zeros((count, count), np.bool_)
        for (actor, x, y), column in self._of.items():
            if actor == k:
                chosen[x, y] = solution[column] > 0.5
        return chosen


def equilibrium_change(
    listed: Edges,
    rank: npt.NDArray[np.integer],
    state: int,
    concept: str,
    *,
    changing: Collection[int] | None = None,
    staying: Collection[int] | None = None,
    nodes: int = 20_000,
) -> tuple[float, Ints] | None:
    """Change orders as little as possible so that actors stay in a state.

    Parameters
    ----------
    listed
        The moves.
    rank
        The orders as they are; shape (N, S), higher is better.
    state
        The state to rest in.
    concept
        ``nash``, ``gmr``, ``smr``, ``seq`` or ``sseq``.
    changing
        Whose orders may change; all by default.
    staying
        Who must stay; all by default.
    nodes
        How many branches of each round of the program to look into.

    Returns
    -------
    (float, ndarray) or None
        The distance, added up over actors, and the new orders, dense, shape
        (N, S). None if it takes too many branches, or if no change of these orders
        suffices.

    Examples
    --------
    For mutual cooperation to be a Nash equilibrium each prisoner must turn one pair round:

    >>> import standoff
    >>> from standoff.kernels.edges import edges
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> listed = edges(game.moves, game.sincere_passes())
    >>> equilibrium_change(listed, game.rank, 3, "nash")[0]
    2.0
    """
    everybody = range(rank.shape[0])
    program = Program()
    orders = _Orders(program, rank, everybody if changing is None else changing)
    for i in everybody if staying is None else staying:
        _stay(program, orders, listed, i, state, concept)
    for _ in range(_ROUNDS):
        if not program.cost:
            return None
        solution = program.solve(nodes)
        if solution is None:
            return None
        if not orders.cut(solution):
            return _read(orders, solution)
    return None


def _read(orders: _Orders, solution: npt.NDArray[np.float64]) -> tuple[float, Ints]:
    """Read the orders off a solution: a state ranks by how many it is preferred to."""
    changed = np.asarray(orders.rank, np.int64).copy()
    for k in orders.changing:
        beaten = orders.matrix(k, solution).sum(axis=1)
        changed[k] = np.unique(beaten, return_inverse=True)[1].reshape(-1)
    total = sum(distance(orders.rank[k], changed[k]) for k in orders.changing)
    return total, changed


def _stay(
    program: Program, orders: _Orders, listed: Edges, i: int, state: int, concept: str
) -> None:
    """Ask that ``i`` stays in the state: one row for each of its moves."""
    credible = concept in ("seq", "sseq")
    for clause in clauses(listed, orders.rank, i, state, "nash" if credible else concept):
        terms, constant = orders.not_better(i, clause.move, state)
        if credible:
            terms = terms + _flow(program, orders, listed, i, clause.move, state, concept)
        else:
            for one in sorted(clause.alternatives - {frozenset((clause.move,))}, key=sorted):
                terms = [*terms, (_all_worse(program, orders, i, one, state), 1.0)]
        program.add(terms, low=1.0 - constant)


def _all_worse(
    program: Program, orders: _Orders, i: int, states: Collection[int], state: int
) -> int:
    """Return a variable that can be 1 only if all these states are no better than ``state``."""
    flag = program.variable()
    for x in sorted(states):
        terms, constant = orders.not_better(i, x, state)
        program.add([(flag, 1.0), *((column, -v) for column, v in terms)], high=constant)
    return flag


def _flow(
    program: Program,
    orders: _Orders,
    listed: Edges,
    i: int,
    t: int,
    state: int,
    concept: str,
) -> list[Term]:
    """Let up to one unit flow from ``t`` by improvements of the others; return what arrives."""
    others = [k for k in range(orders.rank.shape[0]) if k != i]
    balance: dict[tuple[int, int], list[Term]] = {}
    out: list[Term] = []
    arrived: list[Term] = []
    nodes: list[tuple[int, int]] = [(t, -1)]
    known = {(t, -1)}
    for x, last in nodes:
        for k in others:
            if k == last:
                continue
            for y in listed.to[listed.first[k, x] : listed.first[k, x + 1]].tolist():
                arc = program.variable()
                terms, constant = orders.prefers(k, y, x)
                program.add([(arc, 1.0), *((column, -v) for column, v in terms)], high=constant)
                (out if last < 0 else balance.setdefault((x, last), [])).append((arc, -1.0))
                balance.setdefault((y, k), []).append((arc, 1.0))
                if (y, k) not in known:
                    known.add((y, k))
                    nodes.append((y, k))
    for u in sorted({x for x, last in nodes if last >= 0}):
        after = []
        if concept == "sseq":
            after = listed.to[listed.first[i, u] : listed.first[i, u + 1]].tolist()
        harmless = _all_worse(program, orders, i, {u, *after} - {state}, state)
        ends = []
        for node in [node for node in nodes if node[0] == u and node[1] >= 0]:
            end = program.variable()
            balance[node].append((end, -1.0))
            ends.append((end, 1.0))
        program.add([*ends, (harmless, -1.0)], high=0.0)
        arrived += ends
    for terms in balance.values():
        program.add(terms, 0.0, 0.0)
    if out:
        program.add(out, low=-1.0)
    return arrived
