"""What a record that is wrong is told, as tests compare it."""

import textwrap

import pytest

from standoff.errors import RecordError
from standoff.record import parse_events, read_events

HEADER = "id,date,actor,action,target,description"


def complaint(text, parse=parse_events, name="record.csv"):
    """Return the whole message about a text that is no record."""
    with pytest.raises(RecordError) as caught:
        parse(text, source=name)
    return str(caught.value)


def complaint_about_file(path, read=read_events):
    """Return the whole message about a file, with its folder taken out."""
    with pytest.raises(RecordError) as caught:
        read(path)
    return str(caught.value).replace(f"{path.parent}/", "")


def message(text):
    """Return a message that is written indented, as it is printed."""
    return textwrap.dedent(text).strip("\n")
