"""Tests of what is said of a run that was bounded, and before one that is long."""

import pytest

import standoff
from show import fixtures
from standoff.show import text
from standoff.show.stability.bounds_text import cost_line
from standoff.show.words import Words


def flat(shown):
    """Undo the breaking of lines."""
    return " ".join(shown.split())


def test_an_answer_that_leaves_nothing_out_says_nothing_of_it():
    """The four states of the dilemma, all within reach."""
    shown = flat(text(fixtures.prisoners()))

    assert "4 of the 4 states can be reached from the state looked from. Among them" in shown
    assert "left out" not in shown
    assert "time allowed" not in shown


@pytest.mark.parametrize(
    ("language", "reach", "time", "draws"),
    [
        (
            "en",
            "90 of the 4 states can be reached from the state looked from. The answer holds the "
            "4 nearest of them; 86 are left out (setting most_states). Among them",
            "The time allowed was over before SEQ and SSEQ could be judged "
            "(setting most_seconds).",
            "1,200 draws of preferences were left out for want of time.",
        ),
        (
            "id",
            "90 dari 4 keadaan terjangkau dari keadaan yang ditinjau. Jawaban ini memuat 4 yang "
            "terdekat; 86 lainnya tidak dimuat (setelan most_states).",
            "Waktu yang diizinkan habis sebelum SEQ dan SSEQ dapat dinilai "
            "(setelan most_seconds).",
            "1.200 pengambilan acak preferensi tidak dilakukan karena kekurangan waktu.",
        ),
    ],
)  # fmt: skip
def test_a_bounded_answer_says_what_it_leaves_out(language, reach, time, draws):
    """States beyond the nearest, concepts that were not judged, draws that were not made."""
    answer = fixtures.prisoners().assign_attrs(
        states_within_reach=90, concepts_left_out="seq, sseq", draws_left_out=1200
    )

    shown = flat(text(answer, lang=language))

    assert reach in shown
    assert time in shown
    assert draws in shown


def test_five_concepts_are_told_apart():
    """The chicken game: yielding by both is held by threats that nobody would carry out."""
    game = standoff.compile(standoff.read(standoff.catalog.path("chicken")))

    shown = flat(text(standoff.look(game, "stability", draws=0)))

    assert "3 (GMR), 3 (SMR), 2 (SEQ), 2 (SSEQ)" in shown
    assert "GMR, SMR, SEQ, SSEQ nothing stops it" in shown
    assert "SSEQ: as SEQ, and the mover cannot repair the loss afterwards." in shown


def test_a_move_to_a_state_left_out_is_named_by_its_option():
    """Positions of states that the answer does not hold are -1; the options are there."""
    answer = fixtures.prisoners()
    hidden = answer.assign(move_to=answer["move_to"] * 0 - 1, answer_to=answer["answer_to"] * 0 - 1)

    shown = flat(text(hidden))

    assert (
        "Ann is tempted by “Ann: confess”, but others could answer, at last Bob by “Bob: confess”"
        in shown
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            "About 34 seconds and 1.3 GB: 1,048,576 states, 20,971,520 moves. To bound it: x=1.",
        ),
        (
            "id",
            "Kira-kira 34 detik dan 1,3 GB: 1.048.576 keadaan, 20.971.520 langkah. "
            "Untuk membatasinya: x=1.",
        ),
    ],
)
def test_a_predicted_cost_is_told_in_both_languages(language, expected):
    """Rounded, for it is a guess."""
    assert expected == cost_line(2**20, 20 * 2**20, 33.7, 1.28, Words(language), "x=1")


def test_a_small_cost_is_not_told_as_nothing():
    """Half a second is told as one, a megabyte as a tenth of a gigabyte."""
    assert cost_line(2, 1, 0.3, 0.001, Words("en"), "x=1").startswith("About 1 second and 0.1 GB")
