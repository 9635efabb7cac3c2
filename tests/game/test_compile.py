"""Tests for `standoff.game`: a crisis worked out by hand, state by state."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from standoff.catalog import names, path
from standoff.errors import CommandError, SpecError
from standoff.game import compile, describe
from standoff.spec import read, read_text

HEAD = """
name: pier
actors: [port, isle]
"""

CRISIS = (
    HEAD
    + """
horizon: 3
variables:
  toll: [none, low, high]
  raid: [no, yes]
  calm: [no, yes]
start: {calm: yes}
infeasible: [toll == high and raid == yes]
one_way:
  - {variable: raid, only: rise}
  - {variable: calm, only: stay, when: toll == none, by: [isle]}
options:
  port:
    charge: {when: toll < high, cost: 0.25, effect: {raise: toll}}
    waive: {cost: 0.1*toll + raid, effect: {set: {toll: none}}}
  isle:
    raid:
      effect:
        chance:
          - {probability: 0.75, set: {raid: yes}, lower: calm}
          - {probability: 0.25}
          - {probability: 0.0, set: {toll: high, raid: yes}}
    appeal: {effect: {vote: court, pass: {lower: {toll: 2}}, fail: {set: {calm: no}}}}
bodies:
  court:
    rule: quota
    quota: 2
    veto: [crown]
    band: 0.5
    members: {port: , isle: {votes: 2}, crown: {yes: 0.5, no: 0.25}}
chance:
  fade: {when: raid == yes, probability: 0.4, effect: {set: {calm: yes}}}
order: [isle, port, isle]
interests: {money: toll, quiet: 2*(calm == yes) - raid}
weights:
  port: {money: 2, quiet: 1}
  isle: {money: -1}
motives:
  isle:
    proud: {prior: 1, weights: {quiet: 3}}
"""
)


@pytest.fixture
def game():
    return compile(read_text(CRISIS))


def number(toll, raid, calm):
    """Give the mixed-radix number by hand: toll counts four, raid two, calm one."""
    return 4 * toll + 2 * raid + calm


def at(game, toll, raid, calm):
    """Give the position of a state by its digits."""
    return list(game.space.code).index(number(toll, raid, calm))


def action(game, label):
    """Give the row of an action."""
    return [a.label for a in game.actions].index(label)


def test_states_are_numbered_with_the_first_variable_most_significant(game):
    """3 x 2 x 2 numbers; those with a high toll and a raid (10, 11) cannot be."""
    assert game.space.strides == (4, 2, 1)
    assert game.space.code.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert game.space.position.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -1]
    assert game.levels(game.start) == {"toll": "none", "raid": "no", "calm": "yes"}


def test_an_option_is_available_where_it_may_be_and_leads_somewhere_feasible(game):
    """Charging from low with a raid on would lead to a high toll with a raid: refused."""
    charge = game.moves.available[action(game, "port.charge")]

    expected = {(0, 0), (0, 1), (1, 0)}
    allowed = {(t, r) for t in range(3) for r in range(2) for c in range(2)
               if (t, r) != (2, 1) and charge[at(game, t, r, c)]}  # fmt: skip
    assert expected == allowed


def test_one_way_rules_bind_whom_and_when_they_say(game):
    """Where there is no toll the isle may not change the calm: a raid would, if calm."""
    raid = game.moves.available[action(game, "isle.raid")]

    assert not raid[at(game, 0, 0, 1)]
    assert raid[at(game, 0, 0, 0)]
    assert raid[at(game, 1, 0, 1)]
    assert not raid[at(game, 2, 0, 1)]  # a raid under a high toll is infeasible


def test_an_outcome_that_cannot_happen_is_left_out(game):
    """The raid's third outcome has probability nought, and would be infeasible."""
    a = action(game, "isle.raid")
    outcomes = range(*game.moves.outcome_first[a : a + 2])

    assert game.moves.probability[list(outcomes)].tolist() == [0.75, 0.25]


def test_changes_become_offsets_that_stop_at_the_ends(game):
    """Lowering the toll by two levels from low stops at none; a lost appeal ends the calm."""
    first = game.moves.outcome_first[action(game, "isle.appeal")]

    assert game.targets(game.moves, first)[at(game, 1, 0, 1)] == at(game, 0, 0, 1)
    assert game.targets(game.moves, first)[at(game, 2, 0, 1)] == at(game, 0, 0, 1)
    assert game.targets(game.moves, first + 1)[at(game, 2, 0, 1)] == at(game, 2, 0, 0)


def test_a_cost_is_a_number_or_varies_by_state(game):
    """Waiving costs a tenth a level of toll, and one more under a raid."""
    charge, waive = action(game, "port.charge"), action(game, "port.waive")
    row = game.moves.cost_row[waive]

    assert game.moves.cost[charge] == 0.25
    assert game.moves.cost_row[charge] == -1
    assert game.moves.cost_by_state[row, at(game, 1, 1, 0)] == pytest.approx(1.1)


