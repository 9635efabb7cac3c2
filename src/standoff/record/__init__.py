"""Dated events with sources, and the states that they lead a crisis through.

`load` does it all: it reads the events file beside a crisis, maps each event
onto an option, and walks the states. What an event says (`Event`) is kept
apart from what the analyst makes of it (`Placement`).
"""

from standoff.record.calendar import round_end, round_of, round_start
from standoff.record.event import Event, digest, in_order
from standoff.record.load import events_path, load
from standoff.record.mapping import Placement, RecordMap, map_events
from standoff.record.reading import read_events
from standoff.record.table import parse_events
from standoff.record.walk import Round, Turn, Walk, walk

__all__ = [
    "Event",
    "Placement",
    "RecordMap",
    "Round",
    "Turn",
    "Walk",
    "digest",
    "events_path",
    "in_order",
    "load",
    "map_events",
    "parse_events",
    "read_events",
    "round_end",
    "round_of",
    "round_start",
    "walk",
]
