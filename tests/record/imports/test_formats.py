"""Tests for the formats of `standoff.record.imports`: what their lines say becomes events."""

import datetime as dt

import pytest

from event_files import (
    ICEWS,
    POLECAT,
    gdelt_line,
    icews_line,
    line_of,
    polecat_line,
    written,
)
from reference_data import reference
from standoff.errors import CommandError
from standoff.record import Event
from standoff.record.imports import import_file
from standoff.record.store import open_store


def imported(path, **settings):
    """Import a file into a new store; return what came of it, and the events."""
    store = path.with_name("world.duckdb")
    done = import_file(store, path, **settings)
    with open_store(store) as opened:
        return done, opened.events()


@pytest.mark.parametrize(("width", "url"), [(57, ""), (58, "http://x.org"), (61, "http://x.org")])
def test_the_three_widths_of_gdelt_are_read(tmp_path, width, url):
    """The place stands elsewhere in version 2.0, and the address is missing in the oldest files."""
    path = written(tmp_path / "20090525.export.CSV", gdelt_line(width=width, url="http://x.org"))

    done, (event,) = imported(path)

    assert (done.format, done.rows, done.taken) == ("gdelt", 1, 1)
    assert event == Event(
        "gdelt:410412347",
        dt.date(2009, 5, 25),
        ("PRK",),
        "190",
        ("USA",),
        place="Pyongyang, P'yongyang-si, North Korea",
        source="GDELT",
        url=url,
        intensity=-10.0,
    )


@pytest.mark.parametrize(
    ("actor", "code", "name"),
    [
        ("ROM", "ROMGOV", ("ROU",)),  # CAMEO's letters for Romania, not those of ISO
        ("EUR", "EUR", ("EUR",)),  # a region is no country
        ("", "IGOUNO", ("IGOUNO",)),  # the actor's own code, for want of a country
        ("", "", ()),
    ],
)
def test_an_actor_of_gdelt_is_its_country_else_its_code(tmp_path, actor, code, name):
    """Three letters of ISO where the country is known, the text of the source elsewhere."""
    path = written(tmp_path / "a.csv", gdelt_line(actor=actor, actor_code=code))

    _, (event,) = imported(path)

    assert name == event.actors


def test_a_row_without_a_number_for_intensity_has_none(tmp_path):
    """GDELT leaves the cell empty where the code has no Goldstein score."""
    _, (event,) = imported(written(tmp_path / "a.csv", gdelt_line(intensity="")))

    assert event.intensity is None


@pytest.mark.parametrize("name", ["a.export.CSV", "a.export.CSV.gz", "a.export.CSV.zip"])
def test_packed_files_are_read_like_plain_ones(tmp_path, name):
    """What a file is packed in is told by its first bytes."""
    done, events = imported(written(tmp_path / name, gdelt_line(1), gdelt_line(2)))

    assert (done.rows, done.taken) == (2, 2)
    assert [event.id for event in events] == ["gdelt:1", "gdelt:2"]


def test_gzip_in_several_parts_is_read_to_its_end(tmp_path):
    """Files that were packed apart and put together are one file of gzip."""
    parts = [written(tmp_path / f"{n}.gz", gdelt_line(n)).read_bytes() for n in (1, 2)]
    path = tmp_path / "both.gz"
    path.write_bytes(b"".join(parts) + b"\0" * 512)

    done, _ = imported(path)

    assert (done.rows, done.taken) == (2, 2)


def test_an_event_of_icews_names_who_and_where(tmp_path):
    """The country is the actor; the person, which it hides, stays in the text."""
    line = icews_line(
        Source_Name="Kim Yong-chol", Publisher="Yonhap", Story_ID="7", Sentence_Number="2",
        City="Seoul", Country="South Korea",
    )  # fmt: skip

    done, (event,) = imported(written(tmp_path / "a.tab", "\t".join(ICEWS), line))

    assert (done.format, done.rows) == ("icews", 1)
    assert event == Event(
        "icews:32891167",
        dt.date(2018, 6, 1),
        ("PRK",),
        "020",
        ("KOR",),
        text="Kim Yong-chol: Make an appeal or request: South Korea",
        place="Seoul, South Korea",
        source="ICEWS: Yonhap",
        url="story 7, sentence 2",
        intensity=3.0,
    )


