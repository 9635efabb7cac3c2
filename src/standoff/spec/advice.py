"""Warn about what is allowed in a crisis file and probably not meant."""

from __future__ import annotations

from standoff.spec.crisis import Crisis
from standoff.spec.report import Report
from standoff.spec.search import Searcher


def add_warnings(crisis: Crisis, report: Report) -> None:
    """Add every warning there is about a valid crisis."""
    _without_preferences(crisis, report)
    _unweighed(crisis, report)
    _out_of_order(crisis, report)
    _never(crisis, report)


def _without_preferences(crisis: Crisis, report: Report) -> None:
    wanting = {motive.actor for motive in crisis.motives}.union(
        crisis.weights, crisis.priorities, crisis.rankings
    )
    for position, actor in enumerate(crisis.actors):
        if actor.name not in wanting:
            listed = report.document.root.child("actors")
            is_list = listed is not None and listed.items is not None
            report.warn(
                ("actors", position if is_list else actor.name),
                f"The actor '{actor.name}' has no preferences and is indifferent among all states.",
                "Give it weights, priorities or a ranking.",
                key=not is_list,
            )


def _unweighed(crisis: Crisis, report: Report) -> None:
    weighed = {name for weights in crisis.weights.values() for name in weights}
    weighed |= {name for motive in crisis.motives for name in motive.weights}
    for wrong in crisis.misperceptions.values():
        weighed |= {name for weights in wrong.weights.values() for name in weights}
    for interest in crisis.interests:
        if interest.name not in weighed:
            report.warn(
                ("interests", interest.name),
                f"Nobody weighs the interest '{interest.name}'.",
                "Give it a weight under 'weights' or 'motives', or leave it out.",
                key=True,
            )


def _out_of_order(crisis: Crisis, report: Report) -> None:
    sections = {
        "options": dict.fromkeys(option.actor for option in crisis.options),
        "controls": dict.fromkeys(crisis.controls),
    }
    for section, actors in sections.items():
        for actor in actors:
            if actor not in crisis.order:
                report.warn(
                    (section, actor),
                    f"The actor '{actor}' has {section} and no turn.",
                    "Add it to 'order', or leave 'order' out so that every actor has a turn.",
                    key=True,
                )


def _never(crisis: Crisis, report: Report) -> None:
    searcher = Searcher(crisis)
    for option in crisis.options:
        if searcher.never_available(option.when, option.effect):
            report.warn(
                ("options", option.actor, option.name),
                f"The option '{option.name}' of '{option.actor}' can never be taken.",
                "No feasible state meets its condition and leads only to feasible states.",
                key=True,
            )
    for event in crisis.chance:
        if searcher.never_available(event.when, None):
            report.warn(
                ("chance", event.name),
                f"The chance event '{event.name}' can never happen.",
                "No feasible state meets its condition.",
                key=True,
            )
