r"""Fictitious play: each replies to how often the others have acted so far.

The crisis is thought through again and again. At first everybody believes that
the others take whatever is open with the same probability. Each time, every actor
replies to its beliefs at all its own turns and votes; then what was replied in a
state is averaged into what is believed of that state,

.. math:: \beta_n = \beta_{n-1} + \frac{B(\beta_{n-1}) - \beta_{n-1}}{n + 1}

and so is every ballot. The policy is what is believed in the end. With logit
replies (*smooth* fictitious play) a belief that reproduces itself is a logit
equilibrium, with best replies a Markov perfect one; but beliefs need not settle,
and how far the last replies were from them is part of the answer.

References
----------
Brown (1951), in Koopmans (ed.), *Activity Analysis of Production and Allocation*,
pp. 374-376: fictitious play. Fudenberg and Kreps (1993), Games and Economic
Behavior 5(3):320-367, and Fudenberg and Levine (1998), *The Theory of Learning in
Games*, chapter 4: with smoothed replies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.kernels.fixed_point import anderson, largest
from standoff.kernels.reckoning import Rule, move
from standoff.kernels.tables import Floats
from standoff.policy.cover import cover, require_memory
from standoff.policy.filing import Filing, rounds_played
from standoff.policy.policy import Policy
from standoff.policy.reckoning import Reply, Table, check_reply, refuse, replying
from standoff.policy.replies import TIE

if TYPE_CHECKING:
    from standoff.game import Game

Progress = Callable[[int, int], None]

PLAYS = 30
"""How often the crisis is thought through, if nothing is said."""

SETTLED = 1e-10
"""Replies no further than this from what is believed end the learning."""

TOLERANCE = 1e-10


def fictitious(
    game: Game,
    *,
    start: int | None = None,
    rounds: int | None = None,
    precision_factor: float = 1.0,
    keep: int = 1,
    progress: Progress | None = None,
    plays: int = PLAYS,
    reply: Reply = "logit",
) -> Policy:
    """Find what actors have learned to expect of each other.

    Parameters
    ----------
    game, start, rounds, precision_factor, keep, progress
        As in `standoff.policy.solve`.
    plays
        How often the crisis is thought through, from 1 to 100,000.
    reply
        ``logit``, by each actor's precision, or ``best`` for sure; of choices worth
        the same the first, `hold` before the order of the file.

    Returns
    -------
    Policy
        Its `drift` is how far the last replies were from what was believed, its
        regret the most that a mover would gain, in any state, by one other choice.

    Raises
    ------
    NotApplicable
        If an actor's preference is an order only.
    CommandError
        If a setting is out of range or the solution would not fit into memory.
    """
    check_reply("fictitious", reply, precision_factor)
    if type(plays) is not int or not 1 <= plays <= 100_000:
        refuse("fictitious", "plays", plays, "a whole number from 1 to 100,000")
    covered = cover(game, start)
    precision = precision_factor * game.precision
    table = Table.of(game, covered)
    quo = table.quo()
    scale = max(1.0, largest(quo))
    filing = Filing.of(game, covered, rounds_played(game, rounds), keep)
    learning = _Learning(table, replying(reply, TIE * scale, precision), filing, quo)
    for n in range(1, plays + 1):
        learning.think(n)
        if progress is not None:
            progress(n, plays)
        if learning.drift <= SETTLED:
            break
    value, residual = learning.play()
    is_found = residual <= TOLERANCE * scale
    policy = filing.policy(
        "fictitious",
        value[:, : len(game.actor_names)],
        asked={"plays": n, "reply": reply},
        precision=precision,
        regret=learning.regret,
        residual=residual,
        tolerance=TOLERANCE,
        sweeps=learning.sweeps,
        status="found" if is_found else "did not converge",
        cause="" if is_found else "The worth of what was learned did not settle.",
        remedy="" if is_found else "Give the crisis a horizon, or lower the patience.",
    )
    return replace(policy, drift=learning.drift)


class _Learning:
    """What everybody believes of each mover and member, and how it is learned."""

    def __init__(self, table: Table, rule: Rule, filing: Filing, quo: Floats) -> None:
        self.table = table
        self.rule = rule
        self.filing = filing
        self.quo = quo
        self.count = filing.rounds or 1
        require_memory(self.count * table.bytes_of_deeds, table.covered.rows)
        self.replies = [table.even(m) for m in range(table.game.turns.size)]
        self.believed = [[done.copy() for done in self.replies] for _ in range(self.count)]
        self.views = quo
        self.weight = 0.0
        self.drift = np.inf
        self.regret = 0.0
        self.sweeps = 0

    def think(self, n: int) -> None:
        """Reply to what is believed, and take the replies into the beliefs."""
        self.drift = 0.0
        self.weight = 1.0 / (n + 1.0)
        if self.filing.rounds is None:
            scale = max(1.0, largest(self.quo))
            view = anderson(
                lambda views: self._back(views, 0, learn=False), self.views, 0.1 * TOLERANCE * scale
            )
            self.views = view.x
            self._back(self.views, 0, learn=True)
            return
        views = self.quo
        for t in range(self.count - 1, -1, -1):
            views = self._back(views, t, learn=True)

    def _back(self, views: Floats, t: int, *, learn: bool) -> Floats:
        """Go back through a round as each reckons; take the replies in if ``learn``."""
        self.sweeps += 1
        views = self.table.end(views)
        for m in self.table.turns:
            believed, replies = self.believed[t][m], self.replies[m]
            views = self.table.reply(m, views, self.rule, believed, replies)
            if learn:
                for own, reply in zip(believed, replies, strict=True):
                    drift = move(own.reshape(-1), reply.reshape(-1), self.weight)
                    self.drift = max(self.drift, drift)
        return views

    def play(self) -> tuple[Floats, float]:
        """File what was learned; return what comes of it, and its residual."""
        if self.filing.rounds is not None:
            value = self.quo
            for t in range(self.count - 1, -1, -1):
                value = self._played(value, t, t + 1)
                self.filing.note_value(t + 1, value[:, : len(self.table.game.actor_names)])
            return value, 0.0
        scale = max(1.0, largest(self.quo))
        found = anderson(lambda v: self._played(v, 0, None), self.quo, 0.1 * TOLERANCE * scale)
        self.regret = 0.0
        return found.x, largest(self._played(found.x, 0, 1) - found.x)

    def _played(self, value: Floats, t: int, number: int | None) -> Floats:
        """Go back through a round as it is played."""
        value = self.table.end(value)
        for m in self.table.turns:
            done = self.believed[t][m]
            value, odds, regret = self.table.play(m, value, done)
            self.regret = max(self.regret, regret)
            if number is not None:
                self.table.file(self.filing, number, m, done, odds)
        return value
