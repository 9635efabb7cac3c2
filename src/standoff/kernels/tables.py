"""The plain arrays in which every kernel reads a game.

Letters
-------
``k`` position of a feasible state, 0..S-1, in ascending order of its number;
``c`` the mixed-radix number of a state, 0..P-1 (variable 0 is the most
significant digit); ``a`` action, ``o`` outcome of an action, ``v`` variable,
``i`` actor. Actions are sorted by actor, so actor ``i`` owns the actions
``actor_first[i]`` up to ``actor_first[i + 1]``; ``hold`` is no action.

A transition is arithmetic, not a stored matrix: outcome ``o`` takes number
``c`` to ``c + sum(delta[first + digit])`` over its steps, where ``digit`` is
``(c // stride) % size`` of the variable that the step touches.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]

QUOTA, MAJORITY, CONSENSUS = 0, 1, 2
"""Voting rules, as `Ballots.rule` writes them."""


class Moves(NamedTuple):
    """Who can do what in which state, and what follows."""

    code: Ints
    """Number of each feasible state; shape (S,), ascending."""
    position: npt.NDArray[np.int32]
    """Position of each number among the feasible states, -1 if none; shape (P,)."""
    actor_first: Ints
    """First action of each actor, and one past the last; shape (N + 1,)."""
    available: Bytes
    """1 where the action may be taken; shape (A, S)."""
    cost: Floats
    """Cost of each action to its actor, where it is one number; shape (A,)."""
    cost_row: Ints
    """Row of ``cost_by_state`` that replaces ``cost``, or -1; shape (A,)."""
    cost_by_state: Floats
    """Costs that vary by state; shape (C, S)."""
    vote: Ints
    """Body that decides between outcome 0 (pass) and 1 (fail), or -1; shape (A,)."""
    outcome_first: Ints
    """First outcome of each action, and one past the last; shape (A + 1,)."""
    probability: Floats
    """Probability of each outcome, positive; NaN where a body decides; shape (O,)."""
    step_first: Ints
    """First step of each outcome, and one past the last; shape (O + 1,)."""
    step_stride: Ints
    """Stride of the variable that the step touches; shape (T,)."""
    step_size: Ints
    """Number of levels of that variable; shape (T,)."""
    step_delta: Ints
    """Where in ``delta`` the step's row begins; shape (T,)."""
    delta: Ints
    """What to add to the number, by level of the touched variable; shape (D,)."""


class Ballots(NamedTuple):
    """Who votes how in which body.

    ``rule``: `QUOTA`, `MAJORITY` (of those voting) or `CONSENSUS`.
    """

    rule: Ints
    """Shape (B,)."""
    quota: Ints
    """Votes of yes needed under a quota, else 0; shape (B,)."""
    member_first: Ints
    """First member of each body, and one past the last; shape (B + 1,)."""
    member_actor: Ints
    """Actor that the member is, or -1 for a stated leaning; shape (J,)."""
    votes: Ints
    """Voting weight; shape (J,)."""
    veto: Bytes
    """1 where the member has a veto; shape (J,)."""
    band: Floats
    """Abstention band of a member that is an actor; shape (J,)."""
    leaning: Floats
    """Stated probabilities of yes, abstain, no (NaN for actors); shape (J, 3)."""
