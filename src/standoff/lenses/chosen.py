"""Settings that several lenses of the graph model share, checked in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from standoff.errors import CommandError, nearest
from standoff.vocab import CONCEPTS

__all__ = ["check_concepts", "check_count", "check_origin"]


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
        if concept not in known:
            raise CommandError(
                f"{lens} knows no concept called '{concept}'. "
                f"{nearest(concept, known)}Known: {', '.join(known)}."
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
