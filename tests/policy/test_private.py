"""Tests for `standoff.policy.private`: an equilibrium in which a motive is not known."""

import json
from pathlib import Path

import numpy as np
import pytest

import standoff
from standoff.errors import CommandError
from standoff.policy import solve
from standoff.policy.private import solve_private, with_motives
from standoff.spec import read_text

SIGNAL = json.loads(
    (Path(__file__).parents[1] / "replication/fixtures/gambit/signal.json").read_text()
)

BOASTER = """
name: boaster
horizon: {rounds}
actors:
  sender: {{patience: {patience}, precision: {precision}}}
  clock: {{patience: 0, precision: 50}}
  receiver: {{patience: {patience}, precision: {precision}}}
order: [sender, clock, receiver, sender]
variables:
  phase: [one, two]
  said: [quiet, boast]
  answer: [none, in]
  reply: [none, fight]
options:
  sender:
    boast: {{when: phase == one and said == quiet, effect: {{set: {{said: boast}}}}}}
    fight: {{when: answer == in and reply == none, effect: {{set: {{reply: fight}}}}}}
  clock:
    tick: {{when: phase == one, effect: {{set: {{phase: two}}}}}}
  receiver:
    enter: {{when: phase == two and answer == none, effect: {{set: {{answer: in}}}}}}
interests:
  boasted: said == boast
  out: answer == none
  shared: answer == in and reply == none
  fought: reply == fight
  ticked: phase == two
weights:
  clock: {{ticked: 20}}
  receiver: {{shared: 1, fought: -1}}
motives:
  sender:
    tough: {{prior: 0.4, weights: {{boasted: 0.4, out: 2, fought: 1}}}}
    weak: {{prior: 0.6, weights: {{boasted: -0.3, out: 2, fought: -1, shared: 0.5}}}}
"""
"""The game of the fixture: a clock that never fails keeps boasts to the first turn."""


SLOW = """
name: slow
horizon: 2
actors:
  sender: {patience: 0.8, precision: 1.5}
  receiver: {patience: 0.7, precision: 2}
order: [sender, receiver]
variables:
  said: [quiet, boast, swear]
  answer: [none, in]
options:
  sender:
    raise: {when: said != swear, cost: 0.1, effect: {raise: said}}
  receiver:
    enter: {when: answer == none, cost: 0.2, effect: {set: {answer: in}}}
    leave: {when: answer == in, effect: {set: {answer: none}}}
interests:
  loud: said
  alone: answer == none
  met: (answer == in) * (said < swear)
weights:
  receiver: {met: 1, alone: 0.2}
motives:
  sender:
    tough: {prior: 0.4, weights: {loud: 0.5, alone: 1}}
    weak: {prior: 0.6, weights: {loud: -0.3, alone: 1.5}}
"""


def boaster(precision=1.0, rounds=1, patience=0.0):
    """Compile the game."""
    text = BOASTER.format(rounds=rounds, patience=patience, precision=precision)
    return standoff.compile(read_text(text))


def solved(game, resolution, **asked):
    """Solve it with the sender's motive private."""
    crisis = game.crisis
    actor = crisis.motives[0].actor
    games = with_motives(game, actor, [m.name for m in crisis.motives if m.actor == actor])
    return solve_private(
        games, game.actor_names.index(actor), resolution=resolution, rounds=game.horizon, **asked
    )


@pytest.mark.parametrize("factor", sorted(SIGNAL["logit"]))
def test_a_signal_and_what_it_tells_agree_with_gambit(factor):
    """The agent quantal response equilibrium of the tree in which chance draws the motive."""
    game = boaster(float(factor))
    prior = np.array([SIGNAL["prior"], 1 - SIGNAL["prior"]])
    tough, after_quiet, _, weak, reply, _, met_quiet, met_boast = SIGNAL["logit"][factor]

    found = solved(game, 1000, seats=[(1, 0, game.start)])

    said = found.choice_at((1, 0, game.start), prior)
    assert said[0, :2] == pytest.approx(tough, abs=1e-6)
    assert said[1, :2] == pytest.approx(weak, abs=1e-6)
    # what the receiver then expects, from Gambit's probabilities
    fights = prior * [after_quiet[1], reply[1]]
    expected = 0.0
    for signal, met in enumerate((met_quiet, met_boast)):
        heard = prior * [tough[signal], weak[signal]]
        share = heard / prior
        gain = sum(share * (prior - fights)) - sum(share * fights)
        expected += met[1] * gain
    value, _ = found.value_at(prior)
    assert value[2] == pytest.approx(expected, abs=1e-5)
    assert found.residual < 1e-8


