"""A game in which options may be taken in one state where the crisis does not let them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from standoff.errors import CommandError
from standoff.game.without import named_actions

if TYPE_CHECKING:
    from standoff.game.game import Game
    from standoff.kernels.tables import Moves

__all__ = ["allowing"]


def allowing(game: Game, options: Iterable[str], state: int) -> Game:
    """Return the game in which some options may be taken in one state, whatever their condition.

    Parameters
    ----------
    game
        A compiled crisis.
    options
        Labels ``ACTOR.option``.
    state
        Position of the state.

    Returns
    -------
    Game
        With the same states and actions, and a digest of its own.

    Raises
    ------
    CommandError
        If no option is called that, or if an outcome of it would lead from there
        to a state that cannot be.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("chicken")))
    >>> label = game.actions[1].label
    >>> bool(game.moves.available[1, 0]), bool(allowing(game, [label], 0).moves.available[1, 0])
    (False, True)
    """
    moves = game.moves
    available = moves.available.copy()
    for a in named_actions(game, options):
        _check(game, a, state)
        available[a, state] = 1
    return replace(game, moves=moves._replace(available=available))


def _check(game: Game, action: int, state: int) -> None:
    """Refuse an action of which an outcome leads to what cannot be."""
    moves = game.moves
    for o in range(int(moves.outcome_first[action]), int(moves.outcome_first[action + 1])):
        if moves.position[_after(moves, o, int(moves.code[state]))] < 0:
            raise CommandError(
                f"'{game.actions[action].label}' cannot be allowed there: it might lead to a "
                "state that the crisis rules out.\nAllow another option, or look from another "
                "state."
            )


def _after(moves: Moves, o: int, code: int) -> int:
    """Return the number of the state that an outcome makes of a number."""
    steps = range(int(moves.step_first[o]), int(moves.step_first[o + 1]))
    digits = [code // int(moves.step_stride[t]) % int(moves.step_size[t]) for t in steps]
    return code + sum(
        int(moves.delta[moves.step_delta[t] + digit])
        for t, digit in zip(steps, digits, strict=True)
    )
