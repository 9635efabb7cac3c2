"""Through which interests members gain by a text, and which weight would turn their votes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from standoff.errors import DidNotConverge
from standoff.game.preferences import weights_in_force
from standoff.game.ranges import interval
from standoff.kernels.pivotal import nearest_weight, passage
from standoff.kernels.votes import member_ballots
from standoff.lenses.votes_answer import assembly
from standoff.policy.cover import MOST_BYTES
from standoff.policy.reweighed import gain_if
from standoff.policy.streams import prospects

if TYPE_CHECKING:
    import xarray as xr

    from standoff.game import Game
    from standoff.kernels.tables import Floats, Ints
    from standoff.policy import Policy, Proposal

__all__ = ["interests_in"]

_AGAIN: Final = 20
"""Changes that are checked by solving the game again, at most, where nobody said how many."""

_WORK: Final = 80_000_000
"""Cells (round, state, slot) that these solutions may take together: about a second."""

FAR: Final = 10.0
"""A weight that would have to be more than so many times as large is not named."""


class _Turning(NamedTuple):
    """Which weight of each member turns something: interest, -1 for none, and weight; (v, j)."""

    interest: Ints
    weight: Floats
    relative: Floats


class _Change(NamedTuple):
    """By how much more weight a member gives an interest."""

    member: str
    interest: int
    more: float


def interests_in(
    game: Game,
    policy: Policy,
    asked: Sequence[Proposal],
    number: int,
    answer: xr.Dataset,
    again: int | None,
) -> xr.Dataset:
    """Split gains by interest, and say by which weight votes would turn.

    Parameters
    ----------
    game, policy, asked, number
        The proposals that are asked in a round, in the equilibrium.
    answer
        What is known of them: ``gain``, ``shift`` and ``decides`` by member.
    again
        How many changes to check by solving the game again; None lets it depend on
        what a solution takes.

    Returns
    -------
    Dataset
        Without variables where there are no interests, or too many states.
    """
    import xarray as xr

    names = [interest.name for interest in game.crisis.interests]
    if not names or not asked or _is_too_large(game, policy, len(names)):
        return xr.Dataset()
    members = [str(name) for name in answer["member"].values]
    weight, low, high = _weights(game, members, names)
    parts, cost = _parts(game, policy, asked, number, members)
    turning = {
        kind: _turning(parts, weight, missing)
        for kind, missing in _missing(game, policy, asked, answer).items()
    }
    again_found = {kind: np.full(cost.shape, np.nan) for kind in turning}
    for kind, row, m in _worth_checking(answer, turning)[: _limit(policy, number, again)]:
        j, there = int(turning[kind].interest[row, m]), float(turning[kind].weight[row, m])
        change = _Change(members[m], j, there - float(weight[m, j]))
        again_found[kind][row, m] = _checked(game, policy, asked[row], number, kind, change)
    where = ("vote", "member")
    return xr.Dataset(
        {
            "gain_by_interest": ((*where, "interest"), parts),
            "gain_by_cost": (where, cost),
            "interest_weight": (("member", "interest"), weight),
            "interest_weight_low": (("member", "interest"), low),
            "interest_weight_high": (("member", "interest"), high),
            **{
                f"{kind}_interest": (where, np.array([*names, ""], dtype=str)[found.interest])
                for kind, found in turning.items()
            },
            **{f"{kind}_weight": (where, found.weight) for kind, found in turning.items()},
            **{f"{kind}_again": (where, found) for kind, found in again_found.items()},
        },
        coords={"vote": answer["vote"], "member": answer["member"], "interest": names},
    )


def _is_too_large(game: Game, policy: Policy, interests: int) -> bool:
    """Say whether the streams of all interests would not fit into memory."""
    width = len(game.actor_names) + 16 + len(set(game.patience.tolist())) * interests
    return 40.0 * policy.covered.rows * width > MOST_BYTES


def _weights(game: Game, members: Sequence[str], names: Sequence[str]) -> Floats:
    """Return the weights of members on interests, and what the crisis holds possible for them.

    Axes (3, j, k): weight, least, greatest; NaN where there is none.
    """
    given = weights_in_force(game.crisis, game.motives)
    found = np.full((3, len(members), len(names)), np.nan)
    for m, member in enumerate(members):
        for k, name in enumerate(names):
            number = given.get(member, {}).get(name)
            if number is not None:
                found[:, m, k] = number.value, *interval(number)
    return found


def _parts(
    game: Game, policy: Policy, asked: Sequence[Proposal], number: int, members: Sequence[str]
) -> tuple[Floats, Floats]:
    """Return what members gain by passage through each interest, and by lower costs."""
    names = [interest.name for interest in game.crisis.interests]
    ahead = prospects(game, policy, number, names)
    after = {turn: ahead.after_turn(turn) for turn in {p.turn for p in asked}}
    parts = np.full((len(asked), len(members), len(names)), np.nan)
    cost = np.full(parts.shape[:2], np.nan)
    for row, p in enumerate(asked):
        share, saved = ahead.between(after[p.turn], *p.outcomes)
        for name, i, _ in _seats(game, p.body):
            if i >= 0 and not np.isnan(p.gain[i]):
                parts[row, members.index(name)] = share[i]
                cost[row, members.index(name)] = saved[i]
    return parts, cost


def _seats(game: Game, b: int) -> list[tuple[str, int, int]]:
    """List the members of a body: name, actor or -1, place among all members."""
    first, ballots = int(game.ballots.member_first[b]), game.ballots
    return [
        (member.name, int(ballots.member_actor[first + seat]), first + seat)
        for seat, member in enumerate(game.crisis.bodies[b].members)
    ]


def _missing(
    game: Game, policy: Policy, asked: Sequence[Proposal], answer: xr.Dataset
) -> dict[str, Floats]:
    """Return by how much gains must change; axes (v, j), NaN where a coin is tossed.

    For a yes to be as likely as not, for a no to be, for passage to be.
    """
    members = [str(name) for name in answer["member"].values]
    shape = (len(asked), len(members))
    missing = {"yes": np.full(shape, np.nan), "no": np.full(shape, np.nan)}
    for row, p in enumerate(asked):
        for name, i, place in _seats(game, p.body):
            if i >= 0 and policy.precision[i] > 0:
                band, m = float(game.ballots.band[place]), members.index(name)
                missing["yes"][row, m] = band - p.gain[i]
                missing["no"][row, m] = -band - p.gain[i]
    return missing | {"pass": answer["shift"].values}


def _turning(parts: Floats, weight: Floats, missing: Floats) -> _Turning:
    """Find the weight of each member that must change least for its gain to change so much."""
    found = _Turning(
        np.full(missing.shape, -1, dtype=np.int64),
        np.full(missing.shape, np.nan),
        np.full(missing.shape, np.inf),
    )
    for row, m in np.argwhere(~np.isnan(missing)):
        j, factor = nearest_weight(parts[row, m], float(missing[row, m]))
        if j >= 0 and factor <= FAR:
            found.interest[row, m], found.weight[row, m] = j, factor * weight[m, j]
            found.relative[row, m] = abs(factor - 1.0)
    return found


def _limit(policy: Policy, number: int, again: int | None) -> int:
    """Return how many changes are checked; without an end a solution may take long."""
    if again is not None:
        return again
    if policy.horizon is None:
        return 0
    cells = policy.covered.rows * policy.covered.slots * (policy.horizon - number + 1)
    return min(_AGAIN, _WORK // max(1, cells))


def _worth_checking(answer: xr.Dataset, turning: dict[str, _Turning]) -> list[tuple[str, int, int]]:
    """Choose the changes that matter most, of the proposals of now or the nearest.

    First what would turn a text, the smallest change before larger ones, then the vote
    that decides most often of each: the no of those whose no defeats a text, the yes of
    others. Kind of change, proposal, member; none depends on the order of the file.
    """
    moves, decides = answer["vote_moves"].values, answer["decides"].values
    names = [str(name) for name in answer["member"].values]
    texts, votes = [], []
    for row in np.flatnonzero(moves == moves.min()).tolist():
        label, relative = str(answer["vote"].values[row]), turning["pass"].relative[row]
        m = min(range(len(names)), key=lambda k: (relative[k], names[k]))
        texts.append(((relative[m], label), ("pass", row, m)))
        fatal = answer["veto"].values[row] | (str(answer["vote_rule"].values[row]) == "consensus")
        found = np.where(fatal, turning["no"].interest[row], turning["yes"].interest[row])
        often = np.where(found >= 0, decides[row], -1.0)
        m = min(range(len(names)), key=lambda k: (-often[k], names[k]))
        votes.append(((-often[m], label), ("no" if fatal[m] else "yes", row, m)))
    chosen = [one for _, one in [*sorted(texts), *sorted(votes)]]
    return [(kind, row, m) for kind, row, m in chosen if turning[kind].interest[row, m] >= 0]


def _checked(
    game: Game, policy: Policy, p: Proposal, number: int, kind: str, change: _Change
) -> float:
    """Solve again with the weight that turns something, and say how likely it is then."""
    names = [name for name, _, _ in _seats(game, p.body)]
    seat = names.index(change.member)
    actor = _seats(game, p.body)[seat][1]
    try:
        gain = gain_if(game, policy, number, p, actor, change.interest, change.more)
    except DidNotConverge:
        return float("nan")
    cast = member_ballots(p.body, gain, policy.precision, policy.covered.ballots)
    if kind != "pass":
        return float(cast[seat, 0 if kind == "yes" else 2])
    return float(passage(assembly(game, p.body), cast[None, :, 0], cast[None, :, 2])[0])
