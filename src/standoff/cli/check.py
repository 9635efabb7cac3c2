"""`standoff check`: say what is wrong with a crisis file, or what it holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.options import AsJson
from standoff.cli.output import refused_as_json
from standoff.cli.sources import located, piped_text
from standoff.cli.texts import emit
from standoff.errors import Problem, RecordError, SpecError

if TYPE_CHECKING:
    from standoff.record import Walk
    from standoff.spec import CheckReport


def check(
    target: Annotated[
        str, typer.Argument(metavar="FILE|NAME|-", help="A crisis file, a published crisis, or -.")
    ],
    resolved: Annotated[
        bool, typer.Option("--resolved", help="Print the crisis with every default spelled out.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with a crisis file, or what it holds."""
    from standoff.spec import resolved_text

    found = _checked(target)
    if as_json and found.crisis is None:
        emit(_json(found, None))
        raise typer.Exit(1)
    if found.crisis is None:
        raise SpecError(found.source, found.problems)
    walk = None if target == "-" else _walked(found, as_json)
    if resolved:
        emit(resolved_text(found.crisis))
    elif as_json:
        emit(_json(found, walk))
    else:
        emit(_summary(target, found, walk))


def _checked(target: str) -> CheckReport:
    """Check a file, a published crisis or the standard input."""
    from standoff.spec import check, check_text

    return check_text(piped_text(), "-") if target == "-" else check(located(target))


def _walked(found: CheckReport, as_json: bool) -> Walk | None:
    """Lead the crisis through its record, which must fit it."""
    from standoff.record import load

    assert found.crisis is not None
    try:
        return load(found.crisis)
    except RecordError as error:
        if not as_json:
            raise
        raise refused_as_json(error) from error


def _json(found: CheckReport, walk: Walk | None) -> str:
    content = {
        "source": found.source,
        "problems": [asdict(problem) for problem in found.problems],
        "warnings": [asdict(warning) for warning in found.warnings],
        "counts": asdict(found.counts) if found.counts else None,
        "events": len(walk.events) if walk else 0,
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _summary(target: str, found: CheckReport, walk: Walk | None) -> str:
    """Say in a line what the file holds, below any warnings."""
    assert found.counts is not None
    held = found.counts
    at_most = "at most " if held.feasible_states is None else ""
    states = held.feasible_states or held.states
    counted = [
        _count(held.actors, "actor"),
        _count(held.variables, "variable"),
        at_most + _count(states, "state"),
        _count(held.options, "option"),
        *([_count(held.bodies, "body", "bodies")] if held.bodies else []),
        *([_count(held.chance_events, "chance event")] if held.chance_events else []),
        *([_count(len(walk.events), "dated event")] if walk else []),
    ]
    verdict = _count(len(found.warnings), "warning") if found.warnings else "No problems"
    line = f"{target}: {', '.join(counted)}. {verdict}."
    return "\n\n".join([*(_worded(warning) for warning in found.warnings), line])


def _worded(warning: Problem) -> str:
    return f"Warning: {warning}"


def _count(number: int, thing: str, several: str = "") -> str:
    """Count things in words.

    Examples
    --------
    >>> _count(1, "actor"), _count(1200, "state")
    ('1 actor', '1,200 states')
    """
    return f"{number:,} {thing if number == 1 else several or thing + 's'}"
