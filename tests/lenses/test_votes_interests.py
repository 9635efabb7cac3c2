"""Tests of what the lens `votes` says of members' interests."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings

import standoff
from standoff.lenses.votes import Votes
from standoff.policy import course, proposals, solve
from standoff.policy.proposals import value_when
from standoff.spec.crisis import Number
from strategies import crises, text

BOARD = """
name: board
horizon: 1
actors: {A: {patience: 0.5, precision: 2}, B: {patience: 0.5, precision: 1}}
variables: {text: [none, weak, strong], noise: [low, high]}
options:
  A:
    weak: {when: text == none, effect: {vote: board, pass: {set: {text: weak}}}}
    strong: {when: text == none, effect: {vote: board, pass: {set: {text: strong}}}}
  B:
    protest: {when: text == strong and noise == low, cost: 0.5, effect: {set: {noise: high}}}
bodies:
  board: {rule: quota, quota: 2, members: {A: , B: {band: 0.5}, C: {yes: 0.6, no: 0.3}}}
interests: {order: text != none, strong: text == strong}
weights: {A: {order: 1, strong: 1}, B: {order: 1.5, strong: -2}}
order: [A, B]
"""

AT_ONCE = """
name: council
horizon: 2
actors: {a: {patience: 0.5, precision: 1}, b: {patience: 0.5, precision: 2}, c: {patience: 0.5}}
variables: {text: [none, strong], other: [none, weak], talks: [shut, open]}
bodies: {council: {rule: quota, quota: 2, members: [a, b, c]}}
options:
  a: {table: {cost: 0.2, effect: {vote: council, pass: {set: {text: strong}}, fail: {}}}}
  b:
    talk: {when: talks == shut, effect: {set: {talks: open}}}
    table: {cost: 0.1, effect: {vote: council, pass: {set: {other: weak}}, fail: {}}}
order: [{together: [a, b]}]
interests: {hard: text == strong, soft: other == weak, calm: talks == open and text == none}
weights: {a: {hard: 1.5}, b: {calm: 2, soft: 1}, c: {hard: -1, calm: 1}}
"""


def game_of(written):
    return standoff.compile(standoff.spec.read_text(written))


def published(name):
    return standoff.compile(standoff.read(standoff.catalog.path(name)))


def looked(written=BOARD, **settings):
    return standoff.look(game_of(written), Votes(**settings))


def again_of(answer):
    """Gather what was solved again; axes (kind, v, j)."""
    return np.array([answer[f"{kind}_again"].values for kind in ("yes", "no", "pass")])


def logistic(x):
    return 1 / (1 + math.exp(-x))


def test_gains_are_split_by_hand():
    """A state kept for ever is worth u / (1 - 0.5), half of it after the round: 2 u in all.

    Once the strong text has passed, B protests with a logit probability, at 0.5 each
    time, which changes nothing else that it cares for.
    """
    b = looked().sel(vote="A.strong", member="B")

    assert b["gain_by_interest"].sel(interest="order").item() == pytest.approx(2 * 1.5)
    assert b["gain_by_interest"].sel(interest="strong").item() == pytest.approx(-2 * 2)
    assert b["gain_by_cost"].item() == pytest.approx(-0.5 * logistic(-0.5))
    assert b["gain"].item() == pytest.approx(3 - 4 - 0.5 * logistic(-0.5))


def test_the_weight_that_would_even_a_vote_by_hand():
    """B lacks 1.5 and what protest costs, up to its band of a half: it may give up fear.

    The part of `strong`, -4, is the larger, so its weight must change by the smaller
    share. To even its no, the gain must rise to minus a half.
    """
    b = looked().sel(vote="A.strong", member="B")
    lacks = 0.5 - (3 - 4 - 0.5 * logistic(-0.5))

    assert b["yes_interest"].item() == b["no_interest"].item() == "strong"
    assert b["yes_weight"].item() == pytest.approx(-2 * (1 - lacks / 4))
    assert b["no_weight"].item() == pytest.approx(-2 * (1 - (lacks - 1) / 4))
    assert b["interest_weight"].sel(interest="strong").item() == -2


def test_no_weight_is_told_that_would_have_to_turn_round():
    """With nothing for the text but its strength, which B shuns, no degree of shunning helps."""
    answer = looked(BOARD.replace("B: {order: 1.5, strong: -2}", "B: {strong: -2}"))

    b = answer.sel(vote="A.strong", member="B")
    assert b["yes_interest"].item() == ""
    assert math.isnan(b["yes_weight"].item())
    # its no becomes a coin's toss once it shuns the text only a little
    assert -2 < b["no_weight"].item() < 0


def test_members_with_a_leaning_have_no_interests():
    """C's probabilities are stated; nothing that it cares about is known."""
    c = looked().sel(vote="A.strong", member="C")

    assert np.isnan(c["gain_by_interest"].values).all()
    assert {c[f"{kind}_interest"].item() for kind in ("yes", "no", "pass")} == {""}


