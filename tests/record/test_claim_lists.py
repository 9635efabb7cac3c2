"""Tests for the list of events as a form of a record, and for what is wrong with one."""

import contextlib
import datetime as dt
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from record.complaints import HEADER, complaint, message
from standoff.errors import RecordError
from standoff.record import (
    Event,
    parse_events,
    parse_listing,
    read_events,
)
from standoff.record.row import OPTIONAL, REQUIRED
from standoff.record.writing import list_item
from standoff.spec.document import MOST_BYTES


def listed_complaint(text):
    return complaint(text, parse_listing, "record.yaml")


def test_a_list_holds_what_a_table_holds():
    """Codes keep their zeros, names may be a list, and `no` is a text."""
    text = """
    - id: E1
      date: 2006-07-05
      end_date: 2006-07
      actor: PRK
      action: launch
      target: [JPN, USA]
      cameo: 057
      seed: no
      description: Seven
      description_id: Tujuh
      source: Yonhap
      intensity: -6
      claim: korea-time
      claims:
        - {claim: us-time, date: 2006-07-04, source: CSIS}
        - {claim: agency, target: JPN, outcome: ~}
    - {id: 2, date: 2006, actor: "A;B", action: call, claims: }
    - {id: E1, claim: third, url: x}
    """

    first, second = parse_listing(textwrap.dedent(text))

    assert parse_events(
        f"{HEADER},end_date,cameo,seed,description_id,source,intensity,claim,url\n"
        "E1,2006-07-05,PRK,launch,JPN;USA,Seven,2006-07,057,no,Tujuh,Yonhap,-6,korea-time,\n"
        "E1,2006-07-04,,,,,,,,,CSIS,,us-time,\n"
        "E1,,,,JPN,,,,,,,,agency,\n"
        "2,2006,A;B,call,,,,,,,,,,\n"
        "E1,,,,,,,,,,,,third,x\n"
    ) == (first, second)
    assert [claim.line for claim in first.claims] == [2, 16, 17, 19]


def test_a_list_may_be_json():
    """JSON is YAML, and programs write it."""
    text = '[{"id": "E1", "date": "2009-04-05", "actor": ["PRK"], "action": "launch"}]'

    assert parse_listing(text) == (Event("E1", dt.date(2009, 4, 5), ("PRK",), "launch"),)


