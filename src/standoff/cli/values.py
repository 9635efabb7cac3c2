"""What is typed after an option, as values: settings, levels, motives."""

from __future__ import annotations

import json
from collections.abc import Iterable

from standoff.errors import CommandError

__all__ = ["levels_by_variable", "motives_by_actor", "settings_by_name"]


def settings_by_name(texts: Iterable[str]) -> dict[str, object]:
    """Read settings typed as ``name=value``.

    Numbers, true and false are read as such, a list is separated by commas, and
    anything else is text.

    Examples
    --------
    >>> settings_by_name(["paths=1000", "concepts=nash,seq", "tolerance=1e-8"])
    {'paths': 1000, 'concepts': ('nash', 'seq'), 'tolerance': 1e-08}
    """
    return {name: _value(text) for name, text in _pairs(texts, "--set", "NAME=VALUE")}


def motives_by_actor(texts: Iterable[str]) -> dict[str, str]:
    """Read motives typed as ``ACTOR=motive``."""
    return dict(_pairs(texts, "--motive", "ACTOR=MOTIVE"))


def levels_by_variable(text: str) -> dict[str, str]:
    """Read a state typed as ``variable=level,...``.

    Examples
    --------
    >>> levels_by_variable("blockade=on, strike=no")
    {'blockade': 'on', 'strike': 'no'}
    """
    return dict(_pairs(text.split(","), "--at", "VARIABLE=LEVEL,..."))


def _pairs(texts: Iterable[str], option: str, form: str) -> list[tuple[str, str]]:
    pairs: dict[str, str] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals and value):
            raise CommandError(f"{option} takes {form}, not '{text}'.")
        if name in pairs:
            raise CommandError(f"{option} gives '{name}' twice. Give it once.")
        pairs[name] = value
    return list(pairs.items())


def _value(text: str) -> object:
    if "," in text:
        return tuple(_value(part.strip()) for part in text.split(",") if part.strip())
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, bool | int | float) else text
