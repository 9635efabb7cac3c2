"""Tests for the lens `preferences`, its structures, and `standoff.game.relations`."""

from typing import get_args

import numpy as np
import pytest

import standoff
from lenses.read_again import fast, look
from relation_models import NASH
from standoff.errors import CommandError
from standoff.lenses.preferences import Preferences
from standoff.lenses.structures import Structure
from standoff.spec import read_text


@pytest.mark.parametrize("name", standoff.catalog.names())
def test_the_ordinary_reading_of_a_published_crisis_is_the_fast_one(name):
    """All states of the large ones too, whichever way preferences are given."""
    game = standoff.compile(standoff.read(standoff.catalog.path(name)))

    found = look(game, "strength")["crisp"]

    ordinary = fast(game)
    assert (found[: len(ordinary)] == ordinary).all()


DILEMMA = """
name: dilemma
actors: [ann, bob]
variables: {a: [defect, keep], b: [defect, keep]}
controls: {ann: [a], bob: [b]}
states:
  both: a == keep and b == keep
  neither: a == defect and b == defect
ranking:
  ann: [a == defect and b == keep, both, neither, a == keep and b == defect]
  bob: [b == defect and a == keep, both, neither, b == keep and a == defect]
"""
"""States in order: 0 neither, 1 bob keeps, 2 ann keeps, 3 both."""


def rests(text, structure, reading, **settings):
    """Name the concepts under which both would stay in mutual cooperation."""
    answer = Preferences(structure=structure, **settings).look(standoff.compile(read_text(text)))
    both = answer["equilibrium"].sel(reading=reading).isel(state=3)
    return [str(c) for c in both["concept"].values[both.values]]


FORESEEN = ["gmr", "smr", "seq", "sseq"]


@pytest.mark.parametrize(
    ("more", "structure", "reading", "expected"),
    [
        # cooperation against desertion alone is unknown: in a and c it tempts
        ("unknown: {ann: [[both, a == defect and b == keep]]}", "unknown", "a", FORESEEN),
        # from the desertion bob answers by deserting too; against that, all is unknown
        ("unknown: {ann: [[both, neither]]}", "unknown", "a", []),
        ("unknown: {ann: [[both, neither]]}", "unknown", "b", []),
        ("unknown: {ann: [[both, neither]]}", "unknown", "c", FORESEEN),
        ("unknown: {ann: [[both, neither]]}", "unknown", "d", FORESEEN),
        # the answer is mildly worse, unless a line is drawn between the two
        ("", "strength", "strong", []),
        ("strength: {ann: [both or a != b]}", "strength", "strong", []),
        ("strength: {ann: [neither], bob: [neither]}", "strength", "strong", FORESEEN),
        # ann wishes bob well: deserting hurts him, so nothing tempts her, but nor does answering
        ("attitudes: {ann: {bob: devoting}}", "attitudes", "published", ["gmr", "smr"]),
        (
            "attitudes: {ann: {bob: devoting}, bob: {ann: devoting}}",
            "attitudes",
            "strict",
            ["nash", *FORESEEN],
        ),
        # ann wishes bob ill, and cares for nothing else: deserting hurts him, and so does the end
        (
            "attitudes: {ann: {ann: neutral, bob: aggressive}}",
            "attitudes",
            "published",
            [],
        ),
    ],
)
def test_cooperation_in_the_dilemma_by_hand(more, structure, reading, expected):
    """From cooperation, a desertion is answered by the other's, and there both stay."""
    assert rests(DILEMMA + more, structure, reading) == expected


@pytest.mark.parametrize(
    ("more", "structure", "reading", "stays"),
    [
        ("", "unknown", "a", True),
        ("unknown: {ann: [[true, true]]}", "unknown", "a", True),
        ("strength: {ann: [x == on]}", "strength", "crisp", True),
        ("strength: {ann: [x == on]}", "strength", "strong", False),
        ("", "fuzzy", "0.1", True),
        ("", "probabilistic", "1", True),
        ("attitudes: {ann: {ann: neutral}}", "attitudes", "published", True),
    ],
)
def test_being_led_back_deters_but_is_no_great_harm(more, structure, reading, stays):
    """Ann puts a lamp on, Bob can put it out: a state is no better than itself, nor worse.

    That holds of a state that is unknown against all others, too.
    """
    text = """
name: lamp
actors: [ann, bob]
variables: {x: [off, on]}
options:
  ann: {light: {effect: {set: {x: on}}}}
  bob: {dark: {effect: {set: {x: off}}}}
ranking: {ann: [x == on, x == off], bob: [x == off, x == on]}
"""
    found = look(standoff.compile(read_text(text + more)), structure)[reading]

    assert not found[NASH, 0, 0]
    assert found[1, 0, 0] == stays


