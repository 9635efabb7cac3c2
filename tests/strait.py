"""A crisis on a strait, records of it, and what becomes of them."""

import textwrap

import pytest

from standoff.errors import RecordError
from standoff.record import map_events, parse_events, walk
from standoff.spec import read_text

CRISIS = """\
name: strait
calendar: {start: 2009-01-01, every: month, rounds: 4}
actors: [harbour, island]
variables:
  blockade: [off, on]
  strike: [no, yes]
  alarm: [low, mid, high]
infeasible: [strike == yes and blockade == off]
one_way:
  - {variable: alarm, only: rise, by: [harbour]}
options:
  harbour:
    blockade: {when: blockade == off, effect: {set: {blockade: on}, raise: {alarm: 2}}}
    lift: {when: blockade == on, effect: {set: {blockade: off}}}
    calm: {effect: {lower: alarm}}
  island:
    strike:
      when: blockade == on and alarm >= mid
      effect:
        chance:
          - {name: hit, probability: 0.5, set: {strike: yes}}
          - {name: miss, probability: 0.5}
    appeal: {effect: {vote: council, pass: {set: {alarm: low}}, fail: {}}}
    wait: {effect: {}}
bodies:
  council: {rule: majority, members: [harbour, island]}
chance:
  fading: {when: alarm > low, probability: 0.25, effect: {lower: alarm}}
order: [harbour, island, harbour]
record:
  events: record.csv
  map:
    - {verb: close, option: blockade}
    - {verb: open, by: harbour, target: traders, actor: harbour, option: lift}
    - {verb: soothe, option: calm}
    - {verb: bomb, actor: island, option: strike, outcome: hit}
    - {verb: shell, actor: island, option: strike, outcome: miss}
    - {verb: ask, option: appeal}
    - {verb: plead, actor: island, option: appeal, outcome: fail}
    - {verb: wait, option: wait}
    - {verb: visit, background: changes no level}
"""
HEADER = "id,date,actor,action,target,description"
CALM = {"blockade": 0, "strike": 0, "alarm": 0}


def crisis_with(replaced="", by="", text=CRISIS):
    """Read the crisis, with one part of it replaced."""
    assert replaced in text
    return read_text(text.replace(replaced, by), source="strait.yaml")


def observing(*entries):
    """Read the crisis with what chance was observed to do."""
    lines = "".join(f"    - {entry}\n" for entry in entries)
    return read_text(f"{CRISIS}  observed:\n{lines}", source="strait.yaml")


def events_of(*rows):
    """Read events from the rows of a table, the first of them on line 2."""
    return parse_events("\n".join((HEADER, *rows)))


def walked(*rows, crisis=None):
    """Walk the rows of a record."""
    return walk(crisis or crisis_with(), events_of(*rows), source="record.csv")


def refusal(*rows, crisis=None):
    """Return the whole message about a record that does not fit."""
    with pytest.raises(RecordError) as caught:
        walked(*rows, crisis=crisis)
    return str(caught.value)


def placed(*rows, crisis=None):
    """Return what one event, the last of the rows, is taken for."""
    return map_events(crisis or crisis_with(), events_of(*rows)).placements[-1]


def message(text):
    return textwrap.dedent(text).strip("\n")
