"""Random crises in option form, and their graph models under the numbers of the literature."""

from __future__ import annotations

import itertools

from hypothesis import strategies as st

from graph_models import Model, reach
from standoff.game import compile
from standoff.game.subjective import seen

LEVELS = ("low", "mid", "high")


@st.composite
def option_forms(draw, *, max_levels=3, one_way=True, ordinal=True, full=False, misperceived=True):
    """Draw a crisis in option form, as plain data in the human form.

    ``full`` leaves out infeasible states; actors hold variables of their own.
    """
    actors = ("ANA", "BEN", "CAI")[: draw(st.integers(1, 3))]
    names = ("u", "v", "w", "x")[: draw(st.integers(1, 4))]
    levels = {name: list(LEVELS[: draw(st.integers(2, max_levels))]) for name in names}
    start = {name: draw(st.sampled_from(levels[name])) for name in names}
    owner = {name: draw(st.sampled_from((*actors, None))) for name in names}
    held = {actor: [name for name in names if owner[name] == actor] for actor in actors}
    cell = st.dictionaries(st.sampled_from(names), st.integers(0, 2), min_size=1, max_size=3)
    cells = [] if full else draw(st.lists(cell, max_size=3))
    drawn = [{name: levels[name][at % len(levels[name])] for name, at in c.items()} for c in cells]
    infeasible = [c for c in drawn if any(start[name] != at for name, at in c.items())]
    crisis = {
        "name": "drawn",
        "actors": list(actors),
        "variables": levels,
        "start": start,
        "infeasible": [conjunction(c) for c in infeasible],
        "controls": {actor: own for actor, own in held.items() if own},
        "interests": {"all": " + ".join(f"{2**k} * {name}" for k, name in enumerate(names))},
    }
    if one_way:
        ways = st.sampled_from((None, "rise", "fall"))
        rules = [{"variable": name, "only": way} for name in names if (way := draw(ways))]
        crisis["one_way"] = rules
    states = [
        dict(zip(names, at, strict=True))
        for at in itertools.product(*levels.values())
        if not any(c.items() <= dict(zip(names, at, strict=True)).items() for c in infeasible)
    ]
    for actor in actors:
        _want(draw, crisis, actor, states, ordinal=ordinal)
    if misperceived and draw(st.booleans()):
        hidden = [conjunction({n: at}) for n in names for at in levels[n] if at != start[n]]
        crisis["misperceptions"] = {actors[0]: {"states": [draw(st.sampled_from(hidden))]}}
    return {key: value for key, value in crisis.items() if value}


def _want(draw, crisis, actor, states, *, ordinal):
    """Draw what an actor wants, in one of the ways of the format."""
    way = draw(
        st.sampled_from(("none", "weights", *(("priorities", "ranking") if ordinal else ())))
    )
    if way == "weights":
        crisis.setdefault("weights", {})[actor] = {"all": draw(st.sampled_from((1, -1, 0.5)))}
    elif way == "priorities":
        count = draw(st.integers(1, 3))
        crisis.setdefault("priorities", {})[actor] = [
            conjunction(draw(st.sampled_from(states))) if draw(st.booleans()) else
            " or ".join(f"{n} == {at}" for n, at in draw(st.sampled_from(states)).items())
            for _ in range(count)
        ]  # fmt: skip
    elif way == "ranking":
        order = [conjunction(state) for state in draw(st.permutations(states))]
        cut = draw(st.integers(0, len(order)))
        tie = [order[:cut]] if cut > 1 else order[:cut]
        crisis.setdefault("ranking", {})[actor] = [*tie, *order[cut:]]


def conjunction(state):
    """Write a partial state as a condition."""
    return " and ".join(f"{name} == {level}" for name, level in state.items())


def graph_model(crisis, number):
    """Return moves, preferences and sight of a crisis, with states called by ``number(game)``."""
    game = compile(crisis)
    name = number(game)
    moves = reach(Model(game.moves, game.rank, game.sincere_passes()))
    states = range(game.state_count)
    return {
        "moves": [{(name[s], name[t]) for s in states for t in row[s]} for row in moves],
        "better": [
            {(name[s], name[t]) for s in states for t in states if rank[s] > rank[t]}
            for rank in game.rank.tolist()
        ],
        "seen": [{name[s] for s in states if sees[s]} for sees in seen(game)],
        "states": {name[s] for s in states},
    }


def binary_numbers(game):
    """Return the number of each state of a crisis of yes and no: variable ``k`` weighs ``2**k``."""
    digits = game.level_indices
    codes = [
        sum(int(digits[v, s]) << v for v in range(len(digits))) for s in range(game.state_count)
    ]
    return [1 + sorted(codes).index(code) for code in codes]
