"""Tests for malformed lines: each is counted, kept aside with its number, and told."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from event_files import ICEWS, POLECAT, gdelt_line, icews_line, polecat_line, written
from standoff.errors import CommandError
from standoff.record.imports import import_file
from standoff.record.imports.lines import Cells, cleaned, tabulated
from standoff.record.imports.parts import Count, Parts, last_line, split_up
from standoff.record.store import Malformed, open_store

GOOD = gdelt_line(1)
MALFORMED_GDELT = [
    (GOOD + "\t", "has 62 columns instead of 61"),
    (GOOD.removesuffix("http://example.org/1").removesuffix("\t"), "has 60 columns instead of 61"),
    ("Not an event", "has 1 columns instead of 61"),
    (gdelt_line("", day="20090525"), "has no id"),
    (gdelt_line("7e3"), "its id is not a number: '7e3'"),
    (gdelt_line(day="20090230"), "its date is not a day of the calendar: '20090230'"),
    (gdelt_line(day="2009052"), "its date is not a day of the calendar: '2009052'"),
    (gdelt_line(day=""), "its date is not a day of the calendar: ''"),
    (gdelt_line(verb=""), "has no verb"),
    (gdelt_line(verb="1e2"), "its verb is not a CAMEO code: '1e2'"),
    (gdelt_line(intensity="x"), "its intensity is not a number from -10 to 10: 'x'"),
    (gdelt_line(intensity="10.1"), "its intensity is not a number from -10 to 10: '10.1'"),
    (gdelt_line(intensity="nan"), "its intensity is not a number from -10 to 10: 'nan'"),
    (gdelt_line(place="P\0"), "holds the control character U+0000"),
    (gdelt_line(place="P\x1b[2J"), "holds the control character U+001B"),
    (gdelt_line(place="P\x01"), "holds the control character U+0001"),
    (gdelt_line(place="P\x02"), "holds the control character U+0002"),
    (gdelt_line(place="P\x85"), "holds the control character U+0085"),
    (gdelt_line(place="P").encode().replace(b"P\t", b"\xffP\t", 1),
     "is not UTF-8: byte 0xff at position 105"),
    (gdelt_line(place="é").encode("latin-1"), None),
    (gdelt_line(place="P" * 10_001), "has a cell of more than 10,000 characters"),
    (gdelt_line(place="P" * 100_001), "has more than 100,000 bytes"),
    (gdelt_line(place="P" * 3_000_000), "has more than 100,000 bytes"),
]  # fmt: skip


def imported(path, **settings):
    """Import a file into a new store; return what came of it, and the malformed lines."""
    store = path.with_name("world.duckdb")
    done = import_file(store, path, **settings)
    with open_store(store) as opened:
        return done, list(opened.malformed())


@pytest.mark.parametrize("packing", ["", ".gz"])
def test_every_malformed_line_of_gdelt_is_kept_with_its_number_and_reason(tmp_path, packing):
    """Good rows stand between them, so that each number is that of the line."""
    lines = [line for bad, _ in MALFORMED_GDELT for line in (gdelt_line(len(bad)), bad)]
    # ids may be the same, so that good rows are new or known
    path = written(tmp_path / f"a.csv{packing}", *lines)

    done, aside = imported(path)

    assert done.rows == len(lines)
    assert done.taken + done.known == len(lines) // 2
    assert done.malformed == len(MALFORMED_GDELT)
    for place, (one, (_, reason)) in enumerate(zip(aside, MALFORMED_GDELT, strict=True)):
        assert one.line == 2 * place + 2
        assert reason is None or reason == one.reason
        assert len(one.written) <= 1000
    assert done.examples == tuple((one.line, one.reason) for one in aside[:5])


def test_what_a_malformed_line_said_is_kept(tmp_path):
    """As far as it can be shown: at most 1000 characters, and those that print."""
    path = written(tmp_path / "a.csv", GOOD, "no\tevent", "a\0b", b"caf\xe9 \xff", GOOD)

    _, aside = imported(path)

    assert aside == [
        Malformed(1, 2, "has 2 columns instead of 61", "no\tevent"),
        Malformed(1, 3, "holds the control character U+0000", "a\N{REPLACEMENT CHARACTER}b"),
        Malformed(
            1, 4, "is not UTF-8: byte 0xe9 at position 4",
            "caf\N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER}",
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("width", [57, 61])
def test_a_row_that_is_wrong_in_one_cell_is_kept_whole(tmp_path, width):
    """With the cells that no event has too, the empty ones and the first and the last."""
    cells = gdelt_line(width=width, verb="x").split("\t")
    cells = [cell or (f"({place})" if place % 3 else "") for place, cell in enumerate(cells, 1)]
    path = written(tmp_path / "a.csv", gdelt_line(width=width), "\t".join(cells))

    _, aside = imported(path)

    assert [one.written for one in aside] == ["\t".join(cells)]


def test_empty_lines_are_no_rows_but_count_as_lines(tmp_path):
    """Line numbers are those that an editor shows."""
    path = written(tmp_path / "a.csv", "", gdelt_line(1), "", "", "bad", gdelt_line(2), "", "")

    done, aside = imported(path)

    assert (done.rows, done.taken, done.malformed) == (3, 2, 1)
    assert [one.line for one in aside] == [5]


def test_ends_of_lines_may_be_those_of_windows(tmp_path):
    """A carriage return before the end belongs to it; a lone one is a space."""
    path = tmp_path / "a.csv"
    lines = [gdelt_line(1), gdelt_line(2, place="a\rb"), "bad"]
    path.write_bytes("\r\n".join(lines).encode())

    done, aside = imported(path)

    assert (done.rows, done.taken) == (3, 2)
    assert [(one.line, one.written) for one in aside] == [(3, "bad")]


@pytest.mark.parametrize(
    ("header", "good", "bad"),
    [
        (ICEWS, icews_line, {
            "Event_Date": ("2018-6-1", "its date is not a day of the calendar: '2018-6-1'"),
            "CAMEO_Code": ("", "has no verb"),
            "Intensity": ("-10.5", "its intensity is not a number from -10 to 10: '-10.5'"),
            "Event_ID": ("", "has no id"),
        }),
        (POLECAT, polecat_line, {
            "Event_Date": ("1 May", "its date is not a day of the calendar: '1 May'"),
            "Event_Type": ("None", "has no verb"),
            "Intensity": ("high", "its intensity is not a number from -10 to 10: 'high'"),
        }),
    ],
)  # fmt: skip
def test_malformed_rows_of_files_with_a_header_are_kept(tmp_path, header, good, bad):
    """The header is line 1, and no row."""
    wrong = [good(**{column: cell}) for column, (cell, _) in bad.items()]
    path = written(tmp_path / "a.tab", "\t".join(header), good(), *wrong, good() + "\tmore", "x")

    done, aside = imported(path)

    assert (done.rows, done.taken, done.malformed) == (len(wrong) + 3, 1, len(wrong) + 2)
    expected = [reason for _, reason in bad.values()]
    width = len(header)
    expected += [f"has {width + 1} columns instead of {width}", f"has 1 columns instead of {width}"]
    assert expected == [one.reason for one in aside]
    assert [one.line for one in aside] == list(range(3, len(wrong) + 5))


def test_malformed_rows_of_a_table_are_kept(tmp_path):
    """Also those whose quotation marks swallow the lines below them."""
    path = written(
        tmp_path / "a.csv",
        "date,end_date,actor,verb,confidence,text",
        '2009-04-05,,PRK,visit,,"a',
        'b"',
        "2009-04-05,2009-04,PRK,visit,,",
        "2009-04-05,,PRK,visit,sure,",
        '2009-04-05,,PRK,visit,,"never closed',
        "2009-04-05,,PRK,visit,,",
    )

    done, aside = imported(path, format="columns")

    assert (done.rows, done.taken, done.malformed) == (5, 1, 4)
    open_mark = "a quotation mark before or on it is not closed"
    assert [(one.line, one.reason) for one in aside] == [
        (4, "its end date is not a day: '2009-04'"),
        (5, "its confidence is none of high, medium, low, assumed: 'sure'"),
        (6, open_mark),
        (7, open_mark),
    ]


def test_two_stray_quotation_marks_lose_no_line_between_them(tmp_path):
    """Lines held together give a row only if they have as many cells as the header."""
    row = "2009-04-05,PRK,visit,{}"
    path = written(
        tmp_path / "a.csv", "date,actor,verb,text", row.format('5" gun'), row.format("a"),
        row.format('6" gun'), row.format("b"),
    )  # fmt: skip

    done, aside = imported(path, format="columns")

    assert (done.rows, done.taken) == (4, 1)
    assert [one.line for one in aside] == [2, 3, 4]


def test_a_plain_record_gets_a_file_of_malformed_lines_beside_it(tmp_path):
    """Where there is no store to keep them in."""
    path = written(tmp_path / "a.csv", gdelt_line(1), "bad,one", gdelt_line(2))

    done = import_file(tmp_path / "record.csv", path)

    assert (done.rows, done.taken, done.malformed) == (3, 2, 1)
    assert tmp_path / "record.csv.malformed.csv" == done.aside
    with done.aside.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["line", "reason", "written"],
            ["2", "has 1 columns instead of 61", "bad,one"],
        ]


def test_a_file_without_a_single_row_is_refused(tmp_path):
    """Whoever named its format was wrong; an import of nothing would look like success."""
    path = written(tmp_path / "a.tab", "\t".join(ICEWS), "x", "y")

    with pytest.raises(CommandError) as refused:
        imported(path)

    assert str(refused.value) == (
        f"{path} has no line that is a row of the format icews. "
        "Line 2, for example, has 1 columns instead of 20."
    )
    with open_store(tmp_path / "world.duckdb") as store:
        assert store.summary().imports == ()
        assert list(store.malformed()) == []


PARTS = Parts(4, frozenset({2}))


def through(content, cells=None):
    """Pass bytes through the cleaning and cutting of lines; return the lines that come out."""
    count = Count()
    blocks = cleaned([content[i : i + 7] for i in range(0, len(content), 7)])
    if cells is not None:
        blocks = tabulated(blocks, cells)
    out = b"".join(split_up(blocks, PARTS, count)) + last_line(PARTS, count.lines + 1)
    return out.decode().split("\n")[:-1], count.lines


@settings(max_examples=200)
@given(st.binary(max_size=200) | st.text(alphabet='a"\t\n\r,;\x00\x02é', max_size=60))
def test_whatever_goes_in_as_many_lines_come_out_numbered(content):
    """Each with its own number, whatever it holds, also where quotes hold lines together."""
    raw = content.encode() if isinstance(content, str) else content
    expected = len(raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").split(b"\n"))
    expected -= raw.endswith(b"\n") or raw in (b"", b"\xef\xbb\xbf")

    for cells in (None, Cells(",", 2)):
        lines, count = through(raw, cells)

        assert count == expected
        assert [int(line.split("\x01")[0]) for line in lines] == list(range(1, expected + 2))
        assert all(line.count("\x01") == 3 for line in lines)
        assert lines[-1].endswith("\x01\x02.\t\x01m")


def by_hand(line, parts):
    """Cut a line as its docstring says, cell by cell."""
    cells = line.split("\t")
    whole = [*[""] * len(parts.wanted), line]
    if not line:
        return [*whole, "e"]
    if line.startswith("\x02"):
        return [*whole, "m"]
    if len(cells) != parts.width:
        return [*whole, "w"]
    wanted = [cells[position - 1] for position in sorted(parts.wanted)]
    others = [cell for nth, cell in enumerate(cells, start=1) if nth not in parts.wanted]
    # behind the last of them stands its tab, if a wanted cell follows
    tab = "\t" if others and parts.width in parts.wanted else ""
    return [*wanted, "\t".join(others) + tab, ""]


@settings(max_examples=200)
@given(
    st.lists(st.lists(st.text("ab\x02é", max_size=3), max_size=7).map("\t".join), max_size=5),
    st.integers(1, 6).flatmap(
        lambda width: st.builds(
            Parts, st.just(width), st.frozensets(st.integers(1, width), min_size=1)
        )
    ),
)
def test_lines_are_cut_as_by_hand(lines, parts):
    """The wanted cells first, whichever they are, and only where there are as many as should be."""
    block = "".join(f"{line}\n" for line in lines).encode()
    expected = [
        "\x01".join([str(number), *by_hand(line, parts)])
        for number, line in enumerate(lines, start=98)
    ]

    found = b"".join(split_up([block] if block else [], parts, Count(97)))

    assert expected == found.decode().split("\n")[:-1]
