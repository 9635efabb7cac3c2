"""The lens `preferences`: unknown preferences, and what holds for every structure."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from lenses.read_again import (
    Ordinary,
    declared,
    fast,
    few,
    look,
    read_ordinarily,
    typed,
    with_strength,
    with_unknown,
)
from relation_models import (
    compiled,
    drawn_crises,
)
from standoff.lenses.preferences import Preferences
from standoff.lenses.structures import Structure


@few
@given(with_unknown())
def test_unknown_preferences_are_judged_as_their_types_read(crisis):
    """Against sets and fractions; conditions may overlap, and a state always knows itself."""
    game = compiled(crisis)
    plain, unknown = Ordinary(crisis, game), declared(crisis, game)

    found = look(game, "unknown", unknown_from="given")

    def better(i, s, t):
        return plain.better(i, s, t) and not unknown(i, s, t)

    assert (found["crisp"] == read_ordinarily(game, plain.better)).all()
    for kind in "abcd":
        assert (found[kind] == typed(game, better, unknown, kind)).all()


@few
@given(with_unknown())
def test_a_lies_within_b_and_c_and_they_within_d(crisis):
    """Fewer temptations or more deterrents keep more states stable (Li et al. 2004)."""
    found = look(compiled(crisis), "unknown")

    assert (found["a"] <= found["b"]).all()
    assert (found["a"] <= found["c"]).all()
    assert (found["b"] <= found["d"]).all()
    assert (found["c"] <= found["d"]).all()


@few
@given(drawn_crises())
def test_unknown_by_ranges_is_what_some_corners_decide_either_way(crisis):
    """All corners of the box of weights, tried one by one."""
    game = compiled(crisis)
    plain = Ordinary(crisis, game)

    def unknown(i, s, t):
        low, high = plain.ends(i, s, t)
        return plain.beyond(i, -low) and plain.beyond(i, high)

    def better(i, s, t):
        return plain.better(i, s, t) and not unknown(i, s, t)

    found = look(game, "unknown")

    for kind in "abcd":
        assert (found[kind] == typed(game, better, unknown, kind)).all()


@few
@given(drawn_crises(ranges=False, tolerance=False))
def test_where_nothing_is_said_every_structure_is_the_ordinary_one(crisis):
    """No unknown, no ranges, no attitudes: one engine and the fast kernel, reading by reading."""
    game = compiled(crisis)
    ordinary = fast(game)
    concepts = len(ordinary)

    for structure, readings in (
        ("unknown", "abcd"),
        ("probabilistic", ("0.5", "0.75", "0.9", "1")),
        ("attitudes", ("strict",)),
        ("strength", ("crisp",)),
        ("hybrid", "abcd"),
    ):
        found = look(game, structure)
        assert all((found[name][:concepts] == ordinary).all() for name in ("crisp", *readings))


@few
@given(with_strength(), st.sampled_from(get_args(Structure)), st.randoms(use_true_random=False))
def test_the_order_of_actors_decides_nothing(crisis, structure, random):
    """Listed otherwise, they are judged the same."""
    order = list(crisis["actors"])
    random.shuffle(order)

    one = Preferences(structure=structure).look(compiled(crisis))
    other = Preferences(structure=structure).look(compiled(crisis | {"actors": order}))

    again = other["stable"].sel(actor=one["actor"])
    assert (one["stable"] == again).all()


@few
@given(with_strength(), st.sampled_from(get_args(Structure)))
def test_a_bystander_changes_nothing(crisis, structure):
    """An actor without options that is indifferent neither leaves, answers, nor deters."""
    seat = [*crisis["actors"][:1], "ZOE", *crisis["actors"][1:]]

    alone = Preferences(structure=structure).look(compiled(crisis))
    watched = Preferences(structure=structure).look(compiled(crisis | {"actors": seat}))

    assert watched["stable"].sel(actor="ZOE").all()
    assert (watched["stable"].sel(actor=crisis["actors"]) == alone["stable"]).all()
