"""Tests of answers as text: the numbers are those of the answer, and nothing is hidden."""

import json

import numpy as np
import pytest
import xarray as xr

from show import brief_answers, fixtures
from show.foresight_answers import foresight
from show.hindcast_answers import hindcast
from show.reactions_answers import reactions
from show.record_answers import record
from show.votes_answers import power, votes
from standoff import lenses
from standoff.errors import AnswerError, CommandError
from standoff.show import show, text
from standoff.vocab import LANGUAGES

ANSWERS = (
    fixtures.prisoners,
    fixtures.stability,
    foresight,
    brief_answers.equilibrium,
    brief_answers.ensemble,
    hindcast,
    reactions,
    record,
    votes,
    power,
)


def test_the_prisoners_dilemma_in_words():
    """Each is tempted to confess; the other's confession is what deters (textbook result)."""
    shown = text(fixtures.prisoners())

    expected = """\
Where can this end? Who would move away from there?
===================================================
Prisoner's dilemma

Looked from: Ann: silent, Bob: silent.

4 of the 4 states can be reached from the state looked from. Among them, everybody would stay in
this many (rest): 1 (Nash), 2 (GMR), 2 (SMR), 2 (SEQ).

state                       moves away  Nash     GMR   SMR   SEQ
Ann: silent, Bob: silent             0  2 leave  rest  rest  rest
Ann: confess, Bob: confess           2  rest     rest  rest  rest

In Ann: silent, Bob: silent:
- Ann would leave by “Ann: confess”: under Nash nothing stops it.
- Ann is tempted by “Ann: confess”, but others could answer, at last Bob by “Bob: confess” (to Ann:
  confess, Bob: confess), and leave it no better off: it stays under GMR, SMR, SEQ.
- Bob would leave by “Bob: confess”: under Nash nothing stops it.
- Bob is tempted by “Bob: confess”, but others could answer, at last Ann by “Ann: confess” (to Ann:
  confess, Bob: confess), and leave it no better off: it stays under GMR, SMR, SEQ.

In Ann: confess, Bob: confess:
- Ann and Bob have nothing to gain by moving.

Nash: nobody has a move that gains.
GMR: every tempting move has an answer by others after which it does not pay.
SMR: as GMR, and the mover cannot repair the loss afterwards.
SEQ: as GMR, but only answers that pay those who give them count.

Made by standoff 0.1.0 from prisoners (game decadedecade).
"""
    assert expected == shown


def test_a_large_answer_says_how_much_it_leaves_out():
    """The table shows eight resting states; the sentence counts the others, near and far."""
    answer = fixtures.stability()
    resting = answer["equilibrium"].values.any(axis=0)
    near = int((resting & (answer["steps_from_start"].values >= 0)).sum())
    far = int((resting & (answer["steps_from_start"].values < 0)).sum())

    shown = text(answer)

    assert f"{near - 8} more resting states lie further away." in shown
    assert f"{far} resting states cannot be reached from here." in shown


def test_a_resting_state_out_of_reach_is_not_in_the_table():
    """Where it can end is asked from here: what cannot be reached is only counted."""
    answer = fixtures.prisoners()
    answer["steps_from_start"].values[3] = -1

    shown = text(answer)

    assert not [x for x in shown.splitlines() if x.startswith("Ann: confess, Bob: confess  ")]
    assert "1 resting state cannot be reached from here." in shown


def test_a_verdict_counts_those_who_would_leave():
    """Flipping one actor's verdict adds one to those who leave."""
    answer = fixtures.prisoners()
    answer["stable"].values[0, 0, 0] = True

    assert "1 leaves" in text(answer)
    assert "2 leave" not in text(answer)


def test_choices_are_the_probabilities_of_the_first_turn_at_the_state_looked_from():
    """Turn 0 is the United States at state 1; hand-set to 90% and 10%."""
    answer = brief_answers.equilibrium()
    answer["choice"].values[0, 1, :] = 0.0
    answer["choice"].values[0, 1, [0, 2]] = [0.1, 0.9]

    lines = [line.split() for line in text(answer).splitlines()]

    assert ["United", "States", "table", "a", "statement", "90%"] in [line[:6] for line in lines]
    assert ["hold", "10%"] in [line[:2] for line in lines]


def test_rare_options_are_counted_not_dropped():
    """Three options of one percent each are summed up as three others with three percent."""
    answer = brief_answers.equilibrium()
    answer["choice"].values[0, 1, :] = [0.97, 0.01, 0.01, 0.01, 0.0, 0.0, 0.0]

    shown = text(answer)

    assert any(line.split()[:4] == ["3", "other", "options", "3%"] for line in shown.splitlines())


def test_an_equilibrium_tells_how_exact_it_is():
    """Both residuals are printed: the solver's 3e-13 and the check's 4.2e-12."""
    shown = " ".join(text(brief_answers.equilibrium()).split())

    assert "largest error 3e-13, and 4e-12 by an independent check" in shown


