"""Facts that the crisis `council-2009` must get right, and what its procedure must give."""

from __future__ import annotations

import functools
import math

import pytest

import standoff
from catalog.histories import history
from standoff import catalog
from standoff.policy import solve

COUNCIL = history("council-2009")
SIXTH = "2009-04-06"
"""The day after the launch and Japan's call."""


@functools.cache
def answer_of(lens: str):
    return standoff.look(COUNCIL.game(), lens, record=COUNCIL.walk, date=SIXTH)


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def ballots_by_hand(vote: str) -> dict[str, tuple[float, float]]:
    """Give each member's probability of yes and of no: the ordered logit, or its leaning."""
    answer = answer_of("votes").sel(vote=vote)
    name = str(answer["vote_body"].item())
    band, found = {"council": 0.3, "president": 2.0}[name], {}
    for member in COUNCIL.body(name).members:
        if member.leaning is not None:
            found[member.name] = (member.leaning[0].value, member.leaning[2].value)
            continue
        gain = answer["gain"].sel(member=member.name).item()
        found[member.name] = (logistic(gain - band), logistic(-gain - band))
    return found


def test_the_council_is_that_of_2009():
    """Five permanent and ten elected members, nine votes and no veto."""
    council = COUNCIL.body("council")

    elected = "AUT BFA CRI HRV JPN LBY MEX TUR UGA VNM"
    assert {member.name for member in council.members} == {
        "CHN", "FRA", "GBR", "RUS", "USA", *elected.split(),
    }  # fmt: skip
    assert (council.rule, council.quota) == ("quota", 9)
    assert set(council.veto) == {"CHN", "FRA", "GBR", "RUS", "USA"}


def test_a_resolution_of_april_falls_by_the_count_of_votes_by_hand():
    """Nine of fifteen, none of five saying no: counted here by a list, term by term.

    A permanent member that does not say no says yes or abstains; so each has two
    terms, and what is missing to one is the veto.
    """
    tally = {0: 1.0}
    for name, (yes, no) in ballots_by_hand("JPN.table").items():
        veto = name in ("CHN", "FRA", "GBR", "RUS", "USA")
        stays = 1 - yes - no if veto else 1 - yes
        tally = {
            k: tally.get(k - 1, 0.0) * yes + tally.get(k, 0.0) * stays
            for k in range(len(tally) + 1)
        }
    passes = sum(share for count, share in tally.items() if count >= 9)

    found = answer_of("votes")["pass_probability"].sel(vote="JPN.table").item()

    assert found == pytest.approx(passes, abs=1e-12)
    assert found < 0.05


def test_the_statement_passes_if_none_of_fifteen_says_no():
    """Consensus: the product of what each leaves open, nothing else."""
    ballots = ballots_by_hand("JPN.table_otherwise")
    passes = math.prod(1 - no for _, no in ballots.values())

    found = answer_of("votes")["pass_probability"].sel(vote="JPN.table_otherwise").item()

    assert len(ballots) == 15
    assert found == pytest.approx(passes, abs=1e-12)
    assert 0.5 < found < 0.8


def test_after_the_first_week_the_statement_is_as_likely_as_procedure_gives_by_hand():
    """Japan has two turns: sought and fallen, then put and passed; nobody else moves the Council.

    The two probabilities of tabling are the policy's; what follows from them is
    worked out here. The resolution has two turns in which it may pass.
    """
    policy = solve(COUNCIL.game(), start=COUNCIL.game().find(COUNCIL.on(SIXTH)))
    before, fallen = (
        policy.states.tolist().index(
            COUNCIL.game().find(COUNCIL.on(SIXTH) | {"JPN_table_text": text})
        )
        for text in ("whole", "fell_1")
    )

    def chance(turn: int, row: int, option: str) -> tuple[float, float]:
        """Return how likely Japan is to take it there, and how likely it is to pass."""
        slots = range(policy.slot_first[turn], policy.slot_first[turn + 1])
        slot = next(
            f
            for f in slots
            if policy.slot_action[f] >= 0
            and COUNCIL.game().actions[policy.slot_action[f]].label == f"JPN.{option}"
        )
        passes = policy.passes[0, row, policy.slot_vote[slot]]
        return float(policy.choice[0, row, slot]), float(passes)

    sought, whole = chance(0, before, "table")
    late, last = chance(1, before, "table")
    put, weak = chance(1, fallen, "table_otherwise")
    statement = sought * (1 - whole) * put * weak
    resolution = sought * whole + (1 - sought) * late * last

    share = answer_of("equilibrium")["level_share"].sel(variable="council", round=1)
    share = share.transpose("level").values

    assert share[1] == pytest.approx(statement, abs=1e-12)
    assert share[2] == pytest.approx(resolution, abs=1e-12)
    assert statement > 10 * resolution