def fixed_play(game, policy, number, utility):
    """Return what each state is worth after each turn of a round if all play on as before.

    A second implementation, slot by slot in numpy: nothing is chosen, no kernel is
    called. Axes (r, i), by turn.
    """
    whole, actors = policy.covered.round, len(game.actor_names)
    here = utility / (1 - game.patience)
    for t in range(policy.horizon, number - 1, -1):
        for e in range(len(whole.chance_first) - 2, -1, -1):
            outcomes = range(whole.chance_first[e], whole.chance_first[e + 1])
            happens = whole.chance_target[whole.chance_first[e]] >= 0
            drawn = sum(whole.chance_probability[o] * here[whole.chance_target[o]]
                        for o in outcomes)  # fmt: skip
            here = np.where(happens[:, None], drawn, here)
        here = utility + game.patience * here
        after = {}
        for m in range(len(whole.turns) - 1, -1, -1):
            after[m] = here
            before = np.zeros_like(here)
            for f in range(policy.slot_first[m], policy.slot_first[m + 1]):
                share = policy.choice[policy.round(t)][:, f].astype(float)
                before += share[:, None] * _outcome(policy, t, f, here, whole.turns[m], actors)
            here = before
    return after


def _outcome(policy, t, f, here, mover, actors):
    """Return what a slot leads to, less its cost to the mover."""
    whole, a = policy.covered.round, policy.slot_action[f]
    if a < 0:
        return here
    outcomes = range(whole.outcome_first[a], whole.outcome_first[a + 1])
    if whole.vote[a] >= 0:
        passes = np.nan_to_num(policy.passes[policy.round(t)][:, policy.slot_vote[f]])
        odds = [passes, 1 - passes]
    else:
        odds = [np.full(len(here), whole.probability[o]) for o in outcomes]
    worth = sum(p[:, None] * here[whole.target[o]] for p, o in zip(odds, outcomes, strict=True))
    cost = np.zeros((len(here), actors))
    row = whole.cost_row[a]
    cost[:, mover] = whole.cost[a] if row < 0 else whole.cost_by_state[row]
    return worth - cost


@pytest.mark.parametrize(
    ("name", "first_round"), [("council-2009", 2), ("npt-2003", 1), ("cuba-1962", 30)]
)
def test_with_the_weight_told_a_vote_is_even_while_all_play_on(name, first_round):
    """The gain from passage then is the abstention band, so that yes has one half.

    Whatever the proposal and the member, play being evaluated by other code.
    """
    game = published(name)
    policy = solve(game)
    answer = standoff.look(game, Votes(first_round=first_round, again=0), policy=policy)
    number = first_round
    visits = course(game, policy, 1, number).visits
    asked = {
        game.actions[p.action].label: p
        for p in proposals(game, policy, value_when(policy, number + 1), visits, number)
    }
    scores = {i.name: game.space.over_states(i.score)[policy.states] for i in game.crisis.interests}
    checked = 0
    for vote in answer["vote"].values:
        p, row = asked[str(vote)], answer.sel(vote=vote)
        for i, member in enumerate(game.actor_names):
            if member not in answer["member"].values:
                continue
            of = row.sel(member=member)
            interest = str(of["yes_interest"].item())
            if not interest:
                continue
            utility = game.utility[:, policy.states].T.copy()
            more = of["yes_weight"].item() - of["interest_weight"].sel(interest=interest).item()
            utility[:, i] += more * scores[interest]
            after = fixed_play(game, policy, number, utility)[p.turn]
            gain = after[p.outcomes[0], i] - after[p.outcomes[1], i]
            first = game.ballots.member_first[p.body]
            seats = [m.name for m in game.crisis.bodies[p.body].members]
            assert gain == pytest.approx(game.ballots.band[first + seats.index(member)], abs=1e-9)
            checked += 1
    assert checked > 0


