"""Tests for `standoff.kernels.paths`: against a walk in plain Python and exact laws."""

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.kernels.path_steps import choose
from standoff.kernels.paths import Plan, Script, draw, longest_opening, opening_moves
from testing_philox import uniforms_by_hand


def script_of(turns, rows, *, actions=(), events=(), rounds=1, cell=None):
    """Lay out a script.

    ``turns[m]`` lists slots, each (action or -1, proposal or -1, share by round and
    row); ``actions`` and ``events`` list outcomes, each (probability, target by row).
    """
    slots = [slot for turn in turns for slot in turn]
    proposals = [slot for slot in slots if slot[1] is not None]
    passes = np.zeros((rounds, rows, len(proposals)))
    vote = np.full(len(slots), -1)
    for column, slot in enumerate(proposals):
        passes[:, :, column] = slot[1]
        vote[slots.index(slot)] = column
    choice = np.array([np.broadcast_to(slot[2], (rounds, rows)) for slot in slots])
    return Script(
        slot_first=np.cumsum([0] + [len(turn) for turn in turns]),
        slot_action=np.array([slot[0] for slot in slots], dtype=np.int64),
        slot_vote=vote.astype(np.int64),
        choice=np.ascontiguousarray(choice.transpose(1, 2, 0), dtype=np.float64),
        passes=passes,
        **_outcomes(actions, rows, "outcome_first", "probability", "target"),
        **_outcomes(events, rows, "event_first", "event_probability", "event_target"),
        cell=np.arange(rows, dtype=np.int32)[:, None] if cell is None else cell,
    )


def _outcomes(actions, rows, first, probability, target):
    outcomes = [outcome for action in actions for outcome in action]
    return {
        first: np.cumsum([0] + [len(action) for action in actions]),
        probability: np.array([outcome[0] for outcome in outcomes], dtype=np.float64),
        target: np.array([o[1] for o in outcomes], dtype=np.int32).reshape(-1, rows),
    }


def plan_of(script, **changes):
    """Make a plan of five rounds from row 0, changed as asked."""
    cells = int(script.cell.max()) + 1
    plan = Plan(start=0, first_round=1, rounds=5, paths=100, seed=1, cells=cells, opening=3)
    return plan._replace(**changes)


def walk_by_hand(script, plan, path):
    """Walk one path step by step; return the rows after each round, and the moves made."""
    row, rows, moves = plan.start, [plan.start], []
    turns = len(script.slot_first) - 1
    for t in range(1, plan.rounds + 1):
        period = plan.first_round + t - 1
        table = 0 if len(script.choice) == 1 else period - 1
        for m in range(turns):
            u, w = uniforms_by_hand(plan.seed, path, period, m)
            slots = range(script.slot_first[m], script.slot_first[m + 1])
            f = pick_by_hand(slots, script.choice[table, row, slots], u)
            a = script.slot_action[f]
            if a < 0:
                continue
            moves.append((t, int(a)))
            outcomes = range(script.outcome_first[a], script.outcome_first[a + 1])
            if script.slot_vote[f] >= 0:
                share = script.passes[table, row, script.slot_vote[f]]
                o = outcomes[0] if w < share else outcomes[1]
            else:
                o = pick_by_hand(outcomes, script.probability[outcomes], w)
            row = script.target[o, row]
        for e in range(len(script.event_first) - 1):
            outcomes = range(script.event_first[e], script.event_first[e + 1])
            if script.event_target[outcomes[0], row] >= 0:
                u, _ = uniforms_by_hand(plan.seed, path, period, turns + e)
                o = pick_by_hand(outcomes, script.event_probability[outcomes], u)
                row = script.event_target[o, row]
        rows.append(int(row))
    return rows, moves


def pick_by_hand(items, shares, u):
    """Return the item whose stretch of the unit interval holds ``u``."""
    for item, end in zip(items, itertools.accumulate(map(float, shares)), strict=True):
        if u < end:
            return item
    return [item for item, share in zip(items, shares, strict=True) if share > 0][-1]


