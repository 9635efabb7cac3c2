"""Tests for what a table of events is refused for, with the place and the remedy."""

import pytest

from record.complaints import HEADER, complaint, complaint_about_file, message
from standoff.errors import RecordError
from standoff.record import parse_events
from standoff.record.findings import LARGEST_FILE, LONGEST_CELL, MOST_PROBLEMS

KNOWN = (
    "id, date, actor, action, target, description, end_date, outcome, source, url, confidence, "
    "place_institution, plover, cameo, seed, claim, intensity, and description_xx for the "
    "description in the language xx"
)


def test_every_wrong_cell_is_reported_once_in_file_order():
    """The writer of the file corrects all of it in one go."""
    text = (
        f"{HEADER},end_date,confidence\n"
        ",2009-04-05,PRK,launch,,,,\n"
        "K2,2009-13-05,PRK,launch,,,,\n"
        "K2,05.04.2009,PRK,,,,,hihg\n"
        "K4,,PRK,launch,,,2009-02-30,\n"
        "K5,2009-04-05,PRK,launch,,,2009-04-04,\n"
    )

    assert complaint(text) == message(
        """
        record.csv: 9 problems

          line 2, column 1, id
            The id is empty.
            Give the event an id of its own.

          line 3, column 2, K2.date
            2009-13-05 is not a day of the calendar.
            Write a date as year-month-day, for example 2009-04-05; 2009-04 or 2009 where the day is not known.

          line 4, column 1, id
            The id 'K2' is already used on line 3.
            Give every event an id of its own; where this is another claim on that event, give the claim a name under 'claim'.

          line 4, column 2, K2.date
            '05.04.2009' is not a date.
            Write a date as year-month-day, for example 2009-04-05; 2009-04 or 2009 where the day is not known.

          line 4, column 4, K2.action
            The action is empty.
            Give the event a verb.

          line 4, column 8, K2.confidence
            The confidence is 'hihg'.
            Did you mean 'high'? It may be high, medium, low, assumed or empty.

          line 5, column 2, K4.date
            The date is empty.
            Write a date as year-month-day, for example 2009-04-05; 2009-04 or 2009 where the day is not known.

          line 5, column 7, K4.end_date
            2009-02-30 is not a day of the calendar.
            Write a date as year-month-day, for example 2009-04-05; 2009-04 or 2009 where the day is not known.

          line 6, column 7, K5.end_date
            The end 2009-04-04 is before the date 2009-04-05.
            An event ends on its first day or later; leave end_date empty for a single day.
        """  # noqa: E501
    )


@pytest.mark.parametrize(("length", "shown"), [(40, "x" * 40), (41, "x" * 37 + "...")])
def test_a_long_value_is_quoted_in_part(length, shown):
    """So that a message stays readable whatever is in the cell."""
    assert f"\n    '{shown}' is not a date.\n" in complaint(f"{HEADER}\nK1,{'x' * length},,act,,\n")


def test_what_cannot_be_printed_is_not_quoted():
    """A direction mark would turn the rest of the message around."""
    assert "'2009\ufffd' is not a date" in complaint(f"{HEADER}\nK1,2009\u202e,,act,,\n")


def test_columns_are_checked_before_rows():
    """With the wrong columns every row would be wrong, and none of it would help."""
    assert complaint("id,dat,actor,actor,action,target\nK1,,,,,\n") == message(
        f"""
        record.csv: 3 problems

          line 1, column 1
            Missing columns: date, description.
            A record has at least the columns id, date, actor, action, target, description.

          line 1, column 2
            No column is called 'dat'.
            Did you mean 'date'? Columns: {KNOWN}.

          line 1, column 4
            The column 'actor' is there twice.
            Keep one of them.
        """
    )


@pytest.mark.parametrize("text", ["", "\n\n", " , \n"])
def test_an_empty_record_is_told_what_its_first_line_should_be(text):
    """Blank lines hold nothing."""
    assert complaint(text) == message(
        """
        record.csv: 1 problem

          line 1, column 1
            The record is empty.
            Its first line names the columns: id,date,actor,action,target,description.
        """
    )


