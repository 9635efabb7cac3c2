"""Tests for `standoff.game.labels`: an answer can name everything without its crisis."""

from standoff.game.labels import make_labels
from standoff.spec import read_text

COUNCIL = """
name: vote
actors: {CHN: {en: China, id: Tiongkok}, JPN: {en: Japan, id: Jepang}}
variables: {ban: [no, yes]}
bodies:
  council:
    rule: majority
    members:
      CHN: {name: {en: China in the chair}}
      JPN:
      FRA: {name: {en: France, id: Prancis}, yes: 1, no: 0}
      AUT: {yes: 1, no: 0}
  board: {rule: majority, members: {FRA: {yes: 1, no: 0}}}
"""


def test_members_are_named_by_themselves_else_by_their_actor_else_not():
    """China keeps its Indonesian name where the body gives only an English one."""
    members = make_labels(read_text(COUNCIL))["members"]

    assert members == {
        "CHN": {"en": "China in the chair", "id": "Tiongkok"},
        "JPN": {"en": "Japan", "id": "Jepang"},
        "FRA": {"en": "France", "id": "Prancis"},
        "AUT": {},
    }