def test_an_equilibrium_tells_how_many_rounds_were_checked_unless_all_were():
    """Two of four rounds: said; all four: nothing to say."""
    some = brief_answers.equilibrium().assign_attrs(horizon=4, rounds_verified="1, 4")
    all_of_them = some.assign_attrs(rounds_verified="1, 2, 3, 4")

    assert "The check computed 2 of the 4 rounds again." in " ".join(text(some).split())
    assert "The check computed" not in text(all_of_them)


def test_an_ensemble_tells_its_interval_paths_and_seed():
    """Sampling error is part of the answer: 0.5 with bounds 0.45 and 0.55."""
    answer = brief_answers.ensemble()
    for name, share in (("share", 0.6), ("share_low", 0.55), ("share_high", 0.65)):
        answer[name].values[-1, 4, :2] = [1 - share, share]

    shown = text(answer)

    assert "60% [55–65]" in next(x for x in shown.splitlines() if x.startswith("Launches"))
    assert "400 paths drawn with seed 7" in shown


def test_an_option_that_half_the_paths_never_use_has_no_median_date():
    """A missing quantile is a dash, not a date."""
    shown = text(brief_answers.ensemble())
    line = next(x for x in shown.splitlines() if x.startswith("North Korea: leave the NPT"))

    assert line.split()[-1] == "–"


@pytest.mark.parametrize("status", ["none exists", "did not converge", "does not apply"])
@pytest.mark.parametrize("make", ANSWERS)
def test_a_method_that_failed_says_why_and_what_to_do(make, status):
    """Cause and remedy are printed instead of numbers, even where the numbers are missing."""
    attributes = {**make().attrs, "status": status, "cause": "Too hot.", "remedy": "Wait."}
    answer = xr.Dataset(attrs=attributes)

    shown = text(answer)

    assert f"No answer ({status}). Too hot. Wait." in shown


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 100, 140])
@pytest.mark.parametrize("make", ANSWERS)
def test_text_keeps_within_the_terminal(make, width, lang):
    """Wide tables wrap; what cannot wrap is short."""
    longest = max(text(make(), lang, width).splitlines(), key=len)

    assert len(longest) <= max(width, 92), longest


def test_names_cannot_steer_the_terminal():
    """An escape sequence in a name is printed without its escape."""
    answer = fixtures.prisoners()
    labels = json.loads(answer.attrs["labels"])
    labels["actors"]["A"]["en"] = "Ann\x1b[2J\x07\u202e"
    answer.attrs["labels"] = json.dumps(labels)

    shown = text(answer)

    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "\u202e" not in shown


def test_a_missing_translation_falls_back_to_english_then_to_the_name():
    """As the file format promises."""
    answer = brief_answers.equilibrium()
    labels = json.loads(answer.attrs["labels"])
    labels["actors"]["RUS"] = {}
    answer.attrs["labels"] = json.dumps(labels)

    shown = text(answer, "id")

    assert "send aid" in shown
    assert "\nRUS " in shown


def test_unreadable_labels_are_an_error_of_the_answer():
    """Never a traceback for a damaged file."""
    answer = fixtures.prisoners()
    answer.attrs["labels"] = "{"

    with pytest.raises(AnswerError, match=r"^The labels of the answer cannot be read"):
        text(answer)


def test_a_state_that_the_answer_lacks_is_an_error_of_the_answer():
    """Looked from a state that was not saved."""
    answer = fixtures.prisoners().assign_attrs(looked_from=99)

    with pytest.raises(AnswerError) as caught:
        text(answer)

    assert str(caught.value) == (
        "The answer holds no state 99. It was saved incompletely; look again."
    )


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: show(fixtures.prisoners(), kind="txet"),
            CommandError,
            "Nothing can be shown as 'txet'. Did you mean 'text'? Known kinds: text, figure, page.",
        ),
        (
            lambda: show(fixtures.prisoners(), kind="page"),
            CommandError,
            "Only a brief has a page. Show the answer as text or as a figure.",
        ),
        (
            lambda: show(brief_answers.brief(), kind="figure"),
            CommandError,
            "A brief has several figures. Draw one of its answers, as in "
            "figure(brief.answers['ensemble']), or show the brief as a page.",
        ),
        (
            lambda: show(np.zeros(3)),
            AnswerError,
            "A ndarray cannot be shown. Give an answer of a lens, or a brief.",
        ),
        (
            lambda: text(xr.Dataset()),
            AnswerError,
            "This dataset names no lens, so it is no answer. "
            "Load a file that 'standoff look --out' or standoff.save wrote.",
        ),
        (
            lambda: text(brief_answers.situation()),
            AnswerError,
            "No text is written for an answer of 'situation'. "
            f"Known lenses: {', '.join(lenses.names())}, record, power.",
        ),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(call, error, message):
    """The whole message is the contract."""
    with pytest.raises(error) as caught:
        call()

    assert message == str(caught.value)


@pytest.mark.parametrize("make", ANSWERS)
def test_showing_leaves_the_answer_alone(make):
    """Show reads; it never writes into what it was given."""
    answer = make()

    text(answer)

    xr.testing.assert_identical(make(), answer)
