"""`standoff record show`, `map`, `months`, `timeline` and `conflicts`: one answer, five views."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from standoff.cli.options import AsJson, Language, Out, RecordTarget
from standoff.cli.output import check_outputs, draw_answer, print_answer, save_answer
from standoff.cli.record_filters import Filters, with_filters
from standoff.cli.record_months import sums_by_month
from standoff.cli.record_store import find_in_store, revised_in_store
from standoff.cli.record_subject import Subject, choose, find_subject, first_events, rounds_of
from standoff.cli.texts import checked_language
from standoff.errors import CommandError, nearest

if TYPE_CHECKING:
    import xarray as xr

    from standoff.record import Event
    from standoff.record.series import DyadMonths

__all__ = ["conflicts", "map_", "months", "show", "timeline"]

Intensity = Annotated[
    Path | None,
    typer.Option(metavar="TABLE.csv", help="Intensities of verbs: columns code, intensity."),
]

_SHOWN: Final = 50
"""Events that are listed unless more, or fewer, are asked for."""


@dataclass(frozen=True)
class _Printed:
    """How an answer is told, and where it goes."""

    language: str
    as_json: bool
    out: Path | None

    def __post_init__(self) -> None:
        checked_language(self.language)
        check_outputs(out=self.out)

    def tell(self, answer: xr.Dataset) -> None:
        if self.out is not None:
            save_answer(answer, self.out)
        print_answer(answer, as_json=self.as_json, language=self.language)


@with_filters
def show(
    target_: RecordTarget,
    filters: Filters,
    event: Annotated[
        str | None,
        typer.Option(metavar="ID", help="One event whole, with all that is claimed of it."),
    ] = None,
    language: Language = "en",
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """List events, or show one whole."""
    printed = _Printed(language, as_json, out)
    if event is not None and filters.given:
        raise CommandError("--event names one event, so other filters have nothing to choose.")
    subject = find_subject(target_)
    if event is not None:
        printed.tell(_described("event", subject, [_one(subject, event)], {"event": event}))
        return
    shown, found = first_events(subject, filters, _SHOWN)
    printed.tell(_described("show", subject, shown, filters.given, found=found))


def _one(subject: Subject, wanted: str) -> Event:
    """Find an event by its id."""
    if subject.events is None:
        event = find_in_store(subject.path, wanted)
        if event is None:
            raise CommandError(
                f"{subject.target} has no event with the id '{wanted}'.\n"
                f"'standoff record show {subject.target}' lists them."
            )
        return event
    known = {event.id: event for event in subject.events or ()}
    if wanted not in known:
        raise CommandError(
            f"{subject.target} has no event with the id '{wanted}'.\n"
            f"{nearest(wanted, known)}'standoff record show {subject.target}' lists them."
        )
    return known[wanted]


def _described(
    view: str,
    subject: Subject,
    events: list[Event] | tuple[Event, ...],
    settings: dict[str, object],
    *,
    found: int | None = None,
    months: DyadMonths | None = None,
) -> xr.Dataset:
    """Make the answer; ``found`` events were chosen, of which these are shown."""
    from standoff.brief.evidence import Evidence, describe_record

    evidence = Evidence(
        view=view,
        name=subject.name,
        events=events,
        total=subject.total,
        scale=subject.scale,
        record_digest=subject.digest,
        settings=settings,
        crisis=subject.crisis,
        walk=subject.walk,
        months=months,
        found=len(events) if found is None else found,
    )
    return describe_record(evidence)


@with_filters
def map_(
    target_: RecordTarget,
    filters: Filters,
    round_: Annotated[
        int | None, typer.Option("--round", metavar="NUMBER", help="This round only.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Rounds without events, too.")] = False,
    language: Language = "en",
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Show which events are which moves.

    Round by round: the moves turn by turn, what is background and why, and what
    no rule fits and why.
    """
    printed = _Printed(language, as_json, out)
    subject = find_subject(target_)
    if subject.walk is None:
        raise CommandError(
            f"{target_}: Only a crisis maps its events onto moves.\n"
            "Name a crisis, or see the events with 'standoff record show'."
        )
    settings = {**filters.given, **({"all": True} if every else {})}
    if round_ is not None:
        settings["round"] = _checked_round(subject, round_)
    if round_ is not None and not filters.given:
        # a round in which nothing happened is an answer, not a mistake
        chosen = tuple(event for event, number in rounds_of(subject) if number == round_)
    else:
        chosen = choose(subject, filters, round_)
    printed.tell(_described("map", subject, chosen[: filters.limit], settings, found=len(chosen)))


def _checked_round(subject: Subject, number: int) -> int:
    """Refuse a round that the calendar does not have."""
    assert subject.walk is not None
    last = len(subject.walk.rounds)
    if not 1 <= number <= last:
        raise CommandError(f"{subject.target} has no round {number}. Its rounds are 1 to {last}.")
    return number


@with_filters
def months(
    target_: RecordTarget,
    filters: Filters,
    intensity: Intensity = None,
    language: Language = "en",
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Add up conflict and cooperation by month.

    One way and the other of each pair, with the rule and the scale below.
    """
    printed = _Printed(language, as_json, out)
    subject = find_subject(target_, intensity=intensity)
    months = sums_by_month(subject, filters)
    events: tuple[Event, ...] = ()
    printed.tell(_described("months", subject, events, filters.given, months=months))


@with_filters
def timeline(
    target_: RecordTarget,
    filters: Filters,
    figure: Annotated[
        Path | None,
        typer.Option(metavar="FIGURE.svg", help="Draw it as .svg, .png or .pdf."),
    ] = None,
    theme: Annotated[
        str, typer.Option(metavar="THEME", help="Colours of the figure: light or dark.")
    ] = "light",
    size: Annotated[int, typer.Option(metavar="PIXELS", help="Width of the figure.")] = 1000,
    intensity: Intensity = None,
    language: Language = "en",
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Draw who did what, and what it led to.

    One lane an actor, cooperation up and conflict down, and the state of the
    variables below.
    """
    printed = _Printed(language, as_json, out)
    check_outputs(out=None, figure=figure)
    subject = find_subject(target_, intensity=intensity)
    shown, found = first_events(subject, filters)
    answer = _described("timeline", subject, shown, filters.given, found=found)
    if figure is not None:
        draw_answer(answer, figure, kind=None, language=language, theme=theme, size=size)
    printed.tell(answer)


@with_filters
def conflicts(
    target_: RecordTarget,
    filters: Filters,
    language: Language = "en",
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """List where sources disagree.

    Each event with all that is claimed of it, and which claim is followed. In a
    store these are the versions of an event, of which the newest is followed.
    """
    from standoff.record.conflicts import conflicts as find_conflicts

    printed = _Printed(language, as_json, out)
    subject = find_subject(target_)
    if subject.events is None:
        chosen = revised_in_store(target_, subject.path, filters)
    else:
        chosen = choose(subject, filters)
    disputed = {conflict.event.id for conflict in find_conflicts(chosen)}
    found = [event for event in chosen if event.id in disputed]
    printed.tell(
        _described("conflicts", subject, found[: filters.limit], filters.given, found=len(found))
    )
