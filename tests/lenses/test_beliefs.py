"""Tests for `standoff.lenses.beliefs`: what is learned of a motive."""

import dataclasses
import functools
import json

import numpy as np
import pytest

import standoff
from standoff.errors import CommandError
from standoff.lenses.beliefs import Beliefs
from standoff.lenses.beliefs_learning import updated
from standoff.policy import private
from standoff.record import load, parse_events, walk
from standoff.show import figure, text
from standoff.spec import read_text

TELL = """
name: tell
horizon: 1
actors:
  hider: {patience: 0, precision: 1}
variables: {lamp: [off, on]}
options: {hider: {light: {when: lamp == off, effect: {set: {lamp: on}}}}}
interests: {bright: lamp}
motives:
  hider:
    eager: {prior: 0.5, weights: {bright: 1.0986122886681098}}
    idle: {prior: 0.5, weights: {bright: 0}}
"""
"""By hand: the eager one lights the lamp with log odds log 3, so 3/4; the idle one, 1/2."""


@functools.cache
def answer_of(name, **asked):
    crisis = standoff.read(standoff.catalog.path(name))
    return standoff.look(standoff.compile(crisis), Beliefs(**asked), record=load(crisis))


def test_belief_by_hand():
    """Seen to light it, eager has 3/4 / (3/4 + 1/2) = 3/5; to leave it, 1/4 / (1/4 + 1/2) = 1/3."""
    game = standoff.compile(read_text(TELL))
    answer = standoff.look(game, Beliefs(paths=20_000, seed=1))
    learned = answer["learned"].isel(after=-1)

    expected = {"eager": 0.75 * 0.6 + 0.25 / 3, "idle": 0.5 * 0.6 + 0.5 / 3}
    for truth, name in enumerate(answer["motive"].values):
        found = float(learned.isel(truth=truth).sel(motive="eager"))
        assert found == pytest.approx(expected[str(name)], abs=0.004)


DOOR = """
name: door
horizon: 2
actors:
  clerk: {patience: 0, precision: 200}
  hider: {patience: 0, precision: 1}
variables: {door: [shut, ajar, open], lamp: [off, on]}
bodies: {board: {rule: quota, quota: 1, members: {stranger: {yes: 0.9, no: 0.1}}}}
options:
  clerk: {ask: {when: door == shut, effect: {vote: board, pass: {set: {door: ajar}}}}}
  hider: {light: {when: door == open and lamp == off, effect: {set: {lamp: on}}}}
chance:
  draught:
    when: door == ajar
    effect:
      chance:
        - {probability: 0.1, set: {door: shut}}
        - {probability: 0.7, set: {door: open}}
        - {probability: 0.2, set: {door: ajar}}
interests: {bright: lamp, way: door >= ajar}
weights: {clerk: {way: 1}}
motives:
  hider:
    eager: {prior: 0.5, weights: {bright: 1.0986122886681098}}
    idle: {prior: 0.5, weights: {bright: 0}}
"""


def test_a_vote_and_a_draught_must_let_it_be_seen():
    """With 0.9 times 0.7 the lamp can be lit in the second round; else nothing is learned."""
    game = standoff.compile(read_text(DOOR))
    answer = standoff.look(game, Beliefs(paths=20_000, seed=2))
    learned = answer["learned"].sel(motive="eager").isel(after=-1)

    seen = 0.75 * 0.6 + 0.25 / 3
    assert float(learned.isel(truth=0)) == pytest.approx(0.63 * seen + 0.37 / 2, abs=0.003)


def test_on_paths_drawn_from_the_prior_belief_stays_where_it_was():
    """The mean of the posterior is the prior: Bayes' rule is a martingale."""
    answer = answer_of("cuba-1962", paths=4_000, seed=3)
    mean = (answer["prior"].rename(motive="truth") * answer["learned"]).sum("truth")

    assert abs(mean - answer["prior"]).max() < 0.03


def test_two_months_of_a_record_filtered_by_hand():
    """Dark in January, lit in February: eager 1/4 and 3/4, idle 1/2 and 1/2; prior 0.2 to 0.8.

    Odds of 1 to 4 become 1 to 8 when nothing is done, and 3 to 16 once it is lit.
    """
    crisis = read_text(
        TELL.replace("horizon: 1", "horizon: 2")
        .replace("eager: {prior: 0.5", "eager: {prior: 0.2")
        .replace("idle: {prior: 0.5", "idle: {prior: 0.8")
        + "calendar: {start: 2009-01-01, every: month, rounds: 2}\n"
        + "record: {events: none.csv, map: [{verb: light, option: light}]}\n"
    )
    rows = "id,date,actor,action,target,description\nE1,2009-02-10,hider,light,,lit\n"
    seen = walk(crisis, parse_events(rows), source="record.csv")

    answer = standoff.look(standoff.compile(crisis), Beliefs(paths=0), record=seen)

    assert answer["moment_round"].values.tolist() == [1, 2]
    assert answer["moment_option"].values.tolist() == [0, 1]
    assert answer["likelihood"].values == pytest.approx(np.array([[1 / 4, 1 / 2], [3 / 4, 1 / 2]]))
    assert answer["belief"].sel(motive="eager").values == pytest.approx([1 / 9, 3 / 19])


def test_beliefs_along_a_record_are_products_of_probabilities():
    """Odds at the end: those of the priors times those of all that was done."""
    answer = answer_of("cuba-1962", paths=0)
    likelihood = answer["likelihood"].values
    odds = likelihood[:, 0].prod() / likelihood[:, 1].prod()
    prior = answer["prior"].values

    last = answer["belief"].values[-1]
    assert last[0] / last[1] == pytest.approx(odds * prior[0] / prior[1])
    assert np.allclose(answer["belief"].sum("motive"), 1)
    # with two motives, evidence is the log of the ratio of the two probabilities
    shown = answer["evidence"].values
    assert shown[:, 0] == pytest.approx(np.log(likelihood[:, 0] / likelihood[:, 1]))
    assert shown[:, 1] == pytest.approx(-shown[:, 0])


