"""Tests for ensembles that are changed on the way: by interventions, against the same paths."""

import json

import numpy as np
import pytest
import xarray as xr

import standoff
from lenses.narrows import look, strait
from standoff.errors import CommandError
from standoff.game.without import without
from standoff.lenses.interventions import changes_of


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
