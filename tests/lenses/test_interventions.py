"""Tests for ensembles that are changed on the way, played by rules, or known exactly."""

import json

import numpy as np
import pytest
import xarray as xr

import standoff
from standoff import catalog
from standoff.errors import CommandError, NotApplicable
from standoff.game import compile
from standoff.game.without import without
from standoff.lenses.ensemble import Ensemble
from standoff.lenses.interventions import changes_of
from standoff.policy import course, play, solve, verify
from standoff.spec import read_text

STRAIT = """
name: strait
END
calendar: {start: 2009-01-01, every: month, rounds: 6, focus: 2009-01-01}
actors: {harbour: {precision: 1.5, patience: 0.8}, island: {precision: 1, patience: 0.9}}
variables: {blockade: [off, on], raids: [none, one, many]}
infeasible: [blockade == off and raids == many]
options:
  harbour:
    close: {when: blockade == off, effect: {set: {blockade: on}}}
    open: {when: blockade == on and raids != many, cost: 0.2, effect: {set: {blockade: off}}}
  island:
    raid:
      when: blockade == on
      effect:
        chance: [{name: hit, probability: 0.6, raise: raids}, {name: miss, probability: 0.4}]
chance:
  fade: {when: raids == one, probability: 0.3, effect: {set: {raids: none}}}
interests: {toll: blockade, fear: raids}
weights: {harbour: {toll: 1, fear: -0.7}, island: {toll: -1, fear: 0.5}}
rules:
  harbour:
    - {when: raids == one, do: open}
    - {when: raids == none, do: {close: 0.25, hold: 0.75}}
  island: [{when: raids == many, do: raid}]
"""


def strait(end="horizon: 6"):
    """Compile a game of two movers, with chance."""
    return compile(read_text(STRAIT.replace("END", end)))


def look(game, **settings):
    """Look at a game through an ensemble."""
    return standoff.look(game, Ensemble(**settings))


def test_a_path_is_the_same_until_something_is_changed():
    """Common numbers: nothing differs before round 4, and something from then on."""
    answer = look(strait(), paths=4000, interventions=("2009-04 without island.raid",))

    difference = answer["difference"].values[~np.isnan(answer["share"].values)]
    by_round = answer["difference"].fillna(0).max(("variable", "level")).values
    assert by_round[:4].tolist() == [0.0] * 4
    assert (by_round[4:] > 0).all()
    assert not np.isnan(difference).any()


def test_what_is_told_is_the_changed_ensemble_and_its_difference_to_the_other():
    """Share less share without, cell by cell, and within its own interval."""
    game, text = strait(), "round 3 without island.raid"

    plain, changed = look(game, paths=3000), look(game, paths=3000, interventions=(text,))

    wanted = changed["share"] - plain["share"]
    xr.testing.assert_allclose(changed["difference"], wanted)
    xr.testing.assert_allclose(changed["used_difference"], changed["used"] - plain["used"])
    assert (
        (changed["difference_low"] <= changed["difference"] + 1e-12)
        .where(changed["difference"].notnull(), True)
        .all()
    )


def test_paired_intervals_are_narrower_than_those_of_two_ensembles():
    """The same paths are compared, so what both share falls out."""
    game, text = strait(), "round 6 without island.raid"
    answer = look(game, paths=4000, interventions=(text,), exact=False)

    last = answer.isel(round=-1)
    width = (last["difference_high"] - last["difference_low"]).max()
    apart = np.sqrt(2) * (last["share_high"] - last["share_low"]).max()
    assert float(width) < 0.9 * float(apart)


@pytest.mark.parametrize("end", ["horizon: 6", ""])
def test_without_an_option_from_the_first_round_is_the_game_without_it(end):
    """Actors know from then on: the policy is that of the game without the option."""
    game = strait(end)

    changed = look(game, paths=2000, rounds=6, interventions=("round 1 without island.raid",))

    alone = look(without(game, ["island.raid"]), paths=2000, rounds=6)
    for name in ("share", "used", "first_use_exact", "share_exact"):
        xr.testing.assert_allclose(changed[name], alone[name])
    assert float(changed["used"].sel(option="island.raid")) == 0.0


