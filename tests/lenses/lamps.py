"""Two small games to draw paths of: a lamp that is lit by chance, and a council."""

import datetime as dt

from standoff.game import compile
from standoff.spec import read_text

LAMP = """
name: lamp
horizon: 12
actors: {sender: {precision: PRECISION}}
variables: {lamp: [off, on]}
options:
  sender:
    light: {when: lamp == off, effect: {set: {lamp: on}}}
    wave: {effect: {}}
interests: {bright: lamp}
weights: {sender: {bright: 1}}
"""
COUNCIL = """
name: council
horizon: 3
calendar: {start: 2009-01-01, every: month, rounds: 3, focus: 2009-02-10}
actors: {sponsor: {precision: 0}, maverick: {precision: 0.7}}
variables: {text: [none, adopted], launches: [quiet, one, many]}
infeasible: [text == adopted and launches == many]
bodies:
  council:
    rule: quota
    quota: 2
    members:
      sponsor: {band: 0.4}
      FAR: {yes: 0.3, no: 0.5}
      GUS: {yes: 0.6, no: 0.1}
options:
  sponsor:
    table:
      when: text == none and launches != many
      effect: {vote: council, pass: {set: {text: adopted}}, fail: {}}
  maverick:
    launch:
      effect:
        chance: [{name: up, probability: 0.7, raise: launches}, {name: down, probability: 0.3}]
chance:
  fade: {when: launches == one, probability: 0.25, effect: {lower: launches}}
interests: {order: text - launches, fame: launches}
weights: {sponsor: {order: 1}, maverick: {fame: 1, order: 0.2}}
"""


def lamp(precision=0):
    """Compile a game in which one actor may light a lamp, or wave, or do nothing."""
    return compile(read_text(LAMP.replace("PRECISION", str(precision))))


def council():
    """Compile a game with a vote, an option by chance and a chance event."""
    return compile(read_text(COUNCIL))


class February:
    """A record that has led to one launch by the tenth of February."""

    def state_on(self, date):
        """Return the levels on that day."""
        assert date == dt.date(2009, 2, 10)
        return {"text": 0, "launches": 1}

    def round_on(self, date):
        """Return the round of that day."""
        return date.month
