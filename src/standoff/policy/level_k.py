r"""Level-k: each reckons one step further than it believes the others do.

At level 0 movers take whatever is open, and members vote yes, abstain and no, with
the same probability. At level k each actor replies, at all its own turns and votes,
to others of level k - 1: it knows what each choice is worth if they act so, and
chooses by the logit of its precision, or the best for sure. Its beliefs are wrong
by construction, as nobody thinks the others as clever as itself; as k grows the
replies may approach an equilibrium, or go round for ever.

References
----------
Stahl and Wilson (1994), Journal of Economic Behavior and Organization 25(3):309-327;
Nagel (1995), American Economic Review 85(5):1313-1326: the idea. Kawagoe and
Takizawa (2012), Journal of Economic Behavior and Organization 82(2-3):548-566: with
logit replies, in games that unfold. Crawford, Costa-Gomes and Iriberri (2013),
Journal of Economic Literature 51(1):5-62: a survey; people rarely pass level 3.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from standoff.kernels.fixed_point import anderson, largest
from standoff.kernels.reckoning import Rule
from standoff.kernels.tables import Floats
from standoff.policy.cover import cover
from standoff.policy.filing import Filing, rounds_played
from standoff.policy.policy import Policy
from standoff.policy.reckoning import Reply, Table, check_reply, refuse, replying
from standoff.policy.replies import TIE

if TYPE_CHECKING:
    from standoff.game import Game

Progress = Callable[[int, int], None]

MOST_LEVELS = 50
MOST_ROUNDS = 20_000
"""Rounds counted backwards, where there is no end, before giving up."""

TOLERANCE = 1e-10


def level_k(
    game: Game,
    *,
    start: int | None = None,
    rounds: int | None = None,
    precision_factor: float = 1.0,
    keep: int = 1,
    progress: Progress | None = None,
    level: int = 2,
    reply: Reply = "logit",
) -> Policy:
    """Find what actors of one level do.

    Parameters
    ----------
    game, start, rounds, precision_factor, keep, progress
        As in `standoff.policy.solve`.
    level
        How many steps each reckons, from 0 to 50.
    reply
        ``logit``, by each actor's precision, or ``best`` for sure; of choices worth
        the same the first, `hold` before the order of the file.

    Returns
    -------
    Policy
        Its values are what each gets when all play so, not what each expects by its
        own reckoning; its regret is the most that a mover would gain, in any state,
        by one other choice if it knew what the others really do.

    Raises
    ------
    NotApplicable
        If an actor's preference is an order only.
    CommandError
        If a setting is out of range or the solution would not fit into memory.
    """
    check_reply("level-k", reply, precision_factor)
    if type(level) is not int or not 0 <= level <= MOST_LEVELS:
        refuse("level-k", "level", level, f"a whole number from 0 to {MOST_LEVELS}")
    played = rounds_played(game, rounds)
    covered = cover(game, start)
    table = Table.of(game, covered)
    quo = table.quo()
    precision = precision_factor * game.precision
    rule = replying(reply, TIE * max(1.0, largest(quo)), precision)
    steps = _Levels(table, rule, level, Filing.of(game, covered, played, keep))
    values = np.repeat(quo[None], level + 1, axis=0)
    if played is None:
        values, change = steps.settle(values, TOLERANCE * max(1.0, largest(quo)))
    else:
        change = 0.0
        for number in range(played, 0, -1):
            values = steps.back(values, number)
            if progress is not None:
                progress(played + 1 - number, played)
    is_found = change <= TOLERANCE * max(1.0, largest(quo))
    return steps.filing.policy(
        "level-k",
        values[-1][:, : len(game.actor_names)],
        asked={"level": level, "reply": reply},
        precision=precision,
        regret=steps.regret,
        residual=change,
        tolerance=TOLERANCE,
        sweeps=steps.sweeps,
        status="found" if is_found else "did not converge",
        cause="" if is_found else f"Counted backwards, level {level} did not settle.",
        remedy="" if is_found else "Give the crisis a horizon, or lower the precision.",
    )


class _Levels:
    """All levels counted backwards together, as each needs only the one below it."""

    def __init__(self, table: Table, rule: Rule, level: int, filing: Filing) -> None:
        self.table = table
        self.rule = rule
        self.level = level
        self.filing = filing
        self.sweeps = 0
        self.regret = 0.0
        self.even = [table.even(m) for m in sorted(table.turns)]

    def back(self, values: Floats, number: int | None) -> Floats:
        """Go back one round; ``values`` has the views of levels 1 to k, and what is played."""
        self.sweeps += 1
        table = self.table
        after = [table.end(value) for value in values]
        for m in table.turns:
            done = self.even[m]
            for view in range(self.level):
                believed, done = done, done.copy()
                after[view] = table.reply(m, after[view], self.rule, believed, done)
            after[-1], odds, regret = table.play(m, after[-1], done)
            if number is not None:
                self.regret = max(self.regret, regret)
                table.file(self.filing, number, m, done, odds)
        if number is not None:
            self.filing.note_value(number, after[-1][:, : len(table.game.actor_names)])
        return np.stack(after)

    def settle(self, values: Floats, tolerance: float) -> tuple[Floats, float]:
        """Count backwards until nothing changes; return the values and the last change."""
        found = anderson(lambda value: self.back(value, None), values, 0.1 * tolerance)
        values, change = found.x, found.residual
        while change > 0.1 * tolerance and self.sweeps < MOST_ROUNDS:
            following = self.back(values, None)
            change, values = largest(following - values), following
        return values, largest(self.back(values, 1) - values)