def test_the_weaker_text_is_what_the_lens_names():
    """No text of that day would pass; the nearest that would is the statement."""
    answer = answer_of("votes")

    assert answer.attrs["most_content"] == "JPN.table_otherwise"
    statement = answer.sel(vote="JPN.table_otherwise")
    assert statement["vote_moves"].item() == 1
    assert statement["record_date"].item() == "2009-04-13"
    assert statement["record_outcome"].item() == "pass"
    assert answer["record_outcome"].sel(vote="JPN.table").item() == "fail"


def test_no_one_member_can_save_the_resolution():
    """China and Russia are both against it, so that turning either leaves the other."""
    answer = answer_of("votes").sel(vote="JPN.table")

    assert answer["pass_if"].sel(ballot="yes").max().item() < 0.5
    assert answer["shift"].isnull().all()
    for member in ("CHN", "RUS"):
        assert answer["ballot_probability"].sel(member=member, ballot="no").item() > 0.5


def test_who_left_stops_the_six():
    """Nothing can be put to a body of consensus while a member stays out."""
    convene = next(option for option in COUNCIL.crisis.options if option.name == "convene")

    assert "PRK_at_six_party == present" in convene.when.text
    assert "return_to_six_party" not in {option.name for option in COUNCIL.crisis.options}


@pytest.mark.parametrize(
    ("day", "levels"),
    [
        ("2009-04-05", {"matter": "fresh", "council": "none", "inspectors": "present"}),
        ("2009-04-06", {"matter": "before", "JPN_table_text": "whole"}),
        ("2009-04-12", {"matter": "before", "JPN_table_text": "fell_1", "council": "none"}),
        ("2009-04-14", {"matter": "past", "council": "statement", "JPN_table_text": "whole"}),
        ("2009-04-15", {"PRK_at_six_party": "out", "inspectors": "expelled"}),
        ("2009-04-30", {"test": "announced"}),
        ("2009-05-26", {"test": "held", "council": "statement"}),
        ("2009-06-13", {"council": "r1874"}),
    ],
)
def test_the_situation_on_a_day_is_what_happened(day, levels):
    """What was so when the day began, from the sources of the record."""
    now = COUNCIL.on(day)

    assert {name: now[name] for name in levels} == levels


def test_no_order_of_five_turns_holds_every_week():
    """Japan moves twice in one week and North Korea twice in another; two others have a turn."""
    weeks = {
        tuple(turn.actor for turn in one.turns if turn.option != "hold")
        for one in COUNCIL.walk.rounds
    }  # fmt: skip

    assert ("JPN", "JPN") in weeks
    assert ("JPN", "PRK", "PRK") in weeks
    assert ("USA",) in weeks
    assert COUNCIL.crisis.order == ("JPN", "JPN", "USA", "CHN", "PRK", "PRK")


def test_the_notes_count_as_the_program_does():
    """Numbers in prose go stale; these may not."""
    counts, notes = COUNCIL.counts, catalog.notes(COUNCIL.name)
    passes = answer_of("votes")["pass_probability"]

    assert f"{counts['events']} dated events" in notes
    assert f"{COUNCIL.game().state_count} can be" in notes
    assert f"{counts['move']} events make {counts['moves']} moves" in notes
    assert f"other {counts['background']} rows" in notes
    assert counts["claimed"] == 6
    assert f"passes with {100 * passes.sel(vote='JPN.table').item():.0f} per cent" in notes
    assert f"with {100 * passes.sel(vote='JPN.table_otherwise').item():.0f}:" in notes
    assert f"with {100 * passes.sel(vote='USA.table_1874').item():.0f} per cent" in notes
