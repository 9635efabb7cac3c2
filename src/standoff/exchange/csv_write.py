"""Write a crisis in option form as a spreadsheet (``.csv``) of its states."""

from __future__ import annotations

import csv
import io
from typing import Final

import numpy as np

from standoff.errors import NotApplicable
from standoff.exchange.binary import binary
from standoff.exchange.carry import Exported, listed
from standoff.exchange.gambit import plain
from standoff.exchange.lost import left_out
from standoff.exchange.option_form import OptionForm, option_form
from standoff.game import Game, compile
from standoff.spec import Crisis

__all__ = ["write_csv"]

WHAT: Final = "A spreadsheet"
MOST_STATES: Final = 1_000
_MOVES: Final = {"both": "both", "rise": "up", "fall": "down"}
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "'")


def write_csv(crisis: Crisis) -> Exported:
    """Write the states of a crisis, a row each, with its options and preferences.

    Parameters
    ----------
    crisis
        A crisis whose moves are those of an option form, with at most 1,000 states.

    Returns
    -------
    Exported
        The file, and what it cannot say.

    Raises
    ------
    NotApplicable
        If the moves are of another kind or the states too many.

    Examples
    --------
    >>> import standoff
    >>> found = write_csv(standoff.read(standoff.catalog.path("elmira")))
    >>> print(found.text.splitlines()[-1])
    12,Y,N,N,Y,Y,9,5,9
    """
    game = compile(crisis)
    if game.state_count > MOST_STATES:
        raise NotApplicable(
            f"{WHAT} has a row for each state, and the crisis has {game.state_count:,}; at most "
            f"{MOST_STATES:,} are written.\nMerge levels or variables, or convert to .yaml."
        )
    form = option_form(game, WHAT)
    number = binary(form).number
    weighed = [
        i for i, actor in enumerate(crisis.actors)
        if actor.name in crisis.weights or any(m.actor == actor.name for m in crisis.motives)
    ]  # fmt: skip
    ranked = [game.actor_names.index(actor) for actor in game.ordinal_actors]
    if not any(form.held) and not weighed + ranked:
        raise NotApplicable(
            f"{WHAT} names actors by what they hold and want, and nobody holds or wants "
            "anything.\nConvert to .yaml."
        )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(_head(form, weighed, ranked, int(number[game.start])))
    for s in np.argsort(number).tolist():
        levels = [_cell(game, v, s) for v in form.order]
        utility = [plain(float(game.utility[i, s])) for i in weighed]
        ranks = [str(int(game.rank[i].max() - game.rank[i, s]) + 1) for i in ranked]
        writer.writerow([str(number[s]), *levels, *utility, *ranks])
    notes = []
    still = [a.name for i, a in enumerate(crisis.actors)
             if not form.held[i] and i not in weighed + ranked]  # fmt: skip
    if still:
        notes.append(f"Left out, for they hold no option and want nothing: {listed(still)}.")
    if form.free:
        free = listed([game.variable_names[v] for v in form.free])
        notes.append(f"Nobody holds {free}: the columns have no actor.")
    stated = [actor for actor in crisis.priorities]
    if stated:
        notes.append(f"The statements of {listed(stated)} were written as ranks.")
    return Exported(out.getvalue(), (*notes, *left_out(crisis, WHAT, keeps=("start",))))


def _head(form: OptionForm, weighed: list[int], ranked: list[int], start: int) -> list[list[str]]:
    """Write the rows that describe the columns."""
    game = form.game
    variables = [game.crisis.variables[v] for v in form.order]
    owners = [
        ";".join(name for name, held in zip(game.actor_names, form.held, strict=True) if v in held)
        for v in form.order
    ]
    wants = [game.actor_names[i] for i in weighed + ranked]
    blank = [""] * len(wants)
    kinds = ["option"] * len(variables) + ["utility"] * len(weighed) + ["rank"] * len(ranked)
    titles = [_safe(one.title.in_language("en", "")) for one in variables]
    levels = ["" if one.levels == ("no", "yes") else " < ".join(one.levels) for one in variables]
    return [
        ["kind", *kinds],
        ["actor", *owners, *wants],
        ["name", *(one.name for one in variables), *blank],
        *([["title", *titles, *blank]] if any(titles) else []),
        *([["levels", *levels, *blank]] if any(levels) else []),
        ["moves", *(_MOVES[form.direction[v]] for v in form.order), *blank],
        ["start", str(start)],
    ]


def _safe(text: str) -> str:
    """Keep a title from being taken for a formula by a spreadsheet.

    Examples
    --------
    >>> _safe("=1+1"), _safe("calm")
    ("'=1+1", 'calm')
    """
    return f"'{text}" if text.startswith(_FORMULAS) else text


def _cell(game: Game, v: int, s: int) -> str:
    levels = game.crisis.variables[v].levels
    level = levels[int(game.level_indices[v, s])]
    return {"no": "N", "yes": "Y"}[level] if levels == ("no", "yes") else level
