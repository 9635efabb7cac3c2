"""What is changed on the way of an ensemble: options that go, levels that are set."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from standoff.errors import CommandError, nearest

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["Change", "changes_of"]

_FORM = re.compile(r"\s*(?P<when>.*?)\s+(?P<way>without|with)\s+(?P<what>.+?)\s*")
_HOW = (
    "Write 'WHEN without ACTOR.option' or 'WHEN with variable=level', where WHEN is a date, a "
    "month or a round: '2009-04-05', '2009-04', 'round 76'."
)


@dataclass(frozen=True)
class Change:
    """What is different from the beginning of a round on.

    ``without`` are labels of options that nobody has from then on; ``levels``
    are set once, when the round begins.
    """

    round: int
    without: tuple[str, ...] = ()
    levels: tuple[tuple[str, int], ...] = ()


def changes_of(game: Game, texts: Sequence[str], rounds: range) -> list[Change]:
    """Read interventions, and put those of one round together, in order of rounds.

    Parameters
    ----------
    game
        The game that is changed.
    texts
        For example ``2009-04 without PRK.launch`` and ``round 3 with talks=held``.
    rounds
        The rounds that are played; an intervention must fall into them.

    Raises
    ------
    CommandError
        If one cannot be read, or names what the game does not have.
    """
    found: dict[int, Change] = {}
    for text in texts:
        change = _read(game, text, rounds)
        before = found.get(change.round, Change(change.round))
        names = [name for name, _ in (*before.levels, *change.levels)]
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise CommandError(
                f"The interventions set '{twice[0]}' twice in round {change.round}.\nSet it once."
            )
        found[change.round] = replace(
            before,
            without=(*before.without, *change.without),
            levels=(*before.levels, *change.levels),
        )
    return [found[number] for number in sorted(found)]


def _read(game: Game, text: str, rounds: range) -> Change:
    """Read one intervention."""
    from standoff.game.without import named_actions

    parts = _FORM.fullmatch(text)
    if parts is None:
        raise CommandError(f"The intervention '{text}' cannot be read.\n{_HOW}")
    number = _round(game, text, parts["when"])
    if number not in rounds:
        raise CommandError(
            f"The intervention '{text}' is in round {number}, and rounds {rounds.start} to "
            f"{rounds.stop - 1} are drawn.\nChoose a date or round among them."
        )
    what = [part for part in re.split(r"\s*(?:;|\+|\band\b|,)\s*", parts["what"]) if part]
    if parts["way"] == "without":
        return Change(
            number, without=tuple(game.actions[a].label for a in named_actions(game, what))
        )
    return Change(number, levels=tuple(_level(game, text, part) for part in what))


def _round(game: Game, text: str, when: str) -> int:
    """Return the round that a date, a month or ``round N`` names."""
    from standoff.record import round_of

    number = re.fullmatch(r"round\s+(\d{1,6})", when)
    if number is not None:
        return int(number[1])
    day = when if re.fullmatch(r"\d{4}-\d{2}-\d{2}", when) else f"{when}-01"
    try:
        date = dt.date.fromisoformat(day)
    except ValueError:
        raise CommandError(
            f"The intervention '{text}' does not say when: '{when}'.\n{_HOW}"
        ) from None
    calendar = game.crisis.calendar
    if calendar is None:
        raise CommandError(
            f"The intervention '{text}' names a date, and this crisis has no calendar.\n"
            "Name a round instead, for example 'round 3'."
        )
    found = round_of(calendar, date)
    if found is None:
        raise CommandError(
            f"The intervention '{text}' lies outside the calendar, which has "
            f"{calendar.rounds} rounds from {calendar.start} on.\nChoose a date within it."
        )
    return found


def _level(game: Game, text: str, part: str) -> tuple[str, int]:
    """Read ``variable=level``."""
    name, _, level = (piece.strip() for piece in part.partition("="))
    if name not in game.variable_names:
        raise CommandError(
            f"The intervention '{text}' sets '{name}', and no variable is called that.\n"
            f"{nearest(name, game.variable_names)}Variables: {', '.join(game.variable_names)}."
        )
    levels = game.crisis.variables[game.variable_names.index(name)].levels
    if level not in levels:
        raise CommandError(
            f"The intervention '{text}' sets '{name}' to '{level}', which is none of its levels.\n"
            f"{nearest(level, levels)}Its levels: {', '.join(levels)}."
        )
    return name, levels.index(level)
