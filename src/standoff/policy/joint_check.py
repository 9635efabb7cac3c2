"""Compute a turn in which several choose at once again, another way.

The policy states how likely each profile is. From that follows what each member
does, and what each of its options is worth against the others; the logit of that has
to be what the policy states. Nothing is solved here, and nothing of the kernels used.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Floats, Ints
from standoff.policy.verify import Reading

__all__ = ["turn_at_once"]


@dataclass(frozen=True, eq=False)
class _Done:
    """What carrying out a profile is worth: axes (r, i), (r,), and where it is open; (r,)."""

    mean: Floats
    passing: Floats
    is_open: npt.NDArray[np.bool_]


def turn_at_once(
    reading: Reading, first: int, stop: int, after: Floats, precision: Floats, stated: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return what is expected before turns ``first`` to ``stop``, the profiles, and the votes.

    Axes (r, i), (r, f) and (f, r), as `Reading.turn` has them; ``stated`` is what the
    policy says of each profile.
    """
    actors = [int(i) for i in reading.game.turns[first:stop]]
    own = reading.game.moves.actor_first
    choices = [[-1, *range(int(own[i]), int(own[i + 1]))] for i in actors]
    profiles = list(itertools.product(*choices))
    done = [_carried_out(reading, profile, after, precision) for profile in profiles]
    replies = [
        _reply(reading, k, actors, profiles, done, stated, float(precision[i]))
        for k, i in enumerate(actors)
    ]
    share = np.ones((reading.states.size, len(profiles)))
    for f, profile in enumerate(profiles):
        for k, a in enumerate(profile):
            share[:, f] *= replies[k][a]
    before = np.zeros_like(after)
    for f, (profile, one) in enumerate(zip(profiles, done, strict=True)):
        weight = np.where(one.is_open, share[:, f], 0.0)
        before += weight[:, None] * one.mean
        for i, a in zip(actors, profile, strict=True):
            before[:, i] -= weight * (reading.cost(a) if a >= 0 else 0.0)
    return before, share, np.array([one.passing for one in done])


def _carried_out(
    reading: Reading, profile: tuple[int, ...], after: Floats, precision: Floats
) -> _Done:
    """Take the options of a profile one after the other, each where it is still there."""
    moves, rows = reading.game.moves, reading.states.size
    is_open = np.ones(rows, dtype=np.bool_)
    ways: list[tuple[float, Ints]] = [(1.0, np.arange(rows))]
    body = -1
    for a in profile:
        if a < 0:
            continue
        here, leads = reading.moves[a]
        may = np.zeros(rows, dtype=np.bool_)
        may[here] = True
        is_open &= may
        if moves.vote[a] >= 0 and body >= 0:
            continue
        odds = moves.probability[moves.outcome_first[a] : moves.outcome_first[a + 1]]
        if moves.vote[a] >= 0:
            body, odds = int(moves.vote[a]), np.ones(2)
        following = []
        for p, x in ways:
            for q, lead in zip(odds, leads, strict=True):
                there = np.arange(rows)
                there[here] = lead
                following.append((p * float(q), there[x]))
        ways = following
    passing = np.full(rows, np.nan)
    if body >= 0:
        won, lost = (after[x] for _, x in ways)
        odds_of = reading.vote(body, won - lost, precision)
        mean = odds_of[:, None] * won + (1.0 - odds_of)[:, None] * lost
        passing = np.where(is_open, odds_of, np.nan)
    else:
        mean = np.zeros_like(after)
        for p, x in ways:
            mean += p * after[x]
    return _Done(mean, passing, is_open)


def _reply(
    reading: Reading,
    k: int,
    actors: list[int],
    profiles: list[tuple[int, ...]],
    done: list[_Done],
    stated: Floats,
    precision: float,
) -> dict[int, Floats]:
    """Return the logit of what each option of member ``k`` is worth against the others."""
    worth: dict[int, Floats] = {}
    others: dict[tuple[int, ...], Floats] = {}
    for f, profile in enumerate(profiles):
        rest = profile[:k] + profile[k + 1 :]
        others[rest] = others.get(rest, 0.0) + stated[:, f]
    is_open: dict[int, npt.NDArray[np.bool_]] = {}
    for profile, one in zip(profiles, done, strict=True):
        a, rest = profile[k], profile[:k] + profile[k + 1 :]
        value = one.mean[:, actors[k]] - (reading.cost(a) if a >= 0 else 0.0)
        part = np.where(one.is_open, others[rest] * value, 0.0)
        worth[a] = worth.get(a, 0.0) + part
        if not any(b >= 0 for b in rest):
            is_open[a] = one.is_open
    quality = {a: np.where(is_open[a], q, -np.inf) for a, q in worth.items()}
    best = np.max(list(quality.values()), axis=0)
    weight = {
        a: np.where(is_open[a], np.exp(precision * np.where(is_open[a], q - best, 0.0)), 0.0)
        for a, q in quality.items()
    }
    total = sum(weight.values())
    return {a: w / total for a, w in weight.items()}
