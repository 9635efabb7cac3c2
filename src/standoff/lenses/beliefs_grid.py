"""The equilibrium with a private motive on a grid of beliefs, named for the lens beliefs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.game import Game
    from standoff.lenses.beliefs_learning import Filtered, Priors
    from standoff.policy.private import PrivateEquilibrium

__all__ = ["on_grids", "private", "quality"]

Progress = Callable[[int, int], None]

SETTLED = 1e-6
"""A choice may be so far from its fixed point, in probability; how far the worst is, is told."""


def on_grids(
    game: Game,
    games: dict[str, Game],
    priors: Priors,
    seen: Filtered | None,
    parts: int,
    rounds: int,
    threads: int,
    progress: Progress | None,
) -> tuple[PrivateEquilibrium, PrivateEquilibrium]:
    """Solve the game with the motive unknown, on the grid asked for and on one twice as fine."""
    from standoff.policy.private import solve_private

    seats = []
    if seen is not None:
        seats = [
            (seat.number, seat.turn, int(state))
            for seat, state in zip(seen.seats, seen.state, strict=True)
            if seat.number <= rounds
        ]

    def told(done: int, _: int, before: int = 0) -> None:
        if progress is not None:
            progress(before + done, 2 * rounds)

    place = game.actor_names.index(priors.actor)
    coarse, fine = (
        solve_private(
            games,
            place,
            resolution=parts * factor,
            rounds=rounds,
            seats=seats,
            threads=threads,
            progress=lambda done, all_, b=before: told(done, all_, b),  # type: ignore[misc]
        )
        for factor, before in ((1, 0), (2, rounds))
    )
    return coarse, fine


def quality(coarse: PrivateEquilibrium, fine: PrivateEquilibrium) -> dict[str, object]:
    """Say how far the coarser grid is from the finer, and choices from their fixed points.

    Where choices do not settle the equilibrium is left out, and what was found of the
    motives known stays.
    """
    import numpy as np

    residual = max(coarse.residual, fine.residual)
    if residual > SETTLED:
        unsettled = max(coarse.unsettled, fine.unsettled)
        return {"grid_residual": residual, "grid_unsettled": unsettled}
    # at certainty nothing is learned and both are exact, so the finer grid is where they differ
    gaps = []
    for place, belief in enumerate(fine.grid.belief):
        value, own = coarse.value_at(belief)
        gaps += [abs(value - fine.value[place]), abs(own - fine.motive_value[place])]
    return {"grid_error": float(np.nanmax(np.concatenate(gaps))), "grid_residual": residual}


def private(
    game: Game,
    priors: Priors,
    seen: Filtered | None,
    coarse: PrivateEquilibrium,
    fine: PrivateEquilibrium,
) -> dict[str, object]:
    """Put names on the equilibrium of the finer grid; nothing where it did not settle."""
    import numpy as np

    if max(coarse.residual, fine.residual) > SETTLED:
        return {}
    found: dict[str, object] = {
        "grid_belief": (("point", "motive"), fine.grid.belief),
        "grid_value": (("point", "actor"), fine.value),
        "grid_motive_value": (("point", "motive"), fine.motive_value),
        "actor": list(game.actor_names),
    }
    if seen is None:
        return found
    belief = np.full((len(seen.seats), priors.prior.size), np.nan)
    now = priors.prior
    first = int(game.moves.actor_first[game.actor_names.index(priors.actor)])
    for n, seat in enumerate(seen.seats):
        place = (seat.number, seat.turn, int(seen.state[n]))
        if place not in fine.choice:
            break
        option = int(seen.option[n])
        slot = 0 if option == 0 else option - first
        now = now * fine.choice_at(place, now)[:, slot]
        now = now / now.sum()
        belief[n] = now
    found["private_belief"] = (("moment", "motive"), belief)
    return found
