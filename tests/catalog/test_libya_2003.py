"""Facts that the crisis `libya-2003` must get right, whatever its weights."""

from __future__ import annotations

import datetime as dt

import pytest

from catalog.histories import history
from standoff import catalog

LIBYA = history("libya-2003")


def chance_of(label: str, motive: str | None, number: int, **levels: str) -> float:
    """Return the probability of an option at its mover's first turn of a round."""
    game, policy = LIBYA.solved(**({"LBY": motive} if motive else {}))
    turn = game.turns.tolist().index(game.actor_names.index(label.split(".")[0]))
    start = {v.name: v.levels[0] for v in LIBYA.crisis.variables}
    row = policy.states.tolist().index(game.find(start | levels))
    slots = slice(policy.slot_first[turn], policy.slot_first[turn + 1])
    labels = ["hold" if a < 0 else game.actions[a].label for a in policy.slot_action[slots]]
    return float(policy.choice[number - 1, row, slots][labels.index(label)])


@pytest.mark.parametrize(
    ("year", "elected"),
    [
        (1992, "AUT BEL CPV ECU HUN IND JPN MAR VEN ZWE"),
        (1993, "BRA CPV DJI HUN JPN MAR NZL PAK ESP VEN"),
        (1998, "BHR BRA CRI GAB GMB JPN KEN PRT SVN SWE"),
        (2003, "AGO BGR CHL CMR DEU ESP GIN MEX PAK SYR"),
    ],
)
def test_the_council_is_the_council_of_its_year(year, elected):
    """Five permanent and ten elected members, nine votes and no veto."""
    council = LIBYA.body(f"council_{year}")

    assert {member.name for member in council.members} == {
        "CHN", "FRA", "GBR", "RUS", "USA", *elected.split(),
    }  # fmt: skip
    assert {member.votes for member in council.members} == {1}
    assert (council.rule, council.quota) == ("quota", 9)
    assert set(council.veto) == {"CHN", "FRA", "GBR", "RUS", "USA"}


@pytest.mark.parametrize(
    ("year", "abstained"),
    [
        (1992, {"CPV", "CHN", "IND", "MAR", "ZWE"}),  # 10-0-5
        (1993, {"CHN", "DJI", "MAR", "PAK"}),  # 11-0-4
        (1998, set()),  # 15-0
        (2003, set()),  # 13-0-2: France and the United States, who are actors
    ],
)
def test_who_abstained_is_more_likely_to_abstain_than_to_support(year, abstained):
    """S/RES/748 and S/RES/883; the leanings of the others are to vote yes."""
    leanings = {m.name: m.leaning for m in LIBYA.body(f"council_{year}").members if m.leaning}

    assert {n for n, lean in leanings.items() if lean[0].value < lean[1].value} == abstained


def test_every_option_but_two_is_on_the_record():
    """Nobody was sent to Scotland directly, and the talks of 2003 did not break off."""
    recorded = {placed.label for placed in LIBYA.walk.map.of_kind("move")}
    options = {f"{option.actor}.{option.name}" for option in LIBYA.crisis.options}

    assert options - recorded == {"LBY.surrender", "LBY.break_off"}


def test_the_crisis_follows_the_day_of_the_vote_and_of_the_arrival():
    """A press timeline gives 15 April 1992 and 14 April 1999; documents give other days."""
    followed = {event.id: event.date for event in LIBYA.walk.events}

    assert followed["LBY03"] == dt.date(1992, 3, 31)
    assert followed["LBY06"] == dt.date(1999, 4, 5)


def test_late_2003_is_in_order():
    """Responsibility, the French families, the lifting, the ship, the experts, the end."""
    moves = [(day, label) for day, label in LIBYA.moves if day.startswith("2003")]

    assert moves == [
        ("2003-03-01", "LBY.approach"),
        ("2003-08-15", "LBY.accept_responsibility"),
        ("2003-09-11", "LBY.settle_with_france"),
        ("2003-09-12", "GBR.table_1506"),
        ("2003-10-04", "USA.interdict"),
        ("2003-10-19", "LBY.show"),
        ("2003-12-19", "LBY.renounce"),
    ]


