"""Tests for `standoff record`: what each of its verbs does, and what it says to mistakes."""

import json
import re
import shutil
from pathlib import Path

import pytest

import standoff as package
from command_line import standoff
from event_files import gdelt_line, written
from show.record_answers import CRISIS, EVENTS
from standoff import catalog

EXPORT = "ID,Day,Src,Code,Tgt\n7,1962-10-22,USA,1911,CUB\n8,22 Oct,USA,1911,CUB\n"
COLUMNS = "id=ID,date=Day,actor=Src,verb=Code,target=Tgt"


@pytest.fixture(autouse=True)
def strait(tmp_path, monkeypatch):
    """Stand in a folder with a crisis, its record and an export of event data."""
    monkeypatch.chdir(tmp_path)
    Path("strait.yaml").write_text(CRISIS)
    Path("record.csv").write_text(EVENTS)
    Path("export.csv").write_text(EXPORT)


def shown(*filters):
    """Show the record of the strait, and return which events are left."""
    done = standoff("record", "show", "strait.yaml", *filters)
    assert (done.code, done.err) == (0, "")
    return re.findall(r"^(E\d) · ", done.out, re.M)


def flat(text):
    """Write a text on one line, however it was wrapped."""
    return " ".join(text.split())


class TestShow:
    """`record show`."""

    def test_an_event_says_when_who_whom_what_and_who_says_so(self):
        """A reader sees the evidence, and beside it what the analyst makes of it."""
        printed = standoff("record", "show", "strait.yaml", "--limit", "2").out

        assert (
            "E0 · 2008 · league → Harbour: visits or sends an envoy\n"
            "  Envoys come\n"
            "  In the crisis: outside the calendar.\n"
            "  Source: no source is given\n"
        ) in printed
        assert (
            "E1 · 11 January 2009 · Harbour → Island: impose blockade\n"
            "  Warships close the strait\n"
            "  In the crisis: a move in round 1: Harbour: close the strait.\n"
            "  Source: Radio; confidence low\n"
            "  2 claims; --event E1 shows them side by side.\n"
        ) in printed
        assert "The first 2 are shown; --limit 7 shows all." in printed

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            (("--actor", "league"), ["E0", "E2", "E4"]),
            (("--target", "island"), ["E1", "E5"]),
            (("--dyad", "harbour-island"), ["E1", "E2", "E3", "E5"]),
            (("--dyad", "harbour>island"), ["E1", "E5"]),
            (("--verb", "condemn", "--verb", "juggle"), ["E3", "E4", "E6"]),
            (("--since", "2009-01-21", "--until", "2009-02"), ["E2", "E3", "E4", "E5"]),
            (("--until", "2008"), ["E0"]),
            (("--kind", "unmapped"), ["E4", "E6"]),
            (("--kind", "move", "--actor", "island"), ["E1", "E3", "E5"]),
            (("--limit", "1"), ["E0"]),
        ],
        ids=" ".join,
    )
    def test_filters_leave_what_they_say(self, filters, expected):
        """Several of one kind widen, several kinds narrow; a month is all of its days."""
        assert expected == shown(*filters)

    def test_one_event_is_shown_whole_with_its_claims_side_by_side(self):
        """Which of them is followed, and why, stands below."""
        printed = standoff("record", "show", "strait.yaml", "--event", "E1").out

        assert "            harbour-gazette       island-radio (followed)\n" in printed
        assert "date        12 January 2009       11 January 2009\n" in printed
        assert "Followed because: it was there" in printed

    def test_an_events_file_needs_no_crisis(self):
        """Its first claims are followed, and nothing is said of moves."""
        printed = standoff("record", "show", "record.csv").out

        assert "E1 · 12 January 2009 · harbour → island: impose blockade\n" in printed
        assert "In the crisis" not in printed

    def test_a_list_of_events_is_told_from_a_crisis(self):
        """Both end in .yaml."""
        Path("events.yaml").write_text(
            "# events\n- {id: E1, date: 2009-04-05, actor: PRK, action: launch}\n"
        )

        done = standoff("record", "show", "events.yaml")

        assert (done.code, done.err) == (0, "")
        assert "E1 · 5 April 2009 · North Korea: launch" in done.out

    def test_a_saved_record_is_shown_again_word_for_word(self):
        """`look` draws it without the crisis."""
        first = standoff("record", "show", "strait.yaml", "--lang", "id", "--out", "a.nc")
        Path("strait.yaml").unlink()

        assert first.out == standoff("look", "a.nc", "--lang", "id").out

    @pytest.mark.parametrize("view", ["show", "map", "months", "timeline", "conflicts"])
    def test_every_view_is_an_answer_of_its_own(self, view):
        """For programs in other languages, as the answers of lenses are."""
        printed = json.loads(standoff("record", view, "strait.yaml", "--json").out)

        assert (printed["attributes"]["lens"], printed["attributes"]["view"]) == ("record", view)
        assert printed["variables"]["event_date"]["axes"] == ["event"]


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
        told = json.loads(standoff("record", "check", "strait.yaml", "--json").out)

        assert done.code == 1
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


