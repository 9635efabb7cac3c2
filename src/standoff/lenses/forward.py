"""From a cut-off date: paths run forward, scored against what the record shows came.

The levels that came are one history. Its rounds follow from one another, and so
do its variables: the scores here describe, and no interval is put on them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.errors import CommandError
from standoff.kernels.intervals import wilson
from standoff.kernels.paths import Plan, draw
from standoff.kernels.scores import ranked_scores
from standoff.kernels.tables import Floats, Ints
from standoff.lenses.origin import on_date
from standoff.lenses.playing import script_of
from standoff.record import round_of, round_start

if TYPE_CHECKING:
    from standoff.game import Game
    from standoff.policy import Policy
    from standoff.record import Walk

__all__ = ["RULES", "Foresight", "cut_off", "foresee"]

RULES = ("model", "status_quo", "uniform", "frequency")
"""Who forecasts the levels: the model, today's level kept, any level, those of the past."""


@dataclass(frozen=True, eq=False)
class Foresight:
    """What was forecast from the cut-off, and what came.

    ``t`` round, the first being the state looked from; ``v`` variable; ``x``
    level; ``q`` rule, in the order of `RULES`.
    """

    start: int
    """Position of the state looked from."""
    rounds: Ints
    """Number of each round, that before the first one played included; (t,)."""
    share: Floats
    """Share of paths at each level, NaN beyond a variable's last; (t, v, x)."""
    low: Floats
    high: Floats
    came: Ints
    """The level that came; (t, v)."""
    given: Floats
    """Probability that each rule gave to it; (q, t, v), NaN in the first round."""
    ranked: Floats
    """Ranked probability score; (q, t, v), NaN in the first round."""
    used: Floats
    """Share of paths in which each option is used by the end; (a,)."""


def cut_off(walk: Walk, date: str | None) -> str:
    """Return the day to look from: the one given, else the focus, else the middle.

    The focus of the calendar serves if it falls into the second round or a later
    one; before it nothing has been recorded.
    """
    if date is not None:
        return date
    calendar = walk.calendar
    number = round_of(calendar, calendar.focus)
    if number is not None and number > 1:
        return calendar.focus.isoformat()
    return round_start(calendar, 1 + calendar.rounds // 2).isoformat()


def foresee(
    game: Game, walk: Walk, policy: Policy, *, date: str, paths: int, seed: int, rounds: int | None
) -> Foresight:
    """Draw paths from the state of the record on a date, and score them.

    The round that the date falls into is played in full.

    Raises
    ------
    CommandError
        If the date lies outside the record or the horizon, or more rounds are
        asked for than the record goes on.
    """
    start, first = on_date(date, game, walk)
    number = _rounds(walk, policy, first, rounds)
    sizes = np.array([len(variable.levels) for variable in game.crisis.variables])
    width = int(sizes.max())
    row = policy.row(start)
    if row < 0:
        raise CommandError(
            f"The policy given does not cover the state of the record on {date}.\n"
            "Solve it from the start of the crisis, or give none."
        )
    tally = draw(
        script_of(game, policy, width),
        Plan(row, first, number, paths, seed, cells=width * sizes.size, opening=0),
    )
    is_level = np.arange(width) < sizes[:, None]
    count = tally.levels.reshape(number + 1, sizes.size, width)
    share, low, high = (
        np.where(is_level, part, np.nan) for part in (count / paths, *wilson(count, paths))
    )
    came = _came(game, walk, start, range(first, first + number))
    forecast = np.stack([share, *_rivals(game, walk, first, share)])
    given = np.take_along_axis(forecast, came[None, :, :, None], axis=3)[..., 0]
    ranked = ranked_scores(forecast, np.broadcast_to(came, given.shape))
    given[:, 0], ranked[:, 0] = np.nan, np.nan
    return Foresight(
        start=start,
        rounds=np.arange(first - 1, first + number),
        share=share,
        low=low,
        high=high,
        came=came,
        given=given,
        ranked=ranked,
        used=tally.first_use.sum(axis=1) / paths,
    )


def _rounds(walk: Walk, policy: Policy, first: int, wanted: int | None) -> int:
    """Return how many rounds to draw: as many as there are to compare with, or fewer."""
    last = min(policy.horizon or len(walk.rounds), len(walk.rounds))
    left = last - first + 1
    if left < 1:
        raise CommandError(
            f"The lens 'hindcast' cannot look from round {first}: the crisis ends with round "
            f"{last}.\nChoose an earlier 'date'."
        )
    if wanted is not None and wanted > left:
        raise CommandError(
            f"The lens 'hindcast' cannot compare {wanted} rounds from round {first} on: the "
            f"record ends with round {last}.\nChoose 'rounds' from 1 to {left}."
        )
    return wanted or left


def _came(game: Game, walk: Walk, start: int, numbers: range) -> Ints:
    """Return the levels looked from, and those at the end of each round; (t, v)."""
    names = game.variable_names
    after = [[walk.rounds[n - 1].end[name] for name in names] for n in numbers]
    here = game.level_indices[:, start].astype(np.int64)
    return np.vstack([here, np.array(after, dtype=np.int64)])


def _rivals(game: Game, walk: Walk, first: int, share: Floats) -> tuple[Floats, Floats, Floats]:
    """Forecast without a model: today's level for ever, any level alike, those of the past.

    The past are the levels at the beginning and after each round that was over
    before the one looked from.
    """
    is_level = ~np.isnan(share)
    stays = np.where(is_level, np.nan_to_num(share[:1]), np.nan)
    alike = np.where(is_level, 1.0, np.nan) / is_level.sum(axis=2, keepdims=True)
    past = np.zeros(share.shape[1:])
    for levels in walk.levels_by_round()[:first]:
        for v, name in enumerate(game.variable_names):
            past[v, levels[name]] += 1.0 / first
    return stays, alike, np.where(is_level, past, np.nan)


def used_after(walk: Walk, date: str, last: int) -> frozenset[str]:
    """Name the options that the record shows from a date on, up to the end of a round."""
    day = dt.date.fromisoformat(date)
    return frozenset(
        turn.label
        for one in walk.rounds[:last]
        for turn in one.turns
        if turn.date is not None and turn.date >= day
    )
