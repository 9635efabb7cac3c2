"""Everything there is to say about a crisis file, right or wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from standoff.errors import Problem, SpecError
from standoff.spec.crisis import Crisis
from standoff.spec.reading import load_text, read_with_report
from standoff.spec.search import Searcher


@dataclass(frozen=True)
class Counts:
    """How large a crisis is.

    ``feasible_states`` is None where counting them needs the compiled game.
    """

    actors: int
    variables: int
    states: int
    feasible_states: int | None
    options: int
    chance_events: int
    bodies: int
    interests: int


@dataclass(frozen=True)
class CheckReport:
    """What a check found.

    Either ``crisis`` and ``counts`` are given and ``problems`` is empty, or
    they are None. ``events`` is the record's file, beside the crisis file.
    """

    source: str
    crisis: Crisis | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    counts: Counts | None
    events: Path | None

    @property
    def message(self) -> str:
        """The whole error message; empty where there is no problem."""
        return str(SpecError(self.source, self.problems)) if self.problems else ""


def check(path: str | Path) -> CheckReport:
    """Check a crisis file; problems are returned, not raised."""
    source = str(path)
    try:
        text, source = load_text(path)
    except SpecError as error:
        return _refused(error)
    found = check_text(text, source)
    if found.crisis is None or found.crisis.record is None:
        return found
    events = Path(path).parent / found.crisis.record.events
    return CheckReport(source, found.crisis, (), found.warnings, found.counts, events)


def check_text(text: str, source: str = "<text>") -> CheckReport:
    """Check the text of a crisis file.

    Examples
    --------
    >>> found = check_text("{name: strait, actors: [harbour], variables: {strike: [no, yes]}}")
    >>> found.counts.states, [warning.path for warning in found.warnings]
    (2, ['actors[1]'])
    """
    try:
        crisis, report = read_with_report(text, source)
        report.finish()
    except SpecError as error:
        return _refused(error)
    assert crisis is not None
    return CheckReport(source, crisis, (), tuple(sorted(report.warnings)), _counts(crisis), None)


def _refused(error: SpecError) -> CheckReport:
    return CheckReport(error.source, None, error.problems, (), None, None)


def _counts(crisis: Crisis) -> Counts:
    return Counts(
        actors=len(crisis.actors),
        variables=len(crisis.variables),
        states=math.prod(len(variable.levels) for variable in crisis.variables),
        feasible_states=Searcher(crisis).feasible_count(),
        options=len(crisis.options),
        chance_events=len(crisis.chance),
        bodies=len(crisis.bodies),
        interests=len(crisis.interests),
    )
