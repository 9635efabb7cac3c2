"""Write a crisis in option form as the JSON file (``.gmcr``) of a desktop tool."""

from __future__ import annotations

import json
from typing import Final

from standoff.errors import NotApplicable
from standoff.exchange.binary import Binary, binary
from standoff.exchange.carry import Data, Exported, listed
from standoff.exchange.lost import left_out
from standoff.exchange.numbering import MOST_OPTIONS
from standoff.exchange.option_form import option_form
from standoff.game import compile
from standoff.spec import Crisis

__all__ = ["write_gmcr"]

WHAT: Final = "A .gmcr file"
MOST_STATES: Final = 100_000
_DIRECTIONS: Final = {"both": "both", "rise": "fwd", "fall": "back"}


def write_gmcr(crisis: Crisis) -> Exported:
    """Write a crisis as a ``.gmcr`` file.

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
        If the moves are of another kind, or there are too many options or states.

    Examples
    --------
    >>> import standoff
    >>> found = write_gmcr(standoff.read(standoff.catalog.path("elmira")))
    >>> json.loads(found.text)["decisionMakers"][0]["preferenceRanking"]
    [9, 3, 4, 10, 7, 1, 2, 8, [5, 6, 11, 12]]
    """
    game = compile(crisis)
    if game.state_count > MOST_STATES:
        raise NotApplicable(
            f"{WHAT} lists states, and the crisis has {game.state_count:,}; at most "
            f"{MOST_STATES:,} are written.\nMerge levels or variables, or convert to .yaml."
        )
    laid_out = binary(option_form(game, WHAT))
    if len(laid_out.options) > MOST_OPTIONS:
        raise NotApplicable(
            f"{WHAT} holds options of yes and no, and the crisis would need "
            f"{len(laid_out.options)}; at most {MOST_OPTIONS} are written.\n"
            "Merge levels or variables, or convert to .yaml."
        )
    ranked = [actor.name for actor in crisis.actors if _needs_ranking(crisis, actor.name)]
    infeasible = laid_out.ladders()
    for rule in crisis.infeasible:
        infeasible += [pairs for pairs in laid_out.combinations(rule.when) if pairs]
    data = {
        "program": "gmcr-py",
        "version": "0.4.0",
        "options": [
            {"name": option.title, "permittedDirection": _DIRECTIONS[option.direction]}
            for option in laid_out.options
        ],
        "decisionMakers": [
            _maker(laid_out, i, by_ranking=bool(ranked)) for i in range(len(crisis.actors))
        ],
        "infeasibles": infeasible,
        "coalitions": list(range(len(crisis.actors))),
        "useManualPreferenceRanking": bool(ranked),
    }
    return Exported(json.dumps(data, ensure_ascii=False, indent=1) + "\n", _notes(laid_out, ranked))


def _needs_ranking(crisis: Crisis, actor: str) -> bool:
    return bool(actor in crisis.rankings or crisis.weights.get(actor)) or any(
        motive.actor == actor for motive in crisis.motives
    )


def _maker(laid_out: Binary, i: int, *, by_ranking: bool) -> Data:
    """Write a decision maker."""
    crisis = laid_out.form.game.crisis
    actor = crisis.actors[i]
    entry: Data = {
        "name": actor.title.in_language("en", actor.name),
        "options": list(laid_out.owned[i]),
        "preferences": [
            _statement(laid_out.combinations(one.statement))
            for one in crisis.priorities.get(actor.name, ())
        ],
    }
    # a statement that is never or always true orders nothing
    entry["preferences"] = [one for one in entry["preferences"] if one]
    if by_ranking:
        entry["preferenceRanking"] = _ranking(laid_out, i)
    wrong = crisis.misperceptions.get(actor.name)
    if wrong is not None and wrong.unseen:
        entry["misperceptions"] = [
            pairs for condition in wrong.unseen for pairs in laid_out.combinations(condition)
        ]
    return entry


def _statement(alternatives: list[list[list[object]]]) -> object:
    alternatives = [pairs for pairs in alternatives if pairs]
    if len(alternatives) == 1:
        return alternatives[0]
    return {"compound": True, "members": alternatives} if alternatives else None


def _ranking(laid_out: Binary, i: int) -> list[object]:
    """List the numbers of the states, best first; a tie is a list."""
    ties: dict[int, list[int]] = {}
    rank = laid_out.form.game.rank[i].tolist()
    for level, number in zip(rank, laid_out.number.tolist(), strict=True):
        ties.setdefault(level, []).append(number)
    return [
        sorted(ties[level]) if len(ties[level]) > 1 else ties[level][0]
        for level in sorted(ties, reverse=True)
    ]


def _notes(laid_out: Binary, ranked: list[str]) -> tuple[str, ...]:
    """Say what the file says otherwise than the crisis, or not at all."""
    form = laid_out.form
    crisis, names = form.game.crisis, form.game.variable_names
    notes = []
    weighed = [actor for actor in ranked if actor not in crisis.rankings]
    if weighed:
        notes.append(f"The weights of {listed(weighed)} were written as a ranking.")
    stated = [actor for actor in crisis.priorities if ranked]
    if stated:
        notes.append(
            f"The statements of {listed(stated)} were written as a ranking too, for one switch of "
            "the file decides for all."
        )
    if form.free:
        free = listed([names[v] for v in form.free])
        notes.append(f"Nobody moves {free}: the file has the options, and no owner for them.")
    ladders = [names[v] for v in range(len(names)) if form.game.space.sizes[v] > 2]
    if ladders:
        notes.append(f"Each level above the first became an option: {listed(ladders)}.")
    believed = [
        actor
        for actor, wrong in crisis.misperceptions.items()
        if wrong.unaware or wrong.weights or wrong.priorities or wrong.rankings
    ]
    if believed:
        notes.append(f"What {listed(believed)} believes of others' options and wants was left out.")
    lost = left_out(crisis, WHAT, keeps=("misperceptions",))
    return (*notes, *lost)
