"""Tests of what is said and drawn of reactions: plainly, in words and in pictures."""

import pytest
from matplotlib.patches import Rectangle

from show.reactions_answers import reactions, without
from standoff.show import figure, text
from standoff.show.labels import Labels
from standoff.show.reactions.text import reactions_lines
from standoff.show.words import words_for

MONTHS = ("date", "series", "shock", "lag", "month", "other")


def lines(answer, lang="en"):
    """Give the sentences that a brief quotes."""
    return reactions_lines(answer, Labels.of(answer, words_for(lang)))


def flat(answer, lang="en"):
    """Write an answer for a terminal so wide that nothing is cut, without line breaks."""
    return " ".join(text(answer, lang, 300).split())


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ("open", "Verdict: whether texts bend or harden North Korea cannot be told from this"),
        ("harden", "Verdict: after texts North Korea hardens:"),
        ("bend", "Verdict: after texts North Korea bends:"),
        ("both", "Verdict: after texts North Korea bends in one respect and hardens in another."),
    ],
)
def test_the_verdict_comes_first_and_is_plain(verdict, expected):
    """Harden, bend, both, or that nothing can be told."""
    assert lines(reactions(verdict))[0].startswith(expected)


def test_a_brief_quotes_six_lines_with_counts_and_p_values():
    """The verdict, after texts, before them, threats, deeds, and months."""
    assert lines(reactions())[1:] == [
        "In the 30 days after each of 30 texts aimed at North Korea, it did on average 1.36 "
        "hostile acts (base rate 0.22, corrected p 0.074) and 0.31 friendly ones (base rate 0.22, "
        "corrected p 0.074).",
        "Texts answer what was done: in the 30 days before them it had done 1.16 hostile acts "
        "already. From before to after that is a change of +0.2, where 0 to +0.9 come by chance in "
        "95% (corrected p 0.074).",
        "2 of 4 threats of North Korea were followed by a deed of conflict within 30 days: "
        "50% [15–85], against 12% after any day (corrected p 0.09).",
        "In the 30 days after a deed of North Korea others did 0.8 hostile acts to it, against a "
        "base rate of 0.16 (corrected p 0.03); in as many days before a deed, 0.8.",
        "By month: a shock of 2.9 points of hostile acts on North Korea moves its own hostile "
        "acts of the next 12 months by +1.7 points [+0.7 to +2.7]; corrected p 0.24. Its "
        "residuals still hang together over time (Portmanteau p <0.001), so read it with caution.",
    ]


def test_what_the_record_lacks_is_said_and_not_shown():
    """Each part that is missing leaves a sentence, and no empty table."""
    days = ("text", "sign", "week", "family")
    without_texts = flat(without(*days))
    bare = without(*days, "threat", *MONTHS, months_missing="few", months_least=8)

    assert "The record holds no text of a body aimed at North Korea." in without_texts
    assert "The record holds no threat of North Korea." not in without_texts
    assert "The record holds no threat of North Korea." in flat(bare)
    assert "must each fill at least 8 months" in flat(bare)
    assert lines(bare) == lines(reactions())[4:5]


def test_without_months_the_tables_of_days_stay():
    """A short record has texts and no autoregression."""
    said = flat(without(*MONTHS, months_missing="singular", months_least=0))

    assert "p (corrected)" in said
    assert "a monthly series is constant, or follows exactly from the others" in said
    assert "by month (" not in said


def test_texts_beyond_the_list_are_counted():
    """Thirty texts, of which the last 25 are listed."""
    said = flat(reactions())

    assert "+ 5 earlier texts." in said
    assert "30 April 2009" in said
    assert "5 April 2009" not in said.replace("25 April 2009", "").replace("15 April 2009", "")


def test_a_window_that_the_record_cuts_off_is_marked():
    """More may have happened after the record ends."""
    assert "1+/1+/1+" in flat(reactions())


def test_families_that_followed_are_listed_the_commonest_first():
    """Those that never followed are not, and a type without a word of ours keeps its name."""
    said = text(reactions())

    assert said.index("tests, hostile") < said.index("talks, friendly")
    assert "assault, hostile" in said
    assert "other matters" not in said
    assert "47% (47%)" in said


def test_shocks_that_do_not_die_out_are_warned_of():
    """Then responses mean nothing."""
    said = flat(reactions(largest_root=1.02, portmanteau_p=0.4))

    assert "Shocks do not die out (largest root 1.02)" in said
    assert "hang together" not in said


def test_indonesian_readers_read_indonesian():
    """The words of events too, where the record has them."""
    said = flat(reactions(), "id")

    assert "Apakah tekanan melunakkan atau mengeraskan?" in said
    assert "Uji coba diumumkan" in said
    assert "menolak naskah Dewan" in said
    assert "hostile" not in said


def test_bars_are_as_high_as_the_acts_of_the_week():
    """The bar of week 1 is twice that of week 2, and stands to the right of the text."""
    drawn = figure(reactions(), "weeks")
    bars = [
        patch
        for patch in drawn.axes[0].patches
        if isinstance(patch, Rectangle) and patch.get_facecolor()[:3] == (213 / 255, 94 / 255, 0)
    ]
    left, right = bars[12], bars[13]

    assert len(bars) == 26
    assert right.get_height() == pytest.approx(2 * bars[14].get_height())
    assert right.get_height() == pytest.approx(left.get_height())
    day = next(line for line in drawn.axes[0].lines if line.get_linestyle() != "-")
    assert left.get_x() + left.get_width() < day.get_xdata()[0] < right.get_x()
    assert right.get_x() - day.get_xdata()[0] < 4


@pytest.mark.parametrize("kind", ["weeks", "responses"])
def test_a_part_that_is_missing_is_drawn_as_its_reason(kind):
    """No empty axes."""
    answer = without("week", "sign", *MONTHS, months_missing="span", months_least=48)

    drawn = figure(answer, kind)

    said = " ".join(label.get_text() for label in drawn.axes[0].texts)
    assert "fewer than 48 months" in said
    assert not drawn.axes[0].patches
