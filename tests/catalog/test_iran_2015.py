"""Facts that the crisis `iran-2015` must get right, whatever its weights."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from catalog.histories import history
from standoff import catalog
from standoff.game import Game, compile
from standoff.policy import Policy, solve

IRAN = history("iran-2015")
VOTE = "2013-11-24"
VOTE_ROUND = 44
"""The last quarter of 2013."""
NOBODY: Mapping[str, str] = MappingProxyType({})


def slot_of(game: Game, policy: Policy, label: str) -> int:
    """Return the first slot of a move."""
    action = [one.label for one in game.actions].index(label)
    return policy.slot_action.tolist().index(action)


def interim_passes(motives: Mapping[str, str] = NOBODY, **levels: str) -> float:
    """Return the probability that the text of November 2013 is agreed, were it tabled."""
    return passes_in(IRAN.solved(**motives), **levels)


def passes_in(solved: tuple[Game, Policy], **levels: str) -> float:
    """Return the same for a game of this crisis and its policy."""
    game, policy = solved
    row = policy.row(game.find(IRAN.on(VOTE) | levels))
    vote = policy.slot_vote[slot_of(game, policy, "USA.table_interim")]
    return float(policy.passes[policy.round(VOTE_ROUND), row, vote])


@pytest.mark.parametrize(
    ("year", "elected"),
    [
        (2006, "ARG COG DNK GHA GRC JPN PER QAT SVK TZA"),
        (2007, "BEL COG GHA IDN ITA PAN PER QAT SVK ZAF"),
        (2008, "BEL BFA CRI HRV IDN ITA LBY PAN VNM ZAF"),
        (2010, "AUT BIH BRA GAB JPN LBN MEX NGA TUR UGA"),
        (2015, "AGO CHL ESP JOR LTU MYS NGA NZL TCD VEN"),
    ],
)
def test_the_council_is_the_council_of_its_year(year, elected):
    """Fifteen votes, two of them those of France and the United Kingdom, and nine to pass."""
    council = IRAN.body(f"council_{year}")

    assert {member.name for member in council.members} == {
        "CHN", "EU3", "RUS", "USA", *elected.split(),
    }  # fmt: skip
    assert sum(member.votes for member in council.members) == 15
    assert {member.name: member.votes for member in council.members}["EU3"] == 2
    assert (council.rule, council.quota) == ("quota", 9)
    assert set(council.veto) == {"CHN", "EU3", "RUS", "USA"}


@pytest.mark.parametrize(
    ("year", "against"),
    [
        (2007, set()),  # 15-0
        (2008, {"IDN"}),  # 14-0-1
        (2010, {"BRA", "TUR", "LBN"}),  # 12-2-1
        (2015, set()),  # 15-0
    ],
)
def test_who_did_not_vote_yes_is_the_less_likely_to(year, against):
    """Resolutions 1747, 1803, 1929 and 2231, from the summaries of the meetings."""
    leanings = {m.name: m.leaning for m in IRAN.body(f"council_{year}").members if m.leaning}

    assert {name for name, leaning in leanings.items() if leaning[0].value < 0.5} == against


@pytest.mark.parametrize(
    ("name", "votes"),
    [
        ("board_2005", {"western": 12, "supporting": 6, "hesitant": 10, "VEN": 1}),
        ("board_2006", {"western": 11, "supporting": 10, "hesitant": 5, "opposed": 3}),
    ],
)
def test_the_board_has_thirty_five_votes_in_blocs_that_voted_alike(name, votes):
    """22-1-12 with Russia and China abstaining, and 27-3-5 with both in favour."""
    board = IRAN.body(name)

    assert sum(member.votes for member in board.members) == 35
    assert {m.name: m.votes for m in board.members if m.leaning} == votes
    assert all(
        len(re.findall(r"\b[A-Z]{3}\b", member.why.text.by_language["en"])) == member.votes
        for member in board.members
        if member.leaning and member.votes > 1
    )


def test_the_table_of_the_six_is_a_table_of_consensus():
    """A text of 2013 or 2015 needed Iran and each of the six."""
    six = IRAN.body("six")

    assert six.rule == "consensus"
    assert [member.name for member in six.members] == ["IRN", "USA", "EU3", "RUS", "CHN"]


def test_every_option_but_one_is_on_the_record():
    """Nobody left a deal before 2016."""
    recorded = {placed.label for placed in IRAN.walk.map.of_kind("move")}
    options = {f"{option.actor}.{option.name}" for option in IRAN.crisis.options}

    assert options - recorded == {"IRN.break_off"}


@pytest.mark.parametrize(
    ("event", "day"),
    [
        ("IRN18", "2006-07-31"),
        ("IRN19", "2006-12-23"),
        ("IRN20", "2007-03-24"),
        ("IRN23", "2008-03-03"),
        ("IRN24", "2008-09-27"),
        ("IRN28", "2010-06-09"),
        ("IRN32", "2013-11-24"),
        ("IRN34", "2015-07-14"),
        ("IRN35", "2015-07-20"),
        ("IRN37", "2016-01-16"),
        ("IRN17", "2006-06-06"),
        ("IRN22", "2007-12-03"),
    ],
)
def test_the_crisis_follows_the_day_of_the_documents(event, day):
    """Six resolutions, two deals and Implementation Day; and two days that sources dispute."""
    followed = {one.id: one.date.isoformat() for one in IRAN.walk.events}

    assert followed[event] == day


def test_early_2006_is_in_order():
    """Seals, the Board's report, and the end of inspections that had been threatened."""
    moves = [(day, label) for day, label in IRAN.moves if "2005-07" <= day < "2006-04"]

    assert moves == [
        ("2005-08-08", "IRN.resume"),
        ("2005-09-24", "EU3.find_breach"),
        ("2006-01-10", "IRN.expand"),
        ("2006-02-04", "EU3.refer"),
        ("2006-02-05", "IRN.end_protocol"),
    ]


