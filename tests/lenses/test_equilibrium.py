"""Tests for `standoff.lenses.equilibrium`."""

import importlib

import numpy as np
import pytest

from lenses.contest import CONTEST
from standoff.errors import CommandError, NotApplicable
from standoff.game import compile
from standoff.lenses.asking import look
from standoff.lenses.equilibrium import Equilibrium
from standoff.policy import play, solve
from standoff.spec import read_text

STRAIT = """
name: strait
actors: {harbour: {precision: 2}, island: {patience: 0.8}}
variables: {blockade: [off, on], strike: [no, yes], measures: [none, sanctions]}
options:
  harbour:
    blockade: {when: blockade == off, effect: {set: {blockade: on}}}
    lift: {when: blockade == on and strike == no, cost: 0.2, effect: {set: {blockade: off}}}
  island:
    strike: {when: blockade == on, effect: {set: {strike: yes}}}
    table:
      when: blockade == on and measures == none
      effect: {vote: council, pass: {set: {measures: sanctions}}, fail: {}}
bodies:
  council:
    rule: quota
    quota: 2
    veto: [harbour]
    members: {harbour: {band: 0.3}, island: {}, league: {yes: 0.6, no: 0.1}}
chance:
  fade: {when: measures == sanctions, probability: 0.2, effect: {set: {measures: none}}}
interests: {calm: not strike == yes, control: blockade, shame: measures}
weights:
  harbour: {calm: 2, control: 1, shame: -0.5}
  island: {calm: 1, control: -2, shame: 1}
"""
SIGNAL = """
name: signal
actors: [sender]
variables: {lamp: [off, on]}
options: {sender: {light: {when: lamp == off, effect: {set: {lamp: on}}}}}
interests: {bright: lamp}
weights: {sender: {bright: 1}}
"""


def strait(more=""):
    """Compile the crisis above."""
    return compile(read_text(STRAIT + more))


@pytest.mark.parametrize("horizon", [None, 1, 6])
def test_the_answer_states_the_policy_by_name(horizon):
    """Every number is where its labels say, against the policy by position."""
    game = strait()
    policy = solve(game, rounds=horizon)

    answer = look(game, "equilibrium", horizon=horizon)

    assert answer.attrs["status"] == "found"
    assert answer.attrs["horizon"] == (horizon or 0)
    assert answer["slot_option"].values.tolist() == [
        ["hold", "harbour.blockade", "harbour.lift"],
        ["hold", "island.strike", "island.table"],
    ]
    assert answer["turn_actor"].values.tolist() == ["harbour", "island"]
    for row, position in enumerate(policy.states):
        code = int(game.moves.code[position])
        shares = answer["choice"].sel(state=code).values.ravel()
        assert np.array_equal(shares, policy.choice[0, row])
        assert np.array_equal(answer["value"].sel(state=code), policy.value[:, row])
        levels = answer["level_index"].sel(state=code)
        for variable in game.crisis.variables:
            name = game.levels(int(position))[variable.name]
            assert variable.levels[int(levels.sel(variable=variable.name))] == name


@pytest.mark.parametrize("horizon", [None, 4])
def test_shares_of_levels_and_states_sum_to_one(horizon):
    """Probability is neither lost nor made on the way."""
    answer = look(strait(), "equilibrium", horizon=horizon)

    assert answer["level_share"].sum("level").values == pytest.approx(1.0, abs=1e-12)
    assert float(answer["occupancy"].sum()) == pytest.approx(1.0, abs=1e-12)


def test_with_an_end_the_occupancy_is_where_the_last_round_leads():
    """The two ways of writing the last distribution agree level by level."""
    answer = look(strait(), "equilibrium", horizon=5)

    blockade = answer["occupancy"].where(answer["level_index"].sel(variable="blockade") == 1, 0)
    share = answer["level_share"].sel(variable="blockade", level=1).isel(round=-1)
    assert float(blockade.sum()) == pytest.approx(float(share), abs=1e-12)


def test_a_lamp_is_lit_sooner_or_later():
    """Nobody puts it out, so in the long run it is on, whatever the odds of a round."""
    game = compile(read_text(SIGNAL))

    answer = look(game, "equilibrium")

    off = float(answer["choice"].sel(state=0)[0, 0])
    lit = answer["level_share"].sel(variable="lamp", level=1).values
    assert answer["occupancy"].values == pytest.approx([0.0, 1.0], abs=1e-15)
    assert lit == pytest.approx([1 - off**t for t in range(1, 41)], abs=1e-12)


