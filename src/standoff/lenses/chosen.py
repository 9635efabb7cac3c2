"""Settings that several lenses share, checked in one place and in the same words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from standoff.errors import CommandError, nearest
from standoff.vocab import CONCEPTS

__all__ = [
    "PLAYED",
    "check_bounds",
    "check_concepts",
    "check_count",
    "check_name",
    "check_origin",
    "check_vantage",
    "check_wholes",
]


Bound = tuple[str, float, float, str]
"""A setting, the least and the most that it may be, and that in words."""

PLAYED: Final[tuple[Bound, ...]] = (
    ("horizon", 0, 10_000, "a whole number from 0 (no end) to 10,000"),
    ("precision_factor", 0, 1e6, "a number from 0 to 1,000,000"),
    ("first_round", 1, 10**6, "a whole number from 1 to 1,000,000"),
)
"""Settings that say what is played, how surely, and which round is looked at."""


def check_bounds(lens: object, name: str, *bounds: Bound) -> None:
    """Refuse settings of a lens that are out of bounds; None is a default.

    Raises
    ------
    CommandError
        Naming the setting and what it takes.
    """
    for setting, least, most, allowed in bounds:
        value = getattr(lens, setting)
        if value is not None and not least <= value <= most:
            raise CommandError(
                f"The setting '{setting}' of the lens '{name}' cannot be {value!r}.\n"
                f"It takes {allowed}."
            )


def check_concepts(lens: str, concepts: Sequence[str], known: Sequence[str] = CONCEPTS) -> None:
    """Refuse an empty list of concepts, and a concept that does not exist.

    Raises
    ------
    CommandError
        Naming the nearest concept that exists.

    Examples
    --------
    >>> check_concepts("paths", ("nahs",), ("nash", "seq"))
    Traceback (most recent call last):
    standoff.errors.CommandError: paths knows no concept called 'nahs'. Did you mean 'nash'?
    Known: nash, seq.
    """
    if not concepts:
        raise CommandError(f"{lens} was given no concept. Known: {', '.join(known)}.")
    for concept in concepts:
        check_name(lens, "concept", concept, known)


def check_name(lens: str, kind: str, name: str, known: Collection[str]) -> None:
    """Refuse the name of what does not exist.

    Raises
    ------
    CommandError
        Naming the nearest that exists.
    """
    if name not in known:
        raise CommandError(
            f"{lens} knows no {kind} called '{name}'. "
            f"{nearest(name, known)}Known: {', '.join(known)}."
        )


def check_wholes(
    lens: object, name: str, *bounds: tuple[str, int, int], optional: Collection[str] = ()
) -> None:
    """Refuse settings of a lens that are no whole numbers within their bounds.

    Parameters
    ----------
    lens
        Whose settings they are.
    name
        What it is called.
    bounds
        Setting, least and most.
    optional
        Settings that may be None.

    Raises
    ------
    CommandError
        Naming the setting and its bounds.
    """
    for setting, least, most in bounds:
        value = getattr(lens, setting)
        if value is None and setting in optional:
            continue
        if type(value) is not int or not least <= value <= most:
            raise CommandError(
                f"The setting '{setting}' of the lens '{name}' cannot be {value!r}.\n"
                f"It takes a whole number from {least:,} to {most:,}."
            )


def check_count(lens: str, name: str, value: int, least: int = 1) -> None:
    """Refuse a number that is too small to ask for anything.

    Raises
    ------
    CommandError
        Saying from where on to choose.
    """
    if value < least:
        raise CommandError(
            f"{lens} cannot use {name} = {value}. Choose a whole number from {least}."
        )


def check_origin(lens: str, at: Mapping[str, str] | None, date: str | None) -> None:
    """Refuse to look from a state and from a date at once.

    Raises
    ------
    CommandError
        If both are given.
    """
    if at is not None and date is not None:
        raise CommandError(
            f"{lens} was told to look from a date, and also from a state. "
            "Give either 'date' or 'at'."
        )


def check_vantage(
    lens: str, at: Mapping[str, str] | None, first_round: int, date: str | None
) -> None:
    """Refuse to look from a date, and from a state or a round at once.

    Raises
    ------
    CommandError
        If a date is given, and any of the others.
    """
    if date is not None and (at is not None or first_round != 1):
        raise CommandError(
            f"The lens '{lens}' was told to look from a date, and also a state or round.\n"
            "Give either 'date', or 'at' and 'first_round'."
        )