def test_no_order_of_four_turns_holds_every_quarter():
    """Three quarters need five turns: they share no supersequence of four."""

    def holds(order: str, quarter: str) -> bool:
        rest = iter(order)
        return all(actor in rest for actor in quarter)

    quarters = {
        "".join(turn.actor[0] for turn in one.turns if turn.option != "hold")
        for one in LIBYA.walk.rounds
    }
    orders = {a + b + c + d for a in "LUG" for b in "LUG" for c in "LUG" for d in "LUG"}

    assert "".join(actor[0] for actor in LIBYA.crisis.order) == "LULLG"
    assert {"LLG", "ULL", "LU"} <= quarters
    assert [o for o in sorted(orders) if all(holds(o, quarter) for quarter in quarters)] == []


@pytest.mark.parametrize(
    ("day", "levels"),
    [
        ("1992-01-01", {"trial": "demanded", "measures": "none", "us_sanctions": "embargo"}),
        ("1992-04-01", {"measures": "air_arms"}),
        ("1993-11-12", {"measures": "assets"}),
        ("1996-08-06", {"us_sanctions": "widened"}),
        ("1998-07-01", {"support": "crumbling", "trial": "demanded"}),
        ("1998-08-28", {"trial": "offered", "measures": "assets"}),
        ("1999-04-06", {"trial": "handed", "measures": "suspended", "support": "firm"}),
        ("1999-07-08", {"relations": "britain"}),
        ("2001-04-01", {"trial": "verdict", "redress": "denied"}),
        ("2001-10-01", {"climate": "alarm"}),
        ("2003-04-01", {"climate": "iraq", "programmes": "discussed", "redress": "denied"}),
        ("2003-09-12", {"redress": "both", "measures": "suspended"}),
        ("2003-10-05", {"measures": "lifted", "shipment": "caught", "programmes": "discussed"}),
        ("2003-12-19", {"programmes": "shown", "us_sanctions": "widened"}),
        ("2003-12-20", {"programmes": "renounced"}),
        ("2004-02-09", {"relations": "interests", "programmes": "removed"}),
        ("2004-04-24", {"us_sanctions": "eased"}),
        ("2004-09-21", {"us_sanctions": "ended", "relations": "interests"}),
        ("2006-05-16", {"relations": "full"}),
    ],
)
def test_the_situation_on_a_day_is_what_happened(day, levels):
    """What was so when the day began, from the sources of the record; chance ends a quarter."""
    now = LIBYA.on(day)

    assert {name: now[name] for name in levels} == levels


def test_libya_has_three_motives():
    """To open up, to survive, or to keep the revolution."""
    named = {motive.name for motive in LIBYA.crisis.motives if motive.actor == "LBY"}

    assert named == {"opening", "survival", "revolution"}


def test_the_game_stays_small():
    """A quarter is asked about in a second."""
    assert LIBYA.game().state_count < 3_000


def test_the_motives_part_where_the_notes_say_that_they_do():
    """After a verdict without a war near, only the wish to come in from the cold moves."""
    verdict = {"trial": "verdict", "measures": "suspended", "us_sanctions": "widened",
               "relations": "britain"}  # fmt: skip

    calm = {m: chance_of("LBY.approach", m, 45, **verdict) for m in ("opening", "survival")}
    alarm = {
        m: chance_of("LBY.approach", m, 45, **verdict, climate="alarm")
        for m in ("survival", "revolution")
    }

    assert calm["opening"] > 0.1 > 0.01 > calm["survival"]
    assert alarm["survival"] > 0.1 > 0.01 > alarm["revolution"]


def test_the_ship_moves_libya_little():
    """In the model it hurries what had begun; the notes say so."""
    october = {"trial": "verdict", "redress": "both", "measures": "lifted",
               "programmes": "discussed", "us_sanctions": "widened", "relations": "britain",
               "climate": "iraq"}  # fmt: skip

    without, with_it = (
        chance_of("LBY.show", None, 48, **october, shipment=level) for level in ("hidden", "caught")
    )

    assert 0.35 < without < with_it < 0.7


def test_the_notes_count_as_the_program_does():
    """Numbers in prose go stale; these may not."""
    counts, notes = LIBYA.counts, catalog.notes(LIBYA.name)

    assert f"{counts['events']} dated events" in notes
    assert f"{LIBYA.game().state_count} can be" in notes
    assert f"{counts['move']} events of 1992-2006 make {counts['moves']} moves" in notes
    assert f"The other {counts['background']} rows in the period are background" in notes
    assert {5: "five"}[counts["claimed"]] in notes
