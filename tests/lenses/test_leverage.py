"""Tests for the lens `leverage`."""

import numpy as np
import pytest

import standoff
from standoff.catalog import path
from standoff.errors import CommandError, DidNotConverge
from standoff.game import compile
from standoff.game.without import without, without_member
from standoff.lenses import leverage_find as find_module
from standoff.lenses.leverage import Leverage
from standoff.lenses.leverage_find import find
from standoff.lenses.leverage_taken import Taken, read
from standoff.policy import solve
from standoff.spec import read as read_crisis
from standoff.spec import read_text

TOLL = """
name: toll
horizon: 1
actors: {owner: {patience: 0.5, precision: 80}, driver: {patience: 0.5, precision: 80}, idler: {}}
order: [owner, driver, idler]
variables: {gate: [open, shut], hat: [off, on], tip: [no, given]}
options:
  owner: {shut: {when: gate == open, cost: 0.5, effect: {set: {gate: shut}}}}
  driver: {tip: {when: tip == no, cost: 9, effect: {set: {tip: given}}}}
  idler: {nod: {when: hat == off, effect: {set: {hat: on}}}}
interests: {fee: "2*(gate == shut)", way: gate == open, pride: hat}
weights:
  owner: {fee: {value: 1, range: [1, 3]}}
  driver: {fee: -1}
  idler: {pride: 0.1}
"""
"""The owner shuts the gate for good and takes from the driver what it gives to itself."""


def game_of(text):
    """Compile a crisis file."""
    return compile(read_text(text))


def catalogue(name):
    """Compile a crisis of the catalogue."""
    return compile(read_crisis(path(name)))


def asked(game, *of, **given):
    """Look with the lens, without draws unless told."""
    return standoff.look(game, Leverage(of=of or None, **{"draws": 0, **given}))


def test_what_one_gains_the_other_pays_in_a_zero_sum_game():
    """2 a round for ever at patience 1/2: 4, less the cost of shutting; the driver pays the 4."""
    answer = asked(game_of(TOLL), "owner.shut")
    worth = answer["worth"].sel(taken="owner.shut")

    assert worth.values == pytest.approx([3.5, -4.0, 0.0], abs=1e-6)
    by = answer["worth_by_interest"].sel(taken="owner.shut")
    assert float(by.sel(actor="owner", interest="fee")) == pytest.approx(4.0, abs=1e-6)
    assert float(by.sel(actor="driver", interest="fee")) == pytest.approx(-4.0, abs=1e-6)
    assert np.isnan(by.sel(actor="owner", interest="pride"))
    costs = answer["worth_by_cost"].sel(taken="owner.shut").values
    assert costs == pytest.approx([-0.5, 0.0, 0.0], abs=1e-6)


def test_without_a_price_gains_and_losses_sum_to_nothing():
    """Strictly zero-sum: every worth is the other's, with its sign turned."""
    text = TOLL.replace(", cost: 0.5", "").replace(", cost: 9", "")
    text = text.replace("idler: {pride: 0.1}", "idler: {pride: 0}")

    answer = asked(game_of(text), "owner.*", "driver.*")

    worth = answer["worth"]
    assert worth.sel(actor="owner").values == pytest.approx(-worth.sel(actor="driver").values)


def test_removing_nothing_is_worth_nothing():
    """The same game, solved twice."""
    game = catalogue("libya-2003")
    nothing = Taken("nothing", without(game, []), (), ())

    answer = find(game, [nothing], game.start, 4, draws=2, seed=0, threads=1, progress=None)

    assert (answer["worth"] == 0).all()
    assert (answer["worth_by_cost"] == 0).all()
    assert (answer["worth_low"] == 0).all()
    assert (answer["worth_high"] == 0).all()
    assert np.nanmax(np.abs(answer["worth_by_interest"].values)) == 0


def test_a_bystander_is_worth_nothing_to_others():
    """Nobody cares for the idler's hat but the idler."""
    answer = asked(game_of(TOLL), "idler.*")
    worth = answer["worth"].sel(taken="idler.*")

    assert worth.sel(actor=["owner", "driver"]).values == pytest.approx([0, 0], abs=1e-12)
    assert float(worth.sel(actor="idler")) > 0


def test_what_nobody_would_do_is_worth_nothing():
    """A tip costs nine and pleases nobody."""
    worth = asked(game_of(TOLL), "driver.tip")["worth"].values

    assert worth == pytest.approx(np.zeros((1, 3)), abs=1e-9)


def test_worth_is_the_difference_of_two_solutions_and_the_sum_of_its_parts():
    """Against the solver, on a game with votes, chance and costs that vary."""
    game = catalogue("cuba-1962")
    label = game.actions[0].label
    answer = asked(game, label)

    less = without(game, [label])
    expected = [solve(one).value[:, solve(one).covered.row] for one in (game, less)]
    worth = answer["worth"].sel(taken=label).values
    assert worth == pytest.approx(expected[0] - expected[1])
    parts = answer["worth_by_interest"].sel(taken=label).sum("interest").values
    assert parts + answer["worth_by_cost"].sel(taken=label).values == pytest.approx(worth, abs=1e-9)


def test_intervals_are_the_ends_of_the_draws_and_close_where_nothing_is_open():
    """Of the fee only the owner's weight is open, from 1 to 3, and its worth is linear in it."""
    answer = asked(game_of(TOLL), "owner.shut", draws=40)
    low, high = (float(answer[f"worth_{end}"][0, 0]) for end in ("low", "high"))

    assert low == 3.5
    assert 10.0 < high <= 11.5
    assert answer["worth_low"].sel(actor="driver").values == pytest.approx(
        answer["worth"].sel(actor="driver").values, abs=1e-6
    )
    assert answer["positive_share"].values[0].tolist()[:2] == [1.0, 0.0]
    assert (answer.attrs["draws"], answer.attrs["open_weights"]) == (40, 1)


