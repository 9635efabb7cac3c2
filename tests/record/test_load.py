"""Tests for loading the record beside a crisis: `standoff.record.load`."""

import pytest

from standoff.errors import RecordError
from standoff.record import load
from standoff.spec import read, read_text
from strait import CRISIS, HEADER, crisis_with, message, refusal


def write_crisis(folder, text=CRISIS, rows=("E1,2009-01-03,harbour,close,,",)):
    """Write a crisis and its record into a folder."""
    (folder / "strait.yaml").write_text(text, encoding="utf-8")
    (folder / "record.csv").write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    return folder / "strait.yaml"


def load_refusal(path):
    """Return the whole message about a record that cannot be loaded, without the folder."""
    with pytest.raises(RecordError) as caught:
        load(read(path))
    return str(caught.value).replace(f"{path.parent}/", "")


def test_the_record_beside_the_crisis_is_loaded(tmp_path):
    """From any working directory."""
    walk_ = load(read(write_crisis(tmp_path)))

    assert walk_ is not None
    assert walk_.rounds[0].turns[0].label == "harbour.blockade"
    assert [event.id for event in walk_.events] == ["E1"]


def test_a_crisis_without_a_record_has_none(tmp_path):
    """That is no error: many crises are invented."""
    path = write_crisis(tmp_path, CRISIS[: CRISIS.index("record:")])

    assert load(read(path)) is None


def test_a_problem_with_the_map_points_at_the_line_of_the_crisis_file(tmp_path):
    """The file is there, so its lines can be found again."""
    text = CRISIS.replace("  map:", "  map:\n    - {event: E10, background: a duplicate}")

    assert load_refusal(write_crisis(tmp_path, text)) == message(
        """
        strait.yaml: 1 problem

          line 33, column 15, record.map[1].event
            The record has no event with the id 'E10'.
            Did you mean 'E1'? Name an event that the record has, or take the rule out.
        """
    )


def test_a_record_that_leads_out_of_the_folder_is_refused(tmp_path):
    """A crisis from somebody else must not read other files."""
    (tmp_path / "secret.csv").write_text(HEADER, encoding="utf-8")
    (tmp_path / "crisis").mkdir()
    path = write_crisis(tmp_path / "crisis")
    (path.parent / "record.csv").unlink()
    (path.parent / "record.csv").symlink_to(tmp_path / "secret.csv")

    assert load_refusal(path) == message(
        """
        strait.yaml: 1 problem

          line 31, column 11, record.events
            The record 'record.csv' lies outside the folder of the crisis.
            Put the file beside the crisis file, and give its name only.
        """
    )


def test_a_crisis_that_came_from_a_text_has_no_folder():
    """So its record cannot be found."""
    with pytest.raises(RecordError) as caught:
        load(read_text(CRISIS))

    assert str(caught.value) == message(
        """
        <text>: 1 problem

          line 1, column 1, record
            The crisis was not read from a file, so there is no folder that holds record.csv.
            Save the crisis as a file beside its record, or take `record` out.
        """
    )


def test_a_record_without_a_calendar_is_refused():
    """Nobody could say which round a date falls into."""
    text = CRISIS[: CRISIS.index("record:")]
    crisis = crisis_with("calendar: {start: 2009-01-01, every: month, rounds: 4}\n", text=text)

    assert refusal("E1,2009-01-03,harbour,close,,", crisis=crisis) == message(
        """
        strait.yaml: 1 problem

          line 1, column 1, record
            A record needs to know when rounds are, and the crisis has no calendar.
            Add one: calendar: {start: 2003-01-01, every: month, rounds: 84}.
        """
    )
