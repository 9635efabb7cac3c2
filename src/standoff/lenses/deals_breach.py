"""Who would break a deal, and what it would have of that.

A breach is an option that undoes a promise, taken in the state of the deal; the
game without the deal follows. Gains are measured where the mover stands: against
what it expects under the deal when its turn has come. Where it chooses at once with
others, `standoff.lenses.deals_at_once` says what these do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from standoff.kernels.deals import Untied
from standoff.kernels.tables import Floats
from standoff.lenses.deals_at_once import Aside, leads_at_once
from standoff.lenses.deals_table import Promise, Table
from standoff.policy.seats import Seat, seats_of
from standoff.policy.values import Values

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["NO_BREACH", "Breach", "Temptation", "breaches", "holding_back", "temptations"]

NO_BREACH = -1


class Breach(NamedTuple):
    """One way to break a deal.

    ``open`` is what the mover gains if it is seen at once, ``hidden`` what it
    would have of the state reached as long as nobody sees, and ``after`` what it
    has once somebody does; see `gain`.
    """

    actor: int
    action: int
    turn: int
    seen: float
    """Expected by the mover where the others see it at once."""
    cost: float
    flow: float
    """What a round in the states reached gives to the mover."""
    after: float
    """What it expects from the beginning of a round once it is seen."""
    kept: float
    """What it expects in that turn if it keeps the deal."""

    def gain(self, seen: Floats, patience: float) -> Floats:
        """Return what a breach gains where it is seen, round by round, so likely.

        Hidden, the state reached stays as it is for the round, and it may be seen
        in the next.

        Parameters
        ----------
        seen
            Probabilities.
        patience
            The mover's.
        """
        missed = 1.0 - seen
        # never seen and infinitely patient cannot both be: patience is below 1
        waiting = (seen * self.after + missed * self.flow) / (1.0 - missed * patience)
        hidden = self.flow + patience * waiting - self.cost
        return seen * self.seen + missed * hidden - self.kept


@dataclass(frozen=True, eq=False)
class Temptation:
    """The best breach of each actor, with what it gains at each probability of being seen.

    NaN, and `NO_BREACH`, for an actor that has nothing to undo.
    """

    gain: Floats
    """Shape (Q, N)."""
    option: tuple[int, ...]
    """The breach that gains most where breaches are seen surely; (N,)."""


def temptations(
    table: Table, promises: Sequence[Promise], bound: Values, free: tuple[Values, Untied],
    seen: Floats,
) -> Temptation:  # fmt: skip
    """Find the best breach of each actor in the state of the deal.

    Parameters
    ----------
    table, promises, bound
        The deal, and its game solved.
    free
        The game without a deal, solved over the state of the deal too.
    seen
        Probabilities that a breach is seen in a round; shape (Q,).
    """
    actors = len(table.game.actor_names)
    gain = np.full((seen.size, actors), np.nan)
    best = np.full(actors, -np.inf)
    option = [NO_BREACH] * actors
    for breach in breaches(table, promises, bound, free):
        i = breach.actor
        gain[:, i] = np.fmax(gain[:, i], breach.gain(seen, float(table.game.patience[i])))
        if breach.seen - breach.kept > best[i]:
            best[i], option[i] = breach.seen - breach.kept, breach.action
    return Temptation(gain, tuple(option))


def breaches(
    table: Table, promises: Sequence[Promise], bound: Values, free: tuple[Values, Untied]
) -> Iterator[Breach]:
    """Go through the ways to break a deal in the state that it leads to."""
    landing = table.landing(promises)
    barred = table.barred(promises)
    for seat in seats_of(free[0].covered):
        undoing = [a for a in seat.actions.tolist() if a >= 0 and barred[a, landing]]
        if undoing:
            yield from _in_turn(table, seat, undoing, landing, bound, free)


def _in_turn(
    table: Table, seat: Seat, undoing: Sequence[int], landing: int,
    bound: Values, free: tuple[Values, Untied],
) -> Iterator[Breach]:  # fmt: skip
    """Go through the breaches of one turn of the order."""
    game, (values, untied) = table.game, free
    mover, m, row = seat.actor, seat.turn, bound.row(landing)
    kept = float(bound.after_turn(m - 1)[row, mover])
    aside, share = Aside(game, seat, values, untied), np.zeros(0)
    if seat.profile is not None:
        share = bound.first_round(since=m)[0][row, seat.slots]
    for a in undoing:
        if seat.profile is not None:
            leads = leads_at_once(aside, a, landing, share)
        else:
            leads = _leads(game, untied, seat.slot(a), landing, int(untied.row[landing]))
        cost = _cost(game, a, landing)
        yield Breach(
            actor=mover,
            action=a,
            turn=m,
            seen=sum(p * float(untied.value[m + 1, untied.row[x], mover]) for p, x in leads) - cost,
            cost=cost,
            flow=sum(p * float(game.utility[mover, x]) for p, x in leads),
            after=sum(p * float(values.second[untied.row[x], mover]) for p, x in leads),
            kept=kept,
        )


def _leads(game: Game, untied: Untied, f: int, state: int, row: int) -> list[tuple[float, int]]:
    """Return where an action leads from a state, with probabilities."""
    a, moves = int(untied.slot_action[f]), game.moves
    first, last = int(moves.outcome_first[a]), int(moves.outcome_first[a + 1])
    shares = [float(p) for p in moves.probability[first:last]]
    if untied.slot_vote[f] >= 0:
        passing = float(untied.passes[row, untied.slot_vote[f]])
        shares = [passing, 1.0 - passing]
    reached = [game.target(moves, o, state) for o in range(first, last)]
    return list(zip(shares, reached, strict=True))


def _cost(game: Game, a: int, state: int) -> float:
    """Return what an action costs in a state."""
    row = int(game.moves.cost_row[a])
    return float(game.moves.cost[a] if row < 0 else game.moves.cost_by_state[row, state])


def holding_back(table: Table, promises: Sequence[Promise], kept: Floats, free: Values) -> Floats:
    """Return what each gains by not doing its part while the others do theirs; (N,).

    The game without the deal follows from the state with the others' promises
    carried out. NaN where that state cannot be, or the actor's part is done today.

    Parameters
    ----------
    table, promises
        The deal.
    kept
        What everybody expects of the deal; (N,).
    free
        The game without a deal.
    """
    found = np.full(kept.size, np.nan)
    for i in range(kept.size):
        others = [promise for promise in promises if promise.actors != (i,)]
        mine = [promise for promise in promises if promise.actors == (i,)]
        if all(table.level(promise.variable) == promise.level for promise in mine):
            continue
        state = table.landing(others)
        if state >= 0 and free.row(state) >= 0:
            found[i] = free.at(state)[i] - kept[i]
    return found
