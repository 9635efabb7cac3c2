"""What the analyst makes of each event: a move of an actor, background, or nothing yet.

The first rule of `record.map` that fits an event decides. An event dated
outside the calendar is left alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from standoff.errors import Problem, RecordError, nearest
from standoff.record.calendar import round_end, round_of, round_start
from standoff.record.event import Event, in_order
from standoff.record.following import follow
from standoff.record.place import Complaint, crisis_error
from standoff.spec.crisis import Calendar, Crisis, MapRule, Option
from standoff.spec.dynamics import options, possible

Kind = Literal["move", "background", "unmapped", "outside"]


@dataclass(frozen=True)
class Placement:
    """What one event is taken for.

    ``kind`` is ``move`` (then ``actor``, ``option`` and ``outcome`` say which),
    ``background`` (``reason`` is the analyst's), ``unmapped`` (``reason`` says
    why no rule fits) or ``outside`` the calendar. ``round`` is None outside;
    ``rule`` is the position of the rule that decided, None if none did.
    """

    event: Event
    kind: Kind
    round: int | None
    rule: int | None = None
    actor: str = ""
    option: str = ""
    outcome: str = ""
    reason: str = ""

    @property
    def label(self) -> str:
        """The move as ``ACTOR.option``, empty if the event is none."""
        return f"{self.actor}.{self.option}" if self.kind == "move" else ""


@dataclass(frozen=True)
class RecordMap:
    """What every event of a record is taken for, in order of date."""

    placements: tuple[Placement, ...]

    def of_kind(self, kind: Kind) -> tuple[Placement, ...]:
        """Return the placements of one kind."""
        return tuple(placement for placement in self.placements if placement.kind == kind)


@dataclass(frozen=True)
class _Refused:
    """Why a rule cannot be followed for an event."""

    wrong: str
    fix: str


def map_events(crisis: Crisis, events: Iterable[Event], *, source: str = "the record") -> RecordMap:
    """Map events onto the options of a crisis, by the rules in its file.

    What counts is the content of the claim that the crisis follows.

    Parameters
    ----------
    crisis
        A crisis with a calendar and a record.
    events
        In any order.
    source
        The file that the events come from, for messages.

    Raises
    ------
    RecordError
        If a rule takes an event for a move that the crisis does not have, or if
        `record.map` or `record.follow` names what the record does not have;
        carries every problem.
    """
    ordered = in_order(follow(crisis, events))
    calendar, rules = calendar_of(crisis), rules_of(crisis)
    unknown = _unknown_events(rules, ordered)
    if unknown:
        raise crisis_error(crisis, unknown)
    known = {
        actor.name: {option.name: option for option in options(crisis, actor.name)}
        for actor in crisis.actors
    }
    placements = []
    problems = []
    for event in ordered:
        placed = _place(event, calendar, rules, known)
        if isinstance(placed, Placement):
            placements.append(placed)
        else:
            problems.append(Problem(event.line, 1, event.id, placed.wrong, placed.fix))
    if problems:
        raise RecordError(source, problems)
    return RecordMap(tuple(placements))


def calendar_of(crisis: Crisis) -> Calendar:
    """Return the calendar of a crisis, or refuse one that has none."""
    if crisis.calendar is None:
        complaint = Complaint(
            ("record",),
            "A record needs to know when rounds are, and the crisis has no calendar.",
            "Add one: calendar: {start: 2003-01-01, every: month, rounds: 84}.",
        )
        raise crisis_error(crisis, [complaint])
    return crisis.calendar


def rules_of(crisis: Crisis) -> tuple[MapRule, ...]:
    """Return the rules that map events, none where the crisis has no record."""
    return crisis.record.rules if crisis.record else ()


def _unknown_events(rules: tuple[MapRule, ...], events: tuple[Event, ...]) -> list[Complaint]:
    """Complain about rules for events that are not in the record."""
    ids = {event.id for event in events}
    return [
        Complaint(
            ("record", "map", number, "event"),
            f"The record has no event with the id '{rule.event}'.",
            f"{nearest(rule.event, ids)}Name an event that the record has, or take the rule out.",
        )
        for number, rule in enumerate(rules)
        if rule.event is not None and rule.event not in ids
    ]


def _place(
    event: Event,
    calendar: Calendar,
    rules: tuple[MapRule, ...],
    known: dict[str, dict[str, Option]],
) -> Placement | _Refused:
    """Take one event for what the first rule that fits it says."""
    number = round_of(calendar, event.date)
    if number is None:
        return Placement(event, "outside", None)
    for position, rule in enumerate(rules):
        if _misfit(rule, event) is None:
            if rule.background is not None:
                return Placement(event, "background", number, position, reason=rule.background)
            return _move(event, calendar, number, (position, rule), known)
    return Placement(event, "unmapped", number, reason=_why_unmapped(rules, event))


def _misfit(rule: MapRule, event: Event) -> str | None:
    """Say what about a rule does not fit an event, None if it fits."""
    if rule.event is not None and rule.event != event.id:
        return f"event {rule.event}"
    if rule.verb is not None and rule.verb != event.verb:
        return f"verb {rule.verb}"
    if rule.by is not None and rule.by not in event.actors:
        return f"by {rule.by}"
    if rule.target is not None and rule.target not in event.targets:
        return f"target {rule.target}"
    return None


def _why_unmapped(rules: tuple[MapRule, ...], event: Event) -> str:
    """Say why no rule fits, naming the rules of the same verb."""
    same = [
        f"{rule_name(position)} wants {_misfit(rule, event)}"
        for position, rule in enumerate(rules)
        if rule.event is None and rule.verb == event.verb
    ]
    by = " and ".join(event.actors) or "nobody"
    about = f"no rule fits {event.verb} by {by}"
    return f"{about}: {', '.join(same)}" if same else about


def rule_name(position: int) -> str:
    """Name a rule as messages do, counted from one."""
    return f"record.map[{position + 1}]"


def _move(
    event: Event,
    calendar: Calendar,
    number: int,
    decided: tuple[int, MapRule],
    known: dict[str, dict[str, Option]],
) -> Placement | _Refused:
    """Take an event for the move that a rule says, or say why that cannot be."""
    position, rule = decided
    actor = _actor(event, rule_name(position), rule, known)
    if isinstance(actor, _Refused):
        return actor
    option = _option(rule.option or "", known[actor])
    if option is None:
        return _Refused(
            f"{rule_name(position)} makes it {actor}.{rule.option}, "
            f"and {actor} has no option called '{rule.option}'.",
            f"{nearest(rule.option or '', known[actor])}"
            f"Options of {actor}: {', '.join(known[actor]) or 'none'}.",
        )
    outcome = _outcome(rule_name(position), rule, option)
    if isinstance(outcome, _Refused):
        return outcome
    if event.latest_date > round_end(calendar, number):
        return _too_vague(event, calendar, number)
    return Placement(event, "move", number, position, actor, option.name, outcome)


def _actor(
    event: Event, name: str, rule: MapRule, known: dict[str, dict[str, Option]]
) -> str | _Refused:
    """Find whose move it is: the rule's actor, or the event's."""
    by = (rule.by,) if rule.by is not None else event.actors
    if rule.actor is None and len(by) != 1:
        who = f"several actors ({', '.join(by)})" if by else "no actor"
        return _Refused(
            f"The event has {who}, and {name} does not say whose move it is.",
            f"Add `actor` or `by` to {name}. Actors: {', '.join(known)}.",
        )
    actor = rule.actor if rule.actor is not None else by[0]
    if actor not in known:
        return _Refused(
            f"{name} makes it a move of {actor}, who is no actor of the crisis.",
            f"{nearest(actor, known)}Add `actor` to {name}. Actors: {', '.join(known)}.",
        )
    return actor


def _option(name: str, known: dict[str, Option]) -> Option | None:
    """Find an option by its name; the levels of an implicit one may stand in any order."""
    wanted = _levels_named(name)
    return next((o for known_as, o in known.items() if _levels_named(known_as) == wanted), None)


def _levels_named(name: str) -> frozenset[str]:
    return frozenset(part.strip() for part in name.split(","))


def _outcome(name: str, rule: MapRule, option: Option) -> str | _Refused:
    """Find how the move came out: as the rule says, or as goes without saying."""
    names = [outcome.name for outcome in possible(option.effect)]
    given = rule.outcome
    if given is None and option.effect.kind != "chance":
        return names[0]
    if given is None:
        return _Refused(
            f"{option.actor}.{option.name} comes out by chance, and {name} does not say how.",
            f"Add `outcome` to {name}: {' or '.join(names)}.",
        )
    if given not in names:
        return _Refused(
            f"{name} says that {option.actor}.{option.name} came out as '{given}'.",
            f"{nearest(given, names)}Outcomes: {', '.join(names)}.",
        )
    return given


def _too_vague(event: Event, calendar: Calendar, number: int) -> _Refused:
    """Refuse a move of which the record does not know the round."""
    first: dt.date = round_start(calendar, number)
    return _Refused(
        f"The event is dated to a {event.precision} only, and a move needs a round: "
        f"round {number} begins on {first} and ends on {round_end(calendar, number)}.",
        "Give the day, or make the event background.",
    )
