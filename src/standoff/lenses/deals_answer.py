"""The answer of the lens deals: what was found, laid out under the names of the game."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from standoff.game.space import spread
from standoff.kernels.frontier import CLOSE, POINTS, bargained, split, undominated
from standoff.kernels.tables import Floats
from standoff.kernels.votes import leaning_tally, member_ballots, pass_probability
from standoff.lenses.deals_find import SEEN, Found, Solved
from standoff.lenses.deals_table import Promise, Table
from standoff.lenses.playing import at_once
from standoff.vocab import BALLOT

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["lay_out"]

Whole = npt.NDArray[np.int64]

_CLOUD: Final = 400
"""Most deals of the screened frontier that an answer holds, for the figure."""

_SHOWN = np.arange(0, SEEN.size, 5)
"""Which of the probabilities of being seen an answer holds."""


def lay_out(table: Table, found: Found, parties: Sequence[int], plane: Sequence[int]) -> xr.Dataset:
    """Put names on what was found.

    Parameters
    ----------
    table, found
        What was looked at, and what was found.
    parties
        Actors to whom a deal has to be acceptable in the search.
    plane
        The two actors of the drawing; empty to choose.
    """
    game = table.game
    answer = xr.Dataset(
        {
            "status_quo": ("actor", found.today),
            "level_today": ("variable", game.level_indices[:, table.today].astype(np.int64)),
        },
        coords={"actor": list(game.actor_names), "variable": list(game.variable_names)},
    )
    if found.deals:
        answer = answer.merge(_written(table, found), join="exact")
    if found.solved:
        answer = answer.merge(_searched(game, found, parties), join="exact")
    return answer.assign_attrs(_scalars(table, found, parties, plane) | _status(found))


def _written(table: Table, found: Found) -> xr.Dataset:
    """Lay out the deals that are written in the crisis."""
    game, deals = table.game, found.deals
    value = np.array([deal.value for deal in deals])
    gain = value - found.today
    by_actor = ("deal", "actor")
    at_odds = np.array([_gaps(deal, game) for deal in deals])
    gap = at_odds[:, -1]
    answer = xr.Dataset(
        {
            "feasible": ("deal", [deal.is_open for deal in deals]),
            "obstacle": ("deal", [_obstacle(table, deal.promises) for deal in deals]),
            "promise": (("deal", "actor", "variable"), _promises(game, deals)),
            "value": (by_actor, value),
            "gain": (by_actor, gain),
            "acceptable": (by_actor, gain >= -CLOSE),
            "commitment_gap": (by_actor, gap),
            "breach_option": (by_actor, _options(deals, game)),
            "self_enforcing": (by_actor, _self_enforcing(deals, gap)),
            "gap_by_seen": (("deal", "seen", "actor"), at_odds[:, _SHOWN]),
            "seen_needed": (by_actor, _needed(at_odds[:, :-1])),
            "holdback_gain": (by_actor, np.array([deal.holdback for deal in deals])),
            **_steps(table, deals),
            **_votes(game, gain),
        },
        coords={
            "deal": [deal.name for deal in deals],
            "option": [action.label for action in game.actions],
            "seen": SEEN[_SHOWN],
        },
    )
    if game.crisis.bodies:
        seats = [f"{b.name}.{m.name}" for b in game.crisis.bodies for m in b.members]
        names = [body.name for body in game.crisis.bodies]
        answer = answer.assign_coords(seat=seats, body=names, ballot=list(BALLOT))
    return answer


def _gaps(deal: Solved, game: Game) -> Floats:
    """Return what the best breach of each actor gains, by the odds of being seen."""
    if deal.temptation is None:
        return np.full((SEEN.size + 1, len(game.actor_names)), np.nan)
    return deal.temptation.gain


def _options(deals: Sequence[Solved], game: Game) -> list[tuple[int, ...]]:
    nothing = (-1,) * len(game.actor_names)
    return [deal.temptation.option if deal.temptation else nothing for deal in deals]


def _self_enforcing(deals: Sequence[Solved], gap: Floats) -> Floats:
    """Say who would keep a deal unforced: no breach of its own gains."""
    is_open = np.array([deal.is_open for deal in deals])
    return np.asarray(is_open[:, None] & ~(gap > CLOSE))


def _needed(gaps: Floats) -> Floats:
    """Return from which probability of being seen on no breach gains; NaN where from none."""
    pays = gaps > CLOSE
    deals, odds, actors = gaps.shape
    found = np.zeros((deals, actors))
    for d, i in itertools.product(range(deals), range(actors)):
        last = np.flatnonzero(pays[d, :, i])
        if last.size:
            found[d, i] = SEEN[last[-1] + 1] if last[-1] + 1 < odds else np.nan
        elif np.isnan(gaps[d, :, i]).all():
            found[d, i] = np.nan
    return found


def _promises(game: Game, deals: Sequence[Solved]) -> Whole:
    """Return the level that each actor promises, -1 where none."""
    found = np.full((len(deals), len(game.actor_names), len(game.variable_names)), -1)
    for d, deal in enumerate(deals):
        for promise in deal.promises:
            for i in promise.actors:
                found[d, i, promise.variable] = promise.level
    return found


def _obstacle(table: Table, promises: Sequence[Promise]) -> str:
    """Return the rule that forbids the state of a deal; empty if none does."""
    if table.landing(promises) >= 0:
        return ""
    space = table.game.space
    number = int(space.code[table.today])
    for promise in promises:
        number += (promise.level - table.level(promise.variable)) * space.strides[promise.variable]
    return next(
        rule.when.text
        for rule in table.game.crisis.infeasible
        if spread(rule.when.node, space.variables, space.sizes)[number]
    )


def _steps(table: Table, deals: Sequence[Solved]) -> dict[str, object]:
    """Lay out the deals carried out step by step, where that is open."""
    game = table.game
    actors, variables = len(game.actor_names), len(game.variable_names)
    ways = [deal.way for deal in deals]
    longest = max((len(way.steps) for way in ways if way), default=0)
    count = [len(way.steps) if way else 0 for way in ways]
    stop = np.full((len(deals), actors), np.nan)
    worth = np.full((len(deals), actors), np.nan)
    if not longest:
        return {"step_count": ("deal", count)}
    levels = np.full((len(deals), longest, variables), -1)
    makers = np.zeros((len(deals), longest, actors), dtype=np.bool_)
    gains = np.full((len(deals), longest, actors), np.nan)
    for d, way in enumerate(ways):
        if way is None:
            continue
        stop[d], worth[d] = way.stopping(actors), way.worth
        for k, step in enumerate(way.steps):
            levels[d, k] = game.level_indices[:, step.state]
            makers[d, k, list(step.actors)] = True
            gains[d, k] = step.stopping
    return {
        "step_count": ("deal", count),
        "step_level": (("deal", "step", "variable"), levels),
        "step_by": (("deal", "step", "actor"), makers),
        "step_stop_gain": (("deal", "step", "actor"), gains),
        "stop_gain": (("deal", "actor"), stop),
        "stepwise_value": (("deal", "actor"), worth),
    }


def _votes(game: Game, gain: Floats) -> dict[str, object]:
    """Let every body vote on each deal: yes leads to it, no to the game without it."""
    bodies = game.crisis.bodies
    if not bodies:
        return {}
    tally = leaning_tally(game.ballots)
    scratch = np.empty(max(1, 2 * tally.mass.size))
    seats = game.ballots.member_actor.size
    ballots = np.full((gain.shape[0], seats, 3), np.nan)
    passes = np.full((gain.shape[0], len(bodies)), np.nan)
    for d in np.flatnonzero(~np.isnan(gain).any(axis=1)):
        for b in range(len(bodies)):
            first, last = game.ballots.member_first[b : b + 2]
            ballots[d, first:last] = member_ballots(b, gain[d], game.precision, game.ballots)
            passes[d, b] = pass_probability(
                b, gain[d], game.precision, game.ballots, tally, scratch
            )
    return {
        "ballot_share": (("deal", "seat", "ballot"), ballots),
        "ratified": (("deal", "body"), passes),
    }


def _searched(game: Game, found: Found, parties: Sequence[int]) -> xr.Dataset:
    """Lay out the combinations that were solved, and the points among them."""
    solved, first = found.solved, found.screened
    assert first is not None
    gain = np.array([one.value for one in solved]) - found.today
    mine = gain[:, list(parties)]
    acceptable: npt.NDArray[np.bool_] = np.all(mine >= -CLOSE, axis=1)
    front = acceptable.copy()
    front[acceptable] = undominated(mine[acceptable])
    points = bargained(mine)
    with_payment, payment = split(mine)
    paid = np.zeros(gain.shape[1])
    paid[list(parties)] = payment
    by_actor = ("combination", "actor")
    return xr.Dataset(
        {
            "combination_level": (("combination", "variable"), _promised(game, solved)),
            "combination_gain": (by_actor, gain),
            "combination_screened_gain": (by_actor, first.gain[found.chosen]),
            "combination_gap": (by_actor, np.array([_gaps(one, game)[-1] for one in solved])),
            "combination_acceptable": ("combination", acceptable),
            "combination_front": ("combination", front),
            "point_position": ("point", [points[name] for name in POINTS]),
            "payment_position": ((), with_payment),
            "payment": ("actor", paid),
            **_cloud(found, parties),
        },
        coords={"combination": [one.name for one in solved], "point": list(POINTS)},
    )


def _promised(game: Game, solved: Sequence[Solved]) -> Whole:
    """Return the level promised of each variable, -1 where it is left free."""
    levels = np.full((len(solved), len(game.variable_names)), -1)
    for k, one in enumerate(solved):
        for promise in one.promises:
            levels[k, promise.variable] = promise.level
    return levels


def _cloud(found: Found, parties: Sequence[int]) -> dict[str, object]:
    """Keep what the screening held acceptable, for the drawing: its frontier first."""
    first = found.screened
    assert first is not None
    gain = first.gain[first.acceptable_to(parties)]
    if gain.shape[0] == 0:
        return {}
    order = np.lexsort((-gain.sum(axis=1).round(9), ~undominated(gain[:, list(parties)])))
    return {"screened_gain": (("guess", "actor"), gain[order[:_CLOUD]])}


def _scalars(
    table: Table, found: Found, parties: Sequence[int], plane: Sequence[int]
) -> dict[str, object]:
    """Gather what is one number or name."""
    names = table.game.actor_names
    drawn = plane or _most_opposed(found, parties, names)
    titles = {deal.name: dict(deal.title.by_language) for deal in table.game.crisis.deals}
    scalars: dict[str, object] = {
        "deal_titles": json.dumps(titles, ensure_ascii=False),
        "looked_from": int(table.game.moves.code[table.today]),
        "rounds_left": table.rounds or 0,
        **at_once(table.game),
        "parties": ", ".join(sorted(names[i] for i in parties)),
        "plane": ", ".join(names[i] for i in drawn),
    }
    first = found.screened
    if first is None or found.offer is None:
        return scalars | {"combinations": 0}
    acceptable = first.acceptable_to(parties)
    error = np.array([one.value for one in found.solved]) - found.today - first.gain[found.chosen]
    return scalars | {
        "combinations": found.offer.count,
        "combinations_feasible": int((first.position[1:] >= 0).sum()),
        "combinations_acceptable": int(acceptable.sum()),
        "combinations_front": int(undominated(first.gain[acceptable][:, list(parties)]).sum()),
        "combinations_solved": len(found.solved),
        "screening_error": float(np.median(np.abs(error))) if error.size else float("nan"),
    }


def _most_opposed(found: Found, parties: Sequence[int], names: Sequence[str]) -> tuple[int, ...]:
    """Choose the two parties whose gains agree least over the combinations."""
    gains = np.array([one.value for one in (*found.solved, *found.deals) if one.is_open])
    ordered = sorted(parties, key=lambda i: names[i])
    pairs = list(itertools.combinations(ordered, 2))
    if len(pairs) < 2 or gains.shape[0] < 3:
        return pairs[0] if pairs else (ordered[0], ordered[0])

    def agreement(pair: tuple[int, int]) -> float:
        one, other = (gains[:, i] - gains[:, i].mean() for i in pair)
        size = float(np.sqrt((one @ one) * (other @ other)))
        return round(float(one @ other) / size, 6) if size > CLOSE else 1.0

    return min(pairs, key=agreement)


def _status(found: Found) -> dict[str, str]:
    """Say that there is no deal, where none can be carried out."""
    if any(one.is_open for one in (*found.deals, *found.solved)):
        return {}
    return {
        "status": "none exists",
        "cause": "No deal on the table can be carried out from this state.",
        "remedy": "Look from an earlier date or another state, or put other variables "
        "on the table.",
    }
