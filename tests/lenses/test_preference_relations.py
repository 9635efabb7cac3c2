"""Structures of the lens `preferences` with strength, and with attitudes to others."""

import itertools
from fractions import Fraction

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
)
from relation_models import (
    GMR,
    NASH,
    SEQ,
    SMR,
    by_relations,
    compiled,
    drawn_crises,
    holds,
    moves_of,
)


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
