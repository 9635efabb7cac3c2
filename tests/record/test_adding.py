"""Tests for `standoff.record.adding`: nothing that is there is lost, and nothing comes twice."""

import datetime as dt
import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from record.added import CALL, FORMS, LAUNCH, written
from record.complaints import HEADER
from records import list_text, records, table_text
from standoff.record import claims_of, parse_events, read_events
from standoff.record.adding import Added, add
from standoff.record.event import SAID

NO_FRESH_FOLDER = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def contents(events):
    """List what is claimed on each event, once and without the names of the claims."""
    listed = {}
    for event in events:
        said = [tuple(getattr(claim, name) for name in SAID) for claim in claims_of(event)]
        listed[event.id] = [one for number, one in enumerate(said) if one not in said[:number]]
    return listed


@FORMS
def test_a_record_is_made_where_there_is_none(tmp_path, name):
    """The first import of an analyst who has no record yet."""
    added = add(tmp_path / name, [LAUNCH, CALL])

    assert added == Added(new=2, known=0, changed=0)
    assert read_events(tmp_path / name) == (LAUNCH, CALL)


@FORMS
def test_what_is_known_is_not_written_again(tmp_path, name):
    """Not a byte changes, nor the time at which the file was last changed."""
    path = tmp_path / name
    add(path, [LAUNCH, CALL])
    before, touched = path.read_bytes(), path.stat().st_mtime_ns

    assert add(path, [CALL, LAUNCH, CALL]) == Added(new=0, known=3, changed=0)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, touched)


@FORMS
def test_a_changed_row_becomes_a_claim_beside_the_old(tmp_path, name):
    """The source corrected itself; the analyst decides whom to follow."""
    path = tmp_path / name
    add(path, [LAUNCH])

    added = add(path, [replace(LAUNCH, date=dt.date(2006, 7, 4), text="A salvo")])

    (event,) = read_events(path)
    assert added == Added(new=0, known=0, changed=1)
    assert (event.date, event.text) == (LAUNCH.date, LAUNCH.text)
    assert [(claim.name, claim.date.day, claim.text) for claim in event.claims] == [
        ("", 5, "A rocket"),
        ("import-2", 4, "A salvo"),
    ]
    assert event.claims[1].stated == {"date", "text"}


@FORMS
def test_each_change_is_a_claim_of_its_own(tmp_path, name):
    """And the one before is known when it comes again."""
    path = tmp_path / name
    versions = [replace(LAUNCH, text=text) for text in ("one", "two", "three")]

    assert add(path, versions) == Added(new=1, known=0, changed=2)
    assert add(path, versions) == Added(new=0, known=3, changed=0)
    assert [claim.name for claim in read_events(path)[0].claims] == ["", "import-2", "import-3"]


def test_a_row_that_says_less_is_known(tmp_path):
    """An empty cell says nothing, so it contradicts nothing."""
    path = tmp_path / "record.csv"
    add(path, [LAUNCH])

    assert add(path, [replace(LAUNCH, text="", targets=())]).known == 1


@FORMS
def test_an_event_that_moves_past_its_end_is_a_claim_of_one_day(tmp_path, name):
    """The end of the old row would be before the date of the new one."""
    path = tmp_path / name
    moved = replace(LAUNCH, date=dt.date(2006, 8, 1))
    add(path, [replace(LAUNCH, end_date=dt.date(2006, 7, 6))])

    assert add(path, [moved]).changed == 1
    assert add(path, [moved]).known == 1
    assert read_events(path)[0].claims[1].end_date == moved.date


def test_claims_keep_their_names_unless_they_are_taken(tmp_path):
    """One record is added to another; `import-2` may be the analyst's own name for a claim."""
    path = tmp_path / "record.csv"
    path.write_text(f"{HEADER},claim\nE1,2006,PRK,launch,,A,mine\nE1,,,,,B,import-3\n")
    other = parse_events(f"{HEADER},claim\nE1,2006,PRK,launch,,C,mine\nE1,,,,,D,theirs\n")

    add(path, other)

    names = [(claim.name, claim.text) for claim in read_events(path)[0].claims]
    assert names == [("mine", "A"), ("import-3", "B"), ("import-4", "C"), ("theirs", "D")]


def test_the_same_text_written_otherwise_is_known(tmp_path):
    """Spaces around a text and kinds of line ends are lost when it is read."""
    path = tmp_path / "record.yaml"

    assert add(path, [replace(LAUNCH, text=" one\r\ntwo ")]).new == 1
    assert add(path, [replace(LAUNCH, text="one\ntwo")]).known == 1


