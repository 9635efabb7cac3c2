"""Tests of how a hindcast is told: plainly where it loses, and in words that fit the numbers."""

import numpy as np
import pytest

from show.hindcast_answers import hindcast
from standoff.show import figure, text
from standoff.show.hindcast.phrases import told_forward, told_losses, told_surprise, told_verdicts
from standoff.show.hindcast.text import hindcast_lines
from standoff.show.labels import Labels
from standoff.show.words import Words, words_for
from standoff.vocab import LANGUAGES

ENGLISH = Words("en")


def labels_of(answer, lang="en"):
    """Read the names in an answer."""
    return Labels.of(answer, words_for(lang))


def test_it_is_said_plainly_where_the_model_loses():
    """A reader must not have to work out from a table that a baseline does better."""
    assert told_verdicts(hindcast(), ENGLISH) == [
        "One step ahead the model loses to persistence (-0.03 [-0.05…-0.01]).",
        "Against Markov chain (+0.01 [-0.01…+0.03]) there is no telling: the interval covers zero, "
        "or there are too few rounds for one.",
        "One step ahead the model does better than uniform (+0.94 [+0.92…+0.96]) and running "
        "frequency (+0.11 [+0.09…+0.13]).",
    ]


def test_losses_on_one_question_or_for_one_actor_are_said_too():
    """A model that is good on average may still be no guide to one actor."""
    answer = hindcast()
    for name in ("verdict", "actor_verdict"):
        answer[name][:] = "better"
    answer["verdict"].loc[{"scope": ["whether", "moves"], "baseline": ["markov"]}] = "worse"
    answer["actor_verdict"].loc[{"actor": "CHN", "baseline": ["uniform", "markov"]}] = "worse"

    assert told_losses(answer, labels_of(answer)) == [
        "On “whether anything is done” the model loses to Markov chain (+0.01 [-0.01…+0.03]).",
        "For China the model loses to uniform (+0.94 [+0.92…+0.96]) and Markov chain (+0.01 "
        "[-0.01…+0.03]).",
    ]


def test_it_is_said_plainly_where_the_forecast_from_the_cut_off_loses():
    """The mean over the nine rounds ahead, the state looked from left out."""
    answer = hindcast()

    assert told_forward(answer, labels_of(answer)) == (
        "Looking 9 rounds ahead from 5 April 2009, the model's mean ranked score is 0.30 (0 is "
        "right, 1 as wrong as can be). It loses to “any level alike” (0.25). It does better than "
        "“status quo” (0.50) and “past levels” (0.40). These rounds and variables are one "
        "history, so this is one case and has no interval."
    )


@pytest.mark.parametrize(
    ("surprise", "said"),
    [
        (-2.1, "That is 2.1 standard deviations too low: the record would be surprising."),
        (1.2, "That is 1.2 standard deviations off: the record would be no surprise."),
        (
            4.0,
            "That is 4.0 standard deviations too high: the record is more orderly than the model "
            "has it.",
        ),
        (np.nan, "it scores -0.31."),
    ],
)
def test_the_record_is_called_surprising_on_the_side_on_which_it_is(surprise, said):
    """Beyond 1.96 standard deviations, as the 95% intervals beside it."""
    answer = hindcast().assign(surprise=surprise)

    assert told_surprise(answer, ENGLISH).endswith(said)


def test_calibration_is_marked_only_where_the_interval_leaves_out_the_mean():
    """The first bin came ten times as often as it was given; the empty one is not shown."""
    lines = text(hindcast()).splitlines()
    first = next(k for k, line in enumerate(lines) if "probability given" in line)
    table = [line.split() for line in lines[first + 1 : first + 7]]

    assert [row[0] for row in table] == [
        "0%–1%",
        "1%–3%",
        "3%–10%",
        "10%–30%",
        "30%–70%",
        "97%–100%",
    ]
    assert [row[-1] == "low" for row in table] == [True, *[False] * 5]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_brief_is_given_three_to_five_lines(lang):
    """Each one a sentence or more, none empty, whoever wins."""
    answer = hindcast()

    lines = hindcast_lines(answer, labels_of(answer, lang))

    assert 3 <= len(lines) <= 5
    assert all(line.endswith(".") for line in lines)


def test_a_brief_has_no_empty_line_where_all_verdicts_agree():
    """With one verdict there is one sentence on baselines."""
    answer = hindcast()
    for name in ("verdict", "actor_verdict"):
        answer[name][:] = "better"

    lines = hindcast_lines(answer, labels_of(answer))

    assert len(lines) == 4
    assert all(lines)


def test_the_least_expected_moves_come_first_and_hold_is_none():
    """The list is of what was done."""
    lines = text(hindcast(), width=140).splitlines()
    first = next(k for k, line in enumerate(lines) if "least expected" in line)
    shares = [line.split()[-1] for line in lines[first + 1 : first + 7]]

    assert shares[0] == "<0.1%"
    assert shares == sorted(shares, key=lambda share: float(share.strip("<%")))
    assert "hold" not in " ".join(lines[first : first + 7])


def test_the_drawn_gain_is_the_sum_over_rounds():
    """84 rounds in each of which the model is better by 6 times 0.94."""
    drawn = figure(hindcast(), "gains", size=1000)
    written = {label.get_text() for axes in drawn.axes for label in axes.texts}

    assert "over uniform: +473.8 in all" in written
    assert "over persistence: -15.1 in all" in written


def test_points_on_the_line_of_calibration_are_calibrated():
    """The middle bin was given one half, and a half of it came: the middle of the diagram."""
    drawn = figure(hindcast(), "calibration", size=600)
    points = [line for line in drawn.axes[0].lines if line.get_marker() == "o"]
    x, y = (np.array([line.get_data()[k][0] for line in points]) for k in (0, 1))
    diagonal = next(
        line for line in drawn.axes[0].lines
        if np.ptp(line.get_xdata()) > 300 and np.ptp(line.get_ydata()) > 300
    )  # fmt: skip
    middle = np.array([diagonal.get_xdata().mean(), diagonal.get_ydata().mean()])

    assert len(points) == 6
    assert np.hypot(x - middle[0], y - middle[1]).min() == pytest.approx(0, abs=1e-6)


def test_the_fans_stand_above_what_came():
    """The strip below a panel is in the colour of the level that came, the highest."""
    drawn = figure(hindcast(), "forward", size=1000)

    assert "The strip below each panel is the record." in " ".join(
        label.get_text() for label in drawn.axes[0].texts
    )
