"""What a search for further equilibria adds to the answer of the equilibrium lens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.tables import Floats
    from standoff.policy import Policy
    from standoff.policy.search import Other

__all__ = ["STARTS", "others"]

STARTS = 20
"""Random starts where the lens is not told how many."""

UNSETTLED = 1e-9
"""A long run that one more round changes by more than this is not reported."""


def others(
    game: Game,
    policy: Policy,
    *,
    starts: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> xr.Dataset:
    """Search, and lay out each equilibrium as it looks from the state looked from.

    The first on the axis ``other`` is the one on the branch, which the rest of the
    answer is about.
    """
    import numpy as np
    import xarray as xr

    from standoff.policy.dynamics import dynamics
    from standoff.policy.search import search

    found = search(game, policy, starts=starts, seed=seed, progress=progress)
    each = found.equilibria
    slopes = [dynamics(game, other.policy) for other in each]
    row = policy.covered.row
    count = np.arange(1, len(each) + 1)
    return xr.Dataset(
        {
            "other_way": ("other", [other.way for other in each]),
            "other_distance": ("other", [other.distance for other in each]),
            "other_led": ("other", [other.led for other in each]),
            "other_residual": ("other", [other.policy.residual for other in each]),
            "other_verified": ("other", [other.check.residual for other in each]),
            "other_radius": ("other", [slope.radius for slope in slopes]),
            "other_lead": ("other", [slope.lead for slope in slopes]),
            "other_choice": (
                ("other", "turn", "slot"), np.stack([_choices(o.policy, row) for o in each])
            ),
            "other_value": (
                ("other", "actor"), np.stack([other.policy.value[:, row] for other in each])
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


def _choices(policy: Policy, row: int) -> Floats:
    """Return what each mover does in one state; axes (turn, slot), NaN beyond its slots."""
    import numpy as np

    from standoff.policy.seats import seats_of

    seats = seats_of(policy.covered)
    table = np.full((len(seats), max(seat.actions.size for seat in seats)), np.nan)
    for m, seat in enumerate(seats):
        table[m, : seat.actions.size] = seat.shares(policy.choice[0, row])
    return table


def _levels(game: Game, other: Other) -> Floats:
    """Return the share of time at each level in the long run; axes (variable, level)."""
    import numpy as np

    from standoff.policy import occupancy

    share, error = occupancy(other.policy)
    sizes = [len(variable.levels) for variable in game.crisis.variables]
    table = np.full((len(sizes), max(sizes)), np.nan)
    if error <= UNSETTLED:
        digits = game.level_indices[:, other.policy.states]
        for v, size in enumerate(sizes):
            table[v, :size] = np.bincount(digits[v], share, size)
    return table
