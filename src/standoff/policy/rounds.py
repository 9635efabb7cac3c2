r"""One round back under any rule of choosing, many states at once, in numpy.

The solver's kernels know one rule, the logit. Here the pieces of a round stand
apart, so that a kind of policy puts its own rule between them: what a choice
is worth to its mover (`qualities`), what a vote comes to (`odds`), and what
everybody expects once choices are known (`mixed`).

Letters are those of `standoff.kernels.markov`; ``x`` counts the rows of a board,
``c`` the actors whose values are carried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from standoff.kernels.ballots import passing
from standoff.kernels.markov_cover import targets
from standoff.kernels.tables import Bytes, Floats, Ints, Moves
from standoff.policy.cover import Covered

if TYPE_CHECKING:
    from standoff.game import Game

Ballot = Callable[[int, Floats, float], tuple[Floats, Floats]]
"""From an actor, what it gains if a text passes, and its band, to yes and no."""

Cast = list[tuple[int, Floats, Floats]]
"""Members that are actors, with their probabilities of yes and of no."""


class Act(NamedTuple):
    """One action, or one event of chance, in the states where it is open."""

    here: Ints
    """Rows of the game's covered states."""
    at: Ints
    """The same states as rows of the board."""
    leads: tuple[Ints, ...]
    """Row that each outcome leads to."""
    shares: Floats
    """Probability of each outcome; NaN where a body decides."""
    cost: Floats
    """What it costs there."""
    body: int
    """Body that decides, or -1."""


@dataclass(frozen=True, eq=False)
class Board:
    """The states in which a round is computed, and what may happen in them."""

    game: Game
    covered: Covered
    rows: Ints
    """Rows of the covered states; (x,)."""
    acts: tuple[Act, ...]
    chance: tuple[Act, ...]
    utility: Floats
    """(x, i)."""

    @classmethod
    def of(cls, game: Game, covered: Covered) -> Board:
        """Lay out all covered states."""
        plays = np.zeros(len(game.actor_names), dtype=np.uint8)
        plays[game.turns] = 1
        return cls(
            game=game,
            covered=covered,
            rows=np.arange(covered.rows),
            acts=_acts(game.moves, plays, covered.states),
            chance=_acts(game.chance, np.ones(1, dtype=np.uint8), covered.states),
            utility=np.ascontiguousarray(game.utility[:, covered.states].T),
        )

    def only(self, rows: Ints) -> Board:
        """Return the board of some of its rows, ascending."""
        at = np.full(self.covered.rows, -1, dtype=np.int64)
        at[rows] = np.arange(rows.size)
        return replace(
            self,
            rows=rows,
            acts=tuple(_some(act, at) for act in self.acts),
            chance=tuple(_some(act, at) for act in self.chance),
            utility=self.utility[np.searchsorted(self.rows, rows)],
        )

    def slots(self, m: int) -> slice:
        """Return the slots of turn ``m``."""
        first = self.covered.round.slot_first
        return slice(int(first[m]), int(first[m + 1]))

    def options(self, m: int) -> list[tuple[int, Act]]:
        """Return what the mover of turn ``m`` may do beside holding, by slot of the turn."""
        actions = self.covered.slot_action[self.slots(m)]
        return [(j, self.acts[int(a)]) for j, a in enumerate(actions) if a >= 0]


def _acts(moves: Moves, plays: Bytes, states: Ints) -> tuple[Act, ...]:
    """Say of each action where it is open and where it leads."""
    table = targets(moves, plays, states)
    acts = []
    for a in range(moves.vote.size):
        outcomes = slice(int(moves.outcome_first[a]), int(moves.outcome_first[a + 1]))
        here = np.flatnonzero(table[outcomes.start] >= 0)
        row = int(moves.cost_row[a])
        cost = np.full(here.size, moves.cost[a])
        if row >= 0:
            cost = moves.cost_by_state[row, states[here]]
        leads = tuple(table[o, here].astype(np.int64) for o in range(outcomes.start, outcomes.stop))
        shares = moves.probability[outcomes]
        acts.append(Act(here, here, leads, shares, cost, int(moves.vote[a])))
    return tuple(acts)


