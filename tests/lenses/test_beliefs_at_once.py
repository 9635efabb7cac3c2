"""Tests for the lens `beliefs` where some choose at once."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standoff
from standoff.lenses.beliefs import Beliefs
from standoff.lenses.beliefs_learning import learning, priors_of
from standoff.policy import solve, stage_game
from standoff.policy.private import with_motives
from standoff.record import parse_events, walk
from standoff.spec import read_text

COVER = """
name: cover
horizon: 1
actors:
  hider: {patience: 0, precision: 1}
  watcher: {patience: 0, precision: 0}
variables: {lamp: [off, on], cloth: [off, on]}
options:
  hider: {light: {when: lamp == off, effect: {set: {lamp: on}}}}
  watcher: {cover: {when: cloth == off, effect: {set: {cloth: on}}}}
order: [{together: [watcher, hider]}]
interests: {bright: lamp == on and cloth == off}
weights: {watcher: {bright: 1}}
motives:
  hider:
    eager: {prior: 0.5, weights: {bright: 2.1972245773362196}}
    idle: {prior: 0.5, weights: {bright: 0}}
"""
"""By hand: the watcher tosses a coin, so light is worth half of log 9 to the eager one, whose
odds are 3 to 1. Had it seen the cloth first, they would be 9 to 1, or even."""

RIVALS = """
name: rivals
horizon: 1
actors: {a: {patience: 0.5, precision: 1.5}, b: {patience: 0.5, precision: 2}}
variables: {x: [lo, mid, hi], y: [off, on]}
start: {x: mid}
options:
  a:
    up: {when: x != hi, effect: {raise: x}, cost: 0.1}
    seize:
      when: y == off
      effect: {chance: [{name: won, probability: 0.6, set: {y: on}},
                        {name: lost, probability: 0.4}]}
  b:
    down: {when: x != lo, effect: {lower: x}, cost: 0.2}
    take: {when: y == off, effect: {set: {y: on, x: hi}}}
order: [{together: [b, a]}]
interests: {i: x, j: y, k: x == hi and y == on}
weights: {b: WEIGHTS}
motives:
  a:
    one: {prior: 0.3, weights: ONE}
    two: {prior: 0.7, weights: TWO}
"""


def test_what_one_does_at_once_with_others_tells_of_its_motive_alone():
    """Seen to light it, eager has 3/4 / (3/4 + 1/2); the coin of the watcher tells nothing."""
    game = standoff.compile(read_text(COVER))
    answer = standoff.look(game, Beliefs(paths=20_000, seed=1))
    learned = answer["learned"].isel(after=-1).sel(motive="eager").values

    expected = [0.75 * 0.6 + 0.25 / 3, 0.5 * 0.6 + 0.5 / 3]
    assert learned == pytest.approx(expected, abs=0.004)
    assert answer.attrs["together"] == "watcher, hider"


def test_two_months_of_turns_at_once_filtered_by_hand():
    """Dark and covered in January, bared and lit in February; eager has 1/4, then 1/2.

    In February the cloth lies there and light is worth nothing, so both toss a coin.
    """
    crisis = read_text(
        COVER.replace("horizon: 1", "horizon: 2")
        .replace("eager: {prior: 0.5", "eager: {prior: 0.2")
        .replace("idle: {prior: 0.5", "idle: {prior: 0.8")
        + "calendar: {start: 2009-01-01, every: month, rounds: 2}\n"
        + "record: {events: none.csv, map: [{verb: light, option: light}, "
        + "{verb: cover, option: cover}]}\n"
    )
    rows = (
        "id,date,actor,action,target,description\n"
        "E1,2009-01-10,watcher,cover,,covered\nE2,2009-02-10,hider,light,,lit\n"
    )
    seen = walk(crisis, parse_events(rows), source="record.csv")

    answer = standoff.look(standoff.compile(crisis), Beliefs(paths=0), record=seen)

    assert answer["moment_option"].values.tolist() == [0, 1]
    assert answer["likelihood"].values == pytest.approx(np.array([[1 / 4, 1 / 2], [1 / 2, 1 / 2]]))
    assert answer["belief"].sel(motive="eager").values == pytest.approx([1 / 9, 1 / 9])


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=8, deadline=None)
def test_what_is_learned_on_drawn_paths_is_what_the_stage_game_says(seed):
    """The choices of each motive from the small game itself, and Bayes' rule over them."""
    rng = np.random.default_rng(seed)
    text = RIVALS
    for name in ("WEIGHTS", "ONE", "TWO"):
        text = text.replace(name, str({k: round(float(rng.normal()), 3) for k in "ijk"}))
    game = standoff.compile(read_text(text))
    games = with_motives(game, "a", ("one", "two"))
    policies = {name: solve(one) for name, one in games.items()}
    priors = priors_of(game, None, ())

    drawn = learning(game, policies, priors, paths=2_000, rounds=1, seed=seed % 1000)

    share = np.array([stage_game(one).quantal_response().end[1] for one in games.values()])
    posterior = np.array([0.3, 0.7])[:, None] * share
    posterior = posterior[0] / posterior.sum(axis=0)
    for truth in (0, 1):
        off = np.abs(drawn[truth, 1, :, 0][:, None] - posterior)
        assert off.min(axis=1).max() < 1e-9
        often = np.bincount(off.argmin(axis=1), minlength=3) / 2_000
        error = np.sqrt(share[truth] * (1 - share[truth]) / 2_000)
        # motives may give two options the same odds
        if np.diff(np.sort(posterior)).min() > 1e-6:
            assert (np.abs(often - share[truth]) <= 4.5 * error + 1e-9).all()


def test_turns_at_once_are_told_and_a_grid_of_them_is_refused():
    """A mover would not know at which belief it stands; in both languages."""
    game = standoff.compile(read_text(COVER))
    told = standoff.look(game, Beliefs(paths=10))
    refused = standoff.look(game, Beliefs(grid=4))

    assert "tree_value" not in told
    assert "only hider's own part tells" in " ".join(standoff.show(told).split())
    assert "hanya bagian hider sendiri" in " ".join(standoff.show(told, lang="id").split())
    assert refused.attrs["status"] == "does not apply"
    assert "these move at once: watcher, hider" in refused.attrs["cause"]
    assert "Pada kisi keyakinan" in standoff.show(refused, lang="id")
    one_by_one = dataclasses.replace(Beliefs(grid=4), paths=0)
    apart = standoff.compile(read_text(COVER.replace("{together: [watcher, hider]}", "hider")))
    assert standoff.look(apart, one_by_one).attrs["status"] == "found"