def test_each_member_votes_by_what_it_expects():
    """The chance that the text passes, from the ballots stated, added up by hand.

    Two of three votes are needed and the harbour may veto by saying no.
    """
    game = strait()

    answer = look(game, "equilibrium", horizon=3, at={"blockade": "on"})

    assert answer["vote"].values.tolist() == ["island.table"]
    assert int(answer["vote_state"][0]) == answer.attrs["looked_from"]
    ballots = answer["ballot_probability"].sel(vote="island.table")
    harbour, island, league = (
        ballots.sel(member=m).values for m in ("harbour", "island", "league")
    )
    assert league == pytest.approx([0.6, 0.3, 0.1])
    assert island[1] == pytest.approx(0.0, abs=1e-15)
    both = island[0] * league[0]
    either = island[0] + league[0] - both
    expected = harbour[0] * either + harbour[1] * both
    assert float(answer["pass_probability"][0]) == pytest.approx(expected, abs=1e-12)
    assert ballots.sum("ballot").values == pytest.approx(1.0, abs=1e-12)


def test_a_ballot_is_the_logit_of_the_gain_where_play_ends():
    """In the last turn of the last round the gain is known in closed form.

    The island moves last and then the state is kept for ever, so passing is worth
    shame * (1 + d * (0.8 / (1 - d))) to each, chance undoing it with odds 0.2 once.
    """
    answer = look(strait(), "equilibrium", horizon=1, at={"blockade": "on"})

    worth = 1 + 0.8 * 0.8 / 0.2
    yes = float(answer["ballot_probability"].sel(member="island", ballot="yes")[0])
    assert yes == pytest.approx(1 / (1 + np.exp(-worth)), abs=1e-12)
    gain = -0.5 * (1 + 0.9 * 0.8 / 0.1)
    harbour = answer["ballot_probability"].sel(member="harbour")[0]
    assert float(harbour.sel(ballot="yes")) == pytest.approx(
        1 / (1 + np.exp(-2 * (gain - 0.3))), abs=1e-12
    )
    assert float(harbour.sel(ballot="no")) == pytest.approx(
        1 / (1 + np.exp(-2 * (-gain - 0.3))), abs=1e-12
    )


def test_a_proposal_that_cannot_be_tabled_yet_is_asked_where_it_first_can():
    """From the start the island may table only once there is a blockade: one move away."""
    answer = look(strait(), "equilibrium", horizon=3)

    asked = answer.sel(state=int(answer["vote_state"][0]))["level_index"]
    assert asked.to_series().to_dict() == {"blockade": 1, "strike": 0, "measures": 0}


def test_a_later_round_is_the_same_game_with_fewer_rounds_left():
    """Round 3 of 5 is round 1 of 3, in choices, values and votes; only its number differs."""
    game = strait()

    later = look(game, "equilibrium", horizon=5, first_round=3)
    early = look(game, "equilibrium", horizon=3)

    for name in ("choice", "value", "pass_probability", "ballot_probability", "occupancy"):
        assert np.allclose(later[name], early[name], atol=1e-12, equal_nan=True), name
    assert later["round"].values.tolist() == [3, 4, 5]
    assert later.attrs["looked_round"] == 3


def test_a_policy_already_solved_is_used_if_it_fits(monkeypatch):
    """And one from another state or precision is not."""
    game = strait()
    policy = solve(game, rounds=4)
    expected = look(game, "equilibrium", horizon=4)
    monkeypatch.setattr("standoff.policy.play", None)

    found = look(game, "equilibrium", policy=policy, horizon=4)

    assert found["choice"].identical(expected["choice"])
    with pytest.raises(TypeError):
        look(game, "equilibrium", policy=policy, horizon=4, precision_factor=2.0)


def test_an_actor_with_only_an_order_is_named():
    """The lens refuses; asked by name, the answer says that it does not apply."""
    game = compile(
        read_text(SIGNAL.split("interests")[0] + "ranking: {sender: [lamp == on, lamp == off]}\n")
    )

    with pytest.raises(NotApplicable, match="sender has only an order"):
        Equilibrium().look(game)
    answer = look(game, "equilibrium")

    assert answer.attrs["status"] == "does not apply"
    assert answer.attrs["remedy"].startswith("Give them weights")


def test_what_did_not_converge_is_not_printed():
    """The status, its cause and the branch are there; choices and values are not."""
    module = importlib.import_module("standoff.policy.stationary")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_STEPS", 1)
        answer = look(strait(), "equilibrium")

    assert answer.attrs["status"] == "did not converge"
    assert answer.attrs["cause"]
    assert answer.attrs["remedy"]
    assert "choice" not in answer
    assert answer["branch_precision"].values[0] == 0.0


def test_what_the_check_does_not_confirm_is_not_printed(monkeypatch):
    """A solver that is sure of itself is not enough."""
    module = importlib.import_module("standoff.policy.verify")
    monkeypatch.setattr(
        "standoff.policy.verify", lambda *_, work: module.Check(0.5, 0.0, (1,), False)
    )

    answer = look(strait(), "equilibrium", horizon=2)

    assert answer.attrs["status"] == "did not converge"
    assert answer.attrs["cause"].startswith("An independent computation does not confirm")
    assert "choice" not in answer


