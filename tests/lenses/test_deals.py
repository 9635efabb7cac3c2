"""Tests for the lens `deals`."""

import dataclasses
import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standoff
import standoff.record
from standoff.catalog import path
from standoff.errors import CommandError
from standoff.game import compile
from standoff.game.without import restricted
from standoff.kernels.deals import combinations, land, screen
from standoff.lenses.deals import Deals
from standoff.lenses.deals_find import find_all
from standoff.lenses.deals_search import menu_of, open_offer, screened
from standoff.lenses.deals_table import Pact, Promise, Table, untie
from standoff.policy import solve
from standoff.spec import read, read_text

OATH = """
name: oath
actors: {A: {patience: 0.4, precision: 60}, B: {patience: 0.4, precision: 60}}
order: [A, B]
variables: {a: [kept, broken], b: [kept, broken]}
options:
  A: {break: {when: a == kept, effect: {set: {a: broken}}}}
  B: {break: {when: b == kept, effect: {set: {b: broken}}}}
interests: {trust: "(a == kept) + (b == kept)", spoils: (a == broken), gains: (b == broken),
            of_b: b == kept, of_a: a == kept}
weights: {A: {of_b: 2, spoils: 1}, B: {of_a: 2, gains: 1}}
deals:
  peace: {commitments: {A: {a: kept}, B: {b: kept}}}
  mercy: {commitments: {A: {a: kept}}}
"""
"""Each gains by breaking, whatever the other does, and loses more by the other's breaking."""

NOTHING, PEACE = 1.0 / 0.6, 2.0 / 0.6
"""What each expects if both have broken their word, and if both keep it for ever."""


def game_of(text):
    """Compile a crisis file."""
    return compile(read_text(text))


def catalogue(name):
    """Compile a crisis of the catalogue."""
    return compile(read(path(name)))


def shortened(game, rounds):
    """Return the game with fewer rounds."""
    return dataclasses.replace(game, crisis=dataclasses.replace(game.crisis, horizon=rounds))


LIBYA = catalogue("libya-2003")


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


STEPS = """
name: steps
actors: {A: {patience: 0.5, precision: 9}, B: {patience: 0.5, precision: 9}}
variables: {arms: [none, some, many], aid: [none, given]}
start: {arms: many}
options:
  A: {build: {when: arms < many, effect: {raise: arms}},
      scrap: {when: arms > none, cost: 1, effect: {lower: arms}}}
  B: {give: {when: aid == none, cost: 1, effect: {set: {aid: given}}},
      stop: {when: aid == given, effect: {set: {aid: none}}}}
interests: {power: arms, calm: 2 - arms, bread: aid, cash: (aid == none)}
weights: {A: {power: 1, bread: 3}, B: {calm: 2, cash: 1}}
infeasible: [{when: arms == many and aid == given}]
deals:
  swap: {commitments: {A: {arms: none}, B: {aid: given}}}
"""


def test_a_path_step_by_step_is_worth_its_rounds_and_then_the_deal():
    """Recomputed forwards from the steps shown: payoffs by round, then the deal's value."""
    game = game_of(STEPS)
    answer = standoff.look(game, "deals", search="none")
    steps = answer["step_level"].sel(deal="swap").values.astype(int)
    by = answer["step_by"].sel(deal="swap").values
    names = [v.name for v in game.crisis.variables]

    assert steps[-1].tolist() == [0, 1]
    assert by.sum(axis=1).tolist() == [1] * len(steps)
    assert by[0].tolist() == [True, False]
    worth = answer["value"].sel(deal="swap").values
    for levels in steps[::-1]:
        named = {name: game.crisis.variables[v].levels[levels[v]] for v, name in enumerate(names)}
        worth = game.utility[:, game.find(named)] + 0.5 * worth
    assert answer["stepwise_value"].sel(deal="swap").values == pytest.approx(worth)


def test_stopping_is_weighed_at_the_state_that_stopping_leaves():
    """Before the first step that state is today's, with what the crisis gives there."""
    game = game_of(STEPS)
    answer = standoff.look(game, "deals", search="none")

    first = float(answer["step_stop_gain"].sel(deal="swap", actor="A")[0])
    today = float(answer["status_quo"].sel(actor="A"))
    assert first == pytest.approx(
        today - float(answer["stepwise_value"].sel(deal="swap", actor="A"))
    )
    most = answer["step_stop_gain"].sel(deal="swap").max("step")
    assert answer["stop_gain"].sel(deal="swap").values == pytest.approx(most.values)