def test_utility_adds_weighted_interests(game):
    """By hand at a low toll, raid, calm: the port 2*1 + (2 - 1), the isle -1."""
    here = at(game, 1, 1, 1)

    assert game.utility[:, here].tolist() == [3.0, -1.0]


def test_a_motive_replaces_the_weights():
    """The proud isle cares for quiet alone: 3 * (2 - 1)."""
    game = compile(read_text(CRISIS), motives={"isle": "proud"})

    assert game.utility[1, at(game, 1, 1, 1)] == 3.0
    assert game.motives == {"isle": "proud"}


def test_an_unknown_motive_is_refused_with_the_nearest():
    """The whole message."""
    with pytest.raises(CommandError) as error:
        compile(read_text(CRISIS), motives={"isle": "prod"})

    assert str(error.value) == (
        "isle has no motive called 'prod'. Did you mean 'proud'? Known motives of isle: proud."
    )


def test_chance_is_masked_by_its_condition(game):
    """The calm returns only under a raid, with the probability stated, else nothing changes."""
    fade = game.chance

    assert fade.available[0].tolist() == [0, 0, 1, 1, 0, 0, 1, 1, 0, 0]
    assert fade.probability.tolist() == pytest.approx([0.4, 0.6])


def test_turns_and_bodies_follow_the_file(game):
    """The isle moves twice; the crown leans and has a veto."""
    assert game.turns.tolist() == [1, 0, 1]
    assert game.ballots.member_actor.tolist() == [0, 1, -1]
    assert game.ballots.votes.tolist() == [1, 2, 1]
    assert game.ballots.veto.tolist() == [0, 0, 1]
    assert game.ballots.leaning[2].tolist() == [0.5, 0.25, 0.25]


def test_a_sincere_court_passes_what_enough_prefer(game):
    """From a high toll: the isle (2 votes) gains, the crown leans to yes, the quota is 2."""
    passes = game.sincere_passes()[action(game, "isle.appeal")]

    assert passes[at(game, 2, 0, 1)] == 1


def test_a_vote_goes_the_way_its_members_prefer():
    """The isle, alone in the court, prefers no toll: it passes the waiver and not the charge."""
    text = HEAD + (
        "variables: {toll: [none, low]}\n"
        "bodies: {court: {rule: quota, quota: 1, members: [isle]}}\n"
        "options: {port: {waive: {effect: {vote: court, pass: {set: {toll: none}}, fail: {}}},"
        " charge: {effect: {vote: court, pass: {set: {toll: low}}, fail: {}}}}}\n"
        "interests: {money: toll}\nweights: {port: {money: 1}, isle: {money: -1}}\n"
    )
    passes = compile(read_text(text)).sincere_passes()

    # rows waive and charge, columns no toll and a low one; what changes nothing has no yes
    assert passes.tolist() == [[0, 1], [0, 0]]


def test_a_ranking_that_leaves_a_state_out_is_refused_by_the_compiler_too():
    """The reader does not count large crises; whatever it lets through is refused here."""
    whole = read_text(
        HEAD + "variables: {a: [no, yes]}\nranking: {port: [a == yes, a == no], isle: [true]}\n"
    )
    gap = dataclasses.replace(
        whole, rankings={**whole.rankings, "port": whole.rankings["port"][:1]}
    )

    with pytest.raises(SpecError) as error:
        compile(gap)

    assert "The state with a == no is in no entry of the ranking of port." in str(error.value)


def test_controls_become_one_action_for_each_other_combination():
    """Two levels each: four combinations, each a move from the three others."""
    text = HEAD + "variables: {a: [no, yes], b: [no, yes]}\ncontrols: {port: [a, b]}\n"
    game = compile(read_text(text))

    assert [a.label for a in game.actions] == [
        "port.a=no,b=no", "port.a=no,b=yes", "port.a=yes,b=no", "port.a=yes,b=yes",
    ]  # fmt: skip
    assert (game.moves.available == 1 - np.eye(4, dtype=np.uint8)).all()


def test_priorities_rank_lexicographically_and_ties_share_a_rank():
    """First b, then a: b decides before a; without a statement nothing separates c."""
    text = HEAD + (
        "variables: {a: [no, yes], b: [no, yes], c: [no, yes]}\n"
        "priorities: {port: [b == yes, a == no if b == yes]}\n"
    )
    game = compile(read_text(text))

    # number = 4a + 2b + c; without b the second statement holds by default
    assert game.rank[0].tolist() == [0, 0, 2, 2, 0, 0, 1, 1]
    assert np.isnan(game.utility[0]).all()
    assert game.ordinal_actors == ("port",)


