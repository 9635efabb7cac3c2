"""Tests for which claim a crisis follows, what sources disagree on, and files beside a crisis."""

import datetime as dt
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from record.complaints import message
from records import records
from standoff.errors import RecordError
from standoff.record import claims_of, conflicts, event_of, follow, load, map_events, parse_events
from standoff.record.conflicts import ASPECTS
from standoff.record.scale import DEFAULT
from standoff.spec import read, read_text

CRISIS = """\
name: strait
calendar: {start: 2006-07-01, every: day, rounds: 10}
actors: [PRK, JPN]
variables: {salvo: [no, yes], call: [no, yes]}
options:
  PRK: {launch: {effect: {set: {salvo: yes}}}}
  JPN: {call: {when: salvo == yes, effect: {set: {call: yes}}}}
record:
  events: record.csv
  map:
    - {verb: launch, option: launch}
    - {verb: call, option: call}
"""
RECORD = """\
id,date,actor,action,target,description,place_institution,outcome,source,claim
E1,2006-07-05,PRK,launch,JPN;USA,Seven missiles,,,Yonhap,korea-time
E2,2006-07-05,JPN,call,UNSC,A meeting,New York,,Kyodo,
E1,2006-07-04,,,,,,,CSIS,us-time
E2,,,,,,,,AP,ap
E1,,USA,,,,,,Nobody,mistake
"""


def crisis_that(*entries, more=""):
    """Read the crisis with what it follows."""
    lines = "".join(f"    - {entry}\n" for entry in entries)
    return read_text(
        f"{CRISIS}  follow:\n{lines}{more}" if entries else CRISIS, source="strait.yaml"
    )


def refusal(call, *arguments):
    """Return the whole message about a record or a crisis that does not fit it."""
    with pytest.raises(RecordError) as caught:
        call(*arguments)
    return str(caught.value)


def written(tmp_path, text, **files):
    """Write a crisis and the files beside it; return the crisis, read."""
    path = tmp_path / "strait.yaml"
    path.write_text(text)
    for name, content in {"record_csv": RECORD, **files}.items():
        (tmp_path / name.replace("_", ".")).write_text(content)
    return read(path)


# --- what is followed


def test_an_event_has_the_content_of_its_first_claim_by_default():
    """Nothing has to be said where the analyst agrees with the first row."""
    first, second = follow(crisis_that(), parse_events(RECORD))

    assert (first.date.day, first.actors, first.follows) == (5, ("PRK",), "korea-time")
    assert (second.follows, len(second.claims)) == ("", 2)


def test_the_crisis_says_which_claim_it_follows():
    """All the content is that of the claim, and the other claims are kept."""
    crisis = crisis_that("{event: E1, claim: us-time, why: the list of launches}")

    first, _ = follow(crisis, parse_events(RECORD))

    assert (first.date.day, first.source, first.follows, first.line) == (4, "CSIS", "us-time", 4)
    assert [claim.name for claim in first.claims] == ["korea-time", "us-time", "mistake"]


def test_following_again_changes_nothing_and_another_crisis_can_follow_another_claim():
    """Events carry all claims, so what was followed before does not matter."""
    events = parse_events(RECORD)
    crisis = crisis_that("{event: E1, claim: us-time}")

    once = follow(crisis, events)

    assert follow(crisis, once) == once
    assert follow(crisis_that(), once) == events


def test_what_is_followed_is_what_is_mapped():
    """On 4 July the launch is a move of another round; who did it decides whose move it is."""
    events = parse_events(RECORD)

    by_default = map_events(crisis_that(), events).placements
    by_choice = map_events(crisis_that("{event: E1, claim: us-time}"), events).placements

    assert [(placed.label, placed.round) for placed in by_default] == [
        ("PRK.launch", 5), ("JPN.call", 5),
    ]  # fmt: skip
    assert [(placed.label, placed.round) for placed in by_choice] == [
        ("PRK.launch", 4), ("JPN.call", 5),
    ]  # fmt: skip
    assert "USA, who is no actor" in refusal(
        map_events, crisis_that("{event: E1, claim: mistake}"), events
    )


