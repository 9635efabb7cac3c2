"""Tests for first-level hypergames: each actor judges by its own game."""

import json
import random

import numpy as np
import pytest
from hypothesis import given, settings

import standoff
from exchange_models import binary_numbers, option_forms
from graph_models import Model, by_definition, reach
from standoff.errors import CommandError
from standoff.exchange.gmcr_read import read_gmcr
from standoff.exchange.human import yaml_text
from standoff.game import compile
from standoff.game.subjective import as_moved, as_seen, seen
from standoff.lenses.hypergame import Hypergame
from standoff.lenses.stability import Stability
from standoff.spec import read_text
from standoff.vocab import CONCEPTS, OUTLOOKS

BASE = """
name: strait
actors: [harbour, island]
variables: {blockade: [off, on], strike: [no, yes]}
controls: {harbour: [blockade], island: [strike]}
states:
  calm: blockade == off and strike == no
  siege: blockade == on and strike == no
  raid: blockade == off and strike == yes
  war: blockade == on and strike == yes
ranking:
  harbour: [siege, calm, raid, war]
  island: [calm, raid, siege, war]
"""


def game_of(misperceptions=""):
    """Compile the strait with what actors see wrongly."""
    return compile(read_text(BASE + misperceptions))


def verdicts(game):
    """Read the verdicts of a game off the definitions; shape (concept, actor, state)."""
    model = Model(game.moves, game.rank, game.sincere_passes())
    return np.asarray(by_definition(reach(model), game.rank.tolist()))[: len(CONCEPTS)]


def at(answer, name, state, concept="nash"):
    """Return a value of an answer in a state, given by its levels."""
    found = [k for k in range(answer.sizes["state"])
             if tuple(answer["level_index"].values[:, k]) == state]  # fmt: skip
    return answer[name].sel(concept=concept).isel(state=found[0]).values


def test_without_misperceptions_it_is_the_lens_stability():
    """Everybody's game is the game: the same verdicts, and every rest is expected by all."""
    game = standoff.compile(standoff.read(standoff.catalog.path("elmira")))

    answer, plain = Hypergame().look(game), Stability().look(game)

    assert np.array_equal(answer["stable"], plain["stable"])
    assert np.array_equal(answer["equilibrium"], plain["equilibrium"])
    assert np.array_equal(answer["right_equilibrium"], plain["equilibrium"])
    codes = {OUTLOOKS.index("none"), OUTLOOKS.index("shared")}
    assert set(np.unique(answer["outlook"])) <= codes


def test_a_side_that_does_not_know_of_a_reply_walks_into_war():
    """By hand: the island believes that the harbour cannot blockade and so strikes in the calm.

    The island ranks raid above calm here. In its own game nothing follows a
    strike; in the game as it is the harbour answers by a blockade, which is war.
    """
    text = BASE.replace("island: [calm, raid, siege, war]", "island: [raid, calm, siege, war]")
    text = text.replace("harbour: [siege, calm, raid, war]", "harbour: [calm, siege, war, raid]")
    blind = "misperceptions: {island: {options: {harbour: [blockade]}}}"
    right, wrong = compile(read_text(text)), compile(read_text(text + blind))

    assert bool(at(Hypergame().look(right), "equilibrium", (0, 0), "gmr"))
    assert not at(Hypergame().look(wrong), "equilibrium", (0, 0), "gmr")
    assert bool(at(Hypergame().look(wrong), "right_equilibrium", (0, 0), "gmr"))


def test_a_wrong_idea_of_others_wants_gives_illusions():
    """By hand: the harbour expects a siege to hold, for it thinks that the island fears war less.

    The island in truth gains by a strike against the siege; the harbour believes
    that it does not, so it expects rest where there is none.
    """
    text = BASE.replace("island: [calm, raid, siege, war]", "island: [calm, raid, war, siege]")
    belief = "misperceptions: {harbour: {ranking: {island: [calm, raid, siege, war]}}}"

    answer = Hypergame().look(compile(read_text(text + belief)))

    assert OUTLOOKS[int(at(answer, "outlook", (1, 0)))] == "mistaken"
    assert at(answer, "expected", (1, 0)).tolist() == [True, False]
    assert at(answer, "stable", (1, 0)).tolist() == [True, False]


