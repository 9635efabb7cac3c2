"""Dated events with sources, and the states that they lead a crisis through.

`load` does it all: it reads the events file beside a crisis, maps each event
onto an option, and walks the states. What an event says (`Event`) is kept
apart from what the analyst makes of it (`Placement`).
"""

from standoff.record.calendar import round_end, round_of, round_start
from standoff.record.conflicts import Conflict, conflicts
from standoff.record.event import Claim, Event, claims_of, digest, event_of, in_order
from standoff.record.following import follow
from standoff.record.listing import parse_listing
from standoff.record.load import events_path, intensity_path, load, store_path
from standoff.record.mapping import Placement, RecordMap, map_events
from standoff.record.reading import read_events
from standoff.record.table import parse_events
from standoff.record.walk import Round, Turn, Walk, walk

__all__ = [
    "Claim",
    "Conflict",
    "Event",
    "Placement",
    "RecordMap",
    "Round",
    "Turn",
    "Walk",
    "claims_of",
    "conflicts",
    "digest",
    "event_of",
    "events_path",
    "follow",
    "in_order",
    "intensity_path",
    "load",
    "map_events",
    "parse_events",
    "parse_listing",
    "read_events",
    "round_end",
    "round_of",
    "round_start",
    "store_path",
    "walk",
]
