"""Read Gambit's strategic games (``.nfg``), by payoffs or by outcomes, as graph models.

The graph model of a strategic game: a state is a profile of strategies, and
each player may change its own strategy, whatever the others do.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Final

from standoff.exchange.carry import Data, Imported, Refusals, listed
from standoff.exchange.gambit import Tokens
from standoff.exchange.names import Names, title_of

__all__ = ["read_nfg", "real"]

MOST_STRATEGIES: Final = 64
MOST_PROFILES: Final = 1_000
MOST_PARTS: Final = 90_000
"""Parts of the conditions of the named states together, which interests write out again."""
_IN_TURN: Final = (
    "In a crisis actors move one after the other: lenses on the graph model (stability) read this "
    "game as it is, and an equilibrium of play in turn is another than one of the game at once."
)


def read_nfg(text: str, source: str) -> Imported:
    """Read an ``.nfg`` file.

    Parameters
    ----------
    text
        The file.
    source
        Its name, for messages.

    Returns
    -------
    Imported
        A crisis in which each player controls its strategy, and payoffs are interests.

    Raises
    ------
    SpecError
        With what is wrong, and where.

    Examples
    --------
    >>> found = read_nfg('NFG 1 R "Chicken" { "A" "B" } { 2 2 } 6 6 7 2 2 7 0 0', "chicken.nfg")
    >>> found.data["states"]["s2"], found.data["weights"]["A"]
    ('A == second and B == first', {'s1': 6, 's2': 7, 's3': 2})
    """
    tokens = Tokens(text, Refusals(source))
    title, players = tokens.head("NFG", 1)
    strategies = _strategies(tokens, len(players))
    about = tokens.comment()
    _check_size(tokens, strategies)
    profiles = math.prod(map(len, strategies))
    payoffs = _payoffs(tokens, profiles, len(players))
    if tokens.ahead.kind != "end":
        raise tokens.refuse(tokens.ahead, f"the end, after {profiles} profiles of payoffs")
    return _crisis(title, about, players, strategies, payoffs)


def _strategies(tokens: Tokens, players: int) -> list[list[str]]:
    """Read how many strategies each player has, or what they are called."""
    tokens.bracket("{")
    found: list[list[str]] = []
    while not tokens.is_bracket("}"):
        if tokens.is_bracket("{"):
            found.append(tokens.texts("the name of a strategy"))
        else:
            count = tokens.whole("a number of strategies", 1, MOST_STRATEGIES)
            found.append([""] * count)
        if not 1 <= len(found[-1]) <= MOST_STRATEGIES:
            raise tokens.refuse(tokens.ahead, f"1 to {MOST_STRATEGIES} strategies before this")
    if len(found) != players:
        raise tokens.refuse(tokens.ahead, f"strategies of {players} players, not {len(found)},")
    tokens.bracket("}")
    return found


def _check_size(tokens: Tokens, strategies: list[list[str]]) -> None:
    profiles = math.prod(map(len, strategies))
    movers = sum(len(own) > 1 for own in strategies)
    if profiles > MOST_PROFILES or profiles * 4 * movers > MOST_PARTS:
        raise tokens.stop(
            tokens.ahead.at,
            f"The game has {profiles:,} profiles of strategies, each with payoffs of its own.",
            f"At most {MOST_PROFILES:,} are read into a crisis file; leave strategies out.",
        )
    if not movers:
        raise tokens.stop(
            tokens.ahead.at, "Nobody has more than one strategy.", "There is nothing to decide."
        )


def _payoffs(tokens: Tokens, profiles: int, players: int) -> list[list[Fraction]]:
    """Read the payoffs of every profile, the first player's strategy changing fastest."""
    if not tokens.is_bracket("{"):
        return [[tokens.number() for _ in range(players)] for _ in range(profiles)]
    outcomes = [[Fraction(0)] * players]
    tokens.bracket("{")
    while not tokens.is_bracket("}"):
        tokens.bracket("{")
        tokens.string("the name of an outcome")
        outcomes.append([tokens.number() for _ in range(players)])
        tokens.bracket("}")
    tokens.bracket("}")
    most = len(outcomes) - 1
    return [outcomes[tokens.whole("the number of an outcome", 0, most)] for _ in range(profiles)]


def real(value: Fraction) -> float | int:
    """Return a number of a crisis file.

    Examples
    --------
    >>> real(Fraction(4, 2)), real(Fraction(1, 2))
    (2, 0.5)
    """
    return int(value) if value.denominator == 1 else float(value)


def _crisis(
    title: str,
    about: str,
    players: list[str],
    strategies: list[list[str]],
    payoffs: list[list[Fraction]],
) -> Imported:
    actors = Names("player")
    names = [actors.new(player) for player in players]
    notes = ["The file names no status quo: the crisis starts in its first profile.", _IN_TURN]
    still = [name for name, own in zip(names, strategies, strict=True) if len(own) == 1]
    if still:
        notes.append(f"One strategy only, and so nothing to move: {listed(still)}.")
    levels = [_levels(own, names) for own in strategies]
    data: Data = {"title": title_of(title, "") or "A strategic game"}
    if title_of(about, ""):
        data["about"] = title_of(about, "")
    data["actors"] = {n: title_of(p, "") or n for n, p in zip(names, players, strict=True)}
    moving = [k for k, own in enumerate(strategies) if len(own) > 1]
    data["variables"] = {
        names[k]: {"name": data["actors"][names[k]], "levels": levels[k]} for k in moving
    }
    data["controls"] = {names[k]: [names[k]] for k in moving}
    profiles = [p[::-1] for p in itertools.product(*(range(len(own)) for own in strategies[::-1]))]
    data["states"] = {
        f"s{n}": " and ".join(f"{names[k]} == {list(levels[k])[profile[k]]}" for k in moving)
        for n, profile in enumerate(profiles, start=1)
    }
    wanted = [f"s{n}" for n, row in enumerate(payoffs, start=1) if any(row)] or ["s1"]
    data["interests"] = {state: state for state in wanted}
    data["weights"] = {
        name: {s: real(w) for s in wanted if (w := payoffs[int(s[1:]) - 1][i])} or {wanted[0]: 0}
        for i, name in enumerate(names)
    }
    return Imported(data, tuple(notes))


_NUMBERED: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def _levels(strategies: list[str], taken: list[str]) -> dict[str, str]:
    """Name the strategies of a player; those without a name are numbered."""
    names = Names("strategy", lower=True, taken=taken)
    found = {}
    for n, label in enumerate(strategies):
        shown = title_of(label, "") or (_NUMBERED[n] if n < len(_NUMBERED) else f"strategy {n + 1}")
        found[names.new(shown)] = shown
    return found
