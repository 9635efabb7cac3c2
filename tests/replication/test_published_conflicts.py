"""Published conflicts of the catalogue, by the names of their states.

Sources: options, rankings and stable sets of the example files of onp/gmcr-py
(commit 502a12c), recomputed from the definitions: `SyriaIraq` (Hipel, Kilgour
and Kinsara 2014; rankings printed in table 3 of the GMCR+ guide, 2014),
`MilkRiver`, and the 2x2 games; Brams (2001), *Plus* 13, figure 2, for Cuba as
four outcomes. Tolerance: none, the results are sets.
"""

import functools
import itertools

import numpy as np
import pytest

import standoff
from graph_models import Model, reach
from standoff.game import compile
from standoff.spec import read, read_text

CONCEPTS = ("nash", "gmr", "smr", "seq")


@functools.cache
def looked(name):
    game = compile(read(standoff.catalog.path(name)))
    return game, standoff.look(game, "stability", draws=0)


def names_of(game, flags):
    """Name the states that are flagged; every state of these crises has one name."""
    found = set()
    for name, condition in game.crisis.states.items():
        (position,) = np.flatnonzero(game.space.where(condition))
        if flags[position]:
            found.add(name)
    return found


def resting(name, concept):
    game, answer = looked(name)
    return names_of(game, answer["equilibrium"].sel(concept=concept).values)


def stable(name, concept, actor):
    game, answer = looked(name)
    return names_of(game, answer["stable"].sel(concept=concept, actor=actor).values)


def s(*numbers):
    return {f"s{number}" for number in numbers}


def but(count, *left_out):
    return s(*range(1, count + 1)) - s(*left_out)


RESTING = {
    "stag-hunt": dict.fromkeys(CONCEPTS, s(1, 4)),
    "syria-iraq": {"nash": s(6), "gmr": s(1, 6), "smr": s(6), "seq": s(6)},
    "milk-river": {"nash": but(36, 3), "gmr": but(36), "smr": but(36), "seq": but(36, 3)},
}

STABLE = {
    ("stag-hunt", "A"): (s(1, 4), s(1, 3, 4), s(1, 3, 4), s(1, 4)),
    ("stag-hunt", "B"): (s(1, 4), s(1, 2, 4), s(1, 2, 4), s(1, 4)),
    ("syria-iraq", "SYR"): (s(1, 6), s(1, 3, 6), s(1, 3, 6), s(1, 3, 6)),
    ("syria-iraq", "IRQ"): (s(2, 4, 6), s(1, 2, 4, 5, 6), s(2, 4, 6), s(2, 4, 5, 6)),
    ("milk-river", "USA"): (but(36),) * 4,
    ("milk-river", "CAN"): (but(36, 3), but(36), but(36), but(36, 3)),
    ("milk-river", "IJC"): (but(36),) * 4,
    ("milk-river", "TF"): (but(36),) * 4,
}


@pytest.mark.parametrize("concept", CONCEPTS)
@pytest.mark.parametrize("name", RESTING)
def test_a_published_conflict_rests_where_published(name, concept):
    """Equilibria as the example files give them."""
    assert resting(name, concept) == RESTING[name][concept]


@pytest.mark.parametrize(("name", "actor"), STABLE)
def test_an_actor_of_a_published_conflict_stays_where_published(name, actor):
    """Stable sets of one actor under the four concepts."""
    found = tuple(stable(name, concept, actor) for concept in CONCEPTS)

    assert found == STABLE[name, actor]


@pytest.mark.parametrize(
    ("name", "actor", "ranking"),
    [
        ("stag-hunt", "A", [4, 3, 1, 2]),
        ("stag-hunt", "B", [4, 2, 1, 3]),
        ("syria-iraq", "SYR", [1, 3, 6, 2, 4, 5]),
        ("syria-iraq", "IRQ", [2, 4, 6, 1, 5, 3]),
    ],
)
def test_an_actor_orders_the_states_as_published(name, actor, ranking):
    """Best first, without ties; those of the stag hunt come from weights."""
    game, answer = looked(name)
    rank = answer["rank"].sel(actor=actor).values
    position = {
        one: int(np.flatnonzero(game.space.where(condition))[0])
        for one, condition in game.crisis.states.items()
    }

    found = sorted(position, key=lambda one: -rank[position[one]])

    assert found == [f"s{number}" for number in ranking]
    assert len(set(rank.tolist())) == len(ranking)