def test_degrees_by_hand():
    """Gains of 1 of a span of 4 count up to a threshold of a quarter, and the loss after it too.

    Utilities of ann: 0 alone keeping, 2 neither, 3 both, 4 alone deserting. At
    a threshold of 0.25 the gain of 1 tempts, and the loss of 1 deters; above
    it, nothing tempts.
    """
    text = (
        DILEMMA.split("ranking")[0]
        + """
interests:
  ann_gain: 2 - 2 * a + 2 * b - (both)
  bob_gain: 2 - 2 * b + 2 * a - (both)
weights: {ann: {ann_gain: 1}, bob: {bob_gain: 1}}
"""
    )
    text = text.replace("(both)", "(a * b) * (0 - 1)")
    game = standoff.compile(read_text(text))
    assert game.utility.tolist() == [[2, 4, 0, 3], [2, 0, 4, 3]]

    assert rests(text, "fuzzy", "0.25", levels=(0.25, 0.26)) == FORESEEN
    assert rests(text, "fuzzy", "0.26", levels=(0.25, 0.26)) == ["nash", *FORESEEN]
    assert rests(text, "fuzzy", "0.2", levels=(0.2,), thresholds=("ann=0.5",)) == FORESEEN
    assert rests(text, "fuzzy", "0.2", levels=(0.2,), thresholds=("ann=0.5", "bob=0.5")) == [
        "nash",
        *FORESEEN,
    ]


def test_in_an_order_with_gaps_a_mild_preference_is_half_sure():
    """Below cooperation lies a gap and above it none: to desert counts up to one half."""
    text = DILEMMA + "strength: {ann: [neither], bob: [neither]}"

    assert rests(text, "fuzzy", "0.5", levels=(0.5,)) == FORESEEN
    assert rests(text, "fuzzy", "0.6", levels=(0.6,)) == ["nash", *FORESEEN]


PIER = """
name: pier
actors: [port, ship]
variables: {toll: [none, low]}
controls: {port: [toll]}
interests: {money: toll}
weights: {port: {money: {value: 1, WIDTH}}}
"""


@pytest.mark.parametrize(
    ("width", "share"),
    [
        ("range: [-1, 3]", 0.75),
        ("distribution: {uniform: [-1, 1]}", 0.5),
        ("distribution: {normal: [1, 1]}", 0.8413),
        ("distribution: {triangular: [-1, 0, 1]}", 0.5),
        ("distribution: {triangular: [-1, 1, 1]}", 0.75),
        ("distribution: {beta: [1, 3]}", 1.0),
        ("range: [0.5, 3]", 1.0),
    ],
)
def test_the_probability_that_a_toll_pays_is_that_of_its_weight_being_positive(width, share):
    """One weight decides, and its law is known in closed form; within four standard errors."""
    from standoff.game.relations import chance_of_better, range_kinds

    game = standoff.compile(read_text(PIER.replace("WIDTH", width)))
    kinds = range_kinds(game, 0, np.arange(2))

    found = chance_of_better(game, 0, kinds.sample, 4_000, 0)[kinds.kind[0], kinds.kind[1]]

    assert abs(found - share) <= 4 * np.sqrt(share * (1 - share) / 4_000)


@pytest.mark.parametrize(("level", "stays"), [(0.24, True), (0.26, False), (1.0, False)])
def test_an_actor_stays_where_moving_pays_too_seldom(level, stays):
    """A move that pays in three of four cases keeps nobody who must be sure in one of four."""
    game = standoff.compile(read_text(PIER.replace("WIDTH", "range: [-1, 3]")))

    found = look(game, "probabilistic", levels=(level,), draws=4_000)[f"{level:g}"]

    assert found[NASH, 0, 0] == stays


def test_what_the_file_declares_unknown_goes_before_the_ranges():
    """Unless the ranges are asked for; the answer says which it was."""
    text = PIER.replace("WIDTH", "range: [0.5, 3]")
    open_range = standoff.compile(read_text(PIER.replace("WIDTH", "range: [-1, 3]")))
    given = standoff.compile(read_text(text + "unknown: {port: [[toll == none, toll == low]]}"))

    assert Preferences().look(open_range).attrs["unknown_from"] == "ranges"
    assert Preferences().look(given).attrs["unknown_from"] == "given"
    assert not look(given, "unknown")["a"][NASH, 0].any()
    assert not look(open_range, "unknown")["a"][NASH, 0].any()
    assert look(given, "unknown", unknown_from="ranges")["a"][NASH, 0].tolist() == [False, True]


