"""What every published crisis with a record must get right; a new one adds a row to `PERIODS`."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from catalog.histories import NAMES, history
from standoff import catalog
from standoff.policy import verify

PERIODS = {
    "council-2009": ("2009-04-05", "2009-06-27"),
    "cuba-1962": ("1962-10-16", "1962-11-20"),
    "dprk-2009": ("2003-01-01", "2009-12-31"),
    "iran-2015": ("2003-01-01", "2016-03-31"),
    "libya-2003": ("1992-01-01", "2006-06-30"),
    "npt-2003": ("2003-01-01", "2003-12-31"),
}
"""First and last day that each crisis is about."""


@pytest.mark.parametrize("name", NAMES)
class TestEveryHistory:
    """Each published crisis that has a record."""

    def test_the_file_reads_without_a_warning(self, name):
        """An option that can never be taken, or an actor without a preference, would warn."""
        assert history(name).crisis.warnings == ()

    def test_every_event_of_the_period_is_a_move_or_background(self, name):
        """Nothing of the period is passed over, and nothing else is used."""
        first, last = map(dt.date.fromisoformat, PERIODS[name])
        placements = history(name).walk.map.placements
        inside = [placed for placed in placements if first <= placed.event.date <= last]

        assert {placed.kind for placed in inside} == {"move", "background"}
        assert {placed.kind for placed in placements if placed not in inside} == {"outside"}

    def test_every_event_has_a_source_and_says_how_sure_it_is(self, name):
        """What cannot be looked up is no evidence."""
        events = history(name).walk.events

        assert [event.id for event in events if not event.source or event.confidence is None] == []

    def test_background_says_why(self, name):
        """A reason of a few words at least, for every row."""
        background = history(name).walk.map.of_kind("background")

        assert all(len(placed.reason.split()) >= 4 for placed in background)

    def test_every_rule_of_the_record_decides_about_something(self, name):
        """A rule that never decides is a mistake in its verb or its place."""
        placements = history(name).walk.map.placements
        used = {placed.rule for placed in placements if placed.rule is not None}

        assert used == set(range(len(history(name).crisis.record.rules)))

    def test_weights_are_the_mean_of_the_motives(self, name):
        """Of an actor whose motives are named; the file says so, and priors sum to one."""
        crisis = history(name).crisis
        assert crisis.motives
        for actor in {motive.actor for motive in crisis.motives}:
            motives = [motive for motive in crisis.motives if motive.actor == actor]

            assert sum(motive.prior.value for motive in motives) == pytest.approx(1)
            for interest, weight in crisis.weights[actor].items():
                mean = sum(m.prior.value * m.weights[interest].value for m in motives)
                assert weight.value == pytest.approx(mean), interest

    def test_every_weight_says_that_it_is_assumed_and_how_far_it_may_be_off(self, name):
        """A hidden assumption is a wrong number."""
        for actor, weights in history(name).crisis.weights.items():
            for interest, weight in weights.items():
                assert weight.why is not None, (actor, interest)
                assert weight.why.confidence == "assumed", (actor, interest)
                assert weight.low is not None, (actor, interest)
                assert weight.low < weight.value < weight.high, (actor, interest)

    def test_the_equilibrium_is_found_and_stands_an_independent_check(self, name):
        """Solved backwards from the last round of the record, it is the only one."""
        game, policy = history(name).solved()

        assert policy.status == "found"
        assert verify(game, policy).is_sound

    def test_every_event_that_the_file_or_the_notes_cite_is_in_the_record(self, name):
        """A source that cannot be looked up is none."""
        ids = history(name).ids
        prefixes = {re.match("[A-Z]+", one)[0] for one in ids}
        text = catalog.path(name).read_text(encoding="utf-8") + catalog.notes(name)
        cited = set(re.findall(rf"(?:{'|'.join(prefixes)})\d+", text))

        assert cited
        assert cited <= ids