def test_play_goes_on_from_states_that_the_changed_game_would_not_reach():
    """Raids stay where they are when nobody can raid any more; nothing else does."""
    game = strait()

    answer = look(game, paths=3000, interventions=("round 4 without island.*",))

    many = answer["share"].sel(variable="raids", level=2).values
    assert many[3] > 0.02
    assert many[3:].tolist() == [many[3]] * 4


def test_what_is_gone_stays_gone_when_more_goes():
    """No blockade is closed after round 1, though in round 4 it is raids that go."""
    answer = look(
        strait(),
        paths=2000,
        interventions=("round 2 without harbour.close", "round 4 without island.raid"),
    )

    for option, last in (("harbour.close", 1), ("island.raid", 3)):
        used = answer["first_use_exact"].sel(option=option).values
        assert used[last] > used[last - 1]
        assert used[last:] == pytest.approx([used[last]] * (7 - last))


def test_a_level_is_set_when_its_round_begins():
    """Raids stood at many: nobody can open then, and none fades; the round before is untouched."""
    game = strait()
    text = "2009-03 with blockade=on and raids=many"

    answer = look(game, paths=2000, interventions=(text,))

    many = answer["share"].sel(variable="raids", level=2).values
    assert many[2] < 0.5
    assert many[3:].tolist() == [1.0] * 4
    said = json.loads(answer.attrs["interventions"])
    assert said == [{"round": 3, "without": [], "levels": {"blockade": 1, "raids": 2}}]


def test_interventions_of_one_round_are_put_together_and_others_follow():
    """In order of rounds, whatever the order in which they are written."""
    game = strait()

    found = changes_of(
        game,
        (
            "round 5 with blockade=off",
            "2009-02-14 without island.raid",
            "round 5 without harbour.*",
        ),
        range(1, 7),
    )

    assert [(c.round, c.without, c.levels) for c in found] == [
        (2, ("island.raid",), ()),
        (5, ("harbour.close", "harbour.open"), (("blockade", 0),)),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("island.raid", "The intervention 'island.raid' cannot be read.\nWrite 'WHEN without"),
        (
            "round 9 without island.raid",
            "The intervention 'round 9 without island.raid' is in round 9, and rounds 1 to 6 are "
            "drawn.\nChoose a date or round among them.",
        ),
        (
            "soon without island.raid",
            "The intervention 'soon without island.raid' does not say when: 'soon'.\nWrite",
        ),
        (
            "2010-04 without island.raid",
            "The intervention '2010-04 without island.raid' lies outside the calendar, which has "
            "6 rounds from 2009-01-01 on.",
        ),
        ("round 2 without island.riad", "No option is called 'island.riad'.\nDid you mean"),
        (
            "round 2 with raid=one",
            "The intervention 'round 2 with raid=one' sets 'raid', and no variable is called "
            "that.\nDid you mean 'raids'? Variables: blockade, raids.",
        ),
        (
            "round 2 with raids=two",
            "The intervention 'round 2 with raids=two' sets 'raids' to 'two', which is none of "
            "its levels.\n",
        ),
        (
            "round 2 with raids=one and raids=many",
            "The interventions set 'raids' twice in round 2.\nSet it once.",
        ),
        ("round 3 with blockade=off and raids=many", "The interventions lead to a state that"),
    ],
)
def test_interventions_that_make_no_sense_are_refused(text, message):
    """With what is wrong, and what would be right."""
    with pytest.raises(CommandError) as refusal:
        look(strait(), paths=50, interventions=(text,))

    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize("end", ["horizon: 6", ""])
def test_exact_figures_are_those_of_the_course_and_within_the_intervals(end):
    """Carried forward without drawing, and 20,000 paths beside them."""
    game = strait(end)
    exact = course(game, solve(game), 6).level_share

    answer = look(game, paths=20_000, rounds=6, seed=3)

    assert answer["share_exact"].values[1:] == pytest.approx(exact, nan_ok=True, abs=1e-12)
    for drawn, known in (
        (answer["share"], answer["share_exact"]),
        (1 - answer["use_survival"], answer["first_use_exact"]),
        (1 - answer["level_survival"], answer["first_level_exact"]),
    ):
        p = known.transpose(*drawn.dims).values
        error = 4.5 * np.sqrt(p * (1 - p).clip(0) / 20_000) + 1e-9
        assert (abs(drawn.values - p) <= error)[~np.isnan(p)].all()


