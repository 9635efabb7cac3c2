"""The moves of a game, listed for a lens that follows them one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.errors import NotApplicable
from standoff.kernels.edges import Edges, TooManyMoves, edges

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["listed_moves"]


def listed_moves(game: Game, most: int = 20_000_000) -> Edges:
    """List the moves of every actor, votes going as the members prefer.

    Raises
    ------
    NotApplicable
        If there are more than ``most``.
    """
    try:
        return edges(game.moves, game.sincere_passes(), most=most)
    except TooManyMoves as error:
        raise NotApplicable(
            f"The game has {error.moves} moves, more than the {error.most} that can be followed "
            "one by one.\nUse the lens 'stability', which needs no list of moves, or make the "
            "crisis smaller: fewer variables or levels, or more states that are infeasible."
        ) from None
