r"""Best replies without an end, where no state that was left can be come back to.

States are taken in the order in which play may pass through them, the last first.
What follows a state is then known but for staying in it, so a state is a small
game of its own: who leaves it, and how? It is counted backwards from the status
quo kept for ever, as a game with an end would be, and after each round the
choices found are tried: if they are best replies to what keeping to them for ever
is worth, that is an equilibrium, and it is taken. Where no such round comes, all
pure choices in the state are tried, holding first and then the order of the file.

There may be other equilibria: where each of two movers prefers that the other
leaves, this finds one and says nothing of the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.errors import NotApplicable
from standoff.kernels.tables import Floats, Ints
from standoff.policy.pure import Pure, file_turn
from standoff.policy.replies import TIE, Ties
from standoff.policy.rounds import Act, Board, Cast, end_of_round, mixed, qualities
from standoff.vocab import Status

if TYPE_CHECKING:
    from standoff.policy.filing import Filing
    from standoff.policy.policy import Policy

MOST_ROUNDS = 400
"""Rounds that a state is counted back before all pure choices are tried."""

MOST_PROFILES = 4096

Progress = Callable[[int, int], None]
Votes = list[dict[int, Floats]]


@dataclass(frozen=True, eq=False)
class Play:
    """What is done on a board: choices and odds by turn."""

    shares: list[Floats]
    votes: Votes


@dataclass(eq=False)
class _Values:
    """What everybody expects before each turn and each event, axes (r, i), as far as known."""

    turns: list[Floats]
    chance: list[Floats]


def settle(board: Board, filing: Filing, ties: Ties, progress: Progress | None) -> Policy:
    """Find best replies state by state; see the top of this module."""
    game = board.game
    actors = len(game.actor_names)
    quo = board.utility / (1.0 - game.patience)
    rule = Pure(ties, TIE * max(1.0, float(np.abs(quo).max(initial=0.0))))
    turns = [np.zeros((board.covered.rows, actors)) for _ in range(game.turns.size + 1)]
    values = _Values(turns, [np.zeros_like(turns[0]) for _ in board.chance] + turns[:1])
    solver = _Solver(values, rule, filing)
    done = 0
    for rows in levels(board):
        left = solver.settle(board.only(rows), quo[rows])
        done += rows.size
        if left.size:
            return _given_up(solver, actors, left, ties)
        if progress is not None:
            progress(done, board.covered.rows)
    return filing.policy(
        "perfect",
        turns[0],
        asked={"ties": ties},
        precision=np.full(actors, np.inf),
        regret=rule.regret,
        sweeps=solver.sweeps,
    )


def _given_up(solver: _Solver, actors: int, left: Ints, ties: Ties) -> Policy:
    """Say that some states have no pure best replies, or none was found."""
    status: Status = "none exists" if solver.is_exhaustive else "did not converge"
    return solver.filing.policy(
        "perfect",
        solver.values.turns[0],
        asked={"ties": ties},
        precision=np.full(actors, np.inf),
        regret=float("nan"),
        sweeps=solver.sweeps,
        status=status,
        cause=(
            f"No choices of the movers are best replies to each other in {left.size} of the "
            "states: whatever they do for certain, one of them would rather do something else."
            if solver.is_exhaustive
            else f"Best replies went round in circles in {left.size} of the states, and not all "
            "choices could be tried."
        ),
        remedy="Give the crisis a horizon, or ask for the policy 'logit', which allows for chance.",
    )


def levels(board: Board) -> Iterator[Ints]:
    """Return the rows of a board level by level: first those that cannot be left.

    A row leads to rows of earlier levels, and to itself, only.

    Raises
    ------
    NotApplicable
        If some state can be come back to.
    """
    from scipy.sparse import csr_array

    pairs = [_edges(act) for act in (*board.acts, *board.chance)]
    edges = np.unique(np.concatenate([np.zeros((0, 2), dtype=np.int64), *pairs]), axis=0)
    size = board.covered.rows
    into = csr_array((np.ones(len(edges)), (edges[:, 1], edges[:, 0])), shape=(size, size))
    waits = np.bincount(edges[:, 0], minlength=size)
    ready = np.flatnonzero(waits == 0)
    found = 0
    order = []
    while ready.size:
        order.append(ready)
        found += ready.size
        before = into[ready].indices
        np.subtract.at(waits, before, 1)
        before = np.unique(before)
        ready = before[waits[before] == 0]
    if found < size:
        raise NotApplicable(
            "Without an end, best replies are found where no state can be come back to, and "
            f"here {size - found:,} of {size:,} states can, or lead to one that can.\n"
            "Give the crisis a 'horizon', or ask for the policy 'logit'."
        )
    yield from order


def _edges(act: Act) -> Ints:
    """Return from where to where an action leads, staying left out; axes (n, 2)."""
    pairs = np.concatenate([np.stack([act.here, there], axis=1) for there in act.leads])
    moved: Ints = pairs[pairs[:, 0] != pairs[:, 1]]
    return moved


@dataclass(eq=False)
class _Solver:
    """States settled one level at a time."""

    values: _Values
    rule: Pure
    filing: Filing
    sweeps: int = 0
    is_exhaustive: bool = True

    def settle(self, board: Board, quo: Floats) -> Ints:
        """Settle all rows of a board; return those that could not be."""
        x = quo
        for _ in range(MOST_ROUNDS):
            before, play = self._best(board, x)
            for _ in range(2):
                exact = self._worth(board, play)
                _, reply = self._best(board, exact)
                is_settled = _agree(board, play, reply)
                if is_settled.any():
                    self._take(board.only(board.rows[is_settled]), exact[is_settled])
                    if is_settled.all():
                        return np.zeros(0, dtype=np.int64)
                    board, before = board.only(board.rows[~is_settled]), before[~is_settled]
                    _, reply = self._best(board, exact[~is_settled])
                play = reply
            x = before
        rows = [int(row) for row in board.rows if not self._try_all(board.only(np.array([row])))]
        return np.array(rows, dtype=np.int64)

    def _try_all(self, board: Board) -> bool:
        """Try all pure choices in one state; take the first that are best replies."""
        turns = range(board.game.turns.size)
        is_open = [[0, *(j for j, act in board.options(m) if act.here.size)] for m in turns]
        votes = any(a.body >= 0 for m in turns for _, a in board.options(m) if a.here.size)
        if votes or np.prod([len(own) for own in is_open], dtype=np.float64) > MOST_PROFILES:
            self.is_exhaustive = False
            return False
        for profile in itertools.product(*is_open):
            play = Play([_certain(board, m, j) for m, j in enumerate(profile)], [{} for _ in turns])
            exact = self._worth(board, play)
            if self._regret(board, play, exact) <= self.rule.width:
                self._take(board, exact, play)
                return True
        return False

    def _take(self, board: Board, exact: Floats, play: Play | None = None) -> None:
        """Write what is done and expected in the rows of a board into the policy."""
        self.values.turns[0][board.rows] = exact
        if play is None:
            before, play = self._best(board, exact)
        else:
            before = self._through(board, exact, play)
        for m, share in enumerate(play.shares):
            file_turn(board, m, self.filing, 1, share, play.votes[m], self._casts(board, m))
        self.values.turns[0][board.rows] = before

    def _casts(self, board: Board, m: int) -> dict[int, Cast]:
        """Return the ballots in turn ``m``, what follows it being known."""
        return self.rule.votes(board, m, self.values.turns[m + 1])[1]

    def _end(self, board: Board, x: Floats) -> None:
        """Go back from the next round, worth ``x``, to the end of the last turn."""
        self.sweeps += 1
        turns, chance = self.values.turns, self.values.chance
        turns[0][board.rows] = x
        columns = np.arange(x.shape[1])
        turns[-1][board.rows] = end_of_round(board, chance, columns)

    def _best(self, board: Board, x: Floats) -> tuple[Floats, Play]:
        """Go back one round by best replies to a next round worth ``x``."""
        self._end(board, x)
        turns = self.values.turns
        shares: list[Floats] = []
        votes: Votes = []
        for m in range(board.game.turns.size - 1, -1, -1):
            odds, _ = self.rule.votes(board, m, turns[m + 1])
            before, share = self.rule.turn(board, m, turns[m + 1], None)
            shares.insert(0, share)
            votes.insert(0, odds)
            if m > 0:
                turns[m][board.rows] = before
            x = before
        return x, Play(shares, votes)

    def _through(self, board: Board, x: Floats, play: Play) -> Floats:
        """Go back one round as given, to a next round worth ``x``."""
        self._end(board, x)
        turns = self.values.turns
        columns = np.arange(x.shape[1])
        for m in range(board.game.turns.size - 1, -1, -1):
            x = mixed(board, m, turns[m + 1], play.shares[m], play.votes[m], columns)
            if m > 0:
                turns[m][board.rows] = x
        return x

    def _worth(self, board: Board, play: Play) -> Floats:
        """Return what playing as given for ever is worth in every row.

        A round leads to staying, or to what is known, so its value is linear in
        that of the next.
        """
        shape = (board.rows.size, self.values.turns[0].shape[1])
        base = self._through(board, np.zeros(shape), play)
        slope = self._through(board, np.ones(shape), play) - base
        worth: Floats = base / (1.0 - slope)
        return worth

    def _regret(self, board: Board, play: Play, exact: Floats) -> float:
        """Return the most that one other choice gains."""
        self._through(board, exact, play)
        most = 0.0
        for m, share in enumerate(play.shares):
            mover = board.game.turns[m]
            after = self.values.turns[m + 1][:, mover]
            quality = qualities(board, m, after, play.votes[m])
            taken = np.where(share > 0, quality, 0.0).sum(axis=1)
            most = max(most, float((quality.max(axis=1) - taken).max()))
        return most


def _certain(board: Board, m: int, j: int) -> Floats:
    """Return the choice of one slot of a turn for sure."""
    slots = board.slots(m)
    share = np.zeros((board.rows.size, slots.stop - slots.start))
    share[:, j] = 1.0
    return share


def _agree(board: Board, one: Play, other: Play) -> npt.NDArray[np.bool_]:
    """Say of each row whether two ways to play are the same there."""
    same = np.ones(board.rows.size, dtype=np.bool_)
    for m, (share, again) in enumerate(zip(one.shares, other.shares, strict=True)):
        same &= (share == again).all(axis=1)
        for j, act in board.options(m):
            if j in one.votes[m]:
                same[act.at] &= np.abs(one.votes[m][j] - other.votes[m][j]) <= 1e-12
    return same
