"""What the lens `ensemble` computes without drawing, and draws that depend on each other."""

import numpy as np
import pytest

from lenses.narrows import STRAIT, look, strait
from standoff.errors import CommandError
from standoff.game import compile
from standoff.lenses.ensemble import Ensemble
from standoff.policy import course, solve
from standoff.spec import read_text


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
