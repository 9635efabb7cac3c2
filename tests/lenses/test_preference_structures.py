"""Each preference structure of the lens `preferences` against its definition, read again."""

import itertools
from fractions import Fraction
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from relation_models import (
    GMR,
    NASH,
    SEQ,
    SMR,
    by_relations,
    compiled,
    conditions,
    corners,
    drawn_crises,
    holds,
    moves_of,
    scores_of,
    weights_of,
    worth,
)
from standoff.game.ranges import drawn
from standoff.kernels.stability import verdicts
from standoff.lenses.preferences import CONCEPTS, Preferences
from standoff.lenses.structures import Structure

few = settings(max_examples=25)
"""Every example compiles a crisis and looks at it several times."""


def look(game, structure, **settings):
    """Return ``stable[c, i, s]`` by reading."""
    answer = Preferences(structure=structure, **settings).look(game)
    assert list(answer["concept"].values) == list(CONCEPTS)
    return {
        str(name): answer["stable"].sel(reading=name).values for name in answer["reading"].values
    }


def fast(game):
    """Return what the fast kernel says of as many concepts as it knows."""
    return verdicts(game.moves, game.rank, game.sincere_passes()).stable


class Ordinary:
    """Preferences of a drawn crisis, worked out with fractions."""

    def __init__(self, crisis, game):
        self.crisis, self.game = crisis, game
        self.scores = scores_of(crisis, game)
        self.names = list(crisis["actors"])
        self.tolerance = {a: Fraction(crisis.get("tolerance", {}).get(a, 0)) for a in self.names}
        self.utility = {
            a: worth(self.scores, {n: w[0] for n, w in weights_of(crisis, a).items()})
            for a in crisis["weights"]
        }

    def gain(self, i, s, t):
        """Return the difference of utility, or of rank."""
        actor = self.names[i]
        if actor in self.utility:
            return self.utility[actor][t] - self.utility[actor][s]
        return Fraction(int(self.game.rank[i, t] - self.game.rank[i, s]))

    def beyond(self, i, gain):
        """Say whether a difference is one to the actor."""
        return gain > 0 and gain >= self.tolerance[self.names[i]]

    def better(self, i, s, t):
        """Say whether ``t`` is preferred to ``s``."""
        return self.beyond(i, self.gain(i, s, t))

    def ends(self, i, s, t):
        """Return the least and greatest difference, from all corners of the ranges."""
        actor = self.names[i]
        if actor not in self.utility:
            return [self.gain(i, s, t)] * 2
        gains = [
            worth([self.scores[t]], w)[0] - worth([self.scores[s]], w)[0]
            for w in corners(self.crisis, actor)
        ]
        return [min(gains), max(gains)]


def read_ordinarily(game, better):
    """Judge with one relation: what is better tempts and is credible, what is not deters."""
    return by_relations(moves_of(game), better, lambda i, s, u: not better(i, s, u), better, better)


def typed(game, better, unknown, kind):
    """Judge an unknown preference by the table of types (Li, Hipel, Kilgour & Fang 2004)."""

    def maybe(i, s, t):
        return better(i, s, t) or unknown(i, s, t)

    tempts = maybe if kind in "ac" else better
    undoes = maybe if kind in "ab" else better
    return by_relations(moves_of(game), tempts, lambda i, s, u: not undoes(i, s, u), undoes, maybe)


@st.composite
def with_unknown(draw):
    """Draw a crisis with unknown pairs of conditions for some actors."""
    crisis = draw(drawn_crises(ranges=False))
    pair = st.tuples(conditions(crisis), conditions(crisis)).map(list)
    crisis["unknown"] = {
        a: draw(st.lists(pair, min_size=1, max_size=2))
        for a in crisis["actors"]
        if draw(st.booleans())
    }
    return crisis


def declared(crisis, game):
    """Return the relation that the file's pairs declare."""
    pairs = {
        i: [[holds(game, half) for half in pair] for pair in crisis["unknown"].get(a, [])]
        for i, a in enumerate(crisis["actors"])
    }

    def unknown(i, s, t):
        either = ((one[s] and two[t]) or (one[t] and two[s]) for one, two in pairs[i])
        return s != t and any(either)

    return unknown


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


@st.composite
def with_strength(draw):
    """Draw a crisis with unknown pairs, and with great differences for all actors."""
    crisis = draw(with_unknown())
    condition = conditions(crisis)
    least = 1 if "tolerance" in crisis else 0.25
    crisis["strength"] = {
        a: draw(st.lists(condition, min_size=1, max_size=2))
        if a in crisis["ranking"]
        else draw(st.sampled_from((least, 1, 2)))
        for a in crisis["actors"]
    }
    return crisis


