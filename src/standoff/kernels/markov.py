r"""One round of the logit equilibrium, backwards and forwards, on bare arrays.

Letters
-------
``r`` row, a covered state; ``i`` actor; ``m`` turn, ``M`` turns a round; ``a``
action; ``o`` outcome; ``f`` slot, one choice of one turn (the first slot of a
turn is `hold`); ``l`` proposal, a slot that a body decides about; ``e`` chance
event, applied in order after the last turn.

``after[r, i]`` and ``before[r, i]`` are what actor ``i`` expects once a turn is
over and when it begins: :math:`V_i(m+1, s)` and :math:`V_i(m, s)`. With mover
:math:`m` and its precision :math:`\lambda`,

.. math::

   Q_i(m, s, f) &= E[V_i(m+1, s') \mid f] - c_f(s)\,[i = m] \\
   \pi(f \mid m, s) &\propto \exp(\lambda\, Q_m(m, s, f)) \\
   V_i(m, s) &= \sum_f \pi(f \mid m, s)\, Q_i(m, s, f) \\
   V_i(M+1, s) &= u_i(s) + \delta_i\, E_\text{chance}[V_i(1, s')]

Rows of values are padded to a multiple of `PAD` actors, so that one row is a
whole number of vector registers; the padding stays zero.

References
----------
McKelvey and Palfrey (1998), Experimental Economics 1:9-41: the agent form.
"""

from __future__ import annotations

import numba as nb

from standoff.kernels.eights import LANES, add_product, add_scaled, load, scaled, store
from standoff.kernels.markov_turn import PAD, Round, Rows, Shares, turn_rows
from standoff.kernels.tables import Ballots, Floats
from standoff.kernels.votes import Tally

__all__ = [
    "PAD",
    "Round",
    "Rows",
    "Shares",
    "advance",
    "chance_rows",
    "end_rows",
    "sweep",
    "sweep_group",
    "sweep_group_parallel",
    "sweep_parallel",
    "turn_rows",
]

CHUNK = 1024


