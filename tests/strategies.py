"""Random small crises, drawn in one place for the tests of every layer.

A crisis is drawn as plain data in the human form of the file format, and is
always valid. Write it out with `text`; JSON is YAML, so the text can be read
like any crisis file. Draws are small (at most 4 variables of 3 levels and 3
actors unless asked for more) and shrink towards one actor, one variable and
nothing that can be done.
"""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Mapping

from hypothesis import strategies as st

Data = dict[str, object]
Variables = tuple[tuple[str, tuple[str, ...]], ...]

LEVELS = ("low", "mid", "high")
VARIABLES = ("u", "v", "w", "x", "y", "z")
ACTORS = ("ANA", "BEN", "CAI", "DEE")
OUTSIDERS = ("FAR", "GUS")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
NUMBERS = (0, 1, -1, 0.5, -0.5, 2, -2)
SPLITS = ((0.5, 0.5), (0.25, 0.75), (1.0, 0.0), (0.2, 0.3, 0.5))


def text(crisis: Data) -> str:
    """Write a drawn crisis as a crisis file."""
    return json.dumps(crisis, indent=1)


@st.composite
def crises(
    draw,
    *,
    max_actors=3,
    max_variables=4,
    max_options=3,
    votes=True,
    chance=True,
    controls=True,
    ordinal=True,
    extras=True,
):
    """Draw a crisis; each flag says whether that part of the format may be drawn.

    ``ordinal`` allows priorities and rankings beside weights; ``extras`` allows
    what no game is made of: titles, reasons, motives, deals and positions.
    """
    actors = ACTORS[: draw(st.integers(1, max_actors))]
    variables = draw(_variables(max_variables))
    start = {name: draw(st.sampled_from(levels)) for name, levels in variables}
    infeasible = draw(_infeasible(variables, start))
    crisis: Data = {
        "name": "drawn-crisis",
        "actors": {name: draw(_actor(extras)) for name in actors},
        "variables": {name: list(levels) for name, levels in variables},
        "start": start,
    }
    if infeasible:
        crisis["infeasible"] = [_conjunction(combination) for combination in infeasible]
    bodies = draw(_bodies(actors)) if votes else {}
    crisis |= _given(
        states=draw(_states(variables)) if extras else {},
        one_way=draw(st.lists(_one_way(variables, actors), max_size=2)),
        options=draw(_options(variables, actors, bodies, most=max_options, chance=chance)),
        controls=draw(_controls(variables, actors)) if controls else {},
        bodies=bodies,
        chance=draw(_chance_events(variables)) if chance else {},
        order=draw(st.lists(st.sampled_from(actors), max_size=4)),
    )
    crisis |= draw(_preferences(variables, actors, infeasible, ordinal=ordinal, extras=extras))
    if extras:
        crisis |= draw(_extras(variables, actors))
        crisis |= draw(_instruments(crisis))
        crisis |= draw(_comparisons(variables, actors, crisis))
        crisis |= draw(_misperceptions(variables, actors, crisis, ordinal=ordinal))
        crisis |= draw(_rules(variables, actors, crisis))
    return crisis


@st.composite
def _comparisons(draw, variables, actors, crisis):
    """Draw how actors compare states, in ways that leave their order alone."""
    actor = draw(st.sampled_from(actors))
    condition = conditions(variables)
    attitude = st.sampled_from(("devoting", "aggressive", "neutral"))
    has_order = any(actor in crisis.get(way, {}) for way in ("priorities", "ranking"))
    strength = st.lists(condition, max_size=2) if has_order else st.sampled_from((0.5, 2))
    return _given(
        unknown=_given(**{actor: draw(st.lists(st.tuples(condition, condition), max_size=2))}),
        strength=_given(**{actor: draw(strength)}) if draw(st.booleans()) else {},
        attitudes=_given(**{actor: draw(st.dictionaries(st.sampled_from(actors), attitude))}),
    )


@st.composite
def _rules(draw, variables, actors, crisis):
    """Draw what an actor does by rule."""
    actor = draw(st.sampled_from(actors))
    options = ["hold", *crisis.get("options", {}).get(actor, {})]
    do = st.sampled_from(options) | st.just({option: 1 / len(options) for option in options})
    rule = st.fixed_dictionaries({"do": do}, optional={"when": conditions(variables)})
    return _given(rules=_given(**{actor: draw(st.lists(rule, max_size=2))}))


