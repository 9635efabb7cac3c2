"""Random parts of crises: conditions, scores and changes, options and chance events."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping

from hypothesis import strategies as st

Data = dict[str, object]
Variables = tuple[tuple[str, tuple[str, ...]], ...]
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
NUMBERS = (0, 1, -1, 0.5, -0.5, 2, -2)
SPLITS = ((0.5, 0.5), (0.25, 0.75), (1.0, 0.0), (0.2, 0.3, 0.5))


def names_of(variables: Variables) -> tuple[str, ...]:
    """Return the names of drawn variables."""
    return tuple(name for name, _ in variables)


def conjunction(combination: Mapping[str, str]) -> str:
    return " and ".join(f"{name} == {level}" for name, level in combination.items())


def feasible_states(variables: Variables, infeasible: list[dict[str, str]]) -> list[dict[str, str]]:
    """List the states that none of the infeasible combinations covers."""
    states = [
        dict(zip(names_of(variables), levels, strict=True))
        for levels in itertools.product(*dict(variables).values())
    ]
    return [
        state for state in states if not any(bad.items() <= state.items() for bad in infeasible)
    ]


@st.composite
def comparisons(draw, variables):
    """Draw a comparison of a variable with one of its levels."""
    name = draw(st.sampled_from(names_of(variables)))
    operator = draw(st.sampled_from(COMPARISONS))
    level = draw(st.sampled_from(dict(variables)[name]))
    if draw(st.booleans()):
        return f"{name} {operator} {level}"
    return f"{level} {operator} {name}"


@functools.cache
def conditions(variables: Variables) -> st.SearchStrategy[str]:
    """Draw a condition on states, as text."""
    return st.recursive(
        comparisons(variables),
        lambda inner: st.one_of(
            st.builds("not ({})".format, inner),
            st.builds("{} and ({})".format, inner, inner),
            st.builds("({}) or {}".format, inner, inner),
        ),
        max_leaves=3,
    )


@functools.cache
def scores(variables: Variables) -> st.SearchStrategy[str]:
    """Draw a numeric expression on states, as text."""
    leaves = st.one_of(
        st.sampled_from(names_of(variables)),
        st.sampled_from(("0", "1", "0.5", "2")),
        st.builds("({})".format, conditions(variables)),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds("{} + {}".format, inner, inner),
            st.builds("{} - ({})".format, inner, inner),
            st.builds("0.5 * ({})".format, inner),
            st.builds("({}) / 4".format, inner),
            st.builds("-({})".format, inner),
            st.builds("min({}, {})".format, inner, inner),
            st.builds("max({}, {})".format, inner, inner),
        ),
        max_leaves=4,
    )


@st.composite
def changes(draw, variables):
    """Draw a certain change, in one of the ways in which the format writes it."""
    change: Data = {}
    levels: dict[str, str] = {}
    shifts: dict[str, dict[str, int]] = {"raise": {}, "lower": {}}
    for name in draw(st.lists(st.sampled_from(names_of(variables)), max_size=2, unique=True)):
        kind = draw(st.sampled_from(("set", "raise", "lower")))
        if kind == "set":
            levels[name] = draw(st.sampled_from(dict(variables)[name]))
        else:
            shifts[kind][name] = draw(st.integers(1, 2))
    for kind, moved in shifts.items():
        if moved and all(count == 1 for count in moved.values()) and draw(st.booleans()):
            change[kind] = list(moved) if len(moved) > 1 else next(iter(moved))
        elif moved:
            change[kind] = moved
    return change | ({"set": levels} if levels else {})


@st.composite
def _effect(draw, variables, bodies, chance):
    kinds = ["certain"] + ["chance"] * bool(chance) + ["vote"] * bool(bodies)
    kind = draw(st.sampled_from(kinds))
    if kind == "certain":
        return draw(changes(variables))
    if kind == "vote":
        return {
            "vote": draw(st.sampled_from(list(bodies))),
            "pass": draw(changes(variables)),
            "fail": draw(changes(variables)),
        }
    return {"chance": draw(_outcomes(variables))}


@st.composite
def _outcomes(draw, variables):
    named = draw(st.booleans())
    return [
        {"probability": probability}
        | ({"name": f"case_{position}"} if named else {})
        | draw(changes(variables))
        for position, probability in enumerate(draw(st.sampled_from(SPLITS)))
    ]


@st.composite
def options_of(draw, variables, actors, bodies, *, most, chance):
    options: Data = {}
    for actor in actors:
        count = draw(st.integers(0, most))
        if count:
            options[actor] = {
                f"act_{position}": draw(_option(variables, bodies, chance))
                for position in range(count)
            }
    return options


@st.composite
def _option(draw, variables, bodies, chance):
    option: Data = {"effect": draw(_effect(variables, bodies, chance))}
    if draw(st.booleans()):
        option["when"] = draw(conditions(variables))
    if draw(st.booleans()):
        option["cost"] = draw(
            st.one_of(
                st.sampled_from(NUMBERS),
                st.just(
                    {
                        "value": 0.5,
                        "why": {"text": {"en": "drawn", "id": "diundi"}},
                        "range": [0, 1],
                    }
                ),
                scores(variables).filter(lambda score: not _is_number(score)),
            )
        )
    return option


def _is_number(score: str) -> bool:
    return score.replace(".", "", 1).isdigit()


@st.composite
def chance_events(draw, variables):
    count = draw(st.integers(0, 2))
    return {f"event_{position}": draw(_chance_event(variables)) for position in range(count)}


@st.composite
def _chance_event(draw, variables):
    event: Data = {}
    if draw(st.booleans()):
        event["when"] = draw(conditions(variables))
    if draw(st.booleans()):
        return event | {"effect": {"chance": draw(_outcomes(variables))}}
    if draw(st.booleans()):
        event["probability"] = draw(st.sampled_from((0.5, 0.1, 1, 0)))
    return event | {"effect": draw(changes(variables))}
