"""Tests for files that cannot be imported: each is refused in words, and nothing is changed."""

import gzip
import os
import zipfile

import pytest

from event_files import gdelt_line, written
from standoff.errors import CommandError
from standoff.record.imports import import_file, stream
from standoff.record.store import open_store

LINES = [gdelt_line(number, place="Pyongyang") for number in range(300)]


@pytest.fixture
def store(tmp_path):
    """Return a store with one event."""
    path = tmp_path / "world.duckdb"
    import_file(path, written(tmp_path / "first.csv", gdelt_line(999)))
    return path


def refusal(store, path, **settings):
    """Import a file that is refused; return the words, sure that nothing changed."""
    before, names = digest(store), names_in(store.parent)
    with pytest.raises(CommandError) as refused:
        import_file(store, path, **settings)
    assert digest(store) == before
    assert names_in(store.parent) == names
    return str(refused.value).replace(str(path.parent) + os.sep, "")


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def digest(path):
    with open_store(path) as store:
        return store.digest()


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return path


def test_a_missing_file_an_empty_one_and_a_folder_are_refused(tmp_path, store):
    """What there is to read is looked at first."""
    empty = tmp_path / "empty.csv"
    empty.touch()

    assert refusal(store, tmp_path / "none.csv") == "There is no file none.csv."
    assert refusal(store, empty) == "empty.csv is empty. Get the file again."
    empty.unlink()
    (tmp_path / "folder").mkdir()
    assert refusal(store, tmp_path / "folder").startswith("folder is not a file")


def test_a_file_that_holds_nothing_once_unpacked_is_refused(tmp_path, store):
    """A gzip of nothing is no empty file."""
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b""))

    words = refusal(store, path)

    assert words == "a.gz has no line that can be read as text, so it holds no event data."


@pytest.mark.parametrize("cut", [1, 8, 9, 500])
def test_gzip_that_is_cut_short_is_refused(tmp_path, store, cut):
    """Whether within the checksum at its end or within the rows."""
    path = written(tmp_path / "a.gz", *LINES)
    path.write_bytes(path.read_bytes()[:-cut])

    words = refusal(store, path)

    assert words == (
        "a.gz is cut short: it cannot be unpacked to its end. Nothing was imported. "
        "Get the file again."
    )


def test_gzip_with_a_false_checksum_is_refused(tmp_path, store):
    """DuckDB itself would read such a file, and rows that nobody wrote."""
    path = written(tmp_path / "a.gz", *LINES)
    content = bytearray(path.read_bytes())
    content[-6] ^= 1
    path.write_bytes(content)

    words = refusal(store, path)

    assert words == (
        "a.gz is damaged: it cannot be unpacked to its end. Nothing was imported. "
        "Get the file again."
    )


def test_a_damaged_zip_is_refused(tmp_path, store):
    """A byte within the rows differs, so that the checksum does."""
    path = zipped(tmp_path / "a.zip", rows="\n".join(LINES))
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 255
    path.write_bytes(content)
    whole = zipped(tmp_path / "b.zip", rows="\n".join(LINES)).read_bytes()
    (tmp_path / "b.zip").unlink()

    damaged = refusal(store, path)
    path.write_bytes(whole[: len(whole) // 2])
    cut = refusal(store, path)

    assert damaged == cut
    assert damaged.startswith("a.zip is damaged or cut short: it cannot be unpacked to its end.")


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({}, "a.zip holds no files. A zipped file of event data holds one"),
        ({"a": "x", "b": "y"}, "a.zip holds 2 files. A zipped file of event data holds one"),
        ({"..__a": "x"}, "a.zip holds the file '../a', whose name leads into a folder."),
        ({"a__b": "x"}, "a.zip holds the file 'a/b', whose name leads into a folder."),
    ],
)
def test_a_zip_of_other_than_one_file_is_refused(tmp_path, store, members, words):
    """It is not guessed which of them is meant."""
    path = zipped(tmp_path / "a.zip", **members)

    assert refusal(store, path).startswith(words)


