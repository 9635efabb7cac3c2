"""How one actor compares any two states, where an order does not say it all.

Letters
-------
``i`` actor; ``s`` and ``t`` states; ``c`` kind of a state. States of one kind
compare alike with all others, so every relation is a matrix over kinds with a
state of each as its sample: row ``s``, column ``t``, and always about ``t``
against ``s``. The diagonal is a state against itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.game.preferences import slack_of, tolerance_of, weights_in_force
from standoff.game.ranges import drawn, interval, is_open
from standoff.kernels.pairs import (
    MIDDLE,
    POSSIBLE,
    SURE,
    UNSURE,
    above,
    graded,
    share_above,
    undecided,
)
from standoff.kernels.tables import Bytes, Floats, Ints
from standoff.spec.comparisons import Comparison
from standoff.spec.crisis import Expression, Number

if TYPE_CHECKING:
    from standoff.game.game import Game

__all__ = [
    "Kinds",
    "better",
    "chance_of_better",
    "degrees",
    "great",
    "has_ranges",
    "kinds",
    "replies",
    "unknown_by_range",
    "unknown_given",
]

Matrix = npt.NDArray[np.bool_]

_HALF = 0.5
"""Degree of a preference that is no great one, in an order with gaps."""


class Kinds(NamedTuple):
    """The kinds of states that an actor tells apart."""

    kind: npt.NDArray[np.int32]
    """Kind of each state; shape (S,)."""
    sample: Ints
    """Position of one state of each kind; shape (C,)."""


def kinds(*features: npt.NDArray[np.generic]) -> Kinds:
    """Put states into one kind where all features agree; a feature has shape (..., S).

    Examples
    --------
    >>> kinds(np.array([5, 3, 5]), np.array([0, 0, 0])).kind.tolist()
    [1, 0, 1]
    """
    count = features[0].shape[-1]
    table = np.vstack([np.asarray(f, float).reshape(-1, count) for f in features])
    _, sample, kind = np.unique(table, axis=1, return_index=True, return_inverse=True)
    return Kinds(kind.reshape(-1).astype(np.int32), sample.astype(np.int64))


def plain_kinds(game: Game, i: int, within: Ints) -> Kinds:
    """Return the kinds that the order, the unknown pairs and the gaps of an actor tell apart.

    Only the states ``within`` are looked at, here and below: ``Kinds.kind`` is
    over them, and ``Kinds.sample`` holds positions among all states.
    """
    given = _given(game, i)
    features = [_utility(game, i) if _has_utility(game, i) else game.rank[i]]
    for pair in given.unknown:
        first, second = (game.space.where(half) for half in (pair.first, pair.second))
        # states that are in both sets are unknown against one another, but not against themselves
        alone = np.where(first & second, np.arange(game.state_count), -1)
        features += [first, second, alone]
    features += [game.space.where(gap.when) for gap in given.gaps]
    return _among(features, within)


def range_kinds(game: Game, i: int, within: Ints) -> Kinds:
    """Return the kinds that the interests of an actor tell apart, whatever they weigh."""
    if not _has_utility(game, i):
        return _among([game.rank[i]], within)
    scores, _ = _interests(game, i)
    return _among([*scores, np.zeros(game.state_count)], within)


def _among(features: Sequence[npt.NDArray[np.generic]], within: Ints) -> Kinds:
    """Return the kinds of some states, with samples among all states."""
    found = kinds(*(feature[within] for feature in features))
    return Kinds(found.kind, within[found.sample])


def better(game: Game, i: int, sample: Ints) -> Matrix:
    """Say where ``t`` is preferred to ``s``: by rank, or by utility beyond the tolerance.

    Nothing is said here of what is unknown; with a tolerance the relation need
    not be transitive where ties are.
    """
    if not _has_utility(game, i):
        rank = game.rank[i, sample]
        return np.asarray(rank[None, :] > rank[:, None])
    utility = _utility(game, i)
    return np.asarray(above(utility[sample], _least(game, i, utility)))


def unknown_given(game: Game, i: int, sample: Ints) -> Matrix:
    """Say which pairs the file declares unknown."""
    found = np.zeros((sample.size, sample.size), np.bool_)
    for pair in _given(game, i).unknown:
        first, second = (_where(game, half, sample) for half in (pair.first, pair.second))
        found |= np.outer(first, second) | np.outer(second, first)
    np.fill_diagonal(found, val=False)
    return found


def unknown_by_range(game: Game, i: int, sample: Ints) -> Matrix:
    """Say where the weights, within their ranges, decide which of ``s`` and ``t`` is preferred.

    Exact: utility is linear in the weights, so its difference takes all values
    between its least and greatest over the box of ranges, which it has at corners.
    """
    if not _has_utility(game, i):
        return np.zeros((sample.size, sample.size), np.bool_)
    scores, weights = _interests(game, i)
    low, high = _box(weights)
    least = _least(game, i, _utility(game, i))
    return np.asarray(undecided(np.ascontiguousarray(scores[:, sample]), low, high, least))


def great(game: Game, i: int, sample: Ints) -> Matrix:
    """Say where ``t`` is *greatly* preferred to ``s``.

    Of two states that a gap sets apart the better is greatly better, and so is
    every state at least as good as the one against every state no better than
    the other.
    """
    given = _given(game, i)
    if given.strength is not None:
        utility = _utility(game, i)
        slack = slack_of(utility)
        return np.asarray(above(utility[sample], max(slack, given.strength.value - slack)))
    rank = game.rank[i, sample]
    levels = int(game.rank[i].max(initial=0)) + 2
    # the least rank from which on all is greatly better than rank r and below
    reach = np.full(levels, levels, np.int64)
    for gap in given.gaps:
        holds = game.space.where(gap.when)
        for one, other in ((holds, ~holds), (~holds, holds)):
            lower, upper = np.unique(game.rank[i, other]), np.unique(game.rank[i, one])
            place = np.searchsorted(upper, lower, side="right")
            some = place < upper.size
            np.minimum.at(reach, lower[some], upper[place[some]])
    return np.asarray(rank[None, :] >= reach[rank][:, None])


def degrees(game: Game, i: int, sample: Ints, level: float, *, by_range: bool = False) -> Bytes:
    r"""Say where the degree to which ``t`` is preferred to ``s`` reaches a level.

    The membership function is linear between two numbers of the file: with
    difference of utility :math:`d`, tolerance :math:`a` and strength :math:`b`
    (without one, the span of the utilities), :math:`\alpha` has the sign of
    :math:`d` and the size

    .. math:: \min(1, (|d| - a) / (b - a)) \quad \text{if } |d| \ge a, \text{ else } 0.

    With ``by_range`` the degree has a least and a greatest, as the weights lie
    in their ranges. An actor with an order only is sure of it (1), and half
    sure where it has gaps and the preference is no great one.

    Returns
    -------
    ndarray of uint8, shape (C, C)
        Flags, as `standoff.kernels.pairs.graded` has them.
    """
    if not _has_utility(game, i):
        return _degrees_of_order(game, i, sample, level)
    utility, given = _utility(game, i), _given(game, i)
    tie = tolerance_of(game.crisis, game.actor_names[i])
    whole = given.strength.value if given.strength is not None else float(np.ptp(utility))
    scores, low, high = utility[None, :], np.ones(1), np.ones(1)
    if by_range:
        scores, weights = _interests(game, i)
        low, high = _box(weights)
    return np.asarray(
        graded(
            np.ascontiguousarray(scores[:, sample]),
            low,
            high,
            tie,
            max(whole, tie),
            slack_of(utility),
            level,
        )  # fmt: skip
    )


def _degrees_of_order(game: Game, i: int, sample: Ints, level: float) -> Bytes:
    ahead = better(game, i, sample)
    enough = ahead
    unsure = np.zeros_like(ahead)
    if _given(game, i).gaps:
        strong = great(game, i, sample)
        mild = ahead & ~strong
        unsure = mild | mild.T
        enough = ahead if level <= _HALF else strong
    flags = POSSIBLE | MIDDLE | SURE
    return (flags * enough.astype(np.uint8) + UNSURE * unsure).astype(np.uint8)


def chance_of_better(game: Game, i: int, sample: Ints, draws: int, seed: int) -> Floats:
    """Return the probability that ``t`` is preferred to ``s``, by drawing the weights.

    0 or 1 for an actor with an order only, and one whose weights are certain.
    """
    if not has_ranges(game, i):
        return better(game, i, sample).astype(float)
    scores, weights = _interests(game, i)
    utility = drawn(weights, draws, seed, i) @ scores[:, sample]
    least = _least(game, i, utility)
    return share_above(utility, least)


def replies(game: Game, i: int, within: Ints, *, strict: bool) -> tuple[Kinds, Matrix]:
    """Say where ``t`` is a total relational reply to ``s``: what the attitudes of ``i`` ask for.

    A devoting actor asks that the other does not prefer ``s`` to ``t``, an
    aggressive one that it prefers ``s``, and a neutral one asks nothing. With
    ``strict``, a pair in which each is a reply to the other is a tie.

    References
    ----------
    Inohara, Hipel and Walker (2007), Journal of Systems Science and Systems
    Engineering 16(2): 181-201.
    """
    stances = {i: "devoting"} | {
        game.actor_names.index(one.other): one.attitude for one in _given(game, i).attitudes
    }
    about = {j: stance for j, stance in stances.items() if stance != "neutral"}
    features: list[npt.NDArray[np.generic]] = [game.rank[j] for j in {**about, i: ""}]
    if "aggressive" not in about.values() and not (strict and about):
        # a tie is a reply, but a state is none to itself
        features.append(np.arange(game.state_count))
    found = _among(features, within)
    reply = np.ones((found.sample.size, found.sample.size), np.bool_)
    for j, stance in about.items():
        rank = game.rank[j, found.sample]
        if stance == "devoting":
            reply &= rank[None, :] >= rank[:, None]
        else:
            reply &= rank[None, :] < rank[:, None]
    if strict:
        reply = reply & ~reply.T
    np.fill_diagonal(reply, val=False)
    return found, reply


def has_ranges(game: Game, i: int) -> bool:
    """Say whether some weight of an actor has a range or a distribution."""
    return any(is_open(weight) for weight in _weights(game, i).values())


def _weights(game: Game, i: int) -> dict[str, Number]:
    weights = weights_in_force(game.crisis, game.motives)
    return dict(weights.get(game.actor_names[i], {}))


def _interests(game: Game, i: int) -> tuple[Floats, list[Number]]:
    """Return the scores of the interests that may weigh something, and their weights."""
    weights = _weights(game, i)
    felt = [
        (game.space.over_states(interest.score), weights[interest.name])
        for interest in game.crisis.interests
        if interest.name in weights and any(interval(weights[interest.name]))
    ]
    scores = np.array([score for score, _ in felt]).reshape(len(felt), game.state_count)
    return scores, [weight for _, weight in felt]


def _box(weights: Sequence[Number]) -> tuple[Floats, Floats]:
    """Return the ends of the ranges of weights."""
    low, high = np.array([interval(weight) for weight in weights]).reshape(-1, 2).T.copy()
    return low, high


def _given(game: Game, i: int) -> Comparison:
    return game.crisis.comparisons.get(game.actor_names[i], Comparison())


def _has_utility(game: Game, i: int) -> bool:
    return game.actor_names[i] not in game.ordinal_actors


def _utility(game: Game, i: int) -> Floats:
    return np.asarray(game.utility[i], dtype=np.float64)


def _where(game: Game, condition: Expression, sample: Ints) -> Matrix:
    return np.asarray(game.space.where(condition)[sample])


def _least(game: Game, i: int, utility: Floats) -> float:
    """Return the difference of utility from which on an actor prefers."""
    slack = slack_of(utility)
    return max(slack, tolerance_of(game.crisis, game.actor_names[i]) - slack)
