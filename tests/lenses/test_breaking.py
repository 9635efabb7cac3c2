"""Tests for `standoff.lenses.breaking` and `standoff.kernels.breaking`."""

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standoff
from lenses.by_hand import TABLED
from standoff.catalog import path
from standoff.game import compile
from standoff.game.preferences import rank_of_utility
from standoff.kernels.stability import GMR, NASH, SEQ, SMR, SSEQ, verdicts
from standoff.lenses.breaking import Breaking, smallest_changes
from standoff.lenses.stability import Stability
from standoff.spec import read, read_text

ALL = (NASH, GMR, SMR, SEQ, SSEQ)
NOTHING = np.empty(0, np.int64)

COUNCIL = (
    TABLED
    + """
interests: {mild: measures == mild, harsh: measures == harsh}
weights:
  A: {mild: 10, harsh: -10}
  B: {harsh: 1, mild: 0.25}
  C: {harsh: 10}
"""
)
"""A tables no text that would pass. B carries it with C while it likes harsh more than mild:
its weight on harsh must fall from 1 past 0.25 (by three quarters), or that on mild rise fourfold.
"""


@functools.cache
def game_of(name):
    return compile(read(path(name)))


def resting(game):
    """List all pairs of a concept and a state that is at rest under it."""
    found = verdicts(game.moves, game.rank, game.sincere_passes(), NOTHING).stable.all(axis=1)
    return [(int(c), int(s)) for c, s in np.argwhere(found)]


def told(game, change):
    weight = change.weight
    return game.actor_names[weight.actor], weight.interest, weight.value, change.to


def test_the_change_that_ends_a_rest_is_found_by_hand_in_chicken():
    """B has yielded, for -1; a crash is worth -4 to it, and it stands firm once that tops -1.

    Its weight on yielding would have to go to -4 instead, four times as far.
    """
    game = game_of("chicken")
    (change,) = smallest_changes(game, [(NASH, 1)])

    assert game.levels(1) == {"course_a": "straight", "course_b": "swerve"}
    assert told(game, change) == ("B", "crash", -4.0, pytest.approx(-1.0))
    assert (change.leaver, change.confirmed, change.cut) == (1, True, False)


def test_a_sanction_that_stops_to_hurt_is_found_by_hand_in_the_prisoners_dilemma():
    """Mutual restraint is worth 2 - 1, mutual defection 0: the fear ends where 2 falls to 1.

    One's own restraint would have to cost 2 instead of 1, twice as much.
    """
    game = game_of("prisoners")
    changes = smallest_changes(game, [(c, 3) for c in (GMR, SMR, SEQ, SSEQ)])

    for change in changes:
        assert told(game, change) == ("A", "restraint_of_b", 2.0, pytest.approx(1.0))


def test_a_vote_that_turns_is_found_by_hand():
    """See `COUNCIL`: the weight is B's, and A leaves."""
    game = compile(read_text(COUNCIL))
    (change,) = smallest_changes(game, [(NASH, 0)])

    assert told(game, change) == ("B", "harsh", 1.0, pytest.approx(0.25))
    assert (change.leaver, change.confirmed) == (0, True)


def test_actors_without_weights_and_weights_of_zero_are_not_tried():
    """Neither has a size that a change could be measured by."""
    text = COUNCIL.replace("mild: 0.25", "mild: 0") + "tolerance: {C: 0.5}\n"

    assert Breaking(game_of("syria-iraq")).weights == ()
    assert [(w.actor, w.interest) for w in Breaking(compile(read_text(text))).weights] == [
        (0, "harsh"),
        (0, "mild"),
        (1, "harsh"),
    ]


VALUES = st.integers(-4, 4).map(float)
SCORES = ("a", "b", "c", "a * b", "b * c", "a * c", "a == b", "b != c")


