"""A turn in which several choose at once, where what they choose is given.

Letters are those of `standoff.kernels.joint_turn`. Nothing is solved: what everybody
expects follows from what the members do, and so does what each of their options is worth
to them. Where the two agree, option by option, they are in a logit equilibrium of the
stage game, on whichever of its branches.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from standoff.kernels.joint_turn import Group, Room, look, put_down
from standoff.kernels.markov_turn import Round, Shares
from standoff.kernels.stage_logit import expected, stage_logit
from standoff.kernels.tables import Ballots, Bytes, Floats
from standoff.kernels.votes import Tally

__all__ = ["Cube", "Given", "given_rows"]

Cube = npt.NDArray[np.float64]
"""Axes (r, k, j)."""


class Given(NamedTuple):
    """What members choose in some states; in the others it is found by the branch."""

    is_given: Bytes
    """1 where it is given; (R,)."""
    share: Cube
    """Probability of each option of each member."""
    worth: Cube
    """What each option is worth to its member, written where it is open."""


@nb.njit(cache=True, nogil=True)
def given_rows(
    low: int, high: int, m: int, game: Round, group: Group, after: Floats, before: Floats,
    precision: Floats, ballots: Ballots, tally: Tally, choice: Shares, room: Room, folded: Bytes,
    given: Given,
) -> None:  # fmt: skip
    """Go back through rows ``low`` to ``high`` of a turn, as `joint_rows` does.

    ``given`` says what is chosen in some of them, and takes what that is worth.
    """
    own, worth = np.empty(group.actor.size), np.zeros(room.share.shape)
    for k in range(group.actor.size):
        own[k] = precision[group.actor[k]]
    for r in range(low, high):
        profiles = look(r, game, group, after, precision, ballots, tally, room)
        payoff, folded[r] = room.payoff[:, :profiles], 0
        if given.is_given[r]:
            for k in range(group.actor.size):
                for n in range(room.size[k]):
                    room.share[k, n] = given.share[r, k, room.option[k, n]]
            expected(payoff, room.size, room.share, worth)
            for k in range(group.actor.size):
                for n in range(room.size[k]):
                    given.worth[r, k, room.option[k, n]] = worth[k, n]
        elif not stage_logit(payoff, room.size, own, room.share):
            folded[r] = 1
            continue
        put_down(r, m, profiles, game, group, room, before, choice)