def test_an_encrypted_zip_is_refused(tmp_path, store):
    """Flag bit 0 of a member says that it is encrypted."""
    path = zipped(tmp_path / "a.zip", rows="x")
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)

    assert refusal(store, path) == (
        "a.zip is packed in a way that cannot be read here, or is encrypted. Unpack it first."
    )


@pytest.mark.parametrize("name", ["a.gz", "a.zip"])
def test_a_file_that_unpacks_to_absurd_size_is_refused(tmp_path, store, monkeypatch, name):
    """The same row again and again: several hundred times the size of the file."""
    monkeypatch.setattr(stream, "SMALL", 1_000_000)
    path = written(tmp_path / name, *[gdelt_line(1)] * 20_000)

    words = refusal(store, path)

    size = path.stat().st_size
    assert words.startswith(f"{name} has {size:,} bytes and unpacks to more than ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"hello\tworld\n", "a.csv is no event file of a format that is known here. Line 1 has 2 "
         "columns between tabs: 'hello\tworld'. Known are gdelt (57, 58 or 61 columns), icews and "
         "polecat (by the names of their columns); for any other table say which column is what, "
         "with --columns."),
        (bytes(range(256)) * 20, "a.csv has no line that can be read as text, so it holds no event "
         "data."),
        ("no, sir".encode("utf-16"), "a.csv has no line that can be read as text, so it holds no "
         "event data."),
        (b"\n\n\n", "a.csv has no line that can be read as text, so it holds no event data."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_event_file_is_refused(tmp_path, store, content, words):
    """With what its first line looks like, and what is known here."""
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    assert refusal(store, path) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gdelt", "a.csv is not a file of the format gdelt. Line 1 has 2 columns between tabs: "
         "'Event ID\tEvent Date'. Event files of GDELT have 57, 58 or 61."),
        ("icews", "a.csv is not a file of the format icews. Line 1 has 2 columns between tabs: "
         "'Event ID\tEvent Date'. The first line must name the columns; these are missing: Source "
         "Name, Source Country, CAMEO Code, Target Name, Target Country."),
        ("polecat", "a.csv is not a file of the format polecat. Line 1 has 2 columns between tabs: "
         "'Event ID\tEvent Date'. The first line must name the columns; these are missing: Event "
         "Type, Actor Country, Recipient Country."),
        ("gdlet", "There is no format 'gdlet'. Did you mean 'gdelt'? Formats: gdelt, icews, "
         "polecat, columns."),
    ],
)  # fmt: skip
def test_a_file_of_another_format_than_named_is_refused(tmp_path, store, name, words):
    """With what is missing of the format that was named."""
    path = written(tmp_path / "a.csv", "Event ID\tEvent Date", "1\t2009-04-05")

    assert refusal(store, path, format=name) == words


def test_a_store_is_not_imported_into_a_store(tmp_path, store):
    """Both hold what files said, and the files are what is imported."""
    assert refusal(store, store).startswith("world.duckdb is a store already.")


def test_too_many_events_for_a_plain_record_are_refused(tmp_path, monkeypatch):
    """People edit and review plain records."""
    from standoff.record.imports import into

    monkeypatch.setattr(into, "MOST_ROWS", 299)
    path = written(tmp_path / "a.csv", *LINES)

    with pytest.raises(CommandError, match="More than 299 events are too many for"):
        import_file(tmp_path / "record.csv", path)

    assert names_in(tmp_path) == ["a.csv"]


def test_a_place_that_is_neither_store_nor_record_is_refused(tmp_path):
    """The ending of its name says what is meant."""
    path = written(tmp_path / "a.csv", *LINES)

    with pytest.raises(CommandError) as refused:
        import_file(tmp_path / "record.txt", path)

    assert str(refused.value) == (
        f"{tmp_path / 'record.txt'} is neither a store nor a record. "
        "Name a file ending in .duckdb, .csv, .yaml, .yml."
    )
