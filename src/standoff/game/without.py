"""A game with something taken out of it: options, a veto, a seat in a body.

Nothing is compiled again. States, their positions and the list of actions stay,
so that answers about the two games can be laid side by side, state by state.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.errors import CommandError, nearest

if TYPE_CHECKING:
    from standoff.game.game import Game

__all__ = ["named_actions", "restricted", "without", "without_member", "without_veto"]


def without(game: Game, options: Iterable[str]) -> Game:
    """Return the game in which some options are never available.

    Parameters
    ----------
    game
        A compiled crisis.
    options
        Labels ``ACTOR.option``, ``ACTOR.*`` for all that an actor can do, and names of
        the instruments of the crisis.

    Returns
    -------
    Game
        With the same states at the same positions, the same actions in the same
        order, and a digest of its own (the same one if nothing is taken out).

    Raises
    ------
    CommandError
        If no option is called that.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("chicken")))
    >>> [action.label for action in game.actions][:2]
    ['A.swerve', 'A.straighten']
    >>> less = without(game, ["A.*"])
    >>> less.moves.available.any(axis=1).tolist(), game.moves.available.any(axis=1).tolist()
    ([False, False, True, True], [True, True, True, True])
    """
    allowed = np.ones_like(game.moves.available, dtype=np.bool_)
    allowed[named_actions(game, options)] = False
    return restricted(game, allowed)


def restricted(game: Game, allowed: npt.NDArray[np.bool_]) -> Game:
    """Return the game in which an action may be taken only where it is allowed as well.

    Parameters
    ----------
    game
        A compiled crisis.
    allowed
        Shape (A, S), or one that spreads to it.
    """
    available = np.where(allowed, game.moves.available, 0).astype(np.uint8)
    return replace(game, moves=game.moves._replace(available=available))


def named_actions(game: Game, options: Iterable[str]) -> list[int]:
    """Return the indices of options by their labels, ascending.

    ``ACTOR.*`` names all that an actor can do, and an instrument what it consists of.

    Raises
    ------
    CommandError
        If no option is called that.

    Examples
    --------
    >>> import standoff
    >>> game = standoff.compile(standoff.read(standoff.catalog.path("chicken")))
    >>> named_actions(game, ["B.*", "A.swerve"])
    [0, 2, 3]
    """
    asked = [options] if isinstance(options, str) else list(options)
    labels = [action.label for action in game.actions]
    sets = _sets(game)
    found: set[int] = set()
    for name in asked:
        if name not in labels and name not in sets:
            raise CommandError(
                f"No option is called '{name}'.\n{nearest(name, [*labels, *sets])}"
                "Write ACTOR.option, ACTOR.* for all of an actor's, or an instrument of the "
                f"crisis. Options: {', '.join(labels)}.{_instruments(game)}"
            )
        found |= sets[name] if name in sets else {labels.index(name)}
    return sorted(found)


def _sets(game: Game) -> dict[str, set[int]]:
    """Return what names of several options stand for."""
    found: dict[str, set[int]] = {f"{name}.*": set() for name in game.actor_names}
    index = {action.label: a for a, action in enumerate(game.actions)}
    for a, action in enumerate(game.actions):
        found[f"{game.actor_names[action.actor]}.*"].add(a)
    for one in game.crisis.instruments:
        found[one.name] = {index[f"{actor}.{option}"] for actor, option in one.options}
    return found


def _instruments(game: Game) -> str:
    names = [one.name for one in game.crisis.instruments]
    return f" Instruments: {', '.join(names)}." if names else ""


def without_veto(game: Game, body: str, member: str) -> Game:
    """Return the game in which a member of a body has no veto in it.

    In a consensus body, where one vote against is enough for everybody, the
    member's vote is left out instead: see `without_member`.

    Raises
    ------
    CommandError
        If there is no such body or member, or it has no veto.
    """
    b, j = _seat(game, body, member)
    if game.crisis.bodies[b].rule == "consensus":
        return without_member(game, body, member)
    if not game.ballots.veto[j]:
        holders = ", ".join(game.crisis.bodies[b].veto) or "nobody"
        raise CommandError(f"'{member}' has no veto in '{body}'.\nA veto has there: {holders}.")
    veto = game.ballots.veto.copy()
    veto[j] = 0
    return replace(game, ballots=game.ballots._replace(veto=veto))


def without_member(game: Game, body: str, member: str) -> Game:
    """Return the game in which a member of a body has no vote in it; quotas stay.

    Raises
    ------
    CommandError
        If there is no such body or member.
    """
    b, j = _seat(game, body, member)
    old = game.ballots
    first = old.member_first.copy()
    first[b + 1 :] -= 1
    less = old._replace(
        member_first=first,
        member_actor=np.delete(old.member_actor, j),
        votes=np.delete(old.votes, j),
        veto=np.delete(old.veto, j),
        band=np.delete(old.band, j),
        leaning=np.delete(old.leaning, j, axis=0),
    )
    return replace(game, ballots=less)


def _seat(game: Game, body: str, member: str) -> tuple[int, int]:
    """Return the index of a body, and of a member among all members."""
    bodies = [each.name for each in game.crisis.bodies]
    if body not in bodies:
        raise CommandError(
            f"No body is called '{body}'.\n"
            f"{nearest(body, bodies)}Bodies: {', '.join(bodies) or 'none'}."
        )
    b = bodies.index(body)
    members = [each.name for each in game.crisis.bodies[b].members]
    if member not in members:
        raise CommandError(
            f"'{body}' has no member '{member}'.\n"
            f"{nearest(member, members)}Members: {', '.join(members)}."
        )
    first, last = (int(at) for at in game.ballots.member_first[b : b + 2])
    if last - first != len(members):
        raise ValueError(f"A member of '{body}' has been taken out already.")
    return b, first + members.index(member)