def test_pair_shares_are_those_of_ordered_pairs_of_states():
    """Of the twelve pairs of states of the dilemma, one pair both ways is unknown to ann."""
    text = DILEMMA + "unknown: {ann: [[both, neither]]}"

    answer = Preferences().look(standoff.compile(read_text(text)))

    assert answer["pair_share"].values.tolist() == [pytest.approx(1 / 6), 0.0]


@pytest.mark.parametrize("structure", get_args(Structure))
def test_reasons_say_what_is_unknown_and_what_is_greatly_worse(structure):
    """In cooperation to desert is better; where the answer leads is unknown to ann, bad for bob."""
    text = (
        DILEMMA
        + """
unknown: {ann: [[both, neither]]}
strength: {bob: [neither]}
"""
    )
    game = standoff.compile(read_text(text))

    answer = Preferences(structure=structure, at={"a": "keep", "b": "keep"}).look(game)

    found = answer.isel(told=0)
    assert int(found["told_state"]) == 3
    harms = {
        actor: set(found["answer_sense"].sel(actor=actor).values.ravel())
        for actor in ("ann", "bob")
    }
    assert not found["move_sense"].values.any()
    expected = {
        "unknown": {"ann": {0, 1}, "bob": {0}},
        "strength": {"ann": {0}, "bob": {0, 2}},
        "hybrid": {"ann": {0, 1}, "bob": {0, 2}},
    }
    assert harms == expected.get(structure, {"ann": {0}, "bob": {0}})
    deserts = found["move_option"].sel(actor="ann", reading="crisp", concept="nash")
    assert str(answer["option"].values[int(deserts)]) == "ann.a=defect"


def test_states_out_of_reach_may_be_left_out_without_changing_a_verdict():
    """What lies within reach is a game of its own: nothing leads out of it."""
    game = standoff.compile(standoff.read(standoff.catalog.path("libya-2003")))

    whole = Preferences().look(game)
    part = Preferences(most_states=50).look(game)

    assert part.attrs["states_shown"] == "within reach"
    assert part.sizes["state"] == int((whole["steps_from_start"] >= 0).sum())
    assert (whole["stable"].sel(state=part["state"]) == part["stable"]).all()
    assert (part["steps_from_start"] >= 0).all()


def test_too_much_within_reach_is_said_with_its_size():
    """Never a wait without end; the remedy names the lens that can."""
    game = standoff.compile(standoff.read(standoff.catalog.path("cuba-1962")))

    answer = standoff.look(game, "preferences", most_states=100)

    assert answer.attrs["status"] == "does not apply"
    assert answer.attrs["cause"].startswith("322 states lie within reach")
    assert "'stability'" in answer.attrs["remedy"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"concepts": ("nahs",)}, "Did you mean 'nash'?"),
        ({"levels": (0.5,)}, "The structure 'unknown' of the lens 'preferences' has no levels."),
        ({"structure": "fuzzy", "levels": (0.0,)}, "cannot use the level 0.0"),
        ({"structure": "fuzzy", "levels": (1.5,)}, "cannot use the level 1.5"),
        ({"structure": "fuzzy", "levels": (0.5, 0.5)}, "given a level twice"),
        (
            {"structure": "fuzzy", "thresholds": ("ann=high",)},
            "cannot read the threshold 'ann=high'",
        ),
        ({"structure": "fuzzy", "thresholds": ("ann=nan",)}, "cannot use the level nan"),
        ({"structure": "fuzzy", "thresholds": ("ann=2",)}, "cannot use the level 2.0"),
        ({"structure": "probabilistic", "credibility": 1.0}, "cannot use credibility = 1.0"),
        ({"structure": "probabilistic", "draws": 0}, "cannot use draws = 0"),
        ({"at": {}, "date": "2003-01-01"}, "Give either 'date' or 'at'."),
    ],
)
def test_settings_that_ask_for_nothing_are_refused(settings, message):
    """Before anything is computed, with what would be right."""
    with pytest.raises(CommandError, match="."):
        Preferences(**settings)
    with pytest.raises(CommandError) as refused:
        Preferences(**settings)
    assert message in str(refused.value)


def test_a_threshold_of_nobody_is_refused():
    """With the nearest actor."""
    with pytest.raises(CommandError, match="Did you mean 'ann'"):
        Preferences(structure="fuzzy", thresholds=("anne=0.5",)).look(
            standoff.compile(read_text(DILEMMA))
        )