class TestMap:
    """`record map`."""

    def test_a_round_tells_moves_background_and_what_is_not_mapped(self):
        """Each with its reason, and what has changed in the end."""
        printed = standoff("record", "map", "strait.yaml").out

        assert (
            "Round 2: 1 February 2009 to 28 February 2009\n"
            "--------------------------------------------\n"
            "- turn 2: Island: protest (E3, 3 February 2009)\n"
            "- turn 3: Harbour: open the strait (E5, 16 February 2009)\n"
            "In the other turn: hold.\n"
            "Not mapped:\n"
            "- E4, 5 February 2009, league → Harbour: condemn – no rule fits condemn by league "
            "(record.map[3]\n  wants by: island; record.map[5] wants by: harbour)\n"
            "Then: Blockade: on → off, Anger: low → high.\n"
        ) in printed
        assert "envoys came and went" in printed
        assert "Round 3" not in printed
        assert "1 round without any of them is left out; --all shows it." in flat(printed)

    def test_all_rounds_can_be_seen(self):
        """A quiet round is part of the record, too."""
        printed = standoff("record", "map", "strait.yaml", "--all").out

        assert "Round 3: 1 March 2009 to 31 March 2009\n" in printed
        assert "left out" not in printed

    @pytest.mark.parametrize(
        ("number", "text"), [(1, "close the strait"), (3, "Nobody moves."), (4, "juggle")]
    )
    def test_one_round_can_be_asked_for(self, number, text):
        """Even one in which nothing happened."""
        printed = standoff("record", "map", "strait.yaml", "--round", number).out

        assert text in printed
        assert printed.count("\nRound ") == 1


class TestMonths:
    """`record months`."""

    def test_a_pair_is_told_month_by_month(self):
        """The league came in January; the strait was opened in February for 8 points."""
        printed = standoff("record", "months", "strait.yaml", "--dyad", "harbour>island").out

        assert re.search(r"^Feb 2009 +1 +8  █+ +–$", printed, re.M)
        assert "Rows with the same day, actor, verb and target are one event" in printed

    def test_the_busiest_pair_stands_first(self):
        """Of more pairs than a page holds the others are counted."""
        printed = standoff("record", "months", "dprk-2009", "--since", "2003").out
        counts = [int(row) for row in re.findall(r"^\S.* → .*?  +(\d+)  ", printed, re.M)]

        assert len(counts) == 20
        assert counts == sorted(counts, reverse=True)
        assert "more pairs are in --json; --dyad chooses." in printed

    def test_what_is_left_out_is_said_with_its_reason(self):
        """So that nobody takes the sums for the whole."""
        printed = standoff("record", "months", "strait.yaml").out

        assert "- 1 dated to a year only\n" in printed
        assert "- 4 of verbs whose intensity is not known\n" in printed

    def test_a_table_of_the_user_gives_the_intensities(self):
        """The table is named below the sums."""
        Path("mine.csv").write_text("code,intensity\ncondemn,-2\nimpose_blockade,-9\n")

        printed = standoff(
            "record", "months", "strait.yaml", "--dyad", "harbour>island", "--intensity", "mine.csv"
        ).out

        assert re.search(r"^Jan 2009 +1 +– +9  █+$", printed, re.M)
        assert "else the table mine.csv, else our default" in flat(printed)


class TestTimeline:
    """`record timeline`."""

    def test_lanes_and_levels_fill_the_width(self):
        """One lane an actor and one row a variable, all of one length."""
        printed = standoff("record", "timeline", "strait.yaml").out
        rows = [line for line in printed.splitlines() if line.endswith("|")]

        assert {len(row) for row in rows} == {99}
        assert [row.split("|")[0].strip() for row in rows if row[0].isalpha()] == [
            "round", "Harbour", "Island", "others", "Blockade", "Anger",
        ]  # fmt: skip
        assert "a Harbour: close the strait, b Harbour: open the strait" in flat(printed)

    @pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
    def test_it_is_drawn(self, suffix):
        """The kind of figure follows from the name of the file."""
        begin = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}[suffix]

        done = standoff("record", "timeline", "strait.yaml", "--figure", f"a.{suffix}",
                        "--theme", "dark", "--size", "600")  # fmt: skip

        assert (done.code, done.err) == (0, f"Wrote a.{suffix}.\n")
        assert Path(f"a.{suffix}").read_bytes().startswith(begin)


