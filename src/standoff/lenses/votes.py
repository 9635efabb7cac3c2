"""The votes lens: would it pass, whose vote decides, and what would change it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from standoff.errors import CommandError, NotApplicable, nearest
from standoff.lenses.chosen import PLAYED, check_bounds, check_origin
from standoff.lenses.origin import DatedRecord, origin
from standoff.lenses.votes_answer import asked_of, content_of, decided_in, most_content
from standoff.lenses.votes_interest import interests_in

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game
    from standoff.policy import Policy, Proposal
    from standoff.record import Walk

__all__ = ["Votes"]

Progress = Callable[[int, int], None]

ROUNDS = 40
"""Rounds looked ahead where neither a horizon nor a calendar says how many there are."""


@dataclass(frozen=True)
class Votes:
    """Ask of each proposal who would vote how, whether it passes, and who decides.

    Members vote by what they expect from there on, as the equilibrium has it.
    A proposal is asked in the state looked from if it may be tabled there, else
    in the state fewest moves away where it may.

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
    measure
        The variable whose level says how much content a text has; by default,
        of those that a text changes, the one that most texts change.
    allow
        Options, as ACTOR.option, that may be taken in the state looked from
        even where their own conditions do not let them: what if this were
        tabled now? Everybody reckons with it.
    again
        How many of the changes that would turn a vote are checked by solving the
        game again with the changed weight, the most important first; by default as
        many as take about a second together, and none where play has no end.
    """

    horizon: int | None = None
    precision_factor: float = 1.0
    at: Mapping[str, str] | None = None
    first_round: int = 1
    date: str | None = None
    measure: str | None = None
    allow: tuple[str, ...] | None = None
    again: int | None = None

    name: ClassVar[str] = "votes"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        check_bounds(self, self.name, *PLAYED, ("again", 0, 1000, "a whole number from 0 to 1,000"))
        check_origin("The lens 'votes'", self.at, self.date)
        if self.date is not None and self.first_round != 1:
            raise CommandError(
                "The lens 'votes' was told to look from a date, and also from a round.\n"
                "Give either 'date' or 'first_round'."
            )

    def look(
        self,
        game: Game,
        record: DatedRecord | Walk | None = None,
        *,
        policy: Policy | None = None,
        progress: Progress | None = None,
    ) -> xr.Dataset:
        """Return ballots, passage, pivots and turns; see `docs/reference/answers.md`.

        Parameters
        ----------
        game
            The game; members that are actors need preferences in numbers.
        record
            The walked record, needed to look from a date; what it shows of each
            proposal from there on is set beside the answer.
        policy
            An equilibrium already solved for these settings from the state
            looked from; one that does not fit them is not used.
        progress
            Called with how much is done, and how much there is to do.

        Raises
        ------
        CommandError
            If the settings do not fit the game or the record.
        NotApplicable
            If no option is decided by a body, or an actor has only an order.
        """
        if self.measure is not None and self.measure not in game.variable_names:
            raise CommandError(
                f"The lens 'votes' was told to measure content by '{self.measure}', and no "
                f"variable is called so.\n{nearest(self.measure, game.variable_names)}"
                f"Variables: {', '.join(game.variable_names)}."
            )
        if not (game.moves.vote >= 0).any():
            raise NotApplicable(
                "No option of this crisis is decided by a body.\n"
                "Give an option the effect {vote: BODY} and describe the body under 'bodies'; "
                "for the power that rules alone give, see 'standoff power'."
            )
        start, round_on_date = origin(self, game, record)
        number = round_on_date or self.first_round
        if self.allow:
            from standoff.game.allowing import allowing

            game = allowing(game, self.allow, start)
        solved = self._solved(game, policy, start, number, progress)
        scalars = {"looked_from": int(game.moves.code[start]), "looked_round": number}
        if solved.status != "found":
            import xarray as xr

            return xr.Dataset(
                attrs=scalars
                | {"status": solved.status, "cause": solved.cause, "remedy": solved.remedy}
            )
        asked = self._asked(game, solved, number)
        answer = asked_of(game, solved, asked, start)
        content = content_of(game, solved, asked, self.measure)
        since = dt.date.fromisoformat(self.date) if self.date else None
        decided = decided_in(record, [game.actions[p.action].label for p in asked], number, since)
        parts = interests_in(game, solved, asked, number, answer, self.again)
        for more in (content, decided, parts):
            answer = answer.merge(more, join="exact")
        most = {"most_content": most_content(answer)}
        return answer.assign_attrs(scalars | most | _nothing(asked))

    def _solved(
        self, game: Game, given: Policy | None, start: int, number: int, progress: Progress | None
    ) -> Policy:
        """Return the policy given if it answers the question, else solve and verify."""
        import numpy as np

        from standoff.policy import confirmed, solve

        horizon = game.horizon if self.horizon is None else (self.horizon or None)
        if horizon is not None and number > horizon:
            raise CommandError(
                f"The lens 'votes' cannot look at round {number}: play ends with round {horizon}.\n"
                "Choose an earlier 'first_round', or a longer 'horizon'."
            )
        if (
            given is not None
            and given.kind == "logit"
            and given.start == start
            and given.horizon == horizon
            and np.array_equal(given.precision, self.precision_factor * game.precision)
            and (horizon is None or {number, number + 1} - {horizon + 1} <= set(given.kept))
        ):
            return given
        return confirmed(
            game,
            solve(
                game, start=start, rounds=horizon or 0, precision_factor=self.precision_factor,
                keep=number, progress=progress,
            ),
        )  # fmt: skip

    def _asked(self, game: Game, policy: Policy, number: int) -> list[Proposal]:
        """Ask every proposal, in the likeliest of the nearest states."""
        from standoff.policy import course, proposals
        from standoff.policy.proposals import value_when

        calendar = game.crisis.calendar
        ahead = calendar.rounds - number + 1 if calendar is not None else ROUNDS
        if policy.horizon is not None:
            ahead = policy.horizon - number + 1
        visits = course(game, policy, ahead if ahead > 0 else ROUNDS, number).visits
        asked = proposals(game, policy, value_when(policy, number + 1), visits, number)
        return sorted(asked, key=lambda p: (p.moves > 0, p.moves))


def _nothing(asked: Sequence[Proposal]) -> dict[str, str]:
    if asked:
        return {}
    return {
        "status": "none exists",
        "cause": "No proposal of this crisis can be tabled from this state on.",
        "remedy": "Look from another state with 'at', or from another day with 'date'.",
    }
