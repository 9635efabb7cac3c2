"""Tests for the search of the lens `deals`: combinations, screened and then solved."""

import dataclasses
import itertools
import time

import numpy as np
import pytest

import standoff
import standoff.record
from lenses.oaths import LIBYA, OATH, catalogue, game_of, shortened
from standoff.catalog import path
from standoff.errors import CommandError
from standoff.game import compile
from standoff.kernels.deals import combinations, land, screen
from standoff.lenses.deals import Deals
from standoff.lenses.deals_find import find_all
from standoff.lenses.deals_search import menu_of, open_offer, screened
from standoff.lenses.deals_table import Pact, Promise, Table, untie
from standoff.spec import read


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


def test_deals_too_large_together_are_refused_with_a_remedy(monkeypatch):
    """A table of what undoes each promise is kept for each, so they are counted first."""
    from standoff.lenses import deals_find
    from standoff.policy.cover import require_memory

    def strict(size, states, remedy=""):
        require_memory(size * (1e9 if "variables" in remedy else 1.0), states, remedy)

    monkeypatch.setattr(deals_find, "require_memory", strict)
    with pytest.raises(CommandError, match="Put fewer 'variables' on the table"):
        standoff.look(compile(read(path("chicken"))), Deals())
