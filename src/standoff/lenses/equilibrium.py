"""The equilibrium lens: what they would do, if each reckons with the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from standoff.errors import CommandError
from standoff.lenses.origin import DatedRecord, origin

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.tables import Floats, Ints
    from standoff.policy import Check, Course, Policy, Proposal

Progress = Callable[[int, int], None]

ROUNDS = 40
"""Rounds shown where neither a horizon nor a calendar says how many there are."""

MOST_STATES = 5_000
"""States of an answer; of more, those that play most likely comes to."""

UNSETTLED = 1e-9
"""A long run that one more round changes by more than this is not reported."""


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
    """

    horizon: int | None = None
    precision_factor: float = 1.0
    at: Mapping[str, str] | None = None
    first_round: int = 1
    date: str | None = None
    tolerance: float = 1e-10

    name: ClassVar[str] = "equilibrium"

    def __post_init__(self) -> None:
        """Refuse settings that ask for nothing, before anything is computed."""
        if self.horizon is not None and not 0 <= self.horizon <= 10_000:
            self._refuse("horizon", "a whole number from 0 (no end) to 10,000")
        if not 0 <= self.precision_factor <= 1e6:
            self._refuse("precision_factor", "a number from 0 to 1,000,000")
        if not 1 <= self.first_round <= 10**6:
            self._refuse("first_round", "a whole number from 1 to 1,000,000")
        if not 1e-14 <= self.tolerance <= 1e-3:
            self._refuse("tolerance", "a number from 1e-14 to 0.001")
        if self.date is not None and (self.at is not None or self.first_round != 1):
            raise CommandError(
                "The lens 'equilibrium' was told to look from a date, and also a state or round.\n"
                "Give either 'date', or 'at' and 'first_round'."
            )

    def _refuse(self, setting: str, allowed: str) -> None:
        raise CommandError(
            f"The setting '{setting}' of the lens 'equilibrium' cannot be "
            f"{getattr(self, setting)!r}.\nIt takes {allowed}."
        )

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
        from standoff.policy import THOROUGH, judged, verify

        start, round_on_date = origin(self, game, record)
        first_round = round_on_date or self.first_round
        horizon = game.horizon if self.horizon is None else (self.horizon or None)
        if horizon is not None and first_round > horizon:
            raise CommandError(
                f"The lens 'equilibrium' cannot look at round {first_round}: play ends with round "
                f"{horizon}.\nChoose an earlier 'first_round', or a longer 'horizon'."
            )
        solved = self._policy(game, policy, (start, first_round, horizon), progress)
        check = verify(game, solved, work=THOROUGH)
        solved = judged(solved, check)
        scalars = {
            "looked_from": int(game.moves.code[start]),
            "looked_round": first_round,
            "horizon": horizon or 0,
            "states_covered": int(solved.states.size),
            "rounds_verified": ", ".join(str(t) for t in check.rounds),
        }
        answer = _way(solved, check)
        if solved.status == "found":
            found = _found(game, solved, first_round)
            answer = answer.merge(found, join="exact").assign_attrs(found.attrs)
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

        from standoff.policy import solve

        start, first_round, horizon = where
        if (
            given is not None
            and given.start == start
            and given.horizon == horizon
            and np.array_equal(given.precision, self.precision_factor * game.precision)
            and (
                horizon is None or {first_round, first_round + 1} - {horizon + 1} <= set(given.kept)
            )
        ):
            return given
        return solve(
            game,
            start=start,
            rounds=horizon or 0,
            precision_factor=self.precision_factor,
            tolerance=self.tolerance,
            keep=first_round,
            progress=progress,
        )


def _way(policy: Policy, check: Check) -> xr.Dataset:
    """Return how the method went: errors, effort and the branch."""
    import numpy as np
    import xarray as xr

    slots = int(policy.slot_first[1]) if policy.slot_first.size > 1 else 0
    if policy.branch is None:
        factor, residual = np.ones(1), np.array([policy.residual])
        choice = policy.choice[:1, policy.covered.row, :slots].astype(np.float64)
    else:
        factor, residual = policy.branch.factor, policy.branch.residual
        choice = policy.branch.choice
    padded = np.full((factor.size, _width(policy)), np.nan)
    padded[:, :slots] = choice
    return xr.Dataset(
        {
            "residual": policy.residual,
            "residual_verified": check.residual,
            "sweeps": policy.sweeps,
            "branch_precision": ("step", factor),
            "branch_residual": ("step", residual),
            "branch_choice": (("step", "slot"), padded),
        }
    )


def _width(policy: Policy) -> int:
    """Return the greatest number of choices of one turn."""
    return int((policy.slot_first[1:] - policy.slot_first[:-1]).max(initial=1))


