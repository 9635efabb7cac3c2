"""Games written out state by state, and a dictionary reading of the model.

A plain game has one variable, whose levels are the states, so any transition
can be written down. `solved_round` is the model of docs/theory/equilibrium.md
read literally, one state and one outcome at a time; it shares no code with the
kernels.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np

from standoff.kernels.tables import Ballots, Moves


@dataclass
class Act:
    """Something that may be done: who, what it leads to from each state, at which cost.

    ``outcomes`` lists (probability, {state: next state}); a state that is not a
    key cannot be left this way. ``body`` decides between two outcomes.
    """

    actor: int
    outcomes: list
    cost: object = 0.0
    body: int = -1


@dataclass
class Body:
    """Members are (actor or None, votes, veto, band, leaning)."""

    rule: int
    quota: int
    members: list


@dataclass
class Plain:
    """A whole game."""

    utility: list
    patience: list
    precision: list
    turns: list
    acts: list
    chance: list = field(default_factory=list)
    bodies: list = field(default_factory=list)
    start: int = 0
    horizon: int | None = None

    @property
    def states(self):
        """Return how many states there are."""
        return len(self.utility[0])


def moves_of(acts, owners, states):
    """Lay acts out as `Moves`: one step an outcome, any offset by level."""
    outcomes = [outcome for act in acts for outcome in act.outcomes]
    rows = [[to.get(s, s) - s for s in range(states)] for _, to in outcomes]
    varying = [act.cost for act in acts if isinstance(act.cost, list)]
    counts = [sum(act.actor == i for act in acts) for i in range(owners)]
    rank = itertools.count()
    count = len(outcomes)
    return Moves(
        code=np.arange(states),
        position=np.arange(states, dtype=np.int32),
        actor_first=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        available=np.array(
            [[s in act.outcomes[0][1] for s in range(states)] for act in acts], dtype=np.uint8
        ).reshape(len(acts), states),
        cost=np.array([0.0 if isinstance(a.cost, list) else a.cost for a in acts], dtype=float),
        cost_row=np.array(
            [next(rank) if isinstance(a.cost, list) else -1 for a in acts], dtype=np.int64
        ),
        cost_by_state=np.array(varying, dtype=float).reshape(len(varying), states),
        vote=np.array([act.body for act in acts], dtype=np.int64),
        outcome_first=np.cumsum([0, *(len(act.outcomes) for act in acts)]).astype(np.int64),
        probability=np.array([p for p, _ in outcomes], dtype=float),
        step_first=np.arange(count + 1),
        step_stride=np.ones(count, dtype=np.int64),
        step_size=np.full(count, states, dtype=np.int64),
        step_delta=np.arange(count, dtype=np.int64) * states,
        delta=np.array(rows, dtype=np.int64).reshape(-1),
    )


def ballots_of(bodies):
    """Lay bodies out as `Ballots`."""
    members = [member for body in bodies for member in body.members]
    nobody = (np.nan,) * 3
    return Ballots(
        rule=np.array([body.rule for body in bodies], dtype=np.int64),
        quota=np.array([body.quota for body in bodies], dtype=np.int64),
        member_first=np.cumsum([0, *(len(body.members) for body in bodies)]).astype(np.int64),
        member_actor=np.array([-1 if m[0] is None else m[0] for m in members], dtype=np.int64),
        votes=np.array([m[1] for m in members], dtype=np.int64),
        veto=np.array([m[2] for m in members], dtype=np.uint8),
        band=np.array([m[3] for m in members], dtype=float),
        leaning=np.array([m[4] or nobody for m in members], dtype=float).reshape(len(members), 3),
    )


def game_of(plain: Plain) -> SimpleNamespace:
    """Return what `standoff.policy` reads of a game."""
    owners = len(plain.utility)
    acts = sorted(plain.acts, key=lambda act: act.actor)
    return SimpleNamespace(
        crisis=SimpleNamespace(together=()),
        moves=moves_of(acts, owners, plain.states),
        chance=moves_of(plain.chance, 1, plain.states),
        ballots=ballots_of(plain.bodies),
        turns=np.array(plain.turns, dtype=np.int64),
        utility=np.array(plain.utility, dtype=float),
        patience=np.array(plain.patience, dtype=float),
        precision=np.array(plain.precision, dtype=float),
        actor_names=tuple(f"A{i}" for i in range(owners)),
        ordinal_actors=(),
        start=plain.start,
        state_count=plain.states,
        horizon=plain.horizon,
    )


def random_game(seed, *, states=8, precision=2.0, patience=0.9):
    """Three actors, four turns, costs, chance and a vote; everything random but seeded."""
    rng = np.random.default_rng(seed)

    def anywhere():
        return {s: int(rng.integers(states)) for s in range(states)}

    acts = [
        Act(int(rng.integers(3)), [(0.3, anywhere()), (0.7, anywhere())], float(rng.random()))
        for _ in range(6)
    ]
    acts.append(Act(0, [(np.nan, anywhere()), (np.nan, anywhere())], 0.1, 0))
    acts.sort(key=lambda act: act.actor)
    body = Body(
        0, 2, [(0, 1, 0, 0.1, None), (1, 1, 1, 0.0, None), (None, 1, 0, 0, (0.5, 0.3, 0.2))]
    )
    return Plain(
        rng.normal(size=(3, states)).tolist(), [patience] * 3, [precision] * 3, [0, 1, 2, 0],
        acts, [Act(0, [(0.5, anywhere()), (0.5, anywhere())])], [body],
    )  # fmt: skip


def brute_pass(body: Body, gains, precision) -> float:
    """Sum the probability of every ballot of the whole body that passes."""
    chances = []
    for actor, _, _, band, leaning in body.members:
        if actor is None:
            chances.append(leaning)
        else:
            yes = 1 / (1 + math.exp(-precision[actor] * (gains[actor] - band)))
            no = 1 / (1 + math.exp(-precision[actor] * (-gains[actor] - band)))
            chances.append((yes, 1 - yes - no, no))
    total = 0.0
    for cast in itertools.product(range(3), repeat=len(chances)):
        if passes(body, cast):
            total += math.prod(chances[j][vote] for j, vote in enumerate(cast))
    return total


def passes(body: Body, cast) -> bool:
    """Say whether a full list of votes (0 yes, 1 abstain, 2 no) passes."""
    yes = sum(m[1] for m, vote in zip(body.members, cast, strict=True) if vote == 0)
    no = sum(m[1] for m, vote in zip(body.members, cast, strict=True) if vote == 2)
    if any(m[2] and vote == 2 for m, vote in zip(body.members, cast, strict=True)):
        return False
    return {0: yes >= body.quota, 1: yes > no, 2: no == 0}[body.rule]


def solved_round(plain: Plain, following):
    """Go back through one round: (value, choice, passing), keyed by dictionaries.

    ``following[i][s]`` is the value at the beginning of the next round;
    ``choice[m, s]`` maps the act (None to hold) to its probability, and
    ``passing[m, s]`` an act to the probability that it passes.
    """
    actors, states = range(len(plain.utility)), range(plain.states)
    later = [list(row) for row in following]
    for event in reversed(plain.chance):
        later = [
            [
                sum(p * row[to[s]] for p, to in event.outcomes) if s in event.outcomes[0][1]
                else row[s]
                for s in states
            ]
            for row in later
        ]  # fmt: skip
    value = [
        [plain.utility[i][s] + plain.patience[i] * later[i][s] for s in states] for i in actors
    ]
    choice, passing = {}, {}
    for m in reversed(range(len(plain.turns))):
        value, choice, passing = _turn(plain, m, value, choice, passing)
    return value, choice, passing


def _turn(plain, m, after, choice, passing):
    mover = plain.turns[m]
    before = [[0.0] * plain.states for _ in after]
    for s in range(plain.states):
        worth, odds = {None: [row[s] for row in after]}, {}
        for a, act in enumerate(plain.acts):
            if act.actor != mover or s not in act.outcomes[0][1]:
                continue
            shares = [p for p, _ in act.outcomes]
            if act.body >= 0:
                won, lost = (to[s] for _, to in act.outcomes)
                gains = [row[won] - row[lost] for row in after]
                odds[a] = brute_pass(plain.bodies[act.body], gains, plain.precision)
                shares = [odds[a], 1 - odds[a]]
            worth[a] = [
                sum(p * row[to[s]] for p, (_, to) in zip(shares, act.outcomes, strict=True))
                for row in after
            ]
            worth[a][mover] -= act.cost[s] if isinstance(act.cost, list) else act.cost
        top = max(w[mover] for w in worth.values())
        weight = {a: math.exp(plain.precision[mover] * (w[mover] - top)) for a, w in worth.items()}
        total = sum(weight.values())
        choice[m, s] = {a: w / total for a, w in weight.items()}
        passing[m, s] = odds
        for i in range(len(after)):
            before[i][s] = sum(choice[m, s][a] * worth[a][i] for a in worth)
    return before, choice, passing


def solved_backwards(plain: Plain, rounds: int):
    """Count ``rounds`` rounds back from the status quo kept for ever, first round first."""
    value = [
        [u / (1 - patience) for u in row]
        for row, patience in zip(plain.utility, plain.patience, strict=True)
    ]
    found = []
    for _ in range(rounds):
        value, choice, passing = solved_round(plain, value)
        found.insert(0, (value, choice, passing))
    return found
