"""When something first happens, exactly: all probability is carried forward, none is drawn.

Letters
-------
``r`` row, ``k`` watch, ``f`` slot, ``a`` action, ``o`` outcome, ``e`` chance
event, ``v`` variable, ``x`` cell (a level of a variable).

``mass[r, k]`` is the probability of being in row ``r`` and of watch ``k`` not
having happened yet. Watch 0 never happens; then there is one for each action,
which happens when it is taken, and one for each cell, which happens when a
round ends there.
"""

from __future__ import annotations

import numba as nb
import numpy as np

from standoff.kernels.markov_turn import Round, Rows, Shares
from standoff.kernels.tables import Floats

__all__ = ["carry", "strike"]


@nb.njit(cache=True, nogil=True, inline="always")
def _add(spare: Floats, x: int, mass: Floats, r: int, p: float) -> None:
    for k in range(mass.shape[1]):
        spare[x, k] += p * mass[r, k]


@nb.njit(cache=True, nogil=True)
def _swap(mass: Floats, spare: Floats) -> None:
    for r in range(mass.shape[0]):
        for k in range(mass.shape[1]):
            mass[r, k] = spare[r, k]
            spare[r, k] = 0.0


@nb.njit(cache=True, nogil=True)
def _set_aside(
    mass: Floats, r: int, a: int, plain: int, profiles: Rows, kept: Floats
) -> None:  # fmt: skip
    """Take out what has not seen an action yet, or none of those of a profile."""
    if a < plain:
        kept[0] = mass[r, 1 + a]
        mass[r, 1 + a] = 0.0
        return
    for k in range(profiles.shape[1]):
        b = profiles[a - plain, k]
        if b >= 0:
            kept[k] = mass[r, 1 + b]
            mass[r, 1 + b] = 0.0


@nb.njit(cache=True, nogil=True)
def _put_back(
    mass: Floats, r: int, a: int, plain: int, profiles: Rows, kept: Floats
) -> None:  # fmt: skip
    """Undo `_set_aside`."""
    if a < plain:
        mass[r, 1 + a] = kept[0]
        return
    for k in range(profiles.shape[1]):
        b = profiles[a - plain, k]
        if b >= 0:
            mass[r, 1 + b] = kept[k]


@nb.njit(cache=True, nogil=True)
def carry(
    game: Round, choice: Shares, passes: Shares, mass: Floats, spare: Floats, watched: int,
    profiles: Rows,
) -> None:  # fmt: skip
    """Carry masses through one round, in place.

    Parameters
    ----------
    game
        The round.
    choice, passes
        What movers and bodies do in it, axes ``(r, f)`` and ``(r, l)``.
    mass
        Axes ``(r, k)``; overwritten.
    spare
        Room of the same shape, all zero.
    watched
        1 if actions are watched, 0 if not.
    profiles
        The last actions are profiles of groups that move at once: what their members do,
        -1 for hold and to fill; axes ``(a, k)``, no rows if nobody does.
    """
    plain = game.vote.size - profiles.shape[0]
    kept = np.zeros(max(1, profiles.shape[1]))
    for m in range(game.turns.size):
        own = game.actor_first[game.turns[m]]
        slot = game.slot_first[m]
        for r in range(mass.shape[0]):
            if mass[r, 0] == 0.0:
                continue
            _add(spare, r, mass, r, np.float64(choice[r, slot]))
            for f in range(slot + 1, game.slot_first[m + 1]):
                share = np.float64(choice[r, f])
                if share == 0.0:
                    continue
                a = own + f - slot - 1
                if watched:
                    _set_aside(mass, r, a, plain, profiles, kept)
                first = game.outcome_first[a]
                for o in range(first, game.outcome_first[a + 1]):
                    p = game.probability[o]
                    if game.vote[a] >= 0:
                        passing = np.float64(passes[r, game.slot_vote[f]])
                        p = passing if o == first else 1.0 - passing
                    _add(spare, game.target[o, r], mass, r, share * p)
                if watched:
                    _put_back(mass, r, a, plain, profiles, kept)
        _swap(mass, spare)
    for e in range(game.chance_first.size - 1):
        first = game.chance_first[e]
        for r in range(mass.shape[0]):
            if mass[r, 0] == 0.0:
                continue
            if game.chance_target[first, r] < 0:
                _add(spare, r, mass, r, 1.0)
                continue
            rest = 1.0
            for o in range(first, game.chance_first[e + 1]):
                rest -= game.chance_probability[o]
                _add(spare, game.chance_target[o, r], mass, r, game.chance_probability[o])
            if abs(rest) >= 1e-9:
                _add(spare, r, mass, r, rest)
        _swap(mass, spare)


@nb.njit(cache=True, nogil=True)
def strike(cell: Rows, first: int, mass: Floats) -> None:
    """Let the watches of cells happen, of which ``first`` is the first, where rounds end."""
    for r in range(mass.shape[0]):
        for v in range(cell.shape[1]):
            mass[r, first + cell[r, v]] = 0.0
