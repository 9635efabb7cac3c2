"""Check a policy by computing it again, another way.

Nothing of the solver is used: the game is read again for checks alone
(`standoff.policy.reading`), and a round follows docs/theory/equilibrium.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.kernels.tables import Floats
from standoff.policy.check import SINGLE, Check, rounds_to_check
from standoff.policy.policy import Policy
from standoff.policy.reading import Reading, spans_of

if TYPE_CHECKING:
    from standoff.game import Game

WORK = 6_000_000
"""Cells (round, state, slot) that are checked before something is drawn from a policy."""

THOROUGH = 200_000_000
"""Cells that are checked before an equilibrium is printed: some ten seconds."""


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


def _gap(stated: npt.NDArray[np.floating], found: Floats) -> float:
    """Return the largest difference; NaN must meet NaN, or the difference is infinite."""
    if (np.isnan(stated) != np.isnan(found)).any():
        return float("inf")
    return float(np.nanmax(np.abs(stated - found), initial=0.0))
