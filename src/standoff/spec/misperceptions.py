"""What an actor sees wrongly: states, options and preferences of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from standoff.spec.crisis import Expression, Number, Statement, Why


@dataclass(frozen=True)
class Misperception:
    """The game of one actor, as far as it differs from what the file says otherwise.

    Attributes
    ----------
    unseen
        Conditions of states that do not exist for the actor.
    unaware
        By other actor, the options, and the variables that it controls, that
        the actor does not know of.
    weights, priorities, rankings
        By other actor, what the actor believes that it wants.
    """

    unseen: tuple[Expression, ...] = ()
    unaware: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weights: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)
    priorities: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    rankings: Mapping[str, tuple[tuple[Expression, ...], ...]] = field(default_factory=dict)
    why: Why | None = None
