"""Tests for `standoff.game.without`."""

import numpy as np
import pytest
from hypothesis import given, settings

from standoff.catalog import path
from standoff.errors import CommandError
from standoff.game import compile
from standoff.game.without import (
    named_actions,
    restricted,
    without,
    without_member,
    without_veto,
)
from standoff.kernels.votes import leaning_tally, pass_probability
from standoff.policy import solve
from standoff.spec import read, read_text
from strategies import crises, text


def catalogue(name):
    """Compile a crisis of the catalogue."""
    return compile(read(path(name)))


def passing(game, body, gain):
    """Return the probability that a body of the game passes a text worth ``gain``."""
    tally = leaning_tally(game.ballots)
    scratch = np.empty(2 * tally.mass.size)
    return pass_probability(body, gain, game.precision, game.ballots, tally, scratch)


@settings(max_examples=20, deadline=None)
@given(crises())
def test_taking_nothing_out_leaves_the_same_game(crisis):
    """A digest is of all that an answer can depend on."""
    game = compile(read_text(text(crisis)))

    assert without(game, []).digest == game.digest
    assert restricted(game, np.ones(1, dtype=bool)).digest == game.digest


def test_states_keep_their_positions_and_the_digest_tells_the_games_apart():
    """Answers about both can be laid side by side; a saved one is never taken for the other."""
    game = catalogue("cuba-1962")
    label = game.actions[0].label

    less = without(game, [label])

    assert (less.moves.code == game.moves.code).all()
    assert less.digest != game.digest
    assert not less.moves.available[0].any()
    assert (less.moves.available[1:] == game.moves.available[1:]).all()
    assert game.moves.available[0].any()


def test_all_of_an_actor_is_its_options_and_nobody_elses():
    """`ACTOR.*` stands for the block of the actor."""
    game = catalogue("dprk-2009")

    found = named_actions(game, ["KOR.*", "PRK.launch"])

    labels = [game.actions[a].label for a in found]
    assert labels == ["PRK.launch", "KOR.suspend_aid", "KOR.resume_food", "KOR.ship_oil"]


def test_an_instrument_is_the_options_that_it_names():
    """Of two actors here, in the order of the game; named with others it adds to them."""
    game = catalogue("dprk-2009")

    found = named_actions(game, ["inducements", "PRK.launch"])

    labels = [game.actions[a].label for a in found]
    assert labels == [
        "PRK.launch", "USA.release_funds", "USA.delist", "KOR.resume_food", "KOR.ship_oil",
    ]  # fmt: skip


def test_instruments_are_listed_where_a_name_is_not_known():
    """So a user sees how to write one."""
    game = catalogue("dprk-2009")

    with pytest.raises(CommandError, match=r"Did you mean 'programme'\?") as refused:
        without(game, ["programe"])

    assert "Instruments: programme, threats, pressure" in str(refused.value)


def test_one_label_may_be_given_as_it_stands():
    """A text is one label, not its letters."""
    game = catalogue("dprk-2009")

    assert named_actions(game, "PRK.launch") == named_actions(game, ["PRK.launch"])


def test_an_option_that_is_not_there_is_refused_with_the_nearest():
    """The user is told which is meant and how to write one."""
    game = catalogue("dprk-2009")

    with pytest.raises(CommandError, match=r"'PRK.lanch'.\nDid you mean 'PRK.launch'\?"):
        without(game, ["PRK.lanch"])


def test_what_is_taken_out_is_never_taken():
    """The policy of the poorer game has nothing on the slots taken out."""
    game = without(catalogue("dprk-2009"), ["PRK.*"])

    policy = solve(game, rounds=3)

    mine = [a for a, action in enumerate(game.actions) if action.actor == 0]
    slots = np.isin(policy.slot_action, mine)
    assert slots.any()
    assert (policy.choice[:, :, slots] == 0).all()


def test_a_member_without_veto_votes_and_stops_nothing_alone():
    """Fourteen certain votes pass what the one against could have stopped."""
    game = catalogue("dprk-2009")
    body = next(b for b, each in enumerate(game.crisis.bodies) if each.name == "council_2009")
    less = without_veto(game, "council_2009", "CHN")
    gain = np.full(len(game.actor_names), 50.0)
    gain[game.actor_names.index("CHN")] = -50.0

    before = passing(game, body, gain)
    after = passing(less, body, gain)

    assert before == pytest.approx(0.0, abs=1e-12)
    assert after > 0.9
    assert less.digest != game.digest


def test_a_seat_left_empty_is_not_heard_in_a_consensus_body():
    """In a consensus one vote against is a veto; nobody is left to cast it."""
    game = catalogue("dprk-2009")
    body = next(b for b, each in enumerate(game.crisis.bodies) if each.name == "six_party")
    gain = np.full(len(game.actor_names), 50.0)
    gain[game.actor_names.index("JPN")] = -50.0

    for less in (without_member(game, "six_party", "JPN"), without_veto(game, "six_party", "JPN")):
        assert passing(less, body, gain) == pytest.approx(1.0)
        other = len(game.crisis.bodies) - 1
        assert passing(less, other, gain) == passing(game, other, gain)
    assert passing(game, body, gain) < 1e-12


@pytest.mark.parametrize(
    ("take", "message"),
    [
        (lambda g: without_veto(g, "council_2006", "ARG"), "has no veto.*\n.*CHN"),
        (lambda g: without_member(g, "council_2007", "ARG"), "No body is called"),
        (lambda g: without_member(g, "council_2006", "ARK"), "no member 'ARK'.\nDid you mean"),
    ],
)
def test_seats_that_are_not_there_are_refused(take, message):
    """Place, what is wrong, what would be right."""
    with pytest.raises(CommandError, match=message):
        take(catalogue("dprk-2009"))
