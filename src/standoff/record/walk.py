"""The states that a record leads a crisis through, round by round and turn by turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from standoff.errors import CommandError, Problem, RecordError
from standoff.record.calendar import round_end, round_of, round_start
from standoff.record.closing import Close, close_round, observed_by_round
from standoff.record.event import Event, digest
from standoff.record.mapping import Placement, RecordMap, calendar_of, map_events, rule_name
from standoff.record.place import Complaint, crisis_error
from standoff.record.scale import DEFAULT, Scale
from standoff.spec.crisis import Calendar, Crisis
from standoff.spec.dynamics import (
    Levels,
    Obstacle,
    described,
    feasible,
    obstacle,
    options,
    outcomes,
    start,
)
from standoff.vocab import HOLD


@dataclass(frozen=True)
class Turn:
    """What one mover did in one turn of a round.

    ``option`` is ``hold`` where the record shows no move, and then ``outcome``
    and ``events`` are empty. ``seen`` is the state in which the mover chose, ``levels``
    that after the turn.
    """

    actor: str
    option: str
    outcome: str
    events: tuple[Event, ...]
    seen: Levels
    levels: Levels

    @property
    def label(self) -> str:
        """The move as ``ACTOR.option``, or ``hold``."""
        return HOLD if self.option == HOLD else f"{self.actor}.{self.option}"

    @property
    def date(self) -> dt.date | None:
        """The day on which the move was made, None for `hold`."""
        return self.events[0].date if self.events else None


@dataclass(frozen=True)
class Round:
    """One round of the record: its days, its turns, and the states around them.

    ``end`` is the state after chance; the next round starts in it.
    """

    number: int
    first: dt.date
    last: dt.date
    start: Levels
    turns: tuple[Turn, ...]
    end: Levels


@dataclass(frozen=True)
class Walk:
    """A record that fits its crisis: what was done when, and what it led to.

    ``scale`` says how friendly or hostile an event was, and ``store`` is where
    the event data for monthly series is, None if the crisis names none.
    """

    calendar: Calendar
    map: RecordMap
    rounds: tuple[Round, ...]
    scale: Scale = DEFAULT
    store: Path | None = None

    @property
    def events(self) -> tuple[Event, ...]:
        """All events, in order of date."""
        return tuple(placement.event for placement in self.map.placements)

    @property
    def digest(self) -> str:
        """Fingerprint of the events, and of the intensities where the crisis has its own."""
        return digest(self.events, self.scale.table)

    def round_on(self, date: dt.date) -> int:
        """Return the number of the round that a date falls into.

        Raises
        ------
        CommandError
            If the date lies outside the calendar.
        """
        number = round_of(self.calendar, date)
        if number is None:
            first, last = self.calendar.start, round_end(self.calendar, self.calendar.rounds)
            raise CommandError(
                f"{date} lies outside the record. Choose a date from {first} to {last}."
            )
        return number

    def state_on(self, date: dt.date) -> dict[str, int]:
        """Return the levels when a day begins: after all moves dated before it."""
        now = self.rounds[self.round_on(date) - 1]
        levels = now.start
        for turn in now.turns:
            if turn.date is not None and turn.date >= date:
                break
            levels = turn.levels
        return dict(levels)

    def levels_by_round(self) -> tuple[Levels, ...]:
        """Return the levels at the beginning (position 0) and after each round."""
        return (self.rounds[0].start, *(one.end for one in self.rounds))


@dataclass(frozen=True)
class _Move:
    """A move of the record: the placements that are one move."""

    placements: tuple[Placement, ...]

    @property
    def first(self) -> Placement:
        return self.placements[0]

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(placement.event for placement in self.placements)

    def continues_with(self, placement: Placement) -> bool:
        """Say whether the next move of the record is the same one, still going on."""
        first = self.first
        return (placement.round, placement.label, placement.outcome) == (
            first.round,
            first.label,
            first.outcome,
        )

    def __str__(self) -> str:
        ids = ", ".join(event.id for event in self.events)
        return f"{self.first.label} ({ids}, {self.first.event.date})"


def walk(crisis: Crisis, events: Iterable[Event], *, source: str = "the record") -> Walk:
    """Lead a crisis from its start through a record.

    Every move takes the next turn of its actor in the order of its round; the
    turns that no move takes are ``hold``. Chance does no more than it must,
    unless `record.observed` says what it did.

    Raises
    ------
    RecordError
        If an event cannot be mapped, a round cannot hold its moves in order,
        a move is not available in the state that the record has led to, or
        chance cannot do what was observed; carries every problem.
    """
    record_map = map_events(crisis, events, source=source)
    walker = _Walker(crisis)
    rounds = walker.rounds(_moves_by_round(record_map))
    if walker.problems:
        raise RecordError(source, walker.problems)
    if walker.complaints:
        raise crisis_error(crisis, walker.complaints)
    return Walk(calendar_of(crisis), record_map, rounds)


def _moves_by_round(record_map: RecordMap) -> dict[int, list[_Move]]:
    """Group placements into moves: one move where it goes on without another between."""
    by_round: dict[int, list[_Move]] = {}
    for placement in record_map.of_kind("move"):
        assert placement.round is not None
        moves = by_round.setdefault(placement.round, [])
        if moves and moves[-1].continues_with(placement):
            moves[-1] = _Move((*moves[-1].placements, placement))
        else:
            moves.append(_Move((placement,)))
    return by_round


class _Walker:
    """Walks on after a problem as the record says, so that one mistake is told once."""

    def __init__(self, crisis: Crisis) -> None:
        self.crisis = crisis
        self.calendar = calendar_of(crisis)
        self.problems: list[Problem] = []
        self.complaints: list[Complaint] = []
        self.options = {
            f"{actor.name}.{option.name}": option
            for actor in crisis.actors
            for option in options(crisis, actor.name)
        }
        self.levels: Levels = start(crisis)
        self.since: dict[str, str] = {}

    def rounds(self, moves: dict[int, list[_Move]]) -> tuple[Round, ...]:
        """Walk all rounds."""
        observed, complaints = observed_by_round(self.crisis, self.calendar)
        self.complaints += complaints
        rounds: list[Round] = []
        for number in range(1, self.calendar.rounds + 1):
            before = self.levels
            turns = self._turns(number, moves.get(number, []))
            end, complaint = close_round(
                self.crisis, Close(number, self.levels, observed.get(number))
            )
            self.complaints += [complaint] if complaint else []
            self._go_to(end, f"the end of round {number}")
            first, last = round_start(self.calendar, number), round_end(self.calendar, number)
            rounds.append(Round(number, first, last, before, turns, end))
        return tuple(rounds)

    def _turns(self, number: int, moves: list[_Move]) -> tuple[Turn, ...]:
        """Make the moves of a round, each in the next turn of its actor."""
        placed, unplaced = self._placed(moves)
        order, spans = self.crisis.order, dict(self.crisis.together)
        turns: list[Turn] = []
        seen, stop = self.levels, 0
        for seat, mover in enumerate(order):
            if seat >= stop:
                seen, stop = self.levels, spans.get(seat, seat + 1)
            move = placed.get(seat)
            if move is None:
                turns.append(Turn(mover, HOLD, "", (), seen, self.levels))
            else:
                self._make(number, move, seen)
                first = move.first
                turns.append(
                    Turn(mover, first.option, first.outcome, move.events, seen, self.levels)
                )
            for late, missing in unplaced:
                if late == seat:
                    self.problems.append(self._no_turn(number, missing, turns))
                    self._make(number, missing, self.levels)
        return tuple(turns)

    def _placed(self, moves: list[_Move]) -> tuple[dict[int, _Move], list[tuple[int, _Move]]]:
        """Give each move the next turn of its actor, and the last one taken where there is none.

        Turns that are taken at once come in no order.
        """
        order = self.crisis.order
        begins = {seat: a for a, b in self.crisis.together for seat in range(a, b)}
        placed: dict[int, _Move] = {}
        unplaced: list[tuple[int, _Move]] = []
        last = -1
        for move in moves:
            free = range(begins.get(last, last + 1), len(order))
            actor = move.first.actor
            seat = next((s for s in free if order[s] == actor and s not in placed), None)
            if seat is None:
                unplaced.append((max(last, 0), move))
            else:
                placed[seat] = move
                last = max(last, seat)
        return placed, unplaced

    def _make(self, number: int, move: _Move, seen: Levels) -> None:
        """Make a move, having checked that it could be chosen, and can still be made."""
        option = self.options[move.first.label]
        found = obstacle(self.crisis, option, seen) or obstacle(self.crisis, option, self.levels)
        if found is not None:
            self.problems.append(self._refusal(number, move, found))
        after = next(
            after
            for outcome, after in outcomes(self.crisis, option, self.levels)
            if outcome.name == move.first.outcome
        )
        if feasible(self.crisis, after):
            self._go_to(after, str(move))

    def _go_to(self, after: Levels, what: str) -> None:
        """Change the state, and remember what last changed each variable, for messages."""
        self.since |= {name: what for name in after if self.levels[name] != after[name]}
        self.levels = after

    def _refusal(self, number: int, move: _Move, found: Obstacle) -> Problem:
        """Word that a move is not available in the state that the record has led to."""
        event, rule = move.first.event, rule_name(move.first.rule or 0)
        blame = "; ".join(
            f"{described(self.crisis, {name: self.levels[name]})} since "
            f"{self.since.get(name, 'the start')}"
            for name in found.variables
        )
        return Problem(
            event.line,
            1,
            event.id,
            f"{move.first.label} is not available on {event.date}, in round {number}: "
            f"{found.words}.",
            f"Change the option, its rule {rule}, or what came before. "
            + (f"{blame}. " if blame else "")
            + f"The whole state: {described(self.crisis, self.levels)}.",
        )

    def _no_turn(self, number: int, move: _Move, turns: list[Turn]) -> Problem:
        """Word that a round cannot hold its moves in order."""
        event, actor = move.first.event, move.first.actor
        made = ", ".join(
            f"turn {seat}: {turn.label} ({turn.events[0].id}, {turn.date})"
            for seat, turn in enumerate(turns, 1)
            if turn.events
        )
        first, last = round_start(self.calendar, number), round_end(self.calendar, number)
        return Problem(
            event.line,
            1,
            event.id,
            f"Round {number} ({first} to {last}) has no turn of {actor} left "
            f"for {move.first.label} on {event.date}{f' after {made}' if made else ''}.",
            f"The order is {', '.join(self.crisis.order)}. Give {actor} a later turn, "
            "make rounds shorter, or let one option stand for what was done together.",
        )
