"""Games whose verdicts are worked out by hand: a strait, matching pennies, a council."""

from standoff.game import compile
from standoff.lenses.stability import Stability
from standoff.spec import read_text

STRAIT = """
name: strait
actors: [harbour, island]
variables:
  blockade: [off, on]
  strike: [no, yes]
options:
  harbour:
    blockade: {when: blockade == off, effect: {set: {blockade: on}}}
    lift: {when: blockade == on and strike == no, effect: {set: {blockade: off}}}
  island:
    strike: {when: blockade == on and strike == no, effect: {set: {strike: yes}}}
states:
  calm: blockade == off and strike == no
  siege: blockade == on and strike == no
  war: blockade == on and strike == yes
infeasible: [blockade == off and strike == yes]
ranking:
  harbour: [siege, calm, war]
  island: [calm, siege, war]
"""
"""By hand: states are calm 0, siege 2, war 3. The harbour gains by going from
calm to siege. The island can answer with war, worse for the harbour than calm,
but would lose by it: gmr and smr deter, nash and seq do not. Siege is the
harbour's best, and the island will not strike. From war nobody can move.
"""
PENNIES = """
name: pennies
actors: [A, B]
variables: {a: [no, yes], b: [no, yes]}
controls: {A: [a], B: [b]}
interests: {same: a == b}
weights: {A: {same: 1}, B: {same: -1}}
"""
"""Matching pennies: in every state one of the two gains by moving."""
TABLED = """
name: council
actors: [A, B, C]
variables: {measures: [none, mild, harsh]}
options:
  A:
    table:
      when: measures == none
      effect: {vote: body, pass: {set: {measures: harsh}}, fail: {set: {measures: mild}}}
bodies: {body: {rule: majority, members: [A, B, C]}}
"""
"""A tables a text; what the three of a council want is for the test to say."""


def look(text, **settings):
    return Stability(**settings).look(compile(read_text(text)))
