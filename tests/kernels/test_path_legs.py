"""Tests for `standoff.kernels.paths`: legs, comparisons, dependent draws, lines, many actions."""

import numpy as np
import pytest

from standoff.kernels.path_lines import lines_of, take_turn
from standoff.kernels.path_steps import ANTITHETIC, INDEPENDENT, STRATIFIED, Block, choose, follow
from standoff.kernels.paths import Leg, Plan, Script, draw, steps_of

NOWHERE = np.zeros(0, dtype=np.int32)


def walk(rows=6, options=3, turns=2, seed=0, rounds=1, vote=False):
    """Make a script in which every option leads anywhere, one of two ways."""
    generator = np.random.default_rng(seed)
    actions, slots = turns * options, turns * (options + 1)
    action = np.arange(slots) - 1 - np.arange(slots) // (options + 1)
    action[:: options + 1] = -1
    ballot = np.full(slots, -1)
    if vote:
        ballot[1] = 0
    choice = generator.random((rounds, rows, turns, options + 1))
    choice[generator.random(choice.shape) < 0.2] = 0.0
    choice[..., 0] += 0.1
    choice /= choice.sum(axis=-1, keepdims=True)
    share = generator.uniform(0.1, 0.9, actions)
    return Script(
        slot_first=np.arange(0, slots + 1, options + 1),
        slot_action=action,
        slot_vote=ballot,
        choice=choice.reshape(rounds, rows, slots),
        passes=generator.random((rounds, rows, 1)),
        outcome_first=np.arange(0, 2 * actions + 1, 2),
        probability=np.stack([share, 1 - share], axis=1).ravel(),
        target=generator.integers(0, rows, (2 * actions, rows)).astype(np.int32),
        event_first=np.array([0, 2]),
        event_probability=np.array([0.3, 0.7]),
        event_target=generator.integers(0, rows, (2, rows)).astype(np.int32),
        cell=np.arange(rows, dtype=np.int32)[:, None],
    )


def plan_of(script, **changes):
    """Make a plan of five rounds from row 0, changed as asked."""
    plan = Plan(0, 1, 5, 4000, 1, cells=len(script.cell), opening=2)
    return plan._replace(**changes)


def equal(one, other):
    """Say whether the counts of two tallies are the same."""
    return all((a == b).all() for a, b in zip(one[:5], other[:5], strict=True))


def test_cutting_rounds_into_legs_changes_nothing():
    """The same script twice, for two rounds and for three, is that script for five."""
    script = walk()
    same = np.arange(6, dtype=np.int32)
    plan = plan_of(script)

    cut = draw([Leg(script, 2, NOWHERE), Leg(script, 0, same), Leg(script, 3, same)], plan)

    assert equal(cut, draw(script, plan))


def test_a_leg_begins_where_its_entry_says():
    """All paths are set down in row 3; the round before is counted where it ended."""
    script = walk()
    plan = plan_of(script, rounds=2)
    still = script._replace(choice=np.tile([1.0, 0, 0, 0, 1.0, 0, 0, 0], (1, 6, 1)))
    still = still._replace(event_target=np.full((2, 6), -1, dtype=np.int32))
    three = np.full(6, 3, dtype=np.int32)

    tally = draw([Leg(script, 1, NOWHERE), Leg(still, 1, three)], plan)

    assert tally.levels[1].tolist() == draw(script, plan).levels[1].tolist()
    assert tally.levels[2].tolist() == [0, 0, 0, 4000, 0, 0]


def test_an_entry_that_leads_nowhere_is_refused():
    """A path must not go on from a state that cannot be."""
    script = walk()
    entry = np.full(6, -1, dtype=np.int32)

    with pytest.raises(ValueError, match="leaves the states"):
        draw([Leg(script, 1, NOWHERE), Leg(script, 4, entry)], plan_of(script))


def test_first_levels_are_those_of_paths_followed_one_by_one():
    """A path alone is first in a cell in the first round that counts it there."""
    script = walk(seed=4)
    plan = plan_of(script, paths=1)
    together = draw(script, plan._replace(paths=60)).first_level

    first, before = np.zeros((6, 6), dtype=int), np.zeros((6, 6), dtype=int)
    for paths in range(1, 61):
        levels = draw(script, plan._replace(paths=paths)).levels
        for cell in range(6):
            rounds = np.flatnonzero((levels - before)[:, cell])
            if rounds.size:
                first[cell, rounds[0]] += 1
        before = levels

    assert together.tolist() == first.tolist()


def test_beside_itself_a_course_changes_nothing():
    """With the same numbers in the same places the same paths come out."""
    script = walk()
    legs = [Leg(script, 5, NOWHERE)]

    found = draw(legs, plan_of(script), beside=legs).difference

    assert not found.gained.any()
    assert not found.lost.any()
    assert not found.use_gained.any()


def test_what_is_gained_and_lost_is_the_difference_of_the_shares():
    """Path by path, and yet in sum; and the courses part only where they differ."""
    script, other = walk(), walk(seed=9)
    same = np.arange(6, dtype=np.int32)
    plan = plan_of(script)
    legs = [Leg(script, 5, NOWHERE)]
    changed = [Leg(script, 3, NOWHERE), Leg(other, 2, same)]

    tally = draw(legs, plan, beside=changed)

    found = tally.difference
    assert equal(tally, draw(script, plan))
    assert equal(found.tally, draw(changed, plan))
    assert (found.gained - found.lost == found.tally.levels - tally.levels).all()
    used = [one.first_use.sum(axis=1) for one in (found.tally, tally)]
    assert (found.use_gained - found.use_lost == used[0] - used[1]).all()
    assert not found.gained[:4].any()
    assert found.gained[4:].any()
    assert (np.minimum(found.gained, found.lost) > 0).any()


