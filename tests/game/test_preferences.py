"""Tests for `standoff.game.preferences`: orders from statements."""

import itertools
import json

from hypothesis import given, settings
from hypothesis import strategies as st

import standoff
from standoff.spec import read_text

NAMES = ("v", "w", "x")
STATES = [dict(zip(NAMES, levels, strict=True)) for levels in itertools.product((0, 1), repeat=3)]


def conditions():
    """Draw a condition as its text and what it says of a state."""
    one = st.builds(
        lambda name, level: (f"{name} == {('off', 'on')[level]}", lambda s: s[name] == level),
        st.sampled_from(NAMES),
        st.integers(0, 1),
    )
    joined = {
        "{} if {}": lambda p, q: p or not q,
        "{} iff {}": lambda p, q: p == q,
        "({}) and ({})": lambda p, q: p and q,
        "({}) or ({})": lambda p, q: p or q,
    }
    return one | st.builds(
        lambda form, p, q: (
            form.format(p[0], q[0]),
            lambda s: bool(joined[form](p[1](s), q[1](s))),
        ),
        st.sampled_from(list(joined)),
        one,
        one,
    )


@settings(max_examples=50)
@given(st.lists(conditions(), min_size=1, max_size=6))
def test_statements_order_states_by_their_score(drawn):
    """Score with q statements: the sum of 2**(q - k) over those that hold (Fang et al. 2003)."""
    crisis = {
        "name": "scored",
        "actors": ["a"],
        "variables": {name: ["off", "on"] for name in NAMES},
        "priorities": {"a": [text for text, _ in drawn]},
    }
    score = [
        sum(2 ** (len(drawn) - k) for k, (_, holds) in enumerate(drawn, 1) if holds(state))
        for state in STATES
    ]

    rank = standoff.compile(read_text(json.dumps(crisis))).rank[0].tolist()

    assert rank == [sorted(set(score)).index(points) for points in score]
