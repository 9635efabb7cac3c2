r"""Whether play returns to an equilibrium that it is pushed off a little.

All movers in all states watch what is done, reckon what it is worth if it goes
on for ever, and reply by the logit; members of bodies vote anew too. That is a
map of policies to policies, :math:`B`, whose fixed points are the logit
equilibria. Near one, what matters is the slope of :math:`B` there:

- replying all at once, over and over, leads back if no eigenvalue is as large as
  1: the *radius* is the largest of their sizes;
- moving a little towards the reply at a time, :math:`\dot\pi = B(\pi) - \pi`, leads
  back if none has a real part of 1 or more: the *lead* is the largest real part.

So a radius below 1 is the stricter test. In matching pennies the eigenvalues are
imaginary: replies at once may run in circles where gradual ones come to rest.

References
----------
Fudenberg and Levine (1998), *The Theory of Learning in Games*, chapter 4:
smoothed best replies and their stability.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.kernels.tables import Floats
from standoff.policy.policy import Policy
from standoff.policy.replies import logit_ballot, logit_reply
from standoff.policy.rounds import Act, Board, cast_by, end_of_round, gains, mixed, odds, qualities

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from standoff.game import Game

DENSE = 150
"""Up to this many numbers of a policy all eigenvalues are computed."""

MOST_ROWS = 3_000
"""Beyond this many states the worth of a policy is not solved for directly."""


@dataclass(frozen=True)
class Dynamics:
    """How replies behave near an equilibrium; NaN where it was too large to say.

    ``radius`` is the largest size, ``lead`` the largest real part of an eigenvalue.
    """

    radius: float
    lead: float


def dynamics(game: Game, policy: Policy) -> Dynamics:
    """Return the slope of replying at a stationary logit equilibrium, as two numbers.

    Not where some choose at once, whose replies are not to what they see.
    """
    if policy.covered.joints or policy.states.size > MOST_ROWS:
        return Dynamics(float("nan"), float("nan"))
    replies = Replies(game, policy)
    point = replies.pack(policy.choice[0], policy.passes[0])
    return slope_at(replies.reply, point)


def slope_at(reply: Callable[[Floats], Floats], point: Floats, width: float = 1e-5) -> Dynamics:
    """Return the largest size and real part of the eigenvalues of a map at a point.

    Slopes are central differences. Beyond `DENSE` unknowns the largest ones are
    found by Arnoldi iteration, without a matrix.

    Examples
    --------
    >>> turn = lambda x: np.array([-2.0 * x[1], 0.5 * x[0]])
    >>> found = slope_at(turn, np.zeros(2))
    >>> round(found.radius, 9), round(abs(found.lead), 9)
    (1.0, 0.0)
    """

    def along(direction: Floats) -> Floats:
        length = float(np.abs(direction).max(initial=0.0))
        if length == 0.0:
            return np.zeros_like(point)
        step = (width / length) * direction.ravel()
        return (reply(point + step) - reply(point - step)) * (length / (2.0 * width))

    size = point.size
    if size == 0:
        return Dynamics(0.0, 0.0)
    if size <= DENSE:
        slopes = np.stack([along(row) for row in np.eye(size)], axis=1)
        values = np.asarray(np.linalg.eigvals(slopes), dtype=np.complex128)
        return Dynamics(float(np.abs(values).max()), float(values.real.max()))
    return _by_arnoldi(along, size)


def _by_arnoldi(along: Callable[[Floats], Floats], size: int) -> Dynamics:
    """Find the largest eigenvalues without a matrix; a fixed start, so that answers repeat."""
    from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigs

    matrix = LinearOperator((size, size), matvec=along, dtype=np.float64)
    start = np.cos(np.arange(size))
    found: list[np.typing.NDArray[np.complex128]] = []
    for which in ("LM", "LR"):
        try:
            some = eigs(
                matrix, k=4, which=which, v0=start, tol=1e-6, return_eigenvectors=False, maxiter=60
            )
        except ArpackNoConvergence as stopped:
            found.append(np.asarray(stopped.eigenvalues, dtype=np.complex128))
            continue
        found.append(np.asarray(some, dtype=np.complex128))
    sizes, parts = found
    radius = float(np.abs(sizes).max()) if sizes.size else float("nan")
    return Dynamics(radius, float(parts.real.max()) if parts.size else float("nan"))


class Replies:
    """The map from a policy without an end to the logit replies to it."""

    def __init__(self, game: Game, policy: Policy) -> None:
        self.board = Board.of(game, policy.covered)
        self.precision = policy.precision
        self.is_open = policy.choice[0] > 0.0
        self.is_tabled = ~np.isnan(policy.passes[0])
        self.shape = policy.choice[0].shape, policy.passes[0].shape

    def pack(self, choice: Floats, passes: Floats) -> Floats:
        """Put what is open of a policy into one vector."""
        both = choice[self.is_open], passes[self.is_tabled]
        return np.concatenate(both).astype(np.float64)

    def reply(self, point: Floats) -> Floats:
        """Return the replies to a policy, both as one vector."""
        choice, passes = np.zeros(self.shape[0]), np.full(self.shape[1], np.nan)
        count = int(self.is_open.sum())
        choice[self.is_open], passes[self.is_tabled] = point[:count], point[count:]
        after = self._layers(choice, passes)
        new_choice, new_passes = np.zeros_like(choice), np.full_like(passes, np.nan)
        for m in range(self.board.game.turns.size):
            self._turn(m, after[m + 1], passes, new_choice, new_passes)
        return self.pack(new_choice, new_passes)

    def _turn(
        self, m: int, after: Floats, passes: Floats, new_choice: Floats, new_passes: Floats
    ) -> None:
        """Write the replies of one turn, where ``after`` is what each expects of it."""
        board, slots = self.board, self.board.slots(m)
        mover = int(board.game.turns[m])
        quality = qualities(board, m, after[:, mover], self._votes(m, passes))
        new_choice[:, slots] = logit_reply(quality, float(self.precision[mover]))
        for j, act in board.options(m):
            if act.body >= 0:
                cast = cast_by(board, act.body, gains(act, after), self._ballot)
                column = int(board.covered.round.slot_vote[slots.start + j])
                new_passes[act.here, column] = odds(board, act.body, cast, act.here.size)

    def _ballot(self, i: int, gain: Floats, band: float) -> tuple[Floats, Floats]:
        return logit_ballot(gain, band, float(self.precision[i]))

    def _votes(self, m: int, passes: Floats) -> dict[int, Floats]:
        """Return the stated odds of each slot of a turn that a body decides."""
        first, vote = self.board.slots(m).start, self.board.covered.round.slot_vote
        return {
            j: passes[act.here, int(vote[first + j])]
            for j, act in self.board.options(m)
            if act.body >= 0
        }

    def _layers(self, choice: Floats, passes: Floats) -> list[Floats]:
        """Return what each expects before every turn and after the last, for ever."""
        from scipy.sparse import eye_array
        from scipy.sparse.linalg import splu

        board = self.board
        columns = np.arange(len(board.game.actor_names))
        once = self._round(choice, passes, np.zeros((board.rows.size, columns.size)), columns)[0]
        chain = self._chain(choice, passes)
        value = np.empty_like(once)
        for patience in np.unique(board.game.patience):
            own = board.game.patience == patience
            matrix = (eye_array(board.rows.size) - patience * chain).tocsc()
            value[:, own] = splu(matrix).solve(once[:, own])
        return self._round(choice, passes, value, columns)

    def _round(
        self,
        choice: Floats,
        passes: Floats,
        following: Floats,
        columns: np.typing.NDArray[np.int64],
    ) -> list[Floats]:
        """Go back through one round as played; return what is expected at every turn."""
        board = self.board
        steps = [np.empty_like(following) for _ in board.chance] + [following]
        layers = [end_of_round(board, steps, columns)]
        for m in range(board.game.turns.size - 1, -1, -1):
            share = choice[:, board.slots(m)]
            # a nudge may leave a share below zero, and then it counts as that
            votes = self._votes(m, passes)
            layers.insert(0, mixed(board, m, layers[0], share, votes, columns))
        return layers

    def _chain(self, choice: Floats, passes: Floats) -> csr_array:
        """Return the probability of each state after a round, from each before it."""
        board = self.board
        chain = None
        for m in range(board.game.turns.size):
            share, votes = choice[:, board.slots(m)], self._votes(m, passes)
            moves = [
                (act, share[act.at, j], votes.get(j)) for j, act in board.options(m)
            ]  # fmt: skip
            step = _matrix(board.rows.size, share[:, 0], moves)
            chain = step if chain is None else chain @ step
        for act in board.chance:
            stay = np.ones(board.rows.size)
            stay[act.at] = max(0.0, 1.0 - float(act.shares.sum()))
            step = _matrix(board.rows.size, stay, [(act, np.ones(act.here.size), None)])
            chain = step if chain is None else chain @ step
        assert chain is not None
        return chain


def _matrix(
    size: int, stay: Floats, moves: list[tuple[Act, Floats, Floats | None]]
) -> csr_array:  # fmt: skip
    """Return the matrix of one turn or event: who stays, and where others go."""
    from scipy.sparse import csr_array

    rows, columns, weights = [np.arange(size)], [np.arange(size)], [stay]
    for act, share, pass_odds in moves:
        for o, there in enumerate(act.leads):
            p = act.shares[o] if pass_odds is None else (pass_odds if o == 0 else 1.0 - pass_odds)
            rows.append(act.here)
            columns.append(there)
            weights.append(share * p)
    where = np.concatenate(rows), np.concatenate(columns)
    return csr_array((np.concatenate(weights), where), shape=(size, size))
