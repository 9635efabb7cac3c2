"""Resolve the calendar, and how the events of the record become moves."""

from __future__ import annotations

import datetime as dt
import re

from standoff.errors import nearest
from standoff.spec.crisis import Calendar, Follow, MapRule, Observed, Option, RecordPlan
from standoff.spec.document import Place
from standoff.spec.form_record import CalendarForm, FollowForm, ObservedForm, RecordForm, RuleForm
from standoff.spec.report import known_names
from standoff.spec.resolve_values import resolve_date, resolve_why
from standoff.spec.scope import Scope

_LONGEST_ROUND = {"day": 1, "week": 7, "half_month": 16, "month": 31, "quarter": 92, "year": 366}
STORE = ".duckdb"
"""The ending of the name of a store of event data."""
_PLAIN_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]*")


def resolve_calendar(scope: Scope, form: CalendarForm | None) -> Calendar | None:
    """Resolve when rounds are."""
    if form is None:
        return None
    report = scope.report
    start = resolve_date(report, ("calendar", "start"), form.start)
    focus = start
    if form.focus is not None:
        focus = resolve_date(report, ("calendar", "focus"), form.focus)
        if focus < start:
            report.add(
                ("calendar", "focus"),
                f"The focus {focus} is before the calendar starts on {start}.",
                "Write a date within the rounds of the calendar.",
            )
    days = form.rounds * _LONGEST_ROUND[form.every]
    if days > (dt.date.max - start).days or start.year < 1000:
        report.add(
            ("calendar",),
            f"{form.rounds:,} rounds from {start} leave the years 1000 to 9999.",
            "Write an earlier start or fewer rounds.",
        )
    return Calendar(start, form.every, form.rounds, focus)


def resolve_record(
    scope: Scope,
    form: RecordForm | None,
    calendar: Calendar | None,
    options: tuple[Option, ...],
    controls: dict[str, tuple[str, ...]],
) -> RecordPlan | None:
    """Resolve where the record is and how it is read."""
    if form is None:
        return None
    written = scope.report.document.root.child("calendar")
    # a calendar with mistakes has been complained about; an empty one is none
    if written is None or written.plain() is None:
        scope.report.add(
            ("record",),
            "The crisis has a record and no calendar.",
            "Add a calendar, so that the events fall into rounds.",
            key=True,
        )
    _check_files(scope, form)
    rules = tuple(
        _rule(scope, ("record", "map", position), rule, options, controls)
        for position, rule in enumerate(form.map or ())
    )
    observed = tuple(
        _observed(scope, ("record", "observed", position), seen, calendar)
        for position, seen in enumerate(form.observed or ())
    )
    return RecordPlan(
        form.events,
        rules,
        observed,
        follow=_followed(scope, form.follow or []),
        intensity=form.intensity,
        store=form.store,
    )


def _check_files(scope: Scope, form: RecordForm) -> None:
    """Check that every file is named plainly, and is of the kind that its key wants."""
    for key, name, what, example in (
        ("events", form.events, "events", "record.csv"),
        ("intensity", form.intensity, "table of intensities", "intensity.csv"),
        ("store", form.store, "store", "world.duckdb"),
    ):
        if name is None:
            continue
        here, is_store = ("record", key), name.lower().endswith(STORE)
        if not _PLAIN_FILE.fullmatch(name):
            scope.report.add(
                here,
                f"'{name}' is not the plain name of a file.",
                f"Put the {what} beside the crisis file and write only the file's name, "
                f"for example {example}.",
            )
        elif is_store and key != "store":
            scope.report.add(
                here,
                f"'{name}' is a store, and '{key}' wants a file that people edit.",
                f"Write for example {example}, and name the store under 'store'.",
            )
        elif key == "store" and not is_store:
            scope.report.add(
                here,
                f"'{name}' is no store: its name does not end in '{STORE}'.",
                f"Write for example {example}; `standoff record import` makes one.",
            )


def _followed(scope: Scope, forms: list[FollowForm]) -> tuple[Follow, ...]:
    """Resolve which claims are followed; whether the record has them is seen when it is read."""
    first: dict[str, int] = {}
    for position, form in enumerate(forms, 1):
        if form.event in first:
            scope.report.add(
                ("record", "follow", position - 1, "event"),
                f"The event '{form.event}' is in record.follow[{first[form.event]}] already.",
                "One claim on an event can be followed; keep one of the entries.",
            )
        first.setdefault(form.event, position)
    return tuple(Follow(form.event, form.claim, resolve_why(form.why)) for form in forms)


def _observed(
    scope: Scope, place: Place, form: ObservedForm, calendar: Calendar | None
) -> Observed:
    date = resolve_date(scope.report, (*place, "date"), form.date)
    if calendar is not None and date < calendar.start:
        scope.report.add(
            (*place, "date"),
            f"{date} is before the calendar starts on {calendar.start}.",
            "Write a date within the rounds of the calendar.",
        )
    return Observed(date, scope.level_set((*place, "set"), form.set_), resolve_why(form.why))


