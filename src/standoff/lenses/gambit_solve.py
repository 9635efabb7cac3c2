"""Which methods of Gambit are asked, and what of their answers is one outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod

import numpy as np
import numpy.typing as npt

from standoff.lenses import gambit_ask
from standoff.lenses.gambit_tree import Planted

__all__ = ["Equilibrium", "Found", "solve_tree"]

Floats = npt.NDArray[np.float64]

MOST_CORNERS = 8
"""Plans of each of two movers, up to which all corners are listed."""
MOST_SUPPORTS = 6
"""Plans of each of more movers, up to which all supports are tried."""
MOST_PROFILES = 5_000
"""Pure profiles of plans that are tried one by one."""
MOST_AGENTS = 1_024
"""Pure profiles of actions that are tried one by one."""
MOST_SETS = 30
"""Information sets, up to which a branch of logit equilibria is followed."""
ALIKE = 1e-4
"""Outcomes that differ by less are one; in probability, and in payoff by their range."""


@dataclass(frozen=True)
class Equilibrium:
    """What Gambit found, as reckoned again by us.

    ``error`` is the largest gain from deviating: by another plan under ``nash``, at one
    decision under ``sequential``; under ``logit`` the largest error of a probability.
    """

    concept: str
    profile: tuple[Floats, ...]
    value: Floats
    ends: Floats
    error: float
    is_sequential: int
    profiles: int = 1


@dataclass(frozen=True)
class Found:
    """All of them; which concepts were too large; and how ``nash`` was listed."""

    equilibria: tuple[Equilibrium, ...]
    left_out: tuple[str, ...]
    listed: str


def solve_tree(planted: Planted, concepts: list[str]) -> Found:
    """Ask Gambit for the equilibria of each concept, and check what comes back."""
    found: list[Equilibrium] = []
    left_out, listed = [], ""
    sequential = _sequential(planted)
    for concept in concepts:
        if concept == "sequential":
            own = sequential
        elif concept == "logit":
            own = _logit(planted)
        else:
            own, listed = _nash(planted, sequential or [])
        if own is None:
            left_out.append(concept)
        else:
            found += own
    return Found(tuple(found), tuple(left_out), listed)


def _profiles(planted: Planted, method: gambit_ask.Method) -> list[tuple[Floats, ...]]:
    """Ask, and sort what comes back by our information sets."""
    text, order = planted.agents() if method == "logit" else planted.text()
    found = []
    for flat in gambit_ask.profiles(text, method):
        profile: list[Floats] = [np.empty(0)] * len(planted.sets)
        at = 0
        for h in order:
            size = len(planted.sets[h].options)
            own: Floats = np.array(flat[at : at + size])
            profile[h] = np.full(size, 1 / size) if np.isnan(own).any() else own / own.sum()
            at += size
        found.append(tuple(profile))
    return found


def _nash(planted: Planted, sequential: list[Equilibrium]) -> tuple[list[Equilibrium] | None, str]:
    """List Nash equilibria, all of them where the game is small enough."""
    plans = [planted.tree.plans(i) for i in planted.movers]
    method: gambit_ask.Method = "pure"
    if len(plans) <= 2 and max(plans) <= MOST_CORNERS:
        method = "mixed"
    elif len(plans) > 2 and max(plans) <= MOST_SUPPORTS:
        method = "poly"
    elif prod(plans) > MOST_PROFILES:
        return None, ""
    # Gambit lists corners for two players only; alone, the best plans are the pure ones
    method = "pure" if len(plans) == 1 else method
    found = []
    for profile in _profiles(planted, method):
        error = float(planted.tree.regret(profile).max())
        if error <= ALIKE * planted.range:
            found.append(_reckoned(planted, "nash", profile, error))
    merged = _merged(planted, found)
    return [_rated(planted, one, sequential) for one in merged], {"pure": "pure"}.get(method, "all")


def _sequential(planted: Planted) -> list[Equilibrium] | None:
    """List the pure sequential equilibria, and the limit of the logit equilibria."""
    found = []
    count = prod(len(sight.options) for sight in planted.sets)
    is_small, is_short = count <= MOST_AGENTS, len(planted.sets) <= MOST_SETS
    if not is_small and not is_short:
        return None
    profiles = _profiles(planted, "agent") if is_small else []
    profiles += _profiles(planted, "limit") if is_short else []
    for profile in profiles:
        error = planted.tree.slip(profile)
        if error <= ALIKE * planted.range:
            one = _reckoned(planted, "sequential", profile, error)
            found.append(replace(one, is_sequential=1))
    return _merged(planted, found)


def _logit(planted: Planted) -> list[Equilibrium] | None:
    """Find the logit equilibrium on the branch from precision 0."""
    if len(planted.sets) > MOST_SETS or planted.is_discounted_away:
        return None
    precision = np.array([planted.scale(s.actor, s.round) for s in planted.sets])
    return [
        _reckoned(planted, "logit", one, planted.tree.logit_error(one, precision))
        for one in _profiles(planted, "logit")
    ]


def _reckoned(
    planted: Planted, concept: str, profile: tuple[Floats, ...], error: float
) -> Equilibrium:
    """Say what a profile leads to."""
    reach = planted.tree.reach(profile)
    at = planted.ends >= 0
    ends = np.zeros(planted.game.state_count)
    np.add.at(ends, planted.ends[at], reach[at])
    value = planted.tree.value(profile)[0]
    return Equilibrium(concept, profile, value, ends, error, -1)


def _alike(planted: Planted, one: Equilibrium, other: Equilibrium) -> bool:
    ends = float(np.abs(one.ends - other.ends).max())
    value = float(np.abs(one.value - other.value).max())
    return ends < ALIKE and value < ALIKE * planted.range


def _merged(planted: Planted, several: list[Equilibrium]) -> list[Equilibrium]:
    """Keep one of those that lead to the same outcome, and count the others.

    It is the one that holds first, whatever the order in which they came.
    """
    kept: list[Equilibrium] = []
    for one in sorted(several, key=_holding):
        for k, other in enumerate(kept):
            if _alike(planted, one, other):
                kept[k] = replace(other, profiles=other.profiles + 1)
                break
        else:
            kept.append(one)
    return kept


def _holding(one: Equilibrium) -> tuple[list[float], float]:
    return [-round(p, 6) for own in one.profile for p in own.tolist()], one.error


def _rated(planted: Planted, one: Equilibrium, sequential: list[Equilibrium]) -> Equilibrium:
    """Say whether a Nash equilibrium has the outcome of a sequential one: 1, 0, or -1, unknown."""
    is_one = planted.tree.slip(one.profile) <= ALIKE * planted.range
    if is_one or any(_alike(planted, one, other) for other in sequential):
        return replace(one, is_sequential=1)
    return replace(one, is_sequential=0 if _is_only(planted, sequential) else -1)


def _is_only(planted: Planted, sequential: list[Equilibrium]) -> bool:
    """Say whether there is certainly no sequential equilibrium beside those listed.

    Where everybody sees everything and at no decision two choices are worth the same,
    backward induction leaves a single one.
    """
    sees_all = all(own.size == 1 for own in planted.tree.nodes)
    if not sees_all or len(sequential) != 1:
        return False
    for worth in planted.tree.qualities(sequential[0].profile):
        best, *others = sorted(worth.tolist(), reverse=True)
        if others and best - others[0] <= ALIKE * planted.range:
            return False
    return True
