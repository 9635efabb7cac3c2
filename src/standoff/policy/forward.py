"""What follows from a policy: where play is after each round, and in the long run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.errors import CommandError
from standoff.kernels.markov import advance
from standoff.kernels.occupancy import long_run
from standoff.kernels.tables import Floats
from standoff.policy.policy import Policy

if TYPE_CHECKING:
    from standoff.game import Game


@dataclass(frozen=True, eq=False)
class Course:
    """The exact distribution of play, round by round.

    ``level_share[t, v, x]`` is the probability that variable ``v`` is at level
    ``x`` after the ``t``-th round (chance included), NaN beyond its last level;
    ``last`` is the probability of every covered state after the last round, and
    ``visits`` how many of the rounds are expected to end there.
    """

    level_share: Floats
    last: Floats
    visits: Floats


def course(game: Game, policy: Policy, rounds: int, first_round: int = 1) -> Course:
    """Carry all probability from the start state through a number of rounds.

    No path is drawn: the numbers are exact up to rounding.

    Raises
    ------
    CommandError
        If the policy ends before that many rounds.
    """
    if policy.horizon is not None and first_round + rounds - 1 > policy.horizon:
        raise CommandError(
            f"{rounds} rounds from round {first_round} on go past the last one, "
            f"{policy.horizon}.\nAsk for fewer rounds."
        )
    mass = _all_at_start(policy)
    spare, visits = np.empty_like(mass), np.zeros_like(mass)
    digits = game.level_indices[:, policy.states]
    sizes = [len(variable.levels) for variable in game.crisis.variables]
    share = np.full((rounds, len(sizes), max(sizes)), np.nan)
    for t in range(rounds):
        index = policy.round(first_round + t)
        advance(policy.covered.round, policy.choice[index], policy.passes[index], mass, spare)
        visits += mass
        for v, size in enumerate(sizes):
            share[t, v, :size] = np.bincount(digits[v], mass, size)
    return Course(share, mass, visits)


def occupancy(policy: Policy) -> tuple[Floats, float]:
    """Return the share of time that play without end spends in each covered state.

    It is the limit of the mean over the first T rounds as T grows, which exists
    even where play goes round in circles or may settle in several places. The
    second number is how far the shares are from reproducing themselves.

    Raises
    ------
    CommandError
        If the policy is not stationary.
    """
    if policy.horizon is not None:
        raise CommandError(
            f"Play ends after {policy.horizon} rounds, so there is no long run.\n"
            "Solve without a horizon, or ask where play is after the last round."
        )

    def after_a_round(mass: Floats) -> Floats:
        carried = mass.copy()
        advance(
            policy.covered.round, policy.choice[0], policy.passes[0], carried, np.empty_like(mass)
        )
        return carried

    return long_run(after_a_round, _all_at_start(policy))


def _all_at_start(policy: Policy) -> Floats:
    """Return the distribution that is certain of the start state."""
    mass = np.zeros(policy.states.size)
    mass[policy.covered.row] = 1.0
    return mass
