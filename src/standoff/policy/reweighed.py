"""What a vote would be if one actor cared otherwise, and everybody played accordingly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from standoff.kernels.eights import room
from standoff.kernels.tables import Floats
from standoff.policy.cover import perpetual
from standoff.policy.values import Values, values_over

if TYPE_CHECKING:
    from standoff.game import Game
    from standoff.policy.policy import Policy
    from standoff.policy.proposals import Proposal

__all__ = ["gain_if"]


def gain_if(
    game: Game, policy: Policy, number: int, asked: Proposal, actor: int, interest: int, more: float
) -> Floats:
    """Return what each actor gains by passage once an actor gives an interest more weight.

    Parameters
    ----------
    game, policy
        The game, and its logit equilibrium as things are.
    number
        The round in which the proposal is asked.
    asked
        The proposal.
    actor, interest, more
        Whose weight grows, that of which interest, by how much. Everybody knows it,
        and the game is solved again from the round on.

    Returns
    -------
    ndarray, shape (N,)

    Raises
    ------
    DidNotConverge
        If no stationary equilibrium of the changed game was reached.

    Examples
    --------
    >>> import numpy as np
    >>> import standoff
    >>> from standoff.policy import course, proposals, solve
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("council-2009")))
    >>> policy = solve(game)
    >>> asked = proposals(game, policy, policy.kept[2], course(game, policy, 1).visits)[0]
    >>> bool(np.allclose(gain_if(game, policy, 1, asked, 0, 0, 0.0), asked.gain))
    True
    """
    covered = policy.covered
    score = game.space.over_states(game.crisis.interests[interest].score)[covered.states]
    utility = room(*covered.round.utility.shape)
    utility[:] = covered.round.utility
    utility[:, actor] += more * score
    changed = replace(covered, round=covered.round._replace(utility=utility))
    left = 0 if policy.horizon is None else policy.horizon - number
    if policy.horizon is not None and left == 0:
        following = perpetual(changed)
    else:
        following = values_over(replace(game, precision=policy.precision), changed, left).first
    found = Values(changed, policy.precision, left or None, first=following, second=following)
    after = found.after_turn(asked.turn)
    won, lost = asked.outcomes
    gain: Floats = after[won] - after[lost]
    return gain