def _some(act: Act, at: Ints) -> Act:
    """Keep the rows of an action that lie on the board."""
    kept = at[act.here] >= 0
    here = act.here[kept]
    leads = tuple(there[kept] for there in act.leads)
    return act._replace(here=here, at=at[here], leads=leads, cost=act.cost[kept])


def end_of_round(board: Board, steps: list[Floats], columns: Ints) -> Floats:
    """Return what is expected once the last turn is over; axes (x, c).

    ``steps`` has one array for each event of chance, and then the value of the
    next round, axes (r, c): what is expected before the event. They are filled
    from the last one backwards on the rows of the board.
    """
    for e in range(len(board.chance) - 1, -1, -1):
        act = board.chance[e]
        after = steps[e + 1]
        if steps[e] is not after:
            steps[e][board.rows] = after[board.rows]
        mean = max(0.0, 1.0 - float(act.shares.sum())) * after[act.here]
        for p, there in zip(act.shares, act.leads, strict=True):
            mean += p * after[there]
        steps[e][act.here] = mean
    ended: Floats = board.utility[:, columns] + board.game.patience[columns] * steps[0][board.rows]
    return ended


def gains(act: Act, after: Floats) -> Floats:
    """Return what each actor gains if a proposal passes; axes (n, c)."""
    won, lost = act.leads
    gain: Floats = after[won] - after[lost]
    return gain


def cast_by(board: Board, body: int, gain: Floats, ballot: Ballot) -> Cast:
    """Have each member that is an actor vote on its own gain, axes (n, i)."""
    ballots = board.game.ballots
    cast: Cast = []
    for j in range(int(ballots.member_first[body]), int(ballots.member_first[body + 1])):
        i = int(ballots.member_actor[j])
        if i >= 0:
            yes, no = ballot(i, gain[:, i], float(ballots.band[j]))
            cast.append((j, yes, no))
    return cast


def odds(board: Board, body: int, cast: Cast, cases: int) -> Floats:
    """Return the probability that a body passes a text; (n,)."""
    found = passing(body, board.game.ballots, board.covered.tally, cast)
    return found if cast else np.repeat(found, cases)


def _expected(act: Act, after: Floats, pass_odds: Floats | None) -> Floats:
    """Return the mean of what follows an action; axes (n,) or (n, c)."""
    if pass_odds is not None:
        weight = pass_odds if after.ndim == 1 else pass_odds[:, None]
        won, lost = act.leads
        met: Floats = weight * after[won] + (1.0 - weight) * after[lost]
        return met
    mean = np.zeros((act.here.size, *after.shape[1:]))
    for p, there in zip(act.shares, act.leads, strict=True):
        mean += p * after[there]
    return mean


def qualities(board: Board, m: int, after: Floats, votes: Mapping[int, Floats]) -> Floats:
    """Return what each choice of turn ``m`` is worth to its mover, -inf where closed.

    ``after`` is what the mover expects once the turn is over, (r,); ``votes``
    the odds of each slot that a body decides. Axes (x, j).
    """
    slots = board.slots(m)
    quality = np.full((board.rows.size, slots.stop - slots.start), -np.inf)
    quality[:, 0] = after[board.rows]
    for j, act in board.options(m):
        quality[act.at, j] = _expected(act, after, votes.get(j)) - act.cost
    return quality


def mixed(
    board: Board,
    m: int,
    after: Floats,
    share: Floats,
    votes: Mapping[int, Floats],
    columns: Ints,
) -> Floats:
    """Return what is expected before turn ``m`` if the mover chooses by ``share``.

    ``after`` has axes (r, c), ``share`` (x, j); ``columns`` names the actors.
    """
    before: Floats = share[:, :1] * after[board.rows]
    payer = np.flatnonzero(columns == board.game.turns[m])
    for j, act in board.options(m):
        taken = share[act.at, j]
        used = np.flatnonzero(taken)
        if used.size == 0:
            continue
        act = act._replace(
            here=act.here[used], leads=tuple(there[used] for there in act.leads)
        )  # fmt: skip
        pass_odds = votes[j][used] if j in votes else None
        before[act.at[used]] += taken[used, None] * _expected(act, after, pass_odds)
        for c in payer:
            before[act.at[used], c] -= taken[used] * act.cost[used]
    return before
