"""Preference structures read again, word by word, from their definitions."""

from fractions import Fraction

from hypothesis import settings
from hypothesis import strategies as st

from relation_models import (
    by_relations,
    conditions,
    corners,
    drawn_crises,
    holds,
    moves_of,
    scores_of,
    weights_of,
    worth,
)
from standoff.kernels.stability import verdicts
from standoff.lenses.preferences import CONCEPTS, Preferences

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
