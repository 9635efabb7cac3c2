"""What a long run will cost, told before it begins, and a bound on its time."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["Announce", "Cost", "Deadline", "Telling", "stability_cost"]


class Cost(NamedTuple):
    """What a run is expected to cost; a guess, good to a factor of two or so."""

    states: int
    """States to judge."""
    moves: int
    """Moves to read; those that change nothing are counted too."""
    seconds: float
    """Time on this machine, as it is now."""
    gigabytes: float
    """Memory beside that of the game."""


Announce = Callable[[Cost], None]
"""What is told the cost of a run that may take long."""


class Deadline:
    """A bound on the time of a run, from now on.

    Examples
    --------
    >>> Deadline(None).is_over()
    False
    >>> Deadline(1e-9).is_over()
    True
    """

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self.began = monotonic()

    def spent(self) -> float:
        """Return the seconds since the beginning."""
        return monotonic() - self.began

    def is_over(self) -> bool:
        """Say whether the time has run out; never without a bound."""
        return self.seconds is not None and self.spent() >= self.seconds

    def affords(self, runs: int) -> int:
        """Say how many runs as long as all that was done until now there is time for."""
        if self.seconds is None:
            return runs
        return min(runs, int(max(0.0, self.seconds / self.spent() - 1)))


class Telling:
    """Progress of verdicts and then of draws, each draw as long as the verdicts, on one scale."""

    def __init__(self, progress: Callable[[int, int], None] | None, draws: int) -> None:
        self.progress = progress
        self.draws = draws

    def of_verdicts(self, done: int, total: int) -> None:
        """Tell how many of the verdicts are made."""
        if self.progress is not None:
            self.progress(done, total * (1 + self.draws))

    def of_draws(self, done: int, total: int) -> None:
        """Tell how many of the draws are judged."""
        if self.progress is not None:
            self.progress(1 + done, 1 + total)


_SEARCH, _READ = 70, 5
"""Steps for a state, an actor and a concept, and for a move: measured on games of
2**11 to 2**20 states, with and without conditions and one-way options."""

_STEP = 1.5e-9
"""What a step takes beside the number that it reads from memory, in seconds."""


def stability_cost(game: Game, concepts: int, draws: int = 0) -> Cost:
    """Guess what it costs to judge every state, from the game's size and a short trial.

    The trial reads an array of as many numbers as there are states, in random
    order: what a search backwards through the states does, over and over.

    Parameters
    ----------
    game
        The game to judge.
    concepts
        How many concepts, beside Nash, which costs next to nothing.
    draws
        How often preferences are drawn, and all is judged again.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("elmira")))
    >>> cost = stability_cost(game, 4)
    >>> cost.states, cost.moves, cost.seconds < 1
    (12, 30, True)
    """
    from standoff.kernels.stability_arrivals import bytes_held, most_moves

    moves, states = game.moves, game.state_count
    actors = len(game.actor_names)
    read = sum(most_moves(moves, k) for k in range(actors))
    work = _SEARCH * states * actors * concepts + _READ * read
    return Cost(
        states=states,
        moves=read,
        seconds=(1 + draws) * work * (_STEP + _seconds_a_read(states)),
        gigabytes=bytes_held(moves, concepts) / 1e9,
    )


def _seconds_a_read(states: int) -> float:
    """Measure how long one read takes from an array of so many numbers, in random order."""
    import numpy as np

    count = min(max(states, 2**12), 2**20)
    numbers, order = np.arange(count), np.random.default_rng(0).permutation(count)
    least = float("inf")
    for _ in range(5):
        began = monotonic()
        numbers[order]
        least = min(least, monotonic() - began)
    return least / count