def test_exact_first_times_follow_the_geometric_law():
    """By rule the harbour closes with 1/4 a round while nothing has happened."""
    game = compile(
        read_text(
            STRAIT.replace("END", "horizon: 6").replace(
                "raids == one, do: open", "raids == one, do: hold"
            )
        )
    )

    answer = look(game, paths=100, policy="rules", otherwise="hold")

    law = 1 - 0.75 ** np.arange(7)
    assert answer["first_use_exact"].sel(option="harbour.close").values == pytest.approx(law)
    reached = answer["first_level_exact"].sel(variable="blockade", level=1).values
    assert reached == pytest.approx(law)


def test_exact_and_drawn_agree_with_an_intervention_too():
    """Probability goes over to the changed game as paths do."""
    answer = look(
        strait(),
        paths=20_000,
        interventions=("round 3 without harbour.open", "round 5 with blockade=on"),
    )

    p = answer["share_exact"].values
    error = 4.5 * np.sqrt(p * (1 - p).clip(0) / 20_000) + 1e-9
    assert (abs(answer["share"].values - p) <= error)[~np.isnan(p)].all()


def test_survival_curves_are_what_has_not_been_counted_yet():
    """Kaplan-Meier without losses on the way is one less the share by then."""
    answer = look(strait(), paths=500)

    left = 1 - answer["first_use_share"].values
    assert answer["use_survival"].values == pytest.approx(left)
    assert (answer["use_survival_low"] <= answer["use_survival"] + 1e-12).all()
    assert (answer["use_survival_high"] >= answer["use_survival"] - 1e-12).all()
    assert answer["level_survival"].sel(variable="blockade", level=0).values.tolist() == [0.0] * 7


def test_first_times_by_hand_where_a_mover_has_several_ways_and_one_is_put_to_the_vote():
    """It tosses fair dice among what is open; the text passes one time in four.

    The table is first used in round 1 by 1/3, in round 2 after holding (1/3 of 1/3) or
    shouting (1/2 of 1/3). A shout comes in round 1 by 1/3, in round 2 after holding or
    a text that fell (1/3 of 1/3 + 1/4), or one that passed (1/2 of 1/12).
    """
    game = compile(
        read_text("""
            name: dice
            horizon: 2
            actors: {one: {precision: 0, patience: 0}}
            variables: {law: [none, made], voice: [quiet, loud]}
            bodies: {house: {rule: quota, quota: 1, members: {stranger: {yes: 0.25, no: 0.75}}}}
            options:
              one:
                table: {when: law == none, effect: {vote: house, pass: {set: {law: made}}}}
                shout: {when: voice == quiet, effect: {set: {voice: loud}}}
            interests: {law: law}
            weights: {one: {law: 1}}
            """)
    )
    answer = look(game, paths=40_000, exact=True, seed=3)

    used = answer["first_use_exact"]
    table, shout = 1 / 3 + 1 / 9 + 1 / 6, 1 / 3 + (1 / 3 + 1 / 4) / 3 + 1 / 24
    made = 1 / 12 + (1 / 9 + 1 / 6 + 1 / 4 / 3) / 4
    assert used.sel(option="one.table").values == pytest.approx([0, 1 / 3, table])
    assert used.sel(option="one.shout").values == pytest.approx([0, 1 / 3, shout])
    law = answer["first_level_exact"].sel(variable="law", level=1).values
    assert law == pytest.approx([0, 1 / 12, made])
    assert answer["share_exact"].sel(variable="law", level=1).values == pytest.approx(law)
    assert answer["used"].values == pytest.approx([table, shout], abs=0.01)


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


