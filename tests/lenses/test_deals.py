"""Tests for the lens `deals`: what a deal is worth, and who would keep it."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standoff
import standoff.record
from lenses.oaths import LIBYA, OATH, catalogue, game_of, shortened
from standoff.catalog import path
from standoff.errors import CommandError
from standoff.game import compile
from standoff.game.without import restricted
from standoff.lenses.deals import Deals
from standoff.lenses.deals_table import Promise, Table
from standoff.policy import solve
from standoff.spec import read

NOTHING, PEACE = 1.0 / 0.6, 2.0 / 0.6
"""What each expects if both have broken their word, and if both keep it for ever."""


class TestByHand:
    """Two that may break their word once."""

    def test_a_deal_gives_what_the_kept_state_gives(self):
        """Without it both break in the first round: one each for ever, against two."""
        answer = standoff.look(game_of(OATH), "deals")

        assert answer["status_quo"].values == pytest.approx([NOTHING, NOTHING], abs=1e-6)
        assert answer["value"].sel(deal="peace").values == pytest.approx([PEACE, PEACE])
        assert answer["acceptable"].sel(deal="peace").all()
        # B breaks as before; what A forgoes, B has on top
        mercy = answer["value"].sel(deal="mercy").values
        assert mercy == pytest.approx([0.0, 3.0 / 0.6], abs=1e-6)
        assert answer["acceptable"].sel(deal="mercy").values.tolist() == [False, True]

    def test_who_moves_last_is_tempted_and_who_is_answered_at_once_is_not(self):
        """B has one round before A answers: 3 + 0.4 of nothing, against peace."""
        answer = standoff.look(game_of(OATH), "deals")
        gap = answer["commitment_gap"].sel(deal="peace")

        assert gap.values == pytest.approx([NOTHING - PEACE, 3 + 0.4 * NOTHING - PEACE], abs=1e-6)
        assert answer["self_enforcing"].sel(deal="peace").values.tolist() == [True, False]
        options = answer["option"].values[answer["breach_option"].sel(deal="peace").values]
        assert options.tolist() == ["A.break", "B.break"]
        assert np.isnan(answer["commitment_gap"].sel(deal="mercy", actor="B"))

    @pytest.mark.parametrize("seen", [0.0, 0.25, 0.7, 1.0])
    def test_a_breach_that_may_stay_hidden_tempts_as_the_sum_of_its_rounds_says(self, seen):
        """Each round it is seen with some probability; summed round by round, to the end."""
        answer = standoff.look(game_of(OATH), "deals", seen=seen)

        hidden, unseen = 0.0, 1.0
        for k in range(1, 200):
            hidden += unseen * 0.4**k * (seen * NOTHING + (1 - seen) * 3.0)
            unseen *= 1 - seen
        for actor, at_once in (("A", NOTHING), ("B", 3 + 0.4 * NOTHING)):
            expected = seen * at_once + (1 - seen) * (3.0 + hidden) - PEACE
            found = float(answer["commitment_gap"].sel(deal="peace", actor=actor))
            assert found == pytest.approx(expected, abs=1e-6)

    def test_watching_is_needed_as_far_as_a_breach_pays(self):
        """A is kept by watching from some probability on, B by none."""
        answer = standoff.look(game_of(OATH), "deals")
        needed = answer["seen_needed"].sel(deal="peace")
        gaps = answer["gap_by_seen"].sel(deal="peace", actor="A")

        assert np.isnan(needed.sel(actor="B"))
        level = float(needed.sel(actor="A"))
        assert 0 < level < 1
        assert (gaps.sel(seen=slice(level + 1e-9, 1)) <= 0).all()
        assert (gaps.sel(seen=slice(0, level - 0.06)) > 0).all()

    def test_points_are_taken_among_acceptable_combinations(self):
        """Peace is the only deal that both take; with payments it is split alike."""
        answer = standoff.look(game_of(OATH), "deals")
        peace = answer["combination"].values.tolist().index("a=kept + b=kept")

        assert set(answer["point_position"].values.tolist()) == {peace}
        assert int(answer["payment_position"]) == peace
        assert answer["payment"].values == pytest.approx([0.0, 0.0], abs=1e-6)
        assert answer.attrs["combinations"] == 3


FLAGS = "{a: [kept, broken], b: [kept, broken], flag: [white, red]}"


def test_a_commitment_that_holds_and_that_nobody_can_undo_changes_nothing():
    """The flag is white, and no option touches it."""
    text = OATH.replace("{a: [kept, broken], b: [kept, broken]}", FLAGS)
    text += "  vow: {commitments: {A: {a: kept, flag: white}, B: {b: kept}}}\n"
    text += "  idle: {commitments: {A: {flag: white}}}\n"

    answer = standoff.look(game_of(text), "deals", search="none")

    for name in ("value", "commitment_gap", "holdback_gain"):
        vow, peace = (answer[name].sel(deal=deal).values for deal in ("vow", "peace"))
        assert vow == pytest.approx(peace, nan_ok=True)
    assert answer["gain"].sel(deal="idle").values == pytest.approx([0.0, 0.0], abs=1e-8)


@settings(max_examples=8, deadline=None)
@given(st.sets(st.sampled_from(range(5)), min_size=1, max_size=4), st.randoms())
def test_the_order_of_promises_does_not_matter(chosen, random):
    """A deal is a set of commitments."""
    game = LIBYA
    table = Table(game, game.start, 2)
    promises = [Promise(v, len(game.crisis.variables[v].levels) - 1) for v in sorted(chosen)]
    turned = list(promises)
    random.shuffle(turned)

    assert table.landing(promises) == table.landing(turned)
    assert (table.barred(promises) == table.barred(turned)).all()


def test_under_a_deal_no_promise_is_ever_undone():
    """Wherever the bound game may go, the promised levels hold, or better ones."""
    game = catalogue("dprk-2009")
    deal = next(deal for deal in game.crisis.deals if deal.name == "feb_2007")
    promises = [Promise(game.variable_names.index(v), level) for _, v, level in deal.commitments]
    table = Table(game, game.start, 3)

    reached = table.bound(promises).covered.states

    for promise in promises:
        levels = game.level_indices[promise.variable, reached].astype(int)
        way = table.way(promise.variable, promise.level)
        assert ((levels - promise.level) * way >= 0).all()
        assert way != 0 or (levels == promise.level).all()


def payoffs(game, policy, paths, draws):
    """Play paths and add up discounted payoffs; a second implementation, in numpy.

    ``draws`` are uniforms, (rounds, turns and events, 2, paths): the same for every policy.
    """
    moves, events = game.moves, game.chance
    reach = [game.targets(moves, o) for o in range(moves.probability.size)]
    luck = [game.targets(events, o) for o in range(events.probability.size)]
    at, total = np.full(paths, policy.start), np.zeros((paths, len(game.actor_names)))
    row = np.full(game.state_count, -1)
    row[policy.states] = np.arange(policy.states.size)
    discount = np.ones(len(game.actor_names))
    for t in range(policy.horizon):
        for m, mover in enumerate(game.turns):
            first, last = policy.slot_first[m : m + 2]
            share = np.cumsum(policy.choice[t][row[at], first:last], axis=1)
            slot = first + (draws[t, m, 0][:, None] >= share[:, :-1]).sum(axis=1)
            for f in np.unique(slot):
                a = int(policy.slot_action[f])
                here = np.flatnonzero(slot == f)
                if a < 0:
                    continue
                start, stop = moves.outcome_first[a : a + 2]
                odds = np.tile(moves.probability[start:stop], (here.size, 1))
                if policy.slot_vote[f] >= 0:
                    passing = policy.passes[t][row[at[here]], policy.slot_vote[f]]
                    odds = np.column_stack([passing, 1 - passing])
                cost = moves.cost[a]
                if moves.cost_row[a] >= 0:
                    cost = moves.cost_by_state[moves.cost_row[a], at[here]]
                total[here, mover] -= discount[mover] * cost
                picked = (draws[t, m, 1][here][:, None] >= np.cumsum(odds, axis=1)[:, :-1]).sum(1)
                at[here] = np.array(reach)[start + picked, at[here]]
        total += discount * game.utility[:, at].T
        for e in range(events.vote.size):
            here = np.flatnonzero(events.available[e, at])
            start, stop = events.outcome_first[e : e + 2]
            odds = np.cumsum(events.probability[start:stop])
            picked = (draws[t, game.turns.size + e, 0][here][:, None] >= odds[None]).sum(1)
            moved = here[picked < stop - start]
            at[moved] = np.array(luck)[start + picked[picked < stop - start], at[moved]]
        discount = discount * game.patience
    return total + discount * game.utility[:, at].T / (1 - game.patience)


def test_the_gain_of_a_deal_computed_two_ways_agrees_within_the_interval():
    """Solved, and played: the same random numbers with the deal and without it."""
    game = shortened(catalogue("dprk-2009"), 8)
    game = dataclasses.replace(game, start=game.find({"npt": "left", "talks": "principles"}))
    deal = next(deal for deal in game.crisis.deals if deal.name == "feb_2007")
    promises = [Promise(game.variable_names.index(v), level) for _, v, level in deal.commitments]
    table = Table(game, game.start, 8)
    answer = Deals(deals=("feb_2007",), search="none").look(game)
    bound = restricted(game, ~table.barred(promises))
    paths = 4_000
    draws = np.random.default_rng(7).random((8, game.turns.size + game.chance.vote.size, 2, paths))

    with_deal = payoffs(bound, solve(bound, start=table.landing(promises), rounds=8), paths, draws)
    without = payoffs(game, solve(game, rounds=8), paths, draws)

    gain = with_deal - without
    error = gain.std(axis=0) / np.sqrt(paths)
    solved = answer["gain"].sel(deal="feb_2007").values
    assert (np.abs(gain.mean(axis=0) - solved) <= 4 * error + 1e-9).all()
    assert (error < 0.25).all()


def test_a_deal_that_cannot_be_carried_out_says_which_rule_forbids_it():
    """After a test of 2006 nobody is a member of the treaty in this crisis."""
    game = catalogue("dprk-2009")
    walk = standoff.record.load(game.crisis)

    answer = standoff.look(game, "deals", record=walk, date="2006-10-15", search="none")

    assert not answer["feasible"].sel(deal="sep_2005")
    assert "npt == member" in str(answer["obstacle"].sel(deal="sep_2005").values)
    assert np.isnan(answer["value"].sel(deal="sep_2005")).all()
    assert not answer["self_enforcing"].sel(deal="sep_2005").any()
    assert answer["feasible"].sel(deal="feb_2007")
    assert str(answer["obstacle"].sel(deal="feb_2007").values) == ""


def test_bodies_vote_by_what_each_gains_from_the_deal():
    """A consensus of members that all gain much passes it; gains below the band do not decide."""
    game = catalogue("dprk-2009")
    answer = standoff.look(shortened(game, 4), "deals", search="none")
    gain = answer["gain"].sel(deal="sep_2005")
    share = answer["ballot_share"].sel(deal="sep_2005")

    for actor in ("USA", "JPN"):
        precision, band = 1.0, 2.0
        expected = 1 / (1 + np.exp(-precision * (float(gain.sel(actor=actor)) - band)))
        found = float(share.sel(seat=f"six_party.{actor}", ballot="yes"))
        assert found == pytest.approx(expected)
    assert share.sum("ballot").values == pytest.approx(np.ones(share.sizes["seat"]))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"deals": ("piece",)}, "no deal called 'piece'.\nDid you mean 'peace'?"),
        ({"parties": ("C",)}, "'parties'.*no such actor"),
        ({"plane": ("A", "A")}, "Name two actors"),
        ({"variables": ("c",)}, "'variables'.*no such variable"),
        ({"seen": 1.5}, "from 0 to 1"),
        ({"solved": 0}, "solved"),
        ({"most": 10**9}, "most = 1000000000"),
    ],
)
def test_settings_that_ask_for_what_is_not_there_are_refused(given, message):
    """What is wrong, quoted, and what would be right."""
    with pytest.raises(CommandError, match=message):
        standoff.look(game_of(OATH), "deals", **given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"deals": (), "search": "none"}, "no deals"),
        ({"deals": (), "search": "named"}, "nothing to promise"),
        ({"search": "all", "most": 7}, "8 combinations"),
    ],
)
def test_where_there_is_nothing_to_weigh_the_lens_does_not_apply(given, message):
    """With a remedy."""
    answer = standoff.look(game_of(OATH), "deals", **given)

    assert answer.attrs["status"] == "does not apply"
    assert message in answer.attrs["cause"]
    assert answer.attrs["remedy"]


@pytest.mark.parametrize(
    ("day", "deal", "gains", "gap"),
    [
        ("2003-01-01", "oct_1994", (0.76, 11.36, 4.33), 1.51),
        ("2005-09-19", "sep_2005", (7.17, 13.13, 3.82), 1.79),
        ("2007-02-13", "feb_2007", (2.74, 7.00, 1.42), -9.81),
        ("2007-10-03", "oct_2007", (6.20, 1.68, -0.72), -6.55),
    ],
)
def test_the_deals_of_the_record_are_what_the_page_of_theory_says(day, deal, gains, gap):
    """Numbers quoted in docs/theory/deals.md; change both together."""
    game = catalogue("dprk-2009")
    walk = standoff.record.load(game.crisis)

    answer = standoff.look(game, Deals(deals=(deal,), search="none", date=day), record=walk)

    found = answer["gain"].sel(deal=deal, actor=["PRK", "USA", "JPN"]).values
    assert found == pytest.approx(gains, abs=0.006)
    assert float(answer["commitment_gap"].sel(deal=deal, actor="PRK")) == pytest.approx(
        gap, abs=0.006
    )


@pytest.mark.parametrize("name", ["elmira", "dprk-2009", "libya-2003"])
def test_what_undoes_a_promise_is_read_off_the_level_that_it_leaves(name):
    """State by state: the promise holds before, and after some outcome it does not."""
    game = compile(read(path(name)))
    table = Table(game, game.start, game.horizon)
    for variable, level in itertools.islice(
        ((v, k) for v, one in enumerate(game.crisis.variables) for k in range(len(one.levels))), 8
    ):
        here = game.level_indices[variable].astype(int)
        kept = (here == level) | ((here - level) * table.way(variable, level) > 0)
        expected = np.zeros(game.moves.available.shape, dtype=bool)
        for a in range(len(game.actions)):
            rows = np.flatnonzero(kept & (game.moves.available[a] == 1))
            first, last = game.moves.outcome_first[a : a + 2]
            for o in range(int(first), int(last)):
                expected[a, rows] |= ~kept[game.targets(game.moves, o)[rows]]
        assert (table.undoing(variable, level) == expected).all()
