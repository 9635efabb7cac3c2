"""Tests for `standoff.kernels.spatial` and `standoff.kernels.spatial_condorcet`."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.kernels.spatial import (
    COMPROMISE,
    CONFRONTATION,
    bargain,
    bargain_many,
    come_to,
    weighted_mean,
    weighted_median,
)
from standoff.kernels.spatial_condorcet import coalitions, condorcet, elected, risk, victories

VERSIONS = [("pair", "least"), ("all", "lowest"), ("all", "least")]
TENTHS = st.integers(1, 10).map(lambda n: n / 10)


@st.composite
def questions(draw, least=2, most=6):
    """Draw positions on a line of whole numbers, saliences and capabilities."""
    count = draw(st.integers(least, most))
    positions = draw(st.lists(st.integers(0, 8), min_size=count, max_size=count))
    saliences, capabilities = (
        draw(st.lists(TENTHS, min_size=count, max_size=count)) for _ in range(2)
    )
    return tuple(np.array(part, dtype=float) for part in (positions, saliences, capabilities))


def plainly(x, s, c, success, choice, span):
    """Play one round in loops over names, reading the formulas of Scholz, Calbert and Smith.

    Positions nearer to each other than a millionth of the range are the same.
    """
    n = range(len(x))
    near, same = 1e-9, 1e-6

    def vote(k, a, b, r):
        return c[k] * s[k] * ((abs(x[k] - b) / span) ** r[k] - (abs(x[k] - a) / span) ** r[k])

    def wins(a, b, r):
        if abs(a - b) < same * span:
            return 0.0
        votes = [vote(k, a, b, r) for k in n]
        if success == "pair":
            total = sum(map(abs, votes))
        else:
            total = sum(abs(vote(k, x[m], x[h], r)) for k in n for m in n for h in n)
        return sum(v for v in votes if v > 0) / total if total else 0.0

    def expected(i, j, eyes, r):
        d, q = abs(x[i] - x[j]) / span, r[eyes]
        won, lost, kept = 2 - 4 * (0.5 - 0.5 * d) ** q, 2 - 4 * (0.5 + 0.5 * d) ** q, 2 - 4 * 0.5**q
        p = wins(x[i], x[j], r)
        return s[j] * (p * won + (1 - p) * lost) + (1 - s[j]) * won - kept

    even = [1.0 for _ in n]
    danger = [sum(expected(j, i, i, even) for j in n if j != i) for i in n]
    if max(danger) - min(danger) > near:
        wide = max(danger) - min(danger)
        attitude = [(2 * one - max(danger) - min(danger)) / wide for one in danger]
    else:
        attitude = [0.0 for _ in n]
    r = [(1 - one / 3) / (1 + one / 3) for one in attitude]
    after = list(x)
    for i in n:
        offers = {1: [], 2: [], 3: []}
        for j in n:
            if abs(x[i] - x[j]) < same * span:
                continue
            a, b = expected(i, j, i, r), expected(j, i, i, r)
            way = x[j] - x[i]
            if a > near and b > a + near:
                offers[1].append((abs(way), way))
            elif a < -near and near < b and -a < b:
                step = way * -a / b
                level = (-a * x[i] + b * x[j]) / (b - a)
                offers[2].append((level if choice == "lowest" else abs(step), step))
            elif a < -near and b > near:
                offers[3].append((abs(way), way))
        best = next((kind for kind in (1, 2, 3) if offers[kind]), None)
        if best is None:
            continue
        least = min(key for key, _ in offers[best])
        steps = [step for key, step in offers[best] if key < least + near]
        torn = min(steps) < 0 < max(steps)
        if not torn:
            after[i] += steps[0]
        elif choice == "lowest":
            after[i] += min(steps)
    return r, after


@settings(max_examples=40, deadline=None)
@given(questions(), st.sampled_from(VERSIONS))
def test_a_round_is_what_the_formulas_say(question, version):
    """A second program in loops over actors gives the same risks and the same moves."""
    x, s, c = question
    found = bargain(x, s, c, success=version[0], choice=version[1], rounds=3)
    span = max(x.max() - x.min(), 1e-300) if x.max() > x.min() else 1.0

    for before, one in zip(found.position, found.rounds, strict=False):
        exponent, after = plainly(before.tolist(), s, c, *version, span)
        assert one.exponent == pytest.approx(exponent, abs=1e-9)
        assert one.position == pytest.approx(after, abs=1e-8)


@settings(max_examples=30, deadline=None)
@given(
    questions(), st.sampled_from(VERSIONS), st.sampled_from([0.25, 2.0, 64.0]), st.integers(-9, 9)
)
def test_units_and_origin_of_the_line_decide_nothing(question, version, unit, origin):
    """Only differences, as shares of the range, enter."""
    x, s, c = question
    plain = bargain(x, s, c, success=version[0], choice=version[1])
    moved = bargain(unit * x + origin, s, c, success=version[0], choice=version[1])

    assert moved.position == pytest.approx(unit * plain.position + origin, abs=1e-6)
    assert (moved.settled, moved.period) == (plain.settled, plain.period)


@settings(max_examples=30, deadline=None)
@given(questions(), st.sampled_from(VERSIONS), st.randoms(use_true_random=False))
def test_names_decide_nothing(question, version, random):
    """Listing actors in another order lists their positions in that order."""
    x, s, c = question
    order = list(range(len(x)))
    random.shuffle(order)
    plain = bargain(x, s, c, success=version[0], choice=version[1], rounds=6)
    turned = bargain(x[order], s[order], c[order], success=version[0], choice=version[1], rounds=6)

    assert turned.position == pytest.approx(plain.position[:, order], abs=1e-7)


@settings(max_examples=30, deadline=None)
@given(questions(), st.sampled_from([("pair", "least"), ("all", "least")]))
def test_left_and_right_are_alike(question, version):
    """Turning the line round turns the answer round, where the smallest move is taken."""
    x, s, c = question
    plain = bargain(x, s, c, success=version[0], choice=version[1], rounds=6)
    turned = bargain(8 - x, s, c, success=version[0], choice=version[1], rounds=6)

    assert turned.position == pytest.approx(8 - plain.position, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(questions(), st.sampled_from(VERSIONS), st.integers(-20, 30))
def test_who_has_no_weight_is_a_bystander(question, version, place):
    """It stays where it is, and everybody else goes where they would without it."""
    x, s, c = question
    plain = bargain(x, s, c, success=version[0], choice=version[1], rounds=5)
    more = bargain(
        np.append(x, place), np.append(s, 0.5), np.append(c, 0.0),
        success=version[0], choice=version[1], rounds=5,
    )  # fmt: skip

    assert more.position[:, :-1] == pytest.approx(plain.position, abs=1e-9)
    assert set(more.position[:, -1]) == {float(place)}


@settings(max_examples=20, deadline=None)
@given(questions(), TENTHS)
def test_only_proportions_of_capability_count(question, part):
    """A vote is a share of all votes."""
    x, s, c = question

    plain, less = (bargain(x, s, factor * c, rounds=4) for factor in (1.0, part))

    assert less.position == pytest.approx(plain.position, abs=1e-7)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("count", [1, 4])
def test_who_agrees_does_not_move(version, count):
    """One actor, or all in one place: over in the first round."""
    one = np.full(count, 3.0), np.full(count, 0.7), np.full(count, 0.2)
    found = bargain(*one, success=version[0], choice=version[1])

    assert found.settled
    assert found.position.tolist() == [[3.0] * count]
    assert (found.rounds[0].offer == 0).all()


def test_two_alike_hold_each_other_off():
    """Same weight, same salience: neither expects the other to expect more."""
    found = bargain(np.array([0.0, 1.0]), np.array([0.6, 0.6]), np.array([0.5, 0.5]))

    assert found.settled
    assert found.position[-1].tolist() == [0, 1]
    assert found.rounds[0].win[0, 1] == pytest.approx(0.5)
    # by hand, r = 1: 0.6 (0.5 x 2 - 0.5 x 2) + 0.4 x 2 - 0
    assert found.rounds[0].gain[0, 1] == pytest.approx(0.8)


def test_who_cares_less_gives_way():
    """By hand: weights 0.36 and 0.36, so the odds are even, and saliences 0.9 and 0.4.

    With r = 1: dangers 2 (1 - 0.9) = 0.2 and 2 (1 - 0.4) = 1.2, so R = -1 and 1, r = 2 and
    1/2. The status quo is then worth 1 and 2 - 4 / sqrt 2 to them; the second expects
    0.2 - (2 - 2 sqrt 2) and thinks that the first expects 1.2 - (2 - 2 sqrt 2).
    """
    found = bargain(np.array([0.0, 10.0]), np.array([0.9, 0.4]), np.array([0.4, 0.9]))
    first = found.rounds[0]

    kept = 2 - 2 * np.sqrt(2)
    assert first.exponent == pytest.approx([2, 0.5])
    assert first.gain[1, 0] == pytest.approx(0.2 - kept)
    assert first.feared[1, 0] == pytest.approx(1.2 - kept)
    assert (first.gain[0, 1], first.feared[0, 1]) == pytest.approx((0.2, -0.8))
    assert first.offer.tolist() == [[0, 0], [CONFRONTATION, 0]]
    assert found.position.tolist() == [[0, 10], [0, 0]]


def test_a_compromise_is_a_part_of_the_way():
    """The move is the way times what is lost over what the other gains (paper, equation 9)."""
    found = bargain(
        np.array([0.0, 3.0, 10.0]), np.array([0.9, 0.5, 0.8]), np.array([0.6, 0.3, 0.9]),
        success="all", rounds=3,
    )  # fmt: skip
    pairs = [
        (one, i, j)
        for one in found.rounds
        for i, j in np.argwhere(one.offer == COMPROMISE).tolist()
    ]
    path = found.position

    assert pairs
    for one, i, j in pairs:
        t = [k for k, other in enumerate(found.rounds) if other is one][0]
        part = (one.offered[i, j] - path[t, i]) / (path[t, j] - path[t, i])
        assert part == pytest.approx(abs(one.gain[i, j]) / one.feared[i, j])
        assert 0 < part < 1


@settings(max_examples=15, deadline=None)
@given(
    st.lists(questions(least=4, most=4), min_size=2, max_size=4),
    st.sampled_from(VERSIONS),
    st.sampled_from(["still", "median"]),
)
def test_many_at_once_are_bargained_as_one_by_one(drawn, version, stop):
    """Draws do not touch each other, and a draw that is over stays."""
    x, s, c = (np.stack(part) for part in zip(*drawn, strict=True))
    rule = {"success": version[0], "choice": version[1], "rounds": 8, "stop": stop}
    many = bargain_many(x, s, c, **rule)

    for k in range(len(drawn)):
        alone = bargain(x[k], s[k], c[k], **rule)
        medians = weighted_median(alone.position, s[k] * c[k])
        medians = np.append(medians, np.repeat(medians[-1:], 9 - len(medians)))
        assert many.position[k] == pytest.approx(alone.position[-1], abs=1e-7)
        assert many.settled[k] == alone.settled
        assert many.outcome[k] == pytest.approx(float(come_to(medians, alone.settled)), abs=1e-7)


def test_blocks_of_draws_change_nothing(monkeypatch):
    """How many are taken at once is a matter of memory."""
    generator = np.random.default_rng(1)
    drawn = generator.random((3, 7, 5))
    plain = bargain_many(*drawn)

    monkeypatch.setattr("standoff.kernels.spatial._CELLS", 300)

    assert (bargain_many(*drawn).position == plain.position).all()


@settings(max_examples=60, deadline=None)
@given(questions(least=1))
def test_the_median_is_beaten_by_no_position(question):
    """Put every pair of positions to the vote; where two are unbeaten it is their middle."""
    x, s, c = question
    weight = s * c

    def beats(a, b):
        lead = sum(
            w * np.sign(abs(one - b) - abs(one - a)) for one, w in zip(x, weight, strict=True)
        )
        return lead > 1e-9

    median = float(weighted_median(x, weight))
    assert not any(beats(place, median) for place in x)
    assert x.min() <= median <= x.max()
    assert float(weighted_mean(x, weight)) == pytest.approx((x * weight).sum() / weight.sum())


@settings(max_examples=25, deadline=None)
@given(questions(), st.sampled_from(["linear", "square", "quartic"]))
def test_the_election_is_where_challenges_lead_in_the_long_run(question, victory):
    """Second route: let the floor pass from one to the next two thousand times."""
    x, s, c = question
    held = 1 - np.abs(x[:, None] - np.unique(x)[None, :]) / 8
    strength = coalitions(s * c, held)
    power = strength ** {"linear": 1, "square": 2, "quartic": 4}[victory]
    count = len(power)
    beats = [
        [0.5 if i == j else power[i, j] / (power[i, j] + power[j, i]) for j in range(count)]
        for i in range(count)
    ]
    share = np.full(count, 1 / count)
    for _ in range(4000):
        share = np.array(
            [
                sum(beats[i][j] * (share[i] + share[j]) for j in range(count)) / count
                for i in range(count)
            ]
        )

    assert victories(strength, victory) == pytest.approx(np.array(beats))
    assert condorcet(strength, victory, "uniform") == pytest.approx(share, abs=1e-6)
    products = np.prod(beats, axis=1)
    assert condorcet(strength, victory) == pytest.approx(products / products.sum())


@settings(max_examples=25, deadline=None)
@given(questions())
def test_the_election_reads_attitudes_off_an_election_without_them(question):
    """In loops: first risk-neutral among actors, then among positions with attitudes."""
    x, s, c = question
    n, line = range(len(x)), x / 8
    weight = s * c / (s * c).sum()

    def held(k, place, attitude):
        apart = abs(line[k] - place)
        return (1 - apart) * (1 + attitude[k] * apart)

    def shares(places, attitude):
        def behind(a, b):
            gains = (weight[k] * (held(k, a, attitude) - held(k, b, attitude)) for k in n)
            return 1e-8 + sum(gain for gain in gains if gain > 0)

        found = []
        for i, a in enumerate(places):
            chance = 0.5
            for j, b in enumerate(places):
                if i != j:
                    chance *= behind(a, b) / (behind(a, b) + behind(b, a))
            found.append(chance)
        return [one / sum(found) for one in found]

    neutral = shares(list(line), [0.0 for _ in n])
    wide, least = max(neutral) - min(neutral), min(neutral)
    attitude = [
        (3 * one - max(neutral) - 2 * least) / (2 * wide) if wide > 1e-12 else 0.0
        for one in neutral
    ]
    places = sorted(set(line))

    assert elected(line, s * c)[1] == pytest.approx(shares(places, attitude), abs=1e-7)


@settings(max_examples=30, deadline=None)
@given(questions(), st.sampled_from(["conditional", "uniform", "incentive"]))
def test_an_election_is_a_distribution_over_the_positions_held(question, chain):
    """It follows the line when it is turned round, and does not see who has no weight."""
    x, s, c = question
    places, share = elected(x / 8, s * c, chain=chain)

    assert places == pytest.approx(np.unique(x) / 8)
    assert share.sum() == pytest.approx(1)
    assert (share >= 0).all()
    turned, other = elected(1 - x / 8, 3 * s * c, chain=chain)
    assert turned == pytest.approx(1 - places[::-1])
    assert other == pytest.approx(share[::-1], abs=1e-6)
    more = elected(np.append(x / 8, 0.95), np.append(s * c, 0.0), chain=chain)
    assert more[1] == pytest.approx(share, abs=1e-9)


def test_who_is_likely_to_win_seeks_risk():
    """KTAB's middle range: 1 for the likeliest, -1/2 for the least likely, 0 for all alike."""
    for share in itertools.permutations([0.1, 0.2, 0.7]):
        found = risk(np.array(share))
        assert found[np.argmax(share)] == pytest.approx(1)
        assert found[np.argmin(share)] == pytest.approx(-0.5)
    assert risk(np.full(3, 1 / 3)).tolist() == [0, 0, 0]
