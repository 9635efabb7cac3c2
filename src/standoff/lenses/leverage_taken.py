"""What can be taken out of a game, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.errors import CommandError, nearest
from standoff.game.without import named_actions, without, without_member, without_veto

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["Taken", "read", "unasked"]


@dataclass(frozen=True, eq=False)
class Taken:
    """Something taken out: its label, the game without it, and the options it takes."""

    label: str
    game: Game
    options: tuple[int, ...]
    owners: tuple[int, ...]
    """Actors whose it is, ascending; empty for a member that is none."""


def unasked(game: Game) -> tuple[str, ...]:
    """Name what is taken out if nobody says: instruments, else all that each actor can do.

    An instrument of actors that never move is left out, and so is an actor that never
    moves or has no option.

    Examples
    --------
    >>> import standoff
    >>> unasked(standoff.compile(standoff.read(standoff.catalog.path("dprk-2009"))))
    ('programme', 'threats', 'pressure', 'inducements', 'mediation')
    >>> unasked(standoff.compile(standoff.read(standoff.catalog.path("chicken"))))
    ('A.*', 'B.*')
    """
    moving = {game.actor_names[int(i)] for i in game.turns}
    named = tuple(
        one.name
        for one in game.crisis.instruments
        if any(actor in moving for actor, _ in one.options)
    )
    return named or _by_actor(game)


def _by_actor(game: Game) -> tuple[str, ...]:
    turns = {int(i) for i in game.turns}
    able = {action.actor for action in game.actions} & turns
    return tuple(sorted(f"{game.actor_names[i]}.*" for i in able))


def read(game: Game, label: str) -> Taken:
    """Take out of a game what a label names.

    Raises
    ------
    CommandError
        If there is nothing of that name.
    """
    kind, colon, rest = label.partition(":")
    if colon and kind in ("veto", "seat"):
        return _seats(game, label, kind, rest)
    parts = [part.strip() for part in label.split("+")]
    options = tuple(named_actions(game, parts))
    owners = tuple(sorted({game.actions[a].actor for a in options}))
    return Taken(label, without(game, parts), options, owners)


def _seats(game: Game, label: str, kind: str, place: str) -> Taken:
    """Take a member's veto or seat, in one body or in all."""
    body, dot, member = place.partition(".")
    if not dot:
        body, member = "", place
    held = _held(game, kind, member)
    found = [body] if dot else held
    if not found:
        members = sorted({m.name for b in game.crisis.bodies for m in b.members})
        what = "a veto" if kind == "veto" else "a seat"
        raise CommandError(
            f"'{label}': '{member}' has {what} in no body.\n"
            f"{nearest(member, members)}Members: {', '.join(members) or 'none'}."
        )
    less = game
    for name in found:
        less = (without_veto if kind == "veto" else without_member)(less, name, member)
    owners = (game.actor_names.index(member),) if member in game.actor_names else ()
    return Taken(label, less, (), owners)


def _held(game: Game, kind: str, member: str) -> Sequence[str]:
    """List the bodies in which a member has a veto, or a seat."""
    bodies = [b for b in game.crisis.bodies if any(m.name == member for m in b.members)]
    if kind == "veto":
        bodies = [b for b in bodies if b.rule == "consensus" or member in b.veto]
    return [body.name for body in bodies]