@st.composite
def _misperceptions(draw, variables, actors, crisis, *, ordinal):
    """Draw what one actor sees wrongly; the state at the start it always sees."""
    actor = draw(st.sampled_from(actors))
    start = crisis["start"]
    unlike_start = [
        f"{name} == {level}"
        for name, levels in variables
        for level in levels
        if level != start[name]
    ]
    others = [other for other in actors if other != actor]
    wrong: Data = {"states": draw(st.lists(st.sampled_from(unlike_start), max_size=2))}
    if others:
        other = draw(st.sampled_from(others))
        owned = [*crisis.get("options", {}).get(other, ())]
        owned += [name for name in crisis.get("controls", {}).get(other, ()) if name not in owned]
        if owned and draw(st.booleans()):
            wrong["options"] = {
                other: draw(st.lists(st.sampled_from(owned), min_size=1, unique=True))
            }
        if ordinal and draw(st.booleans()):
            wrong["priorities"] = {other: draw(_statements(variables))}
        else:
            wrong["weights"] = {other: draw(_weights(crisis["interests"]))}
    wrong = _given(**wrong)
    return {"misperceptions": {actor: wrong}} if wrong else {}


def names_of(variables: Variables) -> tuple[str, ...]:
    """Return the names of drawn variables."""
    return tuple(name for name, _ in variables)


def _given(**parts: object) -> Data:
    """Keep the parts of the file that hold something."""
    return {name: part for name, part in parts.items() if part}


@st.composite
def _variables(draw, most):
    names = VARIABLES[: draw(st.integers(1, most))]
    return tuple((name, LEVELS[: draw(st.integers(2, 3))]) for name in names)


@st.composite
def _actor(draw, extras):
    actor = {
        "patience": draw(st.sampled_from((0.9, 0.5, 0))),
        "precision": draw(st.sampled_from((1, 2, 0))),
    }
    if extras and draw(st.booleans()):
        actor |= {"name": {"en": "Someone", "id": "Seseorang"}, "why": "drawn"}
    return actor


@st.composite
def _infeasible(draw, variables, start):
    """Draw combinations of levels, none of which is that of the start."""
    cell = st.dictionaries(st.sampled_from(names_of(variables)), st.integers(0, 2), min_size=1)
    combinations = [
        {name: levels[drawn[name] % len(levels)] for name, levels in variables if name in drawn}
        for drawn in draw(st.lists(cell, max_size=2))
    ]
    return [c for c in combinations if any(start[name] != level for name, level in c.items())]


def _conjunction(combination: Mapping[str, str]) -> str:
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


def _states(variables: Variables) -> st.SearchStrategy[Data]:
    return st.dictionaries(st.sampled_from(("calm", "crest")), conditions(variables), max_size=2)


@st.composite
def _one_way(draw, variables, actors):
    rule: Data = {
        "variable": draw(st.sampled_from(names_of(variables))),
        "only": draw(st.sampled_from(("rise", "fall", "stay"))),
    }
    if draw(st.booleans()):
        rule["when"] = draw(conditions(variables))
    if draw(st.booleans()):
        rule["by"] = draw(st.lists(st.sampled_from(actors), min_size=1, unique=True))
    return rule


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
def _options(draw, variables, actors, bodies, *, most, chance):
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
def _controls(draw, variables, actors):
    controls: Data = {}
    for actor in actors:
        held = draw(st.lists(st.sampled_from(names_of(variables)), max_size=2, unique=True))
        if held:
            controls[actor] = held
    return controls


@st.composite
def _bodies(draw, actors):
    return {name: draw(_body(actors)) for name in ("council", "board")[: draw(st.integers(0, 2))]}


@st.composite
def _body(draw, actors):
    names = draw(st.lists(st.sampled_from(actors + OUTSIDERS), min_size=1, max_size=4, unique=True))
    rule = draw(st.sampled_from(("majority", "quota", "consensus")))
    members = {name: draw(_member(name in actors)) for name in names}
    body: Data = {"rule": rule, "members": members}
    if rule == "quota":
        body["quota"] = draw(st.integers(1, sum(m.get("votes", 1) for m in members.values())))
    veto = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
    if veto:
        body["veto"] = veto
    if draw(st.booleans()):
        body["band"] = draw(st.sampled_from((0, 0.1, 0.5)))
    return body


