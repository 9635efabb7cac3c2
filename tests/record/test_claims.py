"""Tests for claims: rows of one id in a table, and what they change."""

import datetime as dt
from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from record.complaints import HEADER, complaint, message
from records import claims
from standoff.record import (
    Claim,
    Event,
    claims_of,
    digest,
    event_of,
    parse_events,
    parse_listing,
)
from standoff.record.event import SAID
from standoff.record.row import EXTRA, OPTIONAL, REQUIRED
from standoff.record.writing import cells_of, columns_for, list_item, table_line

SALVO = f"{HEADER},source,claim\nE1,2006-07-05,PRK,launch,JPN;USA,Seven,Yonhap,korea-time\n"


def test_an_event_and_a_claim_say_the_same_kinds_of_things():
    """A field that only one of them had would be lost when a claim is followed."""
    shared = {field.name for field in fields(Claim)} - {"name", "stated", "line"}
    of_events = {field.name for field in fields(Event)} - {"id", "claims", "follows", "line"}

    assert set(SAID) == shared == of_events


def test_rows_of_one_id_are_claims_on_one_event():
    """Wherever they stand; the first is the event's own content."""
    events = parse_events(
        f"{SALVO}E2,2006-07-05,JPN,call,UNSC,A meeting,,\nE1,2006-07-04,,,,,CSIS,us-time\n"
    )

    assert [event.id for event in events] == ["E1", "E2"]
    first, second = events[0].claims
    assert (events[0].date, events[0].source, events[0].follows) == (
        dt.date(2006, 7, 5),
        "Yonhap",
        "korea-time",
    )
    assert (first.name, first.line, first.stated) == ("korea-time", 2, frozenset())
    assert (second.name, second.line, second.stated) == ("us-time", 4, {"date", "source"})
    assert replace(second, name="korea-time", date=first.date, source="Yonhap") == replace(
        first, stated=second.stated
    )
    assert (events[1].claims, events[1].follows) == ((), "")


def test_the_first_row_needs_no_name_and_may_have_one_alone():
    """A name costs nothing, and says which claim a crisis may follow later."""
    (unnamed,) = parse_events(f"{HEADER},claim\nE1,2006,PRK,launch,,,\nE1,2007,,,,,later\n")
    (alone,) = parse_events(SALVO)

    assert [claim.name for claim in unnamed.claims] == ["", "later"]
    assert [claim.name for claim in alone.claims] == ["korea-time"]


@settings(max_examples=40)
@given(st.data())
def test_a_blank_cell_is_as_in_the_first_row(data):
    """Whichever cells a claim leaves blank, and in both forms."""
    first, other = data.draw(claims("a")), data.draw(claims("b"))
    own = cells_of("E1", first)
    kept = data.draw(st.sets(st.sampled_from((*REQUIRED, *OPTIONAL, "description_id"))))
    kept -= {"end_date", "id"}  # an end before the date is another test's matter
    said = {k: cell for k, cell in cells_of("E1", other).items() if k in kept}
    cells = {"id": "E1", "claim": "b"} | said
    if first.end_date:
        cells["end_date"] = "2200-01-01"
    columns = columns_for([own, cells])
    table = "".join(
        table_line(row, columns) for row in (dict(zip(columns, columns, strict=True)), own, cells)
    )

    (event,) = parse_events(table)

    assert parse_listing(list_item(own) + list_item(cells)) == (event,)
    whole = cells_of("E1", event.claims[1])
    has_own_source = cells.get("source", "") not in ("", own.get("source", ""))
    its_own = {"id", "claim"} | ({"url", "confidence"} if has_own_source else set())
    for column in {*own, *cells} - its_own:
        assert whole[column] == cells.get(column, own.get(column))
    assert event.claims[1].stated == {
        name for name in SAID if getattr(event.claims[1], name) != getattr(event.claims[0], name)
    }


def test_where_it_stands_and_how_sure_it_is_are_matters_of_the_source():
    """The page of one newspaper is not that of another, nor is its care."""
    text = (
        f"{HEADER},source,url,confidence,claim\n"
        "E1,2006,PRK,launch,,,Yonhap,page 1,high,\n"
        "E1,2007,,,,,,,,same\n"
        "E1,2007,,,,,Yonhap,,,named\n"
        "E1,2007,,,,,CSIS,,,other\n"
        "E1,2007,,,,,CSIS,row 3,low,full\n"
    )

    (event,) = parse_events(text)

    assert [(claim.url, claim.confidence) for claim in event.claims] == [
        ("page 1", "high"), ("page 1", "high"), ("page 1", "high"), ("", None), ("row 3", "low"),
    ]  # fmt: skip


def test_a_claim_may_say_how_hostile_the_event_was():
    """A number from -10 to 10, on any row."""
    text = (
        f"{HEADER},claim,intensity\nE1,2006,PRK,launch,,,,-4.5\nE1,,,,,,soft,1e0\nE1,,,,,,none,\n"
    )

    (event,) = parse_events(text)

    assert event.intensity == -4.5
    assert [claim.intensity for claim in event.claims] == [-4.5, 1.0, -4.5]


def test_a_claim_made_of_an_event_and_an_event_made_of_a_claim_say_the_same():
    """So that a record without claims can be read as one of claims."""
    call = Event("E1", dt.date(2009, 4, 5), ("JPN",), "call", intensity=2.0, extra={"cameo": "1"})

    assert event_of("E1", claims_of(call)) == call


