"""Refuse a crisis whose beginning, or whose rankings, cannot be."""

from __future__ import annotations

from standoff.spec.crisis import Crisis, Expression, Node
from standoff.spec.document import Place
from standoff.spec.evaluate import evaluate
from standoff.spec.report import Report
from standoff.spec.search import Searcher, State, variables_in


def check_consistency(crisis: Crisis, report: Report) -> None:
    """Report a beginning that cannot be, and rankings with gaps or overlaps."""
    start = {variable.name: variable.start for variable in crisis.variables}
    broken = [
        position
        for position, rule in enumerate(crisis.infeasible)
        if evaluate(rule.when, start) != 0.0
    ]
    if broken and Searcher(crisis).feasible_count() == 0:
        report.add(
            ("infeasible",),
            "Every state is infeasible.",
            "Take one of the conditions back, so that some state can be.",
            key=True,
        )
        return
    for position in broken:
        levels = _in_words(crisis, crisis.infeasible[position].when.node, start)
        report.add(
            ("infeasible", position),
            f"The beginning is infeasible: {levels}.",
            "Change the condition, or give other levels under 'start'.",
        )
    for actor, ranking in crisis.rankings.items():
        _check_ranking(crisis, report, ("ranking", actor), ranking)
    for actor, wrong in crisis.misperceptions.items():
        place: Place = ("misperceptions", actor)
        for other, ranking in wrong.rankings.items():
            _check_ranking(crisis, report, (*place, "ranking", other), ranking)
        if wrong.unseen and Searcher(crisis, hidden=wrong.unseen).feasible_count() == 0:
            report.add(
                (*place, "states"),
                f"'{actor}' sees no state at all.",
                "Take one of the conditions back, so that it sees some state.",
                key=True,
            )


def _check_ranking(
    crisis: Crisis, report: Report, place: Place, ranking: tuple[tuple[Expression, ...], ...]
) -> None:
    found = Searcher(crisis).miscovered([one for tie in ranking for one in tie])
    if found is None:
        return
    state, count = found
    levels = ", ".join(
        f"{variable.name} {variable.levels[state[variable.name]]}"
        for variable in crisis.variables
        if variable.name in state
    )
    report.add(
        place,
        f"{count or 'No'} entr{'ies cover' if count else 'y covers'} the state {levels}.",
        "Every feasible state is covered by exactly one entry.",
        key=True,
    )


def _in_words(crisis: Crisis, node: Node, state: State) -> str:
    names = variables_in(node)
    parts = [
        f"{variable.name} {variable.levels[state[variable.name]]}"
        for variable in crisis.variables
        if variable.name in names
    ]
    return ", ".join(parts) or "the condition is always true"
