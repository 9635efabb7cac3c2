"""A history that a crisis allows, written down as a record, is walked back to itself."""

import datetime as dt
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.record import Event, round_end, round_start, walk
from standoff.spec import Crisis, dynamics, read_text
from standoff.spec.crisis import Calendar, MapRule, Observed, RecordPlan
from strategies import crises, text

START = dt.date(2009, 1, 1)
CALENDAR = Calendar(START, "month", 3, START)


@dataclass(frozen=True)
class History:
    """What was played: the crisis with its record, and what should come back."""

    crisis: Crisis
    events: tuple[Event, ...]
    moves: tuple[tuple[int, str, str], ...]
    levels: tuple[dict[str, int], ...]


@st.composite
def histories(draw):
    """Play some rounds at random, and write down what was done."""
    crisis = read_text(text(draw(crises(max_variables=3, extras=False))))
    levels = dynamics.start(crisis)
    reached, moves, events, rules, observed = [levels], [], [], [], []
    for number in range(1, CALENDAR.rounds + 1):
        for seat, actor in enumerate(crisis.order):
            own = dynamics.options(crisis, actor)
            may = [option for option in own if dynamics.available(crisis, option, levels)]
            option = draw(st.sampled_from((None, *may)))
            if option is None:
                continue
            outcome, after = draw(st.sampled_from(dynamics.outcomes(crisis, option, levels)))
            move = (number, f"{actor}.{option.name}", outcome.name)
            if moves and moves[-1] == move:
                continue  # the record would take the two for one move
            levels = after
            name, date = f"E{len(events)}", round_start(CALENDAR, number) + dt.timedelta(seat)
            moves.append(move)
            events.append(Event(name, date, (actor,), "act"))
            rules.append(MapRule(name, None, None, None, None, option.name, outcome.name, None))
        levels, _ = draw(st.sampled_from(dynamics.chance_outcomes(crisis, levels)))
        reached.append(levels)
        observed.append(Observed(round_end(CALENDAR, number), tuple(levels.items())))
    plan = RecordPlan("record.csv", tuple(rules), tuple(observed))
    recorded = replace(crisis, calendar=CALENDAR, record=plan)
    return History(recorded, tuple(draw(st.permutations(events))), tuple(moves), tuple(reached))


@settings(max_examples=60)
@given(histories())
def test_a_history_comes_back_from_its_record(history):
    """The same moves in the same rounds, the same levels after each, in any order of rows."""
    walked = walk(history.crisis, history.events)

    assert list(history.levels) == [dict(levels) for levels in walked.levels_by_round()]
    assert list(history.moves) == [
        (one.number, turn.label, turn.outcome)
        for one in walked.rounds
        for turn in one.turns
        if turn.events
    ]
    for one, levels in zip(walked.rounds, history.levels, strict=False):
        assert history.crisis.order == tuple(turn.actor for turn in one.turns)
        assert one.start == levels == walked.state_on(one.first)
