"""Tests for importing twice: what is known stays, and what differs is a version beside it."""

import itertools
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from event_files import gdelt_line, written
from standoff.record import read_events
from standoff.record.imports import import_file
from standoff.record.store import open_store
from standoff.record.wanted import Wanted, read_dyad


def digest(path):
    with open_store(path) as store:
        return store.digest()


def counts(done):
    """Return what became of the rows: taken, known, changed, filtered, malformed."""
    return done.taken, done.known, done.changed, done.filtered, done.malformed


def test_importing_a_file_again_adds_nothing(tmp_path):
    """Not even malformed lines, and no entry among the imports."""
    path, store = tmp_path / "a.csv", tmp_path / "world.duckdb"
    written(path, gdelt_line(1), "bad", gdelt_line(2), gdelt_line(1))
    first = import_file(store, path)
    before = digest(store), store.stat().st_size

    second = import_file(store, path)

    assert (counts(first), counts(second)) == ((2, 1, 0, 0, 1), (0, 3, 0, 0, 1))
    assert first.examples == second.examples
    assert before == (digest(store), store.stat().st_size)


def test_a_file_with_known_rows_and_new_ones_adds_the_new(tmp_path):
    """A known row is known whatever file it comes in, and packed or not."""
    store = tmp_path / "world.duckdb"
    import_file(store, written(tmp_path / "a.csv", gdelt_line(1), gdelt_line(2)))

    done = import_file(store, written(tmp_path / "b.gz", gdelt_line(2), gdelt_line(3)))

    assert counts(done) == (1, 1, 0, 0, 0)
    with open_store(store) as opened:
        assert [event.id for event in opened.events()] == ["gdelt:1", "gdelt:2", "gdelt:3"]


def test_versions_of_an_event_stand_side_by_side(tmp_path):
    """Those of one id together, the newest followed; an event told once is not among them."""
    store = tmp_path / "world.duckdb"
    old = [gdelt_line(1, verb="190"), gdelt_line(2), gdelt_line(3, verb="020")]
    import_file(store, written(tmp_path / "a.csv", *old))
    import_file(store, written(tmp_path / "b.csv", gdelt_line(3, verb="036"), gdelt_line(2)))
    import_file(store, written(tmp_path / "c.csv", gdelt_line(3, verb="057")))

    with open_store(store) as opened:
        (event,) = opened.revised()
        assert list(opened.revised(Wanted(verbs=("190",)))) == []
    assert event.id == "gdelt:3"
    assert [claim.verb for claim in event.claims] == ["020", "036", "057"]
    assert (event.verb, event.follows) == ("057", "import-3-line-1")


def test_a_changed_row_is_a_version_beside_the_old(tmp_path):
    """The version imported last counts; all are kept, and a known one adds nothing."""
    store = tmp_path / "world.duckdb"
    old, new = gdelt_line(1, intensity="-10"), gdelt_line(1, intensity="-9")
    import_file(store, written(tmp_path / "a.csv", old))

    changed = import_file(store, written(tmp_path / "b.csv", new))
    known = import_file(store, written(tmp_path / "c.csv", "", old))

    assert (counts(changed), counts(known)) == ((0, 0, 1, 0, 0), (0, 1, 0, 0, 0))
    with open_store(store) as opened:
        assert [event.intensity for event in opened.versions()] == [-10, -9]
        (event,) = opened.events()
        assert event.intensity == -9
        assert (opened.summary().events, opened.summary().versions) == (1, 2)


def test_versions_within_one_file_are_ordered_by_line(tmp_path):
    """The last line of an id is its newest version."""
    store = tmp_path / "world.duckdb"
    lines = [gdelt_line(1, intensity=str(value)) for value in (-1, -2, -1, -3)]

    done = import_file(store, written(tmp_path / "a.csv", *lines))

    assert counts(done) == (1, 1, 2, 0, 0)
    with open_store(store) as opened:
        assert [event.intensity for event in opened.versions()] == [-1, -2, -3]
        assert [event.intensity for event in opened.events()] == [-3]


