"""Facts that the crisis `dprk-2009` must get right, whatever its weights."""

from __future__ import annotations

import re

import pytest

from catalog.histories import history
from standoff import catalog
from standoff.record import conflicts

DPRK = history("dprk-2009")


def moves_of(first: str, last: str) -> list[tuple[str, str]]:
    """List day and move, merging the rows of one package, as the record has them."""
    listed: list[tuple[str, str]] = []
    for placed in DPRK.walk.map.of_kind("move"):
        day = placed.event.date.isoformat()
        if first <= day <= last and (not listed or listed[-1][1] != placed.label):
            listed.append((day, placed.label))
    return listed


def shortest_order(sequences: set[tuple[str, ...]]) -> int:
    """Return the length of the shortest sequence that holds all of these in order."""
    ordered = sorted(sequences)
    reached, length = {(0,) * len(ordered)}, 0
    while not any(all(i == len(s) for i, s in zip(at, ordered, strict=True)) for at in reached):
        following = set()
        for at in reached:
            pairs = list(zip(at, ordered, strict=True))
            for actor in {s[i] for i, s in pairs if i < len(s)}:
                following.add(tuple(i + (i < len(s) and s[i] == actor) for i, s in pairs))
        reached, length = following, length + 1
    return length


@pytest.mark.parametrize(
    ("name", "elected"),
    [
        ("council_2006", "ARG COG DNK GHA GRC JPN PER QAT SVK TZA"),
        ("council_2009", "AUT BFA CRI HRV JPN LBY MEX TUR UGA VNM"),
    ],
)
def test_the_council_is_the_council_of_its_year(name, elected):
    """Five permanent and ten elected members: UNIS GA/10401 for 2006, SC/9679 for 2009."""
    council = DPRK.body(name)

    assert {member.name for member in council.members} == {
        "CHN", "FRA", "GBR", "RUS", "USA", *elected.split(),
    }  # fmt: skip
    assert {member.votes for member in council.members} == {1}
    assert (council.rule, council.quota) == ("quota", 9)
    assert set(council.veto) == {"CHN", "FRA", "GBR", "RUS", "USA"}


def test_a_statement_needs_all_fifteen_of_2009():
    """A presidential statement is agreed, not voted on."""
    statement = DPRK.body("council_statement")

    assert statement.rule == "consensus"
    assert {member.name for member in statement.members} == {
        member.name for member in DPRK.body("council_2009").members
    }


def test_the_talks_are_six_with_north_korea_among_them():
    """The essay counts five."""
    talks = DPRK.body("six_party")

    assert talks.rule == "consensus"
    assert [member.name for member in talks.members] == ["PRK", "USA", "CHN", "JPN", "KOR", "RUS"]


def test_the_iaea_board_has_thirty_five_votes_and_no_south_korea():
    """Members of 2002-2003 as listed with the resolution of 12 February 2003."""
    board = DPRK.body("iaea_board")

    assert sum(member.votes for member in board.members) == 35
    assert {member.name for member in board.members if member.leaning is None} == {
        "USA", "CHN", "JPN", "RUS",
    }  # fmt: skip


def test_most_of_the_record_lies_in_the_period():
    """149 of the 242 rows are of 2003-2009, and at least 45 of them are moves."""
    placements = DPRK.walk.map.placements

    assert len(placements) == 242
    assert sum(2003 <= placed.event.date.year <= 2009 for placed in placements) == 149
    assert DPRK.counts["move"] >= 45


def test_every_option_but_one_is_on_the_record():
    """Food aid was resumed together with the oil, without a row of its own."""
    recorded = {placed.label for placed in DPRK.walk.map.of_kind("move")}
    options = {f"{option.actor}.{option.name}" for option in DPRK.crisis.options}

    assert options - recorded == {"KOR.resume_food"}


def test_april_2009_is_in_order():
    """Launch and call on the 5th, sanctions on the 10th, statement, package, new threat."""
    assert moves_of("2009-04-01", "2009-04-30") == [
        ("2009-04-05", "PRK.launch"),
        ("2009-04-05", "JPN.call_meeting"),
        ("2009-04-10", "JPN.tighten_sanctions"),
        ("2009-04-13", "USA.table_statement"),
        ("2009-04-14", "PRK.walk_out"),
        ("2009-04-29", "PRK.announce"),
    ]


def test_october_2006_is_in_order():
    """Threat, test, import ban, resolution, and back to the talks after seventeen days."""
    assert moves_of("2006-10-01", "2006-10-31") == [
        ("2006-10-03", "PRK.announce"),
        ("2006-10-09", "PRK.nuclear_test"),
        ("2006-10-11", "JPN.tighten_sanctions"),
        ("2006-10-14", "USA.table_r1718"),
        ("2006-10-31", "PRK.join_talks"),
    ]


