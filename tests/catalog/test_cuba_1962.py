"""Facts that the crisis `cuba-1962` must get right, whatever its weights."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import re

import pytest

from standoff import catalog
from standoff.game import compile
from standoff.policy import solve, verify
from standoff.record import Walk, load
from standoff.spec import Crisis, read

NAME = "cuba-1962"


@functools.cache
def crisis() -> Crisis:
    return read(catalog.path(NAME))


@functools.cache
def walked() -> Walk:
    found = load(crisis())
    assert found is not None
    return found


def on(day: str) -> dict[str, str]:
    """Name the levels when a day begins."""
    levels = walked().state_on(dt.date.fromisoformat(day))
    return {v.name: v.levels[levels[v.name]] for v in crisis().variables}


def test_the_file_reads_without_a_warning():
    """An option that can never be taken, or an actor without a preference, would warn."""
    assert crisis().warnings == ()


def test_the_organization_has_twenty_votes_without_cuba():
    """Cuba's government had been excluded; two thirds of twenty-one members are fourteen."""
    (council,) = crisis().bodies

    assert sum(member.votes for member in council.members) == 20
    assert (council.rule, council.quota) == ("quota", 14)
    assert "CUB" not in {member.name for member in council.members}


def test_every_event_of_the_period_is_a_move_or_background():
    """Nothing from 16 October to 20 November is passed over."""
    placements = walked().map.placements
    inside = [p for p in placements if p.event.date >= dt.date(1962, 10, 16)]

    assert {placed.kind for placed in inside} == {"move", "background"}
    assert {placed.kind for placed in placements if placed not in inside} == {"outside"}


def test_every_rule_of_the_record_decides_about_something():
    """A rule that never decides is a mistake in its verb or its place."""
    used = {placed.rule for placed in walked().map.placements if placed.rule is not None}

    assert used == set(range(len(crisis().record.rules)))


def test_what_was_never_done_is_a_strike_an_answer_in_kind_and_inspection_on_land():
    """All other options are on the record."""
    recorded = {placed.label for placed in walked().map.of_kind("move")}
    options = {f"{option.actor}.{option.name}" for option in crisis().options}

    assert options - recorded == {"USA.strike", "SUN.escalate", "CUB.admit_inspection"}


def test_the_moves_come_in_the_order_of_the_days():
    """From the address of 22 October to the end of the quarantine."""
    moves = [
        (turn.date.isoformat(), turn.label)
        for one in walked().rounds
        for turn in one.turns
        if turn.date is not None
    ]

    assert moves == [
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
    now = on(day)

    assert {name: now[name] for name in levels} == levels


def test_both_days_on_which_the_ships_are_said_to_have_turned_are_kept():
    """Day lists differ; the crisis follows the first."""
    (turned,) = [event for event in walked().events if event.id == "CUB18"]

    assert turned.date == dt.date(1962, 10, 24)
    assert [claim.date.day for claim in turned.claims] == [24, 25]


def test_the_weights_of_the_soviet_union_are_the_mean_of_its_motives():
    """The file says that they are; priors sum to one."""
    motives = [motive for motive in crisis().motives if motive.actor == "SUN"]

    assert sum(motive.prior.value for motive in motives) == pytest.approx(1)
    for interest, weight in crisis().weights["SUN"].items():
        mean = sum(motive.prior.value * motive.weights[interest].value for motive in motives)
        assert weight.value == pytest.approx(mean), interest


def test_the_equilibrium_is_found_and_stands_an_independent_check():
    """Solved backwards from the last day of the record, it is the only one."""
    game = compile(crisis())
    policy = solve(game)

    assert policy.status == "found"
    assert verify(game, policy).is_sound


def test_the_published_graph_model_is_beside_it():
    """Two actors and twelve states, where the literature has its verdicts."""
    published = read(catalog.path("cuba-graph"))

    assert compile(published).state_count == 12
    assert published.record is None


def test_the_notes_and_the_file_point_at_events_that_exist():
    """A source that cannot be looked up is none."""
    with catalog.path(NAME).with_name("record.csv").open(encoding="utf-8", newline="") as file:
        known = {row["id"] for row in csv.DictReader(file)}
    text = catalog.path(NAME).read_text(encoding="utf-8") + catalog.notes(NAME)

    assert set(re.findall(r"CUB\d{2}", text)) <= known


def test_the_notes_count_as_the_program_does():
    """Numbers in prose go stale; these may not."""
    notes = catalog.notes(NAME)

    assert f"{len(walked().events)} dated events" in notes
    assert f"{compile(crisis()).state_count:,} can be" in notes
    assert f"{len(walked().map.of_kind('move'))} events make 12 moves" in notes
    assert f"The other {len(walked().map.of_kind('background'))} rows in the period" in notes