def test_priors_at_the_ends_of_their_ranges_bound_the_belief():
    """Tried on a grid of priors; the ends are reached."""
    answer = answer_of("iran-2015", paths=0)
    low, high = answer["prior_low"].values, answer["prior_high"].values
    likelihood = answer["likelihood"].values[:10]
    found = []
    for share in np.linspace(0, 1, 9):
        for other in np.linspace(0, 1, 9):
            prior = low + np.array([share, other]) * (high - low)
            found.append(updated(prior / prior.sum(), likelihood)[-1])
    least, most = (answer[f"belief_{end}"].values[len(likelihood) - 1] for end in ("low", "high"))

    assert (np.min(found, axis=0) >= least - 1e-12).all()
    assert (np.max(found, axis=0) <= most + 1e-12).all()
    assert max(row[0] for row in found) == pytest.approx(most[0])


def test_a_grid_gives_a_belief_and_its_error():
    """The answer is that of the finer grid, and says how far the coarser is from it."""
    answer = answer_of("cuba-1962", grid=2, paths=0)

    assert answer.attrs["status"] == "found"
    assert answer.sizes["point"] == 5
    # between the points of a grid of two parts values are far from straight lines
    assert answer.attrs["grid_error"] > 0.1
    assert answer.attrs["grid_residual"] < 1e-4
    assert np.allclose(answer["private_belief"].sum("motive"), 1)
    assert np.isnan(answer["grid_value"].sel(actor=answer.attrs["actor"])).all()


@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_grid_that_does_not_settle_leaves_the_rest_standing(monkeypatch, lang):
    """What is learned from the record does not rest on it; how far it was is told."""
    solved = private.solve_private

    def unsettled(*args, **asked):
        return dataclasses.replace(solved(*args, **asked), residual=0.25, unsettled=3)

    monkeypatch.setattr(private, "solve_private", unsettled)
    crisis = standoff.read(standoff.catalog.path("cuba-1962"))
    answer = standoff.look(standoff.compile(crisis), Beliefs(grid=1, paths=0), record=load(crisis))

    assert answer.attrs["status"] == "found"
    assert answer.attrs["grid_residual"] == 0.25
    assert not {"grid_value", "private_belief"} & set(answer)
    assert answer["belief"].equals(answer_of("cuba-1962", paths=0)["belief"])
    said = {"en": "no equilibrium was found", "id": "ekuilibriumnya tidak ditemukan"}[lang]
    assert said in " ".join(text(answer, lang).split())


def test_a_grid_that_all_but_settles_is_told_with_how_far_it_is(monkeypatch):
    """A few ten-millionths in one choice change no number that is printed."""
    solved = private.solve_private

    def close(*args, **asked):
        return dataclasses.replace(solved(*args, **asked), residual=4e-7, unsettled=3)

    monkeypatch.setattr(private, "solve_private", close)
    answer = answer_of("cuba-1962", grid=1, paths=0)

    assert answer.attrs["grid_residual"] == 4e-7
    assert "choices are within 4e-7 of their fixed points" in " ".join(text(answer, "en").split())


def test_motives_can_be_left_out():
    """Their priors are then shares of one among those that stay."""
    answer = answer_of("libya-2003", motives=("survival", "revolution"), paths=0)

    assert answer["motive"].values.tolist() == ["survival", "revolution"]
    assert answer["prior"].values == pytest.approx([2 / 3, 1 / 3])


def test_paths_do_not_depend_on_the_number_of_threads():
    """Nor does anything else."""
    one, two = (answer_of("cuba-1962", paths=50, threads=n) for n in (1, 2))

    assert one.drop_attrs().identical(two.drop_attrs())


def test_one_motive_is_one_motive_and_not_its_letters():
    """As it is typed on a command line, where a list of one is a text."""
    game = standoff.compile(standoff.read(standoff.catalog.path("cuba-1962")))

    with pytest.raises(CommandError, match="two motives or more"):
        standoff.look(game, "beliefs", motives="shield")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"actor": "CUB"}, "CUB has no two named motives"),
        ({"motives": ("sheld", "balance")}, "Did you mean 'shield'"),
        ({"motives": ("shield",)}, "two motives or more"),
        ({"paths": -1}, "whole number from 0"),
        ({"grid": 1_000}, "whole number from 0 to 200"),
    ],
)
def test_settings_that_ask_for_nothing_are_refused(asked, message):
    """With what is known, and the nearest name."""
    with pytest.raises(CommandError, match=message):
        answer_of("cuba-1962", **asked)


def test_without_motives_the_lens_does_not_apply():
    """Cause and remedy."""
    answer = answer_of("prisoners")

    assert answer.attrs["status"] == "does not apply"
    assert "motives" in answer.attrs["remedy"]


@pytest.mark.parametrize("lang", ["en", "id"])
def test_it_is_told_and_drawn_in_both_languages(lang):
    """The winner, the moves, the speed of learning; no placeholder is left."""
    answer = answer_of("cuba-1962", grid=2, paths=50)
    told = text(answer, lang)

    assert "{" not in told
    titles = json.loads(answer.attrs["motive_titles"])
    assert all(title[lang] in told for title in titles.values())
    for kind in ("beliefs", "learning"):
        assert figure(answer, kind, lang, "dark", 400).axes
