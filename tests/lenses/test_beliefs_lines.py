"""Tests for `standoff.lenses.beliefs_lines`: every line of play, with every motive a secret."""

import json

import numpy as np
import pytest

import standoff
from standoff.errors import SpecError
from standoff.lenses.beliefs import Beliefs
from standoff.show import figure, text
from standoff.spec import read_text


def file_of(name, *changes):
    found = standoff.catalog.path(name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in found, old
        found = found.replace(old, new)
    return found


def asked(source, given=None, **settings):
    game = standoff.compile(read_text(source), motives=given)
    return standoff.look(game, Beliefs(**{"paths": 0, **settings}))


SIGNALLING = file_of("signalling")
PRIVATE = file_of("private-costs")


def test_whoever_moves_first_is_asked_about_where_several_have_motives():
    """And the tree has the secrets of all; each can be asked about by name."""
    first, second = asked(SIGNALLING), asked(SIGNALLING, actor="B")

    assert (first.attrs["actor"], second.attrs["actor"]) == ("A", "B")
    assert set(first["secret"].values) == set(second["secret"].values)
    assert first["tree_value"].values == pytest.approx(second["tree_value"].values)


def test_what_an_actor_expects_is_the_mean_over_its_motives():
    """By the priors; those without a secret expect one thing."""
    answer = asked(SIGNALLING)
    own = (answer["secret_prior"] * answer["secret_value"]).values

    assert answer["tree_value"].values == pytest.approx([own[:2].sum(), own[2:].sum()])


def test_a_motive_that_is_chosen_is_known():
    """With a tough target nobody bluffs, and only the challenger has a secret."""
    answer = asked(SIGNALLING, given={"B": "tough"})

    assert answer["secret"].values.tolist() == ["A.resolute", "A.bluffing"]
    bluff = answer["branch_choice"].sel(secret="A.bluffing").values[1]
    assert bluff < 1e-6


def test_branches_hang_together():
    """Shares of a node sum to one, and a branch is reached as often as the one before was taken."""
    answer = asked(SIGNALLING)
    option, came = answer["branch_option"].values, answer["branch_after"].values
    reach, share = answer["branch_reach"].values, answer["branch_share"].values

    node = np.cumsum(option == 0)
    assert np.bincount(node, share)[1:] == pytest.approx(1)
    later = came >= 0
    assert reach[later] == pytest.approx((reach * share)[came[later]])
    assert reach[~later] == pytest.approx(1)


def test_a_prior_of_zero_stays_zero_and_its_motive_is_still_answered():
    """Whatever is done: Bayes' rule cannot raise what was ruled out."""
    source = file_of("private-costs", ("prior: 0.4", "prior: 0"), ("prior: 0.6", "prior: 1"))
    answer = asked(source)

    assert (answer["branch_belief"].sel(secret="B.bears_war") == 0).all()
    assert (answer["branch_belief"].sel(secret="B.dreads_war") == 1).all()
    assert np.isfinite(answer["secret_value"]).all()
    # the bold demand is met by the one, and would be fought by the other
    assert answer["tree_value"].sel(actor="A") == pytest.approx(0.78, abs=1e-3)
    assert "0%" in text(answer, "en")


def test_priors_that_are_no_probabilities_are_refused_with_their_place():
    """Before any lens is asked."""
    with pytest.raises(SpecError, match=r"The priors of 'B' sum to 1\.1"):
        read_text(file_of("private-costs", ("prior: 0.4", "prior: 0.5")))
    with pytest.raises(SpecError, match=r"-0\.2 is out of bounds"):
        read_text(file_of("private-costs", ("prior: 0.4", "prior: -0.2")))


def test_one_motive_is_no_secret():
    """The lens says what it needs."""
    source = PRIVATE[: PRIVATE.index("    dreads_war:")].replace("prior: 0.4", "prior: 1")
    answer = asked(source)

    assert answer.attrs["status"] == "does not apply"
    assert "two or more" in answer.attrs["remedy"]


def test_one_motive_of_another_actor_is_what_it_has():
    """It is known, and so shown without a belief."""
    source = SIGNALLING[: SIGNALLING.index("    soft:")].replace("prior: 0.3", "prior: 1")
    answer = asked(source)
    known = asked(SIGNALLING, given={"B": "tough"})

    assert answer["tree_value"].values == pytest.approx(known["tree_value"].values, abs=1e-9)
    assert np.isnan(answer["branch_choice"].sel(secret="B.tough")).all()


def test_motives_left_out_are_not_held_possible():
    """Priors are shares of one among those that stay."""
    third = "    angry: {prior: 0.5, weights: {kept: 1, fought: 0.2}}\n"
    source = file_of("private-costs", ("prior: 0.4", "prior: 0.2"), ("prior: 0.6", "prior: 0.3"))
    answer = asked(source.rstrip() + "\n" + third, motives=("bears_war", "dreads_war"))

    assert answer["secret_prior"].values == pytest.approx([0.4, 0.6])
    assert answer["tree_value"].values == pytest.approx(asked(PRIVATE)["tree_value"].values)


def test_a_game_with_too_many_lines_is_left_to_the_grid():
    """Nothing half done is shown; without anything else the lens does not apply."""
    answer = asked(SIGNALLING, most_nodes=3, grid=5)
    nothing = asked(SIGNALLING, most_nodes=3)

    assert "tree_value" not in answer
    assert "grid_value" in answer
    assert nothing.attrs["status"] == "does not apply"


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("name", ["signalling", "private-costs"])
def test_it_is_told_and_drawn_in_both_languages(name, lang):
    """Every motive by its title, the move that tells most, and no place left open."""
    answer = asked(file_of(name))
    told = text(answer, lang)

    assert "{" not in told
    titles = json.loads(answer.attrs["secret_titles"])
    assert all(title[lang].split()[0] in told for title in titles.values())
    moves = {
        ("signalling", "en"): "“challenge”",
        ("signalling", "id"): "“menantang”",
        ("private-costs", "en"): "“fight”",
        ("private-costs", "id"): "“berperang”",
    }
    assert moves[name, lang] in told
    for kind, width in ((None, 1000), ("told", 400)):
        drawn = figure(answer, kind, lang, "dark", width)
        assert len(drawn.axes[0].lines) > 10