def test_no_order_of_four_turns_holds_every_quarter():
    """Why a round has five turns."""

    def holds(order: tuple[str, ...], quarter: tuple[str, ...]) -> bool:
        rest = iter(order)
        return all(actor in rest for actor in quarter)

    quarters = {
        tuple(turn.actor for turn in one.turns if turn.option != "hold") for one in IRAN.walk.rounds
    }
    orders = itertools.product(("IRN", "USA", "EU3"), repeat=4)

    assert len(IRAN.crisis.order) == 5
    assert all(holds(tuple(IRAN.crisis.order), quarter) for quarter in quarters)
    assert not any(all(holds(order, quarter) for quarter in quarters) for order in orders)


@pytest.mark.parametrize(
    ("day", "levels"),
    [
        ("2003-01-01", {"enrichment": "limited", "dossier": "agency", "tehran": "pragmatic"}),
        ("2003-12-19", {"enrichment": "suspended", "talks": "europe", "access": "protocol"}),
        ("2004-07-01", {"enrichment": "limited", "talks": "open", "access": "protocol"}),
        ("2005-07-01", {"enrichment": "suspended", "talks": "europe", "tehran": "principlist"}),
        ("2005-10-01", {"enrichment": "limited", "talks": "stalled", "dossier": "breach"}),
        ("2006-03-01", {"enrichment": "growing", "dossier": "reported", "access": "safeguards"}),
        ("2006-07-01", {"talks": "stalled", "washington": "pressure"}),
        ("2006-12-24", {"dossier": "r1737", "us_sanctions": "standing"}),
        ("2009-10-02", {"talks": "open", "washington": "engagement", "dossier": "r1803"}),
        ("2010-06-10", {"dossier": "r1929", "enrichment": "higher", "talks": "stalled"}),
        ("2012-02-01", {"us_sanctions": "oil", "eu_sanctions": "embargo"}),
        ("2013-11-24", {"talks": "open", "tehran": "pragmatic", "enrichment": "higher"}),
        ("2013-11-25", {"talks": "interim", "enrichment": "limited", "us_sanctions": "oil"}),
        ("2015-07-21", {"talks": "final", "dossier": "r2231", "eu_sanctions": "embargo"}),
        ("2016-01-17", {"talks": "in_force", "access": "protocol", "us_sanctions": "standing",
                        "eu_sanctions": "council", "enrichment": "limited"}),
    ],
)  # fmt: skip
def test_the_situation_on_a_day_is_what_happened(day, levels):
    """What was so when the day began, from the sources of the record; chance ends a quarter."""
    now = IRAN.on(day)

    assert {name: now[name] for name in levels} == levels


