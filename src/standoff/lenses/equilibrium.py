"""The equilibrium lens: what they would do, if each reckons with the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from standoff.errors import CommandError
from standoff.lenses.chosen import PLAYED, check_bounds, check_vantage
from standoff.lenses.origin import DatedRecord, origin

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game
    from standoff.policy import Policy

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Equilibrium:
    """Ask what everybody would do, state by state, and what would follow.

    The answer is a Markov logit quantal-response equilibrium: everybody reckons
    with what the others do, and picks what is better for it the more surely the
    more there is to gain. It is printed only after an independent computation
    has found the same.

    Parameters
    ----------
    horizon
        Rounds that are played in all; by default the crisis's, and no end where
        it names none. 0 asks for the stationary equilibrium, without an end.
    precision_factor
        Multiplies every actor's precision.
    at
        Names of levels of the state to look from; other variables are as at
        the start.
    first_round
        The round to look at; 1 is the first round of the crisis.
    date
        ISO date in the record to look from, instead of ``at`` and
        ``first_round``.
    tolerance
        Largest error of the equations, relative to the largest value.
    policy
        What movers follow instead of the logit equilibrium, one of
        `standoff.policy.POLICIES`: ``perfect``, ``level-k`` or ``fictitious``.
    ties, level, reply, plays
        Settings of the policies that have them; see `docs/theory/equilibrium.md`.
    others
        Whether to look for further equilibria, where there is no end or some choose
        at once.
    starts
        From how many random starts they are searched; by default 20.
    seed
        Key of the random starts, from 0 to 2**63 - 1; by default 0.
    """

    horizon: int | None = None
    precision_factor: float = 1.0
    at: Mapping[str, str] | None = None
    first_round: int = 1
    date: str | None = None
    tolerance: float = 1e-10
    policy: str = "logit"
    ties: str | None = None
    level: int | None = None
    reply: str | None = None
    plays: int | None = None
    others: bool = False
    starts: int | None = None
    seed: int | None = None

    name: ClassVar[str] = "equilibrium"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_bounds(
            self,
            self.name,
            *PLAYED,
            ("tolerance", 1e-14, 1e-3, "a number from 1e-14 to 0.001"),
            ("starts", 0, 10_000, "a whole number from 0 to 10,000"),
            ("seed", 0, 2**63 - 1, f"a whole number from 0 to {2**63 - 1:,}"),
        )
        if self.others and self.policy != "logit":
            raise CommandError(
                "The setting 'others' of the lens 'equilibrium' searches for logit equilibria, "
                f"and the policy asked for is {self.policy!r}.\nLeave one of them out."
            )
        check_vantage(self.name, self.at, self.first_round, self.date)

    def look(
        self,
        game: Game,
        record: DatedRecord | None = None,
        *,
        policy: Policy | None = None,
        progress: Progress | None = None,
    ) -> xr.Dataset:
        """Return choices, values, votes and what follows; see `docs/reference/answers.md`.

        Parameters
        ----------
        game
            The game to solve.
        record
            The walked record, needed to look from a date.
        policy
            An equilibrium already solved for these settings from the state
            looked from; one that does not fit them is not used.
        progress
            Called with how much is done, and how much there is to do.

        Returns
        -------
        Dataset
            Its status is *did not converge*, and the arrays are left out but for
            those that say how far the method came, where no equilibrium was
            reached or the independent check found another.

        Raises
        ------
        CommandError
            If the settings do not fit the game or the record.
        NotApplicable
            If an actor has only an order of states.
        """
        from standoff.lenses.equilibrium_answer import followed, found, solved_by, way
        from standoff.lenses.playing import at_once
        from standoff.policy import THOROUGH, judged, verify

        start, round_on_date = origin(self, game, record)
        first_round = round_on_date or self.first_round
        horizon = game.horizon if self.horizon is None else (self.horizon or None)
        if horizon is not None and first_round > horizon:
            raise CommandError(
                f"The lens 'equilibrium' cannot look at round {first_round}: play ends with round "
                f"{horizon}.\nChoose an earlier 'first_round', or a longer 'horizon'."
            )
        self._check_search(game, horizon)
        solved = self._policy(game, policy, (start, first_round, horizon), progress)
        check = verify(game, solved, work=THOROUGH)
        solved = judged(solved, check)
        scalars = {
            "looked_from": int(game.moves.code[start]),
            "looked_round": first_round,
            "horizon": horizon or 0,
            "states_covered": int(solved.states.size),
            "rounds_verified": ", ".join(str(t) for t in check.rounds),
            **followed(solved),
            **solved_by(solved),
            **at_once(game),
        }
        answer = way(solved, check)
        if solved.status == "found":
            shown = found(game, solved, first_round)
            answer = answer.merge(shown, join="exact").assign_attrs(shown.attrs)
            if self.others:
                searched = self._search(game, solved, first_round, progress)
                told = answer.attrs | searched.attrs
                answer = answer.merge(searched, join="exact").assign_attrs(told)
        reached = {"status": solved.status, "cause": solved.cause, "remedy": solved.remedy}
        return answer.assign_attrs(scalars | answer.attrs | reached)

    def _policy(
        self,
        game: Game,
        given: Policy | None,
        where: tuple[int, int, int | None],
        progress: Progress | None,
    ) -> Policy:
        """Return the policy given if it answers the question, else solve."""
        import numpy as np

        from standoff.policy import play

        start, first_round, horizon = where
        if (
            given is not None
            and given.kind == self.policy == "logit"
            and given.start == start
            and given.horizon == horizon
            and np.array_equal(given.precision, self.precision_factor * game.precision)
            and (
                horizon is None or {first_round, first_round + 1} - {horizon + 1} <= set(given.kept)
            )
        ):
            return given
        settings = {name: getattr(self, name) for name in ("ties", "level", "reply", "plays")}
        settings = {name: value for name, value in settings.items() if value is not None}
        if self.policy == "logit":
            settings["tolerance"] = self.tolerance
        return play(
            game,
            self.policy,
            start=start,
            rounds=horizon or 0,
            precision_factor=self.precision_factor,
            keep=first_round,
            progress=progress,
            **settings,
        )

    def _search(
        self, game: Game, solved: Policy, first_round: int, progress: Progress | None
    ) -> xr.Dataset:
        """Look for further equilibria."""
        from standoff.lenses.equilibrium_others import STARTS, others

        starts = STARTS if self.starts is None else self.starts
        return others(
            game,
            solved,
            first_round=first_round,
            starts=starts,
            seed=self.seed or 0,
            progress=progress,
        )

    def _check_search(self, game: Game, horizon: int | None) -> None:
        """Refuse to search for others where there are none."""
        if self.others and horizon is not None and not game.crisis.together:
            raise CommandError(
                f"With an end after {horizon} rounds there is exactly one logit equilibrium, so "
                "there are no others to search for.\n"
                "Ask with horizon 0, which leaves play without an end."
            )
