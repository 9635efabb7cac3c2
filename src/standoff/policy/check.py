"""What a check of a policy finds, and which rounds it looks at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from standoff.policy.policy import Policy

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


def rounds_to_check(policy: Policy, known: tuple[int, ...], work: int) -> tuple[int, ...]:
    """Choose all rounds whose value and next value are known, or as many as ``work`` allows."""
    _, rows, slots = policy.choice.shape
    most = max(3, work // max(1, rows * slots))
    if len(known) <= most:
        return known
    picked = np.unique(np.linspace(0, len(known) - 1, most).round().astype(int))
    return tuple(known[n] for n in picked)
