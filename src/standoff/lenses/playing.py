"""How lenses have a policy played: what the path kernel is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.policy.in_step import processors

if TYPE_CHECKING:
    from standoff.game import Game
    from standoff.kernels.path_steps import Rows
    from standoff.kernels.paths import Script
    from standoff.policy import Policy

__all__ = ["at_once", "processors", "script_of"]


def at_once(game: Game) -> dict[str, str]:
    """Return the attribute that says who moves at the same time; none if nobody does."""
    groups = [", ".join(game.crisis.order[first:stop]) for first, stop in game.crisis.together]
    return {"together": "; ".join(groups)} if groups else {}


def script_of(game: Game, policy: Policy, width: int) -> Script:
    """Lay out what movers and chance do for the path kernel."""
    from standoff.kernels.paths import Script
    from standoff.policy.forward import cells

    whole, profiles = policy.covered.round, policy.covered.profiles
    return Script(
        slot_first=policy.slot_first,
        slot_action=policy.slot_action,
        slot_vote=policy.slot_vote,
        choice=policy.choice,
        passes=policy.passes,
        outcome_first=whole.outcome_first,
        probability=whole.probability,
        target=whole.target,
        event_first=whole.chance_first,
        event_probability=whole.chance_probability,
        event_target=whole.chance_target,
        cell=cells(game, policy, width),
        parts=_parts(policy, profiles),
        profiles=len(profiles),
    )


def _parts(policy: Policy, profiles: Rows) -> Rows:
    """Return the actions of each slot, several where several move at once; axes (f, k)."""
    import numpy as np

    if not profiles.size:
        return profiles
    own = policy.covered.round.vote.size - len(profiles)
    table = np.full((policy.slot_action.size, profiles.shape[1]), -1, np.int32)
    is_profile = policy.slot_action >= own
    table[~is_profile, 0] = policy.slot_action[~is_profile]
    table[is_profile] = profiles[policy.slot_action[is_profile] - own]
    return table