def test_an_entry_for_what_the_record_does_not_have_is_refused_at_its_place(tmp_path):
    """All of them at once, each with the nearest name."""
    crisis = written(
        tmp_path,
        CRISIS
        + "  follow:\n"
        + "    - {event: E3, claim: us-time}\n"
        + "    - {event: E1, claim: us-tme}\n"
        + "    - {claim: Kyodo,\n       event: E2}\n",
    )

    assert refusal(load, crisis).replace(f"{tmp_path}/", "") == message(
        """
        strait.yaml: 3 problems

          line 14, column 15, record.follow[1].event
            The record has no event with the id 'E3'.
            Name an event that the record has, or take the entry out.

          line 15, column 26, record.follow[2].claim
            The event 'E1' has no claim called 'us-tme'.
            Did you mean 'us-time'? Its claims: korea-time, us-time, mistake.

          line 16, column 15, record.follow[3].claim
            The event 'E2' has no claim called 'Kyodo'.
            Its claims: ap.
        """
    )


def test_an_event_on_which_no_claim_has_a_name_cannot_be_named():
    """There is nothing to choose from."""
    events = parse_events("id,date,actor,action,target,description\nE1,2006,PRK,launch,,\n")

    assert "No claim on it has a name" in refusal(
        follow, crisis_that("{event: E1, claim: us-time}"), events
    )


@settings(max_examples=40)
@given(records(least=1), st.data())
def test_any_named_claim_can_be_followed_and_gives_the_event_its_content(events, data):
    """And nothing else about the record changes."""
    event = data.draw(st.sampled_from(events))
    names = [claim.name for claim in claims_of(event) if claim.name]
    chosen = data.draw(st.sampled_from(names)) if names else None
    entries = [f"{{event: {event.id}, claim: {chosen}}}"] if chosen else []

    followed = {one.id: one for one in follow(crisis_that(*entries), events)}

    assert list(followed) == [one.id for one in events]
    for one in events:
        kept = followed[one.id]
        wanted = chosen if one is event and chosen else one.claims[0].name if one.claims else ""
        assert kept.follows == wanted
        assert kept.claims == one.claims
        if not one.claims:
            assert kept == one
        else:
            claim = next(c for c in one.claims if c.name == wanted)
            assert kept == event_of(one.id, one.claims, claim)


# --- what sources disagree on


def test_a_conflict_says_in_what_claims_differ_and_which_is_followed():
    """Another source for the same content is no conflict, as AP on the call."""
    crisis = crisis_that("{event: E1, claim: us-time, why: {text: the list, source: CSIS}}")

    (conflict,) = conflicts(follow(crisis, parse_events(RECORD)), crisis.record.follow)

    assert (conflict.event.id, conflict.aspects) == ("E1", ("date", "actors"))
    assert (conflict.followed.name, conflict.is_chosen) == ("us-time", True)
    assert (conflict.why.text.by_language, conflict.why.source) == ({"en": "the list"}, "CSIS")
    assert [(claim.name, conflict.aspects_of(claim)) for claim in conflict.others] == [
        ("korea-time", ("date",)),
        ("mistake", ("date", "actors")),
    ]


def test_a_conflict_that_nobody_decided_follows_the_first_row():
    """By default, and without a reason."""
    (conflict,) = conflicts(parse_events(RECORD))

    assert (conflict.followed.name, conflict.is_chosen, conflict.why) == ("korea-time", False, None)


def test_a_reason_for_another_claim_is_no_reason_for_this_one():
    """Events that were read and not led through the crisis still follow their first row."""
    crisis = crisis_that("{event: E1, claim: us-time, why: the list}")

    (conflict,) = conflicts(parse_events(RECORD), crisis.record.follow)

    assert (conflict.followed.name, conflict.is_chosen, conflict.why) == ("korea-time", False, None)


@pytest.mark.parametrize(
    ("column", "value", "aspect"),
    [
        ("date", "2006-07-04", "date"),
        ("date", "2006-07", "date"),
        ("end_date", "2006-07-08", "date"),
        ("end_date", "2006-07-05", None),
        ("actor", "JPN;PRK", "actors"),
        ("actor", "KOR;PRK", None),
        ("action", "test", "verb"),
        ("target", "USA", "targets"),
        ("description", "Six", "text"),
        ("place_institution", "Musudan-ri", "place"),
        ("outcome", "failed", "outcome"),
        ("source", "CSIS", None),
        ("url", "https://example.org", None),
        ("confidence", "low", None),
        ("intensity", "-3", None),
        ("cameo", "150", None),
        ("description_id", "Enam", None),
    ],
)
def test_who_says_it_and_how_surely_is_no_disagreement(column, value, aspect):
    """Nor the order of actors, nor a single day that is given as one."""
    event = {
        "id": "E1", "date": "2006-07-05", "actor": "PRK;KOR", "action": "launch",
        "target": "JPN", "description": "Seven", "claim": "",
    }  # fmt: skip
    columns = list(dict.fromkeys((*event, column)))
    rows = [
        dict(zip(columns, columns, strict=True)),
        event,
        {"id": "E1", "claim": "x", column: value},
    ]
    text = "\n".join(",".join(row.get(name, "") for name in columns) for row in rows)

    found = [conflict.aspects for conflict in conflicts(parse_events(text))]

    assert found == ([(aspect,)] if aspect else [])


