"""Random small crises, drawn in one place for the tests of every layer.

A crisis is drawn as plain data in the human form of the file format, and is
always valid. Write it out with `text`; JSON is YAML, so the text can be read
like any crisis file. Draws are small (at most 4 variables of 3 levels and 3
actors unless asked for more) and shrink towards one actor, one variable and
nothing that can be done.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping

from hypothesis import strategies as st

from drawn_parts import (
    NUMBERS,
    Data,
    Variables,
    chance_events,
    conditions,
    conjunction,
    feasible_states,
    names_of,
    options_of,
    scores,
)

LEVELS = ("low", "mid", "high")
VARIABLES = ("u", "v", "w", "x", "y", "z")
ACTORS = ("ANA", "BEN", "CAI", "DEE")
OUTSIDERS = ("FAR", "GUS")


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
        crisis["infeasible"] = [conjunction(combination) for combination in infeasible]
    bodies = draw(_bodies(actors)) if votes else {}
    crisis |= _given(
        states=draw(_states(variables)) if extras else {},
        one_way=draw(st.lists(_one_way(variables, actors), max_size=2)),
        options=draw(options_of(variables, actors, bodies, most=max_options, chance=chance)),
        controls=draw(_controls(variables, actors)) if controls else {},
        bodies=bodies,
        chance=draw(chance_events(variables)) if chance else {},
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
        tied = [conjunction(dict(cell)) for cell in tie]
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
