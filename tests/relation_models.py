"""Small option-form crises with more than an order, and stability read off the definitions."""

import itertools
import json
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

import standoff
from graph_models import Model, legal_sequences, reach
from standoff.spec import read_text

NASH, GMR, SMR, SEQ, SSEQ = range(5)
ACTORS = ("ANA", "BEN", "CAI")
LEVELS = ("off", "on")


def by_relations(to, tempts, deters, undoes, credible):
    """Judge by reading the definitions word by word; returns ``stable[c, i, s]``.

    ``to[i][s]`` holds the moves; the relations are called with actor and states.
    """
    actors, states = range(len(to)), range(len(to[0]))
    sure = [[{y for y in to[i][x] if credible(i, x, y)} for x in states] for i in actors]
    found = np.zeros((5, len(to), len(to[0])), bool)
    for i, s in itertools.product(actors, states):
        others = [k for k in actors if k != i]
        tempting = [t for t in to[i][s] if tempts(i, s, t)]
        found[NASH, i, s] = not tempting
        for moves, plain, lasting in ((to, GMR, SMR), (sure, SEQ, SSEQ)):
            answers = [
                {u for u in legal_sequences(moves, others, t) if deters(i, s, u)} for t in tempting
            ]
            found[plain, i, s] = all(answers)
            found[lasting, i, s] = all(
                any(not any(undoes(i, s, v) for v in to[i][u]) for u in ends) for ends in answers
            )
    return found


def moves_of(game):
    """Return the moves of a game as sets: ``to[i][s]``."""
    return reach(Model(game.moves, game.rank, game.sincere_passes()))


def compiled(crisis):
    """Compile a drawn crisis."""
    return standoff.compile(read_text(json.dumps(crisis)))


@st.composite
def drawn_crises(draw, *, orders=True, ranges=True, tolerance=True, resets=True):
    """Draw two or three actors with an option or two each, weights in quarters, or rankings.

    With ``resets`` an actor may undo what another did, so that answers can lead back.
    """
    owned = draw(st.lists(st.integers(1, 2), min_size=2, max_size=3).filter(lambda o: sum(o) <= 4))
    names = [f"v{n}" for n in range(sum(owned))]
    actors = ACTORS[: len(owned)]
    ends = [0, *itertools.accumulate(owned)]
    crisis = {
        "name": "drawn",
        "actors": list(actors),
        "variables": {name: list(LEVELS) for name in names},
        "controls": {a: names[ends[n] : ends[n + 1]] for n, a in enumerate(actors)},
        "interests": {name: name for name in names} | {"both": f"{names[0]} * {names[-1]}"},
        "weights": {},
        "ranking": {},
    }
    for actor in actors:
        if orders and draw(st.booleans()):
            crisis["ranking"][actor] = draw(_ranking(names))
        else:
            crisis["weights"][actor] = draw(_weights(crisis["interests"], ranges))
    if resets and draw(st.booleans()):
        change = {"set": {draw(st.sampled_from(names)): draw(st.sampled_from(LEVELS))}}
        crisis["options"] = {draw(st.sampled_from(actors)): {"reset": {"effect": change}}}
    if tolerance and draw(st.booleans()):
        crisis["tolerance"] = {a: draw(st.sampled_from((0, 0.25, 1))) for a in crisis["weights"]}
    return crisis


@st.composite
def _ranking(draw, names):
    states = [
        " and ".join(f"{name} == {level}" for name, level in zip(names, levels, strict=True))
        for levels in itertools.product(LEVELS, repeat=len(names))
    ]
    ties = {}
    for state in states:
        ties.setdefault(draw(st.integers(0, len(states) - 1)), []).append(state)
    return [ties[place] for place in sorted(ties)]


@st.composite
def _weights(draw, interests, ranges):
    weights = {}
    for name in interests:
        value = draw(st.integers(-8, 8)) / 4
        weights[name] = value
        if ranges and draw(st.booleans()):
            low, high = (draw(st.integers(0, 6)) / 4 for _ in range(2))
            weights[name] = {"value": value, "range": [value - low, value + high]}
    return weights


def conditions(crisis):
    """Draw a condition on the variables of a drawn crisis."""
    names = st.sampled_from(list(crisis["variables"]))
    one = st.builds("{} == {}".format, names, st.sampled_from(LEVELS))
    return one | st.builds("{} and {}".format, one, one) | st.builds("{} or {}".format, one, one)


def holds(game, condition):
    """Say in which states a condition of `conditions` holds, by reading it as text."""

    def one(part, k):
        name, level = part.split(" == ")
        return game.levels(k)[name] == level

    found = []
    for k in range(game.state_count):
        if " or " in condition:
            found.append(any(one(part, k) for part in condition.split(" or ")))
        else:
            found.append(all(one(part, k) for part in condition.split(" and ")))
    return found


def scores_of(crisis, game):
    """Work out every interest in every state, without the house's expressions."""
    names = list(crisis["variables"])
    table = []
    for k in range(game.state_count):
        on = {name: int(level == "on") for name, level in game.levels(k).items()}
        table.append({**on, "both": on[names[0]] * on[names[-1]]})
    return table


def weights_of(crisis, actor):
    """Return (value, low, high) of each weight as fractions."""
    found = {}
    for name, weight in crisis["weights"][actor].items():
        value = weight if not isinstance(weight, dict) else weight["value"]
        low, high = (value, value) if not isinstance(weight, dict) else weight["range"]
        found[name] = tuple(Fraction(x) for x in (value, low, high))
    return found


def corners(crisis, actor):
    """List the weights in every corner of the box of ranges."""
    weights = weights_of(crisis, actor)
    boxes = [dict.fromkeys((low, high)) for _, low, high in weights.values()]
    return [dict(zip(weights, corner, strict=True)) for corner in itertools.product(*boxes)]


def worth(scores, weights):
    """Add the weighted interests up; returns the utility of each state."""
    return [sum(weights[name] * row[name] for name in weights) for row in scores]
