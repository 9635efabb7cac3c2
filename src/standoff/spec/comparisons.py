"""How an actor compares states beyond an order: what is unknown, what is great, who matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standoff.spec.crisis import Expression, Number, Why

Attitude = Literal["devoting", "aggressive", "neutral"]


@dataclass(frozen=True)
class Unknown:
    """An actor's preference between any state of ``first`` and any of ``second`` is not known."""

    first: Expression
    second: Expression
    why: Why | None = None


@dataclass(frozen=True)
class Gap:
    """A great difference between the states where ``when`` holds and the others."""

    when: Expression
    why: Why | None = None


@dataclass(frozen=True)
class Stance:
    """The attitude of an actor to ``other``, which may be itself."""

    other: str
    attitude: Attitude
    why: Why | None = None


@dataclass(frozen=True)
class Comparison:
    """What a crisis says of how one actor compares states.

    Attributes
    ----------
    tolerance
        Utilities that differ by less are a tie.
    unknown
        Pairs that the analyst cannot compare for the actor.
    strength
        A difference of utility of at least this is a great one.
    gaps
        The same for an actor with an order only.
    attitudes
        What the actor makes of the preferences of others, and of its own.
    """

    tolerance: Number | None = None
    unknown: tuple[Unknown, ...] = ()
    strength: Number | None = None
    gaps: tuple[Gap, ...] = ()
    attitudes: tuple[Stance, ...] = ()
