"""Tests for the drawings and words of an equilibrium: policies, others, the branch."""

import functools
import itertools

import numpy as np
import pytest

from lenses.contest import CONTEST
from standoff.game import compile
from standoff.lenses.asking import look
from standoff.show import text
from standoff.show.canvas import DPI, STYLES
from standoff.show.equilibrium.others_text import push_words
from standoff.show.figures import figure
from standoff.show.words import words_for
from standoff.spec import read_text


@functools.cache
def contest(**settings):
    """Look at a contest of nerves, once for each way."""
    return look(compile(read_text(CONTEST)), "equilibrium", **settings)


def words_of(drawn):
    """List what is written in a figure."""
    return [written.get_text() for axes in drawn.axes for written in axes.texts]


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("size", [400, 1000])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["branch", "values", "occupancy"])
def test_nothing_overlaps_or_leaves_the_sheet(kind, theme, size, lang):
    """Boxes of texts, measured as they are drawn; colours of texts stand out."""
    drawn = figure(contest(others=True, starts=8), kind, lang=lang, theme=theme, size=size)
    drawn.canvas.draw()
    wide, tall = drawn.get_size_inches() * DPI
    shown = [(one.get_text(), one.get_window_extent()) for axes in drawn.axes for one in axes.texts]

    for said, box in shown:
        assert -1 <= box.x0 < box.x1 <= wide + 2, said
        assert -1 <= box.y0 < box.y1 <= tall + 2, said
    for (one, a), (other, b) in itertools.combinations(shown, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across <= 2 or down <= 4, (one, other)
    colours = {one.get_color() for axes in drawn.axes for one in axes.texts}
    assert colours <= {STYLES[theme].ink, STYLES[theme].muted}


def test_the_branch_ends_where_the_policy_is():
    """The last point of each line, read back from the drawing, is the choice stated."""
    answer = contest(others=True, starts=8)
    drawn = figure(answer, "branch")
    lines = [line for line in drawn.axes[0].lines if line.get_linewidth() == 2]
    low, high = (drawn_rule(drawn, said) for said in ("0%", "100%"))

    last = [(low - line.get_ydata()[-1]) / (low - high) for line in lines[:2]]

    stated = answer["choice"].sel(state=answer.attrs["looked_from"])[0].values
    assert sorted(last) == pytest.approx(sorted(stated[:2]), abs=1e-6)
    marks = [line for line in drawn.axes[0].lines if line.get_markerfacecolor() == "none"]
    assert len(marks) == 2 * (answer.sizes["other"] - 1)


def drawn_rule(drawn, said):
    """Find the height of the first rule with this text."""
    return next(t.get_position()[1] for t in drawn.axes[0].texts if t.get_text() == said)


def test_a_fold_is_drawn_as_it_runs_and_told():
    """A branch that turns back twice: the line keeps the order of the steps."""
    answer = contest(others=True, starts=8)
    factor = np.array([0.0, 0.6, 0.3, 0.8, 1.0])
    share = np.array([0.5, 0.6, 0.7, 0.8, 0.9])
    folded = answer.drop_vars(
        ["branch_precision", "branch_residual", "branch_choice"]
    ).assign(
        branch_precision=("step", factor),
        branch_residual=("step", np.full(5, 1e-8)),
        branch_choice=(("step", "slot"), np.stack([share, 1 - share], axis=1)),
    )  # fmt: skip

    drawn = figure(folded, "branch")

    line = next(line for line in drawn.axes[0].lines if line.get_linewidth() == 2)
    across = np.diff(line.get_xdata())
    assert np.sign(across).tolist() == [1, -1, 1, 1]
    assert "Where a line turns back the branch folds." in " ".join(words_of(drawn))
    assert "folds" not in " ".join(words_of(figure(answer, "branch")))


def test_with_an_end_there_is_no_branch():
    """The figure says so instead of drawing one point."""
    written = " ".join(words_of(figure(contest(horizon=3), "branch")))

    assert "counted backwards from there" in written


def test_what_a_search_does_not_prove_is_said():
    """Three were found, and the reader learns that this is no proof."""
    said = " ".join(text(contest(others=True, starts=8)).split())

    assert "3 equilibria found. That does not prove that there are no more." in said
    assert "runs away (4.77)" in said
    assert said.count("returns (0.11)") == 2


def test_an_even_number_is_said_to_be_incomplete():
    """Two of the three, as a search that missed one would tell it."""
    said = " ".join(text(contest(others=True, starts=8).isel(other=[0, 1])).split())

    assert "their number is odd, so at least one is missing" in said


@pytest.mark.parametrize(
    ("radius", "lead", "said"),
    [
        (0.5, 0.2, "returns (0.5)"),
        (1.5, 0.2, "returns if slowly (1.5)"),
        (1.5, 1.2, "runs away (1.5)"),
        (np.nan, np.nan, "not computed"),
    ],
)
def test_what_becomes_of_a_push_is_told_by_both_figures(radius, lead, said):
    """At once below radius 1, gradually below lead 1, not at all beyond."""
    assert push_words(radius, lead, words_for("en")) == said


@pytest.mark.parametrize(
    ("settings", "parts"),
    [
        ({"policy": "perfect"}, ["Policy: best replies for sure", "at most 0", "state by state"]),
        ({"policy": "perfect", "horizon": 4, "ties": "equal"}, ["from the end", "equally likely"]),
        ({"policy": "level-k", "level": 0}, ["Policy: level 0. All take anything"]),
        ({"policy": "level-k"}, ["Policy: level 2. Each replies, by its precision"]),
        ({"policy": "level-k", "reply": "best"}, ["takes for sure what is best"]),
        ({"policy": "fictitious", "plays": 3}, ["In 3 plays", "The last replies differed"]),
    ],
)
def test_each_policy_says_what_it_is_and_how_good(settings, parts):
    """The name and settings of the policy, and the regret that was checked."""
    answer = contest(**settings)
    said = " ".join(text(answer).split())

    assert all(part in said for part in parts)
    assert "An independent check finds the same" in said
    assert float(answer["regret"]) >= 0
    indonesian = " ".join(text(answer, lang="id").split())
    assert "Kebijakan:" in indonesian
    assert "Policy:" not in indonesian


def test_no_pure_replies_is_told_in_indonesian():
    """The cause names no language but the reader's."""
    answer = contest(policy="perfect", horizon=0).assign_attrs(
        status="none exists",
        cause="No choices of the movers are best replies to each other in 3 of the states: "
        "whatever they do for certain, one of them would rather do something else.",
        remedy="Give the crisis a horizon, or ask for the policy 'logit', which allows for chance.",
    )

    said = text(answer, lang="id")

    assert "balasan terbaik" in said
    assert "best replies" not in said