def _rule(
    scope: Scope,
    place: Place,
    form: RuleForm,
    options: tuple[Option, ...],
    controls: dict[str, tuple[str, ...]],
) -> MapRule:
    report = scope.report
    if not (form.event or form.verb or form.by or form.target):
        report.add(
            place,
            "The rule fits every event.",
            "Say which by 'event', 'verb', 'by' or 'target'.",
        )
    if (form.option is None) == (form.background is None):
        both = "an option and a background" if form.option else "neither an option nor a background"
        report.add(
            place,
            f"The rule gives {both}.",
            "Map the event to an 'option', or say under 'background' why it is no move.",
        )
    outcome = None if form.outcome is None else str(form.outcome)
    actor, option = form.actor, form.option
    if form.option is None:
        for key in ("actor", "outcome"):
            if getattr(form, key) is not None:
                report.add(
                    (*place, key),
                    f"'{key}' is given for events that are no move.",
                    f"Leave '{key}' out.",
                    key=True,
                )
    else:
        actor = _mover(scope, place, form)
        if "=" in form.option:
            option = _control(scope, (*place, "option"), form.option, actor, controls)
        outcome = _outcome(scope, place, form, actor, outcome, options)
    return MapRule(
        form.event, form.verb, form.by, form.target, actor, option, outcome, form.background
    )


def _mover(scope: Scope, place: Place, form: RuleForm) -> str | None:
    """Return who moves; None where it is whoever the event names."""
    if form.actor is not None:
        scope.is_actor((*place, "actor"), form.actor)
        return form.actor
    if form.by is not None:
        scope.is_actor((*place, "by"), form.by)
    return form.by


def _outcome(
    scope: Scope,
    place: Place,
    form: RuleForm,
    actor: str | None,
    outcome: str | None,
    options: tuple[Option, ...],
) -> str | None:
    """Check the option and return the name of its outcome."""
    assert form.option is not None
    here = (*place, "option")
    if "=" in form.option:
        return _outcome_among(scope, place, form.option, outcome, ["done"]) or "done"
    fitting = [
        option for option in options if option.name == form.option and actor in (None, option.actor)
    ]
    if not fitting:
        _unknown_option(scope, here, form.option, actor, options)
        return outcome
    kinds = {option.effect.kind for option in fitting}
    names = list(dict.fromkeys(one.name for option in fitting for one in option.effect.outcomes))
    if outcome is None and ("chance" in kinds or len(kinds) > 1):
        scope.report.add(
            place,
            f"The option '{form.option}' has several outcomes, and none is given.",
            f"Say what happened: outcome: {' or '.join(names)}.",
        )
    _outcome_among(scope, place, form.option, outcome, names)
    return outcome or ("pass" if "vote" in kinds else "done")


def _outcome_among(
    scope: Scope, place: Place, option: str, outcome: str | None, names: list[str]
) -> str | None:
    if outcome is not None and outcome not in names:
        scope.report.add(
            (*place, "outcome"),
            f"The option '{option}' has no outcome '{outcome}'.",
            f"{nearest(outcome, names)}Its outcomes are {', '.join(names)}.",
        )
    return outcome


def _unknown_option(
    scope: Scope, place: Place, name: str, actor: str | None, options: tuple[Option, ...]
) -> None:
    node = scope.report.document.root.child("options")
    by_actor = node.entries if node is not None and node.entries is not None else {}
    for owner, own in by_actor.items():
        if actor in (None, owner) and own.entries is not None and name in own.entries:
            return
    if actor is not None and actor not in scope.actors:
        return
    known = list(dict.fromkeys(o.name for o in options if actor in (None, o.actor)))
    owner_text = "No actor" if actor is None else f"The actor '{actor}'"
    verb = "has an" if actor is None else "has no"
    scope.report.add(
        place,
        f"{owner_text} {verb} option '{name}'.",
        nearest(name, known) + known_names("option", known),
    )


def _control(
    scope: Scope,
    place: Place,
    written: str,
    actor: str | None,
    controls: dict[str, tuple[str, ...]],
) -> str:
    """Check `variable=level,...`, a move by controls; return it in the order of the controls."""
    held = controls.get(actor or "", ())
    levels: dict[str, str] = {}
    for part in written.split(","):
        variable, _, level = (word.strip() for word in part.partition("="))
        if scope.is_variable(place, variable):
            scope.level(place, variable, level)
        levels[variable] = level
    if actor is None:
        scope.report.add(
            place,
            f"'{written}' is a move by controls, and nobody is named who makes it.",
            "Add 'actor', or 'by' if the event's actor makes the move.",
        )
    elif actor in scope.actors and levels.keys() <= scope.levels.keys() and {*held} != {*levels}:
        scope.report.add(
            place,
            f"'{written}' does not set exactly what '{actor}' controls.",
            f"Give every controlled variable its level: {'=..., '.join(held)}=..."
            if held
            else f"'{actor}' controls no variables; name one of its options.",
        )
    return ",".join(f"{name}={levels[name]}" for name in held if name in levels) or written
