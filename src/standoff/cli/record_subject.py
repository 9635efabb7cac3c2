"""What `standoff record` is pointed at: the record of a crisis, an events file, or a store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from standoff.cli.record_filters import Filters
from standoff.cli.record_store import check_fits, events_of_store, fingerprint
from standoff.cli.sources import is_answer, located
from standoff.errors import CommandError, nearest

if TYPE_CHECKING:
    from standoff.record import Event, Walk
    from standoff.record.scale import Scale
    from standoff.spec import Crisis

__all__ = [
    "Subject",
    "choose",
    "find_subject",
    "first_events",
    "is_events_file",
    "is_store",
    "known_names",
]

STORE: Final = ".duckdb"
EVENTS: Final = (".csv", ".yaml", ".yml")
_NAMED: Final = 12
"""Names that a message lists; more would bury it."""


@dataclass(frozen=True)
class Subject:
    """A record that was found, all of it but for the events of a store.

    ``crisis`` and ``walk`` are there for the record of a crisis; ``events``, in
    order of date, is None for a store, which is queried in place. ``digest`` is
    the fingerprint of all ``total`` events.
    """

    target: str
    name: str
    path: Path
    scale: Scale
    crisis: Crisis | None = None
    walk: Walk | None = None
    events: tuple[Event, ...] | None = None

    digest: str = ""
    total: int = 0


def find_subject(target: str, *, intensity: Path | None = None) -> Subject:
    """Read the record that a command is pointed at.

    Parameters
    ----------
    intensity
        A table of intensities to use; default: that of the crisis, or ours.

    Raises
    ------
    CommandError
        If there is none, or what is named cannot hold one.
    RecordError, SpecError
        If what is there is wrong.
    """
    from standoff.record import digest, in_order, read_events
    from standoff.record.scale import DEFAULT, read_scale

    path = _located(target)
    scale = None if intensity is None else read_scale(intensity)
    if is_store(path):
        imported, total = fingerprint(path)
        return Subject(target, path.stem, path, scale or DEFAULT, digest=imported, total=total)
    if is_events_file(path):
        events = in_order(read_events(path))
        return Subject(
            target,
            path.stem,
            path,
            scale or DEFAULT,
            events=events,
            digest=digest(events, (scale or DEFAULT).table),
            total=len(events),
        )
    return _of_crisis(target, path, scale)


def _of_crisis(target: str, path: Path, scale: Scale | None) -> Subject:
    from standoff.record import digest, load
    from standoff.spec import read

    crisis = read(path)
    walk = load(crisis)
    if walk is None:
        raise CommandError(
            f"The crisis '{crisis.name}' has no record.\n"
            "Add `record: {events: FILE.csv}` to it (see docs/how-to/map-a-record.md), "
            "or name an events file."
        )
    return Subject(
        target,
        crisis.name,
        path,
        scale or walk.scale,
        crisis=crisis,
        walk=walk,
        events=walk.events,
        digest=digest(walk.events, (scale or walk.scale).table),
        total=len(walk.events),
    )


def _located(target: str) -> Path:
    """Return the file that is meant, or say what could be."""
    if target == "-":
        raise CommandError(
            "A record lies beside its crisis, and a pipe has no folder.\n"
            "Name a crisis, an events file (.csv, .yaml) or a store (.duckdb)."
        )
    if is_store(Path(target)) and not Path(target).exists():
        raise CommandError(
            f"There is no store '{target}'.\n"
            f"'standoff record import {target} FILE' makes one from event data."
        )
    path = located(target)
    if is_answer(path):
        raise CommandError(
            f"{target}: This is a saved answer, not a record.\n'standoff look {target}' shows it."
        )
    return path


def is_store(path: Path) -> bool:
    """Say whether a name means a store."""
    return path.suffix.lower() == STORE


def is_events_file(path: Path) -> bool:
    """Say whether a file holds events: CSV, or a YAML file that is a list."""
    if path.suffix.lower() not in EVENTS[1:]:
        return path.suffix.lower() == EVENTS[0]
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as lines:
            for line in lines:
                if line.strip() and not line.startswith(("#", "---", "%")):
                    return line.startswith(("-", "["))
    except OSError:
        return False  # whoever reads it as a crisis says what is wrong
    return False


def first_events(
    subject: Subject, filters: Filters, most: int | None = None
) -> tuple[tuple[Event, ...], int]:
    """Return the first events that the filters leave, and how many they leave in all.

    Parameters
    ----------
    most
        How many at most where the filters do not say; None for all.
    """
    limit = filters.limit or most
    if subject.events is None:
        return events_of_store(subject.target, subject.path, filters, limit)
    chosen = choose(subject, filters)
    if limit is None:
        check_fits(subject.target, len(chosen))
    return chosen[:limit], len(chosen)


def choose(subject: Subject, filters: Filters, round_: int | None = None) -> tuple[Event, ...]:
    """Return the events that the filters leave, in order of date.

    Parameters
    ----------
    round_
        Only events of this round of the crisis.

    Raises
    ------
    CommandError
        If a filter names what the record does not know, or none is left.
    """
    assert subject.events is not None, "a store is asked in record_store"
    _check_names(subject, filters)
    left: tuple[Event, ...] = subject.events
    passed: list[str] = []
    for words, keeps in _steps(subject, filters, round_):
        before, left = left, tuple(event for event in left if keeps(event))
        if not left:
            raise _nothing_left(subject, words, passed, len(before))
        passed.append(words)
    if not left:
        raise CommandError(f"{subject.target}: The record holds no event.")
    return left


def _steps(
    subject: Subject, filters: Filters, round_: int | None
) -> list[tuple[str, Callable[[Event], bool]]]:
    """List the filters that were given, each as it was typed."""
    steps: list[tuple[str, Callable[[Event], bool]]] = []
    if round_ is not None:
        rounds = {event.id: number for event, number in rounds_of(subject)}
        steps.append((f"--round {round_}", lambda e: rounds[e.id] == round_))
    if filters.since:
        steps.append((f"--since {filters.since}", filters.wanted(since=filters.since).takes))
    if filters.until:
        steps.append((f"--until {filters.until}", filters.wanted(until=filters.until).takes))
    if filters.actors:
        wanted = filters.wanted(actors=frozenset(filters.actors))
        steps.append((_written("--actor", filters.actors), wanted.takes))
    if filters.targets:
        targets = set(filters.targets)
        steps.append(
            (_written("--target", filters.targets), lambda e: bool(targets & set(e.targets)))
        )
    if filters.dyads:
        wanted = filters.wanted(dyads=filters.wanted().dyads)
        steps.append((_written("--dyad", filters.dyads), wanted.takes))
    if filters.verbs:
        wanted = filters.wanted(verbs=filters.verbs)
        steps.append((_written("--verb", filters.verbs), wanted.takes))
    if filters.kinds:
        kinds = _kinds(subject)
        steps.append((_written("--kind", filters.kinds), lambda e: kinds[e.id] in filters.kinds))
    return steps


def rounds_of(subject: Subject) -> list[tuple[Event, int | None]]:
    """Return the events of the record of a crisis, each with its round."""
    placements = subject.walk.map.placements if subject.walk is not None else ()
    return [(placed.event, placed.round) for placed in placements]


def _kinds(subject: Subject) -> dict[str, str]:
    if subject.walk is None:
        raise CommandError(
            f"--kind asks what a crisis takes an event for, and {subject.target} is no crisis.\n"
            "Name a crisis, or leave --kind out."
        )
    return {placed.event.id: placed.kind for placed in subject.walk.map.placements}


def _written(option: str, values: Iterable[str]) -> str:
    return " ".join(f"{option} {value}" for value in values)


def _nothing_left(subject: Subject, words: str, passed: Sequence[str], before: int) -> CommandError:
    """Word which filter left nothing."""
    of = f"the {before:,} events that {' '.join(passed)} left" if passed else (
        f"the {before:,} events of {subject.target}"
    )  # fmt: skip
    return CommandError(f"No event is left: {words} takes none of {of}.\nChange or drop {words}.")


def known_names(events: Iterable[Event]) -> dict[str, int]:
    """Count in how many events each party takes part, the busiest first."""
    counts: dict[str, int] = {}
    for event in events:
        for name in {*event.actors, *event.targets}:
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _check_names(subject: Subject, filters: Filters) -> None:
    """Refuse parties and verbs that the record does not know."""
    assert subject.events is not None
    parties = known_names(subject.events)
    pairs = [name for dyad in filters.wanted().dyads for name in (dyad.actor, dyad.target)]
    for name in (*filters.actors, *filters.targets, *pairs):
        if name not in parties:
            raise CommandError(
                f"{subject.target} has no event with '{name}'.\n"
                f"{nearest(name, parties)}Parties: {_listed(parties)}."
            )
    verbs = dict.fromkeys(sorted(event.verb for event in subject.events))
    for verb in filters.verbs:
        if not any(filters.wanted(verbs=(verb,)).takes(event) for event in subject.events):
            raise CommandError(
                f"{subject.target} has no event with the verb '{verb}'.\n"
                f"{nearest(verb, verbs)}Verbs: {_listed(verbs)}."
            )


def _listed(names: Iterable[str]) -> str:
    """List names, the first of them where there are many."""
    all_names = list(names)
    shown = ", ".join(all_names[:_NAMED])
    more = len(all_names) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown
