r"""The Markov perfect equilibrium in pure best replies, counted backwards.

With an end every mover takes, from the last turn of the last round on, what is
worth most to it, given what all do from then on: no mover gains by another
choice at any turn in any state, whatever has happened before. Without an end the
same is done state by state where no state can be come back to
(`standoff.policy.acyclic`).

References
----------
Selten (1965), Zeitschrift fuer die gesamte Staatswissenschaft 121:301-324 and
667-689: subgame perfection. Kuhn (1953), in *Contributions to the Theory of
Games II*, pp. 193-216: backward induction in games of perfect information.
Maskin and Tirole (2001), Journal of Economic Theory 100(2):191-219: Markov
perfect equilibrium.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from standoff.policy.cover import Covered, cover
from standoff.policy.filing import Filing, rounds_played
from standoff.policy.policy import Policy
from standoff.policy.reckoning import Table, best_replying, refuse
from standoff.policy.replies import TIE, Ties

if TYPE_CHECKING:
    from standoff.game import Game

Progress = Callable[[int, int], None]

TIES: tuple[Ties, ...] = ("hold", "equal")


def perfect(
    game: Game,
    *,
    start: int | None = None,
    rounds: int | None = None,
    keep: int = 1,
    progress: Progress | None = None,
    ties: Ties = "hold",
) -> Policy:
    """Find the Markov perfect equilibrium in pure best replies.

    Parameters
    ----------
    game, start, rounds, keep, progress
        As in `standoff.policy.solve`; precisions play no part.
    ties
        What a mover does with choices that are worth the same to it: ``hold``
        has it hold, or else take the first in the order of the file; ``equal``
        all of them with the same probability. A member to whom both outcomes
        are worth the same, or whose gain or loss is within its band, abstains.

    Raises
    ------
    NotApplicable
        If an actor's preference is an order only; or if there is no end and some
        state can be come back to.
    CommandError
        If a setting is out of range or the solution would not fit into memory.
    """
    if ties not in TIES:
        refuse("perfect", "ties", ties, "hold or equal")
    played = rounds_played(game, rounds)
    covered = cover(game, start)
    filing = Filing.of(game, covered, played, keep)
    if played is None:
        from standoff.policy.acyclic import settle
        from standoff.policy.rounds import Board

        return settle(Board.of(game, covered), filing, ties, progress)
    return _backwards(game, covered, filing, played, ties, progress)


def _backwards(
    game: Game, covered: Covered, filing: Filing, rounds: int, ties: Ties, progress: Progress | None
) -> Policy:
    """Count the rounds backwards from the status quo kept for ever."""
    actors = len(game.actor_names)
    table = Table.of(game, covered)
    done = [table.even(m) for m in range(game.turns.size)]
    value = table.quo()
    rule = best_replying(ties, TIE * max(1.0, float(np.abs(value).max(initial=0.0))), actors)
    regret = 0.0
    for number in range(rounds, 0, -1):
        value = table.end(value)
        for m in table.turns:
            value, odds, lost = table.best(m, value, rule, done[m])
            table.file(filing, number, m, done[m], odds)
            regret = max(regret, lost)
        filing.note_value(number, value[:, :actors])
        if progress is not None:
            progress(rounds + 1 - number, rounds)
    return filing.policy(
        "perfect",
        value[:, :actors],
        asked={"ties": ties},
        precision=np.full(actors, np.inf),
        regret=regret,
        sweeps=rounds,
    )
