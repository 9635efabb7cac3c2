"""A breach in a turn in which several choose at once.

The others do not see it: they choose as they do under the deal. Then what all have
chosen is carried out in the order listed, and the game without the deal follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from standoff.kernels.deals import Untied
from standoff.kernels.tables import Floats
from standoff.kernels.votes import pass_probability
from standoff.policy.seats import Seat
from standoff.policy.values import Values

if TYPE_CHECKING:
    from standoff.game import Game

__all__ = ["Aside", "leads_at_once"]

Leads = list[tuple[float, int]]
"""Where a turn leads: probabilities and positions."""


class Aside(NamedTuple):
    """The turn of a group in the state of a deal, one member about to break it."""

    game: Game
    seat: Seat
    """The member's."""
    values: Values
    """Of the game without a deal."""
    untied: Untied

    def ends(self, state: int, acts: Sequence[int]) -> Leads:
        """Carry out actions one after the other, each where it is still available.

        Members of bodies vote knowing what else is done.
        """
        if not acts:
            return [(1.0, state)]
        a, *rest = acts
        moves = self.game.moves
        if not moves.available[a, state]:
            return self.ends(state, rest)
        outcomes = range(int(moves.outcome_first[a]), int(moves.outcome_first[a + 1]))
        ways = [self.ends(self.game.target(moves, o, state), rest) for o in outcomes]
        shares = [float(moves.probability[o]) for o in outcomes]
        if moves.vote[a] >= 0:
            gain = self._worth(ways[0]) - self._worth(ways[1])
            passing = self._passing(int(moves.vote[a]), gain)
            shares = [passing, 1.0 - passing]
        return [(p * q, x) for p, way in zip(shares, ways, strict=True) for q, x in way]

    def _worth(self, leads: Leads) -> Floats:
        """Return what everybody expects once the turn is over; (N,)."""
        after = self.untied.value[self.seat.turn + 1]
        rows = self.untied.row[[x for _, x in leads]]
        worth: Floats = np.array([p for p, _ in leads]) @ after[rows]
        return worth

    def _passing(self, body: int, gain: Floats) -> float:
        covered = self.values.covered
        scratch = np.empty(max(1, 2 * covered.tally.mass.size))
        precision = self.values.precision
        return float(
            pass_probability(body, gain, precision, covered.ballots, covered.tally, scratch)
        )


def leads_at_once(aside: Aside, action: int, state: int, share: Floats) -> Leads:
    """Return where a breach leads from a state, whatever the others chose.

    Parameters
    ----------
    aside
        The turn, and whose breach it is.
    action, state
        What the breach is, and where.
    share
        Probability under the deal of each slot of the turn in that state.
    """
    seat = aside.seat
    assert seat.profile is not None
    chosen: dict[tuple[int, ...], float] = {}
    for f in np.flatnonzero(share).tolist():
        others = np.delete(seat.profile[f], seat.member)
        key = tuple(int(a) for a in others)
        chosen[key] = chosen.get(key, 0.0) + float(share[f])
    reached: dict[int, float] = {}
    for rest, p in chosen.items():
        done = [*rest[: seat.member], action, *rest[seat.member :]]
        for q, x in aside.ends(state, [a for a in done if a >= 0]):
            reached[x] = reached.get(x, 0.0) + p * q
    return [(p, x) for x, p in reached.items()]
