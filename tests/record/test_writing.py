"""Tests for `standoff.record.writing`: what is written is read again as it was."""

import datetime as dt

import pytest
from hypothesis import given, settings

from records import list_text, records, table_text
from standoff.errors import RecordError
from standoff.record import Event, parse_events, parse_listing


@settings(max_examples=60)
@given(records())
def test_events_written_as_a_table_are_read_again(events):
    """Any text that a cell may hold, with quotation marks and line ends."""
    assert parse_events(table_text(events)) == events


@settings(max_examples=60)
@given(records())
def test_events_written_as_a_list_are_read_again(events):
    """The two forms hold the same, so a record can change from one to the other."""
    assert parse_listing(list_text(events)) == events


def test_a_list_quotes_what_yaml_would_take_for_something_else():
    """A name that looks like a number or a word of YAML stays a text."""
    event = Event(
        "1e3", dt.date(987, 1, 1), ("null", "NO"), "true", text="- x: y", precision="year"
    )

    written = list_text([event])

    assert written == (
        '- id: "1e3"\n  date: 0987\n  actor: ["null", NO]\n  action: "true"\n'
        '  description: "- x: y"\n'
    )
    assert parse_listing(written) == (event,)


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\ufeff", "\n", "\t"])
def test_spaces_around_what_yaml_takes_for_a_line_end_are_kept(mark):
    """A reader of YAML folds the lines of a text in quotes, and the spaces with them."""
    event = Event("E1", dt.date(2009, 1, 1), (), "act", text=f"a {mark} b", place=f"{mark}.")

    read = parse_listing(list_text([event]))

    assert (read[0].text, read[0].place) == (event.text, event.place.strip())


def test_a_mark_between_names_cannot_stand_in_a_name():
    """Otherwise one actor would be read as two."""
    event = Event("E1", dt.date(2009, 1, 1), ("Ministry; of Defence",), "act")

    assert parse_events(table_text([event]))[0].actors == ("Ministry, of Defence",)


def test_a_column_that_no_record_has_is_our_own_mistake():
    """Codes outside the format would be lost without a word."""
    with pytest.raises(AssertionError, match="goldstein"):
        table_text([Event("E1", dt.date(2009, 1, 1), (), "act", extra={"goldstein": "-4"})])


def test_an_empty_list_is_a_record_of_no_events():
    """And an empty table has its columns."""
    assert parse_listing(list_text([])) == parse_events(table_text([])) == ()
    with pytest.raises(RecordError, match="The record is empty"):
        parse_listing("")