def test_conflicts_are_in_order_of_date():
    """Of the date that is followed."""
    head = "id,date,actor,action,target,description,claim\n"
    rows = "E1,2009,A,x,,,\nE2,2006-07-05,A,x,,,\nE1,,B,,,,b\nE2,,B,,,,b\n"

    assert [one.event.id for one in conflicts(parse_events(head + rows))] == ["E2", "E1"]


@settings(max_examples=40)
@given(records())
def test_an_event_is_a_conflict_if_and_only_if_two_claims_on_it_disagree(events):
    """By every aspect, whichever claim is followed."""
    listed = {conflict.event.id: conflict for conflict in conflicts(events)}

    for event in events:
        said = [[aspect(claim) for aspect in ASPECTS.values()] for claim in claims_of(event)]
        assert (event.id in listed) == any(one != said[0] for one in said)
        if event.id in listed:
            conflict = listed[event.id]
            assert len(conflict.others) == len(event.claims) - 1
            assert {name for c in conflict.others for name in conflict.aspects_of(c)} == set(
                conflict.aspects
            )


# --- the files beside a crisis


def test_a_crisis_without_a_table_or_a_store_has_the_default_scale(tmp_path):
    """Most crises."""
    walked = load(written(tmp_path, CRISIS))

    assert (walked.scale, walked.store) == (DEFAULT, None)


def test_the_table_and_the_store_of_a_crisis_come_with_its_record(tmp_path):
    """The table is read; the store is only found, for it may hold millions of rows."""
    text = CRISIS + "  intensity: mine.csv\n  store: world.duckdb\n"
    crisis = written(tmp_path, text, mine_csv="code,intensity\nlaunch,-9\n", world_duckdb="")

    walked = load(crisis)

    assert walked.store == tmp_path / "world.duckdb"
    assert [walked.scale.intensity(event) for event in walked.events if event.id == "E1"] == [-9.0]


def test_a_store_that_is_missing_is_an_error_with_the_command_that_makes_one(tmp_path):
    """Series from the record instead would silently be others."""
    crisis = written(tmp_path, CRISIS + "  store: world.duckdb\n")

    assert refusal(load, crisis).replace(f"{tmp_path}/", "") == message(
        """
        strait.yaml: 1 problem

          line 13, column 10, record.store
            There is no store 'world.duckdb' beside the crisis file.
            Make it with `standoff record import`, or take `store` out.
        """
    )


@pytest.mark.skipif(os.name == "nt", reason="needs links of POSIX")
@pytest.mark.parametrize(("key", "name"), [("intensity", "mine.csv"), ("store", "world.duckdb")])
def test_a_file_that_a_link_leads_to_elsewhere_is_refused(tmp_path, key, name):
    """As for the events: what a crisis reads lies beside it."""
    folder = tmp_path / "crisis"
    folder.mkdir()
    (tmp_path / name).write_text("code,intensity\n")
    (folder / name).symlink_to(tmp_path / name)
    crisis = written(folder, f"{CRISIS}  {key}: {name}\n")

    assert refusal(load, crisis).replace(f"{folder}/", "") == message(
        f"""
        strait.yaml: 1 problem

          line 13, column {len(key) + 5}, record.{key}
            The file '{name}' lies outside the folder of the crisis.
            Put the file beside the crisis file, and give its name only.
        """
    )


def test_a_record_as_a_list_is_walked_like_a_table(tmp_path):
    """`record.events` names it by its suffix."""
    listed = """
    - {id: E2, date: 2006-07-05, actor: JPN, action: call}
    - id: E1
      date: 2006-07-05
      actor: PRK
      action: launch
      claims: [{claim: us-time, date: 2006-07-04}]
    """
    text = CRISIS.replace("record.csv", "record.yaml")

    assert "JPN.call is not available on 2006-07-05" in refusal(
        load, written(tmp_path, text, record_yaml=listed)
    )
    walked = load(
        written(
            tmp_path,
            text + "  follow: [{event: E1, claim: us-time}]\n",
            record_yaml=listed,
        )
    )
    assert walked.state_on(dt.date(2006, 7, 6)) == {"salvo": 1, "call": 1}
