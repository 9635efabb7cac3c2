"""Tests for `standoff.kernels.votes`: votes against enumeration of all ballots."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.kernels import votes
from standoff.kernels.sincere import sincere_pass
from standoff.kernels.tables import Ballots


def body(rule, quota, members):
    """Build one body; a member is (actor or -1, votes, veto, band, (yes, abstain, no))."""
    actor, weight, veto, band, leaning = zip(*members, strict=True)
    return Ballots(
        rule=np.array([rule]),
        quota=np.array([quota]),
        member_first=np.array([0, len(members)]),
        member_actor=np.array(actor),
        votes=np.array(weight),
        veto=np.array(veto, dtype=np.uint8),
        band=np.array(band, dtype=float),
        leaning=np.array(leaning, dtype=float).reshape(-1, 3),
    )


def enumerated(ballots, gain, precision):
    """Add up the probability of every combination of ballots that passes, one by one."""
    rule, quota = ballots.rule[0], ballots.quota[0]
    table = []
    for j, i in enumerate(ballots.member_actor):
        if i < 0:
            table.append(ballots.leaning[j])
            continue
        yes = 1 / (1 + math.exp(-precision[i] * (gain[i] - ballots.band[j])))
        no = 1 / (1 + math.exp(-precision[i] * (-gain[i] - ballots.band[j])))
        table.append((yes, 1 - yes - no, no))
    total = 0.0
    for cast in itertools.product(range(3), repeat=len(table)):
        vetoed = any(c == 2 and ballots.veto[j] for j, c in enumerate(cast))
        favour = sum(ballots.votes[j] for j, c in enumerate(cast) if c == 0)
        against = sum(ballots.votes[j] for j, c in enumerate(cast) if c == 2)
        wins = [favour >= quota, favour > against, against == 0][rule]
        if rule == 2:
            wins = all(c != 2 for c in cast)
        if wins and not vetoed:
            total += math.prod(table[j][c] for j, c in enumerate(cast))
    return total


def passing(ballots, gain, precision):
    """Call the kernel with the room it asks for."""
    tally = votes.leaning_tally(ballots)
    scratch = np.zeros(2 * tally.mass.size)
    return votes.pass_probability(0, gain, precision, ballots, tally, scratch)


@st.composite
def bodies(draw):
    """Draw a body of up to eight members, three of whom may be actors."""
    size = draw(st.integers(1, 8))
    actors = draw(st.permutations(range(3)))
    members = []
    for j in range(size):
        actor = actors[j] if j < 3 and draw(st.booleans()) else -1
        parts = np.array(draw(st.lists(st.integers(0, 4), min_size=3, max_size=3))) + 0.0
        parts[0] += parts.sum() == 0
        leaning = parts / parts.sum() if actor < 0 else (np.nan,) * 3
        members.append(
            (
                actor,
                draw(st.integers(0, 3)),
                draw(st.booleans()),
                draw(st.sampled_from([0.0, 0.3])),
                leaning,
            )
        )
    rule = draw(st.sampled_from([0, 1, 2]))
    quota = draw(st.integers(1, 10)) if rule == 0 else 0
    gains = st.floats(-5, 5)
    gain = np.array(draw(st.lists(gains, min_size=3, max_size=3)))
    return body(rule, quota, members), gain


@settings(max_examples=60, deadline=None)
@given(bodies(), st.floats(0, 4))
def test_a_votes_probability_equals_enumeration_over_all_ballots(drawn, sharpness):
    """Brute force over 3^members ballots, for bodies up to eight members."""
    ballots, gain = drawn
    precision = np.array([sharpness, 1.0, 2.0])

    found = passing(ballots, gain, precision)

    assert found == pytest.approx(enumerated(ballots, gain, precision), abs=1e-12)


def security_council(leaning):
    """Fifteen members with one leaning; the first five have a veto; nine votes pass."""
    return body(0, 9, [(-1, 1, j < 5, 0.0, leaning) for j in range(15)])


def test_the_council_of_coin_tossers_passes_with_848_in_32768():
    """Of the 2^15 splits, 848 win: all five and at least four of ten (benchmark V1)."""
    found = passing(security_council((0.5, 0.0, 0.5)), np.zeros(1), np.ones(1))

    assert found == pytest.approx(848 / 32768, abs=1e-15)


def test_an_abstention_by_a_permanent_member_is_no_veto():
    """One permanent member surely abstains, fourteen surely agree: it passes."""
    members = [
        (-1, 1, j < 5, 0.0, (0.0, 1.0, 0.0) if j == 0 else (1.0, 0.0, 0.0)) for j in range(15)
    ]

    assert passing(body(0, 9, members), np.zeros(1), np.ones(1)) == 1.0


def test_a_veto_defeats_what_fourteen_want():
    """One permanent member surely says no."""
    members = [
        (-1, 1, j < 5, 0.0, (0.0, 0.0, 1.0) if j == 0 else (1.0, 0.0, 0.0)) for j in range(15)
    ]

    assert passing(body(0, 9, members), np.zeros(1), np.ones(1)) == 0.0


def test_a_draw_is_no_majority():
    """One yes, one no: not more yes than no; an abstention does not count."""
    yes, abstain, no = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
    draw = body(1, 0, [(-1, 1, False, 0.0, yes), (-1, 1, False, 0.0, no)])
    win = body(1, 0, [(-1, 1, False, 0.0, yes), (-1, 1, False, 0.0, abstain)])

    assert passing(draw, np.zeros(1), np.ones(1)) == 0.0
    assert passing(win, np.zeros(1), np.ones(1)) == 1.0


def test_consensus_needs_only_that_nobody_says_no():
    """Two members say no with a tenth each: 0.9 squared is left, abstentions and all."""
    ballots = body(2, 0, [(-1, 1, False, 0.0, (0.5, 0.4, 0.1))] * 2)

    assert passing(ballots, np.zeros(1), np.ones(1)) == pytest.approx(0.81, abs=1e-15)


def test_an_actor_votes_by_an_ordered_logit_with_a_band():
    """By hand: gain ln 3, precision 1, no band: three to one; a band of ln 3 brings it to even."""
    yes, no = votes.ballot(math.log(3), 1.0, 0.0)
    assert (yes, no) == pytest.approx((0.75, 0.25))

    yes, no = votes.ballot(math.log(3), 1.0, math.log(3))
    assert (yes, no) == pytest.approx((0.5, 0.1))


def test_gaining_more_never_makes_a_body_less_likely_to_pass():
    """The probability rises in every member's gain."""
    ballots = body(0, 2, [(0, 1, True, 0.2, (np.nan,) * 3), (-1, 1, False, 0.0, (0.6, 0.2, 0.2)),
                          (1, 1, False, 0.1, (np.nan,) * 3)])  # fmt: skip
    chances = [passing(ballots, np.array([g, 0.4]), np.ones(2)) for g in np.linspace(-3, 3, 13)]

    assert all(a < b for a, b in itertools.pairwise(chances))


