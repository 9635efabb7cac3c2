"""The options that choose events of a record, the same for every verb that lists them."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from standoff.errors import CommandError, nearest

if TYPE_CHECKING:
    from standoff.record.wanted import Wanted

__all__ = ["KINDS", "Filters", "read_day", "with_filters"]

KINDS: Final = ("move", "background", "unmapped", "outside")
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True)
class Filters:
    """What was typed to choose events; nothing lets every event through."""

    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    dyads: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    limit: int | None = None

    def wanted(self, **only: object) -> Wanted:
        """Return the filter as the record layer knows it, or some of its parts."""
        from standoff.record.wanted import Wanted, read_dyad

        parts: dict[str, Any] = {
            "actors": frozenset(self.actors),
            "dyads": tuple(read_dyad(dyad) for dyad in self.dyads),
            "verbs": self.verbs,
            "since": self.since,
            "until": self.until,
        }
        return Wanted(**(only or parts))

    @property
    def given(self) -> dict[str, object]:
        """What was given, by the name of its option, as an answer's settings."""
        plain: dict[str, object] = {
            "actor": list(self.actors),
            "target": list(self.targets),
            "dyad": list(self.dyads),
            "verb": list(self.verbs),
            "kind": list(self.kinds),
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "limit": self.limit,
        }
        return {name: value for name, value in plain.items() if value not in (None, [])}


def _typed(
    actor: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Events in which this party acts or is acted upon."),
    ] = None,
    target: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Events that are done to this party.")
    ] = None,
    dyad: Annotated[
        list[str] | None,
        typer.Option(metavar="A-B", help="What A and B do to each other; 'A>B': what A does to B."),
    ] = None,
    verb: Annotated[
        list[str] | None,
        typer.Option(metavar="VERB", help="Events of this verb, CAMEO code or PLOVER type."),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="What a crisis takes them for: " + ", ".join(KINDS)),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Not before this day, month or year.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Not after this day, month or year.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="NUMBER", min=1, help="At most so many events.")
    ] = None,
) -> Filters:
    first, last = read_day(since, "--since"), read_day(until, "--until", is_last=True)
    if first and last and last < first:
        raise CommandError(
            f"--since {since} is after --until {until}, so no event lies between them.\n"
            "Give the earlier date to --since."
        )
    filters = Filters(
        actors=tuple(actor or ()),
        targets=tuple(target or ()),
        dyads=tuple(dyad or ()),
        verbs=tuple(verb or ()),
        kinds=tuple(kind or ()),
        since=first,
        until=last,
        limit=limit,
    )
    for word in filters.kinds:
        if word not in KINDS:
            raise CommandError(
                f"No event is taken for '{word}'.\n{nearest(word, KINDS)}Kinds: {', '.join(KINDS)}."
            )
    filters.wanted()  # a pair that is not one is told before any file is read
    return filters


def with_filters(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options that choose events; it gets what was typed as ``filters``.

    So that every verb has them under the same names, in the same order.
    """
    own = inspect.signature(verb, eval_str=True)
    shared = inspect.signature(_typed, eval_str=True).parameters
    before = [p for p in own.parameters.values() if p.name != "filters"]

    def run(**given: Any) -> None:
        filters = _typed(**{name: given.pop(name) for name in shared})
        verb(filters=filters, **given)

    run.__name__, run.__doc__ = verb.__name__, verb.__doc__
    # the reader of signatures looks here first
    run.__signature__ = own.replace(parameters=[*before, *shared.values()])  # type: ignore[attr-defined]
    return run


def read_day(written: str | None, option: str, *, is_last: bool = False) -> dt.date | None:
    """Read a day, or the first or last day of a month or year.

    Examples
    --------
    >>> read_day("2009-02", "--until", is_last=True).isoformat()
    '2009-02-28'
    """
    if written is None:
        return None
    match = _DATE.fullmatch(written)
    try:
        if match is None:
            raise ValueError
        year = int(match[1])
        month = int(match[2] or (12 if is_last else 1))
        day = int(match[3] or (monthrange(year, month)[1] if is_last else 1))
        return dt.date(year, month, day)
    except ValueError:
        raise CommandError(
            f"{option} takes a date, not '{written}'.\nWrite it as 2009-04-05, 2009-04 or 2009."
        ) from None
