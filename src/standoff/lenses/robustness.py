"""How sure verdicts of stability are: in which share of what actors may want they hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.game.admissible import Admissible, Source, Votes, open_weights, votes_of
from standoff.kernels.intervals import wilson
from standoff.kernels.stability import verdicts
from standoff.kernels.tables import Floats, Ints
from standoff.lenses.playing import processors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from standoff.game import Game

    Progress = Callable[[int, int], None]

__all__ = ["Counts", "count_stable", "draws_for"]

Small = npt.NDArray[np.int32]

_BLOCK = 8
"""Draws that a thread judges before it asks for more, and the progress is told."""


class Counts(NamedTuple):
    """In how many draws of preferences who would stay where."""

    draws: int
    """How many were drawn; 1 where no weight is open."""
    open: tuple[tuple[str, str], ...]
    """Actors and interests of the open weights."""
    stable: Small
    """Draws in which the actor would stay; shape (C, N, S)."""
    rest: Small
    """Draws in which everybody would stay; shape (C, S)."""

    def share(self, states: Ints) -> Floats:
        """Return the share of draws in which each actor would stay; shape (C, N, K)."""
        return self.stable[:, :, states] / self.draws

    def rest_shares(self, states: Ints) -> tuple[Floats, Floats, Floats]:
        """Return the share in which all would, with the ends of its 95% interval; (C, K) each.

        Where nothing was drawn the share is certain.
        """
        counts = self.rest[:, states]
        share = counts / self.draws
        if not self.open:
            return share, share.copy(), share.copy()
        return share, *wilson(counts, self.draws)


def draws_for(game: Game) -> int:
    """Choose how many preferences to draw where nobody said: 200, fewer in a large game.

    About four seconds of work for one processor; none where that would allow fewer than 20, for a
    share of fewer draws says little.

    Examples
    --------
    >>> import standoff
    >>> [draws_for(standoff.compile(standoff.read(standoff.catalog.path(name))))
    ...  for name in ("chicken", "dprk-2009")]
    [200, 101]
    """
    allowed = min(_DRAWS, _WORK // (game.state_count * len(game.actor_names)))
    return allowed if allowed >= _FEWEST else 0


_DRAWS, _FEWEST = 200, 20
_WORK = 4_600_000
"""Pairs of a state and an actor, draw by draw, that one processor judges in about four seconds."""


def count_stable(
    game: Game,
    draws: int,
    *,
    concepts: Sequence[int],
    seed: int = 0,
    source: Source = "weights",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Counts:
    """Judge all states under drawn preferences, and count the verdicts.

    Every draw changes what actors want, and with it how they vote; what they
    can do stays. A draw is a function of the seed and its own number, so the
    counts are the same on any number of threads.

    Parameters
    ----------
    game
        The game whose crisis says what is open.
    draws
        How many, from 1; one is enough, and made, where nothing is open.
    concepts
        Numbers of the concepts, as `standoff.kernels.stability` has them.
    seed, source
        Of `Admissible`.
    threads
        Threads to judge on; by default one a processor.
    progress
        Called with how many draws are judged, and how many there are.
    """
    opened = open_weights(game, source)
    draws = draws if opened else 1
    drawn, votes = Admissible(game, draws, seed, source), votes_of(game)
    if opened:
        drawn.prepare()
    blocks = [range(first, min(first + _BLOCK, draws)) for first in range(0, draws, _BLOCK)]
    shape = (len(concepts), len(game.actor_names), game.state_count)
    stable, rest = np.zeros(shape, np.int32), np.zeros((shape[0], shape[2]), np.int32)
    done = 0
    with ThreadPoolExecutor(min(threads or processors(), len(blocks))) as pool:
        judged = pool.map(lambda block: _judged(game, drawn, votes, block, concepts), blocks)
        for block, (staying, resting) in zip(blocks, judged, strict=True):
            stable += staying
            rest += resting
            done += len(block)
            if progress is not None:
                progress(done, draws)
    return Counts(draws, opened, stable, rest)


def _judged(
    game: Game, drawn: Admissible, votes: Votes, block: range, concepts: Sequence[int]
) -> tuple[Small, Small]:
    """Count verdicts over some of the draws."""
    shape = (len(concepts), len(game.actor_names), game.state_count)
    stable, rest = np.zeros(shape, np.int32), np.zeros((shape[0], shape[2]), np.int32)
    nothing = np.empty(0, np.int64)
    for n in block:
        rank = drawn.rank(n)
        found = verdicts(game.moves, rank, votes.passes(rank), nothing, concepts).stable
        stable += found
        rest += found.all(axis=1)
    return stable, rest