def test_a_row_with_too_few_or_too_many_cells_is_refused():
    """A comma in a text splits its cell; guessing where it belongs would falsify the record."""
    assert complaint(f"{HEADER}\nK1,2009,PRK\nK2,2009,PRK,launch,,one, two\n") == message(
        """
        record.csv: 2 problems

          line 2, column 1
            The row has 3 cells, and there are 6 columns.
            Put a text that holds a comma in quotation marks.

          line 3, column 1
            The row has 7 cells, and there are 6 columns.
            Put a text that holds a comma in quotation marks.
        """
    )


def test_a_quotation_mark_that_is_never_closed_is_found_where_it_opens():
    """The rest of the file would be one cell."""
    assert complaint(f'{HEADER}\nK1,2009,PRK,launch,,one\nK2,2009,PRK,launch,,"two\n') == message(
        """
        record.csv: 1 problem

          line 3, column 1
            The row that begins here is not CSV.
            Close every quotation mark, double one within a cell ("") and keep cells under 10,000 characters.
        """  # noqa: E501
    )


@pytest.mark.parametrize("excess", [1, 200_000])
def test_a_huge_cell_is_refused(excess):
    """The second is longer than the reader of CSV itself would take."""
    text = f"{HEADER}\nK1,2009,PRK,launch,,{'x' * (LONGEST_CELL + excess)}\n"

    assert "10,0" in complaint(text)
    assert parse_events(f"{HEADER}\nK1,2009,PRK,launch,,{'x' * LONGEST_CELL}\n")


def test_a_character_that_could_command_a_terminal_is_refused():
    """Event texts are printed; an escape sequence could rewrite what is on the screen."""
    assert complaint(f"{HEADER}\nK1,2009,PRK,launch,,\x1b[2J\n") == message(
        """
        record.csv: 1 problem

          line 2, column 6, K1.description
            The cell holds the control character U+001B.
            Take it out.
        """
    )


def test_bytes_that_are_no_text_are_found_on_their_line(tmp_path):
    """A file saved in an older encoding."""
    path = tmp_path / "record.csv"
    path.write_bytes(f"{HEADER}\nK1,2009,PRK,launch,,caf".encode() + b"\xe9\n")

    assert complaint_about_file(path) == message(
        """
        record.csv: 1 problem

          line 2, column 1
            The byte 0xe9 is not UTF-8 text.
            Save the file as CSV with the encoding UTF-8.
        """
    )


def test_a_record_that_is_not_there_is_said_to_be_missing(tmp_path):
    """No traceback for a file that was moved."""
    assert complaint_about_file(tmp_path / "record.csv") == message(
        """
        record.csv: 1 problem

          line 1, column 1
            The record cannot be opened: No such file or directory.
            Put the file beside the crisis file, under the name that record.events gives.
        """
    )


def test_a_folder_is_no_record(tmp_path):
    """Nor is a pipe, which would be waited for."""
    (tmp_path / "record.csv").mkdir()

    assert complaint_about_file(tmp_path / "record.csv") == message(
        """
        record.csv: 1 problem

          line 1, column 1
            The record cannot be opened: It is not a file.
            Put the file beside the crisis file, under the name that record.events gives.
        """
    )


def test_a_record_that_is_too_large_is_refused_before_it_is_read(tmp_path):
    """The size is bounded, so that a wrong file cannot fill the memory."""
    path = tmp_path / "record.csv"
    with path.open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)

    assert complaint_about_file(path) == message(
        """
        record.csv: 1 problem

          line 1, column 1
            The record has more than 20,000,000 bytes.
            Keep the events that the crisis is about, and leave the rest out.
        """
    )


def test_reading_stops_after_many_problems():
    """A file of another kind would otherwise be quoted back line by line."""
    rows = "\n".join("x" for _ in range(1000))

    with pytest.raises(RecordError) as caught:
        parse_events(f"{HEADER}\n{rows}\n")

    assert len(caught.value.problems) == MOST_PROBLEMS + 1
    assert caught.value.problems[-1].wrong == "Reading stopped here, after 50 problems."


@pytest.mark.parametrize("name", ["description_", "description_ind", "description_ID", "deskripsi"])
def test_only_two_small_letters_name_a_language(name):
    """Otherwise a misspelt column would be read as a language that nobody asks for."""
    with pytest.raises(RecordError, match=f"No column is called '{name}'"):
        parse_events(f"{HEADER},{name}\nE1,2009-04-05,PRK,launch,JPN,A rocket,x\n")
