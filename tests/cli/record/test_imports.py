"""Tests for `standoff record import` and `check`, and for a store as the target of other verbs."""

import json
import shutil
from pathlib import Path

import pytest

import standoff as package
from cli.record.exports import flat
from command_line import standoff
from show.record_answers import EVENTS
from standoff import catalog

COLUMNS = "id=ID,date=Day,actor=Src,verb=Code,target=Tgt"


class TestCheck:
    """`record check`."""

    def test_it_counts_what_there_is_and_what_is_worth_a_look(self):
        """Kinds, span, sources, confidence, verbs and intensities in one paragraph each."""
        assert flat(standoff("record", "check", "strait.yaml").out) == (
            "strait.yaml: 7 events, 1 January 2008 to 2 April 2009, dated 6 to the day, 1 to the "
            "year. 3 parties, above all harbour, island, league. 5 verbs. 3 sources are named. "
            "Confidence: 1 medium, 1 low, 5 not given. "
            "Mapped: 3 moves, 1 background, 2 not mapped, 1 outside the calendar. Events of one "
            "move taken together, these are 3 moves, which can be made one after the other in 4 "
            "rounds. Intensity: known for 3 of 7 events, from their own rows for 0. "
            "Worth a look: - 1 event without a source: E0. "
            "- The vocabulary has no verb “condemn” (2 events). Nearest in spelling: CONCEDE. "
            "- The vocabulary has no verb “impose_blockade” (1 event). Nearest in "
            "spelling: lift_blockade. - The vocabulary has no verb “juggle” (1 event). "
            "- 2 events are not mapped; 'standoff record map' says why. "
            "- Sources disagree on 1 event; 'standoff record conflicts' shows them."
        )

    def test_a_record_without_events_is_said_to_be_one(self):
        """A new record begins with its header."""
        Path("new.csv").write_text(EVENTS.splitlines()[0] + "\n")

        done = standoff("record", "check", "new.csv")

        assert (done.code, done.out) == (0, "new.csv: The record holds no event.\n")

    def test_json_holds_the_same_counts(self):
        """For programs."""
        report = json.loads(standoff("record", "check", "strait.yaml", "--json").out)

        assert report["kinds"] == {"outside": 1, "move": 3, "background": 1, "unmapped": 2}
        assert (report["events"], report["claims"], report["conflicts"]) == (7, 8, 1)
        assert report["without_source"] == ["E0"]

    def test_a_move_that_the_crisis_forbids_is_an_error(self):
        """It names the event, the state and the condition that failed."""
        forbidden = EVENTS.replace("E3,,2009-02-03", "E3,,2009-02-26")
        Path("record.csv").write_text(forbidden)

        done = standoff("record", "check", "strait.yaml")
        as_json = standoff("record", "check", "strait.yaml", "--json")
        told = json.loads(as_json.out)

        assert (done.code, as_json.code) == (1, 1)
        assert done.err.startswith("record.csv: 1 problem\n")
        assert "E3" in done.err
        assert "island.protest is not available on 2009-02-26, in round 2" in done.err
        assert "blockade" in done.err
        assert "The whole state: blockade is off, anger is low" in done.err
        assert [problem["path"] for problem in told["problems"]] == ["E3"]

    def test_a_record_that_cannot_be_read_names_line_and_column(self):
        """As the reader words it."""
        Path("record.csv").write_text(EVENTS.replace("2009-02-03", "3 Feb"))

        done = standoff("record", "check", "record.csv")

        assert done.code == 1
        assert "line 6, column 3, E3.date" in done.err


