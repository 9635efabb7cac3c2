"""A game taken apart into states that play can come back to, the last part first.

Where play can leave some states for good, what follows is known before they are
solved. So it is iterated only inside a part; where no state can be come back to,
each state is visited once, and only its own staying is iterated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from standoff.kernels.components import components, depths
from standoff.kernels.eights import room
from standoff.kernels.fixed_point import Solution
from standoff.kernels.markov import Round, sweep_group, sweep_group_parallel
from standoff.kernels.tables import Floats, Ints
from standoff.policy.cover import Covered
from standoff.policy.going_back import PARALLEL_ROWS
from standoff.policy.portfolio import Effort, settle

LARGE = 200
"""A component of so many states is settled alone; smaller ones with others of their depth."""

MOST_BYTES = 1024**3
"""A game whose values before every turn would take more is not taken apart."""


@dataclass(frozen=True, eq=False)
class Part:
    """Places ``low`` to ``high`` of the order, settled together."""

    low: int
    high: int
    is_closed: bool


@dataclass(frozen=True, eq=False)
class Parts:
    """The covered states part by part, and the round over them in that order."""

    covered: Covered
    order: Ints
    """Row at each place; (R,)."""
    parts: tuple[Part, ...]
    round: Round
    levels: Floats
    """What is expected before each step of a round, axes (step, place, i)."""
    count: int
    """How many components there are."""
    largest: int
    """States in the largest of them."""

    def settle(
        self, guess: Floats, precision: Floats, tolerance: float, effort: Effort
    ) -> Solution:
        """Solve the equations of the whole game, part by part, from a guess."""
        following = self.levels[-1]
        following[:] = guess[self.order]
        residual, evaluations, is_found = 0.0, 0, True
        for part in self.parts:
            found = self._settle(part, precision, tolerance, effort)
            evaluations += found.evaluations
            residual = max(residual, found.residual)
            if not found.is_found:
                is_found = False
                break
        x = np.empty_like(guess)
        x[self.order] = following
        return Solution(x, residual, evaluations, is_found)

    def _settle(self, part: Part, precision: Floats, tolerance: float, effort: Effort) -> Solution:
        """Solve one part, and leave what is expected in it before every step."""
        here = slice(part.low, part.high)

        def step(x: Floats) -> Floats:
            self.levels[-1, here] = x
            self._sweep(part, precision)
            return self.levels[0, here].copy()

        found = settle(
            step,
            self.levels[-1, here].copy(),
            tolerance,
            effort,
            drift=self.round.patience if part.is_closed else None,
            share=(part.high - part.low) / self.covered.rows,
        )
        step(found.x)
        return found

    def _sweep(self, part: Part, precision: Floats) -> None:
        """Go back through one round in a part."""
        run = sweep_group_parallel if part.high - part.low >= PARALLEL_ROWS else sweep_group
        run(
            part.low, part.high, self.round, self.levels, precision, self.covered.ballots,
            self.covered.tally, np.empty((0, 0)),
        )  # fmt: skip


def parts_of(covered: Covered) -> Parts | None:
    """Take a game apart; None where play can come back from everywhere, or it is too large.

    Nor is one in which some choose at once: what a profile leads to is laid out for all
    its states in their own order.
    """
    whole = covered.round
    steps = whole.turns.size + whole.chance_first.size + 1
    if covered.joints or 8 * steps * whole.utility.size > MOST_BYTES:
        return None
    component, count = components(whole.target, whole.chance_target)
    if count == 1:
        return None
    depth, is_closed = depths(whole.target, whole.chance_target, component, count)
    size = np.bincount(component, minlength=count)
    alone = np.where(size >= LARGE, np.arange(count), -1)
    order = np.lexsort((component, alone[component], depth[component]))
    keys = np.stack([depth[component[order]], alone[component[order]]])
    first = np.flatnonzero(np.any(np.diff(keys, axis=1) != 0, axis=0)) + 1
    bounds = [0, *(int(r) for r in first), covered.rows]
    parts = tuple(
        # components that play cannot leave may drift apart, so each would have to be alone
        Part(
            low, high, bool(is_closed[component[order[low]]]) and alone[component[order[low]]] >= 0
        )
        for low, high in zip(bounds[:-1], bounds[1:], strict=True)
    )
    return Parts(
        covered=covered,
        order=order,
        parts=parts,
        round=_reordered(whole, order),
        levels=room(steps * covered.rows, whole.utility.shape[1]).reshape(
            steps, covered.rows, whole.utility.shape[1]
        ),
        count=count,
        largest=int(size.max()),
    )


def _reordered(whole: Round, order: Ints) -> Round:
    """Return the same round with row ``order[n]`` at place ``n``."""
    place = np.empty(order.size + 1, dtype=np.int32)
    place[order] = np.arange(order.size, dtype=np.int32)
    place[-1] = -1
    utility = room(*whole.utility.shape)
    utility[:] = whole.utility[order]
    return whole._replace(
        # picking columns lays them one after the other, and kernels read along rows
        target=np.ascontiguousarray(place[whole.target[:, order]]),
        chance_target=np.ascontiguousarray(place[whole.chance_target[:, order]]),
        cost_by_state=np.ascontiguousarray(whole.cost_by_state[:, order]),
        utility=utility,
    )
