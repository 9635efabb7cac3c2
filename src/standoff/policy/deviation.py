r"""Check a policy that is no logit equilibrium, and say what one other choice would gain.

A policy of any kind is sound if its values are those of playing it, by a second
computation from the game's offsets (`standoff.policy.reading.Reading`, which shares
no code with what makes policies), and if what its kind promises holds:

- ``perfect``: no mover gains by one other choice at any turn in any state (the
  one-shot deviation principle: then no plan of deviations gains either), and
  members vote by strict preference;
- ``level-k``: choices and votes are those of the level, computed again level by
  level (`standoff.policy.level_check`);
- ``fictitious`` and others promise no more than the regret that they state, which
  is computed again.

References
----------
Blackwell (1965), Annals of Mathematical Statistics 36(1):226-235: with
discounting, what no single deviation improves, nothing improves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from standoff.kernels.tables import Floats, Ints
from standoff.policy.check import SINGLE, Check, rounds_to_check
from standoff.policy.deviation_at_once import played_at_once
from standoff.policy.policy import Policy
from standoff.policy.reading import Reading, spans_of
from standoff.policy.replies import TIE

if TYPE_CHECKING:
    from standoff.game import Game


def check_deviations(game: Game, policy: Policy, *, work: int) -> Check:
    """Compute the values of a policy again, and the most that one deviation gains.

    Rounds are chosen as `standoff.policy.verify` chooses them.
    """
    reading = Reading(game, policy.states)
    if policy.horizon is None:
        after = {1: policy.value.T, 2: policy.value.T}
        known: tuple[int, ...] = (1,)
    else:
        after = {t: value.T for t, value in policy.kept.items()}
        after[policy.horizon + 1] = reading.utility / (1.0 - game.patience)
        pairs = tuple(t for t in policy.kept if t + 1 in after)
        known = rounds_to_check(policy, pairs, work)
    residual, choice_error, regret = 0.0, 0.0, 0.0
    for t in known:
        played = _Played(reading, policy, policy.round(t))
        before = played.back(after[t + 1])
        residual = max(residual, float(np.abs(before - after[t]).max(initial=0.0)))
        choice_error = max(choice_error, played.error)
        regret = float(np.maximum(regret, played.regret))
    if policy.horizon is not None:
        first = float(np.abs(policy.kept[1].T - policy.value.T).max(initial=0.0))
        residual = max(residual, first)
    if policy.kind == "level-k":
        from standoff.policy.level_check import level_error

        choice_error = max(choice_error, level_error(game, policy, work))
    is_sound = _is_sound(policy, residual, choice_error, regret)
    return Check(residual, choice_error, known, is_sound, regret)


def _is_sound(policy: Policy, residual: float, choice_error: float, regret: float) -> bool:
    """Say whether the second computation bears the policy out."""
    scale = max(1.0, float(np.abs(policy.value).max(initial=0.0)))
    single = SINGLE * scale if policy.choice.dtype == np.float32 else 0.0
    allowed = policy.tolerance + single
    # a logit moves by at most precision / 2 for each unit that a worth moves
    finite = policy.precision[np.isfinite(policy.precision)]
    slope = 1.0 + float(finite.max(initial=0.0))
    if policy.kind == "rules":
        # choices and votes are laid down, not found: only the values can be checked
        return residual <= allowed
    if residual > allowed or choice_error > allowed * slope:
        return False
    if policy.kind == "perfect":
        return regret <= 2.0 * TIE * scale + single
    # nobody can tell what gains by a text that is never tabled, where ballots are not kept
    is_told = not np.isnan([policy.regret, regret]).any()
    return not is_told or abs(regret - policy.regret) <= 10.0 * allowed


class _Played:
    """One round as a policy plays it."""

    def __init__(self, reading: Reading, policy: Policy, t: int) -> None:
        self.reading = reading
        self.policy = policy
        self.choice = policy.choice[t]
        self.passes = policy.passes[t]
        self.error = 0.0
        self.regret = 0.0

    def back(self, following: Floats) -> Floats:
        """Return the value at the beginning of the round from that of the next."""
        after = self.reading.end_of_round(following)
        spans = spans_of(self.reading.game)
        for m in range(len(spans) - 1, -1, -1):
            first, stop = spans[m]
            if stop - first > 1:
                slots = slice(*(int(f) for f in self.policy.slot_first[m : m + 2]))
                found = played_at_once(self.reading, spans[m], self.choice[:, slots], after)
                after, regret, error = found
                self.regret = float(np.maximum(self.regret, regret))
                self.error = max(self.error, error)
            else:
                after = self._turn(m, first, after)
        return after

    def _turn(self, m: int, place: int, after: Floats) -> Floats:
        """Go back through one turn; note regret and what is wrong with the choices.

        It is turn ``m`` of the round, and stands at ``place`` in the order.
        """
        game, policy = self.reading.game, self.policy
        mover = int(game.turns[place])
        slots = slice(int(policy.slot_first[m]), int(policy.slot_first[m + 1]))
        # axes (j, r), so that sums over choices run along rows
        share = np.ascontiguousarray(self.choice[:, slots].T, dtype=np.float64)
        quality = np.full(share.shape, -np.inf)
        quality[0] = own = np.ascontiguousarray(after[:, mover])
        before = share[0, :, None] * after
        for j in range(1, slots.stop - slots.start):
            here, leads, odds, cost = self._leads(slots.start + j, after)
            quality[j, here] = _mean(odds, leads, own) - cost
            # what everybody expects matters only where the slot is taken
            part = share[j, here]
            used = np.flatnonzero(part)
            mean = _mean([p[used, None] for p in odds], [there[used] for there in leads], after)
            mean[:, mover] -= cost[used]
            before[here[used]] += part[used, None] * mean
        self._note(quality, share)
        return before

    def _note(self, quality: Floats, share: Floats) -> None:
        """Note the regret of a turn, probability on what is closed, and sums that are not 1."""
        is_open = np.isfinite(quality)
        wrong = [np.where(is_open, 0.0, share).max(initial=0.0), (-share).max(initial=0.0)]
        wrong.append(np.abs(share.sum(axis=0) - 1.0).max(initial=0.0))
        self.error = max(self.error, *(float(w) for w in wrong))
        expected = (share * np.where(is_open, quality, 0.0)).sum(axis=0)
        lost = float((quality.max(axis=0) - expected).max(initial=0.0))
        self.regret = float(np.maximum(self.regret, lost))

    def _leads(self, slot: int, after: Floats) -> tuple[Ints, list[Ints], list[Floats], Floats]:
        """Return where a slot is open, where it leads with what odds, and what it costs."""
        moves = self.reading.game.moves
        a = int(self.policy.slot_action[slot])
        here, leads = self.reading.moves[a]
        shares = moves.probability[moves.outcome_first[a] : moves.outcome_first[a + 1]]
        odds: list[Floats] = [np.broadcast_to(p, here.shape) for p in shares]
        if moves.vote[a] >= 0:
            stated = self.passes[:, self.policy.slot_vote[slot]]
            self._compare_votes(a, stated, after)
            passing = np.asarray(stated[here], dtype=np.float64)
            odds = [passing, 1.0 - passing]
        row = int(moves.cost_row[a])
        cost: Floats = np.broadcast_to(moves.cost[a], here.shape)
        if row >= 0:
            cost = moves.cost_by_state[row, self.reading.states[here]]
        return here, leads, odds, cost

    def _compare_votes(self, a: int, stated: Floats, after: Floats) -> None:
        """Note odds where nothing is tabled, none where it is, and votes against preference."""
        here, leads = self.reading.moves[a]
        is_stated = ~np.isnan(stated)
        if is_stated.sum() != here.size or not is_stated[here].all():
            self.error = np.inf
            return
        if self.policy.kind == "perfect":
            gain = after[leads[0]] - after[leads[1]]
            odds = strict_odds(self.reading, int(self.reading.game.moves.vote[a]), gain)
            self.error = max(self.error, float(np.abs(odds - stated[here]).max(initial=0.0)))


def _mean(odds: Sequence[Floats], leads: Sequence[Ints], after: Floats) -> Floats:
    """Return the mean of what follows, outcome by outcome."""
    first: Floats = odds[0] * after.take(leads[0], axis=0)
    for p, there in zip(odds[1:], leads[1:], strict=True):
        first += p * after.take(there, axis=0)
    return first


def strict_odds(reading: Reading, body: int, gain: Floats) -> Floats:
    """Add up all ways to vote in which a body passes a text, actors voting strictly."""
    game = reading.game
    width = TIE * max(1.0, float(np.abs(reading.utility / (1.0 - game.patience)).max(initial=0.0)))

    def ballot(member: int) -> tuple[Floats, Floats]:
        i, band = int(game.ballots.member_actor[member]), game.ballots.band[member]
        return np.where(gain[:, i] > band + width, 1.0, 0.0), np.where(
            -gain[:, i] > band + width, 1.0, 0.0
        )

    return reading.counted(body, gain.shape[0], ballot)