@st.composite
def crises(draw):
    """Draw a crisis of three actors; one goes step by step, and may need a vote."""
    lines = ["name: drawn", "actors: [A, B, C]"]
    lines += [
        "variables: {a: [no, half, yes], b: [no, yes], c: [no, yes]}",
        "controls: {B: [b], C: [c]}",
    ]
    voted = draw(st.booleans())
    effect = "{vote: body, pass: {raise: a}, fail: {set: {b: yes}}}"
    lines += ["options:", "  A:"]
    lines += [f"    climb: {{when: a < yes, effect: {effect if voted else '{raise: a}'}}}"]
    lines += ["    descend: {when: a > no, effect: {lower: a}}"]
    lines += ["bodies: {body: {rule: majority, members: [A, B, C]}}"] if voted else []
    scores = draw(st.lists(st.sampled_from(SCORES), min_size=2, max_size=4, unique=True))
    lines += ["interests:", *[f"  i{n}: {score}" for n, score in enumerate(scores)], "weights:"]
    for actor in "ABC":
        own = ", ".join(f"i{n}: {draw(VALUES)}" for n in range(len(scores)))
        lines.append(f"  {actor}: {{{own}}}")
    return compile(read_text("\n".join(lines)))


def at_rest(shared, weight, value):
    """Judge all states by the engine, with one weight at another value."""
    game = shared.game
    rank = np.array(game.rank)
    moved = game.utility[weight.actor] + (value - weight.value) * shared.scores[weight.interest]
    rank[weight.actor] = rank_of_utility(moved)
    passes = shared.votes.passes(rank)
    return verdicts(game.moves, rank, passes, NOTHING).stable.all(axis=1)


@given(game=crises())
@settings(max_examples=15, deadline=None)
def test_no_smaller_change_breaks_a_rest(game):
    """The engine, asked at many values of every weight, finds nothing that was missed.

    Values stay a little off the turning points, where rounding decides.
    """
    shared, pairs = Breaking(game), resting(game)
    changes = smallest_changes(game, pairs, threads=1)
    size = {
        pair: 1.0 if one.weight is None else abs(one.to / one.weight.value - 1.0)
        for pair, one in zip(pairs, changes, strict=True)
    }

    assert all(one.confirmed and not one.cut for one in changes)
    for weight in shared.weights:
        for part in np.arange(-0.985, 1, 0.13):
            rests = at_rest(shared, weight, weight.value * (1 + part))
            for concept, state in pairs:
                assert rests[concept, state] or abs(part) > size[concept, state] - 1e-6


@given(game=crises())
@settings(max_examples=10, deadline=None)
def test_threads_change_no_change(game):
    """Searches share nothing."""
    pairs = resting(game)

    one, two = (smallest_changes(game, pairs, threads=threads) for threads in (1, 2))

    assert str(one) == str(two)


class TestAnswer:
    """The variables of the lens."""

    def test_changes_are_told_for_the_states_of_the_focus(self):
        """Chicken from the crash, which is no rest: its three resting states, nearest first."""
        answer = standoff.look(game_of("chicken"), "stability", draws=0)

        assert list(dict.fromkeys(answer["change_state"].values.tolist())) == [1, 2, 3]
        first = answer.isel(change=0)
        assert answer["actor"].values[first["change_actor"]] == "B"
        assert first["change_interest"] == "crash"
        assert (first["change_from"], first["change_at"]) == (-4.0, pytest.approx(-1.0))
        assert (first["change_low"], first["change_high"]) == (-20.0, -2.0)
        assert answer.attrs["change_weights"] == 6

    def test_fewer_states_may_be_asked_for(self):
        """One resting state near, or none at all."""
        game = game_of("chicken")
        one = Stability(draws=0, changes=1).look(game)
        none = Stability(draws=0, changes=0).look(game)

        assert set(one["change_state"].values.tolist()) == {1}
        assert "change" not in none.dims

    def test_orders_without_weights_leave_nothing_to_change(self):
        """No variables, and no axis."""
        assert "change" not in Stability().look(game_of("elmira")).dims
