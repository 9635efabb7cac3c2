"""Questions to a game: each lens is a file, and a line in the list below.

A lens is a frozen dataclass whose fields are its settings. It reads a compiled
game and returns labelled arrays; `standoff.look` checks what it was asked,
runs it, and stamps the answer.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from standoff.errors import CommandError, nearest

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game

__all__ = ["LENSES", "Lens", "find", "names"]

LENSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "stability": "standoff.lenses.stability:Stability",
        "foresight": "standoff.lenses.foresight:Foresight",
        "preferences": "standoff.lenses.preferences:Preferences",
        "coalitions": "standoff.lenses.coalitions:Coalitions",
        "paths": "standoff.lenses.paths:Paths",
        "inverse": "standoff.lenses.inverse:Inverse",
        "hypergame": "standoff.lenses.hypergame:Hypergame",
        "equilibrium": "standoff.lenses.equilibrium:Equilibrium",
        "gambit": "standoff.lenses.gambit:Gambit",
        "beliefs": "standoff.lenses.beliefs:Beliefs",
        "ensemble": "standoff.lenses.ensemble:Ensemble",
        "votes": "standoff.lenses.votes:Votes",
        "deals": "standoff.lenses.deals:Deals",
        "leverage": "standoff.lenses.leverage:Leverage",
        "spatial": "standoff.lenses.spatial:Spatial",
        "hindcast": "standoff.lenses.hindcast:Hindcast",
        "reactions": "standoff.lenses.reactions:Reactions",
    }
)
"""Where each lens is: its module and its class, imported only when it is asked for."""


class Lens(Protocol):
    """A question with its settings: a frozen dataclass, one field for each setting.

    A setting that is a state is called ``at`` and maps variables to levels; one
    that starts the drawing of chance is called ``seed``; ``threads`` never
    changes an answer, and is not stamped on it.
    """

    name: ClassVar[str]

    def look(self, game: Game) -> xr.Dataset:
        """Answer the question, as ``docs/reference/answers.md`` lays it out.

        The game is only read. The lens may set attributes of its own, and
        ``status``, ``cause`` and ``remedy`` where it found nothing. A lens that
        uses ``record``, ``policy``, ``progress`` or ``announce`` takes a parameter of
        that name, with None as default; `standoff.look` then hands it over.

        Raises
        ------
        NotApplicable
            If the game lacks what the lens needs.
        """
        ...


def names() -> tuple[str, ...]:
    """Name the lenses, in the order in which they are shown.

    Examples
    --------
    >>> names()[0], "equilibrium" in names()
    ('stability', True)
    """
    return tuple(LENSES)


def find(name: str) -> type[Lens]:
    """Return the class of a lens.

    Raises
    ------
    CommandError
        If there is no such lens.

    Examples
    --------
    >>> find("stabilty")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    standoff.errors.CommandError: No lens is called 'stabilty'.
    Did you mean 'stability'? Lenses: stability, ...
    """
    if name not in LENSES:
        raise CommandError(
            f"No lens is called '{name}'.\n{nearest(name, LENSES)}Lenses: {', '.join(LENSES)}."
        )
    module, _, attribute = LENSES[name].partition(":")
    lens: type[Lens] = getattr(importlib.import_module(module), attribute)
    return lens
