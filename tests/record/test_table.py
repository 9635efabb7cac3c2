"""Tests for `standoff.record.table`: a CSV file becomes events."""

import contextlib
import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from record.complaints import HEADER
from standoff.errors import RecordError
from standoff.record import Event, digest, parse_events, read_events


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


def test_a_record_of_no_events_is_a_record():
    """The columns are there; nothing happened yet."""
    assert parse_events(HEADER) == ()


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