def test_no_shorter_order_holds_every_month():
    """Why a round has ten turns: the shortest common supersequence of the months has ten."""
    months: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for placed in DPRK.walk.map.of_kind("move"):
        month = months.setdefault((placed.event.date.year, placed.event.date.month), [])
        if not month or month[-1][1] != placed.label:
            month.append((placed.actor, placed.label))

    needed = shortest_order({tuple(actor for actor, _ in month) for month in months.values()})

    assert needed == len(DPRK.crisis.order) == 10


@pytest.mark.parametrize(
    ("day", "levels"),
    [
        ("2003-01-10", {"npt": "member", "inspectors": "expelled", "us_listing": "listed"}),
        ("2003-01-11", {"npt": "left", "tests": "none", "council": "none"}),
        ("2004-12-31", {"tests": "none", "launches": "quiet", "talks": "stalled"}),
        ("2005-09-20", {"talks": "principles", "frozen_funds": "frozen"}),
        ("2006-07-16", {"council": "r1695", "aid": "none", "japan_sanctions": "ports"}),
        ("2006-10-15", {"council": "r1718", "tests": "one", "japan_sanctions": "imports"}),
        ("2006-11-01", {"talks": "open"}),
        ("2007-05-01", {"talks": "initial", "frozen_funds": "frozen", "yongbyon": "active"}),
        ("2007-08-01", {"yongbyon": "shut", "inspectors": "present", "aid": "oil"}),
        ("2008-01-01", {"yongbyon": "disabled", "talks": "second", "frozen_funds": "free"}),
        ("2008-07-01", {"talks": "declared", "us_listing": "listed"}),
        ("2008-10-10", {"inspectors": "expelled", "yongbyon": "shut", "us_listing": "listed"}),
        ("2008-11-01", {"us_listing": "delisted", "inspectors": "present"}),
        ("2009-01-01", {"aid": "food", "talks": "declared"}),
        ("2009-04-05", {"launches": "announced", "japan_defence": "raised", "council": "r1718"}),
        ("2009-04-13", {"launches": "tabled", "japan_sanctions": "tightened"}),
        ("2009-04-14", {"council": "s2009", "talks": "declared", "inspectors": "present"}),
        ("2009-04-15", {"talks": "left", "inspectors": "expelled", "yongbyon": "active"}),
        ("2009-05-26", {"tests": "two", "council": "s2009"}),
        ("2009-06-17", {"council": "r1874", "japan_sanctions": "exports"}),
        (
            "2009-12-31",
            {"npt": "left", "inspectors": "expelled", "yongbyon": "active", "tests": "two",
             "launches": "quiet", "talks": "left", "council": "r1874", "aid": "none",
             "japan_defence": "normal", "japan_sanctions": "exports", "us_listing": "delisted",
             "frozen_funds": "free"},
        ),
    ],
)  # fmt: skip
def test_the_situation_on_a_day_is_what_happened(day, levels):
    """What was so when the day began, from the sources of the record."""
    now = DPRK.on(day)

    assert {name: now[name] for name in levels} == levels


def test_a_round_of_the_walk_is_a_turn_of_the_game():
    """The game follows the record: every recorded state is feasible, and so is every move."""
    game = DPRK.game()
    labels = [action.label for action in game.actions]

    for one in DPRK.walk.rounds:
        before = one.start
        for turn in one.turns:
            position = game.find({v.name: v.levels[before[v.name]] for v in DPRK.crisis.variables})
            if turn.option != "hold":
                assert game.moves.available[labels.index(turn.label), position] == 1
            before = turn.levels


def test_chapter_seven_measures_follow_tests_only():
    """No state has 1718 before a first test, or 1874 before a second."""
    game = DPRK.game()
    level = dict(zip(game.variable_names, game.level_indices, strict=True))
    council = {name: i for i, name in enumerate(["none", "r1695", "r1718", "s2009", "r1874"])}

    assert level["tests"][level["council"] >= council["r1718"]].min() == 1
    assert level["tests"][level["council"] == council["r1874"]].min() == 2


def test_no_vote_of_the_council_failed():
    """All three resolutions were 15-0; what failed was the protocol of the six."""
    failed = [p.event.id for p in DPRK.walk.map.of_kind("move") if p.outcome == "fail"]

    assert failed == ["DPRK177"]  # the six on verification, December 2008