def test_a_ranking_orders_states_and_may_tie_them():
    """Best first: yes-yes, then either alone, then neither."""
    text = HEAD + (
        "variables: {a: [no, yes], b: [no, yes]}\n"
        "states: {both: a == yes and b == yes}\n"
        "ranking: {port: [both, [a == yes and b == no, a == no and b == yes],"
        " a == no and b == no]}\n"
    )

    assert compile(read_text(text)).rank[0].tolist() == [0, 1, 1, 2]


def test_utilities_that_differ_only_by_rounding_tie():
    """0.1 + 0.2 and 0.3 are one rank."""
    text = HEAD + (
        "variables: {a: [no, yes], b: [no, yes], c: [no, yes]}\n"
        "interests: {x: 0.1*a + 0.2*b + 0.3*c}\nweights: {port: {x: 1}}\n"
    )
    rank = compile(read_text(text)).rank[0]

    assert rank[0b110] == rank[0b001] == 3  # nought, a tenth, a fifth come before


def test_a_state_is_found_by_its_levels_or_refused_with_the_nearest(game):
    """Levels not named are as at the start."""
    assert game.find({"toll": "low"}) == at(game, 1, 0, 1)
    with pytest.raises(CommandError, match="Did you mean 'toll'"):
        game.find({"tol": "low"})
    with pytest.raises(CommandError, match="Levels of toll: none, low, high"):
        game.find({"toll": "medium"})
    with pytest.raises(CommandError, match="infeasible"):
        game.find({"toll": "high", "raid": "yes"})


def test_a_start_that_cannot_be_is_refused():
    """Either by the reader or by the compiler, as a problem of the file."""
    with pytest.raises(SpecError, match="infeasible"):
        compile(read_text(HEAD + "variables: {a: [no, yes]}\ninfeasible: [a == no]\n"))


def test_equal_crises_have_equal_digests_and_any_change_of_meaning_changes_it(game):
    """A title does not count; a cost does."""
    again = compile(read_text(CRISIS + "title: The pier\n"))
    dearer = compile(read_text(CRISIS.replace("cost: 0.25", "cost: 0.26")))

    assert again.digest == game.digest
    assert dearer.digest != game.digest


def test_a_game_says_what_it_is_in_one_line(game):
    """For a notebook."""
    assert repr(game).startswith(
        "<Game pier: 2 actors, 10 of 12 states, 4 options, 3 turns a round, 3 rounds, digest "
    )


GOLDEN = Path(__file__).parents[1] / "golden"


def assert_golden(game, name, renew):
    """Compare the text of a game with its golden copy, or renew the copy for review."""
    copy = GOLDEN / f"{name}.game.txt"
    if renew:
        copy.write_text(describe(game), encoding="utf-8")

    assert describe(game) == copy.read_text(encoding="utf-8")


def test_the_compiled_form_is_the_golden_one(game, request):
    """A change in meaning shows up in review as a difference in this text."""
    assert_golden(game, "pier", request.config.getoption("--renew"))


@pytest.mark.parametrize("name", names())
def test_the_compiled_form_of_every_published_crisis_is_the_golden_one(name, request):
    """Whoever changes a published crisis, or the compiler, sees what that means."""
    published = compile(read(path(name)))

    assert_golden(published, name, request.config.getoption("--renew"))


def test_a_tolerance_ties_what_is_closer_and_chains_of_ties_share_a_rank():
    """Steps of 1, 2 and 1: below 2 only the middle one is seen; 2 itself is a difference."""
    text = """
name: steps
actors: [port, isle]
variables: {v: [a, b, c, d]}
interests: {far: v + (v >= c)}
weights: {port: {far: 1}, isle: {far: 1}}
tolerance: {port: 2}
"""

    assert compile(read_text(text)).rank.tolist() == [[0, 0, 1, 1], [0, 1, 2, 3]]


def test_a_tolerance_of_a_tenth_is_met_by_a_tenth():
    """0.3 - 0.2 is less than 0.1 in floating point; rounding must not make a tie of it."""
    text = """
name: steps
actors: [port]
variables: {v: [a, b, c, d]}
interests: {far: v}
weights: {port: {far: 0.1}}
tolerance: {port: 0.1}
"""

    assert compile(read_text(text)).rank.tolist() == [[0, 1, 2, 3]]


@pytest.mark.parametrize(
    "section",
    [
        "tolerance: {port: 1}",
        "unknown: {port: [[v == a, v == b]]}",
        "strength: {port: 2}",
        "attitudes: {port: {isle: aggressive}}",
    ],
)
def test_how_actors_compare_states_is_in_the_digests_and_only_where_it_is_given(section):
    """Answers may depend on it; reasons change what is said, not what is computed."""
    plain = "name: s\nactors: [port, isle]\nvariables: {v: [a, b]}\n"
    without, with_it = (compile(read_text(plain + more)) for more in ("", section))

    assert without.digest != with_it.digest
    assert without.crisis_digest != with_it.crisis_digest
    assert not without.crisis.comparisons