@pytest.mark.parametrize("draws", ["antithetic", "stratified"])
def test_intervals_of_dependent_draws_hold_the_truth_as_often_as_they_say(draws):
    """Thirty seeds, every share that is neither sure nor impossible."""
    game = strait()
    policy = solve(game)
    hits, widths = [], []
    for seed in range(30):
        lens = Ensemble(paths=800, seed=seed, draws=draws, exact=seed == 0)
        answer = lens.look(game, policy=policy)
        if seed == 0:
            known = answer["share_exact"]
            open_ = (known > 0.03) & (known < 0.97)
        inside = (answer["share_low"] <= known) & (answer["share_high"] >= known)
        hits.append(float(inside.where(open_).mean()))
        widths.append(float((answer["share_high"] - answer["share_low"]).where(open_).mean()))

    plain = Ensemble(paths=800).look(game, policy=policy)
    width = float((plain["share_high"] - plain["share_low"]).where(open_).mean())
    assert np.mean(hits) > 0.93
    assert np.mean(widths) < (0.75 if draws == "stratified" else 1.1) * width


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"draws": "stratified", "paths": 1000},
            "The lens 'ensemble' draws stratified paths in 40 batches of pairs, and 1,000 paths "
            "cannot be divided so.\nChoose 960 'paths'.",
        ),
        (
            {"draws": "antithetic", "paths": 800, "interventions": ("round 2 without a.b",)},
            "The lens 'ensemble' compares paths with and without interventions one by one, so "
            "they cannot be antithetic.\nLeave 'draws' out.",
        ),
        ({"level": -1}, "The setting 'level' of the lens 'ensemble' cannot be -1."),
    ],
)
def test_settings_that_do_not_go_together_are_refused(settings, message):
    """Before anything is computed."""
    with pytest.raises(CommandError) as refusal:
        Ensemble(**settings)

    assert str(refusal.value).startswith(message)


def test_a_curve_of_nothing_is_refused():
    """It names a variable or an option."""
    with pytest.raises(CommandError) as refusal:
        look(strait(), paths=10, curves=("raid",))

    assert str(refusal.value).startswith(
        "No variable and no option is called 'raid', whose curve was asked for.\n"
        "Did you mean 'raids'? Variables and options: blockade, raids, harbour.close,"
    )


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


def test_where_play_settles_for_good_is_known_exactly():
    """Closed with 1/4 a round, then one raid of 0.6: all paths end closed, raided to the end."""
    text = STRAIT.replace("END", "").replace(
        "open: {when: blockade == on and raids != many",
        "open: {when: blockade == off and raids == many",
    )
    text = text[: text.index("chance:\n  fade")] + text[text.index("interests") :]
    text = (
        text.replace("raise: raids", "set: {raids: many}")
        .replace(
            "{name: miss, probability: 0.4}", "{name: miss, probability: 0.4, set: {raids: one}}"
        )
        .replace("when: blockade == on\n", "when: blockade == on and raids == none\n")
    )
    answer = look(compile(read_text(text)), policy="rules", otherwise="hold", paths=100)
    assert "ending_exact" not in answer

    text = text.replace("- {when: raids == one, do: open}\n", "").replace(
        "island: [{when: raids == many, do: raid}]", "island: [{do: raid}]"
    )
    answer = look(compile(read_text(text)), policy="rules", otherwise="hold", paths=100)

    assert answer["ending_exact"].values == pytest.approx([0.6, 0.4])
    assert answer["ending_states"].values.tolist() == [1, 1]


def test_the_text_says_what_was_changed_and_what_is_exact():
    """In both languages, with the policy and the curves."""
    answer = look(
        strait(),
        paths=400,
        policy="rules",
        curves=("raids", "harbour.close"),
        interventions=("2009-04 without island.raid", "round 5 with blockade=on"),
    )

    shown, told = (" ".join(standoff.show(answer, lang=lang).split()) for lang in ("en", "id"))

    assert "Movers do what the rules of the crisis say" in shown
    assert "From round 4 (Apr 2009) on nobody can do this any more: island: raid." in shown
    assert "In round 5 (May 2009) set: blockade: on." in shown
    assert "Shares marked = are exact" in shown
    assert "raids: many" in shown
    assert "changed most in the end" in shown
    assert "nobody" not in told
    assert "tidak dapat dilakukan lagi" in told
