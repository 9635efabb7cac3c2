"""Facts that the crisis `council-2009` must get right, and what its procedure must give."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import math
import re

import pytest

import standoff
from standoff import catalog
from standoff.game import compile
from standoff.policy import solve, verify
from standoff.record import Walk, load
from standoff.spec import Crisis, read

NAME = "council-2009"
SIXTH = "2009-04-06"
"""The day after the launch and Japan's call."""


@functools.cache
def crisis() -> Crisis:
    return read(catalog.path(NAME))


@functools.cache
def walked() -> Walk:
    found = load(crisis())
    assert found is not None
    return found


@functools.cache
def game():
    return compile(crisis())


@functools.cache
def answer_of(lens: str):
    return standoff.look(game(), lens, record=walked(), date=SIXTH)


def on(day: str) -> dict[str, str]:
    levels = walked().state_on(dt.date.fromisoformat(day))
    return {v.name: v.levels[levels[v.name]] for v in crisis().variables}


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def ballots_by_hand(vote: str) -> dict[str, tuple[float, float]]:
    """Give each member's probability of yes and of no: the ordered logit, or its leaning."""
    answer = answer_of("votes").sel(vote=vote)
    name = str(answer["vote_body"].item())
    body = next(body for body in crisis().bodies if body.name == name)
    band, found = {"council": 0.3, "president": 2.0}[name], {}
    for member in body.members:
        if member.leaning is not None:
            found[member.name] = (member.leaning[0].value, member.leaning[2].value)
            continue
        gain = answer["gain"].sel(member=member.name).item()
        found[member.name] = (logistic(gain - band), logistic(-gain - band))
    return found


def test_the_file_reads_without_a_warning():
    """An option that can never be taken, or an actor without a preference, would warn."""
    assert crisis().warnings == ()


def test_the_council_is_that_of_2009():
    """Five permanent and ten elected members, nine votes and no veto."""
    council = next(body for body in crisis().bodies if body.name == "council")

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
    policy = solve(game(), start=game().find(on(SIXTH)))
    before, fallen = (
        policy.states.tolist().index(game().find(on(SIXTH) | {"JPN_table_text": text}))
        for text in ("whole", "fell_1")
    )

    def chance(turn: int, row: int, option: str) -> tuple[float, float]:
        """Return how likely Japan is to take it there, and how likely it is to pass."""
        slots = range(policy.slot_first[turn], policy.slot_first[turn + 1])
        slot = next(
            f
            for f in slots
            if policy.slot_action[f] >= 0
            and game().actions[policy.slot_action[f]].label == f"JPN.{option}"
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
    convene = next(option for option in crisis().options if option.name == "convene")

    assert "PRK_at_six_party == present" in convene.when.text
    assert "return_to_six_party" not in {option.name for option in crisis().options}


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
    now = on(day)

    assert {name: now[name] for name in levels} == levels


def test_every_event_of_the_period_is_a_move_or_background():
    """Nothing within the twelve weeks is passed over, and every reason says something."""
    placements = walked().map.placements
    inside = [
        p for p in placements if dt.date(2009, 4, 5) <= p.event.date < dt.date(2009, 6, 28)
    ]  # fmt: skip

    assert {placed.kind for placed in inside} == {"move", "background"}
    assert {placed.kind for placed in placements if placed not in inside} == {"outside"}
    assert all(len(placed.reason.split()) >= 4 for placed in walked().map.of_kind("background"))
    used = {placed.rule for placed in placements if placed.rule is not None}
    assert used == set(range(len(crisis().record.rules)))


def test_no_order_of_five_turns_holds_every_week():
    """Japan moves twice in one week and North Korea twice in another; two others have a turn."""
    weeks = {
        tuple(turn.actor for turn in one.turns if turn.option != "hold")
        for one in walked().rounds
    }  # fmt: skip

    assert ("JPN", "JPN") in weeks
    assert ("JPN", "PRK", "PRK") in weeks
    assert ("USA",) in weeks
    assert crisis().order == ("JPN", "JPN", "USA", "CHN", "PRK", "PRK")


def test_its_weights_are_the_mean_of_the_motives():
    """The file says that they are; priors sum to one."""
    motives = [motive for motive in crisis().motives if motive.actor == "PRK"]

    assert sum(motive.prior.value for motive in motives) == pytest.approx(1)
    for interest, weight in crisis().weights["PRK"].items():
        mean = sum(motive.prior.value * motive.weights[interest].value for motive in motives)
        assert weight.value == pytest.approx(mean), interest


def test_every_weight_says_that_it_is_assumed_and_how_far_it_may_be_off():
    """A hidden assumption is a wrong number."""
    for actor, weights in crisis().weights.items():
        for interest, weight in weights.items():
            assert weight.why is not None, (actor, interest)
            assert weight.why.confidence == "assumed", (actor, interest)
            assert weight.low < weight.value < weight.high, (actor, interest)


def test_the_equilibrium_is_found_and_stands_an_independent_check():
    """Solved backwards from the last week, it is the only one."""
    policy = solve(game())

    assert policy.status == "found"
    assert verify(game(), policy).is_sound


def test_the_notes_count_and_point_as_the_program_does():
    """Numbers in prose go stale, and a source that cannot be looked up is none."""
    with catalog.path(NAME).with_name("record.csv").open(encoding="utf-8", newline="") as file:
        known = {row["id"] for row in csv.DictReader(file)}
    notes = catalog.notes(NAME)
    moves = sum(turn.option != "hold" for one in walked().rounds for turn in one.turns)
    passes = answer_of("votes")["pass_probability"]

    cited = set(re.findall(r"DPRK\d{3}", catalog.path(NAME).read_text("utf-8") + notes))
    assert cited <= known
    assert f"{len(walked().events)} dated events" in notes
    assert f"{game().state_count} can be" in notes
    assert f"{len(walked().map.of_kind('move'))} events make {moves} moves" in notes
    assert f"other {len(walked().map.of_kind('background'))} rows" in notes
    assert sum(len(event.claims) > 1 for event in walked().events) == 6
    assert f"passes with {100 * passes.sel(vote='JPN.table').item():.0f} per cent" in notes
    assert f"with {100 * passes.sel(vote='JPN.table_otherwise').item():.0f}:" in notes
    assert f"with {100 * passes.sel(vote='USA.table_1874').item():.0f} per cent" in notes
