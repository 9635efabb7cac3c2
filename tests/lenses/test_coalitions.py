"""Tests for `standoff.lenses.coalitions`."""

import numpy as np
import pytest
from hypothesis import given, settings

import standoff
from standoff.errors import CommandError, NotApplicable
from standoff.kernels.coalitions import subsets
from standoff.lenses.coalitions import Coalitions
from standoff.spec import read_text
from strategies import crises, text


def game_of(name):
    return standoff.compile(standoff.read(standoff.catalog.path(name)))


def look(game, **chosen):
    return Coalitions(**chosen).look(game)


def named(answer, place):
    """Return the levels of a state of the answer."""
    return tuple(answer["level_index"].values[:, place].tolist())


def test_two_who_confess_would_leave_together():
    """By hand: both prefer mutual cooperation, state 3, and each alone would only lose."""
    answer = look(game_of("prisoners"), concepts=("nash", "seq"))

    assert answer["coalition"].values.tolist() == ["A", "B", "A+B"]
    both = answer["stable"].sel(concept="nash").values[2]
    assert both.tolist() == [False, True, True, True]
    assert answer["joint_count"].values[2].tolist() == [1, 0, 0, 0]
    assert answer["leave_steps"].sel(concept="nash").values[2].tolist() == [2, -1, -1, -1]
    assert answer["universal"].sel(concept="nash").values.tolist() == [False] * 4
    assert answer["universal"].sel(concept="seq").values.tolist() == [False] * 3 + [True]


def test_the_jump_of_the_dilemma_is_from_defection_to_cooperation():
    """Under SEQ both are resting states, and only both prisoners together can jump."""
    answer = look(game_of("prisoners"), concepts=("nash", "seq"))

    assert answer["jump_count"].sel(concept="seq").values.tolist() == [
        [0] * 4,
        [0] * 4,
        [1, 0, 0, 0],
    ]
    assert not answer["jump_count"].sel(concept="nash").values.any()
    jumps = np.flatnonzero(answer["joint_is_jump"].values)
    assert len(jumps) == 1
    assert named(answer, 3) == tuple(answer["joint_level"].values[:, jumps[0]].tolist())
    assert answer["joint_under"].values[:, jumps[0]].tolist() == [False, True]


def test_a_jump_needs_every_member():
    """In Elmira the local government would only look on while the other two move."""
    answer = look(game_of("elmira"))
    sizes = answer["member"].sum("actor").values

    counted = answer["jump_count"].values.sum(axis=(0, 2))
    assert counted[sizes == 2].sum() > 0
    assert counted[sizes != 2].sum() == 0


WATCHED = """
name: watched
actors: [A, B, C]
variables: {a: [defect, cooperate], b: [defect, cooperate]}
controls: {A: [a], B: [b]}
states:
  dd: a == defect and b == defect
  dc: a == defect and b == cooperate
  cd: a == cooperate and b == defect
  cc: a == cooperate and b == cooperate
ranking:
  A: [dc, cc, dd, cd]
  B: [cd, cc, dd, dc]
  C: [cc, dc, cd, dd]
"""


def test_a_bystander_who_is_pleased_does_not_jump():
    """The prisoners, watched by one who likes cooperation best: the jump takes two, not three."""
    game = standoff.compile(read_text(WATCHED))
    answer = look(game, concepts=("gmr",))

    counted = dict(zip(answer["coalition"].values, answer["jump_count"].values[0], strict=True))
    assert counted["A+B"].tolist() == [1, 0, 0, 0]
    assert counted["A+B+C"].tolist() == [0, 0, 0, 0]
    assert answer["joint_count"].sel(coalition="A+B+C").values[0] == 1


def test_the_moves_told_lead_to_the_state_told():
    """Each route is walked, option by option, from the state judged."""
    game = game_of("cuba-1962")
    answer = look(game)
    code = {int(number): k for k, number in enumerate(game.moves.code)}
    labels = [action.label for action in game.actions]

    for row in range(answer.sizes["joint"]):
        here = code[int(answer["state"].values[answer["joint_state"].values[row]])]
        members = answer["member"].values[answer["joint_coalition"].values[row]]
        moves = [k for k in answer["joint_option"].values[row] if k >= 0]
        targets = {here}
        for option in moves:
            action = labels.index(str(answer["option"].values[option]))
            assert members[game.actions[action].actor]
            first, last = game.moves.outcome_first[action : action + 2]
            targets = {
                int(game.targets(game.moves, o)[s])
                for s in targets
                if game.moves.available[action, s]
                for o in range(first, last)
            }
        wanted = answer["joint_level"].values[:, row]
        assert any((game.level_indices[:, t] == wanted).all() for t in targets)


