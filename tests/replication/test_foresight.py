"""Published results of stability by foresight.

Limited-move equilibria by horizon and Stackelberg equilibria of the prisoner's
dilemma and of the Cuban missile crisis (two actors, strict orders; the model of
Fraser & Hipel 1984, numbered as in `published_graphs`). The definitions are those of
Fang, Hipel & Kilgour (1989), EJOR 41: 86-100; the sets were computed from them by two
programs that share nothing with this one. Rego et al. (2025), Games 16(5): 54, on
2 x 2 games: limited moves may go round for ever.
Tolerance: none, the results are sets.
"""

import functools
import itertools

import numpy as np
import pytest

import standoff
from graph_models import build, controls
from standoff.kernels.edges import edges
from standoff.kernels.limited_move import limits, taste
from standoff.lenses.foresight import Foresight

OPTIONS = {
    "prisoners": ("choice_a", "choice_b"),
    "cuba-graph": ("air_strike", "blockade", "withdrawal", "escalation"),
}


@functools.cache
def looked(name):
    """Return the answer, and the number in the source of the state at each position."""
    game = standoff.compile(standoff.read(standoff.catalog.path(name)))
    places = [game.variable_names.index(variable) for variable in OPTIONS[name]]
    codes = (game.level_indices[places] << np.arange(len(places))[:, None]).sum(axis=0)
    return standoff.look(game, Foresight(horizons=8)), 1 + np.argsort(np.argsort(codes))


def numbers(name, flags):
    return sorted(looked(name)[1][np.asarray(flags, bool)].tolist())


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("prisoners", [[1], *[[1, 4]] * 7]),
        ("cuba-graph", [[6], [5, 6, 7], *[[5, 6]] * 6]),
    ],
)
def test_limited_move_equilibria_are_those_published(name, published):
    """Horizons 1 to 8; from the second or third on they do not change."""
    rests = looked(name)[0]["equilibrium"].sel(concept="limited_move")

    assert [numbers(name, row) for row in rests.values] == published


@pytest.mark.parametrize(("name", "limit"), [("prisoners", [1, 4]), ("cuba-graph", [5, 6])])
def test_non_myopic_equilibria_are_the_limits(name, limit):
    """What L_h comes to."""
    answer = looked(name)[0]

    rests = answer["timeless_equilibrium"].sel(timeless="non_myopic").values
    assert numbers(name, rests == 1) == limit
    assert (answer["period"] == 1).all()


@pytest.mark.parametrize(
    ("name", "leader", "published"),
    [
        ("prisoners", 0, [1]),
        ("prisoners", 1, [1]),
        ("cuba-graph", "USA", [6, 7]),
        ("cuba-graph", "SUN", [5, 6]),
    ],
)
def test_stackelberg_equilibria_are_those_published(name, leader, published):
    """By who leads."""
    leads = looked(name)[0]["leads"]
    row = leads.isel(leader=leader) if isinstance(leader, int) else leads.sel(leader=leader)

    assert numbers(name, row) == published


def test_most_two_by_two_games_settle_and_the_others_go_round():
    """Of the 576 strict games as drawn, 440 settle; 48 have period 2 and 88 period 4."""
    lengths = {}
    both = [controls([2, 2], [v]) for v in (0, 1)]
    square = build([2, 2], both, [[0] * 4] * 2)
    listed = edges(square.moves, square.passes)
    for orders in itertools.product(itertools.permutations(range(4)), repeat=2):
        found = limits(listed, taste(listed, np.array(orders)))
        length = int(found.period.max())
        lengths[length] = lengths.get(length, 0) + 1

    assert lengths == {1: 440, 2: 48, 4: 88}