def test_who_makes_a_step_together_may_stop_before_it_or_leave_it_to_the_other():
    """Peace is promised by both: each weighs that neither moves, and that the other does."""
    game = game_of("""
        name: truce
        horizon: 3
        actors: {A: {patience: 0.5, precision: 2}, B: {patience: 0.5, precision: 2}}
        variables: {front: [war, peace], aid: [none, given]}
        options:
          A: {attack: {when: front == peace, effect: {set: {front: war}}},
              halt: {when: front == war, cost: 1, effect: {set: {front: peace}}}}
          B: {join: {when: front == war, cost: 1, effect: {set: {front: peace}}},
              give: {when: aid == none, cost: 1, effect: {set: {aid: given}}}}
        interests: {calm: front == peace, bread: aid}
        weights: {A: {calm: 2, bread: 1}, B: {calm: -1, bread: 0.5}}
        deals:
          pact: {commitments: {A: {front: peace}, B: {front: peace, aid: given}}}
        """)
    answer = standoff.look(game, "deals", search="none").sel(deal="pact")
    policy = solve(game)
    free = {
        front: policy.value[:, policy.row(game.find({"front": front, "aid": "given"}))]
        for front in ("war", "peace")
    }
    goal = game.find({"front": "peace", "aid": "given"})
    kept = game.utility[:, goal] + 0.5 * answer["value"].values

    assert answer["step_by"].values.tolist() == [[False, True], [True, True]]
    # A would rather find peace made, B the war go on
    assert free["peace"][0] > free["war"][0]
    assert free["peace"][1] < free["war"][1]
    found = answer["step_stop_gain"].isel(step=1).values
    assert found == pytest.approx([free["peace"][0] - kept[0], free["war"][1] - kept[1]])


def test_holding_back_leaves_the_others_part_done():
    """B may let A disarm and give nothing; that A takes the aid and stays armed cannot be."""
    game = game_of(STEPS)
    answer = standoff.look(game, "deals", search="none")
    held = answer["holdback_gain"].sel(deal="swap")

    alone = solve(game, start=game.find({"arms": "none"})).value
    row = int(np.searchsorted(solve(game).states, game.find({"arms": "none"})))
    expected = alone[1, row] - float(answer["value"].sel(deal="swap", actor="B"))
    assert float(held.sel(actor="B")) == pytest.approx(expected, abs=1e-6)
    assert np.isnan(held.sel(actor="A"))


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


class TestScreening:
    """The first guess at what combinations are worth."""

    def test_it_is_exact_where_nothing_is_promised_or_all_is(self):
        """No commitment is no deal; with all barred the state stays for ever."""
        game = game_of(OATH)
        table = Table(game, game.start, None)
        offer = open_offer(table, (), None, named=False)
        free = table.free(range(game.state_count))
        found = screened(table, menu_of(table, offer), untie(free, 4), free.at(game.start), 1)

        assert offer.count == 8
        assert found.gain[0] == pytest.approx([0.0, 0.0], abs=1e-9)
        for c in range(1, 9):
            promises = offer.promises(c)
            assert found.position[c] == table.landing(promises)
            if len(promises) == 2:
                kept = game.utility[:, found.position[c]] / 0.6 - free.at(game.start)
                assert found.gain[c] == pytest.approx(kept, abs=1e-8)

    def test_a_vote_passes_as_often_as_without_a_deal(self):
        """Where nothing is promised, a round with a vote in it gives what it gave."""
        game = game_of("""
            name: motion
            actors: {A: {patience: 0.5, precision: 2}, B: {patience: 0.5, precision: 1}}
            variables: {law: [none, made], mood: [calm, cross]}
            bodies: {house: {members: [A, B], rule: quota, quota: 2}}
            options:
              A: {table: {when: law == none, cost: 0.2,
                          effect: {vote: house, pass: {set: {law: made}}}}}
              B: {sulk: {when: mood == calm, effect: {set: {mood: cross}}}}
            interests: {law: law == made, cross: mood == cross}
            weights: {A: {law: 2}, B: {law: -0.5, cross: 0.3}}
            """)
        table = Table(game, game.start, None)
        free = table.free(range(game.state_count))
        offer = open_offer(table, (), None, named=False)
        found = screened(table, menu_of(table, offer), untie(free, 4), free.at(game.start), 1)

        assert found.gain[0] == pytest.approx([0.0, 0.0], abs=1e-9)

    def test_it_bars_what_the_table_bars(self):
        """The kernel reads promises digit by digit, the table by masks: the same options."""
        game = shortened(LIBYA, 3)
        pacts = tuple(
            Pact(
                d.name, tuple(Promise(game.variable_names.index(v), x) for _, v, x in d.commitments)
            )
            for d in game.crisis.deals
        )
        table = Table(game, game.start, 3)
        offer = open_offer(table, pacts, None, named=True)
        menu = menu_of(table, offer)
        free = table.free(range(game.state_count))
        untied = untie(free, game.state_count)
        guesses = screen(menu, game.moves, untied, 0, combinations(menu))
        places = land(menu, game.moves, 0, combinations(menu))
        checked = 0
        for c in range(1, combinations(menu)):
            if places[c] < 0 or checked > 25:
                continue
            checked += 1
            barred = table.barred(offer.promises(c))[:, places[c]]
            now = untied.value[-1, untied.row[places[c]]].copy()
            for m in range(untied.turns.size - 1, -1, -1):
                now = one_turn(game, untied, (m, int(places[c])), barred, now)
            value = free.at(int(places[c]))
            expected = value + (now - value) / (1 - game.patience)
            assert guesses[c] == pytest.approx(expected, abs=1e-8)
        assert checked >= 4

    def test_a_hundred_thousand_combinations_take_less_than_a_minute(self):
        """Far less; on a game of few rounds, since the one solution is not what is timed."""
        game = shortened(catalogue("dprk-2009"), 2)
        on_table = ("yongbyon", "inspectors", "talks", "aid", "us_listing", "frozen_funds", "npt",
                    "tests", "launches")  # fmt: skip
        began = time.process_time()

        answer = Deals(search="all", variables=on_table, solved=3, deals=()).look(game)

        assert answer.attrs["combinations"] > 100_000
        assert answer.sizes["combination"] == 3
        assert time.process_time() - began < 60


