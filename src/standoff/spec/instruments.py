"""Instruments: sets of options that serve one purpose."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.spec.crisis import Text, Why


@dataclass(frozen=True)
class Instrument:
    """Options that serve one purpose, of one actor or of several.

    ``options`` are pairs of an actor and the name of an option of its own.
    """

    name: str
    title: Text
    options: tuple[tuple[str, str], ...]
    why: Why | None = None