def test_the_same_id_in_another_data_set_is_another_event(tmp_path):
    """Numbers are counted by each project for itself."""
    store = tmp_path / "world.duckdb"
    import_file(store, written(tmp_path / "a.csv", gdelt_line(1)))

    done = import_file(
        store,
        written(tmp_path / "b.csv", "id,date,actor,verb", "1,2009-04-05,PRK,visit"),
        format="columns",
    )

    assert counts(done) == (1, 0, 0, 0, 0)


def test_the_same_file_with_another_filter_is_read_again(tmp_path):
    """What was filtered out before may be wanted now."""
    store = tmp_path / "world.duckdb"
    path = written(tmp_path / "a.csv", gdelt_line(1), gdelt_line(2, actor="KOR"), "bad")
    wanted = Wanted(dyads=(read_dyad("PRK-USA"),))

    first = import_file(store, path, wanted=wanted)
    again = import_file(store, path, wanted=wanted)
    whole = import_file(store, path)

    assert counts(first) == (1, 0, 0, 1, 1)
    assert counts(again) == (0, 1, 0, 1, 1)
    assert counts(whole) == (1, 1, 0, 0, 1)


def test_importing_into_a_plain_record_again_leaves_its_bytes(tmp_path):
    """A changed row becomes a claim beside the old one, a known one nothing."""
    record = tmp_path / "record.csv"
    old, new = gdelt_line(1, intensity="-10"), gdelt_line(1, intensity="-9")
    first = import_file(record, written(tmp_path / "a.csv", old, gdelt_line(2)))
    before = record.read_bytes()

    again = import_file(record, tmp_path / "a.csv")
    between = record.read_bytes()
    changed = import_file(record, written(tmp_path / "b.csv", new))

    assert (counts(first), counts(again)) == ((2, 0, 0, 0, 0), (0, 2, 0, 0, 0))
    assert before == between
    assert counts(changed) == (0, 0, 1, 0, 0)
    one, two = read_events(record)
    assert [claim.intensity for claim in one.claims] == [-10, -9]
    assert two.claims == ()


def test_wanted_events_of_a_store_are_copied_into_a_plain_record(tmp_path):
    """The rest is counted as filtered; copying again adds nothing."""
    store, record = tmp_path / "world.duckdb", tmp_path / "record.yaml"
    import_file(store, written(tmp_path / "a.csv", gdelt_line(1), gdelt_line(2, actor="KOR")))
    wanted = Wanted(actors=frozenset({"PRK"}))

    first = import_file(record, store, wanted=wanted)
    again = import_file(record, store, wanted=wanted)

    assert (counts(first), counts(again)) == ((1, 0, 0, 1, 0), (0, 1, 0, 1, 0))
    assert [event.id for event in read_events(record)] == ["gdelt:1"]


def by_hand(files):
    """Follow the rule with sets: what is taken, known and changed, and what is newest."""
    seen, newest = {}, {}
    for rows in files:
        became = Counter()
        for number, value in rows:
            said = seen.setdefault(number, set())
            became["known" if value in said else "changed" if said else "taken"] += 1
            if value not in said:
                newest[number] = value
            said.add(value)
        yield (became["taken"], became["known"], became["changed"]), dict(newest)


ROWS = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from([-1.0, -2.0, -3.0])), min_size=1, max_size=12
)


@settings(max_examples=8, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=3))
def test_any_order_of_files_and_rows_follows_the_rule(files):
    """The same as a loop with sets, import after import."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "world.duckdb"
        numbers = itertools.count()
        for rows, (expected, newest) in zip(files, by_hand(files), strict=True):
            lines = [gdelt_line(number, intensity=str(value)) for number, value in rows]
            path = written(folder / f"{next(numbers)}.csv", *lines)

            done = import_file(store, path)

            assert expected == (done.taken, done.known, done.changed)
            with open_store(store) as opened:
                found = {event.id: event.intensity for event in opened.events()}
            assert found == {f"gdelt:{number}": value for number, value in newest.items()}


def test_rows_that_do_not_add_up_are_our_mistake():
    """The result itself refuses to be inconsistent."""
    from standoff.record.imports import Imported

    with pytest.raises(AssertionError, match="3 rows, 2 accounted for"):
        Imported("a.csv", "gdelt", 3, taken=2)
