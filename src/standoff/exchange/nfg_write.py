"""Write a crisis in option form as one of Gambit's strategic games (``.nfg``)."""

from __future__ import annotations

import itertools
import math
from typing import Final

import numpy as np
import numpy.typing as npt

from standoff.errors import NotApplicable
from standoff.exchange.carry import Exported, listed
from standoff.exchange.gambit import plain, quoted
from standoff.exchange.lost import left_out
from standoff.exchange.option_form import OptionForm, option_form
from standoff.game import Game, compile
from standoff.spec import Crisis

__all__ = ["payoff_table", "write_nfg"]

WHAT: Final = "An .nfg file"
MOST_PROFILES: Final = 50_000
_PLAIN_LEVELS: Final = frozenset((("no", "yes"), ("off", "on")))
Setting = tuple[int, ...]


def write_nfg(crisis: Crisis) -> Exported:
    """Write the game in which each actor sets, once and at once, all that it holds.

    Parameters
    ----------
    crisis
        A crisis whose moves are those of an option form.

    Returns
    -------
    Exported
        The file, and what it cannot say.

    Raises
    ------
    NotApplicable
        If the moves are of another kind, two actors hold one variable, or some
        combination of their settings is infeasible.

    Examples
    --------
    >>> import standoff
    >>> found = write_nfg(standoff.read(standoff.catalog.path("prisoners")))
    >>> print(found.text.splitlines()[-2])
    2 -1
    """
    form = option_form(compile(crisis), WHAT)
    _check_owners(form)
    here = _within(form)
    own = [_settings(form, held, here) for held in form.held]
    count = math.prod(map(len, own))
    if count > MOST_PROFILES:
        raise NotApplicable(
            f"{WHAT} lists every profile of strategies, and there are {count:,}; at most "
            f"{MOST_PROFILES:,} are written.\nMerge levels or variables, or convert to .yaml."
        )
    payoffs, notes = payoff_table(form.game)
    title = crisis.title.in_language("en", crisis.name)
    labels = [_labels(form, held, several) for held, several in zip(form.held, own, strict=True)]
    names = " ".join(quoted(a.title.in_language("en", a.name)) for a in crisis.actors)
    lines = [f"NFG 1 R {quoted(title)} {{ {names} }}", ""]
    lines += ["{", *(f"{{ {' '.join(map(quoted, one))} }}" for one in labels), "}", '""', ""]
    for profile in itertools.product(*own[::-1]):
        state = _state(form, here, profile[::-1])
        lines.append(" ".join(plain(float(value)) for value in payoffs[:, state]))
    return Exported("\n".join(lines) + "\n", (*notes, *_notes(form, here)))


def payoff_table(game: Game) -> tuple[npt.NDArray[np.float64], list[str]]:
    """Return what every actor gets in every state, and a note where it is a rank only.

    Examples
    --------
    >>> import standoff
    >>> payoff_table(standoff.compile(standoff.read(standoff.catalog.path("elmira"))))[1]
    ['The payoffs of MOE, UR and LG are ranks, from 0 for the worst: there is only an order.']
    """
    payoffs = game.utility.copy()
    ordinal = [game.actor_names.index(actor) for actor in game.ordinal_actors]
    payoffs[ordinal] = game.rank[ordinal]
    if not ordinal:
        return payoffs, []
    names = listed(list(game.ordinal_actors))
    return payoffs, [
        f"The payoffs of {names} are ranks, from 0 for the worst: there is only an order."
    ]


def _check_owners(form: OptionForm) -> None:
    held = [v for own in form.held for v in own]
    shared = sorted({form.game.variable_names[v] for v in held if held.count(v) > 1})
    if shared:
        raise NotApplicable(
            f"{WHAT} gives each player strategies of its own, and several actors hold "
            f"{listed(shared)}.\nGive it to one of them, or convert to .yaml."
        )
    if not held:
        raise NotApplicable(f"{WHAT} is about strategies, and nobody can move.\nConvert to .yaml.")


def _within(form: OptionForm) -> npt.NDArray[np.int64]:
    """Return the states in which variables that nobody holds are as at the start."""
    digits = form.game.level_indices
    may = np.ones(form.game.state_count, np.bool_)
    for v in form.free:
        may &= digits[v] == digits[v, form.game.start]
    return np.flatnonzero(may)


def _settings(
    form: OptionForm, held: tuple[int, ...], here: npt.NDArray[np.int64]
) -> list[Setting]:
    """List the settings of what an actor holds that some state has."""
    columns = form.game.level_indices[list(held)][:, here].T.tolist()
    return sorted({tuple(column) for column in columns})


def _state(form: OptionForm, here: npt.NDArray[np.int64], profile: tuple[Setting, ...]) -> int:
    """Return the position of the state of a profile."""
    space = form.game.space
    number = int(space.code[here[0]])
    for held, setting in zip(form.held, profile, strict=True):
        for v, level in zip(held, setting, strict=True):
            number += (level - int(form.game.level_indices[v, here[0]])) * space.strides[v]
    position = int(space.position[number])
    if position < 0:
        levels = ", ".join(
            f"{form.game.variable_names[v]} {form.game.crisis.variables[v].levels[level]}"
            for held, setting in zip(form.held, profile, strict=True)
            for v, level in zip(held, setting, strict=True)
        )
        raise NotApplicable(
            f"{WHAT} needs payoffs for every profile of strategies, and this one is infeasible: "
            f"{levels}.\nOnly conditions on what one actor holds can be kept; convert to .yaml or "
            ".gmcr."
        )
    return position


def _labels(form: OptionForm, held: tuple[int, ...], settings: list[Setting]) -> list[str]:
    """Call the strategies of an actor by the levels that they set, each differently."""
    found: list[str] = []
    for setting in settings:
        parts = [_label(form.game, v, level, len(held) > 1) for v, level in zip(held, setting)]  # noqa: B905
        label = ", ".join(parts) or "nothing to do"
        again = found.count(label)
        found.append(f"{label} ({again + 1})" if again else label)
    return found


def _label(game: Game, v: int, level: int, named: bool) -> str:
    variable = game.crisis.variables[v]
    shown = variable.level_titles[level].in_language("en", variable.levels[level])
    if named or variable.levels in _PLAIN_LEVELS:
        return f"{variable.title.in_language('en', variable.name)}: {shown}"
    return shown


def _notes(form: OptionForm, here: npt.NDArray[np.int64]) -> tuple[str, ...]:
    """Say what the file does not hold."""
    game = form.game
    names, notes = game.variable_names, []
    one_way = [names[v] for v, way in enumerate(form.direction) if way != "both"]
    if one_way:
        notes.append(
            f"{WHAT} cannot say that a variable goes one way only, and it was left out: "
            f"{listed(one_way)}."
        )
    fixed = [names[v] for v in form.free]
    if fixed and here.size < game.state_count:
        notes.append(f"Nobody holds {listed(fixed)}: only the levels at the start were written.")
    return (*notes, *left_out(game.crisis, WHAT))
