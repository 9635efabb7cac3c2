"""What others learn of a motive from what is done: along a record, and on drawn paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.errors import CommandError, NotApplicable, nearest
from standoff.lenses.decisions import Seat, decisions_of
from standoff.policy import Policy
from standoff.policy.seats import seats_of

if TYPE_CHECKING:
    from standoff.game import Game
    from standoff.kernels.tables import Floats, Ints
    from standoff.policy.policy import Shares
    from standoff.record import Walk

__all__ = ["Filtered", "Priors", "filtered", "learning", "priors_of", "updated"]


@dataclass(frozen=True, eq=False)
class Priors:
    """The motives of one actor and what others believe of them at first."""

    actor: str
    motives: tuple[str, ...]
    titles: dict[str, dict[str, str]]
    """Of each motive, by language."""
    prior: Floats
    """Shares of one; (K,)."""
    low: Floats
    high: Floats
    """Ends of the ranges, in the units of ``prior``; NaN without one."""


@dataclass(frozen=True, eq=False)
class Filtered:
    """What the decisions of the actor in a record say of its motive, in order."""

    seats: tuple[Seat, ...]
    option: Ints
    """Position of what was done, 0 is hold, ``a + 1`` action ``a``; (n,)."""
    state: Ints
    """Position of the state found; (n,)."""
    likelihood: Floats
    """Probability that each motive gives to what was done; (n, K)."""


def priors_of(game: Game, actor: str | None, motives: Sequence[str]) -> Priors:
    """Find whose motives are asked about, and their priors.

    Raises
    ------
    NotApplicable
        If no actor has two named motives.
    CommandError
        If the actor or a motive does not exist.
    """
    named: dict[str, list[str]] = {}
    for motive in game.crisis.motives:
        named.setdefault(motive.actor, []).append(motive.name)
    several = [name for name, own in named.items() if len(own) > 1]
    if not several:
        raise NotApplicable(
            "Beliefs are about which of several named motives an actor has, and none has two."
            "\nGive an actor two or more `motives` with priors."
        )
    chosen = _first_to_move(game, several) if actor is None else actor
    if chosen not in several:
        raise CommandError(
            f"{chosen} has no two named motives. {nearest(chosen, several)}"
            f"Actors that have: {', '.join(several)}."
        )
    names = _chosen(chosen, named[chosen], motives)
    known = {motive.name: motive for motive in game.crisis.motives if motive.actor == chosen}
    own = [known[name] for name in names]
    total = sum(motive.prior.value for motive in own)
    if not total > 0:
        raise CommandError(f"The priors of the motives chosen for {chosen} are all zero.")
    ends = [(motive.prior.low, motive.prior.high) for motive in own]
    low, high = (
        np.array([np.nan if end[k] is None else end[k] for end in ends], np.float64) / total
        for k in (0, 1)
    )
    return Priors(
        actor=chosen,
        motives=tuple(names),
        titles={motive.name: dict(motive.title.by_language) for motive in own},
        prior=np.array([motive.prior.value for motive in own]) / total,
        low=low,
        high=high,
    )


def _first_to_move(game: Game, names: Sequence[str]) -> str:
    """Pick the actor whose turn comes first; of those that never move, the first by name."""
    turns = [game.actor_names[i] for i in game.turns]
    return min(names, key=lambda name: (turns.index(name) if name in turns else len(turns), name))


def _chosen(actor: str, known: list[str], names: Sequence[str]) -> list[str]:
    """Pick motives by name; all where none is named."""
    if not names:
        return known
    for name in names:
        if name not in known:
            raise CommandError(
                f"{actor} has no motive called '{name}'. {nearest(name, known)}"
                f"Known motives: {', '.join(known)}."
            )
    if len(set(names)) < 2:
        raise CommandError("Beliefs are about two motives or more.\nName two, or none for all.")
    return list(dict.fromkeys(names))


def filtered(game: Game, walk: Walk, policies: Mapping[str, Policy], actor: str) -> Filtered:
    """Read off a record what each motive would have given to what the actor did."""
    place = game.actor_names.index(actor)
    read = [decisions_of(game, walk, policy) for policy in policies.values()]
    cases, seats = read[0].cases, read[0].seats
    own = np.flatnonzero(cases.actor == place)
    came = cases.came[own]
    names = game.variable_names
    levels = np.array([[seats[n].before[name] for name in names] for n in own], dtype=np.int64)
    number = levels.reshape(own.size, len(names)) @ np.asarray(game.space.strides)
    return Filtered(
        seats=tuple(seats[n] for n in own),
        option=came,
        state=game.moves.position[number].astype(np.int64),
        likelihood=np.column_stack([one.model[own, came] for one in read]),
    )


def updated(prior: Floats, likelihood: Floats) -> Floats:
    """Return the belief after each of a series of observations, by Bayes' rule.

    Parameters
    ----------
    prior
        (K,).
    likelihood
        (n, K).

    Returns
    -------
    ndarray
        (n, K).

    Examples
    --------
    >>> updated(np.array([0.25, 0.75]), np.array([[0.6, 0.2], [0.5, 0.5]])).round(9).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    with np.errstate(divide="ignore"):
        logs = np.log(prior) + np.cumsum(np.log(likelihood), axis=0)
    logs -= logs.max(axis=1, keepdims=True)
    share: Floats = np.exp(logs)
    share /= share.sum(axis=1, keepdims=True)
    return share