@nb.njit(cache=True)
def chance_rows(
    low: int, high: int, first: int, last: int, target: Rows, probability: Floats, after: Floats,
    before: Floats,
) -> None:  # fmt: skip
    """Fill rows ``low`` to ``high`` with what is expected before a chance event.

    Its outcomes are ``first`` to ``last``. Only the arrays needed are handed over:
    a structure of many takes longer to compile.
    """
    nothing = 1.0
    for o in range(first, last):
        nothing -= probability[o]
    if abs(nothing) < 1e-9:
        nothing = 0.0
    for r in range(low, high):
        can_happen = target[first, r] >= 0
        for g in range(after.shape[1] // LANES):
            mean = load(after, r, g)
            if can_happen:
                mean = scaled(nothing, mean)
                for o in range(first, last):
                    mean = add_scaled(mean, probability[o], load(after, target[o, r], g))
            store(before, r, g, mean)


@nb.njit(cache=True)
def end_rows(
    low: int, high: int, utility: Floats, patience: Floats, later: Floats, end: Floats
) -> None:
    """Fill rows ``low`` to ``high`` with the payoff of the round and what follows."""
    for r in range(low, high):
        for g in range(later.shape[1] // LANES):
            paid, factor = load(utility, r, g), load(patience, 0, g)
            store(end, r, g, add_product(paid, factor, load(later, r, g)))


@nb.njit(cache=True, nogil=True)
def sweep(
    game: Round,
    following: Floats,
    value: Floats,
    spare: Floats,
    precision: Floats,
    ballots: Ballots,
    tally: Tally,
    choice: Shares,
    passes: Shares,
) -> None:
    """Go back through one round, from the value of the next round to that of this.

    Parameters
    ----------
    game
        The round.
    following
        Value at the beginning of the next round, axes ``(r, i)``.
    value
        Value at the beginning of this round, axes ``(r, i)``; written.
    spare
        Room of the same shape.
    precision
        By actor, unpadded.
    ballots, tally
        The bodies, and what `standoff.kernels.votes.leaning_tally` made of them.
    choice, passes
        Probability of every slot and of every proposal, axes ``(r, f)`` and
        ``(r, l)``; written, unless they have no rows.

    References
    ----------
    See the top of this module.
    """
    rows = following.shape[0]
    patience = game.patience.reshape((1, game.patience.size))
    first, leads, odds = game.chance_first, game.chance_target, game.chance_probability
    here, there, other = _buffers(first.size - 1 + 1 + game.turns.size, following, value, spare)
    for e in range(game.chance_first.size - 2, -1, -1):
        chance_rows(0, rows, first[e], first[e + 1], leads, odds, here, there)
        here, there, other = there, other, there
    end_rows(0, rows, game.utility, patience, here, there)
    here, there, other = there, other, there
    for m in range(game.turns.size - 1, -1, -1):
        turn_rows(0, rows, m, game, here, there, precision, ballots, tally, choice, passes)
        here, there, other = there, other, there


@nb.njit(cache=True, parallel=True)
def sweep_parallel(
    game: Round,
    following: Floats,
    value: Floats,
    spare: Floats,
    precision: Floats,
    ballots: Ballots,
    tally: Tally,
    choice: Shares,
    passes: Shares,
) -> None:
    """Do what `sweep` does, to the last bit, with all threads that numba has."""
    rows = following.shape[0]
    blocks = (rows + CHUNK - 1) // CHUNK
    utility = game.utility
    patience = game.patience.reshape((1, game.patience.size))
    first, leads, odds = game.chance_first, game.chance_target, game.chance_probability
    here, there, other = _buffers(first.size - 1 + 1 + game.turns.size, following, value, spare)
    for e in range(game.chance_first.size - 2, -1, -1):
        for b in nb.prange(blocks):
            chance_rows(
                b * CHUNK,
                min(rows, (b + 1) * CHUNK),
                first[e],
                first[e + 1],
                leads,
                odds,
                here,
                there,
            )
        here, there, other = there, other, there
    for b in nb.prange(blocks):
        end_rows(b * CHUNK, min(rows, (b + 1) * CHUNK), utility, patience, here, there)
    here, there, other = there, other, there
    for m in range(game.turns.size - 1, -1, -1):
        for b in nb.prange(blocks):
            turn_rows(
                b * CHUNK,
                min(rows, (b + 1) * CHUNK),
                m,
                game,
                here,
                there,
                precision,
                ballots,
                tally,
                choice,
                passes,
            )
        here, there, other = there, other, there


@nb.njit(cache=True)
def _group_step(
    low: int, high: int, step: int, game: Round, patience: Floats, levels: Floats,
    precision: Floats, ballots: Ballots, tally: Tally, nothing: Shares,
) -> None:  # fmt: skip
    """Fill a part of the rows of one level from the next; see `sweep_group`."""
    after, before = levels[step + 1], levels[step]
    turns = game.turns.size
    if step < turns:
        turn_rows(low, high, step, game, after, before, precision, ballots, tally, nothing, nothing)
    elif step == turns:
        end_rows(low, high, game.utility, patience, after, before)
    else:
        e, first = step - turns - 1, game.chance_first
        chance_rows(
            low,
            high,
            first[e],
            first[e + 1],
            game.chance_target,
            game.chance_probability,
            after,
            before,
        )


@nb.njit(cache=True, nogil=True)
def sweep_group(
    low: int, high: int, game: Round, levels: Floats, precision: Floats, ballots: Ballots,
    tally: Tally, nothing: Shares,
) -> None:  # fmt: skip
    """Go back through one round in some rows, what follows in the others being known.

    Parameters
    ----------
    low, high
        The first of the rows, and one past the last.
    game, precision, ballots, tally
        As in `sweep`.
    levels
        What is expected before each turn, at the end of the round before each
        chance event, and at the beginning of the next round; axes (step, r, i), with
        M + E + 2 steps. The last is read, all others are written, in these rows.
    nothing
        A table of no rows.
    """
    patience = game.patience.reshape((1, game.patience.size))
    for step in range(levels.shape[0] - 2, -1, -1):
        _group_step(low, high, step, game, patience, levels, precision, ballots, tally, nothing)


@nb.njit(cache=True, parallel=True)
def sweep_group_parallel(
    low: int, high: int, game: Round, levels: Floats, precision: Floats, ballots: Ballots,
    tally: Tally, nothing: Shares,
) -> None:  # fmt: skip
    """Do what `sweep_group` does, to the last bit, with all threads that numba has."""
    patience = game.patience.reshape((1, game.patience.size))
    blocks = (high - low + CHUNK - 1) // CHUNK
    for step in range(levels.shape[0] - 2, -1, -1):
        for b in nb.prange(blocks):
            first = low + b * CHUNK
            last = min(high, first + CHUNK)
            _group_step(
                first, last, step, game, patience, levels, precision, ballots, tally, nothing
            )


@nb.njit(cache=True)
def _buffers(
    steps: int, following: Floats, value: Floats, spare: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return where the first step reads, where it writes, and where the second does.

    From then on steps take turns between the two, and the last writes ``value``.
    """
    if steps % 2 == 0:
        return following, spare, value
    return following, value, spare


@nb.njit(cache=True)
def advance(game: Round, choice: Shares, passes: Shares, mass: Floats, spare: Floats) -> None:
    """Carry a distribution over rows through one round, in place.

    Parameters
    ----------
    game
        The round.
    choice, passes
        What movers and bodies do in it, axes ``(r, f)`` and ``(r, l)``.
    mass
        Probability of each row, or any weight; overwritten.
    spare
        Room of the same shape.
    """
    for m in range(game.turns.size):
        own = game.actor_first[game.turns[m]]
        count = game.actor_first[game.turns[m] + 1] - own
        slot = game.slot_first[m]
        spare[:] = 0.0
        for r in range(mass.size):
            here = mass[r]
            if here == 0.0:
                continue
            spare[r] += here * choice[r, slot]
            for j in range(count):
                share = choice[r, slot + 1 + j]
                if share == 0.0:
                    continue
                a = own + j
                first = game.outcome_first[a]
                for o in range(first, game.outcome_first[a + 1]):
                    p = game.probability[o]
                    if game.vote[a] >= 0:
                        passing = passes[r, game.slot_vote[slot + 1 + j]]
                        p = passing if o == first else 1.0 - passing
                    spare[game.target[o, r]] += here * share * p
        for r in range(mass.size):
            mass[r] = spare[r]
    for e in range(game.chance_first.size - 1):
        first = game.chance_first[e]
        spare[:] = 0.0
        for r in range(mass.size):
            here = mass[r]
            if game.chance_target[first, r] < 0:
                spare[r] += here
                continue
            rest = 1.0
            for o in range(first, game.chance_first[e + 1]):
                rest -= game.chance_probability[o]
                spare[game.chance_target[o, r]] += here * game.chance_probability[o]
            if abs(rest) >= 1e-9:
                spare[r] += here * rest
        for r in range(mass.size):
            mass[r] = spare[r]
