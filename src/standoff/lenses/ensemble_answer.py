"""Names on what an ensemble has counted, and intervals around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.errors import CommandError

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.path_tally import Difference, Spread, Tally
    from standoff.kernels.tables import Floats, Ints
    from standoff.policy.forward import FirstTimes

__all__ = ["TWENTIETHS", "Asked", "answer_of", "changed", "exactly", "first_use"]

TWENTIETHS = (2, 5, 10, 15, 18)

Parts = dict[str, tuple[tuple[str, ...], object]]


@dataclass(frozen=True)
class Asked:
    """How many paths were drawn, from which round, and how much of openings is told."""

    paths: int
    first_round: int
    sequence_length: int
    sequences: int


def answer_of(game: Game, tally: Tally, asked: Asked) -> xr.Dataset:
    """Put names on what was counted."""
    import numpy as np
    import xarray as xr

    sizes = [len(variable.levels) for variable in game.crisis.variables]
    width, rounds, paths = max(sizes), len(tally.levels), asked.paths
    shape = rounds, len(sizes), width
    is_level = np.arange(width) < np.array(sizes)[:, None]
    spread = tally.spread
    by_use = tally.first_use.cumsum(axis=1)
    number = np.arange(asked.first_round - 1, asked.first_round - 1 + rounds)
    squares = None if spread is None else (spread.levels.reshape(shape), spread)
    last = None if spread is None else (spread.by_use[:, -1], spread)
    round_axes = ("round", "variable", "level")
    return xr.Dataset(
        {
            **_shares("share", round_axes, tally.levels.reshape(shape), paths, squares, is_level),
            **_shares("used", ("option",), by_use[:, -1], paths, last),
            "first_use": (("option", "quantile"), first_use(by_use, number, paths)),
            "first_use_share": (("option", "round"), by_use / paths),
            **_curves("use", ("option", "round"), tally.first_use, paths, spread),
            **_curves(
                "level",
                ("variable", "level", "round"),
                tally.first_level.reshape(len(sizes), width, rounds),
                paths,
                spread,
                is_level[..., None],
            ),
            **_openings(game, tally, asked),
        },
        coords={
            "round": number,
            "variable": list(game.variable_names),
            "level": np.arange(width),
            "option": np.array([action.label for action in game.actions], dtype=str),
            "quantile": np.array(TWENTIETHS) / 20,
        },
    ).assign_coords(_dates(game, number))


def _variance(count: Ints, squares: Floats, spread: Spread, paths: int) -> Floats:
    """Return the variance of shares from how counts differ between batches of one size.

    A batch counts whole paths: its share is known to half a path at best, so the
    variance is taken to be no less than that of rounding.
    """
    import numpy as np

    mean = count / spread.batches
    found = np.maximum(0.0, squares / spread.batches - mean**2)
    found = found * spread.batches / max(1, spread.batches - 1)
    least: Floats = np.maximum(found, 1.0 / 12.0) * spread.batches / paths**2
    return least


def _shares(
    name: str,
    axes: tuple[str, ...],
    count: Ints,
    paths: int,
    squares: tuple[Floats, Spread] | None = None,
    is_meant: np.typing.NDArray[np.bool_] | None = None,
) -> Parts:
    """Return the share of paths and its interval; NaN where nothing is meant.

    Dependent draws are worth as many independent ones as have their variance.
    """
    import numpy as np

    from standoff.kernels.intervals import wilson

    share = count / paths
    if squares is None:
        low, high = wilson(count, paths)
    else:
        variance = _variance(count, *squares, paths)
        worth = np.where(variance > 0, share * (1 - share) / variance, paths)
        worth = np.where((count == 0) | (count == paths), paths, np.maximum(worth, 1.0))
        low, high = wilson(share * worth, worth, _student(squares[1].batches))
    parts = {name: share, f"{name}_low": low, f"{name}_high": high}
    if is_meant is not None:
        parts = {part: np.where(is_meant, share, np.nan) for part, share in parts.items()}
    return {part: (axes, share) for part, share in parts.items()}


def _student(batches: int) -> float:
    """Return the 0.975 quantile of Student's law for as many batches."""
    from scipy.special import stdtrit

    return float(stdtrit(batches - 1, 0.975))


