"""What movers do: the result of `standoff.policy.solve`.

Axes
----
``t`` round, counted from the first round covered; ``r`` row, a position in
`Policy.states`; ``f`` slot, one of the choices of one turn; ``l`` proposal, a
slot that a body decides about; ``i`` actor; ``m`` turn.

The slots of all turns lie side by side on one axis, so that turns with many
options and turns with few cost only the memory they need: the slots of turn
``m`` are ``slot_first[m]`` up to ``slot_first[m + 1]``. The first of them is
`hold`, the others are the actions of the mover in the order of the game.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from standoff.policy.cover import Covered
from standoff.vocab import Status

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Shares = npt.NDArray[np.float64] | npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Branch:
    """The equilibria passed on the way from precision 0 to the precision asked for.

    ``factor`` multiplies every actor's precision; ``choice`` is what the first
    mover does in the start state, with one column for each of its slots.
    """

    factor: Floats
    residual: Floats
    choice: Floats


@dataclass(frozen=True, eq=False)
class Policy:
    """What every mover does in every state that can be reached from the start.

    ``choice[t, r, f]`` is the probability that the mover of the turn that owns
    slot ``f`` takes it in state ``states[r]`` of round ``t``; it is 0 where the
    action is not available. ``T`` is 1 for a stationary policy, whose one round
    stands for all. ``passes[t, r, l]`` is the probability that proposal ``l``,
    tabled there and then, is adopted (NaN where it may not be tabled);
    ``slot_vote[f]`` is the ``l`` of a slot, or -1 where no body decides.
    """

    states: Ints
    """Positions of the covered states, ascending: closed under all moves; (R,)."""
    start: int
    """Position of the state from which they are reached."""
    covered: Covered = field(repr=False)
    """The same states as the kernels read them."""
    horizon: int | None
    """Rounds to be played, or None for a stationary policy."""
    slot_first: Ints
    """First slot of each turn, and one past the last; (M + 1,)."""
    slot_action: Ints
    """Action of each slot, -1 for hold; (F,)."""
    slot_vote: Ints
    """Proposal of each slot, -1 where no body decides; (F,)."""
    choice: Shares
    """(T, R, F), C-contiguous; float32 where float64 would be too large."""
    passes: Shares
    """(T, R, L), C-contiguous, of the same type as ``choice``."""
    value: Floats
    """Expected discounted payoff at the beginning of the first round; (N, R)."""
    kept: Mapping[int, Floats]
    """Value at the beginning of each round, by its number, axes (N, R); of some rounds
    only, the first and the last among them, where all would be too large. Empty for a
    stationary policy."""
    precision: Floats
    """Precision of each actor as solved for, the factor included; (N,)."""
    residual: float
    """Largest error of the equations, in the units of utility, as the solver sees it."""
    tolerance: float
    """The residual that was asked for."""
    sweeps: int
    """How many times all turns of a round were computed."""
    branch: Branch | None
    """The way from precision 0; None where the horizon is finite."""
    status: Status
    cause: str
    """Why there is no answer; empty if there is one."""
    remedy: str
    """What may help; empty if there is nothing to mend."""
    kind: str = "logit"
    """Which of `standoff.policy.kinds.POLICIES` it is."""
    asked: Mapping[str, object] = field(default_factory=dict)
    """Settings of the kind, beyond those that all kinds have."""
    regret: float = float("nan")
    """Most that a mover gains by one other choice, once; NaN where not computed."""
    drift: float = float("nan")
    """How far the last replies were from what was learned, in probability; NaN where
    nobody learns."""
    ballots: Floats | None = field(default=None, repr=False)
    """What members do with each proposal in the round that was to be kept, axes (r, l,
    member of its body, 3) for yes, abstain, no; None where votes are logit."""

    method: str = ""
    """How it was found: "backward induction", or the least simple of the methods of
    `standoff.policy.portfolio` that was needed; empty where the kind says it all."""
    effort: Mapping[str, int] = field(default_factory=dict)
    """Sweeps by method, rounded up; empty where there was no choice of methods."""
    components: int = 0
    """Into how many parts, none of which play comes back to once left, the covered states
    fall; 0 where that was not asked."""
    largest_component: int = 0
    """How many states the largest of them has."""

    def row(self, position: int) -> int:
        """Return the row of a state by its position in the game, or -1.

        Examples
        --------
        >>> from types import SimpleNamespace
        >>> covered = SimpleNamespace(states=np.array([2, 5, 9]))
        >>> Policy.row(covered, 5), Policy.row(covered, 6)
        (1, -1)
        """
        at = int(np.searchsorted(self.states, position))
        return at if at < len(self.states) and self.states[at] == position else -1

    def round(self, number: int) -> int:
        """Return the index on the round axis of round ``number`` (1 is the first)."""
        return 0 if self.horizon is None else number - 1
