"""The equilibrium of a game in which others do not know one actor's motive.

The state of play is a state of the game and a public belief over the motives. It
is solved backwards over a grid of beliefs; see `standoff.kernels.private_turn`
for what is solved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from standoff.errors import CommandError
from standoff.kernels.beliefs import Grid, belief_grid, spread
from standoff.kernels.private_turn import (
    Private,
    chance_and_end,
    open_turn,
    private_choices,
    private_turn,
)
from standoff.kernels.tables import Floats
from standoff.policy.cover import Covered, cover

if TYPE_CHECKING:
    from standoff.game import Game

Progress = Callable[[int, int], None]
Seat = tuple[int, int, int]
"""A round (1 is the first), a turn in it (0 is the first) and a position in the game."""

MOST_BYTES: Final = 2 * 1024**3
"""Memory that the values may take."""
_CHUNK: Final = 512


@dataclass(frozen=True, eq=False)
class PrivateEquilibrium:
    """What is done where others do not know an actor's motive.

    N actors, K motives, G points of the grid of beliefs.
    """

    motives: tuple[str, ...]
    grid: Grid = field(repr=False)
    value: Floats
    """What each actor expects at the start, by belief; (G, N), NaN for the actor itself."""
    motive_value: Floats
    """What each motive of the actor expects at the start; (G, K)."""
    choice: Mapping[Seat, Floats]
    """At the seats asked for, what each motive chooses by belief; (G, K, F), hold first."""
    residual: float
    """Largest distance of a choice from the fixed point, in probability."""
    unsettled: int
    """At how many states, beliefs and turns, over all rounds, that is above the tolerance."""

    def choice_at(self, seat: Seat, belief: Floats) -> Floats:
        """Return what each motive chooses at a seat under a belief; (K, F)."""
        return self._between(self.choice[seat], belief)

    def value_at(self, belief: Floats) -> tuple[Floats, Floats]:
        """Return what actors and motives expect at the start under a belief."""
        return self._between(self.value, belief), self._between(self.motive_value, belief)

    def _between(self, table: Floats, belief: Floats) -> Floats:
        """Interpolate a table whose first axis is the grid."""
        motives = belief.size
        at, weight = np.zeros(motives, np.int64), np.zeros(motives)
        count = spread(np.ascontiguousarray(belief, np.float64), self.grid, at, weight)
        found: Floats = np.tensordot(weight[:count], table[at[:count]], axes=1)
        return found


def solve_private(
    games: Mapping[str, Game],
    actor: int,
    *,
    resolution: int,
    rounds: int,
    seats: Sequence[Seat] = (),
    tolerance: float = 1e-9,
    threads: int = 1,
    progress: Progress | None = None,
) -> PrivateEquilibrium:
    """Solve a game backwards in which others do not know an actor's motive.

    Parameters
    ----------
    games
        The game as each motive sees it: they differ in the actor's utility alone.
    actor
        Its position among the actors.
    resolution
        Into how many parts the grid of beliefs divides certainty.
    rounds
        Rounds that are played; then the state is kept for ever.
    seats
        Where the choices of the motives are wanted.
    tolerance
        Distance of a choice from its fixed point that is taken for none.
    threads
        Threads that share the rows; they change nothing in the result.
    progress
        Called with how much is done, and how much there is to do.

    Raises
    ------
    NotApplicable
        If an actor's preference is an order only.
    CommandError
        If the values would not fit into memory.

    References
    ----------
    McKelvey and Palfrey (1998), Experimental Economics 1:9-41.
    """
    first = next(iter(games.values()))
    covered = cover(first)
    grid = _fitting_grid(covered, len(games), resolution, len(first.actor_names))
    work = _Work(games, actor, covered, grid, tolerance, threads)
    later = np.repeat((work.utility / (1.0 - work.patience))[:, None, :], len(grid.belief), axis=1)
    here = np.empty_like(later)
    wanted = {(t, m, covered.states.searchsorted(s)): (t, m, s) for t, m, s in seats}
    choice: dict[Seat, Floats] = {}
    for t in range(rounds, 0, -1):
        later, here = work.end_of_round(later, here)
        for m in range(first.turns.size - 1, -1, -1):
            for number, turn, row in wanted:
                if (number, turn) == (t, m):
                    choice[wanted[number, turn, row]] = work.chosen(m, int(row), later)
            later, here = work.turn(m, later, here)
        if progress is not None:
            progress(rounds - t + 1, rounds)
    value = later[covered.row, :, : work.actors].copy()
    value[:, actor] = np.nan
    return PrivateEquilibrium(
        motives=tuple(games),
        grid=grid,
        value=value,
        motive_value=later[covered.row, :, work.actors :].copy(),
        choice=choice,
        residual=work.residual,
        unsettled=work.unsettled,
    )


def _fitting_grid(covered: Covered, motives: int, resolution: int, actors: int) -> Grid:
    """Lay out the grid; refuse one whose values would not fit into memory."""
    grid = belief_grid(motives, resolution)
    size = 2 * 8 * covered.rows * len(grid.belief) * (actors + motives)
    if size > MOST_BYTES:
        raise CommandError(
            f"{covered.rows:,} states times {len(grid.belief):,} beliefs would take "
            f"{size / 1024**3:.1f} GB of memory, more than {MOST_BYTES / 1024**3:.0f} GB.\n"
            "Ask for a coarser grid or for fewer motives."
        )
    return grid


class _Work:
    """The steps backwards, each divided among threads by rows."""

    def __init__(
        self,
        games: Mapping[str, Game],
        actor: int,
        covered: Covered,
        grid: Grid,
        tolerance: float,
        threads: int,
    ) -> None:
        game = next(iter(games.values()))
        self.covered, self.grid, self.actor = covered, grid, actor
        self.actors = len(game.actor_names)
        self.private = Private(
            actor, self.actors, game.precision, covered.ballots, covered.tally, tolerance
        )
        own = [other.utility[actor, covered.states] for other in games.values()]
        utility = np.vstack([game.utility[:, covered.states], *own]).T
        utility[:, actor] = 0.0
        self.utility = np.ascontiguousarray(utility)
        self.patience = np.append(game.patience, np.repeat(game.patience[actor], len(games)))
        self.threads = threads
        self.residual = 0.0
        self.unsettled = 0
        self.known: dict[int, Floats] = {}

    def _chunks(self) -> list[tuple[int, int]]:
        rows = self.covered.rows
        return [(low, min(rows, low + _CHUNK)) for low in range(0, rows, _CHUNK)]

    def _divided(self, step: Callable[[int, int], tuple[float, int] | None]) -> None:
        """Run a step on all rows."""
        chunks = self._chunks()
        if self.threads == 1 or len(chunks) == 1:
            found = [step(*chunk) for chunk in chunks]
        else:
            with ThreadPoolExecutor(self.threads) as pool:
                found = list(pool.map(lambda chunk: step(*chunk), chunks))
        for one in found:
            if one is not None:
                self.residual = max(self.residual, one[0])
                self.unsettled += one[1]

    def end_of_round(self, later: Floats, here: Floats) -> tuple[Floats, Floats]:
        """Go back over chance and the end of the round; return the values and spare room."""
        whole = self.covered.round
        for e in range(whole.chance_first.size - 2, -2, -1):

            def step(low: int, high: int, e: int = e, a: Floats = later, b: Floats = here) -> None:
                chance_and_end(low, high, e, whole, self.utility, self.patience, a, b)

            self._divided(step)
            later, here = here, later
        return later, here

    def _known(self, m: int) -> Floats:
        """Return what was chosen in a turn one round later; see `private_turn`."""
        if m not in self.known:
            whole = self.covered.round
            first, last = whole.actor_first[self.actor], whole.actor_first[self.actor + 1]
            can = whole.target[whole.outcome_first[first:last]] >= 0
            most = int(can.sum(axis=0).max(initial=0))
            shape = (self.covered.rows, *self.grid.belief.shape, most)
            self.known[m] = np.full(shape, np.nan)
        return self.known[m]

    def turn(self, m: int, later: Floats, here: Floats) -> tuple[Floats, Floats]:
        """Go back over a turn."""
        whole, private, grid = self.covered.round, self.private, self.grid
        known = self._known(m) if whole.turns[m] == self.actor else None

        def step(low: int, high: int) -> tuple[float, int] | None:
            if known is None:
                open_turn(low, high, m, whole, private, grid, later, here)
                return None
            worst, many = private_turn(low, high, m, whole, private, grid, known, later, here)
            return float(worst), int(many)

        self._divided(step)
        return here, later

    def chosen(self, m: int, row: int, after: Floats) -> Floats:
        """Return what each motive chooses in one row, by belief."""
        whole, known = self.covered.round, self._known(m)[row : row + 1].copy()
        found: Floats = private_choices(row, m, whole, self.private, self.grid, known, after)
        return found


def with_motives(game: Game, actor: str, motives: Sequence[str]) -> dict[str, Game]:
    """Return the game as it is if an actor has each of some motives.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("cuba-1962")))
    >>> actor = game.crisis.motives[0].actor
    >>> names = [motive.name for motive in game.crisis.motives if motive.actor == actor]
    >>> seen = with_motives(game, actor, names)
    >>> [dict(one.motives)[actor] for one in seen.values()] == names
    True
    """
    from standoff.game.preferences import utilities, weights_in_force

    place = game.actor_names.index(actor)
    found = {}
    for name in motives:
        chosen = {**game.motives, actor: name}
        utility = game.utility.copy()
        weights = weights_in_force(game.crisis, chosen)
        utility[place] = utilities(game.crisis, weights, game.space)[place]
        found[name] = replace(game, motives=chosen, utility=utility)
    return found