def test_an_interval_holds_the_number_that_it_stands_beside():
    """The weights as written are among the possible ones: here they lie outside all draws."""
    game = game_of(TOLL.replace("range: [1, 3]", "distribution: {uniform: [2, 3]}"))
    answer = asked(game, "owner.shut", draws=3)

    assert float(answer["worth_low"][0, 0]) == float(answer["worth"][0, 0])
    assert float(answer["worth_high"][0, 0]) > float(answer["worth"][0, 0]) + 1.0


def test_an_instrument_is_worth_what_its_options_are_together():
    """It is a name for them, and it is what is asked about if nobody says."""
    text = TOLL + "instruments: {gate: {options: {owner: [shut], driver: [tip]}}}\n"
    game = game_of(text)

    named, listed = (
        standoff.look(game, Leverage(of=of, draws=0)) for of in (None, ("owner.shut+driver.tip",))
    )

    assert named["taken"].values.tolist() == ["gate"]
    assert (named["worth"].values == listed["worth"].values).all()
    assert named["owns"].values.tolist() == listed["owns"].values.tolist()


def test_draws_without_an_equilibrium_are_left_out_and_counted(monkeypatch):
    """One of six fails to converge: the ends are those of the others."""
    game, real, calls = game_of(TOLL), find_module.values, []

    def failing(*given, **settings):
        calls.append(given)
        if len(calls) == 5:
            raise DidNotConverge("The branch could not be followed.\nLower the precision.")
        return real(*given, **settings)

    whole = asked(game, "owner.shut", draws=6, threads=1)
    monkeypatch.setattr(find_module, "values", failing)
    answer = asked(game, "owner.shut", draws=6, threads=1)

    assert (answer.attrs["draws"], answer.attrs["draws_left_out"]) == (5, 1)
    assert float(answer["worth_high"][0, 0]) <= float(whole["worth_high"][0, 0])
    assert "Of the draws 1 is left out" in " ".join(str(standoff.show(answer)).split())


def test_a_crisis_without_ranges_has_no_intervals():
    """Nothing is drawn where nothing is open."""
    answer = asked(game_of(TOLL.replace("{value: 1, range: [1, 3]}", "1")), draws=9)

    assert "worth_low" not in answer
    assert answer.attrs["draws"] == 0


def test_more_draws_begin_with_the_same_and_the_seed_changes_them():
    """So intervals only widen."""
    game = game_of(TOLL)
    few, many, other = (
        asked(game, "owner.shut", draws=draws, seed=seed)
        for draws, seed in ((5, 0), (20, 0), (5, 1))
    )

    assert (many["worth_low"] <= few["worth_low"]).all()
    assert (many["worth_high"] >= few["worth_high"]).all()
    assert float(few["worth_high"][0, 0]) != float(other["worth_high"][0, 0])


def test_vetoes_and_seats_are_taken_in_one_body_or_in_all():
    """A member without a body named leaves all bodies in which it sits."""
    game = catalogue("dprk-2009")

    one = read(game, "veto:council_2009.CHN")
    every = read(game, "veto:CHN")
    seat = read(game, "seat:six_party.JPN")

    assert one.game.ballots.veto.sum() == game.ballots.veto.sum() - 1
    # two councils with vetoes; in the consensus bodies the seat itself is the veto
    assert every.game.ballots.veto.sum() == game.ballots.veto.sum() - 2
    assert every.game.ballots.votes.size == game.ballots.votes.size - 2
    assert seat.game.digest == without_member(game, "six_party", "JPN").digest
    assert [game.actor_names[i] for i in every.owners] == ["CHN"]
    assert read(game, "seat:FRA").owners == ()


def test_several_options_are_taken_together():
    """Labels with a plus between them."""
    game = catalogue("dprk-2009")

    taken = read(game, "PRK.launch + PRK.announce")

    assert [game.actions[a].label for a in taken.options] == ["PRK.announce", "PRK.launch"]
    assert taken.game.digest == without(game, ["PRK.launch", "PRK.announce"]).digest


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("PRK.lunch", "No option is called 'PRK.lunch'"),
        ("veto:ARG", "'ARG' has a veto in no body"),
        ("seat:ATLANTIS", "'ATLANTIS' has a seat in no body"),
        ("veto:council_2099.CHN", "No body is called"),
    ],
)
def test_what_is_not_there_is_refused(label, message):
    """Quoted, with what is known."""
    with pytest.raises(CommandError, match=message):
        read(catalogue("dprk-2009"), label)


def test_settings_without_a_meaning_are_refused():
    """Before anything is solved."""
    for given in ({"of": ()}, {"of": ("a.x", "a.x")}, {"draws": -1}, {"threads": 0}):
        with pytest.raises(CommandError):
            Leverage(**given)
    game = game_of(TOLL)
    with pytest.raises(CommandError, match="no record"):
        standoff.look(game, "leverage", date="2009-04-05")


def test_a_crisis_in_which_nobody_acts_has_no_leverage():
    """There is nothing to take out."""
    text = "name: still\nactors: [a]\nvariables: {x: [y, n]}\n"
    text += "interests: {i: x}\nweights: {a: {i: 1}}\n"

    answer = standoff.look(game_of(text), "leverage")

    assert answer.attrs["status"] == "does not apply"
