"""The part of a game that matters from one state on, laid out for the kernels.

Only states that can be reached from the start asked for are covered, so that
a game of millions of states is solved on the thousands that it can visit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.errors import CommandError, NotApplicable
from standoff.kernels.eights import room
from standoff.kernels.markov import PAD, Round, Rows
from standoff.kernels.markov_cover import reach, targets
from standoff.kernels.tables import Ballots, Floats, Ints
from standoff.kernels.votes import Tally, leaning_tally
from standoff.policy.joint import Joint, joined, slots_of

if TYPE_CHECKING:
    from standoff.game import Game

MOST_BYTES = 2 * 1024**3
"""Memory that a solution may take."""

DOUBLE_BYTES = 256 * 1024**2
"""Beyond this the choice probabilities of a game with a horizon are float32."""

KEPT_BYTES = 256 * 1024**2
"""Values at the beginning of every round are kept if they take no more than this."""

_ROWS = 5
"""Rows of values that a sweep needs: utility, this round and the next, and room."""

_OPEN: Ints = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Covered:
    """The states reached from ``start``, and the round over them.

    R covered states, F slots, L proposals; ``slot_action`` and ``slot_vote`` are
    as in `standoff.policy.Policy`.
    """

    states: Ints
    start: int
    row: int
    round: Round
    slot_action: Ints
    ballots: Ballots
    tally: Tally
    joints: tuple[Joint, ...] = ()
    """Groups that choose at once, each in one turn of the round."""

    @property
    def profiles(self) -> Rows:
        """What members do in each action that is a profile, -1 for hold and to fill; (a, k)."""
        return _side_by_side([joint.action[1:] for joint in self.joints])

    @property
    def outcomes(self) -> Rows:
        """Which of its outcomes each of these has, laid out as `profiles`; (a, k)."""
        return _side_by_side([joint.outcome[1:] for joint in self.joints])

    def share_type(self, cells: int) -> np.dtype[np.float64] | np.dtype[np.float32]:
        """Say how so many probabilities are stored: in single precision where they are many.

        What some choose at once is checked against itself, which rounding would blur.
        """
        if 8 * cells > DOUBLE_BYTES and not self.joints:
            return np.dtype(np.float32)
        return np.dtype(np.float64)

    @property
    def rows(self) -> int:
        """Number of covered states, R."""
        return self.states.size

    @property
    def slots(self) -> int:
        """Number of slots of all turns, F."""
        return self.slot_action.size

    @property
    def proposals(self) -> int:
        """Number of slots that a body decides about, L."""
        return int(self.round.slot_vote.max(initial=-1)) + 1


def _side_by_side(parts: Sequence[Ints]) -> Rows:
    """Put tables of different width below each other, -1 to fill."""
    width = max((part.shape[1] for part in parts), default=0)
    table = np.full((sum(len(part) for part in parts), width), -1, dtype=np.int32)
    at = 0
    for part in parts:
        table[at : at + len(part), : part.shape[1]] = part
        at += len(part)
    return table


def cover(game: Game, start: int | None = None, also: Iterable[int] = ()) -> Covered:
    """Lay out the states that can be reached from ``start`` (default: the game's).

    The positions in ``also`` are covered too, with all that can be reached from them.

    Raises
    ------
    NotApplicable
        If an actor's preference is an order only.
    CommandError
        If there is no such state, or the tables would not fit into memory.
    """
    require_numbers(game)
    position = game.start if start is None else int(start)
    if not 0 <= position < game.state_count:
        raise CommandError(
            f"There is no state at position {position}.\n"
            f"This game has {game.state_count:,} states, counted from 0."
        )
    plays = np.zeros(len(game.actor_names), dtype=np.uint8)
    plays[game.turns] = 1
    states = _reached(game, plays, position)
    for other in also:
        at = int(np.searchsorted(states, other))
        if at == states.size or states[at] != other:
            states = np.union1d(states, _reached(game, plays, int(other)))
    require_memory(bytes_a_state(game) * states.size, states.size)
    whole, joints, slots = joined(game, _round(game, plays, states))
    action, vote, first = _laid_out(whole, slots)
    return Covered(
        states=states,
        start=position,
        row=int(np.searchsorted(states, position)),
        round=whole._replace(slot_first=first, slot_vote=vote),
        slot_action=action,
        ballots=game.ballots,
        tally=leaning_tally(game.ballots),
        joints=joints,
    )


def bytes_a_state(game: Game) -> int:
    """Return what a covered state takes: where outcomes lead, costs, and values of a few rounds.

    Examples
    --------
    >>> import standoff
    >>> bytes_a_state(standoff.compile(standoff.read(standoff.catalog.path("chicken"))))
    336
    """
    actors = -(-len(game.actor_names) // PAD) * PAD
    outcomes = game.moves.probability.size + game.chance.probability.size + slots_of(game)
    return int(4 * outcomes + 8 * (game.moves.cost_by_state.shape[0] + _ROWS * actors))


def _reached(game: Game, plays: npt.NDArray[np.uint8], position: int) -> Ints:
    """Find what can be reached, and refuse as soon as it is too much."""
    each = bytes_a_state(game)
    most = MOST_BYTES // each
    states = reach(game.moves, game.chance, plays, position, most)
    if states.size > most:
        # the true number is larger, and that of all states bounds it
        require_memory(each * game.state_count, game.state_count)
        require_memory(each * states.size, states.size)
    return states


def require_memory(size: float, states: int, remedy: str = "") -> None:
    """Refuse what would take more than `MOST_BYTES`."""
    if size > MOST_BYTES:
        raise CommandError(
            f"The equilibrium over the {states:,} states that can be reached would take "
            f"{size / 1024**3:.1f} GB of memory, more than {MOST_BYTES / 1024**3:.0f} GB.\n"
            f"{remedy}Merge levels of variables, or drop a variable."
        )


def kept_rounds(covered: Covered, rounds: int, actors: int) -> frozenset[int]:
    """Choose the rounds whose values are kept: all, or pairs spread over the game.

    The independent check goes from one round to the next, so it needs both.
    """
    most = max(6, KEPT_BYTES // (8 * covered.rows * actors))
    if rounds <= most:
        return frozenset(range(1, rounds + 1))
    checked = np.linspace(1, rounds, most // 2).round().astype(int)
    return frozenset(int(t) for t in (*checked, *(checked + 1)) if t <= rounds)


def require_numbers(game: Game) -> None:
    """Refuse a game in which an actor's preference is an order only."""
    names = game.ordinal_actors
    if names:
        have = "have" if len(names) > 1 else "has"
        raise NotApplicable(
            "An equilibrium weighs likely gains against losses, so it needs numbers, and "
            f"{', '.join(names)} {have} only an order of the states.\n"
            "Give them weights on interests instead of priorities or a ranking, "
            "or use the lens 'stability', which needs only an order."
        )


def _laid_out(whole: Round, slots: Sequence[Ints]) -> tuple[Ints, Ints, Ints]:
    """Lay the choices of all turns side by side: action, proposal, first of each turn."""
    flat = np.concatenate([*slots, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    is_vote = np.zeros(flat.size, dtype=np.bool_)
    is_vote[flat >= 0] = whole.vote[flat[flat >= 0]] >= 0
    vote = np.where(is_vote, np.cumsum(is_vote) - 1, -1).astype(np.int64)
    counts = np.array([part.size for part in slots], dtype=np.int64)
    return flat, vote, np.concatenate(([0], np.cumsum(counts))).astype(np.int64)


def _round(game: Game, plays: npt.NDArray[np.uint8], states: Ints) -> Round:
    """Gather what the kernels read; actors are padded with ones that never gain.

    Where slots begin, and which are votes, is left open.
    """
    moves, chance = game.moves, game.chance
    actors = len(game.actor_names)
    padded = -(-actors // PAD) * PAD
    utility = room(states.size, padded)
    utility[:, :actors] = game.utility[:, states].T
    patience = np.zeros(padded)
    patience[:actors] = game.patience
    return Round(
        target=targets(moves, plays, states),
        outcome_first=moves.outcome_first,
        probability=moves.probability,
        cost=moves.cost,
        cost_row=moves.cost_row,
        cost_by_state=np.ascontiguousarray(moves.cost_by_state[:, states]),
        vote=moves.vote,
        actor_first=moves.actor_first,
        turns=game.turns,
        slot_first=_OPEN,
        slot_vote=_OPEN,
        chance_target=targets(chance, np.ones(1, dtype=np.uint8), states),
        chance_first=chance.outcome_first,
        chance_probability=chance.probability,
        utility=utility,
        patience=patience,
    )


def perpetual(covered: Covered) -> Floats:
    """Return what keeping each state for ever is worth: ``u / (1 - patience)``."""
    worth = room(*covered.round.utility.shape)
    return np.divide(covered.round.utility, 1.0 - covered.round.patience, out=worth)


def unpadded(value: Floats, actors: int) -> Floats:
    """Return values by actor, axes (i, r), from padded rows, axes (r, i)."""
    # a copy also of one row, which lies in order either way: what it is read from is used again
    return np.array(value[:, :actors].T, order="C")
