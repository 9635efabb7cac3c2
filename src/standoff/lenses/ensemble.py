"""The ensemble lens: what happens then, how soon, how surely."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from standoff.errors import CommandError
from standoff.lenses.origin import DatedRecord, origin

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.paths import Tally
    from standoff.kernels.tables import Ints
    from standoff.policy import Policy

Progress = Callable[[int, int], None]

ROUNDS = 40
"""Rounds drawn where neither a horizon nor a calendar says how many there are."""

_TWENTIETHS = (2, 5, 10, 15, 18)


@dataclass(frozen=True)
class Ensemble:
    """Draw many paths from the equilibrium, and count what happens on them.

    Every path is a function of the game, the policy, the seed and its own
    number alone, so the answer is the same on any number of threads.

    Parameters
    ----------
    paths
        How many paths to draw.
    seed
        Key of the random numbers, from 0 to 2**63 - 1.
    rounds
        Rounds to draw; by default what is left of the horizon, else of the
        calendar, else 40.
    at
        Names of levels of the state to look from; other variables are as at
        the start.
    first_round
        The first round to draw; 1 is the first round of the crisis.
    date
        ISO date in the record to look from, instead of ``at`` and
        ``first_round``. The round that contains it is played in full, from
        the state that the record has led to by then.
    threads
        Threads to draw with; by default one a processor.
    sequence_length
        How many moves of a path count as its opening.
    sequences
        How many of the commonest openings to report.
    """

    paths: int = 10_000
    seed: int = 0
    rounds: int | None = None
    at: Mapping[str, str] | None = None
    first_round: int = 1
    date: str | None = None
    threads: int | None = None
    sequence_length: int = 5
    sequences: int = 10

    name: ClassVar[str] = "ensemble"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        for setting, least, most in (
            ("paths", 1, 10**9),
            ("seed", 0, 2**63 - 1),
            ("rounds", 1, 10_000),
            ("first_round", 1, 10**6),
            ("threads", 1, 1024),
            ("sequence_length", 1, 62),
            ("sequences", 0, 1000),
        ):
            value = getattr(self, setting)
            if value is None and setting in ("rounds", "threads"):
                continue
            if type(value) is not int or not least <= value <= most:
                raise CommandError(
                    f"The setting '{setting}' of the lens 'ensemble' cannot be {value!r}.\n"
                    f"It takes a whole number from {least:,} to {most:,}."
                )
        if self.date is not None and (self.at is not None or self.first_round != 1):
            raise CommandError(
                "The lens 'ensemble' was told to look from a date, and also a state or round.\n"
                "Give either 'date', or 'at' and 'first_round'."
            )

    def look(
        self,
        game: Game,
        record: DatedRecord | None = None,
        *,
        policy: Policy | None = None,
        progress: Progress | None = None,
    ) -> xr.Dataset:
        """Draw the paths and return what was counted; see `docs/reference/answers.md`.

        Parameters
        ----------
        game
            The game to play.
        record
            The walked record, needed to look from a date.
        policy
            What movers do; by default the equilibrium is solved from the state
            looked from, and verified.
        progress
            Called with how much is done, and how much there is to do.

        Returns
        -------
        Dataset
            Shares of paths with 95% Wilson intervals. Its status is *did not
            converge* where that of the policy is.

        Raises
        ------
        CommandError
            If the settings do not fit the game, the record or the policy.
        NotApplicable
            If an actor has only an order of states and no policy is given.
        """
        from standoff.policy import confirmed, solve

        start, round_on_date = origin(self, game, record)
        first_round = round_on_date or self.first_round
        rounds = self._rounds(game, first_round)
        if policy is None:
            solving, drawing = _halves(progress)
            policy = confirmed(game, solve(game, start=start, progress=solving))
        else:
            drawing = progress
        tally = self._draw(game, policy, (start, first_round, rounds), drawing)
        answer = _answer(game, tally, self, first_round)
        answer.attrs |= {
            "paths": self.paths,
            "looked_from": int(game.moves.code[start]),
            "looked_round": first_round,
            "seed": self.seed,
        }
        if policy.status != "found":
            answer.attrs |= {
                "status": policy.status, "cause": policy.cause, "remedy": policy.remedy
            }  # fmt: skip
        return answer

    def _rounds(self, game: Game, first_round: int) -> int:
        """Return how many rounds to draw, which the horizon must have."""
        horizon, calendar = game.horizon, game.crisis.calendar
        if horizon is None:
            left = calendar.rounds - first_round + 1 if calendar is not None else ROUNDS
            return self.rounds or (left if left > 0 else ROUNDS)
        left = horizon - first_round + 1
        if left < 1:
            raise CommandError(
                f"The lens 'ensemble' cannot begin in round {first_round}: this crisis ends with "
                f"round {horizon}.\nChoose an earlier 'first_round'."
            )
        if self.rounds is not None and self.rounds > left:
            raise CommandError(
                f"The lens 'ensemble' cannot draw {self.rounds} rounds from round {first_round} "
                f"on: this crisis ends with round {horizon}.\n"
                f"Choose 'rounds' from 1 to {left}."
            )
        return self.rounds or left

    def _draw(
        self,
        game: Game,
        policy: Policy,
        where: tuple[int, int, int],
        progress: Progress | None,
    ) -> Tally:
        """Draw the paths from ``where``: start, first round, number of rounds."""
        from standoff.kernels.paths import Plan, draw, longest_opening
        from standoff.lenses.playing import processors, script_of

        start, first_round, rounds = where
        row = policy.row(start)
        if row < 0:
            raise CommandError(
                "The policy given does not cover the state looked from.\n"
                "Solve it from that state, or give none."
            )
        last = policy.horizon
        if last is not None and first_round + rounds - 1 > last:
            raise CommandError(
                f"The policy given ends with round {last}, and round "
                f"{first_round + rounds - 1} was asked for.\nChoose fewer 'rounds'."
            )
        longest = longest_opening(len(game.actions))
        if self.sequence_length > longest:
            raise CommandError(
                f"The setting 'sequence_length' of the lens 'ensemble' cannot be "
                f"{self.sequence_length}.\nWith {len(game.actions)} options it takes a whole "
                f"number from 1 to {longest}."
            )
        width = max(len(v.levels) for v in game.crisis.variables)
        plan = Plan(
            start=row,
            first_round=first_round,
            rounds=rounds,
            paths=self.paths,
            seed=self.seed,
            cells=width * len(game.variable_names),
            opening=self.sequence_length,
        )
        return draw(
            script_of(game, policy, width),
            plan,
            threads=self.threads or processors(),
            progress=progress,
        )


def _halves(progress: Progress | None) -> tuple[Progress | None, Progress | None]:
    """Split what is told of progress into a first and a second half, in thousandths."""
    if progress is None:
        return None, None
    tell = progress

    def first(done: int, total: int) -> None:
        tell(500 * done // max(1, total), 1000)

    def second(done: int, total: int) -> None:
        tell(500 + 500 * done // total, 1000)

    return first, second


def _answer(game: Game, tally: Tally, lens: Ensemble, first_round: int) -> xr.Dataset:
    """Put names on what was counted."""
    import numpy as np
    import xarray as xr

    sizes = [len(variable.levels) for variable in game.crisis.variables]
    width, rounds = max(sizes), len(tally.levels)
    counted = tally.levels.reshape(rounds, len(sizes), width)
    is_level = np.arange(width) < np.array(sizes)[:, None]
    by_then = tally.first_use.cumsum(axis=1)
    number = np.arange(first_round - 1, first_round - 1 + rounds)
    answer = xr.Dataset(
        {
            **_shares("share", ("round", "variable", "level"), counted, lens.paths, is_level),
            **_shares("used", ("option",), by_then[:, -1], lens.paths),
            "first_use": (("option", "quantile"), _first_use(by_then, number, lens.paths)),
            "first_use_share": (("option", "round"), by_then / lens.paths),
            **_openings(game, tally, lens),
        },
        coords={
            "round": number,
            "variable": list(game.variable_names),
            "level": np.arange(width),
            "option": np.array([action.label for action in game.actions], dtype=str),
            "quantile": np.array(_TWENTIETHS) / 20,
        },
    )
    return answer.assign_coords(_dates(game, number))


def _shares(
    name: str,
    axes: tuple[str, ...],
    count: Ints,
    paths: int,
    is_meant: np.typing.NDArray[np.bool_] | None = None,
) -> dict[str, tuple[tuple[str, ...], np.typing.NDArray[np.float64]]]:
    """Return the share of paths and its interval; NaN where nothing is meant."""
    import numpy as np

    from standoff.kernels.intervals import wilson

    low, high = wilson(count, paths)
    parts = {name: count / paths, f"{name}_low": low, f"{name}_high": high}
    if is_meant is not None:
        parts = {part: np.where(is_meant, share, np.nan) for part, share in parts.items()}
    return {part: (axes, share) for part, share in parts.items()}


def _first_use(by_then: Ints, number: Ints, paths: int) -> np.typing.NDArray[np.float64]:
    """Return the first round by which each quantile of all paths has used an option.

    Counts are compared as whole numbers, lest 0.1 of 30 paths come to more than 3.
    """
    import numpy as np

    has = 20 * by_then[:, None, :] >= np.array(_TWENTIETHS)[:, None] * paths
    return np.where(has.any(axis=2), number[has.argmax(axis=2)], np.nan)


def _openings(game: Game, tally: Tally, lens: Ensemble) -> dict[str, tuple[object, object]]:
    """Return the commonest openings, their shares and their moves."""
    import numpy as np

    from standoff.kernels.paths import opening_moves

    commonest = np.lexsort((tally.opening, -tally.opening_count))[: lens.sequences]
    shares = _shares("sequence", ("sequence",), tally.opening_count[commonest], lens.paths)
    steps = np.full((len(commonest), lens.sequence_length), "", dtype=object)
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
