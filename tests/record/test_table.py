"""Tests for `standoff.record.table`: a CSV file becomes events, or every complaint about it."""

import contextlib
import datetime as dt
import textwrap
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.errors import RecordError
from standoff.record import Event, digest, parse_events, read_events
from standoff.record.findings import LARGEST_FILE, LONGEST_CELL, MOST_PROBLEMS

HEADER = "id,date,actor,action,target,description"
KNOWN = (
    "id, date, actor, action, target, description, end_date, outcome, source, url, confidence, "
    "place_institution, plover, cameo, seed, claim, intensity, and description_xx for the "
    "description in the language xx"
)


def complaint(text):
    """Return the whole message about a text that is no record."""
    with pytest.raises(RecordError) as caught:
        parse_events(text, source="record.csv")
    return str(caught.value)


def complaint_about_file(path):
    """Return the whole message about a file, with its folder taken out."""
    with pytest.raises(RecordError) as caught:
        read_events(path)
    return str(caught.value).replace(f"{path.parent}/", "")


def expected(text):
    return textwrap.dedent(text).strip("\n")


def test_a_row_with_every_column_becomes_an_event():
    """Each column goes where the format says, and codes that nobody reads are kept."""
    text = (
        "id,date,end_date,actor,action,target,plover,cameo,description,place_institution,"
        "outcome,source,url,confidence,seed\n"
        'K1,2009-04-05,2009-04-06,PRK; KOR,launch,JPN;USA,MOBILIZE,150,"A rocket, seen",'
        "Musudan-ri,no orbit,Xinhua,https://example.org/1,high,yes\n"
    )

    assert parse_events(text) == (
        Event(
            id="K1",
            date=dt.date(2009, 4, 5),
            end_date=dt.date(2009, 4, 6),
            precision="day",
            actors=("PRK", "KOR"),
            verb="launch",
            targets=("JPN", "USA"),
            text="A rocket, seen",
            place="Musudan-ri",
            outcome="no orbit",
            source="Xinhua",
            url="https://example.org/1",
            confidence="high",
            extra={"plover": "MOBILIZE", "cameo": "150", "seed": "yes"},
        ),
    )


def test_a_row_with_the_least_that_is_needed_becomes_an_event():
    """An event may have nobody who did it and nobody to whom it was done."""
    (event,) = parse_events(f"{HEADER}\nK1,2004-09-09,,report,,\n")

    assert event == Event("K1", dt.date(2004, 9, 9), (), "report")


@pytest.mark.parametrize(
    ("written", "first", "last", "precision"),
    [
        ("2009-04-05", "2009-04-05", "2009-04-05", "day"),
        ("2009-02", "2009-02-01", "2009-02-28", "month"),
        ("2009-12", "2009-12-01", "2009-12-31", "month"),
        ("2009", "2009-01-01", "2009-12-31", "year"),
        ("9999", "9999-01-01", "9999-12-31", "year"),
    ],
)
def test_a_date_may_leave_out_the_day_or_the_month(written, first, last, precision):
    """What is not known is not made up: the precision says how much is."""
    (event,) = parse_events(f"{HEADER}\nK1,{written},PRK,launch,,\n")

    assert (str(event.date), str(event.latest_date), event.precision) == (first, last, precision)


def test_an_event_may_end_in_the_month_in_which_it_begins():
    """The end of April is not before the fifth of April."""
    (event,) = parse_events(f"{HEADER},end_date\nK1,2009-04-05,PRK,launch,,,2009-04\n")

    assert event.end_date == dt.date(2009, 4, 30)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_endings_and_a_byte_order_mark_make_no_difference(tmp_path, ending, mark):
    """Spreadsheets on different systems write different files for one table."""
    path = tmp_path / "record.csv"
    lines = [HEADER, "K1,2009-04-05,PRK,launch,JPN,A rocket", "", "K2,2009-04-06,JPN,call,,", ""]
    path.write_bytes(mark + ending.join(lines).encode())

    events = read_events(path)

    assert [(event.id, event.line) for event in events] == [("K1", 2), ("K2", 4)]


