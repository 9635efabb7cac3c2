r"""Turns of a round in which everybody reckons by a rule of its own.

Letters are those of `standoff.kernels.markov`. ``e`` is an *entry*, one choice that is
open to the mover in one state: the entries of row ``r`` are ``first[r]`` up to
``first[r + 1]``, `hold` first. ``c`` is a *case*, an entry that a body decides; ``k`` a
member of a body, ``s`` a *seat*, a member that is an actor, counted within its body.

A turn takes two steps. `hold_votes` says what seats do in every case, and the odds
that it passes as each actor sees them; `go_back` what the mover does, and what
everybody expects. Rules of choosing are numbers: `LOGIT`, or what is worth most, of
several within a width `FIRST` the first, or `EVEN` all alike (with these two, members
vote strictly); `GIVEN` leaves things as they are.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.eights import LANES, add_scaled, load, minus, plus, scaled, store, times
from standoff.kernels.following import before_chance
from standoff.kernels.markov_turn import Round
from standoff.kernels.tables import CONSENSUS, MAJORITY, Bytes, Floats, Ints
from standoff.kernels.votes import ballot

__all__ = [
    "EVEN", "FIRST", "GIVEN", "LOGIT", "Menu", "Rule", "Seats", "end", "go_back", "hold_votes",
    "move",
]  # fmt: skip

GIVEN, LOGIT, FIRST, EVEN = -1, 0, 1, 2

Small = npt.NDArray[np.int32]
Casts = npt.NDArray[np.float64]
"""Probabilities of yes and of no of every seat in every case, axes (c, s, 2)."""


class Menu(NamedTuple):
    """What one actor may choose in every state."""

    first: Ints
    """First entry of each row, and one past the last; (R + 1,)."""
    slot: Small
    """Slot of each entry, counted within a turn; (E,)."""
    cost: Floats
    """(E,)."""
    case: Small
    """Case of each entry, or -1; (E,)."""
    leads_first: Ints
    """First outcome of each entry, and one past the last; (E + 1,)."""
    leads: Small
    """Row that each outcome leads to; in a case first where the text passes."""
    odds: Floats
    """Probability of each outcome; NaN in a case."""
    body: Small
    """Body that decides each case; (C,)."""


class Seats(NamedTuple):
    """The members of all bodies that are actors, body after body."""

    first: Ints
    """First seat of each body, and one past the last; (B + 1,)."""
    member: Ints
    """Which member each is, among all."""
    actor: Ints
    """Which actor it is."""
    votes: Ints
    """Its votes."""
    band: Floats
    """Its abstention band."""
    is_fatal: Bytes
    """1 where its no kills a text."""
    rule: Ints
    """Rule of each body; (B,)."""
    tail_first: Ints
    """First cell of each body in ``tail``, and one past the last; (B + 1,)."""
    tail: Floats
    """Odds that a text passes by the count that seats come to: of yes up to the quota, of
    yes less no with zero in the middle, or one cell."""


class Rule(NamedTuple):
    """How movers choose and members vote."""

    how: int
    width: float
    """Worths no further apart than this are the same."""
    precision: Floats
    """By actor; (N,)."""


@nb.njit(cache=True)
def end(game: Round, following: Floats, spare: Floats, ended: Floats) -> None:
    """Go back from the value of the next round to the end of the last turn, axes (r, i)."""
    here, there, other = following, spare, ended
    for e in range(game.chance_first.size - 2, -1, -1):
        before_chance(game, e, here, there)
        here, there, other = there, other, there
    for r in range(following.shape[0]):
        for i in range(following.shape[1]):
            ended[r, i] = game.utility[r, i] + game.patience[i] * here[r, i]


@nb.njit(cache=True)
def _vote(
    how: int, width: float, precision: float, gain: float, band: float
) -> tuple[float, float]:  # fmt: skip
    """Return the probabilities of yes and of no of one seat."""
    if how == LOGIT:
        return ballot(gain, precision, band)
    yes = 1.0 if gain > band + width else 0.0
    no = 1.0 if gain < -band - width else 0.0
    return yes, no


@nb.njit(cache=True)
def _up(rule: int, n: int, votes: int, last: int) -> int:
    """Return the count after a vote of yes."""
    return n if rule == CONSENSUS else min(n + votes, last)


@nb.njit(cache=True)
def _down(rule: int, n: int, votes: int) -> int:
    """Return the count after a vote of no that does not kill the text."""
    return n - votes if rule == MAJORITY else n


@nb.njit(cache=True)
def _backwards(
    rule: int, tail: Floats, seats: int, votes: Ints, is_fatal: Bytes, cast: Floats, later: Floats
) -> None:  # fmt: skip
    """Fill ``later[s, n]``, the odds of passing where seats before ``s`` have come to ``n``."""
    last = tail.size - 1
    for n in range(last + 1):
        later[seats, n] = tail[n]
    reach = 0
    for s in range(seats):
        reach += votes[s]
    middle = last // 2 if rule == MAJORITY else 0
    for s in range(seats - 1, -1, -1):
        yes, no, step = cast[s, 0], cast[s, 1], votes[s]
        reach -= step
        lowest = middle - reach if rule == MAJORITY else 0
        for n in range(lowest, min(middle + reach, last) + 1):
            total = yes * later[s + 1, _up(rule, n, step, last)]
            total += (1.0 - yes - no) * later[s + 1, n]
            if not is_fatal[s]:
                total += no * later[s + 1, _down(rule, n, step)]
            later[s, n] = total


@nb.njit(cache=True)
def _as_seen(
    rule: int, seats: int, votes: Ints, is_fatal: Bytes, cast: Floats, own: Floats, later: Floats,
    law: Floats, actor: Ints, seen: Floats,
) -> None:  # fmt: skip
    """Have each seat see its own ballot, and those of others as ``cast`` says.

    ``later`` is what `_backwards` filled; ``law`` is room for the law of the count.
    """
    last = later.shape[1] - 1
    middle = last // 2 if rule == MAJORITY else 0
    for n in range(last + 1):
        law[0, n] = 0.0
    law[0, middle] = 1.0
    reach = 0
    for s in range(seats):
        step = votes[s]
        lowest = middle - reach if rule == MAJORITY else 0
        highest = min(middle + reach, last)
        reach += step
        for n in range(last + 1):
            law[(s + 1) % 2, n] = 0.0
        odds = 0.0
        for n in range(lowest, highest + 1):
            here, up, down = law[s % 2, n], _up(rule, n, step, last), _down(rule, n, step)
            stay = 1.0 - own[s, 0] - own[s, 1]
            part = own[s, 0] * later[s + 1, up] + stay * later[s + 1, n]
            law[(s + 1) % 2, up] += here * cast[s, 0]
            law[(s + 1) % 2, n] += here * (1.0 - cast[s, 0] - cast[s, 1])
            if not is_fatal[s]:
                part += own[s, 1] * later[s + 1, down]
                law[(s + 1) % 2, down] += here * cast[s, 1]
            odds += here * part
        seen[actor[s]] = min(1.0, odds)


@nb.njit(cache=True)
def hold_votes(
    menu: Menu, after: Floats, rule: Rule, seats: Seats, is_common: bool, believed: Casts,
    cast: Casts, seen: Floats,
) -> None:  # fmt: skip
    """Have all seats vote in every case of a turn.

    Parameters
    ----------
    menu
        What the mover may choose.
    after
        What each actor expects once the turn is over, by its own reckoning; (r, i).
    rule
        How members vote; with `GIVEN` they do what ``cast`` says.
    seats
        Who votes.
    is_common
        Whether everybody knows what all seats do.
    believed
        If not, what each actor believes of the seats of the others.
    cast
        What the seats do; written.
    seen
        The odds that each case passes, as each actor sees them, axes (c, i); written.
    """
    how, width, precision, kinds = rule.how, rule.width, rule.precision, seats.rule
    first, actor, band, votes = seats.first, seats.actor, seats.band, seats.votes
    fatal, tail_first, tails = seats.is_fatal, seats.tail_first, seats.tail
    body, leads, where = menu.body, menu.leads, _places(menu)
    most = 1
    for b in range(kinds.size):
        most = max(most, tail_first[b + 1] - tail_first[b])
    later_of_all, law = np.zeros((cast.shape[1] + 1, most)), np.zeros((2, most))
    before = -1
    later = later_of_all
    tail, low, high = tails, 0, 0
    own_votes, own_fatal, own_actor = votes, fatal, actor
    for c in range(body.size):
        b, x, y = body[c], leads[where[c]], leads[where[c] + 1]
        low, high = first[b], first[b + 1]
        if how != GIVEN:
            for s in range(low, high):
                gain = after[x, actor[s]] - after[y, actor[s]]
                own = cast[c, s - low]
                own[0], own[1] = _vote(how, width, precision[actor[s]], gain, band[s])
        if b != before:
            tail = tails[tail_first[b] : tail_first[b + 1]]
            later = later_of_all[:, : tail.size]
            own_votes, own_fatal, own_actor = votes[low:high], fatal[low:high], actor[low:high]
            before = b
        others = cast[c] if is_common else believed[c]
        _backwards(kinds[b], tail, high - low, own_votes, own_fatal, others, later)
        common = min(1.0, later[0, tail.size // 2 if kinds[b] == MAJORITY else 0])
        for i in range(seen.shape[1]):
            seen[c, i] = common
        if not is_common:
            _as_seen(
                kinds[b], high - low, own_votes, own_fatal, others, cast[c], later, law, own_actor,
                seen[c],
            )  # fmt: skip


@nb.njit(cache=True)
def _places(menu: Menu) -> Ints:
    """Return the first outcome of each case."""
    where = np.empty(menu.body.size, dtype=np.int64)
    case, first = menu.case, menu.leads_first
    for e in range(case.size):
        if case[e] >= 0:
            where[case[e]] = first[e]
    return where


@nb.njit(cache=True)
def _logit(
    sureness: float, best: float, low: int, high: int, quality: Floats, share: Floats
) -> None:  # fmt: skip
    """Choose the more surely the more there is to gain."""
    total = 0.0
    for e in range(low, high):
        lead = quality[e - low] - best
        share[e] = math.exp(sureness * lead) if lead < 0.0 else 1.0
        total += share[e]
    part = 1.0 / total
    for e in range(low, high):
        share[e] *= part


@nb.njit(cache=True)
def _best(
    how: int, least: float, low: int, high: int, quality: Floats, share: Floats
) -> None:  # fmt: skip
    """Choose among the entries whose worth is at least so much."""
    total = 0.0
    for e in range(low, high):
        share[e] = 1.0 if quality[e - low] >= least and (how == EVEN or total == 0.0) else 0.0
        total += share[e]
    for e in range(low, high):
        share[e] /= total


@nb.njit(cache=True)
def go_back(
    menu: Menu, mover: int, after: Floats, before: Floats, rule: Rule, seen: Floats, others: Floats,
    own: Floats,
) -> float:  # fmt: skip
    """Go back through a turn in all states.

    Parameters
    ----------
    menu, mover
        What the mover may choose, and who it is.
    after, before
        What each actor expects once the turn is over, and before it, rows padded to
        whole registers; the second written.
    rule
        How the mover chooses; with `GIVEN` as ``own`` says.
    seen
        The odds of each case as each actor sees them, padded in the same way.
    others
        What the others reckon with: a probability for each entry; may be ``own``.
    own
        What the mover does; written, unless it is given.

    Returns
    -------
    float
        The most that the mover would gain, in any state, by one other choice.
    """
    first, case, cost, start = menu.first, menu.case, menu.cost, menu.leads_first
    leads, odds = menu.leads, menu.odds
    how, width, sureness = rule.how, rule.width, rule.precision[mover]
    most = 1
    for r in range(after.shape[0]):
        most = max(most, first[r + 1] - first[r])
    quality, regret = np.empty(most), 0.0
    for r in range(after.shape[0]):
        low, high = first[r], first[r + 1]
        quality[0] = after[r, mover]
        best = quality[0]
        for e in range(low + 1, high):
            worth, o = 0.0, start[e]
            if case[e] >= 0:
                p = seen[case[e], mover]
                worth = p * after[leads[o], mover] + (1.0 - p) * after[leads[o + 1], mover]
            else:
                for n in range(o, start[e + 1]):
                    worth += odds[n] * after[leads[n], mover]
            quality[e - low] = worth - cost[e]
            best = max(best, worth - cost[e])
        if how == LOGIT:
            _logit(sureness, best, low, high, quality, own)
        elif how != GIVEN:
            _best(how, best - width, low, high, quality, own)
        for g in range(after.shape[1] // LANES):
            mean = scaled(others[low], load(after, r, g))
            for e in range(low + 1, high):
                o, part = start[e], others[e]
                if case[e] >= 0:
                    lost = load(after, leads[o + 1], g)
                    more = times(load(seen, case[e], g), minus(load(after, leads[o], g), lost))
                    mean = add_scaled(mean, part, plus(lost, more))
                else:
                    for n in range(o, start[e + 1]):
                        mean = add_scaled(mean, part * odds[n], load(after, leads[n], g))
            store(before, r, g, mean)
        expected = 0.0
        for e in range(low, high):
            expected += own[e] * quality[e - low]
        before[r, mover] = expected
        regret = max(regret, best - expected)
    return regret


@nb.njit(cache=True)
def move(believed: Floats, replies: Floats, weight: float) -> float:
    """Move beliefs by a part of the way to the replies; return how far those were."""
    drift = 0.0
    for n in range(believed.size):
        off = replies[n] - believed[n]
        drift = max(drift, abs(off))
        believed[n] += weight * off
    return drift
