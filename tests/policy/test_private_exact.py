"""Tests for `standoff.policy.private_tree` and `.private_exact`: beliefs kept exactly on a tree."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.special import softmax

import standoff
from standoff.lenses.gambit_tree import plant
from standoff.policy import solve
from standoff.policy.private import solve_private, with_motives
from standoff.policy.private_exact import solve_on_tree
from standoff.policy.private_tree import Secret, unrolled
from standoff.spec import read_text

SIGNAL = json.loads(
    (Path(__file__).parents[1] / "replication/fixtures/gambit/signal.json").read_text()
)

BOTH = """
name: both
horizon: 2
actors:
  sender: {{patience: 0.8, precision: {sure}}}
  judge: {{patience: 0.6, precision: {judge}}}
  target: {{patience: 0.7, precision: 2}}
order: [sender, target, judge]
variables:
  said: [quiet, boast, swear]
  answer: [none, in]
  fog: [clear, thick]
options:
  sender:
    raise:
      when: said == quiet or said == boast and answer == in
      cost: 0.1
      effect: {{raise: said}}
  target:
    enter:
      when: answer == none
      cost: 0.2
      effect:
        chance:
          - {{name: goes, probability: 0.7, set: {{answer: in}}}}
          - {{name: fails, probability: 0.3, set: {{answer: none}}}}
  judge:
    part: {{when: answer == in and said == swear, effect: {{set: {{answer: none}}}}}}
chance:
  weather:
    when: fog == clear
    effect:
      chance:
        - {{name: comes, probability: 0.25, set: {{fog: thick}}}}
        - {{name: stays, probability: 0.75, set: {{fog: clear}}}}
interests:
  loud: said
  alone: answer == none
  met: (answer == in) * (said < swear) + 0.3*(fog == thick)
weights:
  judge: {{alone: 1}}
motives:
  sender:
    tough: {{prior: {tough}, weights: {{loud: 0.5, alone: 1}}}}
    weak: {{prior: {weak}, weights: {{loud: -0.3, alone: 1.5}}}}
  target:
    keen: {{prior: 0.3, weights: {{met: 2, alone: 0.2}}}}
    shy: {{prior: 0.5, weights: {{met: 0.5, alone: 0.6}}}}
    odd: {{prior: 0.2, weights: {{loud: 1}}}}