def test_a_cell_of_several_lines_moves_the_lines_after_it():
    """A message has to point at the line where an editor shows the row."""
    events = parse_events(f'{HEADER}\nK1,2009-04-05,PRK,launch,,"one\ntwo"\nK2,2009,USA,talk,,\n')

    assert [event.line for event in events] == [2, 4]


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

    assert complaint(text) == expected(
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
    assert complaint("id,dat,actor,actor,action,target\nK1,,,,,\n") == expected(
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
    assert complaint(text) == expected(
        """
        record.csv: 1 problem

          line 1, column 1
            The record is empty.
            Its first line names the columns: id,date,actor,action,target,description.
        """
    )


def test_a_record_of_no_events_is_a_record():
    """The columns are there; nothing happened yet."""
    assert parse_events(HEADER) == ()


def test_a_row_with_too_few_or_too_many_cells_is_refused():
    """A comma in a text splits its cell; guessing where it belongs would falsify the record."""
    assert complaint(f"{HEADER}\nK1,2009,PRK\nK2,2009,PRK,launch,,one, two\n") == expected(
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
    assert complaint(f'{HEADER}\nK1,2009,PRK,launch,,one\nK2,2009,PRK,launch,,"two\n') == expected(
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
    assert complaint(f"{HEADER}\nK1,2009,PRK,launch,,\x1b[2J\n") == expected(
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

    assert complaint_about_file(path) == expected(
        """
        record.csv: 1 problem

          line 2, column 1
            The byte 0xe9 is not UTF-8 text.
            Save the file as CSV with the encoding UTF-8.
        """
    )


def test_a_record_that_is_not_there_is_said_to_be_missing(tmp_path):
    """No traceback for a file that was moved."""
    assert complaint_about_file(tmp_path / "record.csv") == expected(
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

    assert complaint_about_file(tmp_path / "record.csv") == expected(
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

    assert complaint_about_file(path) == expected(
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


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused_with_a_message(tmp_path_factory, content):
    """Never another exception, whatever is in the file; nothing drawn has the columns."""
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)

    with pytest.raises(RecordError):
        read_events(path)


@given(st.text(max_size=300))
def test_arbitrary_text_below_the_columns_gives_clean_events_or_a_message(text):
    """Cells, quotation marks and line ends in any arrangement."""
    with contextlib.suppress(RecordError):
        assert all(event.id and event.verb for event in parse_events(f"{HEADER}\n{text}"))


def test_the_digest_changes_with_anything_that_an_event_says():
    """A figure made from another record must not be taken for this one's."""
    base = Event("K1", dt.date(2009, 4, 5), ("PRK",), "launch")
    others = [
        Event("K2", dt.date(2009, 4, 5), ("PRK",), "launch"),
        Event("K1", dt.date(2009, 4, 6), ("PRK",), "launch"),
        Event("K1", dt.date(2009, 4, 5), ("KOR",), "launch"),
        Event("K1", dt.date(2009, 4, 5), ("PRK",), "test"),
        Event("K1", dt.date(2009, 4, 5), ("PRK",), "launch", ("JPN",)),
        Event("K1", dt.date(2009, 4, 5), ("PRK",), "launch", text="x"),
        Event("K1", dt.date(2009, 4, 5), ("PRK",), "launch", end_date=dt.date(2009, 4, 5)),
        Event("K1", dt.date(2009, 4, 5), ("PRK",), "launch", precision="month"),
        Event("K1", dt.date(2009, 4, 5), ("PRK",), "launch", place="x"),
        Event("K1", dt.date(2009, 4, 5), ("PRK",), "launch", outcome="x"),
        Event("K1", dt.date(2009, 4, 5), ("PRK",), "launch", source="x"),
        Event("K1", dt.date(2009, 4, 5), ("PRK",), "launch", url="x"),
        Event("K1", dt.date(2009, 4, 5), ("PRK",), "launch", confidence="low"),
        Event("K1", dt.date(2009, 4, 5), ("PRK",), "launch", extra={"cameo": "150"}),
    ]

    assert len({digest([event]) for event in [base, *others]}) == 1 + len(others)


def test_the_digest_does_not_depend_on_where_the_rows_stand():
    """Blank lines between rows say nothing."""
    row = "K1,2009-04-05,PRK,launch,JPN,A rocket"

    assert digest(parse_events(f"{HEADER}\n{row}")) == digest(parse_events(f"{HEADER}\n\n{row}\n"))


def test_descriptions_in_other_languages_are_kept_by_language():
    """A column `description_xx` holds them; an empty cell gives none, and `text` stays."""
    text = (
        "id,date,actor,action,target,description,description_id,description_fr\n"
        "E1,2009-04-05,PRK,launch,JPN,A rocket,Sebuah roket,\n"
        "E2,2009-04-06,JPN,protest,PRK,A note,,\n"
    )

    first, second = parse_events(text)

    assert (first.text, first.texts) == ("A rocket", {"id": "Sebuah roket"})
    assert (second.text, second.texts) == ("A note", {})
    assert digest([first]) != digest([replace(first, texts={})])


@pytest.mark.parametrize("name", ["description_", "description_ind", "description_ID", "deskripsi"])
def test_only_two_small_letters_name_a_language(name):
    """Otherwise a misspelt column would be read as a language that nobody asks for."""
    with pytest.raises(RecordError, match=f"No column is called '{name}'"):
        parse_events(f"{HEADER},{name}\nE1,2009-04-05,PRK,launch,JPN,A rocket,x\n")
