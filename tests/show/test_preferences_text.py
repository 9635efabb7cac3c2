"""Tests for `standoff.show.preferences.text`: sentences against answers that are known by hand."""

import pytest

import standoff
from standoff.spec import read_text

DILEMMA = """
name: dilemma
actors: [ann, bob]
variables: {a: [defect, keep], b: [defect, keep]}
start: {a: keep, b: keep}
controls: {ann: [a], bob: [b]}
states:
  both: a == keep and b == keep
  neither: a == defect and b == defect
ranking:
  ann: [a == defect and b == keep, both, neither, a == keep and b == defect]
  bob: [b == defect and a == keep, both, neither, b == keep and a == defect]
"""


def told(more, language="en", **settings):
    """Write the answer as one line."""
    game = standoff.compile(read_text(DILEMMA + more))
    answer = standoff.look(game, "preferences", **settings)
    return " ".join(standoff.show(answer, lang=language, width=200).split())


def test_what_is_unknown_is_told_with_its_share_and_its_source():
    """One pair of six, declared by the file, for one of two actors."""
    text = told("unknown: {ann: [[both, neither]]}")

    assert "Unknown is what the file declares so." in text
    assert "Unknown are 17% (ann), 0% (bob) of all pairs of states." in text


def test_who_leaves_is_told_by_type():
    """Ann deserts in a and b, where what follows must surely be no better to deter her."""
    text = told("unknown: {ann: [[both, neither]]}")

    leaves = "ann would leave by “a: defect”, and nothing stops it: ordinary, c, d (Nash); a, b."
    assert leaves in text
    stays = "(not known to be better); it stays: ordinary, c, d (GMR, SMR, SEQ, SSEQ)."
    assert "others could bring about a: defect, b: defect " + stays in text


def test_great_harm_is_named():
    """A line drawn below cooperation makes the answer greatly worse."""
    text = told("strength: {ann: [neither]}", structure="strength")

    assert "bring about a: defect, b: defect (greatly worse); it stays" in text


def test_a_crisis_that_says_nothing_is_told_so():
    """Rather than four columns that look like a finding."""
    assert "The crisis says nothing of the kind" in told("")
    assert "The crisis says nothing of the kind" in told("", structure="attitudes")


def test_a_level_is_written_in_full_and_in_the_reader_s_way():
    """Two levels that differ in the third digit must not look alike."""
    levels = {"structure": "fuzzy", "levels": (0.125, 0.13)}

    assert "ordinary" in told("", **levels)
    assert "0.125" in told("", **levels).split("Settings")[0]
    assert "0,125" in told("", "id", **levels).split("fuzzy")[0]


@pytest.mark.parametrize(
    ("structure", "sentence"),
    [
        ("strength", "Strong: only answers that are greatly worse for the mover deter."),
        ("hybrid", "and in c and d those of which nothing is known."),
        ("grey", "Possibly: the greatest degree counts"),
        ("probabilistic", "how sure an actor must be that no move pays"),
        ("attitudes", "As published a move that ties"),
    ],
)
def test_every_structure_says_how_to_read_it(structure, sentence):
    """In a sentence below the reasons."""
    assert sentence in told("", structure=structure)


def test_readings_that_all_agree_are_told_once():
    """In mutual desertion nobody has anything to gain, however it is read."""
    assert "ann and bob have no move that tempts them, in any reading." in told("")
