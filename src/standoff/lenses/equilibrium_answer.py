"""What the equilibrium lens answers: a policy and what follows from it, by name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from standoff.errors import CommandError

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.tables import Floats, Ints
    from standoff.policy import Check, Course, Policy, Proposal

__all__ = ["followed", "found", "solved_by", "way"]

ROUNDS = 40
"""Rounds shown where neither a horizon nor a calendar says how many there are."""

MOST_STATES = 5_000
"""States of an answer; of more, those that play most likely comes to."""

UNSETTLED = 1e-9
"""A long run that one more round changes by more than this is not reported."""


def followed(policy: Policy) -> dict[str, str | int]:
    """Return attributes that name a policy other than the logit equilibrium, and its settings."""
    if policy.kind == "logit":
        return {}
    settings = {
        f"policy_{name}": value if isinstance(value, int) else str(value)
        for name, value in policy.asked.items()
    }
    return {"policy_kind": policy.kind} | settings


def solved_by(policy: Policy) -> dict[str, str | int]:
    """Return attributes that say which method was needed, and into what parts play falls."""
    said: dict[str, str | int] = {"method": policy.method} if policy.method else {}
    if policy.components:
        said |= {"components": policy.components, "largest_component": policy.largest_component}
    return said


def way(policy: Policy, check: Check) -> xr.Dataset:
    """Return how the method went: errors, effort and the branch."""
    import numpy as np
    import xarray as xr

    from standoff.policy.seats import seats_of

    first = seats_of(policy.covered)[0]
    if policy.branch is None:
        factor, residual = np.ones(1), np.array([policy.residual])
        choice = policy.choice[:1, policy.covered.row]
    else:
        factor, residual = policy.branch.factor, policy.branch.residual
        choice = policy.branch.choice
    gains = {"regret": check.regret, "drift": policy.drift}
    told: dict[str, object] = {n: value for n, value in gains.items() if not np.isnan(value)}
    padded = np.full((factor.size, _width(policy)), np.nan)
    padded[:, : first.actions.size] = first.shares(choice)
    used = {name: count for name, count in policy.effort.items() if count}
    if used:
        told["sweeps_by_method"] = ("method", np.array(list(used.values())))
    return xr.Dataset(
        {
            "residual": policy.residual,
            "residual_verified": check.residual,
            "sweeps": policy.sweeps,
            **told,
            "branch_precision": ("step", factor),
            "branch_residual": ("step", residual),
            "branch_choice": (("step", "slot"), padded),
        },
        coords={"method": list(used)} if used else {},
    )


def _sureness(game: Game, policy: Policy) -> dict[str, tuple[str, Floats]]:
    """Return each actor's precision, NaN where it replies for sure, and its patience."""
    import numpy as np

    is_sure = policy.kind == "perfect" or policy.asked.get("reply") == "best"
    precision = np.full_like(policy.precision, np.nan) if is_sure else policy.precision
    return {"precision": ("actor", precision), "patience": ("actor", game.patience)}


def _width(policy: Policy) -> int:
    """Return the greatest number of choices of one turn."""
    from standoff.policy.seats import seats_of

    return max((seat.actions.size for seat in seats_of(policy.covered)), default=1)


def found(game: Game, policy: Policy, first_round: int) -> xr.Dataset:
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
            **_sureness(game, policy),
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

    from standoff.policy.seats import seats_of
    from standoff.vocab import HOLD

    seats, width = seats_of(policy.covered), _width(policy)
    choice = np.full((len(seats), rows.size, width), np.nan)
    labels = np.full((len(seats), width), "", dtype=object)
    table = policy.choice[policy.round(first_round)][rows]
    for m, seat in enumerate(seats):
        choice[m, :, : seat.actions.size] = seat.shares(table)
        for j, action in enumerate(seat.actions):
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
