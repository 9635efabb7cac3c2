"""Tests for policies by rules, as the lens `ensemble` draws from them."""

import numpy as np
import pytest

import standoff
from lenses.narrows import STRAIT, look, strait
from standoff import catalog
from standoff.errors import CommandError, NotApplicable
from standoff.game import compile
from standoff.lenses.ensemble import Ensemble
from standoff.policy import course, play, solve, verify
from standoff.spec import read_text


def test_what_rules_are_worth_with_a_vote_and_a_cost_by_hand():
    """Always tabled at 0.1, passed one time in four, worth 2 now and 2 for all time after."""
    game = compile(
        read_text("""
            name: motion
            horizon: 1
            actors: {one: {patience: 0.5}}
            variables: {law: [none, made]}
            bodies: {house: {rule: quota, quota: 1, members: {stranger: {yes: 0.25, no: 0.75}}}}
            options:
              one:
                table: {when: law == none, cost: 0.1,
                        effect: {vote: house, pass: {set: {law: made}}}}
            interests: {law: law}
            weights: {one: {law: 2}}
            rules: {one: [{when: law == none, do: table}]}
            """)
    )
    policy = play(game, "rules")

    assert policy.value[0, policy.row(game.start)] == pytest.approx(0.25 * (2 + 2) - 0.1)
    assert verify(game, policy).is_sound


def test_rules_are_followed_first_to_last_and_the_policy_elsewhere():
    """State by state, against the rules read by eye; what cannot be done is held."""
    game = strait()
    policy, base = play(game, "rules"), solve(game)

    for r, k in enumerate(policy.states):
        levels = game.levels(int(k))
        harbour, island = policy.choice[2, r, :3].tolist(), policy.choice[2, r, 3:].tolist()
        is_off = levels["blockade"] == "off"
        if levels["raids"] == "one":
            assert harbour == ([1, 0, 0] if is_off else [0, 0, 1])
        elif levels["raids"] == "none":
            assert harbour == ([0.75, 0.25, 0] if is_off else [1, 0, 0])
        else:
            assert harbour == base.choice[2, r, :3].tolist()
        if levels["raids"] == "many":
            assert island == [0, 1]
        else:
            assert island == base.choice[2, r, 3:].tolist()
    assert policy.kind == "rules"


def test_the_first_rule_that_holds_decides_alone():
    """A second rule for every state adds nothing where the first one holds."""
    text = STRAIT.replace("END", "horizon: 6")
    text = text.replace("{when: raids == one, do: open}", "{when: blockade == off, do: hold}")
    game = compile(read_text(text))
    policy = play(game, "rules")

    is_off = game.level_indices[0, policy.states] == 0
    assert policy.choice[0, is_off, :3].tolist() == [[1.0, 0.0, 0.0]] * int(is_off.sum())


@pytest.mark.parametrize("end", ["horizon: 6", ""])
def test_values_of_a_policy_by_rules_are_borne_out_by_a_second_computation(end):
    """`verify` goes back through the rounds in numpy, with the choices as laid down."""
    game = strait(end)
    policy = play(game, "rules")

    check = verify(game, policy)

    assert check.is_sound
    assert check.residual < 1e-8
    assert not np.allclose(policy.value, solve(game).value)


def test_rules_are_wanted_where_they_are_asked_for():
    """The remedy says where to write them."""
    game = compile(standoff.read(catalog.path("chicken")))

    with pytest.raises(NotApplicable, match=r"this crisis has none.\nWrite some under 'rules'"):
        Ensemble(policy="rules", paths=10).look(game)


def test_rules_rest_on_a_policy_that_exists():
    """And not on themselves."""
    for wrong in ("rules", "nonsense"):
        with pytest.raises(CommandError, match="'otherwise' is"):
            look(strait(), policy="rules", otherwise=wrong, paths=10)


@pytest.mark.parametrize("kind", ["perfect", "level-k", "rules"])
def test_every_policy_can_be_drawn_from(kind):
    """The answer says which; the exact figures are of that policy."""
    game = strait()

    answer = look(game, policy=kind, paths=4000)

    exact = course(game, play(game, kind), 6).level_share
    assert answer.attrs["policy"] == kind
    assert answer["share_exact"].values[1:] == pytest.approx(exact, nan_ok=True, abs=1e-12)
