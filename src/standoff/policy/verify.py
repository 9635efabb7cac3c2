"""Check a policy by computing it again, another way.

Nothing here uses the kernels or what they tabulate: transitions are worked out
from the game's offsets again, a vote is added up over a dictionary of counts,
and a round is a few lines of numpy that follow docs/theory/equilibrium.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import CONSENSUS, QUOTA, Floats, Ints, Moves
from standoff.policy.policy import Policy

if TYPE_CHECKING:
    from standoff.game import Game

Counts = dict[int, Floats]
Cast = Callable[[int], tuple[Floats, Floats]]
"""From a member to its probabilities of yes and of no."""

WORK = 6_000_000
"""Cells (round, state, slot) that are checked before something is drawn from a policy."""

THOROUGH = 200_000_000
"""Cells that are checked before an equilibrium is printed: some ten seconds."""

SINGLE = 2e-6
"""Error that storing probabilities as float32 may bring, relative to the largest value."""


@dataclass(frozen=True)
class Check:
    """What the second computation found.

    ``residual`` is the largest difference in values and ``choice_error`` the largest
    difference in probabilities of choices and of votes; ``rounds`` are the
    rounds that were computed again (1 for a stationary policy). ``regret`` is the
    most that a mover gains by one other choice, once, in any state that was
    looked at; NaN where a kind of policy does not ask for it.
    """

    residual: float
    choice_error: float
    rounds: tuple[int, ...]
    is_sound: bool
    regret: float = float("nan")


def verify(game: Game, policy: Policy, *, work: int = WORK) -> Check:
    """Compute the equations of a policy again, without the code that solved them.

    A stationary policy is sound if going back one round from its values gives
    the same values, and the choices that it states. One with a horizon is
    sound if that holds from each round that is looked at to the next, the last
    followed by the status quo for ever; all rounds are looked at where that means
    at most ``work`` (round, state, slot) cells, else the first, the last and some
    between. A policy of another kind is checked as `standoff.policy.deviation` says.
    """
    if not np.isfinite(policy.value).all():
        # two computations from gaps would agree on gaps
        return Check(float("inf"), float("inf"), (), is_sound=False)
    if policy.kind != "logit":
        from standoff.policy.deviation import check_deviations

        return check_deviations(game, policy, work=work)
    reading = Reading(game, policy.states)
    if policy.horizon is None:
        found = [_compare(reading, policy, 0, policy.value.T, policy.value.T)]
        rounds: tuple[int, ...] = (1,)
    else:
        after = {t: policy.kept[t].T for t in policy.kept}
        after[policy.horizon + 1] = reading.utility / (1.0 - game.patience)
        known = tuple(t for t in policy.kept if t + 1 in after)
        rounds = rounds_to_check(policy, known, work)
        found = [_compare(reading, policy, t - 1, after[t + 1], after[t]) for t in rounds]
        first = float(np.abs(policy.kept[1].T - policy.value.T).max(initial=0.0))
        found.append((first, 0.0))
    residual = max(value for value, _ in found)
    choice_error = max(choice for _, choice in found)
    # a probability moves by at most precision / 2 for each unit that a Q moves
    slope = 1.0 + float(policy.precision.max(initial=0.0))
    allowed = policy.tolerance * slope
    if policy.choice.dtype == np.float32:
        allowed += SINGLE
    return Check(
        residual, choice_error, rounds, residual <= policy.tolerance and choice_error <= allowed
    )


def judged(policy: Policy, check: Check) -> Policy:
    """Return the policy, as one that did not converge if the check does not confirm it."""
    if policy.status != "found" or check.is_sound:
        return policy
    return replace(
        policy,
        status="did not converge",
        cause=(
            "An independent computation does not confirm the equilibrium: its values differ by "
            f"{check.residual:.2g} and its probabilities by {check.choice_error:.2g}."
        ),
        remedy="Loosen the tolerance; if that does not help, please report it with the crisis.",
    )


def confirmed(game: Game, policy: Policy) -> Policy:
    """Verify a policy that something is about to be drawn from; see `judged`."""
    return judged(policy, verify(game, policy))


def rounds_to_check(policy: Policy, known: tuple[int, ...], work: int) -> tuple[int, ...]:
    """Choose all rounds whose value and next value are known, or as many as ``work`` allows."""
    _, rows, slots = policy.choice.shape
    most = max(3, work // max(1, rows * slots))
    if len(known) <= most:
        return known
    picked = np.unique(np.linspace(0, len(known) - 1, most).round().astype(int))
    return tuple(known[n] for n in picked)


def _compare(
    reading: Reading, policy: Policy, t: int, following: Floats, value: Floats
) -> tuple[float, float]:
    """Go back through round ``t``; return the largest error of values and of choices."""
    after = reading.end_of_round(following)
    worst = 0.0
    spans = spans_of(reading.game)
    for m in range(len(spans) - 1, -1, -1):
        slots = slice(int(policy.slot_first[m]), int(policy.slot_first[m + 1]))
        first, stop = spans[m]
        if stop - first > 1:
            from standoff.policy.joint_check import turn_at_once

            stated = policy.choice[t][:, slots].astype(np.float64)
            after, share, odds = turn_at_once(reading, first, stop, after, policy.precision, stated)
        else:
            after, share, odds = reading.turn(first, after, policy.precision)
        worst = max(worst, _gap(policy.choice[t][:, slots], share))
        for j, column in enumerate(policy.slot_vote[slots]):
            if column >= 0:
                worst = max(worst, _gap(policy.passes[t][:, column], odds[j]))
    return _gap(value, after), worst


def spans_of(game: Game) -> list[tuple[int, int]]:
    """Return the turns of the order that make each turn of a round: first, and past the last."""
    spans = dict(game.crisis.together)
    found, turn = [], 0
    while turn < game.turns.size:
        found.append((turn, spans.get(turn, turn + 1)))
        turn = found[-1][1]
    return found


def _gap(stated: npt.NDArray[np.floating], found: Floats) -> float:
    """Return the largest difference; NaN must meet NaN, or the difference is infinite."""
    if (np.isnan(stated) != np.isnan(found)).any():
        return float("inf")
    return float(np.nanmax(np.abs(stated - found), initial=0.0))


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
