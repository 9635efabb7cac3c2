"""What chance did at the end of a round: what was observed, and no more than it must."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.record.calendar import round_end, round_of
from standoff.record.place import Complaint
from standoff.spec.crisis import Calendar, Crisis
from standoff.spec.dynamics import Levels, chance_outcomes, described, event_outcomes


@dataclass(frozen=True)
class Seen:
    """Levels observed at the end of a round, and which entries of the file say so."""

    levels: Levels
    entries: tuple[int, ...]


@dataclass(frozen=True)
class Close:
    """A round about to end: its number, the state after its last turn, what was seen."""

    number: int
    levels: Levels
    seen: Seen | None


def observed_by_round(
    crisis: Crisis, calendar: Calendar
) -> tuple[dict[int, Seen], list[Complaint]]:
    """Gather the observed levels of each round, and what is wrong with them."""
    gathered: dict[int, Seen] = {}
    problems = []
    for entry, observed in enumerate(crisis.record.observed if crisis.record else ()):
        path = ("record", "observed", entry)
        number = round_of(calendar, observed.date)
        if number is None:
            last = round_end(calendar, calendar.rounds)
            problems.append(
                Complaint(
                    (*path, "date"),
                    f"{observed.date} lies outside the calendar.",
                    f"Choose a date from {calendar.start} to {last}.",
                )
            )
            continue
        before = gathered.get(number, Seen({}, ()))
        levels = dict(observed.levels)
        clash = {
            n: before.levels[n] for n in levels if before.levels.get(n, levels[n]) != levels[n]
        }
        if clash:
            problems.append(
                Complaint(
                    path,
                    f"In round {number} another entry observes that {described(crisis, clash)}.",
                    "Observe one level of a variable in a round.",
                )
            )
        gathered[number] = Seen({**before.levels, **levels}, (*before.entries, entry))
    return gathered, problems


def close_round(crisis: Crisis, close: Close) -> tuple[Levels, Complaint | None]:
    """Return the state in which a round ends, and what is wrong with that.

    Of the states that chance events can lead to and that agree with what was
    observed, it is the one that differs in the fewest variables from the state
    after the last turn. Where several do, the record has to say which.
    """
    seen = close.seen.levels if close.seen else {}
    if seen.items() <= close.levels.items() and _may_do_nothing(crisis, close.levels):
        return close.levels, None
    reachable = [levels for levels, _ in chance_outcomes(crisis, close.levels)]
    fitting = [levels for levels in reachable if seen.items() <= levels.items()]
    if not fitting:
        return {**close.levels, **seen}, _impossible(crisis, close, reachable)
    fitting.sort(key=lambda levels: _distance(close.levels, levels))
    nearest = [
        levels
        for levels in fitting
        if _distance(close.levels, levels) == _distance(close.levels, fitting[0])
    ]
    return nearest[0], _undecided(crisis, close, nearest) if len(nearest) > 1 else None


def _may_do_nothing(crisis: Crisis, levels: Levels) -> bool:
    """Say whether a round may end as it is, without working out how else it may end.

    The states in which it may end can be as many as all combinations of events.
    """
    return all(
        any(after == levels for after, _ in event_outcomes(crisis, event, levels))
        for event in crisis.chance
    )


def _distance(before: Levels, after: Levels) -> int:
    """Count the variables that changed."""
    return sum(before[name] != after[name] for name in before)


def _impossible(crisis: Crisis, close: Close, reachable: list[dict[str, int]]) -> Complaint:
    """Complain that chance cannot do what was observed."""
    assert close.seen is not None
    seen = close.seen.levels
    now = {name: close.levels[name] for name in seen}
    could = "; or ".join(
        dict.fromkeys(
            described(crisis, {name: levels[name] for name in seen}) for levels in reachable
        )
    )
    return Complaint(
        ("record", "observed", close.seen.entries[-1]),
        f"It cannot be that {described(crisis, seen)} at the end of round {close.number}: "
        f"after its turns {described(crisis, now)}, and no chance event leads there.",
        f"Possible at the end of that round: {could}. "
        f"The whole state: {described(crisis, close.levels)}.",
    )


def _undecided(crisis: Crisis, close: Close, nearest: list[dict[str, int]]) -> Complaint:
    """Complain that the record does not say which of several things chance did."""
    changed = [
        {name: level for name, level in levels.items() if level != close.levels[name]}
        for levels in nearest
    ]
    return Complaint(
        ("record",),
        f"Something must have happened by chance at the end of round {close.number}, "
        "and the record does not say what.",
        f"Add an entry to record.observed with a date of that round: "
        f"{'; or '.join(described(crisis, levels) for levels in changed)}.",
    )