def learning(
    game: Game,
    policies: Mapping[str, Policy],
    priors: Priors,
    *,
    paths: int,
    rounds: int,
    seed: int,
) -> Floats:
    """Draw paths of each motive, and follow what others come to believe.

    Returns
    -------
    ndarray
        Belief at the end of each round, axes (true motive, round, path, motive);
        round 0 is the prior.
    """
    drawn = [
        _drawn(game, list(policies.values()), truth, priors, paths, rounds, seed)
        for truth in range(len(policies))
    ]
    return np.stack(drawn)


def _drawn(
    game: Game,
    policies: list[Policy],
    truth: int,
    priors: Priors,
    paths: int,
    rounds: int,
    seed: int,
) -> Floats:
    random = np.random.Generator(np.random.Philox(key=[seed, truth]))
    policy = policies[truth]
    place = game.actor_names.index(priors.actor)
    own = {seat.turn: seat for seat in seats_of(policy.covered) if seat.actor == place}
    with np.errstate(divide="ignore"):
        logs = np.tile(np.log(priors.prior), (paths, 1))
    row = np.full(paths, policy.covered.row)
    told = np.empty((rounds + 1, paths, len(policies)))
    told[0] = priors.prior
    for number in range(1, rounds + 1):
        t = policy.round(number)
        for m in range(policy.covered.round.turns.size):
            slots = slice(int(policy.slot_first[m]), int(policy.slot_first[m + 1]))
            taken = _pick(policy.choice[t, row, slots], random.random(paths)) + slots.start
            if m in own:
                for k, other in enumerate(policies):
                    share = own[m].told(other.choice[t, row], taken)
                    logs[:, k] += np.log(np.maximum(share, np.finfo(np.float64).tiny))
            row = _after(policy, t, row, taken, random.random(paths))
        row = _by_chance(policy, row, random)
        share = np.exp(logs - logs.max(axis=1, keepdims=True))
        told[number] = share / share.sum(axis=1, keepdims=True)
    return told


def _pick(share: Shares, u: Floats) -> Ints:
    """Return the column that ``u`` falls upon in each row."""
    edges = np.cumsum(share, axis=1, dtype=np.float64)
    picked: Ints = (edges < (u * edges[:, -1])[:, None]).sum(axis=1)
    return picked


def _after(policy: Policy, t: int, row: Ints, slot: Ints, u: Floats) -> Ints:
    """Carry every path through what its mover chose."""
    whole = policy.covered.round
    after = row.copy()
    for one in np.unique(slot[policy.slot_action[slot] >= 0]):
        here = np.flatnonzero(slot == one)
        a = int(policy.slot_action[one])
        first, last = int(whole.outcome_first[a]), int(whole.outcome_first[a + 1])
        if whole.vote[a] >= 0:
            passes = policy.passes[t, row[here], int(policy.slot_vote[one])]
            outcome = first + (u[here] >= passes)
        else:
            edges = np.cumsum(whole.probability[first:last])
            outcome = first + np.minimum(np.searchsorted(edges, u[here], "right"), last - first - 1)
        after[here] = whole.target[outcome, row[here]]
    return after


def _by_chance(policy: Policy, row: Ints, random: np.random.Generator) -> Ints:
    """Let chance do what it does at the end of a round."""
    whole = policy.covered.round
    for e in range(whole.chance_first.size - 1):
        first, last = int(whole.chance_first[e]), int(whole.chance_first[e + 1])
        edges = np.cumsum(whole.chance_probability[first:last])
        outcome = np.searchsorted(edges, random.random(row.size), "right")
        target = whole.chance_target[np.minimum(first + outcome, last - 1), row]
        row = np.where((outcome < last - first) & (target >= 0), target, row)
    return row
