"""All combinations of commitments: screened at once, the most promising solved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.kernels.deals import Menu, Untied, combinations, land, screen
from standoff.kernels.frontier import bargained
from standoff.kernels.tables import Floats, Ints
from standoff.lenses.deals_table import Pact, Promise, Table

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["Offer", "Screened", "label_of", "menu_of", "open_offer", "screened"]

CHUNK = 4096
"""Combinations that a thread screens at a time."""

_CLOSE = 1e-9


@dataclass(frozen=True, eq=False)
class Offer:
    """What may be promised: for each variable on the table levels, and by whom."""

    levels: Mapping[int, Mapping[int, tuple[int, ...]]]

    @property
    def count(self) -> int:
        """Number of combinations, that of no commitment left out."""
        sizes = [1 + len(levels) for levels in self.levels.values()]
        return int(np.prod(sizes, dtype=np.float64)) - 1

    def promises(self, combination: int) -> tuple[Promise, ...]:
        """Return the promises of a combination, by its number in mixed radix."""
        found = []
        for variable, levels in self.levels.items():
            combination, digit = divmod(combination, 1 + len(levels))
            if digit:
                level = sorted(levels)[digit - 1]
                found.append(Promise(variable, level, levels[level]))
        return tuple(found)


def label_of(game: Game, promises: Sequence[Promise]) -> str:
    """Name a combination by its commitments, in order of their names.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("chicken")))
    >>> label_of(game, [Promise(0, 1), Promise(1, 0)])
    'course_a=swerve + course_b=straight'
    """
    variables = game.crisis.variables
    words = [
        f"{variables[p.variable].name}={variables[p.variable].levels[p.level]}" for p in promises
    ]
    return " + ".join(sorted(words))


def open_offer(
    table: Table, pacts: Sequence[Pact], only: Sequence[str] | None, named: bool
) -> Offer:
    """Put commitments on the table.

    Parameters
    ----------
    table
        The game and today's state.
    pacts
        Deals that are written; their commitments are what is offered if ``named``.
    only
        Names of the variables on the table; default: all.
    named
        Whether only commitments of the deals are offered, or every level of each
        variable that some actor can change, promised by whoever can change it.
    """
    names = table.game.variable_names
    asked = set(names) if only is None else set(only)
    found: dict[int, dict[int, tuple[int, ...]]] = {}
    if named:
        for promise in (p for pact in pacts for p in pact.promises):
            levels = found.setdefault(promise.variable, {})
            levels[promise.level] = tuple(sorted({*levels.get(promise.level, ()), *promise.actors}))
    else:
        for v, movers in enumerate(_movers(table.game)):
            if movers:
                count = len(table.game.crisis.variables[v].levels)
                found[v] = dict.fromkeys(range(count), movers)
    ordered = sorted(v for v in found if names[v] in asked)
    return Offer({v: dict(sorted(found[v].items())) for v in ordered})


def _movers(game: Game) -> list[tuple[int, ...]]:
    """List, variable by variable, the actors with an option that touches it."""
    found: list[set[int]] = [set() for _ in game.variable_names]
    strides = {stride: v for v, stride in enumerate(game.space.strides)}
    turns = {int(i) for i in game.turns}
    moves = game.moves
    for a, action in enumerate(game.actions):
        if action.actor not in turns or not moves.available[a].any():
            continue
        steps = range(
            int(moves.step_first[moves.outcome_first[a]]),
            int(moves.step_first[moves.outcome_first[a + 1]]),
        )
        for t in steps:
            found[strides[int(moves.step_stride[t])]].add(action.actor)
    return [tuple(sorted(movers)) for movers in found]


def menu_of(table: Table, offer: Offer) -> Menu:
    """Lay an offer out for the kernel."""
    space = table.game.space
    entries = [(v, level) for v, levels in offer.levels.items() for level in sorted(levels)]
    counts = [len(levels) for levels in offer.levels.values()]
    whole = np.int64
    return Menu(
        number=int(space.code[table.today]),
        stride=np.array([space.strides[v] for v in offer.levels], dtype=whole),
        size=np.array([space.sizes[v] for v in offer.levels], dtype=whole),
        first=np.concatenate(([0], np.cumsum(counts))).astype(whole),
        level=np.array([level for _, level in entries], dtype=whole),
        way=np.array([table.way(v, level) for v, level in entries], dtype=whole),
    )


@dataclass(frozen=True, eq=False)
class Screened:
    """What all combinations are worth at a first guess.

    C combinations, that of no commitment first.
    """

    gain: Floats
    """Beyond no deal; (C, N), NaN where it leads to a state that cannot be."""
    position: npt.NDArray[np.int32]
    """Position of the state that it leads to, or -1; (C,)."""

    def acceptable_to(self, parties: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Say which combinations no party loses by, no commitment left out; (C,)."""
        found: npt.NDArray[np.bool_] = np.all(self.gain[:, list(parties)] >= -_CLOSE, axis=1)
        found[0] = False
        return found

    def promising(self, most: int, parties: Sequence[int], names: Mapping[int, str]) -> Ints:
        """Choose which to solve: the points, then by least share of the largest gain.

        Parameters
        ----------
        most
            How many.
        parties
            Actors whose gains count.
        names
            Labels, by which ties are broken.
        """
        gain = self.gain[:, list(parties)]
        real = np.array([c for c in names if c > 0 and not np.isnan(gain[c]).any()], np.int64)
        if real.size == 0:
            return real
        # by name, so that ties do not hang on the order of the variables
        real = real[np.argsort([names[int(c)] for c in real], kind="stable")]
        scale = np.maximum(np.abs(gain[real]).max(axis=0), _CLOSE)
        share = (gain[real] / scale).round(9)
        points = [k for k in bargained(gain[real].round(9)).values() if k >= 0]
        is_first = np.isin(np.arange(real.size), points)
        order = np.lexsort((-share.sum(axis=1).round(9), -share.min(axis=1), ~is_first))
        return np.asarray(real[order[:most]])


def screened(
    table: Table,
    menu: Menu,
    untied: Untied,
    today: Floats,
    threads: int,
    progress: Callable[[int, int], None] | None = None,
) -> Screened:
    """Guess what every combination of a menu is worth.

    Parameters
    ----------
    table, menu
        The game and what may be promised.
    untied
        The game without a deal, over all states that combinations lead to.
    today
        What each actor expects without a deal; (N,).
    threads
        How many may work at once.
    progress
        Called with how many are done, and how many there are.
    """
    total = combinations(menu)
    moves = table.game.moves
    chunks = [(low, min(low + CHUNK, total)) for low in range(0, total, CHUNK)]
    gain = np.empty((total, today.size))
    with ThreadPoolExecutor(max(1, min(threads, len(chunks)))) as pool:
        found = pool.map(lambda span: screen(menu, moves, untied, *span), chunks)
        for (low, high), worth in zip(chunks, found, strict=True):
            gain[low:high] = worth - today
            if progress is not None:
                progress(high, total)
    position = land(menu, moves, 0, total)
    return Screened(gain, position)
