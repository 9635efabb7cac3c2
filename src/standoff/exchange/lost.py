"""What a crisis holds that another format cannot say, in words."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from standoff.exchange.carry import listed
from standoff.spec import Crisis
from standoff.spec.resolve import DEFAULT_PATIENCE, DEFAULT_PRECISION

__all__ = ["left_out"]


def left_out(crisis: Crisis, what: str, keeps: Collection[str] = ()) -> tuple[str, ...]:
    """Name what is lost, in a sentence, or in none.

    Parameters
    ----------
    crisis
        The crisis as it is.
    what
        The kind of file that is written.
    keeps
        What of the list below that kind can say.

    Examples
    --------
    >>> from standoff.spec import read_text
    >>> crisis = read_text('''{name: strait, horizon: 3, actors: {harbour: {patience: 0.5}},
    ...     variables: {strike: [no, yes]}}''')
    >>> left_out(crisis, "an .nfg file", keeps=["patience"])
    ('An .nfg file cannot say this, and it was left out: the horizon.',)
    """
    held = {
        "start": ("the beginning", any(variable.start for variable in crisis.variables)),
        "patience": (
            "patience",
            any(actor.patience.value != DEFAULT_PATIENCE for actor in crisis.actors),
        ),
        "precision": (
            "precision",
            any(actor.precision.value != DEFAULT_PRECISION for actor in crisis.actors),
        ),
        "order": ("the order of turns", crisis.order != tuple(a.name for a in crisis.actors)),
        "together": ("turns taken together", bool(crisis.together)),
        "horizon": ("the horizon", crisis.horizon is not None),
        "calendar": ("the calendar", crisis.calendar is not None),
        "about": ("the text 'about'", bool(crisis.about.by_language)),
        "states": ("the names of states", any(not _is_number(name) for name in crisis.states)),
        "chance": ("events of chance", bool(crisis.chance)),
        "costs": ("costs", any(_costs(option.cost) for option in crisis.options)),
        "motives": ("motives", bool(crisis.motives)),
        "comparisons": ("tolerance, unknown, strength and attitudes", bool(crisis.comparisons)),
        "misperceptions": ("misperceptions", bool(crisis.misperceptions)),
        "rules": ("rules", bool(crisis.rules)),
        "instruments": ("instruments", bool(crisis.instruments)),
        "deals": ("deals", bool(crisis.deals)),
        "positions": ("positions", bool(crisis.positions)),
        "record": ("the record", crisis.record is not None),
        "languages": ("titles in other languages", _has_languages(crisis)),
        "reasons": ("reasons and ranges", _has_reasons(crisis)),
    }
    lost = [words for key, (words, is_held) in held.items() if is_held and key not in keeps]
    if not lost:
        return ()
    subject = f"{what[:1].upper()}{what[1:]}"
    return (f"{subject} cannot say this, and it was left out: {listed(lost, most=20)}.",)


def _is_number(name: str) -> bool:
    return name[:1] == "s" and name[1:].isdigit()


def _costs(cost: object) -> bool:
    return getattr(cost, "value", 1.0) != 0.0


def _has_languages(crisis: Crisis) -> bool:
    titles = [crisis.title, *(a.title for a in crisis.actors), *(v.title for v in crisis.variables)]
    return any(set(title.by_language) - {"en"} for title in titles)


def _has_reasons(crisis: Crisis) -> bool:
    numbers = [w for own in crisis.weights.values() for w in own.values()]
    things: list[Any] = [*crisis.actors, *crisis.variables, *crisis.infeasible, *crisis.one_way,
              *crisis.options, *crisis.interests, *numbers]  # fmt: skip
    things += [s for own in crisis.priorities.values() for s in own]
    return any(one.why is not None for one in things) or any(
        number.low is not None or number.distribution is not None for number in numbers
    )
