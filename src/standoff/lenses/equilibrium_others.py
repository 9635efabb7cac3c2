"""What a search for further equilibria adds to the answer of the equilibrium lens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.tables import Floats
    from standoff.policy import Policy
    from standoff.policy.hunt import Other

__all__ = ["STARTS", "others"]

STARTS = 20
"""Random starts where the lens is not told how many."""

UNSETTLED = 1e-9
"""A long run that one more round changes by more than this is not reported."""


def others(
    game: Game,
    policy: Policy,
    *,
    first_round: int,
    starts: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> xr.Dataset:
    """Search, and lay out each equilibrium as it looks from the state and round looked from.

    The first on the axis ``other`` is the one on the branch, which the rest of the
    answer is about.
    """
    import numpy as np
    import xarray as xr

    from standoff.policy.search import search

    found = search(game, policy, starts=starts, seed=seed, progress=progress)
    each = found.equilibria
    row = policy.covered.row
    count = np.arange(1, len(each) + 1)
    return xr.Dataset(
        {
            "other_way": ("other", [other.way for other in each]),
            "other_distance": ("other", [other.distance for other in each]),
            "other_led": ("other", [other.led for other in each]),
            "other_residual": ("other", [other.policy.residual for other in each]),
            "other_verified": ("other", [other.check.residual for other in each]),
            "other_radius": ("other", [other.slope.radius for other in each]),
            "other_lead": ("other", [other.slope.lead for other in each]),
            "other_choice": (
                ("other", "turn", "slot"),
                np.stack([_choices(other.policy, row, first_round) for other in each]),
            ),
            "other_value": (
                ("other", "actor"),
                np.stack([_worth(other.policy, row, first_round) for other in each]),
            ),
            "other_level_share": (
                ("other", "variable", "level"), np.stack([_levels(game, o) for o in each])
            ),
        },
        coords={"other": count},
        attrs={
            "others_starts": found.starts,
            "others_failed": found.failed,
            "others_unconfirmed": found.unconfirmed,
            "others_cut": int(found.is_cut),
        },
    )  # fmt: skip


def _worth(policy: Policy, row: int, first_round: int) -> Floats:
    """Return what each actor expects in one state, as a round begins."""
    value = policy.value if policy.horizon is None else policy.kept[first_round]
    return value[:, row]


def _choices(policy: Policy, row: int, first_round: int) -> Floats:
    """Return what each mover does in one state; axes (turn, slot), NaN beyond its slots."""
    import numpy as np

    from standoff.policy.seats import seats_of

    seats = seats_of(policy.covered)
    table = np.full((len(seats), max(seat.actions.size for seat in seats)), np.nan)
    for m, seat in enumerate(seats):
        table[m, : seat.actions.size] = seat.shares(policy.choice[policy.round(first_round), row])
    return table


def _levels(game: Game, other: Other) -> Floats:
    """Return the share of time at each level in the long run, if any; axes (variable, level)."""
    import numpy as np

    from standoff.policy import occupancy

    sizes = [len(variable.levels) for variable in game.crisis.variables]
    table = np.full((len(sizes), max(sizes)), np.nan)
    if other.policy.horizon is not None:
        return table
    share, error = occupancy(other.policy)
    if error <= UNSETTLED:
        digits = game.level_indices[:, other.policy.states]
        for v, size in enumerate(sizes):
            table[v, :size] = np.bincount(digits[v], share, size)
    return table