class TestImport:
    """`record import`."""

    @pytest.mark.parametrize("into", ["new.csv", "new.yaml", "world.duckdb", "strait.yaml"])
    def test_every_row_is_accounted_for(self, into):
        """Into a store, an events file, or that of a crisis; a second time all are known."""
        first = standoff("record", "import", into, "export.csv", "--columns", COLUMNS, "--json")
        again = standoff("record", "import", into, "export.csv", "--columns", COLUMNS, "--json")

        counts = [
            [json.loads(done.out)[0][name] for name in ("rows", "taken", "known", "malformed")]
            for done in (first, again)
        ]
        assert counts == [[2, 1, 0, 1], [2, 0, 1, 1]]
        assert (first.code, again.code) == (0, 0)

    def test_what_could_not_be_read_is_told_and_kept(self):
        """The line, the reason and where it is; the exit code is that of work done."""
        done = standoff("record", "import", "new.csv", "export.csv", "--columns", COLUMNS)

        assert done.code == 0
        assert "export.csv: 1 line could not be read (kept in new.csv.malformed.csv).\n" in done.out
        assert "- line 3: " in done.out
        assert "Importing export.csv into new.csv." in done.err

    def test_what_an_analyst_wrote_stays(self):
        """An import adds below it."""
        standoff("record", "import", "strait.yaml", "export.csv", "--columns", COLUMNS)

        assert Path("record.csv").read_text().startswith(EVENTS)

    def test_a_published_crisis_is_left_as_it_is(self):
        """Under its name and under that of its file."""
        for into in ("cuba-1962", str(catalog.path("cuba-1962"))):
            done = standoff("record", "import", into, "export.csv", "--columns", COLUMNS)

            assert done.code == 2
            assert done.err.endswith("Copy it first, and name your copy.\n")

    def test_a_copy_of_a_published_crisis_takes_imports(self):
        """As the refusal says."""
        shutil.copytree(catalog.path("cuba-1962").parent, "mine")
        before = Path("mine/record.csv").read_text()

        done = standoff("record", "import", "mine/crisis.yaml", "export.csv", "--columns", COLUMNS)

        assert done.code == 0
        assert len(Path("mine/record.csv").read_text()) > len(before)

    def test_filters_hold_on_the_way_in(self):
        """What is not wanted is counted as such."""
        done = standoff("record", "import", "new.csv", "export.csv", "--columns", COLUMNS,
                        "--actor", "PRK", "--json")  # fmt: skip

        assert json.loads(done.out)[0]["filtered"] == 1


class TestStore:
    """A store as the target of the other verbs."""

    @pytest.fixture(autouse=True)
    def world(self):
        """Fill a store with three events."""
        Path("more.csv").write_text(
            "ID,Day,Src,Code,Tgt\n1,1962-10-22,USA,1911,CUB\n2,1962-10-23,CUB,112,USA\n"
            "3,1962-11-20,USA,085,CUB\n"
        )
        standoff("record", "import", "world.duckdb", "more.csv", "--columns", COLUMNS)

    def test_its_events_are_listed_filtered_and_counted(self):
        """Asked in place, never loaded whole."""
        done = standoff("record", "show", "world.duckdb", "--dyad", "USA>CUB", "--limit", "1")

        assert "2 of the 3 events of the record are meant. The first 1 are shown" in done.out
        assert "22 October 1962 · United States → Cuba" in done.out

    def test_its_months_are_those_of_the_same_events_in_a_file(self):
        """The database adds up by the same rule."""
        standoff("record", "import", "same.csv", "more.csv", "--columns", COLUMNS)
        for target in ("world.duckdb", "same.csv"):
            standoff("record", "months", target, "--dyad", "USA-CUB", "--out", f"{target}.nc")
        one, other = package.load("world.duckdb.nc"), package.load("same.csv.nc")

        for name in ("conflict", "cooperation", "event_count", "dyad_actor"):
            assert (one[name].values == other[name].values).all(), name

    def test_its_check_lists_what_was_imported(self):
        """Every import with its counts."""
        printed = standoff("record", "check", "world.duckdb").out

        assert printed.startswith("world.duckdb: 3 events, 22 October 1962 to 20 November 1962")
        assert "more.csv  columns" in printed

    def test_its_timeline_is_drawn_without_levels(self):
        """There is no crisis whose state could be shown."""
        done = standoff("record", "timeline", "world.duckdb", "--figure", "a.svg")

        assert done.code == 0
        assert "The state" not in done.out
        assert "The state" not in Path("a.svg").read_text()

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (
                ("show", "world.duckdb", "--actor", "UAS"),
                "world.duckdb has no event with 'UAS'.\nDid you mean 'USA'? "
                "Those of most events: CUB, USA.\n",
            ),
            (
                ("show", "world.duckdb", "--verb", "20"),
                "No event is left: --verb 20 takes none of the 3 events of world.duckdb.\n"
                "Change or drop --verb.\n",
            ),
            (
                ("show", "world.duckdb", "--verb", "112", "--since", "1962-11"),
                "No event is left: --verb 112 --since 1962-11-01 have none of the 3 events of "
                "world.duckdb in common.\nDrop one of them.\n",
            ),
            (
                ("show", "world.duckdb", "--target", "CUB"),
                "A store is not filtered by --target.\nWrite --dyad 'A>CUB' or --actor CUB.\n",
            ),
            (
                ("months", "world.duckdb"),
                "world.duckdb: A store holds many pairs.\nName those to add up: --dyad PRK-USA.\n",
            ),
            (
                ("map", "world.duckdb"),
                "world.duckdb: Only a crisis maps its events onto moves.\n"
                "Name a crisis, or see the events with 'standoff record show'.\n",
            ),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
    )
    def test_a_mistake_is_told(self, arguments, expected):
        """Whole messages, exit code 2, nothing on standard output."""
        done = standoff("record", *arguments)

        assert (2, expected, "") == (done.code, done.err, done.out)