@settings(max_examples=30, deadline=None)
@given(crises(max_variables=3))
def test_universal_stability_is_stability_for_every_coalition(crisis):
    """And each actor alone is judged as by the lens stability, under all but credible answers."""
    game = standoff.compile(read_text(text(crisis)))
    answer = look(game)
    ordinary = standoff.look(game, "stability", most_states=10**6)
    judged = answer["state"].values

    assert (answer["universal"] == answer["stable"].all("coalition")).all()
    for actor in game.actor_names:
        for concept in ("nash", "gmr", "smr"):
            alone = answer["stable"].sel(concept=concept, coalition=actor)
            expected = ordinary["stable"].sel(concept=concept, actor=actor, state=judged)
            assert (alone.values == expected.values).all()


def test_a_partition_asks_those_who_move_together_and_the_others_alone():
    """Actors that are not named stand alone; names stand in the order of the alphabet."""
    game = game_of("elmira")
    every = look(game)
    answer = look(game, partition=("UR+MOE",))

    assert sorted(answer["coalition"].values) == ["LG", "MOE+UR"]
    assert answer.attrs["scope"] == "partition"
    for name in answer["coalition"].values:
        assert (answer["stable"].sel(coalition=name) == every["stable"].sel(coalition=name)).all()


def test_coalitions_up_to_a_size_are_a_part_of_all():
    """The size is said, and verdicts are the same."""
    game = game_of("libya-2003")
    answer, every = look(game, largest=2), look(game)

    assert answer.sizes["coalition"] == 10
    assert (answer.attrs["scope"], every.attrs["scope"]) == ("up to a size", "every")
    assert (answer["stable"] == every["stable"].sel(coalition=answer["coalition"])).all()


def test_states_that_are_equally_near_are_judged_all_or_none():
    """So the choice does not hang on how states are numbered; the one looked from is in it."""
    game = game_of("dprk-2009")
    answer = look(game, most_states=6, concepts=("gmr",), largest=1)

    assert answer.sizes["state"] == 4
    assert answer.attrs["looked_from"] in answer["state"].values
    assert answer.attrs["states_shown"] == "nearest"
    assert sorted(answer["steps_from_start"].values) == [0, 1, 1, 1]


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"concepts": ("gnr",)}, "Did you mean 'gmr'"),
        ({"largest": 0}, "coalitions cannot use largest = 0. Choose a whole number from 1."),
        ({"most_states": 0}, "Choose a whole number from 1."),
        ({"largest": 2, "partition": ("A+B",)}, "Give either 'partition' or 'largest'."),
        ({"partition": ("MOE+URR",)}, "knows no actor called 'URR'. Did you mean 'UR'"),
        ({"partition": ("MOE+UR", "UR")}, "was given 'UR' twice in the partition."),
    ],
)
def test_settings_that_make_no_sense_are_refused(chosen, message):
    """In words, with what would be right."""
    with pytest.raises(CommandError) as caught:
        look(game_of("elmira"), **chosen)

    assert message in str(caught.value)


def test_too_many_coalitions_are_refused_with_their_number_and_a_remedy():
    """Nine actors can form 511 coalitions."""
    names = "ABCDEFGHI"
    crisis = ["name: many", f"actors: [{', '.join(names)}]"]
    crisis += [f"variables: {{{', '.join(f'{n.lower()}: [no, yes]' for n in names[:2])}}}"]
    crisis += ["controls: {A: [a], B: [b]}", "interests: {a: a, b: b}", "weights:"]
    crisis += [f"  {n}: {{a: 1, b: -1}}" for n in names]
    game = standoff.compile(read_text("\n".join(crisis)))

    with pytest.raises(NotApplicable) as caught:
        look(game)
    cause, remedy = str(caught.value).split("\n")
    assert cause == "9 actors can form 511 coalitions, more than the 255 that are looked at."
    assert "'partition'" in remedy
    assert look(game, largest=2).sizes["coalition"] == len(list(subsets(range(9), 2))) == 45