def _curves(
    name: str,
    axes: tuple[str, ...],
    first: Ints,
    paths: int,
    spread: Spread | None,
    is_meant: np.typing.NDArray[np.bool_] | None = None,
) -> Parts:
    """Return Kaplan-Meier curves of first times, all paths lost from sight after the last."""
    import numpy as np

    from standoff.kernels.intervals import NORMAL_95
    from standoff.kernels.survival import around, kaplan_meier

    survival, variance = kaplan_meier(first, np.zeros_like(first), paths)
    z = NORMAL_95
    if spread is not None:
        by_then = first.cumsum(axis=-1)
        squares = spread.by_use if name == "use" else spread.by_level
        variance = _variance(by_then, squares.reshape(by_then.shape), spread, paths)
        z = _student(spread.batches)
    low, high = around(survival, variance, paths, z)
    parts = {"": survival, "_low": low, "_high": high}
    if is_meant is not None:
        parts = {end: np.where(is_meant, part, np.nan) for end, part in parts.items()}
    return {f"{name}_survival{end}": (axes, part) for end, part in parts.items()}


def first_use(by_then: Ints, number: Ints, paths: int) -> np.typing.NDArray[np.float64]:
    """Return the first round by which each quantile of all paths has used an option.

    Counts are compared as whole numbers, lest 0.1 of 30 paths come to more than 3.
    """
    import numpy as np

    has = 20 * by_then[:, None, :] >= np.array(TWENTIETHS)[:, None] * paths
    return np.where(has.any(axis=2), number[has.argmax(axis=2)], np.nan)


def _openings(game: Game, tally: Tally, asked: Asked) -> Parts:
    """Return the commonest openings, their shares and their moves."""
    import numpy as np

    from standoff.kernels.paths import opening_moves

    commonest = np.lexsort((tally.opening, -tally.opening_count))[: asked.sequences]
    shares = _shares("sequence", ("sequence",), tally.opening_count[commonest], asked.paths)
    steps = np.full((len(commonest), asked.sequence_length), "", dtype=object)
    for at, code in enumerate(tally.opening[commonest].tolist()):
        for step, action in enumerate(opening_moves(code, len(game.actions))):
            steps[at, step] = game.actions[action].label
    return {
        "sequence_share": shares["sequence"],
        "sequence_low": shares["sequence_low"],
        "sequence_high": shares["sequence_high"],
        "sequence_step": (("sequence", "step"), steps.astype(str)),
    }


def _dates(game: Game, number: Ints) -> dict[str, tuple[str, list[str]]]:
    """Return the first day of each round; of the beginning, that of the first round."""
    from standoff.record import round_start

    calendar = game.crisis.calendar
    if calendar is None:
        return {}
    try:
        days = [round_start(calendar, max(1, int(n))).isoformat() for n in number]
    except (ValueError, OverflowError):
        raise CommandError(
            f"{len(number) - 1} rounds of this calendar go past the year 9999.\n"
            "Choose fewer 'rounds'."
        ) from None
    return {"round_date": ("round", days)}


def changed(game: Game, tally: Tally, found: Difference, paths: int) -> Parts:
    """Return what interventions change: shares with less shares without, path by path."""
    import numpy as np

    from standoff.kernels.intervals import paired

    sizes = np.array([len(variable.levels) for variable in game.crisis.variables])
    width = int(sizes.max())
    shape = len(tally.levels), sizes.size, width
    is_level = np.arange(width) < sizes[:, None]
    parts: Parts = {}
    for name, axes, gained, lost in (
        (
            "difference",
            ("round", "variable", "level"),
            found.gained.reshape(shape),
            found.lost.reshape(shape),
        ),
        ("used_difference", ("option",), found.use_gained, found.use_lost),
    ):
        low, high = paired(gained, lost, paths)
        for end, part in (("", (gained - lost) / paths), ("_low", low), ("_high", high)):
            parts[name + end] = (axes, np.where(is_level, part, np.nan) if len(axes) > 1 else part)
    return parts


def exactly(times: FirstTimes) -> Parts:
    """Return what is known without drawing."""
    return {
        "share_exact": (("round", "variable", "level"), times.share),
        "first_use_exact": (("option", "round"), times.used),
        "first_level_exact": (("variable", "level", "round"), times.reached),
    }
