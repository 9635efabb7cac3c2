"""Small graph models: drawn, built as `Moves`, and judged in two naive ways.

`by_definition` reads the published definitions word by word with sets;
`by_matrices` is the matrix form of Xu, Hipel & Kilgour (2009) with "no better"
taken to include the state itself. Neither shares a line with the kernel.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from standoff.kernels.tables import Moves

Change = Mapping[int, Sequence[int]]
"""Variable to the level that each of its levels becomes."""


class Action(NamedTuple):
    """What one actor may do; states are given by their number."""

    available: Sequence[int]
    outcomes: Sequence[Change]
    vote: bool = False


class Model(NamedTuple):
    """A graph model as the kernel reads it."""

    moves: Moves
    rank: np.ndarray
    passes: np.ndarray


def build(sizes, actors, rank, *, feasible=None, passing=()):
    """Build a model from variables' sizes, each actor's actions and the ranks.

    ``passing`` holds pairs (action, number of a state) in which its vote passes.
    """
    numbers = int(np.prod(sizes, dtype=np.int64))
    code = np.array(range(numbers) if feasible is None else sorted(feasible), np.int64)
    index = np.full(numbers, -1, np.int32)
    index[code] = np.arange(code.size)
    strides = [int(np.prod(sizes[v + 1 :], dtype=np.int64)) for v in range(len(sizes))]
    actions = list(itertools.chain(*actors))
    outcomes = list(itertools.chain(*(action.outcomes for action in actions)))
    steps = [(v, row) for change in outcomes for v, row in change.items()]
    delta = [(new - old) * strides[v] for v, row in steps for old, new in enumerate(row)]
    moves = Moves(
        code=code,
        position=index,
        actor_first=_firsts(actors),
        available=np.array(
            [np.isin(code, action.available) for action in actions], np.uint8
        ).reshape(len(actions), code.size),
        cost=np.zeros(len(actions)),
        cost_row=np.full(len(actions), -1),
        cost_by_state=np.zeros((0, code.size)),
        vote=np.array([0 if action.vote else -1 for action in actions], np.int64),
        outcome_first=_firsts([action.outcomes for action in actions]),
        probability=np.full(len(outcomes), np.nan),
        step_first=_firsts(outcomes),
        step_stride=np.array([strides[v] for v, _ in steps], np.int64),
        step_size=np.array([sizes[v] for v, _ in steps], np.int64),
        step_delta=_firsts([row for _, row in steps])[:-1],
        delta=np.array(delta, np.int64),
    )
    passes = np.zeros((len(actions), code.size), np.uint8)
    for a, number in passing:
        passes[a, index[number]] = 1
    return Model(moves, np.array(rank, np.int64).reshape(len(actors), code.size), passes)


def draw_by_hand(edges, rank):
    """Build a model of one variable from edges (actor, from, to) and the actors' ranks."""
    states = len(rank[0])
    actors = [[] for _ in rank]
    for i, s, t in edges:
        actors[i].append(Action([s], [{0: [t] * states}]))
    return build([states], actors, rank)


def _firsts(parts):
    return np.concatenate([[0], np.cumsum([len(part) for part in parts], dtype=np.int64)]).astype(
        np.int64
    )


