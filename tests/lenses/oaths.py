"""Deals to weigh: an oath between two, and those of a published crisis."""

import dataclasses

from standoff.catalog import path
from standoff.game import compile
from standoff.spec import read, read_text

OATH = """
name: oath
actors: {A: {patience: 0.4, precision: 60}, B: {patience: 0.4, precision: 60}}
order: [A, B]
variables: {a: [kept, broken], b: [kept, broken]}
options:
  A: {break: {when: a == kept, effect: {set: {a: broken}}}}
  B: {break: {when: b == kept, effect: {set: {b: broken}}}}
interests: {trust: "(a == kept) + (b == kept)", spoils: (a == broken), gains: (b == broken),
            of_b: b == kept, of_a: a == kept}
weights: {A: {of_b: 2, spoils: 1}, B: {of_a: 2, gains: 1}}
deals:
  peace: {commitments: {A: {a: kept}, B: {b: kept}}}
  mercy: {commitments: {A: {a: kept}}}
"""
"""Each gains by breaking, whatever the other does, and loses more by the other's breaking."""


def game_of(text):
    """Compile a crisis file."""
    return compile(read_text(text))


def catalogue(name):
    """Compile a crisis of the catalogue."""
    return compile(read(path(name)))


def shortened(game, rounds):
    """Return the game with fewer rounds."""
    return dataclasses.replace(game, crisis=dataclasses.replace(game.crisis, horizon=rounds))


LIBYA = catalogue("libya-2003")
