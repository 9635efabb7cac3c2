"""Crisis to game: states, moves, votes, utilities, ranks."""

from standoff.game.compile import compile
from standoff.game.describe import describe
from standoff.game.game import Action, Game

__all__ = ["Action", "Game", "compile", "describe"]
