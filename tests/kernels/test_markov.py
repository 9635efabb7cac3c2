"""Tests for `standoff.kernels.markov` and its companions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.plain_games import Act, Body, Plain, game_of, solved_backwards, solved_round
from standoff.kernels import markov
from standoff.kernels.eights import room
from standoff.kernels.markov_cover import reach
from standoff.policy import solve
from standoff.policy.cover import cover, perpetual

NAN = float("nan")
EXACT = 1e-12


@st.composite
def plain_games(draw, max_states=4, max_actors=3):
    """Draw a small game: costs that vary or not, chance, a vote, several turns each."""
    states = draw(st.integers(1, max_states))
    actors = draw(st.integers(1, max_actors))
    whole = st.integers(0, states - 1)
    number = st.integers(-8, 8).map(lambda n: n / 4)
    acts = [draw(_acts(states, actors, whole, number)) for _ in range(draw(st.integers(0, 4)))]
    bodies = []
    if draw(st.booleans()):
        bodies = [draw(_bodies(actors))]
        to = [dict(enumerate(draw(_list(whole, states)))) for _ in range(2)]
        acts.append(Act(draw(st.integers(0, actors - 1)), [(NAN, to[0]), (NAN, to[1])], 0.5, 0))
    acts.sort(key=lambda act: act.actor)
    chance = []
    if draw(st.booleans()):
        here = draw(st.sets(whole, min_size=1))
        to = [{s: draw(whole) for s in here} for _ in range(2)]
        chance = [Act(0, [(0.25, to[0]), (0.75, to[1])])]
    return Plain(
        utility=[draw(_list(number, states)) for _ in range(actors)],
        patience=draw(_list(st.sampled_from((0.0, 0.5, 0.9)), actors)),
        precision=draw(_list(st.sampled_from((0.0, 1.0, 3.0)), actors)),
        turns=draw(st.lists(st.integers(0, actors - 1), max_size=4)),
        acts=acts,
        chance=chance,
        bodies=bodies,
        start=draw(whole),
    )


def _list(element, size):
    return st.lists(element, min_size=size, max_size=size)


@st.composite
def _acts(draw, states, actors, whole, number):
    here = draw(st.sets(whole, min_size=1))
    split = draw(st.sampled_from(((1.0,), (0.25, 0.75), (0.5, 0.25, 0.25))))
    outcomes = [(p, {s: draw(whole) for s in here}) for p in split]
    cost = draw(st.one_of(number, _list(number, states)))
    return Act(draw(st.integers(0, actors - 1)), outcomes, cost)


@st.composite
def _bodies(draw, actors):
    members = [
        (
            i,
            draw(st.integers(1, 2)),
            draw(st.integers(0, 1)),
            draw(st.sampled_from((0.0, 0.3))),
            None,
        )
        for i in range(draw(st.integers(0, actors)))
    ]
    members.append((None, 1, draw(st.integers(0, 1)), 0.0, (0.5, 0.25, 0.25)))
    return Body(draw(st.integers(0, 2)), draw(st.integers(1, 4)), members)


@settings(deadline=None, max_examples=60)
@given(plain_games(), st.integers(1, 3))
def test_the_kernel_reads_the_model_as_a_dictionary_does(plain, rounds):
    """`plain_games` follows the equations state by state and shares no code with it."""
    policy = solve(game_of(plain), rounds=rounds)

    expected = solved_backwards(plain, rounds)
    states = policy.states.tolist()
    for i, row in enumerate(expected[0][0]):
        assert np.allclose(policy.value[i], [row[s] for s in states], atol=EXACT)
    for t, (_, choice, passing) in enumerate(expected):
        for m in range(len(plain.turns)):
            for f in range(policy.slot_first[m], policy.slot_first[m + 1]):
                action = None if policy.slot_action[f] < 0 else int(policy.slot_action[f])
                shares = [choice[m, s].get(action, 0.0) for s in states]
                assert np.allclose(policy.choice[t, :, f], shares, atol=EXACT)
                if policy.slot_vote[f] >= 0:
                    odds = [passing[m, s].get(action, NAN) for s in states]
                    column = policy.passes[t, :, policy.slot_vote[f]]
                    assert np.allclose(column, odds, atol=EXACT, equal_nan=True)


@settings(deadline=None, max_examples=25)
@given(plain_games())
def test_covered_states_are_those_that_single_steps_lead_to(plain):
    """A set closed by brute force: add what any act or event leads to until nothing is new."""
    seen = {plain.start}
    steps = [act for act in plain.acts if act.actor in plain.turns] + plain.chance
    while True:
        new = {
            to[s] for act in steps for _, to in act.outcomes for s in seen if s in to
        } - seen  # fmt: skip
        if not new:
            break
        seen |= new
    game = game_of(plain)
    plays = np.zeros(len(plain.utility), dtype=np.uint8)
    plays[game.turns] = 1

    search = (game.moves, game.chance, plays, plain.start)
    assert sorted(seen) == reach(*search, most=game.state_count).tolist()
    assert len(seen) == 1 or reach(*search, most=len(seen) - 1).size >= len(seen)


def ring(states, seed):
    """Make a game on a ring with random utilities, large enough for several blocks."""
    rng = np.random.default_rng(seed)
    acts = [
        Act(i, [(1.0, {s: (s + step) % states for s in range(states)})], 0.1)
        for i in range(3)
        for step in (1, -7)
    ]
    utility = rng.normal(size=(3, states)).tolist()
    return Plain(utility, [0.9] * 3, [2.0] * 3, [0, 1, 2, 0], acts)


def test_threads_change_no_bit():
    """Rows do not depend on each other within a turn, so dividing them changes nothing."""
    covered = cover(game_of(ring(3000, 5)))
    rows = perpetual(covered)
    results = []
    for run in (markov.sweep, markov.sweep_parallel):
        value, choice = np.empty_like(rows), np.empty((covered.rows, covered.slots))
        run(
            covered.round, rows, value, np.empty_like(rows), np.full(3, 2.0),
            covered.ballots, covered.tally, choice, np.empty((covered.rows, 0)),
        )  # fmt: skip
        results.append((value, choice))

    (value, choice), (parallel_value, parallel_choice) = results
    assert np.array_equal(value, parallel_value)
    assert np.array_equal(choice, parallel_choice)
    assert not value[:, 3:].any()


def crowd(seed, states=70, actors=9):
    """More actors than one register holds, more states than a block, options that come and go."""
    rng = np.random.default_rng(seed)

    def somewhere(here):
        return {s: int(rng.integers(states)) for s in here}

    acts = []
    for i in range(actors):
        for split in ((1.0,), (0.25, 0.75), (0.5, 0.25, 0.25)):
            here = [s for s in range(states) if rng.random() < (0.5, 1.0, 0.02)[i % 3]] or [3]
            cost = rng.random(states).tolist() if len(split) == 2 else float(rng.random())
            acts.append(Act(i, [(p, somewhere(here)) for p in split], cost))
    here = list(range(0, states, 2))
    acts.append(Act(8, [(NAN, somewhere(here)), (NAN, somewhere(here))], 0.3, 0))
    acts.sort(key=lambda act: act.actor)
    body = Body(1, 0, [(i, 1, i == 8, 0.1, None) for i in (0, 4, 8)])
    chance = [Act(0, [(0.3, somewhere(here)), (0.2, somewhere(here)), (0.5, somewhere(here))])]
    return Plain(
        rng.normal(size=(actors, states)).tolist(), rng.uniform(0, 0.9, actors).tolist(),
        rng.uniform(0, 3, actors).tolist(), [*range(actors), 2], acts, chance, [body],
    )  # fmt: skip


def test_more_actors_than_a_register_and_more_states_than_a_block_change_nothing():
    """Nine actors are two groups of eight columns, 70 states a block of 64 and a rest."""
    plain = crowd(1)
    policy = solve(game_of(plain), rounds=1)
    value, choice, passing = solved_backwards(plain, 1)[0]

    assert policy.states.size > 64
    assert np.allclose(policy.value, np.array(value)[:, policy.states], atol=1e-11, rtol=0)
    for (m, s), shares in choice.items():
        row = policy.row(s)
        turn = policy.choice[0, row, policy.slot_first[m] : policy.slot_first[m + 1]]
        own = [a for a, act in enumerate(plain.acts) if act.actor == plain.turns[m]]
        expected = [shares[None], *(shares.get(a, 0.0) for a in own)]
        assert np.allclose(turn, expected, atol=1e-11, rtol=0)
        for a, odds in passing[m, s].items():
            slot = policy.slot_first[m] + 1 + own.index(a)
            column = policy.slot_vote[slot]
            assert policy.passes[0, row, column] == pytest.approx(odds, abs=1e-11)


def test_rows_taken_in_any_pieces_and_by_any_threads_give_the_same_bits():
    """A row needs only rows of the next level, so groups of rows are the sweep cut up."""
    covered = cover(game_of(crowd(2)))
    later, precision = perpetual(covered), np.linspace(0.1, 3.0, 9)
    whole = room(*later.shape)
    markov.sweep(
        covered.round, later, whole, room(*later.shape), precision, covered.ballots,
        covered.tally, np.empty((0, covered.slots)), np.empty((0, covered.proposals)),
    )  # fmt: skip
    steps = covered.round.turns.size + covered.round.chance_first.size + 1

    for run in (markov.sweep_group, markov.sweep_group_parallel):
        levels = room(steps * covered.rows, later.shape[1]).reshape(steps, *later.shape)
        levels[-1] = later
        run(
            0, covered.rows, covered.round, levels, precision, covered.ballots, covered.tally,
            np.empty((0, 0)),
        )  # fmt: skip
        assert np.array_equal(levels[0], whole)
        # rows 5 to 40 once more, what the others expect being known
        levels[:-1, 5:40] = 0.0
        run(
            5, 40, covered.round, levels, precision, covered.ballots, covered.tally,
            np.empty((0, 0)),
        )  # fmt: skip
        assert np.array_equal(levels[0], whole)


def test_the_sweep_leaves_what_follows_as_it_was():
    """Only the buffers handed over for it are written."""
    covered = cover(game_of(ring(100, 2)))
    rows = perpetual(covered)
    before = rows.copy()

    empty = np.empty((0, covered.slots)), np.empty((0, 0))
    markov.sweep(
        covered.round, rows, np.empty_like(rows), np.empty_like(rows), np.full(3, 2.0),
        covered.ballots, covered.tally, *empty,
    )  # fmt: skip

    assert np.array_equal(before, rows)


@settings(deadline=None, max_examples=25)
@given(plain_games(), st.integers(1, 3))
def test_probability_is_carried_forward_as_the_dictionary_says(plain, rounds):
    """Each share is multiplied out along every choice, vote and outcome."""
    policy = solve(game_of(plain), rounds=rounds)
    mass = np.zeros(policy.states.size)
    mass[policy.covered.row] = 1.0
    for t in range(rounds):
        markov.advance(
            policy.covered.round, policy.choice[t], policy.passes[t], mass, np.empty_like(mass)
        )

    expected = {plain.start: 1.0}
    for _, choice, passing in solved_backwards(plain, rounds):
        for m in range(len(plain.turns)):
            expected = _carried(plain, expected, choice, passing, m)
        for event in plain.chance:
            expected = _happened(expected, event)
    assert np.allclose(mass, [expected.get(s, 0.0) for s in policy.states.tolist()], atol=EXACT)


def _carried(plain, mass, choice, passing, m):
    following = {}
    for s, here in mass.items():
        for a, share in choice[m, s].items():
            outcomes = [(1.0, {s: s})] if a is None else plain.acts[a].outcomes
            odds = passing[m, s].get(a)
            shares = [p for p, _ in outcomes] if odds is None else [odds, 1 - odds]
            for p, (_, to) in zip(shares, outcomes, strict=True):
                following[to[s]] = following.get(to[s], 0.0) + here * share * p
    return following


def _happened(mass, event):
    following = {}
    for s, here in mass.items():
        outcomes = event.outcomes if s in event.outcomes[0][1] else [(1.0, {s: s})]
        for p, to in outcomes:
            following[to[s]] = following.get(to[s], 0.0) + here * p
    return following


def test_a_game_without_turns_pays_the_status_quo():
    """With nobody to move and no chance the value is ``u / (1 - patience)`` for ever."""
    plain = Plain([[3.0]], [0.5], [1.0], [], [])

    policy = solve(game_of(plain), rounds=2)

    assert policy.value.tolist() == [[6.0]]
    assert policy.choice.shape == (2, 1, 0)


def test_a_free_repetition_is_chosen_as_often_as_holding():
    """Two choices with the same consequence are equally likely at any precision."""
    plain = Plain([[1.0]], [0.5], [9.0], [0], [Act(0, [(1.0, {0: 0})])])

    policy = solve(game_of(plain), rounds=1)

    assert policy.choice.tolist() == [[[0.5, 0.5]]]


@pytest.mark.parametrize("precision", [1e3, 1e6])
def test_the_surest_mover_takes_the_best_and_nothing_overflows(precision):
    """Softmax is taken relative to the best choice, so no exponential can overflow."""
    plain = Plain([[0.0, 1.0]], [0.5], [precision], [0], [Act(0, [(1.0, {0: 1})])])

    policy = solve(game_of(plain), rounds=1)

    assert policy.choice[0, 0].tolist() == [0.0, 1.0]


def test_one_round_of_the_dictionary_matches_arithmetic_by_hand():
    """Checks the checker: one mover, a gain of 2 - 0.5 at precision 1, patience 0.5.

    Holding pays 0 and moving pays (1 + 0.5 * 2) - 0.5 = 1.5.
    """
    plain = Plain([[0.0, 1.0]], [0.5], [1.0], [0], [Act(0, [(1.0, {0: 1})], 0.5)])

    value, choice, _ = solved_round(plain, [[0.0, 2.0]])

    move = np.exp(1.5) / (1 + np.exp(1.5))
    assert choice[0, 0][0] == pytest.approx(move, abs=EXACT)
    assert value[0][0] == pytest.approx(1.5 * move, abs=EXACT)
