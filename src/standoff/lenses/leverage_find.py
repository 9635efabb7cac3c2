"""Solve the game with and without what is asked for, and lay out the differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import xarray as xr

from standoff.errors import DidNotConverge
from standoff.game.admissible import Admissible, open_weights
from standoff.kernels.tables import Floats
from standoff.lenses.leverage_taken import Taken
from standoff.lenses.playing import processors
from standoff.policy.cover import cover
from standoff.policy.streams import Streams, streams
from standoff.policy.values import values

if TYPE_CHECKING:
    from standoff.game import Game

Progress = Callable[[int, int], None]

__all__ = ["draws_for", "find"]

_WORK: Final = 1_000_000_000
"""Cells (round, state, slot) that draws may take: about four seconds on two processors."""

_MOST, _FEWEST = 100, 5

_AT_ONCE: Final = 50
"""How many times as long a cell takes where some choose at once."""


def find(
    game: Game,
    taken: Sequence[Taken],
    start: int,
    rounds: int | None,
    *,
    draws: int | None,
    seed: int,
    threads: int | None,
    progress: Progress | None,
) -> xr.Dataset:
    """Return what things are worth; see ``docs/reference/answers.md``.

    Parameters
    ----------
    game, taken
        The game, and the games without something.
    start, rounds
        Position of the state looked from, and the rounds that are left.
    draws, seed, threads, progress
        As the lens has them.
    """
    interests = [interest.name for interest in game.crisis.interests]
    games = [game, *(one.game for one in taken)]
    opened = open_weights(game)
    if draws is None:
        draws = draws_for(games, start, rounds)
    draws = draws if opened else 0
    steps = len(games) * (1 + draws)
    done = 0

    def tell(count: int) -> None:
        nonlocal done
        done += count
        if progress is not None:
            progress(done, steps)

    workers = threads or processors()
    with ThreadPoolExecutor(max(1, workers)) as pool:
        found = []
        tasks = [
            lambda g=g: streams(g, start, rounds=rounds or 0, interests=interests) for g in games
        ]
        for one in pool.map(lambda task: task(), tasks):
            found.append(one)
            tell(1)
        drawn = _drawn(
            pool, games, start, rounds, Admissible(game, max(1, draws), seed), draws, tell
        )
    solved = drawn[~np.isnan(drawn).any(axis=(1, 2))]
    return _laid_out(game, taken, interests, found, solved).assign_attrs(
        draws=len(solved),
        draws_left_out=draws - len(solved),
        open_weights=len(opened),
        rounds_left=rounds or 0,
    )


def draws_for(games: Sequence[Game], start: int, rounds: int | None) -> int:
    """Choose how many preferences to draw where nobody said.

    Without an end a solution takes about as many sweeps as 200 rounds.

    Examples
    --------
    >>> import standoff
    >>> chicken = standoff.compile(standoff.read(standoff.catalog.path("chicken")))
    >>> draws_for([chicken, chicken], chicken.start, None)
    100
    """
    cells = 0
    for game in games:
        covered = cover(game, start)
        weight = _AT_ONCE if covered.joints else 1
        cells += covered.rows * covered.slots * (rounds or 200) * weight
    allowed = min(_MOST, _WORK // max(1, cells))
    return allowed if allowed >= _FEWEST else 0


def _drawn(
    pool: ThreadPoolExecutor,
    games: Sequence[Game],
    start: int,
    rounds: int | None,
    drawn: Admissible,
    draws: int,
    tell: Callable[[int], None],
) -> Floats:
    """Return the values in every draw, in every game; shape (draws, games, N).

    NaN in the draws in which some game has no equilibrium that could be found.
    """
    actors = len(games[0].actor_names)
    worth = np.full((draws, len(games), actors), np.nan)
    if draws == 0:
        return worth
    drawn.prepare()

    def solved(n: int) -> Floats:
        utility = drawn.utility(n)
        try:
            return np.array(
                [
                    values(replace(game, utility=utility), start, rounds=rounds or 0).at(start)
                    for game in games
                ]
            )
        except DidNotConverge:
            return np.full(worth.shape[1:], np.nan)

    for n, found in enumerate(pool.map(solved, range(draws))):
        worth[n] = found
        tell(len(games))
    return worth


def _laid_out(
    game: Game,
    taken: Sequence[Taken],
    interests: Sequence[str],
    found: Sequence[Streams],
    drawn: Floats,
) -> xr.Dataset:
    """Put names on the differences."""
    whole, rest = found[0], found[1:]
    takes = np.zeros((len(taken), len(game.actions)), dtype=np.bool_)
    owns = np.zeros((len(taken), len(game.actor_names)), dtype=np.bool_)
    for k, one in enumerate(taken):
        takes[k, list(one.options)] = True
        owns[k, list(one.owners)] = True
    by_actor = ("taken", "actor")
    answer = xr.Dataset(
        {
            "value": ("actor", whole.value),
            "worth": (by_actor, np.array([whole.value - one.value for one in rest])),
            "worth_by_cost": (by_actor, np.array([one.cost - whole.cost for one in rest])),
            "takes": (("taken", "option"), takes),
            "owns": (by_actor, owns),
        },
        coords={
            "taken": [one.label for one in taken],
            "actor": list(game.actor_names),
            "option": [action.label for action in game.actions],
        },
    )
    if interests:
        by_interest = np.array([whole.share - one.share for one in rest])
        answer["worth_by_interest"] = (("taken", "actor", "interest"), by_interest)
        answer = answer.assign_coords(interest=list(interests))
    if len(drawn):
        gains = drawn[:, :1] - drawn[:, 1:]
        # the weights as written are among the possible ones
        written = answer["worth"].values
        answer["worth_low"] = (by_actor, np.minimum(written, gains.min(axis=0)))
        answer["worth_high"] = (by_actor, np.maximum(written, gains.max(axis=0)))
        answer["positive_share"] = (by_actor, (gains > 0).mean(axis=0))
    return answer
