"""Tests for `standoff record show`, `map`, `months`, `timeline` and `conflicts`."""

import json
import re
from pathlib import Path

import pytest

from cli.record.exports import flat
from command_line import standoff
from event_files import gdelt_line, written


def shown(*filters):
    """Show the record of the strait, and return which events are left."""
    done = standoff("record", "show", "strait.yaml", *filters)
    assert (done.code, done.err) == (0, "")
    return re.findall(r"^(E\d) · ", done.out, re.M)


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
