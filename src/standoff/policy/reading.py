"""A game read again for checks of a policy, one step of the model a method.

Nothing here uses the kernels or what they tabulate: transitions are worked out
from the game's offsets again, a vote is added up over a dictionary of counts,
and a round is a few lines of numpy that follow docs/theory/equilibrium.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from standoff.kernels.tables import CONSENSUS, QUOTA, Floats, Ints, Moves

if TYPE_CHECKING:
    from standoff.game import Game

Counts = dict[int, Floats]
Cast = Callable[[int], tuple[Floats, Floats]]
"""From a member to its probabilities of yes and of no."""


def spans_of(game: Game) -> list[tuple[int, int]]:
    """Return the turns of the order that make each turn of a round: first, and past the last."""
    spans = dict(game.crisis.together)
    found, turn = [], 0
    while turn < game.turns.size:
        found.append((turn, spans.get(turn, turn + 1)))
        turn = found[-1][1]
    return found


class Reading:
    """The covered states of a game, read in numpy, one step of the model a method."""

    def __init__(self, game: Game, states: Ints) -> None:
        self.game = game
        self.states = states
        self.utility: Floats = game.utility[:, states].T
        self.row = np.full(game.state_count, -1, dtype=np.int64)
        self.row[states] = np.arange(states.size)
        self.moves = [self._outcomes(game.moves, a) for a in range(game.moves.vote.size)]
        self.chance = [self._outcomes(game.chance, e) for e in range(game.chance.vote.size)]
        self._leaning: dict[int, Counts] = {}

    def _outcomes(self, moves: Moves, a: int) -> tuple[Ints, list[Ints]]:
        """Return the rows where an action is available, and where each outcome leads."""
        here = np.flatnonzero(moves.available[a, self.states])
        code = moves.code[self.states[here]]
        leads = []
        for o in range(int(moves.outcome_first[a]), int(moves.outcome_first[a + 1])):
            number = code.copy()
            for t in range(int(moves.step_first[o]), int(moves.step_first[o + 1])):
                level = code // moves.step_stride[t] % moves.step_size[t]
                number = number + moves.delta[moves.step_delta[t] + level]
            leads.append(self.row[np.searchsorted(moves.code, number)])
        return here, leads

    def end_of_round(self, following: Floats) -> Floats:
        """Return what is expected once the last turn is over, axes (r, i)."""
        later = following
        chance = self.game.chance
        for e in range(len(self.chance) - 1, -1, -1):
            here, leads = self.chance[e]
            share = chance.probability[chance.outcome_first[e] : chance.outcome_first[e + 1]]
            mean = sum(p * later[x] for p, x in zip(share, leads, strict=True))
            later = later.copy()
            later[here] = mean
        ended: Floats = self.utility + self.game.patience * later
        return ended

    def turn(self, m: int, after: Floats, precision: Floats) -> tuple[Floats, Floats, Floats]:
        """Return what is expected before turn ``m``, the choices, and the votes.

        Axes (r, i), (r, j) and (j, r), with slot ``j`` of the turn; a vote is NaN
        where the proposal may not be tabled.
        """
        mover = int(self.game.turns[m])
        moves = self.game.moves
        actions = range(int(moves.actor_first[mover]), int(moves.actor_first[mover + 1]))
        quality = np.full((self.states.size, 1 + len(actions)), -np.inf)
        quality[:, 0] = after[:, mover]
        odds = np.full((1 + len(actions), self.states.size), np.nan)
        worth = []
        for j, a in enumerate(actions, start=1):
            here, mean, passing = self._worth(a, after, precision)
            quality[here, j] = mean[:, mover]
            odds[j, here] = passing
            worth.append((j, here, mean))
        is_open = np.isfinite(quality)
        lead = np.where(is_open, quality, 0.0) - quality.max(axis=1, keepdims=True)
        weight = np.exp(precision[mover] * np.where(is_open, lead, 0.0)) * is_open
        share = weight / weight.sum(axis=1, keepdims=True)
        before = share[:, :1] * after
        for j, here, mean in worth:
            before[here] += share[here, j, None] * mean
        return before, share, odds

    def _worth(self, a: int, after: Floats, precision: Floats) -> tuple[Ints, Floats, Floats]:
        """Return where action ``a`` is available, what each actor expects of it, the vote."""
        moves = self.game.moves
        here, leads = self.moves[a]
        passing = np.full(here.size, np.nan)
        if moves.vote[a] >= 0:
            won, lost = (after[x] for x in leads)
            passing = self.vote(int(moves.vote[a]), won - lost, precision)
            mean = passing[:, None] * won + (1.0 - passing)[:, None] * lost
        else:
            share = moves.probability[moves.outcome_first[a] : moves.outcome_first[a + 1]]
            mean = np.zeros((here.size, after.shape[1]))
            for p, x in zip(share, leads, strict=True):
                mean += p * after[x]
        mean[:, np.searchsorted(moves.actor_first, a, side="right") - 1] -= self.cost(a)[here]
        return here, mean, passing

    def cost(self, a: int) -> Floats:
        """Return what an action costs in each state; (r,)."""
        moves = self.game.moves
        if moves.cost_row[a] >= 0:
            found: Floats = moves.cost_by_state[moves.cost_row[a], self.states]
            return found
        return np.full(self.states.size, moves.cost[a])

    def vote(self, body: int, gain: Floats, precision: Floats) -> Floats:
        """Add up all ways to vote in which the body passes the text, actors by logit."""
        return self.counted(
            body, gain.shape[0], lambda j: _ballot(self.game, j, gain, precision)
        )  # fmt: skip

    def counted(self, body: int, cases: int, cast: Cast) -> Floats:
        """Add up all ways to vote, each actor's seat by the ballot that ``cast`` gives it."""
        ballots = self.game.ballots
        counts = self._leanings(body)
        for j in range(int(ballots.member_first[body]), int(ballots.member_first[body + 1])):
            if ballots.member_actor[j] >= 0:
                counts = self._cast(counts, body, j, *cast(j))
        least = int(ballots.quota[body]) if ballots.rule[body] == QUOTA else 1
        if ballots.rule[body] == CONSENSUS:
            least = 0
        total = np.zeros(cases)
        for count, mass in counts.items():
            if count >= least:
                total += mass
        return total

    def _leanings(self, body: int) -> Counts:
        """Count the votes of the members whose leaning is known: the same in all states."""
        if body not in self._leaning:
            ballots = self.game.ballots
            counts: Counts = {0: np.ones(1)}
            for j in range(int(ballots.member_first[body]), int(ballots.member_first[body + 1])):
                if ballots.member_actor[j] < 0:
                    yes, _, no = ballots.leaning[j]
                    counts = self._cast(counts, body, j, np.array([yes]), np.array([no]))
            self._leaning[body] = counts
        return self._leaning[body]

    def _cast(self, counts: Counts, body: int, j: int, yes: Floats, no: Floats) -> Counts:
        """Let one member vote: a dictionary from what the rule counts to its probability.

        A quota counts votes of yes, a majority those less the votes of no, a
        consensus nothing; a vote of no that kills the text is left out.
        """
        ballots = self.game.ballots
        rule, votes = int(ballots.rule[body]), int(ballots.votes[j])
        up = 0 if rule == CONSENSUS else votes
        down = 0 if rule == QUOTA else votes
        ways = [(up, yes), (0, 1.0 - yes - no)]
        if not (ballots.veto[j] or rule == CONSENSUS):
            ways.append((-down, no))
        following: Counts = {}
        for count, mass in counts.items():
            for step, share in ways:
                following[count + step] = following.get(count + step, 0.0) + mass * share
        return following


def _ballot(game: Game, member: int, gain: Floats, precision: Floats) -> tuple[Floats, Floats]:
    """Return the probabilities of yes and no of a member that is an actor, by row."""
    i = int(game.ballots.member_actor[member])
    band = game.ballots.band[member]
    with np.errstate(over="ignore"):
        yes_share = 1.0 / (1.0 + np.exp(-precision[i] * (gain[:, i] - band)))
        no_share = 1.0 / (1.0 + np.exp(-precision[i] * (-gain[:, i] - band)))
    return yes_share, no_share