def exact(game, actor, games, rounds, belief):
    """Solve by recursion with beliefs as they come, without a grid; games without votes or chance.

    Returns what actors and motives expect at the start.
    """
    names = list(games)
    moves = game.moves
    own = np.array([one.utility[actor] for one in games.values()])
    other = game.utility.copy()
    other[actor] = 0.0
    patience = game.patience

    def options(i, s):
        yield s, 0.0
        for a in range(moves.actor_first[i], moves.actor_first[i + 1]):
            if moves.available[a, s]:
                yield int(game.targets(moves, moves.outcome_first[a])[s]), float(moves.cost[a])

    def logit(sureness, quality):
        e = np.exp(sureness * (quality - quality.max(axis=-1, keepdims=True)))
        return e / e.sum(axis=-1, keepdims=True)

    def worth(t, m, s, b):
        if t == rounds:
            return other[:, s] / (1 - patience), own[:, s] / (1 - patience[actor])
        if m == game.turns.size:
            after, later = worth(t + 1, 0, s, b)
            return other[:, s] + patience * after, own[:, s] + patience[actor] * later
        i = game.turns[m]
        to, cost = (np.array(part) for part in zip(*options(i, s), strict=True))
        if i != actor:
            ends = [worth(t, m + 1, x, b) for x in to]
            actors, motives = (np.array(part) for part in zip(*ends, strict=True))
            share = logit(game.precision[i], actors[:, i] - cost)
            value = share @ actors
            value[i] -= share @ cost
            return value, share @ motives
        share = np.full((len(names), len(to)), 1 / len(to))
        for _ in range(200):
            tells = b @ share
            ends = [worth(t, m + 1, x, b * share[:, f] / tells[f]) for f, x in enumerate(to)]
            actors, motives = (np.array(part) for part in zip(*ends, strict=True))
            quality = motives.T - cost
            fresh = logit(game.precision[actor], quality)
            moved = abs(fresh - share).max()
            share = fresh
            if moved < 1e-8:
                break
        return tells @ actors, (share * quality).sum(axis=1)

    return worth(0, 0, game.start, np.asarray(belief, float))


def test_the_grid_comes_close_to_exact_beliefs_as_it_gets_finer():
    """Over two rounds, so that what is believed after the first counts in the second."""
    game = standoff.compile(read_text(SLOW))
    games = with_motives(game, "sender", ["tough", "weak"])
    belief = np.array([0.35, 0.65])
    actors, motives = exact(game, 0, games, 2, belief)

    errors = []
    for resolution in (20, 200):
        found = solved(game, resolution)
        value, own = found.value_at(belief)
        errors.append(max(abs(value[1:] - actors[1:]).max(), abs(own - motives).max()))

    assert errors[1] < 1e-4
    assert errors[1] < errors[0] / 10


def test_a_motive_that_is_certain_is_a_game_without_secrets():
    """At the corners of the simplex nothing is learned: the equilibrium of that motive's game."""
    game = standoff.compile(standoff.read(standoff.catalog.path("cuba-1962")))
    actor = game.crisis.motives[0].actor
    names = [motive.name for motive in game.crisis.motives if motive.actor == actor]
    games = with_motives(game, actor, names)
    place = game.actor_names.index(actor)

    found = solve_private(games, place, resolution=1, rounds=6)

    for k, one in enumerate(games.values()):
        policy = solve(one, rounds=6)
        known = policy.value[:, policy.row(one.start)]
        corner = int(np.argmax(found.grid.belief[:, k]))
        others = np.arange(len(known)) != place
        assert found.value[corner, others] == pytest.approx(known[others], rel=1e-9)
        assert found.motive_value[corner, k] == pytest.approx(known[place], rel=1e-9)
    assert np.isnan(found.value[:, place]).all()