def test_of_too_many_states_the_likeliest_are_shown(monkeypatch):
    """The state looked from and those of the votes are always among them."""
    monkeypatch.setattr("standoff.lenses.equilibrium_answer.MOST_STATES", 3)

    answer = look(strait(), "equilibrium", horizon=3)

    assert answer.sizes["state"] == 3
    assert answer.attrs["states_left_out"] == answer.attrs["states_covered"] - 3
    assert answer.attrs["looked_from"] in answer["state"].values
    assert set(answer["vote_state"].values) <= set(answer["state"].values)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {"horizon": -1},
            "The setting 'horizon' of the lens 'equilibrium' cannot be -1.\n"
            "It takes a whole number from 0 (no end) to 10,000.",
        ),
        (
            {"precision_factor": -0.5},
            "The setting 'precision_factor' of the lens 'equilibrium' cannot be -0.5.\n"
            "It takes a number from 0 to 1,000,000.",
        ),
        (
            {"first_round": 0},
            "The setting 'first_round' of the lens 'equilibrium' cannot be 0.\n"
            "It takes a whole number from 1 to 1,000,000.",
        ),
        (
            {"tolerance": 1.0},
            "The setting 'tolerance' of the lens 'equilibrium' cannot be 1.0.\n"
            "It takes a number from 1e-14 to 0.001.",
        ),
        (
            {"horizon": 2, "first_round": 3},
            "The lens 'equilibrium' cannot look at round 3: play ends with round 2.\n"
            "Choose an earlier 'first_round', or a longer 'horizon'.",
        ),
        (
            {"date": "2009-04-05"},
            "The lens 'equilibrium' was told to look from 2009-04-05, but there is no record to "
            "say what had happened by then.\nGive a state with 'at' instead.",
        ),
        (
            {"date": "2009-04-05", "first_round": 2},
            "The lens 'equilibrium' was told to look from a date, and also a state or round.\n"
            "Give either 'date', or 'at' and 'first_round'.",
        ),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings, words):
    """The whole message is the contract."""
    with pytest.raises(CommandError) as caught:
        look(strait(), "equilibrium", **settings)

    assert words == str(caught.value)


@pytest.mark.parametrize(
    ("policy", "settings"),
    [("perfect", {"ties": "equal"}), ("level-k", {"level": 1}), ("fictitious", {"plays": 2})],
)
def test_another_policy_is_stated_by_name_and_position(policy, settings):
    """The choices, ballots and values are those of `play`, and the answer says whose."""
    game = strait()
    played = play(game, policy, rounds=4, start=game.find({"blockade": "on"}), **settings)

    answer = look(game, "equilibrium", horizon=4, at={"blockade": "on"}, policy=policy, **settings)

    assert answer.attrs["policy_kind"] == policy
    assert all(answer.attrs[f"policy_{name}"] == value for name, value in settings.items())
    choice = answer["choice"].transpose("state", "turn", "slot").values
    assert np.array_equal(choice.reshape(len(choice), -1), played.choice[0])
    assert np.array_equal(answer["value"], played.value)
    assert float(answer["regret"]) == pytest.approx(played.regret, abs=1e-9)
    row = played.row(game.find({"blockade": "on"}))
    ballots = answer["ballot_probability"].sel(vote="island.table").values
    assert ballots == pytest.approx(played.ballots[row, 0], abs=1e-15)
    assert float(answer["pass_probability"][0]) == played.passes[0, row, 0]


def test_by_default_it_is_the_logit_and_says_nothing_of_other_policies():
    """Answers of before keep their content."""
    answer = look(strait(), "equilibrium", horizon=3)

    assert "policy_kind" not in answer.attrs
    assert not {"regret", "drift", "other_led"} & set(answer.variables)


def test_other_equilibria_are_laid_out_beside_the_first():
    """The first is the one that the answer is about; each is a fixed point of its own."""
    game = compile(read_text(CONTEST))

    answer = look(game, "equilibrium", others=True, starts=5, seed=2)

    here = answer.attrs["looked_from"]
    assert answer.sizes["other"] == 3
    assert answer.attrs["others_starts"] == 5
    assert int(answer["other_led"].sum()) + answer.attrs["others_failed"] == 5
    assert np.array_equal(answer["other_choice"][0], answer["choice"].sel(state=here))
    assert answer["other_value"][0].values == pytest.approx(answer["value"].sel(state=here).values)
    assert (answer["other_verified"] < 1e-8).all()
    assert answer["other_level_share"].sum("level").values == pytest.approx(1.0)
    assert answer["other_radius"].values.max() > 1
    assert not np.isnan(answer["other_distance"]).any()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"policy": "logic"}, "Did you mean 'logit'"),
        ({"level": 2}, "'logit' has no setting called 'level'"),
        ({"policy": "level-k", "ties": "hold"}, "Its settings: level, reply"),
        ({"others": True, "horizon": 3}, "exactly one logit equilibrium"),
        ({"others": True, "policy": "perfect"}, "searches for logit equilibria"),
        ({"starts": -1}, "'starts'"),
        ({"seed": -1}, "'seed'"),
    ],
)
def test_a_policy_or_search_that_makes_no_sense_is_refused(settings, said):
    """The error names the setting and what would be right."""
    with pytest.raises(CommandError, match=said):
        look(strait(), "equilibrium", **settings)
