"""Published results of the graph model: two-by-two games, and Syria and Iraq.

Sources: rankings and stable sets of the example files of onp/gmcr-py (commit
502a12c), recomputed from the definitions; the GMCR+ guide (2014) for Syria and
Iraq. States are numbered as in `published_graphs`. Tolerance: none, the results
are sets.
"""

import dataclasses
import itertools

import numpy as np
import pytest

from graph_models import build, controls
from replication.published_graphs import CONCEPTS, Case, catalogue, per_concept
from standoff.catalog import path
from standoff.game import compile
from standoff.kernels.stability import verdicts
from standoff.spec import read, read_text


def square(ranking_a, ranking_b):
    """Build a two-by-two game with states 1 = NN, 2 = YN, 3 = NY, 4 = YY."""
    states = {1: ("no", "no"), 2: ("yes", "no"), 3: ("no", "yes"), 4: ("yes", "yes")}
    text = ["name: square", "actors: [A, B]", "variables: {a: [no, yes], b: [no, yes]}"]
    text += ["controls: {A: [a], B: [b]}", "states:"]
    text += [f"  s{number}: a == {a} and b == {b}" for number, (a, b) in states.items()]
    text += ["ranking:", f"  A: [{_listed(ranking_a)}]", f"  B: [{_listed(ranking_b)}]"]
    return Case(read_text("\n".join(text)), ("a", "b"))


def _listed(ranking):
    return ", ".join(f"s{number}" for number in ranking)


SQUARES = {
    "prisoner's dilemma": (
        ([3, 4, 1, 2], [2, 4, 1, 3]),
        per_concept([1], [1, 4], [1, 4], [1, 4], [1, 4]),
        per_concept([1, 3], [1, 3, 4], [1, 3, 4], [1, 3, 4], [1, 3, 4]),
        per_concept([1, 2], [1, 2, 4], [1, 2, 4], [1, 2, 4], [1, 2, 4]),
    ),
    "chicken": (
        ([3, 4, 2, 1], [2, 4, 3, 1]),
        per_concept([2, 3], [2, 3, 4], [2, 3, 4], [2, 3], [2, 3]),
        per_concept([2, 3], [2, 3, 4], [2, 3, 4], [2, 3], [2, 3]),
        per_concept([2, 3], [2, 3, 4], [2, 3, 4], [2, 3], [2, 3]),
    ),
    "stag hunt": (
        ([4, 3, 1, 2], [4, 2, 1, 3]),
        per_concept([1, 4], [1, 4], [1, 4], [1, 4], [1, 4]),
        per_concept([1, 4], [1, 3, 4], [1, 3, 4], [1, 4], [1, 4]),
        per_concept([1, 4], [1, 2, 4], [1, 2, 4], [1, 4], [1, 4]),
    ),
}


@pytest.mark.parametrize("name", SQUARES)
def test_two_by_two_games_rest_where_published(name):
    """Resting states and each player's stable states under five concepts."""
    rankings, resting, stable_a, stable_b = SQUARES[name]

    case = square(*rankings)

    assert case.resting() == resting
    assert case.stable("A") == stable_a
    assert case.stable("B") == stable_b


@pytest.mark.parametrize(
    ("name", "published", "options"),
    [
        ("prisoners", "prisoner's dilemma", ("choice_a", "choice_b")),
        ("chicken", "chicken", ("course_a", "course_b")),
    ],
)
def test_the_catalogue_has_the_published_games(name, published, options):
    """The weights add up to the published rankings, so the results are the published ones."""
    (ranking_a, ranking_b), resting, stable_a, stable_b = SQUARES[published]

    case = catalogue(name, options)

    assert case.ranking("A") == ranking_a
    assert case.ranking("B") == ranking_b
    assert case.resting() == resting
    assert case.stable("A") == stable_a
    assert case.stable("B") == stable_b


@pytest.mark.parametrize("name", ["prisoners", "chicken", "stag-hunt", "cuba-graph"])
def test_every_weight_keeps_the_published_order_within_its_range(name):
    """One weight at a time, at both ends of what the file says it may be."""
    crisis = read(path(name))
    published = compile(crisis).rank.tolist()

    for actor, weights in crisis.weights.items():
        for interest, number in weights.items():
            assert number.low is not None
            for end in (number.low, number.high):
                moved = {**weights, interest: dataclasses.replace(number, value=end)}
                changed = {**crisis.weights, actor: moved}
                game = compile(dataclasses.replace(crisis, weights=changed))
                assert game.rank.tolist() == published, (actor, interest, end)


def euphrates(syria):
    """Build Syria and Iraq, 1975, for an order of Syria; state k has number k - 1.

    Options: Syria releases water or escalates (not both); Iraq attacks.
    """
    sizes = [2, 3]  # attack; none, release, escalate
    iraq = [2, 4, 6, 1, 5, 3]
    rank = [[6 - order.index(state) for state in range(1, 7)] for order in (syria, iraq)]
    return build(sizes, [controls(sizes, [1]), controls(sizes, [0])], rank)


def test_syria_and_iraq_rest_where_published():
    """Hipel, Kilgour & Kinsara (2014): war is the one resting state, but for gmr."""
    stable = verdicts(*euphrates([1, 3, 6, 2, 4, 5])).stable
    sets = [[(1 + np.flatnonzero(row)).tolist() for row in concept] for concept in stable]

    syria, iraq = zip(*sets, strict=True)
    assert list(syria) == [[1, 6], [1, 3, 6], [1, 3, 6], [1, 3, 6], [1, 3, 6]]
    assert list(iraq) == [[2, 4, 6], [1, 2, 4, 5, 6], [2, 4, 6], [2, 4, 5, 6], [2, 4, 6]]


def test_the_inverse_question_is_counted_by_every_improvement():
    """How many of Syria's 720 strict orders make state 2 rest.

    By counting: nash 1/3, smr 5/12, seq and gmr 8/15 of 720. A printed 420 for
    the last two comes from keeping only the verdict on the last improvement.
    """
    counts = np.zeros(5, int)
    for order in itertools.permutations(range(1, 7)):
        counts += verdicts(*euphrates(order)).stable[:, :, 1].all(axis=1)

    assert dict(zip(CONCEPTS, counts.tolist(), strict=True)) == {
        "nash": 240,
        "gmr": 384,
        "smr": 300,
        "seq": 384,
        "sseq": 300,
    }