def test_an_actor_of_icews_without_a_country_keeps_its_name(tmp_path):
    """An agency of the United Nations is no country; `;` would make two names of one."""
    line = icews_line(Source_Country="", Source_Name="Agency; Energy")

    _, (event,) = imported(written(tmp_path / "a.tab", "\t".join(ICEWS), line))

    assert event.actors == ("Agency, Energy",)


def test_all_rows_of_the_true_sample_of_icews_are_accounted_for(tmp_path):
    """475 rows, of two days of June 2018, each of them an event of its own."""
    sample = reference("icews_2018_06_dprk_sample.tab")
    store = tmp_path / "world.duckdb"

    done = import_file(store, sample)

    assert (done.rows, done.taken, done.malformed) == (475, 475, 0)
    with open_store(store) as opened:
        found = opened.summary()
        assert (found.events, found.first) == (475, dt.date(2018, 6, 1))
        assert all(event.actors and event.targets for event in opened.events())


def test_an_event_of_polecat_has_a_type_of_plover(tmp_path):
    """The type is the verb; mode and contexts, which have no column of ours, are its text."""
    done, (event,) = imported(written(tmp_path / "a.txt", "\t".join(POLECAT), polecat_line()))

    assert (done.format, done.rows) == ("polecat", 1)
    assert event == Event(
        "polecat:20230101-1-a",
        dt.date(2023, 1, 1),
        ("RUS",),
        "ASSAULT",
        ("UKR",),
        text="aerial; military",
        place="Kyiv, UKR",
        source="POLECAT: Agency",
        intensity=-9.5,
    )


def test_columns_of_polecat_may_stand_in_any_order_and_some_be_missing(tmp_path):
    """They are found by their names, whatever else is there."""
    names = ("Recipient Country", "Event Type", "Event Date", "Mine", "Actor Country", "Event ID")
    path = written(tmp_path / "a.txt", "\t".join(names), polecat_line(names=names))

    _, (event,) = imported(path)

    assert (event.actors, event.targets, event.verb) == (("RUS",), ("UKR",), "ASSAULT")


def test_a_header_in_quotation_marks_is_that_of_a_quoted_table(tmp_path):
    """Archives put marks around the texts of tables that they take in."""
    quoted = "\t".join(f'"{cell}"' for cell in polecat_line(Contexts='a "war"').split("\t"))
    quoted = quoted.replace('a "war"', 'a ""war""')
    header = "\t".join(f'"{name}"' for name in POLECAT)

    _, (event,) = imported(written(tmp_path / "a.tab", header, quoted))

    assert (event.id, event.text) == ("polecat:20230101-1-a", 'aerial; a "war"')


def test_any_table_is_read_with_a_map_of_its_columns(tmp_path):
    """The user says which column is what; the delimiter is what the header has most of."""
    path = written(tmp_path / "a.csv", "No;Day;Src;Dst;Deed;Note", "7;2009-05;2;731;visit;said; no")
    path.write_text(path.read_text().replace("said; no", '"said; no"'))
    columns = {"id": "No", "date": "Day", "actor": "Src", "target": "Dst", "verb": "Deed",
               "text": "Note", "countries": "cown"}  # fmt: skip

    done, (event,) = imported(path, columns=columns)

    assert (done.format, done.taken) == ("columns", 1)
    assert event == Event(
        "7",
        dt.date(2009, 5, 1),
        ("USA",),
        "visit",
        ("PRK",),
        text="said; no",
        precision="month",
    )


def test_several_names_in_a_cell_are_translated_one_by_one(tmp_path):
    """`;` stands between them, as in a record; what is no country stays as it is."""
    path = written(tmp_path / "a.csv", "date,actor,target,verb", "20090525,US; IAEA ;,KP;JP,visit")
    columns = {name: name for name in ("date", "actor", "target", "verb")}

    _, (event,) = imported(path, columns={**columns, "countries": "iso2"})

    assert (event.actors, event.targets) == (("USA", "IAEA"), ("PRK", "JPN"))


