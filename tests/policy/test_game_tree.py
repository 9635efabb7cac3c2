"""Tests for the reckoning of trees: against every plan, every path and Bayes, by brute force."""

import itertools
import random

import numpy as np
import pytest

from standoff.policy.game_tree import GameTree

SEEDS = range(12)


def draw(seed):
    """Draw a tree of two actors and chance, with perfect recall, and a profile.

    At the root chance draws one of two types that only actor 0 knows; then actors choose
    in turn, each remembering all choices. So actor 1 has two nodes in every set.
    """
    random_ = random.Random(seed)
    information, children, share, payoff = [-1], [[]], [(0.3, 0.7)], [(0.0, 0.0)]
    known, mover = {}, []

    def grow(kind, path):
        n = len(children)
        children.append([])
        share.append(())
        information.append(-1)
        payoff.append((0.0, 0.0))
        if len(path) == 3 or (path and path[-1] == 0 and len(path) < 3 and seed % 2):
            payoff[n] = (random_.uniform(-1, 1), random_.uniform(-1, 1))
            return n
        actor = len(path) % 2
        key = (actor, kind if actor == 0 else None, path)
        if key not in known:
            known[key] = len(mover)
            mover.append(actor)
        information[n] = known[key]
        for a in range(2):
            children[n].append(grow(kind, (*path, a)))
        return n

    children[0] = [grow(kind, ()) for kind in range(2)]
    tree = GameTree(
        np.array(information), tuple(map(tuple, children)), tuple(share),
        np.array(payoff), np.array(mover),
    )  # fmt: skip
    chances = [random_.choice((0.0, 0.25, 0.5, 1.0)) for _ in mover]
    return tree, [np.array([p, 1 - p]) for p in chances]


def paths(tree, n=0, sofar=()):
    """List the ways from a node to an end, each as (node, branch) steps and the end."""
    if not tree.children[n]:
        yield sofar, n
    for a, child in enumerate(tree.children[n]):
        yield from paths(tree, child, (*sofar, (n, a)))


def odds(tree, profile, steps):
    """Multiply the probabilities along a way."""
    found = 1.0
    for n, a in steps:
        found *= tree.odds(profile, n)[a]
    return found


def expected(tree, profile):
    """Add payoffs up over all ways."""
    return sum(odds(tree, profile, steps) * tree.payoff[end] for steps, end in paths(tree))


def all_plans(tree, i):
    """List the plans of an actor: a choice at every set of its own."""
    own = [h for h, mover in enumerate(tree.mover) if mover == i]
    for choices in itertools.product(range(2), repeat=len(own)):
        yield dict(zip(own, choices, strict=True))


def with_plan(profile, plan):
    """Put a plan into a profile."""
    return [np.eye(2)[plan[h]] if h in plan else p for h, p in enumerate(profile)]


@pytest.mark.parametrize("seed", SEEDS)
def test_values_are_added_up_over_all_ways(seed):
    """Backwards through the tree, or forwards along every way."""
    tree, profile = draw(seed)

    assert tree.value(profile)[0] == pytest.approx(expected(tree, profile))
    ends = [end for _, end in paths(tree)]
    assert tree.reach(profile)[ends].sum() == pytest.approx(1.0)


@pytest.mark.parametrize("seed", SEEDS)
def test_regret_is_what_the_best_of_all_plans_gains(seed):
    """A plan may not hang on what its actor does not know: sets, not nodes."""
    tree, profile = draw(seed)

    for i in range(2):
        best = max(expected(tree, with_plan(profile, plan))[i] for plan in all_plans(tree, i))
        assert tree.regret(profile)[i] == pytest.approx(best - expected(tree, profile)[i])


@pytest.mark.parametrize("seed", SEEDS)
def test_plans_are_counted_once_if_they_do_the_same_wherever_they_lead(seed):
    """Choices at sets that the plan's own earlier choices rule out do not count."""
    tree, _ = draw(seed)

    for i in range(2):
        distinct = set()
        for plan in all_plans(tree, i):
            profile = with_plan([np.array([0.5, 0.5])] * len(tree.mover), plan)
            reach = tree.reach(profile)
            distinct.add(tuple((h, a) for h, a in plan.items() if reach[tree.nodes[h]].any()))
        assert tree.plans(i) == len(distinct)


@pytest.mark.parametrize("seed", SEEDS)
def test_beliefs_are_shares_of_what_reaches_the_set(seed):
    """Bayes where the set is reached; elsewhere they still add up to one."""
    tree, profile = draw(seed)
    reach, belief = tree.reach(profile), tree.beliefs(profile)

    for own in tree.nodes:
        assert belief[own].sum() == pytest.approx(1.0)
        if reach[own].sum() > 0:
            assert belief[own] == pytest.approx(reach[own] / reach[own].sum())


def test_an_empty_threat_is_no_regret_but_a_slip():
    """Entry deterred by a fight: nobody gains by another plan, but once in, fighting loses."""
    tree = GameTree(
        information=np.array([0, -1, 1, -1, -1]),
        children=((1, 2), (), (3, 4), (), ()),
        share=((),) * 5,
        payoff=np.array([[0, 0], [1, 5], [0, 0], [0, 0], [2, 2.0]]),
        mover=np.array([0, 1]),
    )
    threat = [np.array([1.0, 0.0]), np.array([1.0, 0.0])]
    peace = [np.array([0.0, 1.0]), np.array([0.0, 1.0])]

    assert tree.regret(threat).tolist() == [0, 0]
    assert tree.slip(threat) == 2
    assert (tree.regret(peace).tolist(), tree.slip(peace)) == ([0, 0], 0)


def test_a_better_plan_may_lead_where_the_own_profile_never_goes():
    """Whoever stays out for sure regrets the 5 that two other choices together would give."""
    tree = GameTree(
        np.array([0, -1, 1, -1, -1]), ((1, 2), (), (3, 4), (), ()), ((),) * 5,
        np.array([[0], [0], [0], [-1], [5.0]]), np.array([0, 0]),
    )  # fmt: skip

    assert tree.regret([np.array([1.0, 0.0]), np.array([1.0, 0.0])]).tolist() == [5]


def test_logit_choices_have_no_logit_error():
    """One decision between 0 and 1 at precision 2; half a percent off is seen."""
    tree = GameTree(
        np.array([0, -1, -1]), ((1, 2), (), ()), ((),) * 3, np.array([[0], [0], [1.0]]),
        np.array([0]),
    )  # fmt: skip
    right = 1 / (1 + np.exp(-2.0))

    assert tree.logit_error([np.array([1 - right, right])], np.array([2.0])) < 1e-15
    off = [np.array([1.005 - right, right - 0.005])]
    assert tree.logit_error(off, np.array([2.0])) == pytest.approx(0.005)