def one_turn(game, untied, place, barred, now):
    """Take one turn under a deal in one state, in plain numpy."""
    m, state = place
    r, mover = int(untied.row[state]), int(untied.turns[m])
    first, last = untied.slot_first[m : m + 2]
    total = untied.choice[r, first]
    mean = total * now
    for f in range(first + 1, last):
        a, share = int(untied.slot_action[f]), untied.choice[r, f]
        if share == 0 or barred[a]:
            continue
        start, stop = game.moves.outcome_first[a : a + 2]
        odds = game.moves.probability[start:stop]
        if untied.slot_vote[f] >= 0:
            passing = untied.passes[r, untied.slot_vote[f]]
            odds = np.array([passing, 1 - passing])
        places = [int(game.targets(game.moves, o)[state]) for o in range(start, stop)]
        worth = sum(
            p * untied.value[m + 1, untied.row[x]] for p, x in zip(odds, places, strict=True)
        )
        row = int(game.moves.cost_row[a])
        worth[mover] -= game.moves.cost[a] if row < 0 else game.moves.cost_by_state[row, state]
        mean, total = mean + share * worth, total + share
    return mean / total


def test_the_solved_combination_of_a_deals_commitments_is_the_deal():
    """One path leads through the search, the other does not."""
    answer = standoff.look(LIBYA, "deals", solved=60)

    for deal in answer["deal"].values:
        promised = answer["promise"].sel(deal=deal).max("actor").values
        same = (answer["combination_level"].values == promised).all(axis=1)
        for position in np.flatnonzero(same):
            gain = answer["combination_gain"].isel(combination=position).values
            assert gain == pytest.approx(answer["gain"].sel(deal=deal).values)


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


def test_where_no_deal_is_acceptable_no_point_is_chosen():
    """Where one can only lose by binding itself, there is no deal for both."""
    text = OATH.replace("of_b: 2, ", "").replace("of_a: 2, ", "")

    answer = standoff.look(game_of(text), "deals")

    assert not answer["combination_acceptable"].any()
    assert set(answer["point_position"].values.tolist()) == {-1}


def test_where_nothing_can_be_carried_out_there_is_no_deal():
    """After the test of 2006 the treaty is closed, and with it both of these deals."""
    game = shortened(catalogue("dprk-2009"), 2)
    start = game.find({"npt": "left", "tests": "one"})

    answer = Deals(deals=("oct_1994", "sep_2005"), search="none").look(
        dataclasses.replace(game, start=start)
    )

    assert answer.attrs["status"] == "none exists"
    assert not answer["feasible"].any()


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


def test_the_number_of_threads_changes_nothing():
    """Every deal is solved by itself."""
    game = shortened(catalogue("dprk-2009"), 2)
    pacts = (Pact("p", (Promise(7, 2, (4,)),)), Pact("q", (Promise(2, 1, (0,)),)))
    table = Table(game, game.start, 2)
    offer = open_offer(table, pacts, None, named=True)

    one, two = (
        find_all(table, pacts, offer, (0, 1), seen=1.0, solved=9, threads=threads)
        for threads in (1, 3)
    )

    for first, second in itertools.chain(
        zip(one.deals, two.deals, strict=True), zip(one.solved, two.solved, strict=True)
    ):
        assert first.name == second.name
        assert np.array_equal(first.value, second.value, equal_nan=True)


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


def test_deals_too_large_together_are_refused_with_a_remedy(monkeypatch):
    """A table of what undoes each promise is kept for each, so they are counted first."""
    from standoff.lenses import deals_find
    from standoff.policy.cover import require_memory

    def strict(size, states, remedy=""):
        require_memory(size * (1e9 if "variables" in remedy else 1.0), states, remedy)

    monkeypatch.setattr(deals_find, "require_memory", strict)
    with pytest.raises(CommandError, match="Put fewer 'variables' on the table"):
        standoff.look(compile(read(path("chicken"))), Deals())
