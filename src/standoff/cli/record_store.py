"""Events out of a store: as many as a page holds, and why none are left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from standoff.errors import CommandError, nearest

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from standoff.cli.record_filters import Filters
    from standoff.record import Event
    from standoff.record.scale import Scale
    from standoff.record.series import Dyad, DyadMonths
    from standoff.record.store import Store, Summary

__all__ = [
    "check_fits",
    "events_of_store",
    "find_in_store",
    "fingerprint",
    "months_of_store",
    "revised_in_store",
    "summary_of",
]


_MOST: Final = 5_000
"""Events that one answer holds."""


def check_fits(target: str, found: int) -> None:
    """Refuse more events than one answer holds."""
    if found > _MOST:
        raise CommandError(
            f"{target}: {found:,} events are left, and a page holds {_MOST:,}.\n"
            "Narrow them down (--dyad, --verb, --since, --until), or give --limit."
        )


def fingerprint(path: Path) -> tuple[str, int]:
    """Return what tells a store from others, and how many events it has."""
    from standoff.record.store import open_store

    with open_store(path) as store:
        return store.imported(), store.count()


def summary_of(path: Path) -> Summary:
    """Count what is in a store."""
    from standoff.record.store import open_store

    with open_store(path) as store:
        return store.summary()


def find_in_store(path: Path, name: str) -> Event | None:
    """Return the event of a store with an id."""
    from standoff.record.store import open_store

    with open_store(path) as store:
        return store.find(name)


def events_of_store(
    target: str, path: Path, filters: Filters, most: int | None
) -> tuple[tuple[Event, ...], int]:
    """Return the first events that the filters leave, and how many they leave in all.

    Raises
    ------
    CommandError
        If none are left, or more than one answer can hold and no limit was asked for.
    """
    from standoff.record.store import open_store

    _refuse_what_needs_all(target, filters)
    wanted = filters.wanted()
    with open_store(path) as store:
        found = store.count(wanted)
        if not found:
            raise _nothing_left(target, store, filters)
        if most is None:
            check_fits(target, found)
        return store.events(wanted, most), found


def revised_in_store(target: str, path: Path, filters: Filters) -> tuple[Event, ...]:
    """Return the events of a store of which there are several versions."""
    from standoff.record.store import open_store

    _refuse_what_needs_all(target, filters)
    with open_store(path) as store:
        found = []
        for event in store.revised(filters.wanted()):
            found.append(event)
            check_fits(target, len(found))
        return tuple(found)


def _refuse_what_needs_all(target: str, filters: Filters) -> None:
    """Refuse filters that a store does not know."""
    if filters.kinds:
        raise CommandError(
            f"--kind asks what a crisis takes an event for, and {target} is no crisis.\n"
            "Name a crisis, or leave --kind out."
        )
    if filters.targets:
        raise CommandError(
            f"A store is not filtered by --target.\nWrite --dyad 'A>{filters.targets[0]}' "
            f"or --actor {filters.targets[0]}."
        )


def _nothing_left(target: str, store: Store, filters: Filters) -> CommandError:
    """Word which filter leaves nothing, alone or together with the others."""
    parties = store.parties()
    pairs = [name for dyad in filters.wanted().dyads for name in (dyad.actor, dyad.target)]
    for name in (*sorted(filters.actors), *pairs):
        if name not in parties:
            shown = ", ".join(parties[:12])
            return CommandError(
                f"{target} has no event with '{name}'.\n{nearest(name, parties)}"
                f"Those of most events: {shown}."
            )
    for option, value in filters.given.items():
        written = ", ".join(value) if isinstance(value, list) else str(value)
        if option in _ALONE and not store.count(filters.wanted(**_part(filters, option))):
            return CommandError(
                f"No event is left: --{option} {written} takes none of the {store.count():,} "
                f"events of {target}.\nChange or drop --{option}."
            )
    if not filters.given:
        return CommandError(f"{target}: The store holds no event.")
    given = " ".join(
        f"--{option} {', '.join(value) if isinstance(value, list) else value}"
        for option, value in filters.given.items()
    )
    return CommandError(
        f"No event is left: {given} have none of the {store.count():,} events of {target} "
        "in common.\nDrop one of them."
    )


_ALONE: Final = {
    "actor": "actors",
    "dyad": "dyads",
    "verb": "verbs",
    "since": "since",
    "until": "until",
}


def _part(filters: Filters, option: str) -> dict[str, object]:
    """Return one part of the filter."""
    return {_ALONE[option]: getattr(filters.wanted(), _ALONE[option])}


def months_of_store(
    target: str, path: Path, filters: Filters, pairs: Collection[Dyad], scale: Scale
) -> DyadMonths:
    """Add up by dyad and month in the store itself, however many rows it has."""
    from standoff.record.store import open_store

    with open_store(path) as store:
        held = store.summary()
        if held.first is None or held.last is None or not store.count(filters.wanted()):
            raise _nothing_left(target, store, filters)
        return store.dyad_months(
            filters.since or held.first, filters.until or held.last, pairs, scale
        )
