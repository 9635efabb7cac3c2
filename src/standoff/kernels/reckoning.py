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

import numba as nb

from standoff.kernels.eights import (
    LANES,
    add_scaled,
    greater,
    inverse,
    load,
    minus,
    plus,
    same,
    scaled,
    store,
    times,
)
from standoff.kernels.exponential import choice_weight
from standoff.kernels.following import before_chance
from standoff.kernels.markov_turn import Round
from standoff.kernels.reckoning_votes import (
    BLOCK,
    EVEN,
    FIRST,
    GIVEN,
    LOGIT,
    Casts,
    Menu,
    Rule,
    Seats,
    Small,
    hold_votes,
    lined_up,
)
from standoff.kernels.tables import Floats, Ints

__all__ = [
    "EVEN", "FIRST", "GIVEN", "LOGIT", "Casts", "Menu", "Rule", "Seats", "end", "go_back",
    "hold_votes",
]  # fmt: skip


@nb.njit(cache=True, nogil=True)
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
def _worths(
    is_plain: bool, p: int, count: int, n: int, mover: int, by_size: Ints, first: Ints,
    case: Small, cost: Floats, start: Ints, leads: Small, odds: Floats, after: Floats,
    seen: Floats, quality: Floats,
) -> None:  # fmt: skip
    """Fill ``quality[j]`` with what the mover expects of choice ``j`` in a block of rows."""
    for k in range(count):
        r = by_size[p + k]
        low = first[r]
        quality[0, k] = after[r, mover]
        if is_plain:
            at = start[low]
            for j in range(1, n):
                quality[j, k] = after[leads[at + j], mover] - cost[low + j]
            continue
        for j in range(1, n):
            c, o, worth = case[low + j], start[low + j], 0.0
            if c >= 0:
                passing = seen[c, mover]
                worth = passing * after[leads[o], mover]
                worth += (1.0 - passing) * after[leads[o + 1], mover]
            else:
                for t in range(o, start[low + j + 1]):
                    worth += odds[t] * after[leads[t], mover]
            quality[j, k] = worth - cost[low + j]


@nb.njit(cache=True)
def _logit(
    sureness: float, n: int, groups: int, quality: Floats, top: Floats, share: Floats
) -> None:
    """Choose the more surely the more there is to gain."""
    for g in range(groups):
        best, total = load(top, 0, g), same(0.0)
        for j in range(n):
            weight = choice_weight(sureness, load(quality, j, g), best)
            store(share, j, g, weight)
            total = plus(total, weight)
        part = inverse(total)
        for j in range(n):
            store(share, j, g, times(load(share, j, g), part))


@nb.njit(cache=True)
def _best(
    how: int, width: float, n: int, count: int, quality: Floats, top: Floats, share: Floats
) -> None:  # fmt: skip
    """Choose among what is worth most, up to a width."""
    for k in range(count):
        total, least = 0.0, top[0, k] - width
        for j in range(n):
            is_taken = quality[j, k] >= least and (how == EVEN or total == 0.0)
            share[j, k] = 1.0 if is_taken else 0.0
            total += share[j, k]
        for j in range(n):
            share[j, k] /= total


@nb.njit(cache=True)
def _weigh(
    is_plain: bool, p: int, count: int, n: int, by_size: Ints, first: Ints, case: Small,
    start: Ints, leads: Small, odds: Floats, after: Floats, before: Floats, seen: Floats,
    others: Floats,
) -> None:  # fmt: skip
    """Set a block of rows of ``before`` to the mean over their entries."""
    for k in range(count):
        r = by_size[p + k]
        low = first[r]
        for g in range(after.shape[1] // LANES):
            mean = scaled(others[low], load(after, r, g))
            if is_plain:
                at = start[low]
                for j in range(1, n):
                    mean = add_scaled(mean, others[low + j], load(after, leads[at + j], g))
                store(before, r, g, mean)
                continue
            for e in range(low + 1, low + n):
                c, o, part = case[e], start[e], others[e]
                if c >= 0:
                    lost = load(after, leads[o + 1], g)
                    more = times(load(seen, c, g), minus(load(after, leads[o], g), lost))
                    mean = add_scaled(mean, part, plus(lost, more))
                else:
                    for t in range(o, start[e + 1]):
                        mean = add_scaled(mean, part * odds[t], load(after, leads[t], g))
            store(before, r, g, mean)


@nb.njit(cache=True)
def _read(
    p: int, count: int, n: int, by_size: Ints, first: Ints, own: Floats, share: Floats
) -> None:  # fmt: skip
    """Read how likely each choice is in a block of rows."""
    for k in range(count):
        low = first[by_size[p + k]]
        for j in range(n):
            share[j, k] = own[low + j]


@nb.njit(cache=True)
def _write(
    p: int, count: int, n: int, by_size: Ints, first: Ints, share: Floats, weight: float,
    own: Floats,
) -> float:  # fmt: skip
    """Take how likely each choice is in a block of rows into ``own``; return how far it was off."""
    drift = 0.0
    for k in range(count):
        low = first[by_size[p + k]]
        for j in range(n):
            off = share[j, k] - own[low + j]
            drift = max(drift, abs(off))
            own[low + j] = share[j, k] if weight == 1.0 else own[low + j] + weight * off
    return drift


@nb.njit(cache=True)
def _alike(p: int, by_size: Ints, size: Ints) -> int:
    """Return how many rows from the ``p``-th on are like it, up to a block."""
    own, count = size[by_size[p]], 1
    while count < BLOCK and p + count < by_size.size and size[by_size[p + count]] == own:
        count += 1
    return count


@nb.njit(cache=True)
def _lead(n: int, groups: int, quality: Floats, top: Floats) -> None:
    """Fill ``top`` with what the best choice is worth."""
    for g in range(groups):
        best = load(quality, 0, g)
        for j in range(1, n):
            best = greater(best, load(quality, j, g))
        store(top, 0, g, best)


@nb.njit(cache=True)
def _expect(
    p: int, count: int, n: int, by_size: Ints, quality: Floats, share: Floats, top: Floats,
    mover: int, before: Floats,
) -> float:  # fmt: skip
    """Put down what the mover expects in a block of rows; return the most that it gives away."""
    regret = 0.0
    for k in range(count):
        expected = 0.0
        for j in range(n):
            expected += share[j, k] * quality[j, k]
        before[by_size[p + k], mover] = expected
        regret = max(regret, top[0, k] - expected)
    return regret


@nb.njit(cache=True, nogil=True)
def go_back(
    menu: Menu, mover: int, after: Floats, before: Floats, rule: Rule, seen: Floats, others: Floats,
    own: Floats, weight: float,
) -> tuple[float, float]:  # fmt: skip
    """Go back through a turn in all states.

    Rows that are alike are taken together, a block at a time.

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
        What the others reckon with: a probability for each entry. May be ``own``, as it
        is before the turn with a weight below 1, else as it is after.
    own, weight
        What the mover does: moved so far from what it is, 1 being the whole way, unless
        it is given.

    Returns
    -------
    regret, drift
        The most that the mover would gain, in any state, by one other choice, and how
        far what it does was from ``own``.
    """
    # every look into a structure counts references, so they are taken out of the loop
    first, case, cost, start = menu.first, menu.case, menu.cost, menu.leads_first
    leads, odds, by_size, rows = menu.leads, menu.odds, menu.by_size, after.shape[0]
    how, width, sureness = rule.how, rule.width, rule.precision[mover]
    size, most = menu.size, 1 if rows == 0 else abs(menu.size[by_size[-1]])
    quality, share, top = lined_up(most, BLOCK), lined_up(most, BLOCK), lined_up(1, BLOCK)
    p, regret, drift = 0, 0.0, 0.0
    while p < rows:
        count, n, is_plain = _alike(p, by_size, size), abs(size[by_size[p]]), size[by_size[p]] < 0
        groups = (count - 1) // LANES + 1
        _worths(
            is_plain, p, count, n, mover, by_size, first, case, cost, start, leads, odds, after,
            seen, quality,
        )  # fmt: skip
        _lead(n, groups, quality, top)
        if how == LOGIT:
            _logit(sureness, n, groups, quality, top, share)
        elif how == GIVEN:
            _read(p, count, n, by_size, first, own, share)
        else:
            _best(how, width, n, count, quality, top, share)
        if how != GIVEN and weight == 1.0:
            drift = max(drift, _write(p, count, n, by_size, first, share, weight, own))
        _weigh(
            is_plain, p, count, n, by_size, first, case, start, leads, odds, after, before, seen,
            others,
        )  # fmt: skip
        if how != GIVEN and weight != 1.0:
            drift = max(drift, _write(p, count, n, by_size, first, share, weight, own))
        lost = _expect(p, count, n, by_size, quality, share, top, mover, before)
        regret = max(regret, lost)
        p += count
    return regret, drift