@FORMS
@NO_FRESH_FOLDER
@given(st.data())
def test_adding_twice_is_adding_once(tmp_path_factory, name, data):
    """Whatever the two records hold, and whether they speak of the same events or not."""
    path = tmp_path_factory.mktemp("adding") / name
    old, new = data.draw(records()), data.draw(records())
    write = list_text if name.endswith("yaml") else table_text
    # a list that is empty is written in brackets, below which nothing can stand
    path.write_bytes((write(old) if old else "").encode())

    first = add(path, new)
    once = path.read_bytes()
    second = add(path, new)

    assert path.read_bytes() == once
    assert (second.new, second.changed) == (0, 0)
    assert second.known == first.new + first.known + first.changed


@FORMS
@NO_FRESH_FOLDER
@given(st.data())
def test_every_claim_of_both_records_is_kept(tmp_path_factory, name, data):
    """Those of the old record in their place, those of the new one after them."""
    path = tmp_path_factory.mktemp("adding") / name
    old, new = data.draw(records(least=1)), data.draw(records())
    add(path, old)

    add(path, new)

    kept = contents(read_events(path))
    for key, claims in contents(old).items():
        assert kept[key][: len(claims)] == claims
    for event in new:
        assert event.id in kept
        for claim in claims_of(event):
            wanted = {name: getattr(claim, name) for name in SAID if getattr(claim, name)}
            texts, extra = wanted.pop("texts", {}), wanted.pop("extra", {})
            assert any(
                all(said[SAID.index(name)] == value for name, value in wanted.items())
                and texts.items() <= said[SAID.index("texts")].items()
                and extra.items() <= said[SAID.index("extra")].items()
                for said in kept[event.id]
            )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_the_old_table_is_the_beginning_of_the_new_one(tmp_path, end, mark, last):
    """Comments in odd spaces, quotation marks that were not needed: all as it was."""
    path = tmp_path / "record.csv"
    rows = [f" {HEADER},claim", '"E9", 2009,"PRK",launch,,"two\nlines"," mine "', ",,,,,,", ""]
    old = mark + end.join(rows + [""] * last).encode()
    path.write_bytes(old)

    add(path, [LAUNCH, replace(LAUNCH, text="else")])

    new = path.read_bytes()
    assert new.startswith(old)
    tail = "E1,2006-07-05,PRK,launch,JPN,A rocket,", "E1,,,,,else,import-2", ""
    assert new[len(old) :].decode().removeprefix(end) == end.join(tail)
    assert [event.id for event in read_events(path)] == ["E9", "E1"]


def test_a_table_gets_a_column_where_it_lacks_one_that_is_needed(tmp_path):
    """Every row is continued by an empty cell, so that a spreadsheet still opens it."""
    path = tmp_path / "record.csv"
    path.write_bytes(f'{HEADER}\r\nE1,2006-07-05,PRK,launch,JPN,"A\r\nrocket"\r\n\r\n'.encode())

    add(path, [replace(LAUNCH, text="A\nrocket"), replace(LAUNCH, intensity=-4.5, source="x,y")])

    assert written(path) == (
        f"{HEADER},claim,intensity,source\r\n"
        'E1,2006-07-05,PRK,launch,JPN,"A\r\nrocket",,,\r\n\r\n'
        'E1,,,,,A rocket,import-2,-4.5,"x,y"\r\n'
    )


def test_the_old_list_is_the_beginning_of_the_new_one(tmp_path):
    """With its comments, its indentation, and its last line that was not ended."""
    path = tmp_path / "record.yaml"
    old = "# mine\n  - {id: E1, date: 2006-07-05, actor: PRK, action: launch}\n  # to do"
    path.write_text(old)

    add(path, [CALL])

    assert written(path) == old + (
        "\n  - id: E2\n    date: 2006-07-05\n    actor: JPN\n    action: call_meeting\n"
        "    target: UNSC\n"
    )


@pytest.mark.parametrize(
    ("name", "old"),
    [
        ("record.csv", ""),
        ("record.csv", "\n , \n"),
        ("record.yaml", "# nothing yet\n"),
        ("record.yml", ""),
    ],
)
def test_a_file_that_holds_nothing_yet_can_be_added_to(tmp_path, name, old):
    """An analyst may have made the file, or begun it with a comment."""
    path = tmp_path / name
    path.write_text(old)

    add(path, [LAUNCH])

    assert written(path).startswith(old)
    assert read_events(path) == (LAUNCH,)


@pytest.mark.skipif(os.name == "nt", reason="needs links and permissions of POSIX")
def test_a_link_stays_a_link_and_permissions_stay_as_they_were(tmp_path):
    """The file behind the link is replaced, not the link."""
    path, link = tmp_path / "folder" / "record.csv", tmp_path / "record.csv"
    path.parent.mkdir()
    add(path, [LAUNCH])
    path.chmod(0o640)
    link.symlink_to(path)

    add(link, [CALL])

    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert len(read_events(path)) == 2