def test_who_does_not_see_a_state_stays_in_it_and_does_not_expect_it():
    """By hand: in war the harbour would lift the blockade, but it does not see the war."""
    blind = "misperceptions: {harbour: {states: [war]}}"
    belief = "\n  island: [war, raid, siege, calm]\n"
    text = BASE.replace("\n  island: [calm, raid, siege, war]\n", belief)

    answer = Hypergame(concepts=("nash",)).look(compile(read_text(text + blind)))

    assert OUTLOOKS[int(at(answer, "outlook", (1, 1)))] == "hidden"
    assert at(answer, "expected", (1, 1)).tolist() == [False, False]
    assert not at(answer, "right_equilibrium", (1, 1))


def test_a_surprise_is_a_rest_that_somebody_sees_and_does_not_expect():
    """By hand: the harbour thinks that the island wants to strike; it does not."""
    belief = "misperceptions: {harbour: {priorities: {island: [strike == yes]}}}"

    answer = Hypergame(concepts=("nash",)).look(game_of(belief))

    assert OUTLOOKS[int(at(answer, "outlook", (1, 0)))] == "surprise"
    assert at(answer, "expected", (1, 0)).tolist() == [False, True]


@settings(max_examples=40, deadline=None)
@given(option_forms())
def test_verdicts_are_those_of_each_actors_own_game(crisis):
    """Against the definitions, read word by word, on each subjective game."""
    game = compile(read_text(json.dumps(crisis)))
    answer = Hypergame().look(game)

    stable = answer["stable"].values
    for i, actor in enumerate(game.actor_names):
        own = verdicts(as_seen(game, actor))
        assert np.array_equal(stable[: len(own), i], own[:, i])
        rests = own.all(axis=1) & seen(game)[i]
        assert np.array_equal(answer["expected"].values[: len(own), i], rests)


@settings(max_examples=30, deadline=None)
@given(option_forms())
def test_nobody_moves_from_or_to_what_it_does_not_see(crisis):
    """In the reading of the desktop tool only the mover's own sight counts."""
    game = compile(read_text(json.dumps(crisis)))
    moved = as_moved(game)
    before, after = (reach(Model(g.moves, g.rank, g.sincere_passes())) for g in (game, moved))
    visible = seen(game)

    for i, row in enumerate(before):
        for s, targets in enumerate(row):
            kept = {t for t in targets if visible[i, s] and visible[i, t]}
            assert after[i][s] == kept


@settings(max_examples=20, deadline=None)
@given(option_forms())
def test_what_one_sees_wrongly_changes_no_other_game(crisis):
    """First-level hypergames: everybody believes that the own game is the game."""
    game = compile(read_text(json.dumps(crisis)))

    for actor in game.actor_names:
        if actor not in game.crisis.misperceptions:
            assert as_seen(game, actor) is game


def test_what_is_seen_wrongly_is_part_of_the_digest():
    """An answer can depend on what is seen wrongly, and a digest covers all of that."""
    blind = "misperceptions: {harbour: {states: [war]}}"

    assert game_of(blind).digest != game_of().digest
    assert game_of(blind).digest == game_of(blind).digest
    reasoned = "misperceptions: {harbour: {states: [war], why: it has no eyes there}}"
    assert game_of(reasoned).digest == game_of(blind).digest


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"others": "truly"}, "knows no reading of others called 'truly'"),
        ({"concepts": ("nush",)}, "no concept called 'nush'"),
        ({"most_states": 0}, "most_states = 0"),
        ({"at": {}, "date": "2009-04-05"}, "from a date, and also from a state"),
    ],
)
def test_settings_that_ask_for_nothing_are_refused(settings, words):
    """Before anything is computed."""
    with pytest.raises(CommandError, match=words):
        Hypergame(**settings)


def test_too_many_states_are_refused_with_their_number(monkeypatch):
    """The size and a way out."""
    monkeypatch.setattr("standoff.lenses.hypergame.MOST_STATES", 7)
    blind = "misperceptions: {harbour: {states: [war]}}"

    answer = standoff.look(game_of(blind), "hypergame")

    assert answer.attrs["status"] == "does not apply"
    assert "2 games that actors see have 8 states" in answer.attrs["cause"]