def test_motives_that_do_not_differ_tell_nothing():
    """Whatever is believed, the game is the one without secrets."""
    game = boaster(1.5, rounds=2, patience=0.5)
    one = with_motives(game, "sender", ["tough"])["tough"]
    found = solve_private({"a": one, "b": one, "c": one}, 0, resolution=3, rounds=2)
    policy = solve(one)
    known = policy.value[:, policy.row(one.start)]

    assert found.value[:, 1:] == pytest.approx(np.tile(known[1:], (10, 1)))
    assert found.motive_value == pytest.approx(np.full((10, 3), known[0]))


COURT = """
name: court
horizon: 1
actors:
  sponsor: {patience: 0, precision: 0}
  judge: {patience: 0.5, precision: 3}
order: [judge, sponsor]
variables: {text: [none, passed], weather: [fair, foul]}
bodies: {court: {members: [judge], rule: quota, quota: 1}}
options:
  judge:
    adjourn: {when: text == passed, effect: {set: {text: none}}}
    shout: {when: weather == fair, cost: 0.2, effect: {set: {weather: foul}}}
  sponsor:
    table: {when: text == none, cost: 0.1, effect: {vote: court, pass: {set: {text: passed}}}}
chance:
  storm: {when: weather == fair, probability: 0.25, effect: {set: {weather: foul}}}
interests: {passed: text == passed, foul: weather == foul}
weights: {sponsor: {passed: 1, foul: -0.4}}
motives:
  judge:
    strict: {prior: 0.5, weights: {passed: 1, foul: 0.5}}
    lax: {prior: 0.5, weights: {passed: -0.2, foul: -0.3}}
"""


@pytest.mark.parametrize("belief", [(0.5, 0.5), (0.25, 0.75), (1, 0)])
def test_a_secret_vote_is_what_is_believed_of_it(belief):
    """By hand: the sponsor tosses a coin, so that what the judge does tells nobody anything new.

    At the end of the round a judge has twice what passage is worth to it, and of foul
    weather twice if it is foul, else a quarter. It votes yes with the logit of its gain,
    and shouts with that of what foul weather adds.
    """
    passed, foul, belief = np.array([1, -0.2]), np.array([0.5, -0.3]), np.array(belief)
    yes = 1 / (1 + np.exp(-3 * 2 * passed))
    shouts = 1 / (1 + np.exp(-3 * (1.75 * foul - 0.2)))

    found = solved(standoff.compile(read_text(COURT)), 4, seats=[(1, 0, 0)])
    value, own = found.value_at(belief)

    assert found.choice_at((1, 0, 0), belief) == pytest.approx(
        np.column_stack([1 - shouts, [0, 0], shouts])
    )
    assert own == pytest.approx(passed * yes + 0.25 * foul + shouts * (1.75 * foul - 0.2))
    assert value[0] == pytest.approx(belief @ (0.5 * (yes - 0.1) - 0.4 * shouts))


def test_threads_change_nothing():
    """Rows do not depend on each other."""
    game = standoff.compile(standoff.read(standoff.catalog.path("cuba-1962")))
    actor = game.crisis.motives[0].actor
    names = [motive.name for motive in game.crisis.motives if motive.actor == actor][:2]
    games = with_motives(game, actor, names)
    asked = {"resolution": 2, "rounds": 3}
    place = game.actor_names.index(actor)

    alone = solve_private(games, place, **asked)
    together = solve_private(games, place, threads=3, **asked)

    assert np.array_equal(alone.motive_value, together.motive_value)
    assert np.array_equal(alone.value, together.value, equal_nan=True)


def test_a_grid_that_would_not_fit_is_refused_with_its_size(monkeypatch):
    """Before any memory is taken."""
    monkeypatch.setattr("standoff.policy.private.MOST_BYTES", 1000)

    with pytest.raises(CommandError, match=r"states times 11 beliefs would take .* GB"):
        solved(boaster(), 10)
