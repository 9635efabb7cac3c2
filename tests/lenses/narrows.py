"""A game on a strait, to draw paths of and to intervene in."""

import standoff
from standoff.game import compile
from standoff.lenses.ensemble import Ensemble
from standoff.spec import read_text

STRAIT = """
name: strait
END
calendar: {start: 2009-01-01, every: month, rounds: 6, focus: 2009-01-01}
actors: {harbour: {precision: 1.5, patience: 0.8}, island: {precision: 1, patience: 0.9}}
variables: {blockade: [off, on], raids: [none, one, many]}
infeasible: [blockade == off and raids == many]
options:
  harbour:
    close: {when: blockade == off, effect: {set: {blockade: on}}}
    open: {when: blockade == on and raids != many, cost: 0.2, effect: {set: {blockade: off}}}
  island:
    raid:
      when: blockade == on
      effect:
        chance: [{name: hit, probability: 0.6, raise: raids}, {name: miss, probability: 0.4}]
chance:
  fade: {when: raids == one, probability: 0.3, effect: {set: {raids: none}}}
interests: {toll: blockade, fear: raids}
weights: {harbour: {toll: 1, fear: -0.7}, island: {toll: -1, fear: 0.5}}
rules:
  harbour:
    - {when: raids == one, do: open}
    - {when: raids == none, do: {close: 0.25, hold: 0.75}}
  island: [{when: raids == many, do: raid}]
"""


def strait(end="horizon: 6"):
    """Compile a game of two movers, with chance."""
    return compile(read_text(STRAIT.replace("END", end)))


def look(game, **settings):
    """Look at a game through an ensemble."""
    return standoff.look(game, Ensemble(**settings))
