"""Tests for the file of a body by itself."""

import pytest

from standoff import catalog
from standoff.errors import SpecError
from standoff.spec.body_file import body_of, read_body, read_body_text
from standoff.spec.reading import read_text

WRONG = """\
standoff-body: 2
name: board
measures: {votes: Votes}
members:
  A: {vote: 2}
  B: {votes: -1}
  C: {votes: true}
passes:
  - {votes: 12}
  - {votes: half}
  - {}
veto: [D]
quota: 3
"""


def test_every_problem_is_told_at_its_place():
    """All are told at once, in the order of the file."""
    with pytest.raises(SpecError) as caught:
        read_body_text(WRONG, "board.yaml")

    told = [(p.line, p.wrong) for p in caught.value.problems]
    assert told == [
        (1, "This version of the format is not known."),
        (3, "'votes' cannot be the name of a measure."),
        (5, "There is no key 'vote' here."),
        (6, "A whole number is wanted, not -1."),
        (7, "A whole number is wanted, not true."),
        (9, "The quota is 12, and all members together have 1."),
        (10, "A quota is wanted, not 'half'."),
        (11, "This is met by nobody's yes."),
        (12, "No member is called 'D'."),
        (13, "There is no key 'quota' here."),
    ]
    assert "Did you mean 'votes'?" in caught.value.problems[2].fix


def test_an_empty_mapping_misses_what_a_body_gives():
    """Name, members and passes cannot be guessed."""
    with pytest.raises(SpecError) as caught:
        read_body_text("{standoff-body: 1}")

    told = " ".join(p.wrong for p in caught.value.problems)
    assert all(f"The key '{key}' is missing." in told for key in ("name", "members", "passes"))


def test_a_body_is_not_taken_for_a_crisis():
    """Whoever checks the file of a body is told what reads it, and nothing else."""
    with pytest.raises(SpecError) as caught:
        read_text("{standoff-body: 1, name: x, members: [A], passes: [{votes: 1}]}")

    (problem,) = caught.value.problems
    assert "standoff power" in problem.fix


def test_a_share_is_rounded_up_to_whole_votes():
    """55 per cent of 27 is 14.85, so fifteen; fifty per cent of four is two, not three."""
    text = "{{standoff-body: 1, name: x, members: {{a: {{count: {n}}}}}, passes: [{{votes: {s}}}]}}"

    assert read_body_text(text.format(n=27, s="55%")).clauses == ((15,),)
    assert read_body_text(text.format(n=4, s="50%")).clauses == ((2,),)
    assert read_body_text(text.format(n=7, s="100%")).clauses == ((7,),)


@pytest.mark.parametrize("name", catalog.bodies())
def test_a_published_body_is_titled_in_both_languages_and_has_a_source(name):
    """A body without a source could not be checked."""
    body = read_body(catalog.body_path(name))

    assert body.name == name
    assert set(body.title) == set(body.about) == {"en", "id"}
    assert all(set(seat.title) == {"en", "id"} for seat in body.seats)
    assert body.source


def test_the_populations_of_the_union_add_up_to_the_published_total():
    """Eurostat, 10 July 2023: 448,387,872 inhabitants of twenty-seven states."""
    union = read_body(catalog.body_path("eu-council"))

    assert sum(seat.weights[1] for seat in union.seats) == 448_387_872
    assert union.clauses == ((15, 291_452_117), (24, 0))


def test_a_majority_and_a_consensus_of_a_crisis_become_quotas():
    """More than half of five votes is three; consensus asks for all five."""
    crisis = read_text(
        "{name: x, actors: [A], variables: {u: [a, b]}, bodies: {"
        "m: {rule: majority, members: {A: {votes: 3}, B: {votes: 2, yes: 1, no: 0}}},"
        "c: {rule: consensus, members: {A: {votes: 3}, B: {votes: 2, yes: 1, no: 0}}}}}"
    )

    assert [body_of(body).clauses for body in crisis.bodies] == [((3,),), ((5,),)]
