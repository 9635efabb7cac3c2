"""The hindcast lens: how well the model would have foreseen the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from standoff.errors import NotApplicable
from standoff.lenses.chosen import check_wholes

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game
    from standoff.lenses.decisions import Decisions
    from standoff.lenses.forward import Foresight
    from standoff.policy import Policy
    from standoff.record import Walk

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Hindcast:
    """Ask of each turn of the record what the model gave to what was then done.

    One step ahead, the model is compared with forecasters that know the record
    up to the day before and no model. From a cut-off date on, paths are drawn
    and compared with the levels that came.

    Parameters
    ----------
    date
        ISO date to look forward from; by default the focus of the calendar,
        or the middle of the record where nothing comes before the focus.
    rounds
        Rounds to look forward; by default all that the record has left.
    paths
        How many paths to draw from the date.
    draws
        How many times the bootstrap draws the rounds again.
    block
        Rounds that it draws together, for neighbours that resemble each other.
    seed
        Key of the random numbers, from 0 to 2**63 - 1.
    """

    date: str | None = None
    rounds: int | None = None
    paths: int = 2_000
    draws: int = 2_000
    block: int = 1
    seed: int = 0

    name: ClassVar[str] = "hindcast"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_wholes(
            self,
            self.name,
            ("rounds", 1, 10_000),
            ("paths", 1, 10**9),
            ("draws", 1, 1_000_000),
            ("block", 1, 10_000),
            ("seed", 0, 2**63 - 1),
            optional=("rounds",),
        )

    def look(
        self,
        game: Game,
        record: Walk | None = None,
        *,
        policy: Policy | None = None,
        progress: Progress | None = None,
    ) -> xr.Dataset:
        """Score the model and its rivals on the record; see `docs/reference/answers.md`.

        Parameters
        ----------
        game
            The game that the record is a history of.
        record
            The walked record.
        policy
            What movers do, from the start of the crisis on; by default the
            equilibrium is solved, and verified.
        progress
            Called with how much is done, and how much there is to do.

        Returns
        -------
        Dataset
            Scores of every forecaster with paired bootstrap intervals of the
            model's gain. Its status is *did not converge* where that of the
            policy is.

        Raises
        ------
        NotApplicable
            If there is no record, or no turn of it left a choice; or if an actor
            has only an order of states and no policy is given.
        CommandError
            If the settings do not fit the record or the policy.
        """
        if record is None:
            raise NotApplicable(
                "A hindcast scores forecasts against what was done, and there is no record of it."
                "\nGive the crisis a record of dated events, with a map from events to options."
            )
        from standoff.lenses.decisions import decisions_of
        from standoff.lenses.forward import cut_off, foresee
        from standoff.lenses.origin import on_date
        from standoff.policy import confirmed, solve

        day = cut_off(record, self.date)
        on_date(day, game, record)  # a wrong date is told before the long work
        if policy is None:
            policy = confirmed(game, solve(game, progress=progress))
        decisions = decisions_of(game, record, policy)
        if not decisions.seats:
            raise NotApplicable(
                "In no turn of the record did the mover have more than one option."
                "\nGive actors options that may be taken in the states of the record."
            )
        foresight = foresee(
            game, record, policy, date=day, paths=self.paths, seed=self.seed, rounds=self.rounds
        )
        answer = _answer(game, record, decisions, foresight, self, day)
        answer.attrs |= {
            "turns": decisions.turns,
            "paths": self.paths,
            "looked_from": int(game.moves.code[foresight.start]),
            "looked_round": int(foresight.rounds[1]),
            "looked_date": day,
            "seed": self.seed,
        }
        if policy.status != "found":
            answer.attrs |= {
                "status": policy.status, "cause": policy.cause, "remedy": policy.remedy
            }  # fmt: skip
        return answer


def _answer(
    game: Game, record: Walk, decisions: Decisions, foresight: Foresight, lens: Hindcast, day: str
) -> xr.Dataset:
    """Put names on what was scored."""
    import numpy as np
    import xarray as xr

    from standoff.lenses.forward import RULES, used_after
    from standoff.lenses.scored import FORECASTERS, SCOPES, scored
    from standoff.record import round_start

    ahead = ("ahead", "variable", "level")
    options = [action.label for action in game.actions]
    done = used_after(record, day, int(foresight.rounds[-1]))
    days = [round_start(record.calendar, max(1, int(n))).isoformat() for n in foresight.rounds]
    return xr.Dataset(
        {
            **scored(game, decisions, lens),
            "share": (ahead, foresight.share),
            "share_low": (ahead, foresight.low),
            "share_high": (ahead, foresight.high),
            "came": (("ahead", "variable"), foresight.came),
            "came_probability": (("rule", "ahead", "variable"), foresight.given),
            "ranked_score": (("rule", "ahead", "variable"), foresight.ranked),
            "used": (("option",), foresight.used),
            "used_in_record": (("option",), np.array([label in done for label in options])),
        },
        coords={
            "forecaster": list(FORECASTERS),
            "baseline": list(FORECASTERS[1:]),
            "scope": list(SCOPES),
            "actor": list(game.actor_names),
            "round": np.arange(1, decisions.rounds + 1),
            "round_date": (
                "round", [one.first.isoformat() for one in record.rounds[: decisions.rounds]]
            ),
            "rule": list(RULES),
            "ahead": foresight.rounds,
            "ahead_date": ("ahead", days),
            "variable": list(game.variable_names),
            "level": np.arange(foresight.share.shape[2]),
            "option": np.array(options, dtype=str),
        },
    )  # fmt: skip
