"""The strategies draw every part of the format, so that no property holds by omission."""

import functools

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from standoff.spec import read_text
from strategies import crises, text


@functools.cache
def sample():
    """Read a fixed sequence of drawn crises."""
    drawn = []

    @settings(max_examples=200, phases=(Phase.generate,), database=None, derandomize=True)
    @given(crises())
    def collect(data):
        drawn.append(read_text(text(data)))

    collect()
    return drawn


FEATURES = {
    "an actor with two turns in a round": lambda c: len(set(c.order)) < len(c.order),
    "an infeasible state": lambda c: c.infeasible,
    "a one-way rule by one actor": lambda c: any(
        len(rule.by) < len(c.actors) for rule in c.one_way
    ),
    "controls": lambda c: c.controls,
    "a cost that varies by state": lambda c: any(not hasattr(o.cost, "value") for o in c.options),
    "an effect by chance": lambda c: any(o.effect.kind == "chance" for o in c.options),
    "an outcome that never happens": lambda c: any(
        outcome.probability.value == 0 for o in c.options for outcome in o.effect.outcomes
    ),
    "a vote": lambda c: any(o.effect.kind == "vote" for o in c.options),
    "a shift and a set in one change": lambda c: any(
        {assign.kind for assign in outcome.change} == {"set", "shift"}
        for o in c.options
        for outcome in o.effect.outcomes
    ),
    "a quota": lambda c: any(body.rule == "quota" for body in c.bodies),
    "a majority": lambda c: any(body.rule == "majority" for body in c.bodies),
    "a consensus": lambda c: any(body.rule == "consensus" for body in c.bodies),
    "a veto": lambda c: any(body.veto for body in c.bodies),
    "a member that is no actor": lambda c: any(
        member.leaning for body in c.bodies for member in body.members
    ),
    "a member with several votes": lambda c: any(
        member.votes > 1 for body in c.bodies for member in body.members
    ),
    "an abstention band": lambda c: any(
        member.band.value for body in c.bodies for member in body.members
    ),
    "a chance event": lambda c: c.chance,
    "weights": lambda c: any(c.weights.values()),
    "priorities": lambda c: c.priorities,
    "a ranking with a tie": lambda c: any(
        len(tied) > 1 for entries in c.rankings.values() for tied in entries
    ),
    "an actor without preferences": lambda c: any(
        a.name not in c.weights and a.name not in c.priorities and a.name not in c.rankings
        for a in c.actors
    ),
    "motives": lambda c: c.motives,
    "a horizon": lambda c: c.horizon,
    "named states": lambda c: c.states,
    "deals": lambda c: c.deals,
    "positions": lambda c: c.positions,
}


@pytest.mark.parametrize("feature", FEATURES)
def test_every_part_of_the_format_is_drawn(feature):
    """In some of a fixed sequence of draws."""
    assert any(FEATURES[feature](crisis) for crisis in sample())


@pytest.mark.parametrize(
    ("flag", "keys"),
    [
        ("votes", {"bodies", "vote"}),
        ("chance", {"chance"}),
        ("controls", {"controls"}),
        ("ordinal", {"priorities", "ranking"}),
        ("extras", {"motives", "deals", "positions", "states", "horizon"}),
    ],
)
@given(data=st.data())
def test_a_part_that_is_not_wanted_is_not_drawn(flag, keys, data):
    """A lens that refuses a feature asks for crises without it."""
    written = text(data.draw(crises(**{flag: False})))

    assert not [key for key in keys if f'"{key}":' in written]
