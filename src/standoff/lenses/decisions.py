"""The decisions of a record: who could do what, what was done, and what was known by then.

A decision is a turn in which the mover had more than one option. It is *asked*
on a day, and *known* from a day on; a forecast of one that is asked on a day
may use what is known on the days before, and nothing else.

A move is asked on the first day on which its event may have begun, and known on
the last. A turn in which nothing was done has no date of its own: it is asked as
early as its place in the round allows (the day of the move before it, or the
first day of the round) and known as late as it allows (the day of the move
after it, or the last day of the round), so that nothing is ever known too soon.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff.errors import CommandError
from standoff.kernels.baselines import Cases
from standoff.kernels.tables import Floats, Ints
from standoff.record import Round, Turn, Walk

if TYPE_CHECKING:
    from standoff.game import Game
    from standoff.policy import Policy

__all__ = ["Decisions", "Seat", "decisions_of", "seats_of"]


@dataclass(frozen=True)
class Seat:
    """One turn of a record, with the state that its mover found and the days that date it."""

    number: int
    """The round, 1 for the first."""
    turn: int
    """The turn within the round, 0 for the first."""
    actor: str
    label: str
    """What was done, as ``ACTOR.option``, or ``hold``."""
    outcome: str
    before: dict[str, int]
    """Level of every variable when the turn comes."""
    asked: dt.date
    known: dt.date
    is_fresh: bool
    """Whether the state stood already on the day before the turn."""


@dataclass(frozen=True, eq=False)
class Decisions:
    """The decisions of a record as arrays, and the model's forecast of each.

    ``n`` decision, in the order of the record; ``o`` option, 0 is `hold` and
    ``a + 1`` is action ``a`` of the game.
    """

    seats: tuple[Seat, ...]
    """Where each decision was taken; (n,)."""
    cases: Cases
    """What the baselines read."""
    model: Floats
    """The model's probabilities; (n, o), each row summing to 1."""
    passes: Floats
    """Probability that the proposal tabled passes, NaN where none was; (n,)."""
    turns: int
    """Turns of the rounds looked at, those without a choice included."""
    rounds: int
    """Rounds looked at."""
    least: float
    """The smallest positive probability that the policy can hold."""


def decisions_of(game: Game, walk: Walk, policy: Policy) -> Decisions:
    """Lay out the decisions of a record, with what the policy says of each.

    Rounds beyond the horizon of the policy are left out.

    Raises
    ------
    CommandError
        If the policy does not cover a state of the record.
    """
    last = policy.horizon or len(walk.rounds)
    seats = [seat for seat in seats_of(walk) if seat.number <= last]
    state = _positions(game, seats)
    actor = np.array([game.actor_names.index(seat.actor) for seat in seats], dtype=np.int64)
    is_open = _open_options(game, actor, state)
    chosen = np.flatnonzero(is_open.sum(axis=1) > 1)
    kept = [seats[n] for n in chosen]
    place = {action.label: a + 1 for a, action in enumerate(game.actions)}
    came = np.array([place.get(seat.label, 0) for seat in kept], dtype=np.int64)
    made = {(seat.number, seat.turn): place.get(seat.label, 0) - 1 for seat in seats}
    model, passes = _forecast(game, policy, kept, state[chosen], is_open[chosen], made)
    return Decisions(
        seats=tuple(kept),
        cases=Cases(actor[chosen], came, is_open[chosen], _known_before(kept)),
        model=model,
        passes=passes,
        turns=len(seats),
        rounds=min(last, len(walk.rounds)),
        least=float(np.finfo(policy.choice.dtype).smallest_subnormal),
    )


def seats_of(walk: Walk) -> Iterator[Seat]:
    """Give every turn of a record in order, dated."""
    for one in walk.rounds:
        yield from _seats(one)


def _seats(one: Round) -> Iterator[Seat]:
    """Give the turns of a round: those without a date between the dates around them."""
    since, surely = one.first, one.first - dt.timedelta(1)
    for turn, made in enumerate(one.turns):
        if made.events:
            asked, known = made.events[0].date, made.events[0].latest_date
        else:
            asked, known = since, _next_date(one, turn)
        yield Seat(
            number=one.number,
            turn=turn,
            actor=made.actor,
            label=made.label,
            outcome=made.outcome,
            before=dict(made.seen),
            asked=asked,
            known=known,
            is_fresh=surely < asked,
        )
        if made.events:
            since, surely = asked, max(surely, _last_day(made))


def _last_day(made: Turn) -> dt.date:
    """Return the last day on which a move may have been made for the first time."""
    return made.events[0].latest_date


def _next_date(one: Round, turn: int) -> dt.date:
    """Return the last day on which the next move of the round may have been made."""
    return next((_last_day(made) for made in one.turns[turn + 1 :] if made.events), one.last)


def _known_before(seats: list[Seat]) -> Ints:
    """Count how many of the first decisions are known before the day of each.

    A decision is not known before one that came earlier in its round is.
    """
    known = np.array([seat.known.toordinal() for seat in seats], dtype=np.int64)
    asked = np.array([seat.asked.toordinal() for seat in seats], dtype=np.int64)
    return np.searchsorted(np.maximum.accumulate(known), asked, side="left").astype(np.int64)


def _positions(game: Game, seats: list[Seat]) -> Ints:
    """Return the position in the game of the state that each mover found."""
    names = game.variable_names
    levels = np.array([[seat.before[name] for name in names] for seat in seats], dtype=np.int64)
    number = levels.reshape(len(seats), len(names)) @ np.asarray(game.space.strides)
    position: Ints = game.moves.position[number].astype(np.int64)
    return position


def _open_options(game: Game, actor: Ints, state: Ints) -> npt.NDArray[np.bool_]:
    """Say which options the mover has in each state; shape (n, o)."""
    owner = np.repeat(np.arange(len(game.actor_names)), np.diff(game.moves.actor_first))
    is_open = np.ones((len(actor), 1 + len(owner)), dtype=np.bool_)
    is_open[:, 1:] = (owner == actor[:, None]) & (game.moves.available[:, state].T == 1)
    return is_open


def _forecast(
    game: Game,
    policy: Policy,
    seats: list[Seat],
    state: Ints,
    is_open: npt.NDArray[np.bool_],
    made: Mapping[tuple[int, int], int],
) -> tuple[Floats, Floats]:
    """Read the model's probabilities of every option, and of the votes that were held.

    ``made`` gives the action of every round and turn, -1 for hold.
    """
    from standoff.policy.seats import seats_of as seats_in

    places = seats_in(policy.covered)
    share, passes = np.zeros(is_open.shape), np.full(len(seats), np.nan)
    for n, seat in enumerate(seats):
        row, t = policy.row(int(state[n])), policy.round(seat.number)
        if row < 0:
            raise CommandError(
                f"The policy given does not cover the state of the record in round {seat.number}.\n"
                "Solve it from the start of the crisis, or give none."
            )
        place = places[seat.turn]
        share[n, place.actions + 1] = place.shares(policy.choice[t, row])
        own = made[seat.number, seat.turn]
        if own < 0 or game.moves.vote[own] < 0:
            continue
        if place.profile is None:
            passes[n] = policy.passes[t, row, policy.slot_vote[place.slot(own)]]
        else:
            # a vote may hang on what else is done at the same time
            first = seat.turn - place.member
            turns = range(first, first + place.members)
            done = [made[seat.number, turn] for turn in turns]
            passes[n] = place.passes(done, policy.choice[t, row])
    # shares of single precision sum to 1 only up to rounding
    share *= is_open
    share /= share.sum(axis=1, keepdims=True)
    return share, passes
