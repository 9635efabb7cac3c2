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
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.kernels.fixed_point import anderson, largest
from standoff.kernels.reckoning import Rule
from standoff.kernels.tables import Floats
from standoff.policy.cover import cover, require_memory
from standoff.policy.filing import Filing, rounds_played
from standoff.policy.in_step import in_step, processors
from standoff.policy.policy import Policy
from standoff.policy.reckoning import Reply, Sheets, Table, check_reply, refuse, replying
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
    threads: int | None = None,
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
    threads
        How many times it is thought through at once at most, if play has an end: one
        time follows the other from round to round, so that the outcome is the same.
        Every processor by default.

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
    n = learning.learn(plays, processors() if threads is None else threads, progress)
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


@dataclass(eq=False)
class _Desk:
    """What one thread works on: views of the next round, and room to go back through it."""

    sheets: Sheets
    views: Floats
    drift: float = 0.0


class _Learning:
    """What everybody believes of each mover and member, and how it is learned."""

    def __init__(self, table: Table, rule: Rule, filing: Filing, quo: Floats) -> None:
        self.table = table
        self.rule = rule
        self.filing = filing
        self.quo = quo
        self.count = filing.rounds or 1
        require_memory(self.count * table.bytes_of_deeds, table.covered.rows)
        even = [table.even(m) for m in sorted(table.turns)]
        self.believed = [[done.copy() for done in even] for _ in range(self.count)]
        self.drift = np.inf
        self.regret = 0.0
        self.sweeps = 0

    def learn(self, plays: int, threads: int, progress: Progress | None) -> int:
        """Reply to what is believed, again and again; return how often."""
        if self.filing.rounds is None:
            return self._settle(plays, progress)
        threads = max(1, min(threads, plays, self.count))
        desks = [_Desk(self.table.sheets(), self.quo) for _ in range(threads)]

        def step(n: int, s: int, thread: int) -> bool:
            desk = desks[thread]
            if s == 0:
                desk.views, desk.drift = self.quo, 0.0
            self._back(desk, self.count - 1 - s, 1.0 / (n + 2.0))
            return desk.drift > SETTLED

        n = in_step(step, plays, self.count, threads=threads, progress=progress)
        self.sweeps = n * self.count
        self.drift = desks[(n - 1) % threads].drift
        return n

    def _settle(self, plays: int, progress: Progress | None) -> int:
        """Do the same without an end: what is believed leads to views that reproduce themselves."""
        desk, scale = _Desk(self.table.sheets(), self.quo), max(1.0, largest(self.quo))
        views, n = self.quo, 0

        def image(following: Floats) -> Floats:
            desk.views = following
            self.sweeps += 1
            self._back(desk, 0, 0.0)
            return desk.views.copy()

        while n < plays and self.drift > SETTLED:
            n += 1
            views = anderson(image, views, 0.1 * TOLERANCE * scale).x
            desk.views, desk.drift = views, 0.0
            self.sweeps += 1
            self._back(desk, 0, 1.0 / (n + 1.0))
            self.drift = desk.drift
            if progress is not None:
                progress(n, plays)
        return n

    def _back(self, desk: _Desk, t: int, weight: float) -> None:
        """Go back through a round as each reckons, and learn with so much weight."""
        views = self.table.end(desk.views, desk.sheets)
        for m in self.table.turns:
            views, drift = self.table.learn(
                m, views, self.rule, self.believed[t][m], weight, desk.sheets
            )
            desk.drift = max(desk.drift, drift)
        desk.views = views

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