class TestConflicts:
    """`record conflicts`."""

    def test_what_sources_state_stands_side_by_side(self):
        """Only that on which they differ, with the one that is followed marked."""
        printed = standoff("record", "conflicts", "strait.yaml").out

        assert "Sources disagree on 1 event.\n" in printed
        assert "told as     The strait is closed  Warships close the strait\n" in printed
        assert not re.search("^(who|what) ", printed, re.M)

    def test_agreement_is_said_as_such(self):
        """An empty page would look like a failure."""
        printed = standoff("record", "conflicts", "strait.yaml", "--actor", "league").out

        assert "Where several sources speak of one event, they agree." in printed

    def test_versions_in_a_store_are_listed(self):
        """What a later import told otherwise, the newest followed; in the reader's language."""
        rows = (gdelt_line(3, verb="020"), gdelt_line(3, verb="036"))
        for name, row in zip("ab", rows, strict=True):
            written(Path(f"{name}.csv"), row)
            standoff("record", "import", "world.duckdb", f"{name}.csv")

        printed = standoff("record", "conflicts", "world.duckdb").out

        assert "Sources disagree on 1 event.\n" in printed
        assert "import-2-line-1 (followed)" in printed
        assert "The version imported last is followed." in printed


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


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ("show", "strait.yaml", "--actor", "harbor"),
            "strait.yaml has no event with 'harbor'.\n"
            "Did you mean 'harbour'? Parties: harbour, island, league.\n",
        ),
        (
            ("show", "strait.yaml", "--dyad", "harbour"),
            "'harbour' is not a pair. Write two names with a hyphen between them for both ways, "
            "PRK-USA, or with > for one, PRK>USA.\n",
        ),
        (
            ("show", "strait.yaml", "--verb", "condem"),
            "strait.yaml has no event with the verb 'condem'.\nDid you mean 'condemn'? Verbs: "
            "condemn, ease_sanctions, impose_blockade, juggle, visit.\n",
        ),
        (
            ("show", "strait.yaml", "--since", "2009-03", "--until", "2009-02"),
            "--since 2009-03 is after --until 2009-02, so no event lies between them.\n"
            "Give the earlier date to --since.\n",
        ),
        (
            ("show", "strait.yaml", "--since", "soon"),
            "--since takes a date, not 'soon'.\nWrite it as 2009-04-05, 2009-04 or 2009.\n",
        ),
        (
            ("show", "strait.yaml", "--kind", "moves"),
            "No event is taken for 'moves'.\nDid you mean 'move'? "
            "Kinds: move, background, unmapped, outside.\n",
        ),
        (
            ("show", "record.csv", "--kind", "move"),
            "--kind asks what a crisis takes an event for, and record.csv is no crisis.\n"
            "Name a crisis, or leave --kind out.\n",
        ),
        (
            ("show", "strait.yaml", "--actor", "league", "--verb", "condemn", "--until", "2008"),
            "No event is left: --verb condemn takes none of the 1 events that "
            "--until 2008-12-31 --actor league left.\nChange or drop --verb condemn.\n",
        ),
        (
            ("show", "strait.yaml", "--event", "E9"),
            "strait.yaml has no event with the id 'E9'.\n"
            "'standoff record show strait.yaml' lists them.\n",
        ),
        (
            ("map", "strait.yaml", "--round", "5"),
            "strait.yaml has no round 5. Its rounds are 1 to 4.\n",
        ),
        (
            ("show", "elmira"),
            "The crisis 'elmira' has no record.\n"
            "Add `record: {events: FILE.csv}` to it (see docs/how-to/map-a-record.md), "
            "or name an events file.\n",
        ),
        (
            ("show", "world.duckdb"),
            "There is no store 'world.duckdb'.\n"
            "'standoff record import world.duckdb FILE' makes one from event data.\n",
        ),
        (
            ("show", "-"),
            "A record lies beside its crisis, and a pipe has no folder.\n"
            "Name a crisis, an events file (.csv, .yaml) or a store (.duckdb).\n",
        ),
        (
            ("import", "new.csv", "nothing.tab"),
            "There is no file 'nothing.tab' to import.\n",
        ),
        (
            ("import", "new.csv", "export.csv", "--from", "iceews"),
            "No format is called 'iceews'.\n"
            "Did you mean 'icews'? Formats: gdelt, icews, polecat, columns.\n",
        ),
        (
            ("import", "new.csv", "export.csv", "--columns", "date"),
            "--columns takes OURS=THEIRS,..., not 'date'.\n",
        ),
        (
            ("import", "new.csv", "export.csv", "--kind", "move"),
            "--kind does not choose what is imported.\n"
            "An import is narrowed by --actor, --dyad, --verb, --since and --until.\n",
        ),
        (
            ("import", "new.txt", "export.csv"),
            "There is no file 'new.txt', and no crisis of the catalogue is called so.\n"
            "'standoff catalog' lists the published crises; 'standoff new NAME' starts a file.\n",
        ),
        (
            ("timeline", "strait.yaml", "--figure", "a.bmp"),
            "a.bmp: A figure is drawn to a file that ends in .svg or .png or .pdf.\n",
        ),
        (
            ("show", "strait.yaml", "--lang", "fr"),
            "There is no language 'fr'.\nLanguages: en, id.\n",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_is_told_with_what_would_be_right(arguments, expected):
    """Whole messages, exit code 2, nothing on standard output."""
    done = standoff("record", *arguments)

    assert (2, expected, "") == (done.code, done.err, done.out)


def test_a_saved_answer_is_no_record():
    """It is shown by `look`."""
    standoff("record", "show", "strait.yaml", "--out", "a.nc")

    done = standoff("record", "show", "a.nc")

    assert (
        done.err == "a.nc: This is a saved answer, not a record.\n'standoff look a.nc' shows it.\n"
    )
