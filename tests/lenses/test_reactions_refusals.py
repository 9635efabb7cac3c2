"""Tests for what the lens `reactions` refuses, and what it says then."""

import datetime as dt
from dataclasses import replace

import pytest

import standoff
from lenses.texts_and_acts import BY_HAND, CRISIS, EDGES, ask, event, talks, text
from standoff.errors import CommandError
from standoff.spec import read_text


class TestRefusals:
    """What cannot be asked."""

    def test_without_a_record_the_lens_does_not_apply(self):
        """It reads nothing else."""
        game = standoff.compile(read_text(CRISIS, source="bay.yaml"))

        answer = standoff.look(game, "reactions")

        assert answer.attrs["status"] == "does not apply"
        assert answer.attrs["cause"] == "Reactions are read off a record, and there is none."
        assert answer.attrs["remedy"].startswith("Give the crisis a record of dated events")

    def test_a_record_without_pressure_does_not_say_whose_reactions(self):
        """Nothing hostile is done to anybody."""
        answer = ask((*EDGES, talks(4)))

        assert answer.attrs["cause"].startswith("Nothing hostile is done to any actor")

    def test_a_record_with_nothing_to_count_from_does_not_apply(self):
        """No text, no threat, no deed, and few months."""
        answer = ask((*EDGES, event(4, "south", "accuse", "north")))

        assert answer.attrs["status"] == "does not apply"
        assert "no text aimed at north" in answer.attrs["cause"]

    def test_more_than_a_century_is_too_long(self):
        """All places are listed, and two thousand years have too many."""
        ancient = replace(text(5), id="old", date=dt.date(100, 1, 1))

        answer = ask((*BY_HAND, ancient), windows=[5])
        since = ask((*BY_HAND, ancient), windows=[5], since="1999-01-01")

        assert answer.attrs["cause"].endswith("days, more than 36600.")
        assert since.attrs["status"] == "found"

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"of": "nroth"}, "names nobody called 'nroth'.\nDid you mean 'north'?"),
            ({"windows": [30, 7]}, "'windows' of the lens 'reactions' cannot be [30, 7]."),
            ({"windows": [0]}, "'windows' of the lens 'reactions' cannot be [0]."),
            ({"windows": []}, "'windows' of the lens 'reactions' cannot be []."),
            ({"texts": []}, "'texts' of the lens 'reactions' is empty."),
            ({"lags": 0}, "'lags' of the lens 'reactions' cannot be 0."),
            ({"draws": 9}, "'draws' of the lens 'reactions' cannot be 9."),
            ({"since": "soon"}, "'soon' is not a day of the calendar."),
            ({"since": "2030-01-01"}, "No day of the record, 2000-01-01 to 2000-04-09, lies"),
        ],
    )
    def test_a_setting_that_asks_for_nothing_is_refused(self, settings, message):
        """In words, before anything is computed."""
        with pytest.raises(CommandError) as caught:
            ask(BY_HAND, **settings)

        assert message in str(caught.value)
