"""Facts that the crisis `npt-2003` must get right, and what its procedure must give."""

from __future__ import annotations

import functools
import math

import pytest

import standoff
from catalog.histories import history
from standoff import catalog
from standoff.spec.dynamics import available, chance_outcomes, outcomes, start

NPT = history("npt-2003")
REPORT = "2003-02-12"
"""The day on which the Board reported."""


@functools.cache
def answer_of(lens: str, **motives: str):
    return standoff.look(NPT.game(**motives), lens, record=NPT.walk, date=REPORT)


def option(label: str):
    actor, name = label.split(".")
    return next(o for o in NPT.crisis.options if (o.actor, o.name) == (actor, name))


def rounds_until_it_has_left(label: str) -> int:
    """Give notice in the first round, do nothing else, and let the rounds end."""
    levels = outcomes(NPT.crisis, option(label), start(NPT.crisis))[0][1]
    for ended in range(1, 6):
        ((levels, _),) = chance_outcomes(NPT.crisis, levels)
        if levels["npt"] == 1:
            return ended
    raise AssertionError(label)


def test_the_notice_of_article_ten_runs_three_months_and_the_claim_of_2003_one():
    """Three months by the treaty; the notice of 1993 had one day left, and a month is a round."""
    assert rounds_until_it_has_left("PRK.withdraw") == 3
    assert rounds_until_it_has_left("PRK.resume_notice") == 1


def test_a_notice_may_be_taken_back_while_it_runs():
    """As on 11 June 1993, a day before the end; once out there is no way back."""
    given = outcomes(NPT.crisis, option("PRK.withdraw"), start(NPT.crisis))[0][1]
    revoke = option("PRK.revoke_withdraw")

    assert available(NPT.crisis, revoke, given)
    assert outcomes(NPT.crisis, revoke, given)[0][1] == start(NPT.crisis)
    assert not available(NPT.crisis, revoke, start(NPT.crisis))
    ((later, _),) = chance_outcomes(NPT.crisis, given)
    assert available(NPT.crisis, revoke, later)
    assert not available(NPT.crisis, revoke, {**given, "PRK_withdraw_notice": 0, "npt": 1})


def test_nothing_comes_before_the_council_but_by_the_board():
    """Referral: passage of the report seizes the Council, and only then may it be asked."""
    report, condemn = option("USA.refer"), option("USA.condemn")
    passed = {a.variable for o in report.effect.outcomes if o.name == "pass" for a in o.change}

    assert "council_seized" in passed
    assert "council_seized == yes" in condemn.when.text
    assert {o.actor for o in NPT.crisis.options if o.effect.body in ("council", "iaea_board")} == {
        "USA"
    }


def test_a_last_call_comes_before_the_report_and_neither_twice():
    """The agenda of the Board, in its order."""
    assert "iaea_board_agenda < item_1" in option("USA.call_on").when.text
    assert "iaea_board_agenda < item_2" in option("USA.refer").when.text


def test_the_report_passes_and_the_council_does_not_decide():
    """31-0-2 in Vienna, and no text in New York, where any one of fifteen may stop it."""
    answer = answer_of("votes")
    passes = answer["pass_probability"]
    no = answer["ballot_probability"].sel(vote="USA.condemn", ballot="no")

    assert passes.sel(vote="USA.refer").item() > 0.99
    assert passes.sel(vote="USA.condemn").item() == pytest.approx(
        math.prod(1 - share for share in no.values if not math.isnan(share)), abs=1e-12
    )
    assert passes.sel(vote="USA.condemn").item() < 0.05
    assert no.sel(member="CHN").item() > 0.8
    assert answer["record_outcome"].sel(vote="USA.refer").item() == "pass"
    assert answer["record_outcome"].sel(vote="USA.condemn").item() == "fail"


def test_each_body_has_its_own_best_text():
    """The report and the invitation are measured by different things, so both are named."""
    answer = answer_of("votes")

    assert answer.attrs["most_content"].split(";") == ["USA.refer", "CHN.convene"]
    # not the agenda or the referral, which failure changes alike
    assert answer["content_measure"].sel(vote="USA.refer").item() == "board"
    assert answer["content_measure"].sel(vote="USA.condemn").item() == "council"


def test_who_leaves_the_six_stops_them_and_may_come_back():
    """Consensus with walk-out."""
    assert "PRK_at_six_party == present" in option("CHN.table_freeze").when.text
    assert option("PRK.return_to_six_party").when.text == "PRK_at_six_party == out"
    assert NPT.body("six_party").rule == "consensus"


def test_the_motives_part_at_the_freeze():
    """In the notes: three paths of four for a bargaining chip, hardly any for a deterrent."""
    frozen = {
        motive: answer_of("equilibrium", PRK=motive)["level_share"]
        .sel(variable="talks", level=2)
        .isel(round=-1)
        .item()
        for motive in ("bargaining_chip", "deterrent")
    }

    assert frozen["bargaining_chip"] > 0.65
    assert frozen["deterrent"] < 0.05


@pytest.mark.parametrize(
    ("day", "levels"),
    [
        ("2003-01-01", {"npt": "member", "PRK_withdraw_notice": "none", "board": "silent"}),
        ("2003-01-07", {"board": "called", "iaea_board_agenda": "item_1"}),
        ("2003-01-11", {"npt": "member", "PRK_withdraw_notice": "left_1"}),
        ("2003-02-01", {"npt": "left", "PRK_withdraw_notice": "none"}),
        ("2003-02-13", {"board": "reported", "council_seized": "yes"}),
        ("2003-04-10", {"council": "silent", "council_seized": "no", "site": "restarting"}),
        ("2003-04-19", {"site": "reprocessing"}),
        ("2003-08-28", {"talks": "six", "PRK_at_six_party": "present"}),
        ("2003-12-31", {"talks": "six", "council": "silent"}),
    ],
)
def test_the_situation_on_a_day_is_what_happened(day, levels):
    """What was so when the day began; the notice runs out at the end of the month."""
    now = NPT.on(day)

    assert {name: now[name] for name in levels} == levels


def test_no_order_of_two_turns_holds_every_month():
    """Three states move, and in January and in April the United States before North Korea."""
    months = {
        tuple(turn.actor for turn in one.turns if turn.option != "hold")
        for one in NPT.walk.rounds
    }  # fmt: skip

    assert {("USA", "PRK"), ("USA",), ("CHN",)} <= months
    assert NPT.crisis.order == ("USA", "PRK", "CHN")


def test_the_notes_count_as_the_program_does():
    """Numbers in prose go stale; these may not."""
    counts, notes = NPT.counts, catalog.notes(NPT.name)

    assert f"{counts['events']} dated events" in notes
    assert f"{NPT.game().state_count} can be" in notes
    assert f"{counts['move']} events make {counts['moves']} moves" in notes
    assert f"other {counts['background']} rows" in notes
    assert counts["claimed"] == 5
