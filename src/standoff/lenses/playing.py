"""How lenses have a policy played: what the path kernel is given."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.game import Game
    from standoff.kernels.paths import Script
    from standoff.policy import Policy

__all__ = ["processors", "script_of"]


def processors() -> int:
    """Return how many processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def script_of(game: Game, policy: Policy, width: int) -> Script:
    """Lay out what movers and chance do for the path kernel."""
    import numpy as np

    from standoff.kernels.markov_cover import targets
    from standoff.kernels.paths import Script
    from standoff.policy.forward import cells

    plays = np.zeros(len(game.actor_names), dtype=np.uint8)
    plays[game.turns] = 1
    return Script(
        slot_first=policy.slot_first,
        slot_action=policy.slot_action,
        slot_vote=policy.slot_vote,
        choice=policy.choice,
        passes=policy.passes,
        outcome_first=game.moves.outcome_first,
        probability=game.moves.probability,
        target=targets(game.moves, plays, policy.states),
        event_first=game.chance.outcome_first,
        event_probability=game.chance.probability,
        event_target=targets(game.chance, np.ones(1, dtype=np.uint8), policy.states),
        cell=cells(game, policy, width),
    )
