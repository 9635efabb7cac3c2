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
from standoff.policy.reading import Reading

__all__ = ["turn_at_once"]


@dataclass(frozen=True, eq=False)
class _Done:
    """What carrying out a profile is worth, how likely each way is, and where it is open.

    Axes (r, i), a list of (r,), and (r,).
    """

    mean: Floats
    ways: list[Floats]
    is_open: npt.NDArray[np.bool_]


def turn_at_once(
    reading: Reading, first: int, stop: int, after: Floats, precision: Floats, stated: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return what is expected before turns ``first`` to ``stop``, the slots, and no votes.

    Axes (r, i), (r, f) and (f, r), as `Reading.turn` has them; ``stated`` is what the
    policy says of each slot: a profile, and how it turns out.
    """
    actors = [int(i) for i in reading.game.turns[first:stop]]
    own = reading.game.moves.actor_first
    choices = [[-1, *range(int(own[i]), int(own[i + 1]))] for i in actors]
    profiles = list(itertools.product(*choices))
    done = [_carried_out(reading, profile, after, precision) for profile in profiles]
    ends = np.cumsum([len(one.ways) for one in done])[:-1]
    of_profile = [part.sum(axis=1) for part in np.split(stated, ends, axis=1)]
    replies = [
        _reply(reading, k, actors, profiles, done, of_profile, float(precision[i]))
        for k, i in enumerate(actors)
    ]
    before, slots = np.zeros_like(after), []
    for profile, one in zip(profiles, done, strict=True):
        share = np.where(one.is_open, 1.0, 0.0)
        for k, a in enumerate(profile):
            share = share * replies[k][a]
        before += share[:, None] * one.mean
        for i, a in zip(actors, profile, strict=True):
            before[:, i] -= share * (reading.cost(a) if a >= 0 else 0.0)
        slots += [share * way for way in one.ways]
    share = np.stack(slots, axis=1)
    return before, share, np.full(share.T.shape, np.nan)


def _carried_out(
    reading: Reading, profile: tuple[int, ...], after: Floats, precision: Floats
) -> _Done:
    """Take the options of a profile one after the other, each where it is still there."""
    is_open = np.ones(reading.states.size, dtype=np.bool_)
    acts = [a for a in profile if a >= 0]
    for a in acts:
        may = np.zeros(reading.states.size, dtype=np.bool_)
        may[reading.moves[a][0]] = True
        is_open &= may
    mean, ways = _follow(reading, np.arange(reading.states.size), acts, after, precision)
    return _Done(mean, ways, is_open)


def _follow(
    reading: Reading, x: Ints, acts: list[int], after: Floats, precision: Floats
) -> tuple[Floats, list[Floats]]:
    """Return what is expected at rows ``x`` before ``acts``, and the odds of each way."""
    if not acts:
        return after[x], [np.ones(x.size)]
    moves, a = reading.game.moves, acts[0]
    here, leads = reading.moves[a]
    is_open = np.isin(x, here)
    following = []
    for lead in leads:
        there = np.arange(reading.states.size)
        there[here] = lead
        following.append(_follow(reading, there[x], acts[1:], after, precision))
    if moves.vote[a] >= 0:
        gain = following[0][0] - following[1][0]
        passing = reading.vote(int(moves.vote[a]), gain, precision)
        odds = [passing, 1.0 - passing]
    else:
        first, last = moves.outcome_first[a : a + 2]
        odds = [np.full(x.size, p) for p in moves.probability[first:last]]
    odds = [np.where(is_open, p, float(o == 0)) for o, p in enumerate(odds)]
    mean = sum(p[:, None] * m for p, (m, _) in zip(odds, following, strict=True))
    ways = [p * way for p, (_, those) in zip(odds, following, strict=True) for way in those]
    return np.asarray(mean), ways


def _reply(
    reading: Reading,
    k: int,
    actors: list[int],
    profiles: list[tuple[int, ...]],
    done: list[_Done],
    stated: list[Floats],
    precision: float,
) -> dict[int, Floats]:
    """Return the logit of what each option of member ``k`` is worth against the others."""
    worth: dict[int, Floats] = {}
    others: dict[tuple[int, ...], Floats] = {}
    for f, profile in enumerate(profiles):
        rest = profile[:k] + profile[k + 1 :]
        others[rest] = others.get(rest, 0.0) + stated[f]
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