def tally_by_hand(script, plan):
    """Count what `draw` counts, over paths walked one by one."""
    levels = np.zeros((plan.rounds + 1, plan.cells), dtype=int)
    first_use = np.zeros((len(script.outcome_first) - 1, plan.rounds + 1), dtype=int)
    openings = Counter()
    for path in range(plan.paths):
        rows, moves = walk_by_hand(script, plan, path)
        for t, row in enumerate(rows):
            for cell in script.cell[row]:
                levels[t, cell] += 1
        for action in {a for _, a in moves}:
            first_use[action, min(t for t, a in moves if a == action)] += 1
        openings[tuple(a for _, a in moves[: plan.opening])] += 1
    return levels, first_use, openings


def openings_of(tally, actions):
    """Decode the openings of a tally."""
    pairs = zip(tally.opening.tolist(), tally.opening_count.tolist(), strict=True)
    return {opening_moves(code, actions): count for code, count in pairs}


@st.composite
def scripts(draw_from):
    """Draw a script: chance, votes, idle turns, and choices that cannot be."""
    rows = draw_from(st.integers(1, 4))
    rounds = draw_from(st.sampled_from((1, 7)))
    generator = np.random.default_rng(draw_from(st.integers(0, 2**32)))

    def outcomes(count):
        targets = [list(generator.integers(0, rows, rows)) for _ in range(count)]
        return list(zip(generator.dirichlet(np.ones(count)), targets, strict=True))

    counts = draw_from(st.lists(st.integers(0, 3), min_size=1, max_size=3))
    actions = [outcomes(generator.integers(1, 4)) for _ in range(sum(counts))]
    turns, action = [], 0
    for count in counts:
        shares = generator.random((count + 1, rounds, rows))
        shares[1:][generator.random((count, rounds, rows)) < 0.4] = 0.0
        shares /= shares.sum(axis=0)
        turn = [(-1, None, shares[0])]
        for slot in range(count):
            is_vote = len(actions[action]) == 2
            passes = generator.choice([0.0, 0.3, 1.0]) if is_vote else None
            turn.append((action, passes, shares[slot + 1]))
            action += 1
        turns.append(turn)
    events = [outcomes(2) for _ in range(draw_from(st.integers(0, 2)))]
    for event in events:
        idle = generator.random(rows) < 0.5
        for _, target in event:
            target[:] = np.where(idle, -1, target).tolist()
    cell = np.array([[r % 2, 2 + r // 2] for r in range(rows)], dtype=np.int32)
    return script_of(turns, rows, actions=actions, events=events, rounds=rounds, cell=cell)


@settings(max_examples=60, deadline=None)
@given(scripts(), st.integers(0, 2**63 - 1), st.integers(1, 3), st.integers(0, 4))
def test_paths_are_those_walked_by_hand(script, seed, first_round, opening):
    """Move by move: the same random numbers, read by a walk in plain Python."""
    plan = plan_of(script, seed=seed, first_round=first_round, paths=6, opening=opening, cells=4)

    tally = draw(script, plan)

    levels, first_use, openings = tally_by_hand(script, plan)
    assert levels.tolist() == tally.levels.tolist()
    assert first_use.tolist() == tally.first_use.tolist()
    assert dict(openings) == openings_of(tally, len(first_use))


@settings(max_examples=20, deadline=None)
@given(scripts(), st.integers(1, 4), st.integers(1, 40))
def test_threads_and_blocks_change_nothing(script, threads, block):
    """A path is a function of its number, and counts are whole numbers."""
    plan = plan_of(script, cells=4)

    alone = draw(script, plan)
    together = draw(script, plan, threads=threads, block=block)

    for part, other in zip(alone[:5], together[:5], strict=True):
        assert part.tolist() == other.tolist()


def test_more_paths_keep_the_paths_there_were():
    """Path 3 of 4 is path 3 of 400: single paths add up to those drawn together."""
    script = coin()
    plan = plan_of(script, paths=4, rounds=3)

    counted = [draw(script, plan._replace(paths=paths)).levels for paths in (1, 2, 3, 4)]

    steps = np.diff(counted, axis=0)
    assert (steps.sum(axis=2) == 1).all()
    assert (steps >= 0).all()


def coin(share=0.5, rounds=1):
    """Move from row 0 to row 1 with a given chance in each round, and back never."""
    stay = [[1 - share, 1.0]] * rounds
    return script_of(
        [[(-1, None, stay), (0, None, 1 - np.array(stay))]],
        2,
        actions=[[(1.0, [1, -1])]],
        rounds=rounds,
    )


def test_first_uses_follow_the_geometric_law():
    """A chance of 0.3 a round is first taken in round t with 0.3 * 0.7**(t - 1)."""
    script, paths = coin(0.3), 40_000

    tally = draw(script, plan_of(script, paths=paths, rounds=12, seed=5))

    t = np.arange(1, 13)
    law = 0.3 * 0.7 ** (t - 1)
    error = np.sqrt(law * (1 - law) / paths)
    assert (abs(tally.first_use[0, 1:] / paths - law) < 4 * error).all()
    left = 0.7 ** np.arange(13)
    assert tally.levels[:, 0].tolist() == (paths - tally.first_use[0].cumsum()).tolist()
    assert (
        abs(tally.levels[1:, 0] / paths - left[1:]) < 4 * np.sqrt(left * (1 - left) / paths)[1:]
    ).all()


def test_a_path_without_chance_is_walked_by_everybody():
    """0 -> 1 -> 2 -> 0: each mover steps on, so three turns come back to the start."""
    step = [(-1, None, 0.0)], [(1.0, [1, 2, 0])]
    turns = [[step[0][0], (m, None, 1.0)] for m in range(3)]
    script = script_of(turns, 3, actions=[step[1]] * 3)

    tally = draw(script, plan_of(script, rounds=2, opening=4, paths=10))

    assert tally.levels.tolist() == [[10, 0, 0]] * 3
    assert tally.first_use.tolist() == [[0, 10, 0]] * 3
    assert openings_of(tally, 3) == {(0, 1, 2, 0): 10}


def test_a_vote_passes_as_often_as_it_should():
    """It is tabled by all at once and passes with 0.2; outcome 0 is that it passes."""
    turn = [(-1, None, [0.0, 1.0, 1.0]), (0, 0.2, [1.0, 0.0, 0.0])]
    script = script_of([turn], 3, actions=[[(np.nan, [1, -1, -1]), (np.nan, [2, -1, -1])]])
    paths = 20_000

    tally = draw(script, plan_of(script, rounds=1, paths=paths))

    assert abs(tally.levels[1, 1] / paths - 0.2) < 4 * np.sqrt(0.2 * 0.8 / paths)
    assert tally.levels[1, 1] + tally.levels[1, 2] == paths


def test_shares_agree_with_the_exact_law():
    """Dense matrices, multiplied round by round, within four standard errors."""
    generator = np.random.default_rng(3)
    rounds, rows, paths = 4, 5, 20_000
    share = generator.dirichlet(np.ones(3), (2, rounds, rows))
    targets = generator.integers(0, rows, (4, 2, rows))
    passes = 0.35
    actions = [
        [(0.25, list(targets[0, 0])), (0.75, list(targets[0, 1]))],
        [(np.nan, list(targets[1, 0])), (np.nan, list(targets[1, 1]))],
        [(1.0, list(targets[2, 0]))],
        [(0.5, list(targets[3, 0])), (0.5, list(targets[3, 1]))],
    ]
    fade = [[(0.6, [0] * rows), (0.4, list(range(rows)))]]
    turns = [
        [(-1, None, share[0, ..., 0]), (0, None, share[0, ..., 1]), (1, passes, share[0, ..., 2])],
        [(-1, None, share[1, ..., 0]), (2, None, share[1, ..., 1]), (3, None, share[1, ..., 2])],
    ]
    script = script_of(turns, rows, actions=actions, events=fade, rounds=rounds)

    tally = draw(script, plan_of(script, rounds=rounds, paths=paths, start=2, seed=9))

    def to(target):
        return np.eye(rows)[np.asarray(target)]

    law = np.eye(rows)[2]
    for t in range(rounds):
        first = (
            share[0, t, :, [0]].T * np.eye(rows)
            + share[0, t, :, [1]].T * (0.25 * to(targets[0, 0]) + 0.75 * to(targets[0, 1]))
            + share[0, t, :, [2]].T * (0.35 * to(targets[1, 0]) + 0.65 * to(targets[1, 1]))
        )
        second = (
            share[1, t, :, [0]].T * np.eye(rows)
            + share[1, t, :, [1]].T * to(targets[2, 0])
            + share[1, t, :, [2]].T * (0.5 * to(targets[3, 0]) + 0.5 * to(targets[3, 1]))
        )
        law = law @ first @ second @ (0.6 * to([0] * rows) + 0.4 * np.eye(rows))
        error = np.sqrt(law * (1 - law) / paths)
        assert (abs(tally.levels[t + 1] / paths - law) <= 4 * error).all()


def test_two_seeds_draw_different_paths():
    """Equal tallies of 12 rounds of a fair coin would be a coincidence of 1 in 10**6 or less."""
    script = coin()
    plan = plan_of(script, rounds=12)

    assert (draw(script, plan).levels != draw(script, plan._replace(seed=2)).levels).any()


def test_paths_from_a_later_round_use_the_later_policy():
    """The policy moves in round 3 only, which is the first round of a path from there."""
    stay = np.array([[1.0, 1.0], [1.0, 1.0], [0.0, 1.0]])
    script = script_of(
        [[(-1, None, stay), (0, None, 1 - stay)]], 2, actions=[[(1.0, [1, -1])]], rounds=3
    )

    early = draw(script, plan_of(script, rounds=3, paths=1))
    late = draw(script, plan_of(script, rounds=1, first_round=3, paths=1))

    assert early.first_use.tolist() == [[0, 0, 0, 1]]
    assert late.first_use.tolist() == [[0, 1]]


def test_nobody_who_can_only_hold_moves():
    """No actions and no events: one state for ever, and the empty opening."""
    script = script_of([[(-1, None, 1.0)]], 1)

    tally = draw(script, plan_of(script, rounds=2))

    assert tally.levels.tolist() == [[100]] * 3
    assert tally.first_use.shape == (0, 3)
    assert openings_of(tally, 0) == {(): 100}


def test_a_share_lost_to_rounding_falls_to_the_last_choice_that_can_be():
    """Ten tenths add up to less than one; what is left must not reach an impossible slot."""
    tenth = [(-1, None, 0.1)] + [(a, None, 0.1) for a in range(9)]
    slots = [*tenth, (9, None, 0.0)]
    actions = [[(1.0, [0])]] * 9 + [[(1.0, [-1])]]
    script = script_of([slots], 1, actions=actions)
    script = script._replace(choice=script.choice * (1 - 1e-3))

    tally = draw(script, plan_of(script, rounds=1, paths=20_000))

    assert tally.first_use[9].sum() == 0
    assert tally.first_use[8].sum() > 0


def test_a_number_on_the_edge_belongs_to_the_choice_that_begins_there():
    """So that, of numbers in [0, 1), a share of 0.25 is picked with 0.25 exactly."""
    share = np.array([[0.25, 0.0, 0.75]])
    numbers = np.array([0.0, 0.25 - 2**-53, 0.25, 1 - 2**-53])
    slot = np.empty(4, dtype=np.int32)

    choose(share, 0, 3, np.zeros(4, dtype=np.int32), numbers, slot)

    assert slot.tolist() == [0, 0, 2, 2]


def test_leaving_the_covered_states_is_refused():
    """A policy that is not closed under its own moves is a mistake of the caller."""
    turn = [(-1, None, 0.0), (0, None, 1.0)]
    script = script_of([turn], 1, actions=[[(1.0, [-1])]])

    with pytest.raises(ValueError, match=r"^A path leaves the states that the policy covers\.$"):
        draw(script, plan_of(script))


def test_an_opening_that_does_not_fit_is_refused():
    """Codes are 63 bits long."""
    script = coin()

    with pytest.raises(OverflowError, match=r"^an opening of 63 moves does not fit a code$"):
        draw(script, plan_of(script, opening=63))


@given(st.integers(0, 2000))
def test_the_longest_opening_just_fits(actions):
    """All digits at their largest stay within a signed word; one more would not."""
    length = longest_opening(actions)

    assert (actions + 1) ** length - 1 < 2**63
    assert length == 62 or (actions + 1) ** (length + 1) > 2**63


def test_the_longest_openings_are_counted_exactly():
    """With one action, 62 moves of it are 62 ones in base two."""
    turn = [(-1, None, 0.0), (0, None, 1.0)]
    script = script_of([turn], 1, actions=[[(1.0, [0])]])

    tally = draw(script, plan_of(script, rounds=70, paths=2, opening=62))

    assert openings_of(tally, 1) == {(0,) * 62: 2}


def test_progress_is_told_after_every_wave():
    """Seven paths in blocks of two, two at a time: 4, then all."""
    told = []
    script = coin()

    draw(
        script,
        plan_of(script, paths=7),
        threads=2,
        block=2,
        progress=lambda done, total: told.append((done, total)),
    )

    assert told == [(4, 7), (7, 7)]
