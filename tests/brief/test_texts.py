"""Tests that a brief keeps what the analyst and the record say, in every language."""

from dataclasses import replace

import pytest

from standoff.brief.situation import describe_situation
from standoff.game import compile
from standoff.game.assumptions import list_assumptions
from standoff.record import parse_events, walk
from standoff.spec import read_text

CRISIS = """
name: strait
actors: {isle: {en: Isle}}
variables:
  toll: {levels: [low, high], why: {text: {en: the toll, id: tol}, source: essay, claim: 3}}
calendar: {start: 2009-01-01, every: month, rounds: 3}
options: {isle: {raise: {cost: {value: 1, range: [0, 2]}, effect: {set: {toll: high}}, why: dues}}}
record:
  events: record.csv
  map: [{verb: raise, actor: isle, option: raise}, {verb: speak, background: words}]
"""
EVENTS = """id,date,actor,action,target,description,description_fr,description_id
E1,2009-01-05,isle,raise,,The toll rises,,Tol naik
E2,2009-02-05,isle,speak,,A speech,Un discours,
"""


@pytest.fixture
def crisis():
    return read_text(CRISIS)


def test_a_reason_is_listed_in_every_language_it_is_given_in(crisis):
    """The page chooses; a plain reason is English, and a number without one has no text."""
    told = {item["path"]: item for item in list_assumptions(crisis)}

    assert told["variables.toll"]["text"] == {"en": "the toll", "id": "tol"}
    assert (told["variables.toll"]["source"], told["variables.toll"]["claim"]) == ("essay", 3)
    assert told["options.isle.raise"]["text"] == {"en": "dues"}
    assert told["options.isle.raise.cost"]["text"] == {}
    assert (told["options.isle.raise.cost"]["low"], told["options.isle.raise.cost"]["high"]) == (
        0,
        2,
    )


def test_events_are_told_in_each_language_of_the_record(crisis):
    """One array a language, empty where an event has no text in it."""
    journey = walk(crisis, parse_events(EVENTS))

    answer = describe_situation(compile(crisis), journey, "2009-01-01")

    assert answer["event_text"].values.tolist() == ["The toll rises", "A speech"]
    assert answer["event_text_id"].values.tolist() == ["Tol naik", ""]
    assert answer["event_text_fr"].values.tolist() == ["", "Un discours"]


def test_a_record_in_one_language_has_no_further_texts(crisis):
    """The arrays are those of the languages that occur, and of no others."""
    events = [replace(event, texts={}) for event in parse_events(EVENTS)]

    answer = describe_situation(compile(crisis), walk(crisis, events), "2009-01-01")

    assert [str(name) for name in answer if str(name).startswith("event_text")] == ["event_text"]