def _si_misp(flag=False):
    """Syria and Iraq with misperceptions, re-keyed from the example file of onp/gmcr-py."""
    y, n = "Y", "N"
    return {
        "options": [{"name": "Release Water"}, {"name": "Escalate"}, {"name": "Attack"}],
        "infeasibles": [[[0, y], [1, y]]],
        "useManualPreferenceRanking": flag,
        "decisionMakers": [
            {
                "name": "Syria", "options": [0, 1], "misperceptions": [[[0, y], [1, n]]],
                "preferences": [[[0, n], [1, n], [2, n]], [[1, y]], [[2, n]], [[0, n]]],
                "preferenceRanking": [1, 3, 6, 2, 4, 5],
            },
            {
                "name": "Iraq", "options": [2], "misperceptions": [[[0, n], [1, n]]],
                "preferences": [[[0, y], [1, n], [2, n]], [[0, n], [1, n], [2, y]],
                                [[0, n], [1, y], [2, y]], [[0, n], [1, n], [2, n]],
                                [[0, y], [1, n], [2, y]]],
                "preferenceRanking": [2, 4, 6, 1, 5, 3],
            },
        ],
    }  # fmt: skip


@pytest.mark.parametrize("by_hand", [False, True])
def test_syria_and_iraq_with_misperceptions_rest_as_published(by_hand):
    """Results of onp/gmcr-py (commit 502a12c), read from its own kind of file.

    Each side is blind to some states and moves neither from them nor to them;
    the other's moves are as they are. By statements and by rankings alike.
    """
    found = read_gmcr(json.dumps(_si_misp(by_hand)), "SI_misp.gmcr")
    game = compile(read_text(yaml_text({"name": "si", **found.data})))
    number = binary_numbers(game)

    answer = Hypergame(others="actual", concepts=("nash", "gmr", "smr", "seq")).look(game)

    def states(flags):
        return sorted(number[k] for k in np.flatnonzero(flags))

    for concept in ("nash", "gmr", "smr", "seq"):
        chosen = answer.sel(concept=concept)
        assert states(chosen["equilibrium"]) == [1, 2, 6]
        assert states(chosen["stable"].sel(actor="Syria")) == [1, 2, 5, 6]
        assert states(chosen["stable"].sel(actor="Iraq")) == [1, 2, 4, 6]


def test_in_their_own_games_syria_and_iraq_agree_on_one_state_only():
    """By hand: each believes that the other sees what it sees.

    State 6 is seen by both and left by neither; 1 and 2 rest because one side is
    blind there. Syria leaves 3 for 1 and 4 for 6; Iraq leaves 5 for 2 and 3 for 6.
    """
    found = read_gmcr(json.dumps(_si_misp()), "SI_misp.gmcr")
    game = compile(read_text(yaml_text({"name": "si", **found.data})))
    number = binary_numbers(game)

    answer = Hypergame(concepts=("nash",)).look(game).isel(concept=0)

    kinds = {number[k]: OUTLOOKS[int(code)] for k, code in enumerate(answer["outlook"].values)}
    assert kinds == {1: "hidden", 2: "hidden", 3: "none", 4: "none", 5: "none", 6: "shared"}


def test_the_text_and_the_figure_say_who_is_wrong():
    """In both languages, from the answer alone, narrow and wide, light and dark."""
    from standoff.show import figure, show

    chance = random.Random(1)
    blind = (
        "misperceptions: {harbour: {states: [war], options: {island: [strike]}}, "
        "island: {priorities: {harbour: [blockade == off]}}}"
    )
    answer = standoff.look(game_of(blind), "hypergame")
    english, indonesian = show(answer), show(answer, lang="id", width=60)

    assert "harbour does not see 1 state and does not know all that island can do." in english
    assert "island has its own idea of what harbour wants." in english
    assert "harbour tidak melihat 1 keadaan" in indonesian
    for language in ("en", "id"):
        width = chance.choice((400, 1200))
        assert figure(answer, lang=language, theme="dark", size=width).axes
