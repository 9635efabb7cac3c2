"""What follows from a policy: where play is after each round, and in the long run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from standoff.errors import CommandError
from standoff.kernels.first_times import carry, strike
from standoff.kernels.markov import advance
from standoff.kernels.markov_turn import Rows
from standoff.kernels.occupancy import Ends, ends, long_run
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


class Stretch(NamedTuple):
    """Rounds that are played by one policy."""

    policy: Policy
    rounds: int
    entry: Rows
    """Row in which it begins, by the row in which the stretch before ended."""


@dataclass(frozen=True, eq=False)
class FirstTimes:
    """When each option is first used and each level first there, exactly.

    ``t`` rounds over, 0 at the beginning; ``v`` variable, ``x`` level; NaN beyond
    a variable's last.
    """

    share: Floats
    """Probability of each level after each round; (t, v, x)."""
    used: Floats
    """Probability that each option has been used by then; (a, t)."""
    reached: Floats
    """Probability that each level has been there at the end of a round by then; (v, x, t)."""


def first_times(
    game: Game, stretches: Sequence[Stretch], start: int, first_round: int = 1
) -> FirstTimes:
    """Carry all probability forward, with what has not happened yet kept apart.

    ``start`` is a row of the first stretch. The work is that of `course` times
    the number of options and levels.
    """
    sizes = np.array([len(variable.levels) for variable in game.crisis.variables])
    width, actions = int(sizes.max()), len(game.actions)
    watches = 1 + actions + width * sizes.size
    mass = np.zeros((stretches[0].policy.states.size, watches))
    mass[start] = 1.0
    rounds = sum(stretch.rounds for stretch in stretches)
    share = np.zeros((rounds + 1, width * sizes.size))
    alive = np.ones((rounds + 1, watches))
    t = -1
    for number, (policy, count, entry) in enumerate(stretches):
        if number:
            moved = np.zeros((policy.states.size, watches))
            np.add.at(moved, entry[entry >= 0], mass[entry >= 0])
            mass = moved
        spare, cell = np.zeros_like(mass), cells(game, policy, width)
        profiles = policy.covered.profiles
        for _ in range(count + (number == 0)):
            t += 1
            if t:
                index = policy.round(first_round + t - 1)
                tables = policy.choice[index], policy.passes[index]
                carry(policy.covered.round, *tables, mass, spare, 1, profiles)
            strike(cell, 1 + actions, mass)
            for column in cell.T:
                share[t] += np.bincount(column, mass[:, 0], share.shape[1])
            alive[t] = mass.sum(axis=0)
    is_level = np.arange(width) < sizes[:, None]
    happened = np.clip(1.0 - alive, 0.0, 1.0).T
    reached = happened[1 + actions :].reshape(sizes.size, width, -1)
    return FirstTimes(
        np.where(is_level, share.reshape(-1, sizes.size, width), np.nan),
        happened[1 : 1 + actions],
        np.where(is_level[..., None], reached, np.nan),
    )


def cells(game: Game, policy: Policy, width: int) -> Rows:
    """Give each level of each covered state a number, ``width`` to a variable; axes (r, v)."""
    levels = game.level_indices[:, policy.states].T.astype(np.int32)
    return np.ascontiguousarray(levels + width * np.arange(levels.shape[1], dtype=np.int32))


def endings(policy: Policy, start: int | None = None) -> Ends | None:
    """Return where play without end settles, exactly; None where there are too many states.

    Raises
    ------
    CommandError
        If the policy is not stationary.
    """
    if policy.horizon is not None:
        raise CommandError(_NO_LONG_RUN.format(policy.horizon))
    mass = np.zeros(policy.states.size)
    mass[policy.covered.row if start is None else start] = 1.0
    return ends(_round_of(policy), mass)


_NO_LONG_RUN = (
    "Play ends after {} rounds, so there is no long run.\n"
    "Solve without a horizon, or ask where play is after the last round."
)


def _round_of(policy: Policy) -> Callable[[Floats], Floats]:
    """Return what carries a distribution through a round of a stationary policy."""

    def after_a_round(mass: Floats) -> Floats:
        carried = mass.copy()
        advance(
            policy.covered.round, policy.choice[0], policy.passes[0], carried, np.empty_like(mass)
        )
        return carried

    return after_a_round


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
        raise CommandError(_NO_LONG_RUN.format(policy.horizon))
    return long_run(_round_of(policy), _all_at_start(policy))


def _all_at_start(policy: Policy) -> Floats:
    """Return the distribution that is certain of the start state."""
    mass = np.zeros(policy.states.size)
    mass[policy.covered.row] = 1.0
    return mass