def test_everything_wrong_with_a_list_is_told_at_once():
    """With the line and column of the value, and of the key where that is wrong."""
    text = (
        "- 3\n"
        "- {id: E1, dat: 2009, cameo: 057}\n"
        "- id: E2\n"
        "  date: 2009-04-05\n"
        "  actor: [A, {b: c}]\n"
        "  action: launch\n"
        "  claims:\n"
        "    - {date: 2009-04-06}\n"
        "    - {claim: x, id: E3}\n"
        "    - {claim: y, date: 2009-13-01}\n"
        "    - {claim: y, claims: []}\n"
        "    - 7\n"
        "- {id: E2, date: 2010-01-01, action: x}\n"
        "- {id: E4, date: [1], action: x}\n"
        "- {id: E4, claim: z, outcome: !!x y}\n"
        "- {id: E5, date: 2009, action: x, claims: {a: b}}\n"
        "- {date: 2009, action: ''}\n"
    )

    assert listed_complaint(text) == message(
        """
        record.yaml: 14 problems

          line 1, column 3, [1]
            Here stands a number, not a mapping.
            Give an event or a claim as 'key: value', for example {id: E1, date: 2009-04-05}.

          line 2, column 12, E1
            No key is called 'dat'.
            Did you mean 'date'? Keys: id, date, actor, action, target, description, end_date, outcome, source, url, confidence, place_institution, plover, cameo, seed, claim, intensity, and description_xx for the description in the language xx; and claims.

          line 5, column 10, E2.actor
            The actor is a list.
            Write a name, or a list of names.

          line 8, column 7, E2.claims[1].claim
            The claim has no name.
            Tell it from the other claims on the event, for example claim: us-time.

          line 9, column 18, E2.claims[2]
            A claim has no 'id'.
            It belongs to the event that it is under.

          line 10, column 24, E2.claims[3].date
            2009-13-01 is not a day of the calendar.
            Write a date as year-month-day, for example 2009-04-05; 2009-04 or 2009 where the day is not known.

          line 11, column 18, E2.claims[4]
            A claim has no 'claims'.
            It belongs to the event that it is under.

          line 12, column 7, E2.claims[5]
            Here stands a number, not a mapping.
            Give an event or a claim as 'key: value', for example {id: E1, date: 2009-04-05}.

          line 13, column 8, E2
            The id 'E2' is already used on line 3.
            Give every event an id of its own; where this is another claim on that event, give the claim a name under 'claim'.

          line 14, column 18, E4.date
            The date is a list.
            Write a text.

          line 15, column 31
            The tag '!!x' is not used in records.
            Delete '!!x'; a text that begins with '!' needs quotes.

          line 16, column 43, E5.claims
            The claims are a mapping, not a list.
            Write them as a list: claims: [{claim: us-time, date: 2006-07-04}].

          line 17, column 3, [8].id
            The id is empty.
            Give the event an id of its own.

          line 17, column 24, [8].action
            The action is empty.
            Give the event a verb.
        """  # noqa: E501
    )


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "The record is empty."),
        ("# nothing yet", "The record is empty."),
        ("a: 1", "The record is a mapping, not a list."),
        ("E1", "The record is a text, not a list."),
        ("- a\n---\n- b", "A second document begins here.\n    A record is one YAML document"),
        ("[" * 40, "No part of a record is nested so deeply"),
        ("- {id: 1234567890123456789}", "The whole number 1234567890123456789 is too long."),
        ("x" * (MOST_BYTES + 1), "The record has more than 2,000,000 characters."),
        ("-\tx: y: z", "line 1"),
    ],
)
def test_what_is_no_list_of_events_is_refused_with_its_place(text, wrong):
    """The reader of crisis files speaks of a record here."""
    said = listed_complaint(text)

    assert wrong in said
    assert "crisis" not in said


def test_the_name_of_the_file_says_which_form_it_has(tmp_path):
    """`record.events` names either."""
    for name, text in (
        ("r.csv", f"{HEADER}\nE1,2009,PRK,launch,,\n"),
        ("r.yaml", "- {id: E1, date: 2009, actor: PRK, action: launch}\n"),
        ("r.YML", "\ufeff- {id: E1, date: 2009, actor: PRK, action: launch}\n"),
    ):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")

        assert read_events(path) == (
            Event("E1", dt.date(2009, 1, 1), ("PRK",), "launch", precision="year"),
        )


def test_bytes_that_are_no_text_are_found_on_their_line_of_a_list(tmp_path):
    """With the advice to save it as what it is."""
    path = tmp_path / "record.yaml"
    path.write_bytes(b"- id: E1\n  text: caf\xe9\n")

    with pytest.raises(RecordError, match="(?s)line 2.*0xe9.*Save the file as YAML"):
        read_events(path)


@given(st.text(max_size=300))
def test_arbitrary_text_is_read_as_a_list_or_refused_with_a_message(text):
    """Never another exception, whatever is in the file."""
    with contextlib.suppress(RecordError):
        assert all(event.id and event.verb for event in parse_listing(text))


@given(st.dictionaries(st.sampled_from((*REQUIRED, *OPTIONAL, "claims")), st.text(max_size=8)))
def test_arbitrary_values_give_a_clean_event_or_a_message(cells):
    """Each key with anything in it."""
    with contextlib.suppress(RecordError):
        (event,) = parse_listing(list_item({"id": "E1", "date": "2009", "action": "x"} | cells))
        assert event.id
        assert event.verb