def test_sincere_voters_follow_preference_and_the_indifferent_abstain():
    """Quota of two: one in favour and a leaning yes suffice, unless the veto holder is against."""
    ballots = body(0, 2, [(0, 1, True, 0.0, (np.nan,) * 3), (1, 1, False, 0.0, (np.nan,) * 3),
                          (-1, 1, False, 0.0, (0.5, 0.4, 0.1))])  # fmt: skip

    stands = np.array([[0, -1, 0], [1, 1, 0]])  # three cases, one a column

    assert sincere_pass(0, stands, ballots).tolist() == [True, False, False]


def test_a_sincere_draw_is_no_majority():
    """One actor for, one against; and one for, one abstaining, is a majority."""
    nan = (np.nan,) * 3
    ballots = body(1, 0, [(0, 1, False, 0.0, nan), (1, 1, False, 0.0, nan)])

    assert sincere_pass(0, np.array([[1, 1], [-1, 0]]), ballots).tolist() == [False, True]


def test_each_members_ballot_sums_to_one():
    """Yes, abstain and no, for actors and for stated leanings."""
    ballots = body(0, 1, [(0, 1, False, 0.5, (np.nan,) * 3), (-1, 1, False, 0.0, (0.2, 0.3, 0.5))])

    table = votes.member_ballots(0, np.array([0.7]), np.array([2.0]), ballots)

    assert table.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert table[1].tolist() == [0.2, 0.3, 0.5]


def test_sincere_votes_agree_with_surely_voting_what_one_prefers():
    """The law of certain votes is a point: both ways to count must agree, for every rule."""
    nan = (np.nan,) * 3
    for rule, quota in ((0, 2), (0, 3), (1, 0), (2, 0)):
        members = [(0, 1, True, 0.0, nan), (1, 2, False, 0.0, nan), (-1, 1, False, 0.0, (0, 1, 0))]
        ballots = body(rule, quota, members)
        for stand in itertools.product((-1, 1), repeat=2):
            gain = 1e6 * np.array(stand, dtype=float)
            sincere = sincere_pass(0, np.array(stand)[:, None], ballots)[0]

            assert passing(ballots, gain, np.ones(2)) == float(sincere)