def test_north_korea_has_the_three_motives_of_the_literature():
    """To bargain, to deter, or to be somebody."""
    named = {motive.name for motive in DPRK.crisis.motives if motive.actor == "PRK"}

    assert named == {"bargaining_chip", "deterrent", "status"}


def test_every_title_is_in_english_and_in_indonesian():
    """The brief speaks both."""
    crisis = DPRK.crisis
    found = [crisis.title, crisis.about]
    for group in (crisis.actors, crisis.variables, crisis.options, crisis.bodies, crisis.chance,
                  crisis.interests, crisis.motives, crisis.deals, crisis.positions):  # fmt: skip
        found += [one.title for one in group]
    for variable in crisis.variables:
        found += variable.level_titles

    assert [text for text in found if set(text.by_language) != {"en", "id"}] == []


def test_every_claim_of_the_essay_has_its_row():
    """Forty-three claims, in order, each with five cells filled."""
    rows = re.findall(r"^\| (\d+) \|(.+)\|$", catalog.notes(DPRK.name), flags=re.MULTILINE)

    assert [int(number) for number, _ in rows] == list(range(1, 44))
    assert all(len([c for c in rest.split("|") if c.strip()]) == 4 for _, rest in rows)


def test_the_notes_point_at_things_that_exist():
    """Every option, interest, body and so on that the notes name is in the file."""
    there = {f"options.{o.actor}.{o.name}" for o in DPRK.crisis.options}
    there |= {f"options.{o.actor}" for o in DPRK.crisis.options}
    there |= {f"variables.{v.name}" for v in DPRK.crisis.variables}
    there |= {f"interests.{i.name}" for i in DPRK.crisis.interests}
    there |= {f"bodies.{b.name}" for b in DPRK.crisis.bodies}
    there |= {f"chance.{c.name}" for c in DPRK.crisis.chance}
    there |= {f"deals.{d.name}" for d in DPRK.crisis.deals}
    there |= {"motives.PRK"} | {f"motives.{m.actor}.{m.name}" for m in DPRK.crisis.motives}
    there |= {f"weights.{actor}" for actor in DPRK.crisis.weights}
    there |= {f"positions.{question.name}" for question in DPRK.crisis.positions}
    pattern = (
        r"`((?:options|variables|interests|bodies|chance|deals|motives|weights|positions)\.[\w.]+)"
    )
    named = set(re.findall(pattern, catalog.notes(DPRK.name)))

    assert named
    assert {
        path for path in named if not any(path == t or path.startswith(f"{t}.") for t in there)
    } == set()


def test_the_notes_count_states_and_moves_as_the_program_does():
    """Numbers in prose go stale; these may not."""
    counts, notes = DPRK.counts, catalog.notes(DPRK.name)

    assert f"{DPRK.game().state_count:,} can be" in notes
    assert f"{counts['move']} events of 2003-2009 make {counts['moves']} moves" in notes
    assert f"The other {counts['background']} rows are background" in notes


def test_sources_that_differ_both_stay_and_the_crisis_says_whom_it_follows():
    """The salvo of July 2006 by two clocks, and the test that the essay puts into 2004."""
    found = {
        conflict.event.id: conflict
        for conflict in conflicts(DPRK.walk.events, DPRK.crisis.record.follow)
    }

    salvo, test = found["DPRK120"], found["DPRK130"]
    assert len(found) == 25
    assert [(claim.name, claim.date.isoformat()) for claim in salvo.event.claims] == [
        ("korea-time", "2006-07-05"), ("us-time", "2006-07-04"),
    ]  # fmt: skip
    assert (test.event.date.year, [claim.date.year for claim in test.others]) == (2006, [2004])
    assert {entry.event for entry in DPRK.crisis.record.follow} <= set(found)
    assert all(found[entry.event].is_chosen and entry.why for entry in DPRK.crisis.record.follow)


def test_what_the_essay_says_differently_is_claimed_by_the_essay():
    """A test in 2004, the weather, the axis, the expelled team, at once, five parties, an order."""
    essays = [
        event.id
        for event in DPRK.walk.events
        for claim in event.claims
        if claim.source == "Indonesian essay (undated)"
    ]

    assert essays == [
        "DPRK060", "DPRK087", "DPRK130", "DPRK131", "DPRK186", "DPRK189", "DPRK194", "DPRK196",
        "DPRK208",
    ]  # fmt: skip


def test_every_claim_says_who_says_so_and_how_sure_that_is_in_both_languages():
    """A claim without a source of its own would be the first row's word against itself."""
    for event in DPRK.walk.events:
        for claim in event.claims[1:]:
            assert "source" in claim.stated
            assert claim.confidence
            assert ("text" in claim.stated) == ("texts" in claim.stated)
