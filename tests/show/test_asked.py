"""Tests for `standoff.show.asked`: an answer says in which situation a vote was asked."""

import json

import xarray as xr

from standoff.show.asked import asked_elsewhere
from standoff.show.labels import Labels
from standoff.show.words import words_for


def answer(state):
    """Build an answer on two variables, looked at from talks open (1) and no test (0): number 3."""
    labels = {
        "variables": {
            "talks": {"title": {}, "levels": ["left", "open"], "level_titles": [{}, {}]},
            "tests": {"title": {}, "levels": ["none", "one", "two"], "level_titles": [{}, {}, {}]},
        },
        "options": {"USA.table": {"en": "table a text"}},
    }
    return xr.Dataset(
        {"vote_state": ("vote", [state])},
        coords={"vote": ["USA.table"], "variable": ["talks", "tests"]},
        attrs={"looked_from": 3, "labels": json.dumps(labels)},
    )


def notes(state):
    found = answer(state)
    return asked_elsewhere(found, Labels.of(found, words_for("en")))


def test_a_vote_asked_in_another_situation_says_which():
    """Number 1 is talks left, one test: both levels differ from number 3."""
    assert notes(1) == [
        "“table a text” may not be tabled now; it was asked in the nearest later situation where "
        "it may be, which differs by talks: left, tests: one."
    ]


def test_a_vote_asked_in_the_present_situation_needs_no_word():
    """Nothing is assumed, so nothing is said."""
    assert notes(3) == []