@pytest.mark.parametrize("vote", [False, True])
def test_lines_take_the_same_turns_as_shares(vote):
    """One table instead of three; not one path may differ."""
    script = walk(rows=40, options=4, seed=2, vote=vote)
    steps = steps_of(script, 40)
    lines = lines_of(steps, 10**9)
    assert lines.begin.size == 2
    generator = np.random.default_rng(1)
    for m in range(2):
        row = generator.integers(0, 40, 500).astype(np.int32)
        one = Block(
            row=row.copy(),
            slot=np.zeros(500, dtype=np.int32),
            used=np.zeros((500, 1), dtype=np.uint64),
            seen=np.zeros((500, 1), dtype=np.uint64),
            code=np.zeros(500, dtype=np.int64),
            u=generator.random(500),
            w=generator.random(500),
        )
        other = one._replace(row=row.copy(), slot=one.slot.copy(), used=one.used.copy())
        first, stop = steps.slot_first[m], steps.slot_first[m + 1]

        choose(steps.choice[0], first, stop, one.row, one.u, one.slot)
        assert follow(steps, 0, m, one)
        assert take_turn(steps, lines, m, other)

        assert one.slot.tolist() == other.slot.tolist()
        assert one.row.tolist() == other.row.tolist()
        assert one.used.tolist() == other.used.tolist()


def test_lines_are_laid_out_only_where_that_pays():
    """For few moves, and for a policy that changes every round, they would not."""
    script = walk()
    assert lines_of(steps_of(script, 6), 10) is None
    assert lines_of(steps_of(walk(rounds=2), 6), 10**9) is None


def test_more_actions_and_cells_than_a_word_has_bits():
    """Forty options for each of two turns, 150 rows: first uses and first levels add up."""
    script = walk(rows=150, options=40)
    plan = plan_of(script, paths=500, cells=150, rounds=8)

    tally = draw(script, plan)

    whole = draw(script, plan._replace(rounds=4))
    assert (tally.first_use[:, :5] == whole.first_use).all()
    assert tally.first_use[64:].any()
    assert tally.first_level[70:].any()
    assert (tally.first_level.sum(axis=0) <= 500).all()
    assert (tally.first_level[:, 0] == tally.levels[0]).all()
    assert (tally.first_level[:, 1] <= tally.levels[1]).all()


@pytest.mark.parametrize("draws", [ANTITHETIC, STRATIFIED])
def test_dependent_draws_are_the_same_on_any_number_of_threads(draws):
    """Batches are cut by number, whoever draws them."""
    script = walk()
    plan = plan_of(script, draws=draws)

    assert equal(draw(script, plan), draw(script, plan, threads=3, block=17))


@pytest.mark.parametrize("draws", [ANTITHETIC, STRATIFIED])
def test_dependent_draws_have_the_same_law_and_vary_no_more(draws):
    """Forty seeds: the means are those of independent draws.

    Even numbers take away four fifths of the variance here; opposite pairs hardly any,
    because options have no order in which one would be more than another.
    """
    script = walk(seed=7)
    plan = plan_of(script, paths=16_000)

    def shares(how):
        drawn = [draw(script, plan._replace(seed=s, draws=how)).levels[1:] for s in range(40)]
        return np.array(drawn) / 16_000

    plain, found = shares(INDEPENDENT), shares(draws)

    error = np.sqrt((plain.var(axis=0) + found.var(axis=0)) / 40) + 1e-9
    assert (abs(plain.mean(axis=0) - found.mean(axis=0)) < 4.5 * error).all()
    ratio = found.var(axis=0).sum() / plain.var(axis=0).sum()
    assert ratio < (0.35 if draws == STRATIFIED else 1.15)


def test_of_a_pair_one_path_reads_its_numbers_from_the_other_end():
    """A fair coin: of each pair just one path moves."""
    script = walk(rows=2, options=1, turns=1)
    script = script._replace(
        choice=np.full((1, 2, 2), 0.5),
        probability=np.array([1.0, 0.0]),
        target=np.array([[1, 1], [1, 1]], dtype=np.int32),
        event_target=np.full((2, 2), -1, dtype=np.int32),
    )

    tally = draw(script, plan_of(script, paths=800, rounds=1, draws=ANTITHETIC))

    assert tally.levels[1].tolist() == [400, 400]


def test_batches_know_how_much_dependent_draws_vary():
    """The variance from batches, over seeds, is that of the shares, within a third."""
    script = walk(seed=7)
    plan = plan_of(script, paths=2000, rounds=2, draws=STRATIFIED)
    tallies = [draw(script, plan._replace(seed=s)) for s in range(60)]

    shares = np.array([t.levels[2] / 2000 for t in tallies])
    spread = tallies[0].spread
    told = [
        (t.spread.levels[2] / spread.batches - (t.levels[2] / spread.batches) ** 2)
        * spread.batches**2
        / (spread.batches - 1)
        / 2000**2
        for t in tallies
    ]

    ratio = np.mean(told) / shares.var(axis=0, ddof=1).mean()
    assert (spread.batches, spread.size) == (40, 50)
    assert 0.66 < ratio < 1.5
