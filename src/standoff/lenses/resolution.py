"""What a record came to: the states it stood in, and which concept accounts for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from standoff.kernels.tables import Ints
from standoff.lenses.origin import DatedRecord

if TYPE_CHECKING:
    from standoff.game import Game
    from standoff.kernels.stability import Verdicts
    from standoff.lenses.robustness import Counts
    from standoff.record import Walk

    Columns = dict[str, tuple[tuple[str, ...] | str, object]]

__all__ = ["Course", "course_of", "told"]


class Course(NamedTuple):
    """Where a record stood, round by round, from the round looked from on."""

    number: Ints
    """Numbers of the rounds; shape (R,)."""
    state: Ints
    """Position of the state at the end of each; shape (R,)."""


def course_of(game: Game, record: DatedRecord | Walk | None, first: int | None) -> Course | None:
    """Return where a record stood at the end of each round from ``first`` on.

    None without a record. Where the record was made of another crisis, and a
    state of it is none of the game's, there is nothing to tell either.
    """
    levels_by_round = getattr(record, "levels_by_round", None)
    if levels_by_round is None:
        return None
    after = levels_by_round()
    number = np.arange(first or 1, len(after), dtype=np.int64)
    names = game.variable_names
    levels = np.array([[after[n][name] for name in names] for n in number], dtype=np.int64)
    code = levels.reshape(number.size, len(names)) @ np.asarray(game.space.strides, np.int64)
    return Course(number, game.space.position[code].astype(np.int64))


def told(game: Game, course: Course, found: Verdicts, first: int, counts: Counts | None) -> Columns:
    """Say of each state of the course who would leave it, and in what share of preferences.

    Parameters
    ----------
    found
        Verdicts on all states; reasons for those of the course stand from
        position ``first`` on, in its order.
    counts
        Of drawn preferences, if any were drawn.
    """
    verdict = ("concept", "actor", "round")
    stable = found.stable[:, :, course.state]
    leaves = np.where(stable, -1, found.move_action[:, :, first:])
    columns: Columns = {
        "record_state": ("round", game.moves.code[course.state]),
        "record_level": (
            ("variable", "round"),
            game.level_indices[:, course.state].astype(np.int64),
        ),
        "record_stable": (verdict, stable),
        "record_equilibrium": (("concept", "round"), stable.all(axis=1)),
        "record_option": (verdict, leaves),
    }
    if counts is not None:
        share, low, high = counts.rest_shares(course.state)
        columns |= {
            "record_stable_share": (verdict, counts.share(course.state)),
            "record_share": (("concept", "round"), share),
            "record_share_low": (("concept", "round"), low),
            "record_share_high": (("concept", "round"), high),
        }
    return columns | _dates(game, course)


def _dates(game: Game, course: Course) -> Columns:
    """Return the first day of each round."""
    from standoff.record import round_start

    calendar = game.crisis.calendar
    if calendar is None:
        return {}
    days = [round_start(calendar, int(n)).isoformat() for n in course.number]
    return {"round_date": ("round", np.array(days, dtype=str))}