@few
@given(with_strength())
def test_strong_deterrence_takes_great_harm(crisis):
    """Great by utility or by gaps, alone and beside what is unknown; by words and fractions."""
    game = compiled(crisis)
    plain, unknown = Ordinary(crisis, game), declared(crisis, game)
    states = range(game.state_count)
    gaps = {
        i: [holds(game, gap) for gap in crisis["strength"][a]]
        for i, a in enumerate(plain.names)
        if a in crisis["ranking"]
    }
    great = {}
    for i, s, t in itertools.product(range(len(plain.names)), states, states):
        if i in gaps:
            rank = game.rank[i]
            # some pair between the two, better and worse, that a gap sets apart
            great[i, s, t] = any(
                rank[t] >= rank[a] > rank[b] >= rank[s] and any(g[a] != g[b] for g in gaps[i])
                for a, b in itertools.product(states, states)
            )
        else:
            great[i, s, t] = plain.gain(i, s, t) >= Fraction(crisis["strength"][plain.names[i]])

    def better(i, s, t):
        return plain.better(i, s, t) and not unknown(i, s, t)

    def maybe(i, s, t):
        return better(i, s, t) or unknown(i, s, t)

    to = moves_of(game)
    strength, hybrid = look(game, "strength"), look(game, "hybrid")

    def undone(i, s, u):
        return not great[i, u, s]

    expected = by_relations(to, plain.better, lambda i, s, u: great[i, u, s], undone, plain.better)
    assert (strength["strong"] == expected).all()
    assert (strength["strong"] <= strength["crisp"]).all()
    for kind in "abcd":

        def deters(i, s, u, kind=kind):
            harmed = great[i, u, s] and not unknown(i, s, u)
            return harmed or (kind in "cd" and unknown(i, s, u))

        tempts = maybe if kind in "ac" else better
        strong = by_relations(
            to, tempts, deters, lambda i, s, v, kind=kind: not deters(i, s, v, kind), maybe
        )
        assert (hybrid[kind] == typed(game, better, unknown, kind)).all()
        assert (hybrid[f"strong_{kind}"] == strong).all()
        assert (hybrid[f"strong_{kind}"] <= hybrid[kind]).all()


@few
@given(drawn_crises(ranges=False, tolerance=False, resets=False))
def test_where_every_difference_is_great_strong_is_ordinary_without_ties(crisis):
    """One level of strength is none; in the option form answers never lead back to where it was."""
    game = compiled(crisis | {"weights": {}, "ranking": _strict(crisis)})
    again = compiled(
        crisis
        | {"weights": {}, "ranking": _strict(crisis)}
        | {"strength": {a: ["v0 == on", *_states(crisis)] for a in crisis["actors"]}}
    )

    strong = look(again, "strength")["strong"]

    assert (strong[: len(fast(game))] == fast(game)).all()


def _states(crisis):
    names = list(crisis["variables"])
    return [
        " and ".join(f"{name} == {level}" for name, level in zip(names, levels, strict=True))
        for levels in itertools.product(("off", "on"), repeat=len(names))
    ]


def _strict(crisis):
    """Turn rankings with ties into rankings without."""
    found = {}
    for n, actor in enumerate(crisis["actors"]):
        entries = crisis["ranking"].get(actor, [_states(crisis)[n:] + _states(crisis)[:n]])
        found[actor] = [state for entry in entries for state in entry]
    return found


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


@st.composite
def with_attitudes(draw):
    """Draw a crisis in which actors have attitudes, to themselves too."""
    crisis = draw(drawn_crises(ranges=False))
    attitude = st.sampled_from(("devoting", "aggressive", "neutral"))
    stances = st.dictionaries(st.sampled_from(crisis["actors"]), attitude, min_size=1)
    crisis["attitudes"] = {a: draw(stances) for a in crisis["actors"] if draw(st.booleans())}
    return crisis


@few
@given(with_attitudes())
def test_attitudes_are_judged_by_total_relational_replies(crisis):
    """Devoting, aggressive and neutral relations as Inohara, Hipel & Walker define them."""
    game = compiled(crisis)
    rank, names = game.rank, crisis["actors"]

    def asked(i, j):
        default = "devoting" if i == j else "neutral"
        return crisis["attitudes"].get(names[i], {}).get(names[j], default)

    def reply(i, s, t):
        wanted = {
            "devoting": lambda j: rank[j, t] >= rank[j, s],
            "aggressive": lambda j: not rank[j, t] >= rank[j, s],
            "neutral": lambda j: True,
        }
        return s != t and all(wanted[asked(i, j)](j) for j in range(len(names)))

    found = look(game, "attitudes")

    assert (found["published"] == read_ordinarily(game, reply)).all()
    both_ways = read_ordinarily(game, lambda i, s, t: reply(i, s, t) and not reply(i, t, s))
    assert (found["strict"] == both_ways).all()


@few
@given(drawn_crises(ranges=False, tolerance=False))
def test_discrete_attitudes_without_ties_are_the_ordinary_ones(crisis):
    """Inohara & Hipel (2009): complete and antisymmetric preferences, e_ii = +, e_ij = 0."""
    game = compiled(crisis | {"weights": {}, "ranking": _strict(crisis)})

    found = look(game, "attitudes")

    ordinary = fast(game)
    assert (found["published"][: len(ordinary)] == ordinary).all()


@few
@given(drawn_crises(ranges=False))
def test_under_totally_neutral_attitudes_foresight_adds_nothing_or_no_credibility(crisis):
    """Inohara & Hipel (2009): relational Nash is then SMR, and relational GMR is SEQ."""
    crisis["attitudes"] = {a: dict.fromkeys(crisis["actors"], "neutral") for a in crisis["actors"]}

    found = look(compiled(crisis), "attitudes")

    assert (found["published"][NASH] == found["published"][SMR]).all()
    assert (found["published"][GMR] == found["published"][SEQ]).all()
    assert found["strict"].all()


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
