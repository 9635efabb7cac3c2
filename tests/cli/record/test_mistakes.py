"""Tests for what the verbs of `standoff record` say to mistakes."""

import pytest

from command_line import standoff


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