def controls(sizes, mine, feasible=None):
    """Return the actions of the option form: any other levels of the variables ``mine``."""
    strides = [int(np.prod(sizes[v + 1 :], dtype=np.int64)) for v in range(len(sizes))]
    numbers = set(range(int(np.prod(sizes))) if feasible is None else feasible)
    actions = []
    for levels in itertools.product(*(range(sizes[v]) for v in mine)):
        change = {v: [level] * sizes[v] for v, level in zip(mine, levels, strict=True)}
        available = []
        for number in numbers:
            target = number
            for v, level in zip(mine, levels, strict=True):
                target += (level - number // strides[v] % sizes[v]) * strides[v]
            if target in numbers and target != number:
                available.append(number)
        actions.append(Action(available, [change]))
    return actions


def reach(model):
    """Return the moves as sets: ``reach[i][s]`` holds where ``i`` can go from ``s``."""
    m = model.moves
    found = [[set() for _ in m.code] for _ in model.rank]
    for i, row in enumerate(found):
        for a in range(m.actor_first[i], m.actor_first[i + 1]):
            outcomes = range(m.outcome_first[a], m.outcome_first[a + 1])
            for s in range(m.code.size):
                if not m.available[a, s]:
                    continue
                chosen = list(outcomes)
                if m.vote[a] >= 0:
                    chosen = [outcomes[0] if model.passes[a, s] else outcomes[1]]
                row[s] |= {_target(m, o, s) for o in chosen} - {s}
    return found


def _target(m, o, s):
    number = m.code[s]
    for step in range(m.step_first[o], m.step_first[o + 1]):
        level = m.code[s] // m.step_stride[step] % m.step_size[step]
        number += m.delta[m.step_delta[step] + level]
    return int(m.position[number])


def dense(listed):
    """Write listed moves as matrices of 0 and 1, with axes (i, s, t)."""
    actors, states = listed.first.shape[0], listed.first.shape[1] - 1
    lengths = np.diff(listed.first, axis=1).reshape(-1)
    matrices = np.zeros((actors * states, states), np.uint8)
    matrices[np.repeat(np.arange(actors * states), lengths), listed.to] = 1
    return matrices.reshape(actors, states, states)


def improvements(reach, rank):
    """Keep the moves that make their mover strictly better off."""
    return [
        [{t for t in targets if rank[i][t] > rank[i][s]} for s, targets in enumerate(row)]
        for i, row in enumerate(reach)
    ]


def legal_sequences(reach, movers, start):
    """Return where ``movers`` can go from ``start``, nobody moving twice in a row."""
    last_movers = {}
    fresh = {(t, j) for j in movers for t in reach[j][start]}
    while fresh:
        for t, j in fresh:
            last_movers.setdefault(t, set()).add(j)
        fresh = {
            (u, j)
            for t, last in last_movers.items()
            for j in movers
            if last != {j}
            for u in reach[j][t]
            if j not in last_movers.get(u, ())
        }
    return set(last_movers)


def by_definition(reach, rank):
    """Return ``stable[c][i][s]`` for Nash, GMR, SMR, SEQ, SSEQ, read off the definitions."""
    gains = improvements(reach, rank)
    actors, states = range(len(rank)), range(len(rank[0]))
    stable = np.zeros((5, len(rank), len(rank[0])), bool)
    for i, s in itertools.product(actors, states):
        others = [j for j in actors if j != i]
        no_better = {t for t in states if rank[i][t] <= rank[i][s]}
        any_answer = {t: legal_sequences(reach, others, t) & no_better for t in gains[i][s]}
        credible = {t: legal_sequences(gains, others, t) & no_better for t in gains[i][s]}
        stable[0, i, s] = not gains[i][s]
        stable[1, i, s] = all(any_answer[t] for t in gains[i][s])
        stable[2, i, s] = all(
            any(reach[i][u] <= no_better for u in any_answer[t]) for t in gains[i][s]
        )
        stable[3, i, s] = all(credible[t] for t in gains[i][s])
        stable[4, i, s] = all(
            any(reach[i][u] <= no_better for u in credible[t]) for t in gains[i][s]
        )
    return stable


def by_matrices(reach, rank):
    """Return the same from the matrix form: a state is stable iff its diagonal entry is 0."""
    rank = np.asarray(rank)
    states = rank.shape[1]
    j = np.zeros((len(rank), states, states))
    for i, row in enumerate(reach):
        for s, targets in enumerate(row):
            j[i, s, list(targets)] = 1
    better = (rank[:, None, :] > rank[:, :, None]).astype(float)
    gains = j * better
    ones = np.ones((states, states))
    stable = np.zeros((5, len(rank), states), bool)
    for i in range(len(rank)):
        others = [k for k in range(len(rank)) if k != i]
        w = ones - better[i]
        m, m_gains = _legal_matrix(j[others], states), _legal_matrix(gains[others], states)
        cannot_undo = ones - np.sign(j[i] @ better[i].T)
        verdicts = (
            gains[i] @ ones,
            gains[i] @ (ones - np.sign(m @ w.T)),
            gains[i] @ (ones - np.sign(m @ (w.T * cannot_undo))),
            gains[i] @ (ones - np.sign(m_gains @ w.T)),
            gains[i] @ (ones - np.sign(m_gains @ (w.T * cannot_undo))),
        )
        stable[:, i] = [np.diag(verdict) == 0 for verdict in verdicts]
    return stable


def _legal_matrix(j, states):
    """Reach by legal sequences, grown by last mover until nothing is added."""
    last = j.copy()
    while True:
        grown = last.copy()
        for k in range(len(j)):
            earlier = np.delete(last, k, axis=0).any(axis=0).astype(float)
            grown[k] = np.sign(grown[k] + earlier @ j[k])
        if (grown == last).all():
            return last.any(axis=0).astype(float) if len(j) else np.zeros((states, states))
        last = grown


def ranks(actors, states, most=None):
    """Draw preferences with ties."""
    top = states - 1 if most is None else most
    return st.lists(
        st.lists(st.integers(0, top), min_size=states, max_size=states),
        min_size=actors,
        max_size=actors,
    )


@st.composite
def drawn_graphs(draw, max_actors=4, max_states=6):
    """Draw any graph at all: one variable, and actions that send its levels anywhere."""
    states = draw(st.integers(1, max_states))
    feasible = draw(st.sets(st.integers(0, states - 1), min_size=1))
    actors = [
        draw(st.lists(_any_action(states, feasible), max_size=3))
        for _ in range(draw(st.integers(1, max_actors)))
    ]
    votes = [
        (a, number)
        for a, _ in enumerate(itertools.chain(*actors))
        for number in sorted(draw(st.sets(st.sampled_from(sorted(feasible)))))
    ]
    rank = draw(ranks(len(actors), len(feasible)))
    return build([states], actors, rank, feasible=feasible, passing=votes)


@st.composite
def _any_action(draw, states, feasible):
    targets = st.lists(st.sampled_from(sorted(feasible)), min_size=states, max_size=states)
    kind = draw(st.sampled_from(("certain", "chance", "vote")))
    count = 1 if kind == "certain" else 2
    outcomes = [{0: draw(targets)} for _ in range(count)]
    return Action(
        sorted(draw(st.sets(st.sampled_from(sorted(feasible))))), outcomes, kind == "vote"
    )


@st.composite
def drawn_option_forms(draw, max_actors=4):
    """Draw an option form: each actor controls variables of its own; some states cannot be."""
    owned = draw(st.lists(st.integers(0, 2), min_size=1, max_size=max_actors))
    owned = owned if sum(owned) <= 4 else [1] * len(owned)
    sizes = [draw(st.integers(2, 3)) for _ in range(max(1, sum(owned)))]
    numbers = int(np.prod(sizes))
    feasible = set(range(numbers)) - draw(st.sets(st.integers(1, max(1, numbers - 1)), max_size=6))
    first = [0, *itertools.accumulate(owned)]
    actors = [
        controls(sizes, range(first[i], first[i + 1]), feasible) if count else []
        for i, count in enumerate(owned)
    ]
    rank = draw(ranks(len(actors), len(feasible), most=draw(st.integers(0, 12))))
    return build(sizes, actors, rank, feasible=feasible)


@st.composite
def drawn_with_gaps(draw):
    """Draw an option form in which some moves cannot be made, so that not all is transitive."""
    model = draw(drawn_option_forms())
    open_ = model.moves.available.copy()
    for a, s in np.argwhere(open_):
        open_[a, s] = draw(st.booleans()) or draw(st.booleans())
    return model._replace(moves=model.moves._replace(available=open_))