def test_what_is_solved_again_is_the_crisis_with_that_weight_in_it():
    """Written into the file and compiled afresh, the votes are those said to follow."""
    game = published("npt-2003")
    answer = standoff.look(game, Votes(again=9))

    found = []
    for kind in ("pass", "no", "yes"):
        for row, m in np.argwhere(~np.isnan(answer[f"{kind}_again"].values)):
            vote, member = (str(answer[axis].values[k]) for axis, k in
                            (("vote", row), ("member", m)))  # fmt: skip
            of = answer.sel(vote=vote, member=member)
            weights = dict(game.crisis.weights)
            own = dict(weights[member])
            own[str(of[f"{kind}_interest"].item())] = Number(of[f"{kind}_weight"].item())
            changed = dataclasses.replace(game.crisis, weights=weights | {member: own})
            then = standoff.look(standoff.compile(changed), "votes").sel(vote=vote)
            expected = (
                then["pass_probability"]
                if kind == "pass"
                else then["ballot_probability"].sel(member=member, ballot=kind)
            )
            assert of[f"{kind}_again"].item() == pytest.approx(expected.item(), abs=1e-9)
            found.append(kind)
    assert {"yes", "pass"} <= set(found)


def test_a_precision_of_the_lens_holds_when_it_solves_again():
    """With everybody twice as sure, the check is made with everybody twice as sure."""
    longer = BOARD.replace("horizon: 1", "horizon: 4")
    surer = longer.replace("precision: 2}", "precision: 4}").replace("n: 1}}", "n: 2}}")

    one, other = looked(longer, precision_factor=2.0, again=9), looked(surer, again=9)

    assert again_of(one) == pytest.approx(again_of(other), nan_ok=True)
    assert (~np.isnan(again_of(one))).any()


@settings(max_examples=12)
@given(crises(ordinal=False))
def test_parts_and_costs_add_up_to_every_gain(crisis):
    """Whatever the crisis: groups, motives and misperceptions in the file or not."""
    game = game_of(text(crisis))
    answer = standoff.look(game, Votes(horizon=3, again=1))
    assume(answer.attrs["status"] == "found" and "gain_by_interest" in answer)

    gain = answer["gain"].values
    parts = np.nansum(answer["gain_by_interest"].values, axis=2) + answer["gain_by_cost"].values
    assert parts == pytest.approx(gain, abs=1e-9, nan_ok=True)
    for kind in ("yes", "no", "pass"):
        there, names = answer[f"{kind}_weight"].values, answer[f"{kind}_interest"].values
        for row, m in np.argwhere(names != ""):
            own = answer["interest_weight"].sel(interest=names[row, m]).values[m]
            assert there[row, m] * own >= 0


def test_gains_in_a_group_that_moves_at_once_are_split():
    """The turn in which both may table is one, and what follows it is shared out."""
    answer = looked(AT_ONCE)

    parts = answer["gain_by_interest"].sum("interest") + answer["gain_by_cost"]
    assert parts.values == pytest.approx(answer["gain"].values)
    a, c = (answer.sel(vote="a.table", member=name) for name in ("a", "c"))
    assert a["gain_by_interest"].sel(interest="hard").item() > 0
    assert c["gain_by_interest"].sel(interest="hard").item() < 0


def test_without_an_end_gains_are_split_and_not_solved_again():
    """A solution without an end may take long; asked for, it is made."""
    answer, checked = (looked(horizon=0, again=again) for again in (None, 1))

    parts = answer["gain_by_interest"].sum("interest") + answer["gain_by_cost"]
    members = ["A", "B"]
    assert parts.sel(member=members).values == pytest.approx(
        answer["gain"].sel(member=members).values, abs=1e-9
    )
    assert np.isnan(again_of(answer)).all()
    assert (~np.isnan(again_of(checked))).sum() == 1


def test_a_member_without_precision_is_not_told_what_would_even_its_vote():
    """It tosses a coin whatever it cares about."""
    answer = looked(BOARD.replace("precision: 1}", "precision: 0}"))

    assert answer["yes_interest"].sel(vote="A.strong", member="B").item() == ""


def test_a_member_with_an_order_only_is_refused_in_words():
    """Votes weigh likely gains, which an order does not have."""
    answer = looked(
        BOARD.replace("B: {order: 1.5, strong: -2}}", "}\npriorities: {B: [text == none]}")
    )

    assert answer.attrs["status"] == "does not apply"
    assert "B has only an order" in answer.attrs["cause"]
