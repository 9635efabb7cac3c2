"""Records of texts that press an actor, and of what it does then."""

import datetime as dt

import numpy as np

import standoff
from standoff.record import Event, walk
from standoff.spec import read_text

CRISIS = """
name: bay
calendar: {start: 1990-01-01, every: month, rounds: 1}
actors: {north: {precision: 1}, south: {precision: 1}}
variables: {lamp: [off, on]}
options: {north: {light: {when: lamp == off, effect: {set: {lamp: on}}}}}
interests: {bright: lamp}
weights: {north: {bright: 1}, south: {bright: 1}}
record: {events: record.csv}
"""
FIRST = dt.date(2000, 1, 1)


def event(day, actors, verb, targets="", **more):
    """Make an event so many days after the first of January 2000; names are letters or words."""

    def names(text):
        return tuple(text.split())

    date = FIRST + dt.timedelta(int(day))
    return Event(f"E{day}{verb}{actors}", date, names(actors), verb, names(targets), **more)


def ask(events, **settings):
    """Look at a record of these events, all of them outside the calendar of the crisis."""
    crisis = read_text(CRISIS, source="bay.yaml")
    game = standoff.compile(crisis)
    return standoff.look(
        game, "reactions", record=walk(crisis, events), **{"draws": 99, **settings}
    )


def text(day):
    """Make a text of the Council aimed at the north."""
    return event(day, "UNSC", "adopt_resolution", "north")


def rocket(day):
    """Make a hostile act of the north."""
    return event(day, "north", "rocket_launch")


def talks(day):
    """Make a friendly act of both."""
    return event(day, "north south", "hold_talks")


EDGES = (event(0, "OTHER", "statement"), event(99, "OTHER", "statement"))
"""Events of somebody else, so that the record has 100 days."""
BY_HAND = (*EDGES, text(20), text(60), rocket(18), rocket(23), rocket(25), rocket(64), rocket(60),
           talks(22), talks(90))  # fmt: skip


def by_months(seed=0, months=120, verb="unilateral_sanctions"):
    """Draw ten years in which the north answers what the south does a month later, by tests."""
    generator = np.random.default_rng(seed)
    rows = [event(0, "OTHER", "statement"), event(30 * months, "OTHER", "statement")]
    for month in range(1, months - 1):
        first = dt.date(2000 + month // 12, month % 12 + 1, 1)
        day = (first - FIRST).days
        if generator.random() < 0.2:
            rows.append(event(day + 3, "south", verb, "north"))
            rows += [event(day + 33 + k, "north", "missile_test", "south") for k in (0, 5)]
        if generator.random() < 0.2:
            rows.append(event(day + 9, "north", "missile_test", "south"))
        if generator.random() < 0.3:
            rows.append(event(day + 15, "north south", "hold_talks"))
    return tuple(rows)