def test_a_record_is_imported_without_a_map(tmp_path):
    """Its columns have the names that we give them; a row may take up several lines."""
    path = written(
        tmp_path / "record.csv",
        "id,date,end_date,actor,action,target,description,confidence,cameo",
        'E1,2009,,PRK,visit,USA,"two\nlines, and a ""mark""",High,042',
        "E2,2009-04-05,2009-04-07,PRK,visit,USA,short,,",
    )

    done, events = imported(path, format="columns")

    assert (done.rows, done.taken) == (2, 2)
    assert [(event.id, event.precision, event.text, event.confidence) for event in events] == [
        ("E1", "year", 'two lines, and a "mark"', "high"),
        ("E2", "day", "short", None),
    ]
    assert events[0].extra == {"cameo": "042"}
    assert events[1].end_date == dt.date(2009, 4, 7)


def test_rows_without_an_id_are_known_by_what_they_say(tmp_path):
    """The same row twice is one event; the id is made of the row."""
    path = written(tmp_path / "a.csv", "date,actor,verb", *["2009-04-05,PRK,visit"] * 2)

    done, (event,) = imported(path, format="columns")

    assert (done.taken, done.known) == (1, 1)
    assert event.id.startswith("row:")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"date": "Dai", "actor": "Src", "verb": "Deed"},
         "{path} has no column 'Dai' for date. Did you mean 'Day'? It has Day, Src, Deed."),
        ({"date": "Day", "actor": "Src"}, "No column is said to be the verb."),
        ({"date": "Day", "actor": "Src", "verbs": "Deed", "verb": "Deed"},
         "'verbs' is nothing that an event has. Did you mean 'verb'? Known are date, actor, verb, "
         "id, target, end_date, intensity, text, place, outcome, source, url, confidence, cameo, "
         "plover, delimiter, countries."),
        ({"date": "Day", "actor": "Src", "verb": "Deed", "countries": "iso"},
         "There is no scheme 'iso' of country codes. Did you mean 'iso3'? Schemes: iso3, iso2, "
         "cow, cown, fips, cameo, icews."),
        ({"date": "Day", "actor": "Src", "verb": "Deed", "delimiter": ";;"},
         "';;' cannot be between cells. Give one character, for example ; or a tab."),
        (None, "{path} has no column for date, actor, verb. It has Day, Src, Deed. Say which is "
         "which with --columns, for example date=Day,actor=From,verb=Deed."),
    ],
)  # fmt: skip
def test_a_map_that_does_not_fit_is_refused(tmp_path, columns, message):
    """The message names the columns that there are."""
    path = written(tmp_path / "a.csv", "Day,Src,Deed", "2009-04-05,PRK,visit")

    with pytest.raises(CommandError) as refused:
        imported(path, format="columns", columns=columns)

    assert message.format(path=path) == str(refused.value)


def test_names_of_columns_with_quotes_are_only_names(tmp_path):
    """Nothing that a file or a user writes becomes part of a statement."""
    odd = "o'); DROP TABLE event; --"
    folder = tmp_path / "d'or"
    folder.mkdir()
    path = written(folder / "a'b.csv", f"date,actor,verb,{odd}", "2009-04-05,O'Neill,visit,a'b")
    columns = {"date": "date", "actor": "actor", "verb": "verb", "text": odd}

    done, (event,) = imported(path, columns=columns)

    assert (done.taken, event.text, event.actors) == (1, "a'b", ("O'Neill",))


def test_a_line_with_fewer_cells_than_names_stays_a_row_elsewhere(tmp_path):
    """`line_of` and the formats agree: the helpers of these tests make whole lines."""
    assert line_of(ICEWS).count("\t") == len(ICEWS) - 1 == 19
    assert line_of(POLECAT).count("\t") == len(POLECAT) - 1
    assert [gdelt_line(width=width).count("\t") + 1 for width in (57, 58, 61)] == [57, 58, 61]
