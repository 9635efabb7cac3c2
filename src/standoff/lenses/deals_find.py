"""Find what deals and combinations of commitments are worth, and who would keep them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from standoff.kernels.deals import Untied, combinations, land
from standoff.kernels.tables import Floats, Ints
from standoff.lenses.deals_breach import Temptation, holding_back, temptations
from standoff.lenses.deals_search import Offer, Screened, label_of, menu_of, screened
from standoff.lenses.deals_steps import Way, between, step_by_step
from standoff.lenses.deals_table import Pact, Promise, Table, untie
from standoff.lenses.playing import processors
from standoff.policy.cover import require_memory
from standoff.policy.values import Values

__all__ = ["SEEN", "Found", "Solved", "find_all"]

SEEN = np.linspace(0.0, 1.0, 101)
"""Probabilities of being seen at which breaches are weighed."""


@dataclass(frozen=True, eq=False)
class Solved:
    """A deal, or a combination of commitments, solved; N actors."""

    name: str
    promises: tuple[Promise, ...]
    value: Floats
    """What each expects of it; NaN where it cannot be carried out; (N,)."""
    temptation: Temptation | None
    """The best breaches, at the probabilities `SEEN` and then at the one set."""
    holdback: Floats
    """What each gains by not doing its part; (N,)."""
    way: Way | None = None

    @property
    def is_open(self) -> bool:
        """Say whether it can be carried out from today's state."""
        return self.temptation is not None


@dataclass(frozen=True, eq=False)
class Found:
    """All that was found."""

    today: Floats
    """What each expects without a deal; (N,)."""
    deals: tuple[Solved, ...]
    offer: Offer | None
    screened: Screened | None
    chosen: Ints
    """Numbers of the combinations that were solved, in the order of ``solved``."""
    solved: tuple[Solved, ...]


def find_all(
    table: Table,
    pacts: Sequence[Pact],
    offer: Offer | None,
    parties: Sequence[int],
    *,
    seen: float,
    solved: int,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Solve the deals that are written, and the most promising combinations.

    Parameters
    ----------
    table, pacts
        The game looked at, and the deals.
    offer
        Commitments to combine; None where nothing is searched.
    parties
        Actors whose gains count in the search.
    seen
        Probability that a breach is seen in a round.
    solved
        How many combinations to solve.
    threads, progress
        As the lens has them.
    """
    workers = threads or processors()
    free = table.free(_wanted(table, pacts, offer))
    turns, rows = free.covered.round.turns.size, free.covered.rows
    require_memory(8 * (turns + 1) * rows * free.actors, rows)
    untied = untie(free, table.game.state_count)
    today = free.at(table.today)
    at_odds = np.append(SEEN, seen)
    work = _Work(table, free, untied, at_odds)
    deals = work.solve([(pact.name, pact.promises) for pact in pacts], workers, steps=True)
    if offer is None:
        return Found(today, deals, None, None, np.zeros(0, dtype=np.int64), ())
    # what each combination gives to whom, as worked out and less today's, and its name
    require_memory(
        offer.count * (16.0 * free.actors + 200), rows, "Put fewer 'variables' on the table, or: "
    )
    first = screened(table, menu_of(table, offer), untied, today, workers, progress)
    chosen, names = _chosen(table, offer, first, solved, parties)
    tasks = [(names[c], offer.promises(c)) for c in chosen]
    return Found(today, deals, offer, first, chosen, work.solve(tasks, workers))


def _wanted(table: Table, pacts: Sequence[Pact], offer: Offer | None) -> Ints:
    """List the states in which the game without a deal has to be known."""
    wanted: list[int] = []
    for pact in pacts:
        wanted.append(table.landing(pact.promises))
        for i in pact.parties:
            wanted.append(table.landing([p for p in pact.promises if p.actors != (i,)]))
        wanted += between(table, pact.promises).values()
    if offer is not None:
        menu = menu_of(table, offer)
        wanted += np.unique(land(menu, table.game.moves, 0, combinations(menu))).tolist()
    found = np.unique(np.array(wanted, dtype=np.int64))
    return found[found >= 0]


def _chosen(
    table: Table, offer: Offer, first: Screened, most: int, parties: Sequence[int]
) -> tuple[Ints, dict[int, str]]:
    """Choose the combinations to solve; return them by name, with the names."""
    open_ones = np.flatnonzero(first.position >= 0)
    names = {int(c): label_of(table.game, offer.promises(int(c))) for c in open_ones}
    chosen = first.promising(most, parties, names)
    ordered = sorted((int(c) for c in chosen), key=lambda c: names[c])
    return np.array(ordered, dtype=np.int64), names


@dataclass(frozen=True, eq=False)
class _Work:
    """The game without a deal, and what to ask of each deal."""

    table: Table
    free: Values
    untied: Untied
    at_odds: Floats

    def solve(
        self, tasks: Sequence[tuple[str, tuple[Promise, ...]]], workers: int, *, steps: bool = False
    ) -> tuple[Solved, ...]:
        """Solve deals, several at a time."""
        named = {(p.variable, p.level) for _, promises in tasks for p in promises}
        # which option undoes which promise, in which state
        require_memory(
            len(named) * self.table.game.moves.available.nbytes,
            self.free.covered.rows,
            "Put fewer 'variables' on the table, or solve fewer combinations with 'solved'. ",
        )
        for _, promises in tasks:
            # written down before threads read it
            self.table.barred(promises)
        with ThreadPoolExecutor(max(1, min(workers, len(tasks)))) as pool:
            return tuple(pool.map(lambda task: self._solved(task[0], task[1], steps), tasks))

    def _solved(self, name: str, promises: tuple[Promise, ...], steps: bool) -> Solved:
        table = self.table
        landing = table.landing(promises)
        nothing = np.full(self.free.actors, np.nan)
        if landing < 0:
            return Solved(name, promises, nothing, None, nothing)
        bound = table.bound(promises)
        value = bound.at(landing).copy()
        tempted = temptations(table, promises, bound, (self.free, self.untied), self.at_odds)
        if not steps:
            return Solved(name, promises, value, tempted, nothing)
        held = holding_back(table, promises, value, self.free)
        way = step_by_step(table, promises, value, self.free)
        return Solved(name, promises, value, tempted, held, way)
