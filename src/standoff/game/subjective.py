"""The game as one actor sees it, and what it sees of the states.

Letters
-------
``i`` the actor that sees, ``j`` the actor that moves; ``s`` state now, ``t``
state after; ``a`` action, ``o`` outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from standoff.game.game import Action, Game
from standoff.game.preferences import utilities, weights_in_force
from standoff.kernels.tables import Bytes
from standoff.spec.misperceptions import Misperception

__all__ = ["as_moved", "as_seen", "seen"]

Mask = npt.NDArray[np.bool_]


def seen(game: Game) -> Mask:
    """Say which states each actor sees; shape (N, S).

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> bool(seen(game).all())
    True
    """
    found = np.ones((len(game.actor_names), game.state_count), np.bool_)
    for actor, wrong in game.crisis.misperceptions.items():
        for condition in wrong.unseen:
            found[game.actor_names.index(actor)] &= ~game.space.where(condition)
    return found


def as_seen(game: Game, actor: str) -> Game:
    """Return the game that one actor believes is played.

    States that it does not see are kept, so that all games have the same states,
    but nobody moves from them or to them. Options that it does not know of are
    never available, and others want what it believes that they want. An option
    by chance is left out where one of its outcomes is not seen.

    Parameters
    ----------
    game
        The game as it is.
    actor
        Whose game is wanted.

    Returns
    -------
    Game
        ``game`` itself for an actor that sees everything right.

    References
    ----------
    Wang, Hipel and Fraser (1988), Behavioral Science 33:207-223: first-level
    hypergames.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.spec.read_text('''
    ... name: strait
    ... actors: [harbour, island]
    ... variables: {blockade: [off, on], strike: [no, yes]}
    ... controls: {harbour: [blockade], island: [strike]}
    ... ranking: {harbour: [blockade == on, blockade == off], island: [strike == yes, strike == no]}
    ... misperceptions: {harbour: {options: {island: [strike]}}}
    ... '''))
    >>> as_seen(game, "harbour").moves.available.sum(axis=1).tolist()
    [2, 2, 0, 0]
    >>> as_seen(game, "island") is game
    True
    """
    wrong = game.crisis.misperceptions.get(actor)
    if wrong is None:
        return game
    found = _with_beliefs(game, wrong)
    available = found.moves.available.copy()
    for a, action in enumerate(game.actions):
        unknown = wrong.unaware.get(game.actor_names[action.actor], ())
        if unknown:
            available[a] &= _is_known(game, action, unknown)
    if wrong.unseen:
        visible = seen(game)[game.actor_names.index(actor)]
        everybody = np.broadcast_to(visible, (len(game.actor_names), visible.size))
        available = _narrowed(found, available, everybody)
    return replace(found, moves=found.moves._replace(available=available))


def as_moved(game: Game) -> Game:
    """Return the game in which no actor moves from or to a state that it does not see.

    All else is as it is: others move as they can, and want what they want. This
    is how the files of one desktop tool are meant.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("prisoners")))
    >>> as_moved(game) is game
    True
    """
    if not any(wrong.unseen for wrong in game.crisis.misperceptions.values()):
        return game
    available = _narrowed(game, game.moves.available.copy(), seen(game))
    return replace(game, moves=game.moves._replace(available=available))


def _with_beliefs(game: Game, wrong: Misperception) -> Game:
    """Give the others what an actor believes that they want."""
    believed = {*wrong.weights, *wrong.priorities, *wrong.rankings}
    if not believed:
        return game
    crisis = game.crisis
    weights = {**_others(weights_in_force(crisis, game.motives), believed), **wrong.weights}
    crisis = replace(
        crisis,
        weights=weights,
        priorities={**_others(crisis.priorities, believed), **wrong.priorities},
        rankings={**_others(crisis.rankings, believed), **wrong.rankings},
    )
    return replace(game, crisis=crisis, utility=utilities(crisis, weights, game.space))


T = TypeVar("T")


def _others(held: Mapping[str, T], believed: set[str]) -> dict[str, T]:
    return {actor: value for actor, value in held.items() if actor not in believed}


def _is_known(game: Game, action: Action, unknown: tuple[str, ...]) -> Mask:
    """Say in which states an action exists for who does not know of these; shape (S,).

    A setting of controlled variables is known where it leaves alone all those
    that are unknown.
    """
    if not action.is_implicit:
        return np.full(game.state_count, action.option not in unknown)
    known = np.ones(game.state_count, np.bool_)
    for part in action.option.split(","):
        name, _, level = part.partition("=")
        if name in unknown:
            v = game.variable_names.index(name)
            known &= game.level_indices[v] == game.crisis.variables[v].levels.index(level)
    return known


def _narrowed(game: Game, available: Bytes, visible: Mask) -> Bytes:
    """Take away what leads from or to a state that its mover, by row of ``visible``, misses."""
    moves = game.moves
    passes = game.sincere_passes() if (moves.vote >= 0).any() else None
    for a, action in enumerate(game.actions):
        sees = visible[action.actor]
        may = sees.copy()
        first, last = int(moves.outcome_first[a]), int(moves.outcome_first[a + 1])
        for o in range(first, last):
            t = game.targets(moves, o)
            reached = (t < 0) | sees[t]
            if moves.vote[a] >= 0:
                assert passes is not None
                reached |= (passes[a] == 1) != (o == first)
            may &= reached
        available[a] &= may
    return available
