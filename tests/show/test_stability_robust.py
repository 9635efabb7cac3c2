"""Tests for what the stability text says of shares, of the record, and of changes."""

import pytest

import standoff
from standoff.game import compile
from standoff.record import parse_events, walk
from standoff.show import text
from standoff.spec import read_text

STRAIT = """
name: strait
calendar: {start: 2009-01-01, every: month, rounds: 5}
actors: {harbour: Harbour, island: Island}
variables:
  blockade: [off, on]
  strike: [no, yes]
options:
  harbour:
    blockade: {when: blockade == off, effect: {set: {blockade: on}}}
    lift: {when: blockade == on and strike == no, effect: {set: {blockade: off}}}
  island:
    strike: {when: blockade == on and strike == no, effect: {set: {strike: yes}}}
infeasible: [blockade == off and strike == yes]
interests:
  trade: {name: {en: Trade, id: Perdagangan}, score: blockade == on and strike == no}
  war: {name: {en: War, id: Perang}, score: strike == yes}
weights:
  harbour: {trade: {value: 2, range: [1, 3]}, war: -4}
  island: {trade: -1, war: {value: -3, range: [-4, 1]}}
record:
  events: record.csv
  map:
    - {verb: close, option: blockade}
    - {verb: open, option: lift}
"""
"""The harbour likes siege (2), calm (0), war (-4); the island calm, siege (-1), war (-3).
The island strikes back only where war costs it less than the siege, above -1: in 40% of its range.
"""

ROWS = """id,date,actor,action,target,description
E1,2009-02-03,harbour,close,island,closed
E2,2009-04-07,harbour,open,island,opened
"""


def told(lang="en", **settings):
    crisis = read_text(STRAIT)
    record = walk(crisis, parse_events(ROWS))
    answer = standoff.look(compile(crisis), "stability", record=record, **settings)
    # joined, so that no test hangs on where a line ends
    return " ".join(text(answer, lang).split())


def test_a_share_stands_below_each_verdict():
    """With what it is a share of, and how far chance moves it."""
    said = told(draws=50, concepts=("nash", "seq"))

    assert "share of draws" in said
    assert (
        "Percentages: in this share of 50 draws everybody would stay. A draw changes the 2 weights "
        "that the crisis leaves open, each by itself, evenly within its range or by its "
        "distribution. Chance moves a percentage by up to 14 points (95%)."
    ) in said
    assert "hold in at least 95% of the draws: 1 (Nash), 1 (SEQ)." in said


def test_without_draws_nothing_is_said_of_shares():
    """Neither rows nor notes."""
    said = told(draws=0)

    assert "share of draws" not in said
    assert "Percentages" not in said


def test_the_end_of_the_record_is_explained_or_not():
    """Calm again: the fear of war explains it, the gain from a new siege does not."""
    said = told(draws=0, changes=0)

    assert "What the record came to (May 2009): the state looked from." in said
    assert "Under Nash, SEQ, SSEQ it is not explained: Harbour (“blockade”) would leave." in said
    assert "Under GMR, SMR everybody would stay there: what happened is explained." in said
    assert "That Island stayed is explained by every concept." in said
    assert "That Harbour stayed is explained by GMR, SMR only." in said


def test_the_rounds_at_rest_are_counted():
    """Calm, siege, siege, calm, calm: siege rests under all concepts, calm under two."""
    said = told(draws=0, changes=0)

    assert "concept of 5 rounds at rest first rounds it stayed there" in said
    assert "Nash 2 Feb 2009 2 GMR 5 Jan 2009 1" in said
    assert "stood in 2 different resting states" in said
    assert "3 rounds, first Jan 2009 (GMR, SMR): the state looked from." in said
    assert "2 rounds, first Feb 2009 (Nash, GMR, SMR, SEQ, SSEQ): blockade: on, strike: no." in said


def test_a_record_that_ends_in_a_rest_of_everybody_needs_no_word_on_each():
    """Where all concepts and actors agree, one line says it."""
    crisis = read_text(STRAIT)
    record = walk(crisis, parse_events("\n".join(ROWS.splitlines()[:2])))
    answer = standoff.look(compile(crisis), "stability", record=record, draws=0, changes=0)

    said = " ".join(text(answer).split())

    assert "Under Nash, GMR, SMR, SEQ, SSEQ everybody would stay there" in said
    assert "That " not in said


def test_a_change_names_the_weight_the_way_and_who_leaves():
    """Siege: the harbour lifts it once trade is worth less than nothing, or the island strikes."""
    said = told(draws=0, at={"blockade": "on"}, changes=1)

    assert (
        "Under Nash, GMR, SMR, SEQ, SSEQ Island leaves if its weight on “War” rises from -3 past "
        "-1 (by 67%, within its range)."
    ) in said
    assert "Tried: 4 weights, each to zero, to double its value" in said


def test_a_weight_of_another_is_named_with_its_owner():
    """Calm under gmr: the harbour no longer fears the strike once war is better than calm."""
    said = told(draws=0, changes=1)

    assert "Under GMR, SMR Harbour leaves if its weight on “War” rises from -4 past 0" in said
    assert "(by 100%, it has no range)" in said


@pytest.mark.parametrize("lang", ["en", "id"])
def test_titles_are_in_the_language_of_the_reader(lang):
    """Interests too."""
    said = told(lang, draws=20)

    assert ("Perang" in said) is (lang == "id")
    assert ("Chance moves" in said) is (lang == "en")