"""
"""Two private motives, chance within a move and between rounds, costs, and a third actor."""


def both(tough=0.4, sure=3, judge=1):
    text = BOTH.format(tough=tough, weak=round(1 - tough, 9), sure=sure, judge=judge)
    return standoff.compile(read_text(text))


def secrets_of(game):
    """Give every actor with motives as one whose motive is its secret."""
    named = {}
    for motive in game.crisis.motives:
        named.setdefault(motive.actor, []).append(motive)
    return [
        Secret(actor, tuple(m.name for m in own), np.array([m.prior.value for m in own]))
        for actor, own in named.items()
    ]


def solved(game, most=5000):
    tree = unrolled(game, secrets_of(game), rounds=game.horizon, most=most)
    return tree, solve_on_tree(tree)


def catalogue(name):
    return standoff.compile(standoff.read(standoff.catalog.path(name)))


def assert_fixed_point_of_the_drawn_tree(game, tree, found):
    """Hold it against the tree that other programs get, where chance draws all motives at once.

    There a mover stands in an information set; its beliefs and what a choice is worth
    to it come from the joint draw, by code that knows nothing of ours.
    """
    planted = plant(game, game.horizon, start=game.start, at_once=False, private=True, most=200_000)
    motives = {secret.actor: secret.motives for secret in secrets_of(game)}
    by_history = {}
    nodes = [n for n, node in enumerate(tree.nodes) if node.action]

    def follow(n, x):
        """Match one draw of the other tree with ours, node by node."""
        inner = planted.tree
        while not tree.nodes[n].action:  # ends of rounds
            node = tree.nodes[n]
            if not node.branch:
                return
            if inner.information[x] >= 0 or not inner.children[x] or len(node.branch[0]) == 1:
                n = node.branch[0][0][1]
                continue
            for (_, ours), theirs in zip(sorted(node.branch[0]), sorted_children(x), strict=True):
                follow(ours, theirs)
            return
        h = int(inner.information[x])
        by_history.setdefault(h, n)
        assert by_history[h] == n
        for branch, child in zip(tree.nodes[n].branch, inner.children[x], strict=True):
            if len(branch) == 1:
                follow(branch[0][1], child)
            else:
                for (_, ours), theirs in zip(sorted(branch), sorted_children(child), strict=True):
                    follow(ours, theirs)

    def sorted_children(x):
        pairs = zip(planted.tree.share[x], planted.tree.children[x], strict=True)
        return [child for _, child in sorted(pairs)]

    for draw in planted.tree.children[0]:
        follow(0, draw)
    assert set(by_history.values()) == set(nodes)

    profile = []
    for h, sight in enumerate(planted.sets):
        own = motives.get(game.actor_names[sight.actor], ("",))
        profile.append(found.choice[by_history[h]][own.index(sight.motive)])
    quality = planted.tree.qualities(profile)
    belief = planted.tree.beliefs(profile)
    for h, sight in enumerate(planted.sets):
        # payoffs of that tree are counted from the start
        late = game.patience[sight.actor] ** (sight.round - 1)
        wanted = softmax(game.precision[sight.actor] / late * quality[h])
        assert profile[h] == pytest.approx(wanted, abs=1e-8)
    return planted, by_history, belief


def test_choices_are_logit_replies_on_the_tree_where_chance_draws_all_motives():
    """Two secrets, chance, costs and two rounds, by a second implementation."""
    game = both()
    assert_fixed_point_of_the_drawn_tree(game, *solved(game))


@pytest.mark.parametrize("name", ["private-costs", "signalling"])
def test_the_games_of_the_catalogue_are_too(name):
    """At their own precision."""
    game = catalogue(name)
    assert_fixed_point_of_the_drawn_tree(game, *solved(game))


@settings(max_examples=6, phases=[Phase.generate])
@given(tough=st.floats(0.02, 0.98), sure=st.floats(0.1, 12), judge=st.floats(0.1, 12))
def test_whatever_the_priors_and_precisions_a_solution_is_found(tough, sure, judge):
    """And it holds on the drawn tree."""
    game = both(round(tough, 6), sure, judge)
    tree, found = solved(game)
    assert found.arrived
    assert_fixed_point_of_the_drawn_tree(game, tree, found)


@pytest.mark.parametrize("factor", sorted(SIGNAL["logit"]))
def test_a_signal_agrees_with_gambit(factor):
    """The agent logit equilibrium that Gambit finds of the tree in the fixture."""
    text = (Path(__file__).parent / "test_private.py").read_text()
    start = text.index('BOASTER = """') + len('BOASTER = """')
    boaster = text[start : text.index('"""', start)]
    game = standoff.compile(
        read_text(boaster.format(rounds=1, patience=0.0, precision=float(factor)))
    )
    tree, found = solved(game)
    tough, after_quiet, after_boast, weak, reply, *_ = SIGNAL["logit"][factor]

    assert found.choice[0] == pytest.approx(np.array([tough, weak]), abs=1e-6)
    fights = {tuple(np.round(found.choice[n][:, 1], 5)) for n in range(len(tree.nodes))
              if tree.nodes[n].action and tree.nodes[n].turn == 3 and found.reach[n] > 1e-12
              and len(tree.nodes[n].action) == 2}  # fmt: skip
    assert any(one == pytest.approx((after_quiet[1], reply[1]), abs=1e-4) for one in fights) or any(
        one == pytest.approx((after_boast[1], reply[1]), abs=1e-4) for one in fights
    )


def test_the_grid_of_beliefs_comes_close_to_the_tree():
    """One secret: what the grid interpolates, the tree has exactly."""
    game = catalogue("signalling")
    known = standoff.compile(game.crisis, motives={"B": "soft"})
    games = with_motives(known, "A", ["resolute", "bluffing"])
    secret = Secret("A", ("resolute", "bluffing"), np.array([0.2, 0.8]))
    found = solve_on_tree(unrolled(known, [secret], rounds=2, most=100))

    errors = []
    for resolution in (50, 500, 5000):
        grid = solve_private(games, 0, resolution=resolution, rounds=2)
        value, own = grid.value_at(secret.prior)
        errors.append(max(abs(own - found.value[:2]).max(), abs(value[1] - found.value[2])))
    assert errors[2] < 1e-5
    assert errors[2] < errors[0] / 10


