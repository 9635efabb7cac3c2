"""Tests for `standoff.lenses.inverse`."""

import itertools
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings

import standoff
from standoff.errors import CommandError
from standoff.kernels.stability import verdicts
from standoff.lenses.inverse import Inverse
from standoff.spec import read_text
from standoff.vocab import CONCEPTS
from strategies import crises, text

TRIPLE = """
name: triple
actors: [A, B]
variables: {a: [low, mid, high], b: [no, yes]}
controls: {A: [a], B: [b]}
states:
  s1: a == low and b == no
  s2: a == mid and b == no
  s3: a == high and b == no
  s4: a == low and b == yes
  s5: a == mid and b == yes
  s6: a == high and b == yes
ranking:
  A: [s3, s2, s5, s1, s4, s6]
  B: [s1, s2, s6, s3, s4, s5]
"""
"""By hand, for A in s1: it can go to s2 and s3, and B answers with s5 and s6.
Nash: both must be below s1: one third of all orders. s1 must pass s2 and s3, and with them
s5, or each would have to pass s5 as well: three pairs. GMR: of s2 and s5 one must be below s1,
and of s3 and s6 one: s6 is, and s5 is next: one pair. SEQ: B gains by going from s3 to s6 but
not from s2 to s5: s2 must come below s1, and s5 is between: two pairs.
"""


def game_of(name):
    return standoff.compile(standoff.read(standoff.catalog.path(name)))


def look(game, **chosen):
    return Inverse(**chosen).look(game)


def triple(**chosen):
    return look(standoff.compile(read_text(TRIPLE)), **chosen)


def test_the_triple_is_answered_as_by_hand():
    """See `TRIPLE`; shares by inclusion and exclusion."""
    answer = triple().sel(actor="A")

    assert answer["stays"].values.tolist() == [False] * 5
    by_concept = dict(
        zip(answer["concept"].values.tolist(), answer["distance"].values, strict=True)
    )
    assert (by_concept["nash"], by_concept["gmr"], by_concept["seq"]) == (3, 1, 2)
    shares = dict(zip(answer["concept"].values.tolist(), answer["share"].values, strict=True))
    assert shares["nash"] == pytest.approx(1 / 3)
    assert shares["gmr"] == pytest.approx(1 - 1 / 3 - 1 / 3 + 1 / 5)
    assert shares["seq"] == pytest.approx(1 - 1 / 2 - 1 / 3 + 1 / 4)
    assert answer["orders"].values.tolist() == [round(s * 720) for s in answer["share"].values]


def test_the_states_to_pass_are_named_and_those_between_are_marked():
    """Under Nash s2 and s3 are asked for, and s5 stands between."""
    answer = triple(concepts=("nash",), actor="A")

    down = answer["level_index"].values[:, answer["pair_down_to"].values].T.tolist()
    needed = answer["pair_needed"].values.tolist()
    assert sorted(zip(down, needed, strict=True)) == [
        ([1, 0], True),
        ([1, 1], False),
        ([2, 0], True),
    ]
    assert set(answer["pair_up_to"].values.tolist()) == {0}


@settings(max_examples=15, deadline=None)
@given(crises(max_actors=2, max_variables=2))
def test_shares_of_resting_orders_are_those_counted_one_by_one(crisis):
    """Every strict order of each actor, with everybody's verdict by the fast search."""
    game = standoff.compile(read_text(text(crisis)))
    if game.state_count > 4:
        return
    answer = look(game)
    orders = list(itertools.permutations(range(game.state_count)))
    for i, actor in enumerate(game.actor_names):
        held = np.zeros(len(CONCEPTS))
        alone = np.zeros(len(CONCEPTS))
        for order in orders:
            rank = game.rank.copy()
            rank[i] = order
            # votes go as they do now: a change of heart in the body is not part of the question
            stable = verdicts(game.moves, rank, game.sincere_passes()).stable[:, :, game.start]
            held += stable.all(axis=1)
            alone += stable[:, i]
        assert answer["rest_share"].sel(actor=actor).values == pytest.approx(held / len(orders))
        assert answer["share"].sel(actor=actor).values == pytest.approx(alone / len(orders))
        assert answer["orders"].sel(actor=actor).values.tolist() == alone.tolist()


@pytest.mark.parametrize("name", ["elmira", "cuba-graph", "chicken", "cuba-1962"])
def test_the_changes_of_all_together_are_no_more_than_of_each_alone(name):
    """Under Nash, GMR and SMR they add up; under SEQ and SSEQ others may help."""
    answer = look(game_of(name))
    alone = answer["distance"].sum("actor", skipna=False)
    both = answer["distance_all"]

    for concept in ("nash", "gmr", "smr"):
        assert both.sel(concept=concept) == alone.sel(concept=concept)
    for concept in ("seq", "sseq"):
        if not np.isnan(both.sel(concept=concept)):
            assert both.sel(concept=concept) <= alone.sel(concept=concept)


def test_a_resting_state_needs_no_change():
    """Zero exactly where an actor stays, and for all where everybody does."""
    for name in ("prisoners", "elmira", "libya-2003"):
        answer = look(game_of(name))

        assert ((answer["distance"] == 0) == answer["stays"]).all()
        assert ((answer["distance_all"] == 0) == answer["stays"].all("actor")).all()


def test_a_condition_holds_exactly_where_the_actor_stays():
    """All clauses of an actor under a concept, or none if it cannot move."""
    answer = look(game_of("cuba-1962"))

    for c, k in np.ndindex(answer["stays"].shape):
        mine = (answer["clause_concept"] == c) & (answer["clause_actor"] == k)
        assert bool(answer["clause_holds"][mine].all()) == bool(answer["stays"].values[c, k])


def test_one_actor_can_be_asked_about():
    """Its row is that of the whole answer, and nothing is said of all together."""
    game = game_of("elmira")
    one, all_ = look(game, actor="UR"), look(game)

    assert one["actor"].values.tolist() == ["UR"]
    assert (one["share"] == all_["share"].sel(actor=["UR"])).all()
    assert "distance_all" not in one
    assert one.attrs["all_actors"] == 0


def test_a_game_too_large_for_pairs_is_not_sought_under_credible_answers():
    """All pairs of 12 states are decided at once only if 12 states are allowed."""
    answer = look(game_of("elmira"), most_states=11)

    assert np.isnan(answer["distance_all"].sel(concept=["seq", "sseq"])).all()
    assert not np.isnan(answer["distance_all"].sel(concept=["nash", "gmr", "smr"])).any()


def test_counts_are_left_out_where_they_are_too_long_to_write():
    """20! is the largest factorial in 63 bits."""
    assert (look(game_of("libya-2003"))["orders"] == -1).all()
    assert factorial(20) < 2**63 < factorial(21)


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"concepts": ()}, "inverse was given no concept."),
        ({"actor": "MOO"}, "inverse knows no actor called 'MOO'. Did you mean 'MOE'"),
        ({"most_states": 0}, "Choose a whole number from 1."),
    ],
)
def test_settings_that_make_no_sense_are_refused(chosen, message):
    """In words, with what would be right."""
    with pytest.raises(CommandError) as caught:
        look(game_of("elmira"), **chosen)

    assert message in str(caught.value)


def test_no_order_of_one_makes_a_state_rest_that_another_leaves():
    """Both drivers leave mutual straightness; each would stay under half of its orders."""
    answer = look(game_of("chicken"), concepts=("nash",))

    assert answer["share"].values.tolist() == [[0.5, 0.5]]
    assert answer["rest_share"].values.tolist() == [[0, 0]]
