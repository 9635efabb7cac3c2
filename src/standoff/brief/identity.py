"""What the answers of a brief that no lens gives are answers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff import __version__
from standoff.result.stamp import Stamp

if TYPE_CHECKING:
    from standoff.game import Game
    from standoff.record import Walk


def identity_of(game: Game, walk: Walk | None, lens: str, **settings: object) -> Stamp:
    """Return the identity of an answer about a game and its record."""
    return Stamp(
        lens=lens,
        settings=settings,
        crisis=game.crisis.name,
        crisis_digest=game.crisis_digest,
        game_digest=game.digest,
        version=__version__,
        labels=game.labels,
        record_digest="" if walk is None else walk.digest,
    )