def test_a_motive_that_is_certain_is_a_game_without_secrets():
    """Prior 1: others act as if they knew; prior 0: what it would do is still told."""
    for tough, name, dead in ((1.0, "tough", "weak"), (0.0, "weak", "tough")):
        game = both(tough)
        _, found = solved(game)
        # nobody else has a secret either
        one = standoff.compile(game.crisis, motives={"sender": name})
        secrets = [s for s in secrets_of(game) if s.actor == "target"]
        plain = solve_on_tree(unrolled(one, secrets, rounds=2, most=5000))
        place = ["tough", "weak"].index(name)
        assert found.value[place] == pytest.approx(plain.value[0], abs=1e-9)
        assert found.value[2:] == pytest.approx(plain.value[1:], abs=1e-9)
        assert np.isfinite(found.value).all(), dead


def test_without_secrets_it_is_the_logit_equilibrium():
    """Counted backwards by the solver, rounds and chance and all."""
    game = both()
    known = standoff.compile(game.crisis, motives={"sender": "weak", "target": "shy"})
    found = solve_on_tree(unrolled(known, [], rounds=2, most=5000))
    policy = solve(known)

    assert found.value == pytest.approx(policy.value[:, policy.row(known.start)], abs=1e-9)


def test_motives_that_do_not_differ_tell_nothing():
    """Beliefs stay what they were at every node."""
    text = BOTH.format(tough=0.4, weak=0.6, sure=3, judge=1)
    text = text.replace("{loud: -0.3, alone: 1.5}", "{loud: 0.5, alone: 1}")
    game = standoff.compile(read_text(text))
    _, found = solved(game)

    assert found.belief[:, :2] == pytest.approx(np.tile([0.4, 0.6], (len(found.belief), 1)))


def test_beliefs_follow_bayes_rule_and_stay_at_the_prior_in_the_mean():
    """After every choice, on the path and off it."""
    tree, found = solved(both())
    for n, node in enumerate(tree.nodes):
        if not node.action:
            continue
        own = tree.own(node.mover)
        after = np.array([found.belief[branch[0][1]] for branch in node.branch])
        assert found.share[n] @ after == pytest.approx(found.belief[n])
        told = found.belief[n, own][:, None] * found.choice[n]
        assert after[:, own].T * found.share[n] == pytest.approx(told)
    assert found.reach[[n for n, x in enumerate(tree.nodes) if not x.branch]].sum() == (
        pytest.approx(1)
    )


def test_off_the_path_belief_follows_the_likeliest_slip():
    """By hand: the one to whom the slip costs 1 less at precision 800 makes it e^800 as often."""
    text = """
name: slip
horizon: 1
actors: {s: {patience: 0, precision: 800}, r: {patience: 0, precision: 1}}
variables: {lamp: [off, on], seen: [no, yes]}
options:
  s: {light: {when: lamp == off, effect: {set: {lamp: on}}}}
  r: {look: {when: seen == no, effect: {set: {seen: yes}}}}
interests: {bright: lamp}
motives:
  s:
    mild: {prior: 0.001, weights: {bright: -2}}
    wild: {prior: 0.999, weights: {bright: -3}}
"""
    tree, found = solved(standoff.compile(read_text(text)))
    lit = tree.nodes[0].branch[1][0][1]

    assert found.reach[lit] == 0.0
    assert found.belief[lit, :2] == pytest.approx([1, 0])


def test_a_tree_that_is_too_large_or_has_a_ballot_is_not_made():
    """The one is cut off while it grows, the other needs votes that tell."""
    assert unrolled(both(), (), rounds=2, most=50) is None
    game = catalogue("dprk-2009")
    assert unrolled(game, (), rounds=1, most=100_000) is None


def test_everybody_tosses_a_coin_at_precision_zero():
    """And beliefs do not move."""
    game = both(sure=0, judge=0)
    text = BOTH.format(tough=0.4, weak=0.6, sure=0, judge=0).replace("precision: 2", "precision: 0")
    game = standoff.compile(read_text(text))
    tree, found = solved(game)

    for n, node in enumerate(tree.nodes):
        if node.action:
            assert found.share[n] == pytest.approx(1 / len(node.action))
    assert found.belief[:, 1] == pytest.approx(0.6)
