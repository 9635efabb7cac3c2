"""Structures of the lens `preferences` with degrees: fuzzy, grey and probabilistic."""

import itertools
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lenses.read_again import Ordinary, fast, few, look, read_ordinarily
from relation_models import (
    SEQ,
    by_relations,
    compiled,
    drawn_crises,
    moves_of,
)
from standoff.game.ranges import drawn


@few
@given(drawn_crises(ranges=False, tolerance=False), st.integers(1, 100))
def test_degrees_of_nought_half_and_one_are_the_ordinary_preference(crisis, percent):
    """Orders have degrees r of 0, 1/2 and 1 only; any threshold then says the same."""
    crisis |= {"weights": {}, "ranking": {a: _ranked(crisis, a) for a in crisis["actors"]}}
    game = compiled(crisis)

    found = look(game, "fuzzy", levels=(percent / 100,))[f"{percent / 100:g}"]

    ordinary = fast(game)
    assert (found[: len(ordinary)] == ordinary).all()


def _ranked(crisis, actor):
    """Give an actor with weights a ranking that ties in pairs."""
    if actor in crisis["ranking"]:
        return crisis["ranking"][actor]
    first, *_, last = crisis["variables"]
    if first == last:
        return [f"{first} == on", f"{first} == off"]
    return [f"{first} == on and {last} == on", f"{first} != {last}", f"{first} + {last} == 0"]


@few
@given(drawn_crises(ranges=False, tolerance=False))
def test_with_ranges_of_no_width_grey_is_fuzzy(crisis):
    """Least and greatest degree are the same then, and so are the three readings."""
    game = compiled(crisis)

    fuzzy = look(game, "fuzzy", levels=(0.3,))["0.3"]
    grey = look(game, "grey", levels=(0.3,))

    assert all((grey[name] == fuzzy).all() for name in ("possible", "middle", "sure"))


@few
@given(drawn_crises(), st.sampled_from((None, 0.5, 1, 2.5)), st.sampled_from((0.25, 0.5, 1.0)))
def test_degrees_follow_the_membership_function_and_the_ranges(crisis, strength, level):
    """Linear from tolerance to strength, or to the span of utilities; grey at the corners."""
    if strength is not None:
        strength = max(strength, *(1 if "tolerance" in crisis else 0, 0.5))
        crisis["strength"] = dict.fromkeys(crisis["weights"], strength)
    game = compiled(crisis)
    plain = Ordinary(crisis, game)

    def degree(i, gain):
        actor = plain.names[i]
        if actor not in plain.utility:
            return (gain > 0) - (gain < 0)
        tie = plain.tolerance[actor]
        span = max(plain.utility[actor]) - min(plain.utility[actor])
        whole = max(tie, Fraction(strength) if strength is not None else span)
        if gain == 0 or abs(gain) < tie:
            return 0
        size = 1 if abs(gain) >= whole else (abs(gain) - tie) / (whole - tie)
        return size if gain > 0 else -size

    def sure(reading):
        def better(i, s, t):
            low, high = (degree(i, end) for end in plain.ends(i, s, t))
            return {"sure": low, "possible": high, "middle": (low + high) / 2}[reading] >= level

        return better

    fuzzy = look(game, "fuzzy", levels=(level,))[f"{level:g}"]
    grey = look(game, "grey", levels=(level,))

    nominal = read_ordinarily(game, lambda i, s, t: degree(i, plain.gain(i, s, t)) >= level)
    assert (fuzzy == nominal).all()
    for reading in ("sure", "possible", "middle"):
        assert (grey[reading] == read_ordinarily(game, sure(reading))).all()
    assert (grey["possible"][:SEQ] <= grey["sure"][:SEQ]).all()


@few
@given(drawn_crises(), st.sampled_from((0.5, 0.8, 1.0)), st.sampled_from((0.0, 0.5, 0.9)))
def test_probabilities_are_shares_of_draws_and_are_read_as_published(crisis, level, credibility):
    """The share is counted again draw by draw; the conditions are those of Rego & dos Santos."""
    game = compiled(crisis)
    plain = Ordinary(crisis, game)
    draws, states = 12, range(game.state_count)
    chance = {}
    for i, actor in enumerate(plain.names):
        numbers = game.crisis.weights.get(actor, {})
        names = [n for n, w in numbers.items() if w.value or w.low or w.high]
        rows = drawn([numbers[name] for name in names], draws, 3, i)
        for s, t in itertools.product(states, states):
            if actor not in plain.utility:
                chance[i, s, t] = float(plain.better(i, s, t))
                continue
            gains = [
                sum(
                    row[n] * (plain.scores[t][name] - plain.scores[s][name])
                    for n, name in enumerate(names)
                )
                for row in rows
            ]
            least = max(1e-8, float(plain.tolerance[actor]) - 1e-8)
            chance[i, s, t] = sum(gain > least for gain in gains) / draws

    found = look(
        game, "probabilistic", levels=(level,), credibility=credibility, draws=draws, seed=3
    )[f"{level:g}"]

    def likely(i, s, t):
        return chance[i, s, t] > 1 - level + 1e-9

    expected = by_relations(
        moves_of(game),
        likely,
        lambda i, s, u: not likely(i, s, u),
        likely,
        lambda i, x, y: chance[i, x, y] > credibility,
    )
    assert (found == expected).all()
