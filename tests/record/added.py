"""Events to add to a record, and how what was written is read."""

import datetime as dt

import pytest

from standoff.record import Event

LAUNCH = Event("E1", dt.date(2006, 7, 5), ("PRK",), "launch", ("JPN",), text="A rocket")
CALL = Event("E2", dt.date(2006, 7, 5), ("JPN",), "call_meeting", ("UNSC",))
FORMS = pytest.mark.parametrize("name", ["record.csv", "record.yaml"])


def written(path):
    return path.read_bytes().decode("utf-8")