def test_what_is_wrong_with_claims_is_told_at_their_own_rows():
    """What a claim takes from a first row that is wrong is not told twice."""
    text = (
        f"{HEADER},claim,intensity,end_date,confidence\n"
        "E1,2006-07-05,PRK,launch,,,a,,2006-07-06,\n"
        "E1,,,,,,a,,,\n"
        "E1,2006-07-08,,,,,b,,,\n"
        "E1,2006-7-8,,,,,c,11,2006-07-01,sure\n"
        "E1,,,,,,d,nan,2006-07-04,\n"
        "E2,2006-13-01,PRK,launch,,,a,,,\n"
        "E2,,,,,,b,-,,\n"
        "E2,2006-07-05,USA,deny,,,,,,\n"
        "E3,2006,PRK,\x07,,,,,,\n"
        "E3,,,,,,b,,,\n"
        ",2006,PRK,launch,,,x,,,\n"
        ",2006,PRK,launch,,,y,,,\n"
    )

    assert complaint(text) == message(
        """
        record.csv: 13 problems

          line 3, column 7, E1.claim
            The event 'E1' has a claim 'a' on line 2 already.
            Give every claim on one event a name of its own.

          line 4, column 2, E1.date
            The end 2006-07-06 of the first row is before the date 2006-07-08.
            Give this claim an end_date of its own: its date, for a single day.

          line 5, column 2, E1.date
            '2006-7-8' is not a date.
            Write a date as year-month-day, for example 2009-04-05; 2009-04 or 2009 where the day is not known.

          line 5, column 8, E1.intensity
            The intensity is '11'.
            Write a number from -10 (hostile) to 10 (friendly), or nothing.

          line 5, column 10, E1.confidence
            The confidence is 'sure'.
            It may be high, medium, low, assumed or empty.

          line 6, column 8, E1.intensity
            The intensity is 'nan'.
            Write a number from -10 (hostile) to 10 (friendly), or nothing.

          line 6, column 9, E1.end_date
            The end 2006-07-04 is before the date 2006-07-05 of the first row.
            An event ends on its first day or later; leave end_date empty for a single day.

          line 7, column 2, E2.date
            2006-13-01 is not a day of the calendar.
            Write a date as year-month-day, for example 2009-04-05; 2009-04 or 2009 where the day is not known.

          line 8, column 8, E2.intensity
            The intensity is '-'.
            Write a number from -10 (hostile) to 10 (friendly), or nothing.

          line 9, column 1, id
            The id 'E2' is already used on line 7.
            Give every event an id of its own; where this is another claim on that event, give the claim a name under 'claim'.

          line 10, column 4, E3.action
            The cell holds the control character U+0007.
            Take it out.

          line 12, column 1, id
            The id is empty.
            Give the event an id of its own.

          line 13, column 1, id
            The id is empty.
            Give the event an id of its own.
        """  # noqa: E501
    )


def test_the_digest_changes_with_anything_that_is_claimed():
    """A figure made from another record must not be taken for this one's."""
    first = Claim("", dt.date(2006, 7, 5), ("PRK",), "launch")
    other = replace(first, name="us-time", date=dt.date(2006, 7, 4))
    twin = replace(first, name="twin")
    base = event_of("E1", (first, other))
    changes = {
        "date": dt.date(2006, 7, 3), "precision": "month", "end_date": dt.date(2006, 7, 9),
        "actors": ("KOR",), "verb": "test", "targets": ("JPN",), "text": "x", "place": "x",
        "outcome": "x", "source": "x", "url": "x", "confidence": "low", "intensity": -1.0,
        "extra": {"cameo": "150"}, "texts": {"id": "x"}, "name": "x",
    }  # fmt: skip
    others = [
        event_of("E1", (first, replace(other, **{name: value}))) for name, value in changes.items()
    ]
    others += [
        event_of("E1", (first,)),
        event_of("E1", (first, other), other),
        event_of("E1", (first, twin)),
        event_of("E1", (first, twin), twin),
        event_of("E1", (other, first)),
        event_of("E1", (first, other, replace(other, name="x"))),
        event_of("E1", (replace(first, name="first"),)),
        replace(event_of("E1", (first,)), intensity=0.0),
    ]

    assert set(changes) == {*SAID, "name"}
    assert len({digest([event]) for event in (base, *others)}) == 1 + len(others)


def test_the_digest_changes_with_the_intensities_of_the_crisis():
    """Series from another table of intensities are other series."""
    call = Event("E1", dt.date(2009, 4, 5), ("JPN",), "call_meeting")
    tables = ({}, {"call_meeting": -1.0}, {"call_meeting": -2.0}, {"launch": -1.0})

    assert len({digest([call], table) for table in tables}) == len(tables)
    assert digest([call], {"a": 1, "b": 2}) == digest([call], {"b": 2.0, "a": 1.0})
    assert digest([call], {}) == digest([call])


def test_a_record_without_claims_keeps_the_digest_that_it_had():
    """Answers that were saved before there were claims still belong to their record."""
    call = Event("E1", dt.date(2009, 4, 5), ("JPN",), "call_meeting", extra={"cameo": "104"})

    assert digest([call]) == ("0fb716327de6e45790fe519f76901ade207d0fc2bd650b639ebc248ee3b67ac6")


def test_only_codes_are_kept_without_being_read():
    """Their columns are columns of the format."""
    assert set(EXTRA) <= set(OPTIONAL)
