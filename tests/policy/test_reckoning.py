"""Tests for `standoff.policy.reckoning` and its kernels, against the same turn in numpy."""

import numpy as np
import pytest

from policy.plain_games import Body, brute_pass, game_of, random_game
from policy.reckoned import Reckoning, even_casts, even_choices, played_turn, reply_turn
from standoff.kernels.eights import room
from standoff.kernels.tables import CONSENSUS, MAJORITY, QUOTA
from standoff.policy.cover import cover
from standoff.policy.pure import Pure
from standoff.policy.reckoning import Table, best_replying, replying
from standoff.policy.rounds import Board, end_of_round

LEANING = (0.5, 0.3, 0.2)
BODIES = {
    "a quota with a veto": Body(
        QUOTA, 3, [(0, 2, 0, 0.1, None), (2, 1, 1, 0.0, None), (None, 2, 0, 0, LEANING)]
    ),
    "a majority of votes": Body(
        MAJORITY, 0, [(1, 3, 0, 0.2, None), (None, 2, 0, 0, LEANING), (0, 1, 0, 0.0, None)]
    ),
    "a majority with a veto": Body(
        MAJORITY, 0, [(None, 1, 1, 0, LEANING), (2, 1, 0, 0.0, None), (0, 2, 1, 0.3, None)]
    ),
    "a consensus": Body(
        CONSENSUS, 0, [(0, 1, 0, 0.3, None), (1, 1, 0, 0.0, None), (None, 1, 0, 0, LEANING)]
    ),
    "nobody but others": Body(QUOTA, 1, [(None, 1, 0, 0, LEANING)]),
}
PRECISION = np.array([0.7, 2.0, 5.0])


def laid_out(seed, body):
    """Return a random game with one body both ways, and views that differ between actors."""
    plain = random_game(seed)
    plain.bodies = [BODIES[body]]
    game = game_of(plain)
    covered = cover(game)
    views = np.random.default_rng(seed).normal(size=(covered.rows, 3))
    wide = room(covered.rows, 8)
    wide[:, :3] = views
    return Board.of(game, covered), Table.of(game, covered), views, wide


def shares_of(table, m, deeds):
    """Spread a probability for each entry over all slots; axes (r, j)."""
    menu, slots = table.menu(m), np.diff(table.covered.round.slot_first)[m]
    share = np.zeros((table.covered.rows, slots))
    share[np.repeat(np.arange(table.covered.rows), np.diff(menu.first)), menu.slot] = deeds.share
    return share


def casts_of(board, table, m, deeds):
    """Gather what seats do by slot, as the other form has it."""
    menu, casts = table.menu(m), {}
    slot = menu.slot[menu.case >= 0]
    for j, act in board.options(m):
        if act.body >= 0:
            low, high = table.seats.first[act.body : act.body + 2]
            own = deeds.cast[slot == j]
            casts[j] = [
                (int(k), own[:, s, 0], own[:, s, 1])
                for s, k in enumerate(table.seats.member[low:high])
            ]
    return casts


def same_casts(one, other):
    """Say that two casts are the same, to rounding."""
    assert one.keys() == other.keys()
    for j in one:
        for (k, yes, no), (also_k, also_yes, also_no) in zip(one[j], other[j], strict=True):
            assert k == also_k
            assert np.abs(yes - also_yes).max(initial=0) < 1e-14
            assert np.abs(no - also_no).max(initial=0) < 1e-14


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("reply", ["logit", "best"])
@pytest.mark.parametrize("seed", [1, 4])
def test_replies_are_those_of_the_form_in_numpy(seed, reply, body):
    """Two levels in every turn, with costs, chance and votes that each sees in its own way."""
    board, table, views, wide = laid_out(seed, body)
    rule = replying(reply, 1e-9, PRECISION)
    oracle = Reckoning(reply, PRECISION, 1e-9)
    for m in table.turns:
        share, casts, done = even_choices(board, m), even_casts(board, m), table.even(m)
        for _ in range(2):
            believed, done = done, done.copy()
            before = table.reply(m, wide, rule, believed, done)
            expected, share, casts = reply_turn(board, m, views, share, casts, oracle)
            assert np.abs(before[:, :3] - expected).max() < 1e-12
            assert np.abs(shares_of(table, m, done) - share).max() < 1e-12
            same_casts(casts_of(board, table, m, done), casts)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("seed", [2, 4])
def test_playing_is_that_of_the_form_in_numpy(seed, body):
    """Values, odds and regret of a turn in which all do as they replied once."""
    board, table, views, wide = laid_out(seed, body)
    rule = replying("logit", 1e-9, PRECISION)
    for m in table.turns:
        done = table.even(m)
        table.reply(m, wide, rule, table.even(m), done)
        share, casts = shares_of(table, m, done), casts_of(board, table, m, done)

        before, odds, regret = table.play(m, wide, done)

        expected, votes, also = played_turn(board, m, views, share, casts)
        slot = table.menu(m).slot[table.menu(m).case >= 0]
        assert np.abs(before[:, :3] - expected).max() < 1e-12
        assert regret == pytest.approx(also, abs=1e-12)
        for j, found in votes.items():
            assert np.abs(odds[slot == j] - found).max(initial=0) < 1e-12


@pytest.mark.parametrize("ties", ["hold", "equal"])
@pytest.mark.parametrize("body", BODIES)
def test_best_replies_are_those_of_the_form_in_numpy(body, ties):
    """On whole numbers, so that choices do tie; members vote strictly."""
    board, table, views, wide = laid_out(3, body)
    views[:] = wide[:, :3] = np.round(views)
    pure, rule = Pure(ties, 1e-9), best_replying(ties, 1e-9, 3)
    for m in table.turns:
        expected, share = pure.turn(board, m, views, None)
        _, casts = pure.votes(board, m, views)
        done = table.even(m)

        before, _, _ = table.best(m, wide, rule, done)

        assert np.abs(before[:, :3] - expected).max() < 1e-12
        assert np.array_equal(shares_of(table, m, done), share)
        same_casts(casts_of(board, table, m, done), casts)


@pytest.mark.parametrize("body", BODIES)
def test_odds_add_up_all_ways_to_vote(body):
    """Where all know what the seats do, every combination of ballots is added up by hand."""
    _, table, _, wide = laid_out(5, body)
    rule = replying("logit", 1e-9, PRECISION)
    for m in table.turns:
        menu, done = table.menu(m), table.even(m)
        table.reply(m, wide, rule, done, done)
        _, odds, _ = table.play(m, wide, done)
        for entry in np.flatnonzero(menu.case >= 0):
            won, lost = menu.leads[menu.leads_first[entry] :][:2]
            gains = wide[won, :3] - wide[lost, :3]
            by_hand = brute_pass(BODIES[body], gains, PRECISION)
            assert odds[menu.case[entry]] == pytest.approx(by_hand, abs=1e-12)


def test_the_end_of_a_round_is_that_of_the_form_in_numpy():
    """One event of chance, then the payoff of the round."""
    board, table, views, wide = laid_out(6, "a consensus")
    steps = [np.empty_like(views) for _ in board.chance] + [views]

    expected = end_of_round(board, steps, np.arange(3))

    assert np.abs(table.end(wide)[:, :3] - expected).max() < 1e-12