def test_syria_iraq_by_option_statements_has_the_published_orders():
    """The example file also gives the orders as statements, the first above all others."""
    text = """
name: statements
actors: [SYR, IRQ]
variables: {release: [no, yes], escalate: [no, yes], attack: [no, yes]}
controls: {SYR: [release, escalate], IRQ: [attack]}
infeasible: [release == yes and escalate == yes]
priorities:
  SYR:
    - release == no and escalate == no and attack == no
    - escalate == yes
    - attack == no
    - release == no
  IRQ:
    - release == yes and escalate == no and attack == no
    - release == no and escalate == no and attack == yes
    - release == no and escalate == yes and attack == yes
    - release == no and escalate == no and attack == no
    - release == yes and escalate == no and attack == yes
"""
    stated = compile(read_text(text))
    ranked, _ = looked("syria-iraq")

    assert (stated.space.code == ranked.space.code).all()
    assert (stated.rank == ranked.rank).all()


def test_so_many_orders_of_syria_make_the_release_of_water_rest():
    """The inverse question of the guide, figure 24, counted over all 720 strict orders.

    240 and 300 are printed there; for seq and gmr the definitions give 384,
    where the guide's routine keeps only the verdict of the last improvement (420).
    """
    game, _ = looked("syria-iraq")
    model = Model(game.moves, game.rank, game.sincere_passes())
    to = reach(model)
    (peace,) = np.flatnonzero(game.space.where(game.crisis.states["s2"]))
    iraq = game.rank[1]
    counts = dict.fromkeys(CONCEPTS, 0)
    for order in itertools.permutations(range(6)):
        for concept, rests in two_actors(to, (order, iraq), int(peace)).items():
            counts[concept] += rests

    assert counts == {"nash": 240, "gmr": 384, "smr": 300, "seq": 384}


def two_actors(to, rank, state):
    """Judge one state by the definitions, for two actors: an answer is one move."""
    rests = dict.fromkeys(CONCEPTS, True)
    for i, other in ((0, 1), (1, 0)):
        gains = [t for t in to[i][state] if rank[i][t] > rank[i][state]]
        rests["nash"] &= not gains
        for t in gains:
            harm = [u for u in to[other][t] if rank[i][u] <= rank[i][state]]
            kept = [u for u in harm if all(rank[i][v] <= rank[i][state] for v in to[i][u])]
            paid = [u for u in harm if rank[other][u] > rank[other][t]]
            rests["gmr"] &= bool(harm)
            rests["smr"] &= bool(kept)
            rests["seq"] &= bool(paid)
    return rests


def test_milk_river_is_moved_as_its_options_allow():
    """Each actor can set what it controls to anything that is feasible, in one move."""
    game, _ = looked("milk-river")
    model = Model(game.moves, game.rank, game.sincere_passes())
    degrees = [sum(len(to) for to in row) for row in reach(model)]

    # USA 36 x 1; CAN both ways in the 12 pairs; IJC 12 triples; TF 6 quartets and 6 pairs
    assert degrees == [36, 24, 72, 84]


def test_cuba_as_four_outcomes_has_no_rest_without_foresight():
    """Brams: from each of the four outcomes somebody gains by moving."""
    assert resting("cuba-brams", "nash") == set()


def test_cuba_as_four_outcomes_rests_in_the_compromise():
    """The outcome that Brams derives, and that happened; see the notes of the crisis."""
    assert resting("cuba-brams", "sseq") == {"compromise"}
    assert resting("cuba-brams", "smr") == {"compromise"}
    assert resting("cuba-brams", "seq") == {"compromise", "dishonourable"}
    assert resting("cuba-brams", "gmr") == {"compromise", "dishonourable"}
