"""Facts that the crisis `cuba-1962` must get right, whatever its weights."""

from __future__ import annotations

import datetime as dt

import pytest

from catalog.histories import history
from standoff import catalog
from standoff.game import compile
from standoff.spec import read

CUBA = history("cuba-1962")


def test_the_organization_has_twenty_votes_without_cuba():
    """Cuba's government had been excluded; two thirds of twenty-one members are fourteen."""
    (council,) = CUBA.crisis.bodies

    assert sum(member.votes for member in council.members) == 20
    assert (council.rule, council.quota) == ("quota", 14)
    assert "CUB" not in {member.name for member in council.members}


def test_what_was_never_done_is_a_strike_an_answer_in_kind_and_inspection_on_land():
    """All other options are on the record."""
    recorded = {placed.label for placed in CUBA.walk.map.of_kind("move")}
    options = {f"{option.actor}.{option.name}" for option in CUBA.crisis.options}

    assert options - recorded == {"USA.strike", "SUN.escalate", "CUB.admit_inspection"}


def test_the_moves_come_in_the_order_of_the_days():
    """From the address of 22 October to the end of the quarantine."""
    assert CUBA.moves == [
        ("1962-10-22", "USA.announce"),
        ("1962-10-23", "USA.ask_oas"),
        ("1962-10-24", "USA.enforce"),
        ("1962-10-24", "SUN.turn_ships"),
        ("1962-10-26", "SUN.offer"),
        ("1962-10-27", "SUN.add_turkey"),
        ("1962-10-27", "USA.accept"),
        ("1962-10-28", "SUN.withdraw"),
        ("1962-10-30", "CUB.refuse_inspection"),
        ("1962-11-07", "SUN.agree_at_sea"),
        ("1962-11-20", "SUN.withdraw_bombers"),
        ("1962-11-20", "USA.lift"),
    ]


@pytest.mark.parametrize(
    ("day", "levels"),
    [
        ("1962-10-16", {"quarantine": "none", "weapons": "stay", "terms": "none"}),
        ("1962-10-23", {"quarantine": "announced", "oas": "silent"}),
        ("1962-10-24", {"oas": "backing", "ships": "coming"}),
        ("1962-10-27", {"terms": "pledge", "quarantine": "in_force", "incident": "none"}),
        ("1962-10-28", {"terms": "accepted", "incident": "plane", "weapons": "stay"}),
        ("1962-11-01", {"weapons": "missiles_leave", "inspection": "refused"}),
        ("1962-11-20", {"inspection": "at_sea", "quarantine": "in_force"}),
    ],
)
def test_the_situation_on_a_day_is_what_happened(day, levels):
    """What was so when the day began, from the sources of the record; chance ends a day."""
    now = CUBA.on(day)

    assert {name: now[name] for name in levels} == levels


def test_both_days_on_which_the_ships_are_said_to_have_turned_are_kept():
    """Day lists differ; the crisis follows the first."""
    (turned,) = [event for event in CUBA.walk.events if event.id == "CUB18"]

    assert turned.date == dt.date(1962, 10, 24)
    assert [claim.date.day for claim in turned.claims] == [24, 25]


def test_the_published_graph_model_is_beside_it():
    """Two actors and twelve states, where the literature has its verdicts."""
    published = read(catalog.path("cuba-graph"))

    assert compile(published).state_count == 12
    assert published.record is None


def test_the_notes_count_as_the_program_does():
    """Numbers in prose go stale; these may not."""
    counts, notes = CUBA.counts, catalog.notes(CUBA.name)

    assert f"{counts['events']} dated events" in notes
    assert f"{CUBA.game().state_count:,} can be" in notes
    assert f"{counts['move']} events make 12 moves" in notes
    assert f"The other {counts['background']} rows in the period" in notes
