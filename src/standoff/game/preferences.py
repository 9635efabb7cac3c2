"""What actors want: utilities from weights, orders from priorities and rankings."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from standoff.errors import CommandError, Problem, SpecError, nearest
from standoff.game.space import StateSpace
from standoff.kernels.tables import Floats, Ints
from standoff.spec.crisis import Crisis, Expression, Number, Statement

TOLERANCE = 1e-9
"""Utilities closer than this, relative to the largest, are a tie."""


def weights_in_force(crisis: Crisis, motives: Mapping[str, str]) -> dict[str, Mapping[str, Number]]:
    """Return each actor's weights, those of a named motive where one was chosen.

    Raises
    ------
    CommandError
        If a motive or its actor does not exist, or the actor has no weights.
    """
    chosen = dict(crisis.weights)
    for actor, name in motives.items():
        named = {motive.name: motive for motive in crisis.motives if motive.actor == actor}
        if name not in named:
            known = ", ".join(named) or "none"
            raise CommandError(
                f"{actor} has no motive called '{name}'. "
                f"{nearest(name, named)}Known motives of {actor}: {known}."
            )
        chosen[actor] = named[name].weights
    return chosen


def utilities(
    crisis: Crisis, weights: Mapping[str, Mapping[str, Number]], space: StateSpace
) -> Floats:
    """Return every actor's utility in every state; shape (N, S).

    An actor with an order only has NaN; one without any preference has zero.
    """
    utility = np.zeros((len(crisis.actors), space.count))
    for interest in crisis.interests:
        score = None
        for i, actor in enumerate(crisis.actors):
            weight = weights.get(actor.name, {}).get(interest.name)
            if weight is not None and weight.value != 0:
                score = space.over_states(interest.score) if score is None else score
                utility[i] += weight.value * score
    for i, actor in enumerate(crisis.actors):
        if actor.name not in weights and (
            actor.name in crisis.priorities or actor.name in crisis.rankings
        ):
            utility[i] = np.nan
    return utility


def ranks(crisis: Crisis, utility: Floats, space: StateSpace) -> Ints:
    """Return every actor's order of the states; shape (N, S), dense, higher is better."""
    rows = []
    for i, actor in enumerate(crisis.actors):
        if not np.isnan(utility[i]).any():
            tolerance = tolerance_of(crisis, actor.name)
            rows.append(rank_of_utility(utility[i], tolerance))
        elif actor.name in crisis.priorities:
            rows.append(_rank_of_priorities(crisis.priorities[actor.name], space))
        else:
            rows.append(_rank_of_ranking(crisis, actor.name, space))
    return np.array(rows, dtype=np.int64).reshape(len(crisis.actors), space.count)


def tolerance_of(crisis: Crisis, actor: str) -> float:
    """Return the difference of utility below which the file says an actor sees none."""
    given = crisis.comparisons.get(actor)
    return given.tolerance.value if given is not None and given.tolerance is not None else 0.0


def compared(crisis: Crisis) -> list[tuple[object, ...]]:
    """List what the file says of how actors compare states, without the reasons."""
    return [
        (
            actor,
            one.tolerance and one.tolerance.value,
            [(pair.first.node, pair.second.node) for pair in one.unknown],
            one.strength and one.strength.value,
            [gap.when.node for gap in one.gaps],
            [(stance.other, stance.attitude) for stance in one.attitudes],
        )
        for actor, one in crisis.comparisons.items()
    ]


def misperceived(crisis: Crisis) -> list[tuple[object, ...]]:
    """List what actors see wrongly, without the reasons."""
    return [
        (
            actor,
            [condition.node for condition in wrong.unseen],
            sorted(wrong.unaware.items()),
            [(j, {k: w.value for k, w in own.items()}) for j, own in wrong.weights.items()],
            [(j, [one.statement.node for one in own]) for j, own in wrong.priorities.items()],
            [(j, [[s.node for s in tie] for tie in own]) for j, own in wrong.rankings.items()],
        )
        for actor, wrong in crisis.misperceptions.items()
    ]


def slack_of(utility: Floats) -> float:
    """Return by how much utilities may differ through rounding alone."""
    return TOLERANCE * max(1.0, float(np.abs(utility).max(initial=0.0)))


def rank_of_utility(utility: Floats, tolerance: float = 0.0) -> Ints:
    """Rank by utility; values closer than the tolerance to their neighbour tie.

    An order cannot hold that three states tie pair by pair and the first beats
    the third; so states that a chain of ties connects share a rank. What
    `standoff.game.relations` gives has no such chains.
    """
    order = np.argsort(utility, kind="stable")
    ascending = utility[order]
    slack = slack_of(utility)
    steps = np.diff(ascending) > max(slack, tolerance - slack)
    rank = np.empty(utility.size, dtype=np.int64)
    rank[order] = np.concatenate(([0], np.cumsum(steps)))[: utility.size]
    return rank


def _rank_of_priorities(statements: tuple[Statement, ...], space: StateSpace) -> Ints:
    """Rank lexicographically: an earlier statement outweighs all later ones.

    References
    ----------
    Fang, Hipel, Kilgour and Peng (2003), IEEE Transactions on Systems, Man and
    Cybernetics C 33(1):42-55: option prioritising.
    """
    rank = np.zeros(space.count, dtype=np.int64)
    for statement in statements:
        # renumbering at every step keeps the number small, however many statements
        rank = 2 * rank + space.where(statement.statement)
        rank = np.unique(rank, return_inverse=True)[1].astype(np.int64)
    return rank


def _rank_of_ranking(crisis: Crisis, actor: str, space: StateSpace) -> Ints:
    """Rank by the explicit list, which must cover every feasible state once."""
    ranking = crisis.rankings[actor]
    rank = np.full(space.count, -1, dtype=np.int64)
    times = np.zeros(space.count, dtype=np.int64)
    for place, tied in enumerate(ranking):
        holds = _any_of(tied, space)
        rank[holds] = len(ranking) - 1 - place
        times += holds
    if (times != 1).any():
        raise SpecError(crisis.source, [_coverage_problem(actor, times, space, crisis)])
    return np.unique(rank, return_inverse=True)[1].astype(np.int64)


def _any_of(conditions: tuple[Expression, ...], space: StateSpace) -> npt.NDArray[np.bool_]:
    """Mark the states where any of the conditions holds."""
    holds = np.zeros(space.count, dtype=np.bool_)
    for condition in conditions:
        holds |= space.where(condition)
    return holds


def _coverage_problem(actor: str, times: Ints, space: StateSpace, crisis: Crisis) -> Problem:
    """Word the complaint about the first state that is not covered exactly once."""
    k = int(np.argmax(times != 1))
    words = ", ".join(
        f"{variable.name} == {variable.levels[space.digits[v, k]]}"
        for v, variable in enumerate(crisis.variables)
    )
    often = "in no entry" if times[k] == 0 else f"in {times[k]} entries"
    return Problem(
        line=1,
        column=1,
        path=f"ranking.{actor}",
        wrong=f"The state with {words} is {often} of the ranking of {actor}.",
        fix="Every feasible state must be covered exactly once.",
    )
