"""Tests for the lens `reactions`: threats carried out, and what is done around deeds."""

import datetime as dt

import pytest

from lenses.texts_and_acts import EDGES, FIRST, ask, event, rocket
from standoff.lenses.reactions_acts import Act, Chronicle, is_deed, is_threat
from standoff.record.scale import DEFAULT
from standoff.record.verbs import find


def act(verb):
    """Make an act with this verb."""
    return Act(0, rocket(0), find(verb), 0.0)


class TestThreats:
    """Who threatens, and whether deeds follow."""

    THREATS = (
        *EDGES,
        event(10, "north", "threaten", "south"),
        event(40, "north", "announce_test", "south"),
        event(70, "north", "threaten", "south"),
        event(12, "north", "reject_resolution", "UNSC"),
        rocket(14),
        event(48, "north", "expel_inspectors", "IAEA"),
        rocket(71),
    )

    def test_a_threat_is_carried_out_if_a_deed_follows_in_time(self):
        """Of three, two within 5 days and all within 8; a rejection is no deed."""
        answer = ask(self.THREATS, windows=[5, 8], of="north")

        assert answer["carried_count"].values.tolist() == [2, 3]
        assert answer["carried_share"].values.tolist() == [2 / 3, 1]
        assert answer["carried_before"].values.tolist() == [0, 0]
        assert answer["threat_first_delay"].values.tolist() == [4, 8, 1]

    def test_the_base_rate_is_the_share_of_days_that_a_deed_follows(self):
        """Three deeds with 5 days before each, none of which overlap: 15 of 100 days."""
        answer = ask(self.THREATS, windows=[5], of="north")

        assert answer["carried_base"].values.tolist() == [pytest.approx(0.15)]

    def test_the_interval_is_wilsons(self):
        """For 2 of 3: 0.2077 to 0.9385."""
        answer = ask(self.THREATS, windows=[5], of="north")

        assert float(answer["carried_low"][0]) == pytest.approx(0.2077, abs=1e-4)
        assert float(answer["carried_high"][0]) == pytest.approx(0.9385, abs=1e-4)

    def test_a_threat_says_what_is_to_come(self):
        """Of the type THREATEN, in any of three schemes, but not what has been done."""
        assert all(
            is_threat(act(verb)) for verb in ("threaten", "announce_test", "130", "THREATEN")
        )
        assert not any(is_threat(act(verb)) for verb in ("announce_capability", "nuclear_test"))

    def test_a_deed_is_done_and_not_said(self):
        """Material conflict, or a promise undone; not words, and not arrests of travellers."""
        deeds = ("nuclear_test", "expel_inspectors", "leave_talks", "remove_seals", "190")
        assert all(is_deed(act(verb)) for verb in deeds)
        assert not any(is_deed(act(verb)) for verb in ("denounce", "threaten", "detain", "summit"))


def test_what_others_do_around_deeds_is_counted():
    """One sanction two days after the first of two rockets."""
    sanction = event(22, "south", "unilateral_sanctions", "north")

    answer = ask((*EDGES, rocket(20), rocket(60), sanction), windows=[5])

    assert answer["answers_mean"].sel(phase="after", window=5) == 0.5
    assert answer["answers_mean"].sel(phase="before", window=5) == 0
    assert answer["answers_base"].sel(phase="after", window=5) == pytest.approx(5 / 100)


def test_chronicles_know_who_did_what_to_whom():
    """Joint acts are acts of each; nobody does anything to himself."""
    rows = [event(0, "a b", "summit"), event(1, "a", "accuse", "a b"), event(2, "b", "statement")]

    chronicle = Chronicle.of(rows, DEFAULT, FIRST, FIRST + dt.timedelta(9))

    assert [len(chronicle.by(name)) for name in "ab"] == [2, 2]
    assert [len(chronicle.on(name)) for name in "ab"] == [0, 1]
    assert [act.sign for act in chronicle.acts] == [1, -1, 0]