def test_the_package_of_2006_alone_was_turned_down():
    """Suspension first was the condition, and Iran did not accept it."""
    failed = [p.event.id for p in IRAN.walk.map.of_kind("move") if p.outcome == "fail"]

    assert failed == ["IRN17"]


def test_enrichment_is_never_both_suspended_and_without_a_text():
    """It stood still only under the texts with the three."""
    game = IRAN.game()
    level = dict(zip(game.variable_names, game.level_indices, strict=True))

    assert ((level["enrichment"] == 0) == (level["talks"] == 2)).all()
    assert (level["enrichment"][level["talks"] >= 3] == 1).all()


def test_iran_has_two_motives():
    """To keep an option open, or to be recognized."""
    named = {motive.name for motive in IRAN.crisis.motives if motive.actor == "IRN"}

    assert named == {"option", "recognition"}


def test_the_game_stays_small():
    """A quarter is asked about in a second."""
    assert IRAN.game().state_count < 2_000


def test_no_move_of_the_record_is_unthinkable():
    """Every move has half a chance in a hundred at least at the turn at which it was made."""
    game, policy = IRAN.solved()

    for one in IRAN.walk.rounds:
        before = one.start
        for number, turn in enumerate(one.turns):
            if turn.option != "hold":
                levels = {v.name: v.levels[before[v.name]] for v in IRAN.crisis.variables}
                slots = range(policy.slot_first[number], policy.slot_first[number + 1])
                action = [a.label for a in game.actions].index(turn.label)
                slot = next(s for s in slots if policy.slot_action[s] == action)
                row = policy.row(game.find(levels))
                assert policy.choice[policy.round(one.number), row, slot] > 0.005, turn.label
            before = turn.levels


def test_the_interim_text_hangs_on_the_president_in_tehran():
    """The notes say so: likely with a pragmatist, next to impossible with a principlist."""
    assert interim_passes() > 0.6
    assert interim_passes(tehran="principlist") < 0.1


def test_the_motives_part_over_the_interim_text():
    """An Iran that keeps its option open says no where one in search of recognition says yes."""
    assert interim_passes({"IRN": "option"}) < 0.3
    assert interim_passes({"IRN": "recognition"}) > 0.6


@pytest.mark.parametrize("interest", ["programme", "standing", "economy"])
@pytest.mark.parametrize("factor", [0.75, 1.25])
def test_what_is_said_of_the_interim_text_survives_other_weights_of_iran(interest, factor):
    """A quarter more or less of any weight: the president still decides."""
    weights = dict(IRAN.crisis.weights["IRN"])
    changed = dataclasses.replace(weights[interest], value=factor * weights[interest].value)
    weights[interest] = changed
    game = compile(
        dataclasses.replace(IRAN.crisis, weights={**IRAN.crisis.weights, "IRN": weights})
    )
    solved = game, solve(game)

    assert passes_in(solved) > 0.5
    assert passes_in(solved, tehran="principlist") < 0.15


def test_the_notes_count_as_the_program_does():
    """Numbers in prose go stale; these may not."""
    counts, notes = IRAN.counts, catalog.notes(IRAN.name)

    assert f"{counts['events']} dated events" in notes
    assert f"{IRAN.game().state_count:,} can be" in notes
    assert f"{counts['move']} events make {counts['moves']} moves" in notes
    assert f"The other {counts['background']} rows of the period are background" in notes
    assert f"{ {5: 'five'}[counts['claimed']] } of them" in notes