def _found(game: Game, policy: Policy, first_round: int) -> xr.Dataset:
    """Put names on the equilibrium and on what follows from it."""
    import numpy as np
    import xarray as xr

    from standoff.policy import course, occupancy, proposals

    rounds = _rounds(game, policy, first_round)
    ahead = course(game, policy, rounds, first_round)
    share, error = ahead.last, 0.0
    if policy.horizon is None:
        share, error = occupancy(policy)
        if error > UNSETTLED:
            share = np.full_like(share, np.nan)
    asked = proposals(game, policy, _value(policy, first_round + 1), ahead.visits, first_round)
    rows = _rows_shown(policy, ahead, {policy.covered.row, *(p.row for p in asked)})
    answer = xr.Dataset(
        {
            **_choices(game, policy, first_round, rows),
            "value": (("actor", "state"), _value(policy, first_round)[:, rows]),
            "occupancy": ("state", share[rows]),
            "level_share": (("round", "variable", "level"), ahead.level_share),
            "level_index": (("variable", "state"), game.level_indices[:, policy.states[rows]]),
            **_votes(game, policy, asked),
        },
        coords={
            "actor": list(game.actor_names),
            "state": game.moves.code[policy.states[rows]],
            "variable": list(game.variable_names),
            "level": np.arange(ahead.level_share.shape[2]),
            "round": np.arange(first_round, first_round + rounds),
            "ballot": ["yes", "abstain", "no"],
        },
        attrs={"states_left_out": int(policy.states.size - rows.size), "occupancy_error": error},
    )
    return answer.assign_coords(_dates(game, answer["round"].values))


def _rounds(game: Game, policy: Policy, first_round: int) -> int:
    """Return how many rounds the course of play is shown for."""
    if policy.horizon is not None:
        return policy.horizon - first_round + 1
    calendar = game.crisis.calendar
    left = calendar.rounds - first_round + 1 if calendar is not None else ROUNDS
    return left if left > 0 else ROUNDS


def _value(policy: Policy, number: int) -> Floats:
    """Return the value at the beginning of a round; axes (i, r)."""
    if policy.horizon is None:
        return policy.value
    if number > policy.horizon:
        from standoff.policy.cover import perpetual

        return perpetual(policy.covered)[:, : policy.value.shape[0]].T
    return policy.kept[number]


def _rows_shown(policy: Policy, ahead: Course, needed: Collection[int]) -> Ints:
    """Return the covered states that the answer holds: all, or ``needed`` and the likeliest."""
    import numpy as np

    rows = np.arange(policy.states.size)
    if rows.size <= MOST_STATES:
        return rows
    weight = ahead.visits.copy()
    weight[list(needed)] = np.inf
    likeliest = np.lexsort((rows, -weight))[:MOST_STATES]
    return np.sort(likeliest)


def _choices(
    game: Game, policy: Policy, first_round: int, rows: Ints
) -> dict[str, tuple[object, object]]:
    """Return what each mover does, turn by turn."""
    import numpy as np

    from standoff.vocab import HOLD

    width, turns = _width(policy), game.turns.size
    choice = np.full((turns, rows.size, width), np.nan)
    labels = np.full((turns, width), "", dtype=object)
    table = policy.choice[policy.round(first_round)]
    for m in range(turns):
        slots = slice(int(policy.slot_first[m]), int(policy.slot_first[m + 1]))
        count = slots.stop - slots.start
        choice[m, :, :count] = table[rows, slots]
        for j, action in enumerate(policy.slot_action[slots]):
            labels[m, j] = HOLD if action < 0 else game.actions[action].label
    return {
        "choice": (("turn", "state", "slot"), choice),
        "slot_option": (("turn", "slot"), labels.astype(str)),
        "turn_actor": ("turn", [game.actor_names[i] for i in game.turns]),
    }


def _votes(
    game: Game, policy: Policy, asked: Sequence[Proposal]
) -> dict[str, tuple[object, object]]:
    """Return what bodies would do with each proposal, and each member's ballot."""
    import numpy as np

    bodies = game.crisis.bodies
    members = list(dict.fromkeys(m.name for body in bodies for m in body.members))
    ballots = np.full((len(asked), len(members), 3), np.nan)
    for row, proposal in enumerate(asked):
        seats = [members.index(m.name) for m in bodies[proposal.body].members]
        ballots[row, seats] = proposal.ballots
    return {
        "vote": ("vote", np.array([game.actions[p.action].label for p in asked], dtype=str)),
        "member": ("member", np.array(members, dtype=str)),
        "pass_probability": ("vote", np.array([p.passes for p in asked], dtype=np.float64)),
        "ballot_probability": (("vote", "member", "ballot"), ballots),
        "vote_body": ("vote", np.array([bodies[p.body].name for p in asked], dtype=str)),
        "vote_state": (
            "vote",
            np.array([game.moves.code[policy.states[p.row]] for p in asked], dtype=np.int64),
        ),
    }


def _dates(game: Game, number: np.typing.NDArray[np.int64]) -> dict[str, tuple[str, list[str]]]:
    """Return the first day of each round."""
    from standoff.record import round_start

    calendar = game.crisis.calendar
    if calendar is None:
        return {}
    try:
        days = [round_start(calendar, int(n)).isoformat() for n in number]
    except (ValueError, OverflowError):
        raise CommandError(
            f"{len(number)} rounds of this calendar go past the year 9999.\n"
            "Choose a shorter 'horizon'."
        ) from None
    return {"round_date": ("round", days)}
