"""Play a turn in which several choose at once again, and see what one other choice gains.

The slots of a policy say how likely each profile is and how it turns out. That members
draw apart, that chance does what the crisis says and that nothing closed is chosen is
checked; how a body votes on a text is taken as stated. A text that is never tabled has no
stated odds, so what tabling it would gain is not known, and the regret is NaN.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Floats, Ints
from standoff.policy.policy import Shares
from standoff.policy.reading import Reading

__all__ = ["played_at_once"]

FEWEST = 1e-280
"""A profile less likely than this says nothing of how it turns out."""


@dataclass(frozen=True, eq=False)
class _Profile:
    """One option of each member, and how it turns out; F ways."""

    places: tuple[int, ...]
    share: Floats
    """How likely it is; (r,)."""
    is_open: npt.NDArray[np.bool_]
    leads: Ints
    """(f, r)."""
    odds: Floats
    """Of each way, NaN where that is not known; (f, r)."""


def played_at_once(
    reading: Reading, span: tuple[int, int], stated: Shares, after: Floats
) -> tuple[Floats, float, float]:
    """Go back through the turns of a span, taken at once, as a policy states them.

    Returns what is expected before them, the regret, and the largest error of a
    probability; ``stated`` has axes (r, f).
    """
    movers = [int(i) for i in reading.game.turns[slice(*span)]]
    first = reading.game.moves.actor_first
    own = [[-1, *range(int(first[i]), int(first[i + 1]))] for i in movers]
    told = np.ascontiguousarray(stated.T, dtype=np.float64)
    error = float(np.abs(told.sum(axis=0) - 1.0).max(initial=0.0))
    error = max(error, float((-told).max(initial=0.0)))
    profiles = list(_profiles(reading, own, told))
    parts = [np.zeros((len(one), told.shape[1])) for one in own]
    for profile in profiles:
        for k, j in enumerate(profile.places):
            parts[k][j] += profile.share
    before = np.zeros_like(after)
    at = 0
    for profile in profiles:
        ways = told[at : at + len(profile.leads)]
        at += len(profile.leads)
        error = max(error, _error(profile, ways, parts))
        for way, lead in zip(ways, profile.leads, strict=True):
            before += way[:, None] * after[lead]
    for k, i in enumerate(movers):
        for j, a in enumerate(own[k]):
            if a >= 0:
                before[:, i] -= parts[k][j] * reading.cost(a)
    regret = max(
        (_regret(reading, own[k], profiles, parts, k, after[:, i]) for k, i in enumerate(movers)),
        key=lambda lost: np.inf if np.isnan(lost) else lost,
    )
    return before, regret, error


def _error(profile: _Profile, ways: Floats, parts: Sequence[Floats]) -> float:
    """Return how far a profile is from members drawing apart, and its ways from their odds."""
    apart = np.ones(profile.share.size)
    for k, j in enumerate(profile.places):
        apart = apart * parts[k][j]
    worst = float(np.abs(profile.share - apart).max(initial=0.0))
    worst = max(worst, float(np.where(profile.is_open, 0.0, profile.share).max(initial=0.0)))
    off = np.abs(np.nan_to_num(profile.share * profile.odds) - ways)
    known = ~np.isnan(profile.odds)
    return max(worst, float(np.where(known, off, 0.0).max(initial=0.0)))


def _profiles(reading: Reading, own: Sequence[Sequence[int]], told: Floats) -> Iterator[_Profile]:
    """Go through the profiles in the order of their slots."""
    moves, at = reading.game.moves, 0
    rows = np.arange(told.shape[1])
    for places in itertools.product(*(range(len(one)) for one in own)):
        acts = [own[k][j] for k, j in enumerate(places) if own[k][j] >= 0]
        is_open = np.ones(rows.size, dtype=np.bool_)
        for a in acts:
            is_open &= np.isin(rows, reading.moves[a][0])
        leads, odds = _ways(reading, rows, acts)
        ways = told[at : at + len(leads)]
        at += len(leads)
        share = ways.sum(axis=0)
        if any(moves.vote[a] >= 0 for a in acts):
            is_told = share >= FEWEST
            safe = np.where(is_told, share, 1.0)
            odds = [np.where(is_told, way / safe, np.nan) for way in ways]
        yield _Profile(places, share, is_open, np.array(leads), np.array(odds))


def _ways(reading: Reading, x: Ints, acts: Sequence[int]) -> tuple[list[Ints], list[Floats]]:
    """Return where each way leads from rows ``x``, and its odds where only chance decides."""
    if not acts:
        return [x], [np.ones(x.size)]
    moves, a = reading.game.moves, acts[0]
    here, leads = reading.moves[a]
    is_open = np.isin(x, here)
    found: list[Ints] = []
    odds: list[Floats] = []
    for o, lead in enumerate(leads):
        there = np.arange(reading.states.size)
        there[here] = lead
        p = float(moves.probability[int(moves.outcome_first[a]) + o])
        after, shares = _ways(reading, there[x], acts[1:])
        found += after
        odds += [np.where(is_open, p, float(o == 0)) * share for share in shares]
    return found, odds


def _regret(
    reading: Reading, own: Sequence[int], profiles: Sequence[_Profile], parts: Sequence[Floats],
    k: int, after: Floats,
) -> float:  # fmt: skip
    """Return the most that a member gains by one other option, NaN where that is not told."""
    quality = np.zeros(parts[k].shape)
    for profile in profiles:
        rest = np.where(profile.is_open, 1.0, 0.0)
        for n, j in enumerate(profile.places):
            if n != k:
                rest = rest * parts[n][j]
        mean = np.zeros(rest.size)
        for p, lead in zip(profile.odds, profile.leads, strict=True):
            mean += p * after[lead]
        quality[profile.places[k]] += np.where(rest > 0.0, rest * mean, 0.0)
    for j, a in enumerate(own):
        if a >= 0:
            is_open = np.isin(np.arange(after.size), reading.moves[a][0])
            quality[j] = np.where(is_open, quality[j] - reading.cost(a), -np.inf)
    if np.isnan(quality).any():
        return float("nan")
    expected = (parts[k] * np.where(np.isfinite(quality), quality, 0.0)).sum(axis=0)
    return float((quality.max(axis=0) - expected).max(initial=0.0))