@st.composite
def _member(draw, is_actor):
    member: Data = {}
    if is_actor and draw(st.booleans()):
        member["band"] = draw(st.sampled_from((0, 0.2)))
    if not is_actor:
        yes, no = draw(st.sampled_from(((0.5, 0.5), (0.75, 0.125), (1, 0), (0, 1), (0, 0))))
        member |= {"yes": yes, "no": no}
    if draw(st.booleans()):
        member["votes"] = draw(st.integers(1, 3))
    return member


@st.composite
def _chance_events(draw, variables):
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


@st.composite
def _preferences(draw, variables, actors, infeasible, *, ordinal, extras):
    interests = {
        name: draw(scores(variables)) for name in ("safety", "pride")[: draw(st.integers(1, 2))]
    }
    weights: Data = {}
    priorities: Data = {}
    ranking: Data = {}
    motives: Data = {}
    for actor in actors:
        kind = draw(st.sampled_from(("weights", "none") + ("priorities", "ranking") * ordinal))
        if kind == "weights":
            weights[actor] = draw(_weights(interests))
            if extras and draw(st.booleans()):
                motives[actor] = {
                    "bold": {"prior": 0.25, "weights": draw(_weights(interests))},
                    "meek": {"prior": 0.75, "weights": draw(_weights(interests))},
                }
        elif kind == "priorities":
            priorities[actor] = draw(_statements(variables))
        elif kind == "ranking":
            ranking[actor] = draw(_ranking(variables, infeasible))
    return {"interests": interests} | _given(
        weights=weights, priorities=priorities, ranking=ranking, motives=motives
    )


def _weights(interests: Mapping[str, str]) -> st.SearchStrategy[Data]:
    return st.dictionaries(
        st.sampled_from(list(interests)), st.sampled_from(NUMBERS), min_size=1, max_size=2
    )


@functools.cache
def _statements(variables: Variables) -> st.SearchStrategy[list[str]]:
    condition = conditions(variables)
    statement = st.one_of(
        condition,
        st.builds("{} if {}".format, condition, condition),
        st.builds("{} iff {}".format, condition, condition),
    )
    return st.lists(statement, min_size=1, max_size=3)


@st.composite
def _ranking(draw, variables, infeasible):
    """Rank the cells that one or two variables cut the feasible states into."""
    names = names_of(variables)[: draw(st.integers(1, min(2, len(variables))))]
    states = feasible_states(variables, infeasible)
    cells = list(dict.fromkeys(tuple((name, state[name]) for name in names) for state in states))
    order = draw(st.permutations(cells))
    entries: list[object] = []
    while order:
        count = draw(st.integers(1, 2))
        tie, order = order[:count], order[count:]
        tied = [_conjunction(dict(cell)) for cell in tie]
        entries.append(tied if len(tied) > 1 else tied[0])
    return entries


@st.composite
def _instruments(draw, crisis):
    """Gather the options of some actors under a name."""
    options = {actor: list(names) for actor, names in crisis.get("options", {}).items() if names}
    if not options or not draw(st.booleans()):
        return {}
    owners = draw(st.lists(st.sampled_from(sorted(options)), min_size=1, unique=True))
    return {"instruments": {"means": {"options": {owner: options[owner] for owner in owners}}}}


@st.composite
def _extras(draw, variables, actors):
    promised = zip(actors, variables, strict=False)
    commitments = {actor: {name: levels[-1]} for actor, (name, levels) in promised}
    stands = {
        actor: {"position": draw(st.sampled_from((0, 4, 10))), "salience": 0.5, "capability": 0.2}
        for actor in actors
    }
    return _given(
        title=draw(st.sampled_from(("", "A drawn crisis"))),
        horizon=draw(st.sampled_from((0, 1, 3))),
        deals={"pact": {"commitments": commitments}} if draw(st.booleans()) else {},
        positions={"measure": {"scale": [0, 10], "actors": stands}} if draw(st.booleans()) else {},
    )
