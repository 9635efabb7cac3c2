"""Settle the values of some states by whichever method gets there.

No single method is safe: plain iteration is cheap and converges where play forgets
quickly, mixing is quick where it would be slow, each converges on games on which
the other cycles, and Newton steps converge on some on which both do. So they are
tried in turn, each from the best point so far.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from standoff.kernels.fixed_point import NEWTON_CELLS, Function, Solution, anderson, newton, plain
from standoff.kernels.tables import Floats

PLAIN, MIXED, NEWTON, ARC = "plain iteration", "mixed iteration", "Newton steps", "arc length"
METHODS = (PLAIN, MIXED, NEWTON, ARC)
"""From the simplest on; `Effort.method` is the last of them that was needed."""

TRIAL = 8
"""Plain sweeps after which it is asked whether as many again, twice, would do."""

LONG_TRIAL = 300


@dataclass(eq=False)
class Effort:
    """Sweeps spent on each method, and which of them found something."""

    sweeps: dict[str, float] = field(default_factory=lambda: dict.fromkeys(METHODS, 0.0))
    served: set[str] = field(default_factory=set)

    @property
    def method(self) -> str:
        """The least simple method that was needed; plain iteration if none was."""
        return max(self.served, key=METHODS.index, default=PLAIN)

    @property
    def tried(self) -> str:
        """Say how many sweeps went into each method."""
        return ", ".join(
            f"{name} {int(np.ceil(count)):,}" for name, count in self.sweeps.items() if count
        )


def settle(
    step: Function,
    start: Floats,
    tolerance: float,
    effort: Effort,
    *,
    drift: Floats | None = None,
    share: float = 1.0,
) -> Solution:
    """Solve ``x = step(x)`` by plain iteration, mixing, plain again at length, and Newton.

    Parameters
    ----------
    step
        The equations.
    start
        Where to begin.
    tolerance
        Largest error.
    effort
        Where the cost is added up.
    drift
        See `standoff.kernels.fixed_point.Error`.
    share
        Part of a whole sweep that one evaluation costs.
    """
    tries: list[tuple[str, Callable[[Floats], Solution]]] = [
        (PLAIN, lambda x: plain(step, x, tolerance, trial=TRIAL, drift=drift)),
        (MIXED, lambda x: anderson(step, x, tolerance, drift=drift)),
        (PLAIN, lambda x: plain(step, x, tolerance, LONG_TRIAL, drift=drift)),
    ]
    if start.size <= NEWTON_CELLS:
        tries.append((NEWTON, lambda x: newton(lambda y: step(y) - y, x, tolerance)))
    best = Solution(start, np.inf, 0, False)
    for name, method in tries:
        found = method(best.x)
        effort.sweeps[name] += share * found.evaluations
        if found.residual < best.residual:
            best = found
        if best.is_found:
            effort.served.add(name)
            break
    return best
